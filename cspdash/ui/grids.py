"""What Seasons and the financial years begin with: financial year × month of each measure that is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from cspdash.crime_types import ASB, CRIME_TYPES
from cspdash.periods import Month, Period
from cspdash.selection import TypeChoice
from cspdash.statistics import quarters, seasons
from cspdash.statistics.completeness import Gap, without
from cspdash.statistics.judged import TOTAL, with_total
from cspdash.statistics.season_ranges import complete_months
from cspdash.statistics.seasons import Measure
from cspdash.ui.choices import page_choice
from cspdash.ui.marks import breaks_of, time_marks
from cspdash.ui.page import Page
from cspdash.ui.series import type_history
from cspdash.wording.marks import across_breaks
from cspdash.wording.seasons import ASB_COUNTED, measured


@dataclass(frozen=True)
class Grids:
    """Heat maps by measure, as `seasonal_heat_map` gives them, the source of ASB, and what each counts in words."""

    of: Mapping[Measure, pd.DataFrame]
    asb: str
    counted: Mapping[Measure, str]

    @property
    def cells(self) -> dict[Measure, pd.DataFrame]:
        """The cells of each: see `statistics.seasons.cells`."""
        return {measure: seasons.cells(grid) for measure, grid in self.of.items()}

    @property
    def note(self) -> str:
        """Which ASB is counted, for the foot; nothing where none is."""
        return ASB_COUNTED[self.asb] if "asb" in self.of else ""


def grids(page: Page, sources: Mapping[str, str]) -> Grids:
    """Ask for the heat maps of the types chosen, from the first year that holds or prints anything to the period's.

    Draws the choice between the sources of ASB (code → label: `both`, `police`, `council`) where council records or
    printed figures give one; police and council together stand first where they are loaded.
    """
    types = page.selection.types
    last = page.selection.period.last.financial_year
    years = {"from_year": seasons.EARLIEST, "to_year": last}
    months = seasons.whole_years(page.held[0], last)
    wanted = seasons.measures_of(types.types)
    of: dict[Measure, pd.DataFrame] = {}
    asb = "police"
    for measure in wanted:
        if measure == "crime":
            of[measure] = page.ask("seasonal_heat_map", measure="crime", **years).frame
        elif measure == "types":
            monthly = page.ask(
                "monthly_by_crime_type", crime_types=types.types, from_month=months.first, to_month=months.last
            )
            of[measure] = seasons.by_year(monthly.frame)
        else:
            asb, of[measure] = _asb(page, sources, months, years)
    return Grids(of, asb, {measure: measured(measure, asb, types) for measure in wanted})


def breaks(page: Page) -> list[Month]:
    """The months at which the way of recording stepped in the place."""
    return [Month.parse(text) for text in page.ask("recording_breaks").frame["month"]]


def stepped(page: Page, measure: Measure) -> list[str]:
    """The months (`YYYY-MM`) from which on what a measure counts was recorded otherwise; none of ASB."""
    crime = tuple(name for name in CRIME_TYPES if name != ASB)
    types = {"crime": TypeChoice((), crime, "crime"), "asb": TypeChoice((), (ASB,), "ASB")}.get(
        measure, page.selection.types
    )
    held = Period(page.held[0], max(page.held))
    return breaks_of(page, {measure: types}, held)[measure]


def recording_note(page: Page, cells: Mapping[Measure, pd.DataFrame], span: Period) -> str:
    """What changes of recording mean for the ranges of some heat maps (`season_ranges.with_ranges`)."""
    rows = [
        row | {"month": str(seasons.month_of(str(row["financial_year"]), str(row["month"])))}
        for part in cells.values() for row in part[part["least"].notna()].to_dict("records")
    ]  # fmt: skip
    return across_breaks(time_marks(page, span), rows)


def gaps_beyond_print(page: Page, cells: Mapping[Measure, pd.DataFrame], span: Period) -> list[Gap]:
    """What is not whole in some months, without those for which the partnership's printed figures stand."""
    printed = {str(measure): seasons.printed_months(part) for measure, part in cells.items()}
    return without(page.gaps_in(span), printed)


def histories(page: Page, cells: Mapping[Measure, pd.DataFrame]) -> dict[Measure, pd.DataFrame]:
    """The months by which the years of each measure are judged: its types and their total, as on the other pages.

    ASB is one series, whoever recorded it. `cells` are those of the grids.
    """
    months = seasons.whole_years(page.held[0], page.selection.period.last.financial_year)
    crime = tuple(name for name in CRIME_TYPES if name != ASB)
    return {
        measure: complete_months(part, TOTAL)
        if measure == "asb"
        else with_total(type_history(page, months, crime if measure == "crime" else page.selection.types.types))
        for measure, part in cells.items()
    }


def _asb(
    page: Page, sources: Mapping[str, str], months: Period, years: Mapping[str, object]
) -> tuple[str, pd.DataFrame]:
    """The source of ASB chosen, and its heat map."""
    together = page.ask("seasonal_heat_map", measure="asb", **years)
    asb = "police"
    if seasons.holds_anything(together.frame):
        usual = "both" if seasons.holds_complete(together.frame) else "police"
        asb = page_choice("asb", sources, usual, "ASB recorded by")
    if asb == "both":
        return asb, together.frame
    # The page's workings show only what it is made of.
    page.answers = [answer for answer in page.answers if answer is not together]
    if asb == "council":
        monthly = page.ask("monthly_totals", from_month=months.first, to_month=months.last)
        return asb, seasons.by_year(quarters.council_grid(monthly.frame))
    return asb, page.ask("seasonal_heat_map", measure="asb_police", **years).frame
