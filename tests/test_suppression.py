"""Suppression: no hidden number can be worked out from what is shown, checked by means that the module does not use."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from cspdash.statistics.disclosure import BoolArray, IntArray, Relation, derivable, other_table
from cspdash.statistics.suppression import MINIMUM, relations_of, small_breakdowns, suppressed

BOROUGH = {
    "borough": [["north", "south"], ["a", "b", "c", "d", "e"]],
    "north": [["a", "b"]],
    "south": [["c", "d", "e"]],
}
Key = tuple[str, str, str]
WARDS = ["a", "b", "c", "d", "e"]
SLOW = settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def bounds(x: IntArray, relations: list[Relation], hidden: BoolArray, cell: int) -> tuple[float, float]:
    """The least and greatest value that a hidden cell can have, by an interior solver over plain dense matrices."""
    cells = [int(at) for at in np.flatnonzero(hidden)]
    rows, right = [], []
    for relation in relations:
        row, rest = np.zeros(len(cells)), 0
        for member, sign in ((relation.total, 1), *((part, -1) for part in relation.parts)):
            if hidden[member]:
                row[cells.index(member)] += sign
            else:
                rest -= sign * int(x[member])
        if row.any():
            rows.append(row)
            right.append(rest)
    ends = []
    for sign in (1, -1):
        aim = np.zeros(len(cells))
        aim[cells.index(cell)] = sign
        found = linprog(aim, A_eq=np.array(rows) if rows else None, b_eq=right or None, bounds=(0, 10_000))
        assert found.status == 0, found.message
        ends.append(sign * float(found.fun or 0))
    return ends[0], ends[1]


def nothing_derivable(x: IntArray, relations: list[Relation], hidden: BoolArray) -> None:
    for cell in np.flatnonzero(hidden):
        low, high = bounds(x, relations, hidden, int(cell))
        assert high - low >= 1 - 1e-6, (int(cell), low, high)


def values_of(x: IntArray, relations: list[Relation], hidden: BoolArray, cell: int, most: int) -> set[int]:
    """Every value that a cell has in some table of whole numbers up to `most` that shows the same, by trying all."""
    cells = list(np.flatnonzero(hidden))
    found = set()
    for guess in product(range(most + 1), repeat=len(cells)):
        table = x.copy()
        table[cells] = guess
        if all(table[r.total] == table[list(r.parts)].sum() for r in relations):
            found.add(int(table[cell]))
    return found


counts = st.integers(0, 2)


@given(st.lists(counts, min_size=4, max_size=4), st.lists(st.booleans(), min_size=9, max_size=9))
@settings(max_examples=80, deadline=None)
def test_the_audit_agrees_with_trying_every_table(cells: list[int], flags: list[bool]) -> None:
    """Two rows, two columns, their totals: what is not called derivable has another value in some table."""
    keys = list(product(["r", "s", "all"], ["u", "v", "all"]))
    inner = dict(zip(product("rs", "uv"), cells, strict=True))
    x = np.array([
        sum(n for (row, column), n in inner.items() if a in (row, "all") and b in (column, "all")) for a, b in keys
    ])  # fmt: skip
    relations = relations_of(keys, [{"all": [["r", "s"]]}, {"all": [["u", "v"]]}])
    # At most four hidden, or there are too many tables to try.
    hidden = np.array(flags) & (np.cumsum(flags) <= 4)
    known = derivable(x, relations, hidden)
    assert not (known & ~hidden).any()
    for cell in np.flatnonzero(hidden):
        others = values_of(x, relations, hidden, int(cell), int(x.max()) + 1)
        assert bool(known[cell]) == (len(others) == 1), (int(cell), others)


def ward_table(cells: list[int]) -> tuple[list[Key], IntArray, list[Relation]]:
    """Counts of three answers in five wards and two years, with every total."""
    inner = dict(zip(product(["y1", "y2"], WARDS, ["p", "q", "r"]), cells, strict=True))
    within = {"north": WARDS[:2], "south": WARDS[2:], "borough": WARDS}
    areas, years, answers = [*WARDS, *within], ["y1", "y2", "all"], ["base", "p", "q", "r"]

    def total(year: str, area: str, answer: str) -> int:
        return sum(
            n for (y, a, k), n in inner.items()
            if year in (y, "all") and a in within.get(area, [area]) and answer in (k, "base")
        )  # fmt: skip

    keys = list(product(years, areas, answers))
    relations = relations_of(keys, [{"all": [["y1", "y2"]]}, BOROUGH, {"base": [["p", "q", "r"]]}])
    return keys, np.array([total(*key) for key in keys]), relations


def hide(keys: list[Key], x: IntArray, relations: list[Relation]) -> tuple[BoolArray, BoolArray]:
    """Which cells are hidden, and which breakdowns (of the bases alone)."""
    units = [key[:2] for key in keys if key[2] == "base"]
    bases = [int(n) for key, n in zip(keys, x, strict=True) if key[2] == "base"]
    blocks = small_breakdowns(bases, relations_of(units, [{"all": [["y1", "y2"]]}, BOROUGH]))
    return suppressed(x, relations, np.repeat(blocks, 4)), blocks


@given(st.lists(st.one_of(st.integers(0, 3), st.integers(0, 15)), min_size=30, max_size=30))
@SLOW
def test_no_hidden_cell_of_nested_areas_years_and_answers_can_be_derived(cells: list[int]) -> None:
    keys, x, relations = ward_table(cells)
    hidden, _ = hide(keys, x, relations)
    nothing_derivable(x, relations, hidden)
    small = {key[:2] for key, n in zip(keys, x, strict=True) if key[2] == "base" and n < MINIMUM}
    for key, flag in zip(keys, hidden, strict=True):
        assert flag or key[:2] not in small, f"{key} is of fewer than ten people"


@given(st.lists(st.integers(0, 15), min_size=30, max_size=30))
@SLOW
def test_what_is_had_by_subtraction_is_of_ten_people_or_more(cells: list[int]) -> None:
    keys, x, relations = ward_table(cells)
    hidden, _ = hide(keys, x, relations)
    for relation in relations:
        if all(keys[cell][2] == "base" for cell in relation.cells) and not hidden[relation.total]:
            rest = [int(x[part]) for part in relation.parts if hidden[part]]
            assert not rest or (len(rest) >= 2 and sum(rest) >= MINIMUM)


@given(st.lists(st.integers(0, 25), min_size=12, max_size=12), st.integers(1, 9))
@SLOW
def test_single_small_counts_of_any_table_are_safe(cells: list[int], least: int) -> None:
    """A partner's counts: areas by types, every count under a threshold sensitive by itself."""
    types = ["t1", "t2", "t3"]
    keys = list(product([*WARDS[:4], "all"], [*types, "all"]))
    inner = dict(zip(product(WARDS[:4], types), cells, strict=True))
    x = np.array([
        sum(n for (area, kind), n in inner.items() if a in (area, "all") and t in (kind, "all")) for a, t in keys
    ])  # fmt: skip
    relations = relations_of(keys, [{"all": [WARDS[:4]]}, {"all": [types]}])
    sensitive = (x > 0) & (x < least)
    hidden = suppressed(x, relations, sensitive)
    assert (hidden | ~sensitive).all()
    nothing_derivable(x, relations, hidden)


@given(st.lists(st.tuples(st.integers(10, 20), st.integers(0, 10), st.integers(0, 10)), min_size=3, max_size=3))
@SLOW
def test_several_answers_never_exceed_who_answered(units: list[tuple[int, int, int]]) -> None:
    """Where people may give several answers there is no sum over them, but none exceeds the base."""
    keys = list(product(["a", "b", "c", "all"], ["base", "p", "q"]))
    rows = [*units, (sum(u[0] for u in units), sum(u[1] for u in units), sum(u[2] for u in units))]
    x = np.array([n for row in rows for n in row])
    relations = relations_of(keys, [{"all": [["a", "b", "c"]]}, {}])
    pairs = [(3 * unit + answer, 3 * unit) for unit in range(4) for answer in (1, 2)]
    sensitive = np.array([key[0] == "a" for key in keys])
    hidden = suppressed(x, relations, sensitive, at_most=pairs)
    nothing_derivable(x, relations, hidden)
    assert not derivable(x, relations, hidden, pairs).any()


def test_a_lone_small_cell_gets_a_partner_in_each_direction() -> None:
    keys = list(product(["r", "s", "all"], ["u", "v", "all"]))
    x = np.array([3, 40, 43, 50, 60, 110, 53, 100, 153])
    relations = relations_of(keys, [{"all": [["r", "s"]]}, {"all": [["u", "v"]]}])
    hidden = suppressed(x, relations, x < 10)
    assert [key for key, flag in zip(keys, hidden, strict=True) if flag] == list(product("rs", "uv"))


def test_a_nought_is_not_given_away_by_a_total_of_nought() -> None:
    keys = [("a",), ("b",), ("c",), ("all",), ("other",), ("everything",)]
    x = np.array([0, 0, 0, 0, 30, 30])
    relations = [Relation(3, (0, 1, 2)), Relation(5, (3, 4))]
    hidden = suppressed(x, relations, np.array([True] + [False] * (len(keys) - 1)))
    nothing_derivable(x, relations, hidden)
    assert hidden[3]


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    keys, x, relations = ward_table([12] * 30)
    hidden, blocks = hide(keys, x, relations)
    assert not hidden.any()
    assert not blocks.any()


def test_a_closed_rectangle_is_hidden_and_no_more() -> None:
    units = list(product(["y1", "y2", "all"], ["a", "b", "c", "all"]))
    bases = [5, 30, 31, 66, 40, 41, 42, 123, 45, 71, 73, 189]
    blocks = small_breakdowns(bases, relations_of(units, [{"all": [["y1", "y2"]]}, {"all": [["a", "b", "c"]]}]))
    assert {unit for unit, flag in zip(units, blocks, strict=True) if flag} == set(product(["y1", "y2"], ["a", "b"]))


def test_the_same_table_is_always_hidden_alike() -> None:
    keys, x, relations = ward_table([(7 * at) % 11 for at in range(30)])
    first, _ = hide(keys, x, relations)
    again, _ = hide(keys, x, relations)
    assert (first == again).all()


def test_counts_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(ValueError, match="is not the sum"):
        derivable([1, 2, 4], [Relation(2, (0, 1))], [True, False, False])
    with pytest.raises(ValueError, match="negative"):
        derivable([-1, 2, 1], [Relation(2, (0, 1))], [True, False, False])
    with pytest.raises(ValueError, match="exceeds"):
        derivable([3, 2], [], [True, False], at_most=[(0, 1)])
    with pytest.raises(KeyError):
        relations_of([("a",), ("all",)], [{"all": [["a", "b"]]}])


def test_another_table_is_the_cheapest_one() -> None:
    relations = [Relation(2, (0, 1))]
    assert list(other_table([4, 5, 9], relations, 0, [0, 1, 50])) in ([5, 4, 9], [3, 6, 9])
    assert other_table([4, 5, 9], relations, 0, [0, 50, 1])[1] == 5
