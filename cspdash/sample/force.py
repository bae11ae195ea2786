"""Counts for the whole force area: the other districts in less depth, and the rows without a location."""

from __future__ import annotations

import numpy as np

from cspdash.crime_types import CRIME_TYPES
from cspdash.periods import Month
from cspdash.sample.borough import BoroughCounts
from cspdash.sample.draws import Floats, Ints, gamma_multipliers, split, stream
from cspdash.sample.model import (
    ASB_AT,
    BOROUGH,
    BROKEN_MONTH,
    CRIME_AT,
    DISPERSION,
    MONTHS,
    at,
    levels,
    seasons,
)
from cspdash.sample.reference import Reference
from cspdash.sample.spread import spread_of, spreads

# The months that the published mix of the districts is a mean of.
_MIX_MONTHS = [at(Month(year, n)) for year, last in ((2022, 10), (2025, 9)) for n in range(1, last + 1)]
_SHARED_NOISE = 0.03
# Share of crimes without a location from each month on: lowest and highest. The steps are those of police.uk.
_UNLOCATED = (
    (Month(2014, 4), 0.0, 0.0),
    (Month(2015, 1), 0.05, 0.09),
    (Month(2020, 6), 0.003, 0.005),
    (Month(2022, 3), 0.028, 0.034),
)


def unlocated_shares() -> Floats:
    """The share of a month's crimes that has no location, by month.

    The broken month starts from the mean of its neighbours, so that what the borough has lost stands out.
    """
    where = stream("share without a location").uniform(size=len(MONTHS))
    shares = np.zeros(len(MONTHS))
    for start, low, high in _UNLOCATED:
        shares[at(start) :] = low + (high - low) * where[at(start) :]
    broken = at(BROKEN_MONTH)
    shares[broken] = (shares[broken - 1] + shares[broken + 1]) / 2
    return shares


def _other_districts(reference: Reference, unlocated: Floats) -> Ints:
    """Records by month, LSOA and type outside the borough.

    Method: district mean of the type × the borough's trend × season × chance of the month × the LSOA's share,
    drawn as Poisson. What has no location is missing from the districts, as a share of crime but not of ASB.
    """
    random = stream("other districts")
    level = levels(reference.printed_halves)
    trend = level / level[_MIX_MONTHS].mean(axis=0)
    located = np.ones((len(MONTHS), len(CRIME_TYPES)))
    located[:, CRIME_AT] = ((1 - unlocated) / (1 - unlocated[_MIX_MONTHS].mean()))[:, None]
    course = trend * seasons() * located
    place = spreads(reference)
    counts = np.zeros((len(MONTHS), len(reference.areas), len(CRIME_TYPES)), dtype=np.int64)
    districts = reference.areas["district"].to_numpy(dtype=str)
    for district in np.unique(districts[districts != BOROUGH]):
        own = np.flatnonzero(districts == district)
        mean = reference.mix.loc[district].to_numpy(dtype=float) * course
        shared = np.exp(random.normal(0, _SHARED_NOISE, (len(MONTHS), 1)))
        rate = mean * shared * gamma_multipliers(random, mean, DISPERSION)
        for crime_type in range(len(CRIME_TYPES)):
            cells = rate[:, [crime_type]] * place[spread_of(crime_type)][:, own]
            counts[:, own, crime_type] = random.poisson(cells)
    return counts


def force_counts(reference: Reference, borough: BoroughCounts) -> Ints:
    """Every record of the force, shape (months, LSOAs + 1, types): the last place is "no location".

    Anti-social behaviour always has a location. The broken month adds the crimes that the borough has lost.
    """
    shares = unlocated_shares()
    located = borough.police + _other_districts(reference, shares)
    random = stream("rows without a location")
    nowhere = np.zeros((len(MONTHS), 1, len(CRIME_TYPES)), dtype=np.int64)
    by_type = located.sum(axis=1)
    for month, share in enumerate(shares):
        crimes = np.delete(by_type[month], ASB_AT)
        total = round(float(crimes.sum() * share / (1 - share)))
        nowhere[month, 0, CRIME_AT] = split(random, total, crimes.astype(float))
    nowhere[at(BROKEN_MONTH), 0] += borough.unlocated
    return np.concatenate([located, nowhere], axis=1)
