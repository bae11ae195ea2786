"""Answers with small counts taken out before anybody sees them: on a page, in a download, on the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from cspdash.statistics.withheld import Flags, Ints, withheld


def protect_categories(answer: pd.DataFrame) -> pd.DataFrame:
    """A district and its parts by category, without small counts; each breakdown by itself.

    Args:
        answer: a row for every area and category of a breakdown, area by area: breakdown, area_code, whole (the
            district's own rows), category, count, records (the row's sum), withheld; the rows of area_code "" are what
            could not be placed, which make the parts up to the district.

    Returns:
        the same without those rows; count is NA and withheld true where it must not be seen. The sums of rows are taken
        as published. The question gives the district with all its parts whichever of them is asked for, so that two
        answers about the same months never withhold different cells.
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


def _one_breakdown(counts: Ints, whole: Flags, unplaced: Flags) -> Flags:
    """Which cells of a table of areas by category must be withheld; `whole` and `unplaced` tell the rows apart."""
    rows, categories = counts.shape
    # Every row's sum; and that in every category the parts and what is not placed make up the district.
    sums = np.kron(np.eye(rows), np.ones((1, categories)))
    if rows > 1:
        sums = np.vstack([sums, np.kron(np.where(whole, -1.0, 1.0), np.eye(categories))])
    always = np.repeat(unplaced, categories)
    found = withheld(counts.ravel(), sums, always)
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
        sums = np.array([[code in codes for codes in holding] for code in wider], dtype=float).reshape(-1, len(at))
        hidden[at] = withheld(counts[at], sums)
    return _without(answer, hidden)


def _without(answer: pd.DataFrame, hidden: Flags) -> pd.DataFrame:
    gone = pd.Series(hidden, index=answer.index, dtype=bool)
    return answer.assign(count=answer["count"].mask(gone), withheld=gone)


PROTECTIONS: Mapping[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "categories": protect_categories,
    "areas": protect_areas,
}
