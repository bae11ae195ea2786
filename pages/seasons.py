"""Seasons: the strategic plan's heat maps, financial year by month, and which months are busy."""

import streamlit as st

from cspdash.charts.seasons import heat_map
from cspdash.statistics import seasons
from cspdash.statistics.season_ranges import with_ranges
from cspdash.ui import filters
from cspdash.ui.choices import page_choice
from cspdash.ui.frame import frame
from cspdash.ui.grids import gaps_beyond_print, grids, recording_note, stepped
from cspdash.wording import seasons as words

page = frame("Seasons", unused=(filters.BASE,))
types, place = page.selection.types, words.place_name(page.place)

head = st.container()
with st.container(horizontal=True, key="choices"):
    shown = page_choice("show", words.SHOW, "counts", "Cells show")
    asked = grids(page, words.ASB_SOURCES)

cells = asked.cells
if shown == "counts":
    cells = {measure: with_ranges(part, stepped(page, measure)) for measure, part in cells.items()}
found = {measure: seasons.season(part) for measure, part in cells.items()}
span = seasons.span(*cells.values())
years = (str(span.first.financial_year), str(page.selection.period.last.financial_year))
with head:
    page.heading(
        words.title(place, found, types),
        words.coded(page.place, words.subtitle(shown, years, list(asked.counted.values()), types)),
    )

for measure, part in cells.items():
    counted, season, averages = asked.counted[measure], found[measure], seasons.averages(asked.of[measure])
    heading = words.heading(counted, season)
    if len(cells) > 1:
        st.subheader(heading, anchor=False)
    told = words.with_marks(words.subtitle(shown, years, [f"{place}: {counted}"]), part)
    page.chart(heat_map(part, averages, season, shown), words.alt_text(counted, part, season), measure, heading, told)
    if note := words.below_note(shown, seasons.printed_months(part), averages):
        page.note(note)
    page.downloads(words.sheet(shown, part, averages, season), f"{measure}_table", heading, told)

if shown == "counts":
    for note in filter(None, (words.outside_note(list(cells.values())), recording_note(page, cells, span))):
        page.note(note)
page.how_to_read(words.HOW_TO_READ)
page.foot(asb=asked.note or words.police_note(types), gaps=gaps_beyond_print(page, cells, span))
