"""Partners' own counts below the police's on Compare periods and on Quarters: apart, and each table with its source."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from cspdash.periods import Month, Period
from cspdash.selection import Base
from cspdash.statistics.partner_counts import (
    Holdings,
    compared_counts,
    held_periods,
    holdings,
    latest_compared,
    records_of,
)
from cspdash.statistics.quarters import quarters_so_far
from cspdash.tables import Column, Noted, Row, html_table
from cspdash.ui.asked import asked
from cspdash.ui.page import Page
from cspdash.wording import partner_counts as words

TABLE = '<div class="csp-wide" style="overflow-x: auto" tabindex="0" role="region" aria-label="Table">%s</div>'


def partners_compared(page: Page) -> None:
    """The place's categories in the period against the base, below the council's table; nothing where none are held."""
    rows = all_counts(page)
    if not rows:
        return
    period, base = page.selection.period, page.selection.base
    table = compared_counts(rows, period, base.periods, page.partnership.rounding)
    st.subheader(words.HEADING, anchor=False)
    if table.empty and (latest := latest_compared(held_periods(rows))) is not None:
        page.note(words.latest_held(latest))
        period, base = latest, Base("last-year", (latest.same_months_last_year(),))
        table = compared_counts(rows, period, base.periods, page.partnership.rounding)
    told = f"{period.label} against {base.periods[0].label if len(base.periods) == 1 else 'earlier years'}"
    for source in dict.fromkeys(table["source"]):
        records = records_of(table, source)
        page.note(words.source_line(source))
        body = [Row(tuple(_cell(cell) for cell in words.comparison_row(record))) for record in records]
        headings = words.comparison_headings(base, period)
        columns = [
            Column(name, "text" if at in (0, len(headings) - 1) else "number") for at, name in enumerate(headings)
        ]
        st.html(TABLE % html_table(words.caption(page.place_name, source, told), columns, body))
    _notes(page, table)
    sheet = words.comparison_sheet(table.to_dict("records"), base, period)
    page.downloads(sheet, "partners", f"{words.HEADING}, {page.place_name}", told)


def partners_by_quarter(page: Page, quarters: Sequence[Period]) -> None:
    """The place's categories by quarter, and the latest quarter on the same one last year."""
    rows = all_counts(page)
    if not rows:
        return
    rounding = page.partnership.rounding
    tables = [
        compared_counts(rows, quarter, (quarter.same_months_last_year(),), rounding, judge=quarter == quarters[-1])
        for quarter in quarters
    ]
    if all(table["current"].isna().all() for table in tables):
        page.note(words.none_by_quarter(held_periods(rows)))
        return
    st.subheader(words.HEADING, anchor=False)
    _quarters(page, rows, tables, words.quarters_headings(quarters), cumulative=False)


def partners_so_far(page: Page, last: Month) -> None:
    """The year so far by category, as assessments print it; that of the latest year held where this one has none."""
    rows = all_counts(page)
    if not rows:
        return
    quarters = quarters_so_far(last)
    tables = _so_far(page, rows, quarters)
    note = ""
    if all(table["current"].isna().all() for table in tables):
        # Sums from April that end with a quarter are what this table is for.
        ends = [
            p.last for p in held_periods(rows) if p.first.month == 4 and p.last.month in (6, 9, 12, 3) and len(p) <= 12
        ]
        if not ends:
            page.note(words.none_by_quarter(held_periods(rows)))
            return
        quarters = quarters_so_far(max(ends))
        tables = _so_far(page, rows, quarters)
        note = words.latest_held(Period(quarters[0].first, quarters[-1].last))
    st.subheader(words.HEADING, anchor=False)
    if note:
        page.note(note)
    _quarters(page, rows, tables, words.cumulative_headings(quarters), cumulative=True)


def _so_far(page: Page, rows: Holdings, quarters: Sequence[Period]) -> list[pd.DataFrame]:
    periods = [Period(quarters[0].first, quarter.last) for quarter in quarters]
    return [
        compared_counts(rows, period, (period.same_months_last_year(),), page.partnership.rounding)
        for period in periods
    ]


def _quarters(
    page: Page, rows: Holdings, tables: Sequence[pd.DataFrame], headings: Sequence[str], *, cumulative: bool
) -> None:
    """A table a source: for each quarter the count, and the change behind each (cumulative) or behind the last."""
    found = [{(row["source"], row["category"]): row for row in table.to_dict("records")} for table in tables]
    columns = [Column(name, "text" if at == 0 else "number") for at, name in enumerate(headings)]
    names = [name for name in rows if any((name in of and not pd.isna(of[name]["current"])) or
             (name in of and of[name]["withheld"]) for of in found)]  # fmt: skip
    sheet: list[dict[str, str]] = []
    for source in dict.fromkeys(source for source, _ in names):
        body = []
        for name in (name for name in names if name[0] == source):
            cells: list[words.Cell] = [name[1]]
            for at, of in enumerate(found):
                row = of.get(name)
                count = words.NOT_HELD if row is None else words.count_cell(row["current"], withheld=row["withheld"])
                cells.append(count)
                if cumulative or at == len(found) - 1:
                    cells.append(words.on_last_year(row))
            body.append(Row(tuple(_cell(cell) for cell in cells)))
            plain = [cell if isinstance(cell, str) else cell[0] for cell in cells]
            sheet.append({"Source": source} | _named(headings, plain))
        page.note(words.source_line(source))
        st.html(TABLE % html_table(words.caption(page.place_name, source, " to ".join(headings[1:-1:])), columns, body))
    _notes(page, pd.concat(tables, ignore_index=True))
    page.downloads(pd.DataFrame(sheet), "partners", f"{words.HEADING}, {page.place_name}", ", ".join(headings[1:]))


def _named(headings: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    """Cells by heading; a heading that stands twice says which column it belongs to."""
    named: dict[str, str] = {}
    for at, (heading, cell) in enumerate(zip(headings, cells, strict=True)):
        named[
            f"{headings[at - 1]} {heading}" if heading in headings[:at] or headings.count(heading) > 1 else heading
        ] = cell
    return named


def _notes(page: Page, table: pd.DataFrame) -> None:
    page.note(words.NOTE)
    if table["withheld"].any():
        page.note(words.WITHHELD_NOTE)
    if table["verdict"].isna().any() and table["fair"].any():
        page.note(words.NOT_JUDGED)


def _cell(cell: words.Cell) -> str | Noted:
    return cell if isinstance(cell, str) else Noted(*cell)


def all_counts(page: Page) -> Holdings:
    """Every count held of the place, by category and period; nothing where none are.

    What a period is compared with and judged by may lie far before it.
    """
    # Asked apart from the page, whose workings show only what it is made of.
    place = page.place.code
    periods = asked(page.version, "partner_periods", area=place)
    if periods.frame.empty:
        return {}
    first, last = min(periods.frame["first_month"]), max(periods.frame["last_month"])
    counts = asked(page.version, "partner_counts", area=place, from_month=first, to_month=last)
    found: Holdings = holdings(counts.frame)
    if found:
        page.keep(periods)
        page.keep(counts)
    return found
