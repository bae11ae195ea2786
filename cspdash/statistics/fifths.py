"""Areas in fifths by deprivation, of England or of the place itself, and the rate of each fifth."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from cspdash.statistics.rates import with_rates
from cspdash.statistics.slope_index import relative_ranks

Scheme = Literal["national", "local"]
FIFTHS = (1, 2, 3, 4, 5)


def with_local_fifths(table: pd.DataFrame) -> pd.DataFrame:
    """Add local: the fifth of the residents of all areas of the table in which each lies, 1 the most deprived (Int64).

    Args:
        table: rank (1 the most deprived) and population; an area without one of them has no fifth.

    An area lies where the middle of its residents lies, in order of deprivation, so fifths are about equal in residents
    and every one holds an area wherever none holds more than a fifth of all.
    """
    known = (table["rank"].notna() & (table["population"].fillna(0) > 0)).to_numpy(dtype=bool)
    fifth = pd.array([pd.NA] * len(table), dtype="Int64")
    if known.any():
        middles = relative_ranks(table["rank"][known].astype(float), table["population"][known].astype(float))
        fifth[known] = np.minimum(np.floor(middles * 5) + 1, 5).astype(int)
    return table.assign(local=fifth)


def usual_scheme(table: pd.DataFrame) -> Scheme:
    """National fifths where every one of them holds an area of the table (column quintile), else the place's own."""
    return "national" if set(table["quintile"].dropna().astype(int)) == set(FIFTHS) else "local"


def by_fifth(table: pd.DataFrame, scheme: Scheme) -> pd.DataFrame:
    """The rate of each fifth.

    Args:
        table: what `crime_by_deprivation` gives, with local (`with_local_fifths`).
        scheme: fifths of England's LSOAs (column quintile) or of the place's residents (column local).

    Returns:
        five rows, the most deprived first: fifth, areas (how many LSOAs), count, population (Int64, NA where one of its
        LSOAs has none), complete, rate, lower, upper (`rates.with_rates`; NaN where no LSOA is in it or one lacks a
        figure).
    """
    column = "quintile" if scheme == "national" else "local"
    rows = []
    for fifth in FIFTHS:
        inside = table[table[column] == fifth]
        empty = inside.empty
        rows.append(
            {
                "fifth": fifth, "areas": len(inside),
                "count": pd.NA if empty else inside["count"].sum(skipna=False),
                "population": pd.NA if empty else inside["population"].sum(skipna=False),
                "complete": not empty and bool(inside["complete"].all()),
            }
        )  # fmt: skip
    return with_rates(pd.DataFrame(rows).astype({"count": "Int64", "population": "Int64"}))
