"""What is written on a map: names, signs and numbers, none on another."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import pydeck

from cspdash.maps.outlines import Outlines
from cspdash.partnership import Point

# What a deck.gl map of zoom 0 is wide.
WORLD = 512
# Signs and names: sizes in pixels, how many signs are many, the width of a letter of a name and the height of a line.
_SIGN, _SMALL_SIGN, _CROWDED = 18, 10, 60
_LETTER, _LINE = 8, 17
# Where a sign may stand beside its dot, in pixels from it, best first; and how near two signs, or a sign and another
# dot, may come.
_SPOTS = tuple((round(r * math.cos(a)), round(r * math.sin(a))) for r in (14, 26) for a in (
    math.radians(degrees) for degrees in (-90, 0, 180, 90, -45, 45, -135, 135)))  # fmt: skip
_APART_X, _APART_Y, _CLEAR = 20, 17, 11


def names_layer(over: Outlines, names: Mapping[str, str], seen: pydeck.ViewState) -> pydeck.Layer:
    """The names of areas (by code) where `over` has their labels, moved apart in the view in which the map opens."""
    named = [(names[code], position) for code, position in over.labels.items() if code in names]
    pixels = _on_screen([position for _, position in named], seen)
    lines = parted([(x, y, len(name) * _LETTER) for (x, y), (name, _) in zip(pixels, named, strict=True)])
    data = [
        {"name": name, "position": list(position), "offset": [0, down]}
        for (name, position), down in zip(named, lines, strict=True)
    ]
    layer = _text("names", data, 15)
    layer.getPixelOffset = "@@=offset"
    return layer


def signs_layer(points: Sequence[tuple[str, Point]]) -> pydeck.Layer:
    """Signs in the middle of areas; where there are many, small ones, and numbers on top."""
    crowded = len(points) > _CROWDED
    data = [
        {"name": sign, "position": [point.longitude, point.latitude],
         "size": _SMALL_SIGN if crowded and not sign.isdecimal() else _SIGN}
        for sign, point in sorted(points, key=lambda point: point[0].isdecimal())
    ]  # fmt: skip
    return _text("points", data, "size")


def _on_screen(places: Sequence[tuple[float, float]], seen: pydeck.ViewState) -> list[tuple[float, float]]:
    """Places (longitude, latitude) in pixels of a view, down the screen."""
    along, flat = WORLD * 2**seen.zoom / 360, math.cos(math.radians(seen.latitude))
    return [(longitude * along, -latitude * along / flat) for longitude, latitude in places]


def parted(names: Sequence[tuple[float, float, float]]) -> list[int]:
    """How far down each name moves, in pixels, so that none stands on another.

    `names` are the middle of each in pixels, down the screen, and its width; the first of them stay where they are.
    """
    placed: list[tuple[float, float, float]] = []
    moved = []
    for x, y, width in names:
        for step in range(len(names) + 1):
            down = next(
                (d for d in (step * _LINE, -step * _LINE)
                 if all(abs(x - a) >= (width + w) / 2 or abs(y + d - b) >= _LINE for a, b, w in placed)),
                None,
            )  # fmt: skip
            if down is not None:
                break
        placed.append((x, y + (down or 0), width))
        moved.append(down or 0)
    return moved


def dotted_layers(points: Sequence[tuple[str, Point]], seen: pydeck.ViewState, ink: str) -> list[pydeck.Layer]:
    """A dot at each point and its sign beside it, those of near points around them."""
    pixels = _on_screen([(point.longitude, point.latitude) for _, point in points], seen)
    data = [
        {"name": sign, "position": [point.longitude, point.latitude], "offset": list(offset)}
        for (sign, point), offset in zip(points, beside(pixels), strict=True)
    ]
    dots = pydeck.Layer(
        "ScatterplotLayer", data, id="dots", pickable=False, get_position="position", get_radius=4,
        radius_units="'pixels'", get_fill_color=rgb(ink), stroked=True, get_line_color=[255, 255, 255],
        line_width_units="'pixels'", get_line_width=1,
    )  # fmt: skip
    signs = _text("points", data, 18)
    signs.getPixelOffset = "@@=offset"
    return [dots, signs]


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


def _text(name: str, data: Sequence[Mapping[str, object]], size: int | str) -> pydeck.Layer:
    """Words or signs in ink with a white rim, legible on every class. `size` in pixels, or the field that holds it."""
    layer = pydeck.Layer(
        "TextLayer", list(data), id=name, pickable=False, get_position="position", get_text="name", get_size=size,
        outline_width=4, outline_color=[255, 255, 255, 255], background=False,
    )  # fmt: skip
    layer.fontFamily = "Arial, sans-serif"
    layer.fontWeight = 700
    layer.fontSettings = {"sdf": True, "fontSize": 64, "buffer": 12, "radius": 16}
    layer.characterSet = sorted({letter for item in data for letter in str(item["name"])})
    return layer


def rgb(colour: str) -> list[int]:
    """A colour as `#RRGGBB` for a layer."""
    return [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
