"""Positions into the LSOAs that hold them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from cspdash.sources.national_grid import to_degrees

# Generalised outlines run up to this far beside the true border; a position further from every LSOA lies in none.
TOLERANCE_METRES = 200.0
_METRES_A_DEGREE = 111_195.0  # of latitude, on a sphere of the Earth's mean radius


def lsoas_of(x: pd.Series, y: pd.Series, outlines: pd.DataFrame, *, grid: bool) -> list[str | None]:
    """The LSOA that holds each position, else the nearest within 200 metres; None where there is none or no position.

    Args:
        x: longitude (degrees) or easting (metres), NaN where blank.
        y: latitude or northing.
        outlines: lsoa, geometry (GeoJSON text in degrees); a LSOA may have several.
        grid: the positions are of the National Grid.

    Degrees are treated as a plane with longitude shrunk by the cosine of the latitude, as in `boundaries.place_points`.
    """
    longitude, latitude = to_degrees(x, y) if grid else (x.to_numpy(dtype=float), y.to_numpy(dtype=float))
    found: list[str | None] = [None] * len(longitude)
    usable = np.flatnonzero(np.isfinite(longitude) & np.isfinite(latitude) & (np.abs(latitude) <= 90))
    if not len(usable) or outlines.empty:
        return found
    shapes = shapely.from_geojson(outlines["geometry"].to_numpy(dtype=object))
    shrink = float(np.cos(np.radians(np.mean([shape.centroid.y for shape in shapes]))))

    def flat(xy: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return np.asarray(xy * np.array([shrink, 1.0]), dtype=np.float64)

    tree = shapely.STRtree(shapely.transform(shapes, flat))
    points = shapely.points(longitude[usable] * shrink, latitude[usable])
    reach = TOLERANCE_METRES / _METRES_A_DEGREE
    which, held = tree.query_nearest(points, max_distance=reach, all_matches=False)
    codes = outlines["lsoa"].tolist()
    for point, shape in zip(which, held, strict=True):
        found[int(usable[point])] = str(codes[shape])
    return found
