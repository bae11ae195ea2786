"""The verdict on every row of a comparison, from the row's own history."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from cspdash.periods import Period
from cspdash.statistics.dispersion import dispersion
from cspdash.statistics.verdict import verdicts

TOTAL = "Total"
# What `judged` adds to a table, for one that cannot be judged.
ADDED = ("ratio", "low", "high", "p", "dispersion", "degrees_of_freedom", "verdict")


def wide(monthly: pd.DataFrame, name: str) -> pd.DataFrame:
    """Counts by month and series as one row a month: index `YYYY-MM`, one column a series, NaN where not whole.

    `monthly` has month, `name`, count and status (complete, partial, missing).
    """
    whole = monthly.assign(count=monthly["count"].astype("Float64").where(monthly["status"] == "complete"))
    return whole.pivot(index="month", columns=name, values="count").astype(float)


def with_total(history: pd.DataFrame) -> pd.DataFrame:
    """What `wide` gives with the column TOTAL, the sum of its series: NaN where any of them is not whole."""
    return history.assign(**{TOTAL: history.sum(axis=1, skipna=False)})


def like_for_like(period: Period, bases: Sequence[Period]) -> bool:
    """Whether all periods are the same months of their years, so that season cannot make the difference."""
    return all(len(base) == len(period) and base.first.month == period.first.month for base in bases)


def judged(table: pd.DataFrame, key: str, history: pd.DataFrame, months: int, years: int) -> pd.DataFrame:
    """Say of each row whether it differs by more than chance.

    Args:
        table: what `comparison.compared` gives; its rows are one family for the false discovery rate, the total alone.
        key: the column that names the rows.
        history: what `wide` gives, of months before the period judged, with a column for each row of the table, the
            total's among them.
        months: the length of the period.
        years: how many periods the base is the average of.

    Returns:
        the table with ratio, low, high (rate ratio and its 95% interval), p, the dispersion and its
        degrees_of_freedom by which it was judged, and verdict (rise, fall, usual, too few; NA where the row cannot be
        compared fairly). See `statistics.verdict`.
    """
    # Baskets overlap and areas are many: either way the total is no member of the pool that its parts make up.
    spread = dispersion(history, months, pool=[name for name in history.columns if name != TOTAL])
    own = spread.reindex(table[key])
    asked = pd.DataFrame(
        {
            "base": (table["base"] * years).where(table["fair"]).to_numpy(),
            "current": table["current"].astype(float).where(table["fair"]).to_numpy(),
            "base_months": float(months * years),
            "current_months": float(months),
            "dispersion": own["dispersion"].to_numpy(),
            "degrees_of_freedom": own["degrees_of_freedom"].to_numpy(),
            "is_total": table["is_total"].to_numpy(),
        }
    )
    found = verdicts(asked)
    return table.assign(**{name: found[name].to_numpy() for name in ADDED})


def unjudged(table: pd.DataFrame) -> pd.DataFrame:
    """The table with empty verdicts: the periods are not the same months of the year."""
    empty = pd.Series(pd.NA, index=table.index, dtype="object")
    return table.assign(**{name: float("nan") for name in ADDED[:-1]}, verdict=empty)
