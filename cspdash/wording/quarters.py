"""The sentences and cells of Quarters and years."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import pandas as pd

from cspdash.periods import Period
from cspdash.selection import TypeChoice
from cspdash.wording import verdicts
from cspdash.wording.compare import measure as measured_types
from cspdash.wording.numbers import DASH, NOT_COMPARABLE, bracketed, number, percent, signed, up_or_down

VIEWS = {"quarters": "Last eight quarters", "cumulative": "Year so far", "years": "Financial years"}
NO_DATA = "no data"
# A text, or a text and the note that shows when the pointer rests on it; a row of them, and whether it is a total.
Cell = str | tuple[str, str]
Cells = tuple[tuple[Cell, ...], bool]


def up_to(quarter: Period) -> str:
    """The quarters from April to one: Q1, Q1–Q2, Q1–Q3, and the year."""
    n = quarter.name[1]
    return {"1": "Q1", "4": "Year"}.get(n, f"Q1{DASH}Q{n}")


def _total(changes: pd.DataFrame) -> Mapping[Hashable, Any]:
    rows: list[dict[Hashable, Any]] = changes.to_dict("records")
    return rows[-1]


def quarters_title(place: str, types: TypeChoice, quarter: Period, changes: pd.DataFrame) -> str:
    """The finding of the latest quarter against the same one last year."""
    return _title(place, types, quarter.name, _total(changes))


def cumulative_title(place: str, types: TypeChoice, quarter: Period, changes: pd.DataFrame) -> str:
    """The finding of the year so far against last year."""
    when = {"1": "Q1", "2": "Q1 and Q2", "3": "Q1 to Q3", "4": str(quarter.first.financial_year)}[quarter.name[1]]
    return _title(place, types, when, _total(changes))


def _title(place: str, types: TypeChoice, when: str, total: Mapping[Hashable, Any]) -> str:
    counted = f"{place}: {number(int(total['current']))} {types.label} in {when}"
    if not total["current_complete"]:
        return f"{counted}, which is incomplete" if total["current"] else f"{place}: {types.label} in {when} incomplete"
    if not total["fair"]:
        return f"{counted}, with no fair comparison"
    return f"{counted}, {up_or_down(float(total['difference']))} on last year{verdicts.clause(total['verdict'])}"


def quarters_subtitle(types: TypeChoice, quarters: Sequence[Period]) -> str:
    """Measure and months of the eight quarters."""
    return f"{measured_types(types)}, {Period(quarters[0].first, quarters[-1].last).label}, by quarter"


def cumulative_subtitle(types: TypeChoice, quarter: Period) -> str:
    """Measure and months of the year so far."""
    so_far = Period(quarter.first.financial_year.months.first, quarter.last)
    return f"{measured_types(types)}, {so_far.label} against {so_far.same_months_last_year().label}, summed from April"


def count_cell(count: Any, *, complete: bool) -> str:
    """A count; in brackets where a month of it is missing or incomplete."""
    if pd.isna(count):
        return NO_DATA
    return bracketed(int(count), complete=complete)


def change_cell(record: Mapping[Hashable, Any]) -> str:
    """Difference first, percentage second where the base is large enough: `+21 (+8%)`."""
    if not record["fair"]:
        return NOT_COMPARABLE
    difference = int(record["difference"])
    if difference == 0:
        return "No Change"
    share = "" if pd.isna(record["change"]) else f" ({percent(int(record['change']), equal=False)})"
    return f"{signed(difference)}{share}"


def judged_cell(record: Mapping[Hashable, Any]) -> Cell:
    """The same behind the shape of its verdict, which is explained on hover: `▲ +21 (+8%)`."""
    note = verdicts.explained(record)
    return (verdicts.marked(change_cell(record), record["verdict"]), note) if note else change_cell(record)


def legend(view: str, quarter: Period, *changes: pd.DataFrame) -> str:
    """What the shapes mean, and what is not judged; nothing where no row is."""
    if all(change["verdict"].isna().all() for change in changes):
        return ""
    if view == "cumulative":
        return verdicts.LEGEND
    pair = f"{quarter.name[:2]} on {quarter.previous().name[:2]}"
    return f"{verdicts.LEGEND} {pair} is not judged: neighbouring quarters differ by season."


def quarters_rows(
    counts: pd.DataFrame, quarters: Sequence[Period], previous: pd.DataFrame, last_year: pd.DataFrame, total: str
) -> tuple[list[str], list[Cells]]:
    """Headings and rows of the eight quarters: counts, then the latest on the quarter before and on last year.

    Args:
        counts: what `statistics.quarters.of_quarters` gives.
        quarters: the quarters, oldest first.
        previous: the latest against the quarter before (`quarter_change`).
        last_year: the latest against the same quarter last year (`change_judged`).
        total: what the total is called.
    """
    latest = quarters[-1]
    headings = [
        "Crime type", *(unbroken(quarter.name) for quarter in quarters),
        f"{latest.name[:2]} on {latest.previous().name[:2]}", f"{latest.name[:2]} on last year",
    ]  # fmt: skip
    cells = _count_cells(counts)
    rows = []
    for before, year in zip(previous.to_dict("records"), last_year.to_dict("records"), strict=True):
        name = str(before["crime_type"])
        told: list[Cell] = [cells[quarter.name, name] for quarter in quarters]
        told += [change_cell(before), judged_cell(year)]
        rows.append(((_row_name(before, total), *told), bool(before["is_total"])))
    return headings, _without_lone_total(rows)


def cumulative_rows(
    counts: pd.DataFrame, quarters: Sequence[Period], changes: Sequence[pd.DataFrame], total: str
) -> tuple[list[str], list[Cells]]:
    """Headings and rows of the year so far: for each run of quarters its count and its change on last year.

    Args:
        counts: what `statistics.quarters.of_quarters` gives for cumulative counts.
        quarters: the quarters of the year so far.
        changes: for each of them, the year so far against last year (`change_judged`).
        total: what the total is called.
    """
    headings = ["Crime type"]
    for quarter in quarters:
        headings += [unbroken(f"{up_to(quarter)} {quarter.first.financial_year}"), "on last year"]
    cells = _count_cells(counts)
    rows = []
    for records in zip(*(change.to_dict("records") for change in changes), strict=True):
        told: list[Cell] = []
        for quarter, record in zip(quarters, records, strict=True):
            told += [cells[quarter.name, str(record["crime_type"])], judged_cell(record)]
        rows.append(((_row_name(records[0], total), *told), bool(records[0]["is_total"])))
    return headings, _without_lone_total(rows)


def unbroken(name: str) -> str:
    """A quarter's name as a heading: a narrow one breaks before the year, never inside it."""
    return name.replace("-", "\N{NON-BREAKING HYPHEN}")


def _row_name(record: Mapping[Hashable, Any], total: str) -> str:
    return total if record["is_total"] else str(record["crime_type"])


def _without_lone_total(rows: list[Cells]) -> list[Cells]:
    # The total of one type says the same again.
    return rows[:1] if len(rows) == 2 else rows


def _count_cells(counts: pd.DataFrame) -> dict[tuple[str, str], str]:
    return {
        (str(row["quarter"]), str(row["crime_type"])): count_cell(row["count"], complete=bool(row["complete"]))
        for row in counts.to_dict("records")
    }


def total_name(types: TypeChoice) -> str:
    """The name of the total: crime and ASB where all fourteen types are counted."""
    return "Total (crime and ASB)" if types.types is None else "Total"


def sheet(counts: pd.DataFrame, quarters: Sequence[Period], changes: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Counts and changes as figures to download.

    Args:
        counts: what `statistics.quarters.of_quarters` gives.
        quarters: the quarters to stand as columns, with a column each that says whether they are whole.
        changes: what `quarter_change` or `change_judged` gives, by what it is compared with (`on last year`).
    """
    table: dict[str, Any] = {"Crime type": list(dict.fromkeys(counts["crime_type"]))}
    for quarter in quarters:
        table |= _counted(counts, quarter, quarter.name)
    for name, change in changes.items():
        table[f"Difference {name}"] = change["difference"].astype("Int64").to_numpy()
        table[f"Change {name} (%)"] = change["change"].to_numpy()
        if "verdict" in change:
            table |= verdicts.columns(change, f" {name}")
    return pd.DataFrame(table)


def _counted(counts: pd.DataFrame, quarter: Period, heading: str) -> dict[str, Any]:
    """The counts of a quarter, and whether each is whole, as columns."""
    part = counts[counts["quarter"] == quarter.name]
    whole = ["yes" if flag else "no" for flag in part["complete"]]
    return {heading: part["count"].to_numpy(), f"{heading} complete": whole}


def cumulative_sheet(counts: pd.DataFrame, quarters: Sequence[Period], changes: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """The year so far as figures to download: for each run of quarters last year, this year, difference and change.

    `counts`, `quarters` and `changes` as for `cumulative_rows`.
    """
    table: dict[str, Any] = {"Crime type": list(dict.fromkeys(counts["crime_type"]))}
    for quarter, change in zip(quarters, changes, strict=True):
        for part in (quarter.same_months_last_year(), quarter):
            table |= _counted(counts, part, f"{up_to(quarter)} {part.first.financial_year}")
        table[f"{up_to(quarter)} difference"] = change["difference"].astype("Int64").to_numpy()
        table[f"{up_to(quarter)} change (%)"] = change["change"].to_numpy()
        table |= verdicts.columns(change, f", {up_to(quarter)}")
    return pd.DataFrame(table)


HOW_TO_READ = {
    "quarters": """
- Q1 is April to June. The last two columns compare the latest quarter with the one before and with the same one last
  year: the difference, and the percentage where the earlier count is 10 or more.
- Neighbouring quarters differ by season: the same quarter last year is the fairer base, and the only one of the two
  changes that is judged.
- ▲ and ▼ mark a change on last year that is more than chance, judged by how much the type has varied in the years
  before the quarter. The types are judged as one family, so that a table in which nothing has changed shows none in 19
  of 20 cases; the total is judged alone. Rest on a change for its rate ratio and 95% interval.
- [ ] marks a quarter of which a month is missing or incomplete. It is shown as published and never compared.
""",
    "cumulative": """
- Each pair of columns adds up the year from April: first quarter, first half, three quarters, year; beside it the
  difference from the same months of last year, and the percentage where last year's count is 10 or more.
- ▲ and ▼ mark a change that is more than chance, judged by how much the type has varied in the years before this one,
  each pair of columns by itself: the types as one family, the total alone. Rest on a change for its rate ratio and 95%
  interval.
- [ ] marks a sum in which a month is missing or incomplete. It is never compared.
""",
}
