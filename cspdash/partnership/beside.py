"""CSVs that a partnership keeps beside its YAML, read row by row with their lines."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING, Any

from cspdash.partnership.models import Problem

if TYPE_CHECKING:
    from cspdash.partnership.document import Document

# A row by its column, its file and line; None where it has a fault, which is then noted in the document.
ReadRow = Callable[["Document", dict[str, str], Path, int], dict[str, Any] | None]


def read_beside(document: Document, key: str, name: str, columns: Sequence[str], read: ReadRow) -> list[dict[str, Any]]:
    """The rows of a CSV that a key of the YAML names, as `read` makes them; faults are noted in the document.

    Args:
        document: the YAML that names the file.
        key: under which key, for messages.
        name: of the file, which lies beside the YAML.
        columns: that the first line must name, once each; others may stand beside them.
        read: makes one row.

    Blank lines are passed over. A missing or unreadable file, or one without the columns, gives no rows.
    """
    path = _path_beside(document, key, name)
    if path is None:
        return []
    text = document.text(path, (key,))
    if text is None:
        return []
    found: list[dict[str, Any]] = []
    line = 1
    try:
        rows = csv.reader(io.StringIO(text, newline=""), strict=True)
        header = [cell.strip().casefold() for cell in next(rows, [])]
        absent = [column for column in columns if header.count(column) != 1]
        if absent:
            said = f"not found once in the first line — name the columns {', '.join(columns)}"
            document.problems.append(Problem(path, 1, ", ".join(absent), said))
            return []
        line = rows.line_num + 1
        for row in rows:
            if any(cell.strip() for cell in row):
                made = read(document, dict(zip(header, map(str.strip, row), strict=False)), path, line)
                found += [made] if made is not None else []
            line = rows.line_num + 1
    except csv.Error as error:
        document.problems.append(Problem(path, line, "CSV", f"{error} — save the file again as CSV"))
    return found


def filled(document: Document, row: dict[str, str], columns: Sequence[str], path: Path, line: int) -> bool:
    """Whether a row has all of some columns; the fault is noted where it has not."""
    empty = [column for column in columns if not row.get(column)]
    if empty:
        said = "is empty — fill it in, or delete the row"
        document.problems.append(Problem(path, line, ", ".join(empty), said))
    return not empty


def _path_beside(document: Document, key: str, name: str) -> Path | None:
    within = PureWindowsPath(name)  # knows the separators of both systems
    if within.anchor or ".." in within.parts:
        document.fault((key,), f"{name!r} does not lie beside the YAML — put the file there, give its name")
        return None
    return document.path.parent / name


def read_yaml_beside(document: Document, key: str, name: str) -> dict[str, Any] | None:
    """The content of another YAML that a key names, with the lines of its parts; None where it cannot be read.

    It lies beside the YAML in a folder of its own, because every YAML of the same folder is a partnership. Faults are
    noted in the document, and what the models find wrong is told with the other file's lines.
    """
    path = _path_beside(document, key, name)
    if path is None:
        return None
    if path.parent == document.path.parent:
        document.fault((key,), f"{name!r} would be taken for a partnership — put it into a folder beside this file")
        return None
    if not path.is_file():
        document.fault((key,), f"cannot read {path} — check the name and that the file is there")
        return None
    inner = type(document)(path)
    value = inner.document()
    document.problems += inner.problems
    document.spots.update({(key, *loc): spot for loc, spot in inner.spots.items()})
    return value
