"""Seasons: the strategic plan's heat maps, financial year by month, and which months are busy."""

import streamlit as st

from cspdash.charts.seasons import heat_map
from cspdash.statistics import seasons
from cspdash.ui.choices import page_choice
from cspdash.ui.frame import frame
from cspdash.wording import seasons as words

page = frame("Seasons")
chosen = page.selection
measures = seasons.measures_of(chosen.types.types)
last = chosen.period.last.financial_year
years = {"from_year": seasons.EARLIEST, "to_year": last}

head = st.container()
with st.container(horizontal=True, key="choices"):
    shown = page_choice("show", words.SHOW, "counts", "Cells show")
    asb, together = "police", None
    if "asb" in measures:
        together = page.ask("seasonal_heat_map", measure="asb", **years).frame
        if seasons.holds_anything(together):
            usual = "both" if seasons.holds_complete(together) else "police"
            asb = page_choice("asb", words.ASB_SOURCES, usual, "ASB recorded by")

cells, found, counted = {}, {}, {}
for measure in measures:
    if measure == "types":
        months = seasons.whole_years(page.held[0], last)
        monthly = page.ask(
            "monthly_by_crime_type", crime_types=chosen.types.types, from_month=months.first, to_month=months.last
        )
        grid = seasons.by_year(monthly.frame)
    elif measure == "asb" and asb == "both" and together is not None:
        grid = together
    else:
        name = "asb_police" if measure == "asb" else measure
        grid = page.ask("seasonal_heat_map", measure=name, **years).frame
    cells[measure] = (seasons.cells(grid), seasons.averages(grid))
    found[measure] = seasons.season(cells[measure][0])
    counted[measure] = words.measured(measure, asb, chosen.types)

span = seasons.span(*(part for part, _ in cells.values()))
with head:
    title = words.title(page.place.name, found, chosen.types)
    page.heading(title, words.subtitle(shown, str(span.first.financial_year), str(last), list(counted.values())))

for measure, (part, average) in cells.items():
    heading = words.heading(counted[measure], found[measure])
    if len(cells) > 1:
        st.subheader(heading, anchor=False)
    told = words.subtitle(shown, str(span.first.financial_year), str(last), [f"{page.place.name}: {counted[measure]}"])
    chart = heat_map(part, average, found[measure], shown)
    page.chart(chart, words.alt_text(counted[measure], part, found[measure]), measure, heading, told)
    page.downloads(words.sheet(shown, part, average, found[measure]), f"{measure}_table", heading, told)

page.how_to_read(words.HOW_TO_READ)
page.foot(asb=words.ASB_COUNTED[asb] if "asb" in chosen.types.groups else "", gaps=page.gaps_in(span))
