"""Emerging and the map of clear changes: figures are their questions' answers, verdicts where something was planted."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Hashable, Mapping
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from cspdash.areas import areas_of
from cspdash.catalogue import ask
from cspdash.periods import Month, Period
from cspdash.selection import base_of
from cspdash.statistics.emerging import clear, enough, grid, histories, judged_grid, largest
from cspdash.statistics.verdict import two_sided_p
from cspdash.store.versions import Version, current
from cspdash.wording import emerging as words
from tests.pages import as_number, html_of, run_page, tables_of

BOROUGH = "oadby-wigston"
QUARTER = Period(Month(2025, 7), Month(2025, 9))
SPAN = {"from_month": "2025-07", "to_month": "2025-09", "base_from": "2024-07", "base_to": "2024-09"}
LAST_YEAR = base_of("last-year", QUARTER, [])


@pytest.fixture
def on_sample(sample_store: Version, monkeypatch: pytest.MonkeyPatch) -> Version:
    monkeypatch.setenv("CSPDASH_STORE", str(sample_store.path.parent))
    return sample_store


@pytest.fixture(scope="module")
def planted_store(sample_store: Version, tmp_path_factory: pytest.TempPathFactory) -> Version:
    """The sample with three times the shoplifting of South Wigston in the latest quarter."""
    root = Path(shutil.copytree(sample_store.path.parent, tmp_path_factory.mktemp("planted") / "store"))
    version = current(root)
    with duckdb.connect(str(version.path)) as store:
        here = "month BETWEEN '2025-07-01' AND '2025-09-01' AND crime_type = 'Shoplifting' AND home"
        store.execute(
            "UPDATE crime_count SET n = n * 3 "
            f"WHERE lsoa IN (SELECT lsoa FROM area_member WHERE area = 'south-wigston') AND {here}"
        )
        store.execute(
            "UPDATE area_count SET n = (SELECT sum(c.n) FROM crime_count c JOIN area_member m ON m.lsoa = c.lsoa "
            "WHERE m.area = area_count.area AND c.month = area_count.month AND c.crime_type = 'Shoplifting' "
            "AND c.home) "
            f"WHERE {here}"
        )
    return version


# Statistics


def changes(base: list[int | None], current_: list[int], whole: list[bool]) -> pd.DataFrame:
    codes = [f"E{number}" for number in range(len(base))]
    return pd.DataFrame(
        {
            "area_code": codes, "area_name": codes, "crime_type": "Burglary", "base": pd.array(base, dtype="Int64"),
            "current": pd.array(current_, dtype="Int64"), "base_complete": whole, "current_complete": True,
        }
    )  # fmt: skip


def test_bases_are_averaged_and_a_gap_has_no_difference() -> None:
    frames = [changes([n, n + 1], [9, 30], [True, n > 5]) for n in (4, 6, 8)]
    table = grid(frames)
    assert list(table["base"]) == [6.0, 7.0]
    assert list(table["fair"]) == [True, False]
    assert table["difference"][0] == 3.0
    assert pd.isna(table["difference"][1])
    with pytest.raises(ValueError, match="same areas and types"):
        grid([frames[0], frames[1][:1]])


@given(st.integers(0, 60), st.integers(0, 60), st.integers(1, 12), st.integers(1, 5))
def test_rows_without_enough_records_could_have_no_verdict(base: int, now: int, months: int, years: int) -> None:
    row = pd.DataFrame({"base": [base / years], "current": pd.array([now], dtype="Int64"), "fair": [True]})
    share = 1 / (years + 1)
    splits = np.arange(base + now + 1)
    least = two_sided_p(splits, base + now - splits, share, 1.0, np.inf).min()
    assert bool(enough(row, months, years)[0]) is bool(least <= 0.05)


def test_months_without_records_are_nought_only_where_they_are_whole() -> None:
    pairs = grid([changes([1, 2], [3, 4], [True, True])])
    span = Period(Month(2024, 1), Month(2024, 3))
    monthly = pd.DataFrame({"area_code": ["E0"], "crime_type": ["Burglary"], "month": ["2024-02"], "count": [7]})
    coverage = pd.DataFrame({"month": ["2024-01", "2024-02"], "group": "crime", "status": ["complete", "complete"]})
    found = histories(monthly, coverage, span, pairs)
    assert list(found.index) == ["2024-01", "2024-02", "2024-03"]
    assert found.to_numpy()[:2].tolist() == [[0.0, 0.0], [7.0, 0.0]]
    assert np.isnan(found.to_numpy()[2]).all()


def test_a_planted_change_is_found_among_many_and_the_largest_come_first() -> None:
    random = np.random.default_rng(5)
    base, now = random.poisson(12, 40).tolist(), random.poisson(12, 40).tolist()
    base[7], now[7] = 12, 60
    table = grid([changes(base, now, [True] * 40)])
    history = pd.DataFrame(
        random.poisson(4, (72, 40)), index=[str(m) for m in Period.ending(Month(2025, 6), 72)], columns=table["pair"]
    ).astype(float)
    judged = judged_grid(table, history[table["pair"][enough(table, 3, 1)]], 3, 1)
    assert list(clear(judged)["area_code"]) == ["E7"]
    assert list(judged["verdict"].isna()) == [False] * 40
    rises, falls = largest(judged, 5, 1), largest(judged, 5, -1)
    assert rises["area_code"].iloc[0] == "E7"
    assert rises["difference"].is_monotonic_decreasing
    assert (falls["difference"] < 0).all()
    assert falls["difference"].is_monotonic_increasing


# Questions


@pytest.mark.parametrize("level", ["settlement", "lsoa"])
def test_types_by_area_add_up(sample_store: Version, level: str) -> None:
    told = ask(sample_store, "change_by_type_and_area", area=BOROUGH, level=level, **SPAN).frame
    whole = ask(sample_store, "change_by_crime_type", area=BOROUGH, **SPAN).frame.set_index("crime_type")
    for name in ("base", "current"):
        assert told.groupby("crime_type")[name].sum().to_dict() == whole[name].to_dict()
    by_area = ask(sample_store, "change_by_area", area=BOROUGH, level=level, **SPAN).frame.set_index("area_code")
    assert told.groupby("area_code")["current"].sum().to_dict() == by_area["current"].to_dict()
    months = {"from_month": "2024-01", "to_month": "2024-12", "crime_types": ["Burglary", "Drugs"]}
    monthly = ask(sample_store, "monthly_by_type_and_area", area=BOROUGH, level=level, **months).frame
    dense = ask(sample_store, "monthly_by_area", area=BOROUGH, level=level, **months).frame
    counts = dense[dense["count"] > 0].set_index(["area_code", "month"])["count"]
    assert monthly.groupby(["area_code", "month"])["count"].sum().to_dict() == counts.to_dict()
    assert monthly["count"].min() > 0


# The page


def assert_rows_are_answers(shown: pd.DataFrame, told: Mapping[str, Mapping[Hashable, Any]]) -> None:
    for _, row in shown.iterrows():
        answer = told[row.iloc[0]]
        assert as_number(row["Before"]) == answer["base"]
        assert as_number(row["Now"]) == answer["current"]
        assert as_number(row["Difference"]) == answer["current"] - answer["base"]


@pytest.mark.parametrize(("place", "level"), [(BOROUGH, "settlement"), ("oadby", "ward"), ("south-wigston", "lsoa")])
@pytest.mark.parametrize("store_name", ["sample_store", "real_store"])
def test_every_figure_is_its_questions_answer(
    place: str, level: str, store_name: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    store: Version = request.getfixturevalue(store_name)
    monkeypatch.setenv("CSPDASH_STORE", str(store.path.parent))
    real = store_name == "real_store"
    quarter = Period(Month(2025, 1), Month(2025, 3)) if real else QUARTER
    before = quarter.same_months_last_year()
    span = {
        "from_month": quarter.first, "to_month": quarter.last, "base_from": before.first, "base_to": before.last,
    }  # fmt: skip
    period = f"{quarter.first}_{quarter.last}"
    app = run_page("pages/emerging.py", {"place": place, "level": level, "period": period})
    by_type = ask(store, "change_by_crime_type", area=place, **span).frame
    told = {row["crime_type"]: row for row in by_type.to_dict("records")}
    both = ask(store, "change_by_type_and_area", area=place, level=level, **span).frame
    known = areas_of(store).by_code
    pairs = {f"{row['crime_type']}, {known[row['area_code']].known_as}": row for row in both.to_dict("records")}
    shown = [table for table in tables_of(app) if "Before" in table.columns]
    assert len(shown) >= 3
    for table in shown:
        assert_rows_are_answers(table, told if table.columns[0] == "Crime type" else pairs)
    up = (by_type["current"] - by_type["base"]).sort_values(ascending=False)
    assert [as_number(text) for text in shown[0]["Difference"]] == [float(n) for n in up if n > 0][:5]


def links_of(app: AppTest) -> list[tuple[str, str, dict[str, str]]]:
    """Name for those who hear it, page, and query of each link in the tables."""
    found = re.findall(r'<a href="(\w+)\?([^"]*)" target="_self" aria-label="([^"]*)"', "".join(html_of(app)))
    return [(unescape(name), page, dict(parse_qsl(unescape(query)))) for page, query, name in found]


def test_every_row_leads_to_the_right_view(on_sample: Version) -> None:
    app = run_page("pages/emerging.py", {"partnership": BOROUGH, "present": "1"})
    links = links_of(app)
    assert {page for _, page, _ in links} >= {"trends", "compare", "map"}
    for name, _, query in links:
        assert query["period"] == "2025-07_2025-09", name
        assert query["present"] == "1"
        assert query["partnership"] == BOROUGH
    by_page = {page: (name, query) for name, page, query in links if "Shoplifting, Oadby" in name}
    name, query = by_page["trends"]
    opened = run_page("pages/trends.py", query)
    assert opened.title[0].value.startswith("Shoplifting in Oadby: ")
    name, query = by_page["map"]
    opened = run_page("pages/map.py", query)
    assert opened.query_params["area"] == "oadby"
    assert "shoplifting offences" in " ".join(html_of(opened))
    name, query = next((name, query) for name, page, query in links if page == "compare")
    assert tables_of(run_page("pages/compare.py", query))[0].iloc[0, 0] == name.partition(":")[0]


def test_a_planted_rise_is_named_and_nothing_else(planted_store: Version, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSPDASH_STORE", str(planted_store.path.parent))
    app = run_page("pages/emerging.py")
    assert app.title[0].value == "Oadby and Wigston: one clear rise, shoplifting in South Wigston"
    first = next(table for table in tables_of(app) if table.columns[0] == "Crime type and settlement")
    assert list(first.iloc[0][[first.columns[0], "More than chance?"]]) == [
        "Shoplifting, South Wigston", "▲ clear rise",
    ]  # fmt: skip
    assert len(first) == 10
    base = {"types": "shoplifting", "level": "settlement", "measure": "verdict", "period": "2025-07_2025-09"}
    on_map = run_page("pages/map.py", base)
    told = ask(planted_store, "change_by_area", area=BOROUGH, level="settlement", crime_types=["Shoplifting"], **SPAN)
    row = next(row for row in told.frame.to_dict("records") if row["area_name"] == "South Wigston")
    rise = row["current"] - row["base"]
    assert on_map.title[0].value == f"One clear rise: South Wigston, up {rise} on last year"
    deck = json.loads(on_map.get("deck_gl_json_chart")[0].proto.json)
    layers = {layer["id"]: layer["data"] for layer in deck["layers"]}
    drawn = {feature["properties"]["code"]: feature["properties"] for feature in layers["areas"]["features"]}
    assert drawn["south-wigston"]["fill"] == [0xE6, 0x61, 0x01]
    assert {tuple(area["fill"]) for code, area in drawn.items() if code != "south-wigston"} == {(0xF7, 0xF7, 0xF7)}
    assert f"▲ Up {rise} on last year, a clear rise\nRate ratio" in drawn["south-wigston"]["told"]
    assert "▲ South Wigston" in [label["name"] for label in layers["names"]]
    table = next(table for table in tables_of(on_map) if "Clear?" in table.columns)
    assert list(table.iloc[0][["Settlement", "Clear?"]]) == ["South Wigston", "▲ clear rise"]


def test_the_map_of_clear_changes_shows_shapes_where_it_cannot_say(on_sample: Version) -> None:
    app = run_page("pages/map.py", {"measure": "verdict", "types": "robbery", "period": "2025-07_2025-09"})
    assert app.title[0].value == "Oadby and Wigston: too few records to say of any LSOA on last year"
    deck = json.loads(app.get("deck_gl_json_chart")[0].proto.json)
    points = next(layer["data"] for layer in deck["layers"] if layer["id"] == "points")
    assert [point["name"] for point in points] == ["○"] * 36
    app = run_page("pages/map.py", {"measure": "verdict", "base": "previous", "period": "2025-07_2025-09"})
    assert app.title[0].value == "Oadby and Wigston: changes on the period before cannot be judged"
    assert "</i> not judged</li>" in "".join(html_of(app))


def test_other_months_and_gaps_are_not_judged(on_sample: Version) -> None:
    app = run_page("pages/emerging.py", {"base": "previous"})
    assert app.title[0].value == "Oadby and Wigston: changes on the period before cannot be judged"
    assert "not the same months of the year" in " ".join(html_of(app))
    app = run_page("pages/emerging.py", {"period": "2020-01_2020-03"})
    told = " ".join(html_of(app))
    assert "not comparable" in told
    assert "Burglary" not in "".join(tables_of(app)[0].iloc[:, 0])


def test_an_lsoa_and_its_types(on_sample: Version) -> None:
    app = run_page("pages/emerging.py", {"place": "E01025992", "types": "burglary,robbery"})
    assert words.NO_AREAS in " ".join(html_of(app))
    assert {table.columns[0] for table in tables_of(app)} <= {"Crime type", "Month", "LSOA"}


# Sentences


def some(verdict: str, about: str) -> words.Finding:
    return words.Finding(verdict, about, "up 5 to 9")


def test_titles_are_short_and_plain() -> None:
    known = words.Counts(10, 4, 0)

    def title(
        *found: words.Finding, counts: words.Counts = known, unusual: list[dict[Hashable, Any]] | None = None
    ) -> str:
        return words.title("Oadby and Wigston", found, counts, [], unusual or [], QUARTER, LAST_YEAR)

    assert title() == "Oadby and Wigston: nothing beyond usual variation in July to September 2025"
    assert title(some("fall", "drugs")) == "Oadby and Wigston: one clear fall, drugs"
    two = title(some("rise", "bicycle theft"), some("fall", "drugs"))
    assert two == "Oadby and Wigston: one clear rise, bicycle theft; one clear fall, drugs"
    many = [some("rise", f"violence and sexual offences in {n}") for n in "abc"]
    assert title(*many, some("fall", "drugs")) == "Oadby and Wigston: three clear rises and one clear fall"
    month: dict[Hashable, Any] = {"series": "Drugs", "month": "2025-08", "exceedance": "above"}
    assert title(unusual=[month]) == "Oadby and Wigston: no clear change; drugs unusually high in August 2025"
    assert title(unusual=[month, month]) == "Oadby and Wigston: no clear change on last year, two unusual months"
    assert title(counts=words.Counts(0, 3, 0)) == "Oadby and Wigston: too few records to call any change clear"
    assert title(counts=words.Counts(0, 0, 3)) == "Oadby and Wigston: changes on last year cannot be judged"


def test_new_hot_spots_are_told(sample_store: Version) -> None:
    known = areas_of(sample_store).by_code
    spot, county = known["E01025992"], known["E10000018"]
    assert words.spots_line("lsoa", [spot], 36, county).startswith("▲ New hot spots: ")
    assert words.spots_line("lsoa", [], 36, county) == "● New hot spots: none of 36 LSOAs is newly above the county."
    assert words.spots_line("lsoa", [], 0, None).startswith("– New hot spots: cannot be judged")
    told = words.title("Wigston", [], words.Counts(1, 0, 0), [spot], [], QUARTER, LAST_YEAR)
    assert told.startswith("Wigston: one new hot spot, ")
