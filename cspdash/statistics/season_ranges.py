"""The cells of a heat map against the range expected of each: which months were unusual for their season."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from cspdash.statistics.seasons import month_of
from cspdash.statistics.trends import against_expected


def complete_months(cells: pd.DataFrame, name: str) -> pd.DataFrame:
    """The cells as one series: index `YYYY-MM`, the one column `name`, NaN unless the month is complete in files.

    `cells` is what `seasons.cells` gives.
    """
    months = [str(month_of(*cell)) for cell in zip(cells["financial_year"], cells["month"], strict=True)]
    return pd.DataFrame({name: cells["value"].where(cells["state"] == "complete").to_numpy()}, index=months)


def with_ranges(cells: pd.DataFrame, breaks: Collection[str] = ()) -> pd.DataFrame:
    """Say of each complete month whether it lies outside what its own history led to expect.

    Args:
        cells: what `seasons.cells` gives.
        breaks: the months (`YYYY-MM`) from which on recording was another.

    Returns:
        the cells with exceedance ("above" or "below" the range, else ""), least and most (Int64: the smallest and the
        largest whole count inside the range; NA where the month is not complete or there is no range), since and
        across. Printed figures are neither judged nor part of a history. See `expectation.expectation`.
    """
    found = against_expected(complete_months(cells, "count"), {"count": breaks})
    judged = found["count"].notna() & (found["reason"] == "")
    ranges = {name: found[name].where(judged).array for name in ("least", "most")}
    told = {"since": found["since"].array, "across": (found["across"] & judged).array}
    return cells.assign(exceedance=found["exceedance"].array, **ranges, **told)
