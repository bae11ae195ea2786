"""The map of Deprivation: LSOAs in fifths of England, the most and the least deprived beside it."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from cspdash.charts.theme import SEQUENTIAL
from cspdash.maps.choropleth import Look, choropleth
from cspdash.maps.outlines import outlines
from cspdash.ui.deprived import Deprived, Record, by_position, choose_domain, foot, known_as, records, table
from cspdash.ui.map_view import MANY_LSOAS, PALETTE
from cspdash.wording import deprivation as words
from cspdash.wording import deprivation_tables as told
from cspdash.wording import map as map_words
from cspdash.wording.map_figures import capital

HEIGHT = 430
ENDS = 5
# Darker is more deprived: YlGnBu from its dark end.
COLOURS = SEQUENTIAL[::-1]


def show_map(found: Deprived, head: st.delta_generator.DeltaGenerator) -> None:
    """Draw the view."""
    page, place = found.page, found.page.place
    with found.row:
        domain = choose_domain(found)
    answer = page.ask("deprivation_by_area", level="lsoa", release=str(found.release), domain=domain)
    rows = by_position(records(answer.frame))
    names = known_as(page, [str(code) for code in answer.frame["area_code"]])
    most = sum(int(row["decile"]) <= 2 for row in rows)
    with head:
        page.heading(
            words.title_map(place, len(rows), place.lsoas, most, rows[0], domain),
            words.subtitle(place, "lsoa", found.release, found.of, domain),
        )
    with st.container(key="map"):
        left, right = st.columns([3, 2], gap="medium")
    with left:
        _map(found, rows, names, domain)
    with right:
        _ends(found, rows)
    page.downloads(told.area_sheet(answer.frame, names), "deprivation")
    for text in _notes(found, rows):
        page.note(text)
    page.how_to_read(told.HOW_TO_READ["map"])
    foot(page, None, [found.release])


def _map(found: Deprived, rows: list[Record], names: dict[str, str], domain: str) -> None:
    page = found.page
    entries = [
        f'<li><i style="background:{colour}"></i> {escape(label)}</li>'
        for colour, label in zip(COLOURS, words.QUINTILES, strict=True)
    ]
    if len(rows) < page.place.lsoas:
        entries.append('<li><i class="none"></i> not ranked</li>')
    st.html(f'<ul class="csp-legend">{"".join(entries)}</ul>')
    looks = {code: Look(name, None, "No rank is loaded") for code, name in names.items()}
    for row in rows:
        lines = [words.rank_told(row["rank"], row["of"], row["decile"]), words.position(row["percentile"])]
        code = str(row["area_code"])
        looks[code] = Look(names[code], COLOURS[(int(row["decile"]) - 1) // 2], "\n".join(map(capital, lines)))
    drawn = outlines(page.version, page.place.code, "lsoa")
    settlements = [area for area in page.inside if area.level == "settlement"]
    around, written = None, {}
    if len(settlements) > 1 and page.place.lsoas <= MANY_LSOAS:
        around = outlines(page.version, page.place.code, "settlement")
        written = {area.code: area.name for area in settlements}
    deck = choropleth(drawn, looks, PALETTE, around=around, names=written, size=(620, HEIGHT))
    ends = [
        [f"{names[str(row['area_code'])]} {told.rank(row['rank'])}" for row in part] for part in (rows[:3], rows[-3:])
    ]
    alt = words.map_alt(page.place, len(rows), found.release, domain, ends[0], ends[1][::-1])
    st.pydeck_chart(deck, key=f"deprivation_{page.place.code}", height=HEIGHT, width="stretch", alt=alt)
    missing = [name for code, name in names.items() if code not in drawn.shapes]
    if missing:
        page.note(map_words.undrawn_note(missing))
    if drawn.split:
        page.note(map_words.split_note(drawn.split))


def _ends(found: Deprived, rows: list[Record]) -> None:
    areas = found.page.areas.by_code
    few = len(rows) <= 2 * ENDS
    parts = [("All LSOAs, most deprived first", rows)] if few else [
        ("Most deprived", rows[:ENDS]), ("Least deprived", rows[: -ENDS - 1 : -1])
    ]  # fmt: skip
    for heading, part in parts:
        st.subheader(heading, anchor=False)
        table(found.page, told.LSOAS, told.lsoa_rows(part, areas))


def _notes(found: Deprived, rows: list[Record]) -> list[str]:
    place = found.page.place
    notes = [words.vintage_note([str(row["how"]) for row in rows], found.release)]
    if len(rows) < place.lsoas:
        notes.append(words.residents_note(len(rows), place.lsoas, "lsoa"))
    return [note for note in notes if note and not pd.isna(note)]
