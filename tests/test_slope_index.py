"""The slope index against a second implementation, a sum done by hand, its own promises, and simulated boroughs."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from cspdash.statistics.fifths import by_fifth, usual_scheme, with_local_fifths
from cspdash.statistics.slope_index import FEWEST, relative_ranks, slope_index


def areas(rank: list[float], people: list[int], count: list[int | None], complete: bool = True) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "rank": pd.array(rank, dtype="Float64"),
            "population": pd.array(people, dtype="Int64"),
            "count": pd.array(count, dtype="Int64"),
            "complete": complete,
        }
    )


# The populations and life expectancies of Area1 in the documentation of PHEindicatormethods' `phe_sii`, deciles 1 to
# 10.
PEOPLE = [7291, 7997, 6105, 7666, 5790, 6934, 5918, 5974, 7147, 7534]
YEARS = [75.9, 78.3, 83.8, 83.6, 80.5, 81.1, 81.7, 84.2, 80.6, 86.3]


def test_relative_ranks_are_the_middles_of_shares() -> None:
    """The example of the documentation of `phe_sii`: 12% of the residents stand at 0.06, the next 10% at 0.17."""
    assert relative_ranks([1, 2, 3], [12, 10, 78]) == pytest.approx([0.06, 0.17, 0.61])
    assert relative_ranks([3, 1, 2], [78, 12, 10]) == pytest.approx([0.61, 0.06, 0.17])
    assert relative_ranks([1, 1, 2], [10, 10, 80]) == pytest.approx([0.1, 0.1, 0.6]), "equal ranks share a place"


def test_the_line_is_that_of_phe_sii_by_a_second_implementation() -> None:
    """`phe_sii` regresses √a·value on √a and √a·b, a the share, b the place of the residents, without intercept."""
    share = np.array(PEOPLE) / sum(PEOPLE)
    place = np.cumsum(share) - share / 2
    root = np.sqrt(share)
    theirs = sm.OLS(root * np.array(YEARS), np.column_stack([root, root * place])).fit().params
    counts = [round(y * n) for y, n in zip(YEARS, PEOPLE, strict=True)]  # rates per 1,000 are then 1,000 times theirs
    ours = slope_index(areas(list(range(1, 11)), PEOPLE, list(counts)))
    assert ours is not None
    assert ours.most / 1000 == pytest.approx(theirs[0], abs=1e-3)
    assert -ours.slope / 1000 == pytest.approx(theirs[1], abs=1e-3)
    assert ours.relative == pytest.approx(theirs[0] / (theirs[0] + theirs[1]), abs=1e-5)


@pytest.mark.parametrize("seed", range(5))
def test_interval_and_p_are_those_of_statsmodels(seed: int) -> None:
    random = np.random.default_rng(seed)
    people = random.integers(900, 2600, 36)
    count = random.poisson(random.gamma(4, 20, 36) * people / 1000)
    table = areas(list(random.permutation(30_000)[:36].astype(float)), list(people), list(count))
    place = relative_ranks(table["rank"], people)
    fitted = sm.WLS(count * 1000 / people, sm.add_constant(place), weights=people).fit(cov_type="HC3", use_t=True)
    low, high = fitted.conf_int()[1]
    found = slope_index(table)
    assert found is not None
    assert (found.slope, found.lower, found.upper) == pytest.approx((-fitted.params[1], -high, -low))
    assert found.p == pytest.approx(fitted.pvalues[1])
    ends = np.array([[1.0, 0.0], [1.0, 1.0]]) @ fitted.params
    assert (found.most, found.least) == pytest.approx(tuple(ends))


def test_a_line_without_scatter_is_found_exactly() -> None:
    """Equal areas whose rate falls evenly from 100 to 10: followed to the ends, from 105 to 5 per 1,000."""
    found = slope_index(areas(list(range(1, 11)), [1000] * 10, list(range(100, 0, -10))))
    assert found is not None
    assert (found.most, found.least, found.slope) == pytest.approx((105, 5, 100))
    assert (found.lower, found.upper) == pytest.approx((100, 100))
    assert found.relative == pytest.approx(21)
    assert found.gradient == "rises"


def test_what_cannot_be_said_is_not_said() -> None:
    few = areas(list(range(1, FEWEST)), [1000] * (FEWEST - 1), [5] * (FEWEST - 1))
    assert slope_index(few) is None
    assert slope_index(areas([7.0] * 12, [1000] * 12, list(range(12)))) is None, "all equally deprived"
    assert slope_index(areas(list(range(12)), [1000] * 12, [5] * 12, complete=False)) is None, "a gap is not a rate"
    partly = areas(list(range(12)), [1000] * 12, [None, *range(11)])
    found = slope_index(partly)
    assert found is not None
    assert (found.areas, found.of) == (11, 12)
    steep = slope_index(areas(list(range(12)), [1000] * 12, [50, 30, 10, 1, *[0] * 8]))
    assert steep is not None
    assert steep.least < 0
    assert math.isnan(steep.relative), "a line below nothing has no ratio"


def test_limits_of_the_ratio_are_fieller_s() -> None:
    """Against a search for the ratios r whose difference most − r × least is within t times its own error."""
    random = np.random.default_rng(8)
    bounded = 0
    for slope in (0, 20, 40, 60, 90, 120):
        for _ in range(20):
            table = simulated(random, 36, slope)
            found = slope_index(table)
            assert found is not None
            if math.isnan(found.relative):
                continue
            place = relative_ranks(table["rank"], table["population"])
            rate, people = table["count"].astype(float) * 1000 / table["population"].astype(float), table["population"]
            ends = np.column_stack([1 - place, place])
            fitted = sm.WLS(rate.to_numpy(), ends, weights=people.to_numpy(dtype=float)).fit(cov_type="HC3", use_t=True)
            ratios = np.linspace(0.001, 60, 60_000)
            t = stats.t.ppf(0.975, 34)
            cov = fitted.cov_params()
            error = np.sqrt(cov[0, 0] - 2 * ratios * cov[0, 1] + ratios**2 * cov[1, 1])
            held = ratios[np.abs(fitted.params[0] - ratios * fitted.params[1]) <= t * error]
            assert held.min() == pytest.approx(max(found.relative_lower, 0.001), abs=0.002)
            assert held.max() == pytest.approx(min(found.relative_upper, 60), abs=0.002)
            bounded += found.relative_upper < 60
            assert (found.relative_lower > 1) is (found.lower > 0), "the two intervals say the same"
    assert bounded > 20


@given(
    st.lists(st.tuples(st.integers(200, 4000), st.integers(0, 400)), min_size=10, max_size=40),
    st.floats(0.5, 20),
)
def test_it_turns_with_the_order_and_grows_with_the_counts(rows: list[tuple[int, int]], times: float) -> None:
    people, count = [n for n, _ in rows], [c for _, c in rows]
    order = [float(at) for at in range(len(rows))]
    ahead, back = slope_index(areas(order, people, list(count))), slope_index(areas(order[::-1], people, list(count)))
    assert ahead is not None
    assert back is not None
    assert back.slope == pytest.approx(-ahead.slope, abs=1e-6)
    assert (back.lower, back.upper) == pytest.approx((-ahead.upper, -ahead.lower), abs=1e-6)
    more = slope_index(areas(order, people, [10 * c for c in count]))
    assert more is not None
    assert more.slope == pytest.approx(10 * ahead.slope, abs=1e-5)
    assert ahead.lower <= ahead.slope <= ahead.upper


def simulated(random: np.random.Generator, n: int, slope: float) -> pd.DataFrame:
    """A borough with about 70 per 1,000, with areas that differ and a few that draw four times as many."""
    people = np.round(random.lognormal(7.35, 0.18, n))
    place = (np.cumsum(people) - people / 2) / people.sum()
    centre = np.where(random.random(n) < 1 / 18, 4.0, 1.0) / (1 + 3 / 18)
    differ = random.lognormal(-0.08, 0.4, n) * centre
    count = random.poisson((70 + slope * (0.5 - place)) * differ * people / 1000)
    return areas(list(range(n)), [int(p) for p in people], [int(c) for c in count])


@pytest.mark.parametrize(("n", "slope"), [(36, 0.0), (36, 60.0), (15, 0.0), (120, 60.0)])
def test_simulated_boroughs_lie_in_the_interval_as_often_as_promised(n: int, slope: float) -> None:
    random = np.random.default_rng(20_251_101)
    runs, held, found_wrong = 1500, 0, 0
    for _ in range(runs):
        found = slope_index(simulated(random, n, slope))
        assert found is not None
        held += found.lower <= slope <= found.upper
        if not math.isnan(found.relative):
            assert (found.relative_lower > 1, found.relative_upper < 1) == (found.lower > 0, found.upper < 0)
        found_wrong += found.gradient == "falls" if slope else found.gradient != "unclear"
    assert 0.925 <= held / runs <= 0.995
    assert found_wrong / runs <= (0.05 if slope == 0 else 0.005)


def test_a_planted_gradient_is_found() -> None:
    random = np.random.default_rng(4)
    found = [slope_index(simulated(random, 36, 120)) for _ in range(200)]
    assert sum(one is not None and one.gradient == "rises" for one in found) > 160


# --- fifths ---------------------------------------------------------------------------------------------------


def ranked(n: int, quintile: list[int]) -> pd.DataFrame:
    return areas([float(at) for at in range(n)], [1000] * n, [10] * n).assign(
        quintile=pd.array(quintile, dtype="Int64")
    )


def test_local_fifths_hold_about_a_fifth_of_the_residents() -> None:
    table = with_local_fifths(ranked(10, [1] * 10))
    assert list(table["local"]) == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    lacking = table.assign(population=pd.array([pd.NA, *[1000] * 9], dtype="Int64"))
    assert with_local_fifths(lacking)["local"].isna().tolist() == [True, *[False] * 9]


@given(st.lists(st.integers(500, 3000), min_size=5, max_size=60))
def test_local_fifths_follow_the_order_and_are_about_equal(people: list[int]) -> None:
    table = with_local_fifths(areas([float(at) for at in range(len(people))], people, [1] * len(people)))
    found = list(table["local"])
    assert found == sorted(found)
    for fifth in range(1, 6):
        inside = sum(n for n, at in zip(people, found, strict=True) if at == fifth)
        assert abs(inside - sum(people) / 5) <= max(people)


def test_the_place_s_own_fifths_stand_in_where_england_s_leave_one_empty() -> None:
    assert usual_scheme(ranked(5, [1, 2, 3, 4, 5])) == "national"
    assert usual_scheme(ranked(5, [2, 2, 3, 4, 5])) == "local"


def test_the_rate_of_a_fifth_is_that_of_its_areas_together() -> None:
    table = with_local_fifths(ranked(6, [2, 2, 3, 4, 4, 5])).assign(count=pd.array([1, 2, 30, 4, 5, 6], dtype="Int64"))
    found = by_fifth(table, "national").set_index("fifth")
    assert list(found["areas"]) == [0, 2, 1, 2, 1]
    assert found.loc[2, "rate"] == pytest.approx(1.5)
    assert found["count"].isna().tolist() == [True, False, False, False, False]
    assert math.isnan(float(found["rate"].loc[1]))
    # Byar's limits of 30 in 1,000, PHE's technical guide.
    assert (found["lower"].loc[3], found["upper"].loc[3]) == pytest.approx((20.24, 42.83), abs=0.01)
    gap = by_fifth(table.assign(complete=[True, False, *[True] * 4]), "national").set_index("fifth")
    assert gap["rate"].isna().tolist() == [True, True, False, False, False]
