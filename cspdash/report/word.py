"""The council's table as a Word file, in the form in which the report prints it, ready to paste."""

from __future__ import annotations

import io
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table, _Cell

from cspdash.periods import Period
from cspdash.selection import Base
from cspdash.wording import numbers, verdicts
from cspdash.wording.filters import base_label

_SHADE = "DCE6EE"
_WIDTHS = (Cm(6.2), Cm(3.6), Cm(3.6), Cm(3.0))
_WITH_VERDICT = (Cm(5.2), Cm(2.9), Cm(2.9), Cm(2.4), Cm(3.6))


def printed_period(period: Period) -> str:
    """A period as the report heads its columns: `Q1 & Q2 2025/26`, `2025/26`, `Apr–Sep 2025`."""
    name = period.name
    return name.replace(" and ", " & ").replace("-", "/") if name != period.short else name


def as_word(
    title: str,
    rows: Sequence[Mapping[Hashable, Any]],
    heading: str,
    period: Period,
    base: Base,
    notes: Sequence[str],
    *,
    with_verdicts: bool = False,
) -> bytes:
    """The table of a comparison: types, two periods, change as printed; the total in bold as "Total Crime".

    Args:
        title: the caption above the table.
        rows: records with `name`, base, current, base_complete, current_complete, fair, change and is_total, and
            verdict where it is to be shown. A count of incomplete months stands in brackets.
        heading: the head of the first column.
        period: the period shown.
        base: what it is compared with.
        notes: lines below the table: source, gaps.
        with_verdicts: add whether each row changed by more than chance, which the printed form does not have.
    """
    document = Document()
    style = document.styles["Normal"]
    style.font.name = "Arial"
    style.font.size = Pt(11)
    caption = document.add_paragraph()
    caption.add_run(title).bold = True
    table = document.add_table(rows=1, cols=5 if with_verdicts else 4, style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    before = printed_period(base.periods[0]) if len(base.periods) == 1 else base_label(base)
    added = (verdicts.HEADING,) if with_verdicts else ()
    _fill(table, 0, (heading, before, printed_period(period), "% Change", *added), bold=True)
    for cell in table.rows[0].cells:
        _shade(cell)
    _repeat_heading(table)
    for index, row in enumerate(rows, start=1):
        table.add_row()
        told = (verdicts.verdict(row["verdict"]),) if with_verdicts else ()
        _fill(table, index, (*_cells(row), *told), bold=bool(row["is_total"]))
    for note in notes:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_before = Pt(4)
        paragraph.add_run(note).font.size = Pt(9)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _cells(row: Mapping[Hashable, Any]) -> tuple[str, str, str, str]:
    before, now = round(float(row["base"]), 1), int(row["current"])
    change = None if row["change"] is None or row["change"] != row["change"] else int(row["change"])
    told = numbers.percent(change, equal=before == now) if row["fair"] else numbers.NOT_COMPARABLE
    name = "Total Crime" if row["is_total"] else str(row["name"])
    # The report prints a plain hyphen for minus.
    counts = (
        numbers.bracketed(before, complete=bool(row["base_complete"])),
        numbers.bracketed(now, complete=bool(row["current_complete"])),
    )
    return name, *counts, told.replace(numbers.MINUS, "-")


def _fill(table: Table, index: int, cells: Sequence[str], *, bold: bool) -> None:
    for column, (cell, text) in enumerate(zip(table.rows[index].cells, cells, strict=True)):
        cell.width = (_WIDTHS if len(cells) == len(_WIDTHS) else _WITH_VERDICT)[column]
        paragraph = cell.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if column in (0, len(_WIDTHS)) else WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.add_run(text).bold = bold


def _shade(cell: _Cell) -> None:
    shading = OxmlElement("w:shd")
    shading.set(qn("w:val"), "clear")
    shading.set(qn("w:fill"), _SHADE)
    cell._tc.get_or_add_tcPr().append(shading)


def _repeat_heading(table: Table) -> None:
    """The first row stands again where the table runs over a page, and is announced as the heading."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(mark)
