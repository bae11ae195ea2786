"""The look of every chart: ONS palette, quiet axes, type that can be read from the back of a call."""

from __future__ import annotations

import altair as alt
import vl_convert

from cspdash.palette import (
    CATEGORIES,
    CORAL,
    DARK_BLUE,
    DIVERGING,
    GREY,
    INK,
    LIGHT_BLUE,
    LIGHT_GREY,
    LIME,
    NAVY,
    PLUM,
    SEQUENTIAL,
    TEAL,
    VIOLET,
)

__all__ = [
    "CATEGORIES",
    "CORAL",
    "DARK_BLUE",
    "DIVERGING",
    "FONT",
    "GREY",
    "INK",
    "LIGHT_BLUE",
    "LIGHT_GREY",
    "LIME",
    "NAVY",
    "PLUM",
    "SEQUENTIAL",
    "TEAL",
    "VIOLET",
    "AnyChart",
    "as_png",
    "themed",
]

# A family whose name ends in a figure makes the PNG renderer drop the whole list.
FONT = "Source Sans, Arial, sans-serif"


AnyChart = (
    alt.Chart
    | alt.LayerChart
    | alt.ConcatChart
    | alt.FacetChart
    | alt.HConcatChart
    | alt.RepeatChart
    | alt.VConcatChart
)


def themed(chart: AnyChart) -> AnyChart:
    """A chart in the house's look. Titles and units are the page's; axes keep their own labels."""
    drawn: AnyChart = (
        chart.configure(font=FONT, background="white")
        .configure_axis(
            labelFontSize=14, titleFontSize=14, labelColor=INK, titleColor=INK, gridColor="#EBEBEB",
            domainColor=GREY, tickColor=GREY, labelLimit=260, titleFontWeight="normal",
        )
        .configure_legend(labelFontSize=14, titleFontSize=14, labelColor=INK, titleColor=INK, labelLimit=260)
        .configure_view(stroke=None)
        .configure_header(labelFontSize=15, labelColor=INK, titleColor=INK)
    )  # fmt: skip
    return drawn


def as_png(chart: AnyChart, title: str, subtitle: str) -> bytes:
    """A themed chart as PNG with its finding, measure and source written on it, at twice the screen's size."""
    told = chart.properties(
        title=alt.TitleParams(title, subtitle=subtitle, anchor="start", fontSize=18, subtitleFontSize=14)
    )
    return vl_convert.vegalite_to_png(told.to_json(), scale=2)
