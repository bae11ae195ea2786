"""Printed tables of residents: where they contradict themselves and each other, and how far they are from ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

TOTAL = "Total"


@dataclass(frozen=True)
class Contradiction:
    """A row or column whose cells add up to something else than its printed total, or two printed figures of one thing.

    Attributes:
        printed: the table.
        kind: `row` or `column` (its cells against its total), or `tables` (the same row in another table).
        name: of the row or column.
        summed: what its cells add up to; for `tables` what this table prints.
        total: its printed total; for `tables` what the other one prints.
        other: the other table.
    """

    printed: str
    kind: str
    name: str
    summed: int
    total: int
    other: str = ""

    @property
    def apart(self) -> int:
        """How far the cells are above the total."""
        return self.summed - self.total


def as_printed(cells: pd.DataFrame, printed: str) -> pd.DataFrame:
    """A printed table: a row a line in its order, a column a printed column, the total last where there is one.

    `cells` is what `printed_population` gives: printed, line, row_name, column_name, count.
    """
    own = cells[cells["printed"] == printed].sort_values("line", kind="stable")
    wide = own.pivot_table("count", "row_name", "column_name", "sum", sort=False).astype(int)
    order = [name for name in wide.columns if name != TOTAL] + [TOTAL] * (TOTAL in wide.columns)
    return wide.loc[list(dict.fromkeys(own["row_name"])), order]


def contradictions(cells: pd.DataFrame, total_line: Mapping[str, int]) -> list[Contradiction]:
    """Every contradiction of some printed tables, those within a table first.

    Args:
        cells: what `printed_population` gives.
        total_line: the tables to look at, and the line of each, from 0, that adds up those above it.
    """
    found: list[Contradiction] = []
    tables = {name: as_printed(cells, name) for name in total_line if (cells["printed"] == name).any()}
    for name, table in tables.items():
        at = total_line[name]
        for column in table.columns:
            summed, total = int(table[column].iloc[:at].sum()), int(table[column].iloc[at])
            if summed != total:
                found.append(Contradiction(name, "column", str(column), summed, total))
        if TOTAL in table.columns:
            totals_of = table[TOTAL].to_dict()
            for row, summed in table.drop(columns=TOTAL).sum(axis=1).items():
                total = int(totals_of[row])
                if int(summed) != total:
                    found.append(Contradiction(name, "row", str(row), int(summed), total))
    with_totals = [(name, table[TOTAL]) for name, table in tables.items() if TOTAL in table.columns]
    for place, (name, totals) in enumerate(with_totals):
        for other, theirs in with_totals[place + 1 :]:
            for row in totals.index.intersection(theirs.index):
                if totals[row] != theirs[row]:
                    found.append(
                        Contradiction(name, "tables", str(row), int(totals[row]), int(theirs[row]), other=other)
                    )
    return found
