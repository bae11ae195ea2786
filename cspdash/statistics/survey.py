"""Shares of answers with their intervals, ranks as plans print them, and whether a share moved by more than chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

from cspdash.statistics.quasi_poisson import FloatArray, false_discovery_adjusted

Ties = Literal["printed", "count"]
# Under this many expected in either survey the test of two shares does not hold.
EXPECTED = 5.0
LEVEL = 0.05


def wilson(n: npt.ArrayLike, base: npt.ArrayLike, confidence: float = 0.95) -> tuple[FloatArray, FloatArray]:
    """Limits of a share: Wilson's score interval (1927), which Newcombe (1998, Statistics in Medicine 17, 857) advises.

    Args:
        n: how many gave the answer; NaN where it is not known.
        base: how many answered; 0 and NaN give NaN.
        confidence: of the two-sided interval, between 0 and 1.

    Returns shares from 0 to 1. Raises ValueError where n is negative or exceeds its base.
    """
    x, m = np.asarray(n, dtype=float), np.asarray(base, dtype=float)
    if np.any(x < 0) or np.any(x > m):
        raise ValueError("a count of answers lies between 0 and how many answered")
    if not 0 < confidence < 1:
        raise ValueError(f"a confidence lies between 0 and 1, not {confidence}")
    z = float(special.ndtri((1 + confidence) / 2))
    m = np.where(m > 0, m, np.nan)
    share = x / m
    middle = (share + z * z / (2 * m)) / (1 + z * z / m)
    half = z * np.sqrt(share * (1 - share) / m + z * z / (4 * m * m)) / (1 + z * z / m)
    # The interval of none and of all ends at 0 and 1 exactly, which subtraction misses by a last digit.
    low, high = np.where(x == 0, 0.0, middle - half), np.where(x == m, 1.0, middle + half)
    unknown = np.isnan(share)
    return np.where(unknown, np.nan, low), np.where(unknown, np.nan, high)


def printed_percent(n: int, base: int) -> int:
    """A share as a whole percentage, halves up, computed in whole numbers: 859 of which 137 are 16."""
    return (200 * n + base) // (2 * base)


def with_shares(answers: pd.DataFrame) -> pd.DataFrame:
    """Add share, lower and upper (from 0 to 1; 95%, `wilson`) to n and base; NaN where either is suppressed."""
    out = answers.copy()
    n, base = (_floats(out[name]) for name in ("n", "base"))
    n = np.where(np.isnan(base) | (base == 0), np.nan, n)
    out["share"] = n / np.where(base > 0, base, np.nan)
    out["lower"], out["upper"] = wilson(n, base)
    return out


def ranked(answers: pd.DataFrame, ties: Ties) -> pd.DataFrame:
    """One breakdown's answers, most frequent first, each with its share and rank.

    Ranks are competition ranks: equal ones share the best of their places (9, 9, 9, 12). Answers that are suppressed
    have neither and take no part, so that the ranks of the others say nothing of them.

    Args:
        answers: answer, position, n and base (Int64, NA where suppressed), as the question `survey_answers` gives them
            for one year.
        ties: `printed`: ranks are shared where the whole percentages are equal; `count`: where the counts are.

    Returns:
        the columns of `answers`, share, lower, upper (floats from 0 to 1, NaN where suppressed; 95%, `wilson`), percent
        (Int64, `printed_percent`), rank (Int64), tied (bool). Suppressed answers stand last, in the order of the
        mapping.
    """
    out = with_shares(answers)
    known = out["share"].notna().to_numpy()
    n, base = _floats(out["n"]), _floats(out["base"])
    percents = [printed_percent(int(x), int(m)) if shown else None for x, m, shown in zip(n, base, known, strict=True)]
    out["percent"] = pd.array(percents, dtype="Int64")
    told = out["percent"] if ties == "printed" else out["n"].where(known)
    out["rank"] = told.rank(method="min", ascending=False).astype("Int64")
    out["tied"] = (out["rank"].map(out["rank"].value_counts()) > 1).fillna(False).astype(bool)
    ordered = out.sort_values(["n", "position"], ascending=[False, True], na_position="last", kind="stable")
    last = pd.Series(~known, index=out.index)
    return ordered.loc[[*ordered.index[~last[ordered.index]], *ordered.index[last[ordered.index]]]].reset_index(
        drop=True
    )


def compared(now: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """What changed from one survey to another, for each answer.

    The difference of two shares has Newcombe's interval (1998, Statistics in Medicine 17, 873, method 10: from both
    Wilson intervals). The verdict is the score test of two shares (Pearson's chi-squared without correction) at 5%,
    after control of the false discovery rate over the answers of the table.

    Args:
        now: what `ranked` gives.
        before: what `ranked` gives for the earlier survey; answers that it lacks have nothing to compare.

    Returns:
        the columns of `now`, rank_before (Int64), climbed (Int64: places nearer to the first), difference, low, high
        (shares, NaN where either is suppressed), verdict (rise, fall, usual, too few; NA where there is nothing to
        compare).
    """
    earlier = before.set_index("answer")[["n", "base", "share", "lower", "upper", "rank"]]
    old = earlier.reindex(now["answer"]).reset_index(drop=True)
    out = now.copy()
    out["rank_before"] = old["rank"].astype("Int64")
    out["climbed"] = (out["rank_before"] - out["rank"]).astype("Int64")
    p1, l1, u1 = (_floats(now[name]) for name in ("share", "lower", "upper"))
    p0, l0, u0 = (_floats(old[name]) for name in ("share", "lower", "upper"))
    out["difference"] = p1 - p0
    out["low"] = out["difference"] - np.sqrt((p1 - l1) ** 2 + (u0 - p0) ** 2)
    out["high"] = out["difference"] + np.sqrt((u1 - p1) ** 2 + (p0 - l0) ** 2)
    x1, m1, x0, m0 = (_floats(frame[name]) for frame in (now, old) for name in ("n", "base"))
    both = (x1 + x0) / (m1 + m0)
    fewest = np.minimum(np.minimum(m1, m0) * both, np.minimum(m1, m0) * (1 - both))
    spread = np.sqrt(np.where((both > 0) & (both < 1), both * (1 - both), np.nan) * (1 / m1 + 1 / m0))
    chance = 2 * special.ndtr(-np.abs((p1 - p0) / spread))
    judged = ~np.isnan(fewest) & (fewest >= EXPECTED)
    adjusted = np.full(len(out), np.nan)
    if judged.any():
        adjusted[judged] = false_discovery_adjusted(chance[judged])
    verdicts: list[str | None] = []
    for known, tested, p, difference in zip(~np.isnan(p1 - p0), judged, adjusted, p1 - p0, strict=True):
        clear = "rise" if difference > 0 else "fall"
        verdicts.append(None if not known else "too few" if not tested else clear if p < LEVEL else "usual")
    out["verdict"] = verdicts
    return out


def grouped(answers: pd.DataFrame, groups: Mapping[str, Sequence[int]]) -> pd.DataFrame:
    """The answers of a scale put together: very safe and safe into one.

    Args:
        answers: position, n and base of one breakdown; NA where suppressed.
        groups: name → the positions of its answers.

    Returns:
        answer (the name), position (from 1), n, base; n is NA where an answer of the group is suppressed.
    """
    rows: list[dict[str, Any]] = []
    base = answers["base"].iloc[0] if len(answers) else pd.NA
    for number, (name, positions) in enumerate(groups.items(), 1):
        held = answers[answers["position"].isin(list(positions))]["n"]
        n = held.sum() if len(held) and not held.isna().any() else pd.NA
        rows.append({"answer": name, "position": number, "n": n, "base": base})
    return pd.DataFrame(rows).astype({"n": "Int64", "base": "Int64", "position": "Int64"})


def largest_remainder(counts: Sequence[int], total: int = 100) -> list[int]:
    """Whole numbers in the proportion of some counts that add up to `total` exactly.

    Hamilton's method: each is rounded down, and those with the largest remainders get one more; of equal remainders the
    larger count, then the earlier. Not for ranks: two equal counts may get different numbers. All 0 for no counts.
    """
    whole = sum(counts)
    if whole == 0:
        return [0] * len(counts)
    shares = [count * total // whole for count in counts]
    left = total - sum(shares)
    order = sorted(range(len(counts)), key=lambda at: (-(counts[at] * total % whole), -counts[at], at))
    for at in order[:left]:
        shares[at] += 1
    return shares


def _floats(values: pd.Series[Any]) -> FloatArray:
    return np.asarray(values.astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan))
