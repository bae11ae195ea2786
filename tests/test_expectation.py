"""A month against its history: against a second implementation, and by simulation."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm  # type: ignore[import-untyped]
from scipy import stats

from benchmarks.simulate_boroughs import DRIFTING, INDEPENDENT
from benchmarks.simulate_expectation import outside, steps
from cspdash.periods import Month
from cspdash.statistics.dispersion import PRIOR_WEIGHT, REFERENCE_DRIFT, so_far
from cspdash.statistics.expectation import COVERAGE, TOO_FEW, TOO_SHORT, expectation

FIRST = Month(2015, 4)


def series(values: object, name: str = "Burglary") -> pd.DataFrame:
    counts = np.asarray(values, dtype=float)
    return pd.DataFrame({name: counts}, index=[str(FIRST + at) for at in range(len(counts))])


def noisy(mean: object, seed: int, spread: float = 2.0) -> pd.DataFrame:
    level = np.asarray(mean, dtype=float)
    return series(np.random.default_rng(seed).negative_binomial(level / (spread - 1), 1 / spread))


def farrington(counts: np.ndarray, at: int, prior: float) -> tuple[float, float, float, float, bool]:
    """A month by statsmodels' generalised linear models: expected, low, high, dispersion, and whether with a trend."""
    rows = [(year, counts[at - 12 * year - step]) for year in range(1, 6) for step in (-1, 0, 1)
            if at - 12 * year - step >= 0]  # fmt: skip
    kept = [(-float(year), y) for year, y in rows if not np.isnan(y)]
    time, y = (np.array(part) for part in zip(*kept, strict=True))
    years = len(set(time))

    def fit(weight: np.ndarray, trend: bool) -> Any:
        design = np.column_stack([np.ones(len(y)), time]) if trend else np.ones((len(y), 1))
        return sm.GLM(y, design, family=sm.families.Poisson(), var_weights=weight).fit(
            scale=1.0, tol=1e-12, maxiter=100
        )

    def spread(model: Any, weight: np.ndarray, trend: bool) -> float:
        freedom = len(y) - 1 - trend
        squares = (weight * (y - model.fittedvalues) ** 2 / model.fittedvalues).sum()
        return float(max(1.0, (squares + PRIOR_WEIGHT * prior) / (freedom + PRIOR_WEIGHT)))

    trend = years >= 3
    weight = np.ones(len(y))
    model = fit(weight, trend)
    leverage = model.get_influence(observed=False).hat_matrix_diag
    anscombe = 1.5 * (y ** (2 / 3) - model.fittedvalues ** (2 / 3)) / model.fittedvalues ** (1 / 6)
    s = anscombe / np.sqrt(spread(model, weight, trend) * (1 - leverage))
    weight = np.where(s > 2.58, s**-2.0, 1.0)
    weight *= len(y) / weight.sum()
    if trend:
        model = fit(weight, True)
        scale, freedom = spread(model, weight, True), len(y) - 2 + PRIOR_WEIGHT
        score = abs(model.params[1]) / (model.bse[1] * np.sqrt(scale))
        trend = bool(score > stats.t.isf(0.025, freedom) and np.exp(model.params[0]) <= y.max())
    model = fit(weight, trend)
    scale, freedom = spread(model, weight, trend), len(y) - 1 - trend + PRIOR_WEIGHT
    mean = float(np.exp(model.params[0]))
    level = (1 + (scale - 1) * 3**REFERENCE_DRIFT) * model.bse[0] ** 2
    limit = 2 / 3 * stats.t.isf((1 - COVERAGE) / 2, freedom) * np.sqrt(scale / mean + level)
    return mean, mean * max(1 - limit, 0) ** 1.5, mean * (1 + limit) ** 1.5, scale, trend


@pytest.mark.parametrize(
    ("counts", "trends"),
    [
        (noisy(np.full(96, 40.0), 1), 0),
        (noisy(30 * 1.2 ** (np.arange(96) / 12), 2), 1),
        (noisy(120 * 0.8 ** (np.arange(96) / 12), 3), 20),
        (noisy(6 + 4 * np.sin(np.arange(96) * np.pi / 6), 4), 0),
    ],
    ids=["level", "rising", "falling", "seasonal and low"],
)
def test_statsmodels_gives_the_same_ranges(counts: pd.DataFrame, trends: int) -> None:
    counts.iloc[50] = np.nan
    counts.iloc[30] = 3 * counts.iloc[30] + 20
    judged = expectation(counts)
    prior = so_far(counts.to_numpy())[:, 0]
    with_trend = 0
    for at in range(36, 96, 2):
        mean, low, high, scale, trend = farrington(counts.to_numpy()[:, 0], at, prior[at])
        row = judged.iloc[at]
        assert [row["expected"], row["low"], row["high"], row["dispersion"]] == pytest.approx(
            [mean, low, high, scale], rel=1e-4, abs=1e-4
        ), row["month"]
        with_trend += trend
    assert with_trend >= trends


def test_only_earlier_months_count() -> None:
    counts = noisy(np.full(96, 40.0), 5)
    changed = counts.copy()
    changed.iloc[72:] = 900.0
    before, after = expectation(counts).iloc[:72], expectation(changed).iloc[:72]
    pd.testing.assert_frame_equal(before, after)
    own = ["expected", "low", "high", "dispersion"]
    # The month itself does not move what was expected of it.
    pd.testing.assert_frame_equal(expectation(counts).loc[[72], own], expectation(changed).loc[[72], own])


def test_a_jump_is_above_and_a_drop_below() -> None:
    counts = noisy(np.full(96, 60.0), 6)
    counts.iloc[-2], counts.iloc[-1] = 120.0, 15.0
    last = expectation(counts).iloc[-2:]
    assert last["exceedance"].to_list() == ["above", "below"]
    assert (last["p"] < 0.01).all()


def test_the_season_is_expected() -> None:
    season = np.round(100 * (1 + 0.5 * np.sin(np.arange(72) * np.pi / 6)))
    judged = expectation(series(season))
    assert (judged["exceedance"] == "").all()
    peak, trough = int(season[60:].argmax()) + 60, int(season[60:].argmin()) + 60
    expected = judged["expected"].to_numpy()
    assert expected[peak] > 2.5 * expected[trough]


def test_a_past_outlier_hardly_widens_the_range() -> None:
    counts = noisy(np.full(84, 40.0), 7)
    spoiled = counts.copy()
    spoiled.iloc[-13] = 300.0
    before, after = (expectation(frame).iloc[-1] for frame in (counts, spoiled))
    assert after["expected"] < 1.15 * before["expected"]
    assert after["high"] < 1.6 * before["high"]


def test_incomplete_months_are_neither_judged_nor_learnt_from() -> None:
    counts = noisy(np.full(84, 40.0), 8)
    counts.iloc[60] = 1.0
    gap = counts.copy()
    gap.iloc[60] = np.nan
    judged = expectation(gap)
    row = judged.iloc[60].to_dict()
    assert np.isnan(row["count"])
    assert row["exceedance"] == ""
    assert np.isnan(row["p"])
    assert row["low"] < row["expected"] < row["high"]
    assert judged["expected"].to_numpy()[72] > expectation(counts)["expected"].to_numpy()[72]


def test_what_cannot_be_said_has_a_reason() -> None:
    judged = expectation(noisy(np.full(40, 40.0), 9))
    assert (judged["reason"].iloc[:24] == TOO_SHORT).all()
    assert judged["expected"].iloc[:24].isna().all()
    assert (judged["reason"].iloc[24:] == "").all()
    assert judged["years"].iloc[-1] == 3
    low = expectation(series(np.tile([0, 1, 0, 0], 20))).iloc[-1]
    assert low["reason"] == TOO_FEW
    assert np.isnan(low["low"])
    assert low["exceedance"] == ""
    assert low["expected"] < 1
    never = expectation(series(np.zeros(80))).iloc[-1]
    assert never["reason"] == TOO_FEW


def test_series_do_not_touch_one_another() -> None:
    one, other = noisy(np.full(80, 40.0), 10), noisy(np.full(80, 9.0), 11)
    both = expectation(pd.concat([one, other.rename(columns={"Burglary": "Robbery"})], axis=1))
    pd.testing.assert_frame_equal(both.iloc[:80], expectation(one))
    assert both["series"].unique().tolist() == ["Burglary", "Robbery"]
    assert both["month"].iloc[80] == str(FIRST)


def test_mistakes_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        expectation(series([-1.0, 2.0]))
    with pytest.raises(ValueError, match="between 0 and 1"):
        expectation(series([1.0, 2.0]), coverage=95)


@pytest.mark.parametrize("correlation", [INDEPENDENT, DRIFTING])
def test_months_without_change_seldom_lie_outside(correlation: float) -> None:
    """A small run of benchmarks/simulate_expectation.py."""
    _, judged = outside(np.random.default_rng(13), 30, 72, correlation)
    share = float((judged["exceedance"] != "").mean())
    assert 0.005 < share <= 0.05


def test_steps_are_found_where_the_base_makes_it_possible() -> None:
    found = steps(np.random.default_rng(14), 4, DRIFTING)
    possible = found[found["possible"]]
    assert len(possible) > 10
    assert (possible["by_month"] | possible["by_table"]).mean() >= 0.8
    assert found.loc[found["base"] < 5, "by_month"].mean() < 0.5
