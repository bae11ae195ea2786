"""Places, periods and crime types as the filters and titles name them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

from cspdash.areas import Area
from cspdash.periods import Month, Period
from cspdash.selection import Base
from cspdash.wording.numbers import DASH, joined

LEVEL_WORDS = {
    "force_area": "police force area", "county": "county", "partnership": "all", "district": "district",
    "settlement": "settlement", "ward": "ward", "lsoa": "LSOA",
}  # fmt: skip
FIVE = 5
LEVELS_PLURAL = {
    "district": "districts", "settlement": "settlements", "ward": "wards", "lsoa": "LSOAs", "beat": "beats",
}  # fmt: skip


def area_label(area: Area) -> str:
    """An area in a list: its name and what it is; a LSOA with all that people search it by."""
    if area.level == "lsoa":
        return f"{area.known_as} · {area.name} · {area.code}"
    return f"{area.name} ({LEVEL_WORDS.get(area.level, area.level)})"


def level_plural(level: str) -> str:
    """Areas of a level: settlements, LSOAs, and a partnership's own, such as beats."""
    return LEVELS_PLURAL.get(level, f"{level}s")


def months_listed(months: Sequence[Month]) -> str:
    """Runs of months: `March 2020`, `April to June 2024 and August 2024`."""
    runs: list[list[Month]] = []
    for month in sorted(months):
        if runs and month - runs[-1][-1] == 1:
            runs[-1].append(month)
        else:
            runs.append([month])
    return joined([Period(run[0], run[-1]).label for run in runs])


@lru_cache(maxsize=1024)
def period_label(period: Period, tags: tuple[str, ...] = ()) -> str:
    """A period in a list: its months, its name where it has one, and what it is just now (latest quarter).

    With the hyphen of the keyboard, by which a list is searched, and not the dash of print.
    """
    named = [] if period.name == period.short else [period.name]
    return " · ".join([period.short, *named, *tags]).replace(DASH, "-")


def base_label(base: Base) -> str:
    """What the period is compared with, for a table's heading: `Apr–Sep 2024`, `Average of 5 years`."""
    if len(base.periods) == 1:
        return base.periods[0].short
    return f"Average of {len(base.periods)} years"


def base_in_words(base: Base) -> str:
    """What the period is compared with, in a sentence: `on last year`. An average says of how many years it is."""
    if base.kind == "five-year" and len(base.periods) < FIVE:
        whole = len(base.periods)
        return f"on {base.periods[0].short}" if whole == 1 else f"on the average of {whole} complete years"
    return {
        "last-year": "on last year", "previous": "on the period before", "five-year": "on the five-year average",
        "custom": "on the period chosen",
    }[base.kind]  # fmt: skip


def against(base: Base) -> str:
    """The months compared with: `April to September 2024`, `the same months of 2020-21 to 2024-25, averaged`."""
    if len(base.periods) == 1:
        return base.periods[0].label
    ordered = sorted(base.periods)
    if len(ordered) < FIVE:
        return f"the average of {joined([period.short for period in ordered])}, the complete ones of five years"
    return f"the average of the same months from {ordered[0].short} to {ordered[-1].short}"


def parameters(bound: Mapping[str, object]) -> str:
    """A question's parameters, one a line."""
    lines = []
    for name, value in bound.items():
        shown = f"{value:%Y-%m}" if isinstance(value, date) else "all" if value is None else str(value)
        lines.append(f"{name} = {shown}")
    return "\n".join(lines)
