"""How a district's crimes spread over its LSOAs, by kind of crime, with places that slowly rise and fall."""

from __future__ import annotations

import numpy as np

from cspdash.crime_types import CRIME_TYPES
from cspdash.sample.draws import Floats, stream
from cspdash.sample.model import BOROUGH, MODEL, MONTHS, Spread
from cspdash.sample.reference import Reference

# The borough's town centres, where its shops are: Wigston, South Wigston (two) and Oadby.
TOWN_CENTRES = ("E01025992", "E01025987", "E01025989", "E01025977")
_OTHER_SHOPS = 0.12  # pull of an LSOA's shops elsewhere in the borough, a town centre's being 1
_DRIFT = 0.35  # standard deviation of the log change of an LSOA's share from the first month to the last


def spread_of(at: int) -> Spread:
    """The kind of spread of the crime type at a position of CRIME_TYPES."""
    return MODEL[CRIME_TYPES[at]].spread


def spreads(reference: Reference) -> dict[Spread, Floats]:
    """Shares of the LSOAs in their district's crimes, shape (months, LSOAs), by kind of spread.

    Method: general crime follows the reference weights; shops gather where crime does (squared), or in
    the borough in its town centres; homes follow residents where known and otherwise the square
    root of the weight. Every LSOA but the town centres drifts, its logarithm along a straight line, so that
    hot spots emerge and fade.
    """
    areas, weight = reference.areas, reference.weights()
    lsoa = areas["lsoa"].to_numpy(dtype=str)
    in_borough = areas["district"].to_numpy(dtype=str) == BOROUGH
    centre = np.isin(lsoa, TOWN_CENTRES)
    shops = np.where(in_borough, weight * np.where(centre, 1.0, _OTHER_SHOPS), weight**2)
    homes = np.where(in_borough, areas["population"].fillna(0).to_numpy(dtype=float), np.sqrt(weight))
    slope = np.where(centre, 0.0, stream("drift").normal(0, _DRIFT, len(areas)))
    drift = np.exp(np.linspace(-0.5, 0.5, len(MONTHS))[:, None] * slope)
    district, _ = areas["district"].factorize()

    def shares(pull: Floats) -> Floats:
        share = pull * drift
        for code in range(district.max() + 1):
            own = district == code
            share[:, own] /= share[:, own].sum(axis=1, keepdims=True)
        return np.asarray(share, dtype=np.float64)

    return {"general": shares(weight), "shops": shares(shops), "homes": shares(homes)}
