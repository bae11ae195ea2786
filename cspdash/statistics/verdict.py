"""Whether two counts differ by more than chance: rate ratio, interval, p, and the verdict in one word.

Given the sum n of two Poisson counts, the current one is binomial with n trials and its share of the exposure (J. Przyborowski
and H. Wilenski 1940): an exact test, with the interval of C. J. Clopper and E. S. Pearson (1934). Where counts vary more than
Poisson, both counts are divided by the dispersion first, as E. L. Korn and B. I. Graubard (1998) do with a design
effect, and the normal score is referred to Student's t with the degrees of freedom of the dispersion, as in the
quasi-likelihood F test. A dispersion of exactly 1 gives the exact test back.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import optimize, special, stats

Floats = npt.NDArray[np.float64]

ALPHA, POWER = 0.05, 0.8
RISE, FALL, USUAL, TOO_FEW = "rise", "fall", "usual", "too few"
NEEDED = ("base", "current", "base_months", "current_months", "dispersion", "degrees_of_freedom")
# Up to which ratio a rise is looked for, and from which base on its power is taken from the normal distribution.
_LARGEST_RATIO, _LARGE = 1e3, 300.0


class Detectable(NamedTuple):
    """The changes found four times in five, in percent of the base: +115.0 and -75.0; None where none is."""

    rise: float | None
    fall: float | None


def verdicts(table: pd.DataFrame, alpha: float = ALPHA) -> pd.DataFrame:
    """What became of each row of a table of two periods.

    Args:
        table: one row a crime type, basket or area, with base and current (counts as added up, NaN or NA where the
            period is not whole), base_months and current_months (the months that each was added up over), dispersion
            and degrees_of_freedom (from `dispersion.dispersion` at the length of the current period; inf where the
            dispersion is known), and where there is one the total, marked in is_total (bool).
        alpha: how often a table without change may show one: the false discovery rate of the rows that are not the
            total, taken as one family, and the level of each total, tested alone.

    Returns:
        the columns of `table` and
        difference: current minus the base scaled to the current months (float, count);
        ratio, low, high: rate ratio, current over base, and its interval of confidence 1 - alpha (inf without a
        base, NaN where both are 0);
        p: two-sided, 1 where both are 0; q: p adjusted within the family (the total's is its p);
        verdict: rise, fall, usual, or "too few" where nothing is shown and not even a fall to nothing would have
        been found four times in five; NA where a count is not whole.

    Raises ValueError for missing columns, negative counts, no months, or a dispersion under 1.

    Method: see the module. Rows whose sum of both counts is so small that no split of it could reach alpha are no
    part of the family (R. E. Tarone 1990; P. B. Gilbert 2005 for the false discovery rate), which Y. Benjamini and
    Y. Hochberg's (1995) step-up procedure then controls. A row's own interval is not widened for the family: it may leave
    out 1 where the verdict is usual.
    """
    if missing := set(NEEDED) - set(table.columns):
        raise ValueError(f"the table lacks {', '.join(sorted(missing))}")
    base, current, base_months, current_months, dispersion, freedom = (
        table[name].astype("Float64").to_numpy(dtype=float, na_value=np.nan) for name in NEEDED
    )
    _check(base, current, base_months, current_months, dispersion)
    total = table["is_total"].to_numpy(dtype=bool) if "is_total" in table else np.zeros(len(table), dtype=bool)
    whole = ~(np.isnan(base) | np.isnan(current))
    share = current_months / (base_months + current_months)

    p = two_sided_p(base, current, share, dispersion, freedom)
    low, high = ratio_interval(base, current, share, dispersion, freedom, alpha)
    ratio = _divided(current * base_months, base * current_months)
    family = whole & ~total & (_least_p(base + current, share, dispersion, freedom) <= alpha)
    q = np.where(total, p, np.where(whole, 1.0, np.nan))
    if family.any():
        q[family] = stats.false_discovery_control(p[family], method="bh")
    few = _never_found(base, share, dispersion, freedom, alpha)
    word = np.where(q <= alpha, np.where(ratio > 1, RISE, FALL), np.where(few, TOO_FEW, USUAL)).astype(object)
    word[~whole] = pd.NA
    return table.assign(
        difference=current - base * current_months / base_months,
        ratio=ratio, low=low, high=high, p=p, q=q, verdict=word,
    )  # fmt: skip


def two_sided_p(base: Any, current: Any, share: Any, dispersion: Any, freedom: Any) -> Floats:
    """Twice the smaller tail of the conditional test, at most 1; arrays broadcast.

    `share` is the current period's part of both exposures. NaN where a count is.
    """
    b, c, s, d, f = np.broadcast_arrays(*(np.asarray(a, dtype=float) for a in (base, current, share, dispersion, freedom)))
    b, c = b / d, c / d
    above = np.where(c > 0, special.betainc(np.maximum(c, 1e-300), b + 1, s), 1.0)
    below = np.where(b > 0, special.betaincc(c + 1, np.maximum(b, 1e-300), s), 1.0)
    tail = np.minimum(above, below)
    tail = np.where(np.isnan(b + c), np.nan, np.where(tail < 0.5, _t_tail(tail, f), 0.5))
    return np.asarray(np.minimum(2 * tail, 1.0), dtype=float)


def ratio_interval(
    base: Any, current: Any, share: Any, dispersion: Any, freedom: Any, alpha: float = ALPHA
) -> tuple[Floats, Floats]:
    """The rate ratios that the test of `two_sided_p` does not reject: lower and upper limit."""
    b, c, s, d, f = np.broadcast_arrays(*(np.asarray(a, dtype=float) for a in (base, current, share, dispersion, freedom)))
    tail = _normal_tail(alpha, f)
    odds = (1 - s) / s
    some = b + c > 0
    low = np.where(c > 0, special.betaincinv(np.maximum(c, 1e-300) / d, b / d + 1, tail), 0.0)
    high = np.where(b > 0, special.betainccinv(c / d + 1, np.maximum(b, 1e-300) / d, tail), 1.0)
    lower, upper = _divided(low * odds, 1 - low), _divided(high * odds, 1 - high)
    return np.where(some, lower, np.nan), np.where(some, upper, np.nan)


def detectable_change(
    base: float,
    dispersion: float = 1.0,
    power: float = POWER,
    alpha: float = ALPHA,
    years: int = 1,
    degrees_of_freedom: float = np.inf,
) -> Detectable:
    """The rise and fall from a usual count that would be found, so that a target can be set that chance does not miss.

    Args:
        base: the count to be expected without change.
        dispersion: variance over mean of such counts.
        power: how often the change shall be found.
        alpha: level of the test, two-sided (a family of rows needs more).
        years: how many base periods are averaged.
        degrees_of_freedom: of the dispersion.

    Returns:
        percent of `base`, rounded to one place. From 20 about +115 and -75, from 100 +45 and -40. None where no fall
        (not even to 0), or no rise up to a thousandfold, is found that often.

    Method: exact power of the test of this module (sum over both Poisson counts), counts divided by the dispersion.
    """
    if base < 0 or dispersion < 1 or years < 1 or not 0 < alpha < power < 1:
        raise ValueError(f"no detectable change for base {base}, dispersion {dispersion}, power {power}, alpha {alpha}")
    return _detectable(base / dispersion, power, float(_normal_tail(alpha, np.asarray(degrees_of_freedom))), years)


@lru_cache(maxsize=4096)
def _detectable(base: float, power: float, tail: float, years: int) -> Detectable:
    if base == 0:
        return Detectable(None, None)
    if base > _LARGE:
        # 2 * sqrt(count) is normal with variance 1 there (F. J. Anscombe 1948); within 0.3 points of the exact power.
        step = (stats.norm.isf(tail) + stats.norm.ppf(power)) * np.sqrt((1 + 1 / years) / base) / 2
        return Detectable(_percent((1 + step) ** 2), _percent((1 - step) ** 2))
    return Detectable(
        _solved(base, power, tail, years, np.log(_LARGEST_RATIO)), _solved(base, power, tail, years, -30.0)
    )


def _solved(base: float, power: float, tail: float, years: int, end: float) -> float | None:
    """The change whose logarithm lies between 0 and `end` and that is found with `power`; None where `end` is not."""

    def lacking(log_ratio: float) -> float:
        return _power(base, float(np.exp(log_ratio)), tail, years) - power

    # Short of the far end, which sums over many counts, where that suffices.
    near = np.log(1 + 20 / np.sqrt(base)) if end > 0 else end
    if lacking(near) < 0:
        if near == end or lacking(end) < 0:
            return None
        near = end
    return _percent(float(np.exp(optimize.brentq(lacking, 0.0, near, xtol=1e-4))))


def _power(base: float, ratio: float, tail: float, years: int) -> float:
    """How often the test finds a count of mean base * ratio against `years` counts of mean base, on its own side."""
    share, mean = 1 / (years + 1), base * (years + ratio)
    spread = 6 * np.sqrt(mean) + 20
    n = np.arange(max(0, np.floor(mean - spread)), np.ceil(mean + spread) + 1)
    part = ratio / (ratio + years)
    if ratio > 1:
        found = stats.binom.sf(stats.binom.isf(tail, n, share), n, part)
    else:
        edge = stats.binom.ppf(tail, n, share)
        found = stats.binom.cdf(np.where(stats.binom.cdf(edge, n, share) <= tail, edge, edge - 1), n, part)
    return float((stats.poisson.pmf(n, mean) * found).sum())


def _percent(ratio: float) -> float:
    return round(float(100 * (ratio - 1)), 1)


def _never_found(base: Floats, share: Floats, dispersion: Floats, freedom: Floats, alpha: float) -> npt.NDArray[np.bool_]:
    """Whether not even a fall to nothing would be found with POWER: all of the sum would lie in the base."""
    needed = np.ceil(np.log(_normal_tail(alpha, freedom)) / np.log(1 - share) - 1e-9)
    return np.asarray(stats.poisson.sf(needed - 1, base / dispersion) < POWER, dtype=bool)


def _least_p(n: Floats, share: Floats, dispersion: Floats, freedom: Floats) -> Floats:
    """The smallest p that any split of the sum n could give."""
    nothing = np.zeros_like(n)
    return np.minimum(
        two_sided_p(n, nothing, share, dispersion, freedom), two_sided_p(nothing, n, share, dispersion, freedom)
    )


def _t_tail(tail: Floats, freedom: Floats) -> Floats:
    """The upper tail of Student's t at the normal score of a tail; the tail itself with infinite degrees of freedom."""
    finite = np.isfinite(freedom)
    degrees = np.where(finite, freedom, 1.0)
    return np.where(finite, stats.t.sf(stats.norm.isf(tail), degrees), tail)


def _normal_tail(alpha: float, freedom: Floats) -> Floats:
    """The one-sided normal tail whose score is Student's t at alpha / 2: the inverse of `_t_tail`."""
    finite = np.isfinite(freedom)
    degrees = np.where(finite, freedom, 1.0)
    return np.where(finite, stats.norm.sf(stats.t.isf(alpha / 2, degrees)), alpha / 2)


def _divided(above: Floats, below: Floats) -> Floats:
    """above / below: inf over 0, and NaN where both are 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(above / below, dtype=float)


def _check(base: Floats, current: Floats, base_months: Floats, current_months: Floats, dispersion: Floats) -> None:
    if (base < 0).any() or (current < 0).any():
        raise ValueError("counts cannot be negative")
    if not ((base_months > 0).all() and (current_months > 0).all()):
        raise ValueError("a period has at least one month")
    if not (dispersion >= 1).all():
        raise ValueError("a dispersion is at least 1")
