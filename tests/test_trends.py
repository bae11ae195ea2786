"""Trends: ranges as printed, what needs attention, gaps, events, and every figure of the page against its question."""

from __future__ import annotations

import json
import re
import shutil
from base64 import b64decode
from collections.abc import Hashable, Mapping
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cspdash.catalogue import ask
from cspdash.charts import trends as charts
from cspdash.charts.multiples import Multiple, html_multiples, small_multiple
from cspdash.charts.specs import spec_as_png
from cspdash.crime_types import CRIME_TYPES
from cspdash.partnership import Event, Partnership, PartnershipError, read_partnership
from cspdash.periods import Month, Period
from cspdash.selection import choose_types, type_options
from cspdash.statistics import trends
from cspdash.statistics.expectation import TOO_FEW, TOO_SHORT
from cspdash.statistics.judged import wide
from cspdash.store.versions import PARTNERSHIPS, Version
from cspdash.wording import marks
from cspdash.wording import trends as words
from tests.pages import as_number, breaks_of, html_of, run_page, tables_of

LAST = Month(2025, 9)
OPTIONS = type_options([("Other acquisitive crime", ("Bicycle theft", "Shoplifting"))])


def months(count: int, last: Month = LAST) -> list[str]:
    return [str(month) for month in Period.ending(last, count)]


def drawn(mean: float, count: int = 72, seed: int = 1) -> pd.DataFrame:
    counts = np.random.default_rng(seed).poisson(mean, count).astype(float)
    return pd.DataFrame({"Burglary": counts}, index=pd.Index(months(count), name="month"))


# Statistics


@pytest.mark.parametrize("mean", [1.5, 8, 40, 300])
def test_a_count_is_outside_the_printed_range_exactly_where_it_is_an_exceedance(mean: float) -> None:
    judged = trends.against_expected(
        pd.concat([drawn(mean, 300, seed).add_suffix(str(seed)) for seed in range(8)], axis=1)
    )
    ranged = judged[judged["reason"] == ""]
    assert (ranged["exceedance"] != "").sum() > 5, "the series must hold exceedances to prove anything"
    outside = (ranged["count"] < ranged["least"].astype(float)) | (ranged["count"] > ranged["most"].astype(float))
    assert list(outside) == list(ranged["exceedance"] != "")
    assert judged.loc[judged["reason"] != "", ["least", "most"]].isna().all(axis=None)


def test_the_sum_of_types_is_missing_where_one_of_them_is() -> None:
    types = pd.DataFrame({"a": [1.0, 2.0, np.nan], "b": [3.0, np.nan, np.nan]}, index=months(3))
    series = trends.together(types, "both")["both"]
    assert series.iloc[0] == 4
    assert series.iloc[1:].isna().all()


def test_a_twelve_month_total_needs_twelve_whole_months() -> None:
    series = pd.Series(np.arange(1.0, 31.0), index=months(30))
    series.iloc[14] = np.nan
    totals = trends.rolling_totals(series)
    assert totals.iloc[:11].isna().all()
    assert totals.iloc[11] == sum(range(1, 13))
    assert totals.iloc[14:26].isna().all()
    assert totals.iloc[26] == sum(range(16, 28))


def test_years_lie_over_each_other_from_april_to_march() -> None:
    series = pd.Series(np.arange(102.0), index=months(102))
    series.loc["2023-04":"2024-03"] = np.nan
    years = trends.year_lines(series, LAST)
    assert list(years["financial_year"].unique()) == ["2020-21", "2021-22", "2022-23", "2024-25", "2025-26"]
    current = years[years["back"] == 0]
    assert list(current["position"]) == [0, 1, 2, 3, 4, 5]
    assert list(current["month"]) == months(6)
    assert list(current["count"]) == list(series.iloc[-6:])
    assert list(years.loc[years["back"] == 1, "position"]) == list(range(12))


def test_what_needs_attention_stands_first() -> None:
    history = pd.DataFrame(
        {name: drawn(mean, 72, seed)["Burglary"] for seed, (name, mean) in enumerate(
            [("quiet", 20), ("jumps", 20), ("rare", 0.2), ("jumped before", 20), ("gap", 20)])}
    )  # fmt: skip
    history["quiet"] = 20 + np.arange(72) % 3
    history.loc["2025-08", "jumps"] = 90
    history.loc["2025-05", "jumped before"] = 90
    history.loc["2025-09", "gap"] = np.nan
    judged = trends.against_expected(history)
    found = trends.attention(judged, LAST)
    assert found["series"].iloc[0] == "jumps"
    assert found["recent"].iloc[0] == (("2025-08", "above"),)
    assert found["series"].iloc[-1] == "rare"
    assert list(found["outside"]) == [1, 0, 0, 0, 0]
    assert list(found["least_p"].iloc[1:4]) == sorted(found["least_p"].iloc[1:4])
    assert set(found["month"]) == {"2025-09"}
    assert trends.judgeable(trends.recent(judged, LAST)) == 3 * 4 - 1
    listed = trends.exceedances(judged, Period.ending(LAST, 6))
    assert {"jumps", "jumped before"} <= set(listed["series"])
    assert list(listed["month"]) == sorted(listed["month"], reverse=True)


def test_runs_part_at_what_is_not_held() -> None:
    listed, held = months(6), [True, True, False, True, False, False]
    assert [str(run) for run in trends.runs(listed, held, of=False)] == ["June 2025", "August to September 2025"]
    assert [len(run) for run in trends.runs(listed, held, of=True)] == [2, 1]


# Wording


def row(**given: object) -> words.Record:
    usual: dict[Hashable, object] = {
        "series": "Burglary", "month": "2025-09", "count": 41.0, "least": 18, "most": 36, "exceedance": "above",
        "reason": "", "since": "", "across": False,
    }  # fmt: skip
    usual.update(given)
    return usual


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "41 in September 2025, above the expected 18 to 36"),
        ({"count": 12.0, "exceedance": "below"}, "12 in September 2025, below the expected 18 to 36"),
        ({"count": 20.0, "exceedance": ""}, "20 in September 2025, within the expected 18 to 36"),
        ({"count": np.nan, "exceedance": ""}, "September 2025 is missing or incomplete, a gap and not a fall"),
        ({"least": pd.NA, "most": pd.NA, "exceedance": "", "reason": TOO_SHORT},
         "41 in September 2025, too short a history to say what is expected"),
        ({"least": pd.NA, "most": pd.NA, "exceedance": "", "reason": TOO_FEW},
         "41 in September 2025, too few to say what is expected"),
    ],
)  # fmt: skip
def test_the_title_is_the_finding(given: Mapping[str, object], told: str) -> None:
    assert words.title("Burglary", "Oadby", row(**given)) == f"Burglary in Oadby: {told}"


@pytest.mark.parametrize(
    ("codes", "name"),
    [
        ((), "Crime and ASB"),
        (("crime",), "Crime"),
        (("violence-and-sexual-offences",), "Violence and sexual offences"),
        (("burglary", "robbery"), "Burglary and robbery"),
        (("basket.other-acquisitive-crime",), "Other acquisitive crimes"),
        (("burglary", "robbery", "drugs"), "Offences of burglary, drugs and robbery"),
    ],
)
def test_series_are_named_for_what_is_chosen(codes: tuple[str, ...], name: str) -> None:
    assert words.series_name(choose_types(codes, OPTIONS)) == name


def test_the_last_three_months_in_a_sentence() -> None:
    usual = row(exceedance="", count=20.0)
    gap = row(exceedance="", count=np.nan)
    assert words.recent([usual] * 3) == "Nothing unusual in the last three months."
    assert words.recent([usual, gap, usual]) == (
        "Nothing unusual in 2 of the last three months; the others cannot be judged."
    )
    crossed = row(month="2025-08", across=True)
    assert words.recent([usual, crossed, usual]).endswith(": ▲ August 2025, across a change of recording.")
    assert words.exceedance_cells(crossed)[2] == "▲ above, across a change of recording"
    few = words.types_note([row(outside=0), row(outside=0, across=True)], 6)
    assert "Of 1 of 2 types too few months have passed since recording changed" in few
    assert words.recent([gap] * 3) == "None of the last three months can be judged."
    assert words.recent([usual, row(month="2025-08"), usual]) == (
        "Outside the expected range in the last three months: ▲ August 2025."
    )


def test_the_title_of_all_types_claims_no_more_than_was_judged() -> None:
    quiet, loud = row(outside=0), row(outside=1, series="Drugs")
    assert words.types_title("Oadby", [quiet] * 14, 42) == "Oadby: nothing unusual in the last three months"
    assert "where the last three months can be judged" in words.types_title("Oadby", [quiet] * 14, 41)
    assert "no type can be judged" in words.types_title("Oadby", [quiet] * 14, 0)
    assert words.types_title("Oadby", [loud, quiet], 6) == "Oadby: drugs unusual in the last three months"
    assert words.types_title("Oadby", [loud] * 3, 9) == "Oadby: 3 of 3 types unusual in the last three months"
    assert "fewer than one" in words.types_note([quiet], 3)
    assert "about 2" in words.types_note([quiet], 42)


def test_breaks_and_events_are_those_that_touch_the_series() -> None:
    known: list[marks.Record] = [
        {"month": "2017-04", "affects": "crime", "title": "Reclassification", "description": "Types changed."},
        {"month": "2023-05", "affects": "violence", "title": "Principal crime rule", "description": "Fewer."},
    ]
    steps: list[marks.Record] = [{"month": "2020-06", "description": "The share without a location steps."}]
    burglary = marks.breaks_told(known, steps, choose_types(("burglary",), OPTIONS))
    assert [mark.month for mark in burglary] == [Month(2017, 4), Month(2020, 6)]
    assert marks.breaks_told(known, steps, choose_types(("anti-social-behaviour",), OPTIONS)) == []
    assert len(marks.breaks_told(known, steps, choose_types((), OPTIONS))) == 3
    later: list[marks.Record] = [{"month": "2025-05", "since": "2020-06", "across": False}]
    assert marks.across_breaks(burglary, later) == (
        "Recording changed: step in records without a location (June 2020). A range is made from the months since, "
        "once they reach two years back."
    )
    early: list[marks.Record] = [
        {"month": month, "since": "2017-04", "across": True} for month in ("2021-04", "2021-05", "2021-06")
    ]
    told = marks.across_breaks(burglary, early)
    assert "reclassification (April 2017) and step in records without a location (June 2020)" in told
    assert "Those of April to June 2021 still rest partly on months before" in told
    assert marks.across_breaks(burglary, [{"month": "2025-09", "since": "", "across": False}]) == ""


def test_events_stand_where_they_touch_the_place() -> None:
    events = [
        Event(date=date(2025, 6, 16), title="Camera moved", area_code="south-wigston"),
        Event(date=date(2024, 11, 4), title="Op Detect"),
        Event(date=date(2025, 1, 1), title="Patrols", area_code="elsewhere"),
    ]
    told = marks.events_told(events, {"south-wigston"}, {"south-wigston": "South Wigston"})
    assert [(mark.label, mark.told) for mark in told] == [
        ("◆ Op Detect", "Op Detect, 4 November 2024"),
        ("◆ Camera moved", "Camera moved (South Wigston), 16 June 2025"),
    ]
    assert "'Patrols' (elsewhere)" in marks.unknown_areas(events, {"south-wigston"})
    assert marks.unknown_areas(events[:2], {"south-wigston"}) == ""


# Charts


def test_gaps_are_boxes_and_part_the_line() -> None:
    history = drawn(20, 72)
    history.loc["2025-03":"2025-05"] = np.nan
    shown = trends.within(trends.against_expected(history), Period.ending(LAST, 12))
    event = marks.Mark(date(2025, 6, 16), "event", "◆ Camera moved", "Camera moved, 16 June 2025")
    early = marks.Mark(date(2020, 6, 1), "break", "A step", "Long before.")
    spec = charts.monthly_chart(shown, [early, event])
    rows = spec["data"]["values"]
    (gap,) = [row for row in rows if row["kind"] == "gap"]
    assert (gap["x"], gap["x2"]) == (4.5, 7.5)
    points = [row for row in rows if row["kind"] == "count"]
    assert [row["x"] for row in points] == [0, 1, 2, 3, 4, 8, 9, 10, 11]
    assert [row["y"] for row in points] == list(shown["count"].dropna())
    assert len({row["run"] for row in points}) == 2
    assert not [row for row in rows if row["kind"] == "band" and 4.5 < row["x"] < 7.5]
    (mark,) = [row for row in rows if row["kind"] == "mark"]
    assert mark["x"] == pytest.approx(8 - 0.5 + 15 / 30)
    assert {row["kind"] for row in rows if row["kind"] in ("above", "below")} == set(shown["exceedance"]) - {""}
    json.dumps(spec, allow_nan=False)
    assert spec_as_png(spec, "Title", "Subtitle").startswith(b"\x89PNG")


def test_a_series_without_any_whole_month_still_draws() -> None:
    empty = pd.DataFrame({"Burglary": [np.nan] * 24}, index=months(24))
    judged = trends.against_expected(empty)
    totals, years = trends.rolling_totals(empty["Burglary"]), trends.year_lines(empty["Burglary"], LAST)
    for spec in (charts.monthly_chart(judged, []), charts.rolling_chart(totals), charts.years_chart(years)):
        assert spec_as_png(spec, "Title", "").startswith(b"\x89PNG")
        assert not [row for row in spec["data"]["values"] if row["kind"] in ("count", "total", "now")]
    assert words.years_heading(years, LAST) == "2025-26 has no whole month"
    assert "no complete month" in words.monthly_alt("Burglary", judged.to_dict("records"), [])


def test_a_gap_is_one_box_in_a_small_chart() -> None:
    history = drawn(20)
    history.loc["2025-03":"2025-05"] = np.nan
    html = small_multiple(trends.against_expected(history).tail(12).to_dict("records"), "told")
    svg = b64decode(html.partition("base64,")[2].partition('"')[0]).decode()
    assert svg.count("stroke-dasharray") == 1
    assert 'x="100.0" y="1" width="60.0"' in svg
    assert svg.count("h0") == 2, "the line begins anew after the gap"


def test_small_charts_escape_and_link() -> None:
    rows = trends.against_expected(drawn(20)).tail(12).to_dict("records")
    one = Multiple("A & B", "?types=a&view=x", "4", "● within 2 to 9", "▲ Jul 2025", small_multiple(rows, "a <b>"))
    html = html_multiples([one])
    assert "A &amp; B" in html
    assert 'href="?types=a&amp;view=x"' in html
    assert 'alt="a &lt;b&gt;"' in html


# Events of the partnership


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(PARTNERSHIPS / "oadby-wigston", tmp_path / "oadby-wigston")
    shipped = (PARTNERSHIPS / "oadby-wigston.yaml").read_text(encoding="utf-8")
    (tmp_path / "oadby-wigston.yaml").write_text(f"{shipped}\nevents: events.csv\n", encoding="utf-8")
    return tmp_path


def test_events_are_read_anew(folder: Path) -> None:
    path = folder / "events.csv"
    path.write_text("date,title,area_code\n2024-11-04,Op Detect,\n\n2025-06-16,Camera moved,oadby\n", encoding="utf-8")
    first = read_partnership(folder / "oadby-wigston.yaml")
    assert [(e.date, e.title, e.area_code) for e in first.events] == [
        (date(2024, 11, 4), "Op Detect", None), (date(2025, 6, 16), "Camera moved", "oadby"),
    ]  # fmt: skip
    path.write_text("date,title\n2024-11-04,Op Detect\n", encoding="utf-8")
    second = read_partnership(folder / "oadby-wigston.yaml")
    assert [e.title for e in second.events] == ["Op Detect"]
    assert second.events != first.events
    assert read_partnership(PARTNERSHIPS / "oadby-wigston.yaml").events == ()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("title\nOp Detect\n", "events.csv:1: date: not found once in the first line"),
        ("date,title\n2024-11-04,\n", "events.csv:2: title: is empty"),
        ("date,title\n2024-11-04,A\n4/11/2024,B\n", "events.csv:3: date: '4/11/2024' is not a date"),
        ("date,title\n2024-02-30,B\n", "events.csv:2: date: '2024-02-30' is not a date"),
        ('date,title,area_code\n2024-11-04,B,"a:b"\n', "events.csv:2: area_code: 'a:b' is not an area code"),
        ('date,title\n2024-11-04,"B\n', "events.csv:2: CSV: "),
    ],
)
def test_faults_of_events_are_told_with_their_line(folder: Path, content: str, told: str) -> None:
    (folder / "events.csv").write_text(content, encoding="utf-8")
    with pytest.raises(PartnershipError, match=re.escape(told)):
        read_partnership(folder / "oadby-wigston.yaml")


def test_a_file_of_events_that_is_not_there_is_told(folder: Path) -> None:
    with pytest.raises(PartnershipError, match=r"oadby-wigston\.yaml:\d+: events: cannot read"):
        read_partnership(folder / "oadby-wigston.yaml")


# The page


@pytest.fixture
def on_sample(sample_store: Version, monkeypatch: pytest.MonkeyPatch) -> Version:
    monkeypatch.setenv("CSPDASH_STORE", str(sample_store.path.parent))
    return sample_store


@pytest.fixture
def on_real(real_store: Version, monkeypatch: pytest.MonkeyPatch) -> Version:
    monkeypatch.setenv("CSPDASH_STORE", str(real_store.path.parent))
    return real_store


def asked(version: Version, place: str, last: str, types: tuple[str, ...] | None, first: str) -> pd.DataFrame:
    answer = ask(version, "monthly_by_crime_type", area=place, crime_types=types, from_month=first, to_month=last)
    return wide(answer.frame, "crime_type")


def assert_series_equals_question(version: Version, place: str, first: str, last: str) -> None:
    app = run_page("pages/trends.py", {"place": place, "types": "shoplifting,burglary", "period": last})
    series = trends.together(asked(version, place, last, ("Burglary", "Shoplifting"), first), "both")
    judged = trends.against_expected(series, {"both": breaks_of(version, place, ("Burglary", "Shoplifting"))})
    title = app.title[0].value
    assert title.startswith("Burglary and shoplifting in ")
    latest = judged.iloc[-1]
    found = re.search(r": ([\d,]+) in ", title)
    assert found is not None
    assert as_number(found[1]) == latest["count"] == series["both"].iloc[-1]
    assert title.endswith(words.standing(latest.to_dict()))
    shown = Period.ending(Month.parse(last), 36)
    outside = trends.exceedances(judged, shown)
    assert app.subheader[2].value.startswith(f"{len(outside)} month" if len(outside) else "No month")
    if len(outside):
        table = tables_of(app)[0]
        assert [as_number(text) for text in table["Count"]] == list(outside["count"])
        assert list(table["Month"]) == [Month.parse(text).label for text in outside["month"]]
    total = series["both"].iloc[-12:].sum(skipna=False)
    heading = app.subheader[0].value
    assert (f"{total:,.0f} to" in heading) if total == total else heading.startswith("No twelve-month total")


@pytest.mark.parametrize("place", ["oadby-wigston", "oadby", "wigston", "south-wigston"])
def test_a_series_on_the_sample(on_sample: Version, place: str) -> None:
    assert_series_equals_question(on_sample, place, "2014-04", "2025-09")


@pytest.mark.parametrize(("place", "last"), [("wigston", "2022-09"), ("south-wigston", "2025-03")])
def test_a_series_on_real_files(on_real: Version, place: str, last: str) -> None:
    assert_series_equals_question(on_real, place, "2014-01", last)


def test_a_month_that_is_not_whole_is_a_gap(on_real: Version) -> None:
    app = run_page("pages/trends.py", {"period": "2020-03"})
    assert app.title[0].value == (
        "Crime and ASB in Oadby and Wigston: March 2020 is missing or incomplete, a gap and not a fall"
    )
    assert any("None of the last three months can be judged." in body for body in html_of(app))
    assert app.subheader[2].value == "No month can be judged, Apr 2017–Mar 2020"
    unusual = run_page("pages/trends.py", {"period": "2020-03", "view": "exceedances"})
    assert "no month of any type can be judged" in unusual.title[0].value


@pytest.mark.parametrize("place", ["oadby", "wigston", "south-wigston", "E01025992"])
def test_all_fourteen_types_with_their_latest_counts(on_sample: Version, place: str) -> None:
    app = run_page("pages/trends.py", {"place": place, "view": "types", "types": "burglary"})
    (html,) = [body for body in html_of(app) if "csp-multiples" in body and "<li>" in body]
    tiles = re.findall(r'<li><a [^>]*>([^<]+)</a> <span class="line"><b>([^<]+)</b>', html)
    told = asked(on_sample, place, "2025-09", None, "2014-04").loc["2025-09"]
    assert {name: as_number(text) for name, text in tiles} == told.to_dict()
    assert {name for name, _ in tiles} == set(CRIME_TYPES)
    links = re.findall(r'<li><a href="([^"]+)"', html)
    assert all("types=" in link and "view" not in link and f"place={place}" in link for link in links)


def test_the_table_of_unusual_months(on_sample: Version) -> None:
    app = run_page("pages/trends.py", {"place": "wigston", "view": "exceedances", "months": "all"})
    table = tables_of(app)[0]
    by_type = {name: breaks_of(on_sample, "wigston", (name,)) for name in CRIME_TYPES}
    judged = trends.against_expected(asked(on_sample, "wigston", "2025-09", None, "2014-04"), by_type)
    told = trends.exceedances(judged, Period(Month(2014, 4), LAST))
    assert [as_number(text) for text in table["Count"]] == list(told["count"])
    assert list(table["Crime type"]) == list(told["series"])
    for shown in table.to_dict("records"):
        least, most = map(as_number, shown["Expected range"].split(" to "))
        assert (as_number(shown["Count"]) > most) is shown["Outside"].startswith("▲ above")
        assert (as_number(shown["Count"]) < least) is shown["Outside"].startswith("▼ below")
    across = [outside.endswith("across a change of recording") for outside in table["Outside"]]
    assert across == list(told["across"])


def test_events_and_breaks_reach_the_chart(
    on_sample: Version, folder: Path, monkeypatch: pytest.MonkeyPatch, partnerships: Mapping[str, Partnership]
) -> None:
    lines = "date,title,area_code\n2025-06-16,Camera moved,south-wigston\n2025-01-01,Lost,nowhere\n"
    (folder / "events.csv").write_text(lines, encoding="utf-8")
    monkeypatch.setenv("CSPDASH_PARTNERSHIPS", str(folder))
    for place, seen in (("oadby-wigston", True), ("south-wigston", True), ("E01025987", True), ("oadby", False)):
        app = run_page("pages/trends.py", {"place": place})
        alt = app.get("vega_lite_chart")[0].proto.alt
        assert ("Camera moved" in alt) is seen, place
        assert "From May 2023 only the principal crime" in alt
        assert any("&#x27;Lost&#x27; (nowhere)" in body for body in html_of(app))


def test_the_names_of_two_years_do_not_stand_on_each_other() -> None:
    counts = [float(n) for n in [*range(300, 312)] * 2]
    years = trends.year_lines(pd.Series(counts, index=months(24, Month(2025, 3))), Month(2025, 3))
    spec = charts.years_chart(years)
    named = [row for row in spec["data"]["values"] if row["kind"] == "name"]
    top = spec["layer"][0]["encoding"]["y"]["scale"]["domain"][1]
    assert {row["text"] for row in named} == {"2024-25", "2023-24"}
    first, second = (row["y"] for row in named)
    assert abs(first - second) >= 0.0999 * top, "both lines end at 311"
    assert all(0 <= row["y"] <= top for row in named)
    room = spec["layer"][0]["encoding"]["x"]["scale"]["domain"][1] - 11
    assert room >= 3, "seven letters fit at the right edge of half a page at 1024 pixels"
