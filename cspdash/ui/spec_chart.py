"""A chart written as a Vega-Lite specification, on the page and as a picture to take away."""

from __future__ import annotations

import streamlit as st

from cspdash.charts.specs import Spec, spec_as_png
from cspdash.selection import slug
from cspdash.ui.page import Page


def spec_chart(page: Page, spec: Spec, alt_text: str, key: str, title: str = "", subtitle: str = "") -> None:
    """As `Page.chart`, for a specification: the chart with its text for readers who hear it, and its PNG.

    `title` and `subtitle` stand on the PNG; without them the page's own do.
    """
    st.vega_lite_chart(spec, width="stretch", theme=None, alt=alt_text, key=key)
    told, below = title or page.title, subtitle or page.subtitle
    st.download_button(
        "Chart as PNG", lambda: spec_as_png(spec, told, below, 860), f"{slug(told)[:60]}.png", "image/png",
        key=f"{key}_png", type="tertiary", icon=":material/image:", on_click="ignore",
    )  # fmt: skip
