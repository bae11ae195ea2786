"""Two bars for each kind of concern: the share of answers, and the share of records."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cspdash.charts.specs import Spec, spec_layer, spec_of
from cspdash.charts.theme import DARK_BLUE, INK
from cspdash.wording import perception as told
from cspdash.wording import survey as words

_RECORDS = "#A8CFE6"
_MEASURES = ("Answers", "Records")


def gap_bars(table: pd.DataFrame) -> Spec:
    """The bars with their 95% intervals; where police.uk has no counterpart, words stand in place of its bar.

    `table` is what `statistics.perception.beside` gives.
    """
    data: list[dict[str, Any]] = []
    for row in table.to_dict("records"):
        data.append(_bar(row, "Answers", ("share", "lower", "upper"), "of answers"))
        if row["kind"] == "recorded":
            data.append(_bar(row, "Records", ("record_share", "record_lower", "record_upper"), "of records"))
        else:
            gone = told.NO_RECORDS if row["kind"] == "none" else f"within {' and '.join(row['types'])}"
            data.append({"What": row["label"], "Measure": "Records", "known": False, "words": gone})
    top = max([row["upper"] for row in data if row["known"]], default=0.0) or 1.0
    y = {
        "field": "What", "type": "nominal", "title": None, "sort": None,
        "scale": {"domain": list(table["label"]), "paddingInner": 0.2},
        "axis": {"domain": False, "ticks": False, "labelLimit": 330},
    }  # fmt: skip
    offset = {"yOffset": {"field": "Measure", "type": "nominal", "scale": {"domain": list(_MEASURES)}}}
    across = {"type": "quantitative", "scale": {"domain": [0, min(1.0, top * 1.35)], "nice": False},
              "axis": {"title": "Share of answers, share of records", "format": "%", "tickCount": 6}}  # fmt: skip
    tips = {"tooltip": [{"field": name, "type": "nominal"} for name in ("What", "Measure", "Share", "95% interval")]}
    fill = {"field": "Measure", "type": "nominal", "scale": {"domain": list(_MEASURES), "range": [DARK_BLUE, _RECORDS]},
            "legend": {"orient": "top", "title": None, "symbolType": "square"}}  # fmt: skip
    text = {"text": {"field": "words", "type": "nominal"}, "y": y, "color": {"value": INK}} | offset
    label = {"type": "text", "align": "left", "dx": 6, "fontSize": 13}
    layers = [
        spec_layer({"type": "bar"}, {"x": {"field": "share"} | across, "y": y, "color": fill} | offset | tips,
                   "datum.known"),
        spec_layer({"type": "rule", "strokeWidth": 1.5, "color": INK},
                   {"x": {"field": "lower"} | across, "x2": {"field": "upper"}, "y": y} | offset | tips, "datum.known"),
        spec_layer(label, text | {"x": {"field": "upper"} | across}, "datum.known"),
        spec_layer(label, text | {"x": {"datum": 0} | across}, "!datum.known"),
    ]  # fmt: skip
    return spec_of(data, layers, 48 * len(table))


def _bar(row: dict[Any, Any], measure: str, names: tuple[str, str, str], of: str) -> dict[str, Any]:
    share, lower, upper = (row[name] for name in names)
    known = not pd.isna(share)
    return {
        "What": row["label"], "Measure": measure, "known": known, "share": share if known else None,
        "lower": lower if known else None, "upper": upper if known else None,
        "words": f"{words.share(share)} {of}" if known else words.HIDDEN, "Share": words.share(share),
        "95% interval": words.interval(lower, upper),
    }  # fmt: skip
