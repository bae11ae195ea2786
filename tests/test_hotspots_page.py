"""Hot spots: the ranking, the street points, and every figure of the page against its question."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from cspdash.areas import areas_of, inside
from cspdash.catalogue import ask
from cspdash.maps.adjacency import adjacency
from cspdash.periods import Month, Period
from cspdash.statistics.hit_rate import list_accuracy
from cspdash.statistics.hotspot_ranking import ranking, rate_over, whole
from cspdash.statistics.hotspots import dispersion_within_areas, significantly_above
from cspdash.statistics.street_points import matching, near, parts_of, points_table
from cspdash.store.versions import PARTNERSHIPS, Version
from cspdash.ui import hotspots_view
from cspdash.wording import hotspots as words
from tests.pages import as_number, html_of, run_page, tables_of

PLACES = ("oadby-wigston", "oadby", "wigston", "south-wigston")
COUNTY = "E10000018"
SAMPLE_YEAR, REAL_YEAR = Period.ending(Month(2025, 9)), Period.ending(Month(2025, 12))


def opened(**query: str) -> AppTest:
    return run_page("pages/hotspots.py", query)


def text_of(app: AppTest) -> str:
    return "\n".join(html_of(app))


def months(period: Period) -> dict[str, str]:
    return {"from_month": str(period.first), "to_month": str(period.last)}


def counts(version: Version, place: str, period: Period, level: str = "lsoa") -> pd.DataFrame:
    return ask(version, "counts_by_area", area=place, level=level, **months(period)).frame


# The ranking


def months_of(grid: np.ndarray[Any, Any]) -> pd.DataFrame:
    """Areas × months of counts, ending in December 2025."""
    areas, held = grid.shape
    names = [str(month) for month in Period.ending(Month(2025, 12), held)]
    return pd.DataFrame(
        {
            "area_code": np.repeat([f"A{n:02d}" for n in range(areas)], held), "month": names * areas,
            "count": pd.array(grid.ravel(), dtype="Int64"), "complete": True,
        }
    )  # fmt: skip


def year_of(monthly: pd.DataFrame, residents: int) -> pd.DataFrame:
    """The last twelve months as counts by area."""
    year = monthly[monthly["month"] >= "2025-01"].groupby("area_code")["count"].sum().reset_index()
    population = pd.array([residents] * len(year), dtype="Int64")
    return year.assign(area_name=year["area_code"], population=population, complete=True)


def at_large(grid: np.ndarray[Any, Any], rate: float, residents: int) -> pd.DataFrame:
    """A reference of so many residents with the same rate per 1,000 and year in every month."""
    names = [str(month) for month in Period.ending(Month(2025, 12), grid.shape[1])]
    return pd.DataFrame({"month": names, "count": round(rate * residents / 12000), "complete": True})


NOBODY = pd.DataFrame({"area_code": [], "neighbour": []}, dtype="str")
RESIDENTS, AT_LARGE = 1600, 1_200_000


def test_areas_stand_above_below_and_within() -> None:
    grid = np.random.default_rng(1).poisson(np.array([[20.0], [8.0], [8.0], [2.0], [0.01]]), (5, 36))
    monthly = months_of(grid)
    found = ranking(year_of(monthly, RESIDENTS), monthly, at_large(grid, 60, AT_LARGE), REAL_YEAR, AT_LARGE, NOBODY)
    assert found.rate == 60
    assert dict(zip(found.areas["area_code"], found.areas["standing"], strict=True)) == {
        "A00": "above", "A01": "usual", "A02": "usual", "A03": "below", "A04": "below",
    }  # fmt: skip
    assert list(found.areas["excess"]) == sorted(found.areas["excess"], reverse=True)
    assert list(found.leading["area_code"]) == ["A00"]
    assert found.areas.set_index("area_code")["persistence"]["A00"] == "always"
    part = found.inside(["A02", "A03"])
    assert list(part.areas["place"]) == [1, 2]
    assert list(part.areas["standing"]) == ["usual", "below"], "a part keeps the verdicts of the whole"


def test_alike_areas_are_seldom_below() -> None:
    chance = np.random.default_rng(2)
    false = 0
    for _ in range(100):
        grid = chance.poisson(8.0, (36, 24))
        monthly = months_of(grid)
        found = ranking(year_of(monthly, RESIDENTS), monthly, at_large(grid, 60, AT_LARGE), REAL_YEAR, AT_LARGE, NOBODY)
        false += bool((found.areas["standing"] == "below").any())
    assert false <= 10, "5% of boroughs and what chance adds in a hundred of them"


def test_without_residents_or_history_areas_are_ranked_and_not_judged() -> None:
    grid = np.full((3, 24), 5) + np.array([[0], [2], [1]])
    monthly = months_of(grid)
    nobody = year_of(monthly, RESIDENTS).assign(population=pd.array([None] * 3, dtype="Int64"))
    found = ranking(nobody, monthly, at_large(grid, 60, AT_LARGE), REAL_YEAR, AT_LARGE, NOBODY)
    assert found.by == "count"
    assert list(found.areas["area_code"]) == ["A01", "A02", "A00"]
    assert set(found.areas["standing"]) == {"unknown"}
    short = months_of(grid[:, :2])
    period = Period(Month(2025, 11), Month(2025, 12))
    two = short.groupby("area_code")["count"].sum().reset_index()
    two = two.assign(area_name=two["area_code"], population=pd.array([RESIDENTS] * 3, dtype="Int64"), complete=True)
    found = ranking(two, short, at_large(grid[:, :2], 60, AT_LARGE), period, AT_LARGE, NOBODY)
    assert (found.dispersion, found.by) == (None, "excess")
    assert set(found.areas["standing"]) == {"unknown"}
    assert found.areas["rate"].notna().all()


def test_a_gap_is_not_low() -> None:
    grid = np.full((3, 24), 8)
    monthly = months_of(grid)
    partial = year_of(monthly, RESIDENTS).assign(complete=[True, False, True], count=[96, 1, 96])
    found = ranking(partial, monthly, at_large(grid, 60, AT_LARGE), REAL_YEAR, AT_LARGE, NOBODY).areas
    last = found.iloc[-1]
    assert (last["area_code"], last["standing"]) == ("A01", "unknown")
    assert pd.isna(last["place"])
    assert pd.isna(last["rate"])
    reference = at_large(grid, 60, AT_LARGE)
    reference.loc[reference["month"] == "2025-03", "complete"] = False
    assert rate_over(reference, REAL_YEAR, AT_LARGE) is None


# Street points


def rows_of(*rows: tuple[float, float, str, str, str, int, int]) -> pd.DataFrame:
    names = ["longitude", "latitude", "street", "lsoa", "crime_type", "count", "months"]
    frame = pd.DataFrame(rows, columns=names)
    return frame.assign(kind="street", first_seen="2025-01", last_seen="2025-12")


def test_points_with_one_name_stay_apart_and_shares_add_up() -> None:
    table = points_table(
        rows_of(
            (-1.10, 52.58, "High Street", "L1", "Burglary", 3, 2), (-1.10, 52.58, "High Street", "L1", "Drugs", 1, 2),
            (-1.11, 52.58, "High Street", "L1", "Drugs", 4, 3), (np.nan, np.nan, "", "L2", "Drugs", 2, 1),
            (np.nan, np.nan, "", "L2", "Robbery", 2, 1),
        )
    )  # fmt: skip
    assert list(table["count"]) == [4, 4, 4]
    assert list(table["place"]) == [1, 1, 1]
    assert table["share"].sum() == pytest.approx(1)
    assert list(table.groupby("lsoa")["lsoa_share"].sum()) == pytest.approx([1, 1])
    assert (("Burglary", 3), ("Drugs", 1)) in list(table["types"])
    assert len(points_table(rows_of())) == 0
    assert list(matching(table, ["Two", "Two", "One"], "two HIGH")["longitude"]) == [-1.11]
    assert len(matching(table, ["One", "Two", "Two"], "nowhere")) == 0


def test_near_is_measured_in_metres() -> None:
    # 0.001° of latitude are 111 m, and of longitude at 52.58° north 68 m.
    table = points_table(rows_of((-1.10, 52.581, "A", "L1", "Drugs", 1, 1), (-1.099, 52.58, "B", "L1", "Drugs", 1, 1),
                                 (-1.10, 52.583, "C", "L1", "Drugs", 1, 1)))  # fmt: skip
    close = near(table, -1.10, 52.58)
    assert list(close["street"]) == ["B", "A"]
    assert list(close["metres"]) == pytest.approx([67.6, 111.3], abs=0.2)


def test_a_period_across_july_2022_has_two_parts() -> None:
    across = Period(Month(2022, 4), Month(2022, 9))
    later, earlier = parts_of(across)
    assert (str(earlier.last), str(later.first)) == ("2022-06", "2022-07")
    assert sorted([*earlier, *later]) == list(across)
    assert parts_of(earlier) == (earlier,)
    assert parts_of(later) == (later,)


# The page, by area


def assert_areas_equal_questions(version: Version, place: str, period: Period) -> None:
    app = opened(place=place)
    told = counts(version, place, period)
    known = areas_of(version).by_code
    names = {known[code].known_as: code for code in told["area_code"]}
    full = tables_of(app)[-1]
    shown = full.assign(code=[names[name.partition(". ")[2]] for name in full["LSOA"]]).set_index("code")
    told = told.set_index("area_code")
    assert set(shown.index) == set(told.index)
    districts = counts(version, COUNTY, period, "district")
    rate = districts["count"].sum() * 1000 / districts["population"].sum()
    assert f"against {rate:.1f} per 1,000 residents in the county" in text_of(app)
    for code, row in shown.iterrows():
        at = list(told.index).index(code)
        count, residents = (told[name].tolist()[at] for name in ("count", "population"))
        assert as_number(row["Count"]) == count
        assert row["Per 1,000"] == f"{count * 1000 / residents:,.1f}"
        assert as_number(row["Beyond"]) == pytest.approx(count - residents * rate / 1000, abs=0.51)

    # The verdicts are those of the borough's areas together, whatever the part looked at.
    everyone = counts(version, "oadby-wigston", period)
    monthly = ask(version, "monthly_by_area", area="oadby-wigston", level="lsoa",
                  **months(Period.ending(period.last, 24))).frame  # fmt: skip
    dispersion = dispersion_within_areas(monthly.assign(complete=monthly["status"] == "complete"))
    assert dispersion is not None
    judged = significantly_above(everyone, rate, dispersion).set_index("area_code")
    above = set(judged.index[judged["verdict"] == "above"]) & inside(version, place)
    assert set(shown.index[shown["Verdict"] == "▲ above"]) == above
    title = app.title[0].value.casefold()
    spelt = ("no lsoa", "one lsoa", "two lsoas", "three lsoas", "four lsoas", "five lsoas", "six lsoas", "seven lsoas")
    assert spelt[len(above)] in title
    assert "clearly above the county" in title
    if above:
        most = judged.loc[sorted(above), "excess"].astype(float).idxmax()
        assert words.spot(known[str(most)]).casefold() in title
        leading = tables_of(app)[0]
        assert len(leading) == min(len(above), 5)
        assert list(leading["Count"]) == list(full["Count"][: len(leading)])


@pytest.mark.parametrize("place", PLACES)
def test_areas_on_the_sample(on_sample: Version, place: str) -> None:
    assert_areas_equal_questions(on_sample, place, SAMPLE_YEAR)


@pytest.mark.parametrize("place", PLACES)
def test_areas_on_real_files(on_real: Version, place: str) -> None:
    assert_areas_equal_questions(on_real, place, REAL_YEAR)


def test_the_list_of_a_year_before_is_judged_by_what_came(on_sample: Version) -> None:
    before = SAMPLE_YEAR.same_months_last_year()
    monthly = ask(on_sample, "monthly_by_area", area="oadby-wigston", level="lsoa",
                  **months(Period.ending(before.last, 24))).frame  # fmt: skip
    dispersion = dispersion_within_areas(monthly.assign(complete=True))
    assert dispersion is not None
    districts = counts(on_sample, COUNTY, before, "district")
    rate = districts["count"].sum() * 1000 / districts["population"].sum()
    judged = significantly_above(counts(on_sample, "oadby-wigston", before), rate, dispersion)
    listed = judged[judged["verdict"] == "above"].nlargest(5, "excess")["area_code"]
    following = counts(on_sample, "oadby-wigston", SAMPLE_YEAR).merge(
        adjacency(on_sample, "oadby-wigston", "lsoa").sizes, on="area_code"
    )
    accuracy = list_accuracy(list(listed), following, "square_kilometres")
    assert accuracy.hit_rate is not None
    assert accuracy.pai is not None
    text = text_of(opened())
    held = f"held {accuracy.hits:,} of the {accuracy.records:,} crimes and ASB since ({accuracy.hit_rate:.0%})"
    assert f"{held}: {accuracy.pai:.1f} times their share of the land" in text


def test_one_area_is_told_by_its_rate_and_its_place(on_sample: Version) -> None:
    app = opened(place="E01025992")
    told = counts(on_sample, "E01025992", SAMPLE_YEAR).iloc[0]
    assert (
        f"{told['count'] * 1000 / told['population']:.1f} per 1,000, clearly above the county’s" in app.title[0].value
    )
    assert "Number 1 of 36 LSOAs of Oadby and Wigston" in text_of(app)


def test_areas_without_residents_are_ranked_by_count_and_it_is_said(on_sample: Version) -> None:
    app = opened(partnership="charnwood")
    told = counts(on_sample, "charnwood", SAMPLE_YEAR)
    assert told["population"].isna().all()
    shown = tables_of(app)[-1]
    assert [as_number(text) for text in shown["Count"]] == sorted(told["count"], reverse=True)
    assert set(shown["Verdict"]) == {"–"}
    assert app.title[0].value.startswith("Most crimes and ASB at ")
    assert "ranked by count, because no residents are loaded to judge by" in text_of(app)


def test_the_borough_stands_in_for_a_county_that_is_not_whole(
    on_sample: Version, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = hotspots_view.residents_of
    monkeypatch.setattr(
        hotspots_view, "residents_of", lambda page, area: None if area.code == COUNTY else known(page, area)
    )
    app = opened()
    told = counts(on_sample, "oadby-wigston", SAMPLE_YEAR)
    residents = areas_of(on_sample).by_code["oadby-wigston"].population
    assert residents is not None
    rate = told["count"].sum() * 1000 / residents
    assert f"against {rate:.1f} per 1,000 residents in Oadby and Wigston as a whole" in text_of(app)
    assert "areas are compared with Oadby and Wigston as a whole instead" in text_of(app)
    assert "above the county" not in app.title[0].value


def test_an_incomplete_month_is_not_judged(on_real: Version) -> None:
    app = opened(period="2019-12_2020-11")
    assert "incomplete, so no area is judged" in app.title[0].value
    shown = tables_of(app)[-1]
    assert set(shown["Count"]) == {"incomplete"}
    assert set(shown["Per 1,000"]) == {"–"}
    assert "March 2020" in text_of(app)


def test_the_ranking_of_the_page_lasts_as_the_statistics_say(on_real: Version) -> None:
    """A second way to the classes: the page's month range and reference put together here."""
    span = months(Period.ending(REAL_YEAR.last, 72))
    monthly = whole(ask(on_real, "monthly_by_area", area="oadby-wigston", level="lsoa", **span).frame)
    county = whole(ask(on_real, "monthly_by_area", area=COUNTY, level="county", **span).frame)
    residents = int(counts(on_real, COUNTY, REAL_YEAR, "district")["population"].sum())
    pairs = adjacency(on_real, "oadby-wigston", "lsoa").pairs
    told = ranking(counts(on_real, "oadby-wigston", REAL_YEAR), monthly, county, REAL_YEAR, residents, pairs).areas
    shown = tables_of(opened())[-1]
    assert list(shown["Lasting"]) == [found.replace("unknown", "–") for found in told["persistence"]]
    assert list(shown["Around it (Gi*)"]) == [
        found if found in ("hot", "cold") else "–" for found in told["surroundings"]
    ]


# The page, by street


@pytest.mark.parametrize("place", PLACES)
def test_streets_add_up_to_the_area(on_sample: Version, place: str) -> None:
    app = opened(view="streets", rows="all", place=place)
    shown = tables_of(app)[0]
    listed = [as_number(text) for text in shown["Count"]]
    assert sum(listed) == counts(on_sample, place, SAMPLE_YEAR)["count"].sum()
    assert listed == sorted(listed, reverse=True)
    assert f"hold all {sum(listed):,.0f} crimes and ASB" in text_of(app)


@pytest.mark.parametrize("place", [*PLACES, "E01025992"])
def test_points_of_a_street_are_what_top_streets_counts(real_store: Version, place: str) -> None:
    for all_forces in (False, True):
        given = {"area": place, "all_forces": all_forces, **months(REAL_YEAR)}
        points = ask(real_store, "street_points", **given).frame
        streets = ask(real_store, "top_streets", **given).frame
        summed = points.groupby("street")["count"].sum()
        assert summed.to_dict() == dict(zip(streets["street"], streets["count"], strict=True))
        kinds = points.groupby("street")["kind"].first()
        assert kinds.to_dict() == dict(zip(streets["street"], streets["kind"], strict=True))
        by_lsoa = points.groupby("lsoa")["count"].sum()
        held = ask(real_store, "counts_by_area", level="lsoa", **given).frame.set_index("area_code")["count"]
        assert by_lsoa.to_dict() == held[held > 0].to_dict()


def test_nothing_is_added_up_across_july_2022(on_real: Version) -> None:
    across = Period(Month(2022, 4), Month(2022, 9))
    sums = []
    for part, query in zip(parts_of(across), ({}, {"part": "earlier"}), strict=True):
        app = opened(view="streets", rows="all", period="2022-04_2022-09", **query)
        sums.append(sum(as_number(text) for text in tables_of(app)[0]["Count"]))
        assert sums[-1] == counts(on_real, "oadby-wigston", part)["count"].sum()
        assert "police.uk replaced its points between June and July 2022" in text_of(app)
        assert part.label in text_of(app)
    assert sum(sums) == counts(on_real, "oadby-wigston", across)["count"].sum()


def test_a_street_is_found_and_a_kind_of_place_is_marked(on_sample: Version) -> None:
    shown = tables_of(opened(view="streets", find="supermarket oadby"))[0]["Point and LSOA"]
    assert len(shown) > 0
    assert all("Supermarket (a kind of place), Oadby " in name for name in shown)
    app = opened(view="streets", find="there is no such street")
    assert tables_of(app) == []
    assert "0 points of" in text_of(app)


def test_the_partnerships_own_points_stand_beside(
    on_sample: Version, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "partnerships"
    shutil.copytree(PARTNERSHIPS, folder)
    who = folder / "oadby-wigston.yaml"
    who.write_text(f"{who.read_text(encoding='utf-8')}\npoints: points.csv\n", encoding="utf-8")
    table = points_table(ask(on_sample, "street_points", area="oadby-wigston", **months(SAMPLE_YEAR)).frame)
    first = table.iloc[0]
    (folder / "points.csv").write_text(
        f"kind,name,longitude,latitude\nCamera,Beside the largest,{first['longitude']},{first['latitude']}\n"
        "Camera,In another county,-2.0,53.5\n", encoding="utf-8",
    )  # fmt: skip
    monkeypatch.setenv("CSPDASH_PARTNERSHIPS", str(folder))
    own = tables_of(opened(view="streets"))[-1]
    assert list(own["Name"]) == ["Beside the largest"], "points outside the place are not the place's"
    close = near(table, float(first["longitude"]), float(first["latitude"]))
    assert as_number(own["Within 250 m"][0]) == close["count"].sum() >= first["count"]
    assert own["Nearest point"][0].endswith(", 0 m")
