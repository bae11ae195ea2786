"""Population: who lives in a place, by age, ethnic group and household, and what the strategic plan prints of it."""

import streamlit as st

from cspdash.ui import filters
from cspdash.ui.choices import page_choice
from cspdash.ui.frame import frame
from cspdash.ui.population_ages import ages, areas
from cspdash.ui.population_groups import ethnicity, households
from cspdash.ui.population_print import printed
from cspdash.wording.population import VIEWS
from cspdash.wording.population_help import HOW_TO_READ

page = frame("Population", unused=(filters.TYPES, filters.PERIOD, filters.BASE))
head = st.container()
with st.container(horizontal=True, key="choices"):
    view = page_choice("view", VIEWS, "ages", "Show")
    beside = st.container(horizontal=True, width="content")
{"ages": ages, "areas": areas, "ethnicity": ethnicity, "households": households, "print": printed}[view](
    page, head, beside
)
page.how_to_read(HOW_TO_READ[view])
page.foot()
