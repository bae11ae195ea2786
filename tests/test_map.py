"""Map: classes, findings, outlines, names of LSOAs, points, and every figure of the page against its question."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Mapping
from math import nan
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from cspdash.areas import areas_of
from cspdash.catalogue import ask
from cspdash.charts.area_trend import area_trend
from cspdash.charts.specs import spec_as_png
from cspdash.maps.choropleth import view
from cspdash.maps.outlines import outlines
from cspdash.partnership import PartnershipError, read_partnership
from cspdash.periods import Month, Period
from cspdash.statistics.classes import class_limits, class_of, class_of_difference, difference_limits, spread
from cspdash.statistics.places import ends, fewest_holding, measured, ranked
from cspdash.store.reader import cursor
from cspdash.store.report import LoadReport
from cspdash.store.sql import sql
from cspdash.store.versions import PARTNERSHIPS, Version, current
from cspdash.wording.filters import area_label
from cspdash.wording.map_figures import class_label, difference_labels, per_1000
from tests.conftest import REPOSITORY

BOROUGH = "E07000135"
MONTHS = {"from_month": "2024-10", "to_month": "2025-09"}
BASE = {"base_from": "2023-10", "base_to": "2024-09"}


# Classes


def test_classes_are_round_and_about_equally_filled() -> None:
    counts = [440, 247, 246, 201, 154, 153, 134, 133, 122, 121, 120, 118, 110, 98, 97, 90, 88, 86, 80, 77, 71, 70, 66,
              61, 60, 57, 55, 51, 48, 44, 41, 39, 33, 30, 27, 21]  # fmt: skip
    limits = class_limits(counts)
    assert limits == (50, 80, 100, 200)
    assert min(sum(class_of(n, limits) == k for n in counts) for k in range(5)) >= 4


@pytest.mark.parametrize(
    ("values", "limits"),
    [([], ()), ([0] * 36, ()), ([7], ()), ([3, 7, 7], (5,)), ([0] * 30 + [1] * 6, (1,)), ([0, 1], (1,))],
)
def test_few_values_make_few_classes(values: list[float], limits: tuple[float, ...]) -> None:
    assert class_limits(values) == limits


@given(st.lists(st.integers(0, 3000), max_size=80))
def test_no_class_is_empty_and_limits_are_whole(values: list[int]) -> None:
    limits = class_limits(values)
    assert len(limits) <= 4
    assert all(limit == int(limit) for limit in limits)
    assert list(limits) == sorted(set(limits))
    if values:
        assert {class_of(value, limits) for value in values} == set(range(len(limits) + 1))


@given(st.lists(st.integers(-400, 400), max_size=80))
def test_differences_are_cut_alike_above_and_below_nought(values: list[int]) -> None:
    limits = difference_limits(values)
    assert all(limit >= 1 for limit in limits)
    assert len(limits) <= 2
    for value in values:
        assert class_of_difference(value, limits) == -class_of_difference(-value, limits)
    assert len(difference_labels(limits)) == 2 * len(limits) + 1
    assert class_of_difference(0, limits) == 0


def test_labels_name_every_whole_number_once() -> None:
    labels = [class_label(low, high) for low, high in ((None, 1), (1, 2), (2, 10), (10, None))]
    assert labels == ["0", "1", "2 to 9", "10 or more"]
    assert class_label(20.5, 30, whole=False) == "20.5 to under 30"
    assert difference_labels((5, 15)) == [
        "down 15 or more", "down 5 to 14", "up or down by less than 5", "up 5 to 14", "up 15 or more",
    ]  # fmt: skip
    assert difference_labels((1,)) == ["down 1 or more", "no change", "up 1 or more"]
    assert difference_labels(()) == ["no change"]


def test_few_classes_take_the_whole_range_of_colours() -> None:
    assert spread(2, "abcde") == ("a", "e")
    assert spread(5, "abcde") == tuple("abcde")
    assert spread(1, "abcde") == ("a",)


# Figures


def change(codes: str, base: list[int | None], current: list[int | None], whole: list[bool]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "area_code": list(codes), "area_name": list(codes.upper()),
            "base": pd.array(base, dtype="Int64"), "current": pd.array(current, dtype="Int64"),
            "base_complete": [True] * len(codes), "current_complete": whole,
        }
    )  # fmt: skip


def test_a_gap_has_no_rate_and_no_difference() -> None:
    table = measured(
        [change("abc", [10, 20, None], [15, 2, None], [True, False, False])],
        {"a": (1000, 2021), "b": (500, 2021), "c": (None, None)},
    )
    assert list(table["count"])[:2] == [15, 2]
    assert pd.isna(table["count"][2])
    assert table["rate"][0] == 15.0
    assert table["rate"].isna().tolist() == [False, True, True]
    assert table["difference"].tolist()[0] == 5.0
    assert table["difference"].isna().tolist() == [False, True, True]
    assert list(ranked(table, "count")["area_code"]) == ["a"], "a partial count is never ranked as a low one"


def test_several_bases_are_averaged() -> None:
    frames = [change("a", [n], [15], [True]) for n in (10, 11, 12)]
    assert measured(frames, {"a": (None, None)})["difference"].tolist() == [4.0]
    with pytest.raises(ValueError, match="same areas"):
        measured([frames[0], change("b", [1], [1], [True])], {"a": (None, None)})


@given(st.lists(st.integers(0, 50), min_size=1, max_size=12))
def test_the_fewest_areas_hold_a_quarter_and_one_fewer_do_not(counts: list[int]) -> None:
    total = sum(counts)
    number, share = fewest_holding(counts, total)
    ordered = sorted(counts, reverse=True)
    if total == 0:
        assert (number, share) == (0, 0.0)
    else:
        assert 4 * sum(ordered[:number]) >= total
        assert 4 * sum(ordered[: number - 1]) < total
        assert share == sum(ordered[:number]) / total


def test_both_ends_of_an_order_are_shown_once() -> None:
    order = pd.DataFrame({"n": range(12)})
    assert list(ends(order, 10, both=True)["n"]) == [0, 1, 2, 3, 4, 7, 8, 9, 10, 11]
    assert list(ends(order[:7], 10, both=True)["n"]) == list(range(7))


def test_a_rate_says_its_months() -> None:
    year, half, month = (Period(Month(2025, first), Month(2025, 12)) for first in (1, 7, 12))
    assert per_1000(year) == "per 1,000 residents"
    assert per_1000(half) == "per 1,000 residents over six months"
    assert per_1000(month) == "per 1,000 residents over one month"


# Outlines


@pytest.mark.parametrize("level", ["lsoa", "ward", "settlement"])
def test_every_area_has_an_outline_and_none_overlap(sample_store: Version, level: str) -> None:
    drawn = outlines(sample_store, BOROUGH, level)
    codes = set(ask(sample_store, "areas", area=BOROUGH, level=level).frame["area_code"])
    assert set(drawn.shapes) == codes
    shapes = {code: shapely.from_geojson(json.dumps(shape)) for code, shape in drawn.shapes.items()}
    whole = shapely.unary_union(list(shapes.values()))
    assert all(shape.is_valid for shape in shapes.values())
    assert sum(shape.area for shape in shapes.values()) == pytest.approx(whole.area, rel=1e-3)
    for code, (x, y) in drawn.labels.items():
        assert shapes[code].contains(shapely.Point(x, y))
    assert drawn.split == 0


def test_split_lsoas_are_drawn_as_their_parent_until_their_parts_are_loaded(
    sample_store: Version, realdata: Path, store: Path, take: Callable[..., LoadReport]
) -> None:
    county = ask(sample_store, "boundaries", area="E10000018", level="lsoa").frame
    assert set(county["vintage"]) == {2011}
    parents = {lsoa for (lsoa,) in cursor(sample_store).execute(sql("app/whole_parents")).fetchall()}
    assert set(county.loc[county["split"], "lsoa"]) == parents & set(county["lsoa"])
    report = take(realdata / "boundaries/leicestershire_lsoa21.geojson")
    assert report.exit_code == 0
    after = ask(current(store), "boundaries", area="E10000018", level="lsoa").frame
    assert set(after["vintage"]) == {2021}
    assert not after["split"].any()
    assert len(after) > len(county)


def test_the_whole_place_fits_into_the_view() -> None:
    # Web Mercator at zoom 0 is 512 pixels wide: a 36th of it at zoom log2(36) fills them again.
    assert view((-5.0, -0.5, 5.0, 0.5), (512, 512)).zoom == pytest.approx(5.11, abs=0.01)
    assert view(None, (640, 420)).zoom < 6


# Names


def test_lsoas_are_known_by_settlement_streets_and_short_code(sample_store: Version) -> None:
    known = [area for area in areas_of(sample_store).all if area.level == "lsoa"]
    borough = [area for area in known if area.name.startswith("Oadby and Wigston")]
    assert len(borough) == 36
    for area in borough:
        assert re.fullmatch(r"(Oadby|Wigston|South Wigston): [^()]+ \(\d{3}[A-Z]\)", area.known_as), area.known_as
        assert area.known_as.endswith(f"({area.name[-4:]})")
        assert not re.search("Supermarket|Petrol Station|Parking Area|Shopping Area|On or near", area.known_as)
        label = area_label(area)
        assert area.code in label
        assert area.name in label
        assert area.known_as in label
    assert len({area.known_as for area in known}) == len(known)


def test_the_main_streets_are_those_with_most_records_of_the_last_24_months(sample_store: Version) -> None:
    months = sorted(ask(sample_store, "months_loaded").frame.query("force == 'leicestershire'")["month"])[-24:]
    streets = ask(
        sample_store, "top_streets", area="E01025992", from_month=months[0], to_month=months[-1], all_forces=True
    ).frame
    named = streets[streets["kind"] == "street"].head(2)["street"]
    assert areas_of(sample_store).by_code["E01025992"].known_as == f"Wigston: {', '.join(named)} (005A)"


@pytest.mark.parametrize("area", ["E01025992", "oadby", BOROUGH])
@pytest.mark.parametrize("all_forces", [False, True])
def test_streets_add_up_to_the_area(sample_store: Version, area: str, all_forces: bool) -> None:
    given_ = MONTHS | {"area": area, "all_forces": all_forces}
    streets = ask(sample_store, "top_streets", **given_).frame
    types = ask(sample_store, "change_by_crime_type", **given_, **BASE).frame
    assert int(streets["count"].sum()) == int(types["current"].sum())
    burglary = ask(sample_store, "top_streets", crime_types=["Burglary"], **given_).frame
    assert int(burglary["count"].sum()) == int(types.set_index("crime_type")["current"]["Burglary"])


# Points


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(PARTNERSHIPS / "oadby-wigston", tmp_path / "oadby-wigston")
    shipped = (PARTNERSHIPS / "oadby-wigston.yaml").read_text(encoding="utf-8")
    (tmp_path / "oadby-wigston.yaml").write_text(f"{shipped}\npoints: points.csv\n", encoding="utf-8")
    return tmp_path


def test_points_are_read_anew(folder: Path) -> None:
    points = folder / "points.csv"
    points.write_text("kind,name,longitude,latitude\nCamera,One,-1.10,52.58\n\nKit,Two,-1.09,52.59\n", encoding="utf-8")
    first = read_partnership(folder / "oadby-wigston.yaml")
    assert [(p.kind, p.name, p.longitude, p.latitude) for p in first.points] == [
        ("Camera", "One", -1.10, 52.58), ("Kit", "Two", -1.09, 52.59),
    ]  # fmt: skip
    points.write_text("kind,name,longitude,latitude\nCamera,One,-1.11,52.58\n", encoding="utf-8")
    assert [p.longitude for p in read_partnership(folder / "oadby-wigston.yaml").points] == [-1.11]
    assert read_partnership(PARTNERSHIPS / "oadby-wigston.yaml").points == ()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("kind,name,longitude\nCamera,One,-1.1\n", "points.csv:1: latitude: not found once in the first line"),
        ("kind,name,longitude,latitude\nCamera,,-1.1,52.6\n", "points.csv:2: name: is empty"),
        ("kind,name,longitude,latitude\nA,B,-1.1,52.6\nC,D,52.6,-1.1\n", "points.csv:3: longitude: '52.6' is not"),
        ("kind,name,longitude,latitude\nA,B,-1.1,north\n", "points.csv:2: latitude: 'north' is not a latitude"),
        ("kind,name,longitude,latitude\nA,B,-1.1,nan\n", "points.csv:2: latitude: 'nan' is not a latitude"),
        ('kind,name,longitude,latitude\nA,"B,-1.1,52.6\n', "points.csv:2: CSV:"),
        (None, "points: cannot read"),
    ],
)
def test_faults_of_points_are_told_with_file_and_line(folder: Path, content: str | None, told: str) -> None:
    if content is not None:
        (folder / "points.csv").write_text(content, encoding="utf-8")
    with pytest.raises(PartnershipError) as caught:
        read_partnership(folder / "oadby-wigston.yaml")
    assert told in str(caught.value)
    assert " — " in str(caught.value)


@pytest.mark.parametrize("written", ["[a, b]", "../points.csv", "/points.csv"])
def test_points_are_one_file_beside_the_yaml(folder: Path, written: str) -> None:
    path = folder / "oadby-wigston.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("points.csv", written), encoding="utf-8")
    with pytest.raises(PartnershipError, match=r"points: .* — "):
        read_partnership(path)


# The page


def opened(store: Version, monkeypatch: pytest.MonkeyPatch, **query: str) -> AppTest:
    monkeypatch.setenv("CSPDASH_STORE", str(store.path.parent))
    at = AppTest.from_file(str(REPOSITORY / "app.py"), default_timeout=60).run()
    at.switch_page("pages/map.py")
    at.query_params.clear()
    for name, value in query.items():
        at.query_params[name] = value
    at.run()
    assert not at.exception
    return at


def deck_of(at: AppTest) -> dict[str, Any]:
    spec: dict[str, Any] = json.loads(at.get("deck_gl_json_chart")[0].proto.json)
    return spec


def areas_drawn(at: AppTest) -> dict[str, Mapping[str, Any]]:
    layer = next(layer for layer in deck_of(at)["layers"] if layer["id"] == "areas")
    return {feature["properties"]["code"]: feature["properties"] for feature in layer["data"]["features"]}


def html_of(at: AppTest) -> str:
    return "".join(block.proto.body for block in at.get("html"))


PLACES = (BOROUGH, "oadby", "wigston", "south-wigston", "charnwood")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("store_name", ["sample_store", "real_store"])
def test_every_figure_is_its_questions_answer(
    place: str, store_name: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    store: Version = request.getfixturevalue(store_name)
    at = opened(store, monkeypatch, place=place, period="2025-04_2025-06", base="2025-01_2025-03")
    months = {"area": place, "from_month": "2025-04", "to_month": "2025-06"}
    counts = ask(store, "counts_by_area", level="lsoa", **months).frame.set_index("area_code")
    changes = ask(
        store, "change_by_area", level="lsoa", base_from="2025-01", base_to="2025-03", **months
    ).frame.set_index("area_code")  # fmt: skip
    drawn = areas_drawn(at)
    assert set(drawn) == set(counts.index)
    for code, area in drawn.items():
        told = area["told"].splitlines()
        assert told[0] == f"Crimes and ASB, Apr–Jun 2025: {counts['count'][code]:,}"
        if pd.notna(counts["population"][code]):
            rate = counts["count"][code] * 1000 / counts["population"][code]
            assert told[1].startswith(f"{rate:,.1f} per 1,000 residents over three months")
            assert f"in {counts['population_year'][code]}" in told[1]
        else:
            assert told[1].startswith("No rate")
        difference = int(changes["current"][code] - changes["base"][code])
        word = "No change" if difference == 0 else f"{'Up' if difference > 0 else 'Down'} {abs(difference):,}"
        assert told[2] == f"{word} on the period chosen"


@pytest.mark.parametrize("place", ["oadby", "wigston", "south-wigston"])
def test_the_details_of_an_area_are_its_questions_answers(
    place: str, sample_store: Version, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = sorted(areas_drawn(opened(sample_store, monkeypatch, place=place)))[0]
    at = opened(sample_store, monkeypatch, place=place, area=code)
    html = html_of(at)
    types = ask(sample_store, "change_by_crime_type", area=code, **MONTHS, **BASE).frame
    for row in types.to_dict("records"):
        if row["current"]:
            difference = int(row["current"] - row["base"])
            signed = "0" if difference == 0 else f"{difference:+,}".replace("-", "−")
            name = f'<th scope="row">{row["crime_type"]}</th>'
            assert f'{name}<td class="number">{row["current"]:,}</td><td class="number">{signed}</td>' in html
    streets = ask(sample_store, "top_streets", area=code, **MONTHS).frame.head(6)
    for row in streets.to_dict("records"):
        assert row["street"] in html
        assert f'<td class="number">{row["count"]:,}</td>' in html
    assert at.subheader[0].value == areas_of(sample_store).by_code[code].known_as


def test_the_title_is_the_finding(sample_store: Version, monkeypatch: pytest.MonkeyPatch) -> None:
    counts = ask(sample_store, "counts_by_area", area=BOROUGH, level="lsoa", **MONTHS).frame["count"]
    number, share = fewest_holding([int(n) for n in counts], int(counts.sum()))
    words = {3: "Three", 4: "Four", 5: "Five"}[number]
    held, total = round(share * int(counts.sum())), int(counts.sum())
    at = opened(sample_store, monkeypatch)
    assert at.title[0].value == (
        f"{words} LSOAs hold {held:,} of Oadby and Wigston’s {total:,} crimes and ASB ({share:.0%})"
    ), "a count first, and its share second"
    changes = ask(sample_store, "change_by_area", area=BOROUGH, level="ward", **MONTHS, **BASE).frame
    rise = (changes["current"] - changes["base"]).max()
    at = opened(sample_store, monkeypatch, level="ward", measure="difference")
    assert at.title[0].value.startswith("Largest rise: " if rise > 0 else "Largest fall: ")
    at = opened(sample_store, monkeypatch, types="robbery", place="oadby")
    assert re.fullmatch(r"Oadby: \d+ robbery offences in \w+ of 15 LSOAs", at.title[0].value)


def test_a_gap_is_grey_and_never_low(sample_store: Version, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened(sample_store, monkeypatch, period="2020-01_2020-12", measure="count")
    assert at.title[0].value == "Oadby and Wigston: months of Jan–Dec 2020 are incomplete, so nothing is coloured"
    drawn = areas_drawn(at)
    assert {tuple(area["fill"]) for area in drawn.values()} == {(0xD9, 0xD9, 0xD9)}
    assert all(area["told"].endswith("incomplete months: no figure") for area in drawn.values())
    assert "</i> incomplete</li>" in html_of(at)
    at = opened(sample_store, monkeypatch, period="2020-01_2020-12", types="anti-social-behaviour")
    assert len({tuple(area["fill"]) for area in areas_drawn(at).values()}) > 2, "ASB of that year is whole"


def test_the_map_asks_no_other_server(sample_store: Version, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = deck_of(opened(sample_store, monkeypatch))
    assert spec["mapStyle"] == "__MAP_STYLE__", "what stands for no map below; anything else is fetched"
    assert spec.get("mapProvider") is None
    assert "http" not in json.dumps(spec)


def test_a_choice_stays_in_the_link_and_a_wrong_one_is_told(
    sample_store: Version, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = opened(sample_store, monkeypatch, level="ward", measure="rate")
    assert len(areas_drawn(at)) == 10
    assert at.button_group(key="choice_Map_level").value == "ward"
    at.button_group(key="choice_Map_level").select("settlement").run()
    assert len(areas_drawn(at)) == 3
    assert at.query_params["level"] == "settlement"
    assert at.query_params["measure"] == "rate"
    at = opened(sample_store, monkeypatch, level="planet", area="E01000001")
    told = " ".join(warning.value for warning in at.warning)
    assert "'planet' is not offered" in told
    assert "'E01000001' is not offered" in told
    assert "level" not in at.query_params
    at = opened(sample_store, monkeypatch, place="south-wigston", area="E01025970")
    assert not [warning.value for warning in at.warning if "link" in warning.value], "another place's area is let go"
    assert "area" not in at.query_params


def test_points_are_shown_by_kind(sample_store: Version, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "points.csv").write_text(
        "kind,name,longitude,latitude\nCamera,One,-1.10,52.58\nKit,Two,-1.09,52.59\n", encoding="utf-8"
    )
    monkeypatch.setenv("CSPDASH_PARTNERSHIPS", str(folder))
    assert not [layer for layer in deck_of(opened(sample_store, monkeypatch))["layers"] if layer["id"] == "points"]
    at = opened(sample_store, monkeypatch, **{"points-kit": "1"})
    points = next(layer for layer in deck_of(at)["layers"] if layer["id"] == "points")
    assert [point["position"] for point in points["data"]] == [[-1.09, 52.59]]
    assert "</b> Kit</li>" in html_of(at)
    assert "</b> Camera</li>" not in html_of(at)


def test_months_are_drawn_with_their_gaps() -> None:
    monthly = pd.Series([12.0, nan], index=["2020-02", "2020-03"])
    spec = area_trend(monthly)
    assert [(row["count"], row["box"]) for row in spec["data"]["values"]] == [(12, None), (None, 12)]
    assert spec_as_png(spec, "Finding", "Months").startswith(b"\x89PNG")
