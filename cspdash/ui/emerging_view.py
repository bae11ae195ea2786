"""What Emerging asks: every type in every area, the last three months, and which of it stands out."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cspdash.periods import Month, Period
from cspdash.statistics import trends
from cspdash.statistics.emerging import HISTORY, clear, enough, grid, histories, judged_grid
from cspdash.statistics.judged import like_for_like, unjudged
from cspdash.ui import choices
from cspdash.ui.compared import same_length
from cspdash.ui.map_view import NOT_MAPPED
from cspdash.ui.marks import breaks_of_types
from cspdash.ui.page import Page
from cspdash.wording import emerging as words

Record = Mapping[Hashable, Any]


@dataclass(frozen=True)
class Months:
    """The last three months of every type: those outside their range, and how many have a range."""

    outside: pd.DataFrame
    judged: int


def level_choice(page: Page) -> str | None:
    """The level of areas chosen: settlements where the place has some, else wards; None where nothing is smaller."""
    inner = [area.level for area in page.inside if area.width > page.place.width]
    offered = {
        level: words.level_choice(level)
        for level in page.areas.levels
        if level not in NOT_MAPPED and level in inner and (inner.count(level) > 1 or level == "lsoa")
    }
    if not offered:
        return None
    usual = next((level for level in ("settlement", "ward") if level in offered), next(iter(offered)))
    if (wanted := choices.chosen("level", usual)) in page.areas.levels and wanted not in offered:
        choices.put("level", "", "")  # right for another place
    return choices.page_choice("level", offered, usual, "Areas")


def types_by_area(page: Page, level: str) -> pd.DataFrame:
    """Every type chosen in every area of a level, judged: see `statistics.emerging.judged_grid`."""
    chosen = page.selection
    period, bases = chosen.period, chosen.base.periods
    given: dict[str, Any] = {"level": level, "crime_types": chosen.types.types}
    table = grid(
        [
            page.ask(
                "change_by_type_and_area", from_month=period.first, to_month=period.last, base_from=base.first,
                base_to=base.last, **given,
            ).frame
            for base in bases
        ],
        comparable=same_length(page),
    )  # fmt: skip
    if not like_for_like(period, bases) or page.held[0] >= period.first:
        return unjudged(table)
    span = Period(max(page.held[0], period.first - HISTORY), period.first - 1)
    monthly = page.ask("monthly_by_type_and_area", from_month=span.first, to_month=span.last, **given).frame
    wanted = table[enough(table, len(period), len(bases))]
    return judged_grid(table, histories(monthly, page.coverage, span, wanted), len(period), len(bases))


def last_months(page: Page, monthly: pd.DataFrame, last: Month) -> Months:
    """The three months up to `last`, each type of `ui.series.type_history` against what was expected of it."""
    loaded = Period(Month.parse(str(monthly.index[0])), last)
    judged = trends.against_expected(monthly, breaks_of_types(page, monthly.columns, loaded))
    span = Period.ending(last, trends.RECENT)
    return Months(trends.exceedances(judged, span), trends.judgeable(trends.within(judged, span)))


def numbers(*found: pd.DataFrame | None) -> words.Counts:
    """How many rows of some tables were judged, the totals left out."""
    tables = [table for table in found if table is not None]
    return words.numbers_of([verdict for table in tables for verdict in table["verdict"][~table["is_total"]]])


def findings(page: Page, table: pd.DataFrame | None, but: Sequence[words.Finding] = ()) -> list[words.Finding]:
    """The rows of a table that rose or fell clearly, without types that are among `but` with the same verdict."""
    known = {(one.verdict, one.about) for one in but}
    rows = [] if table is None else clear(table).to_dict("records")
    return [
        words.finding(row, _area_name(page, row))
        for row in rows
        if (row["verdict"], words.in_sentence(row["crime_type"])) not in known
    ]


def _area_name(page: Page, row: Record) -> str:
    return page.areas.by_code[str(row["area_code"])].known_as if "area_code" in row else ""
