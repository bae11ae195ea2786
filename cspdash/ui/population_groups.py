"""The views of Population by ethnic group, and by land and household."""

from __future__ import annotations

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cspdash.areas import Area
from cspdash.charts.population import density_chart, stacked_chart
from cspdash.maps.surface import hectares_of
from cspdash.statistics.population import density, newest, row_of, shares
from cspdash.ui.page import Page
from cspdash.ui.populated import beside_of, named, parts, source_line
from cspdash.ui.population_ages import nothing, table
from cspdash.wording import population as words
from cspdash.wording import population_alt as alt
from cspdash.wording import population_tables as told
from cspdash.wording.filters import LEVEL_WORDS, level_plural


def ethnicity(page: Page, head: DeltaGenerator, _beside: DeltaGenerator) -> None:
    """Ethnic group by area with the county beside it, and census against census."""
    level, inner = parts(page)
    other = beside_of(page)
    shown = [*(area for area in inner if area != page.place), page.place, *([other] if other is not None else [])]
    asked = page.ask("ethnic_groups", areas=[area.code for area in shown]).frame
    own = asked[asked["area_code"] == page.place.code]
    if own.empty:
        nothing(page, head, "ethnic groups")
        return
    years = sorted({int(year) for year in own["year"]}, reverse=True)
    now = _wide(asked, years[0], shown, page)
    before = _wide(asked, years[1], shown, page) if len(years) > 1 else None
    name = _label(page.place, page)
    now_share = shares(now)
    with head:
        page.heading(
            words.title_groups(
                page.place_name, row_of(now_share, name), None if before is None else row_of(shares(before), name),
                (years[0], years[1] if before is not None else None),
            ),
            words.subtitle_groups(
                years[0], LEVEL_WORDS.get(level, level) if inner != [page.place] else "",
                "" if other is None else named(other),
            ),
        )  # fmt: skip
    source_line(page, [f"census {year}" for year in years])
    page.chart(stacked_chart(now_share, now, "Ethnic group"), alt.stacked_alt(now_share, "ethnic group"), "groups")
    if missing := len(shown) - len(now):
        page.note(words.areas_missing(missing, "areas"))
    table(page, told.groups_sheet(now, now_share, name), "groups_table")
    if before is not None:
        st.subheader("Census against census", anchor=False)
        page.note(words.census_change(page.place_name, years[1], years[0]))
        title = f"{page.place_name}: ethnic group, census {years[1]} and {years[0]}"
        table(
            page,
            told.change_sheet(row_of(before, name), row_of(now, name), (years[1], years[0])),
            "change_table",
            title,
        )
    if 2021 in years:
        page.note(words.PERTURBED)


def households(page: Page, head: DeltaGenerator, _beside: DeltaGenerator) -> None:
    """Residents and households of each area, the land they live on, and tenure."""
    level, inner = parts(page)
    shown = [*(area for area in inner if area != page.place), page.place]
    asked = page.ask("households", areas=[area.code for area in shown]).frame
    land: dict[str, float] = dict(hectares_of(page.version, page.place.code, page.place.level))
    if inner != [page.place]:
        land |= hectares_of(page.version, page.place.code, level)
    names = {area.code: _label(area, page) for area in shown}
    people = _residents(page, shown)
    residents = {code: n for code, (n, _) in people.items()}
    found = density(list(names), residents, land, newest(asked)).rename(index=names)
    name = names[page.place.code]
    own = found["density"].get(name)
    inside = found["density"].drop(name).dropna()
    densest = None if inside.empty else (str(inside.idxmax()), float(inside.max()))
    years = sorted({year for _, year in people.values()})
    with head:
        page.heading(
            words.title_density(
                page.place_name,
                None if own is None or pd.isna(own) else float(own),
                densest,
                LEVEL_WORDS.get(level, level),
            ),
            words.subtitle_density(years, None if asked.empty else int(asked["year"].max())),
        )
    source_line(page, [*(f"population of {year}" for year in years), *_households_of(asked), "boundaries"])
    drawn = [(str(area), float(value)) for area, value in found["density"].items() if not pd.isna(value)]
    if drawn:
        ordered = sorted(drawn, key=lambda pair: -pair[1])
        page.chart(density_chart(ordered, name), alt.density_alt(ordered), "density")
    table(page, told.density_sheet(found, name), "density_table")
    page.note(words.land_note(level_plural(level)))
    tenure = asked[asked["area_code"] == page.place.code]
    if not tenure.empty:
        latest = tenure[tenure["year"] == tenure["year"].max()]
        st.subheader("Tenure", anchor=False)
        counts = latest.set_index("category")["count"].astype(int)
        title = f"{page.place_name}: households by tenure"
        table(page, told.households_sheet(counts, int(latest["year"].iloc[0])), "tenure_table", title)
    elif asked.empty:
        page.note(f"No table of households is loaded for {page.place_name}. {words.REMEDY}")


def _residents(page: Page, areas: list[Area]) -> dict[str, tuple[int, int]]:
    """Residents of each area and their year: the store's, else those of the newest census table of ethnic groups."""
    found = {
        area.code: (area.population, area.population_year)
        for area in areas
        if area.population is not None and area.population_year is not None
    }
    lacking = [area.code for area in areas if area.code not in found]
    if lacking:
        told = page.ask("ethnic_groups", areas=lacking).frame
        summed = told.groupby(["area_code", "year"], as_index=False)["count"].sum()  # the years in order
        found |= {str(code): (int(n), int(year)) for code, year, n in summed.itertuples(index=False)}
    return found


def _households_of(asked: pd.DataFrame) -> list[str]:
    return [f"households of census {year}" for year in sorted({int(year) for year in asked["year"]}, reverse=True)]


def _wide(asked: pd.DataFrame, year: int, shown: list[Area], page: Page) -> pd.DataFrame:
    """Residents of a census: a row an area of which it is known, a column a group."""
    own = asked[asked["year"] == year].pivot(index="area_code", columns="ethnic_group", values="count")
    groups = [group for group in words.GROUPS if group in own]
    known = [area for area in shown if area.code in own.index]
    wide = own.loc[[area.code for area in known], groups].fillna(0).astype(int)
    return wide.rename(index={area.code: _label(area, page) for area in known})


def _label(area: Area, page: Page) -> str:
    """An area in a chart; the place itself, where parts of it stand beside it, as all of it."""
    if area == page.place and parts(page)[1] != [page.place]:
        return f"All of {page.place_name}"
    return named(area)
