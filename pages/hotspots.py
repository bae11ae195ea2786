"""Hot spots: which areas stand clearly above the county, and at which streets it happens."""

import streamlit as st

from cspdash.ui import filters
from cspdash.ui import hotspots_areas as by_area
from cspdash.ui import streets_view as by_street
from cspdash.ui.choices import page_choice
from cspdash.ui.frame import frame
from cspdash.ui.hotspots_view import hot_spots
from cspdash.wording import compare, street_points
from cspdash.wording import hotspots as words

page = frame("Hot spots", period="twelve-months", unused=(filters.BASE,))
heading = st.container()
controls = st.container(horizontal=True, key="hotspot_controls", vertical_alignment="bottom")
with controls:
    view = page_choice("view", words.VIEWS, "areas", "View")

if view == "areas":
    spots = hot_spots(page, controls)
    with heading:
        page.heading(by_area.finding(page, spots), by_area.under(page, spots))
    with st.container(key="map"):
        left, right = st.columns([1, 1], gap="medium")
        with left:
            by_area.area_map(page, spots)
        with right:
            by_area.leading_table(page, spots)
            by_area.notes(page, spots)
        by_area.full_table(page, spots)
    page.how_to_read(words.how_to_read(spots.against))
    page.foot(asb=compare.ASB_COUNTED, gaps=page.gaps_in(page.selection.period))
else:
    found = by_street.streets(page, controls)
    with heading:
        page.heading(by_street.finding(page, found), by_street.under(page, found))
    if found.part != page.selection.period:
        page.note(street_points.part_note(found.part, page.selection.period))
    with st.container(key="map"):
        by_street.points_map(page, found)
        by_street.points_list(page, found)
        by_street.own_points(page, found)
    page.how_to_read(street_points.how_to_read())
    page.foot(asb=compare.ASB_COUNTED, gaps=page.gaps_in(found.part))
