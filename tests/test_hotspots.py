"""Hot spots: who is named and who is not, persistence, Gi* against PySAL, and how a list is judged afterwards."""

from __future__ import annotations

import importlib
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from cspdash.catalogue import ask
from cspdash.periods import Month, Period
from cspdash.statistics.contiguity import local_g, neighbours, square_kilometres
from cspdash.statistics.hit_rate import list_accuracy
from cspdash.statistics.hotspots import dispersion_within_areas, significantly_above, top
from cspdash.statistics.persistence import CLASSES, DEFINITIONS, persistence, rolling_verdicts
from cspdash.statistics.rates import with_shrunken
from cspdash.store.versions import Version

REPOSITORY = Path(__file__).resolve().parent.parent
YEARS = Period(Month(2023, 1), Month(2024, 12))


def areas(count: list[Any], population: list[Any], **more: Any) -> pd.DataFrame:
    table = pd.DataFrame({"area_code": [f"A{n:03d}" for n in range(len(count))]})
    return table.assign(count=pd.array(count, dtype="Int64"), population=pd.array(population, dtype="Int64"), **more)


def by_month(counts: np.ndarray[Any, Any], months: Period = YEARS) -> pd.DataFrame:
    """Areas × months as rows of area_code, month, count, complete."""
    codes = [f"A{n:03d}" for n in range(len(counts))]
    return pd.DataFrame(
        [
            (code, str(month), int(n), True)
            for code, row in zip(codes, counts, strict=True)
            for month, n in zip(months, row, strict=True)
        ],
        columns=["area_code", "month", "count", "complete"],
    )


class TestSignificantlyAbove:
    def test_an_area_at_double_the_rate_is_named_and_its_figures_are_right(self) -> None:
        out = significantly_above(areas([30, 28, 33, 75], [1000, 1000, 1100, 1200]), 30, 1.0)
        assert list(out["verdict"]) == ["not above"] * 3 + ["above"]
        last = out.iloc[3]
        assert last["rate"] == pytest.approx(62.5)
        assert (last["expected"], last["excess"]) == (pytest.approx(36), pytest.approx(39))
        assert last["ratio"] == pytest.approx(62.5 / 30)
        assert last["p"] == pytest.approx(stats.poisson.sf(74, 36))
        assert last["q"] == pytest.approx(4 * stats.poisson.sf(74, 36))

    def test_dispersion_makes_it_harder(self) -> None:
        table = areas([45, 30, 30, 30], [1000] * 4)
        assert significantly_above(table, 30, 1.0)["verdict"][0] == "above"
        wider = significantly_above(table, 30, 3.0)
        assert wider["verdict"][0] == "not above"
        assert wider["p"][0] == pytest.approx(stats.nbinom.sf(44, 15, 1 / 3))

    def test_many_areas_make_it_harder(self) -> None:
        few = significantly_above(areas([44, 30], [1000] * 2), 30, 1.0)
        many = significantly_above(areas([44] + [30] * 99, [1000] * 100), 30, 1.0)
        assert (few["verdict"][0], many["verdict"][0]) == ("above", "not above")

    def test_too_few_records_are_never_a_hot_spot(self) -> None:
        out = significantly_above(areas([4, 5, 0], [20, 20, 1000]), 10, 1.0)
        assert list(out["verdict"]) == ["too few", "above", "too few"]

    def test_gaps_and_missing_denominators_are_unknown_and_no_test(self) -> None:
        table = areas([50, None, 50, 50, 50], [1000, 1000, None, 0, 1000], complete=[True, True, True, True, False])
        out = significantly_above(table, 30, 1.0)
        assert list(out["verdict"]) == ["above"] + ["unknown"] * 4
        assert out["q"][0] == pytest.approx(out["p"][0])
        assert out["q"][1:].isna().all()

    def test_a_tiny_denominator_is_said_to_be_one(self) -> None:
        out = significantly_above(areas([40, 30, 35, 36], [90, 1000, 1100, 1200]), 30, 1.0)
        assert list(out["small"]) == [True, False, False, False]
        assert out["verdict"][0] == "above"

    def test_another_denominator_changes_who_stands_out(self) -> None:
        """A town centre: 300 residents, 4,000 people by day."""
        table = areas([60, 30, 75], [300, 1000, 1000], daytime=[4000, 900, 900])
        assert list(significantly_above(table, 30, 1.0)["verdict"]) == ["above", "not above", "above"]
        by_day = significantly_above(table, 30, 1.0, exposure="daytime")
        assert list(by_day["verdict"]) == ["not above", "not above", "above"]

    def test_nothing_recorded_anywhere(self) -> None:
        out = significantly_above(areas([0, 0], [1000, 1200]), 0, 1.0)
        assert list(out["verdict"]) == ["too few", "too few"]
        with pytest.raises(ValueError, match="reference rate"):
            significantly_above(areas([0], [1000]), float("nan"), 1.0)


class TestTop:
    def test_five_by_excess_and_all_that_tie_with_the_fifth(self) -> None:
        judged = significantly_above(areas([90, 80, 70, 80, 60, 60, 60, 30], [1000] * 8), 30, 1.0)
        led = top(judged)
        assert list(led["area_code"]) == ["A000", "A001", "A003", "A002", "A004", "A005", "A006"]
        assert list(led["place"]) == [1, 2, 2, 4, 5, 5, 5]

    def test_a_tiny_denominator_does_not_lead_unless_asked(self) -> None:
        judged = significantly_above(areas([40, 120], [90, 1500]), 30, 1.0)
        assert list(top(judged)["area_code"]) == ["A001", "A000"]
        assert list(top(judged, by="rate")["area_code"]) == ["A000", "A001"]

    def test_fewer_than_five_where_fewer_are_above(self) -> None:
        judged = significantly_above(areas([90, 30, 29], [1000] * 3), 30, 1.0)
        assert list(top(judged)["area_code"]) == ["A000"]
        assert len(top(significantly_above(areas([30, 29], [1000] * 2), 30, 1.0))) == 0


class TestDispersion:
    def test_chance_alone_is_one_whatever_the_areas_and_seasons(self) -> None:
        chance = np.random.default_rng(5)
        level = chance.gamma(1, 8, 200)[:, None] * (1 + 0.4 * np.sin(np.arange(24) / 2))[None, :]
        assert dispersion_within_areas(by_month(chance.poisson(level))) == pytest.approx(1, abs=0.12)

    def test_scatter_is_found(self) -> None:
        chance = np.random.default_rng(6)
        counts = stats.nbinom(8 / 1.5, 1 / 2.5).rvs((200, 24), random_state=chance)
        assert dispersion_within_areas(by_month(counts)) == pytest.approx(2.5, rel=0.15)

    def test_at_counts_near_nothing_too(self) -> None:
        counts = stats.nbinom(0.3, 0.5).rvs((300, 24), random_state=np.random.default_rng(12))
        assert dispersion_within_areas(by_month(counts)) == pytest.approx(2.0, rel=0.15)

    def test_series_over_months_widen_a_year_by_more_than_a_month(self) -> None:
        """Each series gives one record in three months running: a long sum has the dispersion 3, a month 1."""
        series = np.random.default_rng(7).poisson(1.0, (400, 26))
        counts = series[:, :-2] + series[:, 1:-1] + series[:, 2:]
        assert dispersion_within_areas(by_month(counts)) == pytest.approx(2.75, abs=0.4)

    def test_a_partial_month_is_left_out_for_all(self) -> None:
        counts = np.random.default_rng(8).poisson(6, (40, 24))
        broken = counts.copy()
        broken[:20, 12] = 0
        gap = by_month(broken)
        gap.loc[(gap["month"] == "2024-01") & (gap["area_code"] < "A020"), "complete"] = False
        without = by_month(counts)
        assert dispersion_within_areas(gap) == dispersion_within_areas(without[without["month"] != "2024-01"])
        assert dispersion_within_areas(by_month(broken)) > dispersion_within_areas(gap)  # type: ignore[operator]

    def test_two_rows_for_a_month_are_refused(self) -> None:
        monthly = by_month(np.full((3, 24), 7))
        with pytest.raises(ValueError, match="some have two"):
            dispersion_within_areas(pd.concat([monthly, monthly.iloc[:1]]))

    def test_too_little_to_tell_from(self) -> None:
        three = Period(Month(2024, 1), Month(2024, 3))
        assert dispersion_within_areas(by_month(np.full((9, 3), 7), three)) is None
        six = Period(Month(2024, 1), Month(2024, 6))
        assert dispersion_within_areas(by_month(np.full((9, 6), 7), six)) == 1
        assert dispersion_within_areas(by_month(np.zeros((9, 24)))) is None


def row(pattern: str, code: str = "A000") -> pd.DataFrame:
    """Verdicts of a row of windows: x above, - not above, f too few, ? unknown."""
    words = {"x": "above", "-": "not above", "f": "too few", "?": "unknown"}
    windows = [str(Month(2020, 3) + 3 * n) for n in range(len(pattern))]
    return pd.DataFrame({"area_code": code, "window": windows, "verdict": [words[mark] for mark in pattern]})


class TestPersistence:
    @pytest.mark.parametrize(
        ("pattern", "held"),
        [
            ("xxxxxxxx", "always"), ("x?xxxx?x", "always"), ("--------", "never"), ("f-f-f-ff", "never"),
            ("-------x", "emerging"), ("----xxxx", "emerging"), ("---xxxxx", "occasional"), ("x-----xx", "occasional"),
            ("-----x-x", "occasional"), ("xxxx----", "former"), ("-xx-----", "former"), ("--x-----", "occasional"),
            ("xxxxx---", "occasional"), ("xxxxxxx?", "unknown"), ("?????-xx", "emerging"), ("??????xx", "unknown"),
        ],
    )  # fmt: skip
    def test_classes(self, pattern: str, held: str) -> None:
        assert persistence(row(pattern))["persistence"][0] == held

    def test_what_else_is_told(self) -> None:
        out = persistence(pd.concat([row("--?x-xxx"), row("xxxx----", "A001")]))
        assert list(out["area_code"]) == ["A000", "A001"]
        assert list(out["windows"]) == [7, 8]
        assert list(out["above"]) == [4, 4]
        assert out["since"][0] == "2021-06"
        assert pd.isna(out["since"][1])

    def test_every_class_has_a_definition(self) -> None:
        assert set(DEFINITIONS) == set(CLASSES)


class TestRollingVerdicts:
    MONTHS = Period(Month(2022, 1), Month(2024, 12))

    def rolled(
        self, change: Callable[[pd.DataFrame, pd.DataFrame], None] = lambda areas_, county: None
    ) -> pd.DataFrame:
        counts = np.full((5, 36), 3)
        counts[0] = 7
        counts[1, 24:] = 8
        monthly = by_month(counts, self.MONTHS)
        county = pd.DataFrame({"month": [str(month) for month in self.MONTHS]})
        county = county.assign(count=1500, complete=True, population=500_000)
        change(monthly, county)
        exposures = pd.DataFrame({"area_code": [f"A{n:03d}" for n in range(5)], "population": 1000})
        return rolling_verdicts(monthly, exposures, county, 1.2)

    def test_windows_of_twelve_months_a_quarter_apart(self) -> None:
        out = self.rolled()
        assert list(out["window"].unique()) == ["2022-12", "2023-03", "2023-06", "2023-09", "2023-12", "2024-03",
                                                "2024-06", "2024-09", "2024-12"]  # fmt: skip
        first = out[(out["window"] == "2022-12") & (out["area_code"] == "A000")].iloc[0]
        assert (first["count"], first["verdict"]) == (84, "above")
        assert first["ratio"] == pytest.approx(84 / 36)
        held = persistence(out).set_index("area_code")["persistence"]
        assert list(held) == ["always", "emerging", "never", "never", "never"]

    def test_a_window_is_the_same_as_the_test_of_its_months(self) -> None:
        out = self.rolled()
        alone = significantly_above(areas([84, 96, 36, 36, 36], [1000] * 5), 36, 1.2)
        last = out[out["window"] == "2024-12"]
        assert list(last["verdict"]) == list(alone["verdict"])
        assert list(last["ratio"]) == pytest.approx(list(alone["ratio"]))

    def test_a_gap_makes_a_window_unknown_never_low(self) -> None:
        def partial(monthly: pd.DataFrame, county: pd.DataFrame) -> None:
            monthly.loc[(monthly["month"] == "2023-05") & (monthly["area_code"] == "A000"), "complete"] = False

        out = self.rolled(partial)
        unknown = out[out["verdict"] == "unknown"]
        assert set(unknown["area_code"]) == {"A000"}
        assert list(unknown["window"]) == ["2023-06", "2023-09", "2023-12", "2024-03"]
        assert persistence(out)["persistence"][0] == "always"

    def test_a_gap_of_the_reference_does_so_for_all(self) -> None:
        def partial(monthly: pd.DataFrame, county: pd.DataFrame) -> None:
            county.loc[county["month"] == "2024-11", "complete"] = False

        out = self.rolled(partial)
        assert set(out.loc[out["verdict"] == "unknown", "window"]) == {"2024-12"}
        assert set(persistence(out)["persistence"]) == {"unknown"}

    def test_too_short_a_series_has_no_windows(self) -> None:
        monthly = by_month(np.full((2, 6), 3), Period(Month(2024, 1), Month(2024, 6)))
        county = monthly[monthly["area_code"] == "A000"].assign(population=1000)
        exposures = pd.DataFrame({"area_code": ["A000", "A001"], "population": 1000})
        assert len(persistence(rolling_verdicts(monthly, exposures, county, 1.0))) == 0


def squares(places: dict[str, tuple[float, float]], side: float = 0.01) -> pd.DataFrame:
    """Squares by their lower left corner, in degrees."""
    rows = [
        (code, json.dumps({"type": "Polygon", "coordinates": [[[x, y], [x + side, y], [x + side, y + side],
                                                               [x, y + side], [x, y]]]}))
        for code, (x, y) in places.items()
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["area_code", "geometry"])


def reference_boundaries() -> pd.DataFrame:
    """The 611 LSOAs of the force area, as they ship."""
    text = (REPOSITORY / "data/reference/leicestershire_lsoa11.geojson").read_text(encoding="utf-8")
    features = json.loads(text)["features"]
    return pd.DataFrame(
        [(feature["properties"]["LSOA11CD"], json.dumps(feature["geometry"])) for feature in features],
        columns=["area_code", "geometry"],
    )


class TestContiguity:
    def test_edges_and_corners_count_and_islands_have_none(self) -> None:
        found = neighbours(squares({"A": (0, 52), "B": (0.01, 52), "C": (0.02, 52.01), "D": (1, 52)}))
        assert [tuple(pair) for pair in found.to_numpy()] == [("A", "B"), ("B", "A"), ("B", "C"), ("C", "B")]

    def test_a_slit_of_metres_is_no_gap(self) -> None:
        apart = squares({"A": (0, 52), "B": (0.0101, 52)})  # 0.0001 degrees of longitude: 6.9 m
        assert len(neighbours(apart)) == 2
        assert len(neighbours(apart, tolerance=5)) == 0

    def test_an_area_of_several_outlines_touches_with_any(self) -> None:
        parts = squares({"A": (0, 52), "B": (0.01, 52), "C": (0.5, 52)})
        parts.loc[3] = ["C", squares({"x": (0.02, 52)})["geometry"][0]]
        assert ("B", "C") in {tuple(pair) for pair in neighbours(parts).to_numpy()}
        assert len(neighbours(parts.iloc[:0])) == 0

    def test_the_same_as_pysal_on_the_shipped_boundaries(self) -> None:
        libpysal, geopandas = importlib.import_module("libpysal"), importlib.import_module("geopandas")
        boundaries = reference_boundaries()
        shapely = importlib.import_module("shapely")
        frame = geopandas.GeoDataFrame(geometry=shapely.from_geojson(boundaries["geometry"].to_numpy()))
        weights = libpysal.weights.Queen.from_dataframe(frame, ids=list(boundaries["area_code"]), silence_warnings=True)
        theirs = {(code, other) for code, others in weights.neighbors.items() for other in others}
        ours = {(str(code), str(other)) for code, other in neighbours(boundaries).to_numpy()}
        assert len(theirs) > 3000
        assert theirs <= ours
        # The rest lie within ten metres: boundaries simplified apart that no longer meet in a shared point.
        assert len(ours - theirs) <= 0.03 * len(theirs)

    def test_square_kilometres(self) -> None:
        found = square_kilometres(squares({"A": (0, 52.0)}))
        assert found["square_kilometres"][0] == pytest.approx(1.1132**2 * np.cos(np.radians(52.005)), rel=1e-3)


class TestLocalG:
    def test_the_documented_example_of_pysal(self) -> None:
        """esda's G_Local, star=True, binary: six points, neighbours within 15."""
        points = np.array([(10, 10), (20, 10), (40, 10), (15, 20), (30, 20), (30, 30)])
        apart = np.hypot(*(points[:, None, :] - points[None, :, :]).transpose(2, 0, 1))
        left, right = np.nonzero((apart <= 15) & (apart > 0))
        pairs = pd.DataFrame({"area_code": left, "neighbour": right})
        out = local_g(pd.DataFrame({"area_code": range(6), "shrunken": [2, 3, 3.2, 5, 8, 7]}), pairs)
        documented = [-1.39727626, -0.28917762, 0.65064964, -0.28917762, 1.23452088, 2.02424331]
        assert list(out["z"]) == pytest.approx(documented, abs=1e-8)

    def test_the_same_as_pysal_on_the_shipped_boundaries(self) -> None:
        getisord, libpysal = importlib.import_module("esda.getisord"), importlib.import_module("libpysal")
        boundaries = reference_boundaries()
        pairs = neighbours(boundaries)
        chance = np.random.default_rng(9)
        people = list(chance.integers(900, 3000, len(boundaries)))
        table = areas(list(chance.negative_binomial(2, 0.02, len(boundaries))), people)
        table = with_shrunken(table.assign(area_code=boundaries["area_code"].to_numpy()))
        out = local_g(table, pairs)
        codes = list(table["area_code"])
        linked = pairs.groupby("area_code")["neighbour"].apply(list).to_dict()
        weights = libpysal.weights.W({code: linked.get(code, []) for code in codes}, id_order=codes)
        theirs = getisord.G_Local(table["shrunken"].to_numpy(), weights, transform="B", star=True, permutations=0)
        told = (out["surroundings"] != "island").to_numpy()
        assert told.sum() > 600
        assert out["z"].to_numpy()[told] == pytest.approx(theirs.Zs[told])
        assert out["p"].to_numpy()[told] == pytest.approx(2 * theirs.p_norm[told])

    def grid(self, values: np.ndarray[Any, Any]) -> pd.DataFrame:
        size = len(values)
        places = {f"{y}{x}": (x * 0.01, 52 + y * 0.01) for y in range(size) for x in range(size)}
        table = pd.DataFrame({"area_code": list(places), "shrunken": values.ravel()})
        return local_g(table, neighbours(squares(places)))

    def test_a_patch_of_high_values_is_hot_and_the_rest_is_not(self) -> None:
        values = np.random.default_rng(10).normal(10, 1, (9, 9))
        values[5:8, 5:8] += 6
        out = self.grid(values).set_index("area_code")
        assert out.loc["66", "surroundings"] == "hot"
        assert set(out.loc[["00", "02", "20", "22"], "surroundings"]) == {"neither"}
        assert self.grid(-values).set_index("area_code").loc["66", "surroundings"] == "cold"

    def test_islands_gaps_and_flat_maps(self) -> None:
        pairs = neighbours(squares({"A": (0, 52), "B": (0.01, 52), "C": (0.02, 52), "D": (1, 52), "E": (0.03, 52)}))
        table = pd.DataFrame({"area_code": list("ABCDE"), "shrunken": [1.0, 2, np.nan, 9, 4]})
        out = local_g(table, pairs)
        assert list(out["surroundings"]) == ["neither", "neither", "unknown", "island", "island"]
        assert list(out["neighbours"]) == [1, 1, 0, 0, 0]
        assert out["z"][2:].isna().all()
        flat = local_g(table.assign(shrunken=3.0), pairs)
        assert flat["z"].isna().all()
        assert list(flat["surroundings"]) == ["neither"] * 3 + ["island", "neither"]


class TestListAccuracy:
    FOLLOWING = areas([50, 30, 10, 10, 0], [1000] * 5, square_kilometres=[1.0, 1.0, 2.0, 4.0, 2.0])

    def test_the_indices_are_their_definitions(self) -> None:
        found = list_accuracy(["A000", "A002"], self.FOLLOWING, "square_kilometres")
        assert (found.hits, found.records, found.best, found.listed, found.areas) == (60, 100, 80, 2, 5)
        assert found.hit_rate == pytest.approx(0.6)
        assert found.share_of_place == pytest.approx(0.3)
        assert found.pai == pytest.approx(2.0)
        assert found.pei == pytest.approx(0.75)
        assert list_accuracy(["A000", "A002"], self.FOLLOWING).pai == pytest.approx(0.6 / 0.4)

    def test_all_areas_are_no_prediction(self) -> None:
        found = list_accuracy(list(self.FOLLOWING["area_code"]), self.FOLLOWING, "population")
        assert (found.hit_rate, found.pai, found.pei) == (1, 1, 1)

    def test_an_empty_list_and_an_empty_period(self) -> None:
        empty = list_accuracy([], self.FOLLOWING)
        assert (empty.hit_rate, empty.pai, empty.pei) == (0, None, None)
        nothing = list_accuracy(["A000"], areas([0, 0], [1000, 1000]))
        assert (nothing.hit_rate, nothing.pai, nothing.pei) == (None, None, None)

    def test_areas_without_a_count_take_no_part(self) -> None:
        following = areas([50, None, 30, 20], [1000] * 4, complete=[True, True, False, True])
        found = list_accuracy(["A000", "A001", "A002"], following)
        assert (found.listed, found.areas, found.hits, found.records) == (1, 2, 50, 70)
        with pytest.raises(ValueError, match="square_kilometres"):
            list_accuracy(["A000"], following.assign(square_kilometres=np.nan), "square_kilometres")


def test_a_county_of_areas_is_judged_within_a_page() -> None:
    """611 areas: rate, verdict, top five, shrunken rate and Gi*; its own CPU, since machines do other work."""
    chance = np.random.default_rng(11)
    boundaries = reference_boundaries()
    pairs = neighbours(boundaries)
    people = chance.integers(900, 3000, len(boundaries))
    table = areas(list(chance.negative_binomial(2, 0.02, len(boundaries))), list(people))
    table["area_code"] = boundaries["area_code"].to_numpy()
    taken = []
    for _ in range(10):
        started = time.thread_time()
        judged = with_shrunken(significantly_above(table, 50, 2.0))
        top(judged)
        local_g(judged, pairs)
        taken.append(time.thread_time() - started)
    assert min(taken) < 0.05


def test_the_real_borough(real_store: Version) -> None:
    """2025, crime and ASB: what is named is above the county by the plain interval too, and the centre leads."""
    period = {"from_month": "2025-01", "to_month": "2025-12"}
    lsoas = ask(real_store, "counts_by_area", area="E07000135", level="lsoa", **period).frame
    districts = ask(real_store, "counts_by_area", area="E10000018", level="district", **period).frame
    rate = 1000 * float(districts["count"].sum()) / float(districts["population"].sum())
    judged = significantly_above(lsoas, rate, 2.0)
    assert len(judged) == 36
    above = judged[judged["verdict"] == "above"]
    assert 2 <= len(above) <= 15
    assert (above["lower"] > rate).all()
    plain = judged[judged["lower"] > rate]
    assert len(above) <= len(plain)
    assert len(top(judged)) == 5
