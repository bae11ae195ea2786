"""What a page is asked for: the filters as one frozen value, and the periods that can be chosen."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from cspdash.periods import Month, Period, periods_available


@dataclass(frozen=True)
class Selection:
    """The filters of a page: an area's code, the period shown, and the period it is compared with."""

    place: str
    period: Period
    base: Period


def choosable_periods(held: Collection[Month]) -> list[Period]:
    """Every quarter and half-year whose months are all held: the latest end first, then the longer."""
    found = {*periods_available("quarter", held), *periods_available("half_year", held)}
    return sorted(found, key=lambda period: (period.last, len(period)), reverse=True)


def default_period(held: Collection[Month], whole: Collection[Month]) -> Period | None:
    """The latest period that can be compared fairly: whole itself and against the same months last year.

    Where none can, the latest that is held at all; None where not even a quarter is.
    """
    choices = choosable_periods(held)
    fair = [p for p in choices if set(p) <= set(whole) and set(p.same_months_last_year()) <= set(whole)]
    return next(iter(fair or choices), None)
