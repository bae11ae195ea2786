"""Answers with small counts taken out before anybody sees them: on a page, in a download, on the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from cspdash.statistics.withheld import withheld


def protect_categories(answer: pd.DataFrame) -> pd.DataFrame:
    """A district and its parts by category, without small counts; each breakdown by itself.

    Args:
        answer: breakdown, area_code, whole (the district's own rows), category, count, records (the row's sum),
            withheld; the rows of area_code "" are what could not be placed, which make the parts up to the district.

    Returns:
        the same without those rows; count is NA and withheld true where it must not be seen. The sums of rows are taken
        as published. What the district shows never depends on its parts.
    """
    parts = [_one_breakdown(part) for _, part in answer.groupby("breakdown", sort=False)]
    return pd.concat(parts, ignore_index=True) if parts else answer


def _one_breakdown(answer: pd.DataFrame) -> pd.DataFrame:
    wide = answer.pivot(index="area_code", columns="category", values="count").astype(int)
    district = str(answer.loc[answer["whole"], "area_code"].iloc[0])
    parts = [code for code in wide.index if code != district]
    own = wide.loc[district].to_numpy()
    none = np.zeros(len(own), dtype=bool)
    top = withheld(own, np.ones((1, len(own))), none, none)
    hidden = pd.DataFrame([top], index=[district], columns=wide.columns)
    if parts:
        inner = wide.loc[parts].to_numpy()
        cells, categories = inner.size, len(own)
        sums = np.zeros((len(parts) + 1 + categories, cells + categories))
        for row in range(len(parts)):
            sums[row, row * categories : (row + 1) * categories] = 1
        sums[len(parts), cells:] = 1
        for column in range(categories):
            sums[len(parts) + 1 + column, column:cells:categories] = 1
            sums[len(parts) + 1 + column, cells + column] = -1
        always = np.concatenate([np.repeat([code == "" for code in parts], categories), top])
        fixed = np.concatenate([np.zeros(cells, dtype=bool), np.ones(categories, dtype=bool)])
        found = withheld(np.concatenate([inner.ravel(), own]), sums, fixed, always)
        below = pd.DataFrame(found[:cells].reshape(inner.shape), index=parts, columns=wide.columns)
        hidden = pd.concat([hidden, below])
    shown = answer[answer["area_code"] != ""].reset_index(drop=True)
    flags = [bool(hidden.loc[area, name]) for area, name in zip(shown["area_code"], shown["category"], strict=True)]
    return _without(shown, flags)


def protect_areas(answer: pd.DataFrame) -> pd.DataFrame:
    """Small areas without small counts, whatever wider areas' sums are published.

    `answer` has count, withheld, and inside: the codes of the wider areas that hold the row's own, with commas.
    """
    if answer.empty:
        return answer
    wider = sorted({code for text in answer["inside"] for code in text.split(",") if code})
    sums = np.array([[code in text.split(",") for text in answer["inside"]] for code in wider], dtype=float)
    none = np.zeros(len(answer), dtype=bool)
    counts = answer["count"].to_numpy(dtype=np.int64)
    return _without(answer, list(withheld(counts, sums.reshape(len(wider), len(answer)), none, none)))


def _without(answer: pd.DataFrame, flags: list[bool]) -> pd.DataFrame:
    gone = pd.Series(flags, index=answer.index, dtype=bool)
    return answer.assign(count=answer["count"].mask(gone), withheld=gone)


PROTECTIONS: Mapping[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "categories": protect_categories,
    "areas": protect_areas,
}
