"""Deprivation and Communities most affected without a browser: every figure is the answer to its question."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cspdash.catalogue import ask
from cspdash.charts.communities import group_rates_chart
from cspdash.partnership import Partnership
from cspdash.statistics.fifths import by_fifth, with_local_fifths
from cspdash.statistics.slope_index import slope_index
from cspdash.store.load import load
from cspdash.store.versions import Version, current
from cspdash.wording.communities import FIFTHS, WARNING
from tests.pages import as_number, html_of, run_page, tables_of

DEPRIVATION, COMMUNITIES = "pages/deprivation.py", "pages/communities.py"
YEAR = {"from_month": "2024-10", "to_month": "2025-09"}
PLACES = ("Oadby", "Wigston", "South Wigston")


@pytest.fixture(scope="session")
def everything_store(
    realdata: Path, partnerships: Mapping[str, Partnership], tmp_path_factory: pytest.TempPathFactory
) -> Version:
    """Real records, deprivation and residents. Read only."""
    root = tmp_path_factory.mktemp("everything-store")
    census = realdata / "census/mid2020_population_single_year_age_lsoa11_leicestershire.csv"
    report = load(
        [realdata / "police_uk", realdata / "imd", census], root, partnerships, wait_seconds=0, notify=pytest.fail
    )
    assert report.exit_code == 0, report.lines()
    return current(root)


@pytest.fixture
def on_everything(everything_store: Version, monkeypatch: pytest.MonkeyPatch) -> Version:
    monkeypatch.setenv("CSPDASH_STORE", str(everything_store.path.parent))
    return everything_store


def told(app: Any) -> str:
    return " ".join(html_of(app))


def slug(name: str) -> str:
    return name.lower().replace(" ", "-")


# --- Deprivation ---------------------------------------------------------------------------------------------


def test_a_fresh_machine_shows_the_borough_from_the_facts_that_ship(on_sample: Version) -> None:
    app = run_page(DEPRIVATION, {"release": "2019"})
    assert app.title[0].value == "Oadby and Wigston: none of 36 LSOAs is in the most deprived fifth of England"
    most, least = (table.iloc[0] for table in tables_of(app))
    assert "(005C)" in most["LSOA"]
    assert (most["Rank"], most["Decile"]) == ("6,709", "3")
    assert "(008C)" in least["LSOA"]
    assert (least["Rank"], least["Decile"]) == ("31,582", "10")
    latest = run_page(DEPRIVATION)
    assert latest.title[0].value == "Oadby and Wigston: 1 of 36 LSOAs is in the most deprived fifth of England"
    ranks = run_page(DEPRIVATION, {"view": "authorities"})
    assert (
        ranks.title[0].value
        == "Oadby and Wigston ranked 249 of 317 authorities in 2019 (242 of 326 in 2015: another league)"
    )
    assert "Not the same league: the ranks are out of 326 in 2015 and 317 in 2019" in told(ranks)
    domains = run_page(DEPRIVATION, {"view": "domains"})
    assert "only the index itself is loaded" in domains.title[0].value


@pytest.mark.parametrize("release", ["2019", "2025"])
@pytest.mark.parametrize("place", PLACES)
def test_every_settlement_s_lsoas_are_those_of_the_question(on_sample: Version, place: str, release: str) -> None:
    app = run_page(DEPRIVATION, {"place": slug(place), "release": release})
    answer: Any = ask(on_sample, "deprivation_by_area", area=f"settlement:{place}", level="lsoa", release=release).frame
    ranked = answer.sort_values("rank")
    shown = tables_of(app)
    n = min(5, len(ranked)) if len(ranked) > 10 else len(ranked)
    assert [as_number(rank) for rank in shown[0]["Rank"]] == list(ranked["rank"])[:n]
    if len(ranked) > 10:
        assert [as_number(rank) for rank in shown[1]["Rank"]] == list(ranked["rank"])[::-1][:5]
    most = int((answer["decile"] <= 2).sum())
    assert app.title[0].value.startswith(f"{place}: {'none' if most == 0 else most} of {len(answer)} LSOAs")


@pytest.mark.parametrize("place", ["Oadby and Wigston", *PLACES])
def test_averages_are_those_of_the_question(on_sample: Version, place: str) -> None:
    own = place == "Oadby and Wigston"
    app = run_page(DEPRIVATION, {"view": "areas"} | ({} if own else {"place": slug(place)}))
    level = "settlement" if own else "lsoa" if place == "South Wigston" else "ward"
    answer: Any = ask(on_sample, "deprivation_by_area", area=place, level=level).frame.sort_values("percentile")
    shown = tables_of(app)[0]
    for (_, row), (_, cells) in zip(answer.iterrows(), shown.iterrows(), strict=False):
        assert as_number(cells["Average rank"]) == pytest.approx(row["rank"], abs=0.5001)
        assert as_number(cells["Position"]) == pytest.approx(row["percentile"], abs=0.0501)
        assert as_number(cells["Residents"]) == row["population"]
        assert cells["In the most deprived fifth"] == f"{row['share_most_deprived']:.0%}"
    assert len(shown) == len(answer) + 1, "the whole place stands last"
    whole: Any = ask(on_sample, "deprivation_by_area", area=place, level="partnership" if own else "settlement").frame
    assert as_number(shown.iloc[-1]["Average rank"]) == pytest.approx(
        whole.set_index("area_name").loc[place, "rank"], abs=0.5001
    )
    if own:
        assert (
            app.title[0].value == "South Wigston is the most deprived settlement of Oadby and Wigston, Oadby the least"
        )


@pytest.mark.parametrize("place", ["Oadby and Wigston", *PLACES])
def test_change_between_releases_is_that_of_the_question(on_sample: Version, place: str) -> None:
    app = run_page(DEPRIVATION, {"view": "change"} | ({} if " and " in place else {"place": slug(place)}))
    answer: Any = ask(
        on_sample, "deprivation_changes", area=place, level="lsoa", from_release="2019", to_release="2025"
    ).frame.sort_values("change")
    shown = tables_of(app)[0]
    assert len(shown) == len(answer)
    for (_, row), (_, cells) in zip(answer.iterrows(), shown.iterrows(), strict=True):
        assert as_number(cells["Decile 2019"]) == row["decile_before"]
        assert as_number(cells["Decile 2025"]) == row["decile_after"]
        assert as_number(cells["Moved by"]) == pytest.approx(row["change"], abs=0.0501)
    more = int((answer["decile_after"] < answer["decile_before"]).sum())
    less = int((answer["decile_after"] > answer["decile_before"]).sum())
    assert f"{more} LSOA" in app.title[0].value
    assert f"{less} in a less deprived one" in app.title[0].value
    assert "(of 32,844 LSOAs) and 2025 (of 33,755)" in told(app)
    assert "A position is relative" in told(app)


def test_a_single_lsoa_and_a_place_without_figures(on_sample: Version) -> None:
    app = run_page(DEPRIVATION, {"place": "E01025997", "release": "2019"})
    assert app.title[0].value.endswith("(005C): rank 6,709 of 32,844, decile 3")
    for view in ("areas", "domains", "change"):
        assert len(run_page(DEPRIVATION, {"place": "E01025997", "view": view}).warning) == 1, "the sample's banner"
    for page in (DEPRIVATION, COMMUNITIES):
        lacking = run_page(page, {"partnership": "charnwood"})
        assert lacking.title[0].value == "Charnwood: no deprivation figures are loaded"
        assert "File 7" in told(lacking)


def test_everything_loaded_shows_domains_releases_and_ranks(on_everything: Version) -> None:
    app = run_page(DEPRIVATION, {"view": "domains", "place": "south-wigston"})
    answer: Any = ask(on_everything, "deprivation_by_domain", area="South Wigston").frame.set_index("domain")
    shown = tables_of(app)[0].set_index("Domain")
    assert as_number(shown.loc["Crime", "Average rank"]) == pytest.approx(answer.loc["crime", "rank"], abs=0.5001)
    assert shown.loc["Health and disability", "LSOAs in the most deprived fifth"] == "0 of 5"
    assert shown.loc["Income", "Weight"] == "22.5%"
    assert app.title[0].value.startswith("South Wigston is most deprived in education, skills and training")
    ranks = run_page(DEPRIVATION, {"view": "authorities"})
    assert (
        ranks.title[0].value
        == "Oadby and Wigston ranked 227 of 296 authorities in 2025 (249 of 317 in 2019: another league)"
    )
    change = run_page(DEPRIVATION, {"view": "change", "partnership": "charnwood", "level": "lsoa"})
    assert "3 LSOAs consist of several in the release of 2025: shown with their mean" in told(change)
    old = run_page(DEPRIVATION, {"view": "change", "since": "2015"})
    assert "than in 2015" in old.title[0].value
    crime = run_page(DEPRIVATION, {"domain": "crime"})
    assert crime.title[0].value.endswith("most deprived fifth of England in crime")
    for place in ("E10000018", "charnwood", "E05005536"):
        for view in ("map", "areas", "domains", "change", "authorities"):
            run_page(DEPRIVATION, {"place": place, "view": view})


def test_a_release_or_domain_that_another_place_lacks_is_let_go(on_sample: Version) -> None:
    app = run_page(DEPRIVATION, {"release": "2015", "domain": "crime"})
    assert app.title[0].value.startswith("Oadby and Wigston: 1 of 36 LSOAs")
    assert "Deprivation 2025" in told(app)
    assert not [warning for warning in app.warning if "does not fit" in warning.value]


@pytest.mark.parametrize(
    "wrong", [{"release": "1066"}, {"view": "areas", "level": "parish"}, {"view": "map", "domain": "luck"}]
)
def test_a_choice_that_no_place_has_is_told(on_sample: Version, wrong: dict[str, str]) -> None:
    app = run_page(DEPRIVATION, {"view": "domains"} | wrong)
    (sentence,) = [warning.value for warning in app.warning if "does not fit" in warning.value]
    assert f"'{list(wrong.values())[-1]}' is not offered" in sentence


# --- Communities most affected -------------------------------------------------------------------------------


def lsoas(version: Version, area: str, **given: Any) -> pd.DataFrame:
    return ask(version, "crime_by_deprivation", **({"area": area} | YEAR | given)).frame


def assert_fifths_equal_the_question(version: Version, query: Mapping[str, str], place: str, **given: Any) -> Any:
    app = run_page(COMMUNITIES, query)
    table = with_local_fifths(lsoas(version, "oadby-wigston", **given))
    inside = lsoas(version, place, **given)
    table = table[table["area_code"].isin(set(inside["area_code"]))]
    shown = tables_of(app)[0]
    scheme = query.get("fifths", "national")
    for (_, cells), name, row in zip(
        shown.iterrows(), FIFTHS, by_fifth(table, "local" if scheme == "local" else "national").to_dict("records"),
        strict=False,
    ):  # fmt: skip
        assert cells["Fifth"] == name
        assert as_number(cells["LSOAs"]) == row["areas"]
        if row["areas"] == 0:
            assert list(cells[["Count", "Rate", "95% interval"]]) == ["–"] * 3
            continue
        assert as_number(cells["Count"]) == row["count"]
        assert as_number(cells["Residents"]) == row["population"]
        assert as_number(cells["Rate"]) == pytest.approx(row["count"] * 1000 / row["population"], abs=0.0501)
        low, high = (as_number(limit) for limit in cells["95% interval"].split(" to "))
        assert (low, high) == pytest.approx((row["lower"], row["upper"]), abs=0.0501)
    total = shown.iloc[-1]
    assert as_number(total["Count"]) == inside["count"].sum()
    assert as_number(total["Residents"]) == inside["population"].sum()
    assert WARNING[:25] in told(app)
    return app


@pytest.mark.parametrize("types", [None, ["Burglary"], ["Anti-social behaviour"]])
@pytest.mark.parametrize("place", ["Oadby and Wigston", *PLACES])
def test_rates_by_fifth_on_the_sample(on_sample: Version, place: str, types: list[str] | None) -> None:
    query = {"types": ",".join(map(slug, types))} if types else {}
    query |= {} if " and " in place else {"place": slug(place)}
    for fifths in ("national", "local"):
        assert_fifths_equal_the_question(on_sample, query | {"fifths": fifths}, place, crime_types=types)


def test_the_slope_on_the_page_is_that_of_the_statistics(on_sample: Version) -> None:
    for types in (None, ["Burglary"], ["Shoplifting"]):
        query = {"types": slug(types[0])} if types else {}
        found = slope_index(lsoas(on_sample, "oadby-wigston", crime_types=types))
        assert found is not None
        for view in ("fifths", "slope"):
            app = run_page(COMMUNITIES, query | {"view": view})
            listed = re.search(r"inequality: (\S+) per 1,000 .*?interval (\S+) to (\S+?)\)", told(app))
            assert listed is not None
            assert [as_number(text) for text in listed.groups()] == pytest.approx(
                [found.slope, found.lower, found.upper], abs=0.0501
            )
            link = {"rises": "rise with deprivation", "falls": "fall with deprivation", "unclear": "no clear link"}
            assert link[found.gradient] in app.title[0].value


def test_rates_by_settlement_are_those_of_counts_by_area(on_sample: Version) -> None:
    app = run_page(COMMUNITIES, {"view": "areas"})
    counts: Any = ask(on_sample, "counts_by_area", area="oadby-wigston", level="settlement", **YEAR).frame
    counts = counts.set_index("area_name")
    shown = tables_of(app)[0].set_index("Area")
    assert list(shown.index) == ["South Wigston", "Wigston", "Oadby"], "the most deprived first"
    for name, cells in shown.iterrows():
        assert as_number(cells["Count"]) == counts.loc[name, "count"]
        assert as_number(cells["Rate"]) == pytest.approx(
            counts.loc[name, "count"] * 1000 / counts.loc[name, "population"], abs=0.0501
        )


def test_the_borough_s_own_fifths_where_england_s_leave_one_empty(on_sample: Version) -> None:
    """In 2019 no LSOA of the borough is in the most deprived fifth of England."""
    app = run_page(COMMUNITIES, {"release": "2019"})
    assert "because Oadby and Wigston has no LSOA in some of England’s fifths" in told(app)
    assert all(as_number(n) > 0 for n in tables_of(app)[0]["LSOAs"])
    national = run_page(COMMUNITIES, {"release": "2019", "fifths": "national"})
    assert tables_of(national)[0]["LSOAs"].iloc[0] == "0"
    assert "Fifths of all LSOAs of England" in told(national)


def test_few_lsoas_have_no_slope(on_sample: Version) -> None:
    app = run_page(COMMUNITIES, {"place": "south-wigston"})
    assert app.title[0].value.endswith("five LSOAs are too few for a link with deprivation")
    assert "Slope index of inequality" not in told(app)
    for view in ("fifths", "slope", "areas"):
        single = run_page(COMMUNITIES, {"place": "E01025997", "view": view})
        assert len(single.warning) == 1, "the sample's banner"


def test_real_files(on_everything: Version) -> None:
    given = {"from_month": "2025-01", "to_month": "2025-12"}
    app = assert_fifths_equal_the_question(on_everything, {}, "Oadby and Wigston", **given)
    assert app.title[0].value.startswith("Oadby and Wigston: crimes and ASB rise with deprivation, by 11")
    gap = run_page(COMMUNITIES, {"period": "2020-01_2020-12"})
    assert gap.title[0].value == "Oadby and Wigston: no rates, because months of Jan–Dec 2020 are missing or incomplete"
    assert set(tables_of(gap)[0]["Rate"]) == {"–"}
    assert set(tables_of(gap)[0]["Count"]) == {"–"}
    county = run_page(COMMUNITIES, {"place": "E10000018", "view": "slope"})
    assert "rise with deprivation" in county.title[0].value
    assert len(tables_of(county)[0]) == 396
    for view in ("fifths", "slope", "areas"):
        run_page(COMMUNITIES, {"partnership": "charnwood", "view": view})


def test_nothing_is_said_of_ethnic_groups_but_that_nothing_is_said(on_sample: Version) -> None:
    for view in ("fifths", "slope", "areas"):
        app = run_page(COMMUNITIES, {"view": view})
        for table in tables_of(app):
            assert not any("ethnic" in str(cell).lower() for cell in [*table.columns, *table.to_numpy().ravel()])
        assert any("Nothing here is by ethnic group" in text.value for text in app.markdown)


@pytest.mark.parametrize("page", [DEPRIVATION, COMMUNITIES])
def test_a_rerun_is_quick(on_sample: Version, page: str) -> None:
    app = run_page(page)
    took = []
    for _ in range(5):
        start = time.process_time()
        app.run()
        took.append(time.process_time() - start)
    assert min(took) < 0.25, "150 ms is the aim; the machine may be slow"


def test_a_rate_beside_its_bar_is_drawn_over_the_line_of_all() -> None:
    row = {"kind": "known", "rate": 9.0, "lower": 8.0, "upper": 10.0, "text": "9.0"}
    rows = [row | {"name": "1st"}, row | {"name": "5th", "rate": 1.0, "lower": 0.5, "upper": 1.5, "text": "1.0"}]
    layers = group_rates_chart(rows, 2.0, "All: 2.0", "per 1,000")["layer"]
    *_, halo, text = layers
    assert [layer["encoding"]["x"]["field"] for layer in (halo, text)] == ["upper", "upper"]
    assert halo["mark"]["stroke"] == "white"
    assert "stroke" not in text["mark"]
