"""Outlines of areas as one shape each, joined from those of their LSOAs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import shapely

from cspdash.catalogue import ask
from cspdash.store.versions import Version


@dataclass(frozen=True)
class Outlines:
    """The shapes of the areas of a level inside a place.

    Attributes:
        shapes: area code → GeoJSON geometry (longitude, latitude).
        labels: area code → a point inside the shape.
        bounds: west, south, east, north of all of them; None where nothing can be drawn.
        split: how many LSOAs are drawn whole although they were split in 2021.
    """

    shapes: dict[str, dict[str, object]]
    labels: dict[str, tuple[float, float]]
    bounds: tuple[float, float, float, float] | None
    split: int


@lru_cache(maxsize=64)
def outlines(version: Version, place: str, level: str) -> Outlines:
    """The outlines of a level inside a place, joined once for each version of the store. Never change what it gives."""
    frame = ask(version, "boundaries", area=place, level=level).frame
    shapes: dict[str, dict[str, object]] = {}
    labels: dict[str, tuple[float, float]] = {}
    joined = []
    for code, pieces in frame.groupby("area_code", sort=True):
        parts = shapely.from_geojson(pieces["geometry"].to_numpy(dtype=object))
        shape: shapely.Geometry = parts[0] if len(parts) == 1 else _joined(list(parts))
        point = shapely.point_on_surface(shape)
        shapes[str(code)] = json.loads(shapely.to_geojson(shapely.transform(shape, _rounded)))
        labels[str(code)] = (float(shapely.get_x(point)), float(shapely.get_y(point)))
        joined.append(shape)
    bounds = None
    if joined:
        west, south, east, north = (float(edge) for edge in shapely.total_bounds(joined))
        bounds = (west, south, east, north)
    split = int(frame.loc[frame["split"], "lsoa"].nunique())
    return Outlines(shapes, labels, bounds, split)


def _joined(parts: list[shapely.Geometry]) -> shapely.Geometry:
    """One shape of several; the hairline gaps that rounding leaves between neighbours are closed, real holes kept."""
    whole = shapely.unary_union(parts)
    polygons = [shapely.Polygon(p.exterior, [hole for hole in p.interiors if _is_real(hole)]) for p in _polygons(whole)]
    return polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)


def _polygons(shape: shapely.Geometry) -> list[shapely.Polygon]:
    return [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]


def _rounded(corners: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """To a metre, the same for both sides of a border: half the size on its way to the browser."""
    return np.round(corners, 5)


# About a hectare in square degrees at these latitudes; the smallest LSOA has more.
_HAIRLINE = 1.3e-6


def _is_real(ring: shapely.LinearRing) -> bool:
    return shapely.Polygon(ring).area >= _HAIRLINE
