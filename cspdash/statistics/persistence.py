"""How lasting a hot spot is: the same test over rolling windows, and what the row of verdicts amounts to."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
import pandas as pd

from cspdash.periods import Month, Period
from cspdash.statistics.hotspots import LEAST, significantly_above
from cspdash.statistics.rates import PER

Persistence = Literal["always", "emerging", "former", "occasional", "never", "unknown"]
CLASSES: tuple[Persistence, ...] = get_args(Persistence)

# Definitions for pages and reports, true to `persistence` with its defaults over twelve-month windows a quarter apart.
DEFINITIONS: dict[Persistence, str] = {
    "always": "above in every window",
    "emerging": "above in the latest window, without a break since it first was, and never before the last year",
    "former": "above in at least half of the windows before the last year, and in none since",
    "occasional": "above in some windows, in none of these patterns",
    "never": "above in no window",
    "unknown": "the latest window cannot be judged, or fewer than three can",
}
LEAST_WINDOWS = 3


def rolling_verdicts(
    monthly: pd.DataFrame,
    exposures: pd.DataFrame,
    reference: pd.DataFrame,
    dispersion: float,
    exposure: str = "population",
    months: int = 12,
    step: int = 3,
    false_discovery: float = 0.05,
    least: int = LEAST,
) -> pd.DataFrame:
    """Each area's verdict in every window of `months` months, the last ending with the last month, `step` months apart.

    Args:
        monthly: area_code, month (`YYYY-MM`), count, complete; a row an area and month.
        exposures: area_code and the column `exposure`. One figure for all windows: where residents change much over
            the years, judge the windows one by one with `significantly_above`.
        reference: month, count, complete and the column `exposure` of the county or borough; a row a month.
        dispersion: of `hotspots.dispersion_within_areas`.

    Returns:
        area_code, window (its last month, `YYYY-MM`), count (Int64), ratio, verdict; windows in order, areas by code. A
        window with a month that is missing or partial, for the area or for the reference, is unknown, never low.
    """
    grid = monthly.pivot(index="area_code", columns="month", values="count").sort_index(axis=1)
    whole = monthly.pivot(index="area_code", columns="month", values="complete").reindex_like(grid)
    held = [Month.parse(str(month)) for month in grid.columns]
    whole_of_reference = reference.set_index("month")
    table = exposures.set_index("area_code").reindex(grid.index).reset_index()
    judged = []
    if not held:
        raise ValueError("no months to make windows of")
    last = held[-1]
    while last - held[0] >= months - 1:
        names = [str(month) for month in Period.ending(last, months)]
        counts = grid.reindex(columns=names).astype("Float64")
        complete = whole.reindex(columns=names).fillna(False).astype(bool).all(axis=1) & counts.notna().all(axis=1)
        against = whole_of_reference.reindex(names)
        usable = against["complete"].fillna(False).astype(bool).all() and against["count"].notna().all()
        # One person at risk for a window is one in the denominator, so the mean of the months' denominators.
        base = float(against[exposure].mean()) if usable else np.nan
        rate = float(against["count"].sum()) * PER / base if usable and base > 0 else 0.0
        part = significantly_above(
            table.assign(
                count=counts.sum(axis=1, min_count=1).to_numpy(),
                complete=complete.to_numpy() & bool(usable and base > 0),
            ),
            rate, dispersion, exposure, PER, false_discovery, least,
        )  # fmt: skip
        judged.append(part.assign(window=str(last))[["area_code", "window", "count", "ratio", "verdict"]])
        last -= step
    if not judged:
        empty = {"area_code": "str", "window": "str", "count": "Int64", "ratio": "float", "verdict": "str"}
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in empty.items()})
    return pd.concat(judged[::-1], ignore_index=True).astype({"count": "Int64"})


def persistence(verdicts: pd.DataFrame, recent: int = 4) -> pd.DataFrame:
    """Class every area by its row of verdicts.

    Args:
        verdicts: area_code, window (sorts in time), verdict, as `rolling_verdicts` gives them.
        recent: how many of the latest windows are recent. With twelve months a quarter apart the last four overlap
            the latest one, so that a single busy month can have put an area into all of them.

    Returns:
        area_code, windows (judged ones: all but the unknown; `too few` counts as not above), above (how many of them),
        since (first window of the unbroken run that reaches the latest; None where that is not above), persistence:
        always, in every judged window; emerging, above in the latest, all windows above in one unbroken run, which
        began in the recent ones; former, above in none of the recent windows but in at least half of those before;
        never, in none; occasional, anything else; unknown, where the latest window cannot be judged or fewer than
        three can.
    """
    rows = []
    latest, windows = verdicts["window"].max(), sorted(verdicts["window"].unique())
    new = set(windows[-recent:])
    for code, part in verdicts.sort_values("window").groupby("area_code", sort=True):
        judged = part[part["verdict"] != "unknown"]
        above = (judged["verdict"] == "above").to_numpy(dtype=bool)
        of = judged["window"].to_numpy()
        is_new = np.array([window in new for window in of], dtype=bool)
        run = int(np.cumprod(above[::-1]).sum())
        held: Persistence
        if len(of) < LEAST_WINDOWS or of[-1] != latest:
            held = "unknown"
        elif above.all():
            held = "always"
        elif not above.any():
            held = "never"
        elif run == above.sum() and run > 0 and is_new[len(of) - run :].all():
            held = "emerging"
        elif not above[is_new].any() and 2 * above[~is_new].sum() >= (~is_new).sum():
            held = "former"
        else:
            held = "occasional"
        since = of[len(of) - run] if run and of[-1] == latest else None
        rows.append((code, len(of), int(above.sum()), since, held))
    return pd.DataFrame(rows, columns=["area_code", "windows", "above", "since", "persistence"])
