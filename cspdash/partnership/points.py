"""Points that a partnership keeps (cameras, shops with body-worn kits), from a CSV beside its YAML."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cspdash.partnership.beside import filled, read_beside
from cspdash.partnership.models import Problem

if TYPE_CHECKING:
    from cspdash.partnership.document import Document

POINT_COLUMNS = ("kind", "name", "longitude", "latitude")
# England and Wales with room to spare: what lies outside has its columns exchanged, or is in another grid.
_RANGES = {"longitude": (-7.0, 2.5), "latitude": (49.5, 56.0)}


def read_points(document: Document, name: str) -> list[dict[str, Any]]:
    """The points of a CSV with the columns kind, name, longitude, latitude; faults are noted in the document."""
    return read_beside(document, "points", name, POINT_COLUMNS, _point)


def _point(document: Document, row: dict[str, str], path: Path, line: int) -> dict[str, Any] | None:
    if not filled(document, row, POINT_COLUMNS, path, line):
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
