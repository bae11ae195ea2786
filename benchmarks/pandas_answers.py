"""The answers computed from a pandas frame of all rows: the yardstick, and the check, of the catalogue's answers.

Each function filters and groups the rows as an analyst would and gives the question's columns as tuples, in the
question's order, so that the two can be compared for equality. Nothing here reads the store.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from cspdash.crime_types import ASB, CRIME_TYPES
from cspdash.periods import FinancialYear, Month, Period
from cspdash.sample.reference import FOLDER as REFERENCE

COUNTY = "E10000018"
# The county is the seven districts without the two unitary authorities.
_UNITARY = ("E06000016", "E06000017")
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Rows:
    """All rows of the street files with a location, and the areas that they lie in.

    frame: month (datetime), crime_type, lsoa and district, as text or as categories.
    areas: lsoa, name, district: one row an LSOA; those split since 2011 stand whole, as their parent.
    """

    frame: pd.DataFrame
    areas: pd.DataFrame

    def inside(self, area: str) -> list[str]:
        """The districts of the county, or the one district."""
        every = sorted(set(self.areas["district"]))
        return [code for code in every if code not in _UNITARY] if area == COUNTY else [area]

    def between(self, area: str, first: str, last: str, crime_types: list[str] | None = None) -> pd.DataFrame:
        """The rows of an area and a span of months."""
        frame = self.frame
        wanted = frame["month"].between(pd.Timestamp(first), pd.Timestamp(last))
        wanted &= frame["district"].isin(self.inside(area))
        if crime_types:
            wanted &= frame["crime_type"].isin(crime_types)
        return frame[wanted]

    def as_categories(self) -> Rows:
        """The same rows with categories for text: smaller, and what pandas filters and groups fastest."""
        text = ["crime_type", "lsoa", "district"]
        return Rows(self.frame.astype(dict.fromkeys(text, "category")), self.areas)


def read_rows(folder: Path) -> Rows:
    """Read every street file below `folder` with pandas."""
    lookup = pd.read_csv(REFERENCE / "leicestershire_lsoa_lookup.csv")
    split = lookup["change"] == "S"
    units = pd.DataFrame(
        {
            "lsoa": lookup["lsoa21"].mask(split, lookup["lsoa11"]),
            "name": lookup["lsoa21_name"].mask(split, lookup["lsoa11_name"]),
            "district": lookup["district"],
        }
    )
    unit_of = dict(zip(lookup["lsoa11"], units["lsoa"], strict=True))
    unit_of |= dict(zip(lookup["lsoa21"], units["lsoa"], strict=True))
    district_of = dict(zip(units["lsoa"], units["district"], strict=True))
    parts = [
        pd.read_csv(path, usecols=["Month", "LSOA code", "Crime type"]) for path in sorted(folder.rglob("*-street.csv"))
    ]
    read = pd.concat(parts, ignore_index=True).dropna(subset="LSOA code")
    lsoa = read["LSOA code"].map(unit_of)
    frame = pd.DataFrame(
        {
            "month": pd.to_datetime(read["Month"], format="%Y-%m"),
            "crime_type": read["Crime type"],
            "lsoa": lsoa,
            "district": lsoa.map(district_of),
        }
    )
    return Rows(frame, units.drop_duplicates("lsoa"))


def _count(chosen: pd.DataFrame, by: str) -> dict[str, int]:
    return {str(name): int(count) for name, count in chosen.groupby(by, observed=True).size().items()}


def _two_periods(rows: Rows, by: str, given: dict[str, Any]) -> tuple[dict[str, int], dict[str, int]]:
    counts = [
        _count(rows.between(given["area"], given[first], given[last], given.get("crime_types")), by)
        for first, last in (("base_from", "base_to"), ("from_month", "to_month"))
    ]
    return counts[0], counts[1]


def _areas(rows: Rows, given: dict[str, Any]) -> list[tuple[str, str]]:
    """Code and name of the LSOAs inside the area, by name."""
    own = rows.areas[rows.areas["district"].isin(rows.inside(given["area"]))]
    return sorted(zip(own["lsoa"], own["name"], strict=True), key=lambda area: (area[1], area[0]))


def change_by_crime_type(rows: Rows, given: dict[str, Any]) -> list[Row]:
    base, current = _two_periods(rows, "crime_type", given)
    return [(name, base.get(name, 0), current.get(name, 0)) for name in CRIME_TYPES]


def change_by_area(rows: Rows, given: dict[str, Any]) -> list[Row]:
    base, current = _two_periods(rows, "lsoa", given)
    return [(code, name, base.get(code, 0), current.get(code, 0)) for code, name in _areas(rows, given)]


def counts_by_area(rows: Rows, given: dict[str, Any]) -> list[Row]:
    chosen = rows.between(given["area"], given["from_month"], given["to_month"], given.get("crime_types"))
    count = _count(chosen, "lsoa")
    return [(code, name, count.get(code, 0)) for code, name in _areas(rows, given)]


def _by_month(chosen: pd.DataFrame) -> tuple[dict[date, int], dict[date, int]]:
    """Counts of crime, and of anti-social behaviour, by month."""
    asb = chosen["crime_type"] == ASB
    counts = [chosen[wanted].groupby("month").size() for wanted in (~asb, asb)]
    crime, antisocial = (
        {day.date(): int(n) for day, n in zip(pd.DatetimeIndex(count.index), count, strict=True)} for count in counts
    )
    return crime, antisocial


def monthly_totals(rows: Rows, given: dict[str, Any]) -> list[Row]:
    types = given.get("crime_types") or list(CRIME_TYPES)
    crime, asb = _by_month(rows.between(given["area"], given["from_month"], given["to_month"], types))
    out: list[Row] = []
    for month in Period(Month.parse(given["from_month"]), Month.parse(given["to_month"])):
        day = month.first_day
        of_crime = crime.get(day, 0) if any(name != ASB for name in types) else None
        out.append((str(month), of_crime, asb.get(day, 0) if ASB in types else None))
    return out


def _years(given: dict[str, Any]) -> list[FinancialYear]:
    first, last = FinancialYear.parse(given["from_year"]), FinancialYear.parse(given["to_year"])
    return [FinancialYear(start) for start in range(first.start, last.start + 1)]


def quarterly_totals(rows: Rows, given: dict[str, Any]) -> list[Row]:
    years = _years(given)
    span = (str(years[0].months.first), str(years[-1].months.last))
    chosen = rows.between(given["area"], *span, given.get("crime_types"))
    # A quarter of the year that begins in April is the calendar quarter three months before.
    shifted = (chosen["month"] - pd.DateOffset(months=3)).dt
    counts = chosen.groupby([shifted.year, shifted.quarter, "crime_type"], observed=True).size().to_dict()
    held = {(m.year, m.quarter) for m in rows.frame["month"].drop_duplicates() - pd.DateOffset(months=3)}
    types = given.get("crime_types") or list(CRIME_TYPES)
    out: list[Row] = []
    for year in years:
        so_far = dict.fromkeys(types, 0)
        for quarter in (1, 2, 3, 4):
            if (year.start, quarter) not in held:
                continue
            for name in sorted(types):
                count = int(counts.get((year.start, quarter, name), 0))
                so_far[name] += count
                out.append((str(year), f"Q{quarter}", name, count, so_far[name]))
    return out


def seasonal_heat_map(rows: Rows, given: dict[str, Any]) -> list[Row]:
    """`given["partial"]`: the cells (financial year, month) that are left empty and out of the averages."""
    years = _years(given)
    crime, asb = _by_month(rows.between(given["area"], str(years[0].months.first), str(years[-1].months.last)))
    chosen = {"crime": [crime], "asb_police": [asb], "crime_and_asb": [crime, asb]}[given["measure"]]
    cells: dict[tuple[str, str], float | None] = {}
    for year in years:
        for month in year.months:
            day, cell = month.first_day, (str(year), f"{month.first_day:%B}")
            held = (day in crime or day in asb) and cell not in given["partial"]
            cells[cell] = float(sum(counts.get(day, 0) for counts in chosen)) if held else None
    out: list[Row] = [(*cell, count) for cell, count in cells.items()]
    for name in dict.fromkeys(name for _, name in cells):
        own = [count for (_, month_name), count in cells.items() if month_name == name and count is not None]
        out.append(("Average of complete months", name, round(sum(own) / len(own), 6) if own else None))
    return out


ANSWERS = {
    answer.__name__: answer
    for answer in (
        change_by_crime_type, change_by_area, counts_by_area, monthly_totals, quarterly_totals, seasonal_heat_map
    )
}  # fmt: skip
# The leading columns that both give; the rest (residents, completeness, print) is not in the rows.
COMPARED = {
    "change_by_crime_type": ["crime_type", "base", "current"],
    "change_by_area": ["area_code", "area_name", "base", "current"],
    "counts_by_area": ["area_code", "area_name", "count"],
    "monthly_totals": ["month", "crime", "asb_police"],
    "quarterly_totals": ["financial_year", "quarter", "crime_type", "count", "cumulative"],
    "seasonal_heat_map": ["financial_year", "month", "count"],
}
