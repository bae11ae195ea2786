"""The 62 real months of Leicestershire: counted again from the raw CSVs, against print, and what is odd in them."""

from __future__ import annotations

import csv
import io
import shutil
import zipfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cspdash.areas import areas_of
from cspdash.catalogue import ask, records
from cspdash.crime_types import ASB, CRIME_TYPES
from cspdash.partnership import Partnership, current_partnership, source_hash
from cspdash.periods import FinancialYear, Month
from cspdash.statistics.comparison import compared
from cspdash.store import reader
from cspdash.store.load import load
from cspdash.store.status import status
from cspdash.store.versions import Version, current
from cspdash.wording import numbers

REPOSITORY = Path(__file__).resolve().parent.parent
REFERENCE = REPOSITORY / "data/reference"
BOROUGH = "Oadby and Wigston"
DISTRICTS = ("Blaby", "Charnwood", "Harborough", "Hinckley and Bosworth", "Leicester", "Melton",
             "North West Leicestershire", BOROUGH, "Rutland")  # fmt: skip
COUNTY = tuple(name for name in DISTRICTS if name not in ("Leicester", "Rutland"))
COLUMNS = ["Month", "Longitude", "Latitude", "Location", "LSOA code", "LSOA name", "Crime type"]
HALF = {"from_month": "2025-04", "to_month": "2025-09"}
# (period, base): whole years apart, overlapping, one month, across gaps.
PERIODS = [
    ("2025-04", "2025-09", "2024-01", "2024-04"), ("2022-07", "2022-09", "2021-07", "2021-09"),
    ("2014-02", "2014-11", "2014-01", "2014-06"), ("2020-03", "2020-03", "2020-02", "2020-02"),
    ("2014-01", "2025-12", "2019-12", "2022-10"),
]  # fmt: skip


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="session")
def raw(realdata: Path) -> pd.DataFrame:
    """Every published row, read by pandas from the zips; `district` is the LSOA's name without its number."""
    frames = []
    for path in sorted((realdata / "police_uk").glob("*.zip")):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if name.endswith("-street.csv"):
                    frames.append(pd.read_csv(io.BytesIO(archive.read(name)), usecols=COLUMNS, dtype="str"))
    whole = pd.concat(frames, ignore_index=True)
    return whole.assign(district=whole["LSOA name"].str[:-5])


@pytest.fixture(scope="session")
def places(partnerships: Mapping[str, Partnership]) -> dict[str, set[str]]:
    """Settlements and wards of the borough by the LSOA codes in its files, and some LSOAs by themselves."""
    settlements = {
        area.name: set(area.lsoas) for group in partnerships["oadby-wigston"].area_groups for area in group.areas
    }
    wards: dict[str, set[str]] = {}
    for row in rows(REFERENCE / "oadby_wigston_lsoa.csv"):
        wards.setdefault(row["ward"], set()).add(row["lsoa"])
    return settlements | wards | {code: {code} for code in ("E01025992", "E01025973", "E01025987")}


def within(raw: pd.DataFrame, first: str, last: str) -> pd.DataFrame:
    return raw[raw["Month"].between(first, last)]


def by_type(found: pd.DataFrame) -> dict[str, int]:
    counted = Counter(found["Crime type"])
    return {name: counted[name] for name in CRIME_TYPES}


# --- counted again


@pytest.mark.parametrize("period", PERIODS)
def test_types_counted_again(
    period: tuple[str, ...], real_store: Version, raw: pd.DataFrame, places: dict[str, set[str]]
) -> None:
    first, last, base_first, base_last = period
    now, base = within(raw, first, last), within(raw, base_first, base_last)
    picks: dict[str, tuple[dict[str, int], dict[str, int]]] = {
        f"district:{name}": (by_type(base[base["district"] == name]), by_type(now[now["district"] == name]))
        for name in DISTRICTS
    }
    for name, codes in places.items():
        picks[name] = by_type(base[base["LSOA code"].isin(codes)]), by_type(now[now["LSOA code"].isin(codes)])
    for name, parts in (("county:Leicestershire", COUNTY), ("E23000021", DISTRICTS)):
        picks[name] = by_type(base[base["district"].isin(parts)]), by_type(now[now["district"].isin(parts)])
    for place, (before, after) in picks.items():
        told = records(
            ask(
                real_store, "change_by_crime_type", area=place,
                from_month=first, to_month=last, base_from=base_first, base_to=base_last,
            ).frame
        )  # fmt: skip
        assert {record["crime_type"]: record["base"] for record in told} == before, place
        assert {record["crime_type"]: record["current"] for record in told} == after, place


@pytest.mark.parametrize("types", [None, ["Burglary"], [ASB], ["Shoplifting", "Drugs", "Vehicle crime"]])
@pytest.mark.parametrize("period", PERIODS)
def test_areas_counted_again(
    period: tuple[str, ...], types: list[str] | None, real_store: Version, raw: pd.DataFrame
) -> None:
    first, last, base_first, base_last = period
    asked = raw if types is None else raw[raw["Crime type"].isin(types)]
    now, base = within(asked, first, last), within(asked, base_first, base_last)
    told = ask(
        real_store, "change_by_area", area="E23000021", level="district", crime_types=types,
        from_month=first, to_month=last, base_from=base_first, base_to=base_last,
    )  # fmt: skip
    assert {record["area_name"]: (record["base"], record["current"]) for record in records(told.frame)} == {
        name: (int((base["district"] == name).sum()), int((now["district"] == name).sum())) for name in DISTRICTS
    }
    codes = Counter(now.loc[now["district"] == BOROUGH, "LSOA code"])
    lsoas = ask(
        real_store, "counts_by_area", area=BOROUGH, level="lsoa", crime_types=types, from_month=first, to_month=last
    )
    counted = {record["area_code"]: record["count"] for record in records(lsoas.frame)}
    assert len(counted) == 36
    assert {code: n for code, n in counted.items() if n} == dict(codes)


@pytest.mark.parametrize("place", [BOROUGH, "Charnwood", "Rutland"])
def test_months_and_quarters_counted_again(place: str, real_store: Version, raw: pd.DataFrame) -> None:
    own = raw[raw["district"] == place]
    months = Counter(zip(own["Month"], own["Crime type"], strict=True))
    held = set(raw["Month"])
    told = records(ask(real_store, "monthly_totals", area=place, from_month="2014-01", to_month="2025-12").frame)
    assert len(told) == 144
    for record in told:
        month = record["month"]
        crime = sum(months[month, name] for name in CRIME_TYPES if name != ASB)
        expected = (crime, months[month, ASB]) if month in held else (None, None)
        assert (record["crime"], record["asb_police"]) == expected
        assert record["asb_council"] is None
    quarters = Counter[tuple[str, str, str]]()
    for (month, name), n in months.items():
        parsed = Month.parse(month)
        number = (parsed.month - 4) % 12 // 3 + 1
        quarters[str(parsed.financial_year), f"Q{number}", name] += n
    answered = records(ask(real_store, "quarterly_totals", area=place, from_year=2013, to_year=2025).frame)
    assert sum(record["count"] for record in answered) == len(own)
    for record in answered:
        assert record["count"] == quarters[record["financial_year"], record["quarter"], record["crime_type"]]


def test_the_borough_by_month_and_type_is_as_counted_when_the_files_were_collected(
    real_store: Version, realdata: Path
) -> None:
    expected = rows(realdata / "derived/oadby_wigston_monthly_counts_by_type.csv")
    told = records(
        ask(real_store, "monthly_by_crime_type", area=BOROUGH, from_month="2014-01", to_month="2025-12").frame
    )
    counted = {(record["month"], record["crime_type"]): record["count"] for record in told}
    months = [row for row in expected if counted[row["Month"], ASB] is not None]
    assert len(months) == 62
    for row in months:
        assert {name: counted[row["Month"], name] for name in CRIME_TYPES} == {
            name: int(row[name]) for name in CRIME_TYPES
        }


# --- against print


def test_the_printed_half_year(real_store: Version) -> None:
    """April to September 2025: the total exactly, each type within 2 (a later release moved a few between types)."""
    told = records(
        ask(real_store, "change_by_crime_type", area=BOROUGH, **HALF, base_from="2024-04", base_to="2024-09").frame
    )
    printed = {
        row["crime_type"]: int(row["q1_q2_2025_26"])
        for row in rows(REFERENCE / "published/oadby_wigston_crime_by_type_h1_2024_2025.csv")
    }
    assert sum(record["current"] for record in told) == printed["Total"] == 1945
    assert all(abs(record["current"] - printed[record["crime_type"]]) <= 2 for record in told)
    assert all(record["current_complete"] and not record["base_complete"] for record in told)


def test_the_printed_heat_map_of_crime(real_store: Version) -> None:
    """Within 2 in every month that both hold, but for March 2014 (print says 159)."""
    told = records(
        ask(real_store, "seasonal_heat_map", area=BOROUGH, measure="crime", from_year=2013, to_year=2020).frame
    )
    both = [record for record in told if record["printed"] is not None and record["as_published"] is not None]
    assert len(both) == 3 + 8 + 4 + 12
    differ = {
        (record["financial_year"], record["month"]): (record["as_published"], record["printed"])
        for record in both if abs(record["as_published"] - record["printed"]) > 2
    }  # fmt: skip
    assert differ == {("2013-14", "March"): (213, 159)}
    broken = next(record for record in both if record["status"] != "complete")
    assert (broken["financial_year"], broken["month"]) == ("2019-20", "March")
    assert (broken["as_published"], broken["printed"], broken["count"]) == (5, 6, None)


def test_printed_asb_less_police_asb_is_the_councils_part(real_store: Version) -> None:
    """2 to 13 a month in all months that both hold."""
    printed = {
        (row["financial_year"], month): int(row[month.label[:3].lower()])
        for row in rows(REFERENCE / "published/oadby_wigston_monthly_asb_2012_2021.csv")
        if row["financial_year"] != "Average"
        for month in FinancialYear.parse(row["financial_year"]).months
    }
    told = {
        record["month"]: record["asb_police"]
        for record in records(
            ask(real_store, "monthly_totals", area=BOROUGH, from_month="2014-01", to_month="2021-03").frame
        )
    }
    parts = [n - told[str(month)] for (_, month), n in printed.items() if told.get(str(month)) is not None]
    assert len(parts) >= 25
    assert all(2 <= part <= 13 for part in parts)


# --- what the real files do to the unwary


def test_every_row_is_there(real_store: Version, raw: pd.DataFrame) -> None:
    """CRLF and LF, quoted commas, rows without a location: nothing lost, nothing doubled."""
    told = records(ask(real_store, "months_loaded").frame)
    assert {record["month"]: record["rows_read"] for record in told} == dict(Counter(raw["Month"]))
    assert all(record["rows_loaded"] == record["rows_read"] for record in told)
    unlocated = Counter(raw.loc[raw["LSOA code"].isna(), "Month"])
    assert {record["month"]: record["without_location"] for record in told} == {
        record["month"]: unlocated[record["month"]] for record in told
    }
    outside = raw["LSOA code"].notna() & ~raw["district"].isin(DISTRICTS)
    assert sum(record["unknown_lsoa"] for record in told) == int(outside.sum()) > 1_000


def test_texts_are_kept_as_published(real_store: Version, raw: pd.DataFrame) -> None:
    """A comma in a location, the one letter beyond ASCII, and 263 rows "On or near " without a street."""
    held = reader.cursor(real_store).execute("SELECT location, count(*) FROM crime GROUP BY ALL").fetchall()
    kept = {place or "": n for place, n in held}
    published = Counter(raw["Location"].fillna(""))
    for told in (place for place in published if "," in place or not place.isascii() or not place.strip()):
        assert kept[told] == published[told]
    assert sum(n for place, n in kept.items() if place.strip() == "On or near") == int(
        (raw["Location"].fillna("").str.strip() == "On or near").sum()
    )
    assert any("Lôn Yr Hen Ysgol" in place for place in kept)


def test_identical_rows_of_asb_are_separate_incidents(real_store: Version, raw: pd.DataFrame) -> None:
    """About one in five in the borough; ASB has no Crime ID to tell them apart."""
    own = raw[(raw["district"] == BOROUGH) & (raw["Crime type"] == ASB) & raw["Month"].str.startswith("2025")]
    assert (len(own), int(own.duplicated().sum())) == (462, 89)
    told = ask(
        real_store, "counts_by_area", area=BOROUGH, level="district", crime_types=[ASB],
        from_month="2025-01", to_month="2025-12",
    )  # fmt: skip
    assert records(told.frame)[0]["count"] == 462


def test_march_2020_is_partial_for_crime_in_two_districts_and_nowhere_else(real_store: Version) -> None:
    told = [record for record in records(ask(real_store, "gaps").frame) if record["status"] == "partial"]
    assert {(record["district_name"], record["month"], record["group"]) for record in told} == {
        (BOROUGH, "2020-03", "crime"), ("Harborough", "2020-03", "crime"),
    }  # fmt: skip
    reasons = {record["district_name"]: record["reason"] for record in told}
    assert reasons[BOROUGH].startswith("5 came where about 2")
    assert reasons["Harborough"].startswith("4 came where about 3")
    assert all("1,157" in reason for reason in reasons.values())


def test_a_partial_district_makes_its_county_partial(real_store: Version) -> None:
    told = records(
        ask(real_store, "coverage", area="county:Leicestershire", from_month="2020-03", to_month="2020-03").frame
    )
    assert {record["group"]: record["status"] for record in told} == {"crime": "partial", "asb": "complete"}
    reason = next(record["reason"] for record in told if record["group"] == "crime")
    assert "Harborough: 4 came" in reason
    assert "Oadby and Wigston: 5 came" in reason
    assert "Melton" not in reason
    melton = records(ask(real_store, "coverage", area="Melton", from_month="2020-03", to_month="2020-03").frame)
    assert {record["status"] for record in melton} == {"complete"}


def test_a_missing_month_is_told_once_for_all_districts(real_store: Version) -> None:
    told = records(ask(real_store, "coverage", area="E23000021", from_month="2023-01", to_month="2023-01").frame)
    assert {record["status"] for record in told} == {"missing"}
    assert {record["reason"] for record in told} == {"no file of leicestershire is loaded for this month"}


def test_steps_in_the_rows_without_a_location_are_breaks(real_store: Version) -> None:
    told = records(ask(real_store, "recording_breaks", area="South Wigston").frame)
    steps = {record["month"]: (record["before"], record["after"]) for record in told}
    assert {"2020-06", "2022-03"} <= set(steps)
    assert steps["2020-06"][0] > 0.05 > 0.01 > steps["2020-06"][1]
    assert steps["2022-03"][0] < 0.01 < 0.025 < steps["2022-03"][1]


def test_lsoas_are_joined_by_code_over_their_new_names(real_store: Version, raw: pd.DataFrame) -> None:
    """009A to 009I of 2011 are 010A to 010D and 011A to 011E of 2021, under the same codes."""
    own = raw[raw["district"] == BOROUGH]
    names = own.groupby("LSOA code")["LSOA name"].nunique()
    assert (len(names), int((names == 2).sum())) == (36, 9)
    for code in names[names == 2].index:
        told = ask(real_store, "monthly_totals", area=code, from_month="2014-01", to_month="2025-12").frame
        assert told["crime"].sum() + told["asb_police"].sum() == int((own["LSOA code"] == code).sum())
    assert areas_of(real_store).resolve("Oadby and Wigston 010A").code == "E01025974"


def test_an_lsoa_without_a_row_is_a_true_nought(real_store: Version, raw: pd.DataFrame) -> None:
    quiet = raw[(raw["district"] == BOROUGH) & (raw["Month"] == "2020-03")]["LSOA code"].nunique()
    told = records(
        ask(real_store, "counts_by_area", area=BOROUGH, level="lsoa", from_month="2020-03", to_month="2020-03").frame
    )
    assert (len(told), sum(record["count"] > 0 for record in told)) == (36, quiet)
    assert {type(record["count"]) for record in told} == {int}


def test_a_base_that_is_not_loaded_is_a_dash_in_the_table(real_store: Version) -> None:
    """July to September 2024 is not held: neither its rows nor its total may be printed as 0."""
    counts = ask(
        real_store, "change_by_crime_type", area=BOROUGH,
        from_month="2025-07", to_month="2025-09", base_from="2024-07", base_to="2024-09",
    ).frame  # fmt: skip
    table = compared(counts, "crime_type", "nearest", ("crime", "asb"))
    total = table.to_dict("records")[-1]
    assert total["is_total"]
    assert numbers.number(total["base"]) == numbers.DASH
    assert total["current"] == 945
    assert table["base"].isna().all()


# --- other forces, other partnerships


@pytest.fixture(scope="module")
def with_others(
    real_store: Version, realdata: Path, partnerships: Mapping[str, Partnership],
    tmp_path_factory: pytest.TempPathFactory,
) -> Version:  # fmt: skip
    """The real months, every row of other forces in the borough, and whole files of two neighbours."""
    root = tmp_path_factory.mktemp("others")
    files = tmp_path_factory.mktemp("files")
    source = realdata / "police_uk_neighbours"
    parts: dict[str, list[dict[str, str]]] = {}
    for row in other_rows(realdata):
        force = "btp" if row["Reported by"].startswith("British Transport") else (
            row["Reported by"].removesuffix(" Police").removesuffix(" Constabulary").lower().replace(" ", "-")
        )  # fmt: skip
        parts.setdefault(f"{row['Month']}-{force}-street.csv", []).append(row)
    for name, listed in parts.items():
        with (files / name).open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(listed[0]))
            writer.writeheader()
            writer.writerows(listed)
    # The whole file of a neighbour holds its rows in the borough, too.
    for name in ("2025-06/2025-06-warwickshire-street.csv", "2024-04/2024-04-northamptonshire-street.csv"):
        shutil.copyfile(source / name, files / Path(name).name)
    shutil.copytree(real_store.path.parent, root, dirs_exist_ok=True)
    report = load([files], root, partnerships, wait_seconds=0, notify=pytest.fail)
    assert report.exit_code == 0, report.lines()
    return current(root)


def other_rows(realdata: Path) -> list[dict[str, str]]:
    source = realdata / "police_uk_neighbours"
    return rows(source / "btp_rows_in_oadby_wigston_all_months_held.csv") + rows(
        source / "other_force_rows_in_oadby_wigston.csv"
    )


def test_rows_of_other_forces_are_counted_apart(with_others: Version, realdata: Path) -> None:
    """27 rows in the borough: 8 of the British Transport Police, 19 of other forces."""
    told = records(ask(with_others, "other_forces", area=BOROUGH).frame)
    expected = Counter((row["Month"], row["Crime type"]) for row in other_rows(realdata))
    assert {(record["month"], record["crime_type"]): record["count"] for record in told} == dict(expected)
    assert sum(expected.values()) == 27


def test_all_forces_adds_exactly_those_rows(with_others: Version, realdata: Path) -> None:
    span = {"area": BOROUGH, "from_month": "2014-01", "to_month": "2025-12"}
    home = records(ask(with_others, "monthly_by_crime_type", **span).frame)
    every = records(ask(with_others, "monthly_by_crime_type", **span, all_forces=True).frame)
    held = {record["month"] for record in home if record["count"] is not None}
    expected = Counter((row["Month"], row["Crime type"]) for row in other_rows(realdata) if row["Month"] in held)
    more = {
        (one["month"], one["crime_type"]): two["count"] - one["count"]
        for one, two in zip(home, every, strict=True) if one["count"] is not None and one["count"] != two["count"]
    }  # fmt: skip
    assert more == dict(expected)
    assert 20 <= sum(expected.values()) <= 27


def test_the_printed_total_stays_the_home_forces(with_others: Version) -> None:
    base = {"base_from": "2024-04", "base_to": "2024-09"}
    frame = ask(with_others, "change_by_crime_type", area=BOROUGH, **HALF, **base).frame
    assert frame["current"].sum() == 1945
    assert ask(with_others, "change_by_crime_type", area=BOROUGH, **HALF, **base, all_forces=True).frame[
        "current"
    ].sum() == 1945 + 3  # fmt: skip


def test_the_status_counts_other_forces(
    with_others: Version, partnerships: Mapping[str, Partnership], realdata: Path
) -> None:
    told = status(with_others, partnerships["oadby-wigston"], source_hash(partnerships))
    assert told.other_forces["btp"] == 8
    assert told.other_forces["derbyshire"] == 5
    assert told.other_forces["nottinghamshire"] == 3
    assert sum(told.other_forces.values()) == len(other_rows(realdata)) == 27
    assert any("8 by btp" in line and "--all-forces" in line for line in told.lines())
    # A force can be absent from months between others that are held.
    northamptonshire = next(force for force in told.forces if force.force == "northamptonshire")
    assert {"2024-05", "2025-01"} <= set(northamptonshire.missing)
    assert not told.faults


def test_a_neighbours_month_does_not_make_the_home_forces_months(with_others: Version) -> None:
    """2018-03 is held of two other forces only: for the borough it is missing, not low."""
    told = records(ask(with_others, "monthly_totals", area=BOROUGH, from_month="2018-03", to_month="2018-03").frame)
    assert (told[0]["crime"], told[0]["crime_complete"]) == (None, False)


@pytest.mark.parametrize(("slug", "district"), [("charnwood", "Charnwood"), ("blaby", "Blaby")])
def test_the_other_partnerships_work_on_the_same_store(
    slug: str, district: str, real_store: Version, raw: pd.DataFrame, partnerships: Mapping[str, Partnership]
) -> None:
    who = current_partnership(partnerships, {"CSPDASH_PARTNERSHIP": slug})
    told = status(real_store, who, source_hash(partnerships))
    assert told.partnership == who.name
    expected = by_type(within(raw[raw["district"] == district], "2025-04", "2025-09"))
    for place in (slug, district, f"district:{district}", *who.districts):
        answer = ask(
            real_store, "change_by_crime_type", area=place, **HALF, base_from="2024-01", base_to="2024-03"
        ).frame
        assert dict(zip(answer["crime_type"], answer["current"], strict=True)) == expected
    levels: dict[str, Any] = {"area": slug, "level": "ward"} | HALF
    assert ask(real_store, "counts_by_area", **levels).frame["count"].sum() == sum(expected.values())


def test_loughborough_counted_again(
    real_store: Version, raw: pd.DataFrame, partnerships: Mapping[str, Partnership]
) -> None:
    """A settlement of LSOAs of both vintages, one of them counted as its 2011 parent."""
    codes = {code for group in partnerships["charnwood"].area_groups for area in group.areas for code in area.lsoas}
    parents = {row["lsoa11"] for row in rows(REFERENCE / "leicestershire_lsoa_lookup.csv") if row["lsoa21"] in codes}
    parts = {row["lsoa21"] for row in rows(REFERENCE / "leicestershire_lsoa_lookup.csv") if row["lsoa11"] in parents}
    expected = within(raw[raw["LSOA code"].isin(codes | parents | parts)], "2014-01", "2025-12")
    told = ask(
        real_store, "change_by_crime_type", area="loughborough-wards",
        from_month="2014-01", to_month="2025-12", base_from="2014-01", base_to="2025-12",
    ).frame  # fmt: skip
    assert told["current"].sum() == len(expected)
