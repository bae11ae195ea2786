"""The tables of Emerging, whose rows lead on to the page that shows more of them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from html import escape
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from cspdash import tables
from cspdash.selection import slug
from cspdash.ui import address, choices
from cspdash.ui.new_spots import LEVEL, NewSpots
from cspdash.ui.page import Page
from cspdash.wording import emerging as words
from cspdash.wording import trends, verdicts
from cspdash.wording.numbers import number

Record = Mapping[Hashable, Any]
SHOW_ON = tables.Column(words.SHOW_ON, "text")
# A month may be outside "across a change of recording": too long for one line beside the sidebar of a small screen.
WRAPS = '<div class="csp-wraps">{}</div>'
# Two tables side by side where both fit.
LOOK = """<style>.st-key-emerging .csp-table { font-size: 0.95rem; }
.st-key-emerging .csp-table th, .st-key-emerging .csp-table td { padding: 0.17rem 0.35rem; }
.st-key-emerging h3 { font-size: 1.1rem !important; padding: 0.1rem 0 0 0 !important; }
.st-key-emerging .csp-table a { color: #206095; }
@media (max-width: 1250px) { .st-key-emerging [data-testid="stHorizontalBlock"] { flex-wrap: wrap; }
.st-key-emerging [data-testid="stColumn"] { min-width: 100%; } }</style>"""


def changes_table(page: Page, rows: pd.DataFrame, sign: int, level: str = "") -> None:
    """The largest movements one way: the name opens the trend, the last column where it happened.

    `level` is that of the areas where the rows are types by area.
    """
    chosen, heading = page.selection, words.table_heading(sign, level)
    st.subheader(heading, anchor=False)
    if rows.empty:
        page.note(words.nothing_moved(sign))
        return
    columns = [
        tables.Column(words.name_heading(level), "text"), tables.Column("Difference"), tables.Column(words.BEFORE),
        tables.Column(words.NOW), tables.Column(words.VERDICT, "text"), SHOW_ON,
    ]  # fmt: skip
    caption = words.caption(heading, page.place_name, chosen.period, chosen.base)
    st.html(tables.html_table(caption, columns, [tables.Row(_cells(page, row)) for row in rows.to_dict("records")]))


def _cells(page: Page, row: Record) -> tuple[str | tables.Drawn | tables.Noted, ...]:
    crime_type = str(row["crime_type"])
    types = {address.TYPES: slug(crime_type)}
    about, trend, where = crime_type, types, link(page, "compare", crime_type, types)
    if "area_code" in row:
        area = page.areas.by_code[str(row["area_code"])]
        about, trend = f"{crime_type}, {area.known_as}", types | {address.PLACE: area.code}
        where = link(page, "map", about, types | {"level": area.level, "area": area.code, "measure": "verdict"})
    return (
        tables.Drawn(link(page, "trends", about, trend, about)),
        words.difference(row),
        number(round(float(row["base"]), 1)),
        number(int(row["current"])),
        tables.Noted(
            verdicts.verdict(row["verdict"], short=True), verdicts.interval(row["ratio"], row["low"], row["high"])
        ),
        tables.Drawn(where),
    )


def spots_table(page: Page, spots: NewSpots) -> None:
    """The areas that are newly above, each with its months, its place on the map and its streets."""
    if spots.reference is None or spots.areas.empty:
        return
    st.subheader(words.SPOTS_HEADING, anchor=False)
    columns = [
        tables.Column("LSOA", "text"), tables.Column(words.twelve_months(page.selection.period)),
        tables.Column("Above since", "text"), SHOW_ON,
    ]  # fmt: skip
    rows = []
    for row in spots.areas.to_dict("records"):
        area = page.areas.by_code[str(row["area_code"])]
        name, place = area.known_as, {address.PLACE: area.code}
        ways = (
            link(page, "map", name, {"level": LEVEL, "area": area.code}),
            link(page, "hotspots", name, place | {"view": "streets"}),
        )
        first = tables.Drawn(link(page, "trends", name, place, name))
        cells = (first, number(int(row["count"])), words.since(str(row["since"])), tables.Drawn(" · ".join(ways)))
        rows.append(tables.Row(cells))
    st.html(tables.html_table(f"{words.SPOTS_HEADING}. {page.place_name}", columns, rows))
    page.note(words.spots_note(spots.reference, page.selection.period))


def months_table(page: Page, outside: pd.DataFrame) -> None:
    """The unusual months (`statistics.trends.exceedances`), each with its trend."""
    st.subheader(words.MONTHS_HEADING, anchor=False)
    columns = [*(tables.Column(name, kind) for name, kind in trends.EXCEEDANCE_COLUMNS), SHOW_ON]
    rows = []
    for row in outside.to_dict("records"):
        name = str(row["series"])
        trend = tables.Drawn(link(page, "trends", name, {address.TYPES: slug(name)}))
        rows.append(tables.Row((*trends.exceedance_cells(row), trend)))
    st.html(WRAPS.format(tables.html_table(f"{words.MONTHS_HEADING}. {page.place_name}", columns, rows)))


def link(page: Page, to: str, about: str, view: Mapping[str, str], text: str = "") -> str:
    """A link to another page on one row's view, the filters as they stand and the months written out.

    Args:
        to: the page, as `navigation.Link.key` names it.
        about: the row, for readers who hear the link.
        view: what the page is to show: filters and choices of its own.
        text: what is written; the page's name without it.
    """
    chosen = page.selection
    kind = chosen.base.kind
    base = kind if kind in ("previous", "five-year") else address.write_period(chosen.base.periods[0])
    shared = {name: value for name, value in st.query_params.to_dict().items() if name in choices.SHARED}
    months = {address.PERIOD: address.write_period(chosen.period), address.BASE: "" if kind == "last-year" else base}
    query = {name: value for name, value in (shared | months | dict(view)).items() if value}
    target, named = escape(f"{to}?{urlencode(query)}"), escape(words.link_name(to, about))
    return f'<a href="{target}" target="_self" aria-label="{named}">{escape(text or words.LINKS[to])}</a>'
