"""Which areas touch, and where high values lie together: queen contiguity and Getis and Ord's local Gi*.

PySAL (libpysal, esda) holds both, and the tests prove this module against it. It is not used here because it brings
scikit-learn, GeoPandas and GDAL, some 200 MB and seconds at import, for two short functions.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy import special

from cspdash.statistics.quasi_poisson import false_discovery_adjusted

Surroundings = Literal["hot", "cold", "neither", "island", "unknown"]

# Boundaries simplified one by one, or rounded, leave slits of a few metres between areas that touch.
TOLERANCE = 10.0
_METRES_PER_DEGREE = 111_320.0


def neighbours(boundaries: pd.DataFrame, tolerance: float = TOLERANCE) -> pd.DataFrame:
    """Areas that share an edge or a corner.

    Args:
        boundaries: area_code, geometry (GeoJSON text in longitude and latitude); an area may have several rows.
        tolerance: outlines no further apart than this many metres touch.

    Returns:
        area_code, neighbour; each pair both ways, sorted. An island has no row. Outlines never change between
        loads: work this out once and keep it.
    """
    codes, outlines = _in_metres(boundaries)
    tree = shapely.STRtree(outlines)
    left, right = tree.query(outlines, predicate="dwithin", distance=tolerance)
    pairs = pd.DataFrame({"area_code": codes[left], "neighbour": codes[right]})
    pairs = pairs[pairs["area_code"] != pairs["neighbour"]].drop_duplicates()
    return pairs.sort_values(["area_code", "neighbour"], ignore_index=True)


def square_kilometres(boundaries: pd.DataFrame) -> pd.DataFrame:
    """area_code, square_kilometres of every area of `boundaries` (as for `neighbours`), within 1% of the truth."""
    codes, outlines = _in_metres(boundaries)
    sizes = pd.DataFrame({"area_code": codes, "square_kilometres": shapely.area(outlines) / 1e6})
    return sizes.groupby("area_code")["square_kilometres"].sum().reset_index()


def local_g(
    table: pd.DataFrame,
    pairs: pd.DataFrame,
    value: str = "shrunken",
    false_discovery: float = 0.05,
) -> pd.DataFrame:
    """Gi* of every area: whether it and the areas that touch it are together higher or lower than the rest.

    z = (Σx − k·x̄) / (s·√(k(n − k)/(n − 1))), the sum over the area itself and its neighbours, k of them together, with
    the mean and standard deviation (over n) of all n areas (Getis & Ord 1992, Geogr. Anal. 24; Ord & Getis 1995, ibid.
    27). p is two-sided, from the normal curve; q adjusted over the areas (Benjamini & Hochberg; for local
    statistics Caldas de Castro & Singer 2006, Geogr. Anal. 38). A second opinion: it speaks of a neighbourhood, not of
    the area, and compares with the other areas shown, not with the county.

    Args:
        table: area_code and the column `value` (NaN where unknown), a rate or shrunken rate, not a count.
        pairs: of `neighbours`; those with an area that is not in the table, or whose value is unknown, are left out.

    Returns:
        area_code, neighbours (how many with a value), z, p, q, surroundings (a `Surroundings`: hot or cold where q
        is at most `false_discovery`; island, and no z, without a neighbour), in the table's order.
    """
    x = table[value].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    known = ~np.isnan(x)
    codes = pd.Index(table["area_code"])
    row, column = codes.get_indexer(pairs["area_code"]), codes.get_indexer(pairs["neighbour"])
    inside = (row >= 0) & (column >= 0)
    inside[inside] = known[row[inside]] & known[column[inside]]
    row, column = row[inside], column[inside]
    filled = np.where(known, x, 0.0)
    others = np.bincount(row, minlength=len(x))
    together = filled + np.bincount(row, weights=filled[column], minlength=len(x))
    k, n = others + 1, int(known.sum())
    z = np.full(len(x), np.nan)
    told = known & (others > 0)
    spread = float(x[known].std()) if n else 0.0
    # All alike, or all within one neighbourhood: there is no rest to be higher than.
    told &= (spread > 1e-12 * float(np.abs(filled).max(initial=0.0))) & (k < n)
    mean = float(x[known].mean()) if n else 0.0
    z[told] = (together - k * mean)[told] / (spread * np.sqrt(k[told] * (n - k[told]) / (n - 1)))
    p = 2 * special.ndtr(-np.abs(z))
    q = false_discovery_adjusted(p)
    surroundings: list[Surroundings] = [
        "unknown" if not held else "island" if not count else _temperature(score, chance <= false_discovery)
        for held, count, score, chance in zip(known, others, z, q, strict=True)
    ]
    return pd.DataFrame(
        {
            "area_code": table["area_code"].to_numpy(), "neighbours": others.astype(int), "z": z, "p": p, "q": q,
            "surroundings": surroundings,
        }
    )  # fmt: skip


def _temperature(z: float, clear: bool) -> Surroundings:
    """In a word."""
    if not clear:
        return "neither"
    return "hot" if z > 0 else "cold"


def _in_metres(boundaries: pd.DataFrame) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.object_]]:
    """Codes and outlines, on a plane in metres that is true to scale near the middle of the place."""
    outlines = shapely.from_geojson(boundaries["geometry"].to_numpy(dtype=object))
    if len(outlines) == 0:
        return np.array([], dtype=object), outlines
    _, south, _, north = shapely.total_bounds(outlines)
    scale = np.array([np.cos(np.radians((south + north) / 2)), 1.0]) * _METRES_PER_DEGREE
    return boundaries["area_code"].to_numpy(dtype=object), shapely.transform(outlines, lambda points: points * scale)
