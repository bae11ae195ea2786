"""A table of two periods: difference and change of every row, and the total."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pandas as pd

from cspdash.crime_types import ASB
from cspdash.statistics.change import WITHHELD_UNDER, Rounding, percentage_change


def compared(
    counts: pd.DataFrame, key: str, rounding: Rounding, unfair: Collection[str] = (), years: int = 1
) -> pd.DataFrame:
    """Add what changed to counts by crime type or by area, and the total as the last row.

    Args:
        counts: `key` (crime_type or area_name), base, current; one row a type or area. `base` is the sum over `years`.
        key: the column that names the rows.
        rounding: how percentages are rounded.
        unfair: the groups (crime, asb) of which a month of any period is not whole. Rows that they touch (rows by area:
            all of them), and the total, keep their counts but have no difference.
        years: how many periods `base` is the sum of; their average is what is compared with.

    Returns:
        the columns of `counts`, with base as the average (float), fair (bool), difference (float, NA where not
        fair), change (Int64 percent, NA where not fair or the base is too small), is_total (bool).
    """
    table = counts.copy()
    groups = ["asb" if name == ASB else "crime" for name in table[key]] if key == "crime_type" else None
    table["fair"] = [group not in unfair for group in groups] if groups else not unfair
    table["is_total"] = False
    total = {name: table[name].sum() for name in ("base", "current")} | {
        key: "Total", "fair": not unfair, "is_total": True,
    }  # fmt: skip
    out = pd.concat([table, pd.DataFrame([total])], ignore_index=True)
    out["change"] = pd.array(
        [
            percentage_change(int(base), years * int(current), rounding, WITHHELD_UNDER * years) if fair else None
            for base, current, fair in zip(out["base"], out["current"], out["fair"], strict=True)
        ],
        dtype="Int64",
    )
    out["base"] = out["base"].astype(float) / years
    out["current"] = out["current"].astype(int)
    out["difference"] = (out["current"] - out["base"]).where(out["fair"])
    return out


def summed_bases(frames: Sequence[pd.DataFrame], key: str) -> pd.DataFrame:
    """Several comparisons of one period with different bases as one, whose base is the sum of theirs.

    Args:
        frames: each with `key`, base and current, of the same rows and the same current period.
        key: the column that names the rows.
    """
    first = frames[0].copy()
    for other in frames[1:]:
        if list(other[key]) != list(first[key]) or list(other["current"]) != list(first["current"]):
            raise ValueError("the comparisons are not of the same rows and period")
        first["base"] = first["base"] + other["base"]
    return first
