"""What a page is asked for: the filters as one frozen value, and what can be chosen for them."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from cspdash.crime_types import ASB, CRIME_TYPES
from cspdash.periods import Month, Period, latest_complete, periods_available

BaseKind = Literal["last-year", "previous", "five-year", "custom"]
DefaultPeriod = Literal["quarter", "longest", "twelve-months"]
NAMED = 3  # types chosen one by one that a label names; of more it says how many
BASE_KINDS: tuple[BaseKind, ...] = ("last-year", "previous", "five-year", "custom")


@dataclass(frozen=True)
class Base:
    """What a period is compared with: one period, or several whose counts are averaged."""

    kind: BaseKind
    periods: tuple[Period, ...]


@dataclass(frozen=True)
class TypeChoice:
    """Crime types chosen: their codes for the URL, the types (None: all fourteen), and their name in a sentence."""

    codes: tuple[str, ...]
    types: tuple[str, ...] | None
    label: str

    def holds(self, crime_type: str) -> bool:
        """Whether a type is among those chosen."""
        return self.types is None or crime_type in self.types

    @property
    def unnamed(self) -> tuple[str, ...]:
        """The types, where the label counts or groups several and does not name them."""
        several = self.types is not None and len(self.types) > 1 and self.codes != ("crime",)
        return self.types or () if several and (len(self.codes) == 1 or len(self.types or ()) > NAMED) else ()

    @property
    def groups(self) -> frozenset[str]:
        """The groups whose completeness matters: crime, asb."""
        types = CRIME_TYPES if self.types is None else self.types
        return frozenset("asb" if name == ASB else "crime" for name in types)


@dataclass(frozen=True)
class Selection:
    """The filters of a page. `place` is an area's code; `all_forces` counts rows of other forces too."""

    place: str
    types: TypeChoice
    period: Period
    base: Base
    all_forces: bool

    @property
    def periods(self) -> tuple[Period, ...]:
        """Every period that the page's figures rest on."""
        return (self.period, *self.base.periods)


def slug(name: str) -> str:
    """A name for a URL: `Serious acquisitive crime` → `serious-acquisitive-crime`."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


ALL = TypeChoice((), None, "crimes and ASB")


def type_options(baskets: Sequence[tuple[str, tuple[str, ...]]]) -> dict[str, tuple[str, tuple[str, ...]]]:
    """What the crime type filter offers: code → name and types. Shortcuts, baskets, then the fourteen types."""
    options: dict[str, tuple[str, tuple[str, ...]]] = {
        "crime": ("Crime (without ASB)", tuple(name for name in CRIME_TYPES if name != ASB)),
    }
    options |= {f"basket.{slug(name)}": (name, types) for name, types in baskets}
    options |= {slug(name): (name, (name,)) for name in CRIME_TYPES}
    return options


def choose_types(codes: Sequence[str], options: dict[str, tuple[str, tuple[str, ...]]]) -> TypeChoice:
    """The types that some codes stand for together; none, or all fourteen, is no restriction.

    Raises KeyError for a code that is not offered.
    """
    chosen = {name for code in codes for name in options[code][1]}
    if not chosen or chosen == set(CRIME_TYPES):
        return ALL
    types = tuple(name for name in CRIME_TYPES if name in chosen)
    if tuple(codes) == ("crime",):
        label = "crimes"
    elif len(codes) == 1:
        name = options[codes[0]][0]
        label = "ASB incidents" if name == ASB else _offences(name) if len(types) == 1 else _of_basket(name, types)
    else:
        named = [name.lower() for name in types]
        which = f"{', '.join(named[:-1])} and {named[-1]}" if len(types) <= NAMED else f"{len(types)} types"
        label = f"{_records(types)} of {which}"
    return TypeChoice(tuple(codes), types, label)


def _records(types: Sequence[str]) -> str:
    """What the records of several types are called together."""
    return "offences and incidents" if ASB in types else "offences"


def _of_basket(name: str, types: Sequence[str]) -> str:
    """A basket as the noun of a count: `serious acquisitive crimes`, `offences of violence and weapons`."""
    told = name if name[1:2].isupper() else name[:1].lower() + name[1:]
    if told.endswith("crime"):
        return f"{told}s"
    return told if told.endswith(("crimes", "offences", "incidents")) else f"{_records(types)} of {told}"


def _offences(crime_type: str) -> str:
    """A type as the noun of a count: `burglary offences`, `vehicle crimes`, `violence and sexual offences`."""
    name = crime_type.lower()
    if name.endswith("offences"):
        return name
    return f"{name}s" if name.endswith("crime") else f"{name} offences"


@dataclass(frozen=True)
class PeriodOption:
    """A period that can be chosen, and what it is just now (`latest quarter`)."""

    period: Period
    tags: tuple[str, ...] = ()


def period_options(held: Collection[Month], meetings: Sequence[date] = ()) -> list[PeriodOption]:
    """The periods to choose from: the latest of each kind first, then every quarter, half-year and financial year.

    Args:
        held: the months of which anything is loaded.
        meetings: the partnership's meeting dates; the months since the last one before the latest month are offered.
    """
    return list(_options(frozenset(held), tuple(meetings)))


# The same for every run of every page until the next load.
@lru_cache(maxsize=256)
def _options(held: frozenset[Month], meetings: tuple[date, ...]) -> tuple[PeriodOption, ...]:
    if not held:
        return ()
    latest = max(held)
    tagged: dict[Period, list[str]] = {}

    def offer(period: Period | None, tag: str | None = None) -> None:
        if period is not None and held.issuperset(period):
            tagged.setdefault(period, []).extend([tag] if tag else [])

    offer(Period(latest, latest), "latest month")
    offer(latest_complete("quarter", held), "latest quarter")
    offer(latest_complete("half_year", held), "latest half-year")
    offer(Period(latest.financial_year.months.first, latest), "year to date")
    offer(Period.ending(latest), "last 12 months")
    earlier = [Month.from_date(day) for day in meetings if Month.from_date(day) <= latest]
    if earlier:
        offer(Period(max(earlier), latest), "since the last meeting")
    for period in sorted(
        {*periods_available("quarter", held), *periods_available("half_year", held), *financial_years(held)},
        key=lambda p: (p.last, len(p)),
        reverse=True,
    ):
        offer(period)
    return tuple(PeriodOption(period, tuple(tags)) for period, tags in tagged.items())


def financial_years(held: Collection[Month]) -> list[Period]:
    """The financial years whose twelve months are all held, newest first."""
    years = sorted({month.financial_year for month in held}, reverse=True)
    loaded = frozenset(held)
    return [year.months for year in years if loaded.issuperset(year.months)]


def default_period(held: Collection[Month], whole: Collection[Month], kind: DefaultPeriod) -> Period | None:
    """The period that a page shows unless one is chosen: the latest that can be compared fairly with last year.

    `quarter`: the latest quarter. `longest`: the latest quarter or half-year, whichever ends later, the longer of two
    that end together, as council reports print it. `twelve-months`: the twelve months up to the latest. Where none is
    whole in both years, the latest quarter that is held, else the latest month; None where nothing is.
    """
    return _default(frozenset(held), frozenset(whole), kind)


@lru_cache(maxsize=256)
def _default(held: frozenset[Month], whole: frozenset[Month], kind: DefaultPeriod) -> Period | None:
    if kind == "twelve-months" and held and held.issuperset(Period.ending(max(held))):
        return Period.ending(max(held))
    choices = {*periods_available("quarter", held)}
    if kind == "longest":
        choices |= {*periods_available("half_year", held)}
    ordered = sorted(choices, key=lambda period: (period.last, len(period)), reverse=True)
    fair = [p for p in ordered if whole.issuperset(p) and whole.issuperset(p.same_months_last_year())]
    if fair or ordered:
        return (fair or ordered)[0]
    return Period(max(held), max(held)) if held else None


def base_of(kind: BaseKind, period: Period, whole: Collection[Month], custom: Period | None = None) -> Base:
    """What a period is compared with.

    The five-year average takes those of the five years before whose months are whole: an incomplete year would pull it
    down. Where none is, the five years stand, and the comparison is not fair.
    """
    match kind:
        case "previous":
            return Base(kind, (period.previous(),))
        case "five-year":
            years = tuple(period.shift(-12 * back) for back in range(1, 6))
            usable = tuple(year for year in years if set(year) <= set(whole))
            return Base(kind, usable or years)
        case "custom" if custom is not None:
            return Base(kind, (custom,))
        case _:
            return Base("last-year", (period.same_months_last_year(),))
