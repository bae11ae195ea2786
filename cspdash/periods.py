"""Months, quarters, half-years and financial years: the one place that knows how they are named and compared.

A financial year runs from April to March, so Q1 is April to June. Nothing here knows which months are held:
callers pass those in.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal, overload

from cspdash.errors import UsageError

PeriodKind = Literal["quarter", "half_year"]

# Written out because strftime would follow the machine's language.
_MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_FIRST_YEAR, _LAST_YEAR = 1900, 2999
_MONTHS_IN_KIND: dict[PeriodKind, int] = {"quarter": 3, "half_year": 6}
_EN_DASH = "\N{EN DASH}"


class PeriodError(UsageError):
    """A month, year or period that cannot be read or cannot exist."""


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month. Months sort in time, and their difference is a whole number of months."""

    year: int
    month: int

    def __post_init__(self) -> None:
        """Refuse months that do not exist."""
        if not 1 <= self.month <= 12:
            raise PeriodError(f"month {self.month} of {self.year} does not exist: give a month from 1 to 12")
        if not _FIRST_YEAR <= self.year <= _LAST_YEAR:
            raise PeriodError(f"year {self.year} is out of range: give a year from {_FIRST_YEAR} to {_LAST_YEAR}")

    @classmethod
    def parse(cls, text: str) -> Month:
        """The month written as YYYY-MM; PeriodError when the text is anything else."""
        found = re.fullmatch(r"([0-9]{4})-([0-9]{2})", text)
        if found is None:
            raise PeriodError(f"{text!r} is not a month: write it as YYYY-MM, such as 2025-04")
        try:
            return cls(int(found[1]), int(found[2]))
        except PeriodError as error:
            raise PeriodError(f"{text!r} is not a month (YYYY-MM): {error}") from error

    @classmethod
    def from_date(cls, date: datetime.date) -> Month:
        """The month that a date falls in."""
        return cls(date.year, date.month)

    @classmethod
    def _from_ordinal(cls, ordinal: int) -> Month:
        return cls(ordinal // 12, ordinal % 12 + 1)

    @property
    def _ordinal(self) -> int:
        return self.year * 12 + self.month - 1

    @property
    def label(self) -> str:
        """The month in full: April 2025."""
        return f"{_MONTH_NAMES[self.month - 1]} {self.year}"

    @property
    def short(self) -> str:
        """The month in short: Apr 2025."""
        return f"{_MONTH_NAMES[self.month - 1][:3]} {self.year}"

    @property
    def first_day(self) -> datetime.date:
        """The date by which the store knows the month."""
        return datetime.date(self.year, self.month, 1)

    @property
    def financial_year(self) -> FinancialYear:
        """The financial year that holds the month: March 2015 belongs to 2014-15."""
        return FinancialYear(self.year if self.month >= 4 else self.year - 1)

    def __str__(self) -> str:
        """The form that parse reads: 2025-04."""
        return f"{self.year:04d}-{self.month:02d}"

    def __add__(self, months: int) -> Month:
        """So many months later."""
        if not isinstance(months, int):
            return NotImplemented
        return Month._from_ordinal(self._ordinal + months)

    @overload
    def __sub__(self, other: int) -> Month: ...
    @overload
    def __sub__(self, other: Month) -> int: ...
    def __sub__(self, other: int | Month) -> Month | int:
        """So many months earlier, or the number of months since another month."""
        if isinstance(other, Month):
            return self._ordinal - other._ordinal
        if not isinstance(other, int):
            return NotImplemented
        return Month._from_ordinal(self._ordinal - other)


@dataclass(frozen=True, order=True)
class FinancialYear:
    """April of the start year to March of the next."""

    start: int

    def __post_init__(self) -> None:
        """Refuse years whose months do not exist."""
        if not _FIRST_YEAR <= self.start < _LAST_YEAR:
            raise PeriodError(
                f"financial year {self.start} is out of range: give a start year from {_FIRST_YEAR} to {_LAST_YEAR - 1}"
            )

    @classmethod
    def parse(cls, text: str | int) -> FinancialYear:
        """The year written as 2014-15, 2014/15 or by its start, 2014; PeriodError for anything else."""
        found = re.fullmatch(r"([0-9]{4})(?:[-/]([0-9]{2}))?", str(text))
        if found is None:
            raise PeriodError(f"{text!r} is not a financial year: write it as 2014-15, 2014/15 or 2014")
        year = cls(int(found[1]))
        if found[2] is not None and int(found[2]) != (year.start + 1) % 100:
            raise PeriodError(
                f"{text!r} is not one financial year: the year that starts in April {year.start} is {year}"
            )
        return year

    @property
    def months(self) -> Period:
        """The twelve months from April to March."""
        return Period(Month(self.start, 4), Month(self.start + 1, 3))

    def quarter(self, number: int) -> Period:
        """Quarter 1 to 4; Q1 is April to June."""
        if not 1 <= number <= 4:
            raise PeriodError(f"quarter {number} of {self} does not exist: give a quarter from 1 to 4")
        first = Month(self.start, 4) + 3 * (number - 1)
        return Period(first, first + 2)

    def __str__(self) -> str:
        """The form in which the field writes it: 2014-15."""
        return f"{self.start}-{(self.start + 1) % 100:02d}"


@dataclass(frozen=True, order=True)
class Period:
    """A run of whole months, both ends included."""

    first: Month
    last: Month

    def __post_init__(self) -> None:
        """Refuse periods that run backwards."""
        if self.first > self.last:
            raise PeriodError(f"a period cannot run from {self.first} to {self.last}: give the earlier month first")

    @classmethod
    def quarter_of(cls, month: Month) -> Period:
        """The quarter of the financial year that holds the month."""
        return month.financial_year.quarter((month - month.financial_year.months.first) // 3 + 1)

    @classmethod
    def half_year_of(cls, month: Month) -> Period:
        """April to September or October to March, whichever holds the month."""
        start = month.financial_year.months.first
        first = start if month - start < 6 else start + 6
        return cls(first, first + 5)

    @classmethod
    def ending(cls, last: Month, months: int = 12) -> Period:
        """The rolling period of so many months that ends with the given one."""
        if months < 1:
            raise PeriodError(f"a period of {months} months does not exist: give at least 1")
        return cls(last - (months - 1), last)

    @property
    def label(self) -> str:
        """The months in full: April to September 2025."""
        return self._joined(self.first.label, self.last.label, " to ")

    @property
    def short(self) -> str:
        """The months in short: Apr–Sep 2025."""
        return self._joined(self.first.short, self.last.short, _EN_DASH)

    def _joined(self, first: str, last: str, link: str) -> str:
        if self.first == self.last:
            return last
        if self.first.year == self.last.year:
            first = first.removesuffix(f" {self.first.year}")
        return f"{first}{link}{last}"

    @property
    def name(self) -> str:
        """What the field calls it (Q1 2025-26, Q1 and Q2 2025-26, 2025-26), else the short label."""
        if len(self) not in (3, 6, 12):
            return self.short
        year = self.first.financial_year
        if self == year.months:
            return str(year)
        for number in range(1, 5):
            if self == year.quarter(number):
                return f"Q{number} {year}"
        if self == Period.half_year_of(self.first):
            return f"Q1 and Q2 {year}" if self.first.month == 4 else f"Q3 and Q4 {year}"
        return self.short

    def shift(self, months: int) -> Period:
        """The same number of months, moved later (or earlier, when negative)."""
        return Period(self.first + months, self.last + months)

    def previous(self) -> Period:
        """The period of the same length right before this one."""
        return self.shift(-len(self))

    def same_months_last_year(self) -> Period:
        """The same calendar months a year earlier."""
        return self.shift(-12)

    def __str__(self) -> str:
        """The label."""
        return self.label

    def __len__(self) -> int:
        """The number of months."""
        return self.last - self.first + 1

    def __iter__(self) -> Iterator[Month]:
        """The months in order."""
        return (self.first + step for step in range(len(self)))

    def __contains__(self, month: object) -> bool:
        """Whether the month lies in the period."""
        return isinstance(month, Month) and self.first <= month <= self.last


def periods_available(kind: PeriodKind, months: Collection[Month]) -> list[Period]:
    """All quarters or half-years whose every month is in `months`, newest first."""
    if kind not in _MONTHS_IN_KIND:
        raise PeriodError(f"{kind!r} is not a kind of period: give one of {', '.join(_MONTHS_IN_KIND)}")
    length = _MONTHS_IN_KIND[kind]
    # Quarters and half-years both count from April, the fourth month of a calendar year (ordinal 3).
    held = Counter((month._ordinal - 3) // length for month in set(months))
    firsts = (Month._from_ordinal(number * length + 3) for number, count in held.items() if count == length)
    return sorted((Period(first, first + (length - 1)) for first in firsts), reverse=True)


def latest_complete(kind: PeriodKind, months: Collection[Month]) -> Period | None:
    """The latest quarter or half-year whose every month is in `months`; None when there is none."""
    available = periods_available(kind, months)
    return available[0] if available else None
