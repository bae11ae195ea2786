"""All areas of a level in one order: counts, rates, standing against a reference, how lasting, their surroundings.

Puts together `rates`, `hotspots`, `persistence`, `contiguity` and `hit_rate`, and adds which areas lie clearly below.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np
import pandas as pd

from cspdash.periods import Month, Period
from cspdash.statistics.contiguity import local_g
from cspdash.statistics.hit_rate import ListAccuracy, list_accuracy
from cspdash.statistics.hotspots import LEAST, dispersion_within_areas, significantly_above, top
from cspdash.statistics.persistence import persistence, rolling_verdicts
from cspdash.statistics.quasi_poisson import chance_of_at_most, false_discovery_adjusted
from cspdash.statistics.rates import PER, counted, with_rates, with_shrunken

Standing = Literal["above", "below", "usual", "too few", "unknown"]
STANDINGS: tuple[Standing, ...] = get_args(Standing)

TOP = 5
WINDOW = 12  # months of a window of persistence
HISTORY = 60  # months back to which windows reach
SCATTER = 24  # months from which the dispersion is measured, up to the end of the period judged
FALSE_DISCOVERY = 0.05


@dataclass(frozen=True)
class Ranking:
    """The areas in order, and what they were judged by.

    areas: one row an area, first the one with most records beyond the reference's rate (without rates: with most
        records), areas that cannot be ranked last and by code: the columns of the counts given, rate, lower, upper,
        shrunken (per 1,000), expected, excess, ratio, small (as in `hotspots.significantly_above`), standing (a
        `Standing`), persistence, windows, above (as in `persistence.persistence`), surroundings (as in
        `contiguity.local_g`) and place (Int64, equal where tied, NA where not ranked).
    by: what the order is by.
    rate: the reference's, per 1,000 over the period; None where it is not known.
    dispersion: None where the history is too short to judge by.
    """

    areas: pd.DataFrame
    by: Literal["excess", "count"]
    rate: float | None
    dispersion: float | None

    @property
    def above(self) -> pd.DataFrame:
        """The areas clearly above the reference, those with most records beyond its rate first."""
        return self.areas[self.areas["standing"] == "above"]

    @property
    def leading(self) -> pd.DataFrame:
        """The first five of those above; without rates, the first five by count. All that tie with the last stay in."""
        named = self.above if self.by == "excess" else self.areas
        return named[named["place"].le(TOP).fillna(False).astype(bool)]

    def inside(self, codes: Collection[str]) -> Ranking:
        """The same verdicts, for some of the areas, placed among themselves."""
        return replace(self, areas=_placed(self.areas[self.areas["area_code"].isin(list(codes))], self.by))


@dataclass(frozen=True)
class LastList:
    """The list of the same months a year earlier, and what became of it.

    listed: its area codes, highest first; accuracy: how much of this period's records fell in them; right: how many
    of them are on this period's list of the same kind (above the reference; without rates among the first five);
    by_land: whether their share of the place is one of land, else of the number of areas.
    """

    listed: tuple[str, ...]
    accuracy: ListAccuracy
    right: int
    by_land: bool


def whole(monthly: pd.DataFrame) -> pd.DataFrame:
    """Monthly counts with complete (bool) beside their status."""
    return monthly.assign(complete=monthly["status"] == "complete")


def rate_over(reference: pd.DataFrame, period: Period, residents: int) -> float | None:
    """The reference's rate per 1,000 over a period; None where a month of it is missing or partial.

    Args:
        reference: month, count, complete; a row a month.
        residents: of the whole reference.
    """
    counts = counted(reference[_within(reference, period)])
    if len(counts) < len(period) or np.isnan(counts).any() or residents <= 0:
        return None
    return float(counts.sum()) * PER / residents


def ranking(
    counts: pd.DataFrame,
    monthly: pd.DataFrame,
    reference: pd.DataFrame,
    period: Period,
    residents: int | None,
    pairs: pd.DataFrame,
) -> Ranking:
    """Rank and judge every area.

    Args:
        counts: area_code, area_name, count, population, complete of the period.
        monthly: area_code, month, count, complete of the same areas and types, up to the end of the period.
        reference: month, count, complete of the county or the partnership.
        residents: of the reference; None where they are not known.
        pairs: of `contiguity.neighbours`.
    """
    rate = None if residents is None else rate_over(reference, period, residents)
    known = counts["population"].notna() & counts["complete"]
    dispersion = scatter(monthly, period.last)
    judged = _judged(counts, rate, dispersion)
    judged = with_shrunken(judged)
    judged = judged.merge(lasting(counts, monthly, reference, period, residents, dispersion), "left", "area_code")
    judged = judged.merge(local_g(judged, pairs)[["area_code", "surroundings"]], "left", "area_code")
    by: Literal["excess", "count"] = "excess" if rate is not None and bool(known.any()) else "count"
    return Ranking(_placed(judged, by), by, rate, dispersion)


def scatter(monthly: pd.DataFrame, last: Month) -> float | None:
    """The dispersion of the areas' counts over the two years that end with a month (`dispersion_within_areas`)."""
    return dispersion_within_areas(monthly[_within(monthly, Period.ending(last, SCATTER))])


def last_list(
    now: Ranking,
    monthly: pd.DataFrame,
    reference: pd.DataFrame,
    period: Period,
    residents: int | None,
    sizes: pd.DataFrame,
) -> LastList | None:
    """What the list of a year ago would have named, by what was known then, judged by this period.

    Args:
        now: this period's ranking, of the same areas.
        sizes: area_code, square_kilometres (an area without one: every area counts as one).
        monthly, reference, period, residents: as for `ranking`.

    Returns:
        None where that year's months are not all whole, or this period's are not.
    """
    before = period.same_months_last_year()
    counts = now.areas[["area_code", "population"]].merge(_summed(monthly, before), "left", "area_code")
    if not counts["complete"].eq(True).all() or not now.areas["complete"].all():
        return None
    if now.by == "excess" and residents is not None:
        rate, dispersion = rate_over(reference, before, residents), scatter(monthly, before.last)
        if rate is None or dispersion is None:
            return None
        listed = top(significantly_above(counts, rate, dispersion), TOP)
        right = now.areas["standing"] == "above"
    else:
        listed = counts.sort_values(["count", "area_code"], ascending=[False, True]).head(TOP)
        right = now.areas["place"] <= TOP
    codes = tuple(map(str, listed["area_code"]))
    following = now.areas[["area_code", "count", "complete"]].merge(sizes, "left", "area_code")
    size = "square_kilometres" if following["square_kilometres"].notna().all() else None
    still = set(now.areas.loc[right.fillna(False).astype(bool), "area_code"])
    return LastList(codes, list_accuracy(codes, following, size), len(still & set(codes)), size is not None)


def _judged(counts: pd.DataFrame, rate: float | None, dispersion: float | None) -> pd.DataFrame:
    """Rates, what was expected, and the standing: above and below are one family each, at 5% false discoveries."""
    if rate is None or dispersion is None:
        out = with_rates(counts)
        out["expected"] = np.nan if rate is None else counts["population"].astype("Float64") * rate / PER
        out["excess"] = counted(out) - out["expected"].astype(float)
        out["ratio"] = np.nan if not rate else out["rate"] / rate
        return out.assign(small=False, standing="unknown")
    out = significantly_above(counts, rate, dispersion, false_discovery=FALSE_DISCOVERY)
    count = counted(out)
    low = false_discovery_adjusted(chance_of_at_most(count, out["expected"], dispersion))
    out["standing"] = np.select(
        [out["verdict"] == "unknown", out["verdict"] == "above", low <= FALSE_DISCOVERY, count < LEAST],
        ["unknown", "above", "below", "too few"],
        "usual",
    )
    return out.drop(columns="verdict")


def lasting(
    counts: pd.DataFrame,
    monthly: pd.DataFrame,
    reference: pd.DataFrame,
    period: Period,
    residents: int | None,
    dispersion: float | None,
) -> pd.DataFrame:
    """Persistence over windows of twelve months up to the end of the period, whatever its own length.

    The arguments are those of `ranking`; `counts` needs area_code and population, `dispersion` is that of `scatter`.
    Gives what `persistence.persistence` does; all areas unknown where there is nothing to judge by.
    """
    if residents is None or dispersion is None or not counts["population"].notna().any():
        return pd.DataFrame(
            {"area_code": counts["area_code"], "windows": 0, "above": 0, "since": None, "persistence": "unknown"}
        )
    span = Period.ending(period.last, HISTORY)
    held = monthly[_within(monthly, span)]
    at_large = reference[_within(reference, span)].assign(population=residents)
    return persistence(rolling_verdicts(held, counts, at_large, dispersion, months=WINDOW))


def _placed(judged: pd.DataFrame, by: str) -> pd.DataFrame:
    key = pd.Series(counted(judged), index=judged.index) if by == "count" else judged["excess"].astype(float)
    # Rounded, because two areas with the same figures must tie whatever the last binary digit.
    place = key.round(9).rank(method="min", ascending=False).astype("Int64")
    return judged.assign(place=place).sort_values(
        ["place", "area_code"], kind="stable", na_position="last", ignore_index=True
    )


def _summed(monthly: pd.DataFrame, period: Period) -> pd.DataFrame:
    """area_code, count and complete over a period: complete where every month of it is there and whole."""
    inside = monthly[_within(monthly, period)].assign(count=lambda rows: rows["count"].astype("float64"))
    found = inside.groupby("area_code").agg(count=("count", "sum"), whole=("complete", "sum")).reset_index()
    return found.assign(complete=found["whole"] == len(period)).drop(columns="whole")


def _within(rows: pd.DataFrame, period: Period) -> pd.Series:
    months = rows["month"].astype(str)
    inside: pd.Series = (months >= str(period.first)) & (months <= str(period.last))
    return inside
