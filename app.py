"""Overview: the chair's screen. What changed in the latest quarter, what is most frequent, what is missing."""

import streamlit as st

from cspdash import tables
from cspdash.charts import overview as charts
from cspdash.crime_types import ASB
from cspdash.statistics.movers import biggest_movers, most_prevalent
from cspdash.ui.compared import LastMonths, break_note, types_compared
from cspdash.ui.frame import frame
from cspdash.wording import compare
from cspdash.wording import overview as words

page = frame("Overview")
chosen = page.selection
table = types_compared(page)
months = LastMonths(page)
rows = {row["crime_type"]: row for row in table.to_dict("records")}
total = rows.pop("Total")
movers = biggest_movers(table, 4, but=(ASB,)).to_dict("records")

whole = not page.gaps_in(chosen.period)
page.heading(
    words.title(page.place_name, chosen.types.label, total, chosen.base, whole=whole), words.subtitle(page.selection)
)
break_note(page)

tiles = [tables.comparison_tile(words.all_of(chosen.types), total, months.of("All", stretch=True))]
tiles += [
    tables.comparison_tile(name, rows[name], months.of(name, (name,), stretch=True))
    for name in dict.fromkeys([ASB, *(str(row["crime_type"]) for row in movers)])
    if name in rows and len(rows) > 1
]
st.html(tables.html_tiles(tiles))

left, right = st.columns([3, 2], gap="large")
prevalent = most_prevalent(table)
with left:
    st.subheader(words.prevalence_heading(chosen.period, whole=whole), anchor=False)
    sentence = words.prevalence(prevalent.to_dict("records"), total, whole=whole)
    page.chart(charts.prevalence(prevalent), sentence, "prevalence", sentence)
with right:
    st.subheader("What changed", anchor=False)
    for line in words.changes(table.to_dict("records"), chosen.base):
        st.markdown(line)
    page.downloads(tables.comparison_sheet(table, ("crime_type", "Crime type"), chosen.period, chosen.base), "overview")
page.how_to_read(words.HOW_TO_READ)
page.foot(asb=compare.ASB_COUNTED, percentages=True)
