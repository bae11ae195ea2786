"""Look-ups, boundaries, populations and council counts into a building."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cspdash.sources.inputs import Input, InputError, Problem
from cspdash.sources.recognise import Recognised
from cspdash.sources.sheets import TableError
from cspdash.store.ledger import Ledger
from cspdash.store.reference import apply_table, hand_over
from cspdash.store.report import FileResult
from cspdash.store.sql import sql

if TYPE_CHECKING:
    import pandas as pd

    from cspdash.store.census import Census

# The look-ups before what is checked against them.
ORDER = ("district_lookup", "lsoa_lookup", "best_fit", "ward_lookup", "boundary", "population", "census")
# Kinds of which it does not matter which file came last.
ORDERLESS = ("boundary",)


def load_facts(ledger: Ledger, items: list[Recognised]) -> None:
    """Load look-ups, boundaries and populations, the later of two that name the same areas counting.

    A file that was loaded before changes nothing while it is what stands; where another has taken its place since, it
    is taken anew, so that an older file undoes a wrong newer one.
    """
    taken: set[str] = set()
    again: list[tuple[Recognised, str, _Fact, bool]] = []
    before = None
    for item in sorted(items, key=lambda i: (ORDER.index(i.kind), i.source.label)):
        try:
            sha = item.source.sha256()
            held: list[tuple[str, bool]] = ledger.connection.execute(sql("load/table_held"), {"sha256": sha}).fetchall()
            latest = any(last for _, last in held) and item.kind not in taken
            if held and (latest or item.kind in ORDERLESS):
                ledger.report.files.append(FileResult.table(item.source, item.kind, "unchanged", 0, sha))
                continue
            table = _read_fact(ledger, item)
            taken.add(item.kind)
            if not held:
                _apply(ledger, item, table, sha)
                _taken(ledger, item, table.rows, sha, table.note)
                continue
            standing = _fingerprint(ledger)
            before = standing if before is None else before
            _apply(ledger, item, table, sha)
            again.append((item, sha, table, _fingerprint(ledger) != standing))
        except InputError as error:
            ledger.report.files.append(FileResult.refused(error.problem))
    # Files that undo each other in one load, as they did when they were loaded first, change nothing.
    moved = before != _fingerprint(ledger) if again else False
    for item, sha, table, other in again:
        if moved and other:
            _taken(ledger, item, table.rows, sha, table.note)
        else:
            ledger.report.files.append(FileResult.table(item.source, item.kind, "unchanged", 0, sha))


def _fingerprint(ledger: Ledger) -> int:
    found: list[tuple[int]] = ledger.connection.execute(sql("load/facts_fingerprint")).fetchall()
    return found[0][0]


def load_council(ledger: Ledger, items: list[Recognised]) -> None:
    """Load a council's own ASB counts: a file is the whole truth for the months and districts that it names.

    Of two files that name the same month the newer counts. The areas must be known: look-ups come first.
    """
    if items and not ledger.at_work.areas_ready:
        ledger.at_work.ready_areas()
    for item in sorted(items, key=lambda i: (i.source.modified, i.source.label)):
        try:
            sha = item.source.sha256()
            frame = _with_districts(ledger, item.source, _read(item))
        except InputError as error:
            ledger.report.files.append(FileResult.refused(error.problem))
            continue
        held = ledger.connection.execute(sql("load/council_held"), {"sha256": sha}).fetchall()
        months = set(frame[["district", "month"]].itertuples(index=False, name=None))
        if months <= set(held) and not ledger.leaving_sample:
            ledger.report.files.append(FileResult.table(item.source, item.kind, "unchanged", 0, sha))
            continue
        ledger.leave_sample()
        _apply(ledger, item, _Fact(frame), sha)
        _taken(ledger, item, len(frame), sha)


def _read(item: Recognised) -> pd.DataFrame:
    """The file's rows."""
    # Imported here: a load of police.uk files alone needs neither pandas nor shapely.
    from cspdash.sources.boundaries import read_boundaries
    from cspdash.sources.tables import READERS

    read = read_boundaries if item.kind == "boundary" else READERS[item.kind]
    return read(item.source)


@dataclass(frozen=True)
class _Fact:
    """A table that is ready to be stored: its rows, the categories beside them, or both; and what to say of it."""

    frame: pd.DataFrame | None
    census: Census | None = None
    note: str = ""

    @property
    def rows(self) -> int:
        if self.frame is not None:
            return len(self.frame)
        return len(self.census.counts) if self.census is not None else 0


def _read_fact(ledger: Ledger, item: Recognised) -> _Fact:
    """A table of totals, of categories, or of both."""
    if item.kind not in ("population", "census"):
        return _Fact(_read(item))
    from cspdash.sources.census_rows import PartialAges
    from cspdash.store.census import read_census

    note = ""
    try:
        census = read_census(ledger, item.source)
    except PartialAges as error:
        if item.kind == "census":
            raise
        census, note = None, f"only its totals were taken: {error.problem.message}"
    totals = _read(item) if item.kind == "population" else None
    return _Fact(totals, census, note if census is None else census.checked)


def _apply(ledger: Ledger, item: Recognised, table: _Fact, sha: str) -> None:
    """Store a table."""
    if table.census is not None:
        apply_table(ledger.connection, "census", table.census.counts)
    if table.frame is not None:
        apply_table(ledger.connection, item.kind, table.frame, {"source": item.source.name, "sha256": sha})
        if item.kind == "population":
            ledger.connection.execute(sql("load/population_replaced"))


def _taken(ledger: Ledger, item: Recognised, rows: int, sha: str, note: str = "") -> None:
    """Write down that a file was taken in."""
    ledger.at_work.changed = True
    result = replace(FileResult.table(item.source, item.kind, "loaded", rows, sha), message=note)
    ledger.record([(ledger.next_number(), result, [])])


def _with_districts(ledger: Ledger, source: Input, frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with the one district of each area; raises TableError for areas that cannot be counted."""
    hand_over(ledger.connection, frame)
    areas: list[tuple[str, str | None, list[str] | None]] = ledger.connection.execute(
        sql("load/tables/council_areas")
    ).fetchall()
    levels: dict[str, set[str]] = {}
    districts: dict[str, str] = {}
    for code, level, inside in areas:
        if level is None or not inside:
            known = "load the look-up that holds it, or correct the code"
            raise TableError(Problem(source.label, f"'{code}' is not the code of a known area; {known}"))
        if len(inside) > 1:
            raise TableError(
                Problem(source.label, f"'{code}' spans several districts; give counts by district or smaller")
            )
        districts[code] = inside[0]
        levels.setdefault(inside[0], set()).add(level)
    for district, mixed in levels.items():
        if len(mixed) > 1:
            raise TableError(
                Problem(
                    source.label,
                    f"areas of {district} are of several levels ({', '.join(sorted(mixed))}), which would count "
                    "twice; give one level a file",
                )
            )
    return frame.assign(district=frame["area_code"].map(districts))
