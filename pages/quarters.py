"""Quarters and years: the last eight quarters, the year so far as assessments print it, and financial years."""

import streamlit as st

from cspdash.charts.years import years_chart
from cspdash.periods import Period
from cspdash.statistics import quarters, seasons
from cspdash.tables import Column, Noted, Row, html_table
from cspdash.ui.choices import page_choice
from cspdash.ui.compared import break_note, on_last_year_judged
from cspdash.ui.frame import frame
from cspdash.ui.grids import breaks, gaps_beyond_print, grids, histories
from cspdash.ui.partner_section import partners_by_quarter, partners_so_far
from cspdash.wording import quarters as words
from cspdash.wording import years as year_words
from cspdash.wording.numbers import INCOMPLETE_NOTE
from cspdash.wording.seasons import coded, place_name, police_note

# Eleven columns must fit beside the sidebar; what does not can be scrolled to, by keyboard too.
TABLE = """<style>.csp-wide { overflow-x: auto; } .csp-wide .csp-table { font-size: 0.95rem; }
.csp-wide .csp-table th, .csp-wide .csp-table td { padding: 0.24rem 0.35rem; }
@media (max-width: 1200px) { .csp-wide .csp-table { font-size: 0.85rem; }
.csp-wide .csp-table td.number { white-space: normal; }
.csp-wide .csp-table th, .csp-wide .csp-table td { padding: 0.2rem; } }</style>
<div class="csp-wide" tabindex="0" role="region" aria-label="Table">%s</div>"""

page = frame("Quarters and years")
place = place_name(page.place)
types, rounding = page.selection.types, page.partnership.rounding
latest = Period.quarter_of(page.selection.period.last)
head = st.container()
choices = st.container(horizontal=True, key="choices")


def table(
    title: str,
    subtitle: str,
    compared: tuple[Period, Period],
    legend: str,
    headings: list[str],
    rows: list[words.Cells],
) -> None:
    """The finding, where recording changed between the periods compared, and the table."""
    with head:
        page.heading(title, coded(page.place, subtitle))
        break_note(page, compared)
    columns = [Column(headings[0], "text"), *(Column(heading) for heading in headings[1:])]
    st.html(TABLE % html_table(f"{title}. {subtitle}", columns, [Row(_noted(cells), total) for cells, total in rows]))
    for note in filter(None, (legend, INCOMPLETE_NOTE)):
        page.note(note)


def _noted(cells: tuple[words.Cell, ...]) -> tuple[str | Noted, ...]:
    return tuple(cell if isinstance(cell, str) else Noted(*cell) for cell in cells)


def last_quarters() -> None:
    """The last eight quarters; the latest on the one before and on the same one last year."""
    shown = quarters.last_quarters(latest.last)
    totals = page.ask(
        "quarterly_totals", crime_types=types.types, from_year=shown[0].first.financial_year,
        to_year=latest.last.financial_year,
    )  # fmt: skip
    counts = quarters.of_quarters(totals.frame, shown)
    previous = quarters.quarter_change(counts, latest, latest.previous(), rounding)
    year_before = latest.same_months_last_year()
    (last_year,) = on_last_year_judged(page, {latest: quarters.quarter_change(counts, latest, year_before, rounding)})
    table(
        words.quarters_title(place, types, latest, last_year),
        words.quarters_subtitle(types, shown),
        (year_before, latest),
        words.legend("quarters", latest, last_year),
        *words.quarters_rows(counts, shown, previous, last_year, words.total_name(types)),
    )
    page.downloads(
        words.sheet(counts, shown, {"on the quarter before": previous, "on last year": last_year}), "quarters"
    )
    partners_by_quarter(page, shown)
    page.how_to_read(words.HOW_TO_READ["quarters"])
    page.foot(asb=police_note(types), gaps=page.gaps_in(Period(shown[0].first, latest.last)), percentages=True)


def year_so_far() -> None:
    """First quarter, half-year, three quarters, year: each against last year."""
    shown = quarters.quarters_so_far(latest.last)
    before = [quarter.same_months_last_year() for quarter in shown]
    totals = page.ask(
        "quarterly_totals", crime_types=types.types, from_year=before[0].first.financial_year,
        to_year=latest.last.financial_year,
    )  # fmt: skip
    counts = quarters.of_quarters(totals.frame, [*before, *shown], "cumulative")
    changes = on_last_year_judged(
        page,
        {
            Period(shown[0].first, quarter.last): quarters.quarter_change(
                counts, quarter, quarter.same_months_last_year(), rounding
            )
            for quarter in shown
        },
    )
    so_far = Period(shown[0].first, latest.last)
    table(
        words.cumulative_title(place, types, latest, changes[-1]),
        words.cumulative_subtitle(types, latest),
        (so_far.same_months_last_year(), so_far),
        words.legend("cumulative", latest, *changes),
        *words.cumulative_rows(counts, shown, changes, words.total_name(types)),
    )
    page.downloads(words.cumulative_sheet(counts, shown, changes), "cumulative")
    partners_so_far(page, latest.last)
    page.how_to_read(words.HOW_TO_READ["cumulative"])
    page.foot(asb=police_note(types), gaps=page.gaps_in(so_far, so_far.same_months_last_year()), percentages=True)


def financial_years() -> None:
    """Whole financial years as bars."""
    with choices:
        asked = grids(page, year_words.ASB_SOURCES)
    stepped = breaks(page)
    cells = asked.cells
    span = seasons.span(*cells.values())
    past = histories(page, cells)
    found = {
        measure: quarters.years_judged(
            quarters.yearly(part, rounding, stepped if measure != "asb" else ()), past[measure]
        )
        for measure, part in cells.items()
    }
    years = (str(span.first.financial_year), str(latest.last.financial_year))
    with head:
        title = year_words.years_title(place, found, asked.asb, types)
        page.heading(title, coded(page.place, year_words.years_subtitle(list(asked.counted.values()), years)))
    for measure, part in found.items():
        counted = asked.counted[measure]
        if len(found) > 1:
            st.subheader(year_words.capital(counted), anchor=False)
        heading = year_words.years_title(place, {measure: part}, asked.asb, types)
        told = year_words.years_subtitle([counted], years)
        page.chart(years_chart(part), year_words.years_alt(counted, part), f"{measure}_years", heading, told)
        page.downloads(year_words.years_sheet(part), f"{measure}_years_table", heading, told)
    known = page.ask("known_breaks", from_month=span.first, to_month=span.last).frame.to_dict("records")
    notes = (
        year_words.legend(found),
        year_words.breaks_note([month for month in stepped if month in span], list(found)),
        year_words.known_note(known, types),
    )
    for note in filter(None, notes):
        page.note(note)
    page.how_to_read(year_words.HOW_TO_READ)
    page.foot(asb=asked.note or police_note(types), gaps=gaps_beyond_print(page, cells, span), percentages=True)


with choices:
    view = page_choice("view", words.VIEWS, "quarters", "Show")
{"quarters": last_quarters, "cumulative": year_so_far, "years": financial_years}[view]()
