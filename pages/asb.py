"""ASB by source: what police and council each record, what the council's records are about, where the two differ."""

import streamlit as st

from cspdash.ui import asb_view as view
from cspdash.ui import filters
from cspdash.ui.frame import frame
from cspdash.ui.series import loaded_span
from cspdash.wording import asb_sources as words
from cspdash.wording.seasons import coded, place_name

page = frame("ASB by source", period="twelve-months", unused=(filters.TYPES,))
period, base = page.selection.period, page.selection.base
head = st.container()
found = view.sources(page)
with head:
    title = words.title(place_name(page.place), found.shown, found.table.to_dict("records"), period, base)
    page.heading(title, coded(page.place, words.subtitle(found.shown, period, base)))
view.by_month(found)
if view.is_lsoa(page.place):
    view.years_of_lsoa(page, loaded_span(page))
elif found.council_held:
    view.breakdowns(page)
    view.differences(found)
    view.placing(page)
else:
    page.note(words.NO_COUNCIL)
page.how_to_read(words.HOW_TO_READ)
page.foot(asb=words.COUNTED[found.shown])
