"""The sentences of Emerging: what the meeting should talk about, and "nothing" said plainly where so."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cspdash.areas import Area
from cspdash.periods import Month, Period
from cspdash.selection import Base, TypeChoice
from cspdash.statistics.emerging import HISTORY
from cspdash.wording import trends
from cspdash.wording.compare import measure
from cspdash.wording.filters import against, base_in_words, level_plural
from cspdash.wording.hotspot_figures import reference_name
from cspdash.wording.hotspots import spot
from cspdash.wording.map_figures import capital, in_words, level_word
from cspdash.wording.numbers import DASH, counted, joined, number, signed, up_or_down
from cspdash.wording.verdicts import SHAPES, verdict

Record = Mapping[Hashable, Any]
LONGEST_TITLE = 75
NAMED = 3  # in one sentence; the tables hold the rest
EXTREME = {"above": "high", "below": "low"}
OF_VERDICT = {"rise": "clear rise", "fall": "clear fall"}


@dataclass(frozen=True)
class Finding:
    """What stands out: a verdict (rise, fall), what it is about (`bicycle theft in South Wigston`), how it moved."""

    verdict: str
    about: str
    moved: str


@dataclass(frozen=True)
class Counts:
    """How many rows of a table were judged, could not be for want of records, or are not comparable."""

    judged: int
    few: int
    unfair: int


def in_sentence(crime_type: object) -> str:
    """A crime type inside a sentence."""
    return str(crime_type).lower()


def finding(record: Record, area: str = "") -> Finding:
    """A row that rose or fell clearly; `area` where it is one area's."""
    name = in_sentence(record["crime_type"])
    about = f"{name} in {area}" if area else name
    moved = f"{up_or_down(round(float(record['difference']), 1))} to {number(int(record['current']))}"
    return Finding(str(record["verdict"]), about, moved)


def numbers_of(verdicts: Sequence[object]) -> Counts:
    """How many of some rows were judged and how many could not be, from their verdicts."""
    judged = sum(1 for found in verdicts if isinstance(found, str))
    few = sum(1 for found in verdicts if isinstance(found, str) and found == "too few")
    return Counts(judged - few, few, len(verdicts) - judged)


def title(
    place: str,
    findings: Sequence[Finding],
    counts: Counts,
    spots: Sequence[Area],
    unusual: Sequence[Record],
    period: Period,
    base: Base,
) -> str:
    """What the meeting should talk about, in one short sentence.

    Args:
        place: where.
        findings: clear changes, those of an area left out where the type as a whole is among them.
        counts: of all rows of the tables.
        spots: areas newly above what they are compared with.
        unusual: the months of types, of the last three, that lie outside their range.
        period: the period shown.
        base: what it is compared with.
    """
    if findings:
        return _short(place, findings)
    if not counts.judged:
        if counts.few:
            return f"{place}: too few records to call any change clear"
        return f"{place}: changes {base_in_words(base)} cannot be judged"
    if len(spots) == 1:
        return f"{place}: one new hot spot, {spot(spots[0])}"
    if spots:
        return f"{place}: {in_words(len(spots))} new hot spots, no clear change {base_in_words(base)}"
    if len(unusual) == 1:
        (row,) = unusual
        outside = f"{str(row['series']).lower()} unusually {EXTREME[row['exceedance']]}"
        return f"{place}: no clear change; {outside} in {Month.parse(row['month']).label}"
    if unusual:
        return f"{place}: no clear change {base_in_words(base)}, {in_words(len(unusual))} unusual months"
    return f"{place}: nothing beyond usual variation in {period.label}"


def _short(place: str, findings: Sequence[Finding]) -> str:
    """Rises and falls with the names that a title has room for."""
    parts, plain = [], []
    for kind, word in OF_VERDICT.items():
        found = [one.about for one in findings if one.verdict == kind]
        if found:
            many = f"{in_words(len(found))} {word}{'s' * (len(found) != 1)}"
            parts.append(f"{many}, {joined(found)}")
            plain.append(many)
    named = f"{place}: {'; '.join(parts)}"
    # Of one finding the name is all that matters, however long.
    return named if len(findings) == 1 or len(named) <= LONGEST_TITLE else f"{place}: {joined(plain)}"


def subtitle(types: TypeChoice, period: Period, base: Base) -> str:
    """Measure and months."""
    return f"{measure(types)}, {period.label} against {against(base)}"


def changes_line(what: str, findings: Sequence[Finding], counts: Counts) -> str:
    """One table of changes in a sentence, with its shape."""
    if findings:
        shown = [f"{one.about} {one.moved}" for one in findings[:NAMED]]
        more = [f"{len(findings) - NAMED} more"] * (len(findings) > NAMED)
        first = SHAPES["rise"] if any(one.verdict == "rise" for one in findings) else SHAPES["fall"]
        return f"{first} {what}: {joined([*shown, *more])}, more than chance, of {counts.judged} judged{_left(counts)}."
    if counts.judged:
        return f"{SHAPES['usual']} {what}: nothing beyond usual variation in {counts.judged} judged{_left(counts)}."
    if counts.few:
        return f"{SHAPES['too few']} {what}: too few records to say of any{_left(Counts(0, 0, counts.unfair))}."
    return f"{DASH} {what}: cannot be judged."


def _left(counts: Counts) -> str:
    told = [f"{counts.few} too few to say"] * (counts.few > 0) + [f"{counts.unfair} not comparable"] * (
        counts.unfair > 0
    )
    return f" ({joined(told)})" if told else ""


def spots_line(level: str, spots: Sequence[Area], judged: int, reference: Area | None) -> str:
    """New hot spots in a sentence."""
    what = "New hot spots"
    if reference is None:
        return f"{DASH} {what}: cannot be judged, because residents or months to compare with are missing."
    against_it = reference_name(reference)
    if not judged:
        return f"{DASH} {what}: no {level_word(level)} can be judged against {against_it}."
    if not spots:
        many = counted(judged, level_word(level), level_plural(level))
        return f"{SHAPES['usual']} {what}: none of {many} is newly above {against_it}."
    names = joined([spot(area) for area in spots[:NAMED]] + [f"{len(spots) - NAMED} more"] * (len(spots) > NAMED))
    return f"{SHAPES['rise']} {what}: {names}, newly above {against_it}."


def months_line(rows: Sequence[Record], judged: int) -> str:
    """The last three months in a sentence, and how many chance alone would put outside."""
    what = "Last three months"
    if not judged:
        return f"{DASH} {what}: no month of a type has an expected range."
    if not rows:
        return f"{SHAPES['usual']} {what}: none of {judged} months of types is outside its expected range."
    shown = [
        f"{str(row['series']).lower()} {trends.WORDS[row['exceedance']]} in {Month.parse(row['month']).label}"
        for row in rows[:NAMED]
    ]
    more = [f"{len(rows) - NAMED} more"] * (len(rows) > NAMED)
    shape = SHAPES["rise"] if any(row["exceedance"] == "above" for row in rows) else SHAPES["fall"]
    chance = max(round(judged * trends.BY_CHANCE), 1)
    return f"{shape} {what}: {joined([*shown, *more])} (of {judged} judged, about {chance} would be outside by chance)."


def table_heading(sign: int, level: str = "") -> str:
    """Above a table of changes."""
    of = f"type and {level_word(level)}" if level else "crime type"
    return f"Largest {'rises' if sign > 0 else 'falls'} by {of}"


def name_heading(level: str = "") -> str:
    """The head of the names of a table of changes."""
    return f"{TYPE} and {level_word(level)}" if level else TYPE


def nothing_moved(sign: int) -> str:
    """In place of an empty table."""
    return f"Nothing {'rose' if sign > 0 else 'fell'} that can be compared."


def difference(record: Record) -> str:
    """How a row changed: +12."""
    return signed(round(float(record["difference"]), 1))


def caption(heading: str, place: str, period: Period, base: Base) -> str:
    """What a table shows, for readers who hear it and at the head of its files."""
    return f"{heading} in {place}, {period.label} against {against(base)}"


BY_TYPE = "By crime type"


def by_area(level: str) -> str:
    """What the sentence on types by area is about."""
    return f"By type and {level_word(level)}"


SPOTS_HEADING = "New hot spots"
MONTHS_HEADING = "Unusual months"


def spots_note(reference: Area, period: Period) -> str:
    """What makes a hot spot new."""
    return (
        f"Newly above {reference_name(reference)}: above its rate by more than chance over the twelve months to "
        f"{period.last.label}, and in no earlier such twelve months but those of the last year."
    )


def twelve_months(period: Period) -> str:
    """The twelve months that a hot spot rests on, as a heading."""
    return Period.ending(period.last).short


def since(month: str) -> str:
    """Since which twelve months an area has stood above."""
    return f"twelve months to {Month.parse(month).short}"


def grid_sheet(table: pd.DataFrame, known_as: Mapping[str, Area], period: Period, base: str) -> pd.DataFrame:
    """Every type in every area under the names that readers see, for CSV and Excel."""
    return pd.DataFrame(
        {
            "Crime type": table["crime_type"],
            "Area": [known_as[str(code)].known_as for code in table["area_code"]],
            "Code": table["area_code"],
            f"Count, {base}": table["base"].round(1),
            f"Count, {period.short}": table["current"],
            "Difference": table["difference"].round(1),
            "More than chance?": [verdict(found) for found in table["verdict"]],
            "Rate ratio": table["ratio"].round(3),
            "95% low": table["low"].round(3),
            "95% high": table["high"].round(3),
        }
    )


def family_note(level: str) -> str:
    """How the rows of types by area were judged."""
    return (
        f"All types in all {level_plural(level)} are judged together, so that chance alone names any in at most one "
        f"table in twenty; each by how much it has varied in the {in_words(HISTORY // 12)} years before. On the Map, "
        "where one type is judged among its own areas, a row can be clear that is not here. The files hold every row."
    )


NO_AREAS = "This place holds no smaller areas, so types are not shown by area."


LINKS = {"trends": "Trend", "compare": "Compare", "map": "Map", "hotspots": "Hot spots"}


# The columns of a table of changes: what their heads stand for is in the page's subtitle.
TYPE, BEFORE, NOW, VERDICT, SHOW_ON = "Crime type", "Before", "Now", "More than chance?", "Show on"
NAMES_NOTE = "A name opens its months on Trends."


def link_name(page: str, about: str) -> str:
    """A link for readers who hear it: what it opens, and on what."""
    return f"{about}: {LINKS[page].lower()}"


def level_choice(level: str) -> str:
    """A level as the choice names it."""
    return capital(level_plural(level))


HOW_TO_READ = """
- Largest changes are in number of records, as the assessments print them. A large number is not a clear change: the
  verdict says whether a row moved by more than it usually does. With ▲ or ▼ nowhere, no single row needs explaining.
- Of the rows called clear in a table, about one in twenty is chance. Few records hide real changes: "too few to say"
  is not "no change".
- A hot spot is new where it has come to stand above the rate compared with only within the last year. It rests on
  twelve months of the types chosen, whatever the period.
- The last three months are judged one by one against the same months of earlier years, the comparison of periods as a
  whole: one can be unusual without the other.
- A name opens its months on Trends, the link beside it where it happened, with the same months compared.
"""
