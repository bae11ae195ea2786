"""Compare periods: the council's table, types and total against another period, and where it happened."""

import streamlit as st

from cspdash import tables
from cspdash.report.word import as_word
from cspdash.ui.choices import page_choice, page_switch
from cspdash.ui.compared import (
    LastMonths,
    areas_compared,
    baskets_compared,
    break_note,
    breakdown_level,
    types_compared,
)
from cspdash.ui.frame import frame
from cspdash.ui.partner_section import partners_compared
from cspdash.wording import compare as words

page = frame("Compare periods", period="longest")
chosen, period, base = page.selection, page.selection.period, page.selection.base
heading = st.container()
rows = page_choice("rows", words.ROWS, "types", "Rows") if page.partnership.baskets else "types"
table = baskets_compared(page) if rows == "baskets" else types_compared(page)
key = ("basket", "Group of crime types") if rows == "baskets" else ("crime_type", "Crime type")
shown = [table.to_dict("records")]
total = shown[0][-1]
with heading:
    page.heading(
        words.title(page.place_name, chosen.types.label, total, base, whole=not page.gaps_in(period)),
        words.subtitle(words.measure(chosen.types), period, base),
    )
    break_note(page)

level = breakdown_level(page)
with st.container(key="compare"):
    left, right = st.columns([63, 37] if level else [99, 1], gap="medium")
with left:
    months = LastMonths(page)
    drawn = {
        record[key[0]]: months.of(record[key[0]], words.types_of(record, key[0])) for record in table.to_dict("records")
    }
    st.html(tables.comparison_table(f"{page.title}. {page.subtitle}", table, key, period, base, drawn))
    with st.container(horizontal=True, vertical_alignment="center", key="compare_downloads"):
        files = st.container(width="content")
        with_verdicts = page_switch("verdict", words.VERDICT_IN_WORD)
    with files:
        page.downloads(
            tables.comparison_sheet(table, key, period, base),
            "compare",
            word=lambda: as_word(
                page.title, words.report_rows(table.to_dict("records"), key[0]), key[1], period, base, page.remarks(),
                with_verdicts=with_verdicts,
            ),
        )  # fmt: skip
if level:
    with right:
        st.subheader(words.breakdown_heading(level), anchor=False)
        where = areas_compared(page, level)
        shown.append(where.to_dict("records"))
        caption = words.breakdown_caption(page.place_name, level, period, base)
        st.html(tables.comparison_table(caption, where, ("area_name", words.level_name(level)), period, base))
        page.downloads(
            tables.comparison_sheet(where, ("area_name", words.level_name(level)), period, base), "where", caption
        )
page.note(words.verdict_note(shown[0]))
if detectability := words.detectability(total, len(base.periods)):
    page.note(detectability)
if incomplete := words.incomplete_note(*shown):
    page.note(incomplete)
partners_compared(page)
page.how_to_read(words.HOW_TO_READ)
page.foot(asb=words.ASB_COUNTED, percentages=True)
