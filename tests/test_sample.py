"""The invented sample: exact where the partnership has printed, lifelike elsewhere, and always the same."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely.geometry import shape

from cspdash.crime_types import ASB, CRIME_TYPES
from cspdash.sample import SampleFolderError, write_sample

REFERENCE = Path(__file__).resolve().parents[1] / "data" / "reference"
BOROUGH = "E07000135"
HEADER = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,"
    "Last outcome category,Context"
)
MONTHS = [str(month) for month in pd.period_range("2014-04", "2025-09", freq="M")]
CALENDAR = ["apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "jan", "feb", "mar"]
PRINTED_YEARS = [f"{year}-{year - 1999}" for year in range(2014, 2021)]
TOWN_CENTRES = ["E01025992", "E01025987", "E01025989", "E01025977"]


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("sample") / "files"
    write_sample(folder)
    yield folder
    shutil.rmtree(folder)  # pytest would keep the 270 MB of the last three runs


@pytest.fixture(scope="session")
def db(sample: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The sample as one table `street` with the district of each row, and the council's table."""
    with duckdb.connect() as connection:
        connection.execute(
            """
            CREATE TABLE place AS
            SELECT DISTINCT lsoa, district FROM (
                SELECT lsoa11 AS lsoa, district FROM read_csv($lookup)
                UNION SELECT lsoa21, district FROM read_csv($lookup))
            """,
            {"lookup": str(REFERENCE / "leicestershire_lsoa_lookup.csv")},
        )
        connection.execute(
            """
            CREATE TABLE street AS
            SELECT street.*, district,
                   CASE WHEN "Crime type" = 'Anti-social behaviour' THEN 'asb' ELSE 'crime' END AS grp
            FROM read_csv($files, all_varchar = true, header = true, filename = true) AS street
            LEFT JOIN place ON lsoa = "LSOA code"
            """,
            {"files": str(sample / "*" / "*-leicestershire-street.csv")},
        )
        connection.execute(
            """CREATE TABLE council AS
               SELECT strftime(strptime("Date reported", '%d/%m/%Y'), '%Y-%m') AS month, "LSOA code" AS "area code",
                   "Category" AS type, count(*) AS "count"
               FROM read_csv($file, all_varchar = true) GROUP BY ALL""",
            {"file": str(sample / "council-cases.csv")},
        )
        yield connection


@pytest.fixture(scope="session")
def borough(db: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Police records of the borough by month (all of them) and type."""
    counts = db.execute(
        'SELECT "Month", "Crime type", count(*) AS n FROM street WHERE district = $district GROUP BY ALL',
        {"district": BOROUGH},
    ).df()
    wide = counts.pivot_table(index="Month", columns="Crime type", values="n", fill_value=0)
    return wide.reindex(index=MONTHS, columns=list(CRIME_TYPES), fill_value=0).astype(int)


def council_months(db: duckdb.DuckDBPyConnection) -> pd.Series[int]:
    table = db.execute('SELECT month, sum("count")::BIGINT AS n FROM council GROUP BY month').df()
    return table.set_index("month")["n"].reindex(MONTHS, fill_value=0)


def printed_months(name: str) -> pd.Series[int]:
    table = pd.read_csv(REFERENCE / "published" / name, index_col="financial_year")
    cells = table.loc[PRINTED_YEARS, CALENDAR].to_numpy(dtype=int).ravel()
    return pd.Series(cells, index=MONTHS[: len(cells)])


def month_lines(folder: Path, month: str) -> list[str]:
    return (folder / month / f"{month}-leicestershire-street.csv").read_text(encoding="utf-8").splitlines()


def tree_digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(f"{path.relative_to(folder).as_posix()}\n".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def dispersion(series: pd.Series[int]) -> float:
    """Mean of (a - b)² / (a + b) over neighbouring months: 1 where counts are Poisson around a slow level."""
    before, after = series.to_numpy()[:-1], series.to_numpy()[1:]
    held = before + after > 0
    return float(np.mean((before - after)[held] ** 2 / (before + after)[held]))


# --- printed figures ---------------------------------------------------------------------------------------


def test_every_printed_month_of_crime_is_met(borough: pd.DataFrame) -> None:
    printed = printed_months("oadby_wigston_monthly_crime_2012_2021.csv")
    assert len(printed) == 84
    assert printed["2020-03"] == 6
    crime = borough.drop(columns=ASB).sum(axis=1)
    assert crime.loc[printed.index].to_dict() == printed.to_dict()


def test_every_printed_month_of_asb_is_police_and_council_together(
    db: duckdb.DuckDBPyConnection, borough: pd.DataFrame
) -> None:
    printed = printed_months("oadby_wigston_monthly_asb_2012_2021.csv")
    assert printed["2014-12"] == 16
    both = borough[ASB] + council_months(db)
    assert both.loc[printed.index].to_dict() == printed.to_dict()


@pytest.mark.parametrize(("column", "year"), [("q1_q2_2024_25", 2024), ("q1_q2_2025_26", 2025)])
def test_every_type_of_the_printed_half_years_is_met(borough: pd.DataFrame, column: str, year: int) -> None:
    printed = pd.read_csv(REFERENCE / "published" / "oadby_wigston_crime_by_type_h1_2024_2025.csv")
    totals = printed.set_index("crime_type")[column].to_dict()
    half = borough.loc[f"{year}-04" : f"{year}-09"]
    assert len(half) == 6
    assert half.sum().to_dict() | {"Total": int(half.to_numpy().sum())} == totals


def test_the_councils_part_is_2_to_13_in_every_month(db: duckdb.DuckDBPyConnection) -> None:
    council = council_months(db)
    assert council.between(2, 13).all()
    lowest = db.execute('SELECT min("count") FROM council').fetchone()
    assert lowest == (1,)
    placed = db.execute(
        """SELECT sum("count") FILTER (district = $district), sum("count") FILTER (district <> $district),
               sum("count") FILTER ("area code" IS NULL), sum("count") FILTER ("area code" = 'see notes'), sum("count")
           FROM council LEFT JOIN place ON place.lsoa = council."area code" """,
        {"district": BOROUGH},
    ).fetchone()
    assert placed is not None
    inside, elsewhere, blank, wrong, total = placed
    assert elsewhere is None
    assert blank / total == pytest.approx(0.10, abs=0.03)
    assert 0 < wrong / total < 0.03
    assert inside + blank + wrong == total


# --- form --------------------------------------------------------------------------------------------------


def test_one_file_a_month_with_police_uks_header_and_a_label(sample: Path) -> None:
    files = sorted(sample.rglob("*-leicestershire-street.csv"))
    assert files == [sample / month / f"{month}-leicestershire-street.csv" for month in MONTHS]
    for path in sample.rglob("*-street.csv"):
        with path.open(encoding="utf-8") as lines:
            assert next(lines).rstrip("\n") == HEADER
    assert (sample / "SAMPLE.txt").read_text(encoding="utf-8").startswith("THIS IS NOT REAL CRIME DATA")
    cases = (sample / "council-cases.csv").read_text(encoding="utf-8")
    assert cases.startswith(
        "Case ID,Date reported,Category,LSOA code,Team,Disposal,Youth related,Complainant,Address\n"
    )
    counts = (sample / "partner-counts.csv").read_text(encoding="utf-8")
    assert counts.startswith("month,area,category,count,source\n2014-04,E07000135,")


def test_a_line_reads_as_police_uk_writes_it(sample: Path) -> None:
    asb = next(line for line in month_lines(sample, "2014-04") if ASB in line).split(",")
    assert asb[:4] == ["", "2014-04", "Leicestershire Police", "Leicestershire Police"]
    assert asb[9:] == [ASB, "", ""]
    nowhere = next(line for line in month_lines(sample, "2019-10") if "No Location" in line).split(",")
    assert nowhere[4:9] == ["", "", "No Location", "", ""]


def test_ids_outcomes_and_blanks_follow_police_uk(db: duckdb.DuckDBPyConnection) -> None:
    wrong = db.execute(
        """
        SELECT count(*) FILTER ("Month" <> left(parse_filename(filename), 7)) AS month,
               count(*) FILTER ((grp = 'asb') <> ("Crime ID" IS NULL)) AS id_missing,
               count(*) FILTER (NOT regexp_full_match("Crime ID", '[0-9a-f]{64}')) AS id_form,
               count("Crime ID") - count(DISTINCT "Crime ID") AS id_repeated,
               count(*) FILTER ((grp = 'asb') <> ("Last outcome category" IS NULL)) AS outcome,
               count("Context") AS context,
               count(*) FILTER ("Reported by" <> 'Leicestershire Police'
                                OR "Falls within" <> 'Leicestershire Police') AS force,
               count(*) FILTER ("LSOA code" IS NOT NULL AND NOT (
                   regexp_full_match("Longitude", '-?[0-9]+[.][0-9]{6}')
                   AND regexp_full_match("Latitude", '5[0-9][.][0-9]{6}'))) AS coordinates,
               count(*) FILTER ("LSOA code" IS NULL AND (
                   coalesce("Longitude", "Latitude", "LSOA name") IS NOT NULL OR "Location" <> 'No Location'
                   OR grp = 'asb')) AS nowhere,
               count(*) FILTER ("LSOA code" IS NOT NULL
                                AND NOT starts_with("Location", 'On or near ')) AS location,
               count(*) FILTER ("LSOA code" IS NOT NULL AND district IS NULL) AS lsoa
        FROM street
        """
    ).df()
    assert wrong.iloc[0].to_dict() == dict.fromkeys(wrong.columns, 0)
    types = db.execute('SELECT DISTINCT "Crime type" FROM street ORDER BY 1').fetchall()
    assert [name for (name,) in types] == sorted(CRIME_TYPES)


def test_the_newest_month_is_the_one_still_under_investigation(db: duckdb.DuckDBPyConnection) -> None:
    share = db.execute(
        """SELECT "Month", avg(("Last outcome category" = 'Under investigation')::INT) AS share
           FROM street WHERE grp = 'crime' GROUP BY ALL ORDER BY ALL"""
    ).df()
    by_month = share.set_index("Month")["share"]
    assert by_month["2025-09"] > 0.4
    assert by_month.loc[:"2025-05"].max() < 0.1


def test_british_transport_police_records_lie_at_the_station(sample: Path) -> None:
    files = sorted(sample.rglob("*-btp-street.csv"))
    assert files
    rows = pd.concat([pd.read_csv(path, dtype=str) for path in files])
    assert set(rows["Reported by"]) == {"British Transport Police"}
    assert set(rows["Longitude"] + "," + rows["Latitude"]) == {"-1.134610,52.582300"}
    assert set(rows["LSOA code"]) == {"E01025986"}


# --- places ------------------------------------------------------------------------------------------------


def test_points_lie_inside_their_lsoa(db: duckdb.DuckDBPyConnection) -> None:
    document = json.loads((REFERENCE / "leicestershire_lsoa11.geojson").read_text(encoding="utf-8"))
    outlines = {item["properties"]["LSOA11CD"]: shape(item["geometry"]) for item in document["features"]}
    # All LSOAs as published in 2011; later rows only where the code has not changed.
    points = db.execute(
        """SELECT DISTINCT "LSOA code" AS lsoa, "Longitude"::DOUBLE AS x, "Latitude"::DOUBLE AS y
           FROM street WHERE "LSOA code" IS NOT NULL"""
    ).df()
    known = points[points["lsoa"].isin(list(outlines))]
    assert known["lsoa"].nunique() == 611
    for lsoa, group in known.groupby("lsoa"):
        assert shapely.contains_xy(outlines[str(lsoa)], group["x"], group["y"]).all(), lsoa


def test_points_are_few_fixed_and_replaced_in_july_2022(db: duckdb.DuckDBPyConnection) -> None:
    points = db.execute(
        """SELECT "LSOA code" AS lsoa, "Month" >= '2022-07' AS late, "Longitude" AS x, "Latitude" AS y,
                  count(DISTINCT "Location") AS texts, count(*) AS n
           FROM street WHERE district = $district GROUP BY ALL""",
        {"district": BOROUGH},
    ).df()
    assert (points["texts"] == 1).all()
    early, late = points[~points["late"]], points[points["late"]]
    assert not set(zip(early["x"], early["y"], strict=True)) & set(zip(late["x"], late["y"], strict=True))
    for era in (early, late):
        assert era.groupby("lsoa").size().between(8, 25).all()
    busiest = early.groupby("lsoa")["n"].max() / early.groupby("lsoa")["n"].median()
    assert busiest.median() > 3


def test_locations_in_the_borough_are_those_of_their_lsoa(db: duckdb.DuckDBPyConnection) -> None:
    strangers = db.execute(
        """SELECT count(*) FROM street WHERE district = $district AND NOT EXISTS (
               FROM read_csv($streets) AS printed
               WHERE printed.lsoa = "LSOA code" AND printed.location = "Location")""",
        {"district": BOROUGH, "streets": str(REFERENCE / "oadby_wigston_streets.csv")},
    ).fetchone()
    assert strangers == (0,)


def test_lsoas_change_vintage_in_november_2022(db: duckdb.DuckDBPyConnection) -> None:
    lookup = pd.read_csv(REFERENCE / "leicestershire_lsoa_lookup.csv")
    for vintage, condition in (("11", "<"), ("21", ">=")):
        found = db.execute(
            f"""SELECT DISTINCT "LSOA code", "LSOA name" FROM street
                WHERE "LSOA code" IS NOT NULL AND "Month" {condition} '2022-11'"""
        ).fetchall()
        expected = lookup[[f"lsoa{vintage}", f"lsoa{vintage}_name"]].drop_duplicates()
        assert set(found) == set(expected.itertuples(index=False, name=None))


def test_town_centres_are_busiest_and_hold_the_shoplifting(db: duckdb.DuckDBPyConnection) -> None:
    counts = db.execute(
        """SELECT "LSOA code" AS lsoa, count(*) AS n, count(*) FILTER ("Crime type" = 'Shoplifting') AS shops,
                  count(*) FILTER ("Crime type" = 'Burglary') AS burglary
           FROM street WHERE district = $district GROUP BY ALL""",
        {"district": BOROUGH},
    ).df()
    counts = counts.set_index("lsoa").sort_values("n", ascending=False)
    assert len(counts) == 36
    assert counts.index[0] == "E01025992"
    assert set(counts.index[:4]) == set(TOWN_CENTRES)
    shares = counts.loc[TOWN_CENTRES].sum() / counts.sum()
    assert shares["shops"] > 0.6
    assert shares["burglary"] < 0.2


# --- completeness ------------------------------------------------------------------------------------------


def test_rows_without_a_location_step_as_in_police_uk(db: duckdb.DuckDBPyConnection) -> None:
    table = db.execute(
        """SELECT "Month", avg(("LSOA code" IS NULL)::INT) AS share FROM street
           WHERE grp = 'crime' GROUP BY ALL ORDER BY ALL"""
    ).df()
    share = table.set_index("Month")["share"]
    assert (share.loc[:"2014-12"] == 0).all()
    assert share.loc["2015-01":"2020-05"].drop("2020-03").between(0.049, 0.091).all()
    assert share.loc["2020-06":"2022-02"].between(0.002, 0.006).all()
    assert share.loc["2022-03":].between(0.025, 0.036).all()


def test_march_2020_lost_its_crimes_to_the_rows_without_a_location(db: duckdb.DuckDBPyConnection) -> None:
    table = db.execute(
        """SELECT "Month", count(*) AS n, count(*) FILTER ("LSOA code" IS NULL) AS nowhere FROM street
           WHERE "Month" BETWEEN '2019-12' AND '2020-05' GROUP BY ALL"""
    ).df()
    broken, usual = table[table["Month"] == "2020-03"].sum(), table[table["Month"] != "2020-03"]
    assert len(usual) == 5
    assert 0.85 < broken["n"] / usual["n"].mean() < 1.15
    # 275 crimes are printed for the month before it, 6 for it.
    assert broken["nowhere"] - usual["nowhere"].mean() > 150


def test_only_march_2020_crime_and_december_2014_asb_look_partial(db: duckdb.DuckDBPyConnection) -> None:
    """Expected: median share of the force's located rows in the six months either side × the month's total.

    Partial: 20 or more expected, and fewer than a third of them there.
    """
    counts = db.execute(
        'SELECT district, grp, "Month", count(*) AS n FROM street WHERE district IS NOT NULL GROUP BY ALL'
    ).df()
    partial: dict[tuple[str, str, str], float] = {}
    for grp, group in counts.groupby("grp"):
        wide = group.pivot_table(index="Month", columns="district", values="n", fill_value=0).reindex(MONTHS)
        assert wide.shape == (138, 9)
        total = wide.sum(axis=1)
        share = wide.div(total, axis=0)
        for at, month in enumerate(MONTHS):
            near = share.iloc[max(0, at - 6) : at + 7].drop(month)
            expected = near.median() * total[month]
            ratio = wide.loc[month] / expected
            for district in wide.columns[(expected >= 20) & (ratio < 1 / 3)]:
                partial[str(district), str(grp), month] = ratio[district]
    assert set(partial) == {(BOROUGH, "crime", "2020-03"), (BOROUGH, "asb", "2014-12")}
    assert partial[BOROUGH, "crime", "2020-03"] < 0.05


# --- behaviour ---------------------------------------------------------------------------------------------


def test_counts_scatter_more_than_poisson_as_real_ones_do(borough: pd.DataFrame) -> None:
    whole = borough.drop("2020-03")
    assert 1.5 < dispersion(whole["Shoplifting"]) < 4
    assert dispersion(whole["Burglary"]) > 1.3
    assert dispersion(whole["Violence and sexual offences"]) > 1.2


@pytest.mark.parametrize(
    ("crime_type", "high", "low"),
    [
        (ASB, ("06", "07", "08"), ("11", "12", "01")),
        ("Bicycle theft", ("06", "07", "08"), ("12", "01", "02")),
        ("Burglary", ("11", "12", "01"), ("05", "06", "07")),
    ],
)
def test_types_have_their_season(
    borough: pd.DataFrame, crime_type: str, high: tuple[str, ...], low: tuple[str, ...]
) -> None:
    calendar = borough.index.str[5:]
    mean = borough[crime_type].groupby(calendar).mean()
    assert mean[list(high)].mean() > 1.15 * mean[list(low)].mean()


def test_free_months_join_the_printed_levels(borough: pd.DataFrame) -> None:
    """No jump where print ends and starts: yearly means of crime stay between the printed years' ends."""
    crime = borough.drop(columns=ASB).sum(axis=1)
    free = crime.loc["2021-04":"2024-03"]
    before, after = crime.loc["2020-04":"2021-03"].mean(), crime.loc["2024-04":"2024-09"].mean()
    assert before < free.mean() < 1.15 * after
    assert abs(free.iloc[-6:].mean() / after - 1) < 0.15


def test_rates_of_the_districts_are_plausible(db: duckdb.DuckDBPyConnection) -> None:
    """Crimes and ASB a year for 1,000 residents (mid-2022): 30 to 100 in the county, more in the city."""
    rates = db.execute(
        """SELECT street.district, 1000 * count(*) / any_value(people.population) AS rate
           FROM street JOIN read_csv($districts) AS people ON people.district = street.district
           WHERE "Month" BETWEEN '2024-10' AND '2025-09' GROUP BY ALL""",
        {"districts": str(REFERENCE / "districts.csv")},
    ).df()
    rate = rates.set_index("district")["rate"]
    assert len(rate) == 9
    assert rate.drop("E06000016").between(30, 100).all()
    assert rate["E06000016"] == rate.max()
    assert rate["E06000016"] < 180


# --- writing -----------------------------------------------------------------------------------------------


def test_every_run_writes_the_same_bytes(sample: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    write_sample(again)
    assert tree_digest(again) == tree_digest(sample)
    shutil.rmtree(again)


def test_a_folder_that_holds_something_is_refused_and_left_alone(tmp_path: Path) -> None:
    kept = tmp_path / "2025-09-leicestershire-street.csv"
    kept.write_text(HEADER, encoding="utf-8")
    with pytest.raises(SampleFolderError, match="not an empty folder"):
        write_sample(tmp_path)
    assert list(tmp_path.iterdir()) == [kept]
    with pytest.raises(SampleFolderError, match="not an empty folder"):
        write_sample(kept)
