"""The view of Population that repeats what the strategic plan prints, and says where it contradicts itself."""

from __future__ import annotations

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cspdash.areas import Area, inside
from cspdash.statistics.population import PLAN, banded, bands_of, fitting, leave_out, left_out_of_total
from cspdash.statistics.printed_population import as_printed, contradictions
from cspdash.store.census_reference import AGE_BY_ETHNIC_GROUP, AGE_BY_SETTLEMENT, ETHNIC_GROUP_BY_AREA
from cspdash.ui.page import Page
from cspdash.ui.populated import source_line
from cspdash.ui.population_ages import table
from cspdash.wording import population as words
from cspdash.wording import population_tables as told

YEAR = 2011
TOTAL_ROW = "Borough total"
# Which line of each table adds up those above it.
TOTAL_LINES = {AGE_BY_SETTLEMENT: -1, AGE_BY_ETHNIC_GROUP: -1, ETHNIC_GROUP_BY_AREA: 3}


def printed(page: Page, head: DeltaGenerator, _beside: DeltaGenerator) -> None:
    """The printed tables, with what loaded tables say of the same, and the contradictions in print."""
    cells = page.ask("printed_population").frame
    if cells.empty:
        with head:
            page.heading(words.no_print_title(page.place_name), words.NO_PRINT)
        source_line(page, [])
        return
    found = contradictions(cells, TOTAL_LINES)
    whole = page.areas.resolve(page.partnership.districts[0])
    with head:
        page.heading(words.title_print(whole.name, found), words.SUBTITLE_PRINT)
    page.own_source = words.SOURCE_PRINT
    if found:
        page.note(" ".join([*map(words.contradiction, found), words.culprit(found) or ""]).strip())
    areas = _areas(page, as_printed(cells, ETHNIC_GROUP_BY_AREA))
    groups = page.ask("ethnic_groups", areas=[area.code for area in areas.values()], year=YEAR).frame
    _ages(page, cells, areas, groups)
    st.subheader("Age by ethnic group", anchor=False)
    page.note(words.NO_CROSS)
    sheet = told.printed_sheet(as_printed(cells, AGE_BY_ETHNIC_GROUP), "Age", [TOTAL_ROW])
    table(page, sheet, "print_groups", "Residents by age and ethnic group, 2011, as printed")
    st.subheader("Ethnic group by area", anchor=False)
    loaded = _british(groups, areas)
    page.note(words.beside_print(not loaded.empty))
    sheet = told.printed_sheet(as_printed(cells, ETHNIC_GROUP_BY_AREA), "Area", ["Oadby and Wigston"], loaded)
    table(page, sheet, "print_areas", "Residents by ethnic group and area, 2011, as printed")


def _ages(page: Page, cells: pd.DataFrame, areas: dict[str, Area], groups: pd.DataFrame) -> None:
    """The table of age by settlement, its totals beside the census less whom the plan leaves out."""
    st.subheader("Age by settlement", anchor=False)
    by_place = as_printed(cells, AGE_BY_SETTLEMENT)
    settled = {name: area for name, area in areas.items() if name in by_place.columns}
    held = groups.groupby("area_code")["count"].sum()
    told_totals = []
    for rule in page.partnership.population_adjustments:
        for name, area in settled.items():
            gone = left_out_of_total(rule, YEAR, inside(page.version, area.code))
            if area.code in held.index and gone is not None:
                total = int(by_place[name].iloc[-1])
                told_totals.append(words.total_beside(name, total, int(held[area.code]), gone, rule.name, YEAR))
    if told_totals:
        page.note(" ".join(told_totals))
    loaded = _loaded_ages(page, settled)
    page.note(words.beside_print(loaded is not None))
    sheet = told.printed_sheet(by_place, "Age", [TOTAL_ROW], loaded)
    table(page, sheet, "print_ages", "Residents by age and settlement, 2011, as printed")


def _loaded_ages(page: Page, settled: dict[str, Area]) -> pd.DataFrame | None:
    """Ages of 2011 by loaded tables, less whom the plan leaves out; a row a band, a column a settlement."""
    if not settled:
        return None
    frame = page.ask("population_by_age", areas=[area.code for area in settled.values()], year=YEAR).frame
    frame = frame[frame["source"] == f"Census {YEAR}"]
    if frame.empty or fitting(frame, PLAN) != list(PLAN) or not bands_of(frame):
        return None
    for rule in page.partnership.population_adjustments:
        lsoas = [code for code in rule.lsoas if code in page.areas.by_code]
        halls = page.ask("population_by_age", areas=lsoas, year=YEAR).frame
        left = leave_out(
            frame, halls, rule, YEAR, {area.code: inside(page.version, area.code) for area in settled.values()}
        )
        frame = frame if left is None else left.ages
    wide = banded(frame, PLAN).T
    wide.loc[TOTAL_ROW] = wide.sum()
    return wide.rename(columns={area.code: name for name, area in settled.items()}).astype(float)


def _areas(page: Page, table_of_areas: pd.DataFrame) -> dict[str, Area]:
    """The areas that a printed table names; `Leicestershire (excluding …)` is the county."""
    found: dict[str, Area] = {}
    by_name = {area.name: area for area in page.areas.all if area.level in ("settlement", "district", "county")}
    for name in table_of_areas.index:
        area = by_name.get(str(name).partition(" (")[0])
        if area is not None:
            found[str(name)] = area
    return found


def _british(groups: pd.DataFrame, areas: dict[str, Area]) -> pd.DataFrame:
    """White British and everyone else, by loaded tables, for the areas of print."""
    whole = groups.groupby("area_code")["count"].sum()
    british = groups.dropna(subset=["white_british"]).set_index("area_code")["white_british"]
    rows = {
        name: {"White British": int(british[area.code]), "BAME": int(whole[area.code]) - int(british[area.code])}
        for name, area in areas.items()
        if area.code in british.index
    }
    return pd.DataFrame.from_dict(rows, orient="index")
