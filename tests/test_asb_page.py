"""ASB by source: every figure is its question's answer, the tests behind the sentences hold, small counts stay away."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cspdash.catalogue import ask
from cspdash.periods import Month, Period
from cspdash.statistics import asb_sources
from cspdash.statistics.asb_sources import COUNCIL, POLICE
from cspdash.statistics.judged import TOTAL
from cspdash.store.versions import Version
from tests.pages import as_number, html_of, run_page, tables_of

PAGE = "pages/asb.py"
SPAN = {"from_month": "2024-10", "to_month": "2025-09"}
PLACES = {"oadby-wigston": "E07000135", "oadby": "oadby", "wigston": "wigston", "south-wigston": "south-wigston"}


FIRST = Month(2018, 1)


def months_of(police: list[int], council: list[int]) -> pd.DataFrame:
    table = pd.DataFrame({POLICE: police, COUNCIL: council}, dtype=float)
    table.index = pd.Index([str(FIRST + at) for at in range(len(table))])
    return table.assign(**{TOTAL: table.sum(axis=1)})


# --- the page


@pytest.mark.parametrize("place", PLACES)
def test_the_table_by_source_is_the_months_answer(on_sample: Version, place: str) -> None:
    app = run_page(PAGE, {"place": place})
    shown = tables_of(app)[0].set_index("Recorded by")
    told = ask(on_sample, "monthly_totals", area=place, **SPAN).frame
    before = ask(on_sample, "monthly_totals", area=place, from_month="2023-10", to_month="2024-09").frame
    for name, column in (("Police", "asb_police"), ("Council", "asb_council")):
        assert as_number(shown.loc[name].iloc[0]) == before[column].sum()
        assert as_number(shown.loc[name].iloc[1]) == told[column].sum()
    both = told["asb_police"].sum() + told["asb_council"].sum()
    assert as_number(shown.loc["Both together"].iloc[1]) == both
    assert f"{both:,} records of ASB, {told['asb_council'].sum()} of them the council's" in app.title[0].value


def test_the_crime_types_of_the_filter_do_not_change_the_page(on_sample: Version) -> None:
    usual, filtered = (html_of(run_page(PAGE, query)) for query in ({}, {"types": "burglary"}))
    # The link to a shared screen carries the filters, and is another.
    notes, others = ([b for b in bodies if "csp-" in b and "present=1" not in b] for bodies in (usual, filtered))
    assert notes == others
    assert any("Not used on this page: Crime types." in body for body in notes)
    assert any("ASB is police and council records together" in body for body in notes)


@pytest.mark.parametrize(("place", "code"), PLACES.items())
def test_the_breakdowns_are_the_questions_answer(on_sample: Version, place: str, code: str) -> None:
    answer = ask(on_sample, "case_categories", area=place, **SPAN).frame
    assert not (answer["count"].dropna() < 5).any()
    own = answer[answer["area_code"] == code]
    tables = {str(table.columns[0]): table for table in tables_of(run_page(PAGE, {"place": place}))}
    for breakdown, heading in (
        ("type", "Type"),
        ("disposal", "Disposal"),
        ("team", "Reporting team"),
        ("youth", "Flag"),
    ):
        told = own[own["breakdown"] == breakdown].set_index("category")
        shown = tables[heading].set_index(heading)["Records"]
        assert set(shown.index) == set(told.index)
        for name, text in shown.items():
            count = told["count"].astype(object)[str(name)]
            assert text == ("withheld" if count is pd.NA else f"{count:,}")


def test_whoever_asks_gets_the_same_cells(on_sample: Version) -> None:
    frames = [ask(on_sample, "case_categories", area=area, **SPAN).frame for area in (*PLACES, "E01025992")]
    for other in frames[1:]:
        pd.testing.assert_frame_equal(other, frames[0])


def test_the_places_of_the_table_and_what_could_not_be_placed_make_up_the_whole(on_sample: Version) -> None:
    app = run_page(PAGE)
    areas = next(table for table in tables_of(app) if table.columns[0] == "Settlements")
    told = ask(on_sample, "asb_by_source_and_area", area="oadby-wigston", level="settlement", **SPAN).frame
    assert [as_number(text) for text in areas["Police"]] == list(told["police"])
    assert [as_number(text) for text in areas["Council"]] == list(told["council"])
    placing = ask(on_sample, "case_placing", area="oadby-wigston", **SPAN).frame.iloc[0]
    lost = int(placing["blank"] + placing["unknown"] + placing["outside"])
    assert told["council"].sum() + lost == placing["records"]
    sentence = next(body for body in html_of(app) if "could not be placed" in body and "csp-note" in body)
    assert f"{lost} of {placing['records']} council records" in sentence


@pytest.mark.parametrize(
    ("source", "said"), [("both", "police and council"), ("police", "the police"), ("council", "the council")]
)
def test_the_chart_says_which_source_it_shows(on_sample: Version, source: str, said: str) -> None:
    app = run_page(PAGE, {"asb": source})
    notes = [body for body in html_of(app) if "csp-note" in body]
    assert any(f"ASB recorded by {said}, by month" in body for body in notes)
    assert f"ASB recorded by {said}" in " ".join(
        html_of(app)[:6] + [body for body in html_of(app) if "csp-subtitle" in body]
    )


def test_an_lsoa_has_years_and_no_months(on_sample: Version) -> None:
    app = run_page(PAGE, {"place": "E01025992"})
    assert "records of ASB by the police" in app.title[0].value
    years = next(table for table in tables_of(app) if table.columns[0] == "Financial year")
    told = ask(on_sample, "council_years", area="E01025992", from_year="2014-15", to_year="2025-26").frame
    own = told[told["area_code"] == "E01025992"].set_index("financial_year")["count"]
    assert list(years.iloc[:, 0]) == list(own.index)
    assert [text == "withheld" for text in years.iloc[:, 1]] == list(own.isna())
    assert not (told["count"].dropna() < 5).any()
    months = ask(on_sample, "monthly_totals", area="E01025992", **SPAN).frame
    assert months["asb_council"].isna().all()
    assert not any("Most common types" in element.value for element in app.subheader)


def test_a_ward_has_no_breakdown(on_sample: Version) -> None:
    app = run_page(PAGE, {"place": "E05005537"})
    assert any(
        "are shown for Oadby and Wigston, Oadby, South Wigston and Wigston only" in body for body in html_of(app)
    )
    assert not any(table.columns[0] == "Type" for table in tables_of(app))


@pytest.mark.parametrize("query", [{"partnership": "charnwood"}, {"place": "E10000018"}])
def test_without_council_records_the_police_alone(on_sample: Version, query: dict[str, str]) -> None:
    app = run_page(PAGE, query)
    assert list(tables_of(app)[0].iloc[:, 0]) == ["Police"]
    assert any("No council records are loaded" in body for body in html_of(app))


@pytest.mark.parametrize("place", PLACES)
def test_real_files_without_council_records(on_real: Version, place: str) -> None:
    app = run_page(PAGE, {"place": place, "period": "2022-01_2022-09"})
    told = ask(on_real, "monthly_totals", area=place, from_month="2022-01", to_month="2022-09").frame
    assert as_number(tables_of(app)[0].iloc[0, 2]) == told["asb_police"].sum()


def test_a_period_without_a_year_before_is_not_compared(on_sample: Version) -> None:
    app = run_page(PAGE, {"period": "2014-07_2014-09"})
    assert "with no fair comparison" in app.title[0].value
    assert set(tables_of(app)[0]["Difference"]) == {"not comparable"}


# --- since when they differ


def test_a_planted_step_is_found_at_its_month() -> None:
    random = np.random.default_rng(3)
    police = random.poisson(50, 72)
    council = np.concatenate([random.poisson(6, 40), random.poisson(14, 32)])
    step = asb_sources.last_step(months_of(list(police), list(council)))
    assert step is not None
    assert step.clear
    assert abs(step.month - (Month(2018, 1) + 40)) <= 1
    assert step.before < step.after


def test_without_a_step_few_are_called_clear() -> None:
    """Sixty series of months that vary twice as much as chance: at most one in ten is called clear (5% promised)."""
    random = np.random.default_rng(11)
    clear = 0
    for _ in range(60):
        police = random.negative_binomial(50, 0.5, 60)
        council = random.negative_binomial(8, 0.5, 60)
        step = asb_sources.last_step(months_of(list(police), list(council)))
        clear += step is not None and step.clear
    assert clear <= 6


def test_too_little_says_nothing() -> None:
    assert asb_sources.last_step(months_of([5] * 23, [2] * 23)) is None
    assert asb_sources.last_step(months_of([5] * 40, [0] * 40)) is None
    level = asb_sources.last_step(months_of([50] * 40, [5] * 40))
    assert level is not None
    assert not level.clear


# --- where they differ


def areas(police: list[int], council: list[int | None]) -> pd.DataFrame:
    return pd.DataFrame(
        {"area_code": [f"a{at}" for at in range(len(police))], "area_name": "A",
         "police": pd.array(police, dtype="Int64"), "council": pd.array(council, dtype="Int64"), "months": 12}
    )  # fmt: skip


def test_an_area_unlike_the_rest_is_found_and_the_others_are_not() -> None:
    found = asb_sources.unlike_the_rest(areas([200, 210, 190, 200], [20, 22, 75, 3]), 1.0)
    assert found["standing"].tolist()[2:] == ["more", "fewer"]
    assert found["per_100"].round(0).tolist() == [10, 10, 39, 2]
    few = asb_sources.unlike_the_rest(areas([200, 4, 3], [20, 1, None]), 1.0)
    assert few["standing"].tolist()[1] == "too few"
    assert pd.isna(few["standing"].iloc[2])
    wide = asb_sources.unlike_the_rest(areas([200, 210, 190, 200], [20, 22, 30, 18]), 6.0)
    assert set(wide["standing"]) == {"alike"}, "what varies much needs more to be told from chance"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 60)), min_size=1, max_size=8))
def test_any_areas_can_be_judged(counts: list[tuple[int, int]]) -> None:
    found = asb_sources.unlike_the_rest(areas([p for p, _ in counts], [c for _, c in counts]), 1.5)
    assert set(found["standing"]) <= {"more", "fewer", "alike", "too few"}
    assert ((found["p"].dropna() >= 0) & (found["p"].dropna() <= 1)).all()


def test_the_table_needs_whole_months() -> None:
    months = months_of([10] * 30, [3] * 30)
    months.iloc[20, 0] = np.nan
    months[TOTAL] = months[[POLICE, COUNCIL]].sum(axis=1, skipna=False)
    period = Period(Month(2019, 7), Month(2019, 12))
    table = asb_sources.sources_compared(months, period, [period.same_months_last_year()], "nearest")
    assert table["source"].tolist() == [COUNCIL], (
        "September 2019 is not whole: nothing is said of the police's or of both"
    )
    assert table["current"].tolist() == [18]
    late = Period(Month(2020, 1), Month(2020, 6))
    table = asb_sources.sources_compared(months, late, [Period(Month(2019, 7), Month(2019, 12))], "nearest")
    assert dict(zip(table["source"], table["fair"], strict=True)) == {POLICE: False, COUNCIL: True, TOTAL: False}
    assert table["verdict"].isna().all(), "other months of the year: season may make the difference"
