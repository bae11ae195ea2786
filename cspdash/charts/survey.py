"""Shares of answers as bars with their intervals, and a scale from one end to the other by year."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import pandas as pd

from cspdash.charts.specs import Spec, spec_layer, spec_of
from cspdash.charts.theme import DARK_BLUE, DIVERGING, GREY, INK
from cspdash.wording import survey as words

_ROW, _PALE = 30, "#C9D9E6"
# From the good end of a scale to the bad: dark against pale at the ends, so that neither is red or green.
_FIVE = list(DIVERGING)
_THREE = [DIVERGING[4], "#EBEBEB", DIVERGING[0]]


def share_bars(rows: Sequence[Mapping[Hashable, Any]], axis: str = "Share of answers", bold: str = "") -> Spec:
    """A bar for each row with its 95% interval; a row that is suppressed says so in words.

    Args:
        rows: name, share, lower, upper (from 0 to 1, NaN where suppressed), in the order to draw.
        axis: what the bars measure.
        bold: the name of the row that stands out.
    """
    data: list[dict[str, Any]] = [
        {
            "Name": str(row["name"]), "own": str(row["name"]) == bold or not bold, "known": not pd.isna(row["share"]),
            "share": _or_none(row["share"]), "lower": _or_none(row["lower"]), "upper": _or_none(row["upper"]),
            "end": _or_none(row["upper"]) or 0.0,
            "words": words.HIDDEN if pd.isna(row["share"]) else words.share(row["share"]),
            "Share": words.share(row["share"]), "95% interval": words.interval(row["lower"], row["upper"]),
        }
        for row in rows
    ]  # fmt: skip
    top = max([row["upper"] for row in data if row["known"]], default=0.0) or 1.0
    y = {
        "field": "Name", "type": "nominal", "title": None, "sort": None,
        "scale": {"domain": [row["Name"] for row in data], "paddingInner": 0.3},
        "axis": {"domain": False, "ticks": False, "labelLimit": 330},
    }  # fmt: skip
    across = {"type": "quantitative", "scale": {"domain": [0, top * 1.1], "nice": False},
              "axis": {"title": axis, "format": "%", "tickCount": 6}}  # fmt: skip
    tips = {"tooltip": [{"field": name, "type": "nominal"} for name in ("Name", "Share", "95% interval")]}
    fill = {"condition": {"test": "datum.own", "value": DARK_BLUE}, "value": _PALE}
    layers = [
        spec_layer({"type": "bar"}, {"x": {"field": "share"} | across, "y": y, "color": fill} | tips, "datum.known"),
        spec_layer({"type": "rule", "strokeWidth": 2, "color": INK},
                   {"x": {"field": "lower"} | across, "x2": {"field": "upper"}, "y": y} | tips, "datum.known"),
        spec_layer({"type": "text", "align": "left", "dx": 6, "fontSize": 14, "color": INK},
                   {"x": {"field": "end"} | across, "y": y, "text": {"field": "words", "type": "nominal"}}, "true"),
    ]  # fmt: skip
    return spec_of(data, layers, _ROW * len(data))


def scale_bars(by_year: Mapping[str, pd.DataFrame]) -> Spec:
    """A bar of 100% for each survey, parted by the answers of a scale; a survey that is suppressed has no bar.

    `by_year`: the survey's years → answer, position, n, share in the order of the scale.
    """
    data: list[dict[str, Any]] = []
    answers: list[str] = []
    for name, table in by_year.items():
        answers = answers or [str(answer) for answer in table["answer"]]
        at, whole = 0.0, not table["share"].isna().any()
        for row in table.to_dict("records") if whole else ():
            end = at + float(row["share"])
            data.append(
                {"Survey": name, "Answer": str(row["answer"]), "x": at, "x2": end, "middle": (at + end) / 2,
                 "wide": row["share"] >= 0.045, "words": words.share(row["share"]),
                 "dark": _dark(row["position"], len(table))}
            )  # fmt: skip
            at = end
        if not whole:
            data.append({"Survey": name, "x": 0.0, "words": words.HIDDEN, "gone": True})
    y = {"field": "Survey", "type": "nominal", "title": None, "sort": None,
         "scale": {"domain": list(by_year), "paddingInner": 0.25},
         "axis": {"domain": False, "ticks": False, "labelLimit": 260}}  # fmt: skip
    across = {"type": "quantitative", "scale": {"domain": [0, 1]},
              "axis": {"title": "Share of answers", "format": "%", "tickCount": 5}}  # fmt: skip
    colours = _FIVE if len(answers) == 5 else _THREE + [GREY] * max(0, len(answers) - 3)
    fill = {"field": "Answer", "type": "nominal", "scale": {"domain": answers, "range": colours}, "sort": answers,
            "legend": {"orient": "top", "title": None, "columns": len(answers), "symbolType": "square"}}  # fmt: skip
    tips = {"tooltip": [{"field": name, "type": "nominal"} for name in ("Survey", "Answer")]
            + [{"field": "words", "type": "nominal", "title": "Share"}]}  # fmt: skip
    text = {"text": {"field": "words", "type": "nominal"}, "y": y}
    layers = [
        spec_layer({"type": "bar", "stroke": "white", "strokeWidth": 1},
                   {"x": {"field": "x"} | across, "x2": {"field": "x2"}, "y": y, "color": fill} | tips, "!datum.gone"),
        spec_layer({"type": "text", "fontSize": 14},
                   text | {"x": {"field": "middle"} | across,
                           "color": {"condition": {"test": "datum.dark", "value": "white"}, "value": INK}},
                   "datum.wide"),
        spec_layer({"type": "text", "fontSize": 14, "align": "left", "dx": 6, "color": INK},
                   text | {"x": {"field": "x"} | across}, "datum.gone"),
    ]  # fmt: skip
    return spec_of(data, layers, 44 * len(by_year))


def _dark(position: int, of: int) -> bool:
    """Whether white letters can be read on the colour of an answer."""
    return position == (1 if of == 5 else 3)


def _or_none(value: float) -> float | None:
    return None if pd.isna(value) else float(value)
