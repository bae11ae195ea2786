"""Who is compared on Benchmark, what is asked about them, and what every view of it shows."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from cspdash.areas import Area, inside
from cspdash.periods import Month, Period
from cspdash.selection import Base
from cspdash.statistics.benchmark import by_district, row_of
from cspdash.statistics.completeness import Gap, gaps_in
from cspdash.statistics.quarters import last_quarters
from cspdash.store.reader import meta_of
from cspdash.ui.choices import page_choice
from cspdash.ui.compared import break_note
from cspdash.ui.page import Page
from cspdash.wording import benchmark as words
from cspdash.wording.benchmark import SIMILAR, Group
from cspdash.wording.seasons import police_note


@dataclass(frozen=True)
class Benchmarked:
    """The districts compared, the one that the page is about, and their figures.

    `counts` is what `district_counts` gives for the period and `base`; `table` what `benchmark.by_district` makes of
    the period; `coverage` what `district_coverage` gives for the period.
    """

    page: Page
    group: Group
    focus: Area
    base: Period
    counts: pd.DataFrame
    table: pd.DataFrame
    coverage: pd.DataFrame

    @property
    def own(self) -> dict[Hashable, Any]:
        """The row of the district that the page is about."""
        return row_of(self.table, self.focus.code)

    @property
    def year(self) -> int | None:
        """The year of the residents."""
        known = self.table["population_year"].dropna()
        return None if known.empty else int(known.iloc[0])

    def gaps_of(self, code: str) -> list[Gap]:
        """What a district lacks in the period."""
        own = self.coverage[self.coverage["area_code"] == code]
        return _wanted(self.page, gaps_in(own, self.page.selection.period))

    def months_whole(self) -> dict[str, str]:
        """How many months of the period each district has whole, by code."""
        period = self.page.selection.period
        lacking = {
            code: {month for gap in self.gaps_of(code) for month in gap.months} for code in self.table["area_code"]
        }
        return {
            code: words.months_whole(len(period) - len(gone), len(period), checked=code not in self.unchecked)
            for code, gone in lacking.items()
        }

    @property
    def unchecked(self) -> list[str]:
        """The districts of which a month could not be checked for completeness (`words.NOT_CHECKED`)."""
        told = self.coverage["reason"].str.startswith(words.NOT_CHECKED)
        return list(dict.fromkeys(self.coverage.loc[told & (self.coverage["status"] == "complete"), "area_code"]))


def groups(page: Page) -> dict[str, Group]:
    """Who the partnership can be compared with, by the code that stands in the URL; its own districts are always in."""
    who = page.partnership
    asked = [(c.code, c.level, c.name, c.districts) for c in who.comparators]
    if who.similar_districts:
        asked.append((SIMILAR, SIMILAR, "Most similar group", who.similar_districts))
    found = {}
    for code, level, name, districts in asked:
        wanted = tuple(dict.fromkeys((*who.districts, *districts)))
        known = tuple(code for code in wanted if code in page.areas.by_code)
        found[code] = Group(code, level, name, known, tuple(code for code in wanted if code not in known))
    return found


def choose_group(page: Page) -> Group | None:
    """The group chosen; None where the partnership's file names none."""
    offered = groups(page)
    if not offered:
        return None
    first = next(iter(offered))
    if len(offered) == 1:
        return offered[first]
    labels = {code: group.members.capitalize() if group.level == SIMILAR else group.together
              for code, group in offered.items()}  # fmt: skip
    return offered[page_choice("with", labels, first, "Compared with the")]


def focus_of(page: Page, group: Group) -> tuple[Area, bool]:
    """The district that holds the place, and whether one does; else the partnership's first."""
    for code in group.districts:
        if page.place.code in inside(page.version, code):
            return page.areas.by_code[code], True
    return page.areas.by_code[page.partnership.districts[0]], False


def benchmarked(page: Page, group: Group) -> Benchmarked:
    """Ask for the districts' counts, residents and coverage."""
    period, types = page.selection.period, page.selection.types.types
    bases = page.selection.base.periods
    # An average of years has no position.
    base = bases[0] if len(bases) == 1 else period.same_months_last_year()
    counts = page.ask(
        "district_counts", districts=group.districts, crime_types=types, from_month=period.first,
        to_month=period.last, base_from=base.first, base_to=base.last,
    ).frame  # fmt: skip
    coverage = _coverage(page, group, period)
    return Benchmarked(page, group, focus_of(page, group)[0], base, counts, by_district(counts), coverage)


def quarters_shown(page: Page) -> list[Period]:
    """The eight quarters up to the last that the period's end completes."""
    last = page.selection.period.last
    whole = last if Period.quarter_of(last).last == last else Period.quarter_of(last).previous().last
    return last_quarters(whole)


def beside(found: Benchmarked, *, ranked: bool) -> None:
    """What must be said beside the figures: a sample, another place than the one chosen, who is not compared.

    `ranked`: the view ranks the districts in the period, so that those without a rate are missing from it.
    """
    page, (focus, holds) = found.page, focus_of(found.page, found.group)
    if meta_of(page.version).get("sample") == "true":
        page.note(words.INVENTED)
    if not holds:
        page.note(words.outside(page.place.known_as, focus.name, found.group))
    elif page.place.lsoas < focus.lsoas:
        page.note(words.part_of(page.place.known_as, focus.name))
    for record in found.table[found.table["rate"].isna()].to_dict("records") if ranked else ():
        page.note(words.without_rate(record, found.gaps_of(str(record["area_code"])), page.selection.period))
    if found.group.absent:
        page.note(words.not_known(found.group))
    if found.unchecked and ranked:
        names = [page.areas.by_code[code].name for code in found.unchecked]
        page.note(words.not_checked(names, len(found.group.districts)))


def breaks_beside(page: Page, period: Period, base: Period) -> None:
    """Say where recording changed between the periods that a view compares."""
    break_note(replace(page, selection=replace(page.selection, period=period, base=Base("custom", (base,)))))


def foot(found: Benchmarked, *periods: Period) -> None:
    """The foot, with what any of the districts lacks in the months shown."""
    page = found.page
    told = pd.concat([_coverage(page, found.group, period) for period in periods], ignore_index=True)
    page.foot(asb=police_note(page.selection.types), gaps=_gaps_of_all(page, told, found.table, periods))


def _coverage(page: Page, group: Group, period: Period) -> pd.DataFrame:
    return page.ask(
        "district_coverage", districts=group.districts, crime_types=page.selection.types.types, from_month=period.first,
        to_month=period.last,
    ).frame  # fmt: skip


def _gaps_of_all(page: Page, coverage: pd.DataFrame, table: pd.DataFrame, periods: Sequence[Period]) -> list[Gap]:
    """Months that every district lacks are missing; of the others, the districts that lack any are named."""
    lacking: dict[str, dict[Month, dict[str, str]]] = {}
    for code, name in zip(table["area_code"], table["area_name"], strict=True):
        for gap in _wanted(page, gaps_in(coverage[coverage["area_code"] == code], *periods)):
            for month in gap.months:
                lacking.setdefault(gap.group, {}).setdefault(month, {})[name] = gap.status
    gaps = []
    for group, months in lacking.items():
        missing = [m for m, by in months.items() if len(by) == len(table) and set(by.values()) == {"missing"}]
        rest = [m for m in months if m not in missing]
        if missing:
            gaps.append(Gap(group, "missing", tuple(sorted(missing)), ""))
        if rest:
            names = ", ".join(dict.fromkeys(name for month in rest for name in months[month]))
            gaps.append(Gap(group, "partial", tuple(sorted(rest)), names))
    return gaps


def _wanted(page: Page, gaps: Sequence[Gap]) -> list[Gap]:
    return [gap for gap in gaps if gap.group in page.selection.types.groups]
