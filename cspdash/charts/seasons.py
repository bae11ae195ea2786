"""The heat maps of Seasons: financial year × month."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from cspdash.charts.theme import DIVERGING, INK, NAVY, SEQUENTIAL, AnyChart
from cspdash.statistics.seasons import INDEX_EDGES, MONTHS, Season, class_edges, class_of, month_of
from cspdash.wording.numbers import number
from cspdash.wording.seasons import MEDIAN_ROW, ROWS, STATES, class_labels, no_index

_GAPS = ("partial", "doubtful", "missing")
_GAP, _HATCH, _HATCHES = "#EDEDED", "#B5B5B5", 5
GAP_CLASS = "gap"
_ROW = 27
# On these fills dark text cannot be read.
_DARK = {SEQUENTIAL[3], SEQUENTIAL[4], DIVERGING[0]}


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
    colours = DIVERGING if index else SEQUENTIAL
    drawn = pd.DataFrame(_month_cells(cells, index) + _below(averages, found, index))
    drawn["Class"] = [
        GAP_CLASS if gap else _label(value, edges) for gap, value in zip(drawn["gap"], drawn["value"], strict=True)
    ]
    fills = dict(zip(class_labels(edges), colours, strict=False)) | {GAP_CLASS: _GAP}
    drawn["ink"] = ["white" if fills.get(name) in _DARK else INK for name in drawn["Class"]]
    rows = list(dict.fromkeys(drawn["row"]))
    x = alt.X(
        "column:N", sort=[name[:3] for name in MONTHS], title=None, scale=alt.Scale(paddingInner=0.03, paddingOuter=0),
        axis=alt.Axis(orient="top", labelAngle=0, domain=False, ticks=False),
    )  # fmt: skip
    y = alt.Y(
        "row:N", sort=rows, title=None, scale=alt.Scale(domain=rows, paddingInner=0.08, paddingOuter=0),
        axis=alt.Axis(domain=False, ticks=False),
    )  # fmt: skip
    told = ["Month", "Count", "Index", "As printed", "Note"]
    filled, gaps = drawn[drawn["Class"] != ""], drawn[drawn["gap"]]
    layers: list[alt.Chart] = [
        alt.Chart(filled).mark_rect().encode(
            x=x, y=y, tooltip=told,
            color=alt.Color(
                "Class:N", scale=alt.Scale(domain=list(fills), range=list(fills.values())), sort=list(fills),
                legend=alt.Legend(orient="bottom", title=None, columns=len(fills), symbolType="square",
                                  symbolStrokeWidth=0, symbolSize=180),
            ),
        )
    ]  # fmt: skip
    layers += [_hatch(gaps, step / _HATCHES, (step + 1) / _HATCHES) for step in range(_HATCHES)]
    for weight, part in drawn[drawn["text"] != ""].groupby("weight"):
        layers.append(
            alt.Chart(part)
            .mark_text(fontSize=11 if weight == "small" else 14, fontWeight="bold" if weight == "bold" else "normal",
                       fontStyle="italic" if weight == "italic" else "normal")
            .encode(x=x, y=y, text="text:N", color=alt.Color("ink:N", scale=None), tooltip=told)
        )  # fmt: skip
    if index:
        layers += _rows_without(cells, y)
    below = drawn.loc[drawn["below"], "row"]
    if len(below):
        first = alt.Chart(pd.DataFrame({"row": [below.iloc[0]]}))
        layers.append(first.mark_rule(color=NAVY, strokeWidth=1.5).encode(y=alt.Y("row:N", bandPosition=0)))
    chart: AnyChart = alt.layer(*layers).properties(width=860, height=_ROW * len(rows))
    return chart


def _label(value: float | None, edges: Sequence[int]) -> str:
    return "" if value is None or pd.isna(value) else class_labels(edges)[class_of(value, edges)]


def _month_cells(cells: pd.DataFrame, index: bool) -> list[dict[str, Any]]:
    rows = []
    for cell in cells.to_dict("records"):
        gap = cell["state"] in _GAPS
        value = None if gap else cell["index" if index else "value"]
        # The class is that of the number that is read: 109.6 stands as 110.
        value = None if value is None or pd.isna(value) else float(round(value))
        text = "" if value is None else number(value)
        if gap and not pd.isna(cell["published"]):
            text = f"({number(cell['published'])})"
        elif cell["state"] == "printed" and text:
            text += "†"
        rows.append(
            {
                "row": cell["financial_year"], "column": cell["month"][:3], "value": value, "text": text, "gap": gap,
                "below": False,
                "weight": "small" if gap else "italic" if cell["state"] == "printed" else "normal",
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
    rows = []
    # An average of few records needs its decimal.
    decimals = 0 if index or max((value for *_, value in told if not pd.isna(value)), default=0) >= 20 else 1
    for row, month, value in told:
        known = not pd.isna(value)
        rounded = float(round(value, decimals)) if known else None
        rows.append(
            {
                "row": row, "column": month[:3], "value": rounded,
                "text": number(rounded) if rounded is not None else "",
                "gap": False, "below": True, "weight": "bold", "Month": f"{month}, {row[:1].lower()}{row[1:]}",
                "Count": "" if index else _told(value), "Index": _told(value) if index else "", "As printed": "",
                "Note": "",
            }
        )  # fmt: skip
    return rows


def _told(value: float) -> str:
    return "" if pd.isna(value) else number(round(float(value), 1))


def _hatch(gaps: pd.DataFrame, start: float, end: float) -> alt.Chart:
    """One slanting line through every gap."""
    chart: alt.Chart = (
        alt.Chart(gaps)
        .mark_rule(color=_HATCH, strokeWidth=1)
        .encode(
            x=alt.X("column:N", sort=[name[:3] for name in MONTHS], bandPosition=start),
            x2=alt.X2("column:N", bandPosition=end),
            y=alt.Y("row:N", bandPosition=1),
            y2=alt.Y2("row:N", bandPosition=0),
        )
    )
    return chart


def _rows_without(cells: pd.DataFrame, y: alt.Y) -> list[alt.Chart]:
    """A note across each year that has too few months or records for an index."""
    years = cells.groupby("financial_year").agg(n=("value", "count"), mean=("value", "mean"), index=("index", "count"))
    told = [
        {"row": year, "column": MONTHS[0][:3], "text": no_index(int(row["n"]), float(row["mean"]))}
        for year, row in years.iterrows() if row["index"] == 0 and row["n"] > 0
    ]  # fmt: skip
    # White around the letters keeps them apart from the hatching below.
    return [
        alt.Chart(pd.DataFrame(told))
        .mark_text(align="left", fontSize=13, fontStyle="italic", color=INK, stroke=halo, strokeWidth=width)
        .encode(x=alt.X("column:N", sort=[name[:3] for name in MONTHS], bandPosition=0.1), y=y, text="text:N")
        for halo, width in (("white", 5), (INK, 0)) if told
    ]  # fmt: skip
