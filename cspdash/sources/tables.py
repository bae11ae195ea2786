"""Small tables of ONS, Nomis and councils into typed frames: look-ups, populations, council counts.

Each reader takes an input and gives a frame with the columns of the store's table, or raises TableError with the
file, the line and the remedy. Codes join, names only label.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pandas as pd

from cspdash.periods import Month, PeriodError
from cspdash.sources.inputs import Input, Problem
from cspdash.sources.recognise import plain, population_columns
from cspdash.sources.sheets import TableError, rows_of

LSOA = re.compile(r"^[EW]01\d{6}$")


def _records(source: Input, columns: dict[str, str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows as records. `columns` maps a field to the pattern of its plain column name."""
    rows = rows_of(source)
    _, header = next(rows)
    names = [plain(name) for name in header]
    at: dict[str, int] = {}
    for field, pattern in columns.items():
        index = next((i for i, name in enumerate(names) if re.fullmatch(pattern, name)), None)
        if index is None:
            raise TableError(Problem(source.label, f"no column for the {field}; found: {', '.join(header)}", 1))
        at[field] = index
    width = max(at.values()) + 1
    for line, row in rows:
        if not row:
            continue
        if len(row) < width:
            raise TableError(
                Problem(source.label, f"{len(row)} columns where {len(header)} are named; download it again", line)
            )
        yield line, {field: row[index].strip() for field, index in at.items()}


def _checked(source: Input, line: int, text: str, pattern: re.Pattern[str], what: str) -> str:
    if not pattern.match(text):
        raise TableError(Problem(source.label, f"'{text}' is not {what}", line))
    return text


def lsoa_lookup(source: Input) -> pd.DataFrame:
    """ONS LSOA (2011) to LSOA (2021): lsoa11, lsoa11_name, lsoa21, lsoa21_name, change, district, district_name."""
    columns = {
        "lsoa11": "lsoa11cd", "lsoa11_name": "lsoa11nm", "lsoa21": "lsoa21cd", "lsoa21_name": "lsoa21nm",
        "change": "chgind", "district": r"lad\d\dcd", "district_name": r"lad\d\dnm",
    }  # fmt: skip
    records = []
    for line, record in _records(source, columns):
        _checked(source, line, record["lsoa11"], LSOA, "an LSOA code")
        _checked(source, line, record["lsoa21"], LSOA, "an LSOA code")
        _checked(
            source,
            line,
            record["change"],
            re.compile("^[USMX]$"),
            "one of ONS's kinds of change, U, S, M or X",
        )
        records.append(record)
    return pd.DataFrame(records, columns=list(columns))


def best_fit(source: Input) -> pd.DataFrame:
    """ONS best fit of LSOA (2011) to LSOA (2021): lsoa11, lsoa21; one row for each lsoa11."""
    records = []
    for line, record in _records(source, {"lsoa11": "lsoa11cd", "lsoa21": "lsoa21cd"}):
        _checked(source, line, record["lsoa11"], LSOA, "an LSOA code")
        records.append(record)
    frame = pd.DataFrame(records, columns=["lsoa11", "lsoa21"])
    doubled = frame.loc[frame["lsoa11"].duplicated(), "lsoa11"]
    if len(doubled):
        raise TableError(
            Problem(
                source.label,
                f"{doubled.iloc[0]} has several best fits; the exact look-up names the change (CHGIND)",
            )
        )
    return frame


def ward_lookup(source: Input) -> pd.DataFrame:
    """ONS LSOA (2021) to ward best fit: lsoa21, ward, ward_name, district, district_name."""
    columns = {
        "lsoa21": "lsoa21cd", "ward": r"(wd|ward)\d\d(cd|code)", "ward_name": r"(wd|ward)\d\d(nm|name)",
        "district": r"lad\d\dcd", "district_name": r"lad\d\dnm",
    }  # fmt: skip
    records = []
    for line, record in _records(source, columns):
        _checked(source, line, record["lsoa21"], LSOA, "an LSOA code")
        records.append(record)
    return pd.DataFrame(records, columns=list(columns)).drop_duplicates("lsoa21")


def district_lookup(source: Input) -> pd.DataFrame:
    """ONS district to police force area: district, district_name, force_area, force_area_name."""
    columns = {
        "district": r"(lad|ltla)\d\d(cd|code)", "district_name": r"(lad|ltla)\d\d(nm|name)",
        "force_area": r"pfa\d\d(cd|code)", "force_area_name": r"pfa\d\d(nm|name)",
    }  # fmt: skip
    records = [record for _, record in _records(source, columns)]
    return pd.DataFrame(records, columns=list(columns)).drop_duplicates("district")


def population(source: Input) -> pd.DataFrame:
    """Residents by LSOA: code, year, source, n. Other areas in the table (MSOAs, districts' totals) are left out.

    The year is that of a date column, of the column of figures, of the title, or of the file's name, in this order.
    """
    layout = population_columns([], source.head())
    if layout is None:
        raise TableError(Problem(source.label, "no column of area codes with a column of totals"))
    title = ""
    year: int | None = None
    records: list[tuple[str, int, int]] = []
    for line, row in rows_of(source):
        if line < layout.header_line:
            # The day of the download is not that of the figures.
            title += re.sub(r"\[from Nomis[^]]*\]", "", " ".join(row))
            continue
        if line == layout.header_line:
            # Not of the header's other columns: "LSOA 2021 Code" names a vintage.
            year = _year_in(row[layout.total]) or _year_in(title) or _year_in(source.name)
            continue
        if len(row) <= max(layout.code, layout.total, layout.year or 0) or not LSOA.match(row[layout.code].strip()):
            continue
        row_year = _year_in(row[layout.year]) if layout.year is not None else year
        if row_year is None:
            raise TableError(
                Problem(
                    source.label,
                    "no year in the table or the file's name; put it there, as in mid-2020.csv",
                    line,
                )
            )
        text = row[layout.total].replace(",", "").strip()
        if not re.fullmatch(r"\d+(\.0+)?", text):
            raise TableError(Problem(source.label, f"'{row[layout.total]}' is not a number of residents", line))
        records.append((row[layout.code].strip(), row_year, int(float(text))))
    frame = pd.DataFrame(records, columns=["code", "year", "n"])
    if frame.empty:
        raise TableError(
            Problem(source.label, "no row has an LSOA code; choose LSOAs as the geography and export again")
        )
    repeated = frame[frame.duplicated(["code", "year"])]
    if len(repeated):
        raise TableError(
            Problem(
                source.label,
                f"{repeated.iloc[0]['code']} stands twice for {repeated.iloc[0]['year']}; export totals only",
            )
        )
    return frame.assign(source=source.name)[["code", "year", "source", "n"]]


def _year_in(text: str) -> int | None:
    match = re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", text)
    return int(match[0]) if match else None


def council_asb(source: Input) -> pd.DataFrame:
    """A council's own ASB counts: month (first day), area_code, asb_type, n."""
    columns = {"month": "month", "area code": "areacode", "type": "type", "count": "count"}
    records = []
    for line, record in _records(source, columns):
        try:
            month = Month.parse(record["month"])
        except PeriodError as error:
            raise TableError(Problem(source.label, str(error), line)) from error
        if not re.fullmatch(r"\d+", record["count"]):
            raise TableError(Problem(source.label, f"'{record['count']}' is not a count; write a whole number", line))
        if not record["area code"] or not record["type"]:
            raise TableError(Problem(source.label, "the area code or the type is empty; fill it in", line))
        records.append((month.first_day, record["area code"], record["type"], int(record["count"])))
    if not records:
        raise TableError(Problem(source.label, "no rows after the header; export the counts again", 1))
    return pd.DataFrame(records, columns=["month", "area_code", "asb_type", "n"])


READERS: dict[str, Callable[[Input], pd.DataFrame]] = {
    "lsoa_lookup": lsoa_lookup,
    "best_fit": best_fit,
    "ward_lookup": ward_lookup,
    "district_lookup": district_lookup,
    "population": population,
    "council_asb": council_asb,
}
