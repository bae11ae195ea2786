"""What a reader can work out of a table in which some cells are hidden.

A cell that is not shown can often be had by subtraction: a total less the parts that are shown. Whoever subtracts also
knows that counts are whole and not negative. A hidden cell is safe when there is another table of whole numbers, none
negative, that shows exactly the same and has another number in that cell: then no calculation can tell which of the
two is true. This module looks for such tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
_NEAR = 1e-6
_LITTLE = 1e-3  # so that of tables that cost the same the one with the fewest changes is taken
_SECONDS = 5.0  # for one change by whole numbers


class FixedCellError(ValueError):
    """No other table adds up: a cell is told by its relations and by what is shown in any case."""


@dataclass(frozen=True)
class Relation:
    """That one cell is the sum of others; cells are positions in an array of values."""

    total: int
    parts: tuple[int, ...]

    @property
    def cells(self) -> tuple[int, ...]:
        """Every cell that it binds."""
        return (self.total, *self.parts)


def derivable(
    values: npt.ArrayLike,
    relations: Sequence[Relation],
    hidden: npt.ArrayLike,
    at_most: Sequence[tuple[int, int]] = (),
) -> BoolArray:
    """Which hidden cells a reader might work out from those that are shown.

    Method: a linear programme over the hidden cells asks for a change that leaves every relation standing, moves each
    cell by at most one and makes none negative (the audit of cell suppression: Fischetti & Salazar-González 2001,
    Management Science 47; Hundepool et al. 2012, Statistical Disclosure Control, chapter 4). Only changes by whole
    numbers count, so that the other table is one that could be true. Random objectives, from a fixed seed, move many
    cells at once; cells that none moves in either direction are those that can be derived.

    Args:
        values: the true counts, whole and not negative.
        relations: how the cells add up. Relations among the cells that are all shown may be left out.
        hidden: which of them are not shown.
        at_most: pairs (smaller, larger) of cells of which the first can never exceed the second.

    Returns:
        True for each hidden cell for which no other table was found. It errs on the side of caution: a cell marked may
        be safe, a cell not marked is.

    Raises ValueError for values that are negative or do not add up.
    """
    x, out = np.asarray(values, dtype=np.int64), np.asarray(hidden, dtype=bool)
    _check(x, relations, at_most)
    known = out.copy()
    cells = np.flatnonzero(out)
    if not len(cells):
        return known
    equal, least = _matrices(len(x), cells, relations, at_most)
    room = np.array([x[larger] - x[smaller] for smaller, larger in at_most], dtype=float)
    kept = np.flatnonzero(np.diff(least.indptr)) if len(at_most) else np.zeros(0, dtype=int)
    bounds = np.column_stack([-np.minimum(1, x[cells]), np.ones(len(cells))])
    random = np.random.RandomState(20210331)
    left = np.ones(len(cells), dtype=bool)
    while left.any():
        moved = np.zeros(len(cells), dtype=bool)
        weights = np.where(left, random.uniform(1, 2, len(cells)), 0.0)
        for sign in (1.0, -1.0):
            moved |= _change(-sign * weights, equal, least[kept], room[kept], bounds) != 0
        if not (moved & left).any():
            break
        left &= ~moved
    known[cells] = left
    return known


def other_table(
    values: npt.ArrayLike,
    relations: Sequence[Relation],
    cell: int,
    cost: npt.ArrayLike,
    at_most: Sequence[tuple[int, int]] = (),
    fixed: npt.ArrayLike | None = None,
) -> IntArray:
    """The cheapest table of whole numbers that adds up and has another number in one cell.

    Method: a linear programme over all cells; what a table costs is the sum over cells of their change times `cost`.

    Args:
        values: the true counts.
        relations: how the cells add up.
        cell: the one that must differ.
        cost: of changing each cell by one; 0 for those that are not shown.
        at_most: as in `derivable`.
        fixed: the cells that keep their number in any case; none without it.

    Raises FixedCellError where no other table adds up.
    """
    x, price = np.asarray(values, dtype=np.int64), np.asarray(cost, dtype=float)
    still = np.tile(np.zeros(len(x), dtype=bool) if fixed is None else np.asarray(fixed, dtype=bool), 2)
    everything = np.arange(len(x))
    equal, least = _matrices(len(x), everything, relations, at_most)
    room = np.array([x[larger] - x[smaller] for smaller, larger in at_most], dtype=float)
    # What rises and what falls are apart, so that both cost.
    equal, least = sparse.hstack([equal, -equal], format="csr"), sparse.hstack([least, -least], format="csr")
    best: IntArray | None = None
    for reach in (1, int(x.max()) + 1):
        for up in (True, False):
            low, high = np.zeros(2 * len(x)), np.concatenate([np.full(len(x), reach), np.minimum(reach, x)])
            high[still] = 0
            low[cell if up else len(x) + cell] = 1
            high[len(x) + cell if up else cell] = 0
            if np.any(low > high):
                continue
            change = _change(np.tile(price + _LITTLE, 2), equal, least, room, np.column_stack([low, high]))
            net = change[: len(x)] - change[len(x) :]
            if net[cell] and (best is None or price[net != 0].sum() < price[best != 0].sum()):
                best = net
        if best is not None:
            return np.asarray(x + best, dtype=np.int64)
    raise FixedCellError(f"cell {cell} is fixed by how the cells add up")


def _change(
    weights: FloatArray, equal: sparse.csr_array, least: sparse.csr_array, room: FloatArray, bounds: FloatArray
) -> IntArray:
    """The change by whole numbers that the weights (least wanted first) like best; nought everywhere where none is.

    The programme is solved without asking for whole numbers first: its corners nearly always are, in a hundredth of the
    time.
    """
    limits = [LinearConstraint(equal, 0, 0)] if equal.shape[0] else []
    limits += [LinearConstraint(least, -np.inf, room)] if least.shape[0] else []
    for whole in (False, True):
        found = milp(
            weights, constraints=limits, bounds=Bounds(bounds[:, 0], bounds[:, 1]),
            integrality=np.full(len(weights), int(whole)), options={"time_limit": _SECONDS},
        )  # fmt: skip
        if found.x is None:
            continue
        change = np.rint(found.x).astype(np.int64)
        if np.abs(found.x - change).max() < _NEAR and not np.any(equal @ change) and np.all(least @ change <= room):
            return change
    return np.zeros(len(weights), dtype=np.int64)


def _matrices(
    size: int, cells: IntArray, relations: Sequence[Relation], at_most: Sequence[tuple[int, int]]
) -> tuple[sparse.csr_array, sparse.csr_array]:
    """The relations, and the pairs, as matrices over the hidden cells; rows without one are left out of the first."""
    at = np.full(size, -1)
    at[cells] = np.arange(len(cells))
    rows: list[list[tuple[int, float]]] = []
    for relation in relations:
        row = [(int(at[cell]), 1.0 if cell == relation.total else -1.0) for cell in relation.cells if at[cell] >= 0]
        rows += [row] if row else []
    pairs = [
        [(int(at[cell]), sign) for cell, sign in ((smaller, 1.0), (larger, -1.0)) if at[cell] >= 0]
        for smaller, larger in at_most
    ]
    return _matrix(rows, len(cells)), _matrix(pairs, len(cells))


def _matrix(rows: Sequence[Sequence[tuple[int, float]]], width: int) -> sparse.csr_array:
    down = [number for number, row in enumerate(rows) for _ in row]
    across = [cell for row in rows for cell, _ in row]
    values = [value for row in rows for _, value in row]
    return sparse.csr_array((values, (down, across)), shape=(len(rows), width))


def _check(x: IntArray, relations: Sequence[Relation], at_most: Sequence[tuple[int, int]]) -> None:
    if np.any(x < 0):
        raise ValueError("counts cannot be negative")
    for relation in relations:
        if x[relation.total] != x[list(relation.parts)].sum():
            raise ValueError(f"cell {relation.total} is not the sum of its parts {relation.parts}")
    for smaller, larger in at_most:
        if x[smaller] > x[larger]:
            raise ValueError(f"cell {smaller} exceeds cell {larger}")
