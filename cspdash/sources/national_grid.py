"""British National Grid into longitude and latitude, without the Ordnance Survey's correction grid.

Method: Ordnance Survey, "A guide to coordinate systems in Great Britain" (2020), annexes B and C: the inverse
transverse Mercator projection on Airy's ellipsoid, then the seven-parameter (Helmert) transformation from OSGB36 to
WGS84. Its error is up to about five metres, where OSTN15 would leave one; an LSOA is hundreds of metres wide.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_AIRY = (6_377_563.396, 6_356_256.909)
_WGS84 = (6_378_137.0, 6_356_752.314_140)
_SCALE, _EAST, _NORTH = 0.999_601_271_7, 400_000.0, -100_000.0
_LATITUDE, _LONGITUDE = np.radians(49.0), np.radians(-2.0)
# OSGB36 to WGS84: metres, parts per million, seconds of arc.
_SHIFT, _STRETCH, _TURN = (446.448, -125.157, 542.060), -20.4894e-6, (0.1502, 0.2470, 0.8421)


def to_degrees(easting: npt.ArrayLike, northing: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Longitude and latitude (WGS84, degrees) of National Grid coordinates in metres; NaN stays NaN."""
    latitude, longitude = _unprojected(np.asarray(easting, dtype=float), np.asarray(northing, dtype=float))
    x, y, z = _cartesian(latitude, longitude, _AIRY)
    rx, ry, rz = np.radians(np.array(_TURN) / 3600)
    grown = 1 + _STRETCH
    moved = (
        _SHIFT[0] + grown * x - rz * y + ry * z,
        _SHIFT[1] + rz * x + grown * y - rx * z,
        _SHIFT[2] - ry * x + rx * y + grown * z,
    )
    latitude, longitude = _geographic(*moved, _WGS84)
    return np.degrees(longitude), np.degrees(latitude)


def _arc(latitude: Floats) -> Floats:
    """Length of the meridian from the true origin, on the projection's scale."""
    a, b = _AIRY
    n = (a - b) / (a + b)
    less, more = latitude - _LATITUDE, latitude + _LATITUDE
    total = (1 + n + 1.25 * n**2 + 1.25 * n**3) * less
    total = total - (3 * n + 3 * n**2 + 2.625 * n**3) * np.sin(less) * np.cos(more)
    total = total + (1.875 * n**2 + 1.875 * n**3) * np.sin(2 * less) * np.cos(2 * more)
    total = total - 35 / 24 * n**3 * np.sin(3 * less) * np.cos(3 * more)
    return np.asarray(b * _SCALE * total, dtype=float)


def _unprojected(easting: Floats, northing: Floats) -> tuple[Floats, Floats]:
    a, b = _AIRY
    squared = 1 - (b / a) ** 2
    latitude = (northing - _NORTH) / (a * _SCALE) + _LATITUDE
    # Each round leaves about a thousandth of the error: after six it is far below a millimetre.
    for _ in range(6):
        latitude = latitude + (northing - _NORTH - _arc(latitude)) / (a * _SCALE)
    nu = a * _SCALE / np.sqrt(1 - squared * np.sin(latitude) ** 2)
    rho = a * _SCALE * (1 - squared) / (1 - squared * np.sin(latitude) ** 2) ** 1.5
    eta, tan, sec = nu / rho - 1, np.tan(latitude), 1 / np.cos(latitude)
    d = easting - _EAST
    found = (
        latitude
        - tan / (2 * rho * nu) * d**2
        + tan / (24 * rho * nu**3) * (5 + 3 * tan**2 + eta - 9 * tan**2 * eta) * d**4
        - tan / (720 * rho * nu**5) * (61 + 90 * tan**2 + 45 * tan**4) * d**6
    )
    longitude = (
        _LONGITUDE
        + sec / nu * d
        - sec / (6 * nu**3) * (nu / rho + 2 * tan**2) * d**3
        + sec / (120 * nu**5) * (5 + 28 * tan**2 + 24 * tan**4) * d**5
        - sec / (5040 * nu**7) * (61 + 662 * tan**2 + 1320 * tan**4 + 720 * tan**6) * d**7
    )
    return found, longitude


def _cartesian(latitude: Floats, longitude: Floats, ellipsoid: tuple[float, float]) -> tuple[Floats, Floats, Floats]:
    a, b = ellipsoid
    squared = 1 - (b / a) ** 2
    nu = a / np.sqrt(1 - squared * np.sin(latitude) ** 2)
    across = nu * np.cos(latitude)
    return across * np.cos(longitude), across * np.sin(longitude), (1 - squared) * nu * np.sin(latitude)


def _geographic(x: Floats, y: Floats, z: Floats, ellipsoid: tuple[float, float]) -> tuple[Floats, Floats]:
    a, b = ellipsoid
    squared = 1 - (b / a) ** 2
    across = np.hypot(x, y)
    latitude = np.arctan2(z, across * (1 - squared))
    for _ in range(6):
        nu = a / np.sqrt(1 - squared * np.sin(latitude) ** 2)
        latitude = np.arctan2(z + squared * nu * np.sin(latitude), across)
    return latitude, np.arctan2(y, x)
