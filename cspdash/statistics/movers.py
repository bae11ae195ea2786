"""What moved most between two periods, and what is most prevalent."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd


def biggest_movers(table: pd.DataFrame, most: int, but: Collection[str] = ()) -> pd.DataFrame:
    """The rows with the largest differences, up or down, that can be compared fairly.

    Args:
        table: what `comparison.compared` gives; the total is left out.
        most: how many at the most.
        but: crime types that are shown elsewhere.

    Returns:
        the rows, the largest absolute difference first (ties: the larger current count, then by order of the table);
        rows without a difference are left out.
    """
    rows = table[~table["is_total"] & table["fair"] & (table["difference"] != 0) & ~table["crime_type"].isin(but)]
    order = rows.assign(size=rows["difference"].abs()).sort_values(
        ["size", "current"], ascending=[False, False], kind="stable"
    )
    return order.drop(columns="size").head(most)


def most_prevalent(table: pd.DataFrame) -> pd.DataFrame:
    """The types that occurred at all, the most frequent first, the total left out."""
    rows = table[~table["is_total"] & (table["current"] > 0)]
    return rows.sort_values("current", ascending=False, kind="stable")
