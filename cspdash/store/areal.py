"""Look-ups, boundaries, populations and council counts into a building."""

from __future__ import annotations

from dataclasses import replace
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

# The look-ups before what is checked against them.
ORDER = ("district_lookup", "lsoa_lookup", "best_fit", "ward_lookup", "boundary", "population", "census")


def load_facts(ledger: Ledger, items: list[Recognised]) -> None:
    """Load look-ups, boundaries and populations; a file that was loaded before changes nothing."""
    for item in sorted(items, key=lambda i: (ORDER.index(i.kind), i.source.label)):
        try:
            sha = item.source.sha256()
            if ledger.connection.execute(sql("load/table_held"), {"sha256": sha}).fetchall():
                ledger.report.files.append(FileResult.table(item.source, item.kind, "unchanged", 0, sha))
                continue
            if item.kind in ("population", "census"):
                _take_residents(ledger, item, sha)
            else:
                _take(ledger, item, _read(item), sha)
        except InputError as error:
            ledger.report.files.append(FileResult.refused(error.problem))


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
        _take(ledger, item, frame, sha)


def _read(item: Recognised) -> pd.DataFrame:
    """The file's rows."""
    # Imported here: a load of police.uk files alone needs neither pandas nor shapely.
    from cspdash.sources.boundaries import read_boundaries
    from cspdash.sources.tables import READERS

    read = read_boundaries if item.kind == "boundary" else READERS[item.kind]
    return read(item.source)


def _take_residents(ledger: Ledger, item: Recognised, sha: str) -> None:
    """A table of totals, of categories, or of both: whole, or not at all."""
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
    if census is not None:
        apply_table(ledger.connection, "census", census.counts)
        note = census.checked
    if totals is not None:
        _take(ledger, item, totals, sha, note)
    elif census is not None:
        _keep_record(ledger, item, len(census.counts), sha, note)


def _take(ledger: Ledger, item: Recognised, frame: pd.DataFrame, sha: str, note: str = "") -> None:
    apply_table(ledger.connection, item.kind, frame, {"source": item.source.name, "sha256": sha})
    _keep_record(ledger, item, len(frame), sha, note)


def _keep_record(ledger: Ledger, item: Recognised, rows: int, sha: str, note: str) -> None:
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
