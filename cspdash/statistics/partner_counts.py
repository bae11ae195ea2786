"""Partners' own counts: what a period holds of each category, how it differs from another, and the series by month."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from typing import Any

import pandas as pd

from cspdash.periods import Month, Period
from cspdash.statistics.change import WITHHELD_UNDER, Rounding, percentage_change
from cspdash.statistics.judged import ADDED, judged, like_for_like, unjudged

# A category of one source; two sources may use one word for different things.
Name = tuple[str, str]
# Count (None where withheld), whether it is withheld, and the change on the year before as print says it.
Held = tuple[int | None, bool, str]
Holdings = Mapping[Name, Mapping[Period, Held]]


def holdings(rows: pd.DataFrame) -> Holdings:
    """What the question `partner_counts` gives, by category (in its order) and period."""
    found: dict[Name, dict[Period, Held]] = {}
    for row in rows.to_dict("records"):
        period = Period(Month.parse(row["first_month"]), Month.parse(row["last_month"]))
        count = None if pd.isna(row["count"]) else int(row["count"])
        held = (count, bool(row["withheld"]), str(row["printed_change"]))
        found.setdefault((str(row["source"]), str(row["category"])), {})[period] = held
    return found


def of_period(held: Mapping[Period, Held], period: Period) -> Held | None:
    """The count of a period, from a row of exactly its months, else from rows that together are exactly its months.

    Returns:
        the count, whether it is withheld (as a sum is where one of its parts is), and the change as printed (of a row
        of exactly these months only); None where the rows do not make up the period. Of several ways the one with the
        longest rows from the start is taken.
    """
    if period in held:
        return held[period]
    parts = _parts(held, period)
    if parts is None:
        return None
    told = [held[part] for part in parts]
    if any(withheld for _, withheld, _ in told):
        return None, True, ""
    return sum(count or 0 for count, *_ in told), False, ""


def _parts(held: Collection[Period], period: Period) -> list[Period] | None:
    """Periods that follow one another from a period's first month to its last."""
    inside = sorted((p for p in held if p.first in period and p.last in period), key=len, reverse=True)
    dead: set[Month] = set()

    def rest(start: Month) -> list[Period] | None:
        if start > period.last:
            return []
        if start in dead:
            return None
        for part in inside:
            if part.first == start and (after := rest(part.last + 1)) is not None:
                return [part, *after]
        dead.add(start)
        return None

    return rest(period.first)


def held_periods(held: Holdings) -> list[Period]:
    """Every period that is held of some category, once each."""
    return list(dict.fromkeys(period for own in held.values() for period in own))


def latest_compared(periods: Collection[Period]) -> Period | None:
    """The latest period held, of those that end together the longest; one with a year before it goes first."""

    def rank(period: Period) -> tuple[bool, Month, int]:
        return period.same_months_last_year() in periods, period.last, len(period)

    return max(periods, key=rank, default=None)


def by_month(held: Holdings, until: Month) -> dict[Name, pd.Series]:
    """The categories that are counted month by month: counts indexed `YYYY-MM`, none left out, NaN where not held."""
    series = {}
    for name, own in held.items():
        months = {p.first: count for p, (count, _, _) in own.items() if len(p) == 1 and count is not None}
        if len(months) > 1:
            span = Period(min(months), max(until, max(months)))
            series[name] = pd.Series(
                [float(months.get(month, float("nan"))) for month in span], index=[str(month) for month in span]
            )
    return series


def compared_counts(
    held: Holdings, period: Period, bases: Sequence[Period], rounding: Rounding, *, judge: bool = True
) -> pd.DataFrame:
    """Every category in a period against the average of others.

    Args:
        held: the categories' counts in all their months and, to judge by, in those before.
        period: the period shown; only categories held in it, or in a base, have a row.
        bases: what it is compared with, averaged.
        rounding: how percentages are rounded.
        judge: whether verdicts are wanted.

    Returns:
        source, category, base, current (float, NaN where not held or withheld), withheld (bool: either is), fair (both
        are known), difference, change (Int64 percent), printed_change (text, of the period's own row), ratio, low,
        high, p, verdict. A verdict needs the same months of the years and a history month by month before the period;
        the categories of one source are one family. No row is a total: categories may overlap.
    """
    records = []
    for (source, category), own in held.items():
        now, before = of_period(own, period), [of_period(own, base) for base in bases]
        if now is None and all(part is None for part in before):
            continue
        counts = [part[0] for part in before if part is not None and part[0] is not None]
        sums = sum(counts) if len(counts) == len(bases) else None
        current = None if now is None else now[0]
        records.append(
            {
                "source": source, "category": category,
                "base": float("nan") if sums is None else sums / len(bases),
                "current": float("nan") if current is None else float(current),
                "withheld": any(part is not None and part[1] for part in (now, *before)),
                "fair": sums is not None and current is not None,
                "change": None if sums is None or current is None
                else percentage_change(sums, len(bases) * current, rounding, WITHHELD_UNDER * len(bases)),
                "printed_change": "" if now is None else now[2], "is_total": False,
            }
        )  # fmt: skip
    table = pd.DataFrame(records, columns=["source", "category", "base", "current", "withheld", "fair", "change",
                                           "printed_change", "is_total"])  # fmt: skip
    table["change"] = table["change"].astype("Int64")
    table["difference"] = (table["current"] - table["base"]).where(table["fair"].astype(bool))
    return _judged(table, held, period, bases) if judge else unjudged(table)


def _judged(table: pd.DataFrame, held: Holdings, period: Period, bases: Sequence[Period]) -> pd.DataFrame:
    """The table with verdicts where each category's own months before the period say how much it varies."""
    out = unjudged(table)
    if table.empty or not like_for_like(period, bases):
        return out
    history = by_month(held, period.first - 1)
    for source in dict.fromkeys(table["source"]):
        own = {
            name: series.loc[: str(period.first - 1)] for (of, name), series in history.items()
            if of == source and str(period.first - 1) in series.index
        }  # fmt: skip
        part = table[(table["source"] == source) & table["category"].isin(list(own)) & table["fair"]]
        if part.empty:
            continue
        wide = pd.DataFrame({name: own[name] for name in part["category"]}).sort_index()
        found = judged(part, "category", wide, len(period), len(bases))
        out.loc[part.index, list(ADDED)] = found[list(ADDED)]
    return out


def records_of(table: pd.DataFrame, source: str) -> list[dict[Hashable, Any]]:
    """The rows of one source."""
    return table[table["source"] == source].to_dict("records")
