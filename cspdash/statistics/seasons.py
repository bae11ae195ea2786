"""Seasons: which months are busy within a year, whatever the year's own level.

A month's index is 100 times its count over the mean of its financial year's usable months, so 100 is an average month
of that year and the long-term level drops out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from math import isnan, nan
from statistics import median
from typing import Any, Literal

import numpy as np
import pandas as pd

from cspdash.crime_types import ASB, CRIME_TYPES
from cspdash.periods import FinancialYear, Month, Period
from cspdash.statistics.change import WITHHELD_UNDER

Measure = Literal["crime", "asb", "types"]
Verdict = Literal["peaks", "none", "too-few-years", "too-few-records"]

# The National Crime Recording Standard began in April 2002; nothing printed before it counts the same things.
EARLIEST = FinancialYear(2002)
MONTHS = tuple(month.label.split()[0] for month in FinancialYear(2014).months)
AVERAGE, AVERAGE_PRINTED = "Average of complete months", "Average as printed"
LEAST_MONTHS = 9  # usable months without which a year has no index
LEAST_MEAN = WITHHELD_UNDER  # records a month: an index under it is withheld as any percentage of so few is
LEAST_YEARS = 3  # years without which no month is called busy
PEAK_INDEX, MOSTLY = 110, 0.7
USABLE = ("complete", "printed")
# A printed figure without a file behind it is doubted by the loader's own rule for partial months (FIELD: December
# 2014 ASB, printed as 16 between 78 and 55): under a third of what is usual, where 20 or more are usual.
_DOUBTED_UNDER, _USUAL_FROM = 1 / 3, 20
# Critical values of chi-squared at 5% by degrees of freedom, 1 to 11.
_CHI_SQUARED = (3.841, 5.991, 7.815, 9.488, 11.070, 12.592, 14.067, 15.507, 16.919, 18.307, 19.675)


def measures_of(types: Sequence[str] | None) -> tuple[Measure, ...]:
    """The heat maps that a choice of crime types asks for: crime and ASB, one of them, or the types together."""
    if types is None:
        return ("crime", "asb")
    if tuple(types) == (ASB,):
        return ("asb",)
    return ("crime",) if set(types) == set(CRIME_TYPES) - {ASB} else ("types",)


def month_of(financial_year: str, month: str) -> Month:
    """The calendar month of a cell: 2019-20 and March give March 2020."""
    return FinancialYear.parse(financial_year).months.first + MONTHS.index(month)


def whole_years(first: Month, last: FinancialYear) -> Period:
    """The months from April of the first month's financial year to March of the last year, whichever lies earlier."""
    return Period(min(first.financial_year, last).months.first, last.months.last)


def holds_anything(grid: pd.DataFrame) -> bool:
    """Whether a heat map has any month, of files or of print."""
    rows = grid[grid["status"] != "average"]
    return bool(((rows["status"] != "missing") | rows["printed"].notna()).any())


def holds_complete(grid: pd.DataFrame) -> bool:
    """Whether a heat map has a complete month."""
    return bool((grid["status"] == "complete").any())


def by_year(monthly: pd.DataFrame) -> pd.DataFrame:
    """Monthly counts as the rows of a heat map, as the question `seasonal_heat_map` gives them.

    Args:
        monthly: month (`YYYY-MM`), count, status (complete, partial, missing); several rows a month (one a crime type)
            are added up, and the worst status of them counts.

    Returns:
        financial_year, month, count (float, NaN unless complete), printed (NaN), status, as_published (Int64, NA where
        missing), years in full from the first month's to the last month's, then the average of complete months.
    """
    rank = monthly["status"].map({"complete": 0, "partial": 1, "missing": 2})
    grouped = monthly.assign(rank=rank, n=monthly["count"].fillna(0).astype(int)).groupby("month")
    told = {str(month): (int(part["n"].sum()), int(part["rank"].max())) for month, part in grouped}
    first, last = Month.parse(min(told)).financial_year, Month.parse(max(told)).financial_year
    rows: list[dict[str, Any]] = []
    for month in Period(first.months.first, last.months.last):
        n, worst = told.get(str(month), (0, 2))
        rows.append(
            {
                "financial_year": str(month.financial_year),
                "month": month.label.split()[0],
                "count": float(n) if worst == 0 else np.nan,
                "printed": np.nan,
                "status": ("complete", "partial", "missing")[worst],
                "as_published": n if worst < 2 else None,
            }
        )
    grid = pd.DataFrame(rows)
    means = grid.groupby("month")["count"].mean()
    average = {"financial_year": AVERAGE, "printed": np.nan, "status": "average", "as_published": None}
    rows += [{**average, "month": name, "count": float(means[name])} for name in MONTHS]
    return pd.DataFrame(rows).astype({"as_published": "Int64"})


def cells(grid: pd.DataFrame) -> pd.DataFrame:
    """The cells of a heat map: what each month counts, whether it can be used, and its index.

    Args:
        grid: what `seasonal_heat_map` or `by_year` gives; the average rows are left out.

    Returns:
        financial_year, month, position (0 for April), state, value (float, NaN unless usable), published (float: what
        the file of a partial month held, or a doubted printed figure), printed (float), index (float, NaN unless the
        year has nine usable months and ten records a month). Years before the first that holds anything are left out.
        state is complete; printed (no file, but a printed figure); partial; doubtful (printed only, and too low to be
        whole); missing; or outside (before the first or after the last month that holds anything).
    """
    rows = [row for row in grid.to_dict("records") if row["status"] != "average"]
    by_years: dict[str, list[dict[Hashable, Any]]] = {}
    for row in rows:
        row["state"] = "printed" if row["status"] == "missing" and not isnan(row["printed"]) else row["status"]
        row["value"] = {"complete": row["count"], "printed": row["printed"]}.get(row["state"], nan)
        by_years.setdefault(str(row["financial_year"]), []).append(row)
    for year in by_years.values():
        usual = _median([row["value"] for row in year])
        for row in year:
            if row["state"] == "printed" and usual >= _USUAL_FROM and row["value"] < usual * _DOUBTED_UNDER:
                row["state"], row["value"] = "doubtful", nan
    held = [at for at, row in enumerate(rows) if row["state"] != "missing"]
    for at, row in enumerate(rows):
        if held and row["state"] == "missing" and not held[0] <= at <= held[-1]:
            row["state"] = "outside"
    told = []
    for name, year in by_years.items():
        if held and name < str(rows[held[0]]["financial_year"]):
            continue
        usable = [row["value"] for row in year if not isnan(row["value"])]
        mean = sum(usable) / len(usable) if len(usable) >= LEAST_MONTHS else 0.0
        for row in year:
            published = {"partial": row["as_published"], "doubtful": row["printed"]}.get(row["state"], nan)
            index = 100 * row["value"] / mean if mean >= LEAST_MEAN else nan
            told.append(
                (name, row["month"], MONTHS.index(row["month"]), row["state"], row["value"], float(published),
                 row["printed"], index)
            )  # fmt: skip
    columns = ["financial_year", "month", "position", "state", "value", "published", "printed", "index"]
    return pd.DataFrame(told, columns=columns)


def _median(values: Sequence[float]) -> float:
    known = [value for value in values if not isnan(value)]
    return median(known) if known else nan


def span(*parts: pd.DataFrame) -> Period:
    """The months from the first to the last that some heat maps (what `cells` gives) hold anything of."""
    held = [
        month_of(year, month)
        for part in parts
        for year, month, state in zip(part["financial_year"], part["month"], part["state"], strict=True)
        if state != "outside"
    ]
    return Period(min(held), max(held))


def printed_months(part: pd.DataFrame) -> list[Month]:
    """The months of a heat map (what `cells` gives) that stand as printed because no file is loaded, in order."""
    rows = part[part["state"] == "printed"]
    return sorted(month_of(year, month) for year, month in zip(rows["financial_year"], rows["month"], strict=True))


def averages(grid: pd.DataFrame) -> pd.DataFrame:
    """The average rows of a heat map: financial_year (name of the row), month, value.

    The printed average stands where print gives it, else the mean of the printed years.
    """
    names = [name for name in (AVERAGE, AVERAGE_PRINTED) if name in set(grid["financial_year"])]
    told = []
    for name in names:
        rows = grid[grid["financial_year"] == name].to_dict("records")
        values = [
            row["count"] if name == AVERAGE or isnan(row["printed"]) else row["printed"] for row in rows
        ]  # fmt: skip
        if not all(isnan(value) for value in values):
            told += [(name, row["month"], value) for row, value in zip(rows, values, strict=True)]
    return pd.DataFrame(told, columns=["financial_year", "month", "value"])


@dataclass(frozen=True)
class Season:
    """What the months have in common over the years.

    `months` holds month, years (how many with an index), median (of the index over those years), above (the share of
    them over 100); `peaks` are the busy months in order of the financial year.
    """

    months: pd.DataFrame
    years: int
    verdict: Verdict
    peaks: tuple[str, ...]


def season(cells_: pd.DataFrame) -> Season:
    """Name the busy months, if there is a season at all.

    A month is busy when the median of its index over the years is 110 or more and it lies above 100 in at least 70% of
    them. Because twelve months of pure chance would often hold one such, the months must first differ by more than
    chance: Kruskal and Wallis' rank test of the indices by month (Kruskal & Wallis 1952, J. Am. Stat. Assoc. 47), at
    5%. Ranks need no assumption about how the counts scatter. Fewer than three years with an index say nothing: too
    few whole years, or whole years with too few records.

    Args:
        cells_: what `cells` gives.
    """
    indices: dict[str, list[float]] = {name: [] for name in MONTHS}
    years, whole = set(), Counter[str]()
    for year, month, value, index in zip(
        cells_["financial_year"], cells_["month"], cells_["value"], cells_["index"], strict=True
    ):
        whole[year] += not isnan(value)
        if not isnan(index):
            indices[month].append(index)
            years.add(year)
    months = pd.DataFrame(
        {
            "month": MONTHS,
            "years": [len(known) for known in indices.values()],
            "median": [_median(known) for known in indices.values()],
            "above": [sum(x > 100 for x in known) / len(known) if known else nan for known in indices.values()],
        }
    )
    if len(years) < LEAST_YEARS:
        enough = sum(n >= LEAST_MONTHS for n in whole.values()) >= LEAST_YEARS
        return Season(months, len(years), "too-few-records" if enough else "too-few-years", ())
    busy = (months["years"] >= LEAST_YEARS) & (months["median"] >= PEAK_INDEX) & (months["above"] >= MOSTLY)
    peaks = tuple(months.loc[busy, "month"]) if _months_differ([known for known in indices.values() if known]) else ()
    return Season(months, len(years), "peaks" if peaks else "none", peaks)


def _months_differ(groups: Sequence[Sequence[float]]) -> bool:
    """Kruskal and Wallis' H, corrected for ties, against chi-squared at 5%."""
    pooled = np.concatenate([np.asarray(group) for group in groups])
    n = len(pooled)
    _, place, sizes = np.unique(pooled, return_inverse=True, return_counts=True)
    # The mean rank of each value: ties share theirs.
    ranks = (np.cumsum(sizes) - (sizes - 1) / 2)[place]
    correction = 1 - float((sizes**3 - sizes).sum()) / (n**3 - n)
    if correction <= 0 or len(groups) < 2:
        return False
    sums = [float(part.sum()) ** 2 / len(part) for part in np.split(ranks, np.cumsum([len(g) for g in groups])[:-1])]
    h = (12 / (n * (n + 1)) * sum(sums) - 3 * (n + 1)) / correction
    return h > _CHI_SQUARED[len(groups) - 2]


def class_edges(values: Sequence[float], classes: int = 5) -> tuple[int, ...]:
    """Where the classes of a colour scale begin: at most `classes` - 1 rising whole numbers, evenly and roundly spaced.

    The first class lies below the first edge; an edge belongs to the class that it begins. Empty where all are equal.
    """
    low, high = (min(values), max(values)) if len(values) else (0.0, 0.0)
    scale = 1
    while True:
        for step in (1, 2, 3, 4, 5, 6, 8):
            width = step * scale
            first = (int(low // width) + 1) * width
            edges = tuple(range(first, int(high // 1) + 1, width))
            if len(edges) < classes:
                return edges
        scale *= 10


INDEX_EDGES = (75, 90, 110, 125)


def class_of(value: float, edges: Sequence[int]) -> int:
    """The class of a value, 0 for the lowest, by the edges of `class_edges`."""
    return sum(value >= edge for edge in edges)
