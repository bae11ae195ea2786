"""How large areas are: land inside the outlines that are drawn, in hectares."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import shapely

from cspdash.areas import areas_of
from cspdash.catalogue import ask
from cspdash.store.versions import Version

# WGS84: the half axis in metres and the eccentricity.
_A, _E = 6_378_137.0, 0.081_819_190_842_622


def hectares(shapes: list[shapely.Geometry]) -> float:
    """The area of some outlines in longitude and latitude, in hectares.

    By Lambert's cylindrical equal-area projection on the ellipsoid of WGS84 (Snyder 1987, "Map projections: a working
    manual", USGS paper 1395, equations 3-12 and 10-14), which keeps areas exactly wherever they lie; lengths it does
    not.
    """

    def project(points: np.ndarray) -> np.ndarray:
        sine = np.sin(np.radians(points[:, 1]))
        q = (1 - _E**2) * (sine / (1 - (_E * sine) ** 2) - np.log((1 - _E * sine) / (1 + _E * sine)) / (2 * _E))
        return np.column_stack([_A * np.radians(points[:, 0]), _A * q / 2])

    return float(shapely.area(shapely.transform(shapes, project)).sum()) / 10_000


@lru_cache(maxsize=64)
def hectares_of(version: Version, place: str, level: str) -> dict[str, float]:
    """The hectares of each area of a level inside a place, by code, from its LSOAs' outlines.

    Only areas of which every LSOA is drawn: a part would look like the whole. Never change what it gives.
    """
    frame = ask(version, "boundaries", area=place, level=level).frame
    whole = {a.code: a.lsoas for a in areas_of(version).all if a.level == level}
    return {
        str(code): hectares(list(shapely.from_geojson(pieces["geometry"].to_numpy(dtype=object))))
        for code, pieces in frame.groupby("area_code")
        if pieces["lsoa"].nunique() == whole.get(str(code))
    }
