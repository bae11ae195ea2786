"""The sentences of Hot spots by street: police.uk's fixed points and what they can say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from cspdash.areas import Area
from cspdash.periods import Month, Period
from cspdash.statistics.street_points import NEAR
from cspdash.wording.hotspots import spot
from cspdash.wording.map import FEW, possessive
from cspdash.wording.map_figures import capital, in_words
from cspdash.wording.numbers import counted, number

TYPES_NAMED = 2
SHOWN = {"25": "Largest 25", "100": "Largest 100", "all": "All"}
REPLACED_NOTE = (
    "police.uk replaced its points between June and July 2022: a street’s points before and after are different places "
    "with different reach, so they are shown apart and never added up."
)


def point_name(street: str, kind: str) -> str:
    """A point: its street, or what police.uk names instead of one, marked as that."""
    if kind == "not named":
        return "Street not named"
    return street if kind == "street" else f"{street} (a kind of place)"


def short_area(area: Area) -> str:
    """The LSOA of a point, short enough for a table: Wigston 005A."""
    settlement, colon, rest = area.known_as.partition(": ")
    if not colon:
        return area.known_as
    return f"{settlement} {rest.rpartition('(')[2].removesuffix(')')}"


def parts(options: Sequence[Period]) -> dict[str, str]:
    """The choice between the parts of a period that crosses July 2022, latest first."""
    return dict(zip(("later", "earlier"), (part.short for part in options), strict=False))


def part_note(shown: Period, whole: Period) -> str:
    """Why only a part of the period is shown."""
    return f"{REPLACED_NOTE} Of {whole.short} this is {shown.label}."


def title(place: Area, types: str, n: int, total: int, held: int, most: int, top: tuple[str, int]) -> str:
    """What the largest points hold.

    Args:
        n: points with any record; total: all records.
        held: records at the first `most` points.
        top: name and count of the largest point.
    """
    name = spot(place)
    if total == 0:
        return f"{name}: no {types} at any point"
    if total < FEW or n <= most:
        return f"{name}: {number(total)} {types} at {counted(n, 'point')}, {number(top[1])} at {top[0]}"
    hold = f"{in_words(most)} of {number(n)} points hold {number(held)} of"
    told = f"{number(total)} {types} ({held / total:.0%})"
    return f"{name}: {hold} {told}" if place.level == "lsoa" else f"{capital(hold)} {possessive(name)} {told}"


def subtitle(types: str, place: Area, period: Period, top: tuple[str, str, int] | None, whole: bool) -> str:
    """Measure, place and months, and the largest point."""
    told = f"{capital(types)} by police.uk’s map points in {place.known_as}, {period.label}"
    told += "" if whole else ", incomplete months as published"
    return told if top is None else f"{told}; most at {top[0]}, {top[1]}: {number(top[2])}"


def months_active(active: int, held: int) -> str:
    """In how many of the months that are loaded: 9 of 12."""
    return f"{number(active)} of {number(held)}"


def last_seen(text: str) -> str:
    """The last month with a record: Sep 2025."""
    return Month.parse(text).short


def types_listed(types: Sequence[tuple[str, int]], most: int | None = TYPES_NAMED) -> str:
    """The types with most at a point: `Shoplifting 45, Violence and sexual offences 14`."""
    first = types if most is None else types[:most]
    rest = sum(count for _, count in types[len(first) :])
    told = [f"{name} {number(count)}" for name, count in first]
    return ", ".join([*told, *([f"other {number(rest)}"] if rest else [])])


def share(value: float) -> str:
    """A share in a table: 12%, 0.4%."""
    return "–" if pd.isna(value) else f"{value:.0%}" if value >= 0.095 else f"{value:.1%}"


def shown_note(shown: int, found: int, total: int, text: str) -> str:
    """How many points are listed, of how many."""
    if text:
        told = f"{counted(found, 'point')} of {number(total)} match ‘{text}’"
        return f"{told}." if shown == found else f"{told}; the {number(shown)} largest are listed."
    if total == 0:
        return "There is no point to list."
    if shown == total:
        return f"All {counted(total, 'point')} are listed."
    return f"The {number(shown)} largest of {counted(total, 'point')} are listed; the files hold all of them."


def total_note(total: int, types: str, place: Area) -> str:
    """That the points hold everything that has a place."""
    return f"Together the points hold all {number(total)} {types} of {place.known_as} that have a location."


def caption(place: Area, types: str, period: Period) -> str:
    """What the table shows, for readers who hear it and for the files."""
    return f"Street points of {place.known_as} by {types}, {period.label}"


def alt_text(place: Area, names: Sequence[str]) -> str:
    """The map for readers who hear it."""
    listed = "; ".join(f"{index} {name}" for index, name in enumerate(names, start=1))
    return f"Map of {place.known_as} with its largest points numbered: {listed}. The table below gives their figures."


def own_heading() -> str:
    """Above the partnership's own points."""
    return "The partnership’s own points"


def own_caption(period: Period) -> str:
    """What their table shows."""
    return f"The partnership’s own points, and records at police.uk’s points within {NEAR} metres, {period.label}"


def nearest(record: Mapping[str, Any] | None) -> str:
    """The nearest point of police.uk and how far it is."""
    if record is None:
        return f"none within {NEAR} m"
    return f"{point_name(str(record['street']), str(record['kind']))}, {round(float(record['metres']), -1):.0f} m"


def how_to_read() -> str:
    """What points can and cannot say."""
    return (
        "- police.uk moves each record to the nearest of its fixed points, each with at least eight addresses or none: "
        "a street here is what a point is named after, not where it happened. A record in a long street can stand at "
        "another one’s point.\n"
        "- **A kind of place** (Supermarket, Parking Area) is a point that police.uk names by what is there. Several "
        "points can have the same name; the LSOA tells them apart, and the files hold their coordinates.\n"
        "- **Months** are those with any record, of the months loaded: many in few months is a spate, some in most "
        "months is a standing problem.\n"
        f"- {REPLACED_NOTE}\n"
        "- Records without a location stand at no point and in no area."
    )


NEAR_HEADING = f"Within {NEAR} m"


def own_note(place: Area) -> str:
    """What stands near a point of the partnership's can mean."""
    return (
        f"records of {place.known_as} at police.uk’s points within {NEAR} metres, the nearest of which may be the "
        "street beside; two points close together share records, so the rows do not add up."
    )
