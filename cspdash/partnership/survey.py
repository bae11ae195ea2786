"""How a partnership's survey is read: which columns hold what, and what their answers are called here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, model_validator

from cspdash.partnership.fields import CrimeType, Level, Model, Text, known

SurveyQuestion = Literal["concern", "safety", "crime_trend"]
Ties = Literal["printed", "count"]
_FINANCIAL_YEAR = r"[0-9]{4}[-/]([0-9]{2}|[0-9]{4})"


def _plain(name: str) -> str:
    """A column's name as `TableForm.matches` is given it."""
    return re.sub(r"[^a-z0-9]", "", name.casefold())


class Option(Model):
    """One answer: what it is called here, how else the file writes it, and what police.uk records of it.

    `crime_types` are police.uk's types for the same thing. `within` are wider types that hold it among others, so that
    it cannot be told apart. Neither: police.uk records nothing of the kind.
    """

    answer: Text
    written: tuple[Text, ...] = ()
    crime_types: tuple[CrimeType, ...] = ()
    within: tuple[CrimeType, ...] = ()

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every text of a cell that means this answer."""
        return (self.answer, *self.written)


Options = Annotated[tuple[Option, ...], Field(min_length=2)]


class _Asked(Model):
    answers: Options

    @model_validator(mode="after")
    def _apart(self) -> _Asked:
        folded = Counter(text.casefold() for option in self.answers for text in set(option.spellings))
        twice = sorted(text for text, n in folded.items() if n > 1)
        if twice:
            raise ValueError(f"{twice[0]!r} is written for two answers — keep it under one of them")
        return self


class Concerns(_Asked):
    """What people name as a concern or priority.

    One answer a person stands in one column. Several stand in several columns, or in one with a separator. With
    `ticked`, each column is named for an answer and a cell holds one of these texts where it was chosen.
    """

    columns: Annotated[tuple[Text, ...], Field(min_length=1)]
    separator: Text | None = None
    ticked: tuple[Text, ...] = ()

    @property
    def several(self) -> bool:
        """Whether a person may name more than one, so that the shares add up to more than 100%."""
        return len(self.columns) > 1 or self.separator is not None


class Choice(_Asked):
    """A question with one answer a person, in one column."""

    column: Text


class Safety(Choice):
    """How safe people feel, on five points from very safe to very unsafe."""

    @model_validator(mode="after")
    def _five(self) -> Safety:
        _points(self.answers, 5, "from very safe to very unsafe")
        return self


class CrimeTrend(Choice):
    """What people think crime did: gone up, stayed the same, gone down; others (don't know) may follow."""

    @model_validator(mode="after")
    def _three(self) -> CrimeTrend:
        _points(self.answers[:3], 3, "gone up, the same, gone down, in this order")
        return self


def _points(answers: tuple[Option, ...], points: int, order: str) -> None:
    if len(answers) != points:
        raise ValueError(f"has {len(answers)} answers — list {points}, {order}")


class Demographic(Choice):
    """Who answered, such as age groups; counted for the whole survey and year only, never by area."""

    name: Text


class Year(Model):
    """The column of the survey's year: financial years (2017-18) or dates; `labels` says what other texts mean."""

    column: Text
    labels: Mapping[Text, Text] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _years(self) -> Year:
        wrong = [year for year in self.labels.values() if re.fullmatch(r"[0-9]{4}-[0-9]{2}", year) is None]
        if wrong:
            raise ValueError(f"{wrong[0]!r} is not a financial year — write it as 2017-18")
        return self


class Place(Model):
    """The column of the smallest areas: names or codes of one level; `labels` says what other texts mean."""

    column: Text
    level: Level
    labels: Mapping[Text, Text] = Field(default_factory=dict)


class Survey(Model):
    """The mapping of one survey.

    `no_answer` are texts that count as no answer, as an empty cell does. `ties`: whether concerns share a rank when
    their printed (rounded) shares are equal, as strategic plans print them, or only when their counts are.
    """

    name: Text
    year: Year
    area: Place | None = None
    concern: Concerns | None = None
    safety: Safety | None = None
    crime_trend: CrimeTrend | None = None
    demographics: tuple[Demographic, ...] = ()
    no_answer: tuple[Text, ...] = ()
    ties: Annotated[Ties, known(("printed", "count"), "a way of telling ties")] = "printed"

    @model_validator(mode="after")
    def _asks(self) -> Survey:
        if self.concern is None and self.safety is None and self.crime_trend is None:
            raise ValueError("asks nothing — describe concern, safety or crime_trend")
        return self

    @property
    def columns(self) -> Iterator[str]:
        """Every column that a file of this survey must have."""
        yield self.year.column
        if self.area is not None:
            yield self.area.column
        if self.concern is not None:
            yield from self.concern.columns
        for asked in (self.safety, self.crime_trend, *self.demographics):
            if asked is not None:
                yield asked.column


# The model of each part of the mapping, by the keys on the way to it.
MODELS: dict[tuple[str, ...], type[Model]] = {
    (): Survey, ("year",): Year, ("area",): Place, ("concern",): Concerns, ("safety",): Safety,
    ("crime_trend",): CrimeTrend, ("demographics",): Demographic,
    **{(part, "answers"): Option for part in ("concern", "safety", "crime_trend", "demographics")},
}  # fmt: skip


@dataclass(frozen=True)
class SurveyForm:
    """The survey of one partnership as a table that only it exports."""

    partnership: str
    survey: Survey

    @property
    def kind(self) -> Literal["survey"]:
        """What `cspdash.sources.recognise` calls it."""
        return "survey"

    def matches(self, names: frozenset[str]) -> bool:
        """Whether a table has every column that the mapping names; others may stand beside them and are not read."""
        return all(_plain(column) in names for column in self.survey.columns)
