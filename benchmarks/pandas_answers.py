"""The answers computed from a pandas frame of all rows: the yardstick, and the check, of the catalogue's answers.

Each function filters and groups the rows as an analyst would and gives the question's columns as tuples, in the
question's order, so that the two can be compared for equality. Nothing here reads the store.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from cspdash.crime_types import ASB, CRIME_TYPES
from cspdash.periods import FinancialYear, Month
from cspdash.sample.reference import FOLDER as REFERENCE

COUNTY = "E10000018"
# The county is the seven districts without the two unitary authorities.
_UNITARY = ("E06000016", "E06000017")
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Rows:
    """All rows of the street files with a location, and the areas that they lie in.

    frame: month (datetime), crime_type, lsoa and district (categories: what pandas filters and groups fastest).
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
        pd.read_csv(path, usecols=["Month", "LSOA code", "Crime type"])
        for path in sorted(folder.rglob("*-street.csv"))
    ]
    read = pd.concat(parts, ignore_index=True).dropna(subset="LSOA code")
    lsoa = read["LSOA code"].map(unit_of)
    frame = pd.DataFrame(
        {
            "month": pd.to_datetime(read["Month"], format="%Y-%m"),
            "crime_type": pd.Categorical(read["Crime type"], categories=CRIME_TYPES),
            "lsoa": lsoa.astype("category"),
            "district": lsoa.map(district_of).astype("category"),
        }
    )
    return Rows(frame, units.drop_duplicates("lsoa"))


def _two_periods(rows: Rows, by: str, given: dict[str, Any]) -> tuple[pd.Series[int], pd.Series[int]]:
    counts = [
        rows.between(given["area"], given[first], given[last], given.get("crime_types"))
        .groupby(by, observed=False)
        .size()
        for first, last in (("base_from", "base_to"), ("from_month", "to_month"))
    ]
    return counts[0], counts[1]


def _areas(rows: Rows, given: dict[str, Any]) -> list[tuple[str, str]]:
    """Code and name of the LSOAs inside the area, by name."""
    own = rows.areas[rows.areas["district"].isin(rows.inside(given["area"]))]
    return sorted(zip(own["lsoa"], own["name"], strict=True), key=lambda area: (area[1], area[0]))


def change_by_crime_type(rows: Rows, given: dict[str, Any]) -> list[Row]:
    base, current = _two_periods(rows, "crime_type", given)
    return [(name, int(base[name]), int(current[name])) for name in CRIME_TYPES]


def change_by_area(rows: Rows, given: dict[str, Any]) -> list[Row]:
    base, current = _two_periods(rows, "lsoa", given)
    return [(code, name, int(base[code]), int(current[code])) for code, name in _areas(rows, given)]


def counts_by_area(rows: Rows, given: dict[str, Any]) -> list[Row]:
    chosen = rows.between(given["area"], given["from_month"], given["to_month"], given.get("crime_types"))
    count = chosen.groupby("lsoa", observed=False).size()
    return [(code, name, int(count[code])) for code, name in _areas(rows, given)]


def _by_month(chosen: pd.DataFrame) -> pd.DataFrame:
    """Counts of crime (False) and anti-social behaviour (True), one row a month that has any."""
    return chosen.groupby(["month", chosen["crime_type"] == ASB]).size().unstack(fill_value=0)


def monthly_totals(rows: Rows, given: dict[str, Any]) -> list[Row]:
    types = given.get("crime_types")
    counts = _by_month(rows.between(given["area"], given["from_month"], given["to_month"], types))
    months = pd.date_range(given["from_month"], given["to_month"], freq="MS")
    counts = counts.reindex(index=months, columns=[False, True], fill_value=0)
    crime = types is None or any(name != ASB for name in types)
    asb = types is None or ASB in types
    return [
        (f"{month:%Y-%m}", int(counts.at[month, False]) if crime else None, int(counts.at[month, True]) if asb else None)
        for month in months
    ]


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
    years = _years(given)
    counts = _by_month(rows.between(given["area"], str(years[0].months.first), str(years[-1].months.last)))
    counts = counts.reindex(columns=[False, True], fill_value=0)
    of = {"crime": [False], "asb_police": [True], "crime_and_asb": [False, True]}[given["measure"]]
    by_month = counts[of].sum(axis=1).to_dict()
    out: list[Row] = []
    for year in years:
        for month in year.months:
            at = pd.Timestamp(month.first_day)
            out.append((str(year), f"{at:%B}", float(by_month[at]) if at in by_month else None))
    for n in (*range(4, 13), *range(1, 4)):
        own = [count for month, count in by_month.items() if month.month == n]
        mean = round(sum(own) / len(own), 6) if own else None
        out.append(("Average of complete months", f"{Month(2000, n).first_day:%B}", mean))
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
