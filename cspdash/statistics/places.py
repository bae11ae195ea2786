"""Areas beside each other: counts, rates and differences, and where most of it is."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd


def measured(counts: pd.DataFrame, changes: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Every measure of every area.

    Args:
        counts: area_code, area_name, count, population, population_year, complete; a row an area.
        changes: for each period compared with: area_code, base, base_complete, of the same areas.

    Returns:
        the columns of `counts`, rate (per 1,000 residents over the whole period, not scaled to a year; NaN without
        residents or where the months are incomplete), base (the mean of the periods' counts) and difference (float,
        NaN where any month of either side is missing or partial), fair (whether there is a difference).
    """
    table = counts.copy()
    residents = table["population"].astype("Float64")
    rate = (table["count"].astype("Float64") * 1000 / residents).where(table["complete"] & (residents > 0))
    table["rate"] = rate.astype("float64")
    by_code = [frame.set_index("area_code").loc[list(table["area_code"])] for frame in changes]
    fair = table["complete"].astype(bool)
    total = pd.Series(0.0, index=table.index)
    for frame in by_code:
        fair &= frame["base_complete"].astype(bool).to_numpy()
        total += frame["base"].astype("Float64").astype("float64").to_numpy()
    table["base"] = total / len(by_code)
    table["fair"] = fair
    table["difference"] = (table["count"].astype("Float64").astype("float64") - table["base"]).where(fair)
    return table


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
