"""Tables of CSV and Excel read alike."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from cspdash.sources.inputs import Ignored, find_inputs
from cspdash.sources.recognise import Recognised, recognise
from cspdash.sources.sheets import TableError, header_of_sheet, rows_of

ROWS = [["Month", "Area code", "Type", "Count"], ["2025-04", "E07000135", "Noise", "3"], ["", "", "", ""]]


def test_a_workbook_reads_as_its_csv(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(ROWS[0])
    sheet.append(["2025-04", "E07000135", "Noise", 3.0])
    sheet.append([None, "", None, None])
    book.create_sheet("Notes").append(["never read"])
    book.save(tmp_path / "counts.xlsx")
    (tmp_path / "counts.csv").write_text("\n".join(",".join(row) for row in ROWS), encoding="utf-8-sig")
    read = {source.path.suffix: list(rows_of(source)) for source in find_inputs([tmp_path])[0]}
    assert read[".csv"] == read[".xlsx"] == list(enumerate(ROWS, 1))


def test_excel_dates_are_dates(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([datetime.date(2025, 4, 1), datetime.datetime(2025, 4, 1, 13, 5), 2.5, True])
    book.save(tmp_path / "dates.xlsx")
    source = find_inputs([tmp_path])[0][0]
    assert header_of_sheet(source) == ["2025-04-01", "2025-04-01 13:05:00", "2.5", "True"]


def test_a_workbook_is_known_by_its_columns(tmp_path: Path) -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append(ROWS[0])
    book.save(tmp_path / "counts.xlsx")
    other = Workbook()
    other.save(tmp_path / "empty.xlsx")
    told = {source.name: recognise(source) for source in find_inputs([tmp_path])[0]}
    known = told["counts.xlsx"]
    assert isinstance(known, Recognised)
    assert known.kind == "council_asb"
    assert isinstance(told["empty.xlsx"], Ignored)


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    (tmp_path / "page.xlsx").write_text("<html>not found</html>")
    with pytest.raises(TableError, match="not a readable Excel workbook"):
        recognise(find_inputs([tmp_path])[0][0])
