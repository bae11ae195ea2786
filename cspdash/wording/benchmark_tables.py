"""The tables of Benchmark, as rows of printed cells and as figures for CSV and Excel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from cspdash.periods import Period
from cspdash.statistics.benchmark import Funnel, Together
from cspdash.wording.benchmark import (
    MOVES,
    PLACES,
    Group,
    all_together,
    decimals,
    interval,
    position,
    rate,
    row_name,
)
from cspdash.wording.numbers import DASH, number

Rows = list[tuple[tuple[str, ...], bool]]
RATES = ("District", "Position (1st = lowest)", "Rate", "95% interval", "Count", "Residents", "Months whole")
FUNNEL = ("District", "Residents", "Rate", "Count", "Expected", "In the funnel")


def _whole(value: Any) -> str:
    return DASH if pd.isna(value) else number(float(value))


def rates_rows(table: pd.DataFrame, average: Together, group: Group, months: Mapping[str, str]) -> Rows:
    """A row a district in the order of `table`, and all together; a count of incomplete months is not shown."""
    places = decimals(list(table["rate"]))
    rows: Rows = [
        (
            (
                str(row["area_name"]), position(row["position"], row["tied"]), rate(row["rate"], places),
                interval(row["lower"], row["upper"], places), _whole(row["count"]) if row["complete"] else DASH,
                _whole(row["population"]), months[str(row["area_code"])],
            ),
            False,
        )
        for row in table.to_dict("records")
    ]  # fmt: skip
    if average.districts:
        told = (
            all_together(group, average), "", rate(average.rate, places),
            interval(average.lower, average.upper, places), number(average.count), number(average.population), "",
        )  # fmt: skip
        rows.append((told, True))
    return rows


def rates_sheet(table: pd.DataFrame, months: Mapping[str, str]) -> pd.DataFrame:
    """The same as figures."""
    return pd.DataFrame(
        {
            "District": table["area_name"], "Code": table["area_code"],
            "Position (1 is the lowest rate)": table["position"], "Per 1,000 residents": table["rate"].round(3),
            "95% low": table["lower"].round(3), "95% high": table["upper"].round(3),
            "Count": table["count"].where(table["complete"]), "Residents": table["population"],
            "Year of residents": table["population_year"],
            "Months whole": [months[code].replace(" of ", "/") for code in table["area_code"]],
        }
    )  # fmt: skip


def funnel_rows(found: Funnel) -> Rows:
    """A row a district, and where it lies."""
    places = decimals(list(found.table["rate"]))
    return [
        (
            (
                str(row["area_name"]), _whole(row["population"]), rate(row["rate"], places),
                _whole(row["count"]) if row["complete"] else DASH,
                DASH if pd.isna(row["rate"]) else number(round(row["expected"])), PLACES[str(row["place"])],
            ),
            False,
        )
        for row in found.table.to_dict("records")
    ]  # fmt: skip


def funnel_sheet(found: Funnel) -> pd.DataFrame:
    """The same as figures."""
    table = found.table
    return pd.DataFrame(
        {
            "District": table["area_name"], "Code": table["area_code"], "Residents": table["population"],
            "Per 1,000 residents": table["rate"].round(3), "Count": table["count"].where(table["complete"]),
            "Expected": table["expected"].round(1), "In the funnel": table["place"],
        }
    )  # fmt: skip


def positions_headings(group: Group, base: Period, period: Period) -> tuple[str, ...]:
    """The columns of the positions."""
    whole = group.short.capitalize()
    before, now = f"Position {base.short}", f"Position {period.short}"
    if base == period.same_months_last_year():
        before, now = "Position a year ago", "Position now"
    return ("Crime type", "Rate", whole, before, now, "Could be", "More than chance?")


def positions_rows(table: pd.DataFrame, of: int) -> Rows:
    """A row a crime type, and all of them last; `of` districts are compared, fewer ranked are said in the cell."""
    rows: Rows = []
    for row in table.to_dict("records"):
        places = decimals([row["rate"], row["all_rate"]])
        then, now = (
            position(row[f"position{side}"], row[f"tied{side}"])
            + ("" if row[f"of{side}"] == of or pd.isna(row[f"position{side}"]) else f" of {row[f'of{side}']}")
            for side in ("_base", "")
        )
        low, high = row["low"], row["high"]
        if pd.isna(low):
            span = DASH
        else:
            span = position(low, False) if low == high else f"{position(low, False)} to {position(high, False)}"
        moved = DASH if pd.isna(row["moved"]) else MOVES[row["moved"]]
        cells = (row_name(row), rate(row["rate"], places), rate(row["all_rate"], places), then, now, span, moved)
        rows.append((cells, bool(row["is_total"])))
    return rows


def positions_sheet(table: pd.DataFrame, base: Period, period: Period) -> pd.DataFrame:
    """The same as figures."""
    out = {"Crime type": [row_name(row) for row in table.to_dict("records")]}
    columns: dict[str, object] = dict(out)
    for side, months in (("_base", base), ("", period)):
        columns[f"Rate, {months.short}"] = table[f"rate{side}"].round(3)
        columns[f"All together, {months.short}"] = table[f"all_rate{side}"].round(3)
        columns[f"Position, {months.short}"] = table[f"position{side}"]
        columns[f"Of, {months.short}"] = table[f"of{side}"]
        columns[f"Could be from, {months.short}"] = table[f"low{side}"]
        columns[f"Could be to, {months.short}"] = table[f"high{side}"]
    columns["More than chance?"] = [DASH if pd.isna(found) else MOVES[found] for found in table["moved"]]
    return pd.DataFrame(columns)


def quarters_headings(quarters: Sequence[Period]) -> tuple[str, ...]:
    """The columns of the quarters."""
    # A year is not parted from itself where the column is narrow.
    return ("District", *(quarter.name.replace("-", "\N{NON-BREAKING HYPHEN}") for quarter in quarters))


def quarters_rows(table: pd.DataFrame, order: Sequence[str], quarters: Sequence[Period], group: Group) -> Rows:
    """A row a district in order of their codes, and all together last; a dash where a quarter is not whole."""
    places = decimals(list(table["rate"]))
    rates = table.set_index(["area_code", "quarter"])["rate"]
    names = dict(zip(table["area_code"], table["area_name"], strict=True)) | {"": f"{group.together}"}
    return [
        ((names[code], *(rate(rates[code, quarter.name], places) for quarter in quarters)), code == "")
        for code in [*order, ""]
    ]


def quarters_sheet(table: pd.DataFrame, group: Group) -> pd.DataFrame:
    """The same as figures, one row a district and quarter."""
    return pd.DataFrame(
        {
            "District": table["area_name"].replace("", group.together), "Code": table["area_code"],
            "Quarter": table["quarter"], "Per 1,000 residents in the quarter": table["rate"].round(3),
            "95% low": table["lower"].round(3), "95% high": table["upper"].round(3),
            "Count": table["count"].where(table["complete"].astype(bool)), "Residents": table["population"],
        }
    )  # fmt: skip
