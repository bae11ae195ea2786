"""Any count that a partner brings: one form, a line a period, area and category, with the source of the figure."""

from __future__ import annotations

import re
from typing import Any

from cspdash.partnership.case_system import plain_name
from cspdash.periods import Month, Period, PeriodError
from cspdash.sources.inputs import Input, Problem
from cspdash.sources.sheets import TableError, rows_of

# The period as one month, or as its first and last one.
BY_MONTH = frozenset({"month", "area", "category", "count", "source"})
BY_PERIOD = frozenset({"from", "to", "area", "category", "count", "source"})
PRINTED = "printedchange"
COLUMNS = ["first_month", "last_month", "area", "category", "n", "source", "printed_change"]
_LONGEST = 120


def is_partner_count(names: frozenset[str]) -> bool:
    """Whether a table with these columns (small letters and digits) is of the form."""
    return names - {PRINTED} in (BY_MONTH, BY_PERIOD)


def partner_count(source: Input) -> list[dict[str, Any]]:
    """A partner's counts: first_month, last_month (first days), area, category, n, source, printed_change (or None).

    Raises TableError for the first line that cannot be taken, and for one that says again what another said.
    """
    rows = rows_of(source)
    _, header = next(rows, (1, []))
    names = [plain_name(name) for name in header]
    records: list[tuple[object, ...]] = []
    lines: dict[tuple[object, ...], int] = {}
    for line, row in rows:
        if not any(cell.strip() for cell in row):
            continue
        if len(row) < len(names):
            raise TableError(
                Problem(source.label, f"{len(row)} columns where {len(names)} are named; complete the line", line)
            )
        told = {name: cell.strip() for name, cell in zip(names, row, strict=False)}
        record = _record(source, line, told)
        key = (record[0], record[1], record[2], record[3], record[5])
        if key in lines:
            raise TableError(
                Problem(
                    source.label, f"the same period, area, category and source as line {lines[key]}; keep one", line
                )
            )
        lines[key] = line
        records.append(record)
    if not records:
        raise TableError(Problem(source.label, "no rows after the first line; fill in the counts", 1))
    return [dict(zip(COLUMNS, record, strict=True)) for record in records]


def _record(source: Input, line: int, told: dict[str, str]) -> tuple[object, ...]:
    first, last = (told["month"], told["month"]) if "month" in told else (told["from"], told["to"])
    try:
        period = Period(Month.parse(first), Month.parse(last))
    except PeriodError as error:
        raise TableError(Problem(source.label, str(error), line)) from error
    for name in ("area", "category", "source"):
        if not told[name] or len(told[name]) > _LONGEST:
            raise TableError(
                Problem(source.label, f"the {name} is empty or longer than {_LONGEST} characters; correct it", line)
            )
    count = told["count"].replace(",", "")
    if not re.fullmatch(r"\d{1,9}", count):
        raise TableError(Problem(source.label, f"'{told['count']}' is not a count; write a whole number", line))
    return (
        period.first.first_day, period.last.first_day, told["area"], told["category"], int(count), told["source"],
        told.get(PRINTED) or None,
    )  # fmt: skip
