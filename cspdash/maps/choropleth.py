"""Areas in the colours of their classes, on a blank ground. Nothing is asked of any other server."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pydeck

from cspdash.maps.labels import WORLD, dotted_layers, names_layer, rgb, signs_layer
from cspdash.maps.outlines import Outlines
from cspdash.partnership import Point

# The layer whose areas can be clicked.
AREAS = "areas"
# One sign a kind, so that kinds are told apart without colour.
SIGNS = ("▲", "■", "●", "◆", "★", "✚")


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
        layers += dotted_layers(points, seen, palette.ink)
    elif points:
        layers.append(signs_layer(points))
    if names:
        layers.append(names_layer(around or drawn, names, seen))
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
        math.log2(width * 360 / (WORLD * max(east - west, 1e-5))),
        math.log2(height * 2 * math.pi / (WORLD * max(top - bottom, 1e-7))),
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
                "fill": rgb(looks[code].colour or palette.none),
            },
        }
        for code, shape in drawn.shapes.items() if code in looks
    ]  # fmt: skip
    layer = pydeck.Layer(
        "GeoJsonLayer", {"type": "FeatureCollection", "features": features}, id=AREAS, pickable=True, stroked=True,
        filled=True, get_line_color=rgb(palette.border), line_width_min_pixels=1, line_width_units="'pixels'",
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
        stroked=True, get_line_color=rgb(ink), line_width_units="'pixels'", get_line_width=width,
    )  # fmt: skip
