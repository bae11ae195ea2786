"""Pictures of Population: bars by age with marks beside them, two sides, and stacked shares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from cspdash.charts.specs import Spec, spec_layer, spec_of
from cspdash.charts.theme import CORAL, DARK_BLUE, GREY, INK, LIGHT_BLUE, LIGHT_GREY, LIME, NAVY, PLUM, SEQUENTIAL, TEAL
from cspdash.wording.numbers import number
from cspdash.wording.population import percent_of

_FILLS = (DARK_BLUE, LIME, PLUM, TEAL, CORAL, LIGHT_BLUE, NAVY)
# On these a label must be dark to be read.
_DARK_TEXT = {LIME, CORAL, LIGHT_BLUE, LIGHT_GREY, *SEQUENTIAL[:3]}
# A segment narrower than this share has no room for its label.
_ROOM = 4.0


def ages_chart(own: Mapping[str, tuple[int, float]], beside: Mapping[str, float] | None, other: str) -> Spec:
    """A bar a band, its share of residents, and a mark for the other area's.

    Args:
        own: band → residents and share in percent.
        beside: band → the other area's share.
        other: its name.
    """
    rows: list[dict[str, Any]] = []
    for band, (count, share) in own.items():
        row: dict[str, Any] = {
            "Age": band, "share": share, "Residents": number(count), "Share": percent_of(share),
        }  # fmt: skip
        if beside is not None:
            row |= {"other": beside[band], other: percent_of(beside[band])}
        rows.append(row)
    x = {
        "field": "Age", "type": "ordinal", "sort": None, 
        "axis": {"labelAngle": 0, "labelOverlap": True, "labelSeparation": 8},
    }  # fmt: skip
    y = {"type": "quantitative", "stack": None, "axis": {"title": "% of residents", "tickCount": 5}}
    told = [{"field": name, "type": "nominal"} for name in ("Age", "Residents", "Share")]
    layers = [
        spec_layer({"type": "bar", "color": DARK_BLUE}, {"x": x, "y": y | {"field": "share"}, "tooltip": told}, "true")
    ]
    if beside is not None:
        told = [*told, {"field": other, "type": "nominal"}]
        for colour, thick in (("white", 6), (CORAL, 3)):
            mark = {"type": "tick", "color": colour, "thickness": thick, "bandSize": 24, "opacity": 1}
            layers.append(spec_layer(mark, {"x": x, "y": y | {"field": "other"}, "tooltip": told}, "true"))
    return spec_of(rows, layers, 300)


def pyramid_chart(female: Mapping[str, tuple[int, float]], male: Mapping[str, tuple[int, float]]) -> Spec:
    """Females on the left and males on the right, the youngest at the bottom; band → residents and share of all."""
    rows = [
        {
            "Age": band, "side": -share if sex == "Females" else share, "Sex": sex, "Residents": number(count),
            "Share": percent_of(share),
        }
        for sex, bands in (("Females", female), ("Males", male))
        for band, (count, share) in bands.items()
    ]  # fmt: skip
    order = list(female)[::-1]
    y = {"field": "Age", "type": "ordinal", "sort": order, "axis": {"title": "Age"}}
    axis = {"title": "Females (left) and males (right), % of residents", "labelExpr": "format(abs(datum.value), '.1f')"}
    x = {"field": "side", "type": "quantitative", "axis": axis}
    told = [{"field": name, "type": "nominal"} for name in ("Age", "Sex", "Residents", "Share")]
    layers = [
        spec_layer({"type": "bar", "color": colour}, {"x": x, "y": y, "tooltip": told}, f"datum.Sex === '{sex}'")
        for sex, colour in (("Females", TEAL), ("Males", DARK_BLUE))
    ]
    return spec_of(rows, layers, 22 * len(order) + 50)


def stacked_chart(shares: pd.DataFrame, counts: pd.DataFrame, heading: str, *, ordered: bool = False) -> Spec:
    """A bar of 100% an area, parted in the order of the columns, with the share written into each part that has room.

    Args:
        shares: a row an area (its name), a column a category, in percent.
        counts: the same in people.
        heading: what the categories are.
        ordered: they follow each other, as ages do, and are coloured from light to dark.
    """
    rows: list[dict[str, Any]] = []
    categories = [str(name) for name in shares.columns]
    people = counts.astype(int).to_dict("index")
    for area, parts in shares.to_dict("index").items():
        start = 0.0
        for category, share in parts.items():
            wide = 0.0 if pd.isna(share) else float(share)
            rows.append(
                {
                    "Area": area, heading: category, "from": start, "to": start + wide, "middle": start + wide / 2,
                    "Share": percent_of(share), "Residents": number(people[area][category]),
                    "label": f"{wide:.0f}%" if wide >= _ROOM else "",
                }
            )  # fmt: skip
            start += wide
    fills = _fills(len(categories), ordered=ordered)
    axis = {"title": None, "labelLimit": 250, "domain": False, "ticks": False}
    y = {"field": "Area", "type": "nominal", "sort": None, "axis": axis}
    across = {
        "type": "quantitative",
        "scale": {"domain": [0, 100]},
        "axis": {"title": "% of residents", "tickCount": 5},
    }
    scale = {"domain": categories, "range": fills}
    told = [{"field": name, "type": "nominal"} for name in ("Area", heading, "Residents", "Share")]
    legend = {
        "orient": "top",
        "title": None,
        "columns": len(categories),
        "symbolType": "square",
        "symbolStrokeColor": GREY,
        "symbolStrokeWidth": 1,
    }
    bars = {
        "x": across | {"field": "from"}, "x2": {"field": "to"}, "y": y, "tooltip": told,
        "color": {"field": heading, "type": "nominal", "scale": scale, "legend": legend},
    }  # fmt: skip
    ink = [INK if fill in _DARK_TEXT else "white" for fill in fills]
    words = {
        "x": across | {"field": "middle"}, "y": y, "text": {"field": "label", "type": "nominal"}, "tooltip": told,
        "color": {"field": heading, "type": "nominal", "scale": {"domain": categories, "range": ink}, "legend": None},
    }  # fmt: skip
    layers = [
        spec_layer({"type": "bar", "stroke": "white", "strokeWidth": 1}, bars, "true"),
        spec_layer({"type": "text", "fontSize": 13, "fontWeight": "bold"}, words, "datum.label !== ''"),
    ]
    chart = spec_of(rows, layers, _tall(len(shares), 75))
    return chart | {"resolve": {"scale": {"color": "independent"}}}


def density_chart(density: Sequence[tuple[str, float]], own: str) -> Spec:
    """A bar an area, residents a hectare; the place itself darker."""
    rows = [
        {"Area": name, "value": value, "label": f"{value:.1f}", "own": name == own} for name, value in density
    ]  # fmt: skip
    axis = {"title": None, "labelLimit": 250, "domain": False, "ticks": False}
    y = {"field": "Area", "type": "nominal", "sort": None, "axis": axis}
    top = max((value for _, value in density), default=1.0)
    x = {
        "field": "value", "type": "quantitative", "scale": {"domain": [0, top * 1.1], "nice": False},
        "axis": {"title": "Residents per hectare", "tickCount": 5},
    }  # fmt: skip
    told = [
        {"field": "Area", "type": "nominal"},
        {"field": "label", "type": "nominal", "title": "Residents per hectare"},
    ]
    fill = {"condition": {"test": "datum.own", "value": NAVY}, "value": DARK_BLUE}
    text = {"type": "text", "align": "left", "dx": 6, "fontSize": 14, "color": INK}
    layers = [
        spec_layer({"type": "bar"}, {"x": x, "y": y, "color": fill, "tooltip": told}, "true"),
        spec_layer(text, {"x": x, "y": y, "text": {"field": "label", "type": "nominal"}}, "true"),
    ]
    return spec_of(rows, layers, _tall(len(rows), 45))


def _fills(number_of: int, *, ordered: bool) -> list[str]:
    fills = (*SEQUENTIAL, NAVY) if ordered else _FILLS
    return [*fills, *[LIGHT_GREY] * max(number_of - len(fills), 0)][:number_of]


def _tall(bars: int, around: int) -> int:
    """Pixels for horizontal bars and what stands around them; many bars are thinner."""
    return around + bars * (32 if bars <= 12 else 22)
