"""The shipped partnerships, and that each fault of a file is told with its exact line."""

import csv
import datetime
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from cspdash.crime_types import ASB, CRIME_TYPES
from cspdash.errors import CspdashError
from cspdash.partnership import (
    DEFAULT_PARTNERSHIP,
    PartnershipError,
    current_partnership,
    read_partnership,
    read_partnerships,
    source_hash,
)
from cspdash.store.reference import partnership_rows

REPOSITORY = Path(__file__).resolve().parents[1]
SHIPPED = REPOSITORY / "data" / "partnerships"
REFERENCE = REPOSITORY / "data" / "reference" / "oadby_wigston_lsoa.csv"
REALDATA = Path(os.environ.get("CSPDASH_REALDATA", REPOSITORY.parent / "shared" / "realdata"))
LOOKUPS = REALDATA / "lookups"
needs_lookups = pytest.mark.skipif(not LOOKUPS.is_dir(), reason="no look-ups: set CSPDASH_REALDATA to their folder")

# Line numbers matter in this file: line 1 is `name`, line 20 `rounding`.
GOOD = """\
name: Somewhere
police_force: Some Police
home_force: some-force
districts: [E07000001, E07000002]
comparators:
  - level: county
    code: E10000001
    name: Shire
    districts: [E07000001, E07000003]
area_groups:
  - level: settlement
    areas:
      - {code: north, name: North, lsoas: [E01000001, E01000002]}
      - code: south
        name: South
        lsoas:
          - E01000003
          - W01000004
baskets: [{name: Acquisitive, crime_types: [Burglary, Robbery]}]
rounding: toward_zero
meetings:
  dates: [2026-03-05, 2026-01-22]
  agenda: [overview, compare]
similar_districts: [W06000001, E09000001]
"""
BEATS = "lsoa,area_code,area_name\nE01000001,NL1,Town\nE01000002,NL2,Village\nE01000003,NL1,Town\n"

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file into the test's folder, by default the YAML of `somewhere`."""

    def write_file(content: str | bytes, name: str = "somewhere.yaml") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write_file


def faults(path: Path) -> list[tuple[int, str, str]]:
    """Line, key and message of each fault of a file, which must have some."""
    with pytest.raises(PartnershipError) as caught:
        read_partnership(path)
    assert str(caught.value) == "\n".join(map(str, caught.value.problems))
    assert all(problem.file == path for problem in caught.value.problems)
    return [(problem.line, problem.key, problem.message) for problem in caught.value.problems]


# --- the shipped files


def test_the_shipped_partnerships_are_valid() -> None:
    found = read_partnerships(SHIPPED)
    assert list(found) == ["blaby", "charnwood", "oadby-wigston"]
    assert DEFAULT_PARTNERSHIP in found
    assert {slug: p.districts for slug, p in found.items()} == {
        "blaby": ("E07000129",),
        "charnwood": ("E07000130",),
        "oadby-wigston": ("E07000135",),
    }
    assert {slug: p.rounding for slug, p in found.items()} == {
        "blaby": "nearest",
        "charnwood": "nearest",
        "oadby-wigston": "toward_zero",
    }
    county = tuple(f"E070001{number}" for number in range(29, 36))
    assert {p.comparators[0].districts for p in found.values()} == {county}


@pytest.mark.parametrize("slug", ["blaby", "charnwood", "oadby-wigston"])
def test_each_shipped_file_reads_alone(slug: str) -> None:
    partnership = read_partnership(SHIPPED / f"{slug}.yaml")
    assert partnership.slug == slug
    assert partnership.home_force == "leicestershire"
    assert {"Serious acquisitive crime", "Other acquisitive crime"} <= {basket.name for basket in partnership.baskets}
    # ASB and crime are different measures: no basket adds them up.
    assert all(ASB not in basket.crime_types for basket in partnership.baskets)


def settlements(slug: str) -> dict[str, set[str]]:
    (group,) = (g for g in read_partnership(SHIPPED / f"{slug}.yaml").area_groups if g.level == "settlement")
    return {area.name: set(area.lsoas) for area in group.areas}


def test_the_settlements_hold_the_36_lsoas_of_the_borough() -> None:
    assert {name: len(lsoas) for name, lsoas in settlements("oadby-wigston").items()} == {
        "Oadby": 15,
        "Wigston": 16,
        "South Wigston": 5,
    }


@pytest.mark.skipif(not REFERENCE.is_file(), reason="no data/reference/oadby_wigston_lsoa.csv")
def test_the_settlements_agree_with_the_reference_file() -> None:
    published: dict[str, set[str]] = {}
    with REFERENCE.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            published.setdefault(row["settlement"], set()).add(row["lsoa"])
    assert settlements("oadby-wigston") == published


@needs_lookups
def test_the_settlements_are_made_of_the_msoas_of_2011() -> None:
    settlement_of = {"003": "Oadby", "009": "Oadby", "006": "South Wigston"}
    settlement_of |= {"005": "Wigston", "007": "Wigston", "008": "Wigston"}
    expected: dict[str, set[str]] = {}
    with (LOOKUPS / "lsoa11_msoa11_leicestershire.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if row["msoa11_name"].startswith("Oadby and Wigston"):
                name = settlement_of[row["msoa11_name"].split()[-1]]
                expected.setdefault(name, set()).add(row["lsoa11_code"])
    assert settlements("oadby-wigston") == expected


@needs_lookups
def test_loughborough_is_the_seven_wards_of_that_name() -> None:
    with (LOOKUPS / "lsoa21_ward24_lad24_best_fit_england_wales.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["WD24NM"].startswith("Loughborough ")]
    assert len({row["WD24CD"] for row in rows}) == 7
    assert settlements("charnwood") == {"Loughborough (seven wards)": {row["LSOA21CD"] for row in rows}}


def test_there_are_fourteen_crime_types_with_asb_first() -> None:
    assert (len(CRIME_TYPES), len(set(CRIME_TYPES)), CRIME_TYPES[0]) == (14, 14, ASB)
    assert list(CRIME_TYPES) == sorted(CRIME_TYPES)


# --- a good file


def test_everything_a_file_can_say(write: Write) -> None:
    path = write(GOOD)
    partnership = read_partnership(path)
    assert (partnership.slug, partnership.path) == ("somewhere", path)
    assert [(area.code, area.lsoas) for area in partnership.area_groups[0].areas] == [
        ("north", ("E01000001", "E01000002")),
        ("south", ("E01000003", "W01000004")),
    ]
    assert partnership.comparators[0].level == "county"
    assert partnership.baskets[0].crime_types == ("Burglary", "Robbery")
    assert set(partnership.meetings.dates) == {datetime.date(2026, 1, 22), datetime.date(2026, 3, 5)}
    assert partnership.meetings.agenda == ("overview", "compare")
    assert partnership.similar_districts == ("W06000001", "E09000001")


def test_what_may_be_left_out(write: Write) -> None:
    lines = GOOD.splitlines(keepends=True)[:4]
    # A key whose list is all commented out is as good as absent.
    partnership = read_partnership(write("".join(lines) + "baskets:\n  # - none yet\nmeetings:\n  dates:\n"))
    assert partnership.rounding == "nearest"
    assert (partnership.comparators, partnership.area_groups, partnership.baskets) == ((), (), ())
    assert (partnership.meetings.dates, partnership.meetings.agenda) == ((), ())


def test_a_partnership_cannot_be_changed(write: Write) -> None:
    partnership = read_partnership(write(GOOD))
    with pytest.raises(ValidationError, match="frozen"):
        partnership.name = "Elsewhere"


def test_words_that_yaml_would_turn_into_other_things_stay_words(write: Write) -> None:
    text = GOOD.replace("code: north, name: North", "code: no, name: 1e5")
    (area, _) = read_partnership(write(text)).area_groups[0].areas
    assert (area.code, area.name) == ("no", "1e5")


def test_a_file_saved_by_windows_reads_the_same(write: Write) -> None:
    plain = read_partnership(write(GOOD))
    windows = read_partnership(write(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode(), "windows.yaml"))
    assert plain.model_dump(exclude={"slug", "path"}) == windows.model_dump(exclude={"slug", "path"})


# --- faults of a file


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "words"),
    [
        ("name: Somewhere\n", "", 1, "name", "is missing"),
        ("name: Somewhere", "name: '  '", 1, "name", "not blank"),
        (
            "police_force: Some Police",
            "police_force: [Some, Police]",
            2,
            "police_force",
            "is not a single text",
        ),
        ("home_force: some-force", "home_force: Some Force", 3, "home_force", "such as leicestershire"),
        (
            "[E07000001, E07000002]",
            "[E07000001, E7000002]",
            4,
            "districts",
            "'E7000002' is not a district code",
        ),
        ("[E07000001, E07000002]", "[E07000001, E10000002]", 4, "districts", "is not a district code"),
        ("[E07000001, E07000002]", "[E7000002]", 4, "districts", "'E7000002' is not a district code"),
        ("[E07000001, E07000002]", "[]", 4, "districts", "is empty"),
        ("[E07000001, E07000002]", "E07000001", 4, "districts", "is not a list"),
        ("[E07000001, E07000002]", "[E07000001, E07000001]", 4, "districts", "given twice (first on line 4)"),
        ("    code: E10000001\n", "", 6, "comparators.code", "is missing"),
        ("  - level: county", "  - level: The County", 6, "comparators.level", "is not a level"),
        ("    name: Shire", "    nam: Shire\n    name: Shire", 8, "comparators.nam", "did you mean name?"),
        ("[E07000001, E07000003]", "[E07000001, E07000001]", 9, "comparators.districts", "given twice"),
        ("  - level: settlement", "  - level: ward", 11, "area_groups.level", "comes from the look-ups"),
        (
            "[E01000001, E01000002]",
            "[E01000001, E0100002]",
            13,
            "area_groups.areas.lsoas",
            "not an LSOA code",
        ),
        ("[E01000001, E01000002]", "[E01000001, E01000001]", 13, "area_groups.areas.lsoas", "given twice"),
        (
            "code: south",
            "code: north",
            14,
            "area_groups.areas.code",
            "twice in level settlement (first on line 13)",
        ),
        ("code: south", "code: 'south: a'", 14, "area_groups.areas.code", "without colon"),
        (
            "name: South",
            "name: NORTH",
            15,
            "area_groups.areas.name",
            "twice in level settlement (first on line 13)",
        ),
        (
            "- E01000003",
            "- E01000002",
            17,
            "area_groups.areas.lsoas",
            "twice in level settlement (first on line 13)",
        ),
        ("- W01000004", "- W02000004", 18, "area_groups.areas.lsoas", "'W02000004' is not an LSOA code"),
        ("- W01000004", "-", 18, "area_groups.areas.lsoas", "is not a single text"),
        ("[Burglary, Robbery]", "[Burglary, Robery]", 19, "baskets.crime_types", "did you mean Robbery?"),
        ("[Burglary, Robbery]", "[burglary]", 19, "baskets.crime_types", "did you mean Burglary?"),
        (
            "[Burglary, Robbery]",
            "[Arson]",
            19,
            "baskets.crime_types",
            "known: Anti-social behaviour, Bicycle",
        ),
        ("[Burglary, Robbery]", "[Robbery, Robbery]", 19, "baskets.crime_types", "given twice"),
        ("rounding: toward_zero", "rounding: towards_zero", 20, "rounding", "did you mean toward_zero?"),
        ("rounding:", "rouding:", 20, "rouding", "did you mean rounding?"),
        ("meetings:", "meeting:", 21, "meeting", "did you mean meetings?"),
        ("meetings:", "slug: other\nmeetings:", 21, "slug", "is not a key of this part"),
        ("2026-03-05", "2026-02-30", 22, "meetings.dates", "'2026-02-30' is not a date"),
        ("2026-03-05", "5 March", 22, "meetings.dates", "YYYY-MM-DD"),
        ("2026-03-05", "20260305", 22, "meetings.dates", "YYYY-MM-DD"),
        ("2026-03-05", "2026-01-22", 22, "meetings.dates", "given twice"),
        ("[overview, compare]", "{page: compare}", 23, "meetings.agenda", "is not a list"),
        ("[overview, compare]", "[compare, compare]", 23, "meetings.agenda", "given twice"),
        ("W06000001", "W07000001", 24, "similar_districts", "is not a district code"),
        ("rounding:", "name: Elsewhere\nrounding:", 20, "name", "given twice (first on line 1)"),
        (
            "name: South",
            "name: South\n        name: Southern",
            16,
            "area_groups.areas.name",
            "first on line 15",
        ),
        ("rounding: toward_zero", "rounding: toward_zero\n? [a, b]\n: c", 21, "file", "a key is not a text"),
    ],
)
def test_a_fault_is_told_with_its_line(write: Write, old: str, new: str, line: int, key: str, words: str) -> None:
    assert GOOD.count(old) == 1
    found = faults(write(GOOD.replace(old, new)))
    assert [(at, of) for at, of, _ in found] == [(line, key)]
    assert words in found[0][2]
    assert " — " in found[0][2]


def test_a_part_that_contains_itself(write: Write) -> None:
    first, *_ = faults(write(GOOD.replace("[W06000001, E09000001]", "&districts [*districts]")))
    assert first[:2] == (24, "similar_districts")
    assert "contains itself" in first[2]


@settings(deadline=None)
@given(st.integers(0, len(GOOD) - 1), st.integers(0, 12), st.text("[]{}:-,&*!|>'\"#\n\t aE01", max_size=3))
def test_a_damaged_file_is_read_or_refused_with_lines_that_exist(at: int, length: int, inserted: str) -> None:
    text = GOOD[:at] + inserted + GOOD[at + length :]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "somewhere.yaml"
        path.write_text(text, encoding="utf-8")
        lines: list[int] | None = None
        try:
            read_partnership(path)
        except PartnershipError as error:
            lines = [problem.line for problem in error.problems]
    # The parser may point at the end of the file, one line after its last.
    assert lines is None or lines
    assert all(1 <= line <= text.count("\n") + 1 for line in lines or [])


def test_the_message_is_file_line_key_problem_remedy(write: Write) -> None:
    path = write(GOOD.replace("rounding:", "rouding:"))
    with pytest.raises(CspdashError) as caught:
        read_partnership(path)
    assert str(caught.value).startswith(f"{path}:20: rouding: is not a key of this part — did you mean rounding? ")


def test_all_faults_of_a_file_are_told_at_once_in_the_order_of_its_lines(write: Write) -> None:
    text = (
        GOOD.replace("home_force: some-force\n", "home_force: some-force\nhome_force: other\n")
        .replace("E07000002]", "E7]")
        .replace("- E01000003", "- E01000001")
        .replace("[Burglary, Robbery]", "[Burglary, Robery]")
        .replace("2026-01-22", "2026-13-22")
        .replace("agenda", "agend")
    )
    assert [(line, key) for line, key, _ in faults(write(text))] == [
        (4, "home_force"),
        (5, "districts"),
        (18, "area_groups.areas.lsoas"),
        (20, "baskets.crime_types"),
        (23, "meetings.dates"),
        (24, "meetings.agend"),
    ]


@pytest.mark.parametrize(
    ("text", "line", "key"),
    [
        ("name: a\npolice_force: [b\nhome_force: c\n", 3, "YAML"),
        ("name: a\n\tpolice_force: b\n", 2, "YAML"),
        ("name: a\nname2: 'open\n", 3, "YAML"),
        ("name: *nobody\n", 1, "YAML"),
        ("name: a\nhome_force: \x07\n", 2, "YAML"),
        ("name: a\n---\nname: b\n", 2, "YAML"),
        ("", 1, "file"),
        ("# only a comment\n", 1, "file"),
        ("- name: a\n", 1, "file"),
    ],
)
def test_a_file_that_is_no_yaml_mapping(write: Write, text: str, line: int, key: str) -> None:
    ((found_line, found_key, message),) = faults(write(text))
    assert (found_line, found_key) == (line, key)
    assert " — " in message


def test_a_file_in_another_encoding_names_the_line(write: Write) -> None:
    assert faults(write(GOOD.replace("Shire", "Ynys Môn").encode("latin-1"))) == [
        (8, "file", "is not UTF-8 text — save it again as UTF-8")
    ]


def test_a_missing_file(tmp_path: Path) -> None:
    ((line, key, message),) = faults(tmp_path / "nowhere.yaml")
    assert (line, key) == (1, "file")
    assert "cannot read" in message


def test_a_file_name_that_cannot_be_a_slug(write: Write) -> None:
    ((line, key, message),) = faults(write(GOOD, "Some Where.yaml"))
    assert (line, key) == (1, "file")
    assert "small letters" in message


@pytest.mark.parametrize(
    ("group", "words"),
    [
        ("  - level: beat\n", "has no areas"),
        ("  - {level: beat, areas: []}\n", "has no areas"),
        (
            "  - {level: beat, file: beats.csv, areas: [{code: a, name: A, lsoas: [E01000001]}]}\n",
            "stands beside",
        ),
        ("  - {level: beat, file: nowhere.csv}\n", "cannot read"),
        ("  - {level: beat, file: ../beats.csv}\n", "does not lie beside"),
        ("  - {level: beat, file: 'C:\\beats.csv'}\n", "does not lie beside"),
        ("  - {level: beat, file: /beats.csv}\n", "does not lie beside"),
        ("  - {level: beat, file: [beats.csv]}\n", "is not a single text"),
        ("  - beats.csv\n", "is not a set of keys"),
    ],
)
def test_a_group_has_either_areas_or_a_file_beside_the_yaml(write: Write, group: str, words: str) -> None:
    write(BEATS, "beats.csv")
    ((line, _, message),) = faults(write(GOOD.replace("baskets:", f"{group}baskets:")))
    assert line == 19
    assert words in message


# --- beats files


@pytest.fixture
def with_beats(write: Write) -> Write:
    """Write a beats file with its YAML, and give the path of the YAML."""

    def write_both(beats: str | bytes) -> Path:
        write(beats, "beats.csv")
        return write(GOOD.replace("baskets:", "  - {level: beat, file: beats.csv}\nbaskets:"))

    return write_both


def beat_faults(path: Path) -> list[tuple[int, str, str]]:
    """Line, key and message of each fault of the beats file beside a YAML."""
    with pytest.raises(PartnershipError) as caught:
        read_partnership(path)
    assert {problem.file for problem in caught.value.problems} == {path.with_name("beats.csv")}
    return [(problem.line, problem.key, problem.message) for problem in caught.value.problems]


@pytest.mark.parametrize(
    "beats",
    [
        BEATS,
        "\ufeff" + BEATS.replace("\n", "\r\n"),
        "Area_Code, lsoa ,area_name,remark\n"
        'NL1,E01000001,Town,"two\nlines"\n,,,\nNL2,E01000002,Village\nNL1,E01000003,Town\n',
    ],
)
def test_a_beats_file_lists_the_areas_of_a_level(with_beats: Write, beats: str) -> None:
    group = read_partnership(with_beats(beats)).area_groups[1]
    assert (group.level, group.file) == ("beat", "beats.csv")
    assert [(area.code, area.name, area.lsoas) for area in group.areas] == [
        ("NL1", "Town", ("E01000001", "E01000003")),
        ("NL2", "Village", ("E01000002",)),
    ]


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "words"),
    [
        ("E01000002,", "E0100002,", 3, "lsoa", "'E0100002' is not an LSOA code"),
        ("E01000003,", "E01000002,", 4, "lsoa", "'E01000002' is given twice in level beat (first on line 3)"),
        ("E01000003,NL1,Town", "E01000003,NL1,City", 4, "area_name", "than 'Town' on line 2"),
        ("Village", "town", 3, "area_name", "'town' is given twice in level beat (first on line 2)"),
        ("NL2", "", 3, "area_code", "is empty"),
        (",Village", "", 3, "area_name", "is empty"),
        ("NL2", "NL:2", 3, "area_code", "without colon"),
        ("area_name", "area_nam", 1, "area_name", "name the columns lsoa, area_code, area_name"),
        ("area_name", "area_name,lsoa", 1, "lsoa", "name the columns"),
        ("Village", '"Village', 3, "CSV", "save the file again"),
        ("Village", '"a\nb" ', 3, "CSV", "save the file again"),
    ],
)
def test_a_fault_of_a_beats_file_is_told_with_its_own_line(
    with_beats: Write, old: str, new: str, line: int, key: str, words: str
) -> None:
    assert BEATS.count(old) == 1
    ((found_line, found_key, message),) = beat_faults(with_beats(BEATS.replace(old, new)))
    assert (found_line, found_key) == (line, key)
    assert words in message


@pytest.mark.parametrize(("beats", "key"), [("", "lsoa, area_code, area_name"), ("lsoa,area_code,area_name\n", "file")])
def test_a_beats_file_without_areas(with_beats: Write, beats: str, key: str) -> None:
    ((line, found, _),) = beat_faults(with_beats(beats))
    assert (line, found) == (1, key)


def test_a_beats_file_in_another_encoding(with_beats: Write) -> None:
    ((line, key, message),) = beat_faults(with_beats(BEATS.replace("Village", "Môn").encode("latin-1")))
    assert (line, key) == (3, "file")
    assert "UTF-8" in message


# --- several files


def test_a_folder_is_read_in_the_order_of_the_slugs(write: Write, tmp_path: Path) -> None:
    write(GOOD, "b-a.yaml")
    write(GOOD, "b.yml")
    write(GOOD, "a.yaml")
    write("not a partnership", "notes.txt")
    assert list(read_partnerships(tmp_path)) == ["a", "b", "b-a"]


@pytest.mark.parametrize("name", [".", "nowhere"])
def test_a_folder_without_partnerships_says_so(tmp_path: Path, name: str) -> None:
    with pytest.raises(PartnershipError, match=r"no partnership found — put a file such as oadby-wigston\.yaml"):
        read_partnerships(tmp_path / name)


def test_the_faults_of_all_files_are_told_together(write: Write, tmp_path: Path) -> None:
    write(GOOD)
    write(GOOD.replace("rounding:", "rouding:"), "b.yaml")
    write("name: [", "a.yaml")
    with pytest.raises(PartnershipError) as caught:
        read_partnerships(tmp_path)
    assert [(p.file.name, p.line, p.key) for p in caught.value.problems] == [
        ("a.yaml", 1, "YAML"),
        ("b.yaml", 20, "rouding"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "line", "key"),
    [
        ("name: Shire", "name: Other Shire", 6, "comparators"),
        ("[E07000001, E07000003]", "[E07000001, E07000002]", 6, "comparators"),
        ("lsoas: [E01000001, E01000002]", "lsoas: [E01000001]", 13, "area_groups.areas"),
        ("name: South", "name: Southern", 14, "area_groups.areas"),
    ],
)
def test_two_files_must_agree_on_an_area(write: Write, tmp_path: Path, old: str, new: str, line: int, key: str) -> None:
    write(GOOD, "a.yaml")
    write(GOOD.replace(old, new), "b.yaml")
    with pytest.raises(PartnershipError) as caught:
        read_partnerships(tmp_path)
    (problem,) = caught.value.problems
    assert (problem.file.name, problem.line, problem.key) == ("b.yaml", line, key)
    assert f"a.yaml:{line}" in problem.message


def test_two_files_agree_whatever_the_order_of_the_codes(write: Write, tmp_path: Path) -> None:
    write(GOOD, "a.yaml")
    write(GOOD.replace("[E01000001, E01000002]", "[E01000002, E01000001]"), "b.yaml")
    assert len(read_partnerships(tmp_path)) == 2


def test_two_files_cannot_have_one_slug(write: Write, tmp_path: Path) -> None:
    write(GOOD, "a.yaml")
    write(GOOD, "a.yml")
    with pytest.raises(PartnershipError, match="rename one"):
        read_partnerships(tmp_path)


# --- which one, and whether a store is older


def test_the_current_partnership() -> None:
    partnerships = read_partnerships(SHIPPED)
    assert current_partnership(partnerships, {}).slug == "oadby-wigston"
    assert current_partnership(partnerships, {"CSPDASH_PARTNERSHIP": ""}).slug == "oadby-wigston"
    assert current_partnership(partnerships, {"CSPDASH_PARTNERSHIP": "blaby"}).slug == "blaby"


def test_an_unknown_partnership_lists_the_known_ones() -> None:
    with pytest.raises(PartnershipError, match=r"'blabby'.* blaby, charnwood, oadby-wigston"):
        current_partnership(read_partnerships(SHIPPED), {"CSPDASH_PARTNERSHIP": "blabby"})
    with pytest.raises(PartnershipError, match=r"the default: there is no partnership 'oadby-wigston'.*none held"):
        current_partnership({}, {})


def test_the_hash_follows_what_a_store_takes_in(with_beats: Write, tmp_path: Path) -> None:
    path = with_beats(BEATS)
    first = source_hash(read_partnerships(tmp_path))
    assert source_hash(read_partnerships(tmp_path)) == first

    (tmp_path / "beats.csv").write_text(BEATS + "E01000009,NL1,Town\n", encoding="utf-8")
    second = source_hash(read_partnerships(tmp_path))
    path.write_text(path.read_text(encoding="utf-8").replace("name: ", "name: New ", 1), encoding="utf-8")
    third = source_hash(read_partnerships(tmp_path))
    path.rename(tmp_path / "elsewhere.yaml")
    fourth = source_hash(read_partnerships(tmp_path))
    assert len({first, second, third, fourth}) == 4


def test_what_a_store_does_not_take_in_makes_none_stale(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(GOOD, encoding="utf-8")
    first = source_hash(read_partnerships(tmp_path))
    (tmp_path / "events.csv").write_text("date,title\n2025-01-22,A\n", encoding="utf-8")
    (tmp_path / "points.csv").write_text("kind,name,longitude,latitude\nCamera,B,-1.1,52.6\n", encoding="utf-8")
    added = GOOD.replace("toward_zero", "nearest") + "# a remark\nevents: events.csv\npoints: points.csv\n"
    path.write_text(added, encoding="utf-8")
    (who,) = read_partnerships(tmp_path).values()
    assert (len(who.events), len(who.points), who.rounding) == (1, 1, "nearest")
    assert source_hash(read_partnerships(tmp_path)) == first
    (tmp_path / "events.csv").write_text("date,title\n2025-01-23,C\n2025-02-01,D\n", encoding="utf-8")
    assert source_hash(read_partnerships(tmp_path)) == first


def test_the_hash_covers_every_field_that_the_stores_areas_are_made_of() -> None:
    """A change that the store would hold changes the hash, whatever field it is in."""
    everyone = read_partnerships(SHIPPED)
    first, held = source_hash(everyone), partnership_rows(everyone)
    for slug, who in everyone.items():
        for name in type(who).model_fields:
            value = getattr(who, name)
            if name in ("slug", "path") or not value:
                continue
            other = value[:-1] if isinstance(value, tuple) else f"{value}x" if isinstance(value, str) else value
            changed = {**everyone, slug: who.model_copy(update={name: other})}
            stored = partnership_rows(changed) != held
            assert (source_hash(changed) != first) is stored, f"{slug}.{name}"


def test_the_hash_does_not_depend_on_where_the_folder_lies(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.yaml").write_text(GOOD, encoding="utf-8")
    assert source_hash(read_partnerships(tmp_path / "one")) == source_hash(read_partnerships(tmp_path / "two"))
