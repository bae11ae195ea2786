"""The survey's mapping and loader: what is counted, what refuses a file, and that nothing else of a row is kept."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

from cspdash.partnership import Partnership, PartnershipError, read_partnership
from cspdash.partnership.survey import Survey, SurveyForm
from cspdash.periods import FinancialYear
from cspdash.sample.survey import COLUMNS, survey_rows
from cspdash.sources.inputs import find_inputs
from cspdash.sources.recognise import Recognised, recognise
from cspdash.sources.sheets import TableError
from cspdash.sources.survey import SurveyCounts, read_survey
from cspdash.store.load import load
from cspdash.store.report import LoadReport
from cspdash.store.versions import Version, current
from tests.builders import ask, value, write_street
from tests.builders import rows as street_rows

HEADER = [COLUMNS[0], COLUMNS[1], *COLUMNS[3:]]
TRAFFIC, LITTER = "Motor Vehicle and Traffic Concerns", "Littering, Fly-Tipping and Dog Fouling"
PLANTED = ("Zerubbabel Quackenbush", "zerubbabel@quackenbush.example", "blackmail about the budgerigar")
AREAS = {"oadbygrange": "E05005532", "e05005532": "E05005532"}
YEAR = FinancialYear(2020)

Row = Sequence[str]


def person(ward: str = "Oadby Grange", concern: str = TRAFFIC, year: str = "2020-21", **other: str) -> list[str]:
    """One respondent in the order of HEADER."""
    return [
        "r1", year, ward, concern, other.get("safety", "Safe"), other.get("trend", "Gone up"),
        other.get("age", "25 to 44"),        other.get("sex", "Female"), other.get("comment", ""),
    ]  # fmt: skip


def write_survey(path: Path, rows: Sequence[Row], header: Row = HEADER) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([header, *rows])
    return path


def counted(path: Path, survey: Survey) -> SurveyCounts:
    (source,), _ = find_inputs([path])
    return read_survey(source, survey, AREAS)


@pytest.fixture
def survey(partnerships: dict[str, Partnership]) -> Survey:
    """The mapping that ships."""
    found = partnerships["oadby-wigston"].survey
    assert found is not None
    return found


def small(**concern: object) -> Survey:
    """A mapping of a year and concerns only."""
    answers = [{"answer": "Traffic", "written": ["T"]}, {"answer": "Litter"}]
    return Survey.model_validate({"name": "S", "year": {"column": "Year"}, "concern": {"answers": answers} | concern})


def test_the_shipped_mapping_tells_its_own_files(partnerships: dict[str, Partnership], tmp_path: Path) -> None:
    (form,) = partnerships["oadby-wigston"].table_forms
    assert isinstance(form, SurveyForm)
    (source,), _ = find_inputs([write_survey(tmp_path / "export.csv", [person()])])
    told = recognise(source, [form])
    assert isinstance(told, Recognised)
    assert (told.kind, told.form) == ("survey", form)
    (other,), _ = find_inputs([write_survey(tmp_path / "other.csv", [person()[1:]], HEADER[:-2])])
    assert not isinstance(recognise(other, [form]), Recognised), "a column is missing"


def test_people_are_counted_by_area_and_question(survey: Survey, tmp_path: Path) -> None:
    rows = [
        person(), person(concern=LITTER, safety="4"), person(concern="", safety="neither"),
        person(ward="", trend="N/A"),
        person(ward="e05005532", safety=""),
    ]  # fmt: skip
    found = counted(write_survey(tmp_path / "s.csv", rows), survey)
    grange = (YEAR, "E05005532")
    assert found.bases[(*grange, "concern")] == 3
    assert found.answers[(*grange, "concern", TRAFFIC)] == 2
    assert found.bases[(*grange, "safety")] == 3
    assert found.answers[(*grange, "safety", "Safe")] == 2
    assert found.answers[(*grange, "safety", "Neither safe nor unsafe")] == 1
    assert found.bases[YEAR, "", "concern"] == 1, "without a ward: of the whole only"
    assert found.bases[YEAR, "", "crime_trend"] == 0
    assert found.bases[YEAR, "", "demographic:Age group"] == 5, "never by ward"
    assert found.bases[(*grange, "demographic:Age group")] == 0
    assert found.respondents == {YEAR: 5}


@pytest.mark.parametrize(
    ("concern", "header", "rows"),
    [
        ({"columns": ["Concern"], "separator": ";"}, ["Year", "Concern"],
         [["2020-21", "T; Litter"], ["2020-21", "litter;"]]),
        ({"columns": ["First", "Second"]}, ["Year", "First", "Second"],
         [["2020/21", "Traffic", "Litter"], ["2020/21", "", "Litter"]]),
        ({"columns": ["Traffic", "Litter"], "ticked": ["Yes", "x"]}, ["Year", "Traffic", "Litter"],
         [["2020-2021", "Yes", "x"], ["2020-2021", "", "yes"]]),
    ],
    ids=["separated", "columns", "ticked"],
)  # fmt: skip
def test_several_answers_a_person(concern: dict[str, object], header: Row, rows: list[Row], tmp_path: Path) -> None:
    found = counted(write_survey(tmp_path / "s.csv", rows, header), small(**concern))
    assert found.bases == {(YEAR, "", "concern"): 2}
    assert found.answers == {(YEAR, "", "concern", "Traffic"): 1, (YEAR, "", "concern", "Litter"): 2}
    assert found.asked[0].several


@pytest.mark.parametrize(
    ("text", "year"),
    [("2020-21", 2020), ("2020/21", 2020), ("2020-2021", 2020), ("2021-03-31", 2020), ("2021-04-01 09:30", 2021),
     ("31/03/2021", 2020), ("1/4/2021 10:00", 2021)],
)  # fmt: skip
def test_years_and_dates(text: str, year: int, tmp_path: Path) -> None:
    mapping = small(columns=["Concern"])
    found = counted(write_survey(tmp_path / "s.csv", [[text, "T"]], ["Year", "Concern"]), mapping)
    assert found.respondents == {FinancialYear(year): 1}


def test_labels_of_years_and_areas(tmp_path: Path) -> None:
    written = small(columns=["C"]).model_dump() | {
        "year": {"column": "Wave", "labels": {"Wave 4": "2020-21"}},
        "area": {"column": "Ward", "level": "ward", "labels": {"The Grange": "Oadby Grange"}},
    }
    found = counted(
        write_survey(tmp_path / "s.csv", [["wave 4", "the grange", "T"]], ["Wave", "Ward", "C"]),
        Survey.model_validate(written),
    )
    assert found.bases == {(YEAR, "E05005532", "concern"): 1}


def test_unknown_cells_refuse_the_file_with_their_lines(survey: Survey, tmp_path: Path) -> None:
    rows = [person(), person(concern="Gnomes"), person(ward="Narnia"), person(year="2020"), person(safety="9"),
            person(trend="?"), person(age="very")]  # fmt: skip
    with pytest.raises(TableError) as caught:
        counted(write_survey(tmp_path / "s.csv", rows), survey)
    told = str(caught.value)
    assert told.startswith(f"{tmp_path / 's.csv'}:3: 'Gnomes' is not a known answer of 'What is your main")
    for part in (
        "line 4: 'Narnia' is not a ward",
        "line 5: '2020' in 'Survey year'",
        "line 6: '9'",
        "and 1 more lines",
    ):
        assert part in told


@pytest.mark.parametrize(("rows", "said"), [([], "no respondents"), ([[""] * len(HEADER)], "no respondents")])
def test_a_file_without_people_is_refused(rows: list[Row], said: str, survey: Survey, tmp_path: Path) -> None:
    with pytest.raises(TableError, match=said):
        counted(write_survey(tmp_path / "s.csv", rows), survey)


def test_a_column_that_stands_twice_is_refused(survey: Survey, tmp_path: Path) -> None:
    with pytest.raises(TableError, match="'Sex' is there 2 times"):
        counted(write_survey(tmp_path / "s.csv", [[*person(), "Male"]], [*HEADER, "Sex"]), survey)


# --- into the store


def test_a_survey_is_loaded_and_its_free_text_is_nowhere(
    take: Callable[..., LoadReport], store: Path, tmp_path: Path
) -> None:
    rows = [person(comment=text) for text in PLANTED] + [person() for _ in range(9)]
    report = take(write_survey(tmp_path / "export.csv", rows))
    assert report.exit_code == 0, report.lines()
    assert value(store, "SELECT sum(n) FROM survey_base WHERE question = 'concern'") == 12
    whole = b"".join(path.read_bytes() for path in store.rglob("*") if path.is_file())
    assert TRAFFIC.encode() in whole, "the search finds what is there"
    for text in (*PLANTED, "budgerigar", "Quackenbush", "r1,2020"):
        assert text.encode() not in whole


def test_a_refused_file_leaves_no_text_either(take: Callable[..., LoadReport], store: Path, tmp_path: Path) -> None:
    write_street(tmp_path / "in", street_rows(3))
    write_survey(tmp_path / "in" / "export.csv", [person(concern=PLANTED[2])])
    report = take(tmp_path / "in")
    assert report.exit_code == 1
    assert any("is not a known answer" in file.message for file in report.files)
    whole = b"".join(path.read_bytes() for path in store.rglob("*") if path.is_file())
    assert PLANTED[2].encode() not in whole
    assert value(store, "SELECT count(*) FROM survey_base") == 0


def test_a_file_is_the_whole_truth_for_its_years(take: Callable[..., LoadReport], store: Path, tmp_path: Path) -> None:
    both = [*[person()] * 12, *[person(year="2019-20", concern=LITTER)] * 11]
    take(write_survey(tmp_path / "a" / "both.csv", both))
    assert take(tmp_path / "a" / "both.csv").version is None, "the same file changes nothing"
    take(write_survey(tmp_path / "b" / "newer.csv", [person(concern=LITTER)] * 10))
    found = ask(store, "SELECT year::TEXT, answer, sum(n)::INT FROM survey_answer WHERE question = 'concern' AND n > 0"
                " GROUP BY ALL ORDER BY ALL")  # fmt: skip
    assert found == [("2019-04-01", LITTER, 11), ("2020-04-01", LITTER, 10)]
    assert ask(store, "SELECT year::TEXT, respondents FROM survey_year ORDER BY year") == [
        ("2019-04-01", 11), ("2020-04-01", 10),
    ]  # fmt: skip


def test_excel_and_csv_are_the_same(take: Callable[..., LoadReport], store: Path, tmp_path: Path) -> None:
    rows = [person(), person(concern=LITTER, safety="3")] * 8
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [HEADER, *rows]:
        sheet.append([int(cell) if cell.isdigit() else cell for cell in row])
    book.save(tmp_path / "export.xlsx")
    assert take(tmp_path / "export.xlsx").exit_code == 0
    counts = "SELECT * FROM survey_answer ORDER BY ALL"
    first = ask(store, counts)
    assert take(write_survey(tmp_path / "export.csv", rows)).exit_code == 0
    assert ask(store, counts) == first


def test_real_records_take_the_sample_survey_out(
    sample_store: Version, partnerships: dict[str, Partnership], tmp_path: Path
) -> None:
    root = Path(shutil.copytree(sample_store.path.parent, tmp_path / "store"))
    assert value(root, "SELECT count(*) FROM survey_year") == 4
    load([write_street(tmp_path / "in", street_rows(3)).parent], root, partnerships, wait_seconds=0)
    assert value(root, "SELECT count(*) FROM survey_year") == 0
    assert value(root, "SELECT count(*) FROM survey_count") == 0
    assert current(root).id != sample_store.id


def test_small_wards_are_emptied_for_every_question(
    take: Callable[..., LoadReport], store: Path, tmp_path: Path
) -> None:
    wards = {"Oadby Grange": 8, "Oadby Uplands": 25, "Oadby Woodlands": 30, "South Wigston": 40}
    rows = [person(ward=ward, concern=(TRAFFIC, LITTER)[at % 2]) for ward, n in wards.items() for at in range(n)]
    take(write_survey(tmp_path / "s.csv", rows))
    bases = dict(
        ask(store, "SELECT area, n FROM survey_count WHERE question = 'concern' AND position = 0 AND year IS NULL")
    )
    assert bases["E05005532"] is None
    assert bases["oadby-wigston"] == bases["E07000135"] == 103
    assert None in (bases["E05005534"], bases["E05005535"]), "Oadby less its other wards would give the eight away"


def test_people_without_a_ward_count_for_the_whole_only(
    take: Callable[..., LoadReport], store: Path, tmp_path: Path
) -> None:
    rows = [person()] * 20 + [person(ward="")] * 15
    take(write_survey(tmp_path / "s.csv", rows))
    found = dict(
        ask(store, "SELECT area, n FROM survey_count WHERE question = 'concern' AND position = 0 AND year IS NULL")
    )
    assert found["oadby-wigston"] == 35
    assert found["E05005532"] in (20, None)


def test_the_sample_is_of_people_as_survey_tools_export_them() -> None:
    table = survey_rows()
    assert list(table.columns) == list(COLUMNS)
    assert len(table) == 881
    assert (table[COLUMNS[4]] != "").sum() == 859
    assert (table[COLUMNS[5]] != "").sum() == 839
    assert table[COLUMNS[3]].nunique() == 10
    assert sorted(table["Survey year"].unique()) == ["2017-18", "2018-19", "2019-20", "2020-21"]
    assert table.equals(survey_rows()), "every run invents the same"


# --- the mapping's faults

MAPPING = """\
name: Survey
year: {column: Year}
concern:
  columns: [Concern]
  answers:
    - answer: Traffic
    - answer: Litter
      written: [L]
"""


def faults(folder: Path, mapping: str) -> list[tuple[str, int, str]]:
    """File, line and message of each fault of a partnership with a mapping."""
    folder.mkdir(exist_ok=True)
    (folder / "own").mkdir(exist_ok=True)
    (folder / "own" / "survey.yaml").write_text(mapping, encoding="utf-8")
    text = "name: S\npolice_force: P\nhome_force: force\ndistricts: [E07000001]\nsurvey: own/survey.yaml\n"
    (folder / "somewhere.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(PartnershipError) as caught:
        read_partnership(folder / "somewhere.yaml")
    return [(found.file.name, found.line, found.message) for found in caught.value.problems]


@pytest.mark.parametrize(
    ("changed", "line", "said"),
    [
        ("    - answer: Litter\n      written: [L]", 3, "'traffic' is written for two answers"),
        ("      written: [L]", 8, "is not a key of this part"),
        ("      written: [L]", 8, "is not a crime type of police.uk"),
        ("name: Survey\n", 1, "is missing"),
        ("year: {column: Year}", 2, "is not a financial year"),
    ],
)
def test_each_fault_of_a_mapping_is_told_with_its_line(changed: str, line: int, said: str, tmp_path: Path) -> None:
    by = {
        "'traffic'": "    - answer: traffic\n      written: [L]", "is not a key": "      writen: [L]",
        "is not a crime": "      crime_types: [Burglry]", "is missing": "",
        "is not a financial": "year: {column: Year, labels: {One: '2020'}}",
    }  # fmt: skip
    new = next(text for key, text in by.items() if said.startswith(key))
    (found,) = faults(tmp_path / "p", MAPPING.replace(changed, new))
    assert found[:2] == ("survey.yaml", line)
    assert said in found[2]


def test_points_of_a_scale_and_questions_are_counted(tmp_path: Path) -> None:
    four = "safety:\n  column: Safe\n  answers: [{answer: a}, {answer: b}, {answer: c}, {answer: d}]\n"
    assert "has 4 answers — list 5" in faults(tmp_path / "p", MAPPING + four)[0][2]
    nothing = "name: S\nyear: {column: Y}\n"
    assert "asks nothing" in faults(tmp_path / "q", nothing)[0][2]


def test_a_mapping_lies_in_a_folder_beside_the_file(tmp_path: Path) -> None:
    text = "name: S\npolice_force: P\nhome_force: force\ndistricts: [E07000001]\nsurvey: {}\n"
    for named, said in (("other.yaml", "would be taken for a partnership"), ("../x/s.yaml", "does not lie beside"),
                        ("own/none.yaml", "cannot read"), ("[a]", "is not the name of a file")):  # fmt: skip
        (tmp_path / "somewhere.yaml").write_text(text.format(named), encoding="utf-8")
        with pytest.raises(PartnershipError) as caught:
            read_partnership(tmp_path / "somewhere.yaml")
        (found,) = caught.value.problems
        assert (found.line, found.key) == (5, "survey")
        assert said in found.message
