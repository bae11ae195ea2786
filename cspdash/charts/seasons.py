"""The heat maps of Seasons: financial year × month.

Drawn from one table on plain number axes, a cell being one by one, in Vega-Lite's own words: every further table, layer
and channel object of Altair costs the reader milliseconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from cspdash.charts.specs import Spec, spec_layer, spec_of
from cspdash.charts.theme import DIVERGING, INK, NAVY, SEQUENTIAL
from cspdash.statistics.seasons import INDEX_EDGES, MONTHS, Season, class_edges, class_of, month_of
from cspdash.wording.numbers import number
from cspdash.wording.seasons import MEDIAN_ROW, ROWS, STATES, class_labels, mark_of, no_index, range_of

GAP_CLASS = "gap"
_GAPS = ("partial", "doubtful", "missing")
_GAP, _HATCH, _HATCHES = "#EDEDED", "#B5B5B5", 5
_ROW = 27
_PAD_X, _PAD_Y = 0.015, 0.04
# On these fills dark text cannot be read.
_DARK = {SEQUENTIAL[3], SEQUENTIAL[4], DIVERGING[0]}
_TOLD = ["Month", "Count", "Expected range", "Index", "As printed", "Note"]


def heat_map(cells: pd.DataFrame, averages: pd.DataFrame, found: Season, shown: str) -> Spec:
    """Cells with their numbers, coloured in five classes; gaps grey and hatched; averages below a line.

    Args:
        cells: what `statistics.seasons.cells` gives; months outside their range are marked beside the number where
            they come from `season_ranges.with_ranges`.
        averages: what `statistics.seasons.averages` gives; shown with counts.
        found: the season; the median of its months stands below an index.
        shown: counts or index.
    """
    index = shown == "index"
    edges = INDEX_EDGES if index else class_edges(list(cells["value"].dropna()))
    fills = dict(zip(class_labels(edges), DIVERGING if index else SEQUENTIAL, strict=False)) | {GAP_CLASS: _GAP}
    drawn = _month_cells(cells, index) + _below(averages, found, index)
    rows = list(dict.fromkeys(cell["row"] for cell in drawn))
    for cell in drawn:
        name = GAP_CLASS if cell["gap"] else _label(cell["value"], edges)
        at, down = cell.pop("position"), rows.index(cell["row"])
        cell |= {
            "kind": "cell" if name else "blank", "Class": name, "ink": "white" if fills.get(name) in _DARK else INK,
            "x": at + _PAD_X, "x2": at + 1 - _PAD_X, "y": down + _PAD_Y, "y2": down + 1 - _PAD_Y,
            "middle": at + (0.42 if cell.get("mark") else 0.5),
            "centre": down + 0.5, "right": at + 1 - 3 * _PAD_X, "upper": down + 0.36,
        }  # fmt: skip
    drawn += _lines(drawn, len(list(cells.groupby("financial_year"))), len(rows))
    notes = _rows_without(cells, rows) if index else []
    # Every layer names the same axes: where one leaves them open, Vega-Lite falls back to its own labels.
    months = _axis([name[:3] for name in MONTHS]) | {"orient": "top"}
    across = {"scale": {"domain": [0, 12], "nice": False}, "axis": months}
    along = {"scale": {"domain": [0, len(rows)], "nice": False, "reverse": True}, "axis": _axis(rows)}
    box = {"x": _field("x", **across), "x2": {"field": "x2"}, "y": _field("y", **along), "y2": {"field": "y2"}}
    text = {"field": "text", "type": "nominal"}
    spot = {"x": _field("middle", **across), "y": _field("centre", **along), "text": text}
    ink = {"field": "ink", "type": "nominal", "scale": None}
    legend = {"orient": "bottom", "title": None, "columns": len(fills), "symbolType": "square", "symbolStrokeWidth": 0,
              "symbolSize": 180}  # fmt: skip
    colour = {
        "field": "Class", "type": "nominal", "legend": legend,
        "scale": {"domain": list(fills), "range": list(fills.values())},
    }  # fmt: skip
    told = [{"field": name, "type": "nominal"} for name in _TOLD]
    words = {"type": "text", "fontSize": {"expr": "datum.size"}, "fontWeight": {"expr": "datum.weight"}}
    layers = [
        spec_layer({"type": "rect"}, box | {"color": colour, "tooltip": told}, "datum.kind == 'cell'"),
        spec_layer({"type": "rule", "strokeWidth": 1}, box | {"color": ink}, "datum.kind == 'line'"),
        spec_layer(words, spot | {"color": ink, "tooltip": told}, "isValid(datum.text) && datum.kind != 'note'"),
    ]
    if any(cell.get("mark") for cell in drawn):
        corner = {"x": _field("right", **across), "y": _field("upper", **along), "text": text | {"field": "mark"}}
        mark = {"type": "text", "align": "right", "fontSize": 13}
        layers.append(spec_layer(mark, corner | {"color": ink, "tooltip": told}, "isValid(datum.mark)"))
    if notes:
        # White around the letters keeps them apart from the hatching below.
        slanted = {"type": "text", "align": "left", "fontSize": 13, "fontStyle": "italic", "color": INK}
        for halo, wide in (("white", 5), (INK, 0)):
            layers.append(spec_layer(slanted | {"stroke": halo, "strokeWidth": wide}, spot, "datum.kind == 'note'"))
    return spec_of(drawn + notes, layers, _ROW * len(rows))


def _field(name: str, **how: Any) -> dict[str, Any]:
    return {"field": name, "type": "quantitative", "title": None, **how}


def _axis(names: Sequence[str]) -> dict[str, Any]:
    """A number axis with a name at the middle of each cell."""
    return {
        "domain": False, "ticks": False, "grid": False, "labelOverlap": False,
        "values": [at + 0.5 for at in range(len(names))],
        "labelExpr": f"split('{'|'.join(names)}', '|')[floor(datum.value)]",
    }  # fmt: skip


def _label(value: float | None, edges: Sequence[int]) -> str:
    return "" if value is None else class_labels(edges)[class_of(value, edges)]


def _month_cells(cells: pd.DataFrame, index: bool) -> list[dict[str, Any]]:
    rows = []
    for cell in cells.to_dict("records"):
        gap = cell["state"] in _GAPS
        value = None if gap else cell["index" if index else "value"]
        # The class is that of the number that is read: 109.6 stands as 110.
        value = None if value is None or pd.isna(value) else float(round(value))
        text = None if value is None else number(value)
        if gap and not pd.isna(cell["published"]):
            text = f"({number(cell['published'])})"
        elif cell["state"] == "printed" and text:
            text += "†"
        rows.append(
            {
                "row": str(cell["financial_year"]), "position": int(cell["position"]), "value": value, "text": text,
                "gap": gap, "size": 11 if gap else 14, "weight": "normal", "mark": mark_of(cell),
                "Month": month_of(str(cell["financial_year"]), str(cell["month"])).label,
                "Count": _told(cell["published"] if gap else cell["value"]), "Index": _told(cell["index"]),
                "Expected range": range_of(cell),
                "As printed": _told(cell["printed"]), "Note": STATES[str(cell["state"])],
            }
        )  # fmt: skip
    return rows


def _below(averages: pd.DataFrame, found: Season, index: bool) -> list[dict[str, Any]]:
    """The rows under the line: the averages, or the median index."""
    if index:
        told = [(MEDIAN_ROW, row["month"], row["median"]) for row in found.months.to_dict("records") if row["years"]]
    else:
        told = [(ROWS[row["financial_year"]], row["month"], row["value"]) for row in averages.to_dict("records")]
    # An average of few records needs its decimal.
    decimals = 0 if index or max((value for *_, value in told if not pd.isna(value)), default=0) >= 20 else 1
    rows = []
    for row, month, value in told:
        rounded = None if pd.isna(value) else float(round(value, decimals))
        rows.append(
            {
                "row": row, "position": MONTHS.index(month), "value": rounded,
                "text": None if rounded is None else number(rounded), "gap": False, "size": 14, "weight": "bold",
                "Month": f"{month}, {row[:1].lower()}{row[1:]}", "Count": "" if index else _told(value),
                "Expected range": "",
                "Index": _told(value) if index else "", "As printed": "", "Note": "",
            }
        )  # fmt: skip
    return rows


def _told(value: float) -> str:
    return "" if pd.isna(value) else number(round(float(value), 1))


def _lines(drawn: Sequence[dict[str, Any]], years: int, rows: int) -> list[dict[str, Any]]:
    """Slanting lines through every gap, and the line above the averages."""
    lines = [
        {
            "kind": "line", "ink": _HATCH, "y": cell["y2"], "y2": cell["y"],
            "x": cell["x"] + (cell["x2"] - cell["x"]) * step / _HATCHES,
            "x2": cell["x"] + (cell["x2"] - cell["x"]) * (step + 1) / _HATCHES,
        }
        for cell in drawn if cell["gap"] for step in range(_HATCHES)
    ]  # fmt: skip
    if rows > years:
        lines.append({"kind": "line", "ink": NAVY, "x": 0, "x2": 12, "y": years, "y2": years})
    return lines


def _rows_without(cells: pd.DataFrame, rows: Sequence[str]) -> list[dict[str, Any]]:
    """A note across each year that has too few months or records for an index."""
    years = cells.groupby("financial_year").agg(n=("value", "count"), mean=("value", "mean"), index=("index", "count"))
    return [
        {"kind": "note", "middle": 0.08, "centre": rows.index(str(year)) + 0.5,
         "text": no_index(int(row["n"]), float(row["mean"]))}
        for year, row in years.iterrows() if row["index"] == 0 and row["n"] > 0
    ]  # fmt: skip
