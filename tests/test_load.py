"""The load: months replaced whole, revisions kept, order immaterial, parts that sum to the whole, the sample left."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from cspdash.partnership import Partnership
from cspdash.store.load import load
from cspdash.store.report import LoadReport
from cspdash.store.versions import Version, current, versions
from tests.builders import (
    ASB,
    OADBY,
    WIGSTON,
    Row,
    ask,
    row,
    rows,
    street_name,
    street_text,
    value,
    write_street,
    write_zip,
)

Take = Callable[..., LoadReport]
EARLY, LATE = datetime(2025, 6, 1, tzinfo=UTC), datetime(2025, 7, 1, tzinfo=UTC)

# Leicester 008B of 2011 and its three parts of 2021; 040B and 040D, merged into 040F.
SPLIT, PARTS = "E01013607", ("E01034010", "E01034011", "E01034012")
MERGED, INTO = ("E01013647", "E01032875"), "E01034020"


# --- replacing -----------------------------------------------------------------------------------------------


def test_the_same_file_again_changes_nothing_and_says_so(tmp_path: Path, store: Path, take: Take) -> None:
    path = write_street(tmp_path / "in", rows(5))
    first = take(path)
    again = take(path)
    assert again.version is None
    assert current(store).id == first.version
    assert "the same 1 file already in the store" in again.lines()[0]
    assert "nothing changed, no new version" in again.lines()[-1]
    # The same bytes out of a zip are the same file.
    archive = write_zip(tmp_path / "d.zip", {path.name: path.read_bytes()})
    assert [f.status for f in take(archive).files] == ["unchanged"]


def test_identical_rows_are_separate_incidents(tmp_path: Path, store: Path, take: Take) -> None:
    path = write_street(tmp_path / "in", rows(4, ASB))
    take(path)
    assert value(store, "SELECT sum(n) FROM crime_count") == 4
    write_street(tmp_path / "in", rows(5, ASB))
    take(path)
    assert value(store, "SELECT sum(n) FROM crime_count") == 5


def test_a_newer_file_replaces_the_month_and_what_changed_is_kept(tmp_path: Path, store: Path, take: Take) -> None:
    other = write_street(tmp_path / "in", rows(2, month="2025-05"), "2025-05")
    path = write_street(
        tmp_path / "in",
        [*rows(3), *rows(2, ASB), *rows(2, "Robbery"), *rows(4, "Drugs", OADBY), row("Drugs", ""), *rows(2, lsoa="")],
    )
    take(path, other)
    newer: list[Row] = [*rows(4), *rows(2, ASB), *rows(4, "Drugs", OADBY), *rows(1, "Shoplifting", OADBY), row(lsoa="")]
    write_street(tmp_path / "in", newer)
    report = take(path)
    assert report.revisions == 5
    assert any(line.startswith("revised  5 counts") for line in report.lines())
    assert ask(
        store, "SELECT month::TEXT, lsoa_published, crime_type, before, after FROM revision ORDER BY ALL NULLS LAST"
    ) == [
        ("2025-04-01", OADBY, "Shoplifting", 0, 1),
        ("2025-04-01", WIGSTON, "Burglary", 3, 4),
        ("2025-04-01", WIGSTON, "Robbery", 2, 0),
        ("2025-04-01", None, "Burglary", 2, 1),
        ("2025-04-01", None, "Drugs", 1, 0),
    ]
    assert value(store, "SELECT count(*) FROM crime WHERE month = '2025-04-01'") == len(newer)
    assert value(store, "SELECT count(*) FROM crime WHERE month = '2025-05-01'") == 2
    assert value(store, "SELECT count(DISTINCT file_id) FROM crime") == 2


def test_a_newer_file_that_only_says_it_otherwise_is_no_revision(tmp_path: Path, store: Path, take: Take) -> None:
    take(write_street(tmp_path / "in", rows(3)))
    outcome = rows(3, Last_outcome_category="Local resolution")
    report = take(write_street(tmp_path / "in", outcome, newline="\r\n"))
    assert report.version is not None
    assert report.revisions == 0
    assert value(store, "SELECT count(*) FROM crime WHERE outcome = 'Local resolution'") == 3


def test_another_forces_file_for_the_month_replaces_nothing(tmp_path: Path, store: Path, take: Take) -> None:
    take(write_street(tmp_path / "in", rows(3)))
    take(write_street(tmp_path / "in", rows(2), force="btp"))
    assert ask(store, "SELECT home, sum(n) FROM crime_count GROUP BY ALL ORDER BY ALL") == [(False, 2), (True, 3)]


@pytest.mark.parametrize("newest_first", [True, False])
def test_of_two_files_for_a_month_in_one_load_the_newer_wins(
    tmp_path: Path, store: Path, take: Take, newest_first: bool
) -> None:
    old = write_street(tmp_path / "z", rows(3), dated=EARLY)
    new = write_zip(tmp_path / "a.zip", {street_name("2025-04"): street_text(rows(5))}, LATE)
    oldest = write_zip(tmp_path / "b.zip", {street_name("2025-04"): street_text(rows(9))}, datetime(2020, 1, 1))
    report = take(*((new, old, oldest) if newest_first else (oldest, old, new)))
    assert report.exit_code == 0
    assert [(f.file, f.status) for f in report.files] == [
        (f"{new}/{street_name('2025-04')}", "loaded"),
        (str(old), "superseded"),
        (f"{oldest}/{street_name('2025-04')}", "superseded"),
    ]
    assert value(store, "SELECT count(*) FROM crime") == 5
    assert any("is newer" in line for line in report.lines())


@pytest.mark.parametrize("fault", ["cut", "bad lines", "empty"])
def test_where_the_newest_file_is_damaged_the_next_is_taken(
    tmp_path: Path, store: Path, take: Take, fault: str
) -> None:
    old = write_street(tmp_path / "old", rows(3), dated=EARLY)
    new = write_street(tmp_path / "new", [*rows(3), *rows(3, month="2024-01")] if fault == "bad lines" else rows(5))
    if fault == "cut":
        new.write_bytes(new.read_bytes()[:-20])
    if fault == "empty":
        new.write_text(street_text([]), encoding="utf-8")
    report = take(new, old)
    assert {f.file: f.status for f in report.files} == {
        str(old): "loaded",
        str(new): "ignored" if fault == "empty" else "refused",
    }
    assert value(store, "SELECT count(*) FROM crime") == 3


def test_a_refused_file_leaves_the_month_as_it_was(tmp_path: Path, store: Path, take: Take) -> None:
    first = take(write_street(tmp_path / "in", rows(3)))
    report = take(write_street(tmp_path / "in", [*rows(3), *rows(3, month="2024-01")]))
    assert (report.exit_code, report.version) == (1, None)
    assert current(store).id == first.version


# --- what a load publishes -----------------------------------------------------------------------------------


def test_a_first_load_of_nothing_good_publishes_nothing(
    tmp_path: Path, partnerships: Mapping[str, Partnership]
) -> None:
    bad = write_street(tmp_path / "in", rows(3))
    bad.write_bytes(bad.read_bytes()[:-20])
    for paths in ([bad], []):
        report = load(paths, tmp_path / "new", partnerships, wait_seconds=0)
        assert report.version is None
    assert versions(tmp_path / "new") == []


def test_a_fresh_load_of_nothing_good_leaves_the_store(
    tmp_path: Path, store: Path, take: Take, partnerships: Mapping[str, Partnership]
) -> None:
    first = take(write_street(tmp_path / "in", rows(3)))
    assert load([tmp_path / "gone.zip"], store, partnerships, wait_seconds=0, fresh=True).exit_code == 1
    assert current(store).id == first.version
    load([write_street(tmp_path / "in", rows(7))], store, partnerships, wait_seconds=0, fresh=True)
    assert value(store, "SELECT count(*) FROM crime") == 7
    assert value(store, "SELECT count(*) FROM revision") == 0


def test_changed_partnership_files_are_taken_over_without_paths(
    tmp_path: Path, store: Path, take: Take, partnerships: Mapping[str, Partnership]
) -> None:
    take(write_street(tmp_path / "in", rows(3)))
    held = current(store).id
    assert load([], store, partnerships, wait_seconds=0).version is None
    who = partnerships["blaby"]
    renamed = who.model_copy(update={"name": "Blaby and around"})
    report = load([], store, {**partnerships, "blaby": renamed}, wait_seconds=0)
    assert report.version not in (None, held)
    assert value(store, "SELECT name FROM area WHERE code = 'blaby'") == "Blaby and around"
    assert value(store, "SELECT count(*) FROM crime") == 3
    assert load([], store, {**partnerships, "blaby": renamed}, wait_seconds=0).version is None


def test_the_report_in_json_adds_up(tmp_path: Path, take: Take) -> None:
    write_street(tmp_path / "in", [*rows(900), row(lsoa=""), row(month="2020-01")])
    write_street(tmp_path / "in", rows(2, month="2025-05"), "2025-05")
    told = json.loads(json.dumps(take(tmp_path / "in").as_dict()))
    assert (told["rows_read"], told["rows_loaded"], told["rows_rejected"]) == (904, 903, 1)
    assert told["rows_without_location"] == 1
    assert [f["month"] for f in told["files"]] == ["2025-04", "2025-05"]


# --- leaving the sample --------------------------------------------------------------------------------------


@pytest.fixture
def sampled(store: Path, partnerships: Mapping[str, Partnership], tmp_path: Path) -> Path:
    """A store whose records are invented: a month of crime and of council records."""
    invented = write_street(tmp_path / "invented", rows(50))
    council = tmp_path / "invented/council.csv"
    council.write_text("month,area code,type,count\n2025-04,E07000135,Noise,4\n", encoding="utf-8")
    load([invented, council], store, partnerships, as_sample=True)
    assert value(store, "SELECT value FROM meta WHERE key = 'sample'") == "true"
    return store


def sample_state(root: Path) -> tuple[bool, int, int]:
    """Whether it says sample, the rows, the council's counts."""
    [state] = ask(
        root,
        """SELECT (SELECT count(*) FROM meta WHERE key = 'sample') > 0, (SELECT count(*) FROM crime),
                  (SELECT count(*) FROM council_asb)""",
    )
    return state


def test_real_records_leave_the_sample_behind(tmp_path: Path, sampled: Path, take: Take) -> None:
    report = take(write_street(tmp_path / "in", [*rows(300, month="2025-05"), row(month="2020-01")], "2025-05"))
    assert report.left_sample
    assert any("sample has been left behind" in line for line in report.lines())
    assert sample_state(sampled) == (False, 300, 0)
    assert ask(sampled, "SELECT DISTINCT month::TEXT FROM coverage") == [("2025-05-01",)]
    assert value(sampled, "SELECT count(*) FROM load_reject") == 1
    assert value(sampled, "SELECT count(*) FROM load_file WHERE kind IN ('street', 'council_asb')") == 1


def test_council_counts_leave_the_sample_behind(tmp_path: Path, sampled: Path, take: Take) -> None:
    council = tmp_path / "ours.csv"
    council.write_text("month,area code,type,count\n2025-05,E07000135,Noise,9\n", encoding="utf-8")
    assert take(council).left_sample
    assert sample_state(sampled) == (False, 0, 1)


def test_the_samples_own_file_as_a_real_one_is_loaded(tmp_path: Path, sampled: Path, take: Take) -> None:
    assert take(tmp_path / "invented").left_sample
    assert sample_state(sampled) == (False, 50, 1)


@pytest.mark.parametrize("with_boundary", [True, False])
def test_what_is_refused_does_not_cost_the_sample(
    tmp_path: Path, sampled: Path, take: Take, with_boundary: bool
) -> None:
    council = tmp_path / "theirs.csv"
    council.write_text("month,area code,type,count\n2025-05,Nowhere,Noise,9\n", encoding="utf-8")
    paths = [council, write_street(tmp_path / "in", [*rows(3), *rows(3, month="2024-01")])]
    if with_boundary:
        paths.append(write_parts(tmp_path))
    report = take(*paths)
    assert len(report.of("refused")) == 2
    assert not report.left_sample
    assert sample_state(sampled) == (True, 50, 1)


def test_facts_alone_keep_the_sample(tmp_path: Path, sampled: Path, take: Take) -> None:
    assert take(write_parts(tmp_path)).version is not None
    assert sample_state(sampled) == (True, 50, 1)


# --- vintages ------------------------------------------------------------------------------------------------


def write_parts(folder: Path) -> Path:
    """Boundaries of the parts of SPLIT: three bands of one degree, from south to north."""
    features = [
        {
            "type": "Feature",
            "properties": {"LSOA21CD": code, "LSOA21NM": f"band {south}"},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[-2, south], [0, south], [0, south + 1], [-2, south + 1], [-2, south]]],
            },
        }
        for code, south in zip(PARTS, (51, 52, 53), strict=True)
    ]
    path = folder / "parts.geojson"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


# One row a band, one beyond the northern edge, one without coordinates, one with unusable ones; then the 2021 codes.
SPLIT_ROWS: list[Row] = [
    *(row(lsoa=SPLIT, Latitude=f"{latitude:.6f}") for latitude in (51.5, 51.6, 52.5, 53.5, 54.01)),
    row(lsoa=SPLIT, Longitude="", Latitude=""),
    row(lsoa=SPLIT, Longitude="nan", Latitude="nan"),
    *(row(lsoa=code) for code in PARTS),
]


def test_split_lsoas_are_counted_as_their_parent_without_boundaries(tmp_path: Path, store: Path, take: Take) -> None:
    take(write_street(tmp_path / "in", SPLIT_ROWS))
    assert ask(store, "SELECT lsoa, sum(n) FROM crime_count GROUP BY ALL") == [(SPLIT, 10)]
    assert ask(store, "SELECT code FROM area WHERE level = 'lsoa' AND code IN ('E01034010', 'E01013607')") == [(SPLIT,)]


@pytest.mark.parametrize("order", ["boundaries first", "crimes first", "together"])
def test_split_lsoas_are_placed_by_coordinates_with_boundaries(
    tmp_path: Path, store: Path, take: Take, order: str
) -> None:
    crimes, parts = write_street(tmp_path / "in", SPLIT_ROWS), write_parts(tmp_path)
    match order:
        case "boundaries first":
            take(parts)
            take(crimes)
        case "crimes first":
            take(crimes)
            take(parts)
        case _:
            take(crimes, parts)
    # The two without usable coordinates go to ONS's best fit, the first part.
    assert ask(store, "SELECT lsoa, sum(n) FROM crime_count GROUP BY ALL ORDER BY ALL") == [
        (PARTS[0], 2 + 2 + 1),
        (PARTS[1], 1 + 1),
        (PARTS[2], 2 + 1),
    ]
    assert ask(store, "SELECT n, located, unknown_lsoa, by_place, by_best_fit FROM force_month_count") == [
        (10, 10, 0, 5, 2)
    ]
    # The parent can still be asked for, as its parts.
    assert ask(store, f"SELECT lsoa FROM area_member WHERE area = '{SPLIT}' ORDER BY ALL") == [(p,) for p in PARTS]


def test_parts_are_only_told_apart_where_all_are_drawn(tmp_path: Path, store: Path, take: Take) -> None:
    parts = write_parts(tmp_path)
    document = json.loads(parts.read_text(encoding="utf-8"))
    document["features"].pop()
    parts.write_text(json.dumps(document), encoding="utf-8")
    take(write_street(tmp_path / "in", SPLIT_ROWS), parts)
    assert ask(store, "SELECT lsoa, sum(n) FROM crime_count GROUP BY ALL") == [(SPLIT, 10)]


def test_merged_lsoas_are_counted_together(tmp_path: Path, store: Path, take: Take) -> None:
    take(write_street(tmp_path / "in", [*rows(2, lsoa=MERGED[0]), *rows(3, lsoa=MERGED[1]), *rows(4, lsoa=INTO)]))
    assert ask(store, "SELECT lsoa, sum(n) FROM crime_count GROUP BY ALL") == [(INTO, 9)]


def test_names_never_join_and_unknown_codes_are_counted(tmp_path: Path, store: Path, take: Take) -> None:
    lines = [
        row(lsoa=OADBY, LSOA_name="Leicester 008B"),
        row(lsoa=f" {OADBY} ", LSOA_name=""),
        row(lsoa="E01999999", LSOA_name="Oadby and Wigston 003E"),
    ]
    take(write_street(tmp_path / "in", lines))
    assert ask(store, "SELECT district, lsoa, n FROM crime_count ORDER BY ALL NULLS LAST") == [
        ("E07000135", OADBY, 2),
        (None, "E01999999", 1),
    ]
    assert value(store, "SELECT unknown_lsoa FROM force_month_count") == 1


def test_real_split_lsoas_with_real_boundaries(
    realdata: Path, real_store: Version, tmp_path: Path, partnerships: Mapping[str, Partnership]
) -> None:
    before = real_store.path.parent
    after = Path(shutil.copytree(before, tmp_path / "after"))
    load([realdata / "boundaries/leicestershire_lsoa21.geojson"], after, partnerships)
    total = "SELECT sum(n) FROM crime_count"
    assert value(before, total) == value(after, total) == 517_903 - 11_528
    # No boundaries of Leicester and Rutland among them: those stay whole. The county's 20 pairs come apart.
    parents = "SELECT count(DISTINCT lsoa) FROM lsoa_unit WHERE how = 'parent'"
    assert value(before, parents) > value(after, parents) > 0
    assert value(after, "SELECT count(*) FROM area WHERE level = 'lsoa' AND code LIKE 'E0103%'") > value(
        before, "SELECT count(*) FROM area WHERE level = 'lsoa' AND code LIKE 'E0103%'"
    )
    assert value(after, "SELECT sum(by_best_fit) FROM force_month_count") == 0
    assert value(after, "SELECT sum(by_place) FROM force_month_count") > 10_000
    by_district = "SELECT district, month, crime_type, sum(n) FROM crime_count GROUP BY ALL ORDER BY ALL"
    assert ask(before, by_district) == ask(after, by_district)


# --- order and sums ------------------------------------------------------------------------------------------

DERIVED = (
    "crime_count", "force_month_count", "coverage", "recording_break", "lsoa_unit", "lsoa_by_place", "area",
    "area_member", "area_inside", "council_count", "council_asb", "council_month", "boundary", "population",
    "council_area", "crime_type", "census_count", "area_code", "case_month", "case_count", "case_disposal",
    "case_youth", "partner_count", "postcode_lsoa",
)  # fmt: skip


def content(root: Path) -> dict[str, list[Any]]:
    """Everything that a question can see, whatever the numbers of files and the order of rows."""
    tables: dict[str, list[Any]] = {name: ask(root, f"SELECT * FROM {name} ORDER BY ALL") for name in DERIVED}
    tables["crime"] = ask(root, "SELECT COLUMNS(* EXCLUDE (file_id))::TEXT FROM crime ORDER BY ALL")
    tables["force_month"] = ask(root, "SELECT force, month, sha256 FROM force_month ORDER BY ALL")
    return tables


@pytest.fixture(scope="module")
def pieces(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Four months of two forces, boundaries, residents and council counts: what a user might load in any order."""
    folder = tmp_path_factory.mktemp("pieces")
    made = [
        write_street(folder, [*rows(40, month=month), *rows(n, ASB, OADBY, month), *split], month)
        for month, n in (("2025-01", 30), ("2025-02", 5), ("2025-04", 31))
        for split in [[{**line, "Month": month} for line in SPLIT_ROWS]]
    ]
    made.append(
        write_street(folder, [*rows(6, month="2025-02"), row("Cyber crime", month="2025-02")], "2025-02", "btp")
    )
    made.append(write_parts(folder))
    council = folder / "council.csv"
    council.write_text(f"month,area code,type,count\n2025-01,{OADBY},Noise,3\n2025-04,{WIGSTON},Litter,2\n")
    residents = folder / "mid-2024.csv"
    residents.write_text(f"LSOA 2021 Code,Total,F0,M0\n{PARTS[0]},100,1,1\n{PARTS[1]},200,1,1\n")
    return [*made, council, residents]


@pytest.fixture(scope="module")
def all_at_once(
    pieces: list[Path],
    seed_store: Path,
    partnerships: Mapping[str, Partnership],
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, list[Any]]:
    root = tmp_path_factory.mktemp("whole") / "store"
    shutil.copytree(seed_store, root)
    report = load(pieces, root, partnerships)
    assert [f.status for f in report.files] == ["loaded"] * len(pieces)
    return content(root)


@given(order=st.permutations(range(7)), cuts=st.sets(st.integers(1, 6), max_size=3))
@settings(max_examples=6, deadline=None, derandomize=True, phases=[Phase.generate], report_multiple_bugs=False)
def test_any_order_and_any_split_into_loads_give_the_same_store(
    pieces: list[Path],
    all_at_once: dict[str, list[Any]],
    seed_store: Path,
    partnerships: Mapping[str, Partnership],
    tmp_path_factory: pytest.TempPathFactory,
    order: list[int],
    cuts: set[int],
) -> None:
    root = tmp_path_factory.mktemp("order") / "store"
    shutil.copytree(seed_store, root)
    bounds = [0, *sorted(cuts), len(pieces)]
    for start, end in pairwise(bounds):
        load([pieces[i] for i in order[start:end]], root, partnerships)
    found = content(root)
    for name, table in all_at_once.items():
        assert found[name] == table, name
    shutil.rmtree(root)


@pytest.mark.parametrize("level", ["lsoa", "ward"])
def test_real_parts_sum_to_the_whole(real_store: Version, level: str) -> None:
    root = real_store.path.parent
    differing = ask(
        root,
        f"""WITH whole AS (SELECT district, month, crime_type, sum(n) AS n FROM crime_count WHERE district IS NOT NULL
                           GROUP BY ALL),
                 parts AS (SELECT m.district, c.month, c.crime_type, sum(c.n) AS n
                           FROM area a JOIN area_member m ON m.area = a.code JOIN crime_count c USING (lsoa)
                           WHERE a.level = '{level}' GROUP BY ALL)
            FROM whole FULL JOIN parts USING (district, month, crime_type) WHERE whole.n IS DISTINCT FROM parts.n""",
    )
    assert differing == []


def test_real_months_sum_to_the_total_of_the_files(real_store: Version) -> None:
    root = real_store.path.parent
    assert value(root, "SELECT sum(n) FROM crime_count") == value(root, "SELECT sum(located) FROM force_month_count")
    assert value(root, "SELECT sum(n) FROM force_month_count") == value(root, "SELECT sum(rows_loaded) FROM load_file")
    assert (
        value(root, "SELECT count(*) FROM area WHERE level = 'lsoa' AND code IN (SELECT lsoa FROM crime_count)") > 500
    )


def test_the_printed_half_year_comes_out_of_the_real_files(real_store: Version) -> None:
    borough = "SELECT sum(n) FROM crime_count WHERE district = 'E07000135' AND home AND month BETWEEN {} AND {}"
    assert value(real_store.path.parent, borough.format("'2025-04-01'", "'2025-09-01'")) == 1_945


def test_nothing_is_written_outside_the_store(
    tmp_path: Path, store: Path, take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox, elsewhere = tmp_path / "in", tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    monkeypatch.setenv("TMPDIR", str(elsewhere))
    write_zip(inbox / "d.zip", {street_name("2025-04"): street_text(rows(30))})
    write_street(inbox, rows(3, month="2025-05"), "2025-05")
    write_parts(inbox)
    before = {path: path.stat().st_mtime_ns for path in inbox.rglob("*")}
    take(inbox)
    assert {path: path.stat().st_mtime_ns for path in inbox.rglob("*")} == before
    assert list(elsewhere.iterdir()) == []
    named = {path.name for path in store.iterdir()} - {v.path.name for v in versions(store)}
    assert named == {"current", "lock"}


def test_an_unfinished_load_cannot_pass_for_a_version(tmp_path: Path, store: Path, take: Take) -> None:
    take(write_street(tmp_path / "in", rows(3)))
    connection = duckdb.connect(str(current(store).path), read_only=True)
    assert connection.execute("SELECT count(*) FROM crime WHERE month IS NULL OR crime_type IS NULL").fetchall() == [
        (0,)
    ]
    connection.close()
