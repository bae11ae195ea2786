"""Hot spots by area as they are drawn: the finding, the map, the five that lead, the full ranking."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from cspdash import tables
from cspdash.areas import Area
from cspdash.charts.theme import DIVERGING
from cspdash.maps.choropleth import Look, choropleth
from cspdash.maps.outlines import outlines
from cspdash.partnership import Point
from cspdash.ui import address, choices
from cspdash.ui.hotspots_view import HotSpots
from cspdash.ui.map_view import PALETTE, clickable
from cspdash.ui.page import Page
from cspdash.wording import hotspot_figures as figures
from cspdash.wording import hotspots as words
from cspdash.wording import map as map_words
from cspdash.wording import map_figures as units
from cspdash.wording.compare import with_types
from cspdash.wording.numbers import DASH, number

HEIGHT = 380
COLOURS = {
    "leading": DIVERGING[4], "above": DIVERGING[3], "usual": DIVERGING[2], "too few": DIVERGING[2],
    "below": DIVERGING[1],
}  # fmt: skip
SIGNS = {"above": "▲", "below": "▼"}


def finding(page: Page, spots: HotSpots) -> str:
    """The title."""
    chosen, found = page.selection, spots.shown
    before = words.about(page.place, page.place == spots.pool, chosen.types.label, chosen.types.types is None)
    areas, against = found.areas, spots.against
    if not areas["complete"].any():
        return words.title_of_gap(page.place, chosen.period)
    judged = int((areas["standing"] != "unknown").sum())
    if against is None or judged == 0:
        first = next(iter(areas[areas["place"].eq(1).fillna(False)].to_dict("records")), None)
        top = None if first is None else spots.areas[str(first["area_code"])]
        return words.title_of_counts(before, top, int(first["count"]) if first else 0, chosen.types.label)
    if len(areas) == 1 and found.rate is not None:
        record = _records(areas)[0]
        return words.title_of_one(spots.areas[record["area_code"]], record, found.rate, against)
    above = [spots.areas[str(code)] for code in found.above["area_code"]]
    return words.title(before, spots.level, above, len(areas), judged, against)


def under(page: Page, spots: HotSpots) -> str:
    """The subtitle."""
    chosen = page.selection
    why = ""
    if spots.shown.areas["standing"].eq("unknown").all() and spots.shown.areas["complete"].any():
        why = words.NO_HISTORY if spots.against is not None else (
            words.NO_REFERENCE if spots.reference is None else words.NO_RESIDENTS
        )  # fmt: skip
    return words.subtitle(
        with_types(chosen.types.label, chosen.types),
        page.place,
        spots.level,
        chosen.period,
        spots.against,
        spots.everywhere.rate,
        why,
    )


def area_map(page: Page, spots: HotSpots) -> None:
    """The map with its legend: a place of one area is shown among all of the partnership."""
    drawn = outlines(page.version, (spots.pool if len(spots.shown.areas) == 1 else page.place).code, spots.level)
    ranking = spots.everywhere if len(spots.shown.areas) == 1 else spots.shown
    leading = {str(code): str(rank) for rank, code in enumerate(ranking.leading["area_code"], start=1)}
    looks, marks = {}, []
    for record in _records(ranking.areas):
        code, standing = record["area_code"], record["standing"]
        sign = leading.get(code, SIGNS.get(standing, ""))
        if sign and code in drawn.labels:
            longitude, latitude = drawn.labels[code]
            marks.append((sign, Point(kind="spot", name=sign, longitude=longitude, latitude=latitude)))
        told = figures.told_of(record, page.selection.types.label, page.selection.period, spots.against)
        colour = COLOURS.get("leading" if code in leading else standing)
        looks[code] = Look(spots.areas[code].known_as, colour, told)
    area = chosen_area(spots)
    alone = str(spots.shown.areas["area_code"].iloc[0]) if len(spots.shown.areas) == 1 else ""
    deck = choropleth(
        drawn, looks, PALETTE, chosen=area or alone,
        around=outlines(page.version, spots.pool.code, "settlement") if ranking is spots.everywhere else None,
        names={}, points=marks, size=(560, HEIGHT),
    )  # fmt: skip
    _legend(spots)
    told = figures.alt_text(
        len(ranking.areas), spots.level, page.place, spots.against, [spots.areas[code] for code in leading]
    )
    clickable(deck, area, f"hotspots_{page.place.code}_{spots.level}", told, HEIGHT)
    undrawn = [spots.areas[code].known_as for code in looks if code not in drawn.shapes]
    if undrawn:
        page.note(map_words.undrawn_note(undrawn))


def chosen_area(spots: HotSpots) -> str:
    """The area clicked on the map, where it is one of those judged."""
    code = choices.chosen("area", "")
    return code if code in spots.areas else ""


def _legend(spots: HotSpots) -> None:
    entries = []
    for name, label in figures.legend(spots.against).items():
        colour = COLOURS.get(name)
        mark = f'<i style="background:{colour}"></i>' if colour else '<i class="none"></i>'
        entries.append(f"<li>{mark} {escape(label)}</li>")
    st.html(f'<ul class="csp-legend">{"".join(entries)}</ul>')


def leading_table(page: Page, spots: HotSpots) -> None:
    """The first five, how good last year's list was, and the ways on to their streets."""
    found, chosen = spots.shown, page.selection
    records = _records(found.leading)
    if records:
        columns = [tables.Column(units.capital(units.level_word(spots.level)), "text"), tables.Column("Count")]
        if spots.against is not None:
            columns += [
                tables.Column("Per 1,000"),
                tables.Column(figures.times(spots.against)),
                tables.Column("Lasting", "text"),
            ]
        rows = [tables.Row(tuple(_leading_cells(spots, record, len(columns)))) for record in records]
        caption = words.caption(spots.level, page.place, chosen.types.label, chosen.period)
        st.html(tables.html_table(caption, columns, rows))
    elif spots.against is not None and len(found.areas) > 1 and not found.areas["standing"].eq("unknown").all():
        page.note(words.none_above(spots.level, spots.against))
    more = len(found.above) - len(records)
    if spots.against is not None and more > 0:
        page.note(words.more_above(more))
    area = chosen_area(spots)
    listed = [area] if area else [record["area_code"] for record in records]
    with st.container(horizontal=True, key="hotspot_streets"):
        for code in listed:
            _streets_link(spots.areas[code])


def _leading_cells(spots: HotSpots, record: Mapping[str, Any], n: int) -> list[str | tables.Noted]:
    cells: list[str | tables.Noted] = [_named(spots, record), number(int(record["count"]))]
    if n > len(cells):
        lasting, told = figures.lasting(record["persistence"], int(record["above"]), int(record["windows"]))
        cells += [units.one_decimal(record["rate"]), f"{record['ratio']:.1f}×", tables.Noted(lasting, told)]
    return cells


def _streets_link(area: Area) -> None:
    # A button, because a link to the page that is open leads nowhere.
    def go() -> None:
        st.query_params[address.PLACE] = area.code
        choices.put("view", "streets", "areas")
        choices.put("area", "", "")

    st.button(
        words.streets_link(area), key=f"streets_{area.code}", on_click=go, icon=":material/signpost:", type="tertiary"
    )


def notes(page: Page, spots: HotSpots) -> None:
    """What the areas are compared with, how good last year's list was, what is not known."""
    chosen, found = page.selection, spots.shown
    before, last = chosen.period.same_months_last_year(), spots.last
    if last is None:
        page.note(words.no_list_note(before))
    else:
        held = (last.accuracy.hits, last.accuracy.records)
        page.note(
            words.list_sentence(
                spots.pool, len(last.listed), last.right, held, last.accuracy.pai, last.by_land,
                spots.everywhere.by == "excess", before, chosen.period, chosen.types.label, spots.level,
            )
        )  # fmt: skip
    if spots.reference is not None and spots.everywhere.rate is not None and spots.against is not None:
        page.note(
            words.reference_note(
                spots.reference.area, spots.everywhere.rate, chosen.period, spots.reference.residents,
                spots.reference.years,
            )
        )  # fmt: skip
        page.note(words.MISLEADING)
    if spots.reference is None or (spots.against is not None and spots.against != spots.wanted):
        page.note(words.reference_replaced(spots.wanted, spots.reference.area if spots.reference else None))
    if len(found.areas) == 1 and spots.against is not None:
        out = figures.stands_out(float(found.areas["expected"].iloc[0]), spots.everywhere.dispersion)
        if out:
            page.note(f"{units.capital(out)}.")
        code = str(found.areas["area_code"].iloc[0])
        everyone = spots.everywhere.areas
        place = everyone.set_index("area_code")["place"][code]
        if not pd.isna(place):
            page.note(words.order_note(int(place), len(everyone), spots.pool, spots.level, spots.against))
    missing = int(found.areas["population"].isna().sum())
    if missing:
        page.note(words.no_residents_note(missing, len(found.areas), spots.level))
    small = [spots.areas[str(code)].known_as for code in found.areas.loc[found.areas["small"], "area_code"]]
    if small:
        page.note(words.small_note(small))


def full_table(page: Page, spots: HotSpots) -> None:
    """Every area of the place, with its files."""
    chosen = page.selection
    caption = words.caption(spots.level, page.place, chosen.types.label, chosen.period)
    st.subheader(words.ranking_heading(spots.level, page.place, len(spots.shown.areas)), anchor=False)
    columns = [
        tables.Column(units.capital(units.level_word(spots.level)), "text"), tables.Column("Count"),
        tables.Column("Per 1,000"), tables.Column("Steadied"), tables.Column("Beyond"),
        tables.Column("Verdict", "text"), tables.Column("Lasting", "text"), tables.Column("Around it (Gi*)", "text"),
    ]  # fmt: skip
    rows = [tables.Row(_cells(page, spots, record)) for record in _records(spots.shown.areas)]
    st.html(tables.html_table(caption, columns, rows))
    page.downloads(sheet(page, spots), "ranking", caption, under(page, spots))


def _cells(page: Page, spots: HotSpots, record: Mapping[str, Any]) -> tuple[str | tables.Noted, ...]:
    lasting, told = figures.lasting(record["persistence"], int(record["above"]), int(record["windows"]))
    rated = not pd.isna(record["rate"])
    return (
        _named(spots, record),
        number(int(record["count"])) if record["complete"] else "incomplete",
        tables.Noted(units.one_decimal(record["rate"]), figures.rate_interval(record, page.selection.period))
        if rated else DASH,
        units.one_decimal(record["shrunken"]) if rated else DASH,
        figures.beyond(record["excess"]),
        tables.Noted(
            figures.verdict(record["standing"]),
            figures.stands_out(float(record["expected"]), spots.everywhere.dispersion),
        ),
        tables.Noted(lasting, told),
        figures.surroundings(record["surroundings"]),
    )  # fmt: skip


def _named(spots: HotSpots, record: Mapping[str, Any]) -> str:
    name = spots.areas[record["area_code"]].known_as
    # One area alone is the first of nothing; its place among all is said in a note.
    return name if pd.isna(record["place"]) or len(spots.shown.areas) == 1 else f"{int(record['place'])}. {name}"


def sheet(page: Page, spots: HotSpots) -> pd.DataFrame:
    """Every area with all its figures, under the names that readers see; empty where there is no figure."""
    areas, period = spots.shown.areas, page.selection.period
    unit = units.capital(units.per_1000(period))
    return pd.DataFrame(
        {
            "Place": areas["place"],
            "Code": areas["area_code"],
            "Name": areas["area_name"],
            "Known as": [spots.areas[str(code)].known_as for code in areas["area_code"]],
            f"Count, {period.short}": areas["count"],
            "Months complete": ["yes" if held else "no" for held in areas["complete"]],
            "Residents": areas["population"],
            "Year of residents": areas["population_year"],
            unit: areas["rate"].round(1),
            "95% low": areas["lower"].round(1),
            "95% high": areas["upper"].round(1),
            "Steadied rate": areas["shrunken"].round(1),
            "Expected at the rate compared with": areas["expected"].astype("float64").round(1),
            "Beyond": areas["excess"].astype("float64").round(1),
            "Verdict": [figures.verdict(str(found)) for found in areas["standing"]],
            "Lasting": areas["persistence"],
            "Windows above": areas["above"],
            "Windows judged": areas["windows"],
            "Around it (Gi*)": [figures.surroundings(str(found)) for found in areas["surroundings"]],
        }
    )


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    rows: list[dict[Hashable, Any]] = table.astype(object).to_dict("records")
    return [{str(name): value for name, value in row.items()} for row in rows]
