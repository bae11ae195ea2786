"""Residents: one number for an area wherever a rate of it stands, of the latest year, and districts of one year."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import duckdb
import pytest

from cspdash.areas import areas_of
from cspdash.catalogue import ask
from cspdash.partnership import Partnership
from cspdash.store.load import load
from cspdash.store.versions import Version, current
from tests.pages import as_number, html_of, run_page, tables_of

COUNTY = "E10000018"
YEAR = {"from_month": "2025-01", "to_month": "2025-12", "base_from": "2024-01", "base_to": "2024-12"}


def districts_of(version: Version, place: str) -> list[str]:
    return [str(code) for code in ask(version, "areas", area=place, level="district").frame["area_code"]]


def assert_one_rate_of_the_county(version: Version) -> None:
    subtitle = next(body for body in html_of(run_page("pages/hotspots.py")) if "csp-subtitle" in body)
    found = re.search(r"against ([\d.]+) per 1,000 residents in the county", subtitle)
    assert found is not None, subtitle
    table = tables_of(run_page("pages/benchmark.py"))[0].set_index("District")
    county = table.loc["Leicestershire (county)"]
    assert county["Rate"] == found[1], "Hot spots and Benchmark print one rate of the county"
    area = areas_of(version).by_code[COUNTY]
    assert as_number(county["Residents"]) == area.population
    told = ask(version, "district_counts", districts=districts_of(version, COUNTY), **YEAR).frame
    assert set(told["population_year"]) == {area.population_year}
    for code, population in zip(told["area_code"], told["population"], strict=True):
        assert population == areas_of(version).by_code[str(code)].population


def test_the_county_has_one_rate_on_the_sample(on_sample: Version) -> None:
    assert_one_rate_of_the_county(on_sample)


def test_the_county_has_one_rate_on_real_files(on_real: Version) -> None:
    assert_one_rate_of_the_county(on_real)


@pytest.fixture(scope="module")
def with_census(
    realdata: Path, partnerships: Mapping[str, Partnership], tmp_path_factory: pytest.TempPathFactory
) -> Version:
    """One real year with older residents of every LSOA of the county beside what ships."""
    root = tmp_path_factory.mktemp("census-store")
    census = realdata / "census/mid2020_population_single_year_age_lsoa11_leicestershire.csv"
    paths = [realdata / "police_uk/leicestershire-2025-01_2025-12.zip", census]
    assert load(paths, root, partnerships, wait_seconds=0, notify=pytest.fail).exit_code == 0
    return current(root)


def test_older_residents_by_lsoa_do_not_change_a_districts_rate(
    with_census: Version, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CSPDASH_STORE", str(with_census.path.parent))
    assert_one_rate_of_the_county(with_census)
    areas = areas_of(with_census).by_code
    assert (areas["E07000135"].population, areas["E07000135"].population_year) == (58456, 2022)
    assert areas["oadby-wigston"].population == 58456, "the partnership is its district"
    assert areas["E01025992"].population_year == 2021, "LSOAs keep their own latest year"


def test_newer_residents_by_lsoa_count_everywhere(
    sample_store: Version, partnerships: Mapping[str, Partnership], tmp_path: Path
) -> None:
    """Ten residents more in every LSOA of one district, two years later."""
    root = tmp_path / "store"
    root.mkdir()
    for path in sample_store.path.parent.iterdir():
        (root / path.name).write_bytes(path.read_bytes())
    with duckdb.connect(str(sample_store.path), read_only=True) as store:
        own = store.execute(
            "SELECT p.code, max(p.n) FROM population p JOIN area_member m ON m.lsoa = p.code "
            "WHERE m.area = 'E07000135' AND p.year = 2021 GROUP BY p.code ORDER BY p.code"
        ).fetchall()
    file = tmp_path / "mid2024.csv"
    file.write_text("lsoa21cd,year,population\n" + "".join(f"{code},2024,{n + 10}\n" for code, n in own))
    report = load([file], root, partnerships, wait_seconds=0, notify=pytest.fail, as_sample=True)
    assert report.exit_code == 0, report.lines()
    version = current(root)
    areas = areas_of(version).by_code
    wanted = sum(n + 10 for _, n in own)
    for code in ("E07000135", "oadby-wigston"):
        assert (areas[code].population, areas[code].population_year) == (wanted, 2024)
    assert areas[COUNTY].population_year == 2022, "the other districts have none of that year"
    told = ask(version, "district_counts", districts=districts_of(version, COUNTY), **YEAR).frame
    assert set(told["population_year"]) == {2022}, "districts are compared by one year"
    assert told["population"].notna().all()
    assert set(told.loc[told["area_code"] == "E07000135", "population"]) == {58456}
