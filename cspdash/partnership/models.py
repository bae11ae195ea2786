"""What a partnership file may say: the model of its content, with the remedy in every refusal."""

from __future__ import annotations

import datetime
import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, Protocol

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from cspdash.crime_types import CRIME_TYPES
from cspdash.errors import CspdashError
from cspdash.partnership.case_system import CaseForm, CaseSystem

# Levels that the store fills from the look-ups of districts, wards and LSOAs or from `comparators`.
RESERVED_LEVELS = ("partnership", "district", "county", "force_area", "ward", "lsoa", "lsoa_2011")


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


class PartnershipError(CspdashError):
    """A partnership that cannot be read or found; `problems` holds the faults of its files, one each."""

    def __init__(self, message: str, problems: Iterable[Problem] = ()) -> None:
        """Keep the faults beside the message, for callers that show them one by one."""
        super().__init__(message)
        self.problems = list(problems)


def did_you_mean(value: str, known: Iterable[str]) -> str:
    """The remedy for an unknown name: the nearest known one where there is one, and all of them."""
    by_fold = {name.casefold(): name for name in known}
    near = difflib.get_close_matches(value.casefold(), by_fold, n=1)
    hint = f"did you mean {by_fold[near[0]]}? " if near else ""
    return f"{hint}known: {', '.join(by_fold.values())}"


def _written_as(pattern: str, kind: str, form: str) -> AfterValidator:
    def check(value: str) -> str:
        if re.fullmatch(pattern, value) is None:
            raise ValueError(f"{value!r} is not {kind} — write {form}")
        return value

    return AfterValidator(check)


def _known(names: tuple[str, ...], kind: str) -> BeforeValidator:
    def check(value: object) -> object:
        if isinstance(value, str) and value not in names:
            raise ValueError(f"{value!r} is not {kind} — {did_you_mean(value, names)}")
        return value

    return BeforeValidator(check)


def iso_date(value: object) -> object:
    """A text as the date that it is; what is no text is left to the model. ValueError with the remedy for others."""
    if not isinstance(value, str):
        return value
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value) is None:
            raise ValueError("not in the form YYYY-MM-DD")
        return datetime.date.fromisoformat(value)
    except ValueError as error:
        raise ValueError(f"{value!r} is not a date ({error}) — write YYYY-MM-DD, such as 2026-01-22") from error


def _not_reserved(level: str) -> str:
    if level in RESERVED_LEVELS:
        raise ValueError(
            f"{level!r} comes from the look-ups or comparators — "
            f"name your own level, such as settlement or beat (taken: {', '.join(RESERVED_LEVELS)})"
        )
    return level


Text = Annotated[str, AfterValidator(str.strip), _written_as(r"(?s).*\S.*", "a name", "a text that is not blank")]
Level = Annotated[str, _written_as(r"[a-z][a-z0-9_]*", "a level", "small letters, such as settlement or beat")]
AreaCode = Annotated[str, _written_as(r"[^:,\s]([^:,]*[^:,\s])?", "an area code", "a code without colon or comma")]
LsoaCode = Annotated[
    str, _written_as(r"[EW]01[0-9]{6}", "an LSOA code", "E01 or W01 and six digits, such as E01025970")
]
DistrictCode = Annotated[
    str,
    _written_as(
        r"(E0[6-9]|W06)[0-9]{6}",
        "a district code",
        "E06, E07, E08, E09 or W06 and six digits, such as E07000135",
    ),
]
CrimeType = Annotated[str, _known(CRIME_TYPES, "a crime type of police.uk")]
ForceSlug = Annotated[
    str,
    _written_as(r"[a-z]+(-[a-z]+)*", "a force of police.uk", "the name in its files, such as leicestershire"),
]
SLUG_FORM = r"[a-z0-9]+(-[a-z0-9]+)*"
Slug = Annotated[str, _written_as(SLUG_FORM, "a slug", "small letters, digits and hyphens")]
Rounding = Literal["nearest", "toward_zero"]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Area(_Model):
    """An area made of LSOAs, known by its code; the name is for people."""

    code: AreaCode
    name: Text
    lsoas: Annotated[tuple[LsoaCode, ...], Field(min_length=1)]


class AreaGroup(_Model):
    """The areas of one level; `file` names the CSV beside the YAML that listed them, where one did."""

    level: Annotated[Level, AfterValidator(_not_reserved)]
    areas: tuple[Area, ...] = ()
    file: Text | None = None


class Comparator(_Model):
    """An area of whole districts to compare with, such as the county (not the force area)."""

    level: Level
    code: AreaCode
    name: Text
    districts: Annotated[tuple[DistrictCode, ...], Field(min_length=1)]


class Basket(_Model):
    """Crime types that the meeting takes together, under the name it uses for them."""

    name: Text
    crime_types: Annotated[tuple[CrimeType, ...], Field(min_length=1)]


class Meetings(_Model):
    """The dates of the meetings and the pages in the order in which a meeting takes them."""

    dates: tuple[Annotated[datetime.date, BeforeValidator(iso_date)], ...] = ()
    agenda: tuple[Text, ...] = ()


class Point(_Model):
    """A point that the partnership keeps: what kind of thing, its name, and where (degrees)."""

    kind: Text
    name: Text
    longitude: float
    latitude: float


class Event(_Model):
    """Something that the partnership did or saw on a day; without an area it is of the whole partnership."""

    date: datetime.date
    title: Text
    area_code: AreaCode | None = None


class Written(_Model):
    """What the YAML itself says, and the points and events of the CSVs that it names."""

    name: Text
    police_force: Text
    home_force: ForceSlug
    districts: Annotated[tuple[DistrictCode, ...], Field(min_length=1)]
    comparators: tuple[Comparator, ...] = ()
    area_groups: tuple[AreaGroup, ...] = ()
    baskets: tuple[Basket, ...] = ()
    rounding: Annotated[Rounding, _known(("nearest", "toward_zero"), "a way of rounding")] = "nearest"
    meetings: Meetings = Meetings()
    similar_districts: tuple[DistrictCode, ...] = ()
    points: tuple[Point, ...] = ()
    events: tuple[Event, ...] = ()
    case_system: CaseSystem | None = None


class Partnership(Written):
    """A partnership as its YAML describes it; `slug` is the file's stem and names it everywhere else.

    `home_force` is the slug of the police.uk files that the default count takes. `sha256` covers the bytes of
    the YAML and of the files that it names.
    """

    slug: Slug
    path: Path
    sha256: str

    @property
    def table_forms(self) -> tuple[TableForm, ...]:
        """The tables that only this partnership exports, as its files describe them."""
        if self.case_system is None:
            return ()
        return (CaseForm(self.case_system, self.case_system.district or self.districts[0]),)
