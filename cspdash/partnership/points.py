"""Points that a partnership keeps (cameras, shops with body-worn kits), from a CSV beside its YAML."""

from __future__ import annotations

import csv
import io
import math
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING, Any

from cspdash.partnership.models import Problem

if TYPE_CHECKING:
    from cspdash.partnership.document import Document

POINT_COLUMNS = ("kind", "name", "longitude", "latitude")
# England and Wales with room to spare: what lies outside has its columns exchanged, or is in another grid.
_RANGES = {"longitude": (-7.0, 2.5), "latitude": (49.5, 56.0)}


def read_points(document: Document, name: str) -> list[dict[str, Any]]:
    """The points of a CSV with the columns kind, name, longitude, latitude; faults are noted in the document."""
    beside = PureWindowsPath(name)
    if beside.anchor or ".." in beside.parts:
        document.fault(("points",), f"{name!r} does not lie beside the YAML — put the file there, give its name")
        return []
    path = document.path.parent / name
    text = document.text(path, ("points",))
    if text is None:
        return []
    points: list[dict[str, Any]] = []
    line = 1
    try:
        rows = csv.reader(io.StringIO(text, newline=""), strict=True)
        header = [cell.strip().casefold() for cell in next(rows, [])]
        absent = [column for column in POINT_COLUMNS if header.count(column) != 1]
        if absent:
            said = f"not found once in the first line — name the columns {', '.join(POINT_COLUMNS)}"
            document.problems.append(Problem(path, 1, ", ".join(absent), said))
            return []
        line = rows.line_num + 1
        for row in rows:
            if any(cell.strip() for cell in row):
                point = _point(document, dict(zip(header, map(str.strip, row), strict=False)), path, line)
                points += [point] if point is not None else []
            line = rows.line_num + 1
    except csv.Error as error:
        document.problems.append(Problem(path, line, "CSV", f"{error} — save the file again as CSV"))
    return points


def _point(document: Document, row: dict[str, str], path: Path, line: int) -> dict[str, Any] | None:
    empty = [column for column in POINT_COLUMNS if not row.get(column)]
    if empty:
        said = "is empty — fill it in, or delete the row"
        document.problems.append(Problem(path, line, ", ".join(empty), said))
        return None
    point: dict[str, Any] = {"kind": row["kind"], "name": row["name"]}
    for column, (least, most) in _RANGES.items():
        value = _number(row[column])
        if value is None or not least <= value <= most:
            said = f"{row[column]!r} is not a {column} in England or Wales — write degrees, from {least} to {most}"
            document.problems.append(Problem(path, line, column, said))
            return None
        point[column] = value
    return point


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
