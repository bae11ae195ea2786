"""A council's case system: its export, read without what is personal.

Only the columns that the partnership's mapping names are taken from a row; every other one is dropped while the row is
read. The case's ID is compared within the file and then forgotten, a postcode or a position only finds its area. No
text of a row stands in a message: a fault is told by its line and what kind of fault it is.
"""

from __future__ import annotations

import datetime
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cspdash.partnership.case_system import CaseForm, plain_name
from cspdash.periods import Month, PeriodError
from cspdash.sources.inputs import Input, Problem
from cspdash.sources.sheets import TableError, rows_of

if TYPE_CHECKING:
    import pandas as pd

NOT_RECORDED = "Not recorded"
YOUTH, NOT_YOUTH = "Youth related", "Not youth related"
# A file of which more than this share of lines has no date that can be read is mapped wrongly.
REJECTED_AT_MOST = 0.05
_YES, _NO = {"yes", "y", "true", "1", "x"}, {"no", "n", "false", "0"}
# ISO, and as British systems write it; never month first. A time of day may follow.
_DATES = ("%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d-%m-%Y", "%d.%m.%Y", "%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%d %B %Y")
_TIME = re.compile(r"[T ]+\d{1,2}:\d{2}.*$")
_OUTCODE = re.compile(r"^([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})$")

NO_DATE = "no date that can be read in the column of dates"
FUTURE = "a date that is still to come"
SHORT = "fewer columns than the first line names"
REPEATED = "a case that stands on an earlier line"

# A line that is not counted: its number and why. Never its text.
Rejected = tuple[int, str]


@dataclass
class CaseRecords:
    """What an export holds, record by record, until it is counted.

    `frame`: month (first day), asb_type, team, disposal, youth, and place (text as written, upper case for postcodes)
    or longitude and latitude (degrees, NaN where blank).
    """

    frame: pd.DataFrame
    rejected: list[Rejected] = field(default_factory=list)


def read_cases(source: Input, form: CaseForm, today: datetime.date | None = None) -> CaseRecords:
    """The records of an export.

    Args:
        source: CSV or Excel.
        form: which column holds what.
        today: dates after it are faults.

    Raises TableError where the columns are not there once each, more than one line in twenty has no date that can be
    read, or nothing is left.
    """
    rows = rows_of(source)
    _, header = next(rows, (1, []))
    at = _columns(source, header, form)
    records: list[dict[str, object]] = []
    rejected: list[Rejected] = []
    seen: set[str] = set()
    for line, row in rows:
        if not any(cell.strip() for cell in row):
            continue
        if len(row) <= max(at.values()):
            rejected.append((line, SHORT))
            continue
        told = {name: row[index].strip() for name, index in at.items()}
        month = _month(told["date"], today or datetime.date.today())
        if isinstance(month, str):
            rejected.append((line, month))
        elif told.get("id") and told["id"] in seen:
            rejected.append((line, REPEATED))
        else:
            seen.add(told.get("id", ""))
            records.append({"month": month, **_kept(told, form)})
    _check(source, len(records), rejected)
    # Imported here: what a file is can be told without it.
    import pandas as pd

    return CaseRecords(pd.DataFrame(records), rejected)


def _columns(source: Input, header: list[str], form: CaseForm) -> dict[str, int]:
    names = [plain_name(name) for name in header]
    at = {}
    for what, column in form.system.columns.items():
        if names.count(plain_name(column)) != 1:
            raise TableError(
                Problem(
                    source.label, f"the column '{column}' does not stand once in the first line; export it again", 1
                )
            )
        at[what] = names.index(plain_name(column))
    return at


def _check(source: Input, good: int, rejected: list[Rejected]) -> None:
    bad = [line for line, why in rejected if why != REPEATED]
    if bad and len(bad) > REJECTED_AT_MOST * (good + len(bad)):
        why = Counter(why for _, why in rejected if why != REPEATED).most_common(1)[0][0]
        raise TableError(
            Problem(
                source.label,
                f"{len(bad):,} of {good + len(bad):,} lines cannot be counted ({why}); check `case_system` in the "
                "partnership's file, or export again with dates as DD/MM/YYYY",
                bad[0],
            )
        )
    if not good:
        raise TableError(Problem(source.label, "no records after the first line; export them again", 1))


def _month(text: str, today: datetime.date) -> datetime.date | str:
    """The first day of a date's month, or what is wrong with it."""
    bare = _TIME.sub("", text)
    for form in _DATES:
        try:
            date = datetime.datetime.strptime(bare, form).date()
            return FUTURE if date > today else Month.from_date(date).first_day
        except (ValueError, PeriodError):
            continue
    return NO_DATE


def _kept(told: dict[str, str], form: CaseForm) -> dict[str, object]:
    """The parts of a row that are counted."""
    flag = told.get("youth", "").casefold()
    kept: dict[str, object] = {
        "asb_type": told["type"] or NOT_RECORDED,
        "team": told.get("team") or NOT_RECORDED,
        "disposal": told.get("disposal") or NOT_RECORDED,
        "youth": YOUTH if flag in _YES else NOT_YOUTH if flag in _NO else NOT_RECORDED,
    }
    match form.system.location.way:
        case "area":
            return kept | {"place": told["place"]}
        case "postcode":
            return kept | {"place": postcode(told["place"])}
        case _:
            return kept | {"x": _number(told["place"]), "y": _number(told["place2"])}


def postcode(text: str) -> str:
    """A postcode as `LE18 2DR`, whatever its spaces and case; anything else in upper case as it stands."""
    bare = re.sub(r"\s", "", text).upper()
    found = _OUTCODE.match(bare)
    return f"{found[1]} {found[2]}" if found else bare


def _number(text: str) -> float:
    try:
        value = float(text.replace(",", ""))
    except ValueError:
        return math.nan
    # Systems write 0 where they know no position.
    return value if math.isfinite(value) and value != 0 else math.nan


def postcodes(source: Input, wanted: set[str]) -> Iterator[tuple[str, str]]:
    """Postcodes and their LSOAs from ONS's look-ups (ONSPD, NSPL, or postcode to LSOA), those in some LSOAs only.

    Of LSOA columns the one of 2021 is read, else that of 2011. Raises TableError where either column is not there.
    """
    rows = rows_of(source)
    _, header = next(rows, (1, []))
    names = [plain_name(name) for name in header]
    code = next((names.index(name) for name in POSTCODE_COLUMNS if name in names), None)
    lsoa = next((names.index(name) for name in POSTCODE_LSOA_COLUMNS if name in names), None)
    if code is None or lsoa is None:
        raise TableError(
            Problem(source.label, "no column of postcodes with one of LSOAs; download the look-up again", 1)
        )
    for _, row in rows:
        if len(row) > max(code, lsoa) and row[lsoa] in wanted:
            yield postcode(row[code]), row[lsoa]


POSTCODE_COLUMNS = ("pcds", "pcd8", "pcd7", "pcd2", "pcd", "postcode")
POSTCODE_LSOA_COLUMNS = ("lsoa21", "lsoa21cd", "lsoa11", "lsoa11cd")
