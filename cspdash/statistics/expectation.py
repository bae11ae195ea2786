"""A month against its own history: what was to be expected, within which range, and whether the month lies outside.

For each month a small model of its own: the same calendar month and its two neighbours in up to five earlier years,
log-linear with a trend where one shows, variance proportional to the mean, unusual past months down-weighted: the
algorithm of C. P. Farrington et al. (1996) by which public health agencies watch for outbreaks, with the gentler
down-weighting of A. Noufaily et al. (2013). Where recording changed, a month is judged by those recorded as it was, as
soon as these are enough.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from cspdash.statistics.dispersion import PRIOR_WEIGHT, REFERENCE_DRIFT, YEAR, so_far

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

YEARS_BACK, WINDOW = 5, 1
# Fewer earlier years, or fewer months in them, give no range; a trend takes one year more.
LEAST_YEARS, LEAST_MONTHS, LEAST_YEARS_FOR_TREND = 2, 5, 3
LEAST_EXPECTED = 1.0  # below this mean a month says nothing: two crimes would be double
# What the range is made to hold. Slow drifts and the choice of a trend let a little more escape than the formula says:
# at 0.95 up to 5.7% of months without change lay outside, at 0.97 at most one in twenty
# (benchmarks/simulate_expectation.py), and that is what "95%" on a chart promises.
COVERAGE = 0.97
TOO_SHORT, TOO_FEW = "too short a history", "too few to say"
# Standardised Anscombe residuals beyond this are down-weighted (Noufaily; Farrington's 1 makes the range too narrow).
_DOWNWEIGHT_FROM = 2.58
_TREND_AT = 0.05
# The baseline months of a month: how many months back each lies.
_LAGS = np.array([YEAR * year + step for year in range(1, YEARS_BACK + 1) for step in range(-WINDOW, WINDOW + 1)])
_ROUNDS = 6  # Newton steps; the fit is within 1e-6 of its end after five on counts like these
_TINY = 1e-6


class _Fit(NamedTuple):
    """Of every month: its coefficients, their covariance (without dispersion), the means of the baseline months."""

    level: Floats
    slope: Floats
    level_variance: Floats
    slope_variance: Floats
    mean: Floats
    leverage: Floats


def expectation(
    history: pd.DataFrame, coverage: float = COVERAGE, breaks: Mapping[str, Collection[str]] | None = None
) -> pd.DataFrame:
    """What each month of some series was to be, judged from the months of earlier years alone.

    Args:
        history: one row a calendar month (index `YYYY-MM`, in order, none left out), one column a series; counts, NaN
            where a month is not whole.
        coverage: nominal share of months without change that the range holds; the default holds 95% in practice.
        breaks: by series, the months (`YYYY-MM`) from which on its recording was another. A month is judged by the
            months since the latest break before it (or in it) that leaves enough of them (the least for a range); where
            none does, by all.

    Returns:
        one row a series and month, in the order of the columns and then of the months, with
        series, month, count (NaN where not whole),
        expected, low, high: the expected count and its range (floats, NaN where there is none),
        exceedance: "above" or "below" where the count lies outside the range, else "";
        p: two-sided, of a count as far from what was expected, NaN where it is not whole or there is no range;
        dispersion, years: the dispersion used and how many earlier years it rests on;
        reason: why there is no range, TOO_SHORT (fewer than two earlier years or five months of them) or TOO_FEW
        (fewer than one expected), else "";
        since: the break that the range is learnt from, "" where all earlier months count; across (bool): whether the
        range rests partly on months before a later break, because too few have passed since.

    Method: see the module. The dispersion of the Pearson residuals is moderated towards that of the series before the
    month (`dispersion.so_far`), because six to fifteen months say little about it; the range is Farrington's on the
    scale of the power 2/3, with Student's t for the dispersion and with the error of the expectation.
    """
    counts = history.to_numpy(dtype=float)
    if (counts < 0).any():
        raise ValueError("counts cannot be negative")
    if not 0 < coverage < 1:
        raise ValueError(f"a range holds a share between 0 and 1 of the months, not {coverage}")
    months, series = counts.shape
    flat = counts.T.reshape(-1)
    value, back = _baselines(counts)
    held, since, across = _since_breaks(np.isfinite(value), history, breaks or {})
    years = _years(held)
    fits = _enough(held)
    shape = len(flat)
    expected, low, high, dispersion, p = (np.full(shape, np.nan) for _ in range(5))
    if fits.any():
        prior = so_far(counts).T.reshape(-1)[fits]
        found = _judged(value[fits], -back[fits].astype(float), held[fits], years[fits], prior, flat[fits], coverage)
        for target, part in zip((expected, low, high, dispersion, p), found, strict=True):
            target[fits] = part
    few = fits & (expected < LEAST_EXPECTED)
    for target in (low, high, p):
        target[few] = np.nan
    side = np.where(flat > high, "above", np.where(flat < low, "below", ""))
    return pd.DataFrame(
        {"series": np.repeat(np.asarray(history.columns, dtype=object), months),
         "month": np.tile(np.asarray(history.index, dtype=object), series), "count": flat, "expected": expected,
         "low": low, "high": high, "exceedance": side.astype(object), "p": p, "dispersion": dispersion,
         "years": years.astype(int), "reason": np.where(few, TOO_FEW, np.where(fits, "", TOO_SHORT)).astype(object),
         "since": since, "across": across}
    )  # fmt: skip


def _baselines(counts: Floats) -> tuple[Floats, npt.NDArray[np.int64]]:
    """For each series and month: the counts of its baseline months, NaN where not held, and how many years back."""
    months, series = counts.shape
    at = np.arange(months)[:, None] - _LAGS[None, :]
    value = np.where((at >= 0)[None, :, :], counts.T[:, np.maximum(at, 0)], np.nan)
    back = np.repeat(np.arange(1, YEARS_BACK + 1), 2 * WINDOW + 1)
    return value.reshape(months * series, len(_LAGS)), np.broadcast_to(back, (months * series, len(_LAGS)))


def _years(held: Flags) -> npt.NDArray[np.int64]:
    """How many earlier years each row of baseline months holds any of."""
    return np.asarray(held.reshape(len(held), YEARS_BACK, 2 * WINDOW + 1).any(axis=2).sum(axis=1), dtype=np.int64)


def _enough(held: Flags) -> Flags:
    """Which rows of baseline months are enough for a range."""
    return np.asarray((_years(held) >= LEAST_YEARS) & (held.sum(axis=1) >= LEAST_MONTHS))


def _since_breaks(
    held: Flags, history: pd.DataFrame, breaks: Mapping[str, Collection[str]]
) -> tuple[Flags, npt.NDArray[np.object_], Flags]:
    """The baseline months that count: those since the latest break that leaves enough, else all; with `since` and
    `across` of `expectation`."""
    months = [str(month) for month in history.index]
    own, since = held.copy(), np.full(len(held), "", dtype=object)
    crossed = np.zeros(len(held), dtype=bool)
    for column, name in enumerate(history.columns):
        rows = slice(column * len(months), (column + 1) * len(months))
        for break_ in sorted(set(breaks.get(str(name), ()))):
            first = int(np.searchsorted(months, break_))
            at = np.arange(len(months))
            before = at[:, None] - _LAGS[None, :] < first
            later = held[rows] & ~before
            use = (at >= first) & _enough(later)
            # Breaks come in order: a later one that leaves enough takes the place of those before it.
            own[rows][use], since[rows][use] = later[use], break_
            crossed[rows] = np.where(use, False, crossed[rows] | ((at >= first) & (own[rows] & before).any(axis=1)))
    return own, since, crossed


def _judged(
    value: Floats,
    time: Floats,
    held: Flags,
    years: npt.NDArray[np.int64],
    prior: Floats,
    count: Floats,
    coverage: float,
) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Expected, low, high, dispersion and p of months that have a baseline; time is in years before the month."""
    y, weight = np.where(held, value, 0.0), held.astype(float)
    with_trend = years >= LEAST_YEARS_FOR_TREND
    fit = _fitted(y, time, weight, with_trend)
    dispersion, freedom = _dispersion(y, weight, fit, with_trend, prior)
    weight = _downweighted(y, held, fit, dispersion)
    fit = _fitted(y, time, weight, with_trend)
    dispersion, freedom = _dispersion(y, weight, fit, with_trend, prior)
    # A trend stays where it is significant, and where it does not lead beyond what the baseline months have held.
    with np.errstate(divide="ignore", invalid="ignore"):
        score = np.abs(fit.slope) / np.sqrt(dispersion * fit.slope_variance)
    beyond = np.exp(np.minimum(fit.level, 50)) > np.where(held, value, -np.inf).max(axis=1)
    kept = with_trend & (score > stats.t.isf(_TREND_AT / 2, freedom)) & ~beyond
    flat = _fitted(y, time, weight, np.zeros(len(y), dtype=bool))
    fit = _Fit(*(np.where(kept if a.ndim == 1 else kept[:, None], a, b) for a, b in zip(fit, flat, strict=True)))
    dispersion, freedom = _dispersion(y, weight, fit, kept, prior)

    expected: Floats = np.exp(fit.level)
    # The months of one window drift together, so that they say less about the level than as many others would.
    together = 1 + (dispersion - 1) * (2 * WINDOW + 1) ** REFERENCE_DRIFT
    spread = np.sqrt(dispersion / expected + together * fit.level_variance)  # of a count, over what is expected
    limit = 2 / 3 * stats.t.isf((1 - coverage) / 2, freedom) * spread
    low, high = expected * np.maximum(1 - limit, 0) ** 1.5, expected * (1 + limit) ** 1.5
    score = 1.5 * ((np.maximum(count, 0) / expected) ** (2 / 3) - 1) / spread
    p = np.asarray(2 * stats.t.sf(np.abs(score), freedom), dtype=float)
    return expected, low, high, dispersion, p


def _fitted(y: Floats, time: Floats, weight: Floats, with_trend: Flags) -> _Fit:
    """Weighted Poisson regressions log mean = level + slope * time, one a row, by iterated least squares.

    statsmodels fits one model at a time, in about a millisecond; a page needs two thousand.
    """
    free = with_trend.astype(float)
    total = weight.sum(axis=1)
    mean_y = np.maximum((weight * y).sum(axis=1) / np.maximum(total, _TINY), _TINY)
    level, slope = np.log(mean_y), np.zeros(len(y))
    # Without a trend the weighted mean is the fit, and the first step stays where it is.
    for _ in range(_ROUNDS if with_trend.any() else 0):
        mean = np.exp(np.clip(level[:, None] + slope[:, None] * time, -20, 20))
        s0, s1, s2 = _moments(weight * mean, time)
        g0, g1, _ = _moments(weight * (y - mean), time)
        determinant = np.maximum(s0 * s2 - s1**2, _TINY)
        d0 = np.where(free > 0, (s2 * g0 - s1 * g1) / determinant, g0 / np.maximum(s0, _TINY))
        d1 = free * (s0 * g1 - s1 * g0) / determinant
        level, slope = level + np.clip(d0, -2, 2), slope + np.clip(d1, -2, 2)
    mean = np.exp(np.clip(level[:, None] + slope[:, None] * time, -20, 20))
    s0, s1, s2 = _moments(weight * mean, time)
    determinant = np.maximum(s0 * s2 - s1**2, _TINY)
    level_variance = np.where(free > 0, s2 / determinant, 1 / np.maximum(s0, _TINY))
    slope_variance = np.where(free > 0, s0 / determinant, 0.0)
    cross = np.where(free > 0, -s1 / determinant, 0.0)
    around = level_variance[:, None] + 2 * cross[:, None] * time + slope_variance[:, None] * time**2
    return _Fit(level, slope, level_variance, slope_variance, mean, np.clip(weight * mean * around, 0, 0.99))


def _moments(part: Floats, time: Floats) -> tuple[Floats, Floats, Floats]:
    """Of each row: its sum, and its sums with time and time squared."""
    timed = part * time
    return part.sum(axis=1), timed.sum(axis=1), (timed * time).sum(axis=1)


def _dispersion(y: Floats, weight: Floats, fit: _Fit, with_trend: Flags, prior: Floats) -> tuple[Floats, Floats]:
    """The moderated dispersion, and its degrees of freedom."""
    own_freedom = np.maximum((weight > 0).sum(axis=1) - 1 - with_trend, 0)
    squares = (weight * (y - fit.mean) ** 2 / fit.mean).sum(axis=1)
    moderated = (squares + PRIOR_WEIGHT * prior) / (own_freedom + PRIOR_WEIGHT)
    return np.maximum(moderated, 1.0), own_freedom + PRIOR_WEIGHT


def _downweighted(y: Floats, held: Flags, fit: _Fit, dispersion: Floats) -> Floats:
    """Weights from standardised Anscombe residuals s: 1 up to the threshold, beyond it as s^-2; their mean is 1."""
    anscombe = 1.5 * (y ** (2 / 3) - fit.mean ** (2 / 3)) / fit.mean ** (1 / 6)
    s = anscombe / np.sqrt(dispersion[:, None] * (1 - fit.leverage))
    weight = np.where(s > _DOWNWEIGHT_FROM, np.maximum(s, 1) ** -2.0, 1.0) * held
    return np.asarray(weight * (held.sum(axis=1) / weight.sum(axis=1))[:, None], dtype=float)
