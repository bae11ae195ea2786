"""Areas beside each other: counts, rates and differences, and where most of it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd


def measured(
    changes: Sequence[pd.DataFrame],
    residents: Mapping[str, tuple[int | None, int | None]],
    *,
    comparable: bool = True,
) -> pd.DataFrame:
    """Every measure of every area.

    Args:
        changes: for each period compared with: area_code, area_name, current, current_complete, base, base_complete, a
            row an area, of the same areas and the same current period.
        residents: population and its year by area code, None where they are not known.
        comparable: whether the periods are equally long; otherwise nothing is fair.

    Returns:
        area_code, area_name, count (Int64, NA where nothing is loaded), complete, population and population_year
        (Int64, NA where unknown), rate (per 1,000 residents over the whole period, not scaled to a year; NaN without
        residents or where a month is missing or partial), base (the mean of the periods' counts), fair (whether every
        month of both sides is whole), difference (float, NaN where not fair).
    """
    first = changes[0]
    codes = [str(code) for code in first["area_code"]]
    if any(list(frame["area_code"]) != codes for frame in changes):
        raise ValueError("the comparisons are not of the same areas")
    complete = first["current_complete"].astype(bool)
    count = first["current"].astype("float64")
    base = sum((frame["base"].astype("float64") for frame in changes), pd.Series(0.0, index=first.index)) / len(changes)
    fair = complete.copy()
    for frame in changes:
        fair &= frame["base_complete"].astype(bool) & comparable
    population = pd.Series([residents[code][0] for code in codes], dtype="Int64", index=first.index)
    people = population.astype("float64")
    return pd.DataFrame(
        {
            "area_code": codes,
            "area_name": first["area_name"],
            "count": first["current"].astype("Int64"),
            "complete": complete,
            "population": population,
            "population_year": pd.Series([residents[code][1] for code in codes], dtype="Int64", index=first.index),
            "rate": (count * 1000 / people).where(complete & (people > 0)),
            "base": base,
            "fair": fair,
            "difference": (count - base).where(fair),
        }
    )


def fewest_holding(counts: Sequence[int], total: int, share: float = 0.25) -> tuple[int, float]:
    """The smallest number of areas that together hold at least a share of a total, and the share that they hold.

    Args:
        counts: of each area, in any order.
        total: of the place that the areas lie in; areas need not cover it.
        share: wanted, from 0 to 1.

    (0, 0.0) where all areas together hold less, or there is nothing to hold.
    """
    if total <= 0:
        return 0, 0.0
    held = 0
    for number, count in enumerate(sorted(counts, reverse=True), start=1):
        held += count
        # Whole numbers on both sides would need a rational share; the fraction's error is far below one record.
        if held >= share * total - 1e-9:
            return number, held / total
    return 0, 0.0


def ranked(table: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Areas with a value of a measure, highest first (differences: largest rise first), ties by name."""
    known = table[table[measure].notna()]
    if measure == "count":
        known = known[known["complete"]]
    return known.sort_values([measure, "area_name"], ascending=[False, True], kind="stable")


def ends(ordered: pd.DataFrame, most: int, *, both: bool) -> pd.DataFrame:
    """The first rows of an order, or where `both`, half from its beginning and half from its end; every row once."""
    if not both or len(ordered) <= most:
        return ordered.head(most)
    return pd.concat([ordered.head(most - most // 2), ordered.tail(most // 2)])
