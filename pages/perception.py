"""Perception gap: what people name as their concern beside what is recorded of it."""

import streamlit as st

from cspdash.charts.perception import gap_bars
from cspdash.statistics.perception import unnamed
from cspdash.tables import Column, Row, html_table
from cspdash.ui import filters
from cspdash.ui.frame import frame
from cspdash.ui.perceived import perceived, police_source
from cspdash.ui.surveyed import WIDE, Surveyed, beside, surveyed
from cspdash.wording import perception as words

page = frame("Perception gap", unused=(filters.TYPES, filters.PERIOD, filters.BASE))
head, choices = st.container(), st.container(horizontal=True, key="choices")


def gap(found: Surveyed) -> None:
    """Answers and records side by side."""
    seen = perceived(found)
    with head:
        page.heading(
            words.title(page.place_name, seen.table, found.told),
            words.subtitle(found.name, found.told, found.base(found.year), seen.records, len(seen.period)),
        )
    page.chart(gap_bars(seen.table), words.alt(seen.table), "gap")
    columns = [Column(name, "text" if at == 0 else "number") for at, name in enumerate(words.HEADINGS)]
    rows = [Row(words.cells(row)) for row in seen.table.to_dict("records")]
    st.html(WIDE % html_table(f"{page.title}. {page.subtitle}", columns, rows))
    notes = (words.without(seen.table, several=seen.several), words.unasked(unnamed(seen.options, seen.records)))
    for note in filter(None, notes):
        page.note(note)
    page.own_source = words.source(page.own_source, police_source(seen))
    page.downloads(words.sheet(seen.table), "gap_table")
    beside(found)
    page.how_to_read(words.HOW_TO_READ)
    page.foot()


with choices:
    asked = surveyed(page, "concern", choose_year="year", pooled=True)
if isinstance(asked, Surveyed) and page.partnership.survey is not None:
    gap(asked)
else:
    with head:
        page.heading(*(asked if isinstance(asked, tuple) else words.NOT_MAPPED))
    page.foot()
