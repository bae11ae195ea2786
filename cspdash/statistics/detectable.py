"""Which change the test of two counts would find at all: what a target needs before it is set."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import optimize, special, stats

Floats = npt.NDArray[np.float64]

ALPHA, POWER = 0.05, 0.8
# Up to which ratio a rise is looked for, and the effective count from which on power is taken from the normal
# distribution.
_LARGEST_RATIO, _LARGE = 1e3, 300.0


class Detectable(NamedTuple):
    """The changes found four times in five, in percent of the base: +114.1 and -73.0; None where none is."""

    rise: float | None
    fall: float | None


def detectable_change(
    base: float,
    dispersion: float = 1.0,
    power: float = POWER,
    alpha: float = ALPHA,
    years: int = 1,
    degrees_of_freedom: float = np.inf,
) -> Detectable:
    """The rise and fall from a usual count that would be found, so that no target is set that chance can meet or miss.

    Args:
        base: the count to be expected without change.
        dispersion: variance over mean of such counts.
        power: how often the change shall be found.
        alpha: level of the test, two-sided (the rows of a table, one family, need more).
        years: how many base periods are averaged.
        degrees_of_freedom: of the dispersion; inf where it is known.

    Returns:
        percent of `base`, rounded to one place: from 20 +114 and -73, from 100 +45 and -37 (dispersion 1). None where
        no fall (not even to 0), or no rise up to a thousandfold, is found that often.

    Raises ValueError for a negative base, a dispersion or years under 1, or levels out of order.

    Method: exact power of `verdict.two_sided_p`, summed over both counts, Poisson or (dispersion over 1) negative
    binomial with that dispersion; from an effective count of 300 on the square-root transformation (F. J. Anscombe
    1948), which differs by less than half a point there.
    """
    if base < 0 or dispersion < 1 or years < 1 or not 0 < alpha < power < 1:
        raise ValueError(f"no detectable change for base {base}, dispersion {dispersion}, power {power}, alpha {alpha}")
    return _detectable(base, dispersion, power, float(normal_tail(alpha, degrees_of_freedom)), years)


class Limits(NamedTuple):
    """The smallest current count that is a rise, and the largest that is a fall; None where no count is one."""

    rise: int
    fall: int | None


def clear_limits(
    base: float,
    dispersion: float = 1.0,
    alpha: float = ALPHA,
    years: int = 1,
    degrees_of_freedom: float = np.inf,
) -> Limits:
    """From which count on the test would call a change clear, given the base that was counted.

    Args:
        base: the count compared with (the average of `years`, all of the current period's length).
        dispersion, alpha, years, degrees_of_freedom: as for `detectable_change`. A row that is one of a family needs
            more.

    Returns:
        exactly the counts at which `verdict.two_sided_p` first is at most alpha.

    Raises ValueError as `detectable_change`.
    """
    if base < 0 or dispersion < 1 or years < 1 or not 0 < alpha < 1:
        raise ValueError(f"no limits for base {base}, dispersion {dispersion}, alpha {alpha}, years {years}")
    b, share, tail = round(base * years), 1 / (years + 1), float(normal_tail(alpha, degrees_of_freedom))
    rise = int(np.ceil(dispersion * special.btdtria(tail, (b + 1) / dispersion, share) - 1e-9))
    if b == 0:
        return Limits(rise, None)
    fall = int(np.floor(dispersion * special.btdtria(1 - tail, b / dispersion, share) + 1e-9)) - 1
    return Limits(rise, fall if fall >= 0 else None)


def never_found(base: Any, share: Any, dispersion: Any, freedom: Any, alpha: float = ALPHA) -> npt.NDArray[np.bool_]:
    """Whether not even a fall to nothing would be found four times in five.

    Args:
        base: counts of the base period as they are; NaN gives True.
        share: the current period's part of both exposures.
        dispersion, freedom: as in `detectable_change`.
        alpha: level of the test.
    """
    b, s, d, f = np.broadcast_arrays(*(np.asarray(a, dtype=float) for a in (base, share, dispersion, freedom)))
    needed = np.ceil(d * special.btdtrib(1 / d, 1 - normal_tail(alpha, f), s) - 1e-9)
    return ~(_sf(needed - 1, np.nan_to_num(b), d) >= POWER)


def normal_tail(alpha: float, freedom: Any) -> Floats:
    """The one-sided tail of the normal distribution whose score is Student's t at alpha / 2."""
    finite = np.isfinite(np.asarray(freedom, dtype=float))
    degrees = np.where(finite, freedom, 1.0)
    return np.where(finite, stats.norm.sf(stats.t.isf(alpha / 2, degrees)), alpha / 2)


@lru_cache(maxsize=4096)
def _detectable(base: float, dispersion: float, power: float, tail: float, years: int) -> Detectable:
    if base == 0:
        return Detectable(None, None)
    if base / dispersion > _LARGE:
        spread = np.sqrt((1 + 1 / years) * dispersion / base)
        step = (stats.norm.isf(tail) + stats.norm.ppf(power)) * spread / 2
        return Detectable(_percent((1 + step) ** 2), _percent((1 - step) ** 2))
    share, mean = 1 / (years + 1), base * years
    reach = 7 * np.sqrt(dispersion * mean) + 10 * dispersion
    b = np.arange(max(0, np.floor(mean - reach)), np.ceil(mean + reach) + 1)
    chance = _sf(b - 1, mean, dispersion) - _sf(b, mean, dispersion)
    # The smallest current count that is a rise, and the largest that is a fall, beside each base count.
    rises = np.ceil(dispersion * special.btdtria(tail, (b + 1) / dispersion, share) - 1e-9)
    edge = special.btdtria(1 - tail, np.maximum(b, 1e-9) / dispersion, share)
    falls = np.floor(dispersion * edge + 1e-9) - 1

    def found_rise(ratio: float) -> float:
        return float((chance * _sf(rises - 1, base * ratio, dispersion)).sum())

    def found_fall(ratio: float) -> float:
        return float((chance * (1 - _sf(falls, base * ratio, dispersion))).sum())

    rise = fall = None
    if found_rise(_LARGEST_RATIO) >= power:
        log_rise = optimize.brentq(lambda x: found_rise(np.exp(x)) - power, 0, np.log(_LARGEST_RATIO), xtol=1e-5)
        rise = _percent(np.exp(log_rise))
    if found_fall(0.0) >= power:
        fall = _percent(optimize.brentq(lambda ratio: found_fall(ratio) - power, 0, 1, xtol=1e-5))
    return Detectable(rise, fall)


def _sf(count: Any, mean: Any, dispersion: Any) -> Floats:
    """P(more than `count`) of a negative binomial with this mean and variance over mean; Poisson at 1; 0 at mean 0."""
    excess = np.maximum(np.asarray(dispersion, dtype=float) - 1, 1e-9)
    # P(X > k) = I_{1-p}(k + 1, size), which is Poisson's within 1e-9 at the least excess.
    size = np.maximum(np.asarray(mean, dtype=float), 1e-300) / excess
    value = special.betainc(np.maximum(np.asarray(count, dtype=float), 0) + 1, size, excess / (1 + excess))
    return np.asarray(np.where(np.asarray(count) < 0, 1.0, value), dtype=float)


def _percent(ratio: Any) -> float:
    return round(float(100 * (ratio - 1)), 1)
