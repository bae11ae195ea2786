"""The map's controls, its figures, and the map that can be clicked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pydeck
import streamlit as st

from cspdash.areas import Area
from cspdash.charts.theme import DIVERGING, GREY, INK, LIGHT_GREY, SEQUENTIAL
from cspdash.maps.choropleth import AREAS, SIGNS, Look, Palette
from cspdash.maps.outlines import Outlines, outlines
from cspdash.partnership import Point
from cspdash.selection import slug
from cspdash.statistics.classes import (
    FINE_STEP,
    WHOLE_STEP,
    class_limits,
    class_of,
    class_of_difference,
    class_ranges,
    difference_limits,
    spread,
)
from cspdash.statistics.places import measured, ranked
from cspdash.ui import choices
from cspdash.ui.compared import same_length
from cspdash.ui.map_verdicts import COLOURS, JUDGED, by_verdict, with_verdicts
from cspdash.ui.page import Page
from cspdash.wording import map_figures as units
from cspdash.wording import map_verdicts
from cspdash.wording.numbers import number

PALETTE = Palette(ink=INK, border=GREY, none=LIGHT_GREY)
# Areas wider than what a map of a partnership is for, and LSOAs of another vintage beside their own parts.
NOT_MAPPED = ("force_area", "county", "partnership", "lsoa_2011")
# Above so many LSOAs the map begins with the widest level instead.
MANY_LSOAS = 150
# Above so many areas their names would cover the map.
MANY_NAMES = 25


@dataclass(frozen=True)
class Legend:
    """The classes: a colour and its label each, in the order of the legend, and the colour of each area's figure."""

    entries: tuple[tuple[str, str], ...]
    colours: Mapping[str, str]


@dataclass(frozen=True)
class MapView:
    """What the map shows: level, measure and area chosen, the figures of every area and their outlines.

    `figures` is what `statistics.places.measured` gives (where changes are shown with their verdicts), `order` those of
    its rows that have a figure, highest first; `total` is the count of the whole place.
    """

    level: str
    measure: str
    area: str
    areas: Mapping[str, Area]
    figures: pd.DataFrame
    order: pd.DataFrame
    total: int
    drawn: Outlines
    points: tuple[tuple[str, Point], ...]

    @property
    def column(self) -> str:
        """The column of `figures` that the measure is read from."""
        return "difference" if self.measure == "verdict" else self.measure

    @property
    def records(self) -> dict[str, dict[str, Any]]:
        """The figures of each area by its code."""
        rows = self.figures.astype(object).to_dict("records")
        return {str(row["area_code"]): {str(name): value for name, value in row.items()} for row in rows}


def map_view(page: Page) -> MapView:
    """Draw the controls in one row, and ask for what they choose."""
    inside = page.inside
    offered = _levels(page, inside)
    usual = "lsoa" if page.place.lsoas <= MANY_LSOAS else next(iter(offered))
    _forget("level", page.areas.levels, offered)
    with st.container(horizontal=True, key="map_controls", vertical_alignment="bottom"):
        level = choices.page_choice("level", offered, usual, "Areas")
        measure = choices.page_choice("measure", units.MEASURES, "count", "Colours show")
        areas = {area.code: area for area in inside if area.level == level}
        area = _choose_area(page, areas)
        points = _points(page)
    figures, total = _figures(page, level, areas)
    drawn = outlines(page.version, page.place.code, level)
    if measure in JUDGED:
        figures = with_verdicts(page, level, figures)
    order = by_verdict(figures) if measure == "verdict" else ranked(figures, measure)
    return MapView(level, measure, area, areas, figures, order, total, drawn, points)


def _levels(page: Page, inside: Sequence[Area]) -> dict[str, str]:
    """The levels that can be mapped: those with several areas, and LSOAs always."""
    found = [area.level for area in inside]
    levels = [
        level for level in page.areas.levels
        if level not in NOT_MAPPED and (found.count(level) > 1 or (level == "lsoa" and level in found))
    ]  # fmt: skip
    return {level: units.level_heading(level) for level in levels}


def _forget(name: str, known: Sequence[str] | Mapping[str, object], offered: Mapping[str, object]) -> None:
    """Let go of a choice that was right for another place; what was never right is told by the choice itself."""
    wanted = choices.chosen(name, "")
    if wanted in known and wanted not in offered:
        choices.put(name, "", "")


def _choose_area(page: Page, areas: Mapping[str, Area]) -> str:
    if len(areas) == 1:
        return next(iter(areas))
    _forget("area", page.areas.by_code, areas)
    named = sorted(areas.values(), key=lambda area: (area.known_as, area.code))
    options = {"": "Click an area, or choose"} | {area.code: units.area_option(area) for area in named}
    return choices.page_choice("area", options, "", "Area", kind="list")


def _points(page: Page) -> tuple[tuple[str, Point], ...]:
    """The points of the kinds that are switched on, each with the sign of its kind."""
    kinds = list(dict.fromkeys(point.kind for point in page.partnership.points))
    signs = {kind: SIGNS[place % len(SIGNS)] for place, kind in enumerate(kinds)}
    shown = [kind for kind in kinds if choices.page_switch(f"points-{slug(kind)}", f"{signs[kind]} {kind}")]
    return tuple((signs[point.kind], point) for point in page.partnership.points if point.kind in shown)


def _figures(page: Page, level: str, areas: Mapping[str, Area]) -> tuple[pd.DataFrame, int]:
    period, types = page.selection.period, page.selection.types.types
    months = {"from_month": period.first, "to_month": period.last}
    changes = [
        page.ask(
            "change_by_area", level=level, crime_types=types, base_from=base.first, base_to=base.last, **months
        ).frame
        for base in page.selection.base.periods
    ]
    residents = {code: (area.population, area.population_year) for code, area in areas.items()}
    figures = measured(changes, residents, comparable=same_length(page))
    whole = figures if level == "lsoa" else page.ask("counts_by_area", level="lsoa", crime_types=types, **months).frame
    return figures, int(whole["count"].sum())


def legend(view: MapView) -> Legend:
    """The classes of what is shown, and each area's colour; areas without a figure have none."""
    shown = view.order
    if view.measure == "verdict":
        found = dict(zip(map(str, shown["area_code"]), map(str, shown["verdict"]), strict=True))
        entries = tuple((COLOURS[name], label) for name, label in map_verdicts.LEGEND.items()) if found else ()
        return Legend(entries, {code: COLOURS[name] for code, name in found.items()})
    values = dict(zip(map(str, shown["area_code"]), map(float, shown[view.measure]), strict=True))
    whole = view.measure != "rate" and all(value.is_integer() for value in values.values())
    step = WHOLE_STEP if view.measure != "rate" else FINE_STEP
    if view.measure == "difference":
        limits = difference_limits(list(values.values()), step)
        labels = units.difference_labels(limits, whole)
        middle = len(limits)
        palette: tuple[str, ...] = DIVERGING if middle == 2 else DIVERGING[::2] if middle == 1 else DIVERGING[2:3]
        of = {code: palette[middle + class_of_difference(value, limits)] for code, value in values.items()}
    else:
        limits = class_limits(list(values.values()), len(SEQUENTIAL), step)
        labels = [units.class_label(low, high, whole) for low, high in class_ranges(limits)]
        if not limits and values:
            only = next(iter(values.values()))
            labels = [number(only) if whole else units.one_decimal(only)]
        palette = spread(len(labels), SEQUENTIAL)
        of = {code: palette[class_of(value, limits)] for code, value in values.items()}
    return Legend(tuple(zip(palette, labels, strict=True)) if values else (), of)


def looks(page: Page, view: MapView, key: Legend) -> dict[str, Look]:
    """Name, colour and hover text of each area."""
    chosen = page.selection
    return {
        code: Look(
            view.areas[code].known_as,
            key.colours.get(code),
            units.told_of(record, chosen.types.label, chosen.period, chosen.base),
        )
        for code, record in view.records.items()
    }


def clickable(deck: pydeck.Deck, area: str, name: str, alt_text: str, height: int) -> None:
    """The map; a click writes the area's code into the URL as `area`.

    An area that was chosen otherwise (in the list, by a link) makes a new map, because the old one would still take the
    area clicked last for chosen, and a click on it for letting go.
    """
    state = st.session_state.setdefault("map_clicks", {"clicked": "", "otherwise": "", "maps": 0})
    if area not in (state["clicked"], state["otherwise"]):
        state |= {"clicked": "", "otherwise": area, "maps": state["maps"] + 1}
    key = f"map_{name}_{state['maps']}"

    def click() -> None:
        objects = st.session_state[key]["selection"]["objects"].get(AREAS, [])
        state["clicked"] = objects[0]["properties"]["code"] if objects else ""
        state["otherwise"] = ""
        choices.put("area", state["clicked"], "")

    st.pydeck_chart(
        deck, on_select=click, selection_mode="single-object", key=key, height=height, width="stretch", alt=alt_text
    )


def surroundings(page: Page, view: MapView) -> tuple[Outlines | None, dict[str, str]]:
    """What is written on the map: settlements with their outlines over smaller areas, else the areas' own names."""
    settlements = [area for area in page.inside if area.level == "settlement" and area.width < _width(view)]
    if len(settlements) > 1:
        over = outlines(page.version, page.place.code, "settlement")
        few = page.place.lsoas <= MANY_LSOAS
        return over, {area.code: area.name for area in settlements} if few else {}
    if view.level != "lsoa" and len(view.areas) <= MANY_NAMES:
        return None, {code: area.name for code, area in view.areas.items()}
    return None, {}


def _width(view: MapView) -> int:
    return max((area.width for area in view.areas.values()), default=0)
