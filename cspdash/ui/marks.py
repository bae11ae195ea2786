"""What a page marks on its time axes: changes of recording and the partnership's own events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cspdash.areas import inside
from cspdash.periods import Period
from cspdash.selection import TypeChoice
from cspdash.ui.page import Page
from cspdash.wording import marks as words
from cspdash.wording.marks import Mark


def time_marks(page: Page, span: Period) -> list[Mark]:
    """The changes of recording that move the types chosen, and the events that touch the place, up to a span's end.

    The breaks reach back before the span as far as the ranges of its months do; a chart draws those within it.
    """
    first = span.first - (12 * words.YEARS_BACK + 1)
    known = page.ask("known_breaks", from_month=first, to_month=span.last).frame.to_dict("records")
    found = page.ask("recording_breaks").frame.to_dict("records")
    steps = [row for row in found if str(first) < row["month"] <= str(span.last)]
    breaks = words.breaks_told(known, steps, page.selection.types)
    return breaks + words.events_told(page.partnership.events, _here(page), _names(page))


def breaks_of(page: Page, series: Mapping[str, TypeChoice], span: Period) -> dict[str, list[str]]:
    """The months (`YYYY-MM`) within a span from which on each of some series was recorded otherwise, by its name."""
    known = page.ask("known_breaks", from_month=span.first, to_month=span.last).frame.to_dict("records")
    found = page.ask("recording_breaks").frame.to_dict("records")
    steps = [row for row in found if str(span.first) < row["month"] <= str(span.last)]
    return {
        name: [str(mark.month) for mark in words.breaks_told(known, steps, types)] for name, types in series.items()
    }


def breaks_of_types(page: Page, crime_types: Iterable[str], span: Period) -> dict[str, list[str]]:
    """The same for series of one crime type each."""
    return breaks_of(page, {name: TypeChoice((), (name,), name) for name in crime_types}, span)


def event_note(page: Page) -> str:
    """Which events cannot be placed; nothing where all can."""
    return words.unknown_areas(page.partnership.events, page.areas.by_code)


def _here(page: Page) -> set[str]:
    """The areas of events that lie in the place, or in which the place lies."""
    place, within = page.place.code, inside(page.version, page.place.code)
    named = {event.area_code for event in page.partnership.events if event.area_code in page.areas.by_code}
    return {code for code in named if code is not None and (code in within or place in inside(page.version, code))}


def _names(page: Page) -> dict[str, str]:
    """The names of areas of events, but for the place itself, which the page names already."""
    codes = {event.area_code or "" for event in page.partnership.events} - {page.place.code}
    return {code: page.areas.by_code[code].name for code in codes if code in page.areas.by_code}
