"""Small bars of months, as images that stand in the HTML of tables and tiles."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from html import escape

from cspdash.charts.theme import DARK_BLUE, GREY

_BAR, _GAP, _HEIGHT = 3, 1, 24


def sparkline(values: Sequence[int | None], told: str, stretch: bool = False) -> str:
    """Bars of monthly counts, oldest first, from nought; None is a month that is missing or incomplete.

    Args:
        values: the counts.
        told: what readers who hear the page are told instead.
        stretch: fill the width that is there.

    A gap is drawn as an open dashed box of full height, so that it is never taken for a low month.
    """
    top = max((value for value in values if value is not None), default=0) or 1
    width = len(values) * (_BAR + _GAP)
    bars = []
    for index, value in enumerate(values):
        left = index * (_BAR + _GAP)
        if value is None:
            bars.append(
                f'<rect x="{left + 0.5}" y="0.5" width="{_BAR - 1}" height="{_HEIGHT - 1}" fill="none" '
                f'stroke="{GREY}" stroke-width="0.8" stroke-dasharray="2 2"/>'
            )
        else:
            height = max(_HEIGHT * value / top, 0.6)
            bars.append(
                f'<rect x="{left}" y="{_HEIGHT - height:.1f}" width="{_BAR}" height="{height:.1f}" fill="{DARK_BLUE}"/>'
            )
    shape = 'preserveAspectRatio="none" ' if stretch else ""
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" {shape}width="{width}" height="{_HEIGHT}" '
        f'viewBox="0 0 {width} {_HEIGHT}">{"".join(bars)}</svg>'
    )
    size = 'style="width:100%;height:28px"' if stretch else f'width="{width}" height="{_HEIGHT}"'
    # Streamlit takes SVG elements out of a page's HTML; an image with its data inside asks nobody for anything.
    return f'<img src="data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}" alt="{escape(told)}" {size}>'
