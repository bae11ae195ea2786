"""Fact files that are loaded again: nothing changes while they stand, and an older one undoes a wrong newer one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cspdash.store.areal import ORDER, ORDERLESS
from cspdash.store.report import LoadReport
from cspdash.store.versions import current
from tests.builders import BOROUGH, OADBY, WIGSTON, ask, value

Take = Callable[..., LoadReport]

# For each kind a table that says one thing and another, its name apart, and where the store holds what it says.
RIGHT, WRONG = "right", "wrong"
TEXTS = {
    "district_lookup": "lad24cd,lad24nm,pfa24cd,pfa24nm\n" + BOROUGH + ",{name},E23000021,Leicestershire\n",
    "lsoa_lookup": "lsoa11cd,lsoa11nm,lsoa21cd,lsoa21nm,chgind,lad22cd,lad22nm\n"
    + f"{WIGSTON},{{name}},{WIGSTON},{{name}},U,{BOROUGH},Borough\n",
    "best_fit": "lsoa11cd,lsoa21cd,bestfit\n" + WIGSTON + ",{code}\n",
    "ward_lookup": "lsoa21cd,wd24cd,wd24nm,lad24cd,lad24nm\n" + WIGSTON + ",E05000001,{name}," + BOROUGH + ",Borough\n",
    "population": "lsoa21cd,year,population\n" + WIGSTON + ",2023,{n}\n",
    "census": "lsoa21_code,total_households,tenure,n\n" + WIGSTON + ",{n},Owned: Owns outright,{n}\n",
}
HELD = {
    "district_lookup": f"SELECT district_name FROM district WHERE district = '{BOROUGH}'",
    "lsoa_lookup": f"SELECT lsoa21_name FROM area_lookup WHERE lsoa11 = '{WIGSTON}'",
    "best_fit": f"SELECT lsoa21 FROM lsoa_best_fit WHERE lsoa11 = '{WIGSTON}'",
    "ward_lookup": f"SELECT ward_name FROM lsoa_ward WHERE lsoa21 = '{WIGSTON}'",
    "population": f"SELECT population FROM area WHERE code = '{WIGSTON}'",
    "census": f"SELECT sum(n) FROM census_count WHERE code = '{WIGSTON}' AND topic = 'tenure' AND year = 2011",
}
SAID: dict[str, dict[str, str | int]] = {
    "district_lookup": {RIGHT: "Right", WRONG: "Wrong"},
    "lsoa_lookup": {RIGHT: "Right", WRONG: "Wrong"},
    "best_fit": {RIGHT: WIGSTON, WRONG: OADBY},
    "ward_lookup": {RIGHT: "Right", WRONG: "Wrong"},
    "population": {RIGHT: 1500, WRONG: 15},
    "census": {RIGHT: 700, WRONG: 70},
}
KINDS = tuple(TEXTS)


def write(folder: Path, kind: str, which: str) -> Path:
    # A census table says its year in its name; of 2011 no finer one is held.
    path = folder / f"{kind}{'-2011' if kind == 'census' else ''}-{which}.csv"
    said = SAID[kind][which]
    path.write_text(TEXTS[kind].format(name=said, code=said, n=said), encoding="utf-8")
    return path


def statuses(report: LoadReport) -> list[str]:
    return [file.status for file in report.files]


def test_every_kind_of_fact_is_tried_here() -> None:
    assert set(KINDS) | set(ORDERLESS) == set(ORDER), "a new kind needs its table in load/facts_fingerprint.sql"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("order", [(RIGHT, WRONG), (WRONG, RIGHT)], ids=["wrong last", "right last"])
def test_an_older_file_loaded_again_counts_again(
    tmp_path: Path, store: Path, take: Take, kind: str, order: tuple[str, str]
) -> None:
    first, second = (write(tmp_path, kind, which) for which in order)
    for path, which in ((first, order[0]), (second, order[1]), (first, order[0]), (second, order[1])):
        report = take(path)
        assert statuses(report) == ["loaded"], report.lines()
        assert report.version is not None
        assert value(store, HELD[kind]) == SAID[kind][which]
        again = take(path)
        assert statuses(again) == ["unchanged"]
        assert again.version is None, "what stands changes nothing"


@pytest.mark.parametrize("kind", KINDS)
def test_a_folder_loaded_again_changes_nothing(tmp_path: Path, store: Path, take: Take, kind: str) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for which in (RIGHT, WRONG):
        write(folder, kind, which)
    assert statuses(take(folder)) == ["loaded", "loaded"]
    held, version = value(store, HELD[kind]), current(store).id
    for _ in range(2):
        report = take(folder)
        assert statuses(report) == ["unchanged", "unchanged"], "they undo each other as they did at first"
        assert report.version is None
    assert (value(store, HELD[kind]), current(store).id) == (held, version)


def test_files_that_do_not_touch_each_other_stay_unchanged_one_by_one(tmp_path: Path, store: Path, take: Take) -> None:
    old, new = tmp_path / "mid2022.csv", tmp_path / "mid2023.csv"
    old.write_text(f"lsoa21cd,year,population\n{WIGSTON},2022,1400\n", encoding="utf-8")
    new.write_text(f"lsoa21cd,year,population\n{WIGSTON},2023,1500\n", encoding="utf-8")
    take(old)
    take(new)
    for path in (old, new, old):
        report = take(path)
        assert (statuses(report), report.version) == (["unchanged"], None)
    assert value(store, HELD["population"]) == 1500


def test_the_last_of_a_folder_wins_though_it_was_loaded_before(tmp_path: Path, store: Path, take: Take) -> None:
    late = write(tmp_path, "population", WRONG)
    take(late)
    early = late.with_name("a.csv")
    early.write_text(f"lsoa21cd,year,population\n{WIGSTON},2023,1500\n", encoding="utf-8")
    take(early, late)
    assert value(store, HELD["population"]) == SAID["population"][WRONG], "as when both come first together"


def test_two_tables_of_one_year_leave_one_number_a_place(tmp_path: Path, store: Path, take: Take) -> None:
    for which in (RIGHT, WRONG):
        take(write(tmp_path, "population", which))
    rows = ask(store, f"SELECT source, n FROM population WHERE code = '{WIGSTON}' AND year = 2023")
    assert rows == [("population-wrong.csv", 15)]


def test_outlines_do_not_depend_on_which_came_last(tmp_path: Path, store: Path, take: Take) -> None:
    shape = (
        '{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{"LSOA21CD":"{code}","LSOA21NM":"x"}},'
        '"geometry":{{"type":"Polygon","coordinates":[[{points}]]}}}}]}}'
    )
    rough, fine = tmp_path / "rough.geojson", tmp_path / "fine.geojson"
    corners = ["[-1.1,52.5]", "[-1.0,52.5]", "[-1.0,52.6]", "[-1.1,52.6]"]
    rough.write_text(shape.format(code=WIGSTON, points=",".join([*corners, corners[0]])), encoding="utf-8")
    more = [*corners[:1], "[-1.05,52.49]", *corners[1:]]
    fine.write_text(shape.format(code=WIGSTON, points=",".join([*more, more[0]])), encoding="utf-8")
    for path in (rough, fine):
        assert statuses(take(path)) == ["loaded"]
    report = take(rough)
    assert (statuses(report), report.version) == (["unchanged"], None)
    held = f"SELECT source FROM boundary WHERE code = '{WIGSTON}' AND vintage = 2021"
    assert value(store, held) == "fine.geojson"
