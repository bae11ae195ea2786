"""Invented boroughs in which nothing changes, with the mix, the season and the dispersion of the real one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmarks.common import PROJECT
from cspdash.crime_types import CRIME_TYPES
from cspdash.periods import Month

Floats = npt.NDArray[np.float64]

BOROUGH = "E07000135"
MIX = PROJECT / "data/reference/county_type_mix.csv"
TOTAL = "Total"
# Variance over mean of single months, in the order of the tables. Burglary, shoplifting, violence and the total as
# measured on adjacent months of the borough; the others from the same months of adjacent years (62 months of 2014 to
# 2025, rounded).
MONTHLY = {
    "Anti-social behaviour": 3.0, "Bicycle theft": 2.0, "Burglary": 1.9, "Criminal damage and arson": 1.6, "Drugs": 1.6,
    "Other crime": 1.4, "Other theft": 1.2, "Possession of weapons": 1.3, "Public order": 1.8, "Robbery": 1.2,
    "Shoplifting": 2.7, "Theft from the person": 1.0, "Vehicle crime": 1.7, "Violence and sexual offences": 1.8,
}  # fmt: skip
TOTAL_MONTHLY = 2.7
# Correlation of one month's excess with the next. In the real district's data sums of six months have about 3.3 times
# the excess of single months, which 0.75 gives (3.7); 0 is what most textbooks assume.
INDEPENDENT, DRIFTING = 0.0, 0.75


@dataclass(frozen=True)
class Boroughs:
    """counts: borough x month x type; months: their names, `YYYY-MM`."""

    counts: npt.NDArray[np.int64]
    months: list[str]

    def frame(self, borough: int) -> pd.DataFrame:
        """One borough as the statistics take it: a row a month, a column a type, and the total last."""
        counts = self.counts[borough].astype(float)
        return pd.DataFrame(
            np.column_stack([counts, counts.sum(axis=1)]), index=self.months, columns=[*CRIME_TYPES, TOTAL]
        )


def season() -> Floats:
    """The real borough's mean counts: calendar month (January first) x type."""
    mix = pd.read_csv(MIX)
    wide = mix[mix["district"] == BOROUGH].pivot(index="month_of_year", columns="crime_type", values="monthly_mean")
    raw = wide.reindex(index=range(1, 13), columns=list(CRIME_TYPES)).to_numpy(dtype=float)
    # Two years of a month are themselves noisy; half of what they depart from the mean is taken for season.
    return np.asarray((raw + raw.mean(axis=0)) / 2, dtype=float)


def simulate(
    rng: np.random.Generator, boroughs: int, last: Month, months: int, correlation: float, share: float = 1.0
) -> Boroughs:
    """Boroughs without change: Poisson counts about a mean that a stationary, perhaps slow, noise moves.

    Args:
        rng: the random numbers.
        boroughs: how many.
        last: the last month of each.
        months: how many months.
        correlation: of one month's noise with the next (first-order autoregression).
        share: of the borough's counts, for a part of it; the parts share its noise.
    """
    held = [last - back for back in range(months - 1, -1, -1)]
    mean = season()[[month.month - 1 for month in held]]
    dispersion = np.array([MONTHLY[name] for name in CRIME_TYPES])
    own = (dispersion - 1) / mean.mean(axis=0)
    sizes = mean.mean(axis=0)
    # What the types' own noise leaves of the total's dispersion is noise that all of them share.
    common = max(TOTAL_MONTHLY - 1 - float((own * sizes**2).sum() / sizes.sum()), 0.0) / sizes.sum()
    noise = _noise(rng, (boroughs, months, len(CRIME_TYPES)), own, correlation)
    noise *= _noise(rng, (boroughs, months, 1), np.array([common]), correlation)
    return Boroughs(rng.poisson(mean * noise * share), [str(month) for month in held])


def _noise(rng: np.random.Generator, shape: tuple[int, int, int], variance: Floats, correlation: float) -> Floats:
    """Positive noise of mean 1 (lognormal), autocorrelated along the months."""
    sigma = np.sqrt(np.log1p(variance))
    score = rng.standard_normal(shape)
    for month in range(1, shape[1]):
        score[:, month] = correlation * score[:, month - 1] + np.sqrt(1 - correlation**2) * score[:, month]
    return np.asarray(np.exp(sigma * score - sigma**2 / 2), dtype=float)
