"""Survey and Perception gap: the printed figures on the sample, every cell as its question answers it, none hidden."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from cspdash.catalogue import ask
from cspdash.partnership import Partnership
from cspdash.sample.survey import survey_rows
from cspdash.statistics.suppression import MINIMUM
from cspdash.store.load import load
from cspdash.store.versions import Version, current
from cspdash.wording import survey as words
from cspdash.wording import survey_tables as told
from cspdash.wording.numbers import DASH
from tests.builders import ask as ask_store
from tests.pages import as_number, html_of, run_page, tables_of
from tests.test_suppression import bounds

PUBLISHED = Path(__file__).resolve().parents[1] / "data" / "reference" / "published"
WHO = "oadby-wigston"
SETTLEMENTS = ("oadby", "wigston", "south-wigston")
HIDDEN = {DASH, words.HIDDEN}


def printed(name: str) -> list[dict[str, str]]:
    with (PUBLISHED / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def answered(version: Version, place: str, question: str = "concern", year: str = "") -> dict[str, tuple[Any, Any]]:
    frame = ask(version, "survey_answers", area=place, partnership=WHO, question=question).frame
    rows = frame[frame["financial_year"] == year]
    return {str(row["answer"]): (row["n"], row["base"]) for row in rows.to_dict("records")}


def told_by(app: AppTest) -> str:
    return " ".join(html_of(app))


def same(text: Any, n: Any) -> None:
    """A printed count is the question's, or a dash where that is empty."""
    assert str(text) in HIDDEN if pd.isna(n) else as_number(text) == n


def test_the_printed_ranking_is_on_the_page_cell_by_cell(on_sample: Version) -> None:
    app = run_page("pages/survey.py", {"year": "all"})
    table = tables_of(app)[0]
    plan = printed("oadby_wigston_survey_priorities_2017_2021.csv")
    assert list(table["Rank"]) == [row["published_rank"] for row in plan]
    assert list(table["Share"]) == [f"{row['published_percent']}%" for row in plan]
    assert list(table["Concern"]) == [row["concern"] for row in plan]
    assert "20% of 859 answers" in app.title[0].value
    assert "859 people answered" in told_by(app)


def test_the_printed_feeling_of_safety_is_on_the_page(on_sample: Version) -> None:
    app = run_page("pages/survey.py", {"show": "safety"})
    row = tables_of(app)[0].iloc[0]
    plan = printed("oadby_wigston_survey_safety_2017_2021.csv")
    assert list(row.iloc[1:4]) == [f"{each['percent']}%" for each in plan]
    assert row["People who answered"] == "839"
    assert app.title[0].value == "Oadby and Wigston: 48% feel safe or very safe, 22% unsafe or very unsafe"
    counts = answered(on_sample, WHO, "safety")
    assert [counts["Very safe"][0] + counts["Safe"][0], counts["Neither safe nor unsafe"][0],
            counts["Unsafe"][0] + counts["Very unsafe"][0]] == [404, 252, 183]  # fmt: skip


@pytest.mark.parametrize("place", [WHO, *SETTLEMENTS, "E05005533"])
@pytest.mark.parametrize("year", ["all", "2018-19", "2020-21"])
def test_every_count_is_that_of_the_question(on_sample: Version, place: str, year: str) -> None:
    table = tables_of(run_page("pages/survey.py", {"place": place, "year": year}))[0].set_index("Concern")
    found = answered(on_sample, place, year="" if year == "all" else year)
    assert set(table.index) == set(found)
    for answer, (n, base) in found.items():
        row = table.loc[answer]
        same(row["Answers"], n)
        if pd.isna(n) or pd.isna(base):
            assert {row["Rank"], row["Share"], row["95% interval"]} == {DASH}
        else:
            assert as_number(row["Share"].removesuffix("%")) == (200 * n + base) // (2 * base)


@pytest.mark.parametrize("place", [WHO, *SETTLEMENTS])
def test_years_stand_beside_each_other(on_sample: Version, place: str) -> None:
    table = tables_of(run_page("pages/survey.py", {"place": place, "show": "years"}))[0].set_index("Concern")
    for year, heading in (("2017-18", "2017-18"), ("2020-21", "2020-21"), ("", "All years")):
        for answer, (n, base) in answered(on_sample, place, year=year).items():
            cell = str(table.loc[answer, heading])
            assert cell == DASH if pd.isna(n) else cell.startswith(f"{(200 * n + base) // (2 * base)}%, ")


@pytest.mark.parametrize("level", ["settlement", "ward"])
@pytest.mark.parametrize("year", ["all", "2020-21"])
def test_areas_stand_beside_each_other(on_sample: Version, level: str, year: str) -> None:
    app = run_page("pages/survey.py", {"show": "areas", "level": level, "of": year, "concern": "noise-nuisance"})
    table = tables_of(app)[0].set_index(level.capitalize())
    frame = ask(on_sample, "survey_by_area", area=WHO, partnership=WHO, level=level).frame
    wanted = frame[(frame["financial_year"] == ("" if year == "all" else year)) & (frame["answer"] == "Noise Nuisance")]
    assert len(wanted) == {"settlement": 3, "ward": 10}[level]
    assert set(table.index) == {*wanted["area_name"], "Oadby and Wigston"}
    for row in wanted.to_dict("records"):
        same(table.loc[row["area_name"], "Named it"], row["n"])
        same(table.loc[row["area_name"], "Answers in all"], row["base"])


def test_below_the_whole_all_years_are_usual(on_sample: Version) -> None:
    assert "2017-18 to 2020-21 together" in told_by(run_page("pages/survey.py", {"place": "oadby"}))
    assert "Community Safety Survey, 2020-21" in told_by(run_page("pages/survey.py"))


def test_changes_in_rank_are_against_the_survey_before(on_sample: Version) -> None:
    table = tables_of(run_page("pages/survey.py", {"year": "2020-21"}))[0].set_index("Concern")
    before = tables_of(run_page("pages/survey.py", {"year": "2019-20"}))[0].set_index("Concern")
    for concern, row in table.to_dict("index").items():
        now, was = (int(str(cell).split(" ")[0]) for cell in (row["Rank"], before["Rank"][str(concern)]))
        assert row["Change in rank"] == words.climbed(was - now)
    assert told.CHANGED[-1] in table.columns


@pytest.mark.parametrize("show", ["safety", "trend"])
@pytest.mark.parametrize("place", [WHO, "south-wigston", "E05005533"])
def test_scales_add_up_to_a_hundred(on_sample: Version, show: str, place: str) -> None:
    table = tables_of(run_page("pages/survey.py", {"place": place, "show": show}))[0]
    for _, row in table.iterrows():
        cells = list(row.iloc[1:4])
        if DASH in cells:
            assert row["People who answered"] == words.HIDDEN or show == "safety"
        else:
            assert sum(int(cell.removesuffix("%")) for cell in cells) == 100


def truth() -> dict[tuple[str, str, str], int]:
    """The sample's true counts of concern: year, ward name, answer (base: everybody)."""
    rows = survey_rows()
    rows = rows[rows["What is your main community safety concern?"] != ""]
    counts: dict[tuple[str, str, str], int] = {}
    for _, row in rows.iterrows():
        for answer in (row["What is your main community safety concern?"], "base"):
            key = (row["Survey year"], row["Which ward do you live in?"], answer)
            counts[key] = counts.get(key, 0) + 1
    return counts


def test_no_small_breakdown_of_the_sample_is_answered(sample_store: Version) -> None:
    frame = ask(sample_store, "survey_by_area", area=WHO, partnership=WHO, level="ward").frame
    counts, small = truth(), 0
    for row in frame[frame["financial_year"] != ""].to_dict("records"):
        base = counts.get((row["financial_year"], row["area_name"], "base"), 0)
        if base < MINIMUM:
            small += 1
            assert pd.isna(row["n"])
            assert pd.isna(row["base"])
        elif not pd.isna(row["n"]):
            assert row["n"] == counts.get((row["financial_year"], row["area_name"], row["answer"]), 0)
    assert small > 0, "the sample must have a small breakdown to prove anything"


def test_no_hidden_cell_of_the_store_can_be_derived(sample_store: Version) -> None:
    """Over years, wards, settlements, borough and answers at once, from what every question would answer."""
    from cspdash.statistics.suppression import relations_of

    held = ask_store(
        sample_store.path.parent,
        "SELECT coalesce(year::TEXT, 'all'), area, position, n FROM survey_count s JOIN area a ON a.code = s.area"
        " WHERE question = 'safety' AND level IN ('partnership', 'settlement', 'ward')",
    )
    shown = {(year, area, position): n for year, area, position, n in held}
    years = sorted({year for year, *_ in shown} - {"all"})
    wards = sorted({area for _, area, _ in shown if area.startswith("E05")})
    within = {row[0]: sorted(row[1]) for row in ask_store(
        sample_store.path.parent, "SELECT area, list(inner_area) FROM area_inside WHERE level = 'ward' AND area IN"
        " ('oadby', 'wigston', 'south-wigston', 'oadby-wigston') GROUP BY area")}  # fmt: skip
    assert set(within[WHO]) == set(wards)
    raw = {(year, area, position): n for year, area, position, n in ask_store(
        sample_store.path.parent,
        "SELECT year::TEXT, area_code, position, n FROM survey_answer WHERE question = 'safety'"
        " UNION ALL SELECT year::TEXT, area_code, 0, n FROM survey_base WHERE question = 'safety'")}  # fmt: skip
    keys = list(shown)
    x = np.array([
        sum(raw[y, ward, position] for y in (years if year == "all" else [year]) for ward in within.get(area, [area]))
        for year, area, position in keys
    ])  # fmt: skip
    for key, n in zip(keys, x, strict=True):
        assert shown[key] in (None, n), "what is shown is true"
    relations = relations_of(
        keys, [{"all": [years]}, {area: [inner] for area, inner in within.items()}, {0: [[1, 2, 3, 4, 5]]}]
    )
    hidden = np.array([shown[key] is None for key in keys])
    assert hidden.any()
    for cell in np.flatnonzero(hidden):
        low, high = bounds(x, relations, hidden, int(cell))
        assert high - low >= 1 - 1e-6, keys[cell]


def test_downloads_hold_no_more_than_the_page(on_sample: Version) -> None:
    from cspdash.report.files import as_csv
    from cspdash.statistics.survey import ranked

    frame = ask(on_sample, "survey_answers", area="E05005533", partnership=WHO).frame
    by_year = {year: ranked(frame[frame["financial_year"] == year], "printed") for year in ("2020-21", "2017-18")}
    for sheet in (told.years_sheet(by_year, ["2017-18", "2020-21"]), told.areas_sheet(by_year, "Ward"),
                  told.ranking_sheet(by_year["2020-21"], changed=False), told.scale_sheet(by_year)):  # fmt: skip
        saved = list(csv.DictReader(io.StringIO(as_csv(sheet).decode("utf-8-sig"))))
        assert saved
        figures = [name for name in saved[0] if name not in ("Years", "Ward", "Survey", "Concern", "Answer")]
        assert {row[name] for row in saved for name in figures} <= {"", DASH}


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ({"place": "E01025992"}, "the survey has no figures on"),
        ({"partnership": "charnwood"}, "Charnwood has no survey here"),
        ({"show": "areas", "place": "south-wigston"}, "is not broken down further"),
    ],
)
def test_a_page_without_figures_says_why(on_sample: Version, query: Mapping[str, str], title: str) -> None:
    app = run_page("pages/survey.py", query)
    assert title in app.title[0].value
    assert any("csp-foot" in body for body in html_of(app))


@pytest.mark.parametrize("page", ["pages/survey.py", "pages/perception.py"])
def test_real_records_without_a_survey_say_so(on_real: Version, page: str) -> None:
    app = run_page(page)
    assert app.title[0].value == "Oadby and Wigston: no survey is loaded"
    assert "cspdash load" in told_by(app)


# --- Perception gap


@pytest.mark.parametrize("place", [WHO, *SETTLEMENTS])
def test_what_people_name_meets_its_records(on_sample: Version, place: str) -> None:
    app = run_page("pages/perception.py", {"place": place})
    table = tables_of(app)[0].set_index("What people name")
    monthly = ask(on_sample, "monthly_by_crime_type", area=place, from_month="2017-04", to_month="2021-03").frame
    broken = set(monthly[monthly["status"] != "complete"]["month"])
    whole = monthly[~monthly["month"].isin(broken)].groupby("crime_type")["count"].sum()
    said = answered(on_sample, place)
    row = table.loc["Burglary: Burglaries and Distraction Thefts"]
    assert as_number(row["Records"]) == whole["Burglary"]
    n, base = said["Burglaries and Distraction Thefts"]
    assert str(row["Share of answers (95% interval)"]).startswith(f"{(200 * n + base) // (2 * base)}% (")
    asb = next(name for name in table.index if name.startswith("Anti-social behaviour: "))
    assert as_number(table.loc[asb, "Records"]) == whole["Anti-social behaviour"]
    assert table.loc["Motor Vehicle and Traffic Concerns", "Records"] == "not recorded by police.uk"
    assert table.loc["Motor Vehicle and Traffic Concerns", "Rank by answers"] == DASH
    assert f"{48 - len(broken)} of 48 months whole" in told_by(app)


def test_traffic_and_litter_have_no_counterpart(on_sample: Version) -> None:
    told_here = told_by(run_page("pages/perception.py"))
    assert (
        "37% of answers are about what police.uk does not record: Motor Vehicle and Traffic Concerns and Littering, "
        "Fly-Tipping and Dog Fouling."
    ) in told_here
    assert "Recorded, but no concern of the survey stands for it: Violence and sexual offences" in told_here


def test_real_records_beside_a_survey(
    real_store: Version, partnerships: Mapping[str, Partnership], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = Path(shutil.copytree(real_store.path.parent, tmp_path / "store"))
    survey_rows().to_csv(tmp_path / "export.csv", index=False)
    assert load([tmp_path / "export.csv"], root, partnerships, wait_seconds=0).exit_code == 0
    monkeypatch.setenv("CSPDASH_STORE", str(root))
    app = run_page("pages/perception.py", {"year": "2020-21"})
    table = tables_of(app)[0].set_index("What people name")
    monthly = ask(current(root), "monthly_by_crime_type", area=WHO, from_month="2020-04", to_month="2021-03").frame
    assert set(monthly["status"]) == {"complete"}
    burglary = monthly[monthly["crime_type"] == "Burglary"]["count"].sum()
    assert as_number(table.loc["Burglary: Burglaries and Distraction Thefts", "Records"]) == burglary > 0
    assert "all 12 months" in told_by(app)
    missing = run_page("pages/perception.py", {"year": "2017-18"})
    assert "cannot be set beside records" in missing.title[0].value
    assert "0 of 12 months whole" in told_by(missing)
