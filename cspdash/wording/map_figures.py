"""What a map's colours, numbers and names are called: legends, units, what hovering tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from cspdash.areas import Area
from cspdash.periods import Period
from cspdash.selection import Base
from cspdash.wording.filters import base_in_words, level_plural
from cspdash.wording.numbers import number, signed, up_or_down
from cspdash.wording.verdicts import SHAPES, clause, interval

MEASURES = {
    "count": "Count", "rate": "Per 1,000 residents", "difference": "Difference", "verdict": "Clear changes",
}  # fmt: skip
INCOMPLETE = "incomplete months: no figure"
NO_RESIDENTS = "number of residents not loaded"
_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def in_words(n: int) -> str:
    """A small whole number as a word, a larger one in figures."""
    return _WORDS[n] if n < len(_WORDS) else number(n)


def capital(text: str) -> str:
    """The text with a capital letter."""
    return text[:1].upper() + text[1:]


def per_1000(period: Period) -> str:
    """A rate's unit; other than twelve months is said: `per 1,000 residents over six months`."""
    months = len(period)
    return "per 1,000 residents" + ("" if months == 12 else f" over {in_words(months)} month{'s' * (months != 1)}")


def measure_label(measure: str, types: str, period: Period, base: Base) -> str:
    """What the colours show, above the legend."""
    match measure:
        case "rate":
            return f"{capital(types)} {per_1000(period)}"
        case "difference":
            return f"Change in {types} {base_in_words(base)}"
        case "verdict":
            return f"Clear changes in {types} {base_in_words(base)}"
        case _:
            return capital(types)


def level_word(level: str) -> str:
    """One area of a level, in a sentence."""
    return "LSOA" if level == "lsoa" else level


def level_heading(level: str) -> str:
    """A level as the control names it: LSOAs, Wards."""
    return capital(level_plural(level))


def one_decimal(value: float) -> str:
    """A rate with one decimal: 12.0."""
    return f"{value:,.1f}"


def class_label(low: float | None, high: float | None, whole: bool = True) -> str:
    """A class of counts or rates in a legend: under 50, 50 to 99, 20.5 to under 30, 200 or more."""
    if high is None:
        return "any" if low is None else f"{number(low)} or more"
    if low is None:
        return "0" if whole and high == 1 else f"under {number(high)}"
    if not whole:
        return f"{number(low)} to under {number(high)}"
    return number(low) if high - low == 1 else f"{number(low)} to {number(high - 1)}"


def difference_labels(limits: Sequence[float], whole: bool = True) -> list[str]:
    """The classes of differences, largest fall first (the order of `class_of_difference`)."""
    if not limits:
        return ["no change"]
    sizes = [class_label(low, high, whole) for low, high in zip(limits, [*limits[1:], None], strict=True)]
    first = limits[0]
    within = "no change" if whole and first == 1 else f"up or down by less than {number(first)}"
    return [*(f"down {size}" for size in reversed(sizes)), within, *(f"up {size}" for size in sizes)]


def told_of(record: Mapping[str, Any], types: str, period: Period, base: Base) -> str:
    """The figures of an area, a line each: count, rate, difference. A gap is told as one and never as a number.

    Where the area was judged (`verdict`, ratio, low, high), the difference ends with the verdict and the
    interval follows.
    """
    if not record["complete"]:
        return f"{capital(types)}, {period.short}: {INCOMPLETE}"
    lines = [f"{capital(types)}, {period.short}: {number(record['count'])}"]
    rate, residents = record["rate"], record["population"]
    if rate == rate:
        lines.append(f"{one_decimal(rate)} {per_1000(period)} ({number(residents)} in {record['population_year']})")
    else:
        lines.append(f"No rate: {NO_RESIDENTS}")
    lines.append(difference_told(record, base))
    if not pd.isna(record.get("verdict")):
        lines.append(capital(interval(record["ratio"], record["low"], record["high"])))
    return "\n".join(lines)


def difference_told(record: Mapping[str, Any], base: Base) -> str:
    """How an area changed, or that this cannot be said."""
    if not record["fair"]:
        return f"No fair comparison {base_in_words(base)}"
    judged = record.get("verdict")
    sign = "" if pd.isna(judged) else f"{SHAPES[judged]} "
    return f"{sign}{capital(up_or_down(round(record['difference'], 1)))} {base_in_words(base)}{clause(judged)}"


def no_figure(measure: str) -> str:
    """What grey means, in the legend."""
    return {
        "rate": "incomplete, or no residents loaded",
        "difference": "not comparable: incomplete",
        "verdict": "not judged",
    }.get(measure, "incomplete")


def value_told(area: Area, measure: str, value: float) -> str:
    """An area with its value, in a list."""
    match measure:
        case "rate":
            return f"{area.known_as} {one_decimal(value)}"
        case "difference" | "verdict":
            return f"{area.known_as} {signed(round(value, 1))}"
        case _:
            return f"{area.known_as} {number(value)}"


def signed_or_dash(value: float | None) -> str:
    """A difference in a table, a dash where there is none."""
    return "–" if value is None or value != value else signed(round(value, 1))


def known_by(area: Area) -> str:
    """An area's official name and code."""
    return f"{area.name}, {area.code}" if area.level == "lsoa" else f"{capital(level_word(area.level))} {area.code}"


def street_name(street: str, kind: str) -> str:
    """A street, or what police.uk names instead of one."""
    if kind == "not named":
        return "Street not named"
    return street if kind == "street" else f"{street} (no street named)"


def area_option(area: Area) -> str:
    """An area in the list beside the map."""
    return f"{area.known_as} · {area.code}" if area.level == "lsoa" else area.name
