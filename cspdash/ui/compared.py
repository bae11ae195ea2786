"""The comparison that several pages begin with: asked once for each base, added up, set against each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd

from cspdash.charts.sparkline import sparkline
from cspdash.periods import Period
from cspdash.statistics.comparison import by_basket, compared, summed_bases
from cspdash.statistics.completeness import GROUPS
from cspdash.statistics.judged import TOTAL, judged, like_for_like, unjudged, wide
from cspdash.statistics.quarters import change_judged
from cspdash.tables import Drawn
from cspdash.ui.page import Page
from cspdash.wording import breaks
from cspdash.wording.sparkline import last_months

MONTHS_DRAWN = 24


def types_compared(page: Page, monthly: pd.DataFrame | None = None) -> pd.DataFrame:
    """The crime types chosen against the base chosen, with the total: see `statistics.comparison.compared`.

    `monthly` is what `ui.series.type_history` gives from the first month that is loaded, where the page holds it.
    """
    return _compared(page, type_counts(page), "crime_type", lambda before: _type_history(page, before, monthly))


def baskets_compared(page: Page) -> pd.DataFrame:
    """The partnership's baskets against the base chosen, with the total of all types."""
    counts = type_counts(page)
    baskets = by_basket(counts, [(basket.name, basket.crime_types) for basket in page.partnership.baskets])
    return _compared(page, baskets, "basket", lambda before: _basket_history(page, baskets, before), counts)


def areas_compared(page: Page, level: str) -> pd.DataFrame:
    """The areas of a level inside the place against the base chosen, with the total: area_code, area_name, …."""
    given = {"level": level, "crime_types": page.selection.types.types}
    counts = _summed(page, "change_by_area", "area_name", given)
    return _compared(page, counts, "area_name", lambda before: _area_history(page, given, before))


def type_counts(page: Page) -> pd.DataFrame:
    """Counts of the crime types chosen: crime_type, base (the sum over the base's periods), current."""
    counts = _summed(page, "change_by_crime_type", "crime_type", {})
    return counts[[page.selection.types.holds(name) for name in counts["crime_type"]]]


def same_length(page: Page) -> bool:
    """Whether the period and what it is compared with are equally long: other counts cannot be compared."""
    return all(len(base) == len(page.selection.period) for base in page.selection.base.periods)


def breakdown_level(page: Page) -> str | None:
    """The widest level of smaller areas that together are the whole place: settlements, else wards, else LSOAs."""
    for level in page.areas.levels:
        inner = [area for area in page.inside if area.level == level and area.width > page.place.width]
        if len(inner) > 1 and sum(area.lsoas for area in inner) == page.place.lsoas:
            return level
    return None


def _summed(page: Page, question: str, key: str, given: Mapping[str, Any]) -> pd.DataFrame:
    period = page.selection.period
    frames = [
        page.ask(
            question, from_month=period.first, to_month=period.last, base_from=base.first, base_to=base.last, **given
        ).frame
        for base in page.selection.base.periods
    ]
    return summed_bases(frames, key)


def _compared(
    page: Page,
    counts: pd.DataFrame,
    key: str,
    history: Callable[[Period], pd.DataFrame],
    whole: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The table, with the verdict on each row where the periods are the same months of the year."""
    period, bases = page.selection.period, page.selection.base.periods
    unfair = () if same_length(page) else GROUPS
    table = compared(counts, key, page.partnership.rounding, unfair, len(bases), whole)
    before = Period(page.held[0], period.first - 1) if page.held[0] < period.first else None
    if before is None or not like_for_like(period, bases):
        return unjudged(table)
    return judged(table, key, history(before), len(period), len(bases))


def on_last_year_judged(page: Page, changes: Mapping[Period, pd.DataFrame]) -> list[pd.DataFrame]:
    """Changes on the same months of last year with their verdicts: see `statistics.quarters.change_judged`.

    `changes` are what `quarter_change` gives, by the period changed; all begin together, and what lies before judges
    them.
    """
    begins, loaded = min(changes).first, page.held[0]
    if begins <= loaded:
        return [unjudged(change) for change in changes.values()]
    history = _type_history(page, Period(loaded, begins - 1))
    return [change_judged(change, history, len(period)) for period, change in changes.items()]


def _type_history(page: Page, before: Period, monthly: pd.DataFrame | None = None) -> pd.DataFrame:
    if monthly is None:
        asked = page.ask(
            "monthly_by_crime_type", crime_types=page.selection.types.types, from_month=before.first,
            to_month=before.last,
        )  # fmt: skip
        types = wide(asked.frame, "crime_type")
    else:
        types = monthly.loc[str(before.first) : str(before.last)]
    return types.assign(**{TOTAL: types.sum(axis=1, skipna=False)})


def _basket_history(page: Page, baskets: pd.DataFrame, before: Period) -> pd.DataFrame:
    types = _type_history(page, before)
    sums = {
        str(row["basket"]): types[list(row["types"])].sum(axis=1, skipna=False) for row in baskets.to_dict("records")
    }
    return pd.DataFrame(sums | {TOTAL: types[TOTAL]})


def _area_history(page: Page, given: Mapping[str, Any], before: Period) -> pd.DataFrame:
    monthly = page.ask("monthly_by_area", from_month=before.first, to_month=before.last, **given).frame
    areas = wide(monthly, "area_name")
    return areas.assign(**{TOTAL: areas.sum(axis=1, skipna=False)})


def break_note(page: Page, periods: Sequence[Period] = ()) -> None:
    """Say beside the numbers where recording changed between the periods compared: the figures moved with it.

    `periods` are those of the filters unless given.
    """
    periods = periods or page.selection.periods
    first, last = min(period.first for period in periods), max(period.last for period in periods)
    known = page.ask("known_breaks", from_month=first, to_month=last).frame.to_dict("records")
    found = page.ask("recording_breaks").frame.to_dict("records")
    types = page.selection.types
    told = [row for row in known if breaks.touches(row["affects"], types)]
    steps = [row for row in found if str(first) < row["month"] <= str(last) and "crime" in types.groups]
    if text := breaks.across(told, steps):
        page.breaks = [text]
        page.note(text)


class LastMonths:
    """The last 24 months of each type, up to the end of the period, drawn small."""

    def __init__(self, page: Page) -> None:
        """Ask for the months."""
        self.span = Period.ending(page.selection.period.last, MONTHS_DRAWN)
        monthly = page.ask(
            "monthly_by_crime_type",
            crime_types=page.selection.types.types,
            from_month=self.span.first,
            to_month=self.span.last,
        )
        self.monthly = wide(monthly.frame, "crime_type")

    def of(self, name: str, types: tuple[str, ...] | None = None, *, stretch: bool = False) -> Drawn:
        """The months of some types together (None: all that were asked for); `name` is what they are called."""
        monthly = self.monthly if types is None else self.monthly[list(types)]
        values = [None if pd.isna(value) else int(value) for value in monthly.sum(axis=1, skipna=False)]
        return Drawn(sparkline(values, last_months(name, self.span, values), stretch))
