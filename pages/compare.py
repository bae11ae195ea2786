"""Compare periods: the council's table, fourteen types and the total against another period."""

import streamlit as st

from cspdash import tables
from cspdash.statistics.comparison import compared, summed_bases
from cspdash.statistics.completeness import affected_groups
from cspdash.ui.frame import frame
from cspdash.wording import compare as words

page = frame("Compare periods", period="longest")
chosen = page.selection

counts = summed_bases(
    [
        page.ask(
            "change_by_crime_type",
            from_month=chosen.period.first,
            to_month=chosen.period.last,
            base_from=base.first,
            base_to=base.last,
        ).frame
        for base in chosen.base.periods
    ],
    "crime_type",
)
counts = counts[[chosen.types.holds(name) for name in counts["crime_type"]]]
table = compared(counts, "crime_type", page.partnership.rounding, affected_groups(page.gaps), len(chosen.base.periods))
total = table.iloc[-1]

title = words.title(page.place.name, chosen.types.label, total.base, total.current, chosen.base, fair=bool(total.fair))
subtitle = words.subtitle("Recorded crime and police anti-social behaviour (ASB)", chosen.period, chosen.base)
page.heading(title, subtitle)
st.html(
    tables.comparison_table(f"{title}. {subtitle}", table, ("crime_type", "Crime type"), chosen.period, chosen.base)
)
page.foot()
