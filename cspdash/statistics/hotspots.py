"""Hot spots as the assessments print them: areas significantly above the county or the borough, the top five.

An area's count is compared with what its denominator would give at the reference's rate. Chance is wider than Poisson,
because offences come in series: its dispersion is taken from how the areas' own counts scatter about their own level
(`dispersion_within_areas`), never from how areas differ, which is the thing looked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd

from cspdash.periods import Month
from cspdash.statistics.quasi_poisson import FloatArray, chance_of_at_least, false_discovery_adjusted
from cspdash.statistics.rates import PER, counted, denominators, with_rates

Verdict = Literal["above", "not above", "too few", "unknown"]

LEAST = 5  # records without which an area is too small a matter to be named
BLOCK = 3  # months in which a series of offences mostly runs its course
_LEAST_BLOCKS = 4
_SMALL = 0.25  # of the median denominator


def dispersion_within_areas(monthly: pd.DataFrame, block: int = BLOCK) -> float | None:
    """How much more than Poisson the counts of one area scatter about its own level, pooled over areas; 1 or more.

    Counts of `block` months by area against the product of the area's and the block's totals (so that neither
    differences between areas nor what all areas share, season and trend, count as scatter): Pearson's chi-squared
    over its degrees of freedom. Blocks and not single months, because a series that runs from one month into the
    next widens a yearly count by more than monthly scatter shows (crime and ASB of the real borough's LSOAs: 2.0 by
    month, 2.5 by three).

    Args:
        monthly: area_code, month (`YYYY-MM`), count, complete; a row an area and month, of the crime types together
            that are to be judged. Two years or more of the months up to the judged ones, these included. A month that
            is not complete in every area is left out.
        block: months in a block. Single months are used instead where there are fewer than four blocks.

    Returns:
        the dispersion, or None where fewer than four months (or two areas with any record) are left to tell from.
    """
    _, months, grid = by_area(monthly)
    whole = ~np.isnan(grid).any(axis=0)
    counts = grid[:, whole]
    months = [month for month, held in zip(months, whole, strict=True) if held]
    for size in (block, 1):
        starts = _runs(months, size)
        if len(starts) < _LEAST_BLOCKS:
            continue
        sums = np.stack([counts[:, at : at + size].sum(axis=1) for at in starts], axis=1)
        sums = sums[sums.sum(axis=1) > 0][:, sums.sum(axis=0) > 0]
        if sums.shape[0] < 2 or sums.shape[1] < 2:
            continue
        expected = np.outer(sums.sum(axis=1), sums.sum(axis=0)) / sums.sum()
        freedom = (sums.shape[0] - 1) * (sums.shape[1] - 1)
        scatter: float = ((sums - expected) ** 2 / expected).sum() / freedom
        return max(float(scatter), 1.0)
    return None


def significantly_above(
    table: pd.DataFrame,
    reference_rate: float,
    dispersion: float,
    exposure: str = "population",
    per: float = PER,
    false_discovery: float = 0.05,
    least: int = LEAST,
) -> pd.DataFrame:
    """Which areas' rates lie above the reference's by more than chance.

    One-sided: the chance of so many or more at the reference's rate (`quasi_poisson`), adjusted over all areas of the
    table (Benjamini & Hochberg), so that of the areas named at most `false_discovery` are expected to be chance,
    and a map on which nothing is above names any at most that often.

    Args:
        table: area_code, count, the column `exposure`, and complete where months may be missing or partial.
        reference_rate: per `per`, of the same months, types and denominator: the county's or the borough's. Where the
            areas are part of the reference the test errs on the safe side. Its own chance error is left out, which is
            right for a county and adds little for a borough.
        dispersion: of `dispersion_within_areas`.
        exposure: the denominator's column. Residents mislead where people come to an area that hardly anybody lives
            in (a town centre, a retail park): households, daytime population or premises may be given instead.
        least: areas with fewer records are `too few`, whatever their rate.

    Returns:
        the columns of `table`, rate, lower, upper (per `per`, with a plain Poisson 95% interval), expected (count
        at the reference's rate), excess (count − expected), ratio (rate over the reference's), p, q (adjusted p),
        verdict (a `Verdict`: unknown without a usable count or denominator), small (a denominator under a quarter
        of the
        median: its rate, though perhaps truly above, is not to be ranked by).
    """
    if not reference_rate >= 0:
        raise ValueError(f"a reference rate is 0 or more, not {reference_rate}")
    out = with_rates(table, exposure, per)
    count, base = counted(table), denominators(table, exposure)
    out["expected"] = base * reference_rate / per
    out["excess"] = count - out["expected"]
    out["ratio"] = out["rate"] / reference_rate if reference_rate > 0 else np.nan
    out["p"], out["q"], out["verdict"] = verdicts_of(
        count, base * reference_rate / per, dispersion, false_discovery, least
    )
    known = base[~np.isnan(base)]
    out["small"] = base < _SMALL * np.median(known) if len(known) else False
    return out


def top(judged: pd.DataFrame, n: int = 5, by: str = "excess") -> pd.DataFrame:
    """The areas above the reference that lead the list, highest first.

    Args:
        judged: what `significantly_above` gives.
        n: how many; all that tie with the last of them stay in, so there may be more, and fewer where fewer are
            above.
        by: the column to rank by. `excess`, the records more than the reference's rate would give, is how much an
            area matters and is not led by tiny denominators; `rate`, `ratio` and `count` are there to choose.

    Returns:
        the rows of `judged` with the verdict above, and place (1 for the highest, equal where tied); ties by area_code.
    """
    above = judged[judged["verdict"] == "above"]
    # Rounded, because two areas with the same count and denominator must tie whatever the last binary digit.
    key = above[by].astype(float).round(9)
    place = key.rank(method="min", ascending=False).astype(int)
    led = above.assign(place=place)[place <= n]
    return led.sort_values(["place", "area_code"], kind="stable")


def verdicts_of(
    count: FloatArray, expected: FloatArray, dispersion: float, false_discovery: float, least: int
) -> tuple[FloatArray, FloatArray, list[Verdict]]:
    """p, adjusted p and verdict of the areas of one family; the arguments are those of `significantly_above`."""
    p = chance_of_at_least(count, expected, dispersion)
    q = false_discovery_adjusted(p)
    verdicts = np.select(
        [np.isnan(q), count < least, q <= false_discovery], ["unknown", "too few", "above"], "not above"
    )
    return p, q, verdicts.tolist()


def by_area(monthly: pd.DataFrame) -> tuple[list[str], list[Month], FloatArray]:
    """Rows of area_code, month, count, complete as areas × months: both in order, NaN where a month is not complete.

    Raises ValueError where an area has two rows for a month.
    """
    area, codes = pd.factorize(monthly["area_code"], sort=True)
    month, names = pd.factorize(monthly["month"].astype(str), sort=True)
    at = area * len(names) + month
    if len(np.unique(at)) < len(at):
        raise ValueError("one row an area and month, please: some have two")
    grid = np.full(len(codes) * len(names), np.nan)
    grid[at] = counted(monthly)
    return list(codes), [Month.parse(name) for name in names], grid.reshape(len(codes), len(names))


def _runs(months: Sequence[Month], size: int) -> list[int]:
    """Where blocks of `size` consecutive months begin, taken from the last month backwards, none overlapping."""
    starts: list[int] = []
    at = len(months) - size
    while at >= 0:
        if months[at + size - 1] - months[at] == size - 1:
            starts.append(at)
            at -= size
        else:
            at -= 1
    return starts[::-1]
