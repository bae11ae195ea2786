"""What partners count themselves into a building: case records, postcodes, and counts of any other kind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cspdash.partnership.case_system import CaseForm, plain_name
from cspdash.sources.case_records import CaseRecords, postcodes, read_cases
from cspdash.sources.inputs import Input, InputError, Problem
from cspdash.sources.partner_counts import partner_count
from cspdash.sources.recognise import Recognised
from cspdash.sources.sheets import TableError
from cspdash.store.ledger import Ledger, Reject
from cspdash.store.reference import apply_table, hand_over
from cspdash.store.report import FileResult
from cspdash.store.rows import Rows
from cspdash.store.sql import run, sql

if TYPE_CHECKING:
    import pandas as pd

COUNTED = ["month", "area_code", "why", "asb_type", "team", "disposal", "youth"]


def load_postcodes(ledger: Ledger, items: list[Recognised]) -> None:
    """Load look-ups of postcodes, of the partnerships' districts only."""
    for item in sorted(items, key=lambda i: (i.source.modified, i.source.label)):
        try:
            sha = item.source.sha256()
            if ledger.connection.execute(sql("load/table_held"), {"sha256": sha}).fetchall():
                ledger.report.files.append(FileResult.table(item.source, item.kind, "unchanged", 0, sha))
                continue
            wanted = {str(code) for (code,) in ledger.connection.execute(sql("load/postcodes_wanted")).fetchall()}
            found = dict(postcodes(item.source, wanted))
            if not found:
                said = "no postcode of a partnership's district; load the look-up of the whole country or of your area"
                raise TableError(Problem(item.source.label, said))
        except InputError as error:
            ledger.report.files.append(FileResult.refused(error.problem))
            continue
        rows = [{"postcode": postcode, "lsoa": lsoa} for postcode, lsoa in found.items()]
        apply_table(ledger.connection, item.kind, rows)
        _taken(ledger, FileResult.table(item.source, item.kind, "loaded", len(rows), sha), [])


def load_cases(ledger: Ledger, items: list[Recognised]) -> None:
    """Load case records: a file is the whole truth for the months that it names, of the district that keeps the system.

    Of two files that name the same month the newer counts, and case records before counts of the same load.
    """
    if items and not ledger.at_work.areas_ready:
        ledger.at_work.ready_areas()
    for item in sorted(items, key=lambda i: (i.source.modified, i.source.label)):
        try:
            sha = item.source.sha256()
            form, records, counts = _counted(ledger, item)
        except InputError as error:
            ledger.report.files.append(FileResult.refused(error.problem))
            continue
        held = set(ledger.connection.execute(sql("load/council_held"), {"sha256": sha}).fetchall())
        if {(form.district, month) for month in counts["month"]} <= held and not ledger.leaving_sample:
            ledger.report.files.append(FileResult.table(item.source, item.kind, "unchanged", 0, sha))
            continue
        ledger.leave_sample()
        hand_over(ledger.connection, counts)
        run(ledger.connection, "load/tables/case_records", {"district": form.district, "sha256": sha})
        # The lines' own text may be personal: only where they stand and what is wrong with them is kept.
        _taken(ledger, _told(item.source, sha, records, counts), [(line, why, "") for line, why in records.rejected])


def load_partner_counts(ledger: Ledger, items: list[Recognised]) -> None:
    """Load partners' counts: a file is the whole truth for each source, category, level and period that it names."""
    if items and not ledger.at_work.areas_ready:
        ledger.at_work.ready_areas()
    for item in sorted(items, key=lambda i: (i.source.modified, i.source.label)):
        try:
            sha = item.source.sha256()
            counts = _with_areas(ledger, item.source, partner_count(item.source))
        except InputError as error:
            ledger.report.files.append(FileResult.refused(error.problem))
            continue
        [(held,)] = ledger.connection.execute(sql("load/partner_held"), {"sha256": sha}).fetchall()
        if held == len(counts) and not ledger.leaving_sample:
            ledger.report.files.append(FileResult.table(item.source, item.kind, "unchanged", 0, sha))
            continue
        ledger.leave_sample()
        apply_table(ledger.connection, item.kind, counts, {"sha256": sha})
        _taken(ledger, FileResult.table(item.source, item.kind, "loaded", len(counts), sha), [])


def _taken(ledger: Ledger, result: FileResult, rejected: list[Reject]) -> None:
    ledger.at_work.changed = True
    ledger.record([(ledger.next_number(), result, rejected)])


def _told(source: Input, sha: str, records: CaseRecords, counts: pd.DataFrame) -> FileResult:
    """The file in the load's report: what was not counted, and how many records could not be placed."""
    by_why = counts.groupby("why")["n"].sum()
    words = {"blank": "without a location", "unknown": "with one not known here", "outside": "outside the district"}
    parts = [f"{by_why[why]:,} {text}" for why, text in words.items() if by_why.get(why, 0)]
    told = [f"of {len(records.frame):,} records {', '.join(parts)}: counted for the district only"] if parts else []
    if records.rejected:
        line, why = records.rejected[0]
        told.append(f"{len(records.rejected):,} lines not counted (the first: line {line}, {why})")
    good, bad = len(records.frame), len(records.rejected)
    return FileResult(
        source.label, "case_records", "loaded", "; ".join(told), sha256=sha, rows_read=good + bad, rows_loaded=good,
        rows_rejected=bad,
    )  # fmt: skip


def _counted(ledger: Ledger, item: Recognised) -> tuple[CaseForm, CaseRecords, pd.DataFrame]:
    """The form that fits, the records, and their counts.

    Where the columns fit the systems of several partnerships, the one in whose district most records lie.
    """
    found = []
    for form in _forms(ledger, item):
        records = read_cases(item.source, form)
        placed = _placed(ledger, item.source, form, records.frame)
        found.append((int((placed["area_code"] != "").sum()), form, records, placed))
    most = max(placed for placed, *_ in found)
    best = [entry for entry in found if entry[0] == most]
    if len(best) > 1:
        districts = ", ".join(sorted({form.district for _, form, *_ in best}))
        said = f"the columns fit the case systems of several districts ({districts}), and no record says of which"
        raise TableError(Problem(item.source.label, f"{said}; rename a column in the file and in `case_system`"))
    _, form, records, placed = best[0]
    if most == 0 and not (placed["why"] == "blank").all():
        said = f"none of {len(placed):,} records lies in {form.district}; check `case_system.location`"
        raise TableError(Problem(item.source.label, f"{said} in the partnership's file"))
    counts = placed.groupby(COUNTED, as_index=False).size().rename(columns={"size": "n"})
    return form, records, counts


def _forms(ledger: Ledger, item: Recognised) -> Sequence[CaseForm]:
    """Every form that the columns fit: the one that told what the file is, and those of other partnerships."""
    names = frozenset(plain_name(name) for name in item.header)
    told = [form for who in ledger.at_work.partnerships.values() for form in who.table_forms]
    forms = [form for form in (item.form, *told) if isinstance(form, CaseForm) and form.matches(names)]
    return list(dict.fromkeys(forms))


def _placed(ledger: Ledger, source: Input, form: CaseForm, frame: pd.DataFrame) -> pd.DataFrame:
    """The records with area_code (empty where they could not be placed) and why; place and position are gone."""
    location, at = form.system.location, {"district": form.district}
    connection = ledger.connection
    if location.way in ("area", "postcode"):
        places = frame[["place"]].drop_duplicates()
        hand_over(connection, places)
        if location.way == "area":
            asked = connection.execute(sql("load/tables/case_areas"), at | {"level": location.level})
        else:
            if not connection.execute(sql("load/postcodes_held")).fetchall()[0][0]:
                remedy = "load ONS's look-up of postcodes (ONSPD or NSPL) first, or in the same command"
                raise TableError(Problem(source.label, f"its records lie by postcode, and none is known; {remedy}"))
            asked = connection.execute(sql("load/tables/case_postcodes"), at)
        known = {place: (code, inside) for place, code, inside in asked.fetchall()}
        found = [known[place] for place in frame["place"]]
        blank = frame["place"] == ""
        frame = frame.drop(columns="place")
    else:
        outlines = connection.execute(sql("load/tables/case_outlines"), at).df()
        if outlines.empty:
            said = "its records lie by position, and no boundaries of LSOAs are loaded; load ONS's boundaries first"
            raise TableError(Problem(source.label, said))
        inside = dict(zip(outlines["lsoa"], outlines["inside"], strict=True))
        # Imported here, with what it stands on: only positions need it.
        from cspdash.sources.case_places import lsoas_of

        codes = lsoas_of(frame["x"], frame["y"], outlines, grid=location.way == "grid")
        found = [(code, bool(inside.get(code, False))) for code in codes]
        blank = frame["x"].isna() | frame["y"].isna()
        frame = frame.drop(columns=["x", "y"])
    why = [
        "blank" if empty else "unknown" if code is None else "" if within else "outside"
        for (code, within), empty in zip(found, blank, strict=True)
    ]
    placed = [code if not reason else "" for (code, _), reason in zip(found, why, strict=True)]
    return frame.assign(area_code=placed, why=why)


def _with_areas(ledger: Ledger, source: Input, counts: Rows) -> Rows:
    """The counts with the code and level of their areas; raises TableError for an area that is unknown or ambiguous."""
    hand_over(ledger.connection, counts)
    found: dict[str, list[tuple[str, str, str]]] = {}
    for area, *told in ledger.connection.execute(sql("load/tables/partner_areas")).fetchall():
        if told[0] is None:
            known = "`python -m cspdash query areas` lists those that are known"
            raise TableError(Problem(source.label, f"'{area}' is not an area that is known here; {known}"))
        found.setdefault(area, []).append((told[0], told[1], told[2]))
    for area, same in found.items():
        if len({key for *_, key in same}) > 1:
            listed = ", ".join(f"{level}:{area} ({code})" for code, level, _ in same)
            raise TableError(Problem(source.label, f"'{area}' fits several areas: {listed}; write one of their codes"))
    placed = [row | dict(zip(("area_code", "level"), found[row["area"]][0], strict=False)) for row in counts]
    seen = set()
    for row in placed:
        key = tuple(row[name] for name in ("source", "category", "area_code", "first_month", "last_month"))
        if key in seen:
            said = f"'{row['area']}' is an area that the file names twice for one period and category; keep one"
            raise TableError(Problem(source.label, said))
        seen.add(key)
    return placed
