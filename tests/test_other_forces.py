"""Forces that hold no partnership: their districts are judged, counted by their own force, and compared."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd
import pytest

from cspdash.catalogue import ask
from cspdash.partnership import Partnership, read_partnerships
from cspdash.store.load import load
from cspdash.store.report import LoadReport
from cspdash.store.versions import PARTNERSHIPS, Version, current
from tests.builders import ask as sql
from tests.builders import rows, write_street
from tests.pages import as_number, html_of, run_page, tables_of

Take = Callable[..., LoadReport]
WEST_NORTHAMPTONSHIRE, RUGBY, NUNEATON = "E06000062", "E07000220", "E07000219"
SIMILAR = (WEST_NORTHAMPTONSHIRE, RUGBY, NUNEATON)
# As police.uk names the territorial forces of England and Wales in its files.
FORCES = """
avon-and-somerset bedfordshire cambridgeshire cheshire city-of-london cleveland cumbria derbyshire
devon-and-cornwall dorset durham dyfed-powys essex gloucestershire greater-manchester gwent hampshire
hertfordshire humberside kent lancashire leicestershire lincolnshire merseyside metropolitan norfolk north-wales
north-yorkshire northamptonshire northumbria nottinghamshire south-wales south-yorkshire staffordshire suffolk
surrey sussex thames-valley warwickshire west-mercia west-midlands west-yorkshire wiltshire
"""


def test_every_district_has_the_force_that_police_uk_names(store: Path) -> None:
    told = sql(store, "SELECT DISTINCT force FROM home_force ORDER BY force")
    assert [force for (force,) in told] == sorted(FORCES.split())
    own = sql(store, "SELECT count(*), count(DISTINCT district) FROM home_force")
    assert own == sql(store, "SELECT count(*), count(*) FROM district WHERE force_area IS NOT NULL")


def test_a_partnership_names_its_force(store: Path, partnerships: Mapping[str, Partnership]) -> None:
    renamed = {slug: who.model_copy(update={"home_force": "elsewhere"}) for slug, who in partnerships.items()}
    assert load([], store, renamed, wait_seconds=0).version
    told = dict(sql(store, "SELECT district, force FROM home_force"))
    assert (told["E07000135"], told["E06000016"], told[RUGBY]) == ("elsewhere", "elsewhere", "warwickshire")


def rugby(store: Path) -> str:
    return str(sql(store, f"SELECT min(lsoa21) FROM area_lookup WHERE district = '{RUGBY}'")[0][0])


def coverage(store: Path, district: str) -> list[tuple[str, str, str]]:
    return [
        (f"{month:%Y-%m}", status, reason)
        for month, status, reason in sql(
            store,
            f"SELECT month, status, reason FROM coverage WHERE district = '{district}' AND grp = 'crime' ORDER BY 1",
        )
    ]


@pytest.fixture
def with_lookup(store: Path, take: Take, realdata: Path) -> Path:
    """A store that knows the LSOAs of Warwickshire."""
    assert take(realdata / "lookups/lsoa11_lsoa21_lad22_exact_england_wales.csv").exit_code == 0
    return store


def test_coverage_is_judged_for_every_force_that_is_loaded(with_lookup: Path, take: Take, tmp_path: Path) -> None:
    lsoa, other = rugby(with_lookup), sql(
        with_lookup, f"SELECT min(lsoa21) FROM area_lookup WHERE district = '{NUNEATON}'"
    )[0][0]  # fmt: skip
    for month in ("2025-01", "2025-02", "2025-03", "2025-04", "2025-06"):
        few = month == "2025-03"
        lines = [*rows(2 if few else 60, lsoa=lsoa, month=month), *rows(150, lsoa=str(other), month=month)]
        write_street(tmp_path / "in", lines, month, force="warwickshire")
    assert take(tmp_path / "in").exit_code == 0
    told = {month: (status, reason) for month, status, reason in coverage(with_lookup, RUGBY)}
    assert [status for status, _ in told.values()] == [
        "complete", "complete", "partial", "complete", "missing", "complete",
    ]  # fmt: skip
    assert told["2025-05"][1] == "no file of warwickshire is loaded for this month"
    assert told["2025-01"][1] == "", "four neighbours: checked"
    assert coverage(with_lookup, "E07000135") == [], "no file of its force is loaded"


def test_a_neighbours_rows_do_not_count_at_home(with_lookup: Path, take: Take, tmp_path: Path) -> None:
    lsoa = rugby(with_lookup)
    write_street(tmp_path / "in", rows(9, lsoa=lsoa), force="leicestershire")
    take(tmp_path / "in")
    count = f"SELECT coalesce(sum(n), 0) FROM crime_count WHERE district = '{RUGBY}' AND home"
    assert sql(with_lookup, count) == [(0,)], "a few records of Leicestershire are not Rugby's crime"
    write_street(tmp_path / "in", rows(40, lsoa=lsoa), force="warwickshire")
    take(tmp_path / "in")
    assert sql(with_lookup, count) == [(40,)]


@pytest.fixture(scope="module")
def neighbours(realdata: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Version, Path]:
    """Real: a year of Leicestershire, June 2025 of Northamptonshire and Warwickshire, whose districts are the group."""
    folder, root = tmp_path_factory.mktemp("partnerships"), tmp_path_factory.mktemp("neighbours")
    shutil.copytree(PARTNERSHIPS, folder, dirs_exist_ok=True)
    own = folder / "oadby-wigston.yaml"
    lines = [
        line for line in own.read_text(encoding="utf-8").splitlines(keepends=True)
        if not line.startswith("similar_districts")
    ]  # fmt: skip
    own.write_text("".join(lines) + f"\nsimilar_districts: [{', '.join(SIMILAR)}]\n", encoding="utf-8")
    paths = [
        realdata / "police_uk/leicestershire-2025-01_2025-12.zip",
        realdata / "police_uk_neighbours",
        realdata / "lookups/lsoa11_lsoa21_lad22_exact_england_wales.csv",
    ]
    report = load(paths, root, read_partnerships(folder), wait_seconds=0)
    assert report.version, report.lines()
    return current(root), folder


@pytest.fixture
def on_neighbours(neighbours: tuple[Version, Path], monkeypatch: pytest.MonkeyPatch) -> Version:
    version, folder = neighbours
    monkeypatch.setenv("CSPDASH_STORE", str(version.path.parent))
    monkeypatch.setenv("CSPDASH_PARTNERSHIPS", str(folder))
    return version


def test_the_most_similar_group_has_rates_though_they_cannot_be_checked(on_neighbours: Version) -> None:
    app = run_page("pages/benchmark.py", {"with": "similar", "period": "2025-06"})
    table = tables_of(app)[0].set_index("District")
    counts = ask(
        on_neighbours, "district_counts", districts=[*SIMILAR, "E07000135"], from_month="2025-06", to_month="2025-06",
        base_from="2024-06", base_to="2024-06",
    ).frame.groupby("area_name")  # fmt: skip
    for name, part in counts:
        shown = table.loc[str(name)]
        assert as_number(shown["Count"]) == part["current"].sum() > 0
        rate = 1000 * part["current"].sum() / part["population"].iloc[0]
        # West Northamptonshire's residents are not shipped, because it shares its community safety partnership's.
        assert shown["Rate"] == "–" if pd.isna(rate) else as_number(shown["Rate"]) == pytest.approx(rate, abs=0.06)
        checked = name == "Oadby and Wigston"
        assert shown["Months whole"] == ("1 of 1" if checked else "1 of 1, not checked")
    assert [shown["Rate"] != "–" for _, shown in table.loc[["Rugby", "Nuneaton and Bedworth"]].iterrows()] == [
        True,
        True,
    ]
    notes = " ".join(html_of(app))
    assert "Not checked for completeness: " in notes
    assert "Fewer than three neighbouring months of the force are loaded" in notes
    assert "West Northamptonshire has no rate: its number of residents" in notes
    assert "of 3; the 3 together" in app.title[0].value


def test_a_year_of_which_one_month_is_loaded_gives_no_rate(on_neighbours: Version) -> None:
    app = run_page("pages/benchmark.py", {"with": "similar", "period": "2025-01_2025-12"})
    table = tables_of(app)[0].set_index("District")
    assert table.loc["Rugby", "Rate"] == "–"
    assert str(table.loc["Rugby", "Months whole"]).startswith("1 of 12")
    assert as_number(table.loc["Oadby and Wigston", "Rate"]) > 0


def test_districts_of_the_county_are_checked_as_before(on_neighbours: Version) -> None:
    notes = " ".join(html_of(run_page("pages/benchmark.py", {"period": "2025-01_2025-12"})))
    assert "Not checked for completeness" not in notes


def test_coverage_does_not_grow_without_other_forces(on_real: Version) -> None:
    """144 months of nine districts and two groups: what no force is loaded for takes no rows."""
    held = sql(
        on_real.path.parent, "SELECT count(DISTINCT district), count(*) FROM coverage WHERE source = 'police.uk'"
    )
    assert held == [(9, 9 * 144 * 2)]
