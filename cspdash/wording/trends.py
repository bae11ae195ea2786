"""The sentences of Trends: a month and its expected range, what is unusual, what the charts say to who hears them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, Literal

import pandas as pd

from cspdash.periods import FinancialYear, Month, Period
from cspdash.selection import TypeChoice
from cspdash.statistics.expectation import TOO_FEW, TOO_SHORT
from cspdash.statistics.trends import RECENT
from cspdash.wording.compare import measure
from cspdash.wording.numbers import DASH, counted, joined, number, sentence

Record = Mapping[Hashable, Any]

VIEWS = {"series": "One series", "types": "All types", "exceedances": "Unusual months"}
SPANS = {"36": "36 months", "all": "All months"}
SHAPES = {"above": "▲", "below": "▼", "": "●"}
WORDS = {"above": "above", "below": "below", "": "within"}
CANNOT = {TOO_SHORT: "too short a history to say what is expected", TOO_FEW: "too few to say what is expected"}
CANNOT_SHORT = {TOO_SHORT: "○ too short a history", TOO_FEW: "○ too few to say"}
# Beside a month outside a range that rests partly on months recorded otherwise.
ACROSS = ", across a change of recording"
NAMED = 2  # types that a title names
GAP = "missing or incomplete"
EVERY_TYPE = "all fourteen types, whatever types are chosen"
# What the range holds in practice of months in which nothing changed (see `statistics.expectation`).
BY_CHANCE = 0.05
LEGEND = (
    "Line: records a month. Shaded: the range expected from the same months of up to five earlier years, "
    "its middle white. "
    "▲ above the range, ▼ below it. Dashed box: months missing or incomplete, not low."
)
HOW_TO_READ = """
- The shaded range holds about 19 in 20 months in which nothing has changed. It is made from the same month and its two
  neighbours in up to five earlier years, with their trend and their usual variation; unusual months of the past count
  less. One month outside in twenty is chance: look at what happens next, and at what is known about the place.
- No range is drawn with fewer than two earlier years, or with less than one record expected.
- Dashed boxes are months that are missing or incomplete. They are in no line, no range and no total: a gap is never a
  fall.
- A dashed line across the chart is a change of recording: what comes after it is not quite the same measure. The range
  is made only from months since the last one as soon as they reach two years back; before that it reaches across, and
  the note below the chart says so. A solid line with ◆ is an event of the partnership's own list.
- A twelve-month total has no season in it, and changes slowly; it needs twelve whole months.
"""


def series_name(types: TypeChoice) -> str:
    """The types chosen as one series, at the head of a title: `Shoplifting`, `Burglary and robbery`."""
    if types.types is None:
        return "Crime and ASB"
    if types.codes == ("crime",):
        return "Crime"
    if len(types.types) == 1:
        return types.types[0]
    if len(types.types) == 2 and len(types.codes) == 2:
        return f"{types.types[0]} and {types.types[1].lower()}"
    return types.label[:1].upper() + types.label[1:]


def expected_range(row: Record) -> str:
    """The whole counts inside the range: `18 to 36`; a dash where there is none."""
    return DASH if pd.isna(row["least"]) else f"{number(int(row['least']))} to {number(int(row['most']))}"


def standing(row: Record) -> str:
    """How a month stands to its range: `above the expected 18 to 36`, or why that cannot be said."""
    if row["reason"]:
        return CANNOT[row["reason"]]
    return f"{WORDS[row['exceedance']]} the expected {expected_range(row)}"


def verdict(row: Record) -> str:
    """The same with its shape, for a tile or a table."""
    if pd.isna(row["count"]):
        return f"{DASH} {GAP}"
    if row["reason"]:
        return CANNOT_SHORT[row["reason"]]
    return f"{SHAPES[row['exceedance']]} {WORDS[row['exceedance']]} {expected_range(row)}"


def figure(row: Record) -> str:
    """A count, or a dash where the month is not whole."""
    return DASH if pd.isna(row["count"]) else number(int(row["count"]))


def title(name: str, place: str, latest: Record) -> str:
    """The finding of one series: its latest month and how it stands to what was expected."""
    month = Month.parse(latest["month"]).label
    if pd.isna(latest["count"]):
        return f"{name} in {place}: {month} is {GAP}, a gap and not a fall"
    return f"{name} in {place}: {number(int(latest['count']))} in {month}, {standing(latest)}"


def subtitle(types: TypeChoice, span: Period) -> str:
    """Measure and months."""
    return f"{measure(types)}, records a month, {span.label}"


def recent(rows: Sequence[Record]) -> str:
    """The last three months of one series in a sentence."""
    outside = [
        f"{SHAPES[row['exceedance']]} {Month.parse(row['month']).label}{ACROSS if row['across'] else ''}"
        for row in rows if row["exceedance"]
    ]  # fmt: skip
    if outside:
        return f"Outside the expected range in the last three months: {joined(outside)}."
    judged = sum(1 for row in rows if not row["reason"] and not pd.isna(row["count"]))
    if judged == len(rows):
        return "Nothing unusual in the last three months."
    if judged:
        return f"Nothing unusual in {judged} of the last three months; the others cannot be judged."
    return "None of the last three months can be judged."


def types_title(place: str, found: Sequence[Record], judged: int) -> str:
    """The finding of all types.

    Args:
        place: its name.
        found: what `statistics.trends.attention` gives.
        judged: how many of the recent months of the types could be judged.
    """
    unusual = [_in_sentence(row["series"]) for row in found if row["outside"]]
    if len(unusual) > NAMED:
        return f"{place}: {len(unusual)} of {len(found)} types unusual in the last three months"
    if unusual:
        return f"{place}: {joined(unusual)} unusual in the last three months"
    if judged == RECENT * len(found):
        return f"{place}: nothing unusual in the last three months"
    if judged:
        return f"{place}: nothing unusual where the last three months can be judged"
    return f"{place}: no type can be judged in the last three months"


def types_subtitle(last: Month, span: Period) -> str:
    """What the small charts show."""
    return f"Records in {last.label}, and {span.label} by month: {EVERY_TYPE}"


def types_note(found: Sequence[Record], judged: int) -> str:
    """How much of it chance alone would do, and what cannot be judged; arguments as those of `types_title`."""
    without = [_in_sentence(row["series"]) for row in found if row["reason"]]
    across = [row for row in found if row["across"] and not row["reason"]]
    told = f"Types with a month outside its range in the last three come first. {_by_chance(judged)}"
    if across:
        of = "their ranges" if len(across) > 1 else "its range"
        told += f" Of {len(across)} of {len(found)} types too few months have passed since recording changed, so that "
        told += f"{of} of the latest month rest{'s' * (len(across) == 1)} partly on months before."
    return told + (f" Cannot be judged in the latest month: {joined(without)}." if without else "")


def recent_words(row: Record) -> str:
    """What of the recent months lies outside, for a tile: `▲ July, ▼ August`; nothing where none does."""
    return ", ".join(f"{SHAPES[side]} {Month.parse(month).short}" for month, side in row["recent"])


def exceedances_title(place: str, rows: int, judged: int, span: Period) -> str:
    """The finding of the table of unusual months; `judged` is how many months of types could be."""
    if not judged:
        return f"{place}: no month of any type can be judged, {span.short}"
    if rows == 0:
        return f"{place}: no type outside its expected range in any month, {span.short}"
    return f"{place}: {counted(rows, 'month')} of single types outside their range, {span.short}"


def exceedances_subtitle(types: TypeChoice, span: Period) -> str:
    """What the table lists."""
    listed = "all fourteen types" if types.types is None else joined([_in_sentence(name) for name in types.types])
    return f"Each type by itself, month by month, {span.label}: {listed}"


def exceedances_note(judged: int) -> str:
    """How many chance alone would give."""
    return _by_chance(judged)


def exceedance_heading(rows: int, judged: int, span: Period) -> str:
    """Above the table of one series; `judged` is how many of its months could be."""
    if not judged:
        return f"No month can be judged, {span.short}"
    return f"{counted(rows, 'month') if rows else 'No month'} outside the expected range, {span.short}"


EXCEEDANCE_COLUMNS: tuple[tuple[str, Literal["text", "number"]], ...] = (
    ("Month", "text"), ("Crime type", "text"), ("Outside", "text"), ("Count", "number"), ("Expected range", "number"),
)  # fmt: skip


def exceedance_cells(row: Record) -> tuple[str, ...]:
    """A row of the table of unusual months."""
    outside = f"{SHAPES[row['exceedance']]} {WORDS[row['exceedance']]}{ACROSS if row['across'] else ''}"
    month = Month.parse(row["month"]).label
    return month, str(row["series"]), outside, number(int(row["count"])), expected_range(row)


def rolling_heading(totals: Sequence[float], last: Month) -> str:
    """Above the twelve-month totals."""
    latest = totals[-1]
    if pd.isna(latest):
        return f"No twelve-month total to {last.label}: a gap"
    return f"Twelve-month total: {number(latest)} to {last.label}"


def rolling_subtitle(name: str, place: str, span: Period) -> str:
    """What the twelve-month totals count."""
    return f"{name} in {place}: records in the twelve months to each month, {span.label}"


def years_heading(years: pd.DataFrame, last: Month) -> str:
    """Above the year lines; `years` as `statistics.trends.year_lines` gives them, up to the latest month."""
    before = sorted(set(years.loc[years["back"] > 0, "financial_year"]))
    if (years["back"] > 0).all():
        return f"{last.financial_year} has no whole month"
    if not before:
        return f"{last.financial_year} by month"
    return f"{last.financial_year} over {before[0] if len(before) == 1 else f'{before[0]} to {before[-1]}'}"


def years_subtitle(name: str, place: str, last: Month) -> str:
    """What the year lines count, and which line is which."""
    this = last.financial_year.start
    return (
        f"{name} in {place}: records a month. Dark: {FinancialYear(this)}, light blue: {FinancialYear(this - 1)}, "
        "grey: the years before"
    )


def monthly_alt(name: str, rows: Sequence[Record], marks: Sequence[str]) -> str:
    """The monthly chart for readers who hear it."""
    span = Period(Month.parse(rows[0]["month"]), Month.parse(rows[-1]["month"]))
    known = [int(row["count"]) for row in rows if not pd.isna(row["count"])]
    if not known:
        return f"{name}, {span.label}: no complete month."
    told = [f"{name}, {span.label}: {number(min(known))} to {number(max(known))} a month"]
    for side in ("above", "below"):
        months = [Month.parse(row["month"]).label for row in rows if row["exceedance"] == side]
        if months:
            told.append(f"{side} the expected range in {joined(months)}")
    gaps = len(rows) - len(known)
    if gaps:
        told.append(f"{counted(gaps, 'month')} {GAP}")
    without = sum(1 for row in rows if row["reason"])
    if without:
        told.append(f"{counted(without, 'month')} without an expected range")
    return sentence("; ".join([*told, *marks]))


def line_alt(heading: str, values: Sequence[float]) -> str:
    """A chart of lines for readers who hear it: its heading and how far it reaches."""
    known = [value for value in values if not pd.isna(value)]
    return f"{heading}; from {number(min(known))} to {number(max(known))}." if known else f"{heading}; nothing to draw."


def sheet(judged: pd.DataFrame, totals: pd.Series | None = None) -> pd.DataFrame:
    """Months with their ranges under the names that readers see, for CSV and Excel.

    `totals` are the twelve-month totals by month, where they belong to it.
    """
    rows = judged.to_dict("records")
    table = pd.DataFrame(
        {
            "Month": judged["month"],
            "Crime type": judged["series"],
            "Count": judged["count"].astype("Int64"),
            "Expected": judged["expected"].round(1),
            "Lowest expected": judged["least"],
            "Highest expected": judged["most"],
            "Verdict": [verdict(row) for row in rows],
            "Range across a change of recording": ["yes" if row["across"] else "no" for row in rows],
        }
    )
    if totals is not None:
        table["Twelve-month total"] = totals.reindex(judged["month"]).to_numpy()
    return table


def _by_chance(judged: int) -> str:
    if not judged:
        return "No month can be judged."
    expected = round(judged * BY_CHANCE)
    told = f"about {number(expected)}" if expected else "fewer than one"
    return f"Of {counted(judged, 'month')} judged, {told} would lie outside by chance alone."


def _in_sentence(name: str) -> str:
    return name.lower()
