"""Small charts of months over their expected range, as images that stand in the HTML of a page."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd

from cspdash.charts.theme import DARK_BLUE, GREY
from cspdash.charts.trends import BAND, SIDES
from cspdash.periods import Month
from cspdash.statistics.trends import runs

_WIDTH, _HEIGHT, _PAD = 240.0, 62.0, 6.0


@dataclass(frozen=True)
class Multiple:
    """One series of many: its name, the link to it alone, its latest count, how that stands, what else, its months."""

    name: str
    link: str
    figure: str
    verdict: str
    note: str
    picture: str


def html_multiples(series: Sequence[Multiple]) -> str:
    """Small charts side by side, as a list for readers who hear the page."""
    return f'<ul class="csp-multiples">{"".join(map(_item, series))}</ul>'


def _item(one: Multiple) -> str:
    note = f' <span class="note">{escape(one.note)}</span>' if one.note else ""
    line = f'<span class="line"><b>{escape(one.figure)}</b> <span>{escape(one.verdict)}</span></span>'
    return f'<li><a href="{escape(one.link)}" target="_self">{escape(one.name)}</a> {line}{one.picture}{note}</li>'


def small_multiple(rows: Sequence[Mapping[Hashable, Any]], told: str) -> str:
    """A line of counts over its range, from nought; triangles where it lies outside, dashed boxes where there is none.

    Args:
        rows: the months of one series, as `statistics.trends.against_expected` gives them, none left out.
        told: what readers who hear the page are told instead.
    """
    highest = max((value for row in rows for value in (row["count"], row["high"]) if not pd.isna(value)), default=0)
    step, top = _WIDTH / len(rows), highest or 1

    def at(index: float) -> float:
        return (index + 0.5) * step

    def up(value: float) -> float:
        return _HEIGHT - (_HEIGHT - 2 * _PAD) * float(value) / top - 1

    parts = []
    months = [str(row["month"]) for row in rows]
    first = Month.parse(months[0])
    for gap in runs(months, [not pd.isna(row["count"]) for row in rows], of=False):
        parts.append(
            f'<rect x="{at(gap.first - first - 0.5):.1f}" y="1" width="{len(gap) * step:.1f}" '
            f'height="{_HEIGHT - 2:.0f}" fill="#F7F7F7" stroke="{GREY}" stroke-width="0.6" stroke-dasharray="3 2"/>'
        )
    for index, row in enumerate(rows):
        if not pd.isna(row["count"]) and not pd.isna(row["high"]):
            # A little wider than the month, or a hair of white would stand between two.
            parts.append(
                f'<rect x="{at(index - 0.5):.1f}" y="{up(row["high"]):.1f}" width="{step + 0.4:.1f}" '
                f'height="{max(up(row["low"]) - up(row["high"]), 0.5):.1f}" fill="{BAND}"/>'
            )
    parts.append(f'<path d="M0 {_HEIGHT - 0.5} H{_WIDTH:.0f}" stroke="{GREY}" stroke-width="0.8"/>')
    path, broken = "", True
    for index, row in enumerate(rows):
        if pd.isna(row["count"]):
            broken = True
            continue
        path += f"{'M' if broken else 'L'}{at(index):.1f} {up(row['count']):.1f}{'h0' if broken else ''}"
        broken = False
    # A round cap makes a dot of a month that stands alone between gaps.
    parts.append(
        f'<path d="{path}" fill="none" stroke="{DARK_BLUE}" stroke-width="1.6" stroke-linecap="round" '
        'stroke-linejoin="round"/>'
    )
    for index, row in enumerate(rows):
        if row["exceedance"]:
            x, y = at(index), up(row["count"])
            tip = -5 if row["exceedance"] == "above" else 5
            colour = SIDES[row["exceedance"]][1]
            parts.append(
                f'<path d="M{x - 4.5:.1f} {y - tip * 0.7:.1f}h9L{x:.1f} {y + tip:.1f}Z" fill="{colour}" '
                'stroke="white" stroke-width="0.8"/>'
            )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH:.0f}" height="{_HEIGHT:.0f}" '
        f'viewBox="0 0 {_WIDTH:.0f} {_HEIGHT:.0f}">{"".join(parts)}</svg>'
    )
    # Streamlit takes SVG elements out of a page's HTML; an image with its data inside asks nobody for anything.
    return f'<img src="data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}" alt="{escape(told)}">'
