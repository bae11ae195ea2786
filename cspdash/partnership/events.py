"""Dated events that a partnership keeps (an operation, a camera moved), from a CSV beside its YAML."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from cspdash.partnership.beside import filled, read_beside
from cspdash.partnership.models import AreaCode, Problem, iso_date

if TYPE_CHECKING:
    from cspdash.partnership.document import Document

EVENT_COLUMNS = ("date", "title")
_AREA = TypeAdapter[str](AreaCode)


def read_events(document: Document, name: str) -> list[dict[str, Any]]:
    """The events of a CSV with the columns date (YYYY-MM-DD), title and, if wanted, area_code.

    An event without area_code is of the whole partnership. Faults are noted in the document.
    """
    return read_beside(document, "events", name, EVENT_COLUMNS, _event)


def _event(document: Document, row: dict[str, str], path: Path, line: int) -> dict[str, Any] | None:
    if not filled(document, row, EVENT_COLUMNS, path, line):
        return None
    column = "date"
    try:
        event: dict[str, Any] = {"date": iso_date(row["date"]), "title": row["title"]}
        column = "area_code"
        if row.get("area_code"):
            event["area_code"] = _AREA.validate_python(row["area_code"])
    except ValidationError as error:
        said = str(error.errors()[0]["ctx"]["error"])
    except ValueError as error:
        said = str(error)
    else:
        return event
    document.problems.append(Problem(path, line, column, said))
    return None
