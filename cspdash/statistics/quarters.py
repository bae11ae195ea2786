"""Quarters, the financial year so far, and financial years: which can be compared, how they changed, and whether by
more than chance."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from functools import lru_cache
from math import isnan
from typing import Any, Literal

import numpy as np
import pandas as pd

from cspdash.crime_types import ASB
from cspdash.periods import FinancialYear, Month, Period
from cspdash.statistics.change import Rounding, percentage_change
from cspdash.statistics.comparison import compared
from cspdash.statistics.dispersion import YEAR, dispersion
from cspdash.statistics.judged import ADDED, TOTAL, judged
from cspdash.statistics.seasons import USABLE, month_of
from cspdash.statistics.verdict import verdicts

Sums = Literal["count", "cumulative"]
_COMPLETE: dict[Sums, str] = {"count": "complete", "cumulative": "cumulative_complete"}


def last_quarters(end: Month, n: int = 8) -> list[Period]:
    """The quarter that holds a month and those before it, `n` in all, oldest first."""
    latest = Period.quarter_of(end)
    return [latest.shift(-3 * back) for back in reversed(range(n))]


def quarters_so_far(end: Month) -> list[Period]:
    """The quarters of the financial year up to the one that holds a month."""
    latest = Period.quarter_of(end)
    return [quarter for number in range(1, 5) if (quarter := end.financial_year.quarter(number)) <= latest]


def of_quarters(totals: pd.DataFrame, quarters: Sequence[Period], sums: Sums = "count") -> pd.DataFrame:
    """The counts of some quarters, whether or not anything of them is loaded.

    Args:
        totals: what the question `quarterly_totals` gives.
        quarters: the quarters.
        sums: count of the quarter, or cumulative since April of its year.

    Returns:
        quarter (name, `Q2 2025-26`), crime_type, count (Int64, NA where nothing is loaded), complete (bool), is_total;
        the types in the question's order and their total last, quarter by quarter. A total is complete when every type
        is, and NA where one is.
    """
    types = list(dict.fromkeys(totals["crime_type"]))
    named = totals.assign(name=totals["quarter"] + " " + totals["financial_year"]).set_index(["name", "crime_type"])
    wanted = pd.MultiIndex.from_product([[quarter.name for quarter in quarters], types], names=named.index.names)
    found = named.reindex(wanted)
    rows: list[tuple[str, str, int | None, bool, bool]] = []
    cells = zip(wanted, found[sums].astype("Int64"), found[_COMPLETE[sums]], strict=True)
    for (name, crime_type), count, complete in cells:
        rows.append(
            (name, crime_type, None if pd.isna(count) else int(count), complete is True or complete == 1, False)
        )
        if crime_type == types[-1]:
            of_quarter = rows[-len(types) :]
            known = [count for _, _, count, *_ in of_quarter if count is not None]
            total = sum(known) if len(known) == len(types) else None
            rows.append((name, TOTAL, total, all(whole for *_, whole, _ in of_quarter), True))
    columns = ["quarter", "crime_type", "count", "complete", "is_total"]
    return pd.DataFrame(rows, columns=columns).astype({"count": "Int64"})


def quarter_change(counts: pd.DataFrame, quarter: Period, base: Period, rounding: Rounding) -> pd.DataFrame:
    """One quarter against another, type by type, with the total.

    Args:
        counts: what `of_quarters` gives, both quarters among its rows.
        quarter: the quarter.
        base: the quarter compared with.
        rounding: how percentages are rounded.

    Returns:
        what `comparison.compared` gives: a row whose count is not complete in both has no difference (and no base where
        nothing is loaded stands as 0), nor has the total when any row has none.
    """
    now = counts[(counts["quarter"] == quarter.name) & ~counts["is_total"]].set_index("crime_type")
    before = counts[(counts["quarter"] == base.name) & ~counts["is_total"]].set_index("crime_type")
    fair = now["complete"] & before["complete"] & now["count"].notna() & before["count"].notna()
    unfair = {"asb" if name == ASB else "crime" for name, good in fair.items() if not good}
    both = pd.DataFrame(
        {
            "base": before["count"].fillna(0).astype(int), "current": now["count"].fillna(0).astype(int),
            "base_complete": before["complete"], "current_complete": now["complete"],
        }
    )  # fmt: skip
    return compared(both.reset_index(), "crime_type", rounding, unfair)


def change_judged(change: pd.DataFrame, history: pd.DataFrame, months: int) -> pd.DataFrame:
    """The verdict on each row of a change on the same months of last year.

    Args:
        change: what `quarter_change` gives.
        history: what `judged.wide` gives, of the months before the quarter (or before the year so far) alone, a column
            a type and their total.
        months: how many months are added up.

    Returns:
        what `judged.judged` gives: the types as one family, the total alone. A lone type and its total are one
        question, asked once.
    """
    found = judged(change, "crime_type", history, months, 1)
    lone = len(found) == 2
    return found.assign(**{name: found[name].iloc[-1] for name in ADDED}) if lone else found


def yearly(cells: pd.DataFrame, rounding: Rounding, breaks: Collection[Month] = ()) -> pd.DataFrame:
    """Financial years from the cells of a heat map; a year that is not whole has no total to compare.

    Args:
        cells: what `seasons.cells` gives.
        rounding: how percentages are rounded.
        breaks: the months at which the way of recording stepped.

    Returns:
        financial_year, state (complete: twelve months of files; printed: no file for some months, but all twelve
        printed and none doubted; incomplete; missing: not one whole month), count (Int64: of the year, or of the whole
        months of an incomplete one, NA where missing), months (list of its usable months), difference and change
        (Int64, NA unless this and the year before are both counted from files, or both printed), stepped (bool: a
        break lies in the year), across (bool: one lies between the first month of the year before and the last of
        this).
    """
    by_years: dict[str, list[dict[Hashable, Any]]] = {}
    for cell in cells.to_dict("records"):
        by_years.setdefault(str(cell["financial_year"]), []).append(cell)
    rows: list[dict[str, Any]] = []
    for year, part in by_years.items():
        states = {cell["state"] for cell in part}
        usable = [cell for cell in part if cell["state"] in USABLE]
        sums = sum(cell["value"] for cell in usable)
        if states == {"complete"}:
            state, count = "complete", sums
        elif states <= {*USABLE} and not any(isnan(cell["printed"]) for cell in part):
            state, count = "printed", sum(cell["printed"] for cell in part)
        else:
            state, count = ("incomplete", sums) if usable else ("missing", None)
        within = FinancialYear.parse(year).months
        before = rows[-1] if rows and rows[-1]["state"] == state and state in ("complete", "printed") else None
        count = None if count is None else int(count)
        rows.append(
            {
                "financial_year": year,
                "state": state,
                "count": count,
                "months": [month_of(year, str(cell["month"])) for cell in usable],
                "stepped": any(month in within for month in breaks),
                # A step in the first month of the year before lies before both years.
                "across": any(month in Period(within.first - 11, within.last) for month in breaks),
                "difference": None if before is None or count is None else count - before["count"],
                "change": None
                if before is None or count is None
                else percentage_change(before["count"], count, rounding),
            }
        )
    return pd.DataFrame(rows).astype({"count": "Int64", "difference": "Int64", "change": "Int64"})


def years_judged(years: pd.DataFrame, history: pd.DataFrame) -> pd.DataFrame:
    """The verdict on each year that is compared with the year before, where both are counted from files.

    Args:
        years: what `yearly` gives.
        history: what `judged.wide` gives, a column of the counts named TOTAL and, where there are any, one of each type
            that they are the sum of.

    Returns:
        the years with ratio, low, high, p and verdict as `judged.judged` gives them, each year judged by the months
        before it alone; the latest year alone (as the total of a table is), those before it as one family. Empty where
        there is no difference, and between printed years: their months are not those of files.
    """
    judgeable = years.index[(years["state"] == "complete") & years["difference"].notna()]
    first, counts = Month.parse(str(history.index[0])), history.to_numpy(dtype=float)
    begins = [FinancialYear.parse(str(years["financial_year"][at])).months.first - first for at in judgeable]
    spreads = _spreads_before(tuple(begins), tuple(map(str, history.columns)), str(first), counts.tobytes())
    table = pd.DataFrame(
        {
            "base": years["count"][judgeable - 1].to_numpy(), "current": years["count"][judgeable].to_numpy(),
            "base_months": float(YEAR), "current_months": float(YEAR),
            "dispersion": [spread for spread, _ in spreads], "degrees_of_freedom": [known for _, known in spreads],
            "is_total": judgeable == judgeable.max(),
        },
        index=judgeable,
    )  # fmt: skip
    return years.join(verdicts(table)[list(ADDED)])


# A page is run anew at each touch, and the years behind a year stay as they are: asked once for each place and choice.
@lru_cache(maxsize=256)
def _spreads_before(
    ends: tuple[int, ...], names: tuple[str, ...], first: str, counts: bytes
) -> tuple[tuple[float, float], ...]:
    """Dispersion of the total's years, and its degrees of freedom, from the first so many months (each of `ends`)."""
    values = np.frombuffer(counts).reshape(-1, len(names))
    months = [str(Month.parse(first) + step) for step in range(len(values))]
    history = pd.DataFrame(values, index=months, columns=list(names))
    types = [name for name in names if name != TOTAL]
    found = [dispersion(history.iloc[:end], YEAR, pool=types or None) for end in ends]
    return tuple((float(part["dispersion"][TOTAL]), float(part["degrees_of_freedom"][TOTAL])) for part in found)


def council_grid(monthly: pd.DataFrame) -> pd.DataFrame:
    """The council's own records as one type's monthly counts, as `seasons.by_year` takes them.

    Args:
        monthly: what `monthly_totals` gives.

    Returns:
        month, count, status: complete where the council's records are loaded for the month, else missing.
    """
    held = monthly["asb_council"].notna()
    return pd.DataFrame(
        {
            "month": monthly["month"],
            "count": monthly["asb_council"],
            "status": ["complete" if known else "missing" for known in held],
        }
    )
