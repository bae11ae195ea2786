"""Anti-social behaviour by source: bars by month, and the council's records for every 100 of the police."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from cspdash.charts.specs import Spec, spec_layer, spec_of
from cspdash.charts.theme import DARK_BLUE, GREY, INK, LIME
from cspdash.periods import Month, Period
from cspdash.statistics.asb_sources import COUNCIL, POLICE, Step
from cspdash.wording.numbers import DASH, number

# Light against dark, so that the two are told apart in grey as well; the legend stands in the order of the stack.
COLOURS = {POLICE: DARK_BLUE, COUNCIL: LIME}
_BOX = {"type": "bar", "fill": "white", "stroke": GREY, "strokeDash": [3, 3]}


def sources_chart(months: pd.DataFrame, sources: tuple[str, ...]) -> Spec:
    """Bars of some months by source, stacked; a dashed box where one of the sources is not held whole.

    Args:
        months: what `asb_sources.by_month` gives, none left out.
        sources: which of them are drawn, from the bottom up.
    """
    whole = months[list(sources)].notna().all(axis=1)
    top = float(months.loc[whole, list(sources)].sum(axis=1).max()) if whole.any() else 1.0
    rows: list[dict[str, Any]] = []
    for month, row in zip(months.index, months.to_dict("records"), strict=True):
        told = {"month": f"{month}-01T00:00:00", "Month": Month.parse(str(month)).label} | _told(row)
        if all(not pd.isna(row[name]) for name in sources):
            rows += [
                told | {"kind": "bar", "source": name, "n": row[name], "order": at} for at, name in enumerate(sources)
            ]
        else:
            rows.append(told | {"kind": "gap", "n": top or 1.0})
    x = {
        "field": "month", "type": "ordinal", "timeUnit": "yearmonth", "title": None,
        "axis": {"format": "%b %Y", "labelAngle": 0, "labelOverlap": True, "ticks": False},
    }  # fmt: skip
    y = {"field": "n", "type": "quantitative", "title": None, "axis": {"tickMinStep": 1, "tickCount": 5}}
    tips = {"tooltip": [{"field": name, "type": "nominal"} for name in ("Month", POLICE, COUNCIL)]}
    colour = {
        "field": "source", "type": "nominal",
        "scale": {"domain": list(reversed(sources)), "range": [COLOURS[name] for name in reversed(sources)]},
        "legend": {"orient": "top", "title": None, "direction": "horizontal"} if len(sources) > 1 else None,
    }  # fmt: skip
    bars = {"x": x, "y": y | {"stack": "zero"}, "color": colour, "order": {"field": "order", "type": "ordinal"}} | tips
    layers = [spec_layer({"type": "bar"}, bars, "datum.kind == 'bar'")]
    if not whole.all():
        layers.append(spec_layer(_BOX, {"x": x, "y": y | {"stack": None}} | tips, "datum.kind == 'gap'"))
    return spec_of(rows, layers, 230)


def _told(row: Mapping[Hashable, Any]) -> dict[str, str]:
    return {name: DASH if pd.isna(row[name]) else number(row[name]) for name in (POLICE, COUNCIL)}


def per_100_chart(rolling: pd.Series, step: Step | None) -> Spec:
    """A line of council records for every 100 of the police, over twelve months, with the clear step marked.

    `rolling` is what `asb_sources.rolling_per_100` gives, indexed by month.
    """
    held = rolling.dropna()
    span = Period(Month.parse(str(held.index[0])), Month.parse(str(held.index[-1])))
    rows: list[dict[str, Any]] = []
    run, last = 0, None
    for text, value in held.items():
        month = Month.parse(str(text))
        run += last is not None and month - last != 1
        last = month
        rows.append(
            {"kind": "line", "x": f"{month}-01T00:00:00", "y": float(value), "run": str(run),
             "Twelve months to": month.label, "Council records per 100 of the police": f"{value:.1f}"}
        )  # fmt: skip
    if step is not None and step.clear and step.month in span:
        rows.append({"kind": "step", "x": f"{step.month}-01T00:00:00", "text": f"since {step.month.label}"})
    axis = {"grid": False, "format": "%Y", "labelOverlap": "greedy", "labelSeparation": 12}
    x = {"field": "x", "type": "temporal", "title": None, "axis": axis}
    # Room above the line for the words at the step.
    scale = {"domain": [0, 1.25 * float(held.max()) or 1.0], "nice": False}
    y = {"field": "y", "type": "quantitative", "title": None, "scale": scale, "axis": {"tickCount": 4}}
    tips = {
        "tooltip": [
            {"field": name, "type": "nominal"} for name in ("Twelve months to", "Council records per 100 of the police")
        ]
    }
    line = {"x": x, "y": y, "detail": {"field": "run", "type": "nominal"}}
    words = {"x": x, "y": {"value": 8}, "text": {"field": "text", "type": "nominal"}}
    layers = [
        spec_layer({"type": "line", "color": DARK_BLUE, "strokeWidth": 2}, line, "datum.kind == 'line'"),
        spec_layer(
            {"type": "point", "filled": True, "color": DARK_BLUE, "size": 22, "opacity": 1},
            {"x": x, "y": y} | tips,
            "datum.kind == 'line'",
        ),
        spec_layer({"type": "rule", "color": INK, "strokeDash": [5, 4]}, {"x": x}, "datum.kind == 'step'"),
        spec_layer({"type": "text", "align": "left", "dx": 5, "fontSize": 12, "color": INK}, words,
                   "datum.kind == 'step'"),
    ]  # fmt: skip
    return spec_of(rows, layers, 180)
