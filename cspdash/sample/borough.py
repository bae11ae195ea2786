"""Counts for Oadby and Wigston: equal to every printed figure, drawn from the model in between."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cspdash.crime_types import CRIME_TYPES
from cspdash.sample.draws import Floats, Ints, gamma_multipliers, split, stream
from cspdash.sample.model import (
    ASB_AT,
    BOROUGH,
    BROKEN_MONTH,
    CRIME_AT,
    DISPERSION,
    HALF_YEARS,
    MONTHS,
    at,
    half_year,
    levels,
    seasons,
)
from cspdash.sample.reference import Reference
from cspdash.sample.spread import spread_of, spreads

_SHARED_NOISE = 0.04  # standard deviation of the log factor that all types of a month share
# The council's own records: 2 to 13 a month wherever both sources are known; drawn as 2 + binomial(11, ...).
_COUNCIL_LEAST, _COUNCIL_RANGE, _COUNCIL_CHANCE = 2, 11, 0.45
COUNCIL_TYPES = ("Noise nuisance", "Neighbour dispute", "Youth nuisance", "Verbal abuse", "Dog-related")
_COUNCIL_MIX = np.array([0.38, 0.24, 0.18, 0.10, 0.10])


@dataclass(frozen=True)
class BoroughCounts:
    """The borough's share of the sample.

    police: records by month, LSOA of `Reference.areas` (0 outside the borough) and type.
    unlocated: the crimes by type that the broken month has lost to the rows without a location.
    council: the council's records: month, area code, type, count (never 0).
    """

    police: Ints
    unlocated: Ints
    council: pd.DataFrame


def expected_months(reference: Reference) -> Floats:
    """The borough's rate by month and type: level, season and chance of the month, before any calibration."""
    random = stream("borough months")
    mean = levels(reference.printed_halves) * seasons()
    shared = np.exp(random.normal(0, _SHARED_NOISE, (len(MONTHS), 1)))
    return np.asarray(mean * shared * gamma_multipliers(random, mean, DISPERSION), dtype=np.float64)


def _month_counts(reference: Reference, rate: Floats, council: Ints) -> Ints:
    """Police records by month and type; printed totals are split at random among what they cover."""
    random = stream("borough counts")
    counts = random.poisson(rate).astype(np.int64)
    printed = len(reference.printed_crime)
    counts[:printed, ASB_AT] = reference.printed_asb - council[:printed]
    for month, total in enumerate(reference.printed_crime):
        counts[month, CRIME_AT] = split(random, int(total), rate[month, CRIME_AT])
    for start, half in zip(HALF_YEARS, reference.printed_halves, strict=True):
        months = half_year(start)
        for crime_type, total in enumerate(half):
            counts[months, crime_type] = split(random, int(total), rate[months, crime_type])
    return counts


def _council(reference: Reference, general: Floats, totals: Ints) -> pd.DataFrame:
    """The council's monthly totals, split over LSOAs and the council's own kinds of nuisance."""
    random = stream("council records")
    lsoas = reference.areas.loc[reference.areas["district"] == BOROUGH, "lsoa"].to_list()
    frames = []
    for month, total in enumerate(totals):
        cells = split(random, int(total), np.outer(general[month], _COUNCIL_MIX).ravel())
        held = np.flatnonzero(cells)
        frames.append(
            pd.DataFrame(
                {
                    "month": str(MONTHS[month]),
                    "area code": [lsoas[cell // len(COUNCIL_TYPES)] for cell in held],
                    "type": [COUNCIL_TYPES[cell % len(COUNCIL_TYPES)] for cell in held],
                    "count": cells[held],
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


def borough_counts(reference: Reference) -> BoroughCounts:
    """Draw the borough's counts, meeting every printed cell exactly.

    Printed months (April 2014 to March 2021) fix the sum of the crimes and of the anti-social behaviour, the
    printed half-years fix each type's sum; other months are gamma-mixed Poisson (negative binomial) counts.
    """
    rate = expected_months(reference)
    council = _COUNCIL_LEAST + stream("council months").binomial(_COUNCIL_RANGE, _COUNCIL_CHANCE, len(MONTHS)).astype(
        np.int64
    )
    months = _month_counts(reference, rate, council)
    own = np.flatnonzero((reference.areas["district"] == BOROUGH).to_numpy())
    share = {kind: whole[:, own] for kind, whole in spreads(reference).items()}
    random = stream("borough LSOAs")
    police = np.zeros((len(MONTHS), len(reference.areas), len(CRIME_TYPES)), dtype=np.int64)
    for crime_type in range(len(CRIME_TYPES)):
        place = share[spread_of(crime_type)]
        for month in range(len(MONTHS)):
            police[month, own, crime_type] = split(random, int(months[month, crime_type]), place[month])
    broken = at(BROKEN_MONTH)
    # It would have had as many as the month before.
    lost = int(reference.printed_crime[broken - 1] - reference.printed_crime[broken])
    unlocated = np.zeros(len(CRIME_TYPES), dtype=np.int64)
    unlocated[CRIME_AT] = split(random, lost, rate[broken, CRIME_AT])
    return BoroughCounts(police, unlocated, _council(reference, share["general"], council))
