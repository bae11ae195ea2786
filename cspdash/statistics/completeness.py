"""Which months of a period are not whole: a gap is never a fall."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from cspdash.periods import Month, Period

GROUPS = ("crime", "asb")


@dataclass(frozen=True)
class Gap:
    """Months of a group (crime or asb) that are partial or missing, with the reason where it is one month's own."""

    group: str
    status: str
    months: tuple[Month, ...]
    reason: str


def gaps_in(coverage: pd.DataFrame, *periods: Period) -> list[Gap]:
    """The gaps in some periods.

    Args:
        coverage: month (`YYYY-MM`), group, status, reason; a month that it does not hold is missing.
        periods: the months that matter.

    Returns:
        Partial months one by one with their reason, missing ones of a group together; in order of group and month.
    """
    told = {
        (row["month"], row["group"]): (str(row["status"]), str(row["reason"])) for row in coverage.to_dict("records")
    }
    wanted = sorted({month for period in periods for month in period})
    gaps: list[Gap] = []
    for group in GROUPS:
        stated = {month: told.get((str(month), group), ("missing", "")) for month in wanted}
        gaps += [
            Gap(group, status, (month,), reason) for month, (status, reason) in stated.items() if status == "partial"
        ]
        missing = tuple(month for month, (status, _) in stated.items() if status == "missing")
        if missing:
            gaps.append(Gap(group, "missing", missing, ""))
    return gaps


def without(gaps: Collection[Gap], told: Mapping[str, Collection[Month]]) -> list[Gap]:
    """The gaps without months that something else is known of.

    Args:
        gaps: what `gaps_in` gives.
        told: by group (crime, asb) the months that are missing but shown, such as printed figures.
    """
    left = []
    for gap in gaps:
        months = tuple(month for month in gap.months if month not in told.get(gap.group, ()))
        if gap.status != "missing":
            left.append(gap)
        elif months:
            left.append(replace(gap, months=months))
    return left


def whole_months(coverage: pd.DataFrame) -> list[Month]:
    """The months in which both groups are complete."""
    complete = coverage[coverage["status"] == "complete"].groupby("month")["group"].nunique()
    return [Month.parse(str(month)) for month in complete[complete == len(GROUPS)].index]


def held_months(coverage: pd.DataFrame) -> list[Month]:
    """The months of which anything is loaded."""
    held = coverage.loc[coverage["status"] != "missing", "month"].unique()
    return sorted(Month.parse(str(month)) for month in held)


def affected_groups(gaps: Collection[Gap]) -> frozenset[str]:
    """The groups that cannot be compared fairly."""
    return frozenset(gap.group for gap in gaps)
