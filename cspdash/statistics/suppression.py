"""Small counts hidden, and as many more as it takes that none of them can be had by subtraction.

For any table of counts whose cells add up: areas inside areas, years and their sum, answers and their base. Arrays in,
a mask out: what is True must not be shown, exported or told in any other form (not as a share, a rank or a bar).

1. The caller says which cells are sensitive (of a survey the breakdowns of fewer than ten people, which
   `small_breakdowns` finds; of case records the counts from one to four), and which totals are shown in any case.
2. `suppressed` adds cells (complementary suppression) until `disclosure.derivable` finds that every hidden cell could
   hold another number.

What is protected is the one set of tables. Two states of a store, one with a further year, are two sets, and the
difference between their sums over years is not protected.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt

from cspdash.statistics.disclosure import BoolArray, FixedCellError, Relation, derivable, other_table

# A breakdown of fewer people than this is not shown.
MINIMUM = 10

# For each total of a dimension the ways in which it is the sum of parts: {"borough": [["Oadby", "Wigston"]]}.
Sums = Mapping[Any, Sequence[Sequence[Hashable]]]


def relations_of(keys: Sequence[tuple[Hashable, ...]], sums: Sequence[Sums]) -> list[Relation]:
    """How the cells of a table add up along each of its dimensions, totals of one crossed with all of the others.

    Args:
        keys: what each cell is of, one value a dimension: (year, area, answer). Every combination that a relation
            needs must be there, cells of 0 among them.
        sums: for each dimension its totals and their parts; empty where the dimension is not added up. A total may
            have several ways: a borough is the sum of its settlements and of its wards.

    Raises KeyError for a combination that is missing.
    """
    at = {key: number for number, key in enumerate(keys)}
    found = []
    for dimension, totals in enumerate(sums):
        others = dict.fromkeys((*key[:dimension], *key[dimension + 1 :]) for key in keys)
        for (total, ways), rest in product(totals.items(), others):
            for parts in ways:
                cells = [at[(*rest[:dimension], value, *rest[dimension:])] for value in (total, *parts)]
                found.append(Relation(cells[0], tuple(cells[1:])))
    return found


def small_breakdowns(bases: npt.ArrayLike, relations: Sequence[Relation], minimum: int = MINIMUM) -> BoolArray:
    """Which breakdowns are hidden whole: those of fewer than `minimum` people, and partners for them.

    A breakdown is what is told of one group of people (a ward in a year): all its answers share its fate. Where a total
    is shown, what is hidden of its parts is told together, as the difference; so there must be at least two of them
    and at least `minimum` people in them. Until that holds one more is hidden with them: the smallest of those that
    call for the fewest partners of their own.

    Args:
        bases: the people of each breakdown.
        relations: how the breakdowns add up.
        minimum: the fewest people of whom a breakdown is shown.
    """
    people = np.asarray(bases, dtype=np.int64)
    hidden: BoolArray = people < minimum
    touching: list[list[Relation]] = [[] for _ in people]
    for relation in relations:
        for cell in relation.parts:
            touching[cell].append(relation)

    def price(cell: int) -> tuple[int, int, int]:
        # A breakdown that closes a rectangle of hidden ones needs no partners of its own.
        alone = [r for r in touching[cell] if not hidden[r.total] and not any(hidden[part] for part in r.parts)]
        return len(alone), int(people[cell]), cell

    changed = True
    while changed:
        changed = False
        for relation in relations:
            inside = [cell for cell in relation.parts if hidden[cell]]
            if hidden[relation.total]:
                lone = not inside
            else:
                lone = bool(inside) and (len(inside) < 2 or int(people[inside].sum()) < minimum)
            shown = [cell for cell in relation.parts if not hidden[cell]]
            if lone:
                hidden[min(shown, key=price) if shown else relation.total] = True
                changed = True
    return hidden


def suppressed(
    values: npt.ArrayLike,
    relations: Sequence[Relation],
    sensitive: npt.ArrayLike,
    *,
    at_most: Sequence[tuple[int, int]] = (),
    cost: npt.ArrayLike | None = None,
    beside: npt.ArrayLike | None = None,
    fixed: npt.ArrayLike | None = None,
) -> BoolArray:
    """Which cells must not be shown so that no hidden one can be derived.

    For each sensitive cell that can be derived the cheapest other table is looked for that has another number there
    and adds up as well (`disclosure.other_table`); the shown cells in which it differs are hidden too. Every cell that
    is hidden thus has a table of its own which a reader cannot tell from the true one (Kelly, Golden & Assad 1992,
    Networks 22: cell suppression, one cell at a time). A sensitive nought is protected as well: that nobody in a small
    group gave an answer is told of all of them.

    Args:
        values: the counts.
        relations: how they add up.
        sensitive: what must not be known.
        at_most: pairs (smaller, larger) where the first can never exceed the second: an answer and its base.
        cost: what is lost by hiding each cell, above 0; without it the count and one.
        beside: cells that are hidden as well, though nobody is harmed by working them out.
        fixed: cells that are shown in any case, such as totals that stand on another page. A sensitive cell that these
            tell even where all others are hidden stays told: only the caller could hide them.

    Returns:
        the mask, True for every cell not to be shown; it holds all of `sensitive` and `beside`.

    Raises ValueError for counts that are negative or do not add up, FixedCellError where relations alone tell a cell.
    """
    x = np.asarray(values, dtype=np.int64)
    price = x + 1.0 if cost is None else np.asarray(cost, dtype=float)
    guarded: BoolArray = np.asarray(sensitive, dtype=bool)
    still = np.zeros(len(x), dtype=bool) if fixed is None else np.asarray(fixed, dtype=bool)
    hidden = guarded.copy() if beside is None else guarded | np.asarray(beside, dtype=bool)
    open_cells = derivable(x, relations, hidden, at_most) & guarded
    while open_cells.any():
        cell = int(np.flatnonzero(open_cells)[0])
        open_cells[cell] = False
        try:
            moved = other_table(x, relations, cell, np.where(hidden, 0.0, price), at_most, still) != x
        except FixedCellError:
            if not still.any():
                raise
            continue
        hidden |= moved
        open_cells &= ~moved
    return hidden
