"""The sentences of Compare periods."""

from __future__ import annotations

from cspdash.periods import Period
from cspdash.selection import Base
from cspdash.wording.filters import against, base_in_words
from cspdash.wording.numbers import number, up_or_down


def title(place: str, measure: str, base: float, current: float, how: Base, *, fair: bool) -> str:
    """The finding: what it is now and how it differs; without a fair base, only what it is now."""
    if not fair:
        return f"{place}: {number(current)} {measure}, with no fair comparison"
    return f"{place}: {number(current)} {measure}, {up_or_down(round(current - base, 1))} {base_in_words(how)}"


def subtitle(measure: str, period: Period, base: Base) -> str:
    """Measure and months of the comparison."""
    return f"{measure}, {period.label} against {against(base)}"
