"""ONS boundaries (GeoJSON, any vintage) into rows of the store, and points into the areas that hold them."""

from __future__ import annotations

import json
import re

import numpy as np
import pandas as pd
import shapely

from cspdash.sources.inputs import Input, Problem
from cspdash.sources.sheets import TableError

LEVELS = {"lsoa": "lsoa", "msoa": "msoa", "wd": "ward", "ward": "ward", "lad": "district", "ltla": "district"}
_CODE_PROPERTY = re.compile(r"^(lsoa|msoa|wd|ward|lad|ltla)(\d\d)(cd|_?code)$", re.IGNORECASE)
# In this order: an LSOA file also names each LSOA's district.
_FINEST = ("lsoa", "msoa", "wd", "ward", "lad", "ltla")


def read_boundaries(source: Input) -> pd.DataFrame:
    """Boundaries of one level and vintage: level, vintage, code, name, geometry (GeoJSON text), detail (points).

    Raises TableError for coordinates that are not longitude and latitude, damaged JSON, and levels that are not used
    (output areas).
    """
    try:
        with source.open() as stream:
            document = json.load(stream)
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else None
        raise TableError(Problem(source.label, f"damaged GeoJSON ({error}); download it again", line)) from error
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or not features:
        raise TableError(Problem(source.label, "the GeoJSON holds no areas; download it again"))
    code_property, level, vintage = _level(source, features[0].get("properties") or {})
    name_property = re.sub(r"(?i)(cd|code)$", lambda m: "NM" if m[0].isupper() else "name", code_property)
    rows = []
    for feature in features:
        properties = feature.get("properties") or {}
        code = properties.get(code_property)
        if not code:
            raise TableError(Problem(source.label, f"an area without {code_property}; download it again"))
        outline = _outline(source, str(code), feature.get("geometry"))
        geometry = json.dumps(json.loads(shapely.to_geojson(outline)), separators=(",", ":"))
        points = int(shapely.get_num_coordinates(outline))
        rows.append((level, vintage, str(code), properties.get(name_property), geometry, points))
    frame = pd.DataFrame(rows, columns=["level", "vintage", "code", "name", "geometry", "detail"])
    twice = frame.loc[frame["code"].duplicated(), "code"]
    if len(twice):
        raise TableError(Problem(source.label, f"{twice.iloc[0]} stands there twice; download the boundaries again"))
    return frame


def _outline(source: Input, code: str, geometry: object) -> shapely.Geometry:
    """A valid polygon in longitude and latitude, repaired where the published one crosses itself."""
    try:
        shape = shapely.from_geojson(json.dumps(geometry)) if geometry is not None else None
    except shapely.GEOSException as error:
        fault = f"the geometry of {code} is damaged ({error}); download it again"
        raise TableError(Problem(source.label, fault)) from error
    if shape is None or shape.is_empty or shape.geom_type not in ("Polygon", "MultiPolygon"):
        raise TableError(Problem(source.label, f"{code} has no outline; download boundaries, not centroids"))
    west, south, east, north = shape.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise TableError(
            Problem(
                source.label,
                "the coordinates are not longitude and latitude (British National Grid?); download the GeoJSON in "
                "WGS84 (EPSG:4326)",
            )
        )
    return shape if shape.is_valid else shapely.make_valid(shape, method="structure", keep_collapsed=False)


def _level(source: Input, properties: dict[str, object]) -> tuple[str, str, int]:
    found = {}
    for name in properties:
        if match := _CODE_PROPERTY.match(name):
            found[match[1].lower()] = (name, int("20" + match[2]))
    # An output-area file names no LSOA of its own, only its district: not a file of districts.
    has_oa = any(re.match(r"^oa\d\d(cd|_?code)$", name, re.IGNORECASE) for name in properties)
    for stem in () if has_oa else _FINEST:
        if stem in found:
            name, vintage = found[stem]
            return name, LEVELS[stem], vintage
    raise TableError(
        Problem(
            source.label,
            f"no property with the codes of LSOAs, MSOAs, wards or districts, such as LSOA21CD (found: "
            f"{', '.join(map(str, properties))})",
        )
    )


def place_points(points: pd.DataFrame, parts: pd.DataFrame) -> pd.DataFrame:
    """Place points of split LSOAs among their parts.

    Args:
        points: code (the 2011 LSOA), longitude, latitude.
        parts: code (the 2011 LSOA), lsoa (its 2021 part), geometry (GeoJSON text).

    Returns:
        code, longitude, latitude, lsoa: the part that holds the point, or the nearest part, since snap points lie up
        to a few metres outside generalised boundaries. Degrees are treated as a plane with longitude shrunk by the
        cosine of the latitude; over an LSOA the error is far below a metre.
    """
    placed = []
    shapes = dict(zip(parts["lsoa"], shapely.from_geojson(parts["geometry"].to_numpy(dtype=object)), strict=True))
    codes = {code: list(group["lsoa"]) for code, group in parts.groupby("code")}
    for code, group in points.groupby("code", sort=True):
        inside = codes.get(code)
        if not inside:
            continue
        latitude = group["latitude"].to_numpy(dtype=float)
        shrink = float(np.cos(np.radians(latitude.mean())))
        positions = shapely.points(group["longitude"].to_numpy(dtype=float) * shrink, latitude)
        distances = [shapely.distance(_shrunk(shapes[lsoa], shrink), positions) for lsoa in inside]
        nearest = np.argmin(np.array(distances), axis=0)
        placed.append(group.assign(lsoa=[inside[i] for i in nearest]))
    if not placed:
        return pd.DataFrame(columns=["code", "longitude", "latitude", "lsoa"])
    return pd.concat(placed, ignore_index=True)[["code", "longitude", "latitude", "lsoa"]]


def _shrunk(shape: shapely.Geometry, factor: float) -> shapely.Geometry:
    return shapely.transform(shape, lambda xy: xy * np.array([factor, 1.0]))
