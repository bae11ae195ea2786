"""Compare periods and Overview: every figure on them is its question's answer."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Hashable, Mapping
from typing import Any

import openpyxl
import pytest
from docx import Document

from cspdash.catalogue import ask
from cspdash.partnership import Partnership
from cspdash.periods import Month, Period
from cspdash.selection import base_of
from cspdash.store.versions import Version
from tests.pages import as_number, html_of, run_page, tables_of

PLACES = ("oadby-wigston", "oadby", "wigston", "south-wigston", "E01025992")
SPAN = {"from_month": "2025-04", "to_month": "2025-09", "base_from": "2024-04", "base_to": "2024-09"}


def assert_compare_equals_questions(version: Version, place: str, period: str, **span: str) -> None:
    app = run_page("pages/compare.py", {"place": place, "period": period})
    shown = tables_of(app)[0]
    told = ask(version, "change_by_crime_type", area=place, **span).frame
    assert list(shown.iloc[:-1, 0]) == list(told["crime_type"])
    assert [as_number(text) for text in shown.iloc[:-1, 1]] == list(told["base"])
    assert [as_number(text) for text in shown.iloc[:-1, 2]] == list(told["current"])
    total = shown.iloc[-1]
    assert [total.iloc[0], as_number(total.iloc[1]), as_number(total.iloc[2])] == [
        "Total",
        told["base"].sum(),
        told["current"].sum(),
    ]
    for _, row in shown.iterrows():
        if row.iloc[3] != "not comparable":
            assert as_number(row.iloc[3]) == as_number(row.iloc[2]) - as_number(row.iloc[1])


@pytest.mark.parametrize("place", PLACES)
def test_compare_on_the_sample(on_sample: Version, place: str) -> None:
    assert_compare_equals_questions(on_sample, place, "2025-04_2025-09", **SPAN)


@pytest.mark.parametrize("place", PLACES)
def test_compare_on_real_files(on_real: Version, place: str) -> None:
    span = {"from_month": "2022-04", "to_month": "2022-09", "base_from": "2021-04", "base_to": "2021-09"}
    assert_compare_equals_questions(on_real, place, "2022-04_2022-09", **span)


def test_settlements_stand_beside_and_add_up(on_sample: Version) -> None:
    types, places = tables_of(run_page("pages/compare.py"))[:2]
    assert list(places.iloc[:, 0]) == ["Oadby", "South Wigston", "Wigston", "Total"]
    assert list(places.iloc[-1, 1:5]) == list(types.iloc[-1, 1:5])
    told = ask(on_sample, "change_by_area", area="oadby-wigston", level="settlement", **SPAN).frame
    assert [as_number(text) for text in places.iloc[:-1, 2]] == list(told["current"])


def test_a_basket_is_the_sum_of_its_types(on_sample: Version, partnerships: Mapping[str, Partnership]) -> None:
    shown = tables_of(run_page("pages/compare.py", {"rows": "baskets"}))[0].set_index("Group of crime types")
    told = ask(on_sample, "change_by_crime_type", area="oadby-wigston", **SPAN).frame.set_index("crime_type")
    for basket in partnerships["oadby-wigston"].baskets:
        inside = told["current"].reindex(list(basket.crime_types)).sum()
        assert as_number(shown.loc[basket.name].iloc[1]) == inside
    assert as_number(shown.loc["Total"].iloc[1]) == told["current"].sum(), "baskets overlap; the total is of all types"


def test_the_types_chosen_are_the_rows(on_sample: Version) -> None:
    app = run_page("pages/compare.py", {"types": "burglary,robbery"})
    shown = tables_of(app)[0]
    assert list(shown.iloc[:, 0]) == ["Burglary", "Robbery", "Total"]
    assert "offences of burglary and robbery" in app.title[0].value


def test_five_year_average(on_sample: Version) -> None:
    app = run_page("pages/compare.py", {"base": "five-year"})
    shown = tables_of(app)[0].set_index("Crime type")
    years = [Period(Month(2025, 4), Month(2025, 9)).shift(-12 * back) for back in range(1, 6)]
    for name in ("Burglary", "Shoplifting"):
        counts = [
            ask(
                on_sample, "change_by_crime_type", area="oadby-wigston", from_month=year.first, to_month=year.last,
                base_from=year.first, base_to=year.last,
            ).frame.set_index("crime_type").loc[name, "current"]
            for year in years
        ]  # fmt: skip
        mean = sum(int(str(count)) for count in counts) / 5
        assert as_number(shown.loc[name].iloc[0]) == pytest.approx(mean, abs=0.051)


def test_the_five_year_average_leaves_incomplete_years_out() -> None:
    period = Period(Month(2021, 1), Month(2021, 3))
    whole = [month for back in range(0, 6) for month in period.shift(-12 * back) if month != Month(2020, 3)]
    base = base_of("five-year", period, whole)
    assert [p.first.year for p in base.periods] == [2019, 2018, 2017, 2016]


def test_other_forces_are_counted_when_asked_for(on_sample: Version) -> None:
    query = {"place": "south-wigston", "period": "2025-07_2025-09"}
    home = tables_of(run_page("pages/compare.py", query))[0]
    every = tables_of(run_page("pages/compare.py", query | {"forces": "all"}))[0]
    left_out = ask(on_sample, "other_forces", area="south-wigston").frame
    added = left_out[left_out["month"].between("2025-07", "2025-09")]["count"].sum()
    assert added > 0
    assert as_number(every.iloc[-1, 2]) - as_number(home.iloc[-1, 2]) == added


@pytest.mark.parametrize("place", PLACES)
def test_overview_tiles_are_the_questions_answers(on_sample: Version, place: str) -> None:
    app = run_page("app.py", {"place": place})
    tiles = next(body for body in html_of(app) if "csp-tiles" in body)
    shown = re.findall(
        r'class="label">([^<]+)</span> <span class="figure">([^<]+)</span> <span class="change">([^<]+)<', tiles
    )
    told = ask(
        on_sample, "change_by_crime_type", area=place, from_month="2025-07", to_month="2025-09", base_from="2024-07",
        base_to="2024-09",
    ).frame.set_index("crime_type")  # fmt: skip
    differences = (told["current"] - told["base"]).drop("Anti-social behaviour").abs()
    assert shown[0][0] == "Crimes and ASB"
    assert as_number(shown[0][1]) == told["current"].sum()
    assert shown[1][0] == "Anti-social behaviour"
    for name, figure, change in shown[1:]:
        assert as_number(figure) == told.loc[name, "current"]
        difference = told.loc[name, "current"] - told.loc[name, "base"]
        first = change.split(" ")[0]
        assert (0 if first == "no" else as_number(first)) == difference
    movers = [name for name, _, _ in shown[2:]]
    assert set(differences[movers]) <= set(differences.sort_values(ascending=False).head(4))
    assert len(movers) == min(4, int((differences > 0).sum()))


def test_overview_says_what_changed_and_what_is_most_frequent(on_sample: Version) -> None:
    app = run_page("app.py")
    told = " ".join(element.value for element in app.markdown)
    assert "**Up** on last year" in told
    assert "**Down** on last year" in told
    assert "Most frequent, Jul–Sep 2025" in [element.value for element in app.subheader]


def test_gap_periods_have_no_difference_in_any_form(on_sample: Version) -> None:
    app = run_page("pages/compare.py", {"period": "2020-01_2020-03"})
    shown = tables_of(app)[0].set_index("Crime type")
    assert shown.loc["Burglary", "Difference"] == "not comparable"
    assert shown.loc["Anti-social behaviour", "Difference"] != "not comparable"
    assert shown.loc["Total", "Difference"] == "not comparable"
    assert app.title[0].value.endswith("crimes and ASB in an incomplete period"), "a gap is no finding"


def test_sparklines_draw_a_gap_as_a_box(on_sample: Version) -> None:
    app = run_page("pages/compare.py", {"period": "2020-04_2020-06"})
    body = next(body for body in html_of(app) if "csp-table" in body)
    image = re.search(r'base64,([^"]+)" alt="Burglary, ([^"]+)"', body)
    assert image is not None
    svg = base64.b64decode(image[1]).decode()
    assert svg.count("stroke-dasharray") == 1, "March 2020 is the one gap of the 24 months"
    assert "1 month missing or incomplete" in image[2]


def test_the_word_table_is_the_councils(on_sample: Version) -> None:
    from cspdash.report.word import as_word
    from cspdash.statistics.comparison import compared
    from cspdash.wording.compare import report_rows

    period = Period(Month(2025, 4), Month(2025, 9))
    counts = ask(on_sample, "change_by_crime_type", area="oadby-wigston", **SPAN).frame
    table = compared(counts, "crime_type", "toward_zero").to_dict("records")
    made = as_word(
        "Title", report_rows(table, "crime_type"), "Crime Type", period, base_of("last-year", period, []), ["S"]
    )
    document = Document(io.BytesIO(made))
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert rows[0] == ["Crime Type", "Q1 & Q2 2024/25", "Q1 & Q2 2025/26", "% Change"]
    assert rows[3] == ["Burglary", "109", "109", "No Change"]
    assert rows[5] == ["Drugs", "31", "52", "+67%"]
    assert rows[-1] == ["Total Crime", "2,125", "1,945", "-8%"]


def test_the_word_table_has_verdicts_where_they_are_asked_for(on_sample: Version) -> None:
    from cspdash.report.word import as_word

    period = Period(Month(2025, 4), Month(2025, 9))
    row: dict[Hashable, Any] = {
        "name": "Drugs",
        "base": 31.0,
        "current": 52,
        "base_complete": True,
        "current_complete": True,
        "fair": True,
        "change": 67,
        "is_total": False,
    }
    told: list[dict[Hashable, Any]] = [
        row | {"verdict": "rise"},
        row | {"verdict": "usual"},
        row | {"verdict": None, "fair": False},
    ]
    base = base_of("last-year", period, [])
    plain, judged = (as_word("Title", told, "Crime type", period, base, [], with_verdicts=w) for w in (False, True))
    tables = [Document(io.BytesIO(made)).tables[0] for made in (plain, judged)]
    assert [len(table.columns) for table in tables] == [4, 5]
    added = [row.cells[4].text for row in tables[1].rows]
    assert added == ["More than chance?", "▲ clear rise", "● within usual variation", "–"]
    assert [[cell.text for cell in row.cells[:4]] for row in tables[1].rows] == [
        [cell.text for cell in row.cells] for row in tables[0].rows
    ]
    app = run_page("pages/compare.py")
    assert app.toggle(key="switch_Compare periods_verdict").value is False, "the printed form is what the council gets"
    app.toggle(key="switch_Compare periods_verdict").set_value(True).run()
    assert app.query_params["verdict"] == "1"


def test_excel_and_csv_hold_what_the_page_shows_and_run_nothing() -> None:
    import pandas as pd

    from cspdash.report.files import as_csv, as_excel

    table = pd.DataFrame({"Street": ["=cmd|'/C calc'!A1", "+44", "-1", "@x", "Bell Street"], "Count": [1, 2, 3, 4, -5]})
    text = as_csv(table).decode("utf-8-sig")
    assert "\r\n'=cmd" in text
    assert text.splitlines()[-1] == "Bell Street,-5"
    sheet = openpyxl.load_workbook(io.BytesIO(as_excel(table, "=Title", ["note"]))).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None]
    assert not [cell for cell in cells if isinstance(cell, str) and cell[:1] in "=+-@"]
    assert -5 in cells


def test_a_title_says_what_it_is_compared_with(on_real: Version) -> None:
    two = run_page("pages/compare.py", {"period": "2022-01_2022-03", "base": "five-year"})
    assert "on Jan–Mar 2021" in two.title[0].value, "one complete year of five is that year, no average"
    nothing = run_page("app.py", {"period": "2025-10_2025-12"})
    told = " ".join(element.value for element in nothing.markdown)
    assert "nothing." not in told, "without a fair comparison nothing rose and nothing fell"
    assert "No type can be compared" in told


def test_the_default_says_why_it_is_not_the_latest(on_real: Version) -> None:
    notes = " ".join(html_of(run_page("app.py")))
    assert "Months are loaded to December 2025; January to March 2025 is shown because" in notes
    asked = " ".join(html_of(run_page("app.py", {"period": "2025-10_2025-12"})))
    assert "is shown because" not in asked


def test_wrong_bases_and_versions_are_told(on_sample: Version) -> None:
    app = run_page("pages/compare.py", {"base": "2030-01"})
    assert "Nothing is loaded for January 2030" in " ".join(element.value for element in app.warning)
    gone = run_page("app.py", {"version": "x"})
    assert "no longer kept" in gone.error[0].value
    assert "Open the current figures" in " ".join(html_of(gone))
