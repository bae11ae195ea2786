"""What Population asks: which tables there are, ages of areas with and without those left out, groups, households."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from cspdash.areas import Area, inside
from cspdash.partnership.models import Adjustment
from cspdash.statistics.population import LeftOut, leave_out
from cspdash.ui import choices
from cspdash.ui.choices import page_choice, page_switch
from cspdash.ui.compared import breakdown_level
from cspdash.ui.page import Page
from cspdash.wording import population as words
from cspdash.wording.filters import LEVEL_WORDS
from cspdash.wording.numbers import joined

AGE_TOPICS = ("age", "age_band")


@dataclass(frozen=True)
class Table:
    """A table of ages that covers the place: its year, publisher, and whether it is by single year."""

    year: int
    source: str
    single: bool

    @property
    def code(self) -> str:
        """In the address."""
        return words.table_code(self.year, self.source)

    @property
    def name(self) -> str:
        """In a sentence."""
        return words.table_name(self.year, self.source)


@dataclass(frozen=True)
class Ages:
    """Ages of some areas by one table: what `population_by_age` gives, what to say of it, and who was left out."""

    frame: pd.DataFrame
    notes: tuple[str, ...]
    left_out: str

    def persons(self) -> pd.DataFrame:
        """The rows of both sexes together."""
        return self.frame[self.frame["sex"] == "persons"]


def age_tables(page: Page) -> list[Table]:
    """The tables of ages that cover the place, the newest by single year first."""
    held = page.ask("census_tables").frame
    own = held[held["topic"].isin(AGE_TOPICS)]
    found: dict[tuple[int, str], bool] = {}
    for topic, year, source in own[["topic", "year", "source"]].itertuples(index=False):
        found[int(year), str(source)] = found.get((int(year), str(source)), False) or topic == "age"
    tables = [Table(year, source, single) for (year, source), single in found.items()]
    return sorted(tables, key=lambda table: (not table.single, -table.year, table.source))


def choose_table(tables: Sequence[Table]) -> Table:
    """The table chosen; the newest by single year unless another is."""
    by_code = {table.code: table for table in tables}
    if len(tables) == 1:
        choices.let_go("table", (), by_code, "Table")
        return tables[0]
    labels = {code: table.name[0].upper() + table.name[1:] for code, table in by_code.items()}
    return by_code[page_choice("table", labels, tables[0].code, "Table")]


def beside_of(page: Page) -> Area | None:
    """What the place is compared with: the partnership's first comparator that holds it and is more than it."""
    for comparator in page.partnership.comparators:
        area = page.areas.by_code.get(comparator.code)
        if area is not None and area.code != page.place.code and page.place.code in inside(page.version, area.code):
            return area
    return None


def named(area: Area) -> str:
    """An area as the page calls it: `Leicestershire (county)`; a LSOA by its streets."""
    if area.level == "county":
        return f"{area.known_as or area.name} ({LEVEL_WORDS[area.level]})"
    return area.known_as or area.name


def parts(page: Page) -> tuple[str, list[Area]]:
    """The level of the smaller areas that make up the place, and these; without any, the place alone."""
    level = breakdown_level(page)
    if level is None:
        return page.place.level, [page.place]
    own = [area for area in page.inside if area.level == level and area.width > page.place.width]
    return level, sorted(own, key=lambda area: (area.name, area.code))


def rules(page: Page) -> list[Adjustment]:
    """The partnership's adjustments that touch the place."""
    within = {area.code for area in page.inside}
    return [rule for rule in page.partnership.population_adjustments if within & set(rule.lsoas)]


def choose_halls(page: Page) -> bool:
    """Whether to leave out whom the partnership leaves out; no switch where nobody of the place is concerned."""
    concerned = rules(page)
    return bool(concerned) and page_switch("halls", f"Without {joined([rule.name for rule in concerned])}")


def ages_of(page: Page, table: Table, areas: Sequence[Area], *, halls_out: bool) -> Ages:
    """The ages of some areas by a table; `halls_out` takes out whom the partnership leaves out."""
    codes = [area.code for area in areas]
    asked = page.ask("population_by_age", areas=codes, year=table.year, sexes=len(codes) < 3).frame
    frame = asked[asked["source"] == table.source]
    notes: list[str] = []
    gone: list[str] = []
    for rule in rules(page):
        lived_in = [page.areas.by_code[code] for code in rule.lsoas if code in page.areas.by_code]
        where = joined([area.known_as or area.code for area in lived_in])
        halls = page.ask("population_by_age", areas=[area.code for area in lived_in], year=table.year).frame
        halls = halls[halls["source"] == table.source]
        held = {code: inside(page.version, code) for code in codes}
        persons = frame[frame["sex"] == "persons"]
        found = leave_out(persons, halls, rule, table.year, held)
        if halls_out:
            names = {area.code: named(area) for area in areas}
            notes.append(words.left_out_note(rule, found, names, where, table.year))
            if found is not None:
                frame = found.ages
                gone.append(rule.name)
        elif found is not None and (taken := _most(found)):
            notes.append(words.could_leave_out(rule, taken, where))
    return Ages(frame, tuple(notes), joined(gone))


def _most(found: LeftOut) -> int:
    return max(found.taken.values(), default=0)


def source_line(page: Page, tables: Sequence[str]) -> None:
    """The foot's source for pages that count residents and not records."""
    told = joined(list(dict.fromkeys(tables)))
    page.own_source = f"Source: ONS, {told}, by LSOA, Open Government Licence v3.0." if told else "Source: none loaded."
