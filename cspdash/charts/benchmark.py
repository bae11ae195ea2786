"""Districts beside each other: bars with intervals, the funnel, lines by quarter.

The district that the page is about stands out by weight, size and label, not by colour alone.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
from scipy.optimize import isotonic_regression

from cspdash.charts.layers import layer
from cspdash.charts.theme import DARK_BLUE, GREY, INK, NAVY, AnyChart
from cspdash.periods import Period
from cspdash.statistics.benchmark import Funnel, Together
from cspdash.wording.benchmark import PLACES, decimals, interval, rate
from cspdash.wording.numbers import number

_OTHER, _OTHER_LINE = "#C9D9E6", "#9A9A9B"
_LIMITS = {"Average": [1, 0], "95% limits": [5, 4], "99.8% limits": [2, 3]}
_ROW = 31
_BOLD_IF_OWN = {"expr": "datum.own ? 'bold' : 'normal'"}
_KINDS = ("other", "together", "own")
_APART = 0.054  # the height of a name, as a share of the highest rate


def rates_chart(table: pd.DataFrame, focus: str, average: Together, told: str) -> AnyChart:
    """A bar a district with its 95% interval, and an upright line at the rate of all together.

    Args:
        table: what `statistics.benchmark.by_district` gives, in the order to draw.
        focus: the code of the district that stands out.
        average: the rate of all together; `told` names it.
    """
    places = decimals(list(table["rate"]))
    rows = [
        {
            "kind": "known" if pd.notna(row["rate"]) else "unknown", "District": row["area_name"],
            "own": row["area_code"] == focus, "rate": row["rate"],
            "lower": row["lower"], "upper": row["upper"],
            "words": "no rate" if pd.isna(row["rate"]) else rate(row["rate"], places),
            "Rate": rate(row["rate"], places), "95% interval": interval(row["lower"], row["upper"], places),
        }
        for row in table.to_dict("records")
    ]  # fmt: skip
    names = [row["District"] for row in rows]
    own = next(row["District"] for row in rows if row["own"])
    top = max([row["upper"] for row in rows if row["kind"] == "known"], default=0.0) or 1.0
    is_own = {"test": f"datum.value === {json.dumps(own)}", "value": "bold"}
    y = {
        "field": "District", "type": "nominal", "title": None, "scale": {"domain": names, "paddingInner": 0.35},
        "axis": {"domain": False, "ticks": False, "labelFontWeight": {"condition": is_own, "value": "normal"}},
    }  # fmt: skip
    scale = {"domain": [0, top * 1.05], "nice": False}
    across = {"type": "quantitative", "scale": scale, "axis": {"title": "Per 1,000 residents", "tickCount": 6}}
    tooltip = [{"field": name, "type": "nominal"} for name in ("District", "Rate", "95% interval")]
    fill = {"condition": {"test": "datum.own", "value": DARK_BLUE}, "value": _OTHER}
    x = {"field": "rate"} | across
    layers = [
        layer({"type": "bar"}, {"x": x, "y": y, "color": fill, "tooltip": tooltip}, "datum.kind === 'known'"),
        layer(
            {"type": "rule", "strokeWidth": 2, "color": INK},
            {"x": {"field": "lower"} | across, "x2": {"field": "upper"}, "y": y, "tooltip": tooltip},
            "datum.kind === 'known'",
        ),
    ]
    # At the foot of the bars, where neither the intervals nor the upright line are.
    mark = {"type": "text", "align": "left", "dx": 8, "fontSize": 14, "fontWeight": _BOLD_IF_OWN}
    on_dark = {"condition": {"test": "datum.own && datum.kind === 'known'", "value": "white"}, "value": INK}
    text = {"field": "words", "type": "nominal"}
    foot = {"x": {"datum": 0} | across, "y": y, "text": text, "color": on_dark}
    layers.append(layer(mark, foot, "datum.kind !== 'average'"))
    data: list[dict[str, Any]] = list(rows)
    if average.districts:
        data.append({"kind": "average", "average": average.rate, "words": f"{told}: {rate(average.rate, places)}"})
        at = {"field": "average"} | across
        where = "datum.kind === 'average'"
        layers.append(layer({"type": "rule", "color": NAVY, "strokeWidth": 2, "strokeDash": [6, 4]}, {"x": at}, where))
        side = "right" if average.rate > 0.5 * top else "left"
        mark = {"type": "text", "align": side, "dy": -8, "fontSize": 14, "color": NAVY}
        layers.append(layer(mark, {"x": at, "y": {"value": 0}, "text": {"field": "words", "type": "nominal"}}, where))
    chart: AnyChart = alt.layer(*layers, data=pd.DataFrame(data)).properties(height=_ROW * len(rows))
    return chart


def funnel_chart(found: Funnel, focus: str) -> AnyChart:
    """Rate against residents, with the limits of chance around the rate of all together.

    The district with the code `focus` stands out by size, fill and bold name.
    """
    limits = {
        "Average": ("average",), "95% limits": ("lower_95", "upper_95"), "99.8% limits": ("lower_998", "upper_998"),
    }  # fmt: skip
    lines = [
        {"kind": "line", "x": row["exposure"], "y": row[column], "Limit": name, "side": column}
        for name, columns in limits.items() for column in columns for row in found.lines.to_dict("records")
    ]  # fmt: skip
    known = found.table[found.table["rate"].notna()]
    places = decimals(list(known["rate"]))
    wide = float(found.lines["exposure"].max())
    points = [
        {
            "kind": "point", "own": row["area_code"] == focus, "x": float(row["population"]), "y": row["rate"],
            "District": row["area_name"], "Rate": rate(row["rate"], places), "Residents": number(row["population"]),
            "In the funnel": PLACES[str(row["place"])], "left": float(row["population"]) > 0.72 * wide,
        }
        for row in known.to_dict("records")
    ]  # fmt: skip
    heights = [float(row["y"]) for row in (*lines, *points)]
    ends = [float(found.lines["exposure"].min()), wide]
    x = {
        "field": "x", "type": "quantitative", "scale": {"domain": ends, "nice": False, "zero": False},
        "axis": {"title": "Residents", "format": ",d", "tickCount": 6, "grid": False},
    }  # fmt: skip
    tall = {"domain": [min(heights), max(heights)], "zero": False, "nice": True}
    y = {
        "field": "y", "type": "quantitative", "scale": tall,
        "axis": {"title": "Per 1,000 residents", "tickCount": 6},
    }  # fmt: skip
    dash = {
        "field": "Limit", "type": "nominal", "scale": {"domain": list(_LIMITS), "range": list(_LIMITS.values())},
        "legend": {"orient": "top", "title": None, "symbolSize": 400, "symbolStrokeWidth": 2},
    }  # fmt: skip
    told = [{"field": name, "type": "nominal"} for name in ("District", "Rate", "Residents", "In the funnel")]
    layers = [
        layer(
            {"type": "line", "color": NAVY, "strokeWidth": 1.5},
            {"x": x, "y": y, "strokeDash": dash, "detail": {"field": "side", "type": "nominal"}},
            "datum.kind === 'line'",
        )
    ]
    drawn: dict[str, Any] = {"x": x, "y": y, "tooltip": told}
    for channel, own, other in (("shape", "diamond", "circle"), ("size", 260, 80), ("fill", DARK_BLUE, _OTHER)):
        drawn[channel] = {"condition": {"test": "datum.own", "value": own}, "value": other}
    layers.append(layer({"type": "point", "stroke": GREY, "opacity": 1}, drawn, "datum.kind === 'point'"))
    name = {
        "type": "text", "color": INK, "fontWeight": _BOLD_IF_OWN, "fontSize": {"expr": "datum.own ? 15 : 13"},
        "align": {"expr": "datum.left ? 'right' : 'left'"}, "dx": {"expr": "datum.left ? -11 : 11"},
    }  # fmt: skip
    named = {"x": x, "y": y, "text": {"field": "District", "type": "nominal"}}
    # White around the letters keeps them apart from the lines below.
    layers += [
        layer(name | halo, named, "datum.kind === 'point'") for halo in ({"stroke": "white", "strokeWidth": 4}, {})
    ]
    chart: AnyChart = alt.layer(*layers, data=pd.DataFrame(lines + points)).properties(height=360)
    return chart


def quarters_chart(table: pd.DataFrame, focus: str, quarters: Sequence[Period], together: str) -> AnyChart:
    """A line a district: the own one heavy, all together dashed, the others thin; a gap breaks the line.

    `table` is what `statistics.benchmark.by_quarter` gives; `together` names the line of all together.
    """
    names = [quarter.name for quarter in quarters]
    places = decimals(list(table["rate"]))
    rows = [
        {
            "kind": "own" if row["area_code"] == focus else "other" if row["area_code"] else "together",
            "own": row["area_code"] == focus,
            "District": row["area_name"] or together, "Quarter": row["quarter"],
            "rate": None if pd.isna(row["rate"]) else row["rate"], "Rate": rate(row["rate"], places),
            "95% interval": interval(row["lower"], row["upper"], places),
        }
        for row in table.to_dict("records")
    ]  # fmt: skip
    top = max([row["rate"] for row in rows if row["rate"] is not None], default=0.0) or 1.0
    x = {
        "field": "Quarter", "type": "ordinal", "title": None, "scale": {"domain": names},
        "axis": {"labelAngle": 0, "labelOverlap": True},
    }  # fmt: skip
    scale = {"domain": [0, top * 1.05], "nice": False}
    axis = {"title": "Per 1,000 residents", "tickCount": 5}
    y = {"field": "rate", "type": "quantitative", "scale": scale, "axis": axis}
    told = [{"field": name, "type": "nominal"} for name in ("District", "Quarter", "Rate", "95% interval")]
    detail = {"field": "District", "type": "nominal"}
    colour = _by_kind([_OTHER_LINE, NAVY, DARK_BLUE])
    for row in rows:
        row["wide"], row["dot"] = {"other": (1.25, 30), "together": (2, 30), "own": (4, 90)}[row["kind"]]
    as_is = {"type": "quantitative", "scale": None, "legend": None}
    lines = {
        "x": x, "y": y, "color": colour, "detail": detail, "strokeDash": _by_kind([[1, 0], [6, 4], [1, 0]]),
        "strokeWidth": {"field": "wide"} | as_is,
    }  # fmt: skip
    label = {"field": "label", "type": "quantitative", "scale": scale}
    mark = {"type": "text", "align": "left", "dx": 12, "fontSize": 13, "fontWeight": _BOLD_IF_OWN}
    layers = [
        layer({"type": "line"}, lines, "true"),
        layer(
            {"type": "point", "filled": True, "opacity": 1},
            {"x": x, "y": y, "color": colour, "size": {"field": "dot"} | as_is, "tooltip": told},
            "isValid(datum.rate)",
        ),
        layer(
            mark,
            {"x": x, "y": label, "text": detail, "color": _by_kind([GREY, INK, INK])},
            "isValid(datum.label)",
        ),
    ]
    # The last drawn lies on top.
    data = sorted(_labelled(rows, top), key=lambda row: _KINDS.index(row["kind"]))
    chart: AnyChart = alt.layer(*layers, data=pd.DataFrame(data)).resolve_scale(color="independent")
    return chart.properties(height=340)


def _by_kind(values: Sequence[Any]) -> dict[str, Any]:
    """A channel by the kind of line: another district, all together, the own one."""
    return {"field": "kind", "type": "nominal", "scale": {"domain": list(_KINDS), "range": values}, "legend": None}


def _labelled(rows: list[dict[str, Any]], top: float) -> list[dict[str, Any]]:
    """The rows, the last of each line with the height of its name, no two names on top of each other."""
    last = {row["District"]: row for row in rows if row["rate"] is not None}
    ordered = sorted(last.values(), key=lambda row: float(row["rate"]))
    # As near to the ends of the lines as names one step apart can stand (least squares).
    steps = np.arange(len(ordered)) * top * _APART
    if ordered:
        heights = isotonic_regression([row["rate"] for row in ordered] - steps).x + steps
        for row, height in zip(ordered, heights, strict=True):
            row["label"] = float(height)
    return rows
