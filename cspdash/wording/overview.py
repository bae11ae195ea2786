"""The sentences of the Overview."""

from __future__ import annotations

from collections.abc import Sequence

from cspdash.periods import Period
from cspdash.selection import Base, Selection, TypeChoice
from cspdash.wording import compare
from cspdash.wording.compare import Record
from cspdash.wording.filters import base_in_words
from cspdash.wording.numbers import joined, number, percent, sentence, signed, up_or_down

_NAMED = 3


def title(place: str, measure: str, total: Record, base: Base, *, whole: bool = True) -> str:
    """The finding of the period."""
    return compare.title(place, measure, total, base, whole=whole)


def subtitle(chosen: Selection) -> str:
    """Measure and months, with the period's name where it has one."""
    named = "" if chosen.period.name == chosen.period.short else f"{chosen.period.name}: "
    return named + compare.subtitle(compare.measure(chosen.types), chosen.period, chosen.base)


def all_of(types: TypeChoice) -> str:
    """The name of the first tile: everything that was asked for."""
    return sentence(types.label).rstrip(".")


def tile_change(difference: float | None, change: int | None, base: float) -> str:
    """Under a tile's figure: the difference, its percentage, and the count compared with."""
    if difference is None:
        return "not comparable: months are missing or incomplete"
    told = "no change" if difference == 0 else signed(round(difference, 1))
    share = f" ({percent(change, equal=False)})" if change is not None and difference != 0 else ""
    return f"{told}{share} from {number(round(base, 1))}"


def prevalence_heading(period: Period, *, whole: bool) -> str:
    """Above the bars of types."""
    return f"Most frequent, {period.short}" if whole else f"As published, {period.short}: incomplete"


def prevalence(rows: Sequence[Record], total: Record, *, whole: bool) -> str:
    """What makes up most of the total, in one sentence; of an incomplete period types cannot be ranked."""
    if not rows:
        return "Nothing was recorded in this period."
    if not whole:
        return "Months of this period are missing or incomplete, so that the types cannot be ranked."
    told = f"{rows[0]['crime_type']} is the most frequent: {number(rows[0]['current'])} of {number(total['current'])}"
    others = [f"{row['crime_type'].lower()} ({number(row['current'])})" for row in rows[1:3]]
    return f"{told}; then {joined(others)}." if others else f"{told}."


def changes(rows: Sequence[Record], base: Base) -> list[str]:
    """What rose and what fell, most first, and what cannot be compared, in sentences (Markdown)."""
    types = [row for row in rows if not row["is_total"]]
    told: list[str] = []
    for word, sign in () if not any(row["fair"] for row in types) else (("Up", 1), ("Down", -1)):
        moved = sorted(
            (row for row in types if row["fair"] and row["difference"] * sign > 0),
            key=lambda row: -abs(row["difference"]),
        )
        if not moved:
            told.append(f"**{word}** {base_in_words(base)}: nothing.")
            continue
        named = [
            f"{row['crime_type'].lower()} ({up_or_down(round(row['difference'], 1))} to {number(row['current'])})"
            for row in moved[:_NAMED]
        ]
        more = len(moved) - len(named)
        told.append(f"**{word}** {base_in_words(base)}: {joined([*named, *([f'{more} more'] if more else [])])}.")
    unfair = [row["crime_type"].lower() for row in types if not row["fair"]]
    if unfair:
        what = "No type" if len(unfair) == len(types) else f"{len(unfair)} of {len(types)} types"
        verb = "can be compared" if len(unfair) == len(types) else "cannot be compared"
        told.append(f"{what} {verb}, because months are missing or incomplete.")
    return told


HOW_TO_READ = """
- The figures are counts of police.uk's records. Each is compared with the same place in the period named beside it.
- The bars under a figure are its last 24 months. A dashed box is a month that is missing or incomplete, not a low one.
- A percentage is left out where the earlier count is under 10: with so few, chance alone moves it by a fifth or more.
"""
