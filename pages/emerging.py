"""Emerging: what the meeting should talk about, each row with the way to the page that shows more of it."""

import streamlit as st

from cspdash import tables
from cspdash.statistics.emerging import largest
from cspdash.ui import emerging_view as view
from cspdash.ui.compared import break_note, types_compared
from cspdash.ui.emerging_tables import LOOK, changes_table, months_table, spots_table
from cspdash.ui.frame import frame
from cspdash.ui.new_spots import LEVEL, new_spots
from cspdash.ui.series import loaded_span, type_history
from cspdash.wording import emerging as words
from cspdash.wording.compare import verdict_note
from cspdash.wording.filters import base_label
from cspdash.wording.numbers import escaped
from cspdash.wording.seasons import police_note

TYPES, PAIRS = 5, 10
BOTH_WAYS = (1, -1)

page = frame("Emerging")
chosen, period, base = page.selection, page.selection.period, page.selection.base
head = st.container()
with st.container(key="emerging"):
    by_type, by_area = st.container(), st.container()
with by_area:
    level = view.level_choice(page)

monthly = type_history(page, loaded_span(page), chosen.types.types)
types = types_compared(page, monthly)
areas = None if level is None else view.types_by_area(page, level)
spots, months = new_spots(page), view.last_months(page, monthly, period.last)
rows = types.to_dict("records")
new = [page.areas.by_code[code] for code in spots.areas["area_code"]]
unusual = months.outside.to_dict("records")

with head:
    clear_types, clear_pairs = view.findings(page, types), view.findings(page, areas)
    # An area's change is news only where its type as a whole did not move the same way.
    apart = [*clear_types, *view.findings(page, areas, but=clear_types)]
    page.heading(
        words.title(page.place_name, apart, view.numbers(types, areas), new, unusual, period, base),
        words.subtitle(chosen.types, period, base),
    )
    break_note(page)
    lines = [words.changes_line(words.BY_TYPE, clear_types, view.numbers(types))]
    if level and areas is not None:
        lines.append(words.changes_line(words.by_area(level), clear_pairs, view.numbers(areas)))
    lines.append(words.spots_line(LEVEL, new, spots.judged, spots.reference))
    lines.append(words.months_line(unusual, months.judged))
    st.html(f'{LOOK}<ul class="csp-figures">{"".join(f"<li>{escaped(line)}</li>" for line in lines)}</ul>')

# Where nothing stands out the page stays on one screen; the files hold the rest.
pairs_shown = PAIRS if apart else TYPES
for place, table, most, of in ((by_type, types, TYPES, ""), (by_area, areas, pairs_shown, level or "")):
    if table is not None:
        for side, sign in zip(place.columns(2, gap="medium"), BOTH_WAYS, strict=True):
            with side:
                changes_table(page, largest(table, most, sign), sign, of)
spots_table(page, spots)
if unusual:
    months_table(page, months.outside)

page.note(f"{verdict_note(rows)} {words.NAMES_NOTE}")
page.downloads(
    tables.comparison_sheet(types, ("crime_type", "Crime type"), period, base), "types",
    words.caption(words.BY_TYPE, page.place_name, period, base),
)  # fmt: skip
if level and areas is not None:
    page.note(words.family_note(level))
    page.downloads(
        words.grid_sheet(areas, page.areas.by_code, period, base_label(base)), "pairs",
        words.caption(words.by_area(level), page.place_name, period, base),
    )  # fmt: skip
else:
    page.note(words.NO_AREAS)
page.how_to_read(words.HOW_TO_READ)
page.foot(asb=police_note(chosen.types), percentages=True)
