"""The sentences of Communities most affected: findings, the warning beside them, tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from cspdash.areas import Area
from cspdash.periods import Period
from cspdash.statistics.fifths import Scheme
from cspdash.statistics.slope_index import FEWEST, SlopeIndex
from cspdash.wording.deprivation_tables import one_decimal_signed as signed
from cspdash.wording.filters import level_plural
from cspdash.wording.map import short_name
from cspdash.wording.map_figures import capital, in_words, level_word, one_decimal, per_1000
from cspdash.wording.numbers import DASH, counted, number

VIEWS = {"fifths": "Fifths by deprivation", "slope": "LSOA by LSOA", "areas": "By area"}
WARNING = (
    "Areas are not people: this shows where crime is recorded, not who commits it or suffers it. Most residents of a "
    "deprived area are not deprived, and a rate counts what is recorded there, visitors’ included, per resident."
)
CIRCULAR = (
    "Recorded crime is itself 9.3% of the index, so a small part of any slope is crime of earlier years ranking crime "
    "of this one."
)  # fmt: skip
FIFTHS = ("Most deprived fifth", "2nd", "3rd", "4th", "Least deprived fifth")
# A ratio of more than this says no more than that the smaller rate is near nothing.
_HUGE = 99.0
HOW_TO_READ = {
    "fifths": (
        "- LSOAs are grouped by the Index of Multiple Deprivation; a rate is all records of a group per 1,000 of its "
        "residents. The thin line at a bar’s end is the 95% interval of chance in so many records; it knows nothing of "
        "how LSOAs of a group differ.\n"
        "- *England’s fifths* compare with the whole country; a place can have few or no LSOAs in some. *The place’s "
        "own* hold about a fifth of its residents each, most deprived first, even where nobody in it is deprived by "
        "England’s standard."
    ),
    "slope": (
        "- Each circle is a LSOA, larger with more residents, in order of deprivation from left to right. The line is "
        "weighted by residents.\n"
        "- The **slope index** is the line’s difference between its two ends, the **relative index** their ratio (1: "
        "no slope). The method is that of the public health technical guide (Low & Low 2004), with LSOAs as its "
        "groups.\n- The interval comes from how much LSOAs scatter around the line. Where it holds 0 the slope may be "
        "chance.\n- A line is a summary: where the circles follow a curve, it is too low in the middle or at the ends."
    ),
    "areas": (
        "- Rates per 1,000 residents with the 95% interval of chance in so many records. *Position* is the average of "
        "the LSOAs’ positions among all of England, weighted by residents: 0 is the most deprived, 100 the least.\n"
        "- With few areas an order by chance is likely: three settlements stand in the order of deprivation one time "
        "in six."
    ),
}  # fmt: skip
COMMON = (
    "\n- Town centres and retail parks count many records for few residents: high there is not a high risk for those "
    "who live there. police.uk moves each record to the nearest of its fixed points.\n"
    "- Nothing here is by ethnic group: rates by the ethnic make-up of areas say nothing about people of any group, "
    "and mislead."
)


def title_few(place: Area, types: str, rate: float, period: Period, lsoas: int) -> str:
    """Where LSOAs are too few for a slope: the rate of all of them."""
    few = f"{in_words(lsoas)} LSOA{'s are' if lsoas != 1 else ' is'} too few for a link with deprivation"
    return f"{short_name(place)}: {one_decimal(rate)} {types} {per_1000(period)}; {few}"


def title_slope(place: Area, types: str, slope: SlopeIndex, period: Period) -> str:
    """Whether the rate rises or falls with deprivation, by more than the LSOAs' scatter."""
    if slope.gradient == "unclear":
        return f"{short_name(place)}: {types} show no clear link with deprivation"
    size = number(round(abs(slope.slope), 1 if abs(slope.slope) < 10 else 0))
    moves = "rise" if slope.gradient == "rises" else "fall"
    return f"{short_name(place)}: {types} {moves} with deprivation, by {size} {per_1000(period)}"


def title_gap(place: Area, period: Period) -> str:
    """Where months are missing."""
    return f"{short_name(place)}: no rates, because months of {period.short} are missing or incomplete"


def title_no_residents(place: Area) -> str:
    """Where residents by LSOA are missing."""
    return f"{short_name(place)}: no rates, because residents by LSOA are not loaded"


NO_RESIDENTS = "Load ONS populations by LSOA with `python -m cspdash load PATH`."


def subtitle(types: str, place: Area, release: int, period: Period, years: Sequence[int]) -> str:
    """Measure, place, release and months."""
    people = f"; residents of {' and '.join(map(str, years))}" if years else ""
    return (
        f"{capital(types)} {per_1000(period)} by deprivation of LSOAs (IMD {release}) in {place.known_as}, "
        f"{period.label}{people}"
    )  # fmt: skip


def slope_told(slope: SlopeIndex) -> list[str]:
    """The slope index and the relative index with their intervals, a line each."""
    lines = [
        f"Slope index of inequality: {signed(slope.slope)} per 1,000 residents from the least to the most deprived end "
        f"(95% interval {signed(slope.lower)} to {signed(slope.upper)})"
    ]
    if pd.isna(slope.relative):
        lines.append("Relative index: none, because the line falls to nothing at one end")
    else:
        limits = f"{slope.relative_lower:.1f} to {slope.relative_upper:.1f}"
        if slope.relative_upper > _HUGE:
            limits = f"{slope.relative_lower:.1f} or more, because the line may fall to next to nothing there"
        lines.append(f"Relative index: {slope.relative:.1f} times the rate at the least deprived end ({limits})")
    return lines


def few_note(lsoas: int) -> str:
    """Why there is no slope index."""
    return (
        f"A slope index needs at least {in_words(FEWEST)} LSOAs with whole months, residents and ranks; here "
        f"{counted(lsoas, 'is', 'are')}."
    )


def left_out(slope: SlopeIndex) -> str:
    """LSOAs that took no part; empty where all did."""
    gone = slope.of - slope.areas
    return f"{counted(gone, 'LSOA')} without rank, residents or whole months left out." if gone else ""


def scheme_label(scheme: Scheme, reference: Area) -> str:
    """Fifths as the control names them."""
    return "England’s fifths" if scheme == "national" else f"Fifths of {short_name(reference)}"


def scheme_note(scheme: Scheme, usual: Scheme, reference: Area, sizes: Mapping[int, int]) -> str:
    """Which fifths are shown and why, and which of them rest on one LSOA or none."""
    name = short_name(reference)
    if scheme == "national":
        told = "Fifths of all LSOAs of England."
        if usual == "local":
            told += f" {name} has none in some of them."
    else:
        why = f", because {name} has no LSOA in some of England’s fifths" if usual == "local" else ""
        told = (
            f"Fifths of the residents of {name}{why}: they say who is more deprived within it, not by England’s "
            "standard."
        )
    single = [FIFTHS[fifth - 1].lower() for fifth, n in sizes.items() if n == 1]
    if single:
        told += f" One LSOA only: {', '.join(single)}; it says something of that place, not of deprivation."
    return told


FIFTH_HEADINGS = ("Fifth", "LSOAs", "Count", "Residents", "Rate", "95% interval")
AREA_HEADINGS = ("Area", "Count", "Residents", "Rate", "95% interval", "Position", "In the most deprived fifth")
LSOA_HEADINGS = ("LSOA", "Rank", "Decile", "Count", "Residents", "Rate", "95% interval")


def interval(lower: Any, upper: Any) -> str:
    """Limits of a rate."""
    return DASH if pd.isna(lower) else f"{one_decimal(lower)} to {one_decimal(upper)}"


def rate(value: Any) -> str:
    """A rate with one decimal."""
    return DASH if pd.isna(value) else one_decimal(value)


def whole(value: Any) -> str:
    """A count."""
    return DASH if pd.isna(value) else number(int(value))


def no_lsoa(place: Area) -> str:
    """What stands in place of an empty group's bar."""
    return f"no LSOA of {short_name(place)}"


def bar_text(row: Mapping[str, Any], place: Area) -> str:
    """What is written at the foot of a bar."""
    if row["areas"] == 0:
        return no_lsoa(place)
    if pd.isna(row["rate"]):
        return "no rate: months or residents missing"
    return f"{one_decimal(row['rate'])} ({counted(int(row['areas']), 'LSOA')})"


def fifths_alt(place: Area, rows: Sequence[Mapping[str, Any]]) -> str:
    """The bars for readers who hear them."""
    told = "; ".join(
        f"{name} {rate(row['rate'])} ({interval(row['lower'], row['upper'])})"
        if not pd.isna(row["rate"])
        else f"{name} none"
        for name, row in zip(FIFTHS, rows, strict=True)
    )
    return f"Bars of rates per 1,000 residents of {place.known_as} by deprivation, with 95% intervals: {told}."


def slope_alt(place: Area, slope: SlopeIndex | None, n: int) -> str:
    """The circles and their line for readers who hear them."""
    line = ""
    if slope is not None:
        verb = "falls" if slope.slope > 0 else "rises"
        line = f" The line {verb} from {slope.most:.1f} at the most deprived end to {slope.least:.1f} at the least."
    return (
        f"{counted(n, 'LSOA')} of {place.known_as} in order of deprivation with their rates.{line} The figures are "
        "in the table."
    )


def title_areas(place: Area, level: str, rows: Sequence[Mapping[str, Any]], types: str, period: Period) -> str:
    """The area with the highest rate, and where it stands in the order of deprivation.

    `rows` have a rate, the highest first.
    """
    if not rows:
        return f"{short_name(place)}: no rates, because residents or months are missing"
    first = rows[0]
    head = f"Highest: {first['area_name']}, {one_decimal(first['rate'])} {types} {per_1000(period)}"
    placed = sorted((r for r in rows if not pd.isna(r["percentile"])), key=lambda r: float(r["percentile"]))
    if len(placed) < 2 or len(placed) < len(rows):
        return head
    at = [r["area_code"] for r in placed].index(first["area_code"])
    if at == 0:
        return f"{head}; also the most deprived of {in_words(len(rows))} {level_plural(level)}"
    if at == len(placed) - 1:
        return f"{head}, though the least deprived of {in_words(len(rows))} {level_plural(level)}"
    return head


def areas_alt(place: Area, level: str, rows: Sequence[Mapping[str, Any]]) -> str:
    """The bars of areas for readers who hear them."""
    told = "; ".join(f"{r['area_name']} {rate(r['rate'])} ({interval(r['lower'], r['upper'])})" for r in rows)
    return f"Bars of rates per 1,000 residents by {level_word(level)} of {place.known_as}, with 95% intervals: {told}."
