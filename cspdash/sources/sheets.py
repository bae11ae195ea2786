"""Tables as rows of text with their line numbers, from a CSV or from the first sheet of an Excel workbook."""

from __future__ import annotations

import csv
import datetime
import io
import zipfile
from collections.abc import Iterator

from cspdash.sources.inputs import Input, InputError, Problem

EXCEL = ".xlsx"


class TableError(InputError):
    """A table that cannot be loaded."""


def is_excel(source: Input) -> bool:
    """Whether the file is an Excel workbook, by its name."""
    return source.name.lower().endswith(EXCEL)


def rows_of(source: Input) -> Iterator[tuple[int, list[str]]]:
    """The table's rows with their line numbers, the first being 1.

    Excel's dates are given as YYYY-MM-DD, its whole numbers without a decimal point, its empty cells as "". Raises
    TableError for a file that is neither UTF-8 CSV nor a readable workbook.
    """
    return _excel_rows(source) if is_excel(source) else _csv_rows(source)


def header_of_sheet(source: Input) -> list[str]:
    """The first row of a workbook's first sheet; empty where it has none."""
    for _, row in _excel_rows(source):
        return row
    return []


def _csv_rows(source: Input) -> Iterator[tuple[int, list[str]]]:
    """The CSV's rows, without the byte order mark."""
    with source.open() as raw, io.TextIOWrapper(raw, encoding="utf-8-sig", newline="") as stream:
        reader = csv.reader(stream)
        try:
            for row in reader:
                yield reader.line_num, row
        except UnicodeDecodeError as error:
            raise TableError(
                Problem(
                    source.label,
                    f"not UTF-8 text ({error.reason}); save it again as CSV UTF-8",
                    reader.line_num + 1,
                )
            ) from error
        except csv.Error as error:
            raise TableError(
                Problem(source.label, f"not a CSV ({error}); save it again as CSV", reader.line_num)
            ) from error


def _excel_rows(source: Input) -> Iterator[tuple[int, list[str]]]:
    # Imported here: it takes a quarter of a second that a load of CSVs need not pay.
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    with source.open() as stream:
        whole = io.BytesIO(stream.read())
    try:
        book = load_workbook(whole, read_only=True, data_only=True)
        sheet = book.worksheets[0]
        for line, row in enumerate(sheet.iter_rows(values_only=True), 1):
            yield line, [_text(cell) for cell in row]
    except (zipfile.BadZipFile, InvalidFileException, KeyError, IndexError) as error:
        raise TableError(
            Problem(source.label, f"not a readable Excel workbook ({error}); save it again as .xlsx or CSV")
        ) from error


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat() if cell.time() == datetime.time() else cell.isoformat(sep=" ")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
