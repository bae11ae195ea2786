"""Seasons: months outside their expected range are marked, as Trends judges them; nothing else is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from cspdash.catalogue import ask
from cspdash.charts.seasons import heat_map
from cspdash.charts.specs import spec_as_png
from cspdash.crime_types import ASB, CRIME_TYPES
from cspdash.periods import FinancialYear
from cspdash.statistics import seasons, trends
from cspdash.statistics.expectation import expectation
from cspdash.statistics.judged import wide
from cspdash.statistics.season_ranges import with_ranges
from cspdash.statistics.seasons import MONTHS
from cspdash.store.versions import Version
from cspdash.wording import seasons as words
from tests.pages import breaks_of, html_of, run_page
from tests.test_seasons import PLACES, YEARS, drawn, grid

CRIME = [name for name in CRIME_TYPES if name != ASB]
SHAPES = {"above": "▲", "below": "▼"}


def steady(years: int) -> dict[str, list[float | None]]:
    rng = np.random.default_rng(3)
    return {str(FinancialYear(2015 + year)): [float(n) for n in rng.poisson(50, 12)] for year in range(years)}


def cell(cells: pd.DataFrame, year: str, month: str) -> dict[Any, Any]:
    return cells[(cells["financial_year"] == year) & (cells["month"] == month)].to_dict("records")[0]


def marks_drawn(app: AppTest, at: int = 0) -> dict[tuple[str, str], tuple[str | None, str]]:
    """Year and month → the mark beside the number, and the range that the pointer is told."""
    table = drawn(app, at)
    table = table[table["row"].notna() & table["row"].astype(str).str.startswith("20")]
    return {
        (str(row["row"]), MONTHS[int(row["x"])]): (
            row["mark"] if isinstance(row["mark"], str) else None,
            row["Expected range"],
        )
        for row in table.to_dict("records")
    }


def assert_marked(
    shown: dict[tuple[str, str], tuple[str | None, str]], history: pd.DataFrame, breaks: Sequence[str] = ()
) -> int:
    """Each month carries the mark and the range of `expectation` of one series; how many marks there are."""
    for row in trends.against_expected(history, {str(history.columns[0]): breaks}).to_dict("records"):
        month = pd.Timestamp(f"{row['month']}-01")
        year = str(FinancialYear(month.year - (month.month < 4)))
        mark, told = shown.pop((year, month.month_name()), (None, ""))
        assert mark == SHAPES.get(row["exceedance"]), row["month"]
        judged = not pd.isna(row["count"]) and row["reason"] == ""
        assert told == (f"{row['least']:,} to {row['most']:,}" if judged else ""), row["month"]
        if mark:
            low, high = (int(text.replace(",", "")) for text in told.split(" to "))
            assert row["count"] > high if mark == "▲" else row["count"] < low, "the number lies outside as printed"
    assert all(rest == (None, "") for rest in shown.values()), "months of print, and months to come"
    return int((expectation(history)["exceedance"] != "").sum())


# What is marked


def test_a_month_far_from_its_history_is_marked_and_its_neighbours_are_not() -> None:
    counts = steady(5)
    counts["2019-20"] = [*counts["2019-20"][:5], 120.0, 5.0, *counts["2019-20"][7:]]
    cells = with_ranges(seasons.cells(grid(counts)))
    assert cell(cells, "2019-20", "September")["exceedance"] == "above"
    assert cell(cells, "2019-20", "October")["exceedance"] == "below"
    assert (cells["exceedance"] != "").sum() <= 4, "chance alone marks one in twenty"
    assert words.mark_of(cell(cells, "2019-20", "September")) == "▲"
    assert words.mark_of(cell(cells, "2019-20", "October")) == "▼"
    alt = words.alt_text("crime", cells, seasons.season(cells))
    assert "Above the expected range: " in alt
    assert "September 2019" in alt.split("Above the expected range: ")[1]
    sheet = words.sheet("counts", cells, seasons.averages(grid(counts)), seasons.season(cells))
    notes = str(sheet.set_index("Financial year")["Notes"]["2019-20"])
    assert f"September: ▲ above the expected {words.range_of(cell(cells, '2019-20', 'September'))}" in notes


def test_gaps_and_printed_figures_are_neither_marked_nor_history() -> None:
    counts = steady(5)
    partial: dict[str, Any] = {"count": np.nan, "status": "partial", "as_published": 2}
    cells = with_ranges(seasons.cells(grid(counts, cells={("2019-20", "March"): partial})))
    gap = cell(cells, "2019-20", "March")
    assert (gap["exceedance"], words.range_of(gap), words.mark_of(gap)) == ("", "", None)
    printed = {(year, month): {"printed": 50.0} for year in ("2015-16", "2016-17", "2017-18") for month in MONTHS}
    missing: dict[str, list[float | None]] = {year: [None] * 12 for year in ("2015-16", "2016-17", "2017-18")}
    later: dict[str, list[float | None]] = {"2018-19": counts["2018-19"], "2019-20": [*[50.0] * 11, 900.0]}
    after_print = with_ranges(seasons.cells(grid(missing | later, cells=printed)))
    assert (after_print["exceedance"] == "").all(), "one year of files says nothing of the next"
    assert after_print["least"].isna().all()


def test_nothing_is_said_where_nothing_can_be() -> None:
    short, few = (with_ranges(seasons.cells(grid(counts))) for counts in (
        steady(2), {year: [0.0] * 12 for year in steady(5)}
    ))  # fmt: skip
    for cells in (short, few):
        assert (cells["exceedance"] == "").all()
        assert cells["least"].isna().all()
        assert words.outside_note([cells]).startswith("No month can be judged")
        assert "expected range" not in words.alt_text("crime", cells, seasons.season(cells))
    long = with_ranges(seasons.cells(grid(steady(5))))
    n = int(long["least"].notna().sum())
    assert f" of {n} months judged. About one in 20" in words.outside_note([long, short])


def test_the_mark_stands_in_a_layer_of_its_own_and_in_the_png() -> None:
    counts = steady(5) | {"2020-21": [*[50.0] * 11, 400.0]}
    cells = with_ranges(seasons.cells(grid(counts)))
    spec = heat_map(cells, seasons.averages(grid(counts)), seasons.season(cells), "counts")
    (march,) = [row for row in spec["data"]["values"] if row.get("Month") == "March 2021"]
    assert (march["mark"], march["text"]) == ("▲", "400")
    assert march["x"] < march["right"] < march["x2"]
    assert sum(layer["encoding"].get("text", {}).get("field") == "mark" for layer in spec["layer"]) == 1
    assert spec_as_png(spec, "Title", words.with_marks("Subtitle", cells)).startswith(b"\x89PNG")
    assert words.with_marks("Subtitle", cells) == "Subtitle; ▲ above, ▼ below the range expected"
    assert words.with_marks("Subtitle", seasons.cells(grid(counts))) == "Subtitle"


# The page


@pytest.mark.parametrize("place", PLACES)
def test_crime_is_marked_as_trends_marks_it_on_the_sample(on_sample: Version, place: str) -> None:
    monthly = ask(
        on_sample, "monthly_by_crime_type", area=place, crime_types=CRIME, from_month="2014-04", to_month="2025-09"
    ).frame
    shown = marks_drawn(run_page("pages/seasons.py", {"place": place}))
    assert_marked(shown, trends.together(wide(monthly, "crime_type"), "crime"), breaks_of(on_sample, place, CRIME))


@pytest.mark.parametrize("place", PLACES)
def test_crime_is_marked_as_trends_marks_it_on_real_files(on_real: Version, place: str) -> None:
    monthly = ask(
        on_real, "monthly_by_crime_type", area=place, crime_types=CRIME, from_month="2014-01", to_month="2025-12"
    ).frame
    shown = marks_drawn(run_page("pages/seasons.py", {"place": place, "period": "2025-10_2025-12"}))
    assert_marked(shown, trends.together(wide(monthly, "crime_type"), "crime"), breaks_of(on_real, place, CRIME))


def test_asb_with_council_records_is_judged_as_their_sum(on_sample: Version) -> None:
    marked = 0
    for place in PLACES:
        app = run_page("pages/seasons.py", {"place": place})
        told = ask(on_sample, "monthly_totals", area=place, from_month="2014-04", to_month="2025-09").frame
        # Council records of a single LSOA are not shown by month, so that it stands with the police's alone.
        council = told["asb_council"].fillna(0) if told["asb_council"].isna().all() else told["asb_council"]
        both = (told["asb_police"] + council).where(told["asb_complete"])
        marked += assert_marked(
            marks_drawn(app, 1), pd.DataFrame({"asb": both.astype("Float64").to_numpy(float, na_value=np.nan)},
                                              index=told["month"]),
        )  # fmt: skip
        note = next(body for body in html_of(app) if "▲ above, ▼ below the range expected" in body)
        assert "About one in 20 is by chance alone" in note
    assert marked, "the sample marks some month of some place"


def test_the_index_carries_no_marks(on_sample: Version) -> None:
    app = run_page("pages/seasons.py", {"show": "index"})
    assert "mark" not in drawn(app) or drawn(app)["mark"].isna().all()
    assert not any("▲" in body for body in html_of(app))


def test_changes_of_recording_are_said_below_the_marks(on_sample: Version) -> None:
    told = "Recording changed: "
    said = [body for body in html_of(run_page("pages/seasons.py")) if told in body]
    assert "reclassification of offences (April 2017)" in said[0]
    asb = run_page("pages/seasons.py", {"types": "anti-social-behaviour"})
    assert not any(told in body for body in html_of(asb))


def test_the_chart_is_read_out_with_its_unusual_months(on_sample: Version) -> None:
    chart = run_page("pages/seasons.py").get("vega_lite_chart")[0]
    cells = with_ranges(seasons.cells(ask(on_sample, "seasonal_heat_map", area="oadby-wigston", measure="crime",
                                          **YEARS).frame))  # fmt: skip
    assert ("Above the expected range: " in chart.proto.alt) == bool((cells["exceedance"] == "above").any())
    assert any(layer["mark"].get("fontSize") == 13 for layer in json.loads(chart.proto.spec)["layer"])


def test_the_foot_does_not_call_printed_months_missing(on_real: Version) -> None:
    for page, query in (("pages/seasons.py", {}), ("pages/quarters.py", {"view": "years"})):
        app = run_page(page, {"types": "crime"} | query)
        foot = next(body for body in html_of(app) if "csp-foot" in body)
        # Crime of April 2012 to March 2021 is printed; police.uk's files begin in January 2014 here, and lack 2015.
        for month in ("2012", "2015", "2018"):
            assert month not in foot, f"{month} is printed"
        assert "November 2022 to December 2023" in foot, "neither printed nor loaded"
        assert "March 2020" in foot, "an incomplete file stays a gap"


def test_what_stands_below_a_heat_map_is_said_beside_it(on_real: Version) -> None:
    told = " ".join(html_of(run_page("pages/seasons.py", {"types": "crime"})))
    assert "† as the partnership printed it, where no file is loaded (April 2012 to December 2013 and " in told
    assert "Average, complete months: the mean of the months that are whole in the files, printed figures left" in told
    assert "Average as printed: the partnership’s own, which takes incomplete months in." in told
    lsoa = " ".join(html_of(run_page("pages/seasons.py", {"place": "E01025992"})))
    assert "†" not in lsoa.partition("csp-foot")[0], "nothing is printed for a LSOA"
    assert "Average, complete months: the mean of the months that are whole in the files." in lsoa
    index = " ".join(html_of(run_page("pages/seasons.py", {"types": "crime", "show": "index"})))
    assert "Average, complete months:" not in index
