"""Seasons: the printed heat maps come out cell by cell; what a season is; gaps are never low."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from math import nan
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df
from streamlit.testing.v1 import AppTest

from cspdash.catalogue import ask
from cspdash.charts.seasons import heat_map
from cspdash.charts.specs import spec_as_png
from cspdash.crime_types import ASB, CRIME_TYPES
from cspdash.periods import FinancialYear, Month, Period
from cspdash.statistics import seasons
from cspdash.statistics.seasons import MONTHS
from cspdash.store.versions import Version
from cspdash.wording import seasons as words
from tests.pages import html_of, run_page

PRINTED = Path(__file__).resolve().parent.parent / "data/reference/published"
PLACES = ("oadby-wigston", "oadby", "wigston", "south-wigston", "E01025992")
YEARS = {"from_year": "2002-03", "to_year": "2025-26"}


def grid(values: Mapping[str, Sequence[float | None]], **other: Any) -> pd.DataFrame:
    """A heat map of complete months; None is a month that is missing."""
    rows = [
        {
            "financial_year": year, "month": month, "count": nan if value is None else float(value), "printed": nan,
            "status": "missing" if value is None else "complete",
            "as_published": None if value is None else round(value),
        }
        for year, counts in values.items() for month, value in zip(MONTHS, counts, strict=True)
    ]  # fmt: skip
    frame = pd.DataFrame(rows).astype({"as_published": "Int64"})
    for (year, month), cell in other.get("cells", {}).items():
        at = (frame["financial_year"] == year) & (frame["month"] == month)
        for name, value in cell.items():
            frame.loc[at, name] = value
    return frame


def drawn(app: AppTest, at: int = 0) -> pd.DataFrame:
    """The table behind a chart of the page: a specification's own, or the one that Altair names."""
    chart = app.get("vega_lite_chart")[at].proto
    return convert_arrow_bytes_to_pandas_df(chart.data.data or chart.datasets[0].data.data)


def cells_drawn(app: AppTest, at: int = 0) -> dict[tuple[str, str], tuple[str | None, str]]:
    """Year and month → the text in the cell and its class; the rows of averages by their names."""
    table = drawn(app, at)
    table = table[table["row"].notna()]
    return {
        (str(row["row"]), MONTHS[int(row["x"])]): (row["text"] if isinstance(row["text"], str) else None, row["Class"])
        for row in table.to_dict("records")
    }


def expected_text(row: dict[Any, Any]) -> str | None:
    if row["status"] == "complete":
        return f"{int(row['count']):,}"
    if row["status"] == "partial":
        return f"({int(row['as_published']):,})"
    return None


# What a season is


def test_the_index_of_a_year_is_relative_to_its_own_average() -> None:
    cells = seasons.cells(grid({"2020-21": [10.0] * 11 + [130.0], "2021-22": [100.0] * 11 + [1300.0]}))
    by_year = cells.groupby("financial_year")["index"].apply(list)
    assert by_year["2020-21"] == pytest.approx([50] * 11 + [650])
    assert by_year["2020-21"] == pytest.approx(by_year["2021-22"])


@given(st.lists(st.integers(0, 5000), min_size=12, max_size=12).filter(lambda counts: sum(counts) >= 120))
def test_the_mean_index_of_a_full_year_is_100(counts: list[int]) -> None:
    cells = seasons.cells(grid({"2020-21": [float(n) for n in counts]}))
    assert cells["index"].mean() == pytest.approx(100)


@given(
    st.lists(st.one_of(st.none(), st.integers(10, 500)), min_size=12, max_size=12).filter(
        lambda counts: any(n is not None for n in counts)
    )
)
def test_a_year_of_fewer_than_nine_whole_months_has_no_index(counts: list[int | None]) -> None:
    cells = seasons.cells(grid({"2020-21": [None if n is None else float(n) for n in counts]}))
    known = sum(n is not None for n in counts)
    assert cells["index"].notna().sum() == (known if known >= 9 else 0)
    if known >= 9:
        assert cells["index"].mean() == pytest.approx(100)


def test_a_year_of_fewer_than_ten_records_a_month_has_no_index() -> None:
    assert seasons.cells(grid({"2020-21": [9.0] * 12}))["index"].isna().all()
    assert seasons.cells(grid({"2020-21": [10.0] * 12}))["index"].notna().all()


def test_a_partial_month_is_in_no_average_and_no_index() -> None:
    whole = {"2020-21": [100.0] * 12}
    broken = grid(whole, cells={("2020-21", "March"): {"count": nan, "status": "partial", "as_published": 5}})
    cells = seasons.cells(broken).set_index("month")
    assert cells.loc["March", "state"] == "partial"
    assert cells.loc["March", "published"] == 5
    assert pd.isna(cells["value"]["March"])
    assert pd.isna(cells["index"]["March"])
    assert cells.drop("March")["index"].tolist() == pytest.approx([100] * 11)


def test_printed_figures_stand_in_for_missing_months_unless_they_are_doubtful() -> None:
    printed = dict(zip(MONTHS, [87, 99, 77, 111, 107, 100, 99, 78, 16, 55, 60, 92], strict=True))
    missing = grid(
        {"2014-15": [None] * 12}, cells={("2014-15", month): {"printed": float(n)} for month, n in printed.items()}
    )
    cells = seasons.cells(missing).set_index("month")
    assert cells.loc["December", "state"] == "doubtful"
    assert cells.loc["December", "published"] == 16
    assert pd.isna(cells["value"]["December"])
    assert (cells.drop("December")["state"] == "printed").all()
    assert cells["index"].mean() == pytest.approx(100)


def test_months_outside_those_held_are_not_gaps() -> None:
    cells = seasons.cells(grid({"2019-20": [None] * 12, "2020-21": [None, None, 30, None, 30, *[None] * 7]}))
    assert list(cells["financial_year"].unique()) == ["2020-21"], "years before the first are left out"
    assert cells["state"].tolist() == ["outside"] * 2 + ["complete", "missing", "complete"] + ["outside"] * 7
    assert seasons.span(cells) == Period(Month(2020, 6), Month(2020, 8))


def yearly(shape: list[float], years: int, rng: np.random.Generator | None = None) -> pd.DataFrame:
    return grid(
        {
            str(FinancialYear(2010 + year)): [
                float(rng.poisson(n * (1 + year / 10))) if rng else round(n * (1 + year / 10)) for n in shape
            ]
            for year in range(years)
        }
    )


def test_peaks_are_named_whatever_the_level_of_the_years() -> None:
    shape = [60.0, 60, 60, 90, 90, 60, 60, 60, 60, 60, 60, 60]
    found = seasons.season(seasons.cells(yearly(shape, 5, np.random.default_rng(1))))
    assert (found.verdict, found.peaks, found.years) == ("peaks", ("July", "August"), 5)
    assert words.finding("ASB", found) == "ASB peaks in July and August"


def test_two_years_say_nothing() -> None:
    found = seasons.season(seasons.cells(yearly([60.0, 200, *[60] * 10], 2)))
    assert (found.verdict, found.peaks) == ("too-few-years", ())


def test_many_years_of_few_records_say_nothing() -> None:
    found = seasons.season(seasons.cells(yearly([1.0, 9, *[1] * 10], 4)))
    assert (found.verdict, found.peaks) == ("too-few-records", ())


def test_a_month_that_is_busy_in_some_years_only_is_no_peak() -> None:
    low, high = [50.0] * 12, [50.0] * 3 + [300.0] + [50.0] * 8
    frame = grid({"2015-16": high, "2016-17": low, "2017-18": low, "2018-19": high, "2019-20": low})
    found = seasons.season(seasons.cells(frame))
    assert "July" not in found.peaks


def test_chance_alone_seldom_makes_a_season() -> None:
    """400 flat boroughs: at most the promised 5% (and what chance adds to that) name a month."""
    rng = np.random.default_rng(42)
    named = [seasons.season(seasons.cells(yearly([45.0] * 12, 7, rng))).verdict == "peaks" for _ in range(400)]
    assert np.mean(named) <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / 400)


@pytest.mark.parametrize(
    ("groups", "differ"),
    [
        # H is 7.2 and 0.857 with 2 degrees of freedom (critical value 5.991).
        ([[1.0, 2, 3], [4.0, 5, 6], [7.0, 8, 9]], True),
        ([[1.0, 5, 9], [2.0, 6, 7], [3.0, 4, 8]], False),
        ([[5.0, 5, 5], [5.0, 5, 5]], False),
    ],
)
def test_the_rank_test(groups: list[list[float]], differ: bool) -> None:
    assert seasons._months_differ(groups) is differ


@settings(max_examples=200)
@given(st.lists(st.integers(0, 100_000), min_size=1, max_size=60))
def test_classes_hold_every_value_in_order(values: list[int]) -> None:
    edges = seasons.class_edges(values)
    labels = words.class_labels(edges)
    assert len(edges) <= 4
    assert list(edges) == sorted(set(edges))
    assert len(labels) == len(edges) + 1
    assert len(set(labels)) == len(labels)
    classes = [seasons.class_of(value, edges) for value in sorted(values)]
    assert classes == sorted(classes)
    if len(set(values)) > 1:
        assert classes[0] == 0
        assert classes[-1] == len(edges)


@pytest.mark.parametrize(
    ("peaks", "told"),
    [
        (("July", "August"), "July and August"),
        (("June", "July", "August"), "June–August"),
        (("April", "May", "November", "March"), "November and March–May"),
        (("November",), "November"),
    ],
)
def test_busy_months_in_words(peaks: tuple[str, ...], told: str) -> None:
    assert words.months_named(peaks) == told


def test_which_heat_maps_a_choice_of_types_asks_for() -> None:
    assert seasons.measures_of(None) == ("crime", "asb")
    assert seasons.measures_of((ASB,)) == ("asb",)
    assert seasons.measures_of(tuple(name for name in CRIME_TYPES if name != ASB)) == ("crime",)
    assert seasons.measures_of(("Burglary", ASB)) == ("types",)


# The picture


def test_gaps_are_hatched_and_grey_and_never_in_a_class() -> None:
    frame = grid(
        {"2019-20": [300.0] * 12, "2020-21": [200.0, None, *[250.0] * 10]},
        cells={("2019-20", "March"): {"count": nan, "status": "partial", "as_published": 5}},
    )
    cells = seasons.cells(frame)
    spec = heat_map(cells, seasons.averages(frame), seasons.season(cells), "counts")
    table = spec["data"]["values"]
    gaps = [row for row in table if row.get("gap")]
    assert {(row["row"], row["text"]) for row in gaps} == {("2019-20", "(5)"), ("2020-21", None)}
    assert {row["Class"] for row in gaps} == {"gap"}
    assert {row["size"] for row in gaps} == {11}
    hatches = [row for row in table if row["kind"] == "line"]
    assert len(hatches) == 5 * len(gaps)
    for gap in gaps:
        assert sum(gap["x"] <= line["x"] < gap["x2"] and line["y2"] == gap["y"] for line in hatches) == 5
    scale = spec["layer"][0]["encoding"]["color"]["scale"]
    assert dict(zip(scale["domain"], scale["range"], strict=True))["gap"] == "#EDEDED"


def test_the_index_view_says_which_years_have_none(on_sample: Version) -> None:
    table = drawn(run_page("pages/seasons.py", {"show": "index"}))
    notes = table[table["kind"] == "note"]["text"].tolist()
    assert notes == ["6 complete months: no index (needs 9)"]
    assert "Median of the years" in set(table["row"])


def test_the_png_is_made() -> None:
    frame = grid({"2019-20": [300.0] * 12, "2020-21": [200.0, None, *[250.0] * 10]})
    cells = seasons.cells(frame)
    for shown in ("counts", "index"):
        chart = heat_map(cells, seasons.averages(frame), seasons.season(cells), shown)
        assert spec_as_png(chart, "Title", "Subtitle").startswith(b"\x89PNG")


# The page


@pytest.mark.parametrize(
    ("at", "name"), [(0, "oadby_wigston_monthly_crime_2012_2021.csv"), (1, "oadby_wigston_monthly_asb_2012_2021.csv")]
)
def test_the_page_shows_the_printed_heat_map_cell_by_cell(on_sample: Version, at: int, name: str) -> None:
    shown = cells_drawn(run_page("pages/seasons.py"), at)
    with (PRINTED / name).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    checked = 0
    for row in rows:
        year = row["financial_year"]
        for month in MONTHS:
            printed = f"{int(row[month[:3].lower()]):,}"
            if year == "Average":
                expected = printed
            elif (year, month) in {("2019-20", "March"), ("2014-15", "December")} and f"({printed})" in (
                shown[year, month][0] or ""
            ):
                expected = f"({printed})"
            else:
                expected = f"{printed}†" if year < "2014-15" else printed
            label = "Average as printed" if year == "Average" else year
            assert shown[label, month][0] == expected, (year, month)
            checked += 1
    assert checked == 10 * 12
    gaps = {cell for cell, (_, name) in shown.items() if name == "gap"}
    assert gaps == {(("2019-20", "March"), ("2014-15", "December"))[at]}


def assert_page_equals_questions(version: Version, place: str, period: str, to_year: str) -> None:
    app = run_page("pages/seasons.py", {"place": place, "period": period, "asb": "police"})
    for at, measure in enumerate(("crime", "asb_police")):
        told = ask(
            version, "seasonal_heat_map", area=place, measure=measure, from_year="2002-03", to_year=to_year
        ).frame  # fmt: skip
        shown = cells_drawn(app, at)
        years = {year for year, _ in shown if year.startswith("20")}
        for row in told[told["status"].isin(["complete", "partial"])].to_dict("records"):
            text, name = shown[row["financial_year"], row["month"]]
            assert text == expected_text(row), (row["financial_year"], row["month"])
            assert (name == "gap") is (row["status"] == "partial")
        assert {str(year) for year in told[told["status"] == "complete"]["financial_year"]} <= years
        average = told[told["financial_year"] == "Average of complete months"]
        few = average["count"].max() < 20
        for row in average.dropna(subset=["count"]).to_dict("records"):
            text = shown["Average, complete months", row["month"]][0]
            assert text is not None
            assert float(text.replace(",", "")) == pytest.approx(row["count"], abs=0.051 if few else 0.51)


@pytest.mark.parametrize("place", PLACES)
def test_every_figure_is_the_questions_answer_on_the_sample(on_sample: Version, place: str) -> None:
    assert_page_equals_questions(on_sample, place, "2025-07_2025-09", "2025-26")


@pytest.mark.parametrize("place", PLACES)
def test_every_figure_is_the_questions_answer_on_real_files(on_real: Version, place: str) -> None:
    assert_page_equals_questions(on_real, place, "2025-10_2025-12", "2025-26")


@pytest.mark.parametrize("place", PLACES)
def test_a_choice_of_types_is_one_heat_map_of_their_sums(on_sample: Version, place: str) -> None:
    app = run_page("pages/seasons.py", {"place": place, "types": "burglary,shoplifting"})
    assert len(app.get("vega_lite_chart")) == 1
    told = ask(
        on_sample, "monthly_by_crime_type", area=place, crime_types=["Burglary", "Shoplifting"], from_month="2014-04",
        to_month="2025-09",
    ).frame  # fmt: skip
    sums = told.groupby("month")["count"].sum()
    shown = cells_drawn(app)
    for text, n in sums.items():
        month = Month.parse(str(text))
        cell = shown[str(month.financial_year), month.label.split()[0]]
        assert cell[0] == (f"({n})" if str(text) == "2020-03" else f"{n:,}")


def test_the_finding_and_its_measure_stand_above(on_sample: Version) -> None:
    app = run_page("pages/seasons.py")
    assert app.title[0].value == "Oadby and Wigston: ASB peaks in June–August; crime has no clear season"
    subtitle = next(body for body in html_of(app) if "csp-subtitle" in body)
    assert "Crime and ASB (police and council): records a month, financial years 2012-13 to 2025-26" in subtitle
    foot = next(body for body in html_of(app) if "csp-foot" in body)
    assert "police and council records together" in foot
    assert "March 2020" in foot
    assert "December 2014" in foot


def test_asb_of_the_police_alone_when_chosen(on_sample: Version) -> None:
    both = cells_drawn(run_page("pages/seasons.py"), 1)
    police = run_page("pages/seasons.py", {"asb": "police"})
    shown = cells_drawn(police, 1)
    told = ask(on_sample, "monthly_totals", area="oadby-wigston", from_month="2025-06", to_month="2025-06").frame
    assert shown["2025-26", "June"][0] == str(told["asb_police"][0])
    assert both["2025-26", "June"][0] == str(told["asb_police"][0] + told["asb_council"][0])
    assert "ASB is what the police recorded" in next(body for body in html_of(police) if "csp-foot" in body)


def test_real_files_without_council_records_count_the_police(on_real: Version) -> None:
    app = run_page("pages/seasons.py", {"place": "oadby"})
    subtitle = next(body for body in html_of(app) if "csp-subtitle" in body)
    assert "police ASB" in subtitle
    assert cells_drawn(app)["2019-20", "March"][1] == "gap"


def test_the_period_ends_the_heat_map(on_sample: Version) -> None:
    shown = cells_drawn(run_page("pages/seasons.py", {"period": "2019-07_2019-09"}))
    years = sorted({year for year, _ in shown if year.startswith("20")})
    assert (years[0], years[-1]) == ("2012-13", "2019-20")


def test_the_download_holds_the_heat_map_and_names_its_gaps(sample_store: Version) -> None:
    told = ask(sample_store, "seasonal_heat_map", area="Oadby & Wigston", measure="crime", **YEARS).frame
    cells = seasons.cells(told)
    sheet = words.sheet("counts", cells, seasons.averages(told), seasons.season(cells)).set_index("Financial year")
    assert [sheet[month]["2024-25"] for month in MONTHS] == told[told["financial_year"] == "2024-25"]["count"].tolist()
    assert pd.isna(sheet["March"]["2019-20"])
    notes = str(sheet["Notes"]["2019-20"])
    assert "March: gap" in notes
    assert "(6 published)" in notes
    assert list(sheet.index[-2:]) == ["Average, complete months", "Average as printed"]
    index = words.sheet("index", cells, seasons.averages(told), seasons.season(cells)).set_index("Financial year")
    assert np.mean([float(index[month]["2024-25"]) for month in MONTHS]) == pytest.approx(100, abs=0.05)


def test_every_chart_has_its_text(on_sample: Version) -> None:
    charts = run_page("pages/seasons.py").get("vega_lite_chart")
    told = [json.loads(chart.proto.spec) for chart in charts]
    assert len(told) == 2
    assert all(chart.proto.alt.startswith("Heat map of ") for chart in charts)
    assert "gaps and hatched" in charts[0].proto.alt
