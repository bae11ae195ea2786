"""The case system's mapping: what it may say, and how a wrong one is told with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from cspdash.partnership import PartnershipError, read_partnership
from cspdash.partnership.case_system import CaseForm

HEAD = """\
name: Somewhere
police_force: Some Police
home_force: some-force
districts: [E07000001]
area_groups:
  - level: beat
    areas: [{code: NL1, name: Town, lsoas: [E01000001]}]
case_system:
"""


def read(tmp_path: Path, mapping: str, head: str = HEAD) -> CaseForm:
    path = tmp_path / "somewhere.yaml"
    path.write_text(head + mapping, encoding="utf-8")
    (form,) = read_partnership(path).table_forms
    assert isinstance(form, CaseForm)
    return form


def fault(tmp_path: Path, mapping: str, head: str = HEAD) -> tuple[int, str, str]:
    with pytest.raises(PartnershipError) as caught:
        read(tmp_path, mapping, head)
    (problem,) = caught.value.problems
    return problem.line, problem.key, problem.message


def test_a_mapping_names_its_columns_and_district(tmp_path: Path) -> None:
    form = read(tmp_path, "  date: Date\n  type: Kind\n  location: {level: beat, column: Beat code}\n  id: Ref\n")
    assert form.kind == "case_records"
    assert form.district == "E07000001"
    assert form.system.columns == {"date": "Date", "type": "Kind", "place": "Beat code", "id": "Ref"}
    assert form.matches(frozenset({"date", "kind", "beatcode", "ref", "surname"}))
    assert not form.matches(frozenset({"date", "kind", "beatcode"})), "a column that is mapped is needed"


@pytest.mark.parametrize(
    ("location", "way"),
    [
        ("{level: ward, column: Ward}", "area"), ("{postcode: Postcode}", "postcode"),
        ("{longitude: X, latitude: Y}", "degrees"), ("{easting: E, northing: N}", "grid"),
    ],
)  # fmt: skip
def test_the_ways_to_say_where(tmp_path: Path, location: str, way: str) -> None:
    assert read(tmp_path, f"  date: D\n  type: T\n  location: {location}\n").system.location.way == way


@pytest.mark.parametrize(
    "location", ["{}", "{easting: E}", "{level: ward}", "{postcode: P, longitude: X, latitude: Y}"]
)
def test_a_location_in_no_or_two_ways_is_told(tmp_path: Path, location: str) -> None:
    line, key, message = fault(tmp_path, f"  date: D\n  type: T\n  location: {location}\n")
    assert (line, key) == (11, "case_system.location")
    assert "give one of: level and column; postcode; longitude and latitude; easting and northing" in message


def test_an_unknown_level_key_district_and_blank_column_are_told(tmp_path: Path) -> None:
    line, key, message = fault(tmp_path, "  date: D\n  type: T\n  location: {level: beats, column: B}\n")
    assert (line, key) == (11, "case_system.location.level")
    assert "did you mean beat?" in message
    line, key, message = fault(tmp_path, "  date: D\n  typ: T\n  type: T\n  location: {postcode: P}\n")
    assert (line, key) == (10, "case_system.typ")
    assert "did you mean type?" in message
    line, key, message = fault(tmp_path, "  date: D\n  type: T\n  location: {postcode: P}\n  district: E07000009\n")
    assert (line, key) == (12, "case_system.district")
    line, key, message = fault(tmp_path, '  date: "--"\n  type: T\n  location: {postcode: P}\n')
    assert (line, key) == (9, "case_system.date")
    assert "cannot name a column" in message


def test_several_districts_need_one_to_be_named(tmp_path: Path) -> None:
    several = HEAD.replace("[E07000001]", "[E07000001, E07000002]")
    mapping = "  date: D\n  type: T\n  location: {postcode: P}\n"
    line, key, message = fault(tmp_path, mapping, several)
    assert (line, key) == (8, "case_system")
    assert "add district: E07000001" in message
    assert read(tmp_path, mapping + "  district: E07000002\n", several).district == "E07000002"
