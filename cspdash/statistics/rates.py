"""Rates per 1,000 of a denominator, their intervals, and the rate that is steadied by all the others.

The denominator is a column of the table: residents, households (burglary), or whatever is at risk. It is that of the
period's whole population: a rate over three months is a rate over three months, never scaled to a year.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

from cspdash.statistics.quasi_poisson import FloatArray

PER = 1000.0
# From here up Byar's approximation is within 0.2% of the exact 95% limits, and within 1.6% of the 99.8% ones.
EXACT_UNDER = 10


def count_limits(count: npt.ArrayLike, confidence: float = 0.95) -> tuple[FloatArray, FloatArray]:
    """Confidence limits of a Poisson count: exact (chi-squared) under 10, Byar's approximation from 10 up.

    The rule of Public Health England's technical guide and of PHEindicatormethods' `phe_rate`: lower
    x(1 − 1/(9x) − z/(3√x))³, upper the same of x + 1 with + z (Breslow & Day 1987, vol. II). NaN gives NaN.

    Args:
        count: whole or not (a mean of several periods), never negative.
        confidence: of the two-sided interval, between 0 and 1.
    """
    x = np.asarray(count, dtype=float)
    if np.any(x < 0):
        raise ValueError("counts cannot be negative")
    if not 0 < confidence < 1:
        raise ValueError(f"a confidence lies between 0 and 1, not {confidence}")
    tail = (1 - confidence) / 2
    z = float(special.ndtri(1 - tail))
    few, many = np.where(x < EXACT_UNDER, x, 0.0), np.where(x < EXACT_UNDER, EXACT_UNDER, x)
    # Half a chi-squared with 2x degrees of freedom is a gamma with shape x.
    exact_low = np.where(few > 0, special.gammaincinv(np.maximum(few, 1e-300), tail), 0.0)
    exact_high = special.gammaincinv(few + 1, 1 - tail)
    byar_low = many * (1 - 1 / (9 * many) - z / (3 * np.sqrt(many))) ** 3
    byar_high = (many + 1) * (1 - 1 / (9 * (many + 1)) + z / (3 * np.sqrt(many + 1))) ** 3
    known, exact = ~np.isnan(x), x < EXACT_UNDER
    return (
        np.where(known, np.where(exact, exact_low, byar_low), np.nan),
        np.where(known, np.where(exact, exact_high, byar_high), np.nan),
    )


def with_rates(
    table: pd.DataFrame, exposure: str = "population", per: float = PER, confidence: float = 0.95
) -> pd.DataFrame:
    """Add every area's rate and its interval.

    Args:
        table: count (NA where nothing is loaded), the column `exposure` (NA or 0 where unknown), and, where months
            may be missing or partial, complete.
        exposure: the denominator's column: population, households, ...
        per: so many of the denominator.
        confidence: of the interval, which is Poisson's: the chance of one area's count, not the spread between areas.

    Returns:
        the columns of `table`, rate, lower, upper (floats, per `per` over the whole period; NaN without a denominator,
        without a count or where the months are incomplete: a gap is not a low rate).
    """
    out = table.copy()
    count, base = counted(table), denominators(table, exposure)
    low, high = count_limits(count, confidence)
    for name, value in (("rate", count), ("lower", low), ("upper", high)):
        out[name] = value * per / base
    return out


def with_shrunken(table: pd.DataFrame, exposure: str = "population", per: float = PER) -> pd.DataFrame:
    """Add every area's empirical Bayes rate: drawn towards the rate of all areas, the more the smaller the area is.

    Weight w = s²/(s² + m/n), shrunken = w·rate + (1 − w)·m, with m the rate of all areas together, n the area's
    exposure and s² the variance of rates between areas beyond chance, by the method of moments (Marshall 1991,
    Appl. Stat. 40; PySAL's global `Empirical_Bayes`), floored at 0: then all areas are alike and every one gets m.
    Areas without a usable count or denominator take no part. For maps: a small area no longer leads (or ends) a
    ranking by luck.

    Returns:
        the columns of `table`, shrunken (per `per`), weight (from 0, nothing of the area's own rate, to 1); NaN as
        in `with_rates`.
    """
    out = table.copy()
    count, base = counted(table), denominators(table, exposure)
    known = ~np.isnan(count) & ~np.isnan(base)
    out["shrunken"], out["weight"] = np.nan, np.nan
    if not known.any():
        return out
    x, n = count[known], base[known]
    mean = x.sum() / n.sum()
    between = max(float((n * (x / n - mean) ** 2).sum() / n.sum() - mean / n.mean()), 0.0)
    # No records anywhere: every rate is the mean, and its weight says nothing.
    weight = between / (between + mean / n) if mean > 0 else np.zeros(len(x))
    out.loc[known, "shrunken"] = (weight * x / n + (1 - weight) * mean) * per
    out.loc[known, "weight"] = weight
    return out


def counted(table: pd.DataFrame) -> FloatArray:
    """The column count as floats, NaN where it is unknown or (column complete) where months are missing or partial."""
    count = table["count"].astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan)
    whole = table["complete"].astype(bool).to_numpy() if "complete" in table else True
    return np.where(whole, count, np.nan)


def denominators(table: pd.DataFrame, exposure: str) -> FloatArray:
    """The column `exposure` as floats, NaN where it is unknown or 0. Negative ones raise ValueError."""
    base = table[exposure].astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan)
    if np.any(base < 0):
        raise ValueError(f"{exposure} cannot be negative")
    return np.where(base == 0, np.nan, base)
