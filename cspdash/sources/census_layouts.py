"""How a table of the census or of mid-year estimates is laid out: which line is its header, and what its columns hold.

Known layouts: Nomis bulk (`"date","geography","geography code","Age: Total; measures: Value"`), Nomis query (lines of
title, then area, mnemonic, categories), long (a row a category), ONS's single years of age (persons, or F0, M0, …),
and the 14 ethnic groups of the R package MLID.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from cspdash.sources.census_topics import MLID, ages_of, is_total, topic_of
from cspdash.sources.police_uk import BOM
from cspdash.sources.recognise import plain

# A header stands in the first lines; Nomis puts up to nine of title before it.
HEADER_WITHIN = 14
_CODE = re.compile(r"geographycode|mnemonic|(lsoa|area)code|lsoa(20)?(11|21)(cd|code)|lsoa")
_CATEGORIES = {
    "agegroup": "age_band", "ageband": "age_band", "age": "age_band", "ethnicgroup": "ethnic_group",
    "religion": "religion", "disability": "disability", "tenure": "tenure", "type": "accommodation",
    "accommodationtype": "accommodation", "deprivationdimensions": "household_deprivation",
}  # fmt: skip
_COUNT = re.compile(r"n|count|usualresidents|residents|households|obsvalue|observation|value")
_TOTAL = re.compile(r"total(usual)?(residents|households|population|persons)|total|allages|allpersons|persons")
_SEXED = re.compile(r"([fm]) ?(\d{1,2})\+?")
_BULK = re.compile(r"(?i); *measures: *value$")
_SEXES = {"f": "age_female", "females": "age_female", "female": "age_female", "m": "age_male", "males": "age_male",
          "male": "age_male", "all persons": "age_band", "all categories: sex": "age_band"}  # fmt: skip
_YEAR = {"date", "datename", "year"}


@dataclass(frozen=True)
class Wide:
    """A column of figures for each category: (place, topic, category), totals apart as (place, topic)."""

    columns: tuple[tuple[int, str, str], ...]
    totals: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Long:
    """A row for each category: where it and its figure stand, and the row's total where the table gives one."""

    topic: str
    category: int
    count: int
    total: int | None


@dataclass(frozen=True)
class Layout:
    """A census table's layout. `title` is what stands above the header; `year` the place of a column of dates.

    `rest` names the category that the columns leave out of the row's total, in the one layout that does.
    """

    header_line: int
    code: int
    form: Wide | Long
    title: str = ""
    year: int | None = None
    rest: str = ""


def layout_of(lines: Sequence[tuple[int, Sequence[str]]]) -> Layout | None:
    """The layout that the first lines of a table (number and cells of each) show; None where it is none of these."""
    title = ""
    for number, row in lines[:HEADER_WITHIN]:
        names = [plain(name) for name in row]
        # A table of output areas may name the LSOA of each: its rows are not LSOAs.
        code = next((i for i, name in enumerate(names) if _CODE.fullmatch(name)), None)
        if code is not None and "oa" not in names:
            year = next((i for i, name in enumerate(names) if name in _YEAR), None)
            form = _mlid(names) or _long(names, code) or _wide(row, code, title)
            if form is not None:
                return Layout(number, code, form, title, year, "mlid" if "whitebrit" in names else "")
        title += " ".join((*row, " "))
        title = re.sub(r"\[from Nomis[^]]*\]", "", title)  # the day of the download is not that of the figures
    return None


def _mlid(names: Sequence[str]) -> Wide | None:
    if not {"persons", *MLID} <= set(names):
        return None
    columns = tuple((names.index(name), "ethnic_group", category) for name, category in MLID.items())
    return Wide(columns, ((names.index("persons"), "ethnic_group"),))


def _long(names: Sequence[str], code: int) -> Long | None:
    category = next((i for i, name in enumerate(names) if name in _CATEGORIES), None)
    count = next((i for i, name in enumerate(names) if _COUNT.fullmatch(name)), None)
    # Any table may have a column `type`: only that of households is theirs.
    if category is None or count is None or (names[category] == "type" and "totalhouseholds" not in names):
        return None
    total = next((i for i, name in enumerate(names) if _TOTAL.fullmatch(name) and i not in (count, code)), None)
    return Long(_CATEGORIES[names[category]], category, count, total)


def _wide(row: Sequence[str], code: int, title: str) -> Wide | None:
    columns: list[tuple[int, str, str]] = []
    totals: list[tuple[int, str]] = []
    told = topic_of(title)
    for at, cell in enumerate(row):
        # Left of the code, and just beside it, stand names.
        topic, category = _column(cell.strip(), told) if at > code else (None, "")
        if topic is None:
            continue
        if is_total(category):
            totals.append((at, topic))
        else:
            columns.append((at, topic, category))
    # One column of figures is a table of totals, which the loader of populations takes.
    return Wide(tuple(columns), tuple(totals)) if len(columns) > 1 else None


def _column(cell: str, told: str | None) -> tuple[str | None, str]:
    """The topic and category of a column; no topic where it holds no figures. `told` is the topic of the title."""
    if _BULK.search(cell):
        named = _BULK.sub("", cell)
        sex = re.fullmatch(r"(?i)sex: *(?P<sex>[^;]+); *age: *(?P<age>.+)", named)
        if sex is not None:
            return _SEXES.get(sex["sex"].strip().casefold()), sex["age"].strip()
        if ";" in named:
            return None, cell
        topic, _, category = named.partition(":")
        return topic_of(topic), category.strip()
    if sexed := _SEXED.fullmatch(cell.casefold()):
        return _SEXES[sexed[1]], f"{sexed[2]}+" if int(sexed[2]) >= 90 else sexed[2]
    if ages_of(cell) is not None and told in (None, "age_band"):
        return "age_band", cell
    if _TOTAL.fullmatch(plain(cell)) or is_total(cell):
        return told or "age_band", "Total"
    if told not in (None, "age_band") and cell not in ("%", ""):
        return told, cell
    return None, cell


def layout_in(head: bytes) -> Layout | None:
    """The layout that the first bytes of a CSV show."""
    reader = csv.reader(io.StringIO(head.removeprefix(BOM).decode("utf-8", errors="replace")))
    return layout_of([(reader.line_num, row) for row in islice(reader, HEADER_WITHIN)])
