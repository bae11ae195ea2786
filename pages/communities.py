"""Communities most affected: crime rates by deprivation and by settlement, and whether they follow it."""

import streamlit as st

from cspdash.ui import filters
from cspdash.ui.affected import affected
from cspdash.ui.affected_views import show_areas, show_fifths, show_slope
from cspdash.ui.choices import page_choice
from cspdash.ui.frame import frame
from cspdash.wording import communities as words
from cspdash.wording import deprivation

page = frame("Communities most affected", period="twelve-months", unused=(filters.BASE,))
head = st.container()
row = st.container(horizontal=True, key="choices")
with row:
    view = page_choice("view", words.VIEWS, "fifths", "Show")
found = affected(page, row)
if found is None:
    with head:
        page.heading(deprivation.title_nothing(page.place), deprivation.nothing(page.place))
    page.foot()
else:
    {"fifths": show_fifths, "slope": show_slope, "areas": show_areas}[view](found, head)
