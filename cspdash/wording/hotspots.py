"""The sentences of Hot spots by area: findings, verdicts, how good last year's list was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cspdash.areas import Area
from cspdash.periods import Period
from cspdash.statistics.persistence import DEFINITIONS
from cspdash.wording.filters import level_plural
from cspdash.wording.hotspot_figures import reference_name
from cspdash.wording.map import possessive, short_name
from cspdash.wording.map_figures import capital, in_words, level_word, one_decimal, per_1000
from cspdash.wording.numbers import number

VIEWS = {"areas": "Areas", "streets": "Streets"}


def spot(area: Area) -> str:
    """An area in a title: a LSOA by its main street and short code, `Bull Head Street (005A)`."""
    name = short_name(area)
    if area.level != "lsoa" or " (" not in name:
        return name
    streets, _, code = name.rpartition(" (")
    return f"{streets.split(', ')[0]} ({code}"


def reference_option(area: Area) -> str:
    """What areas are compared with, as a choice."""
    return f"{area.name} county" if area.level == "county" else area.name


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
    theirs = possessive("the county" if reference.level == "county" else reference.name)
    told = {
        "above": f"clearly above {theirs} {one_decimal(rate)}", "below": f"clearly below {theirs} {one_decimal(rate)}",
        "usual": f"usual against {theirs} {one_decimal(rate)}", "too few": "too few records to say more",
    }[record["standing"]]  # fmt: skip
    return f"{spot(area)}: {one_decimal(record['rate'])} per 1,000, {told}"


def title_of_counts(before: str, top: Area | None, count: int, types: str) -> str:
    """Where areas can be ranked by count alone."""
    if top is None:
        return capital(f"{before}nothing to rank")
    return capital(f"{before}most {types} at {spot(top)}, {number(count)}")


def title_of_gap(place: Area, period: Period) -> str:
    """Where no area has a whole period."""
    return f"{short_name(place)}: months of {period.short} are incomplete, so no area is judged"


NO_RESIDENTS = "no residents are loaded to judge by"
NO_REFERENCE = "there is nothing whole to compare with"
NO_HISTORY = "the history is too short to judge by"


def subtitle(
    types: str, place: Area, level: str, period: Period, reference: Area | None, rate: float | None, why: str
) -> str:
    """Measure, place, months, and what the areas are compared with, or why they are ranked by count."""
    told = f"{capital(types)} by {level_word(level)} in {place.known_as}, {period.label}"
    if reference is None or rate is None or why:
        return f"{told}; ranked by count, because {why}" if why else told
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
    where: Area, n: int, right: int, held: tuple[int, int], pai: float | None, land: bool, by_rate: bool, span: Period,
    period: Period, types: str, level: str,
) -> str:  # fmt: skip
    """How good the list of a year before was.

    Args:
        where: the place that it was made for.
        n: areas on it; right: how many are on this period's again.
        held: this period's records in the areas listed, and in all; pai: of `statistics.hit_rate.ListAccuracy`; land:
            whether its shares are of land or of areas.
        by_rate: listed were areas above the reference, else those with most.
        span: the list's months; period: those that it is judged by.
    """
    if n == 0:
        return f"In {span.short} no {level_word(level)} stood clearly above, so there was no list to be right or wrong."
    if held[1] == 0:
        return f"Nothing was recorded in {period.short}, so the list of {span.short} cannot be judged."
    many = f"{in_words(n)} {level_plural(level) if n > 1 else level_word(level)}"
    told = (
        f"The list of a year before for {where.name} ({many}, {span.short}) held {number(held[0])} of the "
        f"{number(held[1])} {types} since ({held[0] / held[1]:.0%})"
    )
    if pai is not None:
        share = "their share of the land" if land else "their share of the areas"
        told += f": {pai:.1f} times {share} (prediction accuracy index, PAI)"
    again = "clearly above again" if by_rate else "among those with most again"
    if n == 1:
        return f"{told}; it is {again}." if right else f"{told}; it is not {again}."
    which = "all" if right == n else "none" if right == 0 else in_words(right)
    return f"{told}; {which} of the {in_words(n)} {'is' if right in (0, 1) else 'are'} {again}."


def no_list_note(span: Period) -> str:
    """Why last year's list cannot be judged."""
    why = f"{span.label} is not all loaded, or has too little before it"
    return f"How good the list of a year before was cannot be said: {why}."


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
        "- An area’s records are those of police.uk’s fixed points in it, which were replaced in July 2022: a change "
        "of class about then can come from that.\n"
        "- **Around it (Gi\\*)** is a second opinion on the neighbourhood, not the area: hot or cold where an area and "
        "those that touch it are together higher or lower than the rest of the partnership."
    )


def ranking_heading(level: str, place: Area, n: int) -> str:
    """Above the full ranking."""
    return "Its figures" if n == 1 else f"All {level_plural(level)} of {place.name}"
