"""The dispersion of a series: what it finds in counts made with a known one, and what it leaves out."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import optimize, stats

from benchmarks.simulate_boroughs import DRIFTING, INDEPENDENT, simulate
from cspdash.crime_types import CRIME_TYPES
from cspdash.periods import Month
from cspdash.statistics.dispersion import (
    HUBER,
    PRIOR_WEIGHT,
    _robust,
    dispersion,
    expected_dispersion,
    so_far,
)

FIRST = Month(2015, 1)


def months(number: int) -> list[str]:
    return [str(FIRST + at) for at in range(number)]


def history(values: object, names: list[str] | None = None) -> pd.DataFrame:
    counts = np.asarray(values, dtype=float)
    counts = counts[:, None] if counts.ndim == 1 else counts
    return pd.DataFrame(counts, index=months(len(counts)), columns=names or [f"s{i}" for i in range(counts.shape[1])])


def negative_binomial(mean: object, spread: float, seed: int, columns: int) -> pd.DataFrame:
    """Columns of counts of variance `spread` times the mean."""
    level = np.repeat(np.asarray(mean, dtype=float)[:, None], columns, axis=1)
    return history(np.random.default_rng(seed).negative_binomial(level / (spread - 1), 1 / spread).astype(float))


def test_a_robust_estimate_solves_hubers_equation() -> None:
    """A second implementation: the root of sum worth * (min(z^2, k^2 d) - c d) = 0, found by bracketing."""
    counts = np.random.default_rng(1).negative_binomial(20, 0.3, size=60).astype(float)
    later, earlier = counts[12:], counts[:-12]
    total, squares = later + earlier, (later - earlier) ** 2 / (later + earlier)
    worth = np.minimum(total, 2 * np.median(total))
    kept = stats.norm.expect(lambda z: min(z**2, HUBER**2), lb=-12, ub=12)
    expected = optimize.brentq(lambda d: float((worth * (np.minimum(squares, HUBER**2 * d) - kept * d)).sum()), 1, 50)
    assert _robust(counts[:, None], 1)[0][0] == pytest.approx(expected, rel=1e-3)


@pytest.mark.parametrize("spread", [1.5, 2.7, 5.0])
def test_a_known_dispersion_is_found(spread: float) -> None:
    season = 80 * (1 + 0.4 * np.sin(np.arange(72) * np.pi / 6))
    found = dispersion(negative_binomial(season, spread, 2, 200), 1)
    assert float(found["monthly"].mean()) == pytest.approx(spread, rel=0.06)


def test_chance_alone_is_about_one_and_never_below() -> None:
    counts = history(np.random.default_rng(3).poisson(40, size=(72, 200)))
    found = dispersion(counts, 1)
    assert float(found["monthly"].mean()) == pytest.approx(1, abs=0.05)
    assert (found["dispersion"] >= 1).all()
    assert float(found["dispersion"].median()) < 1.25


def test_the_season_is_no_dispersion() -> None:
    season = np.round(100 * (1 + 0.8 * np.sin(np.arange(60) * np.pi / 6)))
    assert dispersion(history(season), 1)["monthly"].iloc[0] < 0.01


def test_a_trend_is_no_dispersion_but_a_wobble_is() -> None:
    rising = np.round(200 * 1.15 ** (np.arange(72) / 12))
    assert dispersion(history(rising), 3)["period"].iloc[0] < 0.5
    wobbling = 200.0 + 60 * np.repeat([1, -1, 1, -1, 1, -1], 12)
    assert dispersion(history(wobbling), 3)["period"].iloc[0] > 5


def test_an_outlier_is_down_weighted() -> None:
    counts = negative_binomial(np.full(60, 50.0), 1.5, 4, 1)
    spoiled = counts.copy()
    spoiled.iloc[30, 0] = 400.0
    plain = ((spoiled.iloc[12:].to_numpy() - spoiled.iloc[:-12].to_numpy()) ** 2
             / (spoiled.iloc[12:].to_numpy() + spoiled.iloc[:-12].to_numpy())).mean()  # fmt: skip
    before, after = (float(dispersion(frame, 1)["monthly"].iloc[0]) for frame in (counts, spoiled))
    assert plain > 10
    assert after < before + 1


def test_incomplete_months_are_left_out() -> None:
    counts = negative_binomial(np.full(60, 50.0), 2, 5, 3)
    counts.iloc[20] = 1.0  # as an incomplete month would be published
    gap = counts.copy()
    gap.iloc[20] = np.nan
    assert (dispersion(gap, 1)["pairs"] == 48 - 2).all()
    assert (dispersion(gap, 1)["monthly"] < dispersion(counts, 1)["monthly"]).all()


def test_without_history_the_expected_is_given() -> None:
    found = dispersion(history(np.full((10, 1), 30.0)), 3)
    assert found["dispersion"].iloc[0] == pytest.approx(float(expected_dispersion(90)))
    assert found["degrees_of_freedom"].iloc[0] == PRIOR_WEIGHT
    assert np.isnan(found["monthly"].iloc[0])
    nothing = dispersion(history(np.full((40, 1), np.nan)), 3)
    assert nothing["dispersion"].iloc[0] == 1
    assert np.isnan(nothing["mean"].iloc[0])


def test_a_short_history_leans_on_the_pool_and_a_long_one_does_not() -> None:
    calm = history(np.random.default_rng(6).poisson(50, size=(120, 10)))
    wild = negative_binomial(np.full(120, 50.0), 6, 7, 1)
    both = calm.assign(wild=wild.iloc[:, 0])
    long, short = (dispersion(frame, 1).astype(float).loc["wild"].to_dict() for frame in (both, both.iloc[-18:]))
    assert abs(long["dispersion"] - long["monthly"]) / long["monthly"] < 0.2
    assert short["dispersion"] < 0.75 * short["monthly"]


def test_slow_drifts_make_longer_periods_vary_more() -> None:
    rng = np.random.default_rng(8)
    ratio = {}
    for name, correlation in (("independent", INDEPENDENT), ("drifting", DRIFTING)):
        boroughs = simulate(rng, 12, Month(2025, 3), 60, correlation)
        excess = [
            [(dispersion(boroughs.frame(at), length, CRIME_TYPES)["dispersion"] - 1).sum() for length in (1, 6)]
            for at in range(12)
        ]
        ratio[name] = float(np.mean([half / month for month, half in excess]))
    assert ratio["drifting"] > ratio["independent"] + 0.5
    assert ratio["drifting"] > 2.5


def test_what_was_known_before_a_month_knows_nothing_of_it() -> None:
    counts = np.random.default_rng(9).poisson(30, size=(60, 2)).astype(float)
    changed = counts.copy()
    changed[40:] = 500.0
    before, after = so_far(counts), so_far(changed)
    assert np.array_equal(before[:41], after[:41])
    assert (after[45] > before[45]).all()
    assert before.shape == counts.shape
    assert (before >= 1).all()


def test_mistakes_are_refused() -> None:
    with pytest.raises(ValueError, match="every month"):
        dispersion(history(np.ones(30)).drop(index=months(30)[4]), 1)
    with pytest.raises(ValueError, match="at least one month"):
        dispersion(history(np.ones(30)), 0)
    with pytest.raises(ValueError, match="no such series"):
        dispersion(history(np.ones(30)), 1, pool=["Total"])
    with pytest.raises(ValueError, match="negative"):
        dispersion(history(-np.ones(30)), 1)


def test_the_real_borough_varies_more_than_chance(realdata: Path) -> None:
    """And more by the half-year than by the month: what the drift is there for."""
    counts = pd.read_csv(realdata / "derived/oadby_wigston_monthly_counts_by_type.csv", index_col="Month")
    counts.loc["2020-03"] = np.nan
    span = [str(Month(2014, 1) + at) for at in range(Month(2025, 3) - Month(2014, 1) + 1)]
    whole = counts.reindex(span).astype(float)
    month, half = (dispersion(whole, length, CRIME_TYPES)["dispersion"].to_dict() for length in (1, 6))
    for name in ("Shoplifting", "Burglary", "Violence and sexual offences", "Total"):
        assert month[name] > 1.7, name
        assert half[name] > 1.5 * month[name], name
