"""A partnership's survey into a building, and what of it may be shown."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import duckdb

from cspdash.partnership.survey import SurveyForm
from cspdash.sources.inputs import InputError, Problem
from cspdash.sources.recognise import Recognised, plain
from cspdash.sources.sheets import TableError
from cspdash.sources.survey import NO_AREA, SurveyCounts, read_survey
from cspdash.store.ledger import Ledger
from cspdash.store.reference import hand_over
from cspdash.store.report import FileResult
from cspdash.store.sql import run, sql


def load_survey(ledger: Ledger, items: list[Recognised]) -> None:
    """Load surveys: a file is the whole truth for the partnership and the years that it names.

    Of two files that name the same year the newer counts. The areas must be known: look-ups come first. A file counts
    as loaded before when neither it nor its mapping has changed.
    """
    if items and not ledger.at_work.areas_ready:
        ledger.at_work.ready_areas()
    for item in sorted(items, key=lambda i: (i.source.modified, i.source.label)):
        form = item.form
        assert isinstance(form, SurveyForm), "only a partnership's mapping tells a survey"
        try:
            mapping = form.survey.model_dump_json()
            sha = hashlib.sha256(f"{item.source.sha256()} {mapping}".encode()).hexdigest()
            areas = _areas(ledger.connection, item, form)
            counts = read_survey(item.source, form.survey, areas)
        except InputError as error:
            ledger.report.files.append(FileResult.refused(error.problem))
            continue
        years = sorted(counts.respondents)
        asked: dict[str, object] = {"partnership": form.partnership, "sha256": sha}
        held = {year for (year,) in ledger.connection.execute(sql("load/survey/held"), asked).fetchall()}
        if {year.months.first.first_day for year in years} <= held and not ledger.leaving_sample:
            ledger.report.files.append(FileResult.table(item.source, item.kind, "unchanged", 0, sha))
            continue
        ledger.leave_sample()
        hand_over(ledger.connection, list(_rows(counts, sorted(set(areas.values())))))
        taken: dict[str, object] = {
            "name": form.survey.name, "years": [year.months.first.first_day for year in years],
            "respondents": [counts.respondents[year] for year in years],
        }  # fmt: skip
        run(ledger.connection, "load/survey/take", asked | taken)
        ledger.at_work.changed = True
        result = FileResult.table(item.source, item.kind, "loaded", sum(counts.respondents.values()), sha)
        ledger.record([(ledger.next_number(), result, [])])


def _areas(connection: duckdb.DuckDBPyConnection, item: Recognised, form: SurveyForm) -> dict[str, str]:
    """Names and codes of the areas that the file may name, plain → code; none where the survey has no areas."""
    place = form.survey.area
    if place is None:
        return {}
    found = connection.execute(
        sql("load/survey/areas"), {"partnership": form.partnership, "level": place.level}
    ).fetchall()
    if not found:
        said = f"the mapping's level '{place.level}' has no area in {form.partnership}"
        raise TableError(Problem(item.source.label, f"{said}; load the look-up that holds it, or correct the mapping"))
    return {plain(text): code for code, name in found for text in (name, code)}


def _rows(counts: SurveyCounts, codes: list[str]) -> Iterator[dict[str, object]]:
    """The counts, noughts among them: year, area_code, question, several, position (0: the base), answer, n."""
    for year in counts.respondents:
        for asked in counts.asked:
            for area in (*codes, NO_AREA) if asked.by_area else (NO_AREA,):
                told = {
                    "year": year.months.first.first_day, "area_code": area, "question": asked.question,
                    "several": asked.several,
                }  # fmt: skip
                yield told | {"position": 0, "answer": None, "n": counts.bases[year, area, asked.question]}
                for position, answer in enumerate(asked.answers, 1):
                    n = counts.answers[year, area, asked.question, answer]
                    yield told | {"position": position, "answer": answer, "n": n}
