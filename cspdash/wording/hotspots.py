"""The sentences of Hot spots by area: findings, verdicts, how good last year's list was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from cspdash.areas import Area
from cspdash.periods import Period
from cspdash.statistics.persistence import DEFINITIONS
from cspdash.wording.filters import level_plural
from cspdash.wording.map import short_name
from cspdash.wording.map_figures import INCOMPLETE, capital, in_words, level_word, one_decimal, per_1000
from cspdash.wording.numbers import DASH, number, signed

VIEWS = {"areas": "Areas", "streets": "Streets"}
SHAPES = {"above": "▲", "below": "▼", "usual": "●", "too few": "○"}
WORDS = {"above": "above", "below": "below", "usual": "usual", "too few": "too few"}


def spot(area: Area) -> str:
    """An area in a title: a LSOA by its main street and short code, `Bull Head Street (005A)`."""
    name = short_name(area)
    if area.level != "lsoa" or " (" not in name:
        return name
    streets, _, code = name.rpartition(" (")
    return f"{streets.split(', ')[0]} ({code}"


def reference_name(area: Area) -> str:
    """What areas are compared with, in a sentence: the county, or a place as a whole."""
    return "the county" if area.level == "county" else f"{area.name} as a whole"


def reference_option(area: Area) -> str:
    """What areas are compared with, as a choice."""
    return f"{area.name} county" if area.level == "county" else area.name


def verdict(standing: str) -> str:
    """Shape and word; a dash where nothing can be said."""
    return f"{SHAPES[standing]} {WORDS[standing]}" if standing in SHAPES else DASH


def lasting(found: str, above: int, windows: int) -> tuple[str, str]:
    """The class of persistence, and what it rests on, for a hover."""
    if found == "unknown":
        return DASH, DEFINITIONS["unknown"]
    return found, f"above in {above} of {windows} windows of twelve months"


def surroundings(found: str) -> str:
    """Gi*: hot, cold, or a dash."""
    return found if found in ("hot", "cold") else DASH


def about(place: Area, whole: bool, types: str, all_types: bool) -> str:
    """What stands before the finding: the place where it is a part, the types where not all are counted."""
    parts = [*([] if whole else [short_name(place)]), *([] if all_types else [types])]
    return f"{', '.join(parts)}: " if parts else ""


def title(before: str, level: str, above: Sequence[Area], n: int, known: int, reference: Area) -> str:
    """How many areas stand above the reference, and which most.

    Args:
        before: of `about`.
        above: the areas clearly above, highest first.
        n: areas shown.
        known: how many of them could be judged.
    """
    against, of = reference_name(reference), "" if known == n else f" of {known} judged"
    stand = "" if before else "stand " if len(above) > 1 else "stands "
    if not above:
        told = f"no {level_word(level)}{of} stands clearly above {against}"
    elif len(above) == 1:
        told = f"one {level_word(level)}{of} {stand}clearly above {against}: {spot(above[0])}"
    else:
        many = f"{in_words(len(above))} {level_plural(level)}{of}"
        told = f"{many} {stand}clearly above {against}, {spot(above[0])} most"
    return capital(before + told)


def title_of_one(area: Area, record: Mapping[str, Any], rate: float, reference: Area) -> str:
    """The finding where the place is a single area."""
    against = reference_name(reference)
    told = {
        "above": f"clearly above {against}", "below": f"clearly below {against}",
        "usual": f"not clearly above or below {against}", "too few": "too few records to say",
    }[record["standing"]]  # fmt: skip
    return f"{spot(area)}: {told}, {one_decimal(record['rate'])} against {one_decimal(rate)} per 1,000"


def title_of_counts(before: str, top: Area | None, count: int, types: str, why: str) -> str:
    """Where areas can be ranked by count alone, and why."""
    if top is None:
        return capital(f"{before}nothing to rank: {why}")
    return capital(f"{before}most {types} at {spot(top)}, {number(count)}; {why}")


def title_of_gap(place: Area, period: Period) -> str:
    """Where no area has a whole period."""
    return f"{short_name(place)}: months of {period.short} are incomplete, so no area is judged"


NO_RESIDENTS = "no residents loaded to judge by"
NO_REFERENCE = "nothing whole to compare with"
NO_HISTORY = "too short a history to judge by"


def subtitle(types: str, place: Area, level: str, period: Period, reference: Area | None, rate: float | None) -> str:
    """Measure, place, months, and what the areas are compared with."""
    told = f"{capital(types)} by {level_word(level)} in {place.known_as}, {period.label}"
    if reference is None or rate is None:
        return told
    return f"{told}, against {one_decimal(rate)} {per_1000(period)} in {reference_name(reference)}"


def reference_note(reference: Area, rate: float, period: Period, residents: int, years: Sequence[int]) -> str:
    """What the areas are compared with, and by which residents."""
    told = " and ".join(map(str, years))
    return (
        f"Compared with {reference.name}{' county' if reference.level == 'county' else ''}: {one_decimal(rate)} "
        f"{per_1000(period)} ({number(residents)} residents, {told}). Areas have their own residents as denominator."
    )


def reference_replaced(wanted: Area, used: Area | None) -> str:
    """That the comparison asked for cannot be made, and what stands in for it."""
    why = f"{reference_name(wanted)} has incomplete months or no residents loaded"
    if used is None:
        return f"{capital(why)}, so areas are ranked by count and not judged."
    return f"{capital(why)}: areas are compared with {reference_name(used)} instead."


def no_residents_note(missing: int, n: int, level: str) -> str:
    """Which areas have no rate, and what to do."""
    which = f"these {level_plural(level)}" if missing == n else f"{in_words(missing)} of {n} {level_plural(level)}"
    order = "they are ranked by count" if missing == n else "they are not ranked"
    return f"No residents are loaded for {which}: {order}. Load ONS populations by LSOA to judge them."


def small_note(names: Sequence[str]) -> str:
    """Areas whose denominator is too small to rank by rate."""
    return f"Few residents, so the rate says little: {', '.join(names)}."


def list_sentence(
    where: Area, n: int, right: int, hit_rate: float | None, pai: float | None, by_rate: bool, span: Period, types: str,
    level: str,
) -> str:  # fmt: skip
    """How good last year's list was.

    Args:
        where: the place that it was made for.
        n: areas on it; right: how many are on this period's again.
        hit_rate, pai: of `statistics.hit_rate.ListAccuracy`.
        by_rate: listed were areas above the reference, else those with most.
        span: the list's months.
    """
    if n == 0:
        return f"In {span.short} no {level_word(level)} stood clearly above, so there was no list to be right or wrong."
    if hit_rate is None:
        return f"Nothing was recorded in this period, so the list of {span.short} cannot be judged."
    many = f"{in_words(n)} {level_plural(level) if n > 1 else level_word(level)}"
    told = f"Last year’s list for {where.name} ({many}, {span.short}) held {hit_rate:.0%} of this period’s {types}"
    if pai is not None:
        told += f"; PAI {pai:.1f}, where 1 is no better than chance"
    again = "clearly above again" if by_rate else "among those with most again"
    which = "it is" if right == n == 1 else "it is not" if n == 1 else f"{in_words(right)} of the {in_words(n)} are"
    return f"{told}; {which} {again}."


def no_list_note(span: Period) -> str:
    """Why last year's list cannot be judged."""
    return f"How good last year’s list was cannot be said: {span.label} is not all loaded, or has too little before it."


def told_of(record: Mapping[str, Any], types: str, period: Period, reference: Area | None) -> str:
    """The figures of an area on the map, a line each."""
    if not record["complete"]:
        return f"{capital(types)}, {period.short}: {INCOMPLETE}"
    lines = [f"{capital(types)}, {period.short}: {number(record['count'])}"]
    if not pd.isna(record["rate"]):
        lines.append(f"{one_decimal(record['rate'])} {per_1000(period)}")
    if record["standing"] in SHAPES and reference is not None:
        lines.append(f"{SHAPES[record['standing']]} {_stands(record['standing'], reference)}")
    if record["persistence"] != "unknown":
        lines.append(f"{capital(record['persistence'])}: {DEFINITIONS[record['persistence']]}")
    return "\n".join(lines)


def _stands(standing: str, reference: Area) -> str:
    against = reference_name(reference)
    return {
        "above": f"clearly above {against}", "below": f"clearly below {against}",
        "usual": f"not clearly above or below {against}", "too few": "too few records to say",
    }[standing]  # fmt: skip


def legend(reference: Area | None) -> dict[str, str]:
    """The classes of the map, highest first."""
    if reference is None:
        return {"leading": "1–5: most records", "unknown": "not judged"}
    against = reference_name(reference)
    return {
        "leading": f"1–5: most beyond {against}", "above": f"▲ above {against}", "usual": "usual, or too few to say",
        "below": f"▼ below {against}", "unknown": "not judged",
    }  # fmt: skip


def alt_text(n: int, level: str, place: Area, reference: Area | None, leading: Sequence[Area]) -> str:
    """The map for readers who hear it."""
    names = "; ".join(f"{rank} {area.known_as}" for rank, area in enumerate(leading, start=1)) or "none"
    where = f"{n} {level_plural(level) if n != 1 else level_word(level)} around {place.known_as}"
    if reference is None:
        return f"Map of {where} with those that have most records numbered: {names}. The table holds the same figures."
    against = reference_name(reference)
    return (
        f"Map of {where}, marked where they lie clearly above or below {against}. Most beyond it: {names}. The table "
        "holds the same figures."
    )


def times(reference: Area) -> str:
    """Above the ratio of an area's rate to the one that it is compared with."""
    return "Times the county" if reference.level == "county" else "Times the average"


def beyond(value: float) -> str:
    """Records more than the reference's rate would give, as a whole number with its sign."""
    return DASH if pd.isna(value) else signed(round(value))


def rate_interval(record: Mapping[str, Any], period: Period) -> str:
    """The interval of a rate, for a hover."""
    return f"95% interval {one_decimal(record['lower'])} to {one_decimal(record['upper'])} {per_1000(period)}"


MISLEADING = (
    "Residents mislead where few live and many come: a town centre or a retail park stands out by its visitors, and "
    "says where the work is, not how safe its residents are."
)


def order_note(place: int, n: int, whole: Area, level: str, reference: Area) -> str:
    """Where a single area stands among all of the partnership."""
    against = reference_name(reference)
    return f"Number {place} of {n} {level_plural(level)} of {whole.name} by records beyond {against}’s rate."


def more_above(n: int) -> str:
    """That more than five stand above."""
    return f"{capital(in_words(n))} more stand{'s' if n == 1 else ''} clearly above: marked ▲ in the ranking below."


def none_above(level: str, reference: Area) -> str:
    """In place of an empty list."""
    return (
        f"No {level_word(level)} stands above {reference_name(reference)} by more than chance explains. The ranking "
        "below says which come nearest."
    )


def streets_link(area: Area) -> str:
    """A link to the streets of an area."""
    return f"Streets of {spot(area)}"


def caption(level: str, place: Area, types: str, period: Period) -> str:
    """What the ranking shows, for readers who hear it and for the files."""
    return f"{capital(level_plural(level))} of {place.known_as} by {types}, {period.label}"


def how_to_read(reference: Area | None) -> str:
    """What the list can and cannot say."""
    against = "the comparison" if reference is None else reference_name(reference)
    return (
        f"- **Above** and **below** mean further from {against} than chance explains, given how much the counts of "
        "these areas scatter anyway; of the areas named at most one in twenty is expected to be chance. "
        "Every area of the partnership is judged together, so zooming in changes no verdict.\n"
        f"- **Beyond** is the records more than {against}’s rate would give: it sets the order. **Steadied** is the "
        "rate drawn towards the average of all areas as far as the area is small.\n"
        "- **Residents mislead in town centres and retail parks**, where few live and many come: there a high rate "
        "says where the work is, not how safe residents are.\n"
        f"- **Lasting** is the same test over twelve-month windows a quarter apart, up to five years back: always, "
        f"{DEFINITIONS['always']}; emerging, {DEFINITIONS['emerging']}; former, {DEFINITIONS['former']}; occasional, "
        f"{DEFINITIONS['occasional']}; never, {DEFINITIONS['never']}.\n"
        "- **Gi\\*** is a second opinion on the neighbourhood, not the area: hot or cold where an area and those that "
        "touch it are together higher or lower than the rest of the partnership."
    )


def undrawn(names: Sequence[str]) -> str:
    """That some areas are in the table only."""
    return f"No outline is loaded for {', '.join(names)}: in the table only."


def ranking_heading(level: str, place: Area) -> str:
    """Above the full ranking."""
    return f"All {level_plural(level)} of {place.name}"
