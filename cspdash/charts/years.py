"""Financial years as bars."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import altair as alt
import pandas as pd

from cspdash.charts.layers import layer
from cspdash.charts.theme import DARK_BLUE, GREY, INK, AnyChart
from cspdash.wording import verdicts
from cspdash.wording.numbers import number, percent, signed
from cspdash.wording.years import months_only, year_note

_FILLS = {"complete": DARK_BLUE, "printed": "#C9D9E6"}
_ROW, _HATCHES = 25, 24
_TOLD = ["Year", "Count", "Difference", "Verdict", "Note"]


def years_chart(years: pd.DataFrame) -> AnyChart:
    """A bar each financial year, oldest on top; printed ones lighter and hatched, broken ones as open boxes.

    `years` is what `statistics.quarters.years_judged` gives. The shape of its verdict stands before a difference.
    """
    rows = [_row(row) for row in years.to_dict("records")]
    top = max((row["length"] for row in rows if row["whole"]), default=0) or 1
    lines = []
    for row in rows:
        if not row["whole"]:
            row["length"] = top
        if row["state"] == "printed":
            step = top / _HATCHES
            starts = [at * step for at in range(_HATCHES) if at * step < row["length"]]
            lines += [
                {"kind": "line", "Year": row["Year"], "from": x, "to": min(x + step / 2, row["length"])} for x in starts
            ]
        row["at"] = row["length"] if row["whole"] else 0
    named = [row["Year"] for row in rows]
    scale = {"domain": named, "paddingInner": 0.2}
    axis = {"domain": False, "ticks": False, "minExtent": 74}
    y = {"field": "Year", "type": "nominal", "title": None, "scale": scale, "axis": axis}
    # Room at the right for the words that stand after a bar.
    across = {"type": "quantitative", "axis": None, "scale": {"domain": [0, top * 1.45], "nice": False}}
    told = [{"field": name, "type": "nominal"} for name in _TOLD]
    bars = {
        "x": {"field": "length"} | across, "y": y, "tooltip": told,
        "fill": {"field": "fill", "type": "nominal", "scale": None},
        "stroke": {"field": "edge", "type": "nominal", "scale": None},
    }  # fmt: skip
    words = {"x": {"field": "at"} | across, "y": y, "tooltip": told, "text": {"field": "words", "type": "nominal"}}
    dashed = {"expr": "datum.whole ? [1, 0] : [4, 3]"}
    layers = [layer({"type": "bar", "strokeWidth": 1, "strokeDash": dashed}, bars, "datum.kind == 'year'")]
    if lines:
        hatched = {
            "x": {"field": "from"} | across, "x2": {"field": "to"}, "y": y | {"bandPosition": 1},
            "y2": {"field": "Year", "bandPosition": 0},
        }  # fmt: skip
        rule = {"type": "rule", "color": DARK_BLUE, "strokeWidth": 0.8}
        layers.append(layer(rule, hatched, "datum.kind == 'line'"))
    text = {
        "type": "text",
        "align": "left",
        "dx": 7,
        "fontSize": 14,
        "color": INK,
        "fontStyle": {"expr": "datum.style"},
    }
    layers.append(layer(text, words, "datum.kind == 'year'"))
    data = pd.DataFrame(rows + lines)
    chart: AnyChart = alt.layer(*layers, data=data).properties(width=860, height=_ROW * len(rows))
    return chart


def _row(row: Mapping[Hashable, Any]) -> dict[str, Any]:
    count = None if pd.isna(row["count"]) else int(row["count"])
    whole = row["state"] in _FILLS
    difference = ""
    if not pd.isna(row["difference"]):
        step = int(row["difference"])
        share = "" if pd.isna(row["change"]) or step == 0 else f" ({percent(int(row['change']), equal=False)})"
        difference = f"{signed(step)}{share}" if step else "no change"
    if whole:
        printed = "as printed" if row["state"] == "printed" else ""
        marked = verdicts.marked(difference, row["verdict"])
        words = " · ".join(filter(None, (number(count or 0), marked, printed)))
    elif row["state"] == "incomplete":
        words = f"{months_only(row['months'])}: {number(count or 0)}"
    else:
        words = "not loaded"
    return {
        "kind": "year", "Year": f"{row['financial_year']}{' ◆' if row['stepped'] else ''}",
        "state": row["state"], "whole": whole,
        "length": count or 0, "fill": _FILLS.get(row["state"], "white"), "edge": DARK_BLUE if whole else GREY,
        "style": "normal" if whole else "italic", "words": words, "Count": "" if count is None else number(count),
        "Difference": difference, "Verdict": verdicts.explained(row), "Note": year_note(row),
    }  # fmt: skip
