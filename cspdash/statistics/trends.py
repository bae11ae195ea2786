"""Series over time: months against what was expected, twelve-month totals, years, and which need attention."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import pandas as pd

from cspdash.periods import Month, Period
from cspdash.statistics.expectation import expectation

YEAR = 12
SPAN = 36  # months drawn unless all are
RECENT = 3  # months that a meeting looks back on
YEARS_DRAWN = 6  # the current financial year and the five that the range is made from


def together(types: pd.DataFrame, name: str) -> pd.DataFrame:
    """Several series as one, their sum: NaN where any of them is not whole.

    `types` is what `judged.wide` gives; so is the result, with the one column `name`.
    """
    return pd.DataFrame({name: types.sum(axis=1, skipna=False)})


def against_expected(history: pd.DataFrame, breaks: Mapping[str, Collection[str]] | None = None) -> pd.DataFrame:
    """Every month of some series against its expected range: see `expectation.expectation`, also for `breaks`.

    Returns:
        its columns and
        least, most (Int64, NA where there is no range): the smallest and the largest whole count inside the range, so
        that a count outside it is outside the range as printed.
    """
    found = expectation(history, breaks=breaks)
    least, most = np.ceil(found["low"]), np.floor(found["high"])
    return found.assign(least=least.astype("Int64"), most=most.astype("Int64"))


def within(judged: pd.DataFrame, span: Period) -> pd.DataFrame:
    """The rows of some months (column month) that lie in a span."""
    return judged[_within(judged["month"], span)].reset_index(drop=True)


def recent(judged: pd.DataFrame, last: Month) -> pd.DataFrame:
    """The rows of the RECENT months up to the latest."""
    return within(judged, Period.ending(last, RECENT))


def judgeable(judged: pd.DataFrame) -> int:
    """How many months of series are whole and have a range."""
    return len(with_range(judged))


def with_range(judged: pd.DataFrame) -> pd.DataFrame:
    """The months that are whole and have a range."""
    return judged[judged["count"].notna() & (judged["reason"] == "")]


def exceedances(judged: pd.DataFrame, span: Period) -> pd.DataFrame:
    """The months of a span that lie outside their range, the latest first, within a month the least likely first."""
    outside = judged[(judged["exceedance"] != "") & _within(judged["month"], span)]
    return outside.sort_values(["month", "p"], ascending=[False, True], kind="stable").reset_index(drop=True)


def attention(judged: pd.DataFrame, last: Month) -> pd.DataFrame:
    """One row a series, those that need attention first.

    Args:
        judged: what `against_expected` gives.
        last: the latest month; the RECENT months up to it count.

    Returns:
        the row of the latest month of each series and
        outside: how many of the recent months lie outside their range;
        recent: those months with "above" or "below", as tuples (month, side), in order;
        least_p: the smallest p of the recent months (of those outside where any is), NaN where none has a range.
        Series with months outside come first, then by least_p, those without a range last; ties in the given order.
    """
    rows = []
    for name, months in recent(judged, last).groupby("series", sort=False):
        beyond = months[months["exceedance"] != ""]
        rows.append(
            {
                "series": name, "outside": len(beyond), "least_p": (beyond if len(beyond) else months)["p"].min(),
                "recent": tuple(zip(beyond["month"], beyond["exceedance"], strict=True)),
            }
        )  # fmt: skip
    latest = judged[judged["month"] == str(last)].merge(pd.DataFrame(rows), on="series", how="left")
    first = latest.assign(quiet=latest["outside"] == 0).sort_values(["quiet", "least_p"], kind="stable")
    return first.drop(columns="quiet").reset_index(drop=True)


def rolling_totals(series: pd.Series) -> pd.Series:
    """The sum of each month and the eleven before it; NaN where any of the twelve is not whole or not there.

    `series` is indexed by month, none left out.
    """
    return series.rolling(YEAR, min_periods=YEAR).sum()


def year_lines(series: pd.Series, last: Month) -> pd.DataFrame:
    """The months of the current financial year and of those before it, to be laid over each other.

    Args:
        series: counts by month (`YYYY-MM`), NaN where not whole.
        last: the latest month; its financial year is the current one.

    Returns:
        financial_year, back (0 for the current one), position (0 for April to 11 for March), month, count; months that
        the series does not hold are left out, and years of which it holds no whole month.
    """
    rows = []
    for text, count in series.items():
        month = Month.parse(str(text))
        year = month.financial_year
        back = last.financial_year.start - year.start
        if back < YEARS_DRAWN and month <= last:
            at = month - year.months.first
            rows.append(
                {"financial_year": str(year), "back": back, "position": at, "month": str(month), "count": count}
            )
    frame = pd.DataFrame(rows, columns=["financial_year", "back", "position", "month", "count"])
    return frame[frame["count"].notna().groupby(frame["financial_year"]).transform("any")].reset_index(drop=True)


def runs(months: Sequence[str], held: Sequence[bool], *, of: bool) -> list[Period]:
    """Stretches of months in a row that are held (`of=True`) or not held (`of=False`)."""
    found: list[Period] = []
    for text, whole in zip(months, held, strict=True):
        month = Month.parse(text)
        if bool(whole) is not of:
            continue
        if found and month - found[-1].last == 1:
            found[-1] = Period(found[-1].first, month)
        else:
            found.append(Period(month, month))
    return found


def _within(months: pd.Series, span: Period) -> pd.Series:
    return months.between(str(span.first), str(span.last))
