"""Map: where it is, by LSOA, ward, settlement or beat; an area clicked shows its types, months and streets."""

import streamlit as st

from cspdash.maps.choropleth import choropleth
from cspdash.ui.area_details import area_details
from cspdash.ui.frame import frame
from cspdash.ui.map_finding import finding, notes, told, under
from cspdash.ui.map_table import draw_legend, draw_notes, highest
from cspdash.ui.map_verdicts import signs
from cspdash.ui.map_view import PALETTE, clickable, legend, looks, map_view, surroundings
from cspdash.wording import compare
from cspdash.wording import map as words
from cspdash.wording.map_verdicts import HOW_TO_READ

HEIGHT = 460

page = frame("Map", period="twelve-months")
heading = st.container()
view = map_view(page)
key = legend(view)
around, names = surroundings(page, view)
with heading:
    page.heading(finding(page, view), under(page, view))
with st.container(key="map"):
    left, right = st.columns([3, 2], gap="medium")
with left:
    marks, names = signs(view, names)
    draw_legend(page, view, key)
    drawn = choropleth(
        view.drawn, looks(page, view, key), PALETTE, chosen=view.area, around=around, names=names,
        points=(*view.points, *marks), size=(620, HEIGHT),
    )  # fmt: skip
    clickable(drawn, view.area, f"{page.place.code}_{view.level}", told(page, view), HEIGHT)
    draw_notes(notes(page, view))
with right:
    if view.area:
        area_details(page, view)
    else:
        highest(page, view)
if view.area:
    highest(page, view)
page.how_to_read(f"{words.how_to_read()}\n{HOW_TO_READ}")
page.foot(asb=compare.ASB_COUNTED)
