"""A layer of an Altair chart from Vega-Lite's own words."""

from __future__ import annotations

from typing import Any

import altair as alt


def layer(mark: dict[str, Any], encoding: dict[str, Any], where: str) -> alt.Chart:
    """The same as `mark_…().encode(…).transform_filter(…)`, at a fraction of its time.

    Altair checks every channel object as it is made, some milliseconds each; what is given here it checks once, when
    the chart is written out.

    Args:
        mark: its type and properties.
        encoding: channels with field, type, scale and axis.
        where: which rows of the chart's table it draws, as a Vega expression over `datum`.
    """
    return alt.Chart(mark=alt.MarkDef(**mark), encoding=alt.FacetedEncoding(**encoding), transform=[{"filter": where}])
