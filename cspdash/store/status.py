"""What a version of the store holds, from when to when, and what it lacks."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import duckdb

from cspdash.partnership import Partnership
from cspdash.periods import Month
from cspdash.store import reader
from cspdash.store.report import spans
from cspdash.store.sql import sql
from cspdash.store.versions import Version


@dataclass(frozen=True)
class ForceStatus:
    """The months of one force, and how its rows add up."""

    force: str
    months: list[str]
    missing: list[str]
    rows_loaded: int
    rows_rejected: int
    without_location: int
    unknown_lsoa: int
    by_place: int
    by_best_fit: int


@dataclass(frozen=True)
class Gap:
    """A month of a district that is partial, and why."""

    source: str
    district: str
    month: str
    group: str
    status: str
    reason: str


@dataclass(frozen=True)
class AlsoLoaded:
    """What is loaded beside police.uk's files: of a kind, under a name, for the months or years of `periods`.

    `n` counts what `unit` names: case records, a partner's counts, respondents, areas of a census table, LSOAs ranked.
    """

    kind: str
    name: str
    periods: list[str]
    n: int
    unit: str

    @property
    def line(self) -> str:
        """In words; months that follow each other as a span."""
        by_month = self.kind in ("case records", "partner counts")
        told = spans([Month.parse(text) for text in self.periods]) if by_month else ", ".join(self.periods)
        return f"{self.kind}: {self.name}: {told}; {self.n:,} {self.unit}"


@dataclass(frozen=True)
class Status:
    """The whole store. `other_forces` counts the partnership's rows that the default count leaves out."""

    version: str
    published: str
    sample: bool
    partnership: str
    partnerships_changed: bool
    forces: list[ForceStatus]
    council_months: list[str]
    also_loaded: list[AlsoLoaded]
    partial: list[Gap]
    breaks: list[str]
    other_forces: dict[str, int]
    tables: dict[str, int]
    whole_parents: int
    faults: list[str]

    def as_dict(self) -> dict[str, Any]:
        """For `--json`."""
        return asdict(self)

    def lines(self) -> list[str]:
        """In words."""
        out = [f"version {self.version}, published {self.published}"]
        if self.sample:
            out.append("SAMPLE: every record is invented; load real files with `python -m cspdash load PATH`")
        if self.partnerships_changed:
            out.append("partnership files have changed since: `python -m cspdash load` takes them over")
        for force in self.forces:
            out.append(
                f"{force.force}: {spans([Month.parse(m) for m in force.months])}; {force.rows_loaded:,} rows, "
                f"{force.rows_rejected:,} rejected, {force.without_location:,} without a location, "
                f"{force.unknown_lsoa:,} outside known LSOAs"
            )
            if force.by_place or force.by_best_fit:
                out.append(
                    f"    rows of LSOAs split since 2011: {force.by_place:,} placed by coordinates, "
                    f"{force.by_best_fit:,} by best fit"
                )
            if force.missing:
                out.append(f"    missing: {spans([Month.parse(m) for m in force.missing])}")
        if self.council_months:
            out.append(f"council ASB: {spans([Month.parse(m) for m in self.council_months])}")
        out += [entry.line for entry in self.also_loaded]
        for gap in self.partial:
            out.append(f"partial: {gap.month} {gap.group}, {gap.district} ({gap.source}): {gap.reason}")
        out += [f"break: {text}" for text in self.breaks]
        if self.other_forces:
            told = ", ".join(f"{n:,} by {force}" for force, n in self.other_forces.items())
            out.append(f"in {self.partnership}, left out of the default count: {told} (--all-forces counts them)")
        out.append("; ".join(f"{name} {count:,}" for name, count in self.tables.items()))
        if self.whole_parents:
            out.append(
                f"{self.whole_parents} LSOAs split since 2011 are counted whole, as in 2011: 2021 boundaries are not "
                "loaded"
            )
        return out + [f"FAULT: {fault}" for fault in self.faults]


def status(of: Version, partnership: Partnership, partnerships_hash: str) -> Status:
    """Describe a version, for a partnership and the hash of the partnership files as they are now."""
    connection = reader.cursor(of)
    meta = dict(connection.execute(sql("load/read_meta")).fetchall())
    forces = [
        ForceStatus(force, _texts(months), _texts(missing), *numbers)
        for force, months, missing, *numbers in connection.execute(sql("app/forces")).fetchall()
    ]
    return Status(
        version=of.id,
        published=f"{of.published:%Y-%m-%d %H:%M} UTC",
        sample=meta.get("sample") == "true",
        partnership=partnership.name,
        partnerships_changed=meta["partnerships"] != partnerships_hash,
        forces=forces,
        council_months=_texts(_column(connection, "app/council_months")),
        also_loaded=[AlsoLoaded(*row) for row in connection.execute(sql("app/also_loaded")).fetchall()],
        partial=[
            Gap(source, district, f"{month:%Y-%m}", group, state, reason)
            for source, district, month, group, state, reason in connection.execute(sql("app/partial")).fetchall()
        ],
        breaks=[
            f"{force} {month:%Y-%m}: {text}" for force, month, text in connection.execute(sql("app/breaks")).fetchall()
        ],
        other_forces=dict(connection.execute(sql("app/other_forces"), {"area": partnership.slug}).fetchall()),
        tables=dict(connection.execute(sql("app/table_sizes")).fetchall()),
        whole_parents=len(set(_column(connection, "app/whole_parents"))),
        faults=[str(fault) for fault in _column(connection, "load/checks")],
    )


def _column(connection: duckdb.DuckDBPyConnection, name: str) -> list[Any]:
    return [row[0] for row in connection.execute(sql(name)).fetchall()]


def _texts(months: list[date] | None) -> list[str]:
    return [f"{month:%Y-%m}" for month in months or []]
