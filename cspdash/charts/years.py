"""Financial years as bars."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import altair as alt
import pandas as pd

from cspdash.charts.theme import DARK_BLUE, GREY, INK, AnyChart
from cspdash.wording.numbers import number, percent, signed
from cspdash.wording.quarters import months_only, year_note

_FILLS = {"complete": DARK_BLUE, "printed": "#C9D9E6"}
_ROW, _HATCHES = 25, 24
_TOLD = ["Year", "Count", "Difference", "Note"]


def years_chart(years: pd.DataFrame) -> AnyChart:
    """A bar each financial year, oldest on top; printed ones lighter and hatched, broken ones as open boxes.

    `years` is what `statistics.quarters.yearly` gives.
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
            lines += [{"Year": row["Year"], "from": x, "to": min(x + step / 2, row["length"])} for x in starts]
        row["at"] = row["length"] if row["whole"] else 0
    named = [row["Year"] for row in rows]
    y = alt.Y(
        "Year:N", title=None, scale=alt.Scale(domain=named, paddingInner=0.2),
        axis=alt.Axis(domain=False, ticks=False, minExtent=74),
    )  # fmt: skip
    # Room at the right for the words that stand after a bar.
    x = alt.X("length:Q", axis=None, scale=alt.Scale(domain=[0, top * 1.45], nice=False))
    layers = [
        alt.Chart()
        .mark_bar(strokeWidth=1, strokeDash=alt.ExprRef("datum.whole ? [1, 0] : [4, 3]"))
        .encode(x=x, y=y, fill=alt.Fill("fill:N", scale=None), stroke=alt.Stroke("edge:N", scale=None), tooltip=_TOLD),
        alt.Chart()
        .mark_text(align="left", dx=7, fontSize=14, color=INK, fontStyle=alt.ExprRef("datum.style"))
        .encode(x=alt.X("at:Q", axis=None), y=y, text="words:N", tooltip=_TOLD),
    ]
    if lines:
        layers.insert(
            1,
            alt.Chart(pd.DataFrame(lines))
            .mark_rule(color=DARK_BLUE, strokeWidth=0.8)
            .encode(
                x=alt.X("from:Q", axis=None),
                x2="to",
                y=alt.Y("Year:N", bandPosition=1),
                y2=alt.Y2("Year:N", bandPosition=0),
            ),
        )
    chart: AnyChart = alt.layer(*layers, data=pd.DataFrame(rows)).properties(width=860, height=_ROW * len(rows))
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
        words = " · ".join(filter(None, (number(count or 0), difference, printed)))
    elif row["state"] == "incomplete":
        words = f"{months_only(row['months'])}: {number(count or 0)}"
    else:
        words = "not loaded"
    return {
        "Year": f"{row['financial_year']}{' ◆' if row['stepped'] else ''}", "state": row["state"], "whole": whole,
        "length": count or 0, "fill": _FILLS.get(row["state"], "white"), "edge": DARK_BLUE if whole else GREY,
        "style": "normal" if whole else "italic", "words": words, "Count": "" if count is None else number(count),
        "Difference": difference, "Note": year_note(row),
    }  # fmt: skip
