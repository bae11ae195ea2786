"""How often a month lies outside its range without reason, and how soon a step is found:
`python -m benchmarks.simulate_expectation` (see README.md).

First boroughs in which nothing changes: at most one month in twenty may lie outside. Then settlements in which one
series (a type, or all of them) goes up by half for three months: it counts as found where one of the three months
lies above its range, or where the table of the quarter against the same quarter of the three years before shows a rise.
Exits 1 where months lie outside too often, or where steps that the base makes possible are found too seldom.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence

import numpy as np
import pandas as pd

from benchmarks.simulate_boroughs import DRIFTING, INDEPENDENT, TOTAL, simulate
from cspdash.crime_types import CRIME_TYPES
from cspdash.periods import Month
from cspdash.statistics.detectable import detectable_change
from cspdash.statistics.dispersion import dispersion
from cspdash.statistics.expectation import expectation
from cspdash.statistics.verdict import RISE, verdicts

LAST = Month(2025, 9)
PROMISE, FOUND, STEP, WITHIN, YEARS = 0.05, 0.8, 1.5, 3, 3
# The settlements’ shares of the borough’s crime and ASB (3,823 in the police.uk files of 2025).
SETTLEMENTS = {"Oadby": 0.33, "Wigston": 0.44, "South Wigston": 0.23}
NOISES = (("independent", INDEPENDENT), ("drifting", DRIFTING))
HISTORIES = {36: 0.2, 60: 1.0, 120: 0.2}  # months: part of the boroughs
CHUNK = 50  # boroughs judged at once, for the sake of memory
BINS = [0, 2, 5, 10, 20, 40, 80, 1000]


def outside(rng: np.random.Generator, boroughs: int, months: int, correlation: float) -> tuple[pd.Series, pd.DataFrame]:
    """Share of months outside by series, of boroughs without change; and all judged months."""
    parts = []
    for start in range(0, boroughs, CHUNK):
        simulated = simulate(rng, min(CHUNK, boroughs - start), LAST, months, correlation)
        frames = [simulated.frame(at).add_suffix(f"|{at}") for at in range(len(simulated.counts))]
        judged = expectation(pd.concat(frames, axis=1))
        parts.append(judged.loc[judged["reason"] == "", ["series", "exceedance"]])
    every = pd.concat(parts)
    return (every["exceedance"] != "").groupby(every["series"].str.partition("|")[0]).mean(), every


def steps(rng: np.random.Generator, boroughs: int, correlation: float) -> pd.DataFrame:
    """One row a planted step: base (mean monthly count before), by_month, by_table, possible."""
    rows = []
    for settlement, share in SETTLEMENTS.items():
        simulated = simulate(rng, boroughs, LAST, 60 + WITHIN, correlation, share)
        extra = simulate(rng, boroughs, LAST, 60 + WITHIN, correlation, share * (STEP - 1)).counts
        for at in range(boroughs):
            usual = simulated.frame(at)
            more = extra[at].astype(float)
            risen = usual + np.column_stack([more, more.sum(axis=1)]) * (np.arange(len(usual)) >= 60)[:, None]
            rows += _found(settlement, usual, risen)
    return pd.DataFrame(rows)


def _found(settlement: str, usual: pd.DataFrame, risen: pd.DataFrame) -> list[dict[str, object]]:
    judged = expectation(risen)
    rose = np.asarray(judged["exceedance"] == "above", dtype=bool).reshape(len(risen.columns), -1)
    above = rose[:, -WITHIN:].max(axis=1)
    known = dispersion(usual.iloc[:-WITHIN], WITHIN, CRIME_TYPES)
    starts = [len(usual) - WITHIN - 12 * year for year in range(1, YEARS + 1)]
    base = np.sum([usual.iloc[start : start + WITHIN].sum().to_numpy() for start in starts], axis=0)
    table = pd.DataFrame(
        {"series": usual.columns, "base": base, "base_months": YEARS * WITHIN, "current_months": WITHIN,
         "dispersion": known["dispersion"].to_numpy(), "degrees_of_freedom": known["degrees_of_freedom"].to_numpy(),
         "is_total": usual.columns == TOTAL}
    )  # fmt: skip
    before, after = usual.iloc[-WITHIN:].sum(), risen.iloc[-WITHIN:].sum()
    rows = []
    for at, name in enumerate(usual.columns):
        current = after if name == TOTAL else before.where(before.index != name, after)
        if name != TOTAL:  # one type alone has risen
            current = current.where(current.index != TOTAL, before[TOTAL] + after[name] - before[name])
        verdict = verdicts(table.assign(current=current.to_numpy()))["verdict"].iloc[at]
        quarter, spread = float(base[at]) / YEARS, float(known["dispersion"].iloc[at])
        needed = detectable_change(round(quarter), round(spread, 1), years=YEARS).rise
        rows.append(
            {"settlement": settlement, "series": name, "base": float(known["mean"].iloc[at]), "by_month": above[at],
             "by_table": verdict == RISE, "possible": needed is not None and needed <= 100 * (STEP - 1)}
        )  # fmt: skip
    return rows


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--boroughs", type=int, default=1000)
    parser.add_argument("--steps", type=int, default=60, help="boroughs with steps, for each noise")
    parser.add_argument("--seed", type=int, default=20252)
    given = parser.parse_args(arguments)
    started, rng, good = time.monotonic(), np.random.default_rng(given.seed), True
    print(f"{given.boroughs} boroughs without change, 14 types and the total; months outside their range:")
    print("noise        history     months  outside  above  below  worst series")
    for name, rho in NOISES:
        for months, part in HISTORIES.items():
            by_series, judged = outside(rng, max(round(given.boroughs * part), 1), months, rho)
            share = float((judged["exceedance"] != "").mean())
            passed = share <= PROMISE
            good &= passed
            above, below = ((judged["exceedance"] == side).mean() for side in ("above", "below"))
            print(f"{name:<12} {months:>3} mon. {len(judged):>9,}   {share:5.1%}  {above:5.1%}  {below:5.1%}  "
                  f"{by_series.max():5.1%} {by_series.idxmax():<22} {'PASS' if passed else 'FAIL'}")  # fmt: skip
    page = simulate(rng, 1, LAST, 130, DRIFTING).frame(0)[list(CRIME_TYPES)]
    seconds = []
    for _ in range(10):
        began = time.perf_counter()
        expectation(page)
        seconds.append(time.perf_counter() - began)
    print(f"14 series of 130 months: {1000 * min(seconds):.0f} ms (least of 10)")
    for name, rho in NOISES:
        found = steps(rng, given.steps, rho)
        found["either"] = found["by_month"] | found["by_table"]
        found["monthly base"] = pd.cut(found["base"], BINS)
        table = found.groupby("monthly base", observed=True).agg(
            steps=("base", "size"), possible=("possible", "mean"), by_month=("by_month", "mean"),
            by_table=("by_table", "mean"), either=("either", "mean"),
        )  # fmt: skip
        share = float(found.loc[found["possible"], "either"].mean())
        passed = share >= FOUND
        good &= passed
        print(f"\n+50% for {WITHIN} months in a settlement, {name} noise, 60 months before it: share found")
        print(table.to_string(float_format=lambda value: f"{value:.0%}"))
        print(f"where possible at all: {share:.0%} of {int(found['possible'].sum())} {'PASS' if passed else 'FAIL'}")
    print(f"\n{'PASS' if good else 'FAIL'} ({time.monotonic() - started:.0f} s)")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
