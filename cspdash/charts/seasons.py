"""The heat maps of Seasons: financial year × month.

Drawn from one table on plain number axes, a cell being one by one, because every further layer and table of an Altair
chart costs the reader tens of milliseconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import altair as alt
import pandas as pd

from cspdash.charts.theme import DIVERGING, INK, NAVY, SEQUENTIAL, AnyChart
from cspdash.statistics.seasons import INDEX_EDGES, MONTHS, Season, class_edges, class_of, month_of
from cspdash.wording.numbers import number
from cspdash.wording.seasons import MEDIAN_ROW, ROWS, STATES, class_labels, no_index

GAP_CLASS = "gap"
_GAPS = ("partial", "doubtful", "missing")
_GAP, _HATCH, _HATCHES = "#EDEDED", "#B5B5B5", 5
_ROW = 27
_PAD_X, _PAD_Y = 0.015, 0.04
# On these fills dark text cannot be read.
_DARK = {SEQUENTIAL[3], SEQUENTIAL[4], DIVERGING[0]}
_TOLD = ["Month", "Count", "Index", "As printed", "Note"]


def heat_map(cells: pd.DataFrame, averages: pd.DataFrame, found: Season, shown: str) -> AnyChart:
    """Cells with their numbers, coloured in five classes; gaps grey and hatched; averages below a line.

    Args:
        cells: what `statistics.seasons.cells` gives.
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
            "x": at + _PAD_X, "x2": at + 1 - _PAD_X, "y": down + _PAD_Y, "y2": down + 1 - _PAD_Y, "middle": at + 0.5,
            "centre": down + 0.5,
        }  # fmt: skip
    drawn += _lines(drawn, len(list(cells.groupby("financial_year"))), len(rows))
    notes = _rows_without(cells, rows) if index else []
    # Every layer names the same axes: where one leaves them open, Vega-Lite falls back to its own labels.
    across = {
        "title": None, "scale": alt.Scale(domain=[0, 12], nice=False),
        "axis": _axis([name[:3] for name in MONTHS], orient="top"),
    }  # fmt: skip
    down_ = {
        "title": None, "scale": alt.Scale(domain=[0, len(rows)], nice=False, reverse=True), "axis": _axis(rows),
    }  # fmt: skip
    box = {"x": alt.X("x:Q", **across), "x2": "x2", "y": alt.Y("y:Q", **down_), "y2": "y2"}
    spot = {"x": alt.X("middle:Q", **across), "y": alt.Y("centre:Q", **down_), "text": "text:N"}
    colour = alt.Color(
        "Class:N", scale=alt.Scale(domain=list(fills), range=list(fills.values())),
        legend=alt.Legend(orient="bottom", title=None, columns=len(fills), symbolType="square", symbolStrokeWidth=0,
                          symbolSize=180),
    )  # fmt: skip
    ink = alt.Color("ink:N", scale=None)
    layers = [
        alt.Chart().mark_rect().transform_filter("datum.kind == 'cell'").encode(**box, color=colour, tooltip=_TOLD),
        alt.Chart().mark_rule(strokeWidth=1).transform_filter("datum.kind == 'line'").encode(**box, color=ink),
        alt.Chart()
        .mark_text(fontSize=alt.ExprRef("datum.size"), fontWeight=alt.ExprRef("datum.weight"))
        .transform_filter("isValid(datum.text) && datum.kind != 'note'")
        .encode(**spot, color=ink, tooltip=_TOLD),
    ]
    if notes:
        # White around the letters keeps them apart from the hatching below.
        layers += [
            alt.Chart()
            .mark_text(align="left", fontSize=13, fontStyle="italic", color=INK, stroke=halo, strokeWidth=wide)
            .transform_filter("datum.kind == 'note'")
            .encode(**spot)
            for halo, wide in (("white", 5), (INK, 0))
        ]
    data = pd.DataFrame(drawn + notes)
    chart: AnyChart = alt.layer(*layers, data=data).properties(width=860, height=_ROW * len(rows))
    return chart


def _axis(names: Sequence[str], orient: Literal["top", "left"] = "left") -> alt.Axis:
    """A number axis with a name at the middle of each cell."""
    return alt.Axis(
        orient=orient, domain=False, ticks=False, grid=False, values=[at + 0.5 for at in range(len(names))],
        labelExpr=f"split('{'|'.join(names)}', '|')[floor(datum.value)]", labelOverlap=False,
    )  # fmt: skip


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
                "gap": gap, "size": 11 if gap else 14, "weight": "normal",
                "Month": month_of(str(cell["financial_year"]), str(cell["month"])).label,
                "Count": _told(cell["published"] if gap else cell["value"]), "Index": _told(cell["index"]),
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
