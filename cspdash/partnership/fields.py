"""The kinds of value that partnership files hold, each with the remedy in its refusal."""

from __future__ import annotations

import datetime
import difflib
import re
from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict

from cspdash.crime_types import CRIME_TYPES

# Levels that the store fills from the look-ups of districts, wards and LSOAs or from `comparators`.
RESERVED_LEVELS = ("partnership", "district", "county", "force_area", "ward", "lsoa", "lsoa_2011")


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


def known(names: tuple[str, ...], kind: str) -> BeforeValidator:
    """That a text is one of some names; others are refused with the nearest of them."""

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


def not_reserved(level: str) -> str:
    """A level of one's own as it stands; ValueError for one that comes from elsewhere."""
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
CrimeType = Annotated[str, known(CRIME_TYPES, "a crime type of police.uk")]
ForceSlug = Annotated[
    str,
    _written_as(r"[a-z]+(-[a-z]+)*", "a force of police.uk", "the name in its files, such as leicestershire"),
]
SLUG_FORM = r"[a-z0-9]+(-[a-z0-9]+)*"
Slug = Annotated[str, _written_as(SLUG_FORM, "a slug", "small letters, digits and hyphens")]
Rounding = Literal["nearest", "toward_zero"]


class Model(BaseModel):
    """A part of a file: no other keys than its own, and never changed once read."""

    model_config = ConfigDict(extra="forbid", frozen=True)
