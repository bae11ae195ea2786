"""Quarters and years: the sums are the questions' answers; nothing that is not whole is ever compared."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cspdash.catalogue import ask
from cspdash.charts.theme import as_png, themed
from cspdash.charts.years import years_chart
from cspdash.periods import FinancialYear, Month, Period
from cspdash.statistics import quarters, seasons
from cspdash.store.versions import Version
from cspdash.wording import quarters as words
from cspdash.wording import years as year_words
from tests.pages import as_number, html_of, run_page, tables_of
from tests.test_seasons import drawn, grid

PLACES = ("oadby-wigston", "oadby", "wigston", "south-wigston", "E01025992")
Q2 = FinancialYear(2025).quarter(2)


def totals(rows: list[tuple[str, str, str, int, bool]]) -> pd.DataFrame:
    """What `quarterly_totals` gives, of year, quarter, type, count and whether it is whole."""
    frame = pd.DataFrame(rows, columns=["financial_year", "quarter", "crime_type", "count", "complete"])
    frame["cumulative"] = frame.groupby(["financial_year", "crime_type"])["count"].cumsum()
    frame["cumulative_complete"] = frame.groupby(["financial_year", "crime_type"])["complete"].cummin()
    return frame.astype({"count": "Int64", "cumulative": "Int64"})


BURGLARY_AND_ASB = totals(
    [
        ("2024-25", "Q1", "Anti-social behaviour", 40, True), ("2024-25", "Q1", "Burglary", 20, True),
        ("2024-25", "Q2", "Anti-social behaviour", 50, True), ("2024-25", "Q2", "Burglary", 9, True),
        ("2025-26", "Q1", "Anti-social behaviour", 44, True), ("2025-26", "Q1", "Burglary", 3, False),
        ("2025-26", "Q2", "Anti-social behaviour", 25, True), ("2025-26", "Q2", "Burglary", 18, True),
    ]
)  # fmt: skip


def record(table: pd.DataFrame, name: str) -> dict[Any, Any]:
    return next(row for row in table.to_dict("records") if row["crime_type"] == name)


# Quarters


def test_the_last_eight_quarters_end_with_that_of_the_month() -> None:
    shown = quarters.last_quarters(Month(2025, 8))
    assert [quarter.name for quarter in shown] == [
        "Q3 2023-24", "Q4 2023-24", "Q1 2024-25", "Q2 2024-25", "Q3 2024-25", "Q4 2024-25", "Q1 2025-26", "Q2 2025-26",
    ]  # fmt: skip


@given(st.integers(0, 12 * 60))
def test_quarters_follow_each_other_and_hold_the_month(step: int) -> None:
    month = Month(1990, 1) + step
    shown = quarters.last_quarters(month)
    assert len(shown) == 8
    assert month in shown[-1]
    assert all(later.first - earlier.last == 1 for earlier, later in pairwise(shown))
    so_far = quarters.quarters_so_far(month)
    assert so_far[0].first == month.financial_year.months.first
    assert so_far[-1] == shown[-1]


def test_totals_add_up_and_are_whole_only_when_all_are() -> None:
    counts = quarters.of_quarters(BURGLARY_AND_ASB, quarters.quarters_so_far(Month(2025, 9)))
    sums = counts[counts["is_total"]].set_index("quarter")
    assert sums["count"].to_dict() == {"Q1 2025-26": 47, "Q2 2025-26": 43}
    assert sums["complete"].to_dict() == {"Q1 2025-26": False, "Q2 2025-26": True}


def test_a_quarter_of_which_nothing_is_loaded_has_no_count() -> None:
    counts = quarters.of_quarters(BURGLARY_AND_ASB, [FinancialYear(2023).quarter(4), Q2])
    missing = counts[counts["quarter"] == "Q4 2023-24"]
    assert missing["count"].isna().all()
    assert not missing["complete"].any()
    assert words.count_cell(missing["count"].iloc[0], complete=False) == "no data"


def test_change_withholds_percentages_of_small_bases_and_comparisons_with_gaps() -> None:
    counts = quarters.of_quarters(BURGLARY_AND_ASB, quarters.last_quarters(Month(2025, 9)))
    on_year = quarters.quarter_change(counts, Q2, Q2.same_months_last_year(), "nearest")
    assert words.change_cell(record(on_year, "Anti-social behaviour")) == "−25 (−50%)"
    assert words.change_cell(record(on_year, "Burglary")) == "+9", "9 is too small a base for a percentage"
    assert words.change_cell(record(on_year, "Total")) == "−16 (−27%)"
    on_quarter = quarters.quarter_change(counts, Q2, Q2.previous(), "nearest")
    assert words.change_cell(record(on_quarter, "Anti-social behaviour")) == "−19 (−43%)"
    assert words.change_cell(record(on_quarter, "Burglary")) == "not comparable"
    assert words.change_cell(record(on_quarter, "Total")) == "not comparable"


def test_cumulative_sums_with_a_broken_quarter_stay_broken() -> None:
    counts = quarters.of_quarters(BURGLARY_AND_ASB, [FinancialYear(2024).quarter(2), Q2], "cumulative")
    change = quarters.quarter_change(counts, Q2, Q2.same_months_last_year(), "nearest")
    assert record(change, "Burglary")["current"] == 21
    assert words.change_cell(record(change, "Burglary")) == "not comparable"
    assert words.change_cell(record(change, "Anti-social behaviour")) == "−21 (−23%)"


# Years


def full(n: float) -> list[float | None]:
    return [n] * 12


def test_years_that_are_whole_are_compared() -> None:
    cells = seasons.cells(grid({"2020-21": full(10), "2021-22": full(11)}))
    years = quarters.yearly(cells, "nearest")
    assert years["count"].tolist() == [120, 132]
    assert years["difference"].tolist()[1:] == [12]
    assert years["change"].tolist()[1:] == [10]
    assert years["difference"].isna().tolist() == [True, False]


def test_an_incomplete_year_is_never_a_fall() -> None:
    half: list[float | None] = [*[11.0] * 6, *[None] * 6]
    years = quarters.yearly(seasons.cells(grid({"2020-21": full(10), "2021-22": half, "2022-23": full(12)})), "nearest")
    assert years["state"].tolist() == ["complete", "incomplete", "complete"]
    assert years["difference"].isna().all(), "neither it nor the year after it is compared"
    assert year_words.months_only(years["months"].iloc[1]) == "April to September only"
    assert years["count"].iloc[1] == 66
    spec = themed(years_chart(years.assign(verdict=float("nan")))).to_dict()
    (name,) = spec["datasets"]
    row = next(row for row in spec["datasets"][name] if row["Year"] == "2021-22")
    assert row["words"] == "April to September only: 66"
    assert row["length"] == 144, "an open box as long as the longest bar"
    assert row["fill"] == "white"


def test_broken_months_inside_a_year_are_counted() -> None:
    frame = grid(
        {"2020-21": full(30)}, cells={("2020-21", "July"): {"count": None, "status": "partial", "as_published": 1}}
    )
    years = quarters.yearly(seasons.cells(frame), "nearest")
    assert (years["state"].iloc[0], years["count"].iloc[0]) == ("incomplete", 330)
    assert year_words.months_only(years["months"].iloc[0]) == "11 of 12 months"


def test_printed_years_are_their_printed_sums_and_compared_among_themselves() -> None:
    cells = {
        (year, month): {"printed": n} for year, n in (("2012-13", 30.0), ("2013-14", 33.0)) for month in seasons.MONTHS
    }
    years = quarters.yearly(
        seasons.cells(grid({"2012-13": [None] * 12, "2013-14": [None] * 12, "2014-15": full(36)}, cells=cells)),
        "nearest",
    )
    assert years["state"].tolist() == ["printed", "printed", "complete"]
    assert years["count"].tolist() == [360, 396, 432]
    assert years["difference"].iloc[1] == 36
    assert pd.isna(years["difference"].iloc[2]), "printed and counted years are not compared"
    assert as_png(themed(years_chart(years.assign(verdict=float("nan")))), "Title", "Subtitle").startswith(b"\x89PNG")


def test_recording_breaks_are_marked_where_they_lie_and_where_they_blur() -> None:
    cells = seasons.cells(grid({str(FinancialYear(year)): full(10) for year in range(2018, 2022)}))
    years = quarters.yearly(cells, "nearest", [Month(2020, 6)])
    assert years["stepped"].tolist() == [False, False, True, False]
    assert years["across"].tolist() == [False, False, True, True]
    in_april = quarters.yearly(cells, "nearest", [Month(2020, 4)])
    assert in_april["across"].tolist() == [False, False, True, False]


# The page


def question_of_quarters(version: Version, place: str, first: int, last: int) -> pd.DataFrame:
    frame = ask(
        version, "quarterly_totals", area=place, from_year=str(FinancialYear(first)), to_year=str(FinancialYear(last))
    ).frame
    return frame.assign(name=frame["quarter"] + " " + frame["financial_year"])


def shown_table(query: dict[str, str]) -> pd.DataFrame:
    return tables_of(run_page("pages/quarters.py", query))[0].set_index("Crime type")


def plain(heading: str) -> str:
    return heading.replace("\N{NON-BREAKING HYPHEN}", "-")


def assert_quarters_equal_questions(version: Version, place: str, end: Period) -> None:
    table = shown_table({"place": place, "period": f"{end.first}_{end.last}"})
    shown = quarters.last_quarters(end.last)
    assert [plain(str(name)) for name in table.columns[:8]] == [quarter.name for quarter in shown]
    told = question_of_quarters(version, place, shown[0].first.financial_year.start, end.first.financial_year.start)
    for column, quarter in zip(table.columns, shown, strict=False):
        part = told[told["name"] == quarter.name].set_index("crime_type")
        for name, text in table[column].items():
            if part.empty:
                assert text == "no data"
                continue
            total = str(name).startswith("Total")
            count = int(part["count"].sum() if total else part["count"][str(name)])
            whole = bool(part["complete"].all() if total else part["complete"][str(name)])
            assert text == (f"{count:,}" if whole else f"[{count:,}]"), (quarter.name, name)
    for at, base in ((8, shown[-2]), (9, shown[-5])):
        before = next(column for column in table.columns if plain(str(column)) == base.name)
        for name, text in zip(map(str, table.index), map(str, table.iloc[:, at]), strict=True):
            pair = [str(table[before][name]), str(table[table.columns[7]][name])]
            if any("[" in cell or cell == "no data" for cell in pair):
                assert text == "not comparable", name
            elif text != "not comparable":
                told_difference = 0 if unmarked(text) == "No Change" else as_number(unmarked(text).split(" ")[0])
                assert told_difference == as_number(pair[1]) - as_number(pair[0])
                assert ("%" in text) is (as_number(pair[0]) >= 10 and told_difference != 0)


@pytest.mark.parametrize("place", PLACES)
def test_quarters_on_the_sample(on_sample: Version, place: str) -> None:
    assert_quarters_equal_questions(on_sample, place, Q2)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("end", [FinancialYear(2019).quarter(4), FinancialYear(2022).quarter(2)])
def test_quarters_on_real_files(on_real: Version, place: str, end: Period) -> None:
    assert_quarters_equal_questions(on_real, place, end)


def unmarked(text: str) -> str:
    """A change without the shape of its verdict."""
    return text.lstrip("▲▼●○ ")


def assert_cumulative_equals_questions(version: Version, place: str, end: Period) -> None:
    table = shown_table({"view": "cumulative", "place": place, "period": f"{end.first}_{end.last}"})
    year = end.first.financial_year
    told = question_of_quarters(version, place, year.start - 1, year.start)
    shown = quarters.quarters_so_far(end.last)
    assert len(table.columns) == 2 * len(shown)
    for at, quarter in enumerate(shown):
        now = told[told["name"] == quarter.name].set_index("crime_type")
        before = told[told["name"] == quarter.same_months_last_year().name].set_index("crime_type")
        for name, text in table.iloc[:, 2 * at].items():
            if str(name).startswith("Total"):
                count, whole = int(now["cumulative"].sum()), bool(now["cumulative_complete"].all())
            else:
                count, whole = int(now["cumulative"][str(name)]), bool(now["cumulative_complete"][str(name)])
                change = str(table.iloc[:, 2 * at + 1][str(name)])
                if before.empty or not (whole and before["cumulative_complete"][str(name)]):
                    assert change == "not comparable"
                elif change != "not comparable":
                    difference = 0 if unmarked(change) == "No Change" else as_number(unmarked(change).split(" ")[0])
                    assert difference == count - before["cumulative"][str(name)]
            assert text == (f"{count:,}" if whole else f"[{count:,}]"), (quarter.name, name)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("end", [Q2, FinancialYear(2024).quarter(4)])
def test_the_year_so_far_on_the_sample(on_sample: Version, place: str, end: Period) -> None:
    assert_cumulative_equals_questions(on_sample, place, end)


@pytest.mark.parametrize("place", PLACES)
def test_the_year_so_far_on_real_files(on_real: Version, place: str) -> None:
    assert_cumulative_equals_questions(on_real, place, FinancialYear(2021).quarter(4))


def test_the_half_year_is_as_the_council_prints_it(on_sample: Version) -> None:
    table = shown_table({"view": "cumulative"})
    assert list(table.loc["Total (crime and ASB)"])[2:] == ["1,945", "● −180 (−8%)"]
    assert list(table.loc["Bicycle theft"])[2:] == ["35", "● +16 (+84%)"]
    assert list(table.loc["Drugs"])[2:] == ["52", "● +21 (+67%)"], "this council cuts percentages toward nought"
    app = run_page("pages/quarters.py", {"view": "cumulative"})
    assert (
        app.title[0].value
        == "Oadby and Wigston: 1,945 crimes and ASB in Q1 and Q2, down 180 on last year, within usual variation"
    )


def test_one_type_has_no_total(on_sample: Version) -> None:
    assert list(shown_table({"types": "burglary"}).index) == ["Burglary"]
    assert list(shown_table({"types": "burglary,robbery"}).index) == ["Burglary", "Robbery", "Total"]


def test_a_broken_quarter_is_marked_and_not_compared(on_sample: Version) -> None:
    app = run_page("pages/quarters.py", {"period": "2020-01_2020-03"})
    table = tables_of(app)[0].set_index("Crime type")
    assert table.loc["Burglary"].iloc[7].startswith("[")
    assert table.loc["Burglary"].iloc[9] == "not comparable"
    assert table.loc["Anti-social behaviour"].iloc[9] != "not comparable"
    assert app.title[0].value.endswith("which is incomplete")
    assert "March 2020" in next(body for body in html_of(app) if "csp-foot" in body)


def bars(query: dict[str, str], at: int = 0) -> dict[str, dict[Any, Any]]:
    table = drawn(run_page("pages/quarters.py", {"view": "years"} | query), at)
    return {str(row["Year"]).removesuffix(" ◆"): row for row in table.to_dict("records") if row["kind"] == "year"}


def assert_years_equal_questions(version: Version, place: str, measure: str, at: int, query: dict[str, str]) -> None:
    shown = bars({"place": place} | query, at)
    told = ask(
        version, "seasonal_heat_map", area=place, measure=measure, from_year=min(shown), to_year=max(shown)
    ).frame
    assert shown
    for year, part in told[told["status"] != "average"].groupby("financial_year"):
        row = shown[str(year)]
        if (part["status"] == "complete").all():
            assert row["words"].split(" · ")[0] == f"{int(part['count'].sum()):,}"
            assert row["length"] == part["count"].sum()
        else:
            assert row["state"] != "complete"
            if row["state"] == "printed":
                assert row["length"] == part["printed"].sum()
                assert row["words"].endswith("as printed")
            elif measure != "asb":
                assert row["Difference"] == ""


@pytest.mark.parametrize("place", PLACES)
def test_years_on_the_sample(on_sample: Version, place: str) -> None:
    assert_years_equal_questions(on_sample, place, "crime", 0, {"asb": "police"})
    assert_years_equal_questions(on_sample, place, "asb_police", 1, {"asb": "police"})


@pytest.mark.parametrize("place", PLACES)
def test_years_on_real_files(on_real: Version, place: str) -> None:
    assert_years_equal_questions(on_real, place, "crime", 0, {"period": "2025-10_2025-12"})


def test_police_and_council_add_up_to_both(on_sample: Version) -> None:
    sources = {source: bars({"asb": source, "types": "anti-social-behaviour"}) for source in year_words.ASB_SOURCES}
    whole = [year for year, row in sources["both"].items() if row["state"] == "complete"]
    assert len(whole) >= 8
    for year in whole:
        assert sources["both"][year]["length"] == sources["police"][year]["length"] + sources["council"][year]["length"]


def test_years_before_the_files_stand_as_printed(on_sample: Version) -> None:
    shown = bars({})
    assert (shown["2012-13"]["state"], shown["2012-13"]["length"]) == ("printed", 2341)
    assert (shown["2013-14"]["state"], shown["2013-14"]["length"]) == ("printed", 2399)
    assert shown["2013-14"]["words"] == "2,399 · +58 (+2%) · as printed"
    assert shown["2014-15"]["Difference"] == ""
    assert shown["2019-20"]["words"].startswith("April to February only: ")
    assert shown["2025-26"]["words"].startswith("April to September only: ")


def test_the_view_and_its_finding(on_sample: Version) -> None:
    app = run_page("pages/quarters.py", {"view": "years", "asb": "police", "types": "burglary"})
    shown = bars({"types": "burglary"})["2024-25"]
    assert app.title[0].value.startswith(f"Oadby and Wigston: burglary offences {shown['length']:.0f}, ")
    assert "in 2024-25" in app.title[0].value
    assert "stepped in" in " ".join(html_of(app))
    wrong = run_page("pages/quarters.py", {"view": "nonsense"})
    assert "'nonsense' is not offered" in wrong.warning[-1].value
