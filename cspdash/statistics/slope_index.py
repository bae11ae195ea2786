"""The slope index of inequality: how much a rate differs between the most and the least deprived end of a place.

Areas are put in order of deprivation and each stands at the middle of its share of the residents, from 0 (the most
deprived end) to 1. A line through their rates, weighted by residents, is followed to both ends; the index is the
difference, the relative index their ratio. This is the method of OHID's public health technical guidance and of
PHEindicatormethods' `phe_sii` (Low & Low 2004, J. Public Health 26), with areas as the groups.

The interval is another: `phe_sii` draws each group's rate anew from its own chance, which is right where groups hold
thousands of events and differ by nothing but deprivation. Areas differ for many reasons (a town centre, a hospital),
and that scatter, not the chance in the counts, is what leaves a slope in doubt. The interval is therefore from the
scatter of the areas around the line, unequal as it is: the HC3 estimate (MacKinnon & White 1985, J. Econometrics 29)
with Student's t.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from cspdash.statistics.quasi_poisson import FloatArray
from cspdash.statistics.rates import PER, counted, denominators

Gradient = Literal["rises", "falls", "unclear"]
# Fewer areas than this leave the interval to two or three of them.
FEWEST = 10


@dataclass(frozen=True)
class SlopeIndex:
    """A slope.

    `areas` took part, of `of`. `most` and `least` are the line's rates at the most and the least deprived end, `slope`
    the first minus the second (more where deprivation is greater: positive), `relative` the first over the second;
    `lower` and `upper` are the limits of either (the relative ones NaN, as `relative`, where the line falls to nothing
    at an end, the upper one infinite where it may); `p` is the chance of a slope as steep where there is none.
    """

    areas: int
    of: int
    most: float
    least: float
    slope: float
    lower: float
    upper: float
    p: float
    relative: float
    relative_lower: float
    relative_upper: float

    @property
    def gradient(self) -> Gradient:
        """Whether the rate rises or falls with deprivation by more than the areas' scatter explains."""
        return "rises" if self.lower > 0 else "falls" if self.upper < 0 else "unclear"


def relative_ranks(rank: npt.ArrayLike, residents: npt.ArrayLike) -> FloatArray:
    """Where each area stands, from 0 (most deprived) to 1: the middle of its share of the residents.

    Args:
        rank: of deprivation, 1 the most deprived; areas of the same rank stand in the same place.
        residents: above 0.
    """
    ranks, people = np.asarray(rank, dtype=float), np.asarray(residents, dtype=float)
    _, at = np.unique(ranks, return_inverse=True)
    together = np.bincount(at, weights=people)
    middle = (np.cumsum(together) - together / 2) / together.sum()
    return np.asarray(middle[at], dtype=np.float64)


def usable(table: pd.DataFrame) -> pd.DataFrame:
    """The areas that a slope can rest on, with rate (per 1,000 residents) and relative_rank.

    Args:
        table: count, complete, population, rank; those without one of them, or with incomplete months, are left out.
    """
    count, people = counted(table), denominators(table, "population")
    ranks = table["rank"].astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan)
    known = ~np.isnan(count) & ~np.isnan(people) & ~np.isnan(ranks)
    rate = count[known] * PER / people[known]
    return table[known].assign(rate=rate, relative_rank=relative_ranks(ranks[known], people[known]))


def slope_index(table: pd.DataFrame, confidence: float = 0.95) -> SlopeIndex | None:
    """The slope index of a rate per 1,000 residents over the whole period.

    Args:
        table: a row an area: count, complete, population, rank (1 the most deprived).
        confidence: of the intervals.

    None with fewer than ten usable areas, or where all of them are equally deprived.
    """
    known = usable(table)
    x = known["relative_rank"].to_numpy(dtype=np.float64)
    if len(known) < FEWEST or np.ptp(x) == 0:
        return None
    weights = known["population"].to_numpy(dtype=np.float64)
    ends, covariance = _line(x, known["rate"].to_numpy(dtype=np.float64), weights)
    most, least = float(ends[0]), float(ends[1])
    free = len(known) - 2
    wide = float(stats.t.ppf((1 + confidence) / 2, free))
    error = float(np.sqrt(covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1]))
    slope = most - least
    p = float(2 * stats.t.sf(abs(slope) / error, free)) if error > 0 else float(slope == 0)
    relative = _relative(most, least, wide**2 * covariance)
    return SlopeIndex(
        len(known), len(table), most, least, slope, slope - wide * error, slope + wide * error, p, *relative
    )


def _relative(most: float, least: float, covariance: FloatArray) -> tuple[float, float, float]:
    """The ratio of the ends with Fieller's limits (1954, J. R. Stat. Soc. B 16); `covariance` is times t².

    They hold 1 exactly where the slope's interval holds 0. The upper one is infinite where the least deprived end may
    be nothing, the lower one 0 where the most deprived end may be.
    """
    if most <= 0 or least <= 0:
        return math.nan, math.nan, math.nan
    # The ratios r with a·r² − 2b·r + c ≤ 0.
    a = least**2 - float(covariance[1, 1])
    b = most * least - float(covariance[0, 1])
    c = most**2 - float(covariance[0, 0])
    inside = b**2 - a * c
    if a == 0 or (a < 0 and inside < 0):
        return most / least, 0.0, math.inf
    root = math.sqrt(max(inside, 0.0))
    return most / least, max((b - root) / a, 0.0), (b + root) / a if a > 0 else math.inf


def _line(x: FloatArray, y: FloatArray, weights: FloatArray) -> tuple[FloatArray, FloatArray]:
    """A weighted line's values at 0 and at 1, and their HC3 covariance."""
    # As a mixture of its two ends, so that the coefficients are the values at the ends.
    design = np.column_stack([1 - x, x])
    weighted = design * weights[:, None]
    inverse = np.linalg.inv(design.T @ weighted)
    ends = inverse @ (weighted.T @ y)
    leverage = np.einsum("ij,jk,ik->i", weighted, inverse, design)
    scores = weighted * ((y - design @ ends) / (1 - leverage))[:, None]
    return ends, inverse @ (scores.T @ scores) @ inverse
