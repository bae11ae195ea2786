"""How lasting a hot spot is: the same test over rolling windows, and what the row of verdicts amounts to."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
import pandas as pd

from cspdash.periods import Month, Period
from cspdash.statistics.hotspots import LEAST, Verdict, by_area, verdicts_of
from cspdash.statistics.rates import counted, denominators

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
    codes, held, grid = by_area(monthly)
    if not held:
        raise ValueError("no months to make windows of")
    span = Period(held[0], held[-1])
    counts = np.full((len(codes), len(span)), np.nan)
    counts[:, [month - span.first for month in held]] = grid
    base = denominators(exposures.set_index("area_code").reindex(codes), exposure)
    at_large = np.full((2, len(span)), np.nan)
    for month, *figures in zip(reference["month"], counted(reference), denominators(reference, exposure), strict=True):
        at = Month.parse(str(month)) - span.first
        if 0 <= at < len(span):
            at_large[:, at] = figures
    # Where each window ends, in order, the last with the last month.
    ends = range(len(span), months - 1, -step)[::-1]
    count, ratio = np.full((2, len(ends), len(codes)), np.nan)
    verdicts: list[Verdict] = []
    for row, end in enumerate(ends):
        # Sums that are NaN where any month is.
        count[row] = counts[:, end - months : end].sum(axis=1)
        ours = at_large[:, end - months : end]
        # Everybody at risk for a whole window is one in the denominator, hence the mean of the months' denominators.
        expected = base * (ours[0].sum() / ours[1].mean())
        verdicts += verdicts_of(count[row], expected, dispersion, false_discovery, least)[2]
        with np.errstate(invalid="ignore", divide="ignore"):
            ratio[row] = np.where(np.isnan(expected), np.nan, count[row] / expected)
    windows = [str(span.first + (end - 1)) for end in ends]
    return pd.DataFrame(
        {
            "area_code": pd.array(codes * len(ends), dtype="str"),
            "window": pd.array([name for name in windows for _ in codes], dtype="str"),
            "count": pd.Series(count.ravel()).astype("Int64"),
            "ratio": ratio.ravel(),
            "verdict": pd.array(verdicts, dtype="str"),
        }
    )


def persistence(verdicts: pd.DataFrame, recent: int = 4) -> pd.DataFrame:
    """Class every area by its row of verdicts.

    Args:
        verdicts: area_code, window (sorts in time), verdict, as `rolling_verdicts` gives them.
        recent: how many of the latest windows are recent. With twelve months a quarter apart the last four overlap
            the latest one, so that a single busy month can have put an area into all of them.

    Returns:
        area_code, windows (judged ones: all but the unknown; `too few` counts as not above), above (how many of them),
        since (first window of the unbroken run that reaches the latest; missing where that is not above), persistence:
        always, in every judged window; emerging, above in the latest, all windows above in one unbroken run, which
        began in the recent ones; former, above in none of the recent windows but in at least half of those before;
        never, in none; occasional, anything else; unknown, where the latest window cannot be judged or fewer than
        three can.
    """
    area, codes = pd.factorize(verdicts["area_code"], sort=True)
    at, windows = pd.factorize(verdicts["window"], sort=True)
    judged, above = np.zeros((2, len(codes), len(windows)), dtype=bool)
    judged[area, at] = (verdicts["verdict"] != "unknown").to_numpy()
    above[area, at] = (verdicts["verdict"] == "above").to_numpy()
    # The unbroken run that reaches the latest window; windows that cannot be judged neither break nor lengthen it.
    running = np.logical_and.accumulate((above | ~judged)[:, ::-1], axis=1)[:, ::-1] & above
    if len(windows):
        running &= judged[:, -1:]
    starts = np.where(running.any(axis=1), running.argmax(axis=1) if len(windows) else 0, -1)
    new = np.arange(len(windows)) >= len(windows) - recent
    n, hits = judged.sum(axis=1), above.sum(axis=1)
    before, hits_before = judged[:, ~new].sum(axis=1), above[:, ~new].sum(axis=1)
    latest = judged[:, -1] if len(windows) else np.zeros(len(codes), dtype=bool)
    classes = np.select(
        [
            (n < LEAST_WINDOWS) | ~latest,
            hits == n,
            hits == 0,
            (running.sum(axis=1) == hits) & (starts >= len(windows) - recent),
            (hits_before == hits) & (2 * hits_before >= before),
        ],
        ["unknown", "always", "never", "emerging", "former"],
        "occasional",
    )
    since = [windows[start] if start >= 0 else None for start in starts]
    return pd.DataFrame(
        {
            "area_code": codes,
            "windows": n,
            "above": hits,
            "since": pd.Series(since, dtype="str"),
            "persistence": classes,
        }
    )
