"""Two counts and a verdict: against other implementations, published figures and simulation."""

import csv
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests  # type: ignore[import-untyped]
from statsmodels.stats.rates import test_poisson_2indep as poisson_2indep  # type: ignore[import-untyped]

from benchmarks.simulate_boroughs import DRIFTING, simulate
from benchmarks.simulate_verdicts import LAST, false_verdicts
from cspdash.crime_types import CRIME_TYPES
from cspdash.periods import Month
from cspdash.statistics.detectable import detectable_change, never_found, normal_tail
from cspdash.statistics.dispersion import dispersion
from cspdash.statistics.verdict import ratio_interval, two_sided_p, verdicts

PRINTED = Path(__file__).parents[1] / "data/reference/published/oadby_wigston_crime_by_type_h1_2024_2025.csv"
PAIRS = [(0, 3), (3, 0), (1, 9), (20, 35), (109, 83), (2125, 1945), (12, 12)]


def table(
    rows: Sequence[tuple[float, float]], spread: float = 1.0, freedom: float = math.inf, **more: Any
) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["base", "current"]).assign(
        base_months=6, current_months=6, dispersion=spread, degrees_of_freedom=freedom
    )
    return frame.assign(**more)


@pytest.mark.parametrize(("base", "current"), PAIRS)
@pytest.mark.parametrize("years", [1, 3])
def test_without_dispersion_it_is_the_exact_test(base: int, current: int, years: int) -> None:
    share = 1 / (1 + years)
    tails = [stats.binomtest(current, base + current, share, side).pvalue for side in ("less", "greater")]
    assert two_sided_p(base, current, share, 1, np.inf) == pytest.approx(min(1, 2 * min(tails)), rel=1e-9)
    limits = stats.binomtest(current, base + current, share).proportion_ci(0.95, "exact")
    low, high = ratio_interval(base, current, share, 1, np.inf)
    with np.errstate(divide="ignore"):
        expected = [float(np.divide(part * years, 1 - part)) for part in limits]
    assert [float(low), float(high)] == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(("base", "current"), [(20, 35), (40, 100), (3, 12)])
def test_statsmodels_has_the_same_tail(base: int, current: int) -> None:
    other = poisson_2indep(current, 6, base, 18, method="exact-cond", compare="ratio", alternative="larger").pvalue
    assert two_sided_p(base, current, 0.25, 1, np.inf) == pytest.approx(2 * other, rel=1e-9)


def test_a_published_incidence_rate_ratio() -> None:
    """Breast cancer after fluoroscopy (Rothman, Modern Epidemiology): 41 in 28,010 against 15 in 19,017 woman-years.

    The ratio 1.855759 and its exact interval 1.005684 to 3.6093 are printed in Stata's manual (Epitab, `iri`).
    """
    row = verdicts(table([(15, 41)]).assign(base_months=19017, current_months=28010)).iloc[0]
    assert row["ratio"] == pytest.approx(1.855759, abs=1e-6)
    assert row["low"] == pytest.approx(1.005684, abs=2e-6)
    assert row["high"] == pytest.approx(3.6093, abs=5e-5)


def test_przyborowski_and_wilenski_own_example() -> None:
    """No dodder seed in one sample of clover, three in another of the same size: (1/2)^3 on one side."""
    assert two_sided_p(0, 3, 0.5, 1, np.inf) == pytest.approx(0.25)


@pytest.mark.parametrize(("base", "current"), [(400, 520), (900, 800), (2125, 1945)])
def test_scipys_e_test_agrees_on_large_counts(base: int, current: int) -> None:
    other = stats.poisson_means_test(current, 6, base, 6).pvalue
    assert float(two_sided_p(base, current, 0.5, 1, np.inf)) == pytest.approx(other, abs=0.012)


@pytest.mark.parametrize("spread", [1.8, 2.7, 6.0])
def test_a_quasi_poisson_regression_has_the_same_interval(spread: float) -> None:
    base, current = 1200, 1500
    part = np.array([0.3, 0.3, 0.4])
    months, later = [*(base * part), *(current * part)], np.repeat([0.0, 1.0], 3)
    model = sm.GLM(months, sm.add_constant(later), family=sm.families.Poisson()).fit(scale=spread)
    low, high = np.exp(model.conf_int()[1])
    ours = ratio_interval(base, current, 0.5, spread, np.inf)
    assert [float(ours[0]), float(ours[1])] == pytest.approx([low, high], rel=0.01)
    # and with few degrees of freedom that of Student's t
    widened = model.params[1] + np.array([-1, 1]) * model.bse[1] * stats.t.ppf(0.975, 8)
    ours = ratio_interval(base, current, 0.5, spread, 8)
    assert [float(ours[0]), float(ours[1])] == pytest.approx(list(np.exp(widened)), rel=0.015)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 500), st.integers(0, 500), st.integers(1, 5), st.floats(1, 8), st.floats(3, 200))
def test_the_interval_leaves_out_one_where_p_says_so(b: int, c: int, years: int, spread: float, freedom: float) -> None:
    share = 1 / (1 + years)
    p = float(two_sided_p(b, c, share, spread, freedom))
    low, high = (float(limit) for limit in ratio_interval(b, c, share, spread, freedom))
    assert 0 <= p <= 1
    if b + c and abs(p - 0.05) > 1e-6:
        assert (p < 0.05) == (not low <= 1 <= high)
    if b and c:
        assert low <= c * years / b <= high


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 300), st.integers(0, 300), st.floats(1, 5))
def test_more_dispersion_is_never_more_certain(b: int, c: int, spread: float) -> None:
    assert two_sided_p(b, c, 0.5, spread, 20) <= two_sided_p(b, c, 0.5, spread + 0.5, 20) + 1e-9
    assert two_sided_p(b, c, 0.5, spread, 100) <= two_sided_p(b, c, 0.5, spread, 10) + 1e-9


@pytest.mark.parametrize("spread", [1.0, 2.7])
@pytest.mark.parametrize("mean", [4.0, 15.0, 80.0])
def test_counts_without_change_are_rejected_at_most_as_promised(spread: float, mean: float) -> None:
    rng = np.random.default_rng(10)
    size = (4000, 2)
    drawn = rng.poisson(mean, size) if spread == 1 else rng.negative_binomial(mean / (spread - 1), 1 / spread, size)
    rejected = (two_sided_p(drawn[:, 0], drawn[:, 1], 0.5, spread, np.inf) <= 0.05).mean()
    assert rejected <= 0.055


def test_the_family_is_adjusted_as_statsmodels_does() -> None:
    rows = [(100, 150), (80, 60), (50, 52), (200, 260), (30, 55)]
    judged = verdicts(table(rows))
    assert judged["q"].to_list() == pytest.approx(multipletests(judged["p"], method="fdr_bh")[1])
    assert judged["verdict"].to_list() == ["rise", "usual", "usual", "rise", "rise"]
    beside = verdicts(table([*rows, (460, 577)], is_total=[False] * 5 + [True]))
    assert beside["q"].iloc[:5].to_list() == pytest.approx(np.minimum(2 * judged["q"], 1))
    assert beside["q"].iloc[5] == beside["p"].iloc[5]


def test_rows_that_could_show_nothing_do_not_weigh_on_the_others() -> None:
    alone = verdicts(table([(40, 75)]))
    among = verdicts(table([(40, 75), (1, 0), (0, 2), (0, 0), (2, 1)]))
    assert among["q"].iloc[0] == pytest.approx(alone["q"].iloc[0])
    assert among["verdict"].to_list() == ["rise", "too few", "too few", "too few", "too few"]


def test_too_few_is_where_a_fall_to_nothing_would_be_missed() -> None:
    judged = verdicts(table([(7, 7), (8, 8), (3, 30)]))
    assert judged["verdict"].to_list() == ["too few", "usual", "rise"]
    for base in (5, 7, 8, 12, 30, 60):
        for spread in (1.0, 2.0, 4.0):
            fall = detectable_change(base, spread).fall
            assert bool(never_found(base, 0.5, spread, np.inf)) == (fall is None), (base, spread)


def test_differences_are_scaled_to_the_current_months() -> None:
    row = verdicts(table([(90, 40)]).assign(base_months=18)).iloc[0]
    assert row["difference"] == 10
    assert row["ratio"] == pytest.approx(4 / 3)


def test_nothing_and_gaps() -> None:
    rows = table([(0, 0), (0, 12), (math.nan, 5)])
    judged = verdicts(rows.assign(current=pd.array([0, 12, 5], dtype="Int64")))
    assert judged["p"].iloc[0] == 1
    assert judged.loc[0, ["ratio", "low", "high"]].isna().all()
    assert judged.loc[1, "high"] == math.inf
    assert judged.loc[1, "verdict"] == "rise"
    assert judged["verdict"].isna().to_list() == [False, False, True]
    assert judged.loc[2, ["difference", "ratio", "low", "high", "p", "q"]].isna().all()


@pytest.mark.parametrize(
    ("change", "told"),
    [({"base": -1}, "negative"), ({"base_months": 0}, "one month"), ({"dispersion": 0.9}, "at least 1")],
)
def test_mistakes_are_refused(change: dict[str, float], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        verdicts(table([(5, 5)]).assign(**change))


def test_a_table_without_its_dispersion_is_refused() -> None:
    with pytest.raises(ValueError, match="lacks dispersion"):
        verdicts(table([(5, 5)]).drop(columns="dispersion"))


def test_detectable_changes_of_poisson_counts() -> None:
    """The field's rule of thumb: about +115 or -75 from 20, +45 or -40 from 100."""
    assert detectable_change(20) == pytest.approx((115, -75), abs=2.5)
    assert detectable_change(100) == pytest.approx((45, -40), abs=3.5)
    assert detectable_change(5).fall is None
    assert detectable_change(0) == (None, None)
    assert detectable_change(20, years=3).rise < detectable_change(20).rise  # type: ignore[operator]
    below, above = detectable_change(299.9), detectable_change(300.1)  # exact, and by the square root
    assert below == pytest.approx(above, abs=0.7)
    with pytest.raises(ValueError, match="no detectable change"):
        detectable_change(10, dispersion=0.5)


@pytest.mark.parametrize(("base", "spread", "freedom"), [(20, 1.0, math.inf), (60, 2.7, 15.0), (900, 2.0, math.inf)])
def test_detectable_changes_are_found_four_times_in_five(base: float, spread: float, freedom: float) -> None:
    rng = np.random.default_rng(11)

    def drawn(mean: float) -> np.ndarray:
        return (
            rng.poisson(mean, 20000) if spread == 1 else rng.negative_binomial(mean / (spread - 1), 1 / spread, 20000)
        )

    for change in detectable_change(base, spread, degrees_of_freedom=freedom):
        assert change is not None
        p = two_sided_p(drawn(base), drawn(base * (1 + change / 100)), 0.5, spread, freedom)
        assert float((p <= 0.05).mean()) == pytest.approx(0.8, abs=0.015)


def test_the_normal_tail_is_that_of_students_t() -> None:
    assert normal_tail(0.05, np.inf) == 0.025
    assert stats.norm.isf(normal_tail(0.05, 10.0)) == pytest.approx(stats.t.isf(0.025, 10))


def printed() -> pd.DataFrame:
    with PRINTED.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    names = [row["crime_type"] for row in rows]
    counts = [(float(row["q1_q2_2024_25"]), float(row["q1_q2_2025_26"])) for row in rows]
    return table(counts, crime_type=names, is_total=[name == "Total" for name in names])


def test_the_printed_total_falls_only_if_counts_were_poisson() -> None:
    total = verdicts(printed()).iloc[-1]
    assert (total["base"], total["current"], total["verdict"]) == (2125, 1945, "fall")
    assert total["p"] == pytest.approx(0.005, abs=0.0005)
    assert verdicts(printed().assign(dispersion=2.7, degrees_of_freedom=20)).iloc[-1]["verdict"] == "usual"


def test_the_printed_table_with_the_real_history(realdata: Path) -> None:
    counts = pd.read_csv(realdata / "derived/oadby_wigston_monthly_counts_by_type.csv", index_col="Month")
    counts.loc["2020-03"] = np.nan
    span = [str(Month(2014, 1) + at) for at in range(Month(2025, 3) - Month(2014, 1) + 1)]
    known = dispersion(counts.reindex(span).astype(float), 6, CRIME_TYPES)
    rows = printed().drop(columns=["dispersion", "degrees_of_freedom"])
    judged = verdicts(rows.join(known, on="crime_type")).set_index("crime_type")
    assert judged.loc["Total", "verdict"] == "usual"
    assert not judged["verdict"].isin(["rise", "fall"]).any()


def test_simulated_tables_without_change() -> None:
    """A small run of benchmarks/simulate_verdicts.py: promised 5%, with room for 150 tables; Poisson breaks it."""
    boroughs = simulate(np.random.default_rng(12), 150, LAST, 66, DRIFTING)
    assert false_verdicts(boroughs, 6)["any"] <= 0.08
    assert false_verdicts(boroughs, 6, poisson=True)["any"] > 0.5
