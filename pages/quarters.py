"""Quarters and years: the last eight quarters, the year so far as assessments print it, and financial years."""

import streamlit as st

from cspdash.charts.years import years_chart
from cspdash.periods import Month, Period
from cspdash.statistics import quarters, seasons
from cspdash.tables import Column, Row, html_table
from cspdash.ui.choices import page_choice
from cspdash.ui.frame import frame
from cspdash.wording import quarters as words
from cspdash.wording.overview import ASB_COUNTED
from cspdash.wording.seasons import ASB_COUNTED as ASB_BY_SOURCE
from cspdash.wording.seasons import measured

# Eleven columns must fit beside the sidebar; what does not can be scrolled to, by keyboard too.
TABLE = """<style>.csp-wide { overflow-x: auto; } .csp-wide .csp-table { font-size: 0.95rem; }
.csp-wide .csp-table th, .csp-wide .csp-table td { padding: 0.24rem 0.35rem; }</style>
<div class="csp-wide" tabindex="0" role="region" aria-label="Table">%s</div>"""

page = frame("Quarters and years")
chosen = page.selection
rounding = page.partnership.rounding
latest = Period.quarter_of(chosen.period.last)
last = latest.first.financial_year
head = st.container()
choices = st.container(horizontal=True, key="choices")
with choices:
    view = page_choice("view", words.VIEWS, "quarters", "Show")

if view == "years":
    measures = seasons.measures_of(chosen.types.types)
    years = {"from_year": seasons.EARLIEST, "to_year": last}
    months = seasons.whole_years(page.held[0], last)
    asb, together = "police", None
    if "asb" in measures:
        together = page.ask("seasonal_heat_map", measure="asb", **years).frame
        if seasons.holds_anything(together):
            usual = "both" if seasons.holds_complete(together) else "police"
            with choices:
                asb = page_choice("asb", words.ASB_SOURCES, usual, "ASB recorded by")
    found, counted, cells, steps = {}, {}, {}, []
    for measure in measures:
        if measure == "types":
            grid = seasons.by_year(
                page.ask(
                    "monthly_by_crime_type", crime_types=chosen.types.types, from_month=months.first,
                    to_month=months.last,
                ).frame
            )  # fmt: skip
        elif measure == "asb" and asb == "council":
            monthly = page.ask("monthly_totals", from_month=months.first, to_month=months.last)
            grid = seasons.by_year(quarters.council_grid(monthly.frame))
        elif measure == "asb" and asb == "both" and together is not None:
            grid = together
        else:
            grid = page.ask(
                "seasonal_heat_map", measure="asb_police" if measure == "asb" else measure, **years
            ).frame  # fmt: skip
        if measure != "asb":
            steps = [Month.parse(text) for text in page.ask("recording_breaks", all_forces=None).frame["month"]]
        cells[measure] = seasons.cells(grid)
        found[measure] = quarters.yearly(cells[measure], rounding, steps if measure != "asb" else ())
        counted[measure] = measured(measure, asb, chosen.types)
    span = seasons.span(*cells.values())
    steps = [month for month in steps if month in Period(span.first.financial_year.months.first, last.months.last)]
    listed = [str(span.first.financial_year), str(last)]
    with head:
        title = words.years_title(page.place.name, found, asb, chosen.types)
        page.heading(title, words.years_subtitle(list(counted.values()), listed))
    for measure, table in found.items():
        named = counted[measure]
        if len(found) > 1:
            st.subheader(named[:1].upper() + named[1:], anchor=False)
        heading = words.years_title(page.place.name, {measure: table}, asb, chosen.types)
        told = words.years_subtitle([named], listed)
        page.chart(years_chart(table), words.years_alt(named, table), f"{measure}_years", heading, told)
        page.downloads(words.years_sheet(table), f"{measure}_years_table", heading, told)
    if steps:
        st.html(f'<p class="csp-note">{words.breaks_note(steps)}</p>')
    page.how_to_read(words.HOW_TO_READ["years"])
    page.foot(asb=ASB_BY_SOURCE[asb] if "asb" in chosen.types.groups else "", gaps=page.gaps_in(span))
else:
    cumulative = view == "cumulative"
    shown = quarters.quarters_so_far(latest.last) if cumulative else quarters.last_quarters(latest.last)
    span = Period(shown[0].first, shown[-1].last)
    asked = Period(min(span.first, latest.shift(-12).first), latest.last)
    before = [quarter.same_months_last_year() for quarter in shown] if cumulative else [shown[0].previous(), *shown[:-1]]
    totals = page.ask(
        "quarterly_totals", crime_types=chosen.types.types, from_year=asked.first.financial_year, to_year=last
    ).frame
    sums = "cumulative" if cumulative else "count"
    counts = quarters.of_quarters(totals, sorted({*shown, *before}), sums)
    total = words.total_name(chosen.types)
    if cumulative:
        changes = [
            quarters.quarter_change(counts, quarter, base, rounding) for quarter, base in zip(shown, before, strict=True)
        ]
        headings, rows = words.cumulative_rows(counts, shown, changes, total)
        title = words.cumulative_title(page.place.name, chosen.types, latest, changes[-1])
        subtitle = words.cumulative_subtitle(chosen.types, latest)
        sheet = words.sheet(
            counts, [*before, *shown], {f"{words.up_to(q)} on last year": c for q, c in zip(shown, changes, strict=True)}
        )
        months = [span, span.same_months_last_year()]
    else:
        previous = quarters.quarter_change(counts, latest, shown[-2], rounding)
        last_year = quarters.quarter_change(counts, latest, latest.same_months_last_year(), rounding)
        headings, rows = words.quarters_rows(counts, shown, previous, last_year, total)
        title = words.quarters_title(page.place.name, chosen.types, latest, last_year)
        subtitle = words.quarters_subtitle(chosen.types, shown)
        sheet = words.sheet(counts, shown, {"on the quarter before": previous, "on last year": last_year})
        months = [span]
    with head:
        page.heading(title, subtitle)
    columns = [Column(headings[0], "text"), *(Column(heading) for heading in headings[1:])]
    st.html(TABLE % html_table(f"{title}. {subtitle}", columns, [Row(told, is_total) for told, is_total in rows]))
    st.html(f'<p class="csp-note">{words.INCOMPLETE_NOTE}</p>')
    page.downloads(sheet, view)
    page.how_to_read(words.HOW_TO_READ[view])
    page.foot(asb=ASB_COUNTED if "asb" in chosen.types.groups else "", gaps=page.gaps_in(*months))
