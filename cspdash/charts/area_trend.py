"""The months of one area, small: bars from nought, gaps as open boxes."""

from __future__ import annotations

import pandas as pd

from cspdash.charts.specs import Spec, house_look
from cspdash.charts.theme import DARK_BLUE, GREY


def area_trend(monthly: pd.Series[float]) -> Spec:
    """Bars of monthly counts as Vega-Lite.

    Args:
        monthly: by month (`YYYY-MM`), NaN where it is missing or incomplete.
    """
    counts = [None if pd.isna(count) else int(count) for count in monthly]
    top = max([count for count in counts if count is not None], default=0) or 1
    rows = [
        {"month": f"{month}-01T00:00:00", "count": count, "box": top if count is None else None}
        for month, count in zip(monthly.index, counts, strict=True)
    ]
    month = {
        "field": "month", "type": "ordinal", "timeUnit": "yearmonth", "title": None,
        "axis": {"format": "%b %Y", "labelAngle": 0, "labelOverlap": True},
    }  # fmt: skip
    named = {"field": "month", "type": "temporal", "timeUnit": "yearmonth", "format": "%B %Y"}
    bars = {
        "mark": {"type": "bar", "color": DARK_BLUE},
        "encoding": {
            "x": month,
            "y": {
                "field": "count",
                "type": "quantitative",
                "title": None,
                "stack": None,
                "axis": {"tickMinStep": 1, "tickCount": 4},
            },
            "tooltip": [named | {"title": "Month"}, {"field": "count", "type": "quantitative", "title": "Count"}],
        },
    }
    boxes = {
        "transform": [{"filter": "datum.box !== null"}],
        "mark": {"type": "bar", "fill": "white", "stroke": GREY, "strokeDash": [3, 3]},
        "encoding": {
            "x": month,
            "y": {"field": "box", "type": "quantitative", "stack": None},
            "tooltip": [named | {"title": "Missing or incomplete"}],
        },
    }
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json", "data": {"values": rows}, "height": 150,
        "layer": [bars, boxes], "config": house_look(),
    }  # fmt: skip
