"""Funnel plots: how far from the average an area of its size may lie by chance.

Spiegelhalter 2005, "Funnel plots for comparing institutional performance", Stat. Med. 24: limits at 95% and 99.8%
around a given average, as a function of the exposure, widened where areas scatter more than Poisson.
"""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

from cspdash.statistics.quasi_poisson import chance_limits, chance_of_at_least, chance_of_at_most
from cspdash.statistics.rates import PER, counted, denominators

Position = Literal["below 99.8%", "below 95%", "within", "above 95%", "above 99.8%", "unknown"]
POSITIONS: tuple[Position, ...] = get_args(Position)
OUTER, INNER = 0.001, 0.025  # the tail beyond one of the 99.8% and of the 95% limits
_WINSORISED = 0.1  # the share of areas at each end that are pulled in


def funnel_limits(
    exposure: npt.ArrayLike, average_rate: float, dispersion: float = 1.0, per: float = PER
) -> pd.DataFrame:
    """The lines of a funnel plot.

    Args:
        exposure: where on the axis of sizes the limits are wanted, above 0 (residents, households).
        average_rate: per `per`, of the county or of all areas together.
        dispersion: the variance as a multiple of Poisson's, 1 or more (`winsorised_dispersion`).

    Returns:
        exposure, lower_998, lower_95, average, upper_95, upper_998 (rates per `per`; a lower limit of 0: none).
    """
    base = np.asarray(exposure, dtype=float)
    if np.any(~(base > 0)):
        raise ValueError("an exposure must be above 0")
    expected = base * average_rate / per
    low_998, high_998 = chance_limits(expected, OUTER, dispersion)
    low_95, high_95 = chance_limits(expected, INNER, dispersion)
    scale = per / base
    return pd.DataFrame(
        {
            "exposure": base, "lower_998": low_998 * scale, "lower_95": low_95 * scale,
            "average": np.full(base.shape, float(average_rate)),
            "upper_95": high_95 * scale, "upper_998": high_998 * scale,
        }
    )  # fmt: skip


def above_funnel(
    table: pd.DataFrame,
    average_rate: float,
    dispersion: float = 1.0,
    exposure: str = "population",
    per: float = PER,
) -> pd.DataFrame:
    """Where every area lies in the funnel.

    Args:
        table: count, the column `exposure`, and complete where months may be missing.
        average_rate, dispersion: as for `funnel_limits`, whose lines say the same.

    Returns:
        the columns of `table`, expected (count at the average rate), position (a `Position`; unknown without a usable
        count or denominator). No allowance is made for the number of areas: of 36 alike, one or two lie outside 95%.
    """
    out = table.copy()
    count, expected = counted(table), denominators(table, exposure) * average_rate / per
    high = chance_of_at_least(count, expected, dispersion)
    low = chance_of_at_most(count, expected, dispersion)
    out["expected"] = expected
    out["position"] = np.select(
        [np.isnan(high), high < OUTER, high < INNER, low < OUTER, low < INNER],
        ["unknown", "above 99.8%", "above 95%", "below 99.8%", "below 95%"],
        "within",
    )
    return out


def winsorised_dispersion(
    table: pd.DataFrame,
    average_rate: float,
    exposure: str = "population",
    per: float = PER,
    consistent: bool = True,
) -> float:
    """How much more than Poisson areas scatter about the average: the funnel's overdispersion factor, at least 1.

    The mean of z², z = (count − expected)/√expected, with the z beyond the 10th and 90th percentile moved there, so
    that real outliers do not hide themselves (Spiegelhalter 2005, "Handling over-dispersion of performance
    indicators", Qual. Saf. Health Care 14). That alone is too low (0.68 on average where nothing is the matter),
    and is divided by what it comes to for normal z; `consistent=False` gives the published figure.

    This is the spread *between* areas, real differences included. For a dozen districts it asks which one is unlike
    districts in general. LSOAs differ so much (38 in the real borough in 2025, shops and halls beside cul-de-sacs)
    that hardly any is beyond it: what asks whether one area is above the county by more than chance is
    `hotspots.dispersion_within_areas`.
    """
    expected = denominators(table, exposure) * average_rate / per
    with np.errstate(invalid="ignore", divide="ignore"):
        z = (counted(table) - expected) / np.sqrt(expected)
    z = z[np.isfinite(z)]
    if len(z) == 0:
        return 1.0
    factor = float((np.clip(z, *np.quantile(z, [_WINSORISED, 1 - _WINSORISED])) ** 2).mean())
    return max(factor / _WINSORISED_NORMAL if consistent else factor, 1.0)


def _variance_of_winsorised_normal(share: float) -> float:
    """The mean square of a standard normal whose tails beyond `share` at each end are moved to their quantile."""
    edge = float(special.ndtri(1 - share))
    density = float(np.exp(-(edge**2) / 2) / np.sqrt(2 * np.pi))
    return (1 - 2 * share) - 2 * edge * density + 2 * share * edge**2


_WINSORISED_NORMAL = _variance_of_winsorised_normal(_WINSORISED)
