"""Table looks: real HTML tables, which print, read aloud, and stay legible from the back of a call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

import pandas as pd

from cspdash import wording
from cspdash.periods import Period


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


def comparison_table(caption: str, table: pd.DataFrame, period: Period, base: Period) -> str:
    """The council's table: types and total, two periods, difference and change.

    `table` is what `statistics.comparison.compared` gives.
    """
    columns = [
        Column("Crime type", "text"), Column(base.short), Column(period.short), Column("Difference"), Column("Change"),
    ]  # fmt: skip
    rows = []
    for record in table.to_dict("records"):
        before, now = int(record["base"]), int(record["current"])
        if record["fair"]:
            change = None if pd.isna(record["change"]) else int(record["change"])
            told = (wording.signed(now - before), wording.percent(change, equal=before == now))
        else:
            told = (wording.NOT_COMPARABLE, wording.DASH)
        cells = (str(record["crime_type"]), wording.number(before), wording.number(now), *told)
        rows.append(Row(cells, total=bool(record["is_total"])))
    return html_table(caption, columns, rows)
