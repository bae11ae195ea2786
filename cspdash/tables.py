"""Table looks: real HTML tables, which print, read aloud, and stay legible from the back of a call."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Literal

import pandas as pd

from cspdash.periods import Period
from cspdash.selection import Base
from cspdash.wording import numbers, overview, verdicts
from cspdash.wording.filters import base_label


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading, and whether it holds numbers (right-aligned) or words."""

    heading: str
    kind: Literal["text", "number"] = "number"


@dataclass(frozen=True)
class Drawn:
    """A cell that is drawn and not written: the image that `charts.sparkline` made."""

    html: str


@dataclass(frozen=True)
class Noted:
    """A cell with a note that shows when the pointer rests on it."""

    text: str
    note: str


@dataclass(frozen=True)
class Row:
    """A row of ready cells; the first names the row. `total` sets it off."""

    cells: tuple[str | Drawn | Noted, ...]
    total: bool = False


@dataclass(frozen=True)
class Tile:
    """A figure to be read from the back of a room: what, how many, how it changed, and its last months."""

    label: str
    figure: str
    change: str
    verdict: str
    months: Drawn


def html_tiles(tiles: Sequence[Tile]) -> str:
    """Tiles side by side, as a list for readers who hear the page."""
    return f'<ul class="csp-tiles">{"".join(map(_tile, tiles))}</ul>'


def _tile(tile: Tile) -> str:
    return (
        f'<li><span class="label">{escape(tile.label)}</span> <span class="figure">{escape(tile.figure)}</span> '
        f'<span class="change">{escape(tile.change)}</span> '
        f'<span class="verdict">{escape(tile.verdict)}</span>{tile.months.html}</li>'
    )


def _cell(cell: str | Drawn | Noted) -> str:
    match cell:
        case Drawn():
            return cell.html
        case Noted():
            return f'<span title="{escape(cell.note)}">{escape(cell.text)}</span>'
        case _:
            return escape(cell)


def html_table(caption: str, columns: Sequence[Column], rows: Sequence[Row]) -> str:
    """A table as HTML. Every text is escaped; the caption is for readers who hear the page."""
    head = "".join(f'<th scope="col" class="{column.kind}">{escape(column.heading)}</th>' for column in columns)
    body = []
    for row in rows:
        cells = [f'<th scope="row">{_cell(row.cells[0])}</th>']
        cells += [
            f'<td class="{column.kind}">{_cell(cell)}</td>'
            for column, cell in zip(columns[1:], row.cells[1:], strict=True)
        ]
        body.append(f'<tr class="{"total" if row.total else "plain"}">{"".join(cells)}</tr>')
    return (
        f'<table class="csp-table"><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table>"
    )


def comparison_table(
    caption: str,
    table: pd.DataFrame,
    key: tuple[str, str],
    period: Period,
    base: Base,
    drawn: Mapping[str, Drawn] | None = None,
) -> str:
    """The council's table: rows and total, two periods, difference and change.

    Args:
        caption: what the table shows, for readers who hear it.
        table: what `statistics.comparison.compared` gives.
        key: the column that names the rows, and its heading.
        period: the period shown.
        base: what it is compared with.
        drawn: the last months of each row by its name, where they are to stand beside it.
    """
    column, heading = key
    columns = [
        Column(heading, "text"), Column(_unbroken(base_label(base))), Column(_unbroken(period.short)),
        Column("Difference"), Column("Change"),
        Column("More than chance?", "text"),
    ]  # fmt: skip
    rows = [_comparison_row(record, column) for record in table.to_dict("records")]
    if drawn is not None:
        columns.append(Column("24 months", "text"))
        rows = [Row((*row.cells, drawn[str(row.cells[0])]), row.total) for row in rows]
    return html_table(caption, columns, rows)


def _unbroken(months: str) -> str:
    """A heading that breaks before the year, if anywhere, and not within the months."""
    return months.replace(numbers.DASH, f"\N{WORD JOINER}{numbers.DASH}\N{WORD JOINER}")


def _comparison_row(record: Mapping[Hashable, Any], column: str) -> Row:
    before, now = float(record["base"]), int(record["current"])
    if record["fair"]:
        change = None if pd.isna(record["change"]) else int(record["change"])
        told = (numbers.signed(round(now - before, 1)), numbers.percent(change, equal=before == now))
    else:
        told = (numbers.NOT_COMPARABLE, numbers.DASH)
    judged = Noted(
        verdicts.verdict(record["verdict"], short=True),
        verdicts.interval(record["ratio"], record["low"], record["high"]),
    )
    counts = (
        numbers.bracketed(round(before, 1), complete=record["base_complete"]),
        numbers.bracketed(now, complete=record["current_complete"]),
    )
    cells = (str(record[column]), *counts, *told, judged)
    return Row(cells, total=bool(record["is_total"]))


def comparison_sheet(table: pd.DataFrame, key: tuple[str, str], period: Period, base: Base) -> pd.DataFrame:
    """The same table as figures for CSV and Excel; `Change (%)` is empty where no percentage is shown.

    Where a count is incomplete, a column says of each row of that period whether every month is whole.
    """
    column, heading = key
    names = {
        column: heading, "base": base_label(base), "current": period.short, "difference": "Difference",
        "change": "Change (%)",
    }  # fmt: skip
    sheet = table[list(names)].rename(columns=names)
    sheet[names["base"]] = sheet[names["base"]].round(1)
    sheet["Difference"] = sheet["Difference"].astype("Float64").round(1)
    for name, flags in (("base", "base_complete"), ("current", "current_complete")):
        if not table[flags].all():
            whole = ["yes" if flag else "no" for flag in table[flags]]
            sheet.insert(list(sheet).index(names[name]) + 1, f"{names[name]} complete", whole)
    sheet["More than chance?"] = [verdicts.verdict(found) for found in table["verdict"]]
    for name in ("ratio", "low", "high"):
        sheet[{"ratio": "Rate ratio", "low": "95% low", "high": "95% high"}[name]] = table[name].round(3)
    return sheet


def comparison_tile(label: str, record: Mapping[Hashable, Any], months: Drawn) -> Tile:
    """A row of a comparison as a tile."""
    difference = float(record["difference"]) if record["fair"] else None
    change = None if pd.isna(record["change"]) else int(record["change"])
    told = overview.tile_change(difference, change, float(record["base"]))
    figure = numbers.bracketed(int(record["current"]), complete=record["current_complete"])
    return Tile(label, figure, told, verdicts.verdict(record["verdict"]), months)
