"""Ranges where recording changed: learnt from the months since, as soon as these are enough, and said where not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cspdash.catalogue import ask
from cspdash.periods import Month
from cspdash.statistics.expectation import expectation
from cspdash.statistics.judged import wide
from cspdash.statistics.season_ranges import with_ranges
from cspdash.statistics.seasons import MONTHS, cells
from cspdash.store.versions import Version
from tests.pages import html_of, run_page
from tests.test_expectation import FIRST, noisy, series
from tests.test_seasons import grid

JUDGED = ["expected", "low", "high", "exceedance", "p", "reason"]
BREAK = 72  # of 120 months
BROKEN = {"Burglary": [str(FIRST + BREAK)]}


def stepped(before: float, after: float, seed: int) -> pd.DataFrame:
    return noisy(np.concatenate([np.full(BREAK, before), np.full(120 - BREAK, after)]), seed)


def test_two_years_after_a_break_the_range_is_that_of_the_new_recording() -> None:
    counts = stepped(40, 80, 1)
    learnt, blind = expectation(counts, breaks=BROKEN), expectation(counts)
    at = BREAK + 25
    assert learnt["since"].iloc[at] == str(FIRST + BREAK)
    assert not learnt["across"].iloc[at]
    assert learnt["years"].iloc[at] == 2
    assert learnt["expected"].iloc[at] == pytest.approx(80, rel=0.15)
    assert blind["expected"].iloc[at] < 0.85 * learnt["expected"].iloc[at], (
        "half of the months are of the old recording"
    )
    # It is what the months since the break give by themselves.
    alone = counts.copy()
    alone.iloc[:BREAK] = np.nan
    own = expectation(alone).iloc[at]
    assert learnt["expected"].iloc[at] == pytest.approx(own["expected"])
    assert learnt["years"].iloc[at] == own["years"]


def test_until_then_the_range_reaches_across_and_says_so() -> None:
    counts = stepped(40, 80, 2)
    learnt, blind = expectation(counts, breaks=BROKEN), expectation(counts)
    pd.testing.assert_frame_equal(learnt[JUDGED].iloc[: BREAK + 24], blind[JUDGED].iloc[: BREAK + 24])
    assert not learnt["across"].iloc[:BREAK].any(), "nothing lies before the break but old months"
    assert learnt["across"].iloc[BREAK : BREAK + 24].all()
    assert (learnt["since"].iloc[: BREAK + 24] == "").all()
    assert not learnt["across"].iloc[BREAK + 25 :].any()


def test_the_latest_break_that_leaves_enough_counts() -> None:
    two = {"Burglary": [str(FIRST + 36), str(FIRST + BREAK)]}
    learnt = expectation(noisy(np.full(120, 50.0), 3), breaks=two)
    assert learnt["since"].iloc[BREAK + 12] == str(FIRST + 36)
    assert learnt["across"].iloc[BREAK + 12], "across the second"
    assert learnt["since"].iloc[-1] == str(FIRST + BREAK)
    pd.testing.assert_frame_equal(
        learnt, expectation(noisy(np.full(120, 50.0), 3), breaks={"Burglary": two["Burglary"][::-1]})
    )


def test_a_break_moves_its_own_series_alone() -> None:
    both = pd.concat([stepped(40, 80, 4), stepped(40, 80, 5).rename(columns={"Burglary": "Robbery"})], axis=1)
    learnt, blind = expectation(both, breaks=BROKEN), expectation(both)
    pd.testing.assert_frame_equal(learnt.iloc[120:], blind.iloc[120:])
    assert learnt["expected"].iloc[100] != blind["expected"].iloc[100]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(-30, 150), st.floats(2, 90))
def test_any_break_leaves_months_before_it_alone_and_never_takes_a_range_away(seed: int, at: int, mean: float) -> None:
    counts = noisy(np.full(120, mean), seed)
    learnt = expectation(counts, breaks={"Burglary": [str(FIRST + at)]})
    blind = expectation(counts)
    same = slice(0, min(max(at, 0), 120))
    pd.testing.assert_frame_equal(learnt[JUDGED].iloc[same], blind[JUDGED].iloc[same])
    if at <= 0:
        pd.testing.assert_frame_equal(learnt[JUDGED], blind[JUDGED])
    too_short = "too short a history"
    assert ((learnt["reason"] == too_short) == (blind["reason"] == too_short)).all()
    assert not (learnt["across"] & (learnt["month"] < str(FIRST + at))).any()


def test_no_more_false_alarms_after_a_break_than_promised() -> None:
    """Recording doubles what is counted; nothing else changes. Months judged by the new recording alone."""
    false = judged = blind = 0
    for seed in range(60):
        counts = stepped(30, 60, 100 + seed)
        found = expectation(counts, breaks=BROKEN).iloc[BREAK + 25 :]
        false += int((found["exceedance"] != "").sum())
        judged += len(found)
        blind += int((expectation(counts).iloc[BREAK + 25 :]["exceedance"] == "above").sum())
    assert false / judged <= 0.06, f"{false} of {judged}"
    assert blind > false / 2, "without the break the new recording would be called a rise"


def test_a_heat_map_is_judged_by_the_same_ranges() -> None:
    counts = stepped(40, 80, 6)["Burglary"].to_numpy()
    years = {f"{2015 + y}-{16 + y}": [float(n) for n in counts[12 * y : 12 * y + 12]] for y in range(10)}
    told = with_ranges(cells(grid(years)), BROKEN["Burglary"])
    wanted = expectation(series(counts), breaks=BROKEN)
    assert list(told["month"][:12]) == list(MONTHS)
    assert list(told["since"]) == list(wanted["since"])
    assert list(told["exceedance"]) == list(wanted["exceedance"])


def test_the_pages_say_where_a_range_reaches_across(on_real: Version) -> None:
    """Real: recording changed in May 2023; of the months since only four are held before 2025."""
    told = " ".join(html_of(run_page("pages/trends.py", {"types": "violence-and-sexual-offences"})))
    assert "principal crime rule (May 2023)" in told
    assert "still rest partly on months before, and a month outside may come of that" in told
    asb = " ".join(html_of(run_page("pages/trends.py", {"types": "anti-social-behaviour"})))
    assert "Recording changed" not in asb, "the changes are of crime"
    seasons = " ".join(html_of(run_page("pages/seasons.py", {"types": "crime"})))
    assert "still rest partly on months before" in seasons
    grown = " ".join(html_of(run_page("pages/trends.py", {"view": "types"})))
    assert "of 14 types too few months have passed since recording changed" in grown


def test_real_months_since_the_break_are_learnt_from(on_real: Version) -> None:
    monthly = ask(
        on_real, "monthly_by_crime_type", area="oadby-wigston", from_month="2019-12", to_month="2022-10",
        crime_types=["Burglary"],
    ).frame  # fmt: skip
    step = "2020-06"
    found = expectation(wide(monthly, "crime_type"), breaks={"Burglary": [step]}).set_index("month")
    assert found.loc["2022-08", "since"] == step, "June to September 2020 and 2021 are held"
    assert not found.loc["2022-08", "across"]
    assert found.loc["2022-02", "across"], "only one year since the step"
    assert Month.parse(step) == Month(2020, 6)
