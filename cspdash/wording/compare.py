"""The sentences of Compare periods."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import pandas as pd

from cspdash.periods import Period
from cspdash.selection import Base, TypeChoice
from cspdash.statistics.detectable import clear_limits, detectable_change
from cspdash.wording.filters import LEVEL_WORDS, against, base_in_words
from cspdash.wording.numbers import INCOMPLETE_NOTE, joined, number, up_or_down
from cspdash.wording.verdicts import LEGEND, NOT_JUDGED, NOT_WHOLE, clause

Record = Mapping[Hashable, Any]
ASB_COUNTED = "ASB is what the police recorded; the council's own records are not in these figures."


def title(place: str, measure: str, total: Record, how: Base, *, whole: bool = True) -> str:
    """The finding: what it is now, how it differs and whether that is more than chance; without a fair base, only what
    it is now. `whole`: every month of the period is complete; otherwise the count is no finding."""
    told = f"{place}: {number(total['current'])} {measure}"
    if not whole:
        return f"{told} in an incomplete period"
    if not total["fair"]:
        return f"{told}, with no fair comparison"
    moved = up_or_down(round(total["current"] - total["base"]))
    return f"{told}, {moved} {base_in_words(how)}{clause(total['verdict'])}"


def measure(types: TypeChoice) -> str:
    """What is counted, at the head of a subtitle."""
    if types.types is None:
        return "Recorded crime and police anti-social behaviour (ASB)"
    return with_types(f"{'Recorded' if types.groups == {'crime'} else 'Police-recorded'} {types.label}", types)


def with_types(told: str, types: TypeChoice) -> str:
    """A measure with the types that its name does not tell in brackets."""
    return f"{told} ({joined([name.lower() for name in types.unnamed])})" if types.unnamed else told


def subtitle(what: str, period: Period, base: Base) -> str:
    """Measure and months of the comparison."""
    return f"{what}, {period.label} against {against(base)}"


def verdict_note(records: Sequence[Record]) -> str:
    """What the verdicts mean, or why there are none."""
    fair = [record for record in records if record["fair"]]
    if not fair:
        return NOT_WHOLE
    return NOT_JUDGED if all(pd.isna(record["verdict"]) for record in fair) else LEGEND


def incomplete_note(*tables: Sequence[Record]) -> str:
    """What brackets mean, where any of some tables has a count in them."""
    rows = [record for table in tables for record in table]
    return "" if all(row["base_complete"] and row["current_complete"] for row in rows) else INCOMPLETE_NOTE


def detectability(total: Record, years: int) -> str:
    """From where on a change of the total would be called clear, and how large a true one would be found; nothing where
    it is not judged.

    Args:
        total: the row of the total, judged.
        years: how many periods the base is the average of.
    """
    if pd.isna(total["verdict"]):
        return ""
    base, spread, freedom = float(total["base"]), float(total["dispersion"]), float(total["degrees_of_freedom"])
    limits = clear_limits(base, spread, years=years, degrees_of_freedom=freedom)
    fall = f", {number(limits.fall)} or fewer a clear fall" if limits.fall is not None else "; no fall could be"
    told = f"Against {number(round(base, 1))}, {number(limits.rise)} or more would be called a clear rise{fall}."
    found = detectable_change(base, spread, years=years, degrees_of_freedom=freedom)
    true = [
        f"{word} of about {number(round(base * abs(percent) / 100))}"
        for word, percent in (("a rise", found.rise), ("a fall", found.fall)) if percent is not None
    ]  # fmt: skip
    if not true:
        return told
    return f"{told} What truly changes is found four times in five from {' or '.join(true)} on; less is often missed."


VERDICT_IN_WORD = "Verdict in the Word table"
ROWS = {"types": "Crime types", "baskets": "Groups of types"}


def types_of(record: Record, key: str) -> tuple[str, ...] | None:
    """The crime types that a row of the table stands for; None for the total, which is all that were asked for."""
    if record["is_total"]:
        return None
    return (str(record[key]),) if key == "crime_type" else tuple(record["types"])


def report_rows(records: Sequence[Record], key: str) -> list[dict[Hashable, Any]]:
    """The rows for the report, each under its `name`."""
    return [{**record, "name": record[key]} for record in records]


def level_name(level: str) -> str:
    """One area of a level, at the head of a column."""
    word = LEVEL_WORDS.get(level, level)
    return word[:1].upper() + word[1:]


def breakdown_heading(level: str) -> str:
    """Above the table of areas."""
    return f"By {LEVEL_WORDS.get(level, level)}"


def breakdown_caption(place: str, level: str, period: Period, base: Base) -> str:
    """What the table of areas shows."""
    return f"{place} by {LEVEL_WORDS.get(level, level)}, {period.label} against {against(base)}"


HOW_TO_READ = """
- Counts of police.uk's records in the months named at the head of each column; the total stands last.
- *Difference* is the later count less the earlier one. *Change* is the same in percent, rounded as the
  partnership's file says, and left out where the earlier count is under 10: with so few, chance alone moves it by a
  fifth or more.
- [ ] marks a count of which a month is missing or incomplete: as published, and not comparable. A gap is not a fall.
- The small bars are the last 24 months to the end of the period; a dashed box is a gap.
- Groups of types are the partnership's own, and may overlap.
"""
