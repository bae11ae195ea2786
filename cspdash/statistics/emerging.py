"""What emerges: crime type by area, every pair of them judged, and the largest movements of any table.

Charnwood's assessments print the "top 10 by type and area" in numbers. With 14 types in 36 areas most pairs hold a
handful of records, and the largest of 504 differences is large by chance; so the pairs are one family.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from cspdash.periods import Period
from cspdash.statistics.comparison import group_of
from cspdash.statistics.detectable import ALPHA
from cspdash.statistics.judged import judged, unjudged
from cspdash.statistics.verdict import FALL, RISE, TOO_FEW, two_sided_p

# How far back a pair's own variation is taken from: five pairs of adjacent years. More would cost the page time and
# reach across changes of recording.
HISTORY = 72
PAIR = "pair"


def grid(changes: Sequence[pd.DataFrame], *, comparable: bool = True) -> pd.DataFrame:
    """Every crime type in every area against the base.

    Args:
        changes: for each period compared with: area_code, area_name, crime_type, base, current, base_complete,
            current_complete; the same rows and the same current period in each.
        comparable: whether the periods are equally long; otherwise nothing is fair.

    Returns:
        pair (a name for area and type together), area_code, area_name, crime_type, base (the mean of the periods'
        counts), current (Int64), fair (bool: every month of both sides is whole), difference (float, NaN where not
        fair), is_total (False).

    Raises ValueError where the comparisons are not of the same rows.
    """
    first = changes[0]
    pairs = _pairs(first)
    if any(list(_pairs(other)) != list(pairs) for other in changes):
        raise ValueError("the comparisons are not of the same areas and types")
    base = np.mean(
        [other["base"].astype("Float64").to_numpy(dtype=float, na_value=np.nan) for other in changes], axis=0
    )
    fair = first["current_complete"].to_numpy(dtype=bool) & comparable
    for other in changes:
        fair = fair & other["base_complete"].to_numpy(dtype=bool)
    current = first["current"].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    return pd.DataFrame(
        {
            PAIR: pairs,
            "area_code": first["area_code"],
            "area_name": first["area_name"],
            "crime_type": first["crime_type"],
            "base": base,
            "current": first["current"],
            "fair": fair,
            "difference": np.where(fair, current - base, np.nan),
            "is_total": False,
        }
    )


def enough(table: pd.DataFrame, months: int, years: int) -> pd.Series:
    """Which rows of a grid hold so many records, before and now together, that some split of them could be a verdict.

    The others are no part of a family for the false discovery rate whatever their dispersion (`verdict.verdicts`; R.
    E. Tarone 1990), so that nothing is lost by not asking for their history.

    Args:
        table: what `grid` gives.
        months: the length of the period.
        years: how many periods the base is the average of.
    """
    both = (table["base"] * years + table["current"].astype("Float64").to_numpy(dtype=float, na_value=np.nan)).where(
        table["fair"]
    )
    n, nothing = both.fillna(0).to_numpy(dtype=float), np.zeros(len(table))
    share = months / (months * years + months)
    least = np.minimum(two_sided_p(n, nothing, share, 1.0, np.inf), two_sided_p(nothing, n, share, 1.0, np.inf))
    return pd.Series(least <= ALPHA, index=table.index)


def histories(monthly: pd.DataFrame, coverage: pd.DataFrame, span: Period, pairs: pd.DataFrame) -> pd.DataFrame:
    """The months of some pairs of area and type as `dispersion.dispersion` takes them.

    Args:
        monthly: area_code, crime_type, month, count; only counts over 0.
        coverage: month, group, status of the place (complete, partial, missing; what is not there is missing).
        span: the months wanted.
        pairs: rows of a grid.

    Returns:
        a row a month of the span, a column a pair; 0 where a complete month has no record, NaN where it is not whole.
    """
    months = [str(month) for month in span]
    row = {month: at for at, month in enumerate(months)}
    column = {pair: at for at, pair in enumerate(pairs[PAIR])}
    counts = np.zeros((len(months), len(column)))
    at_month = monthly["month"].map(row).to_numpy(dtype=float, na_value=np.nan)
    at_pair = _pairs(monthly).map(column).to_numpy(dtype=float, na_value=np.nan)
    wanted = ~(np.isnan(at_month) | np.isnan(at_pair))
    counts[at_month[wanted].astype(int), at_pair[wanted].astype(int)] = monthly["count"][wanted].to_numpy(dtype=float)
    complete = coverage[coverage["status"] == "complete"]
    whole = {group: set(rows["month"]) for group, rows in complete.groupby("group")}
    groups = [group_of(str(name)) for name in pairs["crime_type"]]
    for group in set(groups):
        gone = [month not in whole.get(group, ()) for month in months]
        counts[np.ix_(gone, [own == group for own in groups])] = np.nan
    return pd.DataFrame(counts, index=pd.Index(months, name="month"), columns=list(column))


def judged_grid(table: pd.DataFrame, history: pd.DataFrame, months: int, years: int) -> pd.DataFrame:
    """The grid with ratio, low, high, p and verdict (`statistics.judged`): all its pairs are one family.

    Args:
        table: what `grid` gives.
        history: what `histories` gives for the rows with `enough`; without a month, nothing is judged.
        months: the length of the period.
        years: how many periods the base is the average of.

    Rows without enough records are "too few", those that are not fair have no verdict.
    """
    out = unjudged(table)
    if history.empty and len(history.columns):
        return out
    out["verdict"] = np.where(out["fair"], TOO_FEW, out["verdict"])
    held = enough(table, months, years)
    if held.any():
        found = judged(table[held], PAIR, history, months, years)
        for name in ("ratio", "low", "high", "p", "verdict"):
            out.loc[held, name] = found[name]
    return out


def largest(table: pd.DataFrame, most: int, sign: int) -> pd.DataFrame:
    """The rows with the largest rises (sign 1) or falls (sign -1) that can be compared fairly, the total left out.

    Largest first; of equal ones clear ones first, then those with the larger count on the higher side.
    """
    size = table["difference"].to_numpy(dtype=float, na_value=np.nan) * sign
    higher = table["current" if sign > 0 else "base"].to_numpy(dtype=float, na_value=np.nan)
    moved = np.flatnonzero(table["fair"].to_numpy(dtype=bool) & ~table["is_total"].to_numpy(dtype=bool) & (size > 0))
    order = np.lexsort((-higher[moved], ~_clear(table)[moved], -size[moved]))
    return table.iloc[moved[order][:most]]


def clear(table: pd.DataFrame) -> pd.DataFrame:
    """The rows that rose or fell by more than chance, the total left out: rises first, then the largest first."""
    rows = table.iloc[np.flatnonzero(_clear(table) & ~table["is_total"].to_numpy(dtype=bool))]
    size = rows["difference"].to_numpy(dtype=float, na_value=np.nan)
    return rows.iloc[np.lexsort((-np.abs(size), size < 0))]


def _clear(table: pd.DataFrame) -> npt.NDArray[np.bool_]:
    return np.array([isinstance(found, str) and found in (RISE, FALL) for found in table["verdict"]], dtype=bool)


def _pairs(table: pd.DataFrame) -> pd.Series:
    """Area and type together, one name."""
    names: pd.Series = table["area_code"].astype(str) + " " + table["crime_type"].astype(str)
    return names
