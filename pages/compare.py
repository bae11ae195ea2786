"""Compare periods: the council's table, fourteen types and the total against the same months last year."""

import streamlit as st

from cspdash import tables, wording
from cspdash.statistics.comparison import compared
from cspdash.statistics.completeness import affected_groups
from cspdash.ui.frame import frame

page = frame("Compare periods")
period, base = page.selection.period, page.selection.base

counts = page.ask(
    "change_by_crime_type",
    area=page.place.code,
    from_month=period.first,
    to_month=period.last,
    base_from=base.first,
    base_to=base.last,
)
table = compared(counts.frame, page.partnership.rounding, affected_groups(page.gaps))
total = table.iloc[-1]

title = wording.compare_title(page.place.name, int(total.base), int(total.current), fair=bool(total.fair))
subtitle = wording.compare_subtitle(period, base)
page.heading(title, subtitle)
st.html(tables.comparison_table(f"{title}. {subtitle}", table, period, base))
page.foot()
