"""Counts of periods that are not whole: in brackets, without a difference, and no finding. And how percentages are
rounded, said wherever they stand."""

from __future__ import annotations

import io
from typing import Any

import pandas as pd
import pytest
from docx import Document
from streamlit.testing.v1 import AppTest

from cspdash.catalogue import ask
from cspdash.periods import Month, Period
from cspdash.report.word import as_word
from cspdash.selection import base_of
from cspdash.statistics.comparison import by_basket, compared, summed_bases
from cspdash.store.versions import Version
from cspdash.tables import comparison_sheet
from cspdash.wording.compare import incomplete_note, report_rows
from cspdash.wording.numbers import INCOMPLETE_NOTE, bracketed
from tests.pages import html_of, run_page, tables_of

BURGLARY, DRUGS, ASB = "Burglary", "Drugs", "Anti-social behaviour"
# March 2020 of the sample lacks most of its crime; its anti-social behaviour is whole.
GAP = {"period": "2020-01_2020-03"}


def counts(*rows: tuple[str, int, int, bool, bool]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["crime_type", "base", "current", "base_complete", "current_complete"])


HALF = counts((BURGLARY, 40, 28, True, False), (DRUGS, 20, 31, True, False), (ASB, 54, 60, True, True))


def test_a_row_that_is_not_whole_has_no_difference_whatever_the_others() -> None:
    table = compared(HALF, "crime_type", "nearest").set_index("crime_type")
    assert list(table["fair"]) == [False, False, True, False]
    assert table.loc[ASB, "difference"] == 6
    assert list(table["difference"].isna()) == [True, True, False, True]
    assert list(table["base_complete"]) == [True, True, True, True]
    assert list(table["current_complete"]) == [False, False, True, False]


def test_counts_without_completeness_are_taken_as_whole() -> None:
    table = compared(HALF[["crime_type", "base", "current"]], "crime_type", "nearest")
    assert table["fair"].all()
    assert table[["base_complete", "current_complete"]].all(axis=None)


def test_a_basket_is_whole_where_every_type_is() -> None:
    baskets = by_basket(HALF, [("Mixed", (BURGLARY, ASB)), ("ASB", (ASB,))])
    assert list(baskets["base_complete"]) == [True, True]
    assert list(baskets["current_complete"]) == [False, True]
    assert list(compared(baskets, "basket", "nearest", whole=HALF)["fair"]) == [False, True, False]


def test_an_average_is_whole_where_every_year_is() -> None:
    other = HALF.assign(base_complete=[True, False, True])
    for order in ([HALF, other], [other, HALF]):
        assert list(summed_bases(order, "crime_type")["base_complete"]) == [True, False, True]


@pytest.mark.parametrize(
    ("count", "complete", "told"),
    [(28, True, "28"), (28, False, "[28]"), (1945.5, False, "[1,945.5]"), (float("nan"), False, "–")],
)
def test_brackets(count: float, complete: bool, told: str) -> None:
    assert bracketed(count, complete=complete) == told


def test_compare_brackets_what_is_not_whole_and_says_so(on_sample: Version) -> None:
    app = run_page("pages/compare.py", GAP)
    shown = tables_of(app)[0].set_index("Crime type")
    told = ask(
        on_sample, "change_by_crime_type", area="oadby-wigston", from_month="2020-01", to_month="2020-03",
        base_from="2019-01", base_to="2019-03",
    ).frame.set_index("crime_type")  # fmt: skip
    for name, row in told.iterrows():
        for column, count, whole in ((0, "base", "base_complete"), (1, "current", "current_complete")):
            assert shown.loc[str(name)].iloc[column] == bracketed(int(row[count]), complete=bool(row[whole]))
    assert shown.loc[BURGLARY].iloc[1].startswith("["), "March 2020 is partial for crime"
    assert not shown.loc[ASB].iloc[1].startswith("["), "and whole for anti-social behaviour"
    assert shown.loc["Total"].iloc[1].startswith("[")
    assert INCOMPLETE_NOTE in " ".join(html_of(app))
    assert INCOMPLETE_NOTE not in " ".join(html_of(run_page("pages/compare.py"))), "nothing to explain"


def test_a_district_that_is_whole_is_compared_though_another_is_not(on_real: Version) -> None:
    places = tables_of(run_page("pages/compare.py", {"place": "E10000018"} | {"period": "2021-01_2021-03"}))[-1]
    rows = places.set_index("District")
    for name in ("Oadby and Wigston", "Harborough"):
        assert rows.loc[name].iloc[0].startswith("["), "March 2020 is partial there"
        assert rows.loc[name, "Difference"] == "not comparable"
    assert not rows.loc["Blaby"].iloc[0].startswith("[")
    assert rows.loc["Blaby", "Difference"] != "not comparable"
    assert rows.loc["Total", "Difference"] == "not comparable"


def test_the_tiles_of_an_incomplete_period_are_in_brackets(on_sample: Version) -> None:
    tiles = next(body for body in html_of(run_page("app.py", GAP)) if "csp-tiles" in body)
    assert '<span class="figure">[' in tiles


def test_files_and_word_table_keep_the_mark() -> None:
    period = Period(Month(2020, 1), Month(2020, 3))
    base = base_of("last-year", period, [])
    table = compared(HALF, "crime_type", "nearest").assign(verdict=None, ratio=1.0, low=1.0, high=1.0)
    sheet = comparison_sheet(table, ("crime_type", "Crime type"), period, base)
    assert list(sheet["Jan–Mar 2020"]) == [28, 31, 60, 119], "figures stay figures"
    assert list(sheet["Jan–Mar 2020 complete"]) == ["no", "no", "yes", "no"]
    assert "Jan–Mar 2019 complete" not in sheet
    records: list[Any] = table.to_dict("records")
    made = as_word("Title", report_rows(records, "crime_type"), "Crime type", period, base, [])
    cells = [[cell.text for cell in row.cells] for row in Document(io.BytesIO(made)).tables[0].rows]
    assert cells[1] == [BURGLARY, "40", "[28]", "not comparable"]
    assert cells[3][:3] == [ASB, "54", "60"]
    assert incomplete_note(records) == INCOMPLETE_NOTE
    assert incomplete_note([records[2]]) == ""


@pytest.mark.parametrize("view", ["quarters", "cumulative"])
def test_an_incomplete_quarter_is_no_finding(on_sample: Version, view: str) -> None:
    title = run_page("pages/quarters.py", GAP | {"view": view}).title[0].value
    assert title.endswith(", which is incomplete")
    assert "on last year" not in title


@pytest.mark.parametrize("page", ["pages/compare.py", "pages/map.py", "pages/emerging.py"])
def test_periods_of_unequal_length_are_not_compared(on_sample: Version, page: str) -> None:
    asked = {"period": "2025-04_2025-09", "base": "2025-01_2025-03", "level": "settlement"}
    app = run_page(page, asked | ({"measure": "difference"} if "map" in page else {}))
    told = " ".join([app.title[0].value, *html_of(app)])
    assert "no fair comparison" in told or "nothing" in told.lower() or "cannot be judged" in told
    if page == "pages/map.py":
        assert {text for table in tables_of(app) for text in table.get("Difference", [])} <= {"–"}


def rounding_said(app: AppTest) -> bool:
    return "Percentages are cut toward zero, as the council prints them." in next(
        body for body in html_of(app) if "csp-foot" in body
    )


@pytest.mark.parametrize("page", ["app.py", "pages/compare.py", "pages/emerging.py", "pages/quarters.py"])
def test_the_rounding_is_said_wherever_percentages_stand(on_sample: Version, page: str) -> None:
    assert rounding_said(run_page(page))
    assert not rounding_said(run_page(page, {"partnership": "charnwood"})), "rounded to the nearest, the usual way"


def test_the_rounding_is_said_in_each_view_of_quarters_and_nowhere_in_vain(on_sample: Version) -> None:
    for view in ("cumulative", "years"):
        assert rounding_said(run_page("pages/quarters.py", {"view": view}))
    assert not rounding_said(run_page("pages/trends.py"))
