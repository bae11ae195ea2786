"""Whether two counts differ by more than chance: rate ratio, interval, p, and the verdict in one word.

Given the sum n of two Poisson counts, the current one is binomial with n trials and its share of the exposure
(J. Przyborowski and H. Wilenski 1940): an exact test, with the interval of C. J. Clopper and E. S. Pearson (1934).
Where counts vary more than Poisson, the parameters of their beta distributions are divided by the dispersion
(effective counts, as E. L. Korn and B. I. Graubard 1998 form them with a design effect; the step of one count shrinks
with them), and the normal score is referred to Student's t with the degrees of freedom of the dispersion, as in the
quasi-likelihood F test. A known dispersion of 1 gives the exact test back. On negative binomial counts of known
dispersion 1 to 5 and mean 3 to 200 the test of level 5% rejected 1.2 to 4.9% (simulated).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special, stats

from cspdash.statistics.detectable import ALPHA, never_found, normal_tail

Floats = npt.NDArray[np.float64]

# Beside a total tested at alpha the family gets half of it, so that the two together keep the promise of the table:
# at alpha each they were measured to break it (5.7% of tables with slow drifts, benchmarks/simulate_verdicts.py).
FAMILIES = 2
RISE, FALL, USUAL, TOO_FEW = "rise", "fall", "usual", "too few"
NEEDED = ("base", "current", "base_months", "current_months", "dispersion", "degrees_of_freedom")
_TINY = 1e-300  # stands for a count of 0 where the beta distribution has no such parameter; the result is not used


def verdicts(table: pd.DataFrame, alpha: float = ALPHA) -> pd.DataFrame:
    """What became of each row of a table of two periods.

    Args:
        table: one row a crime type, basket or area, with base and current (counts as added up, NaN or NA where the
            period is not whole), base_months and current_months (the months that each was added up over), dispersion
            and degrees_of_freedom (from `dispersion.dispersion` at the length of the current period; inf where the
            dispersion is known), and where there is one the total, marked in is_total (bool).
        alpha: how often a table without change may show one: the level of the total, tested alone, and the false
            discovery rate of the other rows as one family (half of alpha beside a total).

    Returns:
        the columns of `table` and
        difference: current minus the base scaled to the current months (float, count);
        ratio, low, high: rate ratio, current over base, and its interval of confidence 1 - alpha (inf without a
        base, NaN where both are 0);
        p: two-sided, 1 where both are 0; q: p adjusted within the family, and twice that where the table has a total,
        at most 1 (the total's q is its p): rise and fall are q up to alpha;
        verdict: rise, fall, usual, or "too few" where nothing is shown and not even a fall to nothing would have
        been found four times in five; missing (NaN) where a count is not whole.

    Raises ValueError for missing columns, negative counts, no months, or a dispersion under 1.

    Method: see the module. Rows whose sum of both counts is so small that no split of it could reach alpha are no
    part of the family (R. E. Tarone 1990; P. B. Gilbert 2005 for the false discovery rate), which Y. Benjamini and
    Y. Hochberg's (1995) step-up procedure then controls. A row's own interval is not widened for the family: it may
    leave out 1 where the verdict is usual.
    """
    if missing := set(NEEDED) - set(table.columns):
        raise ValueError(f"the table lacks {', '.join(sorted(missing))}")
    base, current, base_months, current_months, dispersion, freedom = (
        np.asarray(table[name].astype("Float64").to_numpy(dtype=float, na_value=np.nan), dtype=np.float64)
        for name in NEEDED
    )
    _check(base, current, base_months, current_months, dispersion)
    total = table["is_total"].to_numpy(dtype=bool) if "is_total" in table else np.zeros(len(table), dtype=bool)
    whole = ~(np.isnan(base) | np.isnan(current))
    share = current_months / (base_months + current_months)

    p = two_sided_p(base, current, share, dispersion, freedom)
    low, high = ratio_interval(base, current, share, dispersion, freedom, alpha)
    ratio = _divided(current * base_months, base * current_months)
    family = whole & ~total & (_least_p(base + current, share, dispersion, freedom) <= alpha)
    q = np.where(total, p, np.where(whole, 1.0, np.nan))
    if family.any():
        shared = FAMILIES if total.any() else 1
        q[family] = np.minimum(shared * stats.false_discovery_control(p[family], method="bh"), 1.0)
    few = never_found(base, share, dispersion, freedom, alpha)
    word = np.where(q <= alpha, np.where(ratio > 1, RISE, FALL), np.where(few, TOO_FEW, USUAL)).astype(object)
    word[~whole] = pd.NA
    return table.assign(
        difference=current - base * current_months / base_months,
        ratio=ratio, low=low, high=high, p=p, q=q, verdict=word,
    )  # fmt: skip


def two_sided_p(base: Any, current: Any, share: Any, dispersion: Any, freedom: Any) -> Floats:
    """Twice the smaller tail of the conditional test, at most 1; arrays broadcast.

    `share` is the current period's part of both exposures. NaN where a count is.
    """
    b, c, s, d, f = np.broadcast_arrays(
        *(np.asarray(a, dtype=float) for a in (base, current, share, dispersion, freedom))
    )
    above = np.where(c > 0, special.betainc(np.maximum(c, _TINY) / d, (b + 1) / d, s), 1.0)
    below = np.where(b > 0, special.betaincc((c + 1) / d, np.maximum(b, _TINY) / d, s), 1.0)
    tail = np.minimum(above, below)
    tail = np.where(np.isnan(b + c), np.nan, np.where(tail < 0.5, _t_tail(tail, f), 0.5))
    return np.asarray(np.minimum(2 * tail, 1.0), dtype=float)


def ratio_interval(
    base: Any, current: Any, share: Any, dispersion: Any, freedom: Any, alpha: float = ALPHA
) -> tuple[Floats, Floats]:
    """The rate ratios that the test of `two_sided_p` does not reject: lower and upper limit."""
    b, c, s, d, f = np.broadcast_arrays(
        *(np.asarray(a, dtype=float) for a in (base, current, share, dispersion, freedom))
    )
    tail = normal_tail(alpha, f)
    odds = (1 - s) / s
    some = b + c > 0
    low = np.where(c > 0, special.betaincinv(np.maximum(c, _TINY) / d, (b + 1) / d, tail), 0.0)
    high = np.where(b > 0, special.betainccinv((c + 1) / d, np.maximum(b, _TINY) / d, tail), 1.0)
    lower, upper = _divided(low * odds, 1 - low), _divided(high * odds, 1 - high)
    return np.where(some, lower, np.nan), np.where(some, upper, np.nan)


def _least_p(n: Floats, share: Floats, dispersion: Floats, freedom: Floats) -> Floats:
    """The smallest p that any split of the sum n could give."""
    nothing = np.zeros_like(n)
    return np.minimum(
        two_sided_p(n, nothing, share, dispersion, freedom), two_sided_p(nothing, n, share, dispersion, freedom)
    )


def _t_tail(tail: Floats, freedom: Floats) -> Floats:
    """The upper tail of Student's t at the normal score of a tail; the tail itself with infinite degrees of freedom."""
    finite = np.isfinite(freedom)
    degrees = np.where(finite, freedom, 1.0)
    return np.where(finite, stats.t.sf(stats.norm.isf(tail), degrees), tail)


def _divided(above: Floats, below: Floats) -> Floats:
    """above / below: inf over 0, and NaN where both are 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(above / below, dtype=float)


def _check(base: Floats, current: Floats, base_months: Floats, current_months: Floats, dispersion: Floats) -> None:
    if (base < 0).any() or (current < 0).any():
        raise ValueError("counts cannot be negative")
    if not ((base_months > 0).all() and (current_months > 0).all()):
        raise ValueError("a period has at least one month")
    if not (dispersion >= 1).all():
        raise ValueError("a dispersion is at least 1")
