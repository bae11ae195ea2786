"""Charts as Vega-Lite specifications, without Altair, which takes 40 ms to check what is always the same."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import altair as alt
import pandas as pd
import vl_convert

from cspdash.charts.theme import themed

Spec = dict[str, Any]


def spec_layer(mark: Mapping[str, Any], encoding: Mapping[str, Any], where: str) -> Spec:
    """A layer that draws some rows of its chart's table, `where` being a Vega expression over `datum`."""
    return {"mark": dict(mark), "encoding": dict(encoding), "transform": [{"filter": where}]}


def spec_of(rows: Sequence[Mapping[str, Any]], layers: Sequence[Spec], height: int) -> Spec:
    """A chart in the house's look.

    Args:
        rows: its table; a row need not have every column.
        layers: from the lowest to the one on top.
        height: in pixels; the width is that of the page.
    """
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json", "data": {"values": list(rows)},
        "height": height, "layer": list(layers), "config": house_look(),
    }  # fmt: skip


def spec_as_png(spec: Spec, title: str, subtitle: str, width: int = 640) -> bytes:
    """A specification as PNG with its finding and months written on it, at twice the screen's size."""
    told = spec | {
        "width": width,
        "title": {"text": title, "subtitle": subtitle, "anchor": "start", "fontSize": 18, "subtitleFontSize": 14},
    }
    return vl_convert.vegalite_to_png(json.dumps(told), scale=2)


@cache
def house_look() -> Spec:
    """The configuration that Altair's charts take from the theme."""
    empty = alt.Chart(pd.DataFrame({"x": [0]})).mark_point()
    config: Spec = themed(empty).to_dict()["config"]
    return config
