"""police.uk street-level files: `YYYY-MM-force-street.csv`, the whole truth for one force and month.

What a file must be before a database sees it: named as police.uk names it, with the columns that we read, ending
at the end of a line. Everything else is refused with the line and the remedy.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

from cspdash.periods import Month
from cspdash.sources.inputs import CHUNK, Input, Problem

# Read into the store. Crime ID stays in the raw file: it doubles the load and answers no question here.
NEEDED = ("Month", "Longitude", "Latitude", "Location", "LSOA code", "Crime type", "Last outcome category")
# What a current file also holds; missing ones cost nothing.
OTHERS = ("Crime ID", "Reported by", "Falls within", "LSOA name", "Context")

# A browser that downloads twice adds " (1)".
STREET_NAME = re.compile(r"^(?P<month>\d{4}-\d{2})-(?P<force>[a-z][a-z-]*[a-z])-street(?: ?\(\d+\))?\.csv$")
IGNORED_NAME = re.compile(r"^\d{4}-\d{2}-[a-z-]+-(?P<kind>outcomes|stop-and-search)(?: ?\(\d+\))?\.csv$")
BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class StreetFile:
    """A street file whose form is sound: what it is for, where, and what an independent pass counted.

    `rows` counts the lines after the header by their line ends, without parsing: the yardstick against which the
    database's own count is reconciled. `columns` is the header in the file's order.
    """

    source: Input
    force: str
    month: Month
    columns: tuple[str, ...]
    sha256: str
    rows: int
    path: Path

    @property
    def key(self) -> tuple[str, Month]:
        """The unit of replacement."""
        return self.force, self.month


def looks_like_street(header: list[str]) -> bool:
    """Whether a CSV header is that of a street file, whole or damaged, of the current or the old schema."""
    names = {name.strip() for name in header}
    return "Crime type" in names and "Month" in names


def header_of(head: bytes) -> list[str]:
    """The first CSV line of a file's first bytes, without a byte order mark."""
    text = head.removeprefix(BOM).decode("utf-8", errors="replace")
    return next(csv.reader(io.StringIO(text, newline="")), [])


def check_header(source: Input, header: list[str]) -> Problem | None:
    """Why this header cannot be a current street file, or None."""
    names = [name.strip() for name in header]
    if "Easting" in names and "Northing" in names and "Longitude" not in names:
        return Problem(
            source.label,
            "this is police.uk's schema of before 2013 (Easting and Northing, no LSOA code), which has too few types "
            "and no areas; download the month again from data.police.uk or leave it out",
            1,
        )
    missing = [name for name in NEEDED if name not in names]
    if missing:
        wanted = ", ".join(f"'{name}'" for name in missing)
        return Problem(
            source.label,
            f"the header lacks {wanted} (found: {', '.join(names)}); download the file again from data.police.uk",
            1,
        )
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        return Problem(source.label, f"the header names '{doubled[0]}' twice; download the file again", 1)
    return None


def check_name(source: Input) -> tuple[str, Month] | Problem:
    """The force and month that the name states. The name counts: a file without it may be any part of a month."""
    match = STREET_NAME.match(source.name)
    if match is None:
        return Problem(
            source.label,
            "holds street-level rows but is not named as police.uk names a whole month of a force "
            "(YYYY-MM-force-street.csv), and part of a month would replace the month; if it is the whole file, give "
            "it that name",
        )
    month = match["month"]
    if not "01" <= month[5:] <= "12":
        return Problem(source.label, f"'{month}' is not a month; give the file its own name back")
    return match["force"], Month.parse(month)


def examine(source: Input, header: list[str], unpack_to: Path) -> StreetFile | Problem:
    """Read the file once: hash it, count its lines, and find a cut end. A zip member is unpacked on the way.

    Args:
        source: the file.
        header: its header, already checked by `check_header`.
        unpack_to: folder for the unpacked copy of a zip member; a plain file is left where it is.
    """
    named = check_name(source)
    if isinstance(named, Problem):
        return named
    force, month = named
    path = source.path
    if source.member is not None:
        path = unpack_to / f"{hashlib.sha256(source.label.encode()).hexdigest()[:16]}-{source.name}"
    digest = hashlib.sha256()
    newlines = 0
    tail = b""
    written = None
    try:
        with source.open() as stream:
            written = path.open("wb") if source.member is not None else None
            while chunk := stream.read(CHUNK):
                digest.update(chunk)
                newlines += chunk.count(b"\n")
                tail = (tail + chunk)[-8192:]
                if written is not None:
                    written.write(chunk)
    except (zipfile.BadZipFile, EOFError) as error:
        return Problem(source.label, f"the zip is damaged here ({error}); download it again")
    finally:
        if written is not None:
            written.close()
    if problem := _cut(source, tail, newlines, len(header)):
        return problem
    unended = 1 if tail and not tail.endswith(b"\n") else 0
    rows = newlines + unended - 1
    columns = tuple(name.strip() for name in header)
    return StreetFile(source, force, month, columns, digest.hexdigest(), max(rows, 0), path)


def _cut(source: Input, tail: bytes, newlines: int, columns: int) -> Problem | None:
    """A file that stops inside a line has lost an unknown number of rows after it."""
    if not tail or tail.endswith(b"\n"):
        return None
    last = tail.rsplit(b"\n", 1)[-1].decode("utf-8", errors="replace")
    try:
        fields = next(csv.reader(io.StringIO(last), strict=True), [])
    except csv.Error:
        fields = []
    if len(fields) == columns:
        return None
    return Problem(
        source.label,
        "the file ends in the middle of a line, so rows after it are lost; download it again",
        newlines + 1,
    )


def lines_matching(path: Path, columns: tuple[str, ...], month: Month) -> list[tuple[int, str, str]]:
    """The lines that cannot stand under this month: `(line, reason, text)` for another month or no crime type.

    A slow second look, taken only at files in which the database found such rows.
    """
    at_month, at_type = columns.index("Month"), columns.index("Crime type")
    found = []
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
        reader = csv.reader(stream)
        next(reader, None)
        for row in reader:
            if len(row) != len(columns):
                continue
            if row[at_month].strip() != str(month):
                found.append((reader.line_num, f"the month is '{row[at_month]}', the file is for {month}", ",".join(row)))
            elif not row[at_type].strip():
                found.append((reader.line_num, "the crime type is empty", ",".join(row)))
    return found


def count_rows(path: Path) -> int:
    """Rows after the header by a CSV parser that knows quoted line breaks and skips blank lines."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
        reader = csv.reader(stream)
        next(reader, None)
        return sum(1 for row in reader if row)
