"""The pictures of the Overview."""

from __future__ import annotations

import altair as alt
import pandas as pd

from cspdash.charts.theme import DARK_BLUE, INK, AnyChart


def prevalence(table: pd.DataFrame) -> AnyChart:
    """Types by count, the most frequent on top, each bar with its number.

    `table` has crime_type and current, in the order in which they are drawn.
    """
    data = table[["crime_type", "current"]].rename(columns={"crime_type": "Crime type", "current": "Count"})
    base = alt.Chart(data).encode(
        x=alt.X("Count:Q", axis=None), y=alt.Y("Crime type:N", sort=list(data["Crime type"]), title=None),
        tooltip=["Crime type", alt.Tooltip("Count:Q", format=",")],
    )  # fmt: skip
    bars = base.mark_bar(color=DARK_BLUE, height={"band": 0.72})
    labels = base.mark_text(align="left", dx=5, fontSize=14, color=INK).encode(text=alt.Text("Count:Q", format=","))
    drawn: AnyChart = alt.layer(bars, labels).properties(height=26 * max(len(data), 1))
    return drawn
