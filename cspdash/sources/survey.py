"""A survey of one row a respondent into counts. Nothing else of a row is kept, and free text is never looked at."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cspdash.partnership.survey import Choice, Concerns, Place, Survey, Year
from cspdash.periods import FinancialYear, Month, PeriodError
from cspdash.sources.inputs import Input, Problem
from cspdash.sources.recognise import plain
from cspdash.sources.sheets import TableError, rows_of

# Faults told one by one; a file that does not fit its mapping has as many as rows.
TOLD = 5
NO_AREA = ""
DEMOGRAPHIC = "demographic:"


@dataclass(frozen=True)
class Asked:
    """A question as the counts know it: its answers in order, and whether a person may give several."""

    question: str
    answers: tuple[str, ...]
    several: bool
    by_area: bool


@dataclass
class SurveyCounts:
    """What a file says.

    bases: people by year, area code and question. answers: the same and answer. respondents: people by year.
    Combinations without anybody are not among the keys.
    """

    asked: Sequence[Asked]
    bases: Counter[tuple[FinancialYear, str, str]] = field(default_factory=Counter)
    answers: Counter[tuple[FinancialYear, str, str, str]] = field(default_factory=Counter)
    respondents: Counter[FinancialYear] = field(default_factory=Counter)


class _Unfit(Exception):
    """A cell that does not fit the mapping."""


def read_survey(source: Input, survey: Survey, areas: Mapping[str, str]) -> SurveyCounts:
    """Count a survey's answers.

    Args:
        source: CSV or Excel, one row a respondent.
        survey: the mapping; only the columns that it names are read.
        areas: what a cell of the area column may hold, as `recognise.plain` gives it → code of the area.

    Raises TableError for a file whose columns are not there once, that has no respondents, or in which any cell is not
    one of the mapping's texts; it names the first lines. Nothing is counted then: shares of a part would mislead.
    """
    rows = rows_of(source)
    try:
        _, header = next(rows)
    except StopIteration:
        raise TableError(Problem(source.label, "the file is empty; export the survey again", 1)) from None
    at = _columns(source, header, survey)
    questions = _questions(survey)
    counts = SurveyCounts([question.asked for question in questions])
    known = {} if survey.area is None else dict(areas) | _labels(source, survey.area, areas)
    nothing = frozenset(text.casefold() for text in ("", *survey.no_answer))
    faults: list[tuple[int, str]] = []
    for line, row in rows:
        cells = {name: row[index].strip() if index < len(row) else "" for name, index in at.items()}
        if not any(cells.values()):
            continue
        try:
            _count(counts, survey, questions, cells, nothing, known)
        except _Unfit as fault:
            faults.append((line, str(fault)))
    if faults:
        told = [f"line {line}: {text}" for line, text in faults[1:TOLD]]
        more = f"; and {len(faults) - TOLD:,} more lines" if len(faults) > TOLD else ""
        first, text = faults[0]
        raise TableError(
            Problem(source.label, "; ".join([text, *told]) + more + ". Correct the cells or the mapping", first)
        )
    if not counts.respondents:
        raise TableError(Problem(source.label, "no respondents after the header; export the survey again", 1))
    return counts


def _columns(source: Input, header: Sequence[str], survey: Survey) -> dict[str, int]:
    """Each column that the mapping names → its place."""
    names = [plain(name) for name in header]
    at = {}
    for column in survey.columns:
        found = [index for index, name in enumerate(names) if name == plain(column)]
        if len(found) != 1:
            times = "not there" if not found else f"there {len(found)} times"
            raise TableError(Problem(source.label, f"the column '{column}' is {times}; correct the mapping", 1))
        at[column] = found[0]
    return at


def _labels(source: Input, place: Place, areas: Mapping[str, str]) -> dict[str, str]:
    labels = {}
    for text, area in place.labels.items():
        if plain(area) not in areas:
            said = f"the mapping gives '{text}' the {place.level} '{area}', which is not one of the partnership's"
            raise TableError(Problem(source.label, f"{said}; correct its labels"))
        labels[plain(text)] = areas[plain(area)]
    return labels


@dataclass(frozen=True)
class _Question:
    """A question with its columns, what may stand in them (in small letters → answer), and how several are written."""

    asked: Asked
    columns: tuple[str, ...]
    spelled: Mapping[str, str]
    separator: str | None = None
    ticked: frozenset[str] = frozenset()

    def given(self, cells: Mapping[str, str], nothing: frozenset[str]) -> set[str]:
        """The answers of one person; raises _Unfit for a cell that is none of the mapping's texts."""
        found = set()
        for column in self.columns:
            texts = cells[column].split(self.separator) if self.separator else [cells[column]]
            for text in (text.strip().casefold() for text in texts):
                if text in nothing:
                    continue
                answer = self.spelled.get(column.casefold() if text in self.ticked else text)
                if answer is None:
                    raise _Unfit(f"'{_short(cells[column])}' is not a known answer of '{column}'")
                found.add(answer)
        return found


def _questions(survey: Survey) -> list[_Question]:
    found = []
    if survey.concern is not None:
        found.append(_question("concern", survey.concern, survey.concern.columns))
    for name, choice in (("safety", survey.safety), ("crime_trend", survey.crime_trend)):
        if choice is not None:
            found.append(_question(name, choice, (choice.column,)))
    return [*found, *(_question(f"{DEMOGRAPHIC}{who.name}", who, (who.column,)) for who in survey.demographics)]


def _question(name: str, asked: Concerns | Choice, columns: tuple[str, ...]) -> _Question:
    spelled = {text.casefold(): option.answer for option in asked.answers for text in option.spellings}
    answers = tuple(option.answer for option in asked.answers)
    by_area = not name.startswith(DEMOGRAPHIC)
    if not isinstance(asked, Concerns):
        return _Question(Asked(name, answers, several=False, by_area=by_area), columns, spelled)
    ticked = frozenset(text.casefold() for text in asked.ticked)
    return _Question(Asked(name, answers, asked.several, by_area), columns, spelled, asked.separator, ticked)


def _count(
    counts: SurveyCounts,
    survey: Survey,
    questions: Sequence[_Question],
    cells: Mapping[str, str],
    nothing: frozenset[str],
    known: Mapping[str, str],
) -> None:
    """Count one person, once everything that they said is understood."""
    year = _year(survey.year, cells[survey.year.column])
    area = NO_AREA
    if survey.area is not None and cells[survey.area.column].casefold() not in nothing:
        text = cells[survey.area.column]
        if plain(text) not in known:
            raise _Unfit(f"'{_short(text)}' is not a {survey.area.level} of the partnership ('{survey.area.column}')")
        area = known[plain(text)]
    given = [(question.asked, question.given(cells, nothing)) for question in questions]
    for asked, answers in given:
        where = area if asked.by_area else NO_AREA
        counts.bases[year, where, asked.question] += bool(answers)
        for answer in answers:
            counts.answers[year, where, asked.question, answer] += 1
    counts.respondents[year] += 1


def _year(year: Year, text: str) -> FinancialYear:
    """The survey's year that a cell names: by a label, as 2017-18 or 2017/2018, or by a date in it."""
    written = {label.casefold(): named for label, named in year.labels.items()}.get(text.casefold(), text)
    if (found := re.fullmatch(r"(\d{4})\s*[-/–]\s*(?:\d\d)?(\d\d)", written)) and len(written) != 7:
        written = f"{found[1]}-{found[2]}"
    try:
        if re.fullmatch(r"\d{4}[-/]\d\d", written):
            return FinancialYear.parse(written)
        if (date := re.match(r"(\d{4})-(\d\d)-\d\d(?!\d)", written)) is not None:
            return Month(int(date[1]), int(date[2])).financial_year
        if (date := re.match(r"\d{1,2}/(\d{1,2})/(\d{4})(?!\d)", written)) is not None:
            return Month(int(date[2]), int(date[1])).financial_year
    except PeriodError as error:
        raise _Unfit(f"'{_short(text)}' in '{year.column}': {error}") from error
    raise _Unfit(f"'{_short(text)}' in '{year.column}' is no financial year (2017-18) and no date (2017-06-30)")


def _short(text: str) -> str:
    """Enough of a cell to find it again."""
    return text if len(text) <= 40 else f"{text[:39]}…"
