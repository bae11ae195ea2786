"""A table of two periods: difference and change of every row, and the total."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from cspdash.crime_types import ASB
from cspdash.statistics.change import Rounding, percentage_change


def compared(counts: pd.DataFrame, rounding: Rounding, unfair: Collection[str] = ()) -> pd.DataFrame:
    """Add what changed to counts by crime type, and the total as the last row.

    Args:
        counts: crime_type, base, current; one row a type.
        rounding: how percentages are rounded.
        unfair: the groups (crime, asb) of which a month of either period is not whole. Their rows, and the total, keep
            their counts but have no difference.

    Returns:
        crime_type, base, current, fair (bool), difference (Int64, NA where not fair), change (Int64 percent, NA where
        not fair or the base is too small), is_total (bool). Council reports print the last row as "Total".
    """
    table = counts[["crime_type", "base", "current"]].copy()
    table["fair"] = [("asb" if name == ASB else "crime") not in unfair for name in table["crime_type"]]
    table["is_total"] = False
    total = pd.DataFrame(
        {
            "crime_type": ["Total"],
            "base": [table["base"].sum()],
            "current": [table["current"].sum()],
            "fair": [not unfair],
            "is_total": [True],
        }
    )
    out = pd.concat([table, total], ignore_index=True)
    out[["base", "current"]] = out[["base", "current"]].astype("Int64")
    out["difference"] = (out["current"] - out["base"]).where(out["fair"])
    out["change"] = pd.array(
        [
            percentage_change(int(base), int(current), rounding) if fair else None
            for base, current, fair in zip(out["base"], out["current"], out["fair"], strict=True)
        ],
        dtype="Int64",
    )
    return out
