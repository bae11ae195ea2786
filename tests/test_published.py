"""What the partnership printed comes out of the sample's store, figure by figure, through the questions."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from cspdash.catalogue import ask, records
from cspdash.periods import FinancialYear
from cspdash.store.versions import Version

PUBLISHED = Path(__file__).resolve().parent.parent / "data/reference/published"
CRIME, ASB = "oadby_wigston_monthly_crime_2012_2021.csv", "oadby_wigston_monthly_asb_2012_2021.csv"
BY_TYPE = "oadby_wigston_crime_by_type_h1_2024_2025.csv"
BOROUGH = "Oadby & Wigston"
BROKEN = ("2019-20", "March")


def rows(name: str) -> list[dict[str, str]]:
    with (PUBLISHED / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def cells(name: str, first: str = "2014-15") -> dict[tuple[str, str], int]:
    """Financial year and full name of the month, printed figure; without the average row."""
    full = [month.label.split()[0] for month in FinancialYear(2014).months]
    return {
        (row["financial_year"], month): int(row[month[:3].lower()])
        for row in rows(name) if row["financial_year"] >= first and row["financial_year"] != "Average"
        for month in full
    }  # fmt: skip


def averages(name: str) -> dict[str, int]:
    row = next(row for row in rows(name) if row["financial_year"] == "Average")
    full = [month.label.split()[0] for month in FinancialYear(2014).months]
    return {month: int(row[month[:3].lower()]) for month in full}


def month_of(year: str, name: str) -> str:
    return next(str(m) for m in FinancialYear.parse(year).months if m.label.startswith(name))


@pytest.fixture(scope="module")
def months(sample_store: Version) -> dict[str, dict[str, Any]]:
    frame = ask(sample_store, "monthly_totals", area=BOROUGH, from_month="2014-04", to_month="2021-03").frame
    assert len(frame) == 84
    return {record["month"]: record for record in records(frame)}


def heat_map(store: Version, measure: str, first: str = "2012-13") -> dict[tuple[str, str], dict[str, Any]]:
    answer = ask(store, "seasonal_heat_map", area=BOROUGH, measure=measure, from_year=first, to_year="2020-21")
    return {(record["financial_year"], record["month"]): record for record in records(answer.frame)}


def test_every_cell_is_there() -> None:
    assert len(cells(CRIME)) == len(cells(ASB)) == 7 * 12
    assert len(cells(CRIME, "2012-13")) == 9 * 12


def test_monthly_crime_is_as_printed(months: dict[str, dict[str, Any]]) -> None:
    printed = {month_of(*cell): n for cell, n in cells(CRIME).items()}
    assert {month: told["crime"] for month, told in months.items()} == printed


def test_monthly_asb_of_police_and_council_is_as_printed(months: dict[str, dict[str, Any]]) -> None:
    printed = {month_of(*cell): n for cell, n in cells(ASB).items()}
    assert {month: told["asb_police"] + told["asb_council"] for month, told in months.items()} == printed
    assert all(2 <= told["asb_council"] <= 13 for told in months.values())


def test_only_march_2020_crime_and_december_2014_asb_are_not_whole(months: dict[str, dict[str, Any]]) -> None:
    """December 2014 ASB is printed as 16 between 78 and 55: the rule for partial months takes it for one."""
    assert [month for month, told in months.items() if not told["crime_complete"]] == ["2020-03"]
    assert [month for month, told in months.items() if not told["asb_complete"]] == ["2014-12"]
    assert "6 came where about" in months["2020-03"]["reason"]
    assert "8 came where about" in months["2014-12"]["reason"]


def test_the_heat_map_of_crime_is_as_printed(sample_store: Version) -> None:
    shown = heat_map(sample_store, "crime")
    for cell, printed in cells(CRIME).items():
        told = shown[cell]
        assert (told["printed"], told["as_published"]) == (printed, printed)
        if cell == BROKEN:
            assert (told["status"], told["count"], printed) == ("partial", None, 6)
        else:
            assert (told["status"], told["count"]) == ("complete", printed)


def test_the_heat_map_of_asb_is_as_printed(sample_store: Version) -> None:
    shown = heat_map(sample_store, "asb")
    for cell, printed in cells(ASB).items():
        told = shown[cell]
        assert (told["printed"], told["as_published"]) == (printed, printed)
        if cell == ("2014-15", "December"):
            assert (told["status"], told["count"]) == ("partial", None)
        else:
            assert (told["status"], told["count"]) == ("complete", printed)


@pytest.mark.parametrize(("measure", "name"), [("crime", CRIME), ("asb", ASB)])
def test_years_before_the_sample_stand_as_printed_only(sample_store: Version, measure: str, name: str) -> None:
    shown = heat_map(sample_store, measure)
    early = {cell: n for cell, n in cells(name, "2012-13").items() if cell[0] < "2014-15"}
    assert len(early) == 24
    for cell, printed in early.items():
        told = shown[cell]
        assert (told["printed"], told["status"]) == (printed, "missing")
        assert told["count"] is told["as_published"] is None


@pytest.mark.parametrize(("measure", "name"), [("crime", CRIME), ("asb", ASB)])
def test_the_average_row_is_as_printed(sample_store: Version, measure: str, name: str) -> None:
    """As printed: the mean of the printed years shown, the broken month among them, beside the printed average."""
    shown = heat_map(sample_store, measure)
    for month, printed in averages(name).items():
        told = shown["Average as printed", month]
        years = [n for cell, n in cells(name, "2012-13").items() if cell[1] == month]
        assert told["printed"] == printed
        assert told["count"] == pytest.approx(sum(years) / len(years))
        # Print rounds its own average; ours is the same figure before that.
        assert abs(told["count"] - printed) < 1


def test_march_is_printed_as_203_because_the_broken_month_is_averaged_in(sample_store: Version) -> None:
    shown = heat_map(sample_store, "crime")
    assert shown["Average as printed", "March"]["printed"] == 203
    whole = [n for cell, n in cells(CRIME).items() if cell[1] == "March" and cell != BROKEN]
    assert len(whole) == 6
    assert shown["Average of complete months", "March"]["count"] == pytest.approx(sum(whole) / 6)


def test_the_printed_figures_belong_to_the_borough_only(sample_store: Version) -> None:
    for area, printed in (("partnership:Oadby and Wigston", 84), ("E07000135", 84), ("Oadby", 0), ("Charnwood", 0)):
        frame = ask(
            sample_store, "seasonal_heat_map", area=area, measure="crime", from_year="2014-15", to_year="2020-21"
        ).frame
        shown = frame[frame["financial_year"].str.startswith("20")]["printed"]
        assert shown.notna().sum() == printed, area


def test_the_fourteen_types_are_as_printed(sample_store: Version) -> None:
    answer = ask(
        sample_store, "change_by_crime_type", area=BOROUGH,
        from_month="2025-04", to_month="2025-09", base_from="2024-04", base_to="2024-09",
    )  # fmt: skip
    printed = {row["crime_type"]: (int(row["q1_q2_2024_25"]), int(row["q1_q2_2025_26"])) for row in rows(BY_TYPE)}
    total = printed.pop("Total")
    told = records(answer.frame)
    assert {record["crime_type"]: (record["base"], record["current"]) for record in told} == printed
    assert len(told) == 14
    assert (sum(record["base"] for record in told), sum(record["current"] for record in told)) == total
    assert total == (2125, 1945)
    assert all(record["base_complete"] and record["current_complete"] for record in told)


def test_the_quarters_make_up_the_printed_half_year(sample_store: Version) -> None:
    told = records(ask(sample_store, "quarterly_totals", area=BOROUGH, from_year=2025, to_year=2025).frame)
    assert {record["quarter"] for record in told} == {"Q1", "Q2"}
    half = {record["crime_type"]: record["cumulative"] for record in told if record["quarter"] == "Q2"}
    assert half == {
        row["crime_type"]: int(row["q1_q2_2025_26"]) for row in rows(BY_TYPE) if row["crime_type"] != "Total"
    }
    assert all(record["cumulative_complete"] for record in told)


def test_months_are_named_in_the_order_of_the_financial_year(sample_store: Version) -> None:
    frame = ask(
        sample_store, "seasonal_heat_map", area=BOROUGH, measure="asb_police", from_year="2014-15", to_year="2015-16"
    ).frame
    expected = [month.label.split()[0] for month in FinancialYear(2014).months]
    assert list(frame["month"]) == expected * 4
    assert expected[0] == "April"
