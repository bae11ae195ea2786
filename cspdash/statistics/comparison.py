"""A table of two periods: difference and change of every row, and the total."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from typing import Any

import pandas as pd

from cspdash.crime_types import ASB
from cspdash.statistics.change import WITHHELD_UNDER, Rounding, percentage_change

# Whether every month of a row's two periods is there and whole.
COMPLETE = ("base_complete", "current_complete")


def compared(
    counts: pd.DataFrame,
    key: str,
    rounding: Rounding,
    unfair: Collection[str] = (),
    years: int = 1,
    whole: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Add what changed to counts by crime type, basket or area, and the total as the last row.

    Args:
        counts: `key` (crime_type, basket or area_name), base, current; `base` is the sum over `years`. Where it has
            base_complete and current_complete (bool), a row of which either is false has no difference.
        key: the column that names the rows.
        rounding: how percentages are rounded.
        unfair: the groups (crime, asb) that cannot be compared. Rows that they touch (a type's own group, any type of a
            basket; by area: all rows), and the total, keep their counts but have no difference.
        years: how many periods `base` is the sum of; their average is what is compared with.
        whole: rows that add up to the total where those of `counts` do not, because baskets overlap.

    Returns:
        the columns of `counts`, with base as the average (float), base_complete and current_complete (bool; of the
        total where every row is), fair (bool), difference (float, NA where not fair), change (Int64 percent, NA where
        not fair or the base is too small), is_total (bool).
    """
    table = counts.assign(**{name: _complete(counts, name) for name in COMPLETE})
    asked = [not (_groups_of(record, key) & set(unfair)) for record in counts.to_dict("records")]
    table["fair"] = table[COMPLETE[0]] & table[COMPLETE[1]] & pd.Series(asked, index=table.index, dtype=bool)
    table["is_total"] = False
    added = counts if whole is None else whole
    every = {name: bool(_complete(added, name).all()) for name in COMPLETE}
    # Counts of a period of which nothing is loaded are empty, and so is their sum: not nought.
    total = {name: added[name].astype(float).sum(min_count=1) for name in ("base", "current")} | {
        key: "Total", **every, "fair": not unfair and all(every.values()), "is_total": True,
    }  # fmt: skip
    out = pd.concat([table, pd.DataFrame([total])], ignore_index=True)
    out["change"] = pd.array(
        [
            percentage_change(int(base), years * int(current), rounding, WITHHELD_UNDER * years) if fair else None
            for base, current, fair in zip(out["base"], out["current"], out["fair"], strict=True)
        ],
        dtype="Int64",
    )
    out["base"] = out["base"].astype(float) / years
    out["current"] = out["current"].astype(int)
    out["difference"] = (out["current"] - out["base"]).where(out["fair"])
    return out


def _complete(counts: pd.DataFrame, name: str) -> pd.Series:
    """Whether every month of a row's period is whole; taken to be so where the counts do not say."""
    told: pd.Series = counts[name] if name in counts else pd.Series(True, index=counts.index)
    return told.astype(bool)


def _groups_of(record: Mapping[Hashable, Any], key: str) -> set[str]:
    """The groups whose completeness a row needs."""
    match key:
        case "crime_type":
            return {group_of(str(record[key]))}
        case "basket":
            return {group_of(name) for name in record["types"]}
        case _:
            return {"crime", "asb"}


def group_of(crime_type: str) -> str:
    """The group (crime or asb) whose completeness is a type's own."""
    return "asb" if crime_type == ASB else "crime"


def by_basket(counts: pd.DataFrame, baskets: Sequence[tuple[str, tuple[str, ...]]]) -> pd.DataFrame:
    """Counts by crime type added up by basket: basket, types (those of it that were counted), base, current, and
    base_complete and current_complete, true where they are of every type.

    Baskets of which no type was counted are left out. Baskets may overlap, so that rows need not add up to the total.
    """
    rows = []
    for name, types in baskets:
        inside = counts[counts["crime_type"].isin(types)]
        if len(inside):
            complete = [bool(_complete(inside, column).all()) for column in COMPLETE]
            sums = (int(inside["base"].sum()), int(inside["current"].sum()))
            rows.append((name, tuple(inside["crime_type"]), *sums, *complete))
    return pd.DataFrame(rows, columns=["basket", "types", "base", "current", *COMPLETE])


def summed_bases(frames: Sequence[pd.DataFrame], key: str) -> pd.DataFrame:
    """Several comparisons of one period with different bases as one, whose base is the sum of theirs.

    Args:
        frames: each with `key`, base, current and, where known, base_complete, of the same rows and the same current
            period. The sum is complete where every base is.
        key: the column that names the rows.
    """
    first = frames[0].copy()
    for other in frames[1:]:
        if list(other[key]) != list(first[key]) or list(other["current"]) != list(first["current"]):
            raise ValueError("the comparisons are not of the same rows and period")
        first["base"] = first["base"] + other["base"]
        if COMPLETE[0] in first:
            first[COMPLETE[0]] = first[COMPLETE[0]] & other[COMPLETE[0]]
    return first
