"""The sentences of Map: findings, legends, what hovering tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cspdash.areas import Area
from cspdash.periods import Period
from cspdash.selection import Base
from cspdash.wording.filters import against, base_in_words, level_plural
from cspdash.wording.numbers import counted, number, signed, up_or_down

MEASURES = {"count": "Count", "rate": "Per 1,000 residents", "difference": "Difference"}
INCOMPLETE = "incomplete months: no figure"
NO_RESIDENTS = "number of residents not loaded"
NOT_COMPARABLE = "not comparable: incomplete months"
_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def in_words(n: int) -> str:
    """A small whole number as a word, a larger one in figures."""
    return _WORDS[n] if n < len(_WORDS) else number(n)


def short_name(area: Area) -> str:
    """An area in a title: a LSOA by its main streets and short code, which a meeting knows."""
    return area.known_as.partition(": ")[2] or area.known_as


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
        case _:
            return capital(types)


def capital(text: str) -> str:
    """The text with a capital letter."""
    return text[:1].upper() + text[1:]


def title_of_counts(place: Area, level: str, types: str, holding: tuple[int, float], top: Area | None, n: int) -> str:
    """Where most of it is: the smallest number of areas that hold a quarter.

    Args:
        place: where.
        level: of the areas.
        types: what is counted.
        holding: how many areas hold at least a quarter, and their share (`statistics.places.fewest_holding`).
        top: the area with most, where there is one.
        n: how many areas are shown.
    """
    number_of, share = holding
    if top is None or number_of == 0:
        return f"{short_name(place)}: no {types} to map"
    if n == 1:
        return f"{short_name(top)}: the only area shown"
    if number_of == 1:
        return f"{short_name(top)} has {share:.0%} of {possessive(short_name(place))} {types}"
    told = "a quarter" if round(share, 2) <= 0.27 else f"over a quarter ({share:.0%})"
    return f"{capital(in_words(number_of))} {level_plural(level)} hold {told} of {possessive(short_name(place))} {types}"


def title_of_rates(top: Area | None, rate: float, place: Area, period: Period) -> str:
    """The highest rate."""
    if top is None:
        return f"{short_name(place)}: no rates, because residents or months are missing"
    return f"Highest: {short_name(top)}, {one_decimal(rate)} {per_1000(period)}"


def title_of_differences(top: Area | None, difference: float, place: Area, base: Base) -> str:
    """The largest rise, or where nothing rose, the largest fall."""
    if top is None:
        return f"{short_name(place)}: no fair comparison {base_in_words(base)}"
    if difference == 0:
        return f"{short_name(place)}: no change in any area {base_in_words(base)}"
    what = "rise" if difference > 0 else "fall"
    return f"Largest {what}: {short_name(top)}, {up_or_down(round(difference, 1))} {base_in_words(base)}"


def possessive(name: str) -> str:
    """Of a name: Wigston's, Districts'."""
    return f"{name}’" if name.endswith("s") else f"{name}’s"


def title_of_gap(place: Area, period: Period) -> str:
    """Where no area has a whole period."""
    return f"{short_name(place)}: months of {period.short} are incomplete, so nothing is coloured"


def subtitle(measure: str, types: str, place: Area, level: str, period: Period, base: Base, years: Sequence[int]) -> str:
    """Measure, place, level and months; for rates the year of the residents."""
    told = f"{measure_label(measure, types, period, base)} by {level_word(level)} in {place.known_as}, {period.label}"
    if measure == "difference":
        return f"{told} against {against(base)}"
    if measure == "rate" and years:
        return f"{told}; residents of {' and '.join(map(str, sorted(years)))}"
    return told


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
        return "all equal" if low is None else f"{number(low)} or more"
    if low is None:
        return "0" if whole and high == 1 else f"under {number(high)}"
    if not whole:
        return f"{number(low)} to under {number(high)}"
    return number(low) if high - low == 1 else f"{number(low)} to {number(high - 1)}"


def difference_labels(limits: Sequence[float], whole: bool = True) -> list[str]:
    """The classes of differences, largest fall first (the order of `class_of_difference`)."""
    if not limits:
        return ["no change"]
    sizes = [
        class_label(low, high, whole) for low, high in zip(limits, [*limits[1:], None], strict=True)
    ]
    first = limits[0]
    within = "no change" if whole and first == 1 else f"up or down by less than {number(first)}"
    return [*(f"down {size}" for size in reversed(sizes)), within, *(f"up {size}" for size in sizes)]


def told_of(record: Mapping[str, Any], types: str, period: Period, base: Base) -> str:
    """The figures of an area, a line each: count, rate, difference. A gap is told as one and never as a number."""
    if not record["complete"]:
        return f"{capital(types)}, {period.short}: {INCOMPLETE}"
    lines = [f"{capital(types)}, {period.short}: {number(record['count'])}"]
    rate, residents = record["rate"], record["population"]
    if rate == rate:
        lines.append(f"{one_decimal(rate)} {per_1000(period)} ({number(residents)} in {record['population_year']})")
    else:
        lines.append(f"No rate: {NO_RESIDENTS}")
    lines.append(difference_told(record, base))
    return "\n".join(lines)


def difference_told(record: Mapping[str, Any], base: Base) -> str:
    """How an area changed, or that this cannot be said."""
    if not record["fair"]:
        return f"No fair comparison {base_in_words(base)}"
    return f"{capital(up_or_down(round(record['difference'], 1)))} {base_in_words(base)}"


def alt_text(shown: int, level: str, place: Area, label: str, highest: Sequence[str], gaps: int) -> str:
    """The map for readers who hear it."""
    ends = f" Highest: {'; '.join(highest)}." if highest else ""
    grey = f" {counted(gaps, 'area')} without a figure in grey." if gaps else ""
    return (
        f"Map of {counted(shown, level_word(level), level_plural(level))} of {place.known_as}, coloured by: "
        f"{label}.{ends}{grey} The same figures are in the table."
    )


def split_note(n: int) -> str:
    """That some LSOAs are drawn and counted as they were before 2021."""
    one = n == 1
    return (
        f"{capital(in_words(n))} LSOA{'' if one else 's'} of 2011 {'was' if one else 'were'} split in 2021 and "
        f"{'is' if one else 'are'} counted and drawn whole here; load ONS's 2021 boundaries to see the parts."
    )


def undrawn_note(names: Sequence[str]) -> str:
    """That some areas are in the table only."""
    return f"No outline is loaded for {', '.join(names)}: in the table only. Load ONS boundaries to draw them."


def uncovered_note(n: int, level: str, place: Area, types: str) -> str:
    """That the areas shown do not hold everything in the place."""
    return (
        f"{number(n)} {types} of {place.known_as} lie in {level_plural(level)} that reach across its border and are not "
        "shown."
    )


def no_residents_note(level: str) -> str:
    """Why there are no rates, and what to do."""
    return (
        f"No residents are loaded for these {level_plural(level)}: load ONS populations by LSOA "
        "(`python -m cspdash load FILE`) to see rates."
    )


def how_to_read() -> str:
    """What the map can and cannot say."""
    return (
        "- Darker means more. Classes hold about equally many areas and are set anew for each view, so compare numbers, "
        "not colours, between two maps.\n"
        "- **Count** shows where the work is. **Per 1,000 residents** misleads where few live and many come: town "
        "centres, retail parks.\n"
        "- **Difference** is orange for more and purple for fewer. Small numbers move by chance: of areas with about ten "
        "records in each period, half differ by a fifth or more without any change behind it.\n"
        "- police.uk moves each record to the nearest of its fixed points, so an area's count is that of its points.\n"
        "- Grey means that a month is missing or incomplete, or that no residents are loaded: not few."
    )


def records_told(record: Mapping[str, Any], types: str, period: Period) -> str:
    """The first figure of an area chosen."""
    return INCOMPLETE if not record["complete"] else f"{number(record['count'])} {types}, {period.label}"


def signed_or_dash(value: float | None) -> str:
    """A difference in a table, a dash where there is none."""
    return "–" if value is None or value != value else signed(round(value, 1))
