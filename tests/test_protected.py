"""No small count can be seen, or had from what is published: by hand, by enumeration, over a whole district."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cspdash.statistics.protected import SMALL, protect_areas, protect_categories, withheld

Table = np.ndarray[Any, np.dtype[np.int64]]


def hide(table: Table) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Of a table whose sums of rows and columns are shown."""
    cells: Table = np.arange(table.size).reshape(table.shape)
    return withheld(table.ravel(), [*cells.tolist(), *cells.T.tolist()]).reshape(table.shape)


def fits(table: Table, hidden: np.ndarray[Any, np.dtype[np.bool_]]) -> dict[tuple[int, int], set[int]]:
    """By trying every whole number: what each hidden cell could be, given what is shown and every sum."""
    places = [tuple(at) for at in np.argwhere(hidden)]
    could: dict[tuple[int, int], set[int]] = {place: set() for place in places}
    if not places:
        return could
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    most = [int(min(rows[r], columns[c])) for r, c in places]
    for values in itertools.product(*(range(limit + 1) for limit in most)):
        trial = table.copy()
        for place, value in zip(places, values, strict=True):
            trial[place] = value
        if (trial.sum(axis=1) == rows).all() and (trial.sum(axis=0) == columns).all():
            for place, value in zip(places, values, strict=True):
                could[place].add(value)
    return could


def test_a_small_count_takes_another_with_it() -> None:
    assert withheld([20, 3, 9], [[0, 1, 2]]).tolist() == [False, True, True]
    assert withheld([20, 30], [[0, 1]]).tolist() == [False, False]
    assert withheld([20, 3], []).tolist() == [False, True], "no sum is known"
    assert withheld([20, 3, 9], [[0, 1, 2]], always=[True, False, False]).tolist() == [True, True, False]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([(1, 2), (1, 3), (2, 2)]), st.lists(st.integers(0, 9), min_size=4, max_size=4))
def test_no_small_count_of_a_table_can_be_worked_out(shape: tuple[int, int], cells: list[int]) -> None:
    table = np.array(cells[: shape[0] * shape[1]], dtype=np.int64).reshape(shape)
    hidden = hide(table)
    assert hidden[table < SMALL].all(), "every small count is withheld"
    everything = fits(table, np.ones_like(hidden))
    for place, could in fits(table, hidden).items():
        # The sums of rows and columns may tell a count even where nothing inside the table is shown.
        assert not 0 < table[place] < SMALL or len(could) > 1 or len(everything[place]) == 1


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(0, 40), min_size=2, max_size=9))
def test_no_small_count_of_a_list_with_its_sum_can_be_worked_out(values: list[int]) -> None:
    counts = np.array(values)
    hidden = withheld(counts, [list(range(len(counts)))])
    small = hidden & (counts > 0) & (counts < SMALL)
    if small.any():
        # Of a sum over two or more cells each may be anything from 0 to it.
        assert hidden.sum() >= 2
        assert counts[hidden].sum() >= 1
    if not (counts < SMALL).any():
        assert not hidden.any(), "nothing is withheld without need"


def categories(parts: list[list[int]], unplaced: list[int]) -> pd.DataFrame:
    names = [f"type {at}" for at in range(len(unplaced))]
    whole = [sum(column) for column in zip(*parts, unplaced, strict=True)]
    rows = [("D", True, whole), *((f"part {at}", False, part) for at, part in enumerate(parts)), ("", False, unplaced)]
    return pd.DataFrame(
        [
            {"breakdown": "type", "area_code": code, "area_name": code, "whole": of_all, "category": name,
             "count": count, "records": sum(counts), "withheld": False}
            for code, of_all, counts in rows for name, count in zip(names, counts, strict=True)
        ]
    ).astype({"count": "Int64", "records": "Int64"})  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    st.integers(2, 4).flatmap(
        lambda width: st.tuples(
            st.lists(st.lists(st.integers(0, 25), min_size=width, max_size=width), min_size=2, max_size=4),
            st.lists(st.integers(0, 8), min_size=width, max_size=width),
        )
    )
)
def test_district_and_parts_together_give_no_small_count_away(given_: tuple[list[list[int]], list[int]]) -> None:
    """An attacker who knows every shown cell, every row's sum, and that parts and unplaced make up the district."""
    from scipy.optimize import linprog

    parts, unplaced = given_
    answer = categories(parts, unplaced)
    shown = protect_categories(answer)
    assert set(shown["area_code"]) == {"D", *(f"part {at}" for at in range(len(parts)))}
    assert not (shown["count"].dropna() < SMALL).any()
    assert shown["withheld"].tolist() == shown["count"].isna().tolist()
    width, rows = len(unplaced), ["D", *(f"part {at}" for at in range(len(parts))), ""]
    truth = answer.pivot(index="area_code", columns="category", values="count").loc[rows].astype(float).to_numpy()
    seen = {(row["area_code"], row["category"]): row["count"] for row in shown.to_dict("records")}
    equal, value = [], []
    for r in range(len(rows)):
        line = np.zeros(truth.shape)
        line[r] = 1
        equal.append(line.ravel())
        value.append(truth[r].sum())
    for c in range(width):
        line = np.zeros(truth.shape)
        line[:, c] = 1
        line[0, c] = -1
        equal.append(line.ravel())
        value.append(0.0)
    bounds = []
    for r, code in enumerate(rows):
        for c in range(width):
            known = seen.get((code, f"type {c}"), pd.NA)
            bounds.append((0, None) if pd.isna(known) else (float(known), float(known)))
            assert pd.isna(known) or known == truth[r, c], "what is shown is true"
    free = [(0.0, None)] * truth.size
    for r, c in np.argwhere((truth > 0) & (truth < SMALL)):
        ranges = []
        for limits in (bounds, free):
            ends = []
            for sign in (1, -1):
                goal = np.zeros(truth.size)
                goal[r * width + c] = sign
                found = linprog(goal, A_eq=np.array(equal), b_eq=value, bounds=limits, method="highs").fun
                assert found is not None
                ends.append(float(found))
            ranges.append(-ends[1] - ends[0])
        # Only where the rows' sums alone tell a count may it be told.
        assert ranges[0] >= 1 - 1e-6 or ranges[1] < 1 - 1e-6


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 12), min_size=6, max_size=6))
def test_the_years_of_small_areas_cannot_be_had_from_wider_ones(counts: list[int]) -> None:
    inside = ["D,w1,s1", "D,w1,s1", "D,w2,s1", "D,w2,s1", "D,w3,s2", "D,w3,s2"]
    frame = pd.DataFrame(
        {"financial_year": "2024-25", "count": pd.array(counts, dtype="Int64"), "withheld": False, "inside": inside}
    )
    shown = protect_areas(frame)
    hidden = shown["withheld"].to_numpy()
    assert hidden[np.array(counts) < SMALL].all()
    for ward in ("w1", "w2", "w3"):
        own = np.array([ward in text for text in inside])
        small = own & (np.array(counts) > 0) & (np.array(counts) < SMALL)
        assert not small.any() or hidden[own].all(), "of two, one alone would follow from the ward's sum"


def test_a_count_that_the_sums_tell_stays_withheld_and_takes_nothing_with_it() -> None:
    assert withheld([3, 20, 30], [[0], [1, 2]]).tolist() == [True, False, False]


def test_negative_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        withheld([1, -2], [[0, 1]])
