"""Deprivation: where LSOAs, settlements and districts stand in the English indices, and how that changed."""

import streamlit as st

from cspdash.ui import filters
from cspdash.ui.choices import page_choice
from cspdash.ui.deprivation_map import show_map
from cspdash.ui.deprivation_views import show_areas, show_authorities, show_change, show_domains
from cspdash.ui.deprived import choose_release, releases_of
from cspdash.ui.frame import frame
from cspdash.wording import deprivation as words

page = frame("Deprivation", unused=(filters.TYPES, filters.PERIOD, filters.BASE))
head = st.container()
releases = releases_of(page)
if releases:
    row = st.container(horizontal=True, key="choices")
    with row:
        view = page_choice("view", words.VIEWS, "map", "Show")
    if view == "authorities":
        show_authorities(page, releases, head)
    else:
        shown = {"map": show_map, "areas": show_areas, "domains": show_domains, "change": show_change}
        shown[view](choose_release(page, releases, row), head)
else:
    with head:
        page.heading(words.title_nothing(page.place), words.nothing(page.place))
    page.own_source = words.NO_SOURCE
    page.foot(gaps=[])
