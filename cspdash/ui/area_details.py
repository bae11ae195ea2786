"""What is known of the area chosen on the map: figures, months, types, streets."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from cspdash import tables
from cspdash.areas import Area
from cspdash.charts.area_trend import area_trend
from cspdash.charts.specs import spec_as_png
from cspdash.periods import Period
from cspdash.selection import slug
from cspdash.statistics.comparison import compared, summed_bases
from cspdash.statistics.completeness import GROUPS
from cspdash.statistics.judged import wide
from cspdash.statistics.movers import most_prevalent
from cspdash.ui import address, choices
from cspdash.ui.compared import same_length
from cspdash.ui.map_view import MapView
from cspdash.ui.page import Page
from cspdash.wording import map as words
from cspdash.wording import map_figures as units
from cspdash.wording.numbers import escaped, number
from cspdash.wording.sparkline import last_months

MONTHS_DRAWN = 24
STREETS = 6


def area_details(page: Page, view: MapView) -> None:
    """The area chosen, from its figures down to its streets."""
    area = view.areas[view.area]
    chosen = page.selection
    st.subheader(area.known_as, anchor=False)
    lines = units.told_of(view.records[area.code], chosen.types.label, chosen.period, chosen.base).splitlines()
    st.html(f'<p class="csp-note">{escaped(units.known_by(area))}</p><ul class="csp-figures">'
            f"{''.join(f'<li>{escaped(line)}</li>' for line in lines)}</ul>")  # fmt: skip
    query = choices.link_query("Compare periods") | {address.PLACE: area.code}
    st.page_link(
        "pages/compare.py", label="Show this area on Compare periods", icon=":material/compare_arrows:",
        query_params=query,
    )  # fmt: skip
    _trend(page, area)
    _types(page, area)
    _streets(page, view, area)


def _trend(page: Page, area: Area) -> None:
    span = Period.ending(page.selection.period.last, MONTHS_DRAWN)
    monthly = page.ask(
        "monthly_by_crime_type", area=area.code, crime_types=page.selection.types.types,
        from_month=span.first, to_month=span.last,
    ).frame  # fmt: skip
    sums = wide(monthly, "crime_type").sum(axis=1, skipna=False)
    name = f"{area.known_as}: {page.selection.types.label}"
    told = last_months(name, span, [None if pd.isna(value) else int(value) for value in sums])
    st.html(f'<p class="csp-label">{escaped(words.trend_heading(page.selection.types.label, span))}</p>')
    spec = area_trend(sums)
    st.vega_lite_chart(spec, width="stretch", theme=None, alt=told, key="trend")
    st.download_button(
        "Chart as PNG", lambda: spec_as_png(spec, name, f"{span.label}. {page.source()}"),
        f"{slug(name)[:60]}.png", "image/png", key="trend_png", type="tertiary", icon=":material/image:",
        on_click="ignore",
    )  # fmt: skip


def _types(page: Page, area: Area) -> None:
    chosen = page.selection
    frames = [
        page.ask(
            "change_by_crime_type", area=area.code, from_month=chosen.period.first, to_month=chosen.period.last,
            base_from=base.first, base_to=base.last,
        ).frame
        for base in chosen.base.periods
    ]  # fmt: skip
    counts = summed_bases(frames, "crime_type")
    counts = counts[[chosen.types.holds(name) for name in counts["crime_type"]]]
    unfair = () if same_length(page) else GROUPS
    table = compared(counts, "crime_type", page.partnership.rounding, unfair, len(chosen.base.periods))
    rows = [
        tables.Row((str(record["crime_type"]), _count(record), units.signed_or_dash(record["difference"])))
        for record in most_prevalent(table).to_dict("records")
    ]
    columns = [tables.Column("Crime type", "text"), tables.Column(chosen.period.short), tables.Column("Difference")]
    st.html(tables.html_table(words.types_caption(area, chosen.period, chosen.base), columns, rows))


def _count(record: Mapping[Hashable, Any]) -> str:
    return number(int(record["current"])) if record["current_complete"] else "incomplete"


def _streets(page: Page, view: MapView, area: Area) -> None:
    chosen = page.selection
    found = page.ask(
        "top_streets", area=area.code, crime_types=chosen.types.types, from_month=chosen.period.first,
        to_month=chosen.period.last,
    ).frame  # fmt: skip
    rows = [
        tables.Row((units.street_name(str(record["street"]), str(record["kind"])), number(int(record["count"]))))
        for record in found.head(STREETS).to_dict("records")
    ]
    complete = bool(view.records[area.code]["complete"])
    columns = [
        tables.Column("Streets with most", "text"),
        tables.Column(words.streets_heading(chosen.period, complete=complete)),
    ]
    st.html(tables.html_table(words.streets_caption(area, chosen.period), columns, rows))
