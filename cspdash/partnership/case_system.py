"""How a council's case system (Sentinel, ECINS) exports its anti-social behaviour: which column holds what."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, model_validator

_PLAIN = re.compile(r"[^a-z0-9]")
# How a location can be written, and the columns that each way needs.
WAYS: dict[str, tuple[str, ...]] = {
    "area": ("level", "column"),
    "postcode": ("postcode",),
    "degrees": ("longitude", "latitude"),
    "grid": ("easting", "northing"),
}
Way = Literal["area", "postcode", "degrees", "grid"]


def plain_name(name: str) -> str:
    """A column's name in small letters and digits, as `cspdash.sources.recognise` compares them."""
    return _PLAIN.sub("", name.casefold())


def _column_name(text: str) -> str:
    if not plain_name(text):
        raise ValueError(
            f"{text!r} cannot name a column — write the column's name as the first line of the file has it"
        )
    return text


ColumnName = Annotated[str, AfterValidator(_column_name)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CaseLocation(_Part):
    """Where a record's place stands: the code or name of an area of a level, a postcode, degrees or National Grid."""

    level: str | None = None
    column: ColumnName | None = None
    postcode: ColumnName | None = None
    longitude: ColumnName | None = None
    latitude: ColumnName | None = None
    easting: ColumnName | None = None
    northing: ColumnName | None = None

    @model_validator(mode="after")
    def _one_way(self) -> CaseLocation:
        given = {name for name in type(self).model_fields if getattr(self, name) is not None}
        if not any(given == set(names) for names in WAYS.values()):
            ways = "; ".join(" and ".join(names) for names in WAYS.values())
            raise ValueError(f"does not say in one way where a record lies — give one of: {ways}")
        return self

    @property
    def way(self) -> Way:
        """Which of the ways it is."""
        if self.column is not None:
            return "area"
        if self.postcode is not None:
            return "postcode"
        return "degrees" if self.longitude is not None else "grid"

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it needs."""
        named = (self.column, self.postcode, self.longitude, self.latitude, self.easting, self.northing)
        return tuple(name for name in named if name is not None)


class CaseSystem(_Part):
    """The columns of the case system's export. Every other column is dropped while the file is read.

    `district` is the one whose council keeps the system; it may be left out where the partnership is one district.
    With `id` rows of one case are one record; without it every row is a record of its own.
    """

    date: ColumnName
    type: ColumnName
    location: CaseLocation
    team: ColumnName | None = None
    disposal: ColumnName | None = None
    youth: ColumnName | None = None
    id: ColumnName | None = None
    district: str | None = None

    @property
    def columns(self) -> dict[str, str]:
        """What is read, by what it is: date, type, team, disposal, youth, id, and place or place and place2."""
        named = {name: getattr(self, name) for name in ("date", "type", "team", "disposal", "youth", "id")}
        places = dict(zip(("place", "place2"), self.location.columns, strict=False))
        return {name: column for name, column in (named | places).items() if column is not None}


@dataclass(frozen=True)
class CaseForm:
    """The case system's export as a table that is told by its columns: kind `case_records`."""

    system: CaseSystem
    district: str
    kind: Literal["case_records"] = "case_records"

    def matches(self, names: frozenset[str]) -> bool:
        """Whether a table has every column of the mapping; `names` are in small letters and digits only."""
        return {plain_name(column) for column in self.system.columns.values()} <= names
