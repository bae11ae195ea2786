"""Rates, funnels and the model of chance under them: against published figures, scipy, statsmodels and PySAL."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from cspdash.statistics.funnel import POSITIONS, above_funnel, funnel_limits, winsorised_dispersion
from cspdash.statistics.quasi_poisson import (
    chance_limits,
    chance_of_at_least,
    chance_of_at_most,
    false_discovery_adjusted,
)
from cspdash.statistics.rates import count_limits, with_rates, with_shrunken

# From the test figures published with PHEindicatormethods (testdata_funnel_rate_outputs.csv, control limits of a rate
# over three years): events, then the yearly population at which so many are the lower 95%, upper 95%, lower 99.8% and
# upper 99.8% limit. Times three years times the average rate, that is the exact upper, lower, ... confidence limit of
# so many events. Given to the precision of a numerical search.
PUBLISHED_AVERAGE = 116.1720835 / 100_000
PUBLISHED = [
    (1, 1598.675694, 7.264481402, 2649.348525, 0.287087625),
    (2, 2072.984403, 69.49732367, 3221.906682, 13.02722321),
    (5, 3348.002593, 465.8280129, 4721.370883, 212.14848),
    (9, 4902.152951, 1180.827018, 6501.096999, 703.6760012),
    (10, 5276.757672, 1375.943768, 6924.776769, 849.4639547),
    (11, 5647.380657, 1575.582188, 7342.35451, 1001.813699),
    (20, 8862.823734, 3505.293872, 10915.38389, 2570.385518),
    (55, 20541.38426, 11888.54874, 23527.63198, 10012.3603),
    (110, 38041.18771, 25940.42894, 42013.76515, 23073.38252),
    (1360, 411529.9259, 369759.5622, 424043.2424, 358342.3275),
]


def areas(count: list[Any], population: list[Any], **more: Any) -> pd.DataFrame:
    table = pd.DataFrame({"area_code": [f"E{n:08d}" for n in range(len(count))]})
    return table.assign(count=pd.array(count, dtype="Int64"), population=pd.array(population, dtype="Int64"), **more)


class TestIntervals:
    @pytest.mark.parametrize("row", PUBLISHED, ids=lambda row: str(row[0]))
    def test_the_limits_are_public_health_englands(self, row: tuple[float, ...]) -> None:
        events, *populations = row
        upper_95, lower_95, upper_998, lower_998 = (people * 3 * PUBLISHED_AVERAGE for people in populations)
        assert np.ravel(count_limits(events)) == pytest.approx([lower_95, upper_95], rel=5e-6 if events < 10 else 0.002)
        assert np.ravel(count_limits(events, 0.998)) == pytest.approx(
            [lower_998, upper_998], rel=5e-5 if events < 10 else 0.015
        )

    def test_under_ten_they_are_exact(self) -> None:
        confint = importlib.import_module("statsmodels.stats.rates").confint_poisson
        for count in range(10):
            assert np.ravel(count_limits(count)) == pytest.approx(confint(count, 1, method="exact-c"), abs=1e-9)

    def test_no_records_have_a_lower_limit_of_nothing(self) -> None:
        low, high = count_limits([0])
        assert (low[0], high[0]) == (0, pytest.approx(-np.log(0.025)))

    @pytest.mark.parametrize(("confidence", "within"), [(0.95, 0.002), (0.998, 0.016)])
    def test_from_ten_up_byar_is_near_the_exact_limits(self, confidence: float, within: float) -> None:
        """At 95% within 0.2%, as Public Health England's technical guide says."""
        counts = np.arange(10, 2000)
        low, high = count_limits(counts, confidence)
        tail = (1 - confidence) / 2
        assert low == pytest.approx(stats.chi2.ppf(tail, 2 * counts) / 2, rel=within)
        assert high == pytest.approx(stats.chi2.ppf(1 - tail, 2 * counts + 2) / 2, rel=within)

    def test_the_switch_is_at_ten_and_not_elsewhere(self) -> None:
        low, _ = count_limits([9, 10])
        assert low[0] == pytest.approx(stats.chi2.ppf(0.025, 18) / 2, rel=1e-12)
        assert low[1] != pytest.approx(stats.chi2.ppf(0.025, 20) / 2, rel=1e-6)

    def test_what_is_no_count_is_refused(self) -> None:
        with pytest.raises(ValueError, match="negative"):
            count_limits([3, -1])
        with pytest.raises(ValueError, match="confidence"):
            count_limits([3], 95)


class TestRates:
    def test_per_thousand_with_its_interval(self) -> None:
        out = with_rates(areas([5, 30], [1500, 1000])).set_index("area_code")
        assert list(out["rate"]) == pytest.approx([10 / 3, 30])
        assert list(out["lower"]) == pytest.approx([stats.chi2.ppf(0.025, 10) / 2 / 1.5, float(count_limits(30)[0])])

    def test_another_denominator(self) -> None:
        table = areas([6], [1500], households=[600])
        assert with_rates(table, "households")["rate"][0] == pytest.approx(10)
        assert with_rates(table, per=100_000)["rate"][0] == pytest.approx(400)

    def test_a_gap_and_a_missing_denominator_have_no_rate(self) -> None:
        table = areas([5, None, 7, 8], [1000, 1000, None, 0], complete=True)
        table.loc[0, "complete"] = False
        out = with_rates(table)
        assert out[["rate", "lower", "upper"]].isna().all(axis=None)

    def test_a_negative_denominator_is_refused(self) -> None:
        with pytest.raises(ValueError, match="population cannot be negative"):
            with_rates(areas([5], [-1000]))

    def test_the_table_given_is_left_alone(self) -> None:
        table = areas([5], [1000])
        with_rates(table)
        with_shrunken(table)
        assert list(table.columns) == ["area_code", "count", "population"]


class TestShrunken:
    # PySAL's documented result for the first ten counties of its example stl (homicides around St Louis).
    DOCUMENTED = (2.36718950e-05, 4.54539167e-05, 4.78114019e-05, 2.76907146e-05, 6.58989323e-05, 3.66494122e-05,
                  5.79952721e-05, 2.03064590e-05, 3.31152999e-05, 3.02748380e-05)  # fmt: skip

    def test_the_documented_example_of_pysal(self) -> None:
        libpysal = importlib.import_module("libpysal")
        rows = libpysal.io.open(libpysal.examples.load_example("stl").get_path("stl_hom.csv"), "r")
        out = with_shrunken(areas([int(n) for n in rows[:, 10]], [int(n) for n in rows[:, 13]]), per=1)
        assert list(out["shrunken"][:10]) == pytest.approx(self.DOCUMENTED, rel=1e-8)

    def test_the_same_as_pysal_on_a_county_of_lsoas(self) -> None:
        smoothing = importlib.import_module("esda.smoothing")
        chance = np.random.default_rng(4)
        people = chance.integers(900, 3200, 612)
        counts = chance.poisson(people * chance.gamma(4, 0.02, 612))
        out = with_shrunken(areas(list(counts), list(people)))
        assert out["shrunken"].to_numpy() == pytest.approx(smoothing.Empirical_Bayes(counts, people).r[:, 0] * 1000)
        assert out["weight"].between(0, 1).all()

    def test_areas_alike_all_get_the_common_rate(self) -> None:
        # Less spread than chance gives: PySAL's variance turns negative here and its rates leave the range.
        out = with_shrunken(areas([10, 11, 10, 9], [1000, 1000, 1000, 1000]))
        assert list(out["shrunken"]) == pytest.approx([10] * 4)
        assert list(out["weight"]) == [0] * 4

    @given(st.lists(st.tuples(st.integers(0, 400), st.integers(1, 3000)), min_size=1, max_size=40))
    def test_every_rate_moves_towards_the_common_one_and_not_beyond(self, pairs: list[tuple[int, int]]) -> None:
        table = with_rates(with_shrunken(areas([n for n, _ in pairs], [people for _, people in pairs])))
        common = 1000 * sum(n for n, _ in pairs) / sum(people for _, people in pairs)
        low, high = np.minimum(table["rate"], common), np.maximum(table["rate"], common)
        slack = 1e-9 * (1 + common)
        assert ((table["shrunken"] >= low - slack) & (table["shrunken"] <= high + slack)).all()

    def test_the_unknown_neither_get_nor_give(self) -> None:
        known = with_shrunken(areas([3, 40, 11], [900, 1500, 1200]))
        more = with_shrunken(areas([3, 40, 11, 999, None], [900, 1500, 1200, None, 1000]))
        assert list(more["shrunken"][:3]) == pytest.approx(list(known["shrunken"]))
        assert more["shrunken"][3:].isna().all()
        assert with_shrunken(areas([None], [None]))["shrunken"].isna().all()
        assert list(with_shrunken(areas([0, 0], [900, 1500]))["shrunken"]) == [0, 0]


class TestChance:
    def test_the_tails_are_scipys(self) -> None:
        count, expected = np.meshgrid(np.arange(60), [0.01, 0.7, 4.0, 33.3])
        assert chance_of_at_least(count, expected) == pytest.approx(stats.poisson.sf(count - 1, expected), abs=1e-12)
        for dispersion in (1.3, 2.5, 12.0):
            negative_binomial = stats.nbinom(expected / (dispersion - 1), 1 / dispersion)
            assert negative_binomial.var() == pytest.approx(dispersion * expected)
            assert chance_of_at_least(count, expected, dispersion) == pytest.approx(
                negative_binomial.sf(count - 1), abs=1e-12
            )
            assert chance_of_at_most(count, expected, dispersion) == pytest.approx(
                negative_binomial.cdf(count), abs=1e-12
            )

    def test_little_dispersion_is_poisson(self) -> None:
        near = chance_of_at_least(20, 12.0, 1 + 1e-7)
        assert near == pytest.approx(stats.poisson.sf(19, 12), rel=1e-5)
        assert chance_of_at_least(20, 12.0, 0.4) == pytest.approx(stats.poisson.sf(19, 12))

    def test_edges(self) -> None:
        assert list(chance_of_at_least([0, 1, np.nan, 3], [0, 0, 1, np.nan], 2)[:2]) == [1, 0]
        assert np.isnan(chance_of_at_least([np.nan, 3], [1, np.nan], 2)).all()
        with pytest.raises(ValueError, match="negative"):
            chance_of_at_least(-1, 3)

    @given(
        st.integers(0, 300),
        st.floats(1e-3, 200),
        st.sampled_from([1.0, 1.4, 2.5, 26.0]),
        st.sampled_from([0.025, 0.001]),
    )
    def test_a_count_beyond_a_limit_is_a_count_that_chance_gives_less_often(
        self, count: int, expected: float, dispersion: float, tail: float
    ) -> None:
        low, high = chance_limits(expected, tail, dispersion)
        above, below = chance_of_at_least(count, expected, dispersion), chance_of_at_most(count, expected, dispersion)
        if abs(above - tail) > 1e-9:
            assert (count > high) == (above < tail)
        if abs(below - tail) > 1e-9:
            assert (count < low) == (below < tail)

    @pytest.mark.parametrize("dispersion", [1.0, 1.5, 4.0])
    def test_of_large_counts_the_limits_are_the_normal_curves(self, dispersion: float) -> None:
        low, high = chance_limits(40_000.0, 0.025, dispersion)
        half = 1.959964 * np.sqrt(40_000 * dispersion)
        assert [float(low), float(high)] == pytest.approx([40_000 - half, 40_000 + half], abs=5)

    def test_false_discovery_is_scipys_and_statsmodels(self) -> None:
        p = np.random.default_rng(1).uniform(size=40) ** 3
        p[7] = p[8]
        assert false_discovery_adjusted(p) == pytest.approx(stats.false_discovery_control(p))
        multipletests = importlib.import_module("statsmodels.stats.multitest").multipletests
        assert false_discovery_adjusted(p) == pytest.approx(multipletests(p, method="fdr_bh")[1])

    def test_what_was_not_tested_is_no_test(self) -> None:
        out = false_discovery_adjusted([0.01, np.nan, 0.04])
        assert list(out[[0, 2]]) == pytest.approx([0.02, 0.04])
        assert np.isnan(out[1])
        assert len(false_discovery_adjusted([])) == 0


class TestFunnel:
    @pytest.mark.parametrize("row", PUBLISHED[1:], ids=lambda row: str(row[0]))
    def test_the_lines_run_where_public_health_england_draws_them(self, row: tuple[float, ...]) -> None:
        """Their table gives the population at which a count is the limit; ours, at that population, the limit."""
        events, *populations = row
        lines = funnel_limits([3 * people for people in populations], PUBLISHED_AVERAGE * 1000)
        rates = [events * 1000 / (3 * people) for people in populations]
        found = [lines["lower_95"][0], lines["upper_95"][1], lines["lower_998"][2], lines["upper_998"][3]]
        assert found == pytest.approx(rates, rel=5e-6)

    def test_the_published_baseline(self) -> None:
        lines = funnel_limits([5000], PUBLISHED_AVERAGE * 100_000, per=100_000)
        assert lines["average"][0] == pytest.approx(116.1720835)

    def test_lines_narrow_with_size_and_widen_with_dispersion(self) -> None:
        sizes = np.linspace(500, 20_000, 60)
        plain, wide = funnel_limits(sizes, 50), funnel_limits(sizes, 50, 3.0)
        assert plain["upper_95"].is_monotonic_decreasing
        assert plain["lower_998"].is_monotonic_increasing
        assert (wide["upper_95"] > plain["upper_95"]).all()
        assert (wide["lower_95"] < plain["lower_95"]).all()
        order = ["lower_998", "lower_95", "average", "upper_95", "upper_998"]
        assert (plain[order].diff(axis=1).iloc[:, 1:] > 0).all(axis=None)

    def test_positions_agree_with_the_lines(self) -> None:
        chance = np.random.default_rng(2)
        people = chance.integers(200, 4000, 400)
        table = areas(list(chance.poisson(people * chance.gamma(6, 0.005, 400))), list(people))
        out = with_rates(above_funnel(table, 30, 1.7))
        lines = funnel_limits(people, 30, 1.7)
        expected = np.select(
            [out["rate"] > lines["upper_998"], out["rate"] > lines["upper_95"], out["rate"] < lines["lower_998"],
             out["rate"] < lines["lower_95"]],
            ["above 99.8%", "above 95%", "below 99.8%", "below 95%"], "within",
        )  # fmt: skip
        assert list(out["position"]) == list(expected)
        assert set(out["position"]) == set(POSITIONS) - {"unknown"}

    def test_the_unknown_has_no_position(self) -> None:
        out = above_funnel(areas([None, 5], [1000, 0]), 30)
        assert list(out["position"]) == ["unknown", "unknown"]
        with pytest.raises(ValueError, match="above 0"):
            funnel_limits([0], 30)

    def test_winsorised_dispersion_by_hand(self) -> None:
        # z of 0, 1, ..., 10 over an expected 100: the lowest and the highest move to the 10th and 90th percentile.
        table = areas([100 + 10 * z for z in range(11)], [1000] * 11)
        published = (sum(z * z for z in range(1, 10)) + 1 + 81) / 11
        assert winsorised_dispersion(table, 100, consistent=False) == pytest.approx(published)

    def test_winsorised_dispersion_finds_the_truth_and_forgives_outliers(self) -> None:
        chance = np.random.default_rng(3)
        counts = stats.nbinom(60 / 1.5, 1 / 2.5).rvs(4000, random_state=chance)
        table = areas(list(counts), [1000] * len(counts))
        assert winsorised_dispersion(table, 60) == pytest.approx(2.5, rel=0.06)
        table.loc[:100, "count"] = 600
        assert winsorised_dispersion(table, 60) == pytest.approx(2.5, rel=0.15)
        assert winsorised_dispersion(areas([60] * 20, [1000] * 20), 60) == 1
        assert winsorised_dispersion(areas([None], [1000]), 60) == 1
