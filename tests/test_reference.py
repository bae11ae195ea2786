"""The small reference tables: complete, sourced, small, and equal to the published files they came from."""

from __future__ import annotations

import csv
import json
import os
import zipfile
from collections.abc import Iterator
from functools import cache
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml
from shapely.geometry import shape

from cspdash.sources.boundaries import read_boundaries
from cspdash.sources.inputs import find_inputs
from cspdash.store.reference import OUTLINES, boundary_rows

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "data" / "reference"
REAL = Path(os.environ.get("CSPDASH_REALDATA", ROOT.parent / "shared" / "realdata"))

DISTRICTS = [f"E07000{number}" for number in range(129, 136)] + ["E06000016", "E06000017"]
OADBY_WIGSTON = "E07000135"
FIELDS = {"title", "publisher", "source", "date", "licence", "attribution", "note"}
SETTLEMENT_OF_MSOA = {
    "003": "Oadby",
    "009": "Oadby",
    "006": "South Wigston",
    "005": "Wigston",
    "007": "Wigston",
    "008": "Wigston",
}
MONTHS_USED = 62


def table(name: str) -> pd.DataFrame:
    """A reference table, every cell as text and an empty cell as ''."""
    return pd.read_csv(REFERENCE / name, dtype=str, keep_default_na=False)


def real(name: str) -> pd.DataFrame:
    """A published file of the real-data folder as text; skips the test where the folder is absent."""
    path = REAL / name
    if not path.is_file():
        pytest.skip(f"no real data: {path} is not there")
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")


def police_rows() -> Iterator[tuple[str, str, str, str]]:
    """Month, location, LSOA code and crime type of every published row held."""
    for archive in sorted((REAL / "police_uk").glob("*.zip")):
        with zipfile.ZipFile(archive) as opened:
            for name in sorted(opened.namelist()):
                if not name.endswith("-leicestershire-street.csv"):
                    continue
                with opened.open(name) as raw:
                    for row in csv.DictReader(TextIOWrapper(raw, encoding="utf-8", newline="")):
                        yield row["Month"], row["Location"], row["LSOA code"], row["Crime type"]


@cache
def police() -> pd.DataFrame:
    """All published rows held; skips where the folder is absent or holds other months than were used."""
    if not (REAL / "police_uk").is_dir():
        pytest.skip(f"no real data: {REAL / 'police_uk'} is not there")
    frame = pd.DataFrame(police_rows(), columns=["month", "location", "lsoa", "crime_type"])
    held = frame["month"].nunique()
    if held != MONTHS_USED:
        pytest.skip(f"real data holds {held} months; the tables were made from {MONTHS_USED}")
    return frame


def geojson() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((REFERENCE / "leicestershire_lsoa11.geojson").read_text("utf-8"))
    return loaded


def files() -> list[Path]:
    return sorted(path for path in REFERENCE.rglob("*") if path.is_file() and path.name != "sources.yaml")


def test_every_file_has_a_source_and_every_source_a_file() -> None:
    sources = yaml.safe_load((REFERENCE / "sources.yaml").read_text("utf-8"))
    assert sorted(sources) == [path.relative_to(REFERENCE).as_posix() for path in files()]
    for name, entry in sources.items():
        assert set(entry) == FIELDS, name
        assert all(isinstance(value, str) and value.strip() for value in entry.values()), name


@pytest.mark.parametrize("path", files(), ids=lambda path: path.name)
def test_files_are_small_plain_utf8(path: Path) -> None:
    content = path.read_bytes()
    assert 0 < len(content) < (500_000 if path.suffix == ".geojson" else 200_000)
    assert b"\r" not in content
    assert not content.startswith(b"\xef\xbb\xbf")
    assert content.endswith(b"\n")
    content.decode("utf-8")


@pytest.mark.parametrize(
    ("name", "columns", "key"),
    [
        (
            "districts.csv",
            "district,district_name,csp,csp_name,force_area,force_area_name,population,population_year",
            ["district"],
        ),
        (
            "leicestershire_lsoa_lookup.csv",
            "lsoa11,lsoa11_name,lsoa21,lsoa21_name,change,best_fit,ward,ward_name,district,district_name",
            ["lsoa11", "lsoa21"],
        ),
        (
            "oadby_wigston_lsoa.csv",
            "lsoa,name_2011,name_2021,ward,ward_name,settlement,population_mid_2020,population_census_2021,"
            "imd_2019_rank,imd_2019_decile,imd_2025_rank,imd_2025_decile",
            ["lsoa"],
        ),
        ("oadby_wigston_streets.csv", "lsoa,location", ["lsoa"]),
        (
            "county_type_mix.csv",
            "district,month_of_year,crime_type,monthly_mean",
            ["district", "month_of_year", "crime_type"],
        ),
        ("county_lsoa_weight.csv", "lsoa,weight", ["lsoa"]),
        ("census_age_mid_2020.csv", "code," + ",".join(map(str, range(90))) + ",90+", ["code"]),
        (
            "census_ethnic_group.csv",
            "code,year,white_british,other_white,white,mixed,asian,black,other",
            ["code", "year"],
        ),
        (
            "census_tenure_2021.csv",
            "code,Lives rent free,Owned: Owns outright,Owned: Owns with a mortgage or loan,"
            "Private rented: Other private rented,Private rented: Private landlord or letting agency,"
            "Shared ownership: Shared ownership,Social rented: Other social rented,"
            "Social rented: Rents from council or Local Authority",
            ["code"],
        ),
        (
            "census_published_totals.csv",
            "district,year,measure,n,rounded_to,source",
            ["district", "year", "measure"],
        ),
    ],
)
def test_columns_and_order(name: str, columns: str, key: list[str]) -> None:
    frame = table(name)
    assert ",".join(frame.columns) == columns
    keys = [
        tuple(int(value) if column == "month_of_year" else value for column, value in zip(key, row, strict=True))
        for row in frame[key].itertuples(index=False)
    ]
    assert keys == sorted(keys)
    whole = list(frame.columns) if name == "oadby_wigston_streets.csv" else key
    assert not frame.duplicated(whole).any()


def test_districts_are_single_rows_with_consistent_areas() -> None:
    districts = table("districts.csv").set_index("district")
    assert len(districts) == 318
    held = districts["population"] != ""
    assert held.sum() == 281
    assert (districts.loc[held, "population"].str.fullmatch(r"\d+")).all()
    assert (districts["population_year"] == held.map({True: "2022", False: ""})).all()
    # A district with several partnerships lists as many names as codes, so the two can be read side by side.
    assert (districts["csp"].str.count("; ") == districts["csp_name"].str.count("; ")).all()
    assert districts["csp"].str.fullmatch(r"(E22|W14)\d{6}(; E22\d{6})*").all()
    borough = districts[districts.index == OADBY_WIGSTON].iloc[0]
    assert (borough["csp"], borough["force_area"]) == ("E22000171", "E23000021")
    assert set(districts.index[districts["force_area"] == "E23000021"]) == set(DISTRICTS)


def test_lookup_covers_the_force_area_with_one_best_fit_each() -> None:
    lookup = table("leicestershire_lsoa_lookup.csv")
    assert (len(lookup), lookup["lsoa11"].nunique(), lookup["lsoa21"].nunique()) == (635, 611, 634)
    assert set(lookup["district"]) == set(DISTRICTS)
    assert lookup["change"].value_counts().to_dict() == {"U": 587, "S": 46, "M": 2}
    assert set(lookup["best_fit"]) == {"true", "false"}
    assert (lookup["best_fit"].eq("true").groupby(lookup["lsoa11"]).sum() == 1).all()
    unchanged = lookup["change"] == "U"
    assert (lookup.loc[unchanged, "lsoa11"] == lookup.loc[unchanged, "lsoa21"]).all()
    assert not (lookup == "").any().any()
    # The county is seven districts and 408 LSOAs of 2021; Leicester and Rutland are outside it.
    assert lookup.loc[lookup["district"].str.startswith("E07"), "lsoa21"].nunique() == 408


def test_oadby_and_wigston_has_36_lsoas_three_settlements_and_ten_wards() -> None:
    borough = table("oadby_wigston_lsoa.csv")
    assert len(borough) == 36
    assert borough["settlement"].value_counts().to_dict() == {"Wigston": 16, "Oadby": 15, "South Wigston": 5}
    assert (borough["ward"].nunique(), borough["ward_name"].nunique()) == (10, 10)
    assert (borough.groupby("ward")["settlement"].nunique() == 1).all()
    assert (borough["settlement"] == borough["name_2011"].str[-4:-1].map(SETTLEMENT_OF_MSOA)).all()
    ranks = borough.set_index("name_2011")["imd_2019_rank"]
    assert ranks["Oadby and Wigston 005C"] == "6709"
    assert ranks["Oadby and Wigston 008C"] == "31582"
    assert ranks.astype(int).min() == 6709
    assert ranks.astype(int).max() == 31582
    for year, areas in (("2019", 32_844), ("2025", 33_755)):
        deciles = (borough[f"imd_{year}_rank"].astype(int) - 1) * 10 // areas + 1
        assert (deciles == borough[f"imd_{year}_decile"].astype(int)).all()


def test_borough_agrees_with_the_lookup() -> None:
    lookup = table("leicestershire_lsoa_lookup.csv").query("district == @OADBY_WIGSTON").set_index("lsoa21")
    borough = table("oadby_wigston_lsoa.csv").set_index("lsoa")
    assert borough.index.tolist() == lookup.index.tolist()
    assert (lookup["change"] == "U").all()
    for mine, theirs in (("name_2011", "lsoa11_name"), ("name_2021", "lsoa21_name"), ("ward", "ward")):
        assert borough[mine].tolist() == lookup[theirs].tolist()


def test_boundaries_are_the_2011_lsoas_and_valid() -> None:
    collection = geojson()
    assert "Crown copyright and database right 2011" in collection["attribution"]
    features = collection["features"]
    codes = [feature["properties"]["LSOA11CD"] for feature in features]
    names = table("leicestershire_lsoa_lookup.csv").drop_duplicates("lsoa11").set_index("lsoa11")["lsoa11_name"]
    assert codes == sorted(names.index)
    for feature in features:
        assert set(feature["properties"]) == {"LSOA11CD", "LSOA11NM"}
        assert feature["properties"]["LSOA11NM"] == names[feature["properties"]["LSOA11CD"]]
        geometry = shape(feature["geometry"])
        assert geometry.geom_type in {"Polygon", "MultiPolygon"}
        assert geometry.is_valid
        west, south, east, north = geometry.bounds
        assert -1.7 < west < east < -0.4
        assert 52.3 < south < north < 53.1


def test_boundaries_read_without_checks_as_with_them() -> None:
    path = REFERENCE / OUTLINES
    checked = read_boundaries(find_inputs([path])[0][0]).to_dict("records")
    plainly = boundary_rows(path)
    assert [dict(row, geometry=json.loads(row["geometry"])) for row in plainly] == [
        {**row, "geometry": json.loads(row["geometry"])} for row in checked
    ]


def test_boundaries_have_one_feature_a_line_and_five_decimals() -> None:
    lines = (REFERENCE / "leicestershire_lsoa11.geojson").read_text("utf-8").splitlines()
    features = [line for line in lines if line.startswith('{"type":"Feature",')]
    assert len(features) == 611
    decimals = {len(part) for line in features for part in _decimals(json.loads(line.rstrip(",")))}
    assert max(decimals) == 5


def _decimals(feature: dict[str, Any]) -> Iterator[str]:
    pending: list[Any] = [feature["geometry"]["coordinates"]]
    while pending:
        item = pending.pop()
        if isinstance(item, list):
            pending.extend(item)
        else:
            yield repr(item).partition(".")[2]


def test_printed_months_are_nine_years_and_an_average() -> None:
    for name in ("crime", "asb"):
        printed = table(f"published/oadby_wigston_monthly_{name}_2012_2021.csv").set_index("financial_year")
        assert printed.index.tolist() == [f"{year}-{year % 100 + 1}" for year in range(2012, 2021)] + ["Average"]
        months = printed.drop(index="Average").astype(int)
        assert months.shape == (9, 12)
        # The plan rounds by hand: within one of the mean.
        assert ((months.mean() - printed.loc["Average"].astype(int)).abs() <= 1).all()
    crime = table("published/oadby_wigston_monthly_crime_2012_2021.csv").set_index("financial_year")
    assert crime.loc["2019-20", "mar"] == "6"


def test_printed_half_years_add_up() -> None:
    printed = table("published/oadby_wigston_crime_by_type_h1_2024_2025.csv").set_index("crime_type")
    for column, total in (("q1_q2_2024_25", 2125), ("q1_q2_2025_26", 1945)):
        values = printed[column].astype(int)
        assert values.drop("Total").sum() == values["Total"] == total
    assert set(printed.index) - {"Total"} == set(table("county_type_mix.csv")["crime_type"])


def test_streets_name_a_place_in_every_lsoa() -> None:
    streets = table("oadby_wigston_streets.csv")
    assert set(streets["lsoa"]) == set(table("oadby_wigston_lsoa.csv")["lsoa"])
    assert streets["location"].str.fullmatch(r"On or near \S.*").all()
    counts = streets.groupby("lsoa").size()
    assert counts.between(1, 25).all()


def test_type_mix_is_a_full_grid() -> None:
    mix = table("county_type_mix.csv")
    assert len(mix) == 9 * 12 * 14
    assert set(mix["district"]) == set(DISTRICTS)
    assert set(mix["month_of_year"]) == {str(month) for month in range(1, 13)}
    assert mix["crime_type"].nunique() == 14
    assert mix["monthly_mean"].str.fullmatch(r"\d+\.\d").all()


def test_weights_add_up_to_one_in_each_district() -> None:
    weights = table("county_lsoa_weight.csv").set_index("lsoa")["weight"]
    lookup = table("leicestershire_lsoa_lookup.csv").drop_duplicates("lsoa11").set_index("lsoa11")["district"]
    assert weights.index.tolist() == sorted(lookup.index)
    assert weights.str.fullmatch(r"0\.\d{5}").all()
    assert (weights.astype(float) > 0).all()
    totals = weights.astype(float).groupby(lookup).sum()
    assert ((totals - 1).abs() < 0.0005).all()


def test_real_districts() -> None:
    areas = real("lookups/lad24_csp24_pfa24_england_wales.csv")
    people = real("recorded_crime/home_office_csp_2024_25_by_lad_derived.csv").set_index("code")["pop"].astype(float)
    districts = table("districts.csv").set_index("district")
    assert districts.index.tolist() == sorted(areas["ltla24_code"].unique())
    pairs = {
        (district, *pair, row["district_name"], row["force_area"], row["force_area_name"])
        for district, row in districts.iterrows()
        for pair in zip(row["csp"].split("; "), row["csp_name"].split("; "), strict=True)
    }
    columns = ["ltla24_code", "csp24_code", "csp24_name", "ltla24_name", "pfa24_code", "pfa24_name"]
    assert pairs == set(areas[columns].itertuples(index=False, name=None))
    held = districts.loc[districts["population"] != "", "population"].astype(float)
    expected = people[people.index.isin(districts.index)].sort_index()
    assert held.to_dict() == expected.to_dict()


def test_real_lookup() -> None:
    lookup = table("leicestershire_lsoa_lookup.csv")
    exact = real("lookups/lsoa11_lsoa21_lad22_exact_england_wales.csv").query("LAD22CD in @DISTRICTS")
    mine = ["lsoa11", "lsoa11_name", "lsoa21", "lsoa21_name", "change", "district"]
    theirs = ["LSOA11CD", "LSOA11NM", "LSOA21CD", "LSOA21NM", "CHGIND", "LAD22CD"]
    assert set(lookup[mine].itertuples(index=False, name=None)) == set(exact[theirs].itertuples(index=False, name=None))
    best = real("lookups/lsoa11_to_lsoa21_best_fit_v2_leicestershire.csv")
    fits = lookup[lookup["best_fit"] == "true"]
    published = fits[fits["district"] != "E06000017"]
    assert dict(zip(published["lsoa11"], published["lsoa21"], strict=True)) == dict(
        zip(best["LSOA11CD"], best["LSOA21CD"], strict=True)
    )
    rutland = lookup[lookup["district"] == "E06000017"].groupby("lsoa11")["lsoa21"].min().to_dict()
    own = fits[fits["district"] == "E06000017"]
    assert dict(zip(own["lsoa11"], own["lsoa21"], strict=True)) == rutland
    wards = real("lookups/lsoa21_ward24_lad24_best_fit_england_wales.csv").query("LAD24CD in @DISTRICTS")
    ours = ["lsoa21", "ward", "ward_name", "district", "district_name"]
    assert set(lookup[ours].itertuples(index=False, name=None)) == set(
        wards[["LSOA21CD", "WD24CD", "WD24NM", "LAD24CD", "LAD24NM"]].itertuples(index=False, name=None)
    )


@pytest.mark.parametrize(
    ("column", "name", "key", "value"),
    [
        (
            "population_mid_2020",
            "census/mid2020_population_single_year_age_lsoa11_leicestershire.csv",
            "lsoa11_code",
            "total_population",
        ),
        (
            "population_census_2021",
            "census/census2021_ts021_ethnic_group_lsoa21_leicestershire.csv",
            "lsoa21_code",
            "total_residents",
        ),
        ("imd_2019_rank", "imd/imd2019_england_lsoa11_leicestershire.csv", "lsoa11_code", "IMD_rank"),
        ("imd_2019_decile", "imd/imd2019_england_lsoa11_leicestershire.csv", "lsoa11_code", "IMD_decile"),
        ("imd_2025_rank", "imd/imd2025_england_lsoa21_leicestershire.csv", "lsoa21_code", "IMD_rank"),
        ("imd_2025_decile", "imd/imd2025_england_lsoa21_leicestershire.csv", "lsoa21_code", "IMD_decile"),
    ],
)
def test_real_borough_figures(column: str, name: str, key: str, value: str) -> None:
    published = real(name).drop_duplicates(key).set_index(key)[value]
    borough = table("oadby_wigston_lsoa.csv").set_index("lsoa")[column]
    assert borough.to_dict() == published[borough.index].to_dict()


def test_real_settlements() -> None:
    msoa = real("lookups/lsoa11_msoa11_leicestershire.csv").set_index("lsoa11_code")["msoa11_name"]
    borough = table("oadby_wigston_lsoa.csv").set_index("lsoa")["settlement"]
    assert borough.to_dict() == msoa[borough.index].str[-3:].map(SETTLEMENT_OF_MSOA).to_dict()


def test_real_boundaries_lie_on_the_finer_outlines() -> None:
    path = REAL / "boundaries" / "oadby_wigston_lsoa11.geojson"
    if not path.is_file():
        pytest.skip(f"no real data: {path} is not there")
    fine = {f["properties"]["LSOA11CD"]: shape(f["geometry"]) for f in json.loads(path.read_text())["features"]}
    drawn = {f["properties"]["LSOA11CD"]: shape(f["geometry"]) for f in geojson()["features"]}
    assert len(fine) == 36
    for code, outline in fine.items():
        overlap = outline.intersection(drawn[code]).area / outline.union(drawn[code]).area
        assert overlap > 0.5, code


def test_real_streets() -> None:
    rows = police()
    borough = set(table("oadby_wigston_lsoa.csv")["lsoa"])
    named = rows[
        (rows["month"] >= "2022-07") & rows["lsoa"].isin(borough) & rows["location"].str.fullmatch(r"On or near \S.*")
    ]
    counts = named.groupby(["lsoa", "location"]).size().rename("rows").reset_index()
    ordered = counts.sort_values(["lsoa", "rows", "location"], ascending=[True, False, True])
    expected = ordered.groupby("lsoa").head(25)[["lsoa", "location"]]
    assert table("oadby_wigston_streets.csv").to_numpy().tolist() == expected.to_numpy().tolist()


def test_real_type_mix() -> None:
    rows = police()
    lookup = table("leicestershire_lsoa_lookup.csv")
    district = dict(zip(lookup["lsoa11"], lookup["district"], strict=True)) | dict(
        zip(lookup["lsoa21"], lookup["district"], strict=True)
    )
    used = rows[rows["month"].str[:4].isin(["2022", "2025"])]
    held = used["month"].drop_duplicates().str[5:].astype(int).value_counts().to_dict()
    counts = (
        used.assign(district=used["lsoa"].map(district), month_of_year=used["month"].str[5:].astype(int))
        .groupby(["district", "month_of_year", "crime_type"])
        .size()
        .to_dict()
    )
    mix = table("county_type_mix.csv")
    for area, month, crime_type, mean in mix.itertuples(index=False, name=None):
        assert float(mean) == counts.pop((area, int(month), crime_type), 0) / held[int(month)]
    assert not counts


def test_real_weights() -> None:
    rows = police()
    lookup = table("leicestershire_lsoa_lookup.csv").drop_duplicates("lsoa11").set_index("lsoa11")["district"]
    of_2011 = rows["month"].str.startswith("2014") | rows["month"].between("2019-12", "2022-10")
    counts = rows.loc[of_2011 & rows["lsoa"].isin(lookup.index), "lsoa"].value_counts()
    shares = counts / counts.groupby(lookup).transform("sum")
    weights = table("county_lsoa_weight.csv").set_index("lsoa")["weight"]
    assert {code: f"{share:.5f}" for code, share in shares.items()} == weights.to_dict()
