"""police.uk street-level files: `YYYY-MM-force-street.csv`, the whole truth for one force and month.

What a file must be before a database sees it: named as police.uk names it, with the columns that we read, ending
at the end of a line. Everything else is refused with the line and the remedy.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
import re
from dataclasses import dataclass
from pathlib import Path

from cspdash.periods import Month
from cspdash.sources.inputs import CHUNK, Ignored, Input, InputError, Problem

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


def examine(source: Input, header: list[str], unpack_to: Path | None) -> StreetFile | Ignored | Problem:
    """Read the file once: hash it, count its lines, and find a cut end. A zip member is unpacked on the way.

    Args:
        source: the file.
        header: its header, already checked by `check_header`.
        unpack_to: folder for the unpacked copy of a zip member; a plain file is left where it is and needs none.

    Returns:
        The file; Ignored where it is whole but empty, since a month without rows is a gap and not a count of nought.
    """
    named = check_name(source)
    if isinstance(named, Problem):
        return named
    force, month = named
    path = source.path
    if source.member is not None:
        if unpack_to is None:
            raise ValueError(f"{source.label}: a member of a zip needs a folder to be unpacked into")
        path = unpack_to / f"{hashlib.sha256(source.label.encode()).hexdigest()[:16]}-{source.name}"
    try:
        told = _read_through(source, path if source.member is not None else None)
    except InputError as error:
        return error.problem
    if problem := _cut(source, told, len(header)):
        return problem
    rows = told.newlines - (1 if told.tail.endswith(b"\n") else 0)
    if rows <= 0:
        return Ignored(source, "a header and no rows: the month stays missing")
    columns = tuple(name.strip() for name in header)
    return StreetFile(source, force, month, columns, told.sha256, rows, path)


# Far longer than any line of a street file.
TAIL = 8192


@dataclass(frozen=True)
class _ReadThrough:
    sha256: str
    newlines: int
    tail: bytes


def _read_through(source: Input, copy_to: Path | None) -> _ReadThrough:
    digest = hashlib.sha256()
    newlines = 0
    tail = b""
    with source.open() as stream, open(copy_to or os.devnull, "wb") as copy:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
            newlines += chunk.count(b"\n")
            tail = chunk[-TAIL:] if len(chunk) >= TAIL else (tail + chunk)[-TAIL:]
            if copy_to is not None:
                copy.write(chunk)
    return _ReadThrough(digest.hexdigest(), newlines, tail)


def _cut(source: Input, told: _ReadThrough, columns: int) -> Problem | None:
    """A file that stops inside a line has lost an unknown number of rows after it."""
    if told.newlines == 0 and b"\r" in told.tail:
        return Problem(source.label, "its lines end as on old Macs (CR only); save it again with LF or CRLF", 1)
    if told.tail.endswith(b"\n"):
        return None
    last = told.tail.rsplit(b"\n", 1)[-1].decode("utf-8", errors="replace")
    try:
        fields = next(csv.reader(io.StringIO(last, newline=""), strict=True), [])
    except csv.Error:
        fields = []
    if len(fields) == columns:
        return None
    return Problem(
        source.label,
        "the file ends in the middle of a line, so rows after it are lost; download it again",
        told.newlines + 1,
    )


def lines_matching(file: StreetFile, known: set[int]) -> list[tuple[int, str, str]]:
    """The lines that cannot stand under the file's month: `(line, reason, text)`.

    A slow second look, taken only at files in which the database found rows of another month or without a crime
    type. `known` are lines that were rejected already. Lines count as the database counts them, by rows.
    """
    at_month, at_type = file.columns.index("Month"), file.columns.index("Crime type")
    found = []
    with file.path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
        for line, row in enumerate(csv.reader(stream), start=1):
            if line == 1 or line in known or len(row) != len(file.columns):
                continue
            text = ",".join(row)
            if row[at_month].strip() != str(file.month):
                found.append((line, f"the month is '{row[at_month]}', the file is for {file.month}", text))
            elif not row[at_type].strip():
                found.append((line, "the crime type is empty", text))
    return found


def count_rows(file: StreetFile) -> int | Problem:
    """Rows after the header by a strict CSV parser, which knows quoted line breaks and skips blank lines.

    A quotation mark that is never closed swallows the rows after it, for this parser as for the database: it is a
    Problem, not a count.
    """
    count = 0
    with file.path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
        reader = csv.reader(stream, strict=True)
        try:
            for row in reader:
                count += bool(row)
        except csv.Error as error:
            return Problem(
                file.source.label,
                f"a quotation mark that is never closed swallows the rows after it ({error}); download it again",
                count + 1,
            )
    return count - 1
