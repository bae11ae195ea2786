"""The sentences of Map: findings, notes, captions."""

from __future__ import annotations

from collections.abc import Sequence

from cspdash.areas import Area
from cspdash.periods import Period
from cspdash.selection import Base
from cspdash.wording.filters import against, base_in_words, level_plural
from cspdash.wording.map_figures import (
    capital,
    in_words,
    level_heading,
    level_word,
    measure_label,
    no_figure,
    one_decimal,
    per_1000,
)
from cspdash.wording.numbers import counted, number, up_or_down

# Beyond so many, areas are counted and not named.
MOST_NAMED = 5


def short_name(area: Area) -> str:
    """An area in a title: a LSOA by its main streets and short code, which a meeting knows."""
    return area.known_as.partition(": ")[2] or area.known_as


# Of fewer than this, shares of areas say more about chance than about places.
FEW = 20


def title_of_counts(
    place: Area, level: str, types: str, holding: tuple[int, float], top: Area | None, counts: Sequence[int], total: int
) -> str:
    """Where most of it is: the smallest number of areas that hold a quarter.

    Args:
        place: where.
        level: of the areas.
        types: what is counted.
        holding: how many areas hold at least a quarter, and their share (`statistics.places.fewest_holding`).
        top: the area with most, where there is one.
        counts: of every area shown.
        total: of the place.
    """
    n, held = len(counts), sum(count > 0 for count in counts)
    number_of, share = holding
    if top is None or number_of == 0:
        return f"{short_name(place)}: no {types} to map"
    if n == 1:
        return f"{short_name(top)}: {number(total)} {types}"
    if total < FEW:
        return f"{short_name(place)}: {number(total)} {types} in {held} of {n} {level_plural(level)}"
    told = f"{number(round(share * total))} of {possessive(short_name(place))} {number(total)} {types} ({share:.0%})"
    if number_of == 1:
        return f"{short_name(top)} has {told}"
    return f"{capital(in_words(number_of))} {level_plural(level)} hold {told}"


def title_of_rates(top: Area | None, rate: float, place: Area, period: Period, level: str, known: int, n: int) -> str:
    """The highest rate; where rates of some of the `n` areas are unknown, of how many it is the highest."""
    if top is None:
        return f"{short_name(place)}: no rates, because residents or months are missing"
    of = "" if known == n else f" of {in_words(known)} {level_plural(level)} with rates"
    return f"Highest{of}: {short_name(top)}, {one_decimal(rate)} {per_1000(period)}"


def title_of_differences(
    top: Area | None, difference: float, place: Area, base: Base, level: str, known: int, n: int
) -> str:
    """The largest rise, or where nothing rose, the largest fall, among the areas that can be compared."""
    if top is None:
        return f"{short_name(place)}: no fair comparison {base_in_words(base)}"
    if difference == 0:
        return f"{short_name(place)}: no change in any area {base_in_words(base)}"
    what = "rise" if difference > 0 else "fall"
    of = "" if known == n else f" of {in_words(known)} comparable {level_plural(level)}"
    return f"Largest {what}{of}: {short_name(top)}, {up_or_down(round(difference, 1))} {base_in_words(base)}"


def possessive(name: str) -> str:
    """Of a name: Wigston's, Districts'."""
    return f"{name}’" if name.endswith("s") else f"{name}’s"


def title_of_gap(place: Area, period: Period) -> str:
    """Where no area has a whole period."""
    return f"{short_name(place)}: months of {period.short} are incomplete, so nothing is coloured"


def subtitle(
    measure: str, types: str, place: Area, level: str, period: Period, base: Base, years: Sequence[int]
) -> str:
    """Measure, place, level and months; for rates the year of the residents."""
    told = f"{measure_label(measure, types, period, base)} by {level_word(level)} in {place.known_as}, {period.label}"
    if measure in ("difference", "verdict"):
        return f"{told} against {against(base)}"
    if measure == "rate" and years:
        return f"{told}; residents of {' and '.join(map(str, sorted(years)))}"
    return told


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
    told = ", ".join(names) if len(names) <= MOST_NAMED else f"{len(names)} of the areas"
    return f"No outline is loaded for {told}: in the table only. Load ONS boundaries to draw them."


def uncovered_note(n: int, level: str, place: Area, types: str) -> str:
    """That the areas shown do not hold everything in the place."""
    return (
        f"{number(n)} {types} of {place.known_as} lie in {level_plural(level)} that reach across its border and are "
        "not shown."
    )


def no_residents_note(level: str) -> str:
    """Why there are no rates, and what to do."""
    return f"No residents are loaded for these {level_plural(level)}: load ONS populations by LSOA to see rates."


def how_to_read() -> str:
    """What the map can and cannot say."""
    return (
        "- Zoom with the mouse wheel, two fingers or a double click, and drag to move; the list beside the map and the "
        "table hold the same areas.\n"
        "- Darker means more. Classes hold about equally many areas and are set anew for each view, so compare "
        "numbers, not colours, between two maps.\n"
        "- **Count** shows where the work is. **Per 1,000 residents** misleads where few live and many come: town "
        "centres, retail parks.\n"
        "- **Difference** is orange for more and purple for fewer. Small numbers move by chance: of areas with about "
        "ten records in each period, two thirds differ by a fifth or more without any change behind it.\n"
        "- police.uk moves each record to the nearest of its fixed points, so an area's count is that of its points.\n"
        "- Grey means that a month is missing or incomplete, or that no residents are loaded: not few."
    )


def trend_heading(types: str, span: Period) -> str:
    """Above the months of an area."""
    return f"{capital(types)} by month, {span.short}; a dashed box is a missing or incomplete month"


def types_caption(area: Area, period: Period, base: Base) -> str:
    """What the table of types shows, for readers who hear it."""
    return f"{area.known_as} by crime type, {period.label} against {against(base)}"


def streets_caption(area: Area, period: Period) -> str:
    """What the table of streets shows, for readers who hear it."""
    return f"Streets of {area.known_as} with most records, {period.label}"


def streets_heading(period: Period, *, complete: bool) -> str:
    """Above the counts of the streets."""
    return period.short if complete else f"{period.short}, incomplete"


def nothing_to_rank(measure: str) -> str:
    """In place of an empty table."""
    return f"No area has a figure to rank: {no_figure(measure)}."


def table_caption(level: str, place: Area, period: Period, base: Base) -> str:
    """What the table of areas shows, for readers who hear it."""
    return f"{level_heading(level)} of {place.known_as}, {period.label} against {against(base)}"


def highest_heading(measure: str) -> str:
    """Above the table of the first areas."""
    return {"difference": "Largest rises and falls", "verdict": "Clear changes first"}.get(measure, "Highest")


def title_of_highest(top: Area, count: int, types: str) -> str:
    """Where most of it is among the areas whose months are complete."""
    return f"Highest of the areas with complete months: {short_name(top)}, {number(count)} {types}"
