"""Table looks: real HTML tables, which print, read aloud, and stay legible from the back of a call."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Literal

import pandas as pd

from cspdash.periods import Period
from cspdash.selection import Base
from cspdash.wording import numbers
from cspdash.wording.filters import base_label


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading, and whether it holds numbers (right-aligned) or words."""

    heading: str
    kind: Literal["text", "number"] = "number"


@dataclass(frozen=True)
class Row:
    """A row of ready cells; the first names the row. `total` sets it off."""

    cells: tuple[str, ...]
    total: bool = False


def html_table(caption: str, columns: Sequence[Column], rows: Sequence[Row]) -> str:
    """A table as HTML. Every text is escaped; the caption is for readers who hear the page."""
    head = "".join(f'<th scope="col" class="{column.kind}">{escape(column.heading)}</th>' for column in columns)
    body = []
    for row in rows:
        cells = [f'<th scope="row">{escape(row.cells[0])}</th>']
        cells += [
            f'<td class="{column.kind}">{escape(cell)}</td>'
            for column, cell in zip(columns[1:], row.cells[1:], strict=True)
        ]
        body.append(f'<tr class="{"total" if row.total else "plain"}">{"".join(cells)}</tr>')
    return (
        f'<table class="csp-table"><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table>"
    )


def comparison_table(caption: str, table: pd.DataFrame, key: tuple[str, str], period: Period, base: Base) -> str:
    """The council's table: rows and total, two periods, difference and change.

    Args:
        caption: what the table shows, for readers who hear it.
        table: what `statistics.comparison.compared` gives.
        key: the column that names the rows, and its heading.
        period: the period shown.
        base: what it is compared with.
    """
    column, heading = key
    columns = [
        Column(heading, "text"), Column(base_label(base)), Column(period.short), Column("Difference"), Column("Change"),
    ]  # fmt: skip
    return html_table(caption, columns, [_comparison_row(record, column) for record in table.to_dict("records")])


def _comparison_row(record: Mapping[Hashable, Any], column: str) -> Row:
    before, now = float(record["base"]), int(record["current"])
    if record["fair"]:
        change = None if pd.isna(record["change"]) else int(record["change"])
        told = (numbers.signed(round(now - before, 1)), numbers.percent(change, equal=before == now))
    else:
        told = (numbers.NOT_COMPARABLE, numbers.DASH)
    cells = (str(record[column]), numbers.number(round(before, 1)), numbers.number(now), *told)
    return Row(cells, total=bool(record["is_total"]))
