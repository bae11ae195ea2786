"""The sentences of Benchmark: districts beside each other, the county and the most similar group."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cspdash.periods import Period
from cspdash.selection import TypeChoice
from cspdash.statistics.benchmark import TOTAL, Funnel, Together
from cspdash.statistics.completeness import Gap
from cspdash.wording.compare import measure
from cspdash.wording.filters import LEVEL_WORDS
from cspdash.wording.map_figures import per_1000
from cspdash.wording.notices import gap_sentences
from cspdash.wording.numbers import DASH, joined

Record = Mapping[Hashable, Any]

VIEWS = {"rates": "Rates", "funnel": "Funnel", "positions": "Positions", "quarters": "Quarters"}
SIMILAR = "similar"
INVENTED = "This is a sample: the figures of every district on this page, the comparators too, are invented."
PLACES = {
    "below 99.8%": "▼▼ below the 99.8% limit", "below 95%": "▼ below the 95% limit", "within": "● within the limits",
    "above 95%": "▲ above the 95% limit", "above 99.8%": "▲▲ above the 99.8% limit", "unknown": DASH,
}  # fmt: skip
MOVES = {
    "higher": "▲ clear, higher", "lower": "▼ clear, lower", "usual": "● usual",
}  # fmt: skip

NOBODY = (
    "Name the districts of the county under `comparators`, or those of the most similar group under "
    "`similar_districts`, in the partnership's file; then `python -m cspdash load` takes it over."
)


def nobody_title(name: str) -> str:
    """A partnership whose file names no one to compare with."""
    return f"{name}: nobody to compare with yet"


@dataclass(frozen=True)
class Group:
    """Who is compared: the code and level of what they make up together (`similar` for the most similar group), its
    name, the districts that the store knows, and the codes of those that it does not."""

    code: str
    level: str
    name: str
    districts: tuple[str, ...]
    absent: tuple[str, ...] = ()

    @property
    def together(self) -> str:
        """All of them as one: `Leicestershire (county)`."""
        if self.level == SIMILAR:
            return self.name
        return f"{self.name} ({LEVEL_WORDS.get(self.level, self.level)})"

    @property
    def short(self) -> str:
        """The same in a title: `county`, `group`."""
        return "group" if self.level == SIMILAR else LEVEL_WORDS.get(self.level, self.level)

    @property
    def members(self) -> str:
        """The districts in a sentence: `districts of Leicestershire`."""
        return "districts of the most similar group" if self.level == SIMILAR else f"districts of {self.name}"


def ordinal(place: int) -> str:
    """1st, 2nd, 3rd, 11th."""
    ending = "th" if 10 <= place % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{ending}"


def position(place: Any, tied: bool) -> str:
    """A position as assessments print it: 6th, 3rd =; a dash for none."""
    return DASH if pd.isna(place) else f"{ordinal(int(place))}{' =' if tied else ''}"


def lowest(place: int, of: int, *, tied: bool) -> str:
    """A position in a sentence: `lowest of 7`, `joint 4th lowest of 7`, `highest of 7`."""
    joint = "joint " if tied else ""
    if place == 1 or place == of:
        return f"{joint}{'lowest' if place == 1 else 'highest'} of {of}"
    return f"{joint}{ordinal(place)} lowest of {of}"


def decimals(rates: Sequence[float]) -> int:
    """How many decimals tell some rates apart: one from 10 up, two below."""
    known = [rate for rate in rates if not pd.isna(rate)]
    return 1 if max(known, default=0.0) >= 10 else 2


def rate(value: float, places: int) -> str:
    """A rate as printed; a dash for none."""
    return DASH if pd.isna(value) else f"{value:,.{places}f}"


def interval(low: float, high: float, places: int) -> str:
    """The two ends of an interval: `64.0 to 68.2`."""
    return DASH if pd.isna(low) else f"{rate(low, places)} to {rate(high, places)}"


def in_title(own: float, other: float) -> tuple[str, str]:
    """Two rates as short as they can stand beside each other without looking alike."""
    least = min(own, other)
    for places in range(0 if least >= 30 else 1 if least >= 1 else 2, 4):
        told = rate(own, places), rate(other, places)
        if told[0] != told[1]:
            break
    return told


def all_together(group: Group, average: Together) -> str:
    """What the districts' rate together stands for: the county where it holds all of them."""
    if average.whole and not group.absent:
        return group.together
    return f"The {average.districts} districts with a rate, together"


def _short(group: Group, average: Together) -> str:
    return group.short if average.whole and not group.absent else f"the {average.districts} together"


def title_rates(focus: Record, average: Together, group: Group, types: TypeChoice) -> str:
    """The finding: rate, position, and the rate of all."""
    if pd.isna(focus["rate"]):
        return f"{focus['area_name']}: {no_rate(focus)}"
    own, other = in_title(focus["rate"], average.rate)
    place = lowest(int(focus["position"]), average.districts, tied=focus["tied"])
    return f"{focus['area_name']}: {own} {types.label} per 1,000, {place}; {_short(group, average)} {other}"


def no_rate(record: Record) -> str:
    """Why a district has no rate."""
    if not record["complete"]:
        return "no rate, because months are missing or incomplete"
    return "no rate, because its number of residents is not known"


def title_funnel(focus: Record, found: Funnel | None, group: Group) -> str:
    """The finding of the funnel."""
    name = focus["area_name"]
    if pd.isna(focus["rate"]):
        return f"{name}: {no_rate(focus)}"
    if found is None:
        return f"{name}: too few districts with a rate for a funnel, which takes five"
    own, other = in_title(focus["rate"], found.average.rate)
    told = {
        "within": "within the funnel around", "above 95%": "above the 95% limit around",
        "above 99.8%": "far above", "below 95%": "below the 95% limit around", "below 99.8%": "far below",
    }[str(focus["place"])]  # fmt: skip
    whole = found.average.whole and not group.absent
    all_of_them = f"the {group.short}'s" if whole else f"{_short(group, found.average)} at"
    return f"{name}: {own} per 1,000, {told} {all_of_them} {other}"


def title_positions(focus: str, total: Record) -> str:
    """The finding of the positions: `3rd to 4th lowest of 7, within usual variation`."""
    if pd.isna(total["position"]):
        return f"{focus}: no position, because months are missing or incomplete"
    now = lowest(int(total["position"]), int(total["of"]), tied=total["tied"])
    if pd.isna(total["position_base"]) or pd.isna(total["moved"]):
        return f"{focus}: {now}, with no fair comparison"
    clause = {"higher": "a clear rise", "lower": "a clear fall", "usual": "within usual variation"}[total["moved"]]
    if total["position"] == total["position_base"]:
        return f"{focus}: {now}, as before"
    return f"{focus}: from {position(total['position_base'], total['tied_base'])} to {now}, {clause}"


def title_quarters(focus: str, quarters: pd.DataFrame, group: Group) -> str:
    """The finding of the quarters: the last one with a rate, and how often it was below all together.

    `quarters` has quarter, rate and all_rate of one district, in order.
    """
    known = quarters[quarters["rate"].notna()]
    if known.empty:
        return f"{focus}: no quarter of these eight is complete"
    last, both = known.iloc[-1], known[known["all_rate"].notna()]
    if pd.isna(last["all_rate"]):
        return f"{focus}: {rate(last['rate'], decimals([last['rate']]))} per 1,000 in {last['quarter']}"
    own, other = in_title(last["rate"], last["all_rate"])
    below = int((both["rate"] < both["all_rate"]).sum())
    return f"{focus}: {own} per 1,000 in {last['quarter']}, {group.short} {other}; below it in {below} of {len(both)}"


def subtitle(types: TypeChoice, group: Group, period: Period, year: int | None) -> str:
    """Measure, who is compared, months, and the year of the residents."""
    people = f" (mid-{year})" if year else ""
    return f"{measure(types)} {per_1000(period)}{people}; {group.members}, {period.label}"


def subtitle_quarters(types: TypeChoice, group: Group, quarters: Sequence[Period], year: int | None) -> str:
    """The same for the quarters, whose rates are for three months each."""
    people = f" (mid-{year})" if year else ""
    span = f"{quarters[0].name} to {quarters[-1].name}"
    return f"{measure(types)} per 1,000 residents{people} in each quarter; {group.members}, {span}"


def subtitle_positions(types: TypeChoice, group: Group, period: Period, base: Period) -> str:
    """What the positions are of."""
    return f"Position by rate, 1st is the lowest; {group.members}. {measure(types)}, {period.label} and {base.label}"


def part_of(place: str, focus: str) -> str:
    """A place smaller than a district: what the page shows instead."""
    return f"{place} is part of {focus}. This page compares whole districts, so it shows {focus}."


def outside(place: str, focus: str, group: Group) -> str:
    """A place that is no part of one of the districts compared."""
    return f"{place} is no part of one of the {group.members}, so the page shows {focus}."


def without_rate(record: Record, gaps: Sequence[Gap], period: Period) -> str:
    """A district that is left out of the ranking, and why."""
    if not record["complete"]:
        return f"{record['area_name']} has no rate and no position for {period.label}. {' '.join(gap_sentences(gaps))}"
    return f"{record['area_name']} has no rate: its number of residents is not known. Load ONS populations by LSOA."


def not_known(group: Group) -> str:
    """Districts of a group that the store does not know."""
    return (
        f"{len(group.absent)} of the {group.members} ({joined(group.absent)}) cannot be shown: load the ONS look-ups "
        "and the police.uk files of their force."
    )


# How the store begins the reason of a month that is taken as complete though it could not be checked.
NOT_CHECKED = "not checked"


def months_whole(whole: int, of: int, *, checked: bool = True) -> str:
    """How much of the period a district has: `12 of 12`, `1 of 1, not checked`."""
    return f"{whole} of {of}{'' if checked else f', {NOT_CHECKED}'}"


def not_checked(names: Sequence[str], of: int) -> str:
    """Districts whose months stand as published because nothing is there to check them by."""
    which = "all districts" if len(names) == of else joined(names)
    return (
        f"Not checked for completeness: {which}. Fewer than three neighbouring months of the force are loaded, so that "
        "an incomplete month would not be seen. Load more of its months."
    )


def funnel_note(found: Funnel, group: Group) -> str:
    """What the limits are around, and how wide they were made."""
    wider = f"widened {found.dispersion**0.5:.1f} times, because districts differ" if found.dispersion > 1.005 else (
        "as wide as chance alone makes them"
    )  # fmt: skip
    line = all_together(group, found.average).replace("The ", "the ", 1)
    return f"The line is {line}: {rate(found.average.rate, 1)}. The limits are {wider}."


def moved_note(table: pd.DataFrame, base: Period) -> str:
    """The types whose position moved by more than chance."""
    if table["moved"].isna().all():
        return f"No position can be compared with {base.short}: the two periods do not rank the same districts."
    told = [
        f"{row['crime_type']} ({position(row['position_base'], row['tied_base'])} to "
        f"{position(row['position'], row['tied'])})"
        for row in table.to_dict("records")
        if row["moved"] in ("higher", "lower") and not row["is_total"]
    ]
    found = joined(told) if told else "none"
    return f"Types whose position moved by more than chance since {base.short}: {found}."


def row_name(record: Record) -> str:
    """A row of the positions: the type, or the total."""
    return "All of these" if record["crime_type"] == TOTAL else str(record["crime_type"])
