"""Areas in the colours of their classes, on a blank ground. Nothing is asked of any other server."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pydeck

from cspdash.maps.outlines import Outlines
from cspdash.partnership import Point

# The layer whose areas can be clicked.
AREAS = "areas"
# One sign a kind, so that kinds are told apart without colour.
SIGNS = ("▲", "■", "●", "◆", "★", "✚")
# What a deck.gl map of zoom 0 is wide.
_WORLD = 512


@dataclass(frozen=True)
class Palette:
    """Colours (`#RRGGBB`) beside those of classes: outlines and words, borders of areas, areas without a figure."""

    ink: str
    border: str
    none: str


@dataclass(frozen=True)
class Look:
    """How an area is shown: its name, its colour (`#RRGGBB`; None: no figure), and the lines of its hover text."""

    name: str
    colour: str | None
    told: str


def choropleth(
    drawn: Outlines,
    looks: Mapping[str, Look],
    palette: Palette,
    *,
    chosen: str = "",
    around: Outlines | None = None,
    names: Mapping[str, str] | None = None,
    points: Sequence[tuple[str, Point]] = (),
    dots: bool = False,
    size: tuple[int, int] = (640, 420),
) -> pydeck.Deck:
    """The map.

    Args:
        drawn: the outlines of the areas.
        looks: how each of them is shown, by code.
        palette: the colours that are not those of classes.
        chosen: the code of the area to set off, if any.
        around: outlines drawn over the areas (settlements).
        names: the names written on the map, by code of `around` (without it: of `drawn`).
        points: a sign and a point each.
        dots: mark each point by a dot with its sign beside it, and part signs that would cover each other.
        size: width and height in pixels into which the whole must fit.

    A click gives the feature's properties, `code` among them, from the layer `AREAS`.
    """
    layers = [_areas(drawn, looks, palette)]
    if around is not None:
        layers.append(_lines("around", list(around.shapes.values()), 2, palette.ink))
    if chosen in drawn.shapes:
        layers.append(_lines("chosen", [drawn.shapes[chosen]], 5, palette.ink))
    seen = view(drawn.bounds, size)
    if points and dots:
        layers += _dotted(points, seen, palette)
    elif points:
        layers.append(_signs(points))
    if names:
        layers.append(_names(around or drawn, names))
    return pydeck.Deck(
        layers=layers,
        initial_view_state=seen,
        # No map below: nothing to fetch, and without a second drawing surface the first picture comes in a third of the
        # time on machines that draw in software.
        map_provider=None,
        tooltip={
            "html": "<b>{name}</b>\n{told}",
            "style": {"whiteSpace": "pre-line", "fontSize": "15px", "maxWidth": "320px", "color": "#FFFFFF",
                      "backgroundColor": palette.ink},
        },
    )  # fmt: skip


def view(bounds: tuple[float, float, float, float] | None, size: tuple[int, int]) -> pydeck.ViewState:
    """The view that holds some bounds (west, south, east, north) in some pixels, in the map's own projection."""
    if bounds is None:
        return pydeck.ViewState(latitude=52.8, longitude=-1.5, zoom=5)
    west, south, east, north = bounds
    top, bottom = _mercator(north), _mercator(south)
    width, height = (side * 0.96 for side in size)
    zoom = min(
        math.log2(width * 360 / (_WORLD * max(east - west, 1e-5))),
        math.log2(height * 2 * math.pi / (_WORLD * max(top - bottom, 1e-7))),
    )
    middle = math.degrees(2 * math.atan(math.exp((top + bottom) / 2)) - math.pi / 2)
    return pydeck.ViewState(latitude=middle, longitude=(west + east) / 2, zoom=round(zoom, 3), min_zoom=4)


def _mercator(latitude: float) -> float:
    return math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2))


def _areas(drawn: Outlines, looks: Mapping[str, Look], palette: Palette) -> pydeck.Layer:
    features = [
        {
            "type": "Feature",
            "geometry": shape,
            "properties": {
                "code": code, "name": looks[code].name, "told": looks[code].told,
                "fill": _rgb(looks[code].colour or palette.none),
            },
        }
        for code, shape in drawn.shapes.items() if code in looks
    ]  # fmt: skip
    layer = pydeck.Layer(
        "GeoJsonLayer", {"type": "FeatureCollection", "features": features}, id=AREAS, pickable=True, stroked=True,
        filled=True, get_line_color=_rgb(palette.border), line_width_min_pixels=1, line_width_units="'pixels'",
        get_line_width=1,
    )  # fmt: skip
    # The colour is given to the sublayer: Streamlit fades the fill of every layer that has one while an area is chosen,
    # and a faded class would be read as a lower one.
    layer._subLayerProps = {"polygons-fill": {"getFillColor": "@@=properties.fill"}}
    return layer


def _lines(name: str, shapes: Sequence[Mapping[str, object]], width: int, ink: str) -> pydeck.Layer:
    features = [{"type": "Feature", "geometry": shape, "properties": {}} for shape in shapes]
    return pydeck.Layer(
        "GeoJsonLayer", {"type": "FeatureCollection", "features": features}, id=name, pickable=False, filled=False,
        stroked=True, get_line_color=_rgb(ink), line_width_units="'pixels'", get_line_width=width,
    )  # fmt: skip


def _names(over: Outlines, names: Mapping[str, str]) -> pydeck.Layer:
    data = [
        {"name": names[code], "position": list(position)} for code, position in over.labels.items() if code in names
    ]
    return _text("names", data, 15)


def _signs(points: Sequence[tuple[str, Point]]) -> pydeck.Layer:
    data = [{"name": sign, "position": [point.longitude, point.latitude]} for sign, point in points]
    return _text("points", data, 18)


def _dotted(points: Sequence[tuple[str, Point]], seen: pydeck.ViewState, palette: Palette) -> list[pydeck.Layer]:
    """A dot at each point and its sign beside it, those of near points around them."""
    across, along = (math.cos(math.radians(seen.latitude)), _WORLD * 2**seen.zoom / 360)
    pixels = [(p.longitude * along, -p.latitude * along / across) for _, p in points]
    data = [
        {"name": sign, "position": [point.longitude, point.latitude], "offset": list(offset)}
        for (sign, point), offset in zip(points, beside(pixels), strict=True)
    ]
    dots = pydeck.Layer(
        "ScatterplotLayer", data, id="dots", pickable=False, get_position="position", get_radius=4,
        radius_units="'pixels'", get_fill_color=_rgb(palette.ink), stroked=True, get_line_color=[255, 255, 255],
        line_width_units="'pixels'", get_line_width=1,
    )  # fmt: skip
    signs = _text("points", data, 18)
    signs.getPixelOffset = "@@=offset"
    return [dots, signs]


# Where a sign may stand beside its dot, in pixels from it, best first; and how near two signs, or a sign and another
# dot, may come.
_SPOTS = tuple((round(r * math.cos(a)), round(r * math.sin(a))) for r in (14, 26) for a in (
    math.radians(degrees) for degrees in (-90, 0, 180, 90, -45, 45, -135, 135)))  # fmt: skip
_APART_X, _APART_Y, _CLEAR = 20, 17, 11


def beside(dots: Sequence[tuple[float, float]]) -> list[tuple[int, int]]:
    """Where the sign of each dot stands: the first spot around it that keeps clear of signs before it and other dots.

    `dots` in pixels, down the screen; the first of them choose first. Where no spot is clear, the one with most room.
    """
    placed: list[tuple[float, float]] = []
    chosen = []
    for at, (x, y) in enumerate(dots):
        others = [dot for other, dot in enumerate(dots) if other != at]

        def room(
            spot: tuple[int, int], x: float = x, y: float = y, others: Sequence[tuple[float, float]] = others
        ) -> float:
            there = (x + spot[0], y + spot[1])
            signs = [max(abs(there[0] - a) / _APART_X, abs(there[1] - b) / _APART_Y) for a, b in placed]
            return min([*signs, *(math.dist(there, dot) / _CLEAR for dot in others)], default=1.0)

        spot = next((spot for spot in _SPOTS if room(spot) >= 1), None) or max(_SPOTS, key=room)
        placed.append((x + spot[0], y + spot[1]))
        chosen.append(spot)
    return chosen


def _text(name: str, data: Sequence[Mapping[str, object]], size: int) -> pydeck.Layer:
    """Words or signs in ink with a white rim, legible on every class."""
    layer = pydeck.Layer(
        "TextLayer", list(data), id=name, pickable=False, get_position="position", get_text="name", get_size=size,
        outline_width=4, outline_color=[255, 255, 255, 255], background=False,
    )  # fmt: skip
    layer.fontFamily = "Arial, sans-serif"
    layer.fontWeight = 700
    layer.fontSettings = {"sdf": True, "fontSize": 64, "buffer": 12, "radius": 16}
    layer.characterSet = sorted({letter for item in data for letter in str(item["name"])})
    return layer


def _rgb(colour: str) -> list[int]:
    return [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
