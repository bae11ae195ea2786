"""Answers with small counts taken out before anybody sees them: on a page, in a download, on the command line.

A count from one to four says too much about few people. Every count under five is withheld, noughts among them so that
a reader cannot tell them apart, and others beside them until no small one can be had by subtraction: see
`statistics.suppression`. The sums of rows and wider areas stand in other answers, and are taken as shown in any case.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from cspdash.statistics.disclosure import BoolArray, IntArray, Relation
from cspdash.statistics.suppression import suppressed

SMALL = 5


def withheld(
    counts: npt.ArrayLike,
    sums: Sequence[Sequence[int]],
    relations: Sequence[Relation] = (),
    always: npt.ArrayLike | None = None,
) -> BoolArray:
    """Which counts to withhold.

    Args:
        counts: whole numbers, one a cell.
        sums: the cells (by position) of each sum that is shown in any case.
        relations: how cells add up to other cells.
        always: cells that are withheld in any case (none unless given).

    Returns:
        a flag a cell: those under 5, those of `always`, and others beside them, small ones rather than large. A count
        from 1 to 4 that the sums tell even when every cell is withheld stays told.
    """
    x = np.asarray(counts, dtype=np.int64)
    gone = np.zeros(x.size, dtype=bool) if always is None else np.asarray(always, dtype=bool)
    cells = dict.fromkeys(tuple(sorted(held)) for held in sums if len(held))
    return np.array(_withheld(tuple(x.tolist()), tuple(cells), tuple(relations), tuple(gone.tolist())), dtype=bool)


# A page runs anew at each touch and asks the same again.
@lru_cache(maxsize=512)
def _withheld(
    counts: tuple[int, ...],
    sums: tuple[tuple[int, ...], ...],
    relations: tuple[Relation, ...],
    always: tuple[bool, ...],
) -> list[bool]:
    own = len(counts)
    values = np.array([*counts, *(sum(counts[cell] for cell in held) for held in sums)], dtype=np.int64)
    fixed = np.arange(len(values)) >= own
    gone = np.array([*always, *[False] * len(sums)], dtype=bool)
    small = ~fixed & (values > 0) & (values < SMALL)
    mask = suppressed(
        values, [*relations, *(Relation(own + at, held) for at, held in enumerate(sums))], small,
        beside=gone | (~fixed & (values < SMALL)), fixed=fixed,
    )  # fmt: skip
    hidden: list[bool] = mask[:own].tolist()
    return hidden


def protect_categories(answer: pd.DataFrame) -> pd.DataFrame:
    """A district and its parts by category, without small counts; each breakdown by itself.

    Args:
        answer: a row for every area and category of a breakdown, area by area: breakdown, area_code, whole (the
            district's own rows), category, count, records (the row's sum), withheld; the rows of area_code "" are what
            could not be placed, or lies in a part that is never shown, which make the parts up to the district.

    Returns:
        the same without those rows; count is NA and withheld true where it must not be seen. The question gives the
        district with all its parts whichever of them is asked for, so that two answers about the same months never
        withhold different cells.
    """
    hidden = np.zeros(len(answer), dtype=bool)
    areas = answer["area_code"].to_numpy(dtype=object)
    counts, whole = answer["count"].to_numpy(dtype=np.int64), answer["whole"].to_numpy(dtype=bool)
    names = answer["breakdown"].to_numpy(dtype=object)
    for name in dict.fromkeys(names):
        at = np.flatnonzero(names == name)
        rows = list(dict.fromkeys(areas[at]))
        shape = (len(rows), len(at) // len(rows))
        hidden[at] = _one_breakdown(
            counts[at].reshape(shape), whole[at].reshape(shape)[:, 0], np.array([code == "" for code in rows])
        ).ravel()
    shown: pd.DataFrame = _without(answer, hidden)[areas != ""].reset_index(drop=True)
    return shown


def _one_breakdown(counts: IntArray, whole: BoolArray, unplaced: BoolArray) -> BoolArray:
    """Which cells of a table of areas by category must be withheld; `whole` and `unplaced` tell the rows apart."""
    rows, categories = counts.shape
    cells: IntArray = np.arange(counts.size).reshape(counts.shape)
    relations = []
    if rows > 1:
        # In every category the parts and what is not placed make up the district.
        district = int(np.flatnonzero(whole)[0])
        relations = [
            Relation(int(cells[district, column]), tuple(np.delete(cells[:, column], district).tolist()))
            for column in range(categories)
        ]
    found = withheld(counts.ravel(), cells.tolist(), relations, np.repeat(unplaced, categories))
    return found.reshape(counts.shape)


def protect_areas(answer: pd.DataFrame) -> pd.DataFrame:
    """Small areas without small counts in any year, whatever wider areas' sums are published.

    `answer` has financial_year, count, withheld, and inside: the codes of the wider areas that hold the row's own, with
    commas.
    """
    hidden = np.zeros(len(answer), dtype=bool)
    counts = answer["count"].to_numpy(dtype=np.int64)
    years = answer["financial_year"].to_numpy(dtype=object)
    for year in dict.fromkeys(years):
        at = np.flatnonzero(years == year)
        holding = [set(text.split(",")) - {""} for text in answer["inside"].iloc[at]]
        wider = sorted(set().union(*holding))
        hidden[at] = withheld(
            counts[at], [[cell for cell, codes in enumerate(holding) if code in codes] for code in wider]
        )
    return _without(answer, hidden)


def _without(answer: pd.DataFrame, hidden: BoolArray) -> pd.DataFrame:
    gone = pd.Series(hidden, index=answer.index, dtype=bool)
    return answer.assign(count=answer["count"].mask(gone), withheld=gone)


PROTECTIONS: Mapping[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "categories": protect_categories,
    "areas": protect_areas,
}
