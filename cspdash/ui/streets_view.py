"""Hot spots by street: police.uk's points of the place, largest first, and the partnership's own beside them."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cspdash import tables
from cspdash.maps.adjacency import holds
from cspdash.maps.choropleth import Look, choropleth
from cspdash.maps.outlines import outlines
from cspdash.partnership import Point
from cspdash.periods import Period
from cspdash.statistics.street_points import matching, near, parts_of, points_table
from cspdash.ui import choices
from cspdash.ui.map_view import PALETTE
from cspdash.ui.page import Page
from cspdash.wording import map_figures as units
from cspdash.wording import street_points as words
from cspdash.wording.compare import with_types
from cspdash.wording.numbers import escaped, number

NUMBERED = 10
HEIGHT = 330
GROUND = "#FFFFFF"


@dataclass(frozen=True)
class Streets:
    """The points of the place: all of them, those that are listed, and the months that they are of.

    part: the part of the period within which points can be added up; found: those that match what is looked for;
    shown: the first of these.
    """

    part: Period
    points: pd.DataFrame
    found: pd.DataFrame
    shown: pd.DataFrame
    looked_for: str


def streets(page: Page, controls: DeltaGenerator) -> Streets:
    """Draw the controls of the view by streets into their row, and ask for what they choose."""
    options = parts_of(page.selection.period)
    with controls:
        part = options[0]
        if len(options) > 1:
            offered = words.parts(options)
            part = dict(zip(offered, options, strict=True))[choices.page_choice("part", offered, "later", "Months")]
        most = choices.page_choice("rows", words.SHOWN, "25", "Listed")
        looked_for = _search()
    points = points_table(
        page.ask(
            "street_points", crime_types=page.selection.types.types, from_month=part.first, to_month=part.last
        ).frame
    )
    found = matching(points, [_lsoa(page, str(code)) for code in points["lsoa"]], looked_for)
    return Streets(part, points, found, found if most == "all" else found.head(int(most)), looked_for)


def _search() -> str:
    """What is looked for, kept in the URL as `find`."""
    wanted = choices.chosen("find", "").strip()
    key = "find_street"
    if st.session_state.get(key) != wanted:
        st.session_state[key] = wanted
    st.text_input(
        "Find a street or LSOA", key=key, placeholder="Find a street or LSOA", label_visibility="collapsed",
        on_change=lambda: choices.put("find", st.session_state[key].strip(), ""),
    )  # fmt: skip
    # Remembered with the page's other choices when it comes by a link.
    choices.put("find", wanted, "")
    return wanted


def _lsoa(page: Page, code: str) -> str:
    return words.short_area(page.areas.by_code[code])


def finding(page: Page, view: Streets) -> str:
    """The title."""
    first = next(iter(view.points.to_dict("records")), None)
    top = ("", 0) if first is None else (words.point_name(first["street"], first["kind"]), int(first["count"]))
    return words.title(
        page.place, page.selection.types.label, len(view.points), int(view.points["count"].sum()),
        int(view.points["count"].head(NUMBERED).sum()), NUMBERED, top,
    )  # fmt: skip


def under(page: Page, view: Streets) -> str:
    """The subtitle."""
    first = next(iter(view.points.to_dict("records")), None)
    top = None
    if first is not None:
        name = words.point_name(first["street"], first["kind"])
        top = (name, _lsoa(page, str(first["lsoa"])), int(first["count"]))
    types = page.selection.types
    return words.subtitle(with_types(types.label, types), page.place, view.part, top, not page.gaps_in(view.part))


def points_map(page: Page, view: Streets) -> None:
    """The place's LSOAs with the largest of the points found, numbered as in the table."""
    drawn = outlines(page.version, page.place.code, "lsoa")
    largest = view.found.head(NUMBERED).dropna(subset=["longitude", "latitude"])
    marks = [
        (str(rank), Point(kind="point", name=str(rank), longitude=longitude, latitude=latitude))
        for rank, longitude, latitude in zip(largest["place"], largest["longitude"], largest["latitude"], strict=True)
    ]
    looks = {code: Look(page.areas.by_code[code].known_as, GROUND, "") for code in drawn.shapes}
    names = [words.point_name(street, kind) for street, kind in zip(largest["street"], largest["kind"], strict=True)]
    st.pydeck_chart(
        choropleth(drawn, looks, PALETTE, points=marks, dots=True, size=(900, HEIGHT)), height=HEIGHT, width="stretch",
        alt=words.alt_text(page.place, names), key=f"points_{page.place.code}",
    )  # fmt: skip


def points_list(page: Page, view: Streets) -> None:
    """The points as a table, with their files."""
    held = len([month for month in page.held if month in view.part])
    columns = [
        tables.Column("Point and LSOA", "text"), tables.Column("Count"), tables.Column("Share"),
        tables.Column("Months"), tables.Column("Last seen", "text"), tables.Column("Most of it", "text"),
    ]  # fmt: skip
    rows = [
        tables.Row(
            (
                tables.Noted(
                    f"{row['place']}. {words.point_name(row['street'], row['kind'])}, {_lsoa(page, str(row['lsoa']))}",
                    page.areas.by_code[str(row["lsoa"])].known_as,
                ),
                number(int(row["count"])),
                words.share(float(row["share"])),
                words.months_active(int(row["months"]), held),
                words.last_seen(str(row["last_seen"])),
                _wrapped(words.types_listed(row["types"]), words.types_listed(row["types"], None)),
            )
        )
        for row in view.shown.to_dict("records")
    ]
    caption = words.caption(page.place, page.selection.types.label, view.part)
    if rows:
        st.html(tables.html_table(caption, columns, rows))
    page.note(words.shown_note(len(view.shown), len(view.found), len(view.points), view.looked_for))
    if len(view.points):
        page.note(words.total_note(int(view.points["count"].sum()), page.selection.types.label, page.place))
    page.downloads(sheet(page, view, held), "points", caption, under(page, view))


def _wrapped(text: str, note: str) -> tables.Drawn:
    """Words that may break over lines, which the cells of a table do not; the whole of them for a hover."""
    return tables.Drawn(f'<span style="white-space: normal" title="{escaped(note)}">{escaped(text)}</span>')


def sheet(page: Page, view: Streets, held: int) -> pd.DataFrame:
    """Every point found with all its figures."""
    rows = view.found
    return pd.DataFrame(
        {
            "Place": rows["place"],
            "Point": rows["street"],
            "Kind": rows["kind"],
            "LSOA": rows["lsoa"],
            "LSOA known as": [page.areas.by_code[str(code)].known_as for code in rows["lsoa"]],
            f"Count, {view.part.short}": rows["count"],
            "Share of the place (%)": (100 * rows["share"]).round(2),
            "Share of its LSOA (%)": (100 * rows["lsoa_share"]).round(1),
            "Months with records": rows["months"],
            "Months loaded": held,
            "First seen": rows["first_seen"],
            "Last seen": rows["last_seen"],
            "Types": [words.types_listed(types, None) for types in rows["types"]],
            "Longitude": rows["longitude"],
            "Latitude": rows["latitude"],
        }
    )


def own_points(page: Page, view: Streets) -> None:
    """The partnership's own points in the place, and what stands near each."""
    drawn = outlines(page.version, page.place.code, "lsoa")
    own = [point for point in page.partnership.points if holds(drawn, point.longitude, point.latitude)]
    if not own:
        return
    st.subheader(words.own_heading(), anchor=False)
    rows = []
    for point in own:
        close = near(view.points, point.longitude, point.latitude)
        first = next(iter(close.to_dict("records")), None)
        rows.append(
            tables.Row(
                (
                    point.name, point.kind, number(int(close["count"].sum())),
                    words.nearest(None if first is None else {str(name): value for name, value in first.items()}),
                )
            )
        )  # fmt: skip
    columns = [
        tables.Column("Name", "text"), tables.Column("Kind", "text"), tables.Column(words.NEAR_HEADING),
        tables.Column("Nearest point", "text"),
    ]  # fmt: skip
    st.html(tables.html_table(words.own_caption(view.part), columns, rows))
    page.note(units.capital(words.own_note(page.place)))
