"""Tables as CSV and Excel, safe to open: no cell can turn into a formula."""

from __future__ import annotations

import io
import re
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

# A spreadsheet takes a cell that begins so for a formula (OWASP, CSV injection).
_FORMULA = re.compile(r"^[=+\-@\t\r]")
# A sheet of no more than this width per column reads well on one page.
_WIDEST = 48


def harmless(value: Any) -> Any:
    """A cell that no spreadsheet will run: text that would begin a formula gets an apostrophe before it."""
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def as_csv(table: pd.DataFrame) -> bytes:
    """A table as CSV with the byte order mark by which Excel knows UTF-8."""
    safe = table.rename(columns=harmless).map(harmless)
    return safe.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def as_excel(table: pd.DataFrame, title: str, notes: list[str]) -> bytes:
    """A table as an Excel file: the finding above it, measure and source below it, headings that stay in sight."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Table"
    sheet.append([harmless(title)])
    sheet["A1"].font = Font(bold=True, size=13)
    sheet.append([])
    sheet.append([harmless(str(name)) for name in table.columns])
    for cell in sheet[3]:
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    for record in table.astype(object).itertuples(index=False):
        sheet.append([None if pd.isna(value) else harmless(value) for value in record])
    sheet.append([])
    for note in notes:
        sheet.append([harmless(note)])
    sheet.freeze_panes = "B4"
    for index, name in enumerate(table.columns, start=1):
        longest = max([len(str(name)), *(len(str(value)) for value in table.iloc[:, index - 1])], default=8)
        sheet.column_dimensions[get_column_letter(index)].width = min(longest + 2, _WIDEST)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
