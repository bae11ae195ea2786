"""What stands on a time axis: changes of recording, and the partnership's own events."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from cspdash.partnership import Event
from cspdash.periods import Month
from cspdash.selection import TypeChoice
from cspdash.wording.breaks import touches
from cspdash.wording.filters import months_listed
from cspdash.wording.numbers import joined

Record = Mapping[Hashable, Any]
YEARS_BACK = 5  # how far back an expected range looks


@dataclass(frozen=True)
class Mark:
    """A day on the axis: what stands beside its line, and what the pointer is told."""

    day: date
    kind: Literal["break", "event"]
    label: str
    told: str

    @property
    def month(self) -> Month:
        """The month that it falls in."""
        return Month.from_date(self.day)


def breaks_told(known: Sequence[Record], steps: Sequence[Record], types: TypeChoice) -> list[Mark]:
    """The changes of recording that move the types asked for, in order.

    Args:
        known: rows of the question known_breaks.
        steps: rows of the question recording_breaks.
        types: the types asked for.
    """
    marks = [
        Mark(Month.parse(row["month"]).first_day, "break", row["title"], row["description"])
        for row in known if touches(row["affects"], types)
    ]  # fmt: skip
    if "crime" in types.groups:
        marks += [
            Mark(Month.parse(row["month"]).first_day, "break", "Step in records without a location", row["description"])
            for row in steps
        ]
    return sorted(marks, key=lambda mark: mark.day)


def events_told(events: Sequence[Event], here: Collection[str], names: Mapping[str, str]) -> list[Mark]:
    """The partnership's events that touch the place.

    Args:
        events: of the partnership.
        here: codes of the areas that lie inside the place, or in which it lies.
        names: of areas by code; an event of one of them says where.
    """
    marks = []
    for event in events:
        if event.area_code is None or event.area_code in here:
            name = names.get(event.area_code or "")
            where = f" ({name})" if name else ""
            told = f"{event.title}{where}, {event.date.day} {Month.from_date(event.date).label}"
            marks.append(Mark(event.date, "event", f"◆ {event.title}", told))
    return sorted(marks, key=lambda mark: mark.day)


def unknown_areas(events: Sequence[Event], known: Collection[str]) -> str:
    """Which events name an area that the store does not know; nothing where none does."""
    lost = [f"'{e.title}' ({e.area_code})" for e in events if e.area_code is not None and e.area_code not in known]
    if not lost:
        return ""
    return f"Not shown, because the store knows no area of that code: {joined(lost)}. Correct the partnership's events."


def across_breaks(marks: Sequence[Mark], rows: Sequence[Record]) -> str:
    """What changes of recording mean for the ranges of some months; nothing where they mean nothing.

    Args:
        marks: changes of recording and events; those of the years that the ranges look back on among them.
        rows: month (`YYYY-MM`), since and across of `statistics.expectation.expectation`, of months with a range.
    """
    since = {str(row["since"]) for row in rows}
    crossed = [row for row in rows if row["across"]]
    breaks = [
        mark for mark in marks
        if mark.kind == "break" and (str(mark.month) in since or any(_crosses(row, mark) for row in crossed))
    ]  # fmt: skip
    if not breaks:
        return ""
    told = (
        f"Recording changed: {_listed(breaks)}. A range is made from the months since, once they reach two years back."
    )
    if not crossed:
        return told
    months = months_listed([Month.parse(str(row["month"])) for row in crossed])
    return f"{told} Those of {months} still rest partly on months before, and a month outside may come of that."


def _crosses(row: Record, mark: Mark) -> bool:
    """Whether the range of a month reaches back across a change of recording."""
    month = Month.parse(str(row["month"]))
    return month - (12 * YEARS_BACK + 1) < mark.month <= month and str(mark.month) > str(row["since"])


def _listed(marks: Sequence[Mark]) -> str:
    """Each kind of change with its months: `principal crime rule (May 2023)`."""
    months: dict[str, list[str]] = {}
    for mark in marks:
        months.setdefault(f"{mark.label[:1].lower()}{mark.label[1:]}", []).append(mark.month.label)
    return joined([f"{label} ({joined(list(dict.fromkeys(when)))})" for label, when in months.items()])
