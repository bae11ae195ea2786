"""The words of partners' own counts: headings, cells, sources."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import pandas as pd

from cspdash.periods import Period
from cspdash.selection import Base
from cspdash.wording import verdicts
from cspdash.wording.filters import base_label
from cspdash.wording.numbers import DASH, MINUS, NOT_COMPARABLE, number, percent, signed
from cspdash.wording.quarters import unbroken, up_to

Record = Mapping[Hashable, Any]
Cell = str | tuple[str, str]

HEADING = "Partners' own counts"
CATEGORY = "Category"
WITHHELD = "withheld"
NOT_HELD = DASH
NOTE = (
    "Counted by the partner named, not by police.uk: other rules, and other areas, may apply. These rows are in no "
    "total, and may overlap with one another and with police.uk's types. – is not held."
)
WITHHELD_NOTE = (
    "Withheld: fewer than five in one of the areas of this level, or a figure that would give such a one away."
)
NOT_JUDGED = "Only categories that are counted month by month are judged."


def source_line(source: str) -> str:
    """Above the table of one source."""
    return f"Source: {source}"


def caption(place: str, source: str, told: str) -> str:
    """What a table shows, for readers who hear it and for files."""
    return f"{place}: partners' own counts, {told}. Source: {source}"


def latest_held(period: Period) -> str:
    """That the period chosen has none, and which is shown instead."""
    return f"None are held for the months chosen; the latest held are shown, {period.label}."


def none_by_quarter(periods: Sequence[Period]) -> str:
    """That no quarter shown is held, and what is."""
    last = max(periods, key=lambda period: (period.last, len(period)))
    return f"Partners' own counts are held for other months (the latest to {last.last.label}): see Year so far."


def count_cell(count: float, *, withheld: bool) -> str:
    """A count, or why there is none."""
    if pd.isna(count):
        return WITHHELD if withheld else NOT_HELD
    return number(round(count, 1))


def change_cells(record: Record) -> tuple[str, Cell]:
    """Difference, and change in percent with what print says of it where it says anything."""
    printed = f"printed {record['printed_change'].replace('-', MINUS)}" if record["printed_change"] else ""
    if not record["fair"]:
        return (DASH if printed else NOT_COMPARABLE), printed or DASH
    change: int | None = None if pd.isna(record["change"]) else int(record["change"])
    told = percent(change, equal=record["difference"] == 0)
    return signed(round(record["difference"], 1)), ", ".join(filter(None, (told, printed)))


def verdict_cell(record: Record) -> Cell:
    """The verdict with its rate ratio behind it."""
    return verdicts.verdict(record["verdict"], short=True), verdicts.explained(record)


def comparison_headings(base: Base, period: Period) -> tuple[str, ...]:
    """The columns of a comparison."""
    return CATEGORY, base_label(base), period.short, "Difference", "Change", verdicts.HEADING


def comparison_row(record: Record) -> tuple[Cell, ...]:
    """The cells of a row of it."""
    counts = (count_cell(record[name], withheld=record["withheld"]) for name in ("base", "current"))
    return (str(record["category"]), *counts, *change_cells(record), verdict_cell(record))


def comparison_sheet(records: Sequence[Record], base: Base, period: Period) -> pd.DataFrame:
    """A comparison as figures to download; a count that is withheld says so."""
    table = pd.DataFrame(list(records))
    return pd.DataFrame(
        {
            "Source": table["source"], CATEGORY: table["category"],
            base_label(base): [_figure(row, "base") for row in records],
            period.short: [_figure(row, "current") for row in records],
            "Difference": table["difference"], "Change (%)": table["change"],
            "Change as printed": table["printed_change"],
        }
        | verdicts.columns(table)
    )  # fmt: skip


def _figure(record: Record, name: str) -> Any:
    count = record[name]
    return count_cell(count, withheld=record["withheld"]) if pd.isna(count) else round(float(count), 1)


def quarters_headings(quarters: Sequence[Period]) -> list[str]:
    """The columns of quarters beside each other, and the latest on the same one last year."""
    return [CATEGORY, *(unbroken(quarter.name) for quarter in quarters), f"{quarters[-1].name[:2]} on last year"]


def cumulative_headings(quarters: Sequence[Period]) -> list[str]:
    """The columns of the year so far."""
    told = [CATEGORY]
    for quarter in quarters:
        told += [unbroken(f"{up_to(quarter)} {quarter.first.financial_year}"), "on last year"]
    return told


def on_last_year(record: Record | None) -> Cell:
    """Difference, percentage and verdict in one cell; what print says where the year before is not held."""
    if record is None:
        return DASH
    difference, change = change_cells(record)
    if not record["fair"]:
        return str(change) if record["printed_change"] else difference
    whole = f"{difference} ({change})" if change != DASH else difference
    return verdicts.marked(whole, record["verdict"]), verdicts.explained(record)
