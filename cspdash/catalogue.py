"""The questions, one SQL file each in queries/: reads their headers, checks and binds parameters, gives frames.

A page or the command line asks by name with plain values ("2025-04", "South Wigston"). Every value is checked
here, before DuckDB sees it, and bound as a parameter; nothing is ever formatted into the SQL.
"""

from __future__ import annotations

import difflib
import re
import warnings
from collections.abc import Mapping, Sequence, Sized
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import yaml

from cspdash.areas import Areas, areas_of, plain_key
from cspdash.errors import UsageError
from cspdash.periods import FinancialYear, Month, PeriodError
from cspdash.statistics.protected import PROTECTIONS
from cspdash.store import reader
from cspdash.store.versions import QUERIES, Version

ParameterType = Literal["area", "level", "month", "financial_year", "crime_type", "choice", "flag", "year"]
ColumnType = Literal["text", "count", "number", "share", "month", "year", "flag"]

_DTYPES: Mapping[ColumnType, Any] = {
    "text": "str", "month": "str", "count": "Int64", "year": "Int64", "number": "float64", "share": "float64",
    "flag": "bool",
}  # fmt: skip
_ARROW: Mapping[ColumnType, pa.DataType] = {
    "text": pa.string(), "month": pa.string(), "count": pa.int64(), "year": pa.int64(), "number": pa.float64(),
    "share": pa.float64(), "flag": pa.bool_(),
}  # fmt: skip
# The other way of asking, which makes no copy, plans each question twice: a third more for what pages ask.
warnings.filterwarnings("ignore", "Arrow output on a DB-API result makes an extra copy", UserWarning)


class QuestionError(UsageError):
    """A question that does not exist, or parameters that it cannot take; the message says what it can."""


@dataclass(frozen=True)
class Parameter:
    """A parameter as the question's header declares it."""

    name: str
    type: ParameterType
    list: bool = False
    optional: bool = False
    default: str | bool | None = None
    values: tuple[str, ...] = ()

    @property
    def required(self) -> bool:
        """Whether the asker must give it."""
        return not self.optional and self.default is None

    def describe(self) -> str:
        """For lists of questions: `from_month (month)`, `crime_types (crime type, repeats, optional)`."""
        kind = " | ".join(self.values) if self.values else self.type.replace("_", " ")
        notes = [kind, *["repeats"] * self.list, *["optional"] * (not self.required)]
        if self.default not in (None, False):
            notes.append(f"default {self.default}")
        return f"{self.name} ({', '.join(notes)})"


@dataclass(frozen=True)
class Question:
    """One question: its title, the question in words, parameters, columns with their types, and the SQL.

    `protected` names how its answer is rid of small counts (`statistics.protected`) before anybody sees it.
    """

    name: str
    title: str
    question: str
    parameters: tuple[Parameter, ...]
    columns: Mapping[str, ColumnType]
    note: str
    sql: str
    protected: str | None = None


@dataclass(frozen=True)
class Answer:
    """An answer with what it was made from, for the page that shows its workings.

    `frame` has the question's columns: counts and years as Int64 (empty as NA), numbers and shares as float (empty as
    NaN), months as `YYYY-MM` text, flags as bool.
    """

    question: Question
    parameters: Mapping[str, Any]
    version: Version
    frame: pd.DataFrame


def _parse(path: Path) -> Question:
    text = path.read_text(encoding="utf-8")
    header: list[str] = []
    for line in text.splitlines():
        if not line.startswith("--"):
            break
        header.append(line.removeprefix("-- ").removeprefix("--"))
    try:
        told = yaml.safe_load("\n".join(header))
        parameters = []
        for name, spec in (told["parameters"] or {}).items():
            given = {"type": spec} if isinstance(spec, str) else dict(spec)
            given["values"] = tuple(given.get("values", ()))
            parameters.append(Parameter(name, **given))
        unknown = {p.type for p in parameters} - set(get_args(ParameterType))
        unknown |= set(told["columns"].values()) - set(get_args(ColumnType))
        unknown |= {told.get("protected")} - {None, *PROTECTIONS}
        if unknown:
            raise QuestionError(f"{path}: there is no type {', '.join(map(str, sorted(unknown)))}")
        return Question(
            path.stem, told["title"], told["question"], tuple(parameters), dict(told["columns"]),
            str(told.get("note", "")).strip(), text, told.get("protected"),
        )  # fmt: skip
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise QuestionError(
            f"{path}: the header needs title, question, parameters and columns as YAML behind `--` ({error})"
        ) from error


@cache
def questions(folder: Path = QUERIES) -> Mapping[str, Question]:
    """All questions by name."""
    return {path.stem: _parse(path) for path in sorted(folder.glob("*.sql"))}


def question(name: str) -> Question:
    """A question by name; raises QuestionError with the nearest names."""
    known = questions()
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        hint = f"did you mean {near[0]}? " if near else ""
        raise QuestionError(f"there is no question '{name}'; {hint}known: {', '.join(known)}")
    return known[name]


def ask(version: Version, name: str, **given: Any) -> Answer:
    """Answer a question from a version of the store.

    Args:
        version: which state of the store.
        name: the question.
        given: its parameters as plain values: months as `YYYY-MM` or Month, financial years as `2014-15`, areas
            by name or code, lists as sequences. None, or an empty list, means not given.

    Raises:
        QuestionError: an unknown question, a missing, unknown or malformed parameter.
        AreaError: an area that is unknown or ambiguous.
        StoreError: a version that this release cannot read.
    """
    asked = question(name)
    by_name = {parameter.name: parameter for parameter in asked.parameters}
    unknown = [key for key in given if key not in by_name]
    if unknown:
        takes = ", ".join(by_name) or "none"
        raise QuestionError(f"'{name}' has no parameter '{unknown[0]}'; it takes: {takes}")
    lacking = [p.describe() for p in asked.parameters if p.required and _not_given(given.get(p.name))]
    if lacking:
        raise QuestionError(f"'{name}' needs {', '.join(lacking)}")
    areas = areas_of(version)
    bound = {p.name: _bind(asked, p, given.get(p.name), areas) for p in asked.parameters}
    _check_order(asked, bound)
    frame = _frame(asked, reader.cursor(version).execute(asked.sql, bound))
    return Answer(asked, bound, version, PROTECTIONS[asked.protected](frame) if asked.protected else frame)


def _not_given(value: Any) -> bool:
    return value is None or (isinstance(value, Sized) and not isinstance(value, str) and not value)


def _bind(asked: Question, parameter: Parameter, value: Any, areas: Areas) -> Any:
    if _not_given(value):
        return parameter.default
    if parameter.list:
        values: Sequence[Any] = [value] if isinstance(value, str) else list(value)
        return [_bind_one(asked, parameter, item, areas) for item in values]
    return _bind_one(asked, parameter, value, areas)


def _bind_one(asked: Question, parameter: Parameter, value: Any, areas: Areas) -> Any:
    match parameter.type:
        case "area":
            return areas.resolve(str(value)).code
        case "level":
            return _one_of(asked, parameter, str(value), areas.levels)
        case "crime_type":
            return _one_of(asked, parameter, str(value), areas.crime_types)
        case "choice":
            return _one_of(asked, parameter, str(value), parameter.values)
        case "month" | "financial_year":
            return _first_day(asked, parameter, value)
        case "year":
            if not re.fullmatch(r"(19|20)\d\d", str(value)):
                raise QuestionError(f"'{asked.name}', {parameter.name}: '{value}' is not a year; write it as 2021")
            return int(value)
        case "flag":
            if isinstance(value, bool):
                return value
            return _one_of(asked, parameter, str(value).lower(), ("true", "false")) == "true"


def _first_day(asked: Question, parameter: Parameter, value: Any) -> date:
    try:
        if parameter.type == "month":
            return (value if isinstance(value, Month) else Month.parse(str(value))).first_day
        year = value if isinstance(value, FinancialYear) else FinancialYear.parse(str(value))
        return year.months.first.first_day
    except PeriodError as error:
        raise QuestionError(f"'{asked.name}', {parameter.name}: {error}") from error


def _one_of(asked: Question, parameter: Parameter, value: str, known: Sequence[str]) -> str:
    folded = {plain_key(name): name for name in known}
    if (found := folded.get(plain_key(value))) is not None:
        return found
    near = difflib.get_close_matches(plain_key(value), folded, n=1)
    hint = f"did you mean '{folded[near[0]]}'? " if near else ""
    raise QuestionError(
        f"'{asked.name}', {parameter.name}: '{value}' is not one of its values; {hint}known: {', '.join(known)}"
    )


def _check_order(asked: Question, bound: Mapping[str, Any]) -> None:
    for first, last in (("from_month", "to_month"), ("base_from", "base_to"), ("from_year", "to_year")):
        start, end = bound.get(first), bound.get(last)
        if isinstance(start, date) and isinstance(end, date) and start > end:
            raise QuestionError(f"'{asked.name}': {first} lies after {last}; exchange them")


def _frame(asked: Question, answered: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """The rows as a frame of the declared columns and types, without a detour through DuckDB's own guess."""
    found: pa.Table = answered.to_arrow_table()
    return pd.DataFrame({name: _column(found[name], kind) for name, kind in asked.columns.items()})


def _column(values: pa.ChunkedArray, kind: ColumnType) -> Any:
    if kind == "month":
        values = pc.utf8_slice_codeunits(values.cast(pa.string()), 0, len("2025-04"))
    return pd.array(values.cast(_ARROW[kind]), dtype=_DTYPES[kind])


def plain(frame: pd.DataFrame) -> pd.DataFrame:
    """A frame as it is written out: empty cells are None, whole numbers are int, everything else as it stands."""
    return pd.DataFrame(
        {name: pd.Series([_plain_cell(value) for value in frame[name].tolist()], dtype=object) for name in frame}
    )


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """A frame as JSON-ready records: empty cells are None, whole numbers are int."""
    columns = plain(frame)
    names = [str(name) for name in columns]
    return [dict(zip(names, cells, strict=True)) for cells in zip(*(columns[name] for name in columns), strict=True)]


def _plain_cell(value: Any) -> Any:
    if pd.isna(value):
        return None
    return int(value) if isinstance(value, float) and value.is_integer() else value
