"""The months of one area, small: bars from nought, gaps as open boxes."""

from __future__ import annotations

import altair as alt
import pandas as pd

from cspdash.charts.theme import DARK_BLUE, GREY, AnyChart


def area_trend(monthly: pd.DataFrame, measure: str) -> AnyChart:
    """Bars of monthly counts.

    Args:
        monthly: month (`YYYY-MM`), count (NA where the month is missing or incomplete).
        measure: what is counted, for the axis.
    """
    data = pd.DataFrame(
        {"month": pd.to_datetime(monthly["month"]), "count": monthly["count"].astype("Float64").astype("float64")}
    )
    top = float(data["count"].max()) if data["count"].notna().any() else 1.0
    gaps = data[data["count"].isna()].assign(top=max(top, 1.0))
    month = alt.X("yearmonth(month):O", title=None, axis=alt.Axis(format="%b %Y", labelAngle=0, labelOverlap=True))
    bars = (
        alt.Chart(data[data["count"].notna()])
        .mark_bar(color=DARK_BLUE)
        .encode(
            x=month,
            y=alt.Y("count:Q", title=measure, axis=alt.Axis(tickMinStep=1, tickCount=4), scale=alt.Scale(zero=True)),
            tooltip=[alt.Tooltip("yearmonth(month):T", title="Month", format="%B %Y"), alt.Tooltip("count:Q")],
        )
    )
    boxes = (
        alt.Chart(gaps)
        .mark_bar(fill="white", stroke=GREY, strokeDash=[3, 3])
        .encode(x=month, y="top:Q", tooltip=[alt.Tooltip("yearmonth(month):T", title="Incomplete", format="%B %Y")])
    )
    drawn: AnyChart = alt.layer(bars, boxes).properties(height=150)
    return drawn
