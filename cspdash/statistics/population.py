"""Residents by age: bands, shares, and those whom a partnership leaves out (students of halls)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd

# From and to (None: and over), in completed years.
Band = tuple[int, int | None]
# As the strategic plan prints them.
PLAN: tuple[Band, ...] = (
    (0, 4), (5, 7), (8, 9), (10, 14), (15, 15), (16, 17), (18, 19), (20, 24), (25, 29), (30, 44), (45, 59), (60, 64),
    (65, 74), (75, 84), (85, None),
)  # fmt: skip
FIVE_YEARS: tuple[Band, ...] = (*((low, low + 4) for low in range(0, 90, 5)), (90, None))
BROAD: tuple[Band, ...] = ((0, 15), (16, 24), (25, 44), (45, 64), (65, None))
OLD = 65


class Rule(Protocol):
    """Whom a partnership leaves out: `Adjustment` of its file."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def ages(self) -> tuple[int, int]:
        """The youngest and the oldest."""

    @property
    def lsoas(self) -> tuple[str, ...]:
        """Where they live."""

    @property
    def numbers(self) -> dict[int, int]:
        """How many, in years in which the partnership says so itself."""


def band_name(band: Band) -> str:
    """A band as it is printed: 0-4, 15, 85+."""
    low, high = band
    return f"{low}+" if high is None else str(low) if high == low else f"{low}-{high}"


def bands_of(ages: pd.DataFrame) -> list[Band]:
    """The table's own bands, from the youngest; `ages` has age_from and age_to."""
    pairs = ages[["age_from", "age_to"]].drop_duplicates().sort_values("age_from")
    return [(int(low), None if pd.isna(high) else int(high)) for low, high in pairs.itertuples(index=False)]


def fitting(ages: pd.DataFrame, *wanted: Sequence[Band]) -> list[Band]:
    """The first of some sets of bands into which every age of the table goes whole; else the table's own bands."""
    own = bands_of(ages)
    for bands in wanted:
        if all(any(_within(cell, band) for band in bands) for cell in own):
            return list(bands)
    return own


def _within(cell: Band, band: Band) -> bool:
    (low, high), (from_, to) = cell, band
    return low >= from_ and (to is None or (high is not None and high <= to))


def banded(ages: pd.DataFrame, bands: Sequence[Band]) -> pd.DataFrame:
    """Residents of each area by band: index area_code, a column for each band's name, in whole people.

    Args:
        ages: area_code, age_from, age_to and count, of one table and one sex (or persons).
        bands: into which every age goes whole (`fitting`); ValueError where one does not.
    """
    named = {}
    for cell in bands_of(ages):
        band = next((band for band in bands if _within(cell, band)), None)
        if band is None:
            raise ValueError(f"the ages {band_name(cell)} go into none of the bands {', '.join(map(band_name, bands))}")
        named[cell[0]] = band_name(band)
    told = ages.assign(band=ages["age_from"].map(named), count=ages["count"].astype(int))
    wide = told.pivot_table("count", "area_code", "band", "sum", fill_value=0, sort=False)
    return wide.reindex(columns=[band_name(band) for band in bands], fill_value=0).astype(int)


def row_of(table: pd.DataFrame, name: str) -> pd.Series:
    """The row of a table by its name, the first of several."""
    return table.loc[[name]].iloc[0]


def shares(wide: pd.DataFrame) -> pd.DataFrame:
    """Each band's share of its area's residents in percent; NaN for an area without any."""
    whole = wide.sum(axis=1).astype(float)
    return wide.div(whole.where(whole > 0, np.nan), axis=0) * 100


def share_from(ages: pd.DataFrame, area: str, age: int = OLD) -> float | None:
    """The share in percent of an area's residents of `age` or over; None where a band straddles it, or nobody lives."""
    own = ages[ages["area_code"] == area]
    if any(low < age and (high is None or high >= age) for low, high in bands_of(own)):
        return None
    total = int(own["count"].sum())
    return 100 * int(own.loc[own["age_from"] >= age, "count"].sum()) / total if total else None


@dataclass(frozen=True)
class LeftOut:
    """Who was left out of some areas' ages.

    Attributes:
        ages: the ages without them, columns as before.
        taken: area code → how many.
        wanted: how many the rule asked for in this year, None where it is everyone of the ages.
    """

    ages: pd.DataFrame
    taken: Mapping[str, int]
    wanted: int | None


def leave_out(
    ages: pd.DataFrame, halls: pd.DataFrame, rule: Rule, year: int, inside: Mapping[str, Collection[str]]
) -> LeftOut | None:
    """Take a rule's residents out of every area in which they live.

    Everyone of the ages in the rule's LSOAs; where the rule has a number for the year, so many, from LSOAs and ages in
    proportion to who is there (largest remainders; never more than are there). An area loses those of the LSOAs that
    lie in it, so that the parts still add up to the whole.

    Args:
        ages: area_code, age_from, age_to, count, of one table, persons.
        halls: the same of the rule's LSOAs.
        rule: whom to leave out.
        year: of the table.
        inside: area code → the codes that lie inside it.

    Returns:
        None where it cannot be told: an LSOA is not in the table, or its bands straddle the ages.
    """
    low, high = rule.ages
    own = halls[halls["area_code"].isin(rule.lsoas)]
    if set(own["area_code"]) != set(rule.lsoas):
        return None
    touched = own[(own["age_from"] <= high) & (own["age_to"].isna() | (own["age_to"] >= low))]
    if touched.empty or not (touched["age_from"].ge(low) & touched["age_to"].le(high).fillna(value=False)).all():
        return None
    held = touched["count"].to_numpy(dtype=np.int64)
    wanted = rule.numbers.get(year)
    gone = touched.assign(gone=held if wanted is None else _in_proportion(held, min(wanted, int(held.sum()))))
    out, taken = ages.copy(), {}
    for code in out["area_code"].unique():
        here = gone[gone["area_code"].isin(inside.get(code, ()))].groupby("age_from")["gone"].sum()
        taken[str(code)] = int(here.sum())
        rows = out["area_code"] == code
        out.loc[rows, "count"] -= out.loc[rows, "age_from"].map(here).fillna(0).astype(int)
    return LeftOut(out, taken, wanted)


def _in_proportion(held: np.ndarray, number: int) -> np.ndarray:
    """`number` shared out in proportion to `held`, in whole people."""
    exact = held * number / max(int(held.sum()), 1)
    whole = np.floor(exact).astype(np.int64)
    rest = number - int(whole.sum())
    order = np.argsort(-(exact - whole), kind="stable")
    whole[order[:rest]] += 1
    return whole


def left_out_of_total(rule: Rule, year: int, inside: Collection[str]) -> int | None:
    """How many a rule takes from an area's total in a year by its own number, without knowing ages.

    None where the year has no number, or where only some of the rule's LSOAs lie inside: the number is of all of them.
    """
    lsoas = set(rule.lsoas)
    if year not in rule.numbers or (lsoas & set(inside) and not lsoas <= set(inside)):
        return None
    return rule.numbers[year] if lsoas <= set(inside) else 0


def newest(households: pd.DataFrame) -> dict[str, int]:
    """Households of each area by its newest table: area_code, year, households (one row a category)."""
    last = households.sort_values("year").drop_duplicates("area_code", keep="last")
    return {str(code): int(n) for code, n in zip(last["area_code"], last["households"], strict=True)}


def density(
    codes: Sequence[str],
    residents: Mapping[str, int],
    land: Mapping[str, float],
    households: Mapping[str, int],
) -> pd.DataFrame:
    """Residents, hectares, density (residents a hectare), households and size (residents a household) by area.

    What is not known is NaN, and so is what would follow from it.
    """
    table = pd.DataFrame(
        {
            "residents": [residents.get(code) for code in codes], "hectares": [land.get(code) for code in codes],
            "households": [households.get(code) for code in codes],
        },
        index=list(codes), dtype="float64",
    )  # fmt: skip
    table["density"] = table["residents"] / table["hectares"].where(table["hectares"] > 0)
    table["size"] = table["residents"] / table["households"].where(table["households"] > 0)
    return table
