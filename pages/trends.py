"""Trends: a series month by month against its expected range, all types small, and the months outside."""

from collections.abc import Sequence

import streamlit as st

from cspdash import tables
from cspdash.charts import trends as charts
from cspdash.charts.multiples import Multiple, html_multiples, small_multiple
from cspdash.selection import ALL
from cspdash.statistics import trends
from cspdash.statistics.completeness import Gap, gaps_in
from cspdash.ui import filters
from cspdash.ui.choices import page_choice
from cspdash.ui.emerging_tables import WRAPS
from cspdash.ui.frame import frame
from cspdash.ui.marks import breaks_of, event_note, time_marks
from cspdash.ui.partner_trends import choose_series, monthly_series, offers_series
from cspdash.ui.series import link_to_type, loaded_span, shown_span, type_history, types_judged
from cspdash.wording import partner_trends as partner_words
from cspdash.wording import trends as words
from cspdash.wording.marks import across_breaks
from cspdash.wording.partner_counts import WITHHELD_NOTE
from cspdash.wording.seasons import coded, place_name, police_note

LOOK = """<style>
ul.csp-multiples { display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); gap: 0.35rem 1.1rem;
  list-style: none; padding: 0; margin: 0; }
ul.csp-multiples li { margin: 0; padding-top: 0.2rem; border-top: 2px solid #D9D9D9; font-size: 0.92rem; color: #222;
  line-height: 1.3; }
ul.csp-multiples a { font-weight: 600; color: #206095; }
ul.csp-multiples .line { display: block; } ul.csp-multiples .note { display: block; color: #414042; }
ul.csp-multiples b { font-size: 1.15rem; color: #003C57; }
ul.csp-multiples img { display: block; width: 100%; height: auto; }
</style>"""

page = frame("Trends", unused=(filters.BASE,))
types, last = page.selection.types, page.selection.period.last
place, loaded = place_name(page.place), loaded_span(page)
head = st.container()
views = words.VIEWS | ({"partners": partner_words.VIEW} if offers_series(page) else {})
with st.container(horizontal=True, key="choices"):
    view = page_choice("view", views, "series", "Show")
    months = page_choice("months", words.SPANS, "36", "Months")
span = shown_span(loaded, months)


def heading(title: str, subtitle: str) -> None:
    """The finding, above the choices."""
    with head:
        page.heading(title, coded(page.place, subtitle))


def unusual(outside: Sequence[words.Record], caption: str) -> None:
    """The table of months outside their range."""
    columns = [tables.Column(name, kind) for name, kind in words.EXCEEDANCE_COLUMNS]
    rows = [tables.Row(words.exceedance_cells(row)) for row in outside]
    st.html(WRAPS.format(tables.html_table(caption, columns, rows)))


def one_series() -> None:
    """The types chosen as one series: months, twelve-month totals, years, and its months outside."""
    name = words.series_name(types)
    series = trends.together(type_history(page, loaded, types.types), name)
    judged = trends.against_expected(series, breaks_of(page, {name: types}, loaded))
    shown, marks = trends.within(judged, span), time_marks(page, span)
    rows = shown.to_dict("records")
    heading(words.title(name, place, rows[-1]), words.subtitle(types, span))
    page.note(words.recent(rows[-trends.RECENT :]))
    told = words.monthly_alt(f"{name} in {place}", rows, [mark.told for mark in marks if mark.month in span])
    page.chart(charts.monthly_chart(shown, marks), told, "monthly")
    for note in filter(
        None, (words.LEGEND, across_breaks(marks, trends.with_range(shown).to_dict("records")), event_note(page))
    ):
        page.note(note)
    left, right = st.columns(2, gap="medium")
    with left:
        totals = trends.rolling_totals(series[name])
        drawn, title = totals.loc[str(span.first) :], words.rolling_heading(list(totals), last)
        st.subheader(title, anchor=False)
        subtitle = words.rolling_subtitle(name, place, span)
        page.chart(charts.rolling_chart(drawn), words.line_alt(title, list(drawn)), "rolling", title, subtitle)
    with right:
        years = trends.year_lines(series[name], last)
        title = words.years_heading(years, last)
        st.subheader(title, anchor=False)
        subtitle = words.years_subtitle(name, place, last)
        page.chart(charts.years_chart(years), words.line_alt(title, list(years["count"])), "years", title, subtitle)
    outside = trends.exceedances(judged, span).to_dict("records")
    title = words.exceedance_heading(len(outside), trends.judgeable(shown), span)
    st.subheader(title, anchor=False)
    if outside:
        unusual(outside, title)
    page.downloads(words.sheet(shown, totals), "months")
    foot(page.gaps_in(span), police_note(types))


def all_types() -> None:
    """All fourteen types side by side, those that need attention first."""
    judged = types_judged(page, loaded, None)
    found = trends.attention(judged, last).to_dict("records")
    shown, could = trends.within(judged, span), trends.judgeable(trends.recent(judged, last))
    heading(words.types_title(place, found, could), words.types_subtitle(last, span))
    months_of = {str(name): rows.to_dict("records") for name, rows in shown.groupby("series")}
    small = []
    for row in found:
        name, rows = row["series"], months_of[row["series"]]
        picture = small_multiple(rows, words.monthly_alt(name, rows, []))
        figure, verdict, note = words.figure(row), words.verdict(row), words.recent_words(row)
        small.append(Multiple(name, link_to_type(name), figure, verdict, note, picture))
    st.html(LOOK + html_multiples(small))
    page.note(words.types_note(found, could))
    page.note(words.LEGEND)
    page.downloads(words.sheet(shown), "types")
    foot(gaps_in(page.coverage, span), police_note(ALL))


def all_unusual() -> None:
    """Every month of every type chosen that lies outside its range."""
    judged = types_judged(page, loaded, types.types)
    shown = trends.within(judged, span)
    outside = trends.exceedances(judged, span)
    rows, could = outside.to_dict("records"), trends.judgeable(shown)
    heading(words.exceedances_title(place, len(rows), could, span), words.exceedances_subtitle(types, span))
    if rows:
        unusual(rows, page.title)
    page.note(words.exceedances_note(could))
    page.downloads(words.sheet(outside), "unusual")
    foot(page.gaps_in(span), police_note(types))


def partner_series() -> None:
    """One category that a partner counts by month, never added to police.uk's."""
    offered = monthly_series(page, last)
    if not offered:
        heading(partner_words.withheld_title(place), WITHHELD_NOTE)
        page.own_source = partner_words.foot("", [])
        foot(page.gaps_in(span), "")
        return
    chosen = choose_series(offered)
    judged = trends.against_expected(chosen.history)
    shown = trends.within(judged, span)
    rows = shown.to_dict("records")
    page.own_source = partner_words.foot(chosen.source, rows)
    heading(words.title(chosen.name, place, rows[-1]), partner_words.subtitle(chosen.source, chosen.name, rows))
    page.note(words.recent(rows[-trends.RECENT :]))
    page.chart(charts.monthly_chart(shown, []), words.monthly_alt(f"{chosen.name} in {place}", rows, []), "partner")
    page.note(partner_words.note(chosen.source))
    page.note(words.LEGEND)
    page.downloads(words.sheet(shown), "partner_months")
    foot(page.gaps_in(span), "")


def foot(gaps: list[Gap], asb: str) -> None:
    """How to read it, and where it comes from."""
    page.how_to_read(words.HOW_TO_READ)
    page.foot(asb=asb, gaps=gaps)


{"series": one_series, "types": all_types, "exceedances": all_unusual, "partners": partner_series}[view]()
