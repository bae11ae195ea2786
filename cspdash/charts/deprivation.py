"""The charts of Deprivation: where areas stand between the most and the least deprived of England."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cspdash.charts.specs import Spec, spec_layer, spec_of
from cspdash.charts.theme import DARK_BLUE, DIVERGING, GREY, INK, LIGHT_BLUE

# The height of a row, and of the axis and its title below; more rows than a few stand closer.
ROW, _BELOW = 42, 62
_MANY, _CLOSE = 20, 18
_FIFTH = 20.0
_HALO = {"stroke": "white", "strokeWidth": 3}


def positions_chart(rows: Sequence[Mapping[str, Any]], order: Sequence[str], told: Sequence[str]) -> Spec:
    """A row an area or domain: a diamond at its position with its figure, small circles at those of its LSOAs.

    Args:
        rows: kind (`mean` or `lsoa`), name, x (0 the most deprived of England, 100 the least), for means text (written
            beside the diamond), and the columns of `told`.
        order: the names from top to bottom.
        told: the columns shown when the pointer rests on a mark.
    """
    place = _place(order)
    tips = {"tooltip": [{"field": name, "type": "nominal"} for name in told]}
    text = {"text": {"field": "text", "type": "nominal"}}
    label = {"type": "text", "align": "center", "dy": -15, "fontSize": 13, "fontWeight": "bold", "color": INK}
    circle = {"type": "point", "filled": True, "size": 60, "color": LIGHT_BLUE, "opacity": 0.55}
    diamond = {"type": "point", "filled": True, "shape": "diamond", "size": 220, "color": DARK_BLUE, "opacity": 1,
               "stroke": "white", "strokeWidth": 1}  # fmt: skip
    layers = [
        *_fifth(), spec_layer(circle, place | tips, "datum.kind == 'lsoa'"),
        spec_layer(diamond, place | tips, "datum.kind == 'mean'"),
        spec_layer(label | _HALO, place | text, "datum.kind == 'mean'"),
        spec_layer(label, place | text, "datum.kind == 'mean'"),
    ]  # fmt: skip
    return spec_of([*rows, {"kind": "fifth", "x": _FIFTH}], layers, _height(order))


def moves_chart(rows: Sequence[Mapping[str, Any]], order: Sequence[str], told: Sequence[str]) -> Spec:
    """A row an area: an open circle where it stood before, a triangle pointing to where it stands now, joined.

    Args:
        rows: name, before, x (both from 0, the most deprived of England, to 100), side (`more`, `less` or `same`
            deprived), and the columns of `told`.
        order: the names from top to bottom.
        told: the columns shown when the pointer rests on a row.
    """
    place = _place(order)
    across = place["x"]
    tips = {"tooltip": [{"field": name, "type": "nominal"} for name in told]}
    colours = {"more": DIVERGING[4], "less": DIVERGING[0], "same": GREY}
    shapes = {"more": "triangle-left", "less": "triangle-right", "same": "circle"}
    before = {"x": across | {"field": "before"}, "y": place["y"]}
    layers = [*_fifth()]
    for side, colour in colours.items():
        where = f"datum.side == '{side}'"
        layers.append(
            spec_layer({"type": "rule", "color": colour, "strokeWidth": 2}, before | {"x2": {"field": "x"}}, where)
        )
        open_circle = {"type": "point", "filled": True, "fill": "white", "stroke": colour, "size": 50, "opacity": 1}
        layers.append(spec_layer(open_circle, before | tips, where))
        point = {"type": "point", "filled": True, "shape": shapes[side], "size": 110, "color": colour, "opacity": 1}
        layers.append(spec_layer(point, place | tips, where))
    return spec_of([*rows, {"kind": "fifth", "x": _FIFTH}], layers, _height(order))


def _place(order: Sequence[str]) -> dict[str, Any]:
    axis = {"title": "Position among the LSOAs of England: 0 the most deprived, 100 the least", "tickCount": 6,
            "values": [0, 20, 40, 60, 80, 100]}  # fmt: skip
    scale = {"domain": [0, 100], "nice": False}
    return {
        "x": {"field": "x", "type": "quantitative", "scale": scale, "axis": axis},
        "y": {
            "field": "name", "type": "nominal", "title": None, "scale": {"domain": list(order), "padding": 0.75},
            "axis": {"domain": False, "ticks": False, "grid": True, "gridColor": "#EBEBEB", "labelLimit": 300,
                     "labelFontSize": 14 if len(order) <= _MANY else 12},
        },
    }  # fmt: skip


def _fifth() -> list[Spec]:
    """A dashed line at the most deprived fifth of England."""
    across = {"x": {"field": "x", "type": "quantitative"}}
    rule = spec_layer({"type": "rule", "color": GREY, "strokeDash": [5, 4]}, across, "datum.kind == 'fifth'")
    words = {"type": "text", "align": "left", "dx": 5, "dy": -8, "fontSize": 13, "color": GREY}
    name = {"text": {"value": "◂ most deprived fifth"}, "y": {"value": 0}}
    return [rule, spec_layer(words | {"align": "left"}, across | name, "datum.kind == 'fifth'")]


def _height(order: Sequence[str]) -> int:
    return _BELOW + len(order) * (ROW if len(order) <= _MANY else _CLOSE)
