"""The charts of Trends: months against their expected range, twelve-month totals, years laid over each other.

A month is one wide on a plain number axis, with its middle at a whole number, so that a day falls inside its month and
a gap is a box.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import pandas as pd

from cspdash.charts.specs import Spec, spec_layer, spec_of
from cspdash.charts.theme import DARK_BLUE, DIVERGING, GREY, INK, LIGHT_BLUE, PLUM
from cspdash.periods import Month, Period
from cspdash.statistics.seasons import MONTHS
from cspdash.statistics.trends import runs
from cspdash.wording.marks import Mark
from cspdash.wording.numbers import DASH, number
from cspdash.wording.trends import expected_range, verdict

BAND = "#C9D9E6"
SIDES = {"above": ("triangle-up", DIVERGING[4]), "below": ("triangle-down", DIVERGING[0])}
_BOX = {"type": "rect", "fill": "#F7F7F7", "stroke": GREY, "strokeDash": [4, 3], "strokeWidth": 1}
_SMALL = {"type": "text", "fontSize": 12, "color": INK}
_LINE_OF_LABELS = 0.085  # height of a line of labels, as a share of the chart's
# What a name at the end of a year's line takes: months across, and a share of the small chart's height.
_ROOM_FOR_NAME, _LINE_OF_NAMES = 3.1, 0.1
_TOLD = ["Month", "Count", "Expected range", "Verdict"]
Rows = list[dict[str, Any]]


def monthly_chart(judged: pd.DataFrame, marks: Sequence[Mark]) -> Spec:
    """A line of monthly counts over the range expected, months outside marked by shape, gaps as dashed boxes.

    Args:
        judged: the months of one series, as `statistics.trends.against_expected` gives them, none left out.
        marks: changes of recording and events, of which those within the months are drawn with their labels.
    """
    months = judged.to_dict("records")
    first, last = Month.parse(months[0]["month"]), Month.parse(months[-1]["month"])
    span = Period(first, last)
    labels, lines = _labelled(marks, span)
    highest = max((value for row in months for value in (row["count"], row["high"]) if not pd.isna(value)), default=0)
    top = (highest or 1) * 1.06 / (1 - _LINE_OF_LABELS * lines)
    rows = _boxes(judged["month"], judged["count"].notna(), top) + _band(judged) + labels
    for row in rows:
        if row["kind"] == "mark":
            row["y"] = top * (1 - _LINE_OF_LABELS * (row.pop("line") + 0.5))
    line = _line(judged["month"], judged["count"])
    told = {row["month"]: row for row in months}
    rows += [point | {"kind": "count"} | _told(told[point["month"]]) for point in line]
    rows += [
        {"kind": row["exceedance"], "x": Month.parse(row["month"]) - first, "y": row["count"]} | _told(row)
        for row in months if row["exceedance"]
    ]  # fmt: skip
    rows += [
        {"kind": "hover", "x": at - 0.5, "x2": at + 0.5, "y": 0.0, "y2": top} | _told(row)
        for at, row in enumerate(months)
    ]
    across, along = _across(span), _along(top)
    place = {"x": _field("x", across), "y": _field("y", along)}
    box = place | {"x2": {"field": "x2"}, "y2": {"field": "y2"}}
    run = {"detail": {"field": "run", "type": "nominal"}}
    text = {"text": {"field": "text", "type": "nominal"}}
    tall = {"x": _field("x", across)}
    tips = {"tooltip": [{"field": name, "type": "nominal"} for name in _TOLD]}
    layers = [
        spec_layer(_BOX, box, "datum.kind == 'gap'"),
        spec_layer({"type": "area", "color": BAND}, place | {"y2": {"field": "y2"}} | run, "datum.kind == 'band'"),
        spec_layer({"type": "line", "color": "white", "strokeWidth": 1.5}, place | run, "datum.kind == 'expected'"),
        spec_layer({"type": "rule", "color": INK, "strokeDash": [5, 4]}, tall, "datum.kind == 'mark' && datum.dashed"),
        spec_layer({"type": "rule", "color": PLUM, "strokeWidth": 1.5}, tall, "datum.kind == 'mark' && !datum.dashed"),
        spec_layer({"type": "line", "color": DARK_BLUE, "strokeWidth": 2}, place | run, "datum.kind == 'count'"),
        spec_layer({"type": "point", "color": DARK_BLUE, "filled": True, "size": 22, "opacity": 1}, place,
              "datum.kind == 'count'"),
    ]  # fmt: skip
    for side, (shape, colour) in SIDES.items():
        mark = {"type": "point", "shape": shape, "filled": True, "size": 150, "color": colour, "opacity": 1,
                "stroke": "white", "strokeWidth": 1}  # fmt: skip
        layers.append(spec_layer(mark, place, f"datum.kind == '{side}'"))
    layers += [
        spec_layer(_SMALL | {"align": "center", "fontStyle": "italic", "color": "#F7F7F7", "stroke": "#F7F7F7",
                             "strokeWidth": 5}, place | text, "datum.kind == 'gap-label'"),
        spec_layer(_SMALL | {"align": "center", "fontStyle": "italic", "color": GREY}, place | text,
              "datum.kind == 'gap-label'"),
        spec_layer({"type": "rect", "opacity": 0}, box | tips, "datum.kind == 'hover'"),
    ]  # fmt: skip
    if labels:
        # White behind the letters keeps them apart from lines that run below.
        told_of = {"tooltip": {"field": "told", "type": "nominal"}}
        for align, dx in (("left", 5), ("right", -5)):
            for halo, wide in (("white", 4), (None, 0)):
                style = _SMALL | {"align": align, "dx": dx, "stroke": halo, "strokeWidth": wide}
                layers.append(
                    spec_layer(style, place | text | told_of, f"datum.kind == 'mark' && datum.align == '{align}'")
                )
    return spec_of(rows, layers, 300)


def rolling_chart(totals: pd.Series) -> Spec:
    """A line of twelve-month totals by the month they end with; dashed boxes where the twelve are not whole."""
    months = [str(month) for month in totals.index]
    span = Period(Month.parse(months[0]), Month.parse(months[-1]))
    top = (totals.max() if totals.notna().any() else 1) * 1.12 or 1
    rows = _boxes(months, totals.notna(), top) + _line(months, totals)
    for row in rows:
        row.setdefault("kind", "total")
        if row["kind"] == "total":
            row |= {"Twelve months to": Month.parse(row["month"]).label, "Total": number(row["y"])}
    return _small_lines(rows, _across(span), top, ["Twelve months to", "Total"], "total")


def years_chart(years: pd.DataFrame) -> Spec:
    """Financial years laid over each other from April to March, the current one dark with its name at its end.

    `years` is what `statistics.trends.year_lines` gives.
    """
    rows: Rows = []
    for _, months in years.sort_values("back", ascending=False).groupby("back", sort=False):
        back = int(months["back"].iloc[0])
        line = _line(list(months["month"]), months["count"])
        offset = int(months["position"].iloc[0])
        name = str(months["financial_year"].iloc[0])
        for point in line:
            point |= {"x": point["x"] + offset, "kind": ("now", "last", "before")[min(back, 2)]}
            point |= {"Month": Month.parse(point["month"]).label, "Count": number(point["y"])}
            point["run"] = f"{name} {point['run']}"
        if line and back < 2:
            line.append({"kind": "name", "x": line[-1]["x"], "y": line[-1]["y"], "text": name})
        rows += line
    named = [row for row in rows if row["kind"] == "name"]
    top = (years["count"].max() if years["count"].notna().any() else 1) * 1.08 or 1
    _part(named, top)
    names = {"values": list(range(12)), "labelExpr": f"split('{'|'.join(m[:3] for m in MONTHS)}', '|')[datum.value]"}
    across = {"scale": {"domain": [-0.3, 11 + _ROOM_FOR_NAME], "nice": False}, "axis": _AXIS | names}
    return _small_lines(rows, across, top, ["Month", "Count"], "now")


def _part(named: Rows, top: float) -> None:
    """Move the names at the ends of two lines apart where they would stand on each other."""
    if len(named) == 2 and abs(named[0]["x"] - named[1]["x"]) < _ROOM_FOR_NAME:
        low, high = sorted(named, key=lambda row: float(row["y"]))
        lacking = _LINE_OF_NAMES * top - (high["y"] - low["y"])
        if lacking > 0:
            up = min(lacking / 2, top - high["y"])
            high["y"], low["y"] = high["y"] + up, low["y"] - (lacking - up)


def _small_lines(rows: Rows, across: Mapping[str, Any], top: float, told: Sequence[str], main: str) -> Spec:
    place = {"x": _field("x", across), "y": _field("y", _along(top))}
    run = {"detail": {"field": "run", "type": "nominal"}}
    tips = {"tooltip": [{"field": name, "type": "nominal"} for name in told]}
    text = {"text": {"field": "text", "type": "nominal"}}
    kinds = {row["kind"] for row in rows}
    layers = []
    if "gap" in kinds:
        layers.append(spec_layer(_BOX, place | {"x2": {"field": "x2"}, "y2": {"field": "y2"}}, "datum.kind == 'gap'"))
    for kind, colour, wide in (("before", "#BFBFBF", 1.2), ("last", LIGHT_BLUE, 2), (main, DARK_BLUE, 2.5)):
        if kind in kinds:
            style = {"type": "line", "color": colour, "strokeWidth": wide}
            layers.append(spec_layer(style, place | run, f"datum.kind == '{kind}'"))
            # Points make single months between gaps visible, and give the pointer something to rest on.
            dot = {"type": "point", "filled": True, "color": colour, "size": 14 + 6 * wide, "opacity": 1}
            layers.append(spec_layer(dot, place | tips, f"datum.kind == '{kind}'"))
    if "name" in kinds:
        layers.append(spec_layer(_SMALL | {"align": "left", "dx": 6}, place | text, "datum.kind == 'name'"))
    if "gap-label" in kinds:
        slanted = _SMALL | {"align": "center", "fontStyle": "italic", "color": GREY}
        layers.append(spec_layer(slanted, place | text, "datum.kind == 'gap-label'"))
    return spec_of(rows, layers or [spec_layer(_SMALL, place, "false")], 190)


_AXIS: dict[str, Any] = {
    "grid": False,
    "ticks": True,
    "labelOverlap": True,
    "labelSeparation": 10,
    "labelBound": False,
    "labelAngle": 0,
}


def _across(span: Period) -> dict[str, Any]:
    """The axis of months: a tick in April and October, or in April alone where there are many."""
    wanted = (4, 10) if len(span) <= 60 else (4,)
    ticks = [(at, month.short) for at, month in enumerate(span) if month.month in wanted]
    values = [at for at, _ in ticks]
    names = f"split('{'|'.join(name for _, name in ticks)}', '|')[indexof({values}, datum.value)]"
    scale = {"domain": [-0.5, len(span) - 0.5], "nice": False}
    return {"scale": scale, "axis": _AXIS | {"values": values, "labelExpr": names}}


def _along(top: float) -> dict[str, Any]:
    return {"scale": {"domain": [0, top], "nice": False}, "axis": {"tickMinStep": 1, "tickCount": 5, "domain": False}}


def _field(name: str, how: Mapping[str, Any]) -> dict[str, Any]:
    return {"field": name, "type": "quantitative", "title": None, **how}


def _told(row: Mapping[Hashable, Any]) -> dict[str, str]:
    return {
        "Month": Month.parse(row["month"]).label,
        "Count": DASH if pd.isna(row["count"]) else number(row["count"]),
        "Expected range": expected_range(row),
        "Verdict": verdict(row),
    }


def _boxes(months: Sequence[str] | pd.Series, held: pd.Series, top: float) -> Rows:
    """A box over each stretch of months without a value, with its name where there is room."""
    listed = [str(month) for month in months]
    first = Month.parse(listed[0])
    rows: Rows = []
    for gap in runs(listed, list(held), of=False):
        start = gap.first - first
        rows.append({"kind": "gap", "x": start - 0.5, "x2": start + len(gap) - 0.5, "y": 0.0, "y2": top})
        if len(gap) >= len(listed) / 9:
            rows.append({"kind": "gap-label", "x": start + (len(gap) - 1) / 2, "y": top * 0.5, "text": "no figures"})
    return rows


def _band(judged: pd.DataFrame) -> Rows:
    """Range and expected count of whole months; stretches end half a month wider, so that one month alone shows."""
    known = {row["month"]: row for row in judged.to_dict("records")}
    first = Month.parse(str(judged["month"].iloc[0]))
    rows: Rows = []
    for run, stretch in enumerate(
        runs(list(judged["month"]), list(judged[["count", "high"]].notna().all(axis=1)), of=True)
    ):
        ends = [(stretch.first, -0.5), *((month, 0.0) for month in stretch), (stretch.last, 0.5)]
        for month, aside in ends:
            found = known[str(month)]
            at = {"x": month - first + aside, "run": str(run)}
            rows.append(at | {"kind": "band", "y": float(found["low"]), "y2": float(found["high"])})
            rows.append(at | {"kind": "expected", "y": float(found["expected"])})
    return rows


def _line(months: Sequence[str] | pd.Series, values: pd.Series) -> Rows:
    """The points of a line that breaks at months without a value; `run` names its stretches."""
    listed = [str(month) for month in months]
    first = Month.parse(listed[0])
    by_month = dict(zip(listed, values, strict=True))
    return [
        {"x": month - first, "y": float(by_month[str(month)]), "run": str(run), "month": str(month)}
        for run, stretch in enumerate(runs(listed, list(values.notna()), of=True)) for month in stretch
    ]  # fmt: skip


def _labelled(marks: Sequence[Mark], span: Period) -> tuple[Rows, int]:
    """The marks within some months, and how many lines their labels take: near ones stand below each other."""
    rows: Rows = []
    ends: list[float] = []  # where the last label of each line ends
    for mark in (mark for mark in marks if mark.month in span):
        day = (mark.day.day - 1) / monthrange(mark.day.year, mark.day.month)[1]
        x = mark.month - span.first - 0.5 + day
        wide = len(mark.label) * 0.0095 * len(span)  # about seven pixels a letter of a chart of 740
        right = x + wide > len(span)
        left = x - wide if right else x
        line = next((at for at, end in enumerate(ends) if end <= left), len(ends))
        ends[line : line + 1] = [x if right else x + wide]
        rows.append(
            {"kind": "mark", "x": x, "text": mark.label, "told": mark.told, "dashed": mark.kind == "break",
             "align": "right" if right else "left", "line": line}
        )  # fmt: skip
    return rows, len(ends)
