"""Financial years as bars."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import altair as alt
import pandas as pd

from cspdash.charts.theme import DARK_BLUE, GREY, INK, AnyChart
from cspdash.wording.numbers import number, percent, signed
from cspdash.wording.quarters import months_only, year_note

_PRINTED = "#C9D9E6"
_ROW, _HATCHES = 25, 24


def years_chart(years: pd.DataFrame) -> AnyChart:
    """A bar each financial year, oldest on top; printed ones lighter and hatched, broken ones as open boxes.

    `years` is what `statistics.quarters.yearly` gives.
    """
    data = pd.DataFrame([_row(row) for row in years.to_dict("records")])
    top = float(data["bar"].max()) if data["bar"].notna().any() else 1.0
    top = top or 1.0
    y = alt.Y(
        "Year:N", sort=list(data["Year"]), title=None, scale=alt.Scale(domain=list(data["Year"]), paddingInner=0.2),
        axis=alt.Axis(domain=False, ticks=False, minExtent=74),
    )  # fmt: skip
    # Room at the right for the words that stand after a bar.
    scale = alt.Scale(domain=[0, top * 1.45], nice=False)
    x = alt.X("bar:Q", axis=None, scale=scale)
    told = ["Year", "Count", "Difference", "Note"]
    layers: list[alt.Chart] = []
    for state, fill in (("complete", DARK_BLUE), ("printed", _PRINTED)):
        if len(part := data[data["state"] == state]):
            bars = alt.Chart(part).mark_bar(color=fill, stroke=DARK_BLUE, strokeWidth=1 if state == "printed" else 0)
            layers.append(bars.encode(x=x, y=y, tooltip=told))
            if state == "printed":
                layers.append(_hatched(part, y, scale, top))
    if len(gaps := data[data["state"].isin(["incomplete", "missing"])]):
        boxes = alt.Chart(gaps.assign(bar=top)).mark_bar(fill="white", stroke=GREY, strokeDash=[4, 3], strokeWidth=1)
        layers.append(boxes.encode(x=x, y=y, tooltip=told))
        words = alt.Chart(gaps.assign(bar=0)).mark_text(align="left", dx=8, fontSize=14, fontStyle="italic", color=INK)
        layers.append(words.encode(x=x, y=y, text="words:N", tooltip=told))
    if len(whole := data[data["bar"].notna()]):
        labels = alt.Chart(whole).mark_text(align="left", dx=6, fontSize=14, color=INK)
        layers.append(labels.encode(x=x, y=y, text="words:N", tooltip=told))
    chart: AnyChart = alt.layer(*layers).properties(width=860, height=_ROW * len(data))
    return chart


def _row(row: Mapping[Hashable, Any]) -> dict[str, Any]:
    count = None if pd.isna(row["count"]) else int(row["count"])
    whole = row["state"] in ("complete", "printed")
    difference = ""
    if not pd.isna(row["difference"]):
        step = int(row["difference"])
        share = "" if pd.isna(row["change"]) or step == 0 else f" ({percent(int(row['change']), equal=False)})"
        difference = f"{signed(step)}{share}" if step else "no change"
    if row["state"] == "complete":
        words = " · ".join(filter(None, (number(count or 0), difference)))
    elif row["state"] == "printed":
        words = " · ".join(filter(None, (number(count or 0), difference, "as printed")))
    elif row["state"] == "incomplete":
        words = f"{months_only(row['months'])}: {number(count or 0)}"
    else:
        words = "not loaded"
    return {
        "Year": f"{row['financial_year']}{' ◆' if row['stepped'] else ''}", "state": row["state"],
        "bar": count if whole else None, "words": words, "Count": "" if count is None else number(count),
        "Difference": difference, "Note": year_note(row),
    }  # fmt: skip


def _hatched(part: pd.DataFrame, y: alt.Y, scale: alt.Scale, top: float) -> alt.Chart:
    """Slanting lines through the bars of printed years."""
    step = top / _HATCHES
    lines = [
        {"Year": row["Year"], "from": at * step, "to": min((at + 0.5) * step, row["bar"])}
        for row in part.to_dict("records") for at in range(int(row["bar"] / step) + 1) if at * step < row["bar"]
    ]  # fmt: skip
    chart: alt.Chart = (
        alt.Chart(pd.DataFrame(lines))
        .mark_rule(color=DARK_BLUE, strokeWidth=0.8)
        .encode(
            x=alt.X("from:Q", axis=None, scale=scale), x2="to:Q",
            y=alt.Y("Year:N", bandPosition=1), y2=alt.Y2("Year:N", bandPosition=0),
        )
    )  # fmt: skip
    return chart
