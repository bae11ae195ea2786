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
BLOCK = 3
_LEAST_BLOCKS = 4
_SMALL = 0.25  # of the median denominator


def dispersion_within_areas(monthly: pd.DataFrame) -> float | None:
    """How much more than Poisson an area's count scatters about its own level, pooled over the areas; 1 or more.

    Counts by area and block of months against the product of the area's and the block's totals, so that neither
    what areas differ by nor what they share (season, trend) counts as scatter: the squared residuals over what
    Poisson would give, both summed, which stays right at counts near 0 where Pearson's ratio cell by cell comes out
    too low.

    A series of offences that runs over a month's end widens a year's count by more than monthly scatter shows, so
    it is measured on blocks of one and of three months and carried on by half their difference, which is what
    scatter that lasts less than a block adds in the long run. One standard error is put on top: too low a
    dispersion names areas falsely, too high a one names fewer. (Not `dispersion.dispersion`, which is for a change
    between years and so takes in that areas drift; an area that has drifted up is above the county.)

    Args:
        monthly: area_code, month (`YYYY-MM`), count, complete; a row an area and month, of the crime types together
            that are to be judged. Two years or more of the months up to the judged ones, these included. A month that
            is not complete in every area is left out.

    Returns:
        the dispersion, or None where fewer than four months (or two areas with any record) are left to tell from.
    """
    _, held, grid = by_area(monthly)
    whole = np.flatnonzero(~np.isnan(grid).any(axis=0))
    months = [held[at] for at in whole]
    single, block = (_scatter(grid[:, whole], _runs(months, size), size) for size in (1, BLOCK))
    if single is None:
        return None
    if block is None:
        found, error = single
    else:
        found, error = block[0] + max(block[0] - single[0], 0.0) / (BLOCK - 1), block[1]
    return max(found * (1 + error), 1.0)


def _scatter(counts: FloatArray, starts: Sequence[int], size: int) -> tuple[float, float] | None:
    """The dispersion of sums of `size` months and its relative standard error; None where there are too few."""
    if len(starts) < _LEAST_BLOCKS:
        return None
    sums = np.stack([counts[:, at : at + size].sum(axis=1) for at in starts], axis=1)
    total = float(sums.sum())
    if (sums.sum(axis=1) > 0).sum() < 2 or (sums.sum(axis=0) > 0).sum() < 2:
        return None
    by_row, by_column = sums.sum(axis=1) / total, sums.sum(axis=0) / total
    expected = np.outer(by_row, by_column) * total
    # The totals are fitted to the same counts: what a cell can still scatter.
    poisson = expected * np.outer(1 - by_row, 1 - by_column)
    # As many equal cells as the unequal ones are worth.
    cells = float(poisson.sum() ** 2 / (poisson**2).sum())
    return float(((sums - expected) ** 2).sum() / poisson.sum()), float(np.sqrt(2 / cells))


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
