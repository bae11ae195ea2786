"""ONS boundaries (GeoJSON, any vintage) into rows of the store, and points into the areas that hold them."""

from __future__ import annotations

import json
import re

import numpy as np
import pandas as pd
import shapely
import shapely.geometry
from numpy.typing import NDArray

from cspdash.sources.inputs import Input, Problem
from cspdash.sources.tables import TableError

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
    features = document.get("features") or []
    if not features:
        raise TableError(Problem(source.label, "the GeoJSON holds no areas; download it again"))
    code_property, level, vintage = _level(source, features[0].get("properties") or {})
    name_property = re.sub(r"(?i)(cd|code)$", lambda m: "NM" if m[0].isupper() else "name", code_property)
    rows = []
    for feature in features:
        properties = feature.get("properties") or {}
        geometry = feature.get("geometry")
        if geometry is None or not properties.get(code_property):
            raise TableError(Problem(source.label, f"an area without geometry or {code_property}; download it again"))
        shape = shapely.geometry.shape(geometry)
        west, south, east, north = shape.bounds
        if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
            raise TableError(
                Problem(
                    source.label,
                    "the coordinates are not longitude and latitude (British National Grid?); download the GeoJSON in "
                    "WGS84 (EPSG:4326)",
                )
            )
        if not shape.is_valid:
            shape = shapely.make_valid(shape, method="structure", keep_collapsed=False)
            geometry = json.loads(shapely.to_geojson(shape))
        rows.append(
            (
                level, vintage, str(properties[code_property]), properties.get(name_property),
                json.dumps(geometry, separators=(",", ":")), int(shapely.get_num_coordinates(shape)),
            )
        )  # fmt: skip
    return pd.DataFrame(rows, columns=["level", "vintage", "code", "name", "geometry", "detail"])


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
    shapes = {row.lsoa: shapely.from_geojson(row.geometry) for row in parts.itertuples()}
    codes = {code: list(group["lsoa"]) for code, group in parts.groupby("code")}
    for code, group in points.groupby("code", sort=True):
        inside = codes.get(code)
        if not inside:
            continue
        latitude = group["latitude"].to_numpy(dtype=float)
        shrink = float(np.cos(np.radians(latitude.mean())))
        positions = shapely.points(group["longitude"].to_numpy(dtype=float) * shrink, latitude)
        distances: list[NDArray[np.float64]] = [
            shapely.distance(_shrunk(shapes[lsoa], shrink), positions) for lsoa in inside
        ]
        nearest = np.argmin(np.vstack(distances), axis=0)
        placed.append(group.assign(lsoa=[inside[i] for i in nearest]))
    if not placed:
        return pd.DataFrame(columns=["code", "longitude", "latitude", "lsoa"])
    return pd.concat(placed, ignore_index=True)[["code", "longitude", "latitude", "lsoa"]]


def _shrunk(shape: shapely.Geometry, factor: float) -> shapely.Geometry:
    return shapely.transform(shape, lambda xy: xy * np.array([factor, 1.0]))
