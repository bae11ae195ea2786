"""The areas of Hot spots: the controls, what is asked, and the ranking that comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from streamlit.delta_generator import DeltaGenerator

from cspdash.areas import Area, inside
from cspdash.maps.adjacency import adjacency
from cspdash.periods import Period
from cspdash.statistics.hotspot_ranking import HISTORY, LastList, Ranking, last_list, ranking, rate_over, whole
from cspdash.ui import choices
from cspdash.ui.page import Page
from cspdash.wording import hotspots as words
from cspdash.wording import map_figures as units

# Areas too wide to be a spot, and LSOAs of another vintage beside their own parts.
NOT_RANKED = ("force_area", "county", "partnership", "district", "settlement", "lsoa_2011")


@dataclass(frozen=True)
class Reference:
    """What areas are compared with, its residents and the years of their figures."""

    area: Area
    residents: int
    years: tuple[int, ...]


@dataclass(frozen=True)
class HotSpots:
    """What the page shows of areas.

    pool: the place whose areas are judged together: the partnership where the place lies in it, else the place.
    everywhere: the ranking of the pool; shown: of the place. reference: None where nothing can be compared with, and
    wanted then says what was asked for. last: how last year's list of the pool did, None where it cannot be said.
    """

    level: str
    pool: Area
    areas: Mapping[str, Area]
    everywhere: Ranking
    shown: Ranking
    reference: Reference | None
    wanted: Area
    last: LastList | None

    @property
    def against(self) -> Area | None:
        """The area compared with, where there is one and anything could be judged by it."""
        return self.reference.area if self.reference is not None and self.everywhere.by == "excess" else None


def hot_spots(page: Page, controls: DeltaGenerator) -> HotSpots:
    """Draw the controls of the view by areas into their row, and ask for what they choose."""
    pool = pool_of(page)
    offered = _levels(page)
    wider = wider_areas(page, pool)
    with controls:
        if choices.chosen("level", "lsoa") in page.areas.levels and choices.chosen("level", "lsoa") not in offered:
            # Right for another place.
            choices.put("level", "", "")
        level = choices.page_choice("level", offered, next(iter(offered)), "Areas")
        against = choices.page_choice(
            "reference", {code: words.reference_option(area) for code, area in wider.items()}, next(iter(wider)),
            "Comparison",
        )  # fmt: skip
    return _found(page, pool, level, wider, against)


def pool_of(page: Page) -> Area:
    """Areas are judged with all of the partnership's, so that a verdict does not change with the part looked at."""
    partnership = page.areas.by_code.get(page.partnership.slug)
    if partnership is not None and page.place.code in inside(page.version, partnership.code):
        return partnership
    return page.place


def _levels(page: Page) -> dict[str, str]:
    """LSOAs first, then what else the place is divided into."""
    found = {area.level for area in page.inside}
    levels = [level for level in page.areas.levels if level in found and level not in NOT_RANKED]
    return {level: units.level_heading(level) for level in sorted(levels, key=lambda level: level != "lsoa")}


def wider_areas(page: Page, pool: Area) -> dict[str, Area]:
    """What can be compared with: the partnership's comparators, the county first, and the pool itself."""
    codes = [comparator.code for comparator in page.partnership.comparators]
    found = [page.areas.by_code[code] for code in codes if code in page.areas.by_code]
    found.sort(key=lambda area: area.level != "county")
    return {area.code: area for area in (*found, pool)}


def _found(page: Page, pool: Area, level: str, wider: Mapping[str, Area], against: str) -> HotSpots:
    chosen = page.selection
    period, types = chosen.period, chosen.types.types
    span = Period.ending(period.last, HISTORY + len(period))
    months = {"from_month": span.first, "to_month": span.last}
    counts = page.ask(
        "counts_by_area", area=pool.code, level=level, crime_types=types, from_month=period.first,
        to_month=period.last,
    ).frame  # fmt: skip
    monthly = whole(page.ask("monthly_by_area", area=pool.code, level=level, crime_types=types, **months).frame)
    reference, at_large = None, monthly.iloc[:0]
    for code in (against, *(other for other in wider if other != against)):
        residents = residents_of(page, wider[code])
        if residents is None:
            continue
        at_large = whole(
            page.ask("monthly_by_area", area=code, level=wider[code].level, crime_types=types, **months).frame
        )
        if rate_over(at_large, period, residents.residents) is not None:
            reference = residents
            break
    people = None if reference is None else reference.residents
    touching = adjacency(page.version, pool.code, level)
    everywhere = ranking(counts, monthly, at_large, period, people, touching.pairs)
    shown = {area.code: area for area in page.inside if area.level == level}
    return HotSpots(
        level, pool, {code: page.areas.by_code[code] for code in everywhere.areas["area_code"]}, everywhere,
        everywhere.inside(list(shown)), reference, wider[against],
        last_list(everywhere, monthly, at_large, period, people, touching.sizes),
    )  # fmt: skip


def residents_of(page: Page, area: Area) -> Reference | None:
    """An area's own residents, else those of its districts together, where all are known and nothing lies between."""
    if area.population is not None and area.population_year is not None:
        return Reference(area, area.population, (area.population_year,))
    told = page.ask("areas", area=area.code, level="district").frame
    if told.empty or told["population"].isna().any() or int(told["lsoas"].sum()) != area.lsoas:
        return None
    years = sorted({int(year) for year in told["population_year"]})
    return Reference(area, int(told["population"].sum()), tuple(years))
