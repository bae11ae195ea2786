"""Shares, intervals, ranks and changes of a survey: against statsmodels, published examples and the printed plan."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import (  # type: ignore[import-untyped]
    confint_proportions_2indep,
    proportion_confint,
)
from statsmodels.stats.proportion import test_proportions_2indep as score_test

from cspdash.sample.survey import CONCERNS, SAFETY
from cspdash.statistics.perception import Counterpart, Recorded, recorded, unnamed
from cspdash.statistics.perception import beside as set_beside
from cspdash.statistics.survey import compared, grouped, largest_remainder, printed_percent, ranked, wilson, with_shares
from cspdash.wording import survey as words

PUBLISHED = Path(__file__).resolve().parents[1] / "data" / "reference" / "published"


def answers(counts: Mapping[str, int | None], base: int | None = None) -> pd.DataFrame:
    """One breakdown, its base the sum of its answers unless given."""
    whole = sum(n or 0 for n in counts.values()) if base is None else base
    return pd.DataFrame(
        {"answer": list(counts), "position": range(1, len(counts) + 1), "n": list(counts.values()), "base": whole}
    ).astype({"n": "Int64", "base": "Int64"})


def printed(name: str) -> list[dict[str, str]]:
    with (PUBLISHED / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@given(st.integers(1, 5000).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base))))
def test_wilson_is_that_of_statsmodels(case: tuple[int, int]) -> None:
    n, base = case
    low, high = wilson(n, base)
    assert (float(low), float(high)) == pytest.approx(proportion_confint(n, base, method="wilson"), abs=1e-12)


@pytest.mark.parametrize(
    ("n", "base", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_reproduces_newcombes_table(n: int, base: int, low: float, high: float) -> None:
    """Newcombe 1998, Statistics in Medicine 17, 857, table I, method 3."""
    found = wilson(n, base)
    assert (round(float(found[0]), 4), round(float(found[1]), 4)) == (low, high)


def test_shares_of_nobody_and_of_the_suppressed_are_unknown() -> None:
    low, high = wilson([np.nan, 0], [50, 0])
    assert np.isnan(low).all()
    assert np.isnan(high).all()
    with pytest.raises(ValueError, match="between 0"):
        wilson(3, 2)


def test_the_printed_ranking_comes_out_with_its_ties() -> None:
    table = ranked(answers(CONCERNS), "printed")
    told = [
        (words.rank(row["rank"], row["tied"]), str(row["percent"]), row["answer"]) for row in table.to_dict("records")
    ]
    plan = [
        (row["published_rank"], row["published_percent"], row["concern"])
        for row in printed("oadby_wigston_survey_priorities_2017_2021.csv")
    ]
    assert told == plan
    assert sum(CONCERNS.values()) == 859
    assert sum(int(percent) for _, percent, _ in plan) == 100


def test_ranks_by_count_part_what_print_ties() -> None:
    table = ranked(answers(CONCERNS), "count")
    assert list(table["rank"]) == list(range(1, 12))
    assert not table["tied"].any()


def test_equal_ranks_share_the_best_of_their_places() -> None:
    table = ranked(answers({"a": 5, "b": 9, "c": 5, "d": 1}), "count")
    assert list(zip(table["answer"], table["rank"], table["tied"], strict=True)) == [
        ("b", 1, False), ("a", 2, True), ("c", 2, True), ("d", 4, False),
    ]  # fmt: skip


@given(st.lists(st.one_of(st.none(), st.integers(0, 40)), min_size=1, max_size=9))
@settings(deadline=None)
def test_suppressed_answers_take_no_part_in_ranks(counts: list[int | None]) -> None:
    table = ranked(answers({str(at): n for at, n in enumerate(counts)}, base=400), "count")
    shown = [n for n in counts if n is not None]
    alone = ranked(answers({str(at): n for at, n in enumerate(shown)}, base=400), "count")
    assert list(table["rank"].dropna()) == list(alone["rank"])
    for row in table.to_dict("records"):
        if pd.isna(row["n"]):
            assert all(pd.isna(row[name]) for name in ("share", "lower", "upper", "percent", "rank"))
            assert not row["tied"]
        else:
            assert row["rank"] == 1 + sum(n > row["n"] for n in shown)


@given(st.integers(1, 3000).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base))))
def test_a_printed_percentage_is_the_nearest_halves_up(case: tuple[int, int]) -> None:
    n, base = case
    exact = Fraction(100 * n, base)
    assert Fraction(-1, 2) < printed_percent(n, base) - exact <= Fraction(1, 2)


@given(st.lists(st.integers(0, 500), min_size=1, max_size=8), st.integers(1, 200))
def test_largest_remainders_add_up_and_are_near(counts: list[int], total: int) -> None:
    parts = largest_remainder(counts, total)
    whole = sum(counts)
    assert sum(parts) == (total if whole else 0)
    for n, part in zip(counts, parts, strict=True):
        assert whole == 0 or abs(part - n * total / whole) < 1
    ordered = [part for _, part in sorted(zip(counts, parts, strict=True))]
    assert ordered == sorted(parts), "more answers never get a smaller number"


def test_largest_remainder_of_three_thirds() -> None:
    assert largest_remainder([1, 1, 1]) == [34, 33, 33]
    assert largest_remainder([404, 252, 183]) == [48, 30, 22]


def test_feeling_of_safety_comes_out_as_printed() -> None:
    table = with_shares(grouped(answers(SAFETY), words.SAFETY))
    plan = printed("oadby_wigston_survey_safety_2017_2021.csv")
    assert [int(n) for n in table["n"]] == [int(row["respondents"]) for row in plan] == [404, 252, 183]
    assert [words.share(value) for value in table["share"]] == [f"{row['percent']}%" for row in plan]
    assert int(table["base"].iloc[0]) == 839


def test_a_group_with_a_suppressed_part_is_suppressed() -> None:
    table = grouped(answers(SAFETY | {"Safe": None}, base=839), words.SAFETY)
    assert table["n"].isna().tolist() == [True, False, False]


@pytest.mark.parametrize("pair", [(56, 70, 48, 80), (40, 215, 20, 240), (5, 40, 16, 60)])
def test_a_change_is_that_of_statsmodels(pair: tuple[int, int, int, int]) -> None:
    """The first is Newcombe's example (1998, Statistics in Medicine 17, 873, table II): 0.0524 to 0.3339."""
    now = ranked(answers({"a": pair[0], "b": pair[1] - pair[0]}), "count")
    before = ranked(answers({"a": pair[2], "b": pair[3] - pair[2]}), "count")
    row: dict[Any, Any] = compared(now, before).set_index("answer").loc["a"].to_dict()
    assert (row["low"], row["high"]) == pytest.approx(confint_proportions_2indep(*pair, method="newcomb"), abs=1e-9)
    chance = score_test(*pair, method="score", correction=False).pvalue
    # Both answers of the table have the same p, so that the false discovery rate leaves it as it is.
    assert (row["verdict"] in ("rise", "fall")) == (chance < 0.05)
    if pair == (56, 70, 48, 80):
        assert (round(row["low"], 4), round(row["high"], 4)) == (0.0524, 0.3339)
        assert row["verdict"] == "rise"


def test_few_answers_are_not_judged_and_new_ones_not_compared() -> None:
    now = ranked(answers({"a": 3, "b": 20, "new": 9}), "count")
    table = compared(now, ranked(answers({"a": 0, "b": 25}), "count")).set_index("answer")
    assert table["verdict"]["a"] == "too few"
    assert pd.isna(table["verdict"]["new"])
    assert pd.isna(table["rank_before"]["new"])
    assert table["climbed"]["b"] == 0


def months(counts: dict[str, list[tuple[int | None, str]]]) -> pd.DataFrame:
    rows = [
        (f"2020-{month:02}", crime_type, n, status)
        for crime_type, cells in counts.items() for month, (n, status) in enumerate(cells, 1)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["month", "crime_type", "count", "status"]).astype({"count": "Int64"})


def test_records_are_of_months_that_are_whole_for_all() -> None:
    found = recorded(
        months(
            {
                "Burglary": [(4, "complete"), (1, "partial"), (6, "complete")],
                "Anti-social behaviour": [(9, "complete"), (8, "complete"), (None, "missing")],
            }
        ),
        1000,
    )
    assert found == Recorded({"Burglary": 4, "Anti-social behaviour": 9}, 1, 1000)


def test_concerns_meet_their_records_and_the_others_are_named() -> None:
    options = [
        Counterpart("traffic"), Counterpart("burglary", ("Burglary",)),
        Counterpart("noise", ("Anti-social behaviour",)), Counterpart("groups", ("Anti-social behaviour",)),
        Counterpart("fires", within=("Criminal damage and arson",)),
    ]  # fmt: skip
    said = answers({"traffic": 37, "burglary": 20, "noise": 8, "groups": 15, "fires": 20})
    found = Recorded({"Burglary": 30, "Anti-social behaviour": 90, "Drugs": 40, "Other theft": 2}, 24, 5000)
    table = set_beside(said, options, found, several=False).set_index("label")
    assert list(table.index) == ["Anti-social behaviour", "Burglary", "traffic", "fires"]
    asb = table.loc["Anti-social behaviour"]
    assert (asb["n"], asb["records"], asb["rank"], asb["record_rank"]) == (23, 90, 1, 1)
    assert asb["rate"] == pytest.approx(90 / 5000 / 2 * 1000), "a year, of two"
    assert table["record_share"]["Burglary"] == pytest.approx(30 / 162)
    assert table["records"][["traffic", "fires"]].isna().all()
    assert table["rank"][["traffic", "fires"]].isna().all()
    assert [row["crime_type"] for row in unnamed(options, found)] == ["Drugs"]
    apart = set_beside(said, options, found, several=True)
    assert len(apart) == 5, "who may name several may stand in both"


def test_a_suppressed_concern_leaves_its_kind_without_a_share() -> None:
    options = [Counterpart("noise", ("Anti-social behaviour",)), Counterpart("groups", ("Anti-social behaviour",))]
    table = set_beside(
        answers({"noise": None, "groups": 15}, base=60), options, Recorded({}, 0, None), several=False
    )  # fmt: skip
    assert table["n"].isna().all()
    assert table["share"].isna().all()
    assert table["records"].isna().all()
