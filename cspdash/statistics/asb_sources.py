"""Anti-social behaviour as police and council record it: whether the two move together, where not, and since when."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from cspdash.periods import Month, Period
from cspdash.statistics.change import WITHHELD_UNDER, Rounding, percentage_change
from cspdash.statistics.judged import TOTAL, judged, like_for_like, unjudged
from cspdash.statistics.quasi_poisson import false_discovery_adjusted

Floats = npt.NDArray[np.float64]

POLICE, COUNCIL = "Police", "Council"
ALPHA = 0.05
# Months on each side of a step, and on both together, without which none is looked for.
LEAST_SIDE, LEAST_MONTHS = 6, 24
# Records that a source would have to hold in an area for the area to be told from the others.
LEAST_EXPECTED = 5.0
_DRAWS, _SEED = 999, 20_250_401


@dataclass(frozen=True)
class Step:
    """Where the share of the council in all records changes most: the first month after, and the shares (0 to 1).

    `p`: how often as large a change would be found with the same months in random order.
    """

    month: Month
    before: float
    after: float
    p: float

    @property
    def clear(self) -> bool:
        """Whether it is more than chance at 5%."""
        return self.p <= ALPHA


def by_month(totals: pd.DataFrame) -> pd.DataFrame:
    """Months by source: index `YYYY-MM`; police, council, Total; NaN where the police's month is not whole, where no
    council record is loaded, and where it may not be shown. `totals` is what `monthly_totals` gives."""
    police = totals["asb_police"].astype("Float64").where(totals["asb_complete"])
    table = pd.DataFrame(
        {POLICE: police.to_numpy(dtype=float, na_value=np.nan),
         COUNCIL: totals["asb_council"].astype("Float64").to_numpy(dtype=float, na_value=np.nan)},
        index=totals["month"].to_list(),
    )  # fmt: skip
    return table.assign(**{TOTAL: table.sum(axis=1, skipna=False)})


def sums(months: pd.DataFrame, period: Period) -> pd.Series:
    """The sum of each column over a period; NaN where any month of it is not whole."""
    part = months.reindex([str(month) for month in period])
    return part.sum(axis=0, skipna=False)


def sources_compared(months: pd.DataFrame, period: Period, bases: list[Period], rounding: Rounding) -> pd.DataFrame:
    """Police, council and both together in a period against the average of others, judged.

    Returns:
        source (Police, Council, Total), base (average), current, fair (every month of every base is held), difference,
        change (Int64 percent), is_total, and ratio, low, high, p and verdict as `judged.judged` gives them. A source
        that does not hold every month of the period has no row, and the total needs both.
    """
    now = sums(months, period)
    before = pd.DataFrame([sums(months, base) for base in bases]).sum(axis=0, skipna=False)
    names = [name for name in (POLICE, COUNCIL, TOTAL) if np.isfinite(now[name])]
    fair = [bool(np.isfinite(before[name])) for name in names]
    years = len(bases)
    change = [
        percentage_change(int(before[name]), years * int(now[name]), rounding, WITHHELD_UNDER * years)
        if whole
        else None
        for name, whole in zip(names, fair, strict=True)
    ]
    table = pd.DataFrame(
        {
            "source": pd.Series(names, dtype=object), "base": [before[name] / years for name in names],
            "current": [int(now[name]) for name in names], "fair": pd.Series(fair, dtype=bool),
            "change": pd.array(change, dtype="Int64"), "is_total": [name == TOTAL for name in names],
        }
    )  # fmt: skip
    table["difference"] = table["current"] - table["base"]
    history = months.loc[: str(period.first - 1), names]
    if history.empty or not names or not like_for_like(period, bases):
        return unjudged(table)
    return judged(table, "source", history, len(period), len(bases))


def last_step(months: pd.DataFrame) -> Step | None:
    """The month from which the council's share of all records differs most from what it was before.

    Args:
        months: what `by_month` gives; months that either source does not hold are left out.

    Returns:
        the step, clear or not; None with fewer than two years of months in common, or no record of one source.

    Method: for every month with at least six months before it and from it, the difference of the two pooled shares over
    its standard error under one share; the largest of them all is compared with the largest in 999 random orders of the
    same months (a permutation test of the maximally selected statistic), which needs no model of how much months vary.
    It supposes that without a step the months could have come in any order: a slow drift shows as a step in its midst.
    """
    both = months[[POLICE, COUNCIL]].dropna()
    if len(both) < LEAST_MONTHS or both[POLICE].sum() == 0 or both[COUNCIL].sum() == 0:
        return None
    at, p = _largest(both[COUNCIL].to_numpy(dtype=float).tobytes(), both[POLICE].to_numpy(dtype=float).tobytes())
    before, after = both.iloc[:at].sum(), both.iloc[at:].sum()
    return Step(Month.parse(str(both.index[at])), _share(before), _share(after), p)


# A page runs anew at each touch, and asks the same months again.
@lru_cache(maxsize=256)
def _largest(council_: bytes, police_: bytes) -> tuple[int, float]:
    council, police = np.frombuffer(council_), np.frombuffer(police_)
    total = council + police
    scores = _scores(council[None, :], total[None, :])[0]
    random = np.random.default_rng(_SEED)
    order = random.permuted(np.tile(np.arange(len(total)), (_DRAWS, 1)), axis=1)
    drawn = _scores(council[order], total[order]).max(axis=1)
    at = int(np.argmax(scores))
    beyond = int((drawn >= scores[at] - 1e-12).sum())
    return at + LEAST_SIDE, (1 + beyond) / (1 + _DRAWS)


def _scores(council: Floats, total: Floats) -> Floats:
    """For every split of each row of months: the difference of the shares, in standard errors under one share."""
    c, t = np.cumsum(council, axis=1), np.cumsum(total, axis=1)
    whole_c, whole_t = c[:, -1:], t[:, -1:]
    c, t = c[:, LEAST_SIDE - 1 : -LEAST_SIDE], t[:, LEAST_SIDE - 1 : -LEAST_SIDE]
    rest_c, rest_t = whole_c - c, whole_t - t
    share = whole_c / whole_t
    with np.errstate(divide="ignore", invalid="ignore"):
        error = np.sqrt(share * (1 - share) * (1 / t + 1 / rest_t))
        found = np.abs(c / t - rest_c / rest_t) / error
    return np.asarray(np.where((t > 0) & (rest_t > 0), found, 0.0), dtype=float)


def _share(sums_: pd.Series) -> float:
    return float(sums_[COUNCIL] / (sums_[COUNCIL] + sums_[POLICE]))


def dispersion_of_share(months: pd.DataFrame, step: Step | None) -> float:
    """By how much the council's monthly share varies more than chance alone: Pearson's statistic over its degrees of
    freedom, at least 1, on either side of a clear step apart."""
    both = months[[POLICE, COUNCIL]].dropna()
    both = both[both.sum(axis=1) > 0]
    side = both.index >= str(step.month) if step is not None and step.clear else np.zeros(len(both), dtype=bool)
    squares, freedom = 0.0, 0
    for part in (both[side], both[~side]):
        if len(part) < 2 or part[COUNCIL].sum() == 0 or part[POLICE].sum() == 0:
            continue
        share, total = _share(part.sum()), part.sum(axis=1)
        squares += float(((part[COUNCIL] - share * total) ** 2 / (total * share * (1 - share))).sum())
        freedom += len(part) - 1
    return max(squares / freedom, 1.0) if freedom else 1.0


def unlike_the_rest(areas: pd.DataFrame, dispersion: float) -> pd.DataFrame:
    """Each area's council records for every 100 of the police, and whether they differ from the other areas'.

    Args:
        areas: what `asb_by_source_and_area` gives.
        dispersion: of the monthly share, which multiplies the variance.

    Returns:
        its columns and per_100 (NaN without police records or where the council's are not known), p, and standing:
        more, fewer, alike, or "too few" where either source would be expected to hold fewer than five, NA where not
        known. The areas are one family (false discovery rate of 5%).

    Method: two shares compared by their difference over its standard error under one share, the variance multiplied by
    the dispersion (a quasi-binomial test).
    """
    police = areas["police"].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    council = areas["council"].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    known = np.isfinite(police) & np.isfinite(council)
    total = police + council
    whole, of_council = np.nansum(total[known]), np.nansum(council[known])
    share = of_council / whole if whole else np.nan
    with np.errstate(divide="ignore", invalid="ignore"):
        rest, rest_council = whole - total, of_council - council
        error = np.sqrt(dispersion * share * (1 - share) * (1 / total + 1 / rest))
        score = (council / total - rest_council / rest) / error
        per_100 = np.where(known & (police > 0), 100 * council / police, np.nan)
    enough = known & (total * min(share, 1 - share) >= LEAST_EXPECTED) & (rest > 0)
    p = np.where(enough, 2 * stats.norm.sf(np.abs(score)), np.nan)
    clear = false_discovery_adjusted(p) <= ALPHA
    word = np.where(clear, np.where(score > 0, "more", "fewer"), np.where(enough, "alike", "too few")).astype(object)
    word[~known] = pd.NA
    return areas.assign(per_100=per_100, p=p, standing=word)


def rolling_per_100(months: pd.DataFrame) -> pd.Series:
    """Council records for every 100 of the police, over each month and the eleven before it; NaN where not whole."""
    rolled = months[[POLICE, COUNCIL]].rolling(12, min_periods=12).sum()
    return (100 * rolled[COUNCIL] / rolled[POLICE]).where(rolled[POLICE] > 0)


def ranked(answer: pd.DataFrame, breakdown: str, area: str) -> pd.DataFrame:
    """The categories of one area, the most common first, withheld ones last: category, count, share, withheld, records.

    `answer` is what `case_categories` gives; share is of the area's records (NaN where the count is withheld or there
    are none).
    """
    own = answer[(answer["breakdown"] == breakdown) & (answer["area_code"] == area)]
    records = own["records"].astype(float)
    share = (own["count"].astype("Float64").astype(float) / records).where(records > 0)
    table = own.assign(share=share)[["category", "count", "share", "withheld", "records"]]
    order = table.assign(rank=table["count"].fillna(-1)).sort_values(
        ["withheld", "rank", "category"], ascending=[True, False, True], kind="stable"
    )
    return order.drop(columns="rank").reset_index(drop=True)


def shown_in(answer: pd.DataFrame, area: str, same: set[str]) -> str | None:
    """The area of a `case_categories` answer that is the place: its own code, or one of the same LSOAs."""
    codes = set(answer["area_code"])
    return area if area in codes else next((code for code in sorted(same) if code in codes), None)
