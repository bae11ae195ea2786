"""The indices of deprivation: recognised, checked, kept, and asked for across both vintages of LSOAs."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cspdash.catalogue import ask
from cspdash.partnership import Partnership
from cspdash.sources.deprivation import READERS, decile_of
from cspdash.sources.deprivation_columns import RELEASES, authority_columns, lsoa_columns, release_of
from cspdash.sources.inputs import Ignored, Input
from cspdash.sources.recognise import Recognised, plain, recognise
from cspdash.sources.sheets import TableError
from cspdash.store.build import building
from cspdash.store.load import load
from cspdash.store.report import LoadReport
from cspdash.store.versions import Version, current
from tests.builders import BOROUGH, OADBY, rows, value, write_street
from tests.builders import ask as ask_sql

Take = Callable[..., LoadReport]
# 005C and 008C of Wigston: the most and the least deprived LSOA of the borough in 2019.
MOST, LEAST = "E01025997", "E01026004"


def source(folder: Path, text: str, name: str = "imd2019.csv") -> Input:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return Input(path, None, len(text), datetime(2025, 1, 1, tzinfo=UTC))


def read(table: Input) -> pd.DataFrame:
    told = recognise(table)
    assert isinstance(told, Recognised), told
    return READERS[told.kind](table)


def refused(table: Input) -> str:
    with pytest.raises(TableError) as caught:
        read(table)
    return str(caught.value)


# MHCLG's own headers; figures not of 005C and 008C's ranks are made up.
FILE_1 = f"""LSOA code (2011),LSOA name (2011),Local Authority District code (2019),\
Local Authority District name (2019),\
Index of Multiple Deprivation (IMD) Rank,Index of Multiple Deprivation (IMD) Decile
{MOST},Oadby and Wigston 005C,{BOROUGH},Oadby and Wigston,"6,709",3
{LEAST},Oadby and Wigston 008C,{BOROUGH},Oadby and Wigston,31582,10
"""
FILE_7 = f"""LSOA code (2011),LSOA name (2011),Local Authority District code (2013),\
Local Authority District name (2013),\
Index of Multiple Deprivation (IMD) Score,Index of Multiple Deprivation (IMD) Rank (where 1 is most deprived),\
Index of Multiple Deprivation (IMD) Decile (where 1 is most deprived 10% of LSOAs),Income Score (rate),\
Income Rank (where 1 is most deprived),Income Decile (where 1 is most deprived 10% of LSOAs),\
"Education, Skills and Training Score","Education, Skills and Training Rank (where 1 is most deprived)",\
"Education, Skills and Training Decile (where 1 is most deprived 10% of LSOAs)",\
Barriers to Housing and Services Rank (where 1 is most deprived),\
Income Deprivation Affecting Older People (IDAOPI) Score (rate),\
Income Deprivation Affecting Older People (IDAOPI) Rank (where 1 is most deprived),\
Geographical Barriers Sub-domain Rank (where 1 is most deprived),Total population: mid 2012 (excluding prisoners)
{MOST},Oadby and Wigston 005C,{BOROUGH},Oadby and Wigston,30.1,6661,3,0.21,7000,3,31.2,3285,2,20000,0.2,9000,12,1600
"""
FILE_5 = f"""LSOA code (2011),LSOA name (2011),Local Authority District code (2019),\
Local Authority District name (2019),\
Index of Multiple Deprivation (IMD) Score,Income Score (rate)
{MOST},Oadby and Wigston 005C,{BOROUGH},Oadby and Wigston,29.5,0.2
"""
FILE_10 = f"""Local Authority District code (2019),Local Authority District name (2019),IMD - Average rank ,\
IMD - Rank of average rank ,IMD - Average score ,IMD - Rank of average score ,\
IMD - Proportion of LSOAs in most deprived 10% nationally ,\
IMD - Rank of proportion of LSOAs in most deprived 10% nationally ,\
IMD 2019 - Extent ,IMD 2019 - Rank of extent ,IMD 2019 - Local concentration ,IMD 2019 - Rank of local concentration
{BOROUGH},Oadby and Wigston,10689.34,249,12.96,241,0,195,0.0434,216,25000.5,220
"""


# --- reading -------------------------------------------------------------------------------------------------


def test_file_1_of_the_publisher(tmp_path: Path) -> None:
    found = read(source(tmp_path, FILE_1, "File_1.csv"))
    assert found[["code", "release", "domain", "rank", "decile"]].to_numpy().tolist() == [
        [MOST, 2019, "imd", 6709, 3], [LEAST, 2019, "imd", 31582, 10],
    ]  # fmt: skip
    assert found["score"].isna().all()


def test_file_7_of_the_publisher_with_every_domain_it_names(tmp_path: Path) -> None:
    found = read(source(tmp_path, FILE_7, "File_7.csv")).set_index("domain")
    assert set(found["release"]) == {2015}, "told by its districts of 2013"
    assert list(found.index) == ["imd", "income", "education", "housing", "older_income", "geographical_barriers"]
    assert found["rank"].tolist() == [6661, 7000, 3285, 20000, 9000, 12]
    assert found["decile"].tolist() == [3, 3, 2, 7, 3, 1], "worked out from the rank where the file gives none"
    assert found["score"].iloc[:3].tolist() == [30.1, 0.21, 31.2]


def test_summaries_by_authority(tmp_path: Path) -> None:
    found = read(source(tmp_path, FILE_10, "File_10.csv")).set_index("measure")
    assert set(found["release"]) == {2019}
    assert found["rank"].to_dict() == {
        "average rank": 249, "average score": 241, "share of LSOAs in the most deprived tenth": 195, "extent": 216,
        "local concentration": 220,
    }  # fmt: skip
    assert found["value"]["average score"] == 12.96
    assert set(found["of"]) == {317}


def test_the_real_files_are_recognised_and_hold_their_promises(realdata: Path) -> None:
    kinds: dict[str, tuple[str, set[int], int]] = {}
    for path in sorted((realdata / "imd").glob("*.csv")):
        told = recognise(Input(path, None, path.stat().st_size, datetime.now(UTC)))
        if isinstance(told, Recognised):
            frame = READERS[told.kind](told.source)
            kinds[path.name] = (told.kind, set(frame["release"]), len(frame))
        else:
            assert isinstance(told, Ignored)
            kinds[path.name] = ("ignored", set(), 0)
    assert kinds == {
        "cni2023_england_lsoa21_leicestershire.csv": ("ignored", set(), 0),
        "imd2015_england_lsoa11_leicestershire.csv": ("deprivation", {2015}, 588),
        "imd2015_england_lsoa11_subdomains_leicestershire.csv": ("deprivation", {2015}, 588 * 6),
        "imd2019_england_lad22_summaries.csv": ("deprivation_authority", {2019}, 309 * 3),
        "imd2019_england_lsoa11_indicators_leicestershire.csv": ("ignored", set(), 0),
        "imd2019_england_lsoa11_leicestershire.csv": ("deprivation", {2019}, 588 * 8),
        "imd2019_england_lsoa11_subdomains_leicestershire.csv": ("deprivation", {2019}, 588 * 9),
        "imd2025_england_lad24_summaries.csv": ("deprivation_authority", {2025}, 296 * 5),
        "imd2025_england_lsoa21_indicators_leicestershire.csv": ("ignored", set(), 0),
        "imd2025_england_lsoa21_leicestershire.csv": ("deprivation", {2025}, 608 * 8),
        "imd2025_england_lsoa21_subdomains_leicestershire.csv": ("deprivation", {2025}, 608 * 6),
        "iod2019_file2_domains_rank_decile_lsoa11_leicestershire.csv": ("deprivation", {2019}, 588 * 8),
    }


def test_both_layouts_of_2019_say_the_same(realdata: Path) -> None:
    frames = []
    for name in ("imd2019_england_lsoa11", "iod2019_file2_domains_rank_decile_lsoa11"):
        path = realdata / f"imd/{name}_leicestershire.csv"
        frames.append(read(Input(path, None, path.stat().st_size, datetime.now(UTC))))
    one, other = (f.sort_values(["code", "domain"]).reset_index(drop=True) for f in frames)
    pd.testing.assert_frame_equal(one, other)


@given(st.sampled_from(list(RELEASES.values())), st.data())
def test_deciles_are_tenths_of_the_ranks(release: Any, data: st.DataObject) -> None:
    rank = data.draw(st.integers(1, release.lsoas))
    decile = decile_of(rank, release.lsoas)
    assert 1 <= decile <= 10
    assert (decile - 1) * release.lsoas < 10 * rank <= decile * release.lsoas
    assert decile_of(1, release.lsoas) == 1
    assert decile_of(release.lsoas, release.lsoas) == 10


def test_the_release_is_told_by_columns_before_the_name() -> None:
    def open_to(*columns: str) -> frozenset[int]:
        found = lsoa_columns([plain(name) for name in columns])
        assert found is not None
        return found.releases

    assert open_to("lsoa21_code", "IMD_rank") == {2025}
    assert open_to("lsoa11_code", "IMD_rank") == {2015, 2019}
    assert open_to("lsoa11_code", "lad13_code", "IMD_rank") == {2015}
    assert open_to("LSOA code (2011)", "Local Authority District code (2019)", "Income Rank") == {2019}
    assert open_to("lsoa_code", "Crime_score") == {2015, 2019, 2025}
    assert release_of(frozenset({2015, 2019}), "imd2019_download_2025.csv") == 2019
    assert release_of(frozenset({2015, 2019}), "imd.csv") is None
    assert release_of(frozenset({2025}), "imd2019.csv") == 2025


@pytest.mark.parametrize(
    "columns",
    [
        ["lsoa11_code", "income_domain_numerator", "adult_skills_and_english_language_proficiency_indicator"],
        ["lsoa21_code", "Community Needs Index 2023 Score", "Connectedness Domain Rank"],
        ["lsoa11cd", "lsoa21cd", "chgind", "lad22cd"],
        ["LSOA 2021 Code", "LAD 2021 Code", "Total"],
        ["wd24cd", "score", "rank"],
    ],
)
def test_other_tables_are_none_of_these(columns: list[str]) -> None:
    names = [plain(name) for name in columns]
    assert lsoa_columns(names) is None
    assert authority_columns(names) is None


HEADER = "lsoa11_code,IMD_decile,IMD_rank\n"


@pytest.mark.parametrize(
    ("text", "name", "told"),
    [
        (f"{HEADER}{MOST},4,6709\n", "imd2019.csv", ":2: decile 4 (IMD_decile) does not fit rank 6,709"),
        (f"{HEADER}{MOST},3,6709\n{LEAST},3,6709\n", "imd2019.csv", ":3: rank 6,709 of 'imd' stands in line 2 already"),
        (f"{HEADER}{MOST},3,6709\n{MOST},3,6710\n", "imd2019.csv", f":3: {MOST} stands in line 2 already"),
        (f"{HEADER}{MOST},10,32845\n", "imd2019.csv", "rank 32,845 (IMD_rank) is not one of the 32,844 LSOAs of 2019"),
        (f"{HEADER}{MOST},1,0\n", "imd2019.csv", "rank 0 (IMD_rank) is not one of"),
        (f"{HEADER}{MOST},1,x\n", "imd2019.csv", ":2: 'x' in 'IMD_rank' is not a number"),
        (f"{HEADER}{MOST},1,\n", "imd2019.csv", "'' in 'IMD_rank' is not a number"),
        (f"{HEADER}{MOST},1,nan\n", "imd2019.csv", "'nan' in 'IMD_rank' is not a number"),
        (f"{HEADER}{MOST},1,10.5\n", "imd2019.csv", "'10.5' in 'IMD_rank' is not a whole number"),
        (f"{HEADER}{BOROUGH},3,6709\n", "imd2019.csv", f"'{BOROUGH}' is not the code of an LSOA in England"),
        (f"{HEADER}W01000001,3,6709\n", "imd2019.csv", "'W01000001' is not the code of an LSOA in England"),
        (f"{HEADER}{MOST},3\n", "imd2019.csv", "2 columns where 3 are named"),
        (HEADER, "imd2019.csv", "no rows below the header"),
        (f"{HEADER}{MOST},3,6709\n", "imd.csv", "put the year into the file's name, as in imd2019.csv"),
        (f"lsoa11_code,IMD_decile\n{MOST},3\n", "imd2019.csv", "a decile without its rank"),
        (FILE_10.replace(",249,", ",318,"), "f.csv", "rank 318 is not one of the 317 authorities of 2019"),
        (FILE_10.replace(f"{BOROUGH},O", "x,O"), "f.csv", "'x' is not the code of a local authority in England"),
    ],
)  # fmt: skip
def test_what_breaks_a_promise_is_refused_with_file_line_and_reason(
    tmp_path: Path, text: str, name: str, told: str
) -> None:
    message = refused(source(tmp_path, text, name))
    assert name in message
    assert told in message


# --- keeping -------------------------------------------------------------------------------------------------


def write(folder: Path, text: str, name: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def held(store: Path, code: str = MOST) -> list[tuple[Any, ...]]:
    return ask_sql(
        store, f"SELECT release, domain, rank, decile, score FROM deprivation WHERE code = '{code}' ORDER BY ALL"
    )


def test_a_fresh_store_holds_the_borough(store: Path) -> None:
    assert held(store) == [(2019, "imd", 6709, 3, None), (2025, "imd", 9313, 3, None)]
    assert held(store, LEAST)[0] == (2019, "imd", 31582, 10, None)
    assert ask_sql(store, "SELECT release, rank, \"of\" FROM deprivation_authority ORDER BY ALL") == [
        (2015, 242, 326), (2019, 249, 317),
    ]  # fmt: skip


def test_scores_add_to_ranks_whichever_order_the_files_come_in(tmp_path: Path, store: Path, take: Take) -> None:
    report = take(write(tmp_path, FILE_5, "a-scores.csv"), write(tmp_path, income(), "b-ranks-2019.csv"))
    assert report.exit_code == 0, report.lines()
    assert held(store)[:2] == [(2019, "imd", 6709, 3, 29.5), (2019, "income", 7000, 3, 0.2)]
    again = take(write(tmp_path, FILE_1, "file-1.csv"))
    assert again.exit_code == 0
    assert held(store)[0] == (2019, "imd", 6709, 3, 29.5), "ranks alone leave the scores as they are"
    assert take(write(tmp_path, FILE_1, "file-1.csv")).version is None, "loaded before: nothing new"


def income() -> str:
    return f"lsoa11_code,Income_rank\n{MOST},7000\n"


def test_scores_without_ranks_are_refused_with_what_to_load(tmp_path: Path, store: Path, take: Take) -> None:
    report = take(write(tmp_path, FILE_5, "scores.csv"))
    assert report.exit_code == 1
    told = "\n".join(report.lines())
    assert f"scores alone, and no rank of 'income' in 2019 is loaded for {MOST}; load File 7 instead" in told
    assert held(store)[0] == (2019, "imd", 6709, 3, None)


def test_a_file_of_another_release_than_its_name_says_is_refused(tmp_path: Path, store: Path, take: Take) -> None:
    """005C ranks 6,709 in 2019 (which ships) and 6,661 in 2015."""
    report = take(write(tmp_path, f"{HEADER}{MOST},3,6661\n", "imd2019.csv"))
    assert report.exit_code == 1
    assert "the file is probably of another release" in "\n".join(report.lines())
    taken = take(write(tmp_path, f"{HEADER}E01000001,3,6709\n", "imd2019-b.csv"))
    assert taken.exit_code == 1, "6,709 is 005C's rank already"
    assert held(store, "E01000001") == []


def test_a_newer_reference_does_not_undo_what_was_loaded(
    tmp_path: Path, store: Path, take: Take, partnerships: Mapping[str, Partnership]
) -> None:
    take(write(tmp_path, FILE_5.replace(",Income Score (rate)", "").replace(",0.2", ""), "scores.csv"))
    assert held(store)[0] == (2019, "imd", 6709, 3, 29.5)
    with building(store, partnerships, wait_seconds=0, notify=pytest.fail) as at_work:
        from cspdash.store.reference import fill_reference

        fill_reference(at_work.connection)
        at_work.changed = True
    assert held(store)[0] == (2019, "imd", 6709, 3, 29.5)


def test_deprivation_stays_when_the_sample_leaves(
    sample_store: Version, tmp_path: Path, partnerships: Mapping[str, Partnership]
) -> None:
    root = Path(shutil.copytree(sample_store.path.parent, tmp_path / "store"))
    paths = [write_street(tmp_path / "street", rows(3)), write(tmp_path, FILE_1, "file-1.csv")]
    report = load(paths, root, partnerships, wait_seconds=0, notify=pytest.fail)
    assert report.exit_code == 0
    assert report.left_sample
    assert value(root, "SELECT count(*) FROM deprivation WHERE release = 2019") == 36


# --- asking --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def deprived_store(
    realdata: Path, partnerships: Mapping[str, Partnership], tmp_path_factory: pytest.TempPathFactory
) -> Version:
    """Real deprivation, residents and one month of records. Read only."""
    root = tmp_path_factory.mktemp("deprived-store")
    folder = tmp_path_factory.mktemp("deprived-files")
    paths = [realdata / "imd", write_street(folder, [*rows(3), *rows(2, lsoa=OADBY)])]
    paths.append(realdata / "census/mid2020_population_single_year_age_lsoa11_leicestershire.csv")
    report = load(paths, root, partnerships, wait_seconds=0, notify=pytest.fail)
    assert report.exit_code == 0, report.lines()
    return current(root)


@pytest.fixture(scope="session")
def parted_store(
    deprived_store: Version,
    realdata: Path,
    partnerships: Mapping[str, Partnership],
    tmp_path_factory: pytest.TempPathFactory,
) -> Version:
    """The same with the boundaries of 2021, so that split LSOAs are counted as their parts. Read only."""
    root = tmp_path_factory.mktemp("parted") / "store"
    shutil.copytree(deprived_store.path.parent, root)
    paths = [realdata / "boundaries/leicestershire_lsoa21.geojson"]
    assert load(paths, root, partnerships, wait_seconds=0, notify=pytest.fail).exit_code == 0
    return current(root)


def by_area(version: Version, area: str, level: str, **given: Any) -> Any:
    return ask(version, "deprivation_by_area", area=area, level=level, **given).frame.set_index("area_code")


def test_the_most_and_least_deprived_lsoas_of_2019(deprived_store: Version, sample_store: Version) -> None:
    for version in (deprived_store, sample_store):
        found = by_area(version, "Oadby and Wigston", "lsoa", release="2019").sort_values("rank")
        assert (found.index[0], found["rank"].iloc[0], found["decile"].iloc[0]) == (MOST, 6709, 3)
        assert (found.index[-1], found["rank"].iloc[-1], found["decile"].iloc[-1]) == (LEAST, 31582, 10)
        assert set(found["of"]) == {32844}
        assert set(found["how"]) == {"own"}
    latest = by_area(sample_store, "Oadby and Wigston", "lsoa")
    assert set(latest["release"]) == {2025}, "the latest release unless another one is asked for"


def test_averages_are_weighted_by_residents(sample_store: Version) -> None:
    lsoas = by_area(sample_store, "Oadby and Wigston", "lsoa", release="2019")
    settlements = by_area(sample_store, "Oadby and Wigston", "settlement", release="2019")
    groups = dict(ask_sql(sample_store.path.parent, "SELECT lsoa, area FROM area_member WHERE area = 'south-wigston'"))
    inside = lsoas[lsoas.index.isin(groups)]
    people = inside["population"].astype(float)
    south = settlements.loc["south-wigston"]
    assert south["rank"] == pytest.approx((inside["rank"] * people).sum() / people.sum())
    assert south["population"] == people.sum()
    assert pd.isna(south["decile"])
    assert (south["lsoas"], south["ranked"], south["most_deprived"]) == (5, 5, 0)
    later = by_area(sample_store, "Oadby and Wigston", "settlement", release="2025").loc["south-wigston"]
    now = by_area(sample_store, "South Wigston", "lsoa", release="2025")
    poorest = now[now["decile"] <= 2]
    assert later["most_deprived"] == 1
    assert later["share_most_deprived"] == pytest.approx(poorest["population"].sum() / now["population"].sum())


def test_averages_come_near_those_that_the_publisher_prints(deprived_store: Version, realdata: Path) -> None:
    """MHCLG weights by its own estimates of 2022 and turns ranks round; ours are residents of 2020 and later."""
    with (realdata / "imd/imd2025_england_lad24_summaries.csv").open(encoding="utf-8") as stream:
        printed = {row["ltla24_code"]: row for row in csv.DictReader(stream)}
    found = by_area(deprived_store, "county:Leicestershire", "district", release="2025")
    assert len(found) == 7
    for code, row in found.iterrows():
        told = printed[str(code)]
        assert row["score"] == pytest.approx(float(told["imd_average_score"]), rel=0.03)
        assert 33755 + 1 - row["rank"] == pytest.approx(float(told["imd_average_rank"]), rel=0.03)
        share = float(told["imd_proportion_of_lso_as_in_most_deprived_10_percent_nationally"])
        tenth = by_area(deprived_store, str(code), "lsoa", release="2025")
        # LSOAs that were split are counted as their parents here, so shares of LSOAs differ a little.
        assert (tenth["decile"] == 1).mean() == pytest.approx(share, abs=0.012)


def test_an_average_with_a_gap_is_none(sample_store: Version) -> None:
    found = by_area(sample_store, "county:Leicestershire", "district")
    known = found[found["rank"].notna()]
    assert list(known.index) == [BOROUGH]
    assert set(found.drop(BOROUGH)["ranked"]) == {0}
    county = by_area(sample_store, "county:Leicestershire", "county").iloc[0]
    assert (county["ranked"], pd.isna(county["rank"]), pd.isna(county["share_most_deprived"])) == (36, True, True)


def split_codes(version: Version) -> dict[str, list[str]]:
    """LSOAs of the county that were split since 2011, and their parts."""
    found: dict[str, list[str]] = {}
    statement = (
        "SELECT lsoa11, lsoa21 FROM area_lookup WHERE change = 'S' AND district LIKE 'E0700%' ORDER BY ALL"
    )  # fmt: skip
    for whole, part in ask_sql(version.path.parent, statement):
        found.setdefault(whole, []).append(part)
    return found


def ranks_of(version: Version, release: int) -> dict[str, int]:
    statement = f"SELECT code, rank FROM deprivation WHERE domain = 'imd' AND release = {release}"
    return dict(ask_sql(version.path.parent, statement))


def test_split_lsoas_counted_whole_have_the_mean_of_their_parts(deprived_store: Version) -> None:
    ranks = ranks_of(deprived_store, 2025)
    found = by_area(deprived_store, "county:Leicestershire", "lsoa", release="2025")
    parts = split_codes(deprived_store)
    assert len(parts) == 12, "396 LSOAs of 2011 became 408"
    for whole, inside in parts.items():
        assert found.loc[whole, "how"] == "parts"
        assert found.loc[whole, "rank"] == pytest.approx(sum(ranks[code] for code in inside) / len(inside))
    assert set(found.drop(list(parts))["how"]) == {"own"}
    assert found["rank"].notna().all()


def test_split_lsoas_counted_apart_are_compared_with_their_parent(parted_store: Version) -> None:
    ranks = {release: ranks_of(parted_store, release) for release in (2019, 2025)}
    found: Any = ask(
        parted_store, "deprivation_changes", area="county:Leicestershire", level="lsoa", from_release="2019",
        to_release="2025",
    ).frame.set_index("area_code")  # fmt: skip
    assert len(found) > 396
    for whole, inside in split_codes(parted_store).items():
        assert whole not in found.index
        for code in inside:
            row = found.loc[code]
            assert (row["how_before"], row["how_after"]) == ("parent", "own")
            assert row["rank_before"] == ranks[2019][whole]
            assert row["rank_after"] == ranks[2025][code]
            assert row["change"] == pytest.approx(
                (ranks[2025][code] - 0.5) * 100 / 33755 - (ranks[2019][whole] - 0.5) * 100 / 32844
            )
    assert found["change"].notna().all()
    assert set(found["of_before"]) == {32844}
    assert set(found["of_after"]) == {33755}


def test_every_domain_of_a_place_is_what_each_domain_says_alone(deprived_store: Version) -> None:
    whole: Any = ask(deprived_store, "deprivation_by_domain", area="Wigston", release="2019").frame.set_index("domain")
    assert len(whole) == 14
    for domain in ("imd", "crime", "outdoors"):
        alone = by_area(deprived_store, "settlement:Wigston", "settlement", release="2019", domain=domain)
        for column in ("rank", "percentile", "most_deprived", "share_most_deprived"):
            assert whole.loc[domain, column] == pytest.approx(alone.loc["wigston", column]), (domain, column)


def test_releases_loaded_for_a_place(deprived_store: Version, sample_store: Version) -> None:
    found: Any = ask(deprived_store, "deprivation_releases", area="Charnwood").frame
    assert found[["release", "vintage", "of", "ranked"]].to_numpy().tolist() == [
        [2015, 2011, 32844, 99], [2019, 2011, 32844, 99], [2025, 2021, 33755, 99],
    ]  # fmt: skip
    assert found["domains"].iloc[1].split()[:3] == ["adult_skills", "children_education", "crime"]
    assert list(ask(sample_store, "deprivation_releases", area="Oadby").frame["release"]) == [2019, 2025]
    assert ask(sample_store, "deprivation_releases", area="Charnwood").frame.empty


def test_the_borough_among_authorities(deprived_store: Version) -> None:
    found: Any = ask(deprived_store, "deprivation_of_authorities", area="South Wigston").frame
    ranks = {(row["release"], row["measure"]): (row["rank"], row["of"]) for row in found.to_dict("records")}
    assert ranks[2015, "as printed"] == (242, 326)
    assert ranks[2019, "as printed"] == (249, 317)
    assert ranks[2025, "average rank"] == (229, 296)
    assert ranks[2025, "average score"] == (227, 296)
    assert pd.isna(ranks[2019, "average score"][0]), "the copy of 2019 ranks nothing"


def test_crime_by_deprivation_counts_as_counts_by_area_does(sample_store: Version) -> None:
    given = {"area": "county:Leicestershire", "from_month": "2024-10", "to_month": "2025-09"}
    found: Any = ask(sample_store, "crime_by_deprivation", **given).frame
    other = ask(sample_store, "counts_by_area", level="lsoa", **given).frame
    pd.testing.assert_frame_equal(found[list(other.columns)], other[list(other.columns)])
    known = found.dropna(subset=["rank"])
    assert len(known) == 36
    assert (known["quintile"] == (known["decile"] + 1) // 2).all()
    narrow = ask(sample_store, "crime_by_deprivation", **(given | {"crime_types": ["Burglary"]})).frame
    assert narrow["count"].sum() < found["count"].sum()
