"""What a small picture of months says to readers who hear the page."""

from __future__ import annotations

from collections.abc import Sequence

from cspdash.periods import Period
from cspdash.wording.numbers import counted, number


def last_months(name: str, span: Period, values: Sequence[int | None]) -> str:
    """Range and last value of a series, and how many months are gaps."""
    known = [value for value in values if value is not None]
    if not known:
        return f"{name}, {span.label}: no complete month"
    gaps = len(values) - len(known)
    told = f"; {counted(gaps, 'month')} missing or incomplete" if gaps else ""
    last = "" if values[-1] is None else f", {number(values[-1])} in {span.last.label}"
    return f"{name}, {span.label}: {number(min(known))} to {number(max(known))} a month{last}{told}"
