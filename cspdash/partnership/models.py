"""What a partnership file may say: the model of its content, with the remedy in every refusal."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Protocol

from pydantic import AfterValidator, BeforeValidator, Field, field_validator

from cspdash.errors import UsageError
from cspdash.partnership.case_system import CaseForm, CaseSystem
from cspdash.partnership.fields import (
    RESERVED_LEVELS,
    SLUG_FORM,
    AreaCode,
    CrimeType,
    DistrictCode,
    ForceSlug,
    Level,
    LsoaCode,
    Model,
    Rounding,
    Slug,
    Text,
    did_you_mean,
    iso_date,
    known,
    not_reserved,
)
from cspdash.partnership.survey import Survey, SurveyForm

__all__ = [
    "RESERVED_LEVELS", "SLUG_FORM", "Area", "AreaCode", "AreaGroup", "Basket", "Comparator", "CrimeType", "Event",
    "LsoaCode", "Meetings", "Partnership", "PartnershipError", "Point", "Problem", "Rounding", "Survey", "TableForm",
    "Written", "did_you_mean", "iso_date",
]  # fmt: skip


class TableForm(Protocol):
    """How a table that only this partnership exports is told and read: what it is, and by which columns."""

    @property
    def kind(self) -> Any:
        """What the table is, as `cspdash.sources.recognise` calls it."""

    def matches(self, names: frozenset[str]) -> bool:
        """Whether a table with these columns, in small letters and digits only, is of this form."""


@dataclass(frozen=True)
class Problem:
    """One fault of a file: where it is, and what is wrong with its remedy."""

    file: Path
    line: int
    key: str
    message: str

    def __str__(self) -> str:
        """The line to print: file:line: key: problem — remedy."""
        return f"{self.file}:{self.line}: {self.key}: {self.message}"


class PartnershipError(UsageError):
    """A partnership that cannot be read or found; `problems` holds the faults of its files, one each."""

    def __init__(self, message: str, problems: Iterable[Problem] = ()) -> None:
        """Keep the faults beside the message, for callers that show them one by one."""
        super().__init__(message)
        self.problems = list(problems)


class Area(Model):
    """An area made of LSOAs, known by its code; the name is for people."""

    code: AreaCode
    name: Text
    lsoas: Annotated[tuple[LsoaCode, ...], Field(min_length=1)]


class AreaGroup(Model):
    """The areas of one level; `file` names the CSV beside the YAML that listed them, where one did."""

    level: Annotated[Level, AfterValidator(not_reserved)]
    areas: tuple[Area, ...] = ()
    file: Text | None = None


class Comparator(Model):
    """An area of whole districts to compare with, such as the county (not the force area)."""

    level: Level
    code: AreaCode
    name: Text
    districts: Annotated[tuple[DistrictCode, ...], Field(min_length=1)]


class Basket(Model):
    """Crime types that the meeting takes together, under the name it uses for them."""

    name: Text
    crime_types: Annotated[tuple[CrimeType, ...], Field(min_length=1)]


class Meetings(Model):
    """The dates of the meetings and the pages in the order in which a meeting takes them."""

    dates: tuple[Annotated[datetime.date, BeforeValidator(iso_date)], ...] = ()
    agenda: tuple[Text, ...] = ()


class Point(Model):
    """A point that the partnership keeps: what kind of thing, its name, and where (degrees)."""

    kind: Text
    name: Text
    longitude: float
    latitude: float


class Event(Model):
    """Something that the partnership did or saw on a day; without an area it is of the whole partnership."""

    date: datetime.date
    title: Text
    area_code: AreaCode | None = None


class Adjustment(Model):
    """Residents whom the partnership leaves out of its ages, such as students of halls, by one rule for every table.

    Everyone of `ages` (the youngest and the oldest) in `lsoas` is left out; where `numbers` has the table's year, so
    many of them.
    """

    name: Text
    ages: tuple[Annotated[int, Field(ge=0, le=89)], Annotated[int, Field(ge=0, le=89)]]
    lsoas: Annotated[tuple[LsoaCode, ...], Field(min_length=1)]
    numbers: dict[Annotated[int, Field(ge=1900, le=2099)], Annotated[int, Field(ge=0)]] = Field(default_factory=dict)

    @field_validator("ages")
    @classmethod
    def _in_order(cls, value: tuple[int, int]) -> tuple[int, int]:
        if value[0] > value[1]:
            raise ValueError(f"from {value[0]} to {value[1]} is no age — write the youngest first, such as [18, 19]")
        return value


class Written(Model):
    """What the YAML itself says, and the points and events of the CSVs that it names."""

    name: Text
    police_force: Text
    home_force: ForceSlug
    districts: Annotated[tuple[DistrictCode, ...], Field(min_length=1)]
    comparators: tuple[Comparator, ...] = ()
    area_groups: tuple[AreaGroup, ...] = ()
    baskets: tuple[Basket, ...] = ()
    rounding: Annotated[Rounding, known(("nearest", "toward_zero"), "a way of rounding")] = "nearest"
    meetings: Meetings = Meetings()
    similar_districts: tuple[DistrictCode, ...] = ()
    points: tuple[Point, ...] = ()
    events: tuple[Event, ...] = ()
    population_adjustments: tuple[Adjustment, ...] = ()
    survey: Survey | None = None
    case_system: CaseSystem | None = None


class Partnership(Written):
    """A partnership as its YAML describes it; `slug` is the file's stem and names it everywhere else.

    `home_force` is the slug of the police.uk files that the default count takes.
    """

    slug: Slug
    path: Path

    @property
    def table_forms(self) -> tuple[TableForm, ...]:
        """The tables that only this partnership exports, as its files describe them."""
        forms: list[TableForm] = []
        if self.survey is not None:
            forms.append(SurveyForm(self.slug, self.survey))
        if self.case_system is not None:
            forms.append(CaseForm(self.case_system, self.case_system.district or self.districts[0]))
        return tuple(forms)
