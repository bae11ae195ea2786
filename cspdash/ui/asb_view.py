"""What ASB by source shows: the two sources by month, what the council's records are about, where they differ."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from cspdash.areas import Area
from cspdash.charts.asb_sources import per_100_chart, sources_chart
from cspdash.crime_types import ASB
from cspdash.periods import Period
from cspdash.selection import choose_types, slug, type_options
from cspdash.statistics import asb_sources
from cspdash.tables import Column, Noted, Row, html_table
from cspdash.ui.choices import page_choice
from cspdash.ui.compared import breakdown_level
from cspdash.ui.page import Page
from cspdash.ui.series import loaded_span, shown_span
from cspdash.wording import asb_sources as words

BREAKDOWNS = ("type", "disposal", "team", "youth")


@dataclass(frozen=True)
class Sources:
    """The months of the place by source, which source is shown, and the table of the period against its base."""

    page: Page
    months: pd.DataFrame
    shown: str
    table: pd.DataFrame

    @property
    def council_held(self) -> bool:
        """Whether any month of council records can be shown of the place."""
        return bool(self.months[asb_sources.COUNCIL].notna().any())


def is_lsoa(area: Area) -> bool:
    """Whether an area is so small that months of anybody's own records may not be shown of it."""
    return area.lsoas == 1 or area.level == "lsoa_2011"


def sources(page: Page) -> Sources:
    """Ask for the months, and draw the choice of the source where there is one.

    The page is about ASB whatever crime types the filter holds: gaps and foot are those of ASB.
    """
    page.selection = replace(page.selection, types=choose_types((slug(ASB),), type_options([])))
    loaded = loaded_span(page)
    months = asb_sources.by_month(page.ask("monthly_totals", from_month=loaded.first, to_month=loaded.last).frame)
    held = bool(months[asb_sources.COUNCIL].notna().any())
    shown = page_choice("asb", words.SOURCES, "both", "ASB recorded by") if held else "police"
    period, base = page.selection.period, page.selection.base
    table = asb_sources.sources_compared(months, period, list(base.periods), page.partnership.rounding)
    return Sources(page, months, shown, table)


def by_month(found: Sources) -> None:
    """The chart of months and the table of the period."""
    page, loaded = found.page, loaded_span(found.page)
    span = shown_span(loaded, "36")
    drawn = found.months.loc[str(span.first) : str(span.last)]
    told = words.chart_title(found.shown, span)
    page.note(told)
    page.chart(
        sources_chart(drawn, words.DRAWN[found.shown]), words.chart_alt(found.shown, drawn), "asb_months",
        page.title, told,
    )  # fmt: skip
    period, base = page.selection.period, page.selection.base
    if len(found.table):
        _table(page.subtitle, words.table_headings(base, period), found.table.to_dict("records"), words.table_row, (5,))
        page.downloads(words.sheet(found.table, base, period), "asb_sources")


def breakdowns(page: Page) -> None:
    """Types, disposals, teams and the youth flag of the period, for the places that may show them."""
    period = page.selection.period
    answer = page.ask("case_categories", from_month=period.first, to_month=period.last).frame
    if answer.empty:
        page.note(words.NO_DETAILS)
        return
    same = {area.code for area in page.areas.all if area.members_key == page.place.members_key}
    area = asb_sources.shown_in(answer, page.place.code, same)
    if area is None:
        names = list(dict.fromkeys(answer["area_name"]))
        page.note(words.only_wider(names))
        return
    parts = {by: asb_sources.ranked(answer, by, area) for by in BREAKDOWNS}
    records = int(parts["type"]["records"].iloc[0])
    page.note(
        words.most_common(parts["type"].to_dict("records"), parts["disposal"].to_dict("records"), records, period)
    )
    columns = st.columns(2, gap="medium")
    for at, (by, table) in enumerate(parts.items()):
        with columns[at % 2]:
            st.subheader(words.HEADINGS[by], anchor=False)
            rows = [Row((str(row["category"]), *words.count_cells(row))) for row in table.to_dict("records")]
            headings = [Column(words.CATEGORY[by], "text"), Column("Records"), Column("Share")]
            st.html(html_table(f"{words.HEADINGS[by]}, {page.place_name}, {period.label}", headings, rows))
    if any(table["withheld"].any() for table in parts.values()):
        page.note(words.WITHHELD_NOTE)
    page.downloads(words.categories_sheet(parts), "asb_categories", "Council records by category", period.label)


def differences(found: Sources) -> None:
    """Where and since when the two sources differ."""
    page, period = found.page, found.page.selection.period
    st.subheader(words.DISAGREE, anchor=False)
    step = asb_sources.last_step(found.months)
    page.note(words.disagreement(step, period))
    level = breakdown_level(page)
    rolling = asb_sources.rolling_per_100(found.months)
    if rolling.notna().any():
        page.note(words.PER_100_HEADING)
        page.chart(
        per_100_chart(rolling, step), words.per_100_alt(rolling), "asb_ratio", words.PER_100_HEADING,
            words.disagreement(step, period),
        )  # fmt: skip
    if level is None or level in ("lsoa", "lsoa_2011"):
        return
    asked = page.ask("asb_by_source_and_area", level=level, from_month=period.first, to_month=period.last).frame
    if len(asked):
        areas = asb_sources.unlike_the_rest(asked, asb_sources.dispersion_of_share(found.months, step))
        told = f"{words.DISAGREE}, {page.place_name}, {period.label}"
        page.note(words.areas_note(level, period))
        _table(told, words.areas_headings(level), areas.to_dict("records"), words.area_row, (4,))
        page.downloads(words.areas_sheet(areas), "asb_areas", told)


def placing(page: Page) -> None:
    """How many of the council's records could not be placed."""
    period = page.selection.period
    told = page.ask("case_placing", from_month=period.first, to_month=period.last).frame.to_dict("records")[0]
    if told["records"]:
        st.subheader(words.PLACING, anchor=False)
        page.note(words.placing(told, period))


def years_of_lsoa(page: Page, loaded: Period) -> None:
    """The council's records of one LSOA by whole financial years."""
    page.note(words.LSOA_NOTE)
    first, last = loaded.first.financial_year, loaded.last.financial_year
    years = page.ask("council_years", from_year=first, to_year=last).frame
    rows = years[years["area_code"] == page.place.code].to_dict("records")
    if rows:
        told = f"Council records of ASB, {page.place_name}, by financial year"
        _table(told, ("Financial year", "Council records"), rows, words.year_cells, ())
        page.note(words.WITHHELD_NOTE)


def _table(
    caption: str,
    headings: Sequence[str],
    rows: Sequence[words.Record],
    cells: Callable[[words.Record], tuple[words.Cell, ...]],
    words_in: Sequence[int],
) -> None:
    columns = [Column(name, "text" if at == 0 or at in words_in else "number") for at, name in enumerate(headings)]
    body = [
        Row(
            tuple(cell if isinstance(cell, str) else Noted(*cell) for cell in cells(row)),
            bool(row.get("is_total", False)),
        )
        for row in rows
    ]
    st.html(html_table(caption, columns, body))
