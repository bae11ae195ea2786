"""How often a table without change shows one: `python -m benchmarks.simulate_verdicts` (see README.md).

Boroughs in which nothing changes, each judged with the dispersion of its own history, by the quarter and the half-year.
Exits 1 where more than one table in twenty shows a rise or a fall.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence

import numpy as np
import pandas as pd

from benchmarks.simulate_boroughs import DRIFTING, INDEPENDENT, TOTAL, Boroughs, simulate
from cspdash.crime_types import CRIME_TYPES
from cspdash.periods import Month
from cspdash.statistics.dispersion import dispersion
from cspdash.statistics.verdict import FALL, RISE, verdicts

LAST = Month(2025, 9)  # ends a quarter and a half-year
PROMISE = 0.05
SETTINGS = [(name, rho, history) for name, rho in (("independent", INDEPENDENT), ("drifting", DRIFTING))
            for history in (30, 60)]  # fmt: skip


def table_of(counts: pd.DataFrame, months: int, poisson: bool = False) -> pd.DataFrame:
    """The last `months` months against the same a year before, judged as a page judges them."""
    history, current = counts.iloc[:-months], counts.iloc[-months:]
    base = counts.iloc[-months - 12 : len(counts) - 12]
    known = dispersion(history, months, CRIME_TYPES)
    table = pd.DataFrame(
        {"crime_type": counts.columns, "base": base.sum().to_numpy(), "current": current.sum().to_numpy(),
         "base_months": months, "current_months": months, "dispersion": known["dispersion"].to_numpy(),
         "degrees_of_freedom": known["degrees_of_freedom"].to_numpy(), "is_total": counts.columns == TOTAL}
    )  # fmt: skip
    return verdicts(table.assign(dispersion=1.0, degrees_of_freedom=np.inf) if poisson else table)


def false_verdicts(boroughs: Boroughs, months: int, poisson: bool = False) -> dict[str, float]:
    """Shares of tables with a false verdict on a type, on the total, on anything."""
    types, totals = [], []
    for borough in range(len(boroughs.counts)):
        table = table_of(boroughs.frame(borough), months, poisson)
        alarm = table["verdict"].isin([RISE, FALL]).to_numpy(dtype=bool)
        types.append(alarm[:-1].any())
        totals.append(alarm[-1])
    return {"types": float(np.mean(types)), "total": float(np.mean(totals)),
            "any": float(np.mean(np.logical_or(types, totals)))}  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--boroughs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=20251)
    given = parser.parse_args(arguments)
    started, rng, good = time.monotonic(), np.random.default_rng(given.seed), True
    print(f"{given.boroughs} boroughs without change, 14 types and the total; tables with a false verdict:")
    print("noise        history  period     types   total     any            plain Poisson")
    for name, rho, history in SETTINGS:
        for months in (3, 6):
            boroughs = simulate(rng, given.boroughs, LAST, history + months, rho)
            found = false_verdicts(boroughs, months)
            naive = false_verdicts(Boroughs(boroughs.counts[:100], boroughs.months), months, poisson=True)
            passed = found["any"] <= PROMISE
            good &= passed
            print(f"{name:<12} {history:>3} mon.  {months} months  {found['types']:6.1%}  {found['total']:6.1%}"
                  f"  {found['any']:6.1%}  {'PASS' if passed else 'FAIL'}      {naive['any']:6.1%}")  # fmt: skip
    print(f"at most {PROMISE:.0%} of tables: {'PASS' if good else 'FAIL'} ({time.monotonic() - started:.0f} s)")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
