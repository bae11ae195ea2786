"""Trends: a series month by month against its expected range, all types small, and the months outside."""

import streamlit as st

from cspdash import tables
from cspdash.charts import trends as charts
from cspdash.charts.multiples import Multiple, html_multiples, small_multiple
from cspdash.periods import Period
from cspdash.statistics import trends
from cspdash.statistics.judged import wide
from cspdash.ui.choices import page_choice
from cspdash.ui.frame import frame
from cspdash.ui.marks import event_note, time_marks
from cspdash.ui.navigation import query_of
from cspdash.wording import trends as words
from cspdash.wording.marks import across_breaks
from cspdash.wording.numbers import DASH, number
from cspdash.wording.seasons import coded, place_name, police_note

MULTIPLES = """<style>
ul.csp-multiples { display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); gap: 0.35rem 1.1rem;
  list-style: none; padding: 0; margin: 0; }
ul.csp-multiples li { margin: 0; padding-top: 0.2rem; border-top: 2px solid #D9D9D9; font-size: 0.92rem; color: #222;
  line-height: 1.3; }
ul.csp-multiples a { font-weight: 600; color: #206095; }
ul.csp-multiples .line { display: block; } ul.csp-multiples .note { display: block; color: #414042; }
ul.csp-multiples b { font-size: 1.15rem; color: #003C57; }
ul.csp-multiples img { display: block; width: 100%; height: auto; }
</style>"""

page = frame("Trends")
types, last = page.selection.types, page.selection.period.last
place, whole = place_name(page.place), Period(min(page.held[0], page.selection.period.first), last)
head = st.container()
with st.container(horizontal=True, key="choices"):
    view = page_choice("view", words.VIEWS, "series", "Show")
    months = page_choice("months", words.SPANS, "36", "Months")
span = trends.shown_span(whole, months)


def history(crime_types: tuple[str, ...] | None) -> "trends.pd.DataFrame":
    """Every month up to the last, a column a type."""
    asked = page.ask("monthly_by_crime_type", crime_types=crime_types, from_month=whole.first, to_month=whole.last)
    return wide(asked.frame, "crime_type")
