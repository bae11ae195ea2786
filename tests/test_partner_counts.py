"""Partners' counts on the pages: print reproduced, apart from police.uk's, small ones away, months as series."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cspdash.catalogue import ask
from cspdash.partnership import Partnership
from cspdash.periods import Month, Period
from cspdash.statistics.change import percentage_change
from cspdash.statistics.partner_counts import (
    Held,
    by_month,
    compared_counts,
    holdings,
    latest_compared,
    of_period,
)
from cspdash.store.load import load
from cspdash.store.versions import Version, current
from tests.pages import as_number, html_of, run_page, tables_of

PRINTED = "Charnwood Community Safety Partnership, as printed for 2016-17"
# Print's own figures: Q1, Q1 and Q2, Q1 to Q3 of 2016-17, each with its change on the year before.
QUARTERS = {
    "All crime": (2465, "+6.6%", 5098, "+6.6%", 7812, "+6.4%"),
    "Dwelling burglary": (207, "+23%", 433, "+19%", 721, "+20.9%"),
    "Theft from a vehicle": (240, "-5.9%", 517, "-10%", 811, "-16.5%"),
    "Theft of a vehicle": (32, "-12%", 94, "+1%", 144, "no change"),
    "Robbery": (19, "-9.5%", 31, "-35%", 47, "-38.9%"),
}
# April to 2 January of 2015-16 and of 2016-17.
YEARS = {
    "All crime": (7341, 7812, 6.4), "Violence with injury": (484, 566, 16.9), "Dwelling burglary": (596, 721, 20.9),
    "Theft of a vehicle": (144, 144, 0.0), "Theft from a vehicle": (971, 811, -16.5), "Robbery": (77, 47, -38.9),
    "Cycle theft": (311, 281, -9.6), "Shoplifting": (741, 934, 26.0),
}  # fmt: skip
ENDS = ("2016-06", "2016-09", "2016-12")


def rows_of(version: Version, area: str, first: str = "2000-01", last: str = "2030-12") -> pd.DataFrame:
    return ask(version, "partner_counts", area=area, from_month=first, to_month=last).frame


# --- printed figures


def test_the_printed_quarters_are_held_as_printed(sample_store: Version) -> None:
    rows = rows_of(sample_store, "Charnwood")
    for name, printed in QUARTERS.items():
        own = rows[(rows["category"] == name) & (rows["first_month"] == "2016-04")].set_index("last_month")
        told = [part for end in ENDS for part in (own["count"].to_dict()[end], own["printed_change"].to_dict()[end])]
        assert told == list(printed), name


def test_the_changes_that_can_be_worked_out_are_those_printed(sample_store: Version) -> None:
    """To one decimal by rounding or by cutting: print does not keep to one of them.

    Burglary (20.97) and robbery (−38.96) are cut; theft from a vehicle (−16.48) is rounded. The changes of Q1 and of Q1
    and Q2 cannot be worked out: print does not give the year before.
    """
    rows = rows_of(sample_store, "Charnwood")
    now = Period(Month(2016, 4), Month(2016, 12))
    table = compared_counts(holdings(rows), now, [now.same_months_last_year()], "nearest").set_index("category")
    cut, rounded = set(), set()
    for name, (before, after, change) in YEARS.items():
        row = table.loc[name]
        assert (row["base"], row["current"]) == (before, after)
        exact = 100 * (after - before) / before
        cut |= {name} if int(abs(exact) * 10) / 10 == abs(change) else set()
        rounded |= {name} if round(abs(exact), 1) == abs(change) else set()
        assert row["change"] == percentage_change(before, after)
    assert cut | rounded == set(YEARS), "every printed change is the exact one, rounded or cut"
    assert set(YEARS) - rounded == {"Dwelling burglary", "Robbery"}
    assert "Theft from a vehicle" not in cut
    early = Period(Month(2016, 4), Month(2016, 6))
    table = compared_counts(holdings(rows), early, [early.same_months_last_year()], "nearest")
    assert not table["fair"].any()


def test_the_printed_complaints_by_beat_add_up(sample_store: Version) -> None:
    rows = rows_of(sample_store, "Charnwood", "2016-01", "2016-12").query("first_month == '2016-01'")
    counts = rows.set_index("category")["count"]
    total = counts["ASB complaints, total"]
    assert total == 3600
    assert counts.drop("ASB complaints, total").sum() == total
    assert counts["ASB complaints, beat blank"] == 1245
    assert counts["ASB complaints, beat incorrectly recorded"] == 35


def test_the_figures_here_are_those_printed(realdata: Path) -> None:
    """Against the printed tables, where they lie beside the real files."""
    folder = realdata.parent / "published"
    if not (folder / "charnwood_q1_q3_2016_17.csv").is_file():
        pytest.skip(f"no printed tables in {folder}")
    with (folder / "charnwood_q1_q3_2016_17.csv").open(encoding="utf-8") as file:
        printed = {
            row["crime_type"]: (int(row["to_2_jan_2016"]), int(row["to_2_jan_2017"])) for row in csv.DictReader(file)
        }
    assert sorted(printed.values()) == sorted((before, after) for before, after, _ in YEARS.values())


# --- pages


@pytest.mark.parametrize("fixture", ["on_sample", "on_real"])
def test_charnwoods_quarters_stand_apart_with_their_source(request: pytest.FixtureRequest, fixture: str) -> None:
    request.getfixturevalue(fixture)
    app = run_page("pages/quarters.py", {"partnership": "charnwood", "view": "cumulative"})
    police, partner = tables_of(app)[:2]
    assert partner.columns[0] == "Category"
    assert "Dwelling burglary" not in list(police.iloc[:, 0])
    shown = partner.set_index("Category")
    for name, printed in QUARTERS.items():
        cells = list(shown.loc[name])
        assert [as_number(cells[at]) for at in (0, 2, 4)] == list(printed[::2])
        assert all(str(printed[at]).replace("-", "−") in cells[at] for at in (1, 3, 5))
    notes = " ".join(html_of(app))
    assert f"Source: {PRINTED}" in notes
    assert "Counted by the partner named, not by police.uk" in notes
    assert "April to December 2016" in notes


def test_compare_shows_the_latest_that_can_be_compared(on_sample: Version) -> None:
    app = run_page("pages/compare.py", {"partnership": "charnwood"})
    shown = tables_of(app)[-1].set_index("Category")
    assert list(shown.columns[:2]) == ["Apr–Dec 2015", "Apr–Dec 2016"]
    for name, (before, after, _) in YEARS.items():
        assert [as_number(text) for text in shown.loc[name].iloc[:2]] == [before, after]
    assert set(shown["More than chance?"]) == {"–"}, "without months nothing is judged"


@pytest.mark.parametrize("place", ["oadby-wigston", "E07000135"])
def test_compare_is_the_questions_answer_and_in_no_total(on_sample: Version, place: str) -> None:
    app = run_page("pages/compare.py", {"place": place})
    tables = tables_of(app)
    shown = tables[-1].set_index("Category")
    rows = rows_of(on_sample, place)
    for name in ("Dwelling burglary", "Hate incidents", "Deliberate fires"):
        own = rows[rows["category"] == name]
        for column, (first, last) in (
            ("Apr–Sep 2024", ("2024-04", "2024-09")),
            ("Apr–Sep 2025", ("2025-04", "2025-09")),
        ):
            told = own[own["first_month"].between(first, last)]["count"].sum()
            assert as_number(shown.loc[name, column]) == told
    police = ask(on_sample, "change_by_crime_type", area=place, from_month="2025-04", to_month="2025-09",
                 base_from="2024-04", base_to="2024-09").frame  # fmt: skip
    assert as_number(tables[0].iloc[-1, 2]) == police["current"].sum()
    assert set(shown["More than chance?"]) <= {"● usual", "▲ clear rise", "▼ clear fall", "○ too few"}


@pytest.mark.parametrize("place", ["oadby", "wigston", "south-wigston", "E01025992", "E10000018"])
def test_where_nothing_is_held_nothing_is_shown(on_sample: Version, place: str) -> None:
    for path in ("pages/compare.py", "pages/quarters.py"):
        app = run_page(path, {"place": place})
        assert not any("Partners" in element.value for element in app.subheader)


def test_quarters_are_the_sums_of_their_months(on_sample: Version) -> None:
    shown = tables_of(run_page("pages/quarters.py"))[-1].set_index("Category")
    rows = rows_of(on_sample, "oadby-wigston")
    for name, cells in shown.iterrows():
        own = rows[(rows["category"] == name) & rows["first_month"].between("2025-07", "2025-09")]
        assert as_number(cells.iloc[7]) == own["count"].sum()


def test_trends_shows_a_partners_series(on_sample: Version) -> None:
    app = run_page("pages/trends.py", {"view": "partners", "series": "hate-incidents"})
    rows = rows_of(on_sample, "oadby-wigston", "2025-09", "2025-09").set_index("category")
    assert app.title[0].value.startswith(
        f"Hate incidents in Oadby and Wigston: {rows['count']['Hate incidents']} in Sept"
    )
    assert any("as counted by Invented partner of the sample" in body for body in html_of(app))
    [foot] = [body for body in html_of(app) if 'class="csp-foot"' in body]
    assert "Source: Invented partner of the sample, to September 2025. Not police.uk." in foot
    usual = [body for body in html_of(run_page("pages/trends.py")) if 'class="csp-foot"' in body]
    assert "Invented partner" not in usual[0]
    assert "police.uk" in usual[0]
    assert "Partners' own counts" not in str(run_page("pages/trends.py", {"partnership": "charnwood"}).main)


# --- what is withheld


@pytest.fixture
def wards(store: Path, partnerships: Mapping[str, Partnership], tmp_path: Path) -> Version:
    """Counts of every ward of the borough: Fires over four everywhere, Hate with a 2 in one ward of April."""
    told = ["month,area,category,count,source"]
    for at in range(10):
        ward = f"E0500553{1 + at}" if at < 9 else "E05005540"
        for month in ("2025-04", "2025-05", "2025-06"):
            hate = 2 if (at, month) == (3, "2025-04") else 0 if at == 5 else 6
            told += [f"{month},{ward},Fires,{5 + at},F", f"{month},{ward},Hate,{hate},F"]
    lsoas = [
        "from,to,area,category,count,source",
        "2024-04,2025-03,E01025992,Visits,30,G",
        "2025-04,2025-09,E01025992,Visits,30,G",
    ]
    for name, lines in (("wards.csv", told), ("lsoas.csv", lsoas)):
        (tmp_path / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    report = load(
        [tmp_path / "wards.csv", tmp_path / "lsoas.csv"], store, partnerships, wait_seconds=0, notify=pytest.fail
    )
    assert report.exit_code == 0, report.lines()
    return current(store)


def months(rows: pd.DataFrame, category: str) -> dict[str, Any]:
    own = rows[rows["category"] == category]
    return {row["first_month"]: None if row["withheld"] else int(row["count"]) for row in own.to_dict("records")}


def test_a_small_count_of_one_ward_withholds_the_month_of_all(wards: Version) -> None:
    for ward in ("E05005534", "E05005535", "E05005536"):
        hate = months(rows_of(wards, ward), "Hate")
        assert hate["2025-04"] is None, "of ten wards nine would give the tenth away"
        assert hate["2025-05"] is not None
        assert None not in months(rows_of(wards, ward), "Fires").values()
    borough = months(rows_of(wards, "E07000135"), "Hate")
    assert borough == {"2025-04": 50, "2025-05": 54, "2025-06": 54}, "the district is the sum of its wards"
    quarter = Period(Month(2025, 4), Month(2025, 6))
    rows = holdings(rows_of(wards, "E05005531"))
    assert of_period(rows["F", "Hate"], quarter) == (None, True, ""), "a sum with a withheld part is withheld"
    assert of_period(rows["F", "Fires"], quarter) == (15, False, "")


def test_a_single_lsoa_is_shown_by_the_year_alone(wards: Version) -> None:
    rows = rows_of(wards, "E01025992").query("category == 'Visits'").set_index("first_month")
    assert rows["withheld"].to_dict() == {"2024-04": False, "2025-04": True}
    assert rows["count"]["2024-04"] == 30


# --- what a period holds


def held(*periods: tuple[int, int]) -> dict[Period, Held]:
    """Counts of 1, 10, 100 … over months counted from January 2020."""
    first = Month(2020, 1)
    return {Period(first + a, first + b): (10**at, False, "") for at, (a, b) in enumerate(periods)}


def test_a_period_is_its_own_row_or_the_rows_that_make_it_up() -> None:
    year = Period(Month(2020, 1), Month(2020, 6))
    assert of_period(held((0, 5), (0, 2), (3, 5)), year) == (1, False, ""), "its own row goes before any sum"
    assert of_period(held((0, 2), (3, 5)), year) == (11, False, "")
    assert of_period(held((0, 3), (0, 2), (3, 4), (5, 5)), year) == (1110, False, ""), "a long row may lead nowhere"
    assert of_period(held((0, 2), (4, 5)), year) is None, "a month is missing: not held, and not low"
    assert of_period(held((0, 2), (2, 5)), year) is None, "rows that overlap are no sum"
    assert of_period({}, year) is None


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(1, 6), min_size=1, max_size=6), st.integers(0, 5))
def test_rows_that_follow_one_another_make_up_their_span(lengths: list[int], gap: int) -> None:
    own: dict[Period, Held] = {}
    at = Month(2020, 1)
    for length in lengths:
        own[Period.ending(at + (length - 1), length)] = (length, False, "")
        at = at + length
    whole = Period(Month(2020, 1), at - 1)
    assert of_period(own, whole) == (sum(lengths), False, "")
    if len(lengths) > 1:
        gone = list(own)[gap % len(lengths)]
        assert of_period({p: v for p, v in own.items() if p != gone}, whole) is None


def test_the_latest_that_can_be_compared_goes_first() -> None:
    old, new = Period(Month(2015, 4), Month(2015, 12)), Period(Month(2016, 4), Month(2016, 12))
    year = Period(Month(2016, 1), Month(2016, 12))
    assert latest_compared([old, new, year]) == new
    assert latest_compared([old, year]) == year
    assert latest_compared([]) is None


def test_months_that_are_not_held_are_gaps() -> None:
    own = {Period.ending(Month(2020, month), 1): (month, False, "") for month in (1, 2, 4)}
    series = by_month({("S", "C"): own}, Month(2020, 5))["S", "C"]
    assert list(series.index) == ["2020-01", "2020-02", "2020-03", "2020-04", "2020-05"]
    assert series.isna().tolist() == [False, False, True, False, True]
