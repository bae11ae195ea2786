"""How much more a count varies than chance alone: the dispersion of a series, from its own history.

A Poisson count varies by as much as its mean; recorded crime varies more (repeat offenders, operations, weather,
batches of recording). The dispersion is the variance over the mean, 1 where there is nothing but chance. Every test
and every interval of two counts needs it.

It is measured the way it is used, on the same months of adjacent years: of two sums a and b of equal length and equal
mean, (a - b)^2 / (a + b) has the dispersion as its mean. The season drops out, and what years differ by without cause
(slow drifts, which make a half-year's dispersion larger than a month's) stays in.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from cspdash.periods import Month

Floats = npt.NDArray[np.float64]

YEAR = 12
# What a series without history is taken to have: 1 + 0.25 * sqrt(mean of the period). Measured as this module measures
# on the 9 districts x 14 types of Leicestershire Police, 62 months of 2014 to 2025: medians by size of 1.7 at 15, 2.5
# at 34, 3.3 at 68, 3.5 at 139, 6 at 1,500 a month, and the same line for sums of three and six months.
REFERENCE_SLOPE = 0.25
# What is expected weighs as much as this many independent comparisons of the series' own (the prior degrees of
# freedom of Smyth 2004); the slope of the reference weighs as much as this many series.
PRIOR_WEIGHT, REFERENCE_SERIES = 10.0, 5.0
# Contrasts beyond this many standard deviations count as if they lay there (Huber's proposal 2).
HUBER = 2.0
_KEPT = float(stats.chi2.cdf(HUBER**2, 3) + HUBER**2 * stats.chi2.sf(HUBER**2, 1))  # E min(Z^2, HUBER^2)
_TREND_AT = 0.05
# By which power of their length the excess over 1 of sums of months grows: 0 for independent months, 1 for a drift much
# slower than they are. In the same nine districts sums of three months have 1.8 to 2.9 times a month's excess, sums of
# six 2.6 to 6 times.
REFERENCE_DRIFT, DRIFT_WEIGHT = 0.75, 40.0  # the weight in degrees of freedom, about one district's worth


def expected_dispersion(mean: Any, slope: float = REFERENCE_SLOPE) -> Floats:
    """The dispersion of a period whose mean count is `mean`, before its own history is looked at.

    Variance as a power of the mean (L. R. Taylor 1961) with the power 1.5 and the Poisson variance below it.
    """
    return np.asarray(1 + slope * np.sqrt(np.maximum(np.asarray(mean, dtype=float), 0)), dtype=float)


def dispersion(history: pd.DataFrame, months: int, pool: Sequence[str] | None = None) -> pd.DataFrame:
    """The dispersion of sums of some months, for several series that support one another.

    Args:
        history: one row a calendar month (index `YYYY-MM`, in order, none left out), one column a series (crime types,
            baskets or areas, and their total); counts, NaN where a month is not whole. It should end before the
            period that is to be judged, or a change in it would count as its usual variation.
        months: length of the compared periods in months.
        pool: the columns that are like one another and inform the shared part (all by default); leave the total out.

    Returns:
        one row a series (index: its name) with
        dispersion: variance over mean of a sum of `months` months, at least 1;
        degrees_of_freedom: how well it is known, for the t distribution of a test;
        monthly: the raw robust estimate from single months, NaN without two adjacent years;
        period: the same from sums of `months` months;
        mean: mean monthly count; pairs: how many pairs of the same month in adjacent years it rests on.

    Raises ValueError for months out of order or left out, a length under 1, or an unknown name in `pool`.

    Method: Pearson contrasts of adjacent years, Huber's proposal 2 (Huber 1981) instead of their mean, the shared
    trend taken out where it is significant at 5%. Single months give the most comparisons, so the estimate is theirs,
    its excess over 1 multiplied by what sums of `months` months show on top, pooled over the series (their slow
    drifts), and moderated towards `expected_dispersion` (at the pool's slope) with PRIOR_WEIGHT degrees of freedom
    (empirical Bayes as G. K. Smyth 2004 for variances, S. P. Lund et al. 2012 for quasi-Poisson dispersions): a series
    with little history takes nearly all from the pool, one with years of it little. The series' own sums of `months`
    months are moderated towards that in turn, and the larger of both is taken.
    """
    _check(history, months)
    names = list(history.columns)
    pooled = names if pool is None else list(pool)
    if unknown := set(pooled) - set(names):
        raise ValueError(f"no such series in the history: {sorted(map(str, unknown))}")
    counts = history.to_numpy(dtype=float)
    monthly, month_weight, pairs = _robust(counts, 1)
    period, period_weight, _ = _robust(counts, months) if months > 1 else (monthly, np.zeros(len(names)), pairs)
    seen = np.isfinite(counts).sum(axis=0)
    mean = np.where(seen > 0, np.nansum(counts, axis=0) / np.maximum(seen, 1), np.nan)
    inside = np.array([name in set(pooled) for name in names])

    stretch = _stretch(monthly, period, period_weight, inside, months)
    stretched = 1 + (np.nan_to_num(monthly, nan=1.0) - 1) * stretch
    size = np.nan_to_num(mean) * months
    prior = expected_dispersion(size, _slope(stretched, size, month_weight, inside))
    by_month = _moderated(stretched, month_weight, prior)
    # Types drift unequally: where the series' own long sums show more than the pooled drift, that counts.
    by_period = _moderated(np.nan_to_num(period, nan=1.0), period_weight, by_month)
    # What single months say about longer sums hangs on the drift, which only the sums themselves have shown.
    freedom = PRIOR_WEIGHT + (month_weight if months == 1 else np.minimum(month_weight, period_weight))
    return pd.DataFrame(
        {"dispersion": np.maximum(np.maximum(by_month, by_period), 1.0), "degrees_of_freedom": freedom,
         "monthly": monthly, "period": period, "mean": mean, "pairs": pairs},
        index=pd.Index(names, name=history.columns.name),
    )  # fmt: skip


def so_far(counts: Floats) -> Floats:
    """The monthly dispersion of series as it could be known before each month.

    Args:
        counts: month x series, NaN where a month is not whole.

    Returns:
        the same shape; at least 1. From all pairs of the same month in adjacent years before the month, as in
        `dispersion` (squares are cut at HUBER^2 times what was expected instead of iterating), moderated towards
        `expected_dispersion` of the mean so far. The first months have that of a mean of 0, which is 1.
    """
    seen = np.cumsum(np.isfinite(counts), axis=0)
    mean = np.nancumsum(counts, axis=0) / np.maximum(seen, 1)
    prior = expected_dispersion(mean)
    total, change = np.zeros_like(counts), np.zeros_like(counts)
    total[YEAR:] = np.nan_to_num(counts[YEAR:] + counts[:-YEAR])
    change[YEAR:] = np.nan_to_num(counts[YEAR:] - counts[:-YEAR])
    squares = np.divide(change**2, total, out=np.zeros_like(total), where=total > 0)
    worth = np.minimum(total, 4 * mean)
    cut = np.minimum(squares, HUBER**2 * prior) * worth
    own = np.cumsum(cut, axis=0) / np.maximum(np.cumsum(worth, axis=0), 1) / _KEPT
    pairs = np.cumsum(total > 0, axis=0)
    weight = pairs / (1 + 0.5 * np.clip(1 - YEAR / np.maximum(pairs, 1), 0, 1))
    known = np.maximum(_moderated(own, weight, prior), 1.0)
    # What a month itself shows is no part of what was known before it.
    return np.vstack([np.ones((1, counts.shape[1])), known[:-1]])[: len(counts)]


def _check(history: pd.DataFrame, months: int) -> None:
    if months < 1:
        raise ValueError(f"a period has at least one month, not {months}")
    held = [Month.parse(str(month)) for month in history.index]
    for earlier, later in pairwise(held):
        if later - earlier != 1:
            raise ValueError(f"the history goes from {earlier} to {later}: give every month, NaN where it is not whole")
    if (history.to_numpy(dtype=float) < 0).any():
        raise ValueError("counts cannot be negative")


def _robust(counts: Floats, months: int) -> tuple[Floats, Floats, npt.NDArray[np.int64]]:
    """Estimate, degrees of freedom and number of pairs of each column, from sums of `months` months a year apart."""
    sums = np.zeros((max(len(counts) - months + 1, 0), counts.shape[1]))
    for shift in range(months):
        sums = sums + counts[shift : shift + len(sums)]
    later, earlier = sums[YEAR:], sums[:-YEAR]
    total = np.nan_to_num(later + earlier)  # 0 where either is missing, and a pair without a count says nothing
    change = np.nan_to_num(later - earlier)
    usable = total > 0
    pairs = usable.sum(axis=0)
    # How many independent squares the contrasts are worth: overlapping sums share months, and a year is once the
    # later and once the earlier (correlation -1/2). Sums of squared autocorrelations, as for any variance estimate.
    overlap = 1 + 2 * sum((1 - step / months) ** 2 for step in range(1, months))
    shared = 1 + 0.5 * np.clip(1 - YEAR / np.maximum(pairs, 1), 0, 1)
    # Larger pairs say more, but an outlier must not weigh by its own size.
    middle = np.array([np.median(column[column > 0]) if column.any() else 0.0 for column in total.T])
    worth = np.minimum(total, 2 * middle)
    worth_sum = worth.sum(axis=0)
    balance = np.divide(worth_sum**2, (worth**2).sum(axis=0), out=np.zeros(len(pairs)), where=pairs > 0)
    weight = balance / (overlap * shared)

    plain = _proposal_2(change, total, worth)
    both = total.sum(axis=0)
    slope = np.divide(change.sum(axis=0), both, out=np.zeros(len(pairs)), where=both > 0)
    error = np.sqrt(np.maximum(plain, 1) * overlap / np.maximum(both, 1))
    trend = (weight > 3) & (np.abs(slope) > error * stats.t.isf(_TREND_AT / 2, np.maximum(weight - 1, 1)))
    left = _proposal_2(change - slope * total, total, worth) * weight / np.maximum(weight - 1, 1)
    estimate = np.where(trend, left, plain)
    return np.where(weight > 0, estimate, np.nan), np.where(trend, weight - 1, weight), pairs


def _proposal_2(change: Floats, total: Floats, worth: Floats) -> Floats:
    """The mean of change^2 / total, weighted by worth, squares beyond HUBER^2 times the result cut there."""
    squares = np.divide(change**2, total, out=np.zeros_like(total), where=total > 0)
    weight = np.maximum(worth.sum(axis=0), 1)
    estimate = (squares * worth).sum(axis=0) / weight
    for _ in range(30):
        # Never cut below the square of one more or one fewer: chance alone makes those in a low series.
        limit = np.maximum(HUBER**2 * estimate, HUBER**2)
        estimate = (np.minimum(squares, limit) * worth).sum(axis=0) / weight / _KEPT
    return np.asarray(estimate, dtype=float)


def _moderated(own: Floats, weight: Floats, prior: Floats) -> Floats:
    """Estimates averaged with what was expected, by degrees of freedom."""
    return (weight * own + PRIOR_WEIGHT * prior) / (weight + PRIOR_WEIGHT)


def _stretch(
    monthly: Floats, period: Floats, period_weight: Floats, inside: npt.NDArray[np.bool_], months: int
) -> float:
    """By how much the excess over 1 grows from months to sums of months: 1 if months are independent, at most their
    number. Pooled over the series that have both, and towards what REFERENCE_DRIFT says."""
    usable = inside & (period_weight > 0)
    months_excess = float(np.maximum(monthly[usable] - 1, 0).sum())
    known = float(period_weight[usable].sum())
    expected = float(months**REFERENCE_DRIFT)
    if months == 1 or known == 0 or months_excess == 0:
        return expected
    shown = float((period[usable] - 1).sum()) / months_excess
    return (known * min(max(shown, 1.0), float(months)) + DRIFT_WEIGHT * expected) / (known + DRIFT_WEIGHT)


def _slope(own: Floats, size: Floats, weight: Floats, inside: npt.NDArray[np.bool_]) -> float:
    """The slope of `expected_dispersion` that the pooled series show, moderated by the reference."""
    usable = inside & (weight > 0) & (size > 0)
    if not usable.any():
        return REFERENCE_SLOPE
    shown = float(((own - 1) * np.sqrt(size))[usable].sum() / size[usable].sum())
    series = float((weight / (weight + PRIOR_WEIGHT))[usable].sum())
    return (series * max(shown, 0.0) + REFERENCE_SERIES * REFERENCE_SLOPE) / (series + REFERENCE_SERIES)
