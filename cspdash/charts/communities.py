"""The charts of Communities most affected: rates with intervals, and LSOAs in order of deprivation with their line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cspdash.charts.specs import Spec, spec_layer, spec_of
from cspdash.charts.theme import DARK_BLUE, INK, LIGHT_BLUE, NAVY

# The height of a bar's row, and of the axis and its title below.
_ROW, _BELOW = 38, 56
_FITS = 0.3  # of the chart's width
# More circles than this are drawn smaller.
_MANY = 100
_HALO = {"stroke": "white", "strokeWidth": 4}


def group_rates_chart(rows: Sequence[Mapping[str, Any]], average: float | None, average_told: str, unit: str) -> Spec:
    """A bar a group with its 95% interval; a dashed line at the rate of all; words where there is no rate.

    Args:
        rows: kind (`known` or `none`), name, rate, lower, upper (per 1,000), text (written at the bar's foot), and the
            columns Group, Rate, Interval and Count for the pointer.
        average: the rate of all groups together; None where there is none.
        average_told: what is written at its line.
        unit: of the rates, below the axis.
    """
    top = max([float(row["upper"]) for row in rows if row["kind"] == "known"], default=0.0) or 1.0
    scale = {"domain": [0, top * 1.05], "nice": False}
    across = {"type": "quantitative", "scale": scale, "axis": {"title": unit, "tickCount": 6}}
    order = [str(row["name"]) for row in rows]
    y = {
        "field": "name", "type": "nominal", "title": None, "scale": {"domain": order, "paddingInner": 0.3},
        "axis": {"domain": False, "ticks": False, "labelLimit": 300},
    }  # fmt: skip
    tips = {"tooltip": [{"field": name, "type": "nominal"} for name in ("Group", "Rate", "Interval", "Count")]}
    known = "datum.kind == 'known'"
    # Words that do not fit into a bar stand behind its interval.
    fits = f"{known} && datum.rate > {_FITS * top}"
    words = {"text": {"field": "text", "type": "nominal"}, "y": y}
    text, behind = words | {"x": across | {"datum": 0}}, words | {"x": across | {"field": "upper"}}
    foot = {"type": "text", "align": "left", "dx": 8, "fontSize": 14}
    bounds = {"x": across | {"field": "lower"}, "x2": {"field": "upper"}, "y": y}
    beyond = foot | {"fontWeight": "bold"}
    layers = [
        spec_layer({"type": "bar", "color": DARK_BLUE}, {"x": across | {"field": "rate"}, "y": y} | tips, known),
        spec_layer({"type": "rule", "strokeWidth": 2, "color": INK}, bounds | tips, known),
        spec_layer(foot | {"color": "white", "fontWeight": "bold"}, text, fits),
        spec_layer(foot | {"color": INK}, text, "datum.kind == 'none'"),
    ]
    data: list[Mapping[str, Any]] = list(rows)
    if average is not None:
        data.append({"kind": "average", "average": average, "text": average_told})
        line = {"x": across | {"field": "average"}}
        side = "right" if average > 0.5 * top else "left"
        words = {
            "type": "text",
            "align": side,
            "dx": 5 if side == "left" else -5,
            "dy": -8,
            "fontSize": 14,
            "color": NAVY,
        }
        layers += [
            spec_layer({"type": "rule", "color": NAVY, "strokeWidth": 2, "strokeDash": [6, 4]}, line,
                       "datum.kind == 'average'"),
            spec_layer(words, line | {"y": {"value": 0}, "text": {"field": "text", "type": "nominal"}},
                       "datum.kind == 'average'"),
        ]  # fmt: skip
    # Last, with a ground of their own: the line of all may run through them.
    layers += [spec_layer(beyond | {"color": INK} | halo, behind, f"{known} && !({fits})") for halo in (_HALO, {})]
    return spec_of(data, layers, _BELOW + _ROW * len(rows))


def slope_chart(points: Sequence[Mapping[str, Any]], ends: tuple[float, float] | None, unit: str) -> Spec:
    """A circle an LSOA, larger with more residents, from the most deprived on the left; the line through their rates.

    Args:
        points: x (0 the most deprived resident to 1), y (the rate), people, label (empty: not written), and the columns
            Area, Rate, Residents and Rank for the pointer.
        ends: the line's rates at the most and the least deprived end; None for no line.
        unit: of the rates.
    """
    top = max([float(point["y"]) for point in points] + [*(ends or ())], default=0.0) * 1.08 or 1.0
    low = min(0.0, *(ends or (0.0,)))
    ends_named = "datum.value == 0 ? 'most deprived' : datum.value == 1 ? 'least deprived'"
    axis = {
        "title": "Residents in order of deprivation", "values": [0, 0.2, 0.4, 0.6, 0.8, 1], "labelFlush": True,
        "labelExpr": f"{ends_named} : format(datum.value, '.0%')",
    }  # fmt: skip
    x = {"field": "x", "type": "quantitative", "scale": {"domain": [0, 1], "nice": False}, "axis": axis}
    y = {"field": "y", "type": "quantitative", "scale": {"domain": [low, top], "nice": False},
         "axis": {"title": unit, "tickCount": 5}}  # fmt: skip
    largest = 260 if len(points) <= _MANY else 90
    size = {
        "field": "people", "type": "quantitative", "legend": None,
        "scale": {"domain": [0, 3000], "range": [0, largest]},
    }  # fmt: skip
    tips = {"tooltip": [{"field": name, "type": "nominal"} for name in ("Area", "Rate", "Residents", "Rank")]}
    place = {"x": x, "y": y}
    text = {"text": {"field": "label", "type": "nominal"}}
    circle = {"type": "point", "filled": True, "color": LIGHT_BLUE, "stroke": NAVY, "strokeWidth": 0.8, "opacity": 0.75}
    name = {"type": "text", "align": "left", "dx": 10, "fontSize": 13, "color": INK}
    named, line = "datum.kind == 'lsoa' && datum.label != ''", "datum.kind == 'line'"
    layers = [
        spec_layer(circle, place | {"size": size} | tips, "datum.kind == 'lsoa'"),
        spec_layer({"type": "line", "color": "white", "strokeWidth": 6}, place, line),
        spec_layer({"type": "line", "color": DARK_BLUE, "strokeWidth": 3}, place, line),
        spec_layer(name | _HALO, place | text, named),
        spec_layer(name, place | text, named),
    ]
    rows: list[Mapping[str, Any]] = [{"kind": "lsoa"} | dict(point) for point in points]
    if ends is not None:
        rows += [{"kind": "line", "x": float(at), "y": end} for at, end in enumerate(ends)]
        ink = {"type": "text", "fontSize": 14, "fontWeight": "bold", "color": DARK_BLUE}
        for at, align, away in ((0, "left", 18), (1, "right", -10)):
            rows.append({"kind": f"end{at}", "x": float(at), "y": ends[at], "label": f"{ends[at]:,.1f}"})
            style = ink | {"align": align, "dx": 6 if at == 0 else -6, "dy": away}
            layers += [
                spec_layer(style | halo, place | text, f"datum.kind == 'end{at}'") for halo in (_HALO, {})
            ]  # fmt: skip
    return spec_of(rows, layers, 330)
