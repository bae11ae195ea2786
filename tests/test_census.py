"""Census tables: every layout under one spelling, sums checked, vintages joined, real files' published totals."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cspdash.catalogue import ask
from cspdash.partnership import Partnership
from cspdash.sources.census import census_table
from cspdash.sources.census_rows import slack
from cspdash.sources.census_topics import Ages, ages_of, ethnic_group, is_total, leaves, partition
from cspdash.sources.inputs import Ignored, Input
from cspdash.sources.recognise import Recognised, recognise
from cspdash.sources.sheets import TableError
from cspdash.store.report import LoadReport
from cspdash.store.versions import current
from tests.builders import BOROUGH, OADBY, WIGSTON, value
from tests.builders import ask as rows_of

Take = Callable[..., LoadReport]
BULK_AGE = (
    '"date","geography","geography code","Age: Total; measures: Value","Age: Aged 1 year and under; measures: Value",'
    '"Age: Aged under 1 year; measures: Value","Age: Aged 1 year; measures: Value",'
    '"Age: Aged 2 years and over; measures: Value"\n'
    '2021,"Oadby and Wigston 003E","{code}",100,10,4,6,90\n2021,"Somewhere","E02005412",1,1,1,1,1\n'
)
BULK_ETHNIC = (
    "date,geography,geography code,Rural Urban,Ethnic Group: All categories: Ethnic group; measures: Value,"
    "Ethnic Group: White; measures: Value,"
    "Ethnic Group: White: English/Welsh/Scottish/Northern Irish/British; measures: Value,"
    "Ethnic Group: White: Irish; measures: Value,Ethnic Group: Asian/Asian British: Indian; measures: Value,"
    "Ethnic Group: Other ethnic group: Any other ethnic group; measures: Value\n"
    "2011,Oadby and Wigston 003E,{code},Total,100,90,80,10,8,2\n"
)
QUERY_TENURE = (
    '"TS054 - Tenure"\n"ONS Crown Copyright Reserved [from Nomis on 24 November 2026]"\n\n'
    '"Population","All households"\n'
    '"Units","Households"\n"Date","2021"\n\n'
    '"2021 super output area - lower layer","mnemonic","Total: All households","Owned","Owned: Owns outright",'
    '"Owned: Owns with a mortgage or loan","Lives rent free"\n'
    '"Oadby and Wigston 003E","{code}","1,000","950","500","450","50"\n\n"In order to protect against disclosure ..."\n'
)
QUERY_AGE = (
    '"TS007A - Age by five-year age bands"\n"ONS Crown Copyright Reserved [from Nomis on 24 November 2026]"\n'
    '"Date","2021"\n\n'
    '"2021 super output area - lower layer","mnemonic","Total","Aged 4 years and under","Aged 5 to 9 years",'
    '"Aged 10 years and over"\n"Oadby and Wigston 003E","{code}","100","10","20","70"\n'
)
# Two females and three males of every age.
SEXES = (
    f"LSOA 2021 Code,LSOA 2021 Name,Total,{','.join(f'F{age}' for age in range(91))},"
    f"{','.join(f'M{age}' for age in range(91))}\n"
    f"{{code}},Oadby and Wigston 003E,455{',2' * 91}{',3' * 91}\n"
)
LONG = (
    "lsoa21_code,total_residents,ethnic_group,n,prop\n{code},100,White,60,0.6\n"
    '{code},100,"Asian, Asian British or Asian Welsh",30,0.3\n{code},100,Other ethnic group,10,0.1\n'
)
SINGLE = "lsoa11_name,lsoa11_code,total_population,0,1,2+\nOadby and Wigston 003E,{code},60,10,20,30\n"


def source(folder: Path, text: str, name: str) -> Input:
    path = folder / name
    path.write_text(text.replace("{code}", OADBY), encoding="utf-8")
    return Input(path, None, path.stat().st_size, datetime(2025, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("text", "name", "kind", "expected"),
    [
        (BULK_AGE, "census2021-ts007.csv", "population",
         {("age", "0"): 4, ("age", "1"): 6, ("age", "2+"): 90}),
        (BULK_ETHNIC, "ks201ew.csv", "census",
         {("ethnic_group", "White: British"): 80, ("ethnic_group", "White: Irish"): 10,
          ("ethnic_group", "Asian: Indian"): 8, ("ethnic_group", "Other: Other"): 2}),
        (QUERY_TENURE, "1234567890.csv", "census",
         {("tenure", "Owned: Owns outright"): 500, ("tenure", "Owned: Owns with a mortgage or loan"): 450,
          ("tenure", "Lives rent free"): 50}),
        (QUERY_AGE, "1234567891.csv", "census",
         {("age_band", "0-4"): 10, ("age_band", "5-9"): 20, ("age_band", "10+"): 70}),
        (SEXES, "sapelsoa-mid-2022.csv", "population",
         {(topic, "90+" if age == 90 else str(age)): n
          for topic, n in (("age_female", 2), ("age_male", 3), ("age", 5)) for age in range(91)}),
        (LONG, "census2021-ts021.csv", "census",
         {("ethnic_group", "White"): 60, ("ethnic_group", "Asian"): 30, ("ethnic_group", "Other"): 10}),
        (SINGLE, "mid2019-single.csv", "population", {("age", "0"): 10, ("age", "1"): 20, ("age", "2+"): 30}),
    ],
    ids=["Nomis bulk age", "Nomis bulk ethnic group", "Nomis query tenure", "Nomis query age", "ONS by sex", "long",
         "ONS persons"],
)  # fmt: skip
def test_every_layout_is_told_by_content_and_kept_under_one_spelling(
    tmp_path: Path, text: str, name: str, kind: str, expected: Mapping[tuple[str, str], int]
) -> None:
    table = source(tmp_path, text, name)
    told = recognise(table)
    assert isinstance(told, Recognised)
    assert told.kind == kind
    read = census_table(table)
    assert read is not None
    assert set(read.counts["code"]) == {OADBY}
    found = {(t, c): n for t, c, n in read.counts[["topic", "category", "n"]].itertuples(index=False)}
    assert found == expected


@pytest.mark.parametrize(
    ("text", "name", "year", "publication"),
    [
        (BULK_AGE, "a.csv", 2021, "Census 2021"),
        (BULK_ETHNIC, "a.csv", 2011, "Census 2011"),
        (QUERY_TENURE, "a.csv", 2021, "Census 2021"),
        (SEXES, "sapelsoa-mid-2022.csv", 2022, "ONS mid-year estimate"),
        (SINGLE, "mid2011.csv", 2011, "ONS mid-year estimate"),
        (SINGLE, "residents-2019.csv", 2019, "ONS mid-year estimate"),
    ],
)
def test_the_year_is_that_of_the_figures_and_not_of_the_download(
    tmp_path: Path, text: str, name: str, year: int, publication: str
) -> None:
    read = census_table(source(tmp_path, text, name))
    assert read is not None
    assert (read.year, read.source) == (year, publication)


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        (SINGLE.replace(",60,", ",61,"), "mid2019.csv", "add up to 60, its total is 61; in ONS mid-year estimate they"),
        (LONG.replace("60,0.6", "90,0.9"), "census2021.csv", "perturbation of the census of 2021 explains at most 6"),
        (BULK_ETHNIC.replace(",80,10,8,2", ",80,10,8,3"), "a.csv", "download the table again, with all its categories"),
        (LONG.replace("White,60", "White,x"), "census2021.csv", "'x' is not a count of people or households"),
        (LONG + "E01025992,50,White,50,1\n", "census2021.csv", "E01025992 has no row for"),
        (LONG + "{code},100,White,60,0.6\n", "census2021.csv", "has 'White' twice"),
        (LONG, "ts021.csv", "no year in the table or the file's name"),
        (LONG, "ts021-2019.csv", "2019 was no year of a census"),
        (LONG.replace("Other ethnic group", "Martian"), "census2021.csv", "'Martian' is none of the census's ethnic"),
        (LONG.replace("{code}", "E02005412"), "census2021.csv", "no row has an LSOA code"),
        (
            QUERY_AGE.replace('"Aged 10 years and over"', '"Aged 12 years and over"'),
            "a.csv",
            "do not follow each other",
        ),
        (SINGLE + "Oadby and Wigston 003E,{code},60,10,20,30\n", "mid2019.csv", "stands twice"),
        (SINGLE.rpartition(",")[0] + "\n", "mid2019.csv", "5 columns where 6 are needed"),
    ],
)
def test_tables_that_leave_room_for_doubt_are_refused_whole(
    tmp_path: Path, store: Path, take: Take, text: str, name: str, said: str
) -> None:
    table = source(tmp_path, text, name)
    with pytest.raises(TableError, match=said):
        census_table(table)
    before = value(store, "SELECT count(*) FROM census_count")
    report = take(table.path)
    assert report.exit_code == 1
    assert said in report.of("refused")[0].message
    assert value(store, "SELECT count(*) FROM census_count") == before


def test_output_areas_that_name_their_lsoa_are_left_alone(tmp_path: Path) -> None:
    header = "OA,Persons,WhiteBrit,Irish,OtherWhite,Mixed,Indian,Pakistani,Bangladeshi,Chinese,OtherAsian,BlkAfrican,"
    text = header + "BlkCaribbean,OtherBlk,Arab,Other,LSOA\nE00131785" + ",0" * 15 + ",{code}\n"
    assert isinstance(recognise(source(tmp_path, text, "oa.csv")), Ignored)


def test_ages_left_out_leave_the_totals(tmp_path: Path, store: Path, take: Take) -> None:
    report = take(source(tmp_path, SINGLE.replace(",2+", ",3+"), "mid2019.csv").path)
    assert report.exit_code == 0
    assert "only its totals were taken" in report.of("loaded")[0].message
    assert value(store, f"SELECT n FROM population WHERE code = '{OADBY}' AND year = 2019") == 60
    assert value(store, "SELECT count(*) FROM census_count WHERE year = 2019") == 0


def test_loading_again_is_unchanged_and_coarser_categories_do_not_take_finer_ones_place(
    tmp_path: Path, store: Path, take: Take
) -> None:
    held = f"SELECT category, n FROM census_count WHERE code = '{OADBY}' AND topic = 'ethnic_group' AND year = 2021"
    assert len(rows_of(store, held)) == 5
    fine = LONG.replace("{code},100,White,60,0.6\n", "{code},100,White: Irish,20,0.2\n{code},100,White: Roma,40,0.4\n")
    fine += "{code},100,Mixed: Other,0,0\n{code},100,Black: African,0,0\n"
    path = source(tmp_path, fine, "census2021-fine.csv").path
    assert [f.status for f in take(path).files] == ["loaded"]
    again = take(path)
    assert [f.status for f in again.files] == ["unchanged"]
    assert again.version is None
    assert len(rows_of(store, held)) == 6
    take(source(tmp_path, LONG, "census2021-coarse.csv").path)
    assert ("White: Roma", 40) in rows_of(store, held)
    assert len(rows_of(store, held)) == 6


def test_a_district_too_far_from_its_published_total_is_refused(tmp_path: Path, store: Path, take: Take) -> None:
    codes = [code for (code,) in rows_of(store, f"SELECT lsoa21 FROM area_lookup WHERE district = '{BOROUGH}'")]
    assert len(codes) == 36
    lines = [f"{code},1604,White,1604,1\n{code},1604,Other,0,0\n" for code in codes]
    header = "lsoa21_code,total_residents,ethnic_group,n,prop\n"
    report = take(source(tmp_path, header + "".join(lines), "census2021-near.csv").path)
    assert report.exit_code == 0
    assert "Oadby and Wigston 57,744 for 57,747" in report.of("loaded")[0].message
    far = [line.replace("1604", "1600") for line in lines]
    report = take(source(tmp_path, header + "".join(far), "census2021-far.csv").path)
    assert report.exit_code == 1
    assert "add up to 57,600 residents, published for 2021 are 57,747" in report.of("refused")[0].message


@given(st.lists(st.integers(0, 6), max_size=20))
def test_the_finest_partition_never_overlaps_and_covers_every_age(widths: list[int]) -> None:
    bands, at = [], 0
    for width in widths:
        bands.append(Ages(at, at + width))
        at += width + 1
    bands.append(Ages(at, None))
    # Subtotals beside the bands, as Nomis gives them, are never chosen.
    noisy = [*bands, Ages(0, None), *(Ages(band.low, (band.high or 200) + 3) for band in bands)]
    assert partition(noisy) == bands
    assert partition(bands[:-1]) == []


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("Aged under 1 year", Ages(0, 0)), ("Age under 1", Ages(0, 0)), ("Aged 4 years and under", Ages(0, 4)),
        ("Aged 15 years and under", Ages(0, 15)), ("Aged 16 to 24 years", Ages(16, 24)), ("Age 8 to 9", Ages(8, 9)),
        ("Aged 65 years and over", Ages(65, None)), ("90+", Ages(90, None)), ("7", Ages(7, 7)), ("Age 1", Ages(1, 1)),
        ("Age 100 and over", Ages(100, None)), ("16-24", Ages(16, 24)), ("White", None), ("Aged", None),
    ],
)  # fmt: skip
def test_ages_in_words(text: str, ages: Ages | None) -> None:
    assert ages_of(text) == ages


def test_ethnic_groups_of_both_censuses_fall_into_the_same_five() -> None:
    same = {
        "White: English/Welsh/Scottish/Northern Irish/British": "White: British",
        "White: English, Welsh, Scottish, Northern Irish or British": "White: British",
        "Asian/Asian British: Chinese": "Asian: Chinese",
        "Asian, Asian British or Asian Welsh: Chinese": "Asian: Chinese",
        "Black, Black British, Black Welsh, Caribbean or African": "Black",
        "Black/African/Caribbean/Black British: Other Black": "Black: Other",
        "Mixed/multiple ethnic group": "Mixed", "Other ethnic group: Arab": "Other: Arab",
        "Other ethnic group: Any other ethnic group": "Other: Other", "Not stated": None,
    }  # fmt: skip
    assert {told: ethnic_group(told) for told in same} == same
    assert leaves(["Total: All", "White", "White: Irish", "White: Roma", "Mixed"]) == [
        "White: Irish",
        "White: Roma",
        "Mixed",
    ]
    assert is_total("All categories: Age")
    assert not is_total("Allergic")


def test_only_the_census_of_2021_has_slack() -> None:
    assert slack("Census 2011", 180) == slack("ONS mid-year estimate", 91) == 0
    assert slack("Census 2021", 180) == 41


# --- the real files ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def census_root(
    realdata: Path, seed_store: Path, partnerships: Mapping[str, Partnership], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, LoadReport]:
    """A store with every real census table."""
    from cspdash.store.load import load

    root = Path(shutil.copytree(seed_store, tmp_path_factory.mktemp("census") / "store"))
    return root, load([realdata / "census"], root, partnerships, wait_seconds=0)


def test_real_tables_load_and_match_what_was_published(census_root: tuple[Path, LoadReport]) -> None:
    root, report = census_root
    assert report.exit_code == 0, report.lines()
    assert len(report.of("loaded")) == 11
    told = {Path(f.file).name: f.message for f in report.of("loaded")}
    assert "Oadby and Wigston 56,170" in told["census2011_ethnic_group_lsoa11_leicestershire.csv"]
    assert "Leicester 329,839" in told["census2011_ethnic_group_lsoa11_leicestershire.csv"]
    assert "Charnwood 188,416" in told["mid2020_population_single_year_age_lsoa11_leicestershire.csv"]
    assert "57,759 for 57,747" in told["census2021_ts021_ethnic_group_lsoa21_leicestershire.csv"]
    sums = dict(
        rows_of(
            root,
            "SELECT topic || ' ' || year, sum(n) FROM census_count JOIN (SELECT DISTINCT lsoa21 AS code FROM "
            f"area_lookup WHERE district = '{BOROUGH}') USING (code) GROUP BY ALL",
        )
    )
    assert sums["ethnic_group 2011"] == 56_170
    assert sums["age 2020"] == 57_313
    assert {topic: n for topic, n in sums.items() if topic.endswith("2021")} == {
        "age_band 2021": 57_749, "disability 2021": 57_750, "ethnic_group 2021": 57_759, "religion 2021": 57_738,
        "accommodation 2021": 22_612, "household_deprivation 2021": 22_623, "tenure 2021": 22_614,
    }  # fmt: skip


def test_real_tables_again_change_nothing(
    census_root: tuple[Path, LoadReport], realdata: Path, partnerships: Mapping[str, Partnership]
) -> None:
    from cspdash.store.load import load

    root, _ = census_root
    report = load([realdata / "census"], root, partnerships, wait_seconds=0)
    assert len(report.of("unchanged")) == 11
    assert report.version is None


def test_every_lsoa_of_the_county_has_residents_once_a_census_table_is_loaded(
    census_root: tuple[Path, LoadReport],
) -> None:
    root, _ = census_root
    version = current(root)
    areas = ask(version, "areas", area="E10000018").frame
    assert len(areas) > 500
    assert areas["population"].notna().all()
    # Districts have their own figure of a later year.
    assert set(areas.loc[areas["level"] == "lsoa", "population_year"]) == {2021}
    assert set(areas.loc[areas["level"].isin(["county", "district"]), "population_year"]) == {2022}


def test_both_vintages_give_the_published_figures_of_districts_with_split_lsoas(
    census_root: tuple[Path, LoadReport],
) -> None:
    version = current(census_root[0])
    ages = ask(version, "population_by_age", areas=["E07000130", "E07000131", "E10000018"], year=2020).frame
    assert ages.groupby("area_name")["count"].sum().to_dict() == {
        "Charnwood": 188_416, "Harborough": 95_537, "Leicestershire": 713_085,
    }  # fmt: skip
    groups = ask(version, "ethnic_groups", areas=["E10000018"], year=2011).frame
    assert groups["count"].sum() == 650_489
    assert groups["white_british"].dropna().tolist() == [578_432]


def test_a_split_lsoa_counted_in_parts_has_no_figure_of_2011_but_its_parent_has(
    realdata: Path, census_root: tuple[Path, LoadReport], partnerships: Mapping[str, Partnership], tmp_path: Path
) -> None:
    from cspdash.store.load import load

    root = Path(shutil.copytree(census_root[0], tmp_path / "parts"))
    load([realdata / "boundaries/leicestershire_lsoa21.geojson"], root, partnerships, wait_seconds=0)
    version = current(root)
    [(parent, part)] = rows_of(
        root,
        "SELECT lsoa11, min(lsoa21) FROM area_lookup JOIN lsoa_unit u ON u.code = lsoa11 WHERE u.how = 'by_place' "
        "GROUP BY lsoa11 ORDER BY lsoa11 LIMIT 1",
    )
    old = ask(version, "ethnic_groups", areas=[parent, part], year=2011).frame
    assert set(old["area_code"]) == {parent}
    new = ask(version, "ethnic_groups", areas=[parent, part], year=2021).frame
    assert set(new["area_code"]) == {parent, part}
    whole = ask(version, "ethnic_groups", areas=["E10000018"], year=2011).frame
    assert whole["count"].sum() == 650_489


def test_the_reference_facts_are_those_of_the_real_files(
    census_root: tuple[Path, LoadReport], seed_store: Path
) -> None:
    loaded, shipped = current(census_root[0]), current(seed_store)
    areas = ["oadby", "wigston", "south-wigston", OADBY, WIGSTON, "E10000018"]
    for name, given_ in (
        ("population_by_age", {"year": 2020}), ("ethnic_groups", {}), ("households", {}),
    ):  # fmt: skip
        own = ask(shipped, name, areas=areas, **given_).frame
        theirs = ask(loaded, name, areas=areas, **given_).frame
        assert not own.empty
        assert own.to_dict("records") == theirs.to_dict("records"), name
