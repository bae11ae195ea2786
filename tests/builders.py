"""Small police.uk files for tests, in police.uk's own form."""

from __future__ import annotations

import csv
import io
import os
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from cspdash.store.versions import current

COLUMNS = (
    "Crime ID", "Month", "Reported by", "Falls within", "Longitude", "Latitude", "Location", "LSOA code", "LSOA name",
    "Crime type", "Last outcome category", "Context",
)  # fmt: skip
ASB = "Anti-social behaviour"
BURGLARY = "Burglary"
# Oadby and Wigston: 005A (Wigston's centre) and 003E (Oadby's); both codes are the same in 2011 and 2021.
WIGSTON, OADBY = "E01025992", "E01025976"
BOROUGH = "E07000135"

Row = Mapping[str, str]


def row(crime_type: str = BURGLARY, lsoa: str = WIGSTON, month: str = "2025-04", **other: str) -> dict[str, str]:
    """One published row. Other columns by their names with underscores: `Last_outcome_category="..."`."""
    located = bool(lsoa)
    told = {
        "Crime ID": "" if crime_type == ASB else "0" * 64,
        "Month": month,
        "Reported by": "Leicestershire Police",
        "Falls within": "Leicestershire Police",
        "Longitude": "-1.104500" if located else "",
        "Latitude": "52.583000" if located else "",
        "Location": "On or near Bell Street" if located else "No Location",
        "LSOA code": lsoa,
        "LSOA name": "Oadby and Wigston 005A" if located else "",
        "Crime type": crime_type,
        "Last outcome category": "" if crime_type == ASB else "Under investigation",
        "Context": "",
    }
    return told | {name.replace("_", " "): value for name, value in other.items()}


def rows(n: int, crime_type: str = BURGLARY, lsoa: str = WIGSTON, month: str = "2025-04", **other: str) -> list[Row]:
    """`n` equal rows."""
    return [row(crime_type, lsoa, month, **other)] * n


def street_text(
    lines: Iterable[Row], *, columns: Sequence[str] = COLUMNS, newline: str = "\n", ended: bool = True
) -> str:
    """A street file's text: header and rows, quoted only where needed, as police.uk does."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator=newline)
    writer.writerow(columns)
    writer.writerows([line[name] for name in columns] for line in lines)
    text = out.getvalue()
    return text if ended else text.removesuffix(newline)


def street_name(month: str, force: str = "leicestershire") -> str:
    """The file name of a force's month."""
    return f"{month}-{force}-street.csv"


def write_street(
    folder: Path,
    lines: Iterable[Row],
    month: str = "2025-04",
    force: str = "leicestershire",
    *,
    columns: Sequence[str] = COLUMNS,
    newline: str = "\n",
    ended: bool = True,
    encoding: str = "utf-8",
    dated: datetime | None = None,
) -> Path:
    """A street file in police.uk's layout below `folder`: YYYY-MM/YYYY-MM-force-street.csv."""
    path = folder / month / street_name(month, force)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(street_text(lines, columns=columns, newline=newline, ended=ended).encode(encoding))
    if dated is not None:
        date_file(path, dated)
    return path


def date_file(path: Path, when: datetime) -> None:
    """Give a file its date."""
    os.utime(path, (when.timestamp(), when.timestamp()))


def write_zip(
    path: Path, members: Mapping[str, str | bytes], dated: datetime = datetime(2025, 6, 1, tzinfo=UTC)
) -> Path:
    """A zip of members, all of one date."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name, dated.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return path


def ask(root: Path, statement: str) -> list[tuple[Any, ...]]:
    """The rows of a statement on a store's current version, on a connection of its own."""
    connection = duckdb.connect(str(current(root).path), read_only=True)
    try:
        return connection.execute(statement).fetchall()
    finally:
        connection.close()


def value(root: Path, statement: str) -> Any:
    """The one value of a statement."""
    [(only,)] = ask(root, statement)
    return only
