"""How often a list of hot spots has been right: what of the next period's records fell in the areas that it named."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cspdash.statistics.rates import counted


@dataclass(frozen=True)
class ListAccuracy:
    """A list of areas judged by the period after it. Shares are from 0 to 1; None where there is nothing to divide by.

    listed: areas on the list that the next period knows; areas: all; hits, records: the next period's records in the
    listed areas, and in all; hit_rate: hits over records (n/N); share_of_place: the listed areas' share of the place
    (a/A); pai: Predictive Accuracy Index, (n/N)/(a/A), 1 for a list no better than chance (Chainey, Tompson & Uhlig
    2008, Security Journal 21); best: the records in the same number of areas that had the most; pei: Predictive
    Efficiency Index, hits over best, 1 for the best list possible (Hunt 2016).
    """

    listed: int
    areas: int
    hits: int
    records: int
    best: int
    share_of_place: float

    @property
    def hit_rate(self) -> float | None:
        """n/N."""
        return self.hits / self.records if self.records else None

    @property
    def pai(self) -> float | None:
        """(n/N)/(a/A)."""
        rate = self.hit_rate
        return rate / self.share_of_place if rate is not None and self.share_of_place > 0 else None

    @property
    def pei(self) -> float | None:
        """n over the most that a list of the same length could have held."""
        return self.hits / self.best if self.best else None


def list_accuracy(listed: Collection[str], following: pd.DataFrame, size: str | None = None) -> ListAccuracy:
    """Judge last period's list by the period that followed.

    Args:
        listed: area codes (an empty list has hit nothing).
        following: area_code, count, complete where months may be missing, and the column `size`; all areas of the
            place, of the next period. Areas without a usable count take no part on either side.
        size: the column of an area's extent: square_kilometres, as the PAI was meant; population or households; None
            counts every area as one, which is how the best list is found in any case.
    """
    count = counted(following)
    known = ~np.isnan(count)
    named = known & following["area_code"].isin(list(listed)).to_numpy()
    extent = np.ones(len(count)) if size is None else following[size].astype("Float64").to_numpy(float, na_value=np.nan)
    if np.isnan(extent[known]).any() or (extent[known] < 0).any():
        raise ValueError(f"every area needs a {size} of 0 or more")
    whole = float(extent[known].sum())
    ordered = np.sort(count[known])[::-1]
    return ListAccuracy(
        listed=int(named.sum()),
        areas=int(known.sum()),
        hits=int(count[named].sum()),
        records=int(count[known].sum()),
        best=int(ordered[: int(named.sum())].sum()),
        share_of_place=float(extent[named].sum()) / whole if whole else 0.0,
    )
