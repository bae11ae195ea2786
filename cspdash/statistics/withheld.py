"""Which counts must be withheld so that no small one can be seen, or had by subtracting from published sums.

A count of up to four says too much about few people. Withholding it alone is not enough where the sum of its row,
column or wider area is published: others are withheld beside it (complementary suppression; L. Willenborg and T. de
Waal, "Elements of Statistical Disclosure Control", 2001) until every small one could be another whole number. What is
withheld is not told apart: a reader knows no more of it than that it is 0 or more.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy import optimize

SMALL = 5
Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_NEARLY = 1e-7


def withheld(counts: npt.ArrayLike, sums: npt.ArrayLike, always: npt.ArrayLike | None = None) -> Flags:
    """Which counts to withhold.

    Args:
        counts: whole numbers, one a cell.
        sums: what is published of them, one row a sum: the factor of each cell in it (1, 0, or -1 where a published sum
            is the difference of two parts).
        always: cells that are withheld in any case (none unless given).

    Returns:
        a flag a cell: those under 5, those of `always`, and of the others as few as will do, smallest first.

    A small count that the published sums tell even when every cell is withheld stays told: only withholding a sum would
    help, which is for the caller.
    """
    cells = np.ascontiguousarray(counts, dtype=np.int64)
    published = np.ascontiguousarray(sums, dtype=np.float64)
    gone = np.zeros(cells.size, dtype=bool) if always is None else np.ascontiguousarray(always, dtype=bool)
    if published.size % max(cells.size, 1) or gone.size != cells.size:
        raise ValueError("every sum, and the flags, need one number a cell")
    if (cells < 0).any():
        raise ValueError("counts cannot be negative")
    return np.array(_withheld(cells.tobytes(), published.tobytes(), gone.tobytes()), dtype=bool)


# A page runs anew at each touch and asks the same again.
@lru_cache(maxsize=512)
def _withheld(counts_: bytes, sums_: bytes, always_: bytes) -> tuple[bool, ...]:
    counts, always = np.frombuffer(counts_, dtype=np.int64), np.frombuffer(always_, dtype=bool)
    sums = np.frombuffer(sums_, dtype=np.float64).reshape(-1, len(counts))
    hidden = (counts < SMALL) | always
    while (told := told_by_sums(counts, sums, hidden)).any():
        free = _nearest_shown(sums != 0, told, hidden)
        if not len(free):
            break
        hidden[free[np.argmin(counts[free])]] = True
    return tuple(hidden.tolist())


def _nearest_shown(within: Flags, cells: Flags, hidden: Flags) -> npt.NDArray[np.int64]:
    """Cells still shown that stand in one sum with some cells, else with others in their sums, and so on."""
    reached = cells
    while True:
        wider = within[(within & reached).any(axis=1)].any(axis=0) | reached
        free = np.flatnonzero(wider & ~hidden)
        if len(free) or (wider == reached).all():
            return free
        reached = wider


def told_by_sums(counts: Ints, sums: Floats, hidden: Flags) -> Flags:
    """Which hidden counts from 1 to 4 can be had from the sums and the cells that are not hidden.

    One can where no other whole number of 0 or more fits: where the least and the most that fit lie less than 1 apart.
    """
    small = hidden & (counts > 0) & (counts < SMALL)
    told = np.zeros(len(counts), dtype=bool)
    at = np.flatnonzero(hidden)
    inner = sums[:, at]
    inner = inner[(inner != 0).any(axis=1)]
    if not small.any() or not len(inner):
        return told
    # Where a cell can move both ways without pushing one that is 0 below it, it is safe; that settles most of them.
    loose = counts[at] > 0
    free = np.zeros(len(at), dtype=bool)
    free[loose] = _moves(inner[:, loose])
    fits = inner @ counts[at].astype(float)
    for place in np.flatnonzero(small[at] & ~free):
        told[at[place]] = _width(inner, fits, int(place)) < 1 - _NEARLY
    return told


def _moves(sums: Floats) -> Flags:
    """Which cells some change of all of them moves that leaves every sum as it is."""
    _, values, turned = np.linalg.svd(sums, full_matrices=True)
    null = turned[int((values > 1e-9).sum()) :]
    return np.asarray((np.abs(null) > _NEARLY).any(axis=0))


def _width(sums: Floats, fits: Floats, place: int) -> float:
    """How far apart the least and the most of a cell lie that fit the sums, with every cell 0 or more."""
    goal = np.zeros(sums.shape[1])
    goal[place] = 1.0
    least = optimize.linprog(goal, A_eq=sums, b_eq=fits, bounds=(0, None), method="highs")
    most = optimize.linprog(-goal, A_eq=sums, b_eq=fits, bounds=(0, None), method="highs")
    if most.status == 3:  # without an upper limit
        return float("inf")
    if least.fun is None or most.fun is None:
        raise ArithmeticError(f"no range for a withheld count: {least.message}; {most.message}")
    return float(-most.fun - least.fun)
