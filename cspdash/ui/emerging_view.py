"""The parts of Emerging: what is asked, and the tables whose rows lead on to the page that shows more."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from cspdash import tables
from cspdash.areas import Area
from cspdash.periods import Period
from cspdash.selection import slug
from cspdash.statistics import trends
from cspdash.statistics.emerging import HISTORY, clear, enough, grid, histories, judged_grid
from cspdash.statistics.judged import like_for_like, unjudged
from cspdash.ui import address, choices
from cspdash.ui.map_view import NOT_MAPPED
from cspdash.ui.navigation import PAGES
from cspdash.ui.page import Page
from cspdash.ui.series import loaded_span, type_history
from cspdash.wording import emerging as words
from cspdash.wording import verdicts
from cspdash.wording.filters import base_label
from cspdash.wording.numbers import number

Record = Mapping[Hashable, Any]


@dataclass(frozen=True)
class Months:
    """The last three months of every type: those outside their range, and how many have a range."""

    outside: pd.DataFrame
    judged: int


def level_choice(page: Page) -> str | None:
    """The level of areas chosen: settlements where the place has some, else wards; None where nothing is smaller."""
    inner = [area.level for area in page.inside if area.width > page.place.width]
    offered = {
        level: words.level_choice(level)
        for level in page.areas.levels
        if level not in NOT_MAPPED and level in inner and (inner.count(level) > 1 or level == "lsoa")
    }
    if not offered:
        return None
    usual = next((level for level in ("settlement", "ward") if level in offered), next(iter(offered)))
    if (wanted := choices.chosen("level", usual)) in page.areas.levels and wanted not in offered:
        choices.put("level", "", "")  # right for another place
    return choices.page_choice("level", offered, usual, "Areas")


def types_by_area(page: Page, level: str) -> pd.DataFrame:
    """Every type chosen in every area of a level, judged: see `statistics.emerging.judged_grid`."""
    chosen = page.selection
    period, bases = chosen.period, chosen.base.periods
    given: dict[str, Any] = {"level": level, "crime_types": chosen.types.types}
    table = grid(
        [
            page.ask(
                "change_by_type_and_area", from_month=period.first, to_month=period.last, base_from=base.first,
                base_to=base.last, **given,
            ).frame
            for base in bases
        ]
    )  # fmt: skip
    if not like_for_like(period, bases) or page.held[0] >= period.first:
        return unjudged(table)
    span = Period(max(page.held[0], period.first - HISTORY), period.first - 1)
    monthly = page.ask("monthly_by_type_and_area", from_month=span.first, to_month=span.last, **given).frame
    wanted = table[enough(table, len(period), len(bases))]
    return judged_grid(table, histories(monthly, page.coverage, span, wanted), len(period), len(bases))


def last_months(page: Page) -> Months:
    """The last three months up to the period's end, each type against what was expected of it."""
    loaded = loaded_span(page)
    judged = trends.against_expected(type_history(page, loaded, page.selection.types.types))
    span = Period.ending(loaded.last, trends.RECENT)
    return Months(trends.exceedances(judged, span), trends.judgeable(trends.within(judged, span)))


def findings(page: Page, table: pd.DataFrame) -> list[words.Finding]:
    """The rows of a table that rose or fell clearly."""
    return [words.finding(row, _area_name(page, row)) for row in clear(table).to_dict("records")]


def apart(page: Page, types: pd.DataFrame, areas: pd.DataFrame | None) -> list[words.Finding]:
    """The findings of both tables; an area's only where its type as a whole did not move the same way."""
    whole = {(row["crime_type"], row["verdict"]) for row in clear(types).to_dict("records")}
    alone = [] if areas is None else clear(areas).to_dict("records")
    return findings(page, types) + [
        words.finding(row, _area_name(page, row)) for row in alone if (row["crime_type"], row["verdict"]) not in whole
    ]


def changes_table(page: Page, rows: pd.DataFrame, heading: str, sign: int) -> None:
    """The largest movements one way, each with the ways on."""
    chosen = page.selection
    st.subheader(heading, anchor=False)
    if rows.empty:
        page.note(words.nothing_moved(sign))
        return
    columns = [
        tables.Column("Crime type", "text"), tables.Column("Difference"), tables.Column(base_label(chosen.base)),
        tables.Column(chosen.period.short), tables.Column("More than chance?", "text"),
        tables.Column("Show on", "text"),
    ]  # fmt: skip
    caption = words.caption(heading, page.place_name, chosen.period, chosen.base)
    st.html(tables.html_table(caption, columns, [tables.Row(_cells(page, row)) for row in rows.to_dict("records")]))


def _cells(page: Page, row: Record) -> tuple[str | tables.Drawn | tables.Noted, ...]:
    area, crime_type = _area_name(page, row), str(row["crime_type"])
    about = f"{crime_type}, {area}" if area else crime_type
    types = {address.TYPES: slug(crime_type)}
    if area:
        code = str(row["area_code"])
        level = page.areas.by_code[code].level
        ways = [
            ("trends", types | {address.PLACE: code}),
            ("map", types | {"level": level, "area": code, "measure": "difference"}),
        ]
    else:
        ways = [("trends", types), ("compare", types)]
    return (
        about, words.difference(row), number(round(float(row["base"]), 1)), number(int(row["current"])),
        tables.Noted(
            verdicts.verdict(row["verdict"], short=True), verdicts.interval(row["ratio"], row["low"], row["high"])
        ),
        links(page, about, ways),
    )  # fmt: skip


def months_table(page: Page, months: Months, heading: str) -> None:
    """The unusual months, each with its trend."""
    st.subheader(heading, anchor=False)
    columns = [*(tables.Column(name, kind) for name, kind in trend_columns()), tables.Column("Show on", "text")]
    rows = [
        tables.Row((*trend_cells(row), links(page, str(row["series"]), [("trends", _types(row["series"]))])))
        for row in months.outside.to_dict("records")
    ]
    st.html(tables.html_table(f"{heading}. {page.place_name}", columns, rows))


def links(page: Page, about: str, ways: Sequence[tuple[str, Mapping[str, str]]]) -> tables.Drawn:
    """Links to other pages on one row's view, with the filters as they stand and the months written out."""
    chosen = page.selection
    kind = chosen.base.kind
    base = kind if kind in ("previous", "five-year") else address.write_period(chosen.base.periods[0])
    shared = {name: text for name, text in st.query_params.to_dict().items() if name in choices.SHARED}
    months = {address.PERIOD: address.write_period(chosen.period), address.BASE: "" if kind == "last-year" else base}
    told = []
    known = {link.key for link in PAGES}
    for name, view in ways:
        if name in known:
            query = {key: text for key, text in (shared | months | dict(view)).items() if text}
            told.append(
                f'<a href="{escape(f"{name}?{urlencode(query)}")}" target="_self" '
                f'aria-label="{escape(words.link_name(name, about))}">{words.LINKS[name]}</a>'
            )
    return tables.Drawn(" · ".join(told))


def _types(name: object) -> dict[str, str]:
    return {address.TYPES: slug(str(name))}


def _area_name(page: Page, row: Record) -> str:
    return page.areas.by_code[str(row["area_code"])].known_as if "area_code" in row else ""
