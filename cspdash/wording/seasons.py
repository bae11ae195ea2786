"""The sentences of Seasons."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import pandas as pd

from cspdash.areas import Area
from cspdash.periods import Month
from cspdash.selection import TypeChoice
from cspdash.statistics.seasons import (
    AVERAGE,
    AVERAGE_PRINTED,
    LEAST_MEAN,
    LEAST_MONTHS,
    LEAST_YEARS,
    MONTHS,
    MOSTLY,
    PEAK_INDEX,
    Measure,
    Season,
    Verdict,
    month_of,
)
from cspdash.wording.compare import with_types
from cspdash.wording.filters import months_listed
from cspdash.wording.numbers import DASH, counted, joined, number
from cspdash.wording.trends import SHAPES, expected_range

SHOW = {"counts": "Counts", "index": "Index of each year"}
ASB_SOURCES = {"both": "Police and council", "police": "Police only"}
ASB_COUNTED = {
    "both": "ASB is police and council records together, as in the strategic plan.",
    "police": "ASB is what the police recorded; the council's own records are not in these figures.",
    "council": "ASB is the council's own records alone.",
}
ROWS = {AVERAGE: "Average, complete months", AVERAGE_PRINTED: "Average as printed"}
MEDIAN_ROW = "Median of the years"
ORDER: tuple[Verdict, ...] = ("peaks", "none", "too-few-records", "too-few-years")
STATES = {
    "complete": "complete",
    "printed": "as printed by the partnership; no file is loaded for the month",
    "partial": "gap: the force's file for the month is incomplete, so it is left out",
    "doubtful": "gap: printed far below what is usual, so it is left out",
    "missing": "gap: nothing is loaded for the month",
    "outside": "",
}


def measured(measure: str, asb: str, types: TypeChoice) -> str:
    """What a heat map counts, in a sentence: crime, ASB (police and council), burglary offences."""
    if measure == "asb":
        return {"both": "ASB (police and council)", "police": "police ASB", "council": "council ASB"}[asb]
    return "crime" if measure == "crime" else types.label


def place_name(area: Area) -> str:
    """A place in a title, by the name that people know it by."""
    return area.known_as.replace(": ", ", ") if area.level == "lsoa" else area.name


def coded(area: Area, told: str) -> str:
    """A subtitle with the code of a place whose name is ours."""
    return f"{told} ({area.name}, {area.code})" if area.level == "lsoa" else told


def police_note(types: TypeChoice) -> str:
    """Which ASB is counted where only police.uk's types are; nothing where none is."""
    return ASB_COUNTED["police"] if "asb" in types.groups else ""


def _short(measure: str, types: TypeChoice) -> str:
    return "ASB" if measure == "asb" else measured(measure, "", types)


def months_named(peaks: Sequence[str]) -> str:
    """Months of a year: three or more in a row as a run (June–August), across March and April too."""
    at = [MONTHS.index(name) for name in peaks]
    starts = [index for index in at if (index - 1) % 12 not in at]
    runs = []
    for start in starts:
        length = next(step for step in range(1, 13) if (start + step) % 12 not in at)
        run = [MONTHS[(start + step) % 12] for step in range(length)]
        runs += [f"{run[0]}{DASH}{run[-1]}"] if length > 2 else run
    return joined(runs)


def finding(what: str, found: Season) -> str:
    """What one heat map shows: `ASB peaks in July and August`."""
    plural = what.endswith("s") or what.startswith("offences")
    if found.verdict == "peaks":
        return f"{what} {'peak' if plural else 'peaks'} in {months_named(found.peaks)}"
    if found.verdict == "none":
        return f"{what} {'have' if plural else 'has'} no clear season"
    lack = "whole years" if found.verdict == "too-few-years" else "records"
    return f"{what} {'have' if plural else 'has'} too few {lack} to name a season"


def title(place: str, found: Mapping[Measure, Season], types: TypeChoice) -> str:
    """The finding of the page; `found` holds what was found by measure. The clearer season stands first."""
    verdicts = {season.verdict for season in found.values()}
    if len(found) > 1 and verdicts == {"none"}:
        return f"{place}: neither crime nor ASB has a clear season"
    if len(found) > 1 and verdicts <= {"too-few-years", "too-few-records"}:
        lack = "whole years" if verdicts == {"too-few-years"} else "records"
        return f"{place}: too few {lack} to name a season"
    order = sorted(found, key=lambda measure: ORDER.index(found[measure].verdict))
    return f"{place}: {'; '.join(finding(_short(measure, types), found[measure]) for measure in order)}"


def mark_of(cell: Mapping[Hashable, Any]) -> str | None:
    """▲ or ▼ beside a month outside its expected range (`season_ranges.with_ranges`)."""
    return SHAPES[cell["exceedance"]] if cell.get("exceedance") else None


def range_of(cell: Mapping[Hashable, Any]) -> str:
    """The whole counts inside the range of a month; nothing where it has none."""
    return "" if pd.isna(cell.get("least", pd.NA)) else expected_range(cell)


def _outside(cells: pd.DataFrame) -> str:
    """The months outside their range in a sentence; nothing where none is, or none was judged."""
    told = []
    for side in ("above", "below"):
        found = cells[cells["exceedance"] == side] if "exceedance" in cells else cells[:0]
        months = [month_of(year, name) for year, name in zip(found["financial_year"], found["month"], strict=True)]
        told += [f"{side.capitalize()} the expected range: {months_listed(months)}."] if months else []
    return " ".join(told)


def subtitle(shown: str, years: tuple[str, str], measures: Sequence[str], types: TypeChoice | None = None) -> str:
    """Measure and months; `measures` in words, `types` those that the measures may not name."""
    what = joined(list(measures))
    what = what if types is None else with_types(what, types)
    what = what[:1].upper() + what[1:]
    how = "records a month" if shown == "counts" else "index of each year's own average month (100)"
    return f"{what}: {how}, financial years {years[0]} to {years[1]}"


def heading(what: str, found: Season) -> str:
    """Above one heat map, and on its PNG."""
    told = finding(what, found)
    return told[:1].upper() + told[1:]


def alt_text(what: str, cells: pd.DataFrame, found: Season) -> str:
    """A heat map for readers who hear the page."""
    known = cells.dropna(subset=["value"])
    years = f"{cells['financial_year'].iloc[0]} to {cells['financial_year'].iloc[-1]}"
    told = f"Heat map of {what} by financial year ({years}) and month, April to March. {heading(what, found)}."
    if known.empty:
        return f"{told} No month is complete."
    ordered = known.sort_values("value", kind="stable").to_dict("records")
    ends = [
        f"{word}: {number(row['value'])} in {month_of(row['financial_year'], row['month']).label}"
        for word, row in (("Most", ordered[-1]), ("Fewest", ordered[0]))
    ]
    gaps = int(cells["state"].isin(["partial", "doubtful", "missing"]).sum())
    return " ".join(filter(None, (told, f"{'. '.join(ends)}. {gaps} months are gaps and hatched.", _outside(cells))))


def class_labels(edges: Sequence[int]) -> list[str]:
    """The classes of the colour scale, lowest first."""
    if not edges:
        return ["all months"]
    inner = [number(low) if high - low == 1 else f"{number(low)}–{number(high - 1)}" for low, high in pairwise(edges)]
    lowest = "0" if edges[0] == 1 else f"under {number(edges[0])}"
    return [lowest, *inner, f"{number(edges[-1])} and over"]


def no_index(months: int, mean: float) -> str:
    """Across the row of a year that has no index."""
    if months >= LEAST_MONTHS:
        return f"{number(round(mean, 1))} records a month: no index (needs {LEAST_MEAN})"
    return f"{counted(months, 'complete month')}: no index (needs {LEAST_MONTHS})"


def sheet(shown: str, cells: pd.DataFrame, averages: pd.DataFrame, found: Season) -> pd.DataFrame:
    """A heat map as a table to download: a row a year, a column a month, and a column that names what is not whole."""
    column = "value" if shown == "counts" else "index"
    rows: dict[str, dict[str, Any]] = {}
    notes: dict[str, list[str]] = {}
    for row in cells.to_dict("records"):
        year = str(row["financial_year"])
        rows.setdefault(year, {})[str(row["month"])] = round(float(row[column]), 1)
        if row["state"] not in ("complete", "outside"):
            held = "" if pd.isna(row["published"]) else f" ({number(row['published'])} published)"
            notes.setdefault(year, []).append(f"{row['month']}: {STATES[str(row['state'])]}{held}")
        if mark := mark_of(row):
            notes.setdefault(year, []).append(
                f"{row['month']}: {mark} {row['exceedance']} the expected {range_of(row)}"
            )
    below = found.months if shown == "index" else averages
    for row in below.to_dict("records"):
        name = MEDIAN_ROW if shown == "index" else ROWS[str(row["financial_year"])]
        rows.setdefault(name, {})[str(row["month"])] = round(
            float(row["median" if shown == "index" else "value"]), 1
        )  # fmt: skip
    told = [
        {"Financial year": name, **values, "Notes": "; ".join(notes.get(name, []))} for name, values in rows.items()
    ]
    return pd.DataFrame(told, columns=["Financial year", *MONTHS, "Notes"])


def with_marks(told: str, cells: pd.DataFrame) -> str:
    """The subtitle of a picture that is passed on by itself, with what its marks mean."""
    marked = "exceedance" in cells and bool((cells["exceedance"] != "").any())
    return f"{told}; ▲ above, ▼ below the range expected" if marked else told


def outside_note(parts: Sequence[pd.DataFrame]) -> str:
    """What the marks of the heat maps mean, and how many chance alone would make; `parts` as `season_ranges` gives."""
    judged = sum(int(cells["least"].notna().sum()) for cells in parts)
    if not judged:
        return "No month can be judged: two earlier years are needed to say what is expected."
    marked = sum(int((cells["exceedance"] != "").sum()) for cells in parts)
    return (
        "▲ above, ▼ below the range expected from the same months of up to five earlier years: "
        f"{number(marked)} of {counted(judged, 'month')} judged. About one in 20 is by chance alone."
    )


def below_note(shown: str, printed: Sequence[Month], averages: pd.DataFrame) -> str:
    """What † and the rows of averages of a heat map are; nothing where it has neither.

    Args:
        shown: counts or index.
        printed: the months that stand as printed.
        averages: what `statistics.seasons.averages` gives.
    """
    told = []
    if printed:
        told.append(f"† as the partnership printed it, where no file is loaded ({months_listed(printed)}).")
    rows = set(averages["financial_year"]) if shown == "counts" else set()
    if AVERAGE in rows:
        beside = ", printed figures left out" if printed else ""
        told.append(f"{ROWS[AVERAGE]}: the mean of the months that are whole in the files{beside}.")
    if AVERAGE_PRINTED in rows:
        told.append(f"{ROWS[AVERAGE_PRINTED]}: the partnership’s own, which takes incomplete months in.")
    return " ".join(told)


HOW_TO_READ = f"""
- A row is a financial year, a column a month. Hatched cells are gaps, and in no average: the number in brackets is what
  the incomplete file held. Blank cells lie before the first or after the last month loaded.
- *Index* shows the season without the long-term level: 100 is an average month of that year. A year needs
  {LEAST_MONTHS} complete months, and {LEAST_MEAN} records a month, to have one: with fewer, chance alone makes peaks.
- A month is called busy when its index, as the median of the years, is {PEAK_INDEX} or more and lies above 100 in at
  least {MOSTLY:.0%} of them. At least {LEAST_YEARS} years are needed, and the months must differ by more than chance
  (Kruskal–Wallis test, 5%).
- ▲ and ▼ stand beside a month outside the range expected from the same month and its neighbours in up to five earlier
  years; rest on a cell to read the range. A month without a mark lies within its range, or has none: fewer than two
  earlier years, or too few records. Trends shows the same ranges as a chart.
- † marks a figure as the partnership printed it, where no file is loaded. *Average as printed* is print's own, which
  averages incomplete months in.
"""
