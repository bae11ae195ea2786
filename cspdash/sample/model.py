"""What the sample supposes about Oadby and Wigston: level, season and dispersion of each crime type.

The numbers are round ones, chosen to resemble the real borough; they are not statistics. The printed tables
overrule them wherever they speak.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from cspdash.crime_types import ASB, CRIME_TYPES
from cspdash.periods import Month
from cspdash.sample.draws import Floats, Ints

FIRST_MONTH, LAST_MONTH = Month(2014, 4), Month(2025, 9)
MONTHS: tuple[Month, ...] = tuple(FIRST_MONTH + n for n in range(LAST_MONTH - FIRST_MONTH + 1))
BOROUGH = "E07000135"  # Oadby and Wigston
BROKEN_MONTH = Month(2020, 3)  # printed as 6 crimes: the others went to the rows without a location
NEW_POINTS = Month(2022, 7)  # police.uk replaced its list of map points
NEW_LSOAS = Month(2022, 11)  # the files name the LSOAs of 2021 from here on
HALF_YEARS = (Month(2024, 4), Month(2025, 4))  # first months of the half-years printed by crime type

# How a type spreads over a district's LSOAs: as crime does in general, in the shops, or where people live.
Spread = Literal["general", "shops", "homes"]
_ANCHORS = (Month(2014, 10), Month(2017, 10), Month(2019, 10), Month(2020, 10), Month(2022, 10))


@dataclass(frozen=True)
class TypeModel:
    """One crime type in the borough.

    levels: crimes a month, season apart, at the five anchor months (the printed half-years give two more).
    swing: height of the yearly wave as a share of the level; peak: its calendar month.
    dispersion: variance of a month's count over its mean; 1 is plain Poisson.
    """

    levels: tuple[float, float, float, float, float]
    swing: float
    peak: float
    dispersion: float
    spread: Spread = "general"


MODEL: dict[str, TypeModel] = {
    ASB: TypeModel((80, 62, 45, 45, 33), 0.30, 7, 1.8),
    "Bicycle theft": TypeModel((10, 9, 8, 6, 5), 0.35, 7.5, 1.5),
    "Burglary": TypeModel((24, 36, 30, 18, 24), 0.28, 12, 1.9, "homes"),
    "Criminal damage and arson": TypeModel((28, 33, 29, 27, 29), 0.08, 5, 1.5),
    "Drugs": TypeModel((5, 6, 8, 9, 9), 0.0, 1, 1.4),
    "Other crime": TypeModel((2, 4, 5, 7, 8), 0.0, 1, 1.3),
    "Other theft": TypeModel((29, 31, 28, 21, 24), 0.08, 7, 1.1),
    "Possession of weapons": TypeModel((1, 2, 2, 2, 3), 0.0, 1, 1.1),
    "Public order": TypeModel((10, 22, 28, 32, 42), 0.12, 7, 1.3),
    "Robbery": TypeModel((1, 2, 2, 1.5, 2), 0.10, 11, 1.1),
    "Shoplifting": TypeModel((36, 30, 20, 13, 14), 0.08, 11, 2.7, "shops"),
    "Theft from the person": TypeModel((1.5, 2, 2, 1.2, 1.7), 0.10, 12, 1.1, "shops"),
    "Vehicle crime": TypeModel((25, 34, 26, 16, 17), 0.15, 11, 1.6, "homes"),
    "Violence and sexual offences": TypeModel((42, 70, 105, 116, 145), 0.08, 7, 1.8),
}
DISPERSION: Floats = np.array([MODEL[name].dispersion for name in CRIME_TYPES])
ASB_AT = CRIME_TYPES.index(ASB)
CRIME_AT: Ints = np.array([at for at in range(len(CRIME_TYPES)) if at != ASB_AT])

# Outcomes as whole percentages for kinds of crime; the newest months are mostly still under investigation.
UNDER_INVESTIGATION = "Under investigation"
OUTCOMES: tuple[str, ...] = (
    "Investigation complete; no suspect identified",
    "Unable to prosecute suspect",
    "Status update unavailable",
    "Local resolution",
    "Awaiting court outcome",
    "Court result unavailable",
    "Offender given a caution",
    "Action to be taken by another organisation",
    "Formal action is not in the public interest",
    UNDER_INVESTIGATION,
)
_THEFT, _PERSON = (82, 9, 2, 1, 1, 2, 0, 0, 0, 3), (16, 55, 4, 5, 3, 4, 1, 4, 3, 5)
_POSSESSION = (9, 12, 6, 34, 9, 13, 6, 1, 4, 6)
_OUTCOME_PERCENT = {
    "Drugs": _POSSESSION,
    "Possession of weapons": _POSSESSION,
    "Violence and sexual offences": _PERSON,
    "Other crime": _PERSON,
    "Public order": (31, 42, 3, 6, 3, 5, 1, 2, 4, 3),
    "Criminal damage and arson": (60, 22, 2, 4, 2, 4, 1, 1, 1, 3),
    "Shoplifting": (56, 9, 1, 5, 8, 11, 2, 0, 3, 5),
}
OUTCOME_WEIGHT: Floats = np.array([_OUTCOME_PERCENT.get(name, _THEFT) for name in CRIME_TYPES], dtype=float)
# Share still under investigation by age in months, newest first; older ones keep the shares above.
YOUNG_UNDER_INVESTIGATION = (0.45, 0.26, 0.15, 0.08)


def at(month: Month) -> int:
    """The position of a month of the sample in its arrays."""
    return month - FIRST_MONTH


def half_year(start: Month) -> slice:
    """The positions of the six months from `start`."""
    return slice(at(start), at(start) + 6)


def seasons() -> Floats:
    """Season factor by month and type: a yearly cosine around 1, shape (months, types)."""
    calendar = np.array([month.month for month in MONTHS])[:, None]
    swing = np.array([MODEL[name].swing for name in CRIME_TYPES])
    peak = np.array([MODEL[name].peak for name in CRIME_TYPES])
    wave = np.cos(2 * np.pi * (calendar - peak) / 12)
    return np.asarray(1 + swing * wave, dtype=np.float64)


def levels(printed_halves: Ints) -> Floats:
    """Slow level of the borough by month and type, season apart, shape (months, types).

    printed_halves: totals of the two printed half-years, shape (2, types). Method: straight lines between the
    anchors, the last two of which are the half-years' own monthly means with the season taken out.
    """
    season = seasons()
    knots = [float(at(month)) for month in _ANCHORS] + [at(start) + 2.5 for start in HALF_YEARS]
    heights = np.array([MODEL[name].levels for name in CRIME_TYPES]).T
    means = [
        half / 6 / season[half_year(start)].mean(axis=0) for start, half in zip(HALF_YEARS, printed_halves, strict=True)
    ]
    heights = np.vstack([heights, *means])
    time = np.arange(len(MONTHS))
    return np.column_stack([np.interp(time, knots, column) for column in heights.T])
