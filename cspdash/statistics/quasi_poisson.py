"""Counts that scatter more than Poisson: how likely a count at least as high (or low) is, and the limits of chance.

A count with mean m and variance D·m, D the dispersion. For D of 1 it is Poisson; above, the negative binomial with that
mean and variance, which has a longer upper tail than the normal curve and so raises fewer false alarms at small counts.
A D under 1 is taken as 1: a series smoother than chance is itself chance.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import special

FloatArray = npt.NDArray[np.float64]

# Nearer to 1 than this the negative binomial is the Poisson to ten digits, and its size parameter no longer fits a
# float.
_POISSON_BELOW = 1 + 1e-9


def chance_of_at_least(count: npt.ArrayLike, expected: npt.ArrayLike, dispersion: float = 1.0) -> FloatArray:
    """P(X ≥ count) where X has the mean `expected` (0 or more) and the variance dispersion × expected.

    1 for a count of 0; 0 for a count of more where none is expected; NaN where either is NaN.
    """
    x, mean = _pair(count, expected)
    with np.errstate(invalid="ignore"):
        if dispersion <= _POISSON_BELOW:
            tail = special.gammainc(np.maximum(x, 1), mean)
        else:
            size = np.maximum(mean, np.finfo(float).tiny) / (dispersion - 1)
            tail = special.betainc(np.maximum(x, 1), size, 1 - 1 / dispersion)
    tail = np.where(mean == 0, 0.0, tail)
    return np.where(np.isnan(x) | np.isnan(mean), np.nan, np.where(x <= 0, 1.0, tail))


def chance_of_at_most(count: npt.ArrayLike, expected: npt.ArrayLike, dispersion: float = 1.0) -> FloatArray:
    """P(X ≤ count) for whole counts; otherwise as `chance_of_at_least`."""
    return np.asarray(1 - chance_of_at_least(np.asarray(count, dtype=float) + 1, expected, dispersion))


def chance_limits(expected: npt.ArrayLike, tail: float, dispersion: float = 1.0) -> tuple[FloatArray, FloatArray]:
    """Lower and upper limit of a count: beyond each lies at most a share `tail` of chance results.

    The two tails are inverted exactly and continued between whole numbers, as Public Health England's funnels are: a
    whole count is above the upper limit exactly where `chance_of_at_least` is under `tail`, and below the lower one
    exactly where `chance_of_at_most` is. The lower limit is 0 where even no records would be nothing unusual.
    """
    mean = np.asarray(expected, dtype=float)
    if np.any(mean < 0):
        raise ValueError("an expected count cannot be negative")
    if not 0 < tail < 0.5:
        raise ValueError(f"a tail lies between 0 and a half, not {tail}")
    with np.errstate(invalid="ignore"):
        if dispersion <= _POISSON_BELOW:
            lower, upper = special.pdtrik(tail, mean), special.pdtrik(1 - tail, mean) + 1
        else:
            size = np.maximum(mean, np.finfo(float).tiny) / (dispersion - 1)
            lower = special.nbdtrik(tail, size, 1 / dispersion)
            upper = special.nbdtrik(1 - tail, size, 1 / dispersion) + 1
        # The inverses stop at a count of 0. So few expected that a single record is beyond chance: the limit is 0.
        upper = np.where(chance_of_at_least(np.ones_like(mean), mean, dispersion) < tail, 0.0, upper)
        lower = np.where(chance_of_at_most(np.zeros_like(mean), mean, dispersion) >= tail, 0.0, lower)
    known = ~np.isnan(mean)
    return np.where(known, lower, np.nan), np.where(known, upper, np.nan)


def false_discovery_adjusted(p: npt.ArrayLike) -> FloatArray:
    """Benjamini and Hochberg's adjusted p of a family of tests; NaN stays NaN and counts as no test.

    Declaring those of at most 5% keeps the expected share of false ones among the declared at 5% (Benjamini & Hochberg
    1995, J. R. Stat. Soc. B 57), and where nothing is real the chance of declaring anything.
    """
    values = np.asarray(p, dtype=float)
    out = np.full(values.shape, np.nan)
    tested = np.flatnonzero(~np.isnan(values))
    order = tested[np.argsort(values[tested], kind="stable")[::-1]]
    ranks = np.arange(len(order), 0, -1)
    out[order] = np.minimum(np.minimum.accumulate(values[order] * len(order) / ranks), 1.0)
    return out


def _pair(count: npt.ArrayLike, expected: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Both as floats of one shape, checked."""
    x, mean = np.broadcast_arrays(np.asarray(count, dtype=float), np.asarray(expected, dtype=float))
    if np.any(x < 0) or np.any(mean < 0):
        raise ValueError("counts and expected counts cannot be negative")
    return x, mean
