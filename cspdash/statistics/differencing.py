"""Which areas may be shown side by side so that no area to be guarded can be had by adding and subtracting them.

Areas that overlap give away what lies between them: a settlement less its wards, a ward less another. With each area
as a row of noughts and ones over its smallest parts, whatever can be worked out from sums over the areas shown, and
nothing else, is a combination of their rows (geographic differencing: Hundepool et al. 2012, Statistical Disclosure
Control, chapter 5.2; Duke-Williams & Rees 1998, International Journal of Geographical Information Science 12). The
arithmetic is exact, in fractions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

Vector = dict[str, Fraction]
Parts = frozenset[str]


@dataclass(frozen=True)
class Combinations:
    """All that can be had by adding and subtracting some areas.

    `rows` are the areas in reduced echelon form, by the part that each alone of them has (its pivot).
    """

    rows: Mapping[str, Vector] = field(default_factory=dict)

    def holds(self, parts: Parts) -> bool:
        """Whether the sum over some parts can be worked out."""
        return not self._rest(parts)

    def with_area(self, parts: Parts) -> Combinations:
        """These and one area more."""
        rest = self._rest(parts)
        if not rest:
            return self
        pivot = min(rest)
        new = {part: value / rest[pivot] for part, value in rest.items()}
        rows = {
            at: _less(row, new, row[pivot]) if pivot in row else row  # an area without the pivot stays as it is
            for at, row in self.rows.items()
        }
        return Combinations(rows | {pivot: new})

    def _rest(self, parts: Parts) -> Vector:
        """What is left of an area once the rows are taken out of it."""
        rest: Vector = dict.fromkeys(parts, Fraction(1))
        for part in parts & self.rows.keys():
            rest = _less(rest, self.rows[part], Fraction(1))
        return rest


def shown_together(always: Iterable[Parts], wished: Iterable[Parts], guarded: Iterable[Parts]) -> list[bool]:
    """Which areas may be shown so that nothing guarded can be worked out from all that are shown.

    Args:
        always: the parts of each area that is shown in any case.
        wished: those of the others, the ones to be kept first at the head: each is shown if it may stand beside those
            before it.
        guarded: what must not be told. What the areas of `always` tell by themselves is not guarded.

    Returns:
        a flag for each area of `wished`.
    """
    held = Combinations()
    for parts in always:
        held = held.with_area(parts)
    kept = [parts for parts in guarded if not held.holds(parts)]
    shown = []
    for parts in wished:
        wider = held.with_area(parts)
        safe = not any(wider.holds(small) for small in kept)
        shown.append(safe)
        held = wider if safe else held
    return shown


def _less(row: Vector, other: Vector, times: Fraction) -> Vector:
    out = {
        part: row.get(part, Fraction(0)) - times * other.get(part, Fraction(0)) for part in row.keys() | other.keys()
    }
    return {part: value for part, value in out.items() if value}
