"""What a file is, told from its content: the same command takes police.uk, ONS, Nomis and council files."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from cspdash.partnership.models import TableForm
from cspdash.sources import deprivation_columns, police_uk
from cspdash.sources.case_records import POSTCODE_COLUMNS, POSTCODE_LSOA_COLUMNS
from cspdash.sources.inputs import Ignored, Input, Problem
from cspdash.sources.partner_counts import is_partner_count
from cspdash.sources.sheets import header_of_sheet, is_excel

Kind = Literal[
    "street",
    "boundary",
    "lsoa_lookup",
    "best_fit",
    "ward_lookup",
    "district_lookup",
    "population",
    "deprivation",
    "deprivation_authority",
    "census",
    "council_asb",
    "survey",
    "case_records",
    "partner_count",
    "postcode_lookup",
]

# Columns are compared in lower case without punctuation, so that LSOA21CD, lsoa21_code and "area code" read alike.
_PLAIN = re.compile(r"[^a-z0-9]")


@dataclass(frozen=True)
class Recognised:
    """A file of a known kind. `header` is its first line's columns (empty for GeoJSON).

    `form` is what the partnership's files say of it, where they and not its own columns told what it is.
    """

    source: Input
    kind: Kind
    header: list[str]
    form: TableForm | None = None

    @property
    def size(self) -> int:
        """In bytes, unpacked."""
        return self.source.size


def plain(name: str) -> str:
    """A column name in lower case letters and digits."""
    return _PLAIN.sub("", name.casefold())


def recognise(source: Input, forms: Sequence[TableForm] = ()) -> Recognised | Ignored | Problem:
    """Tell what a file is.

    Street-level files come back only with a header that is sound; a damaged one is a Problem with the line and
    the remedy. Files of kinds that are not loaded are Ignored. Raises InputError for one that cannot be read.
    """
    if source.name.startswith(".") or source.name.startswith("~$"):
        return Ignored(source, "a hidden file of the computer that made the folder")
    if is_excel(source):
        return _known_table(source, header_of_sheet(source), b"", forms)
    if ignored := police_uk.IGNORED_NAME.match(source.name):
        return Ignored(source, f"police.uk {ignored['kind'].replace('-', ' ')}: not counted here")
    head = source.head()
    named_street = police_uk.STREET_NAME.match(source.name) is not None
    if not head.strip():
        if named_street:
            return Problem(source.label, "the file is empty; download it again", 1)
        return Ignored(source, "an empty file")
    text = head.removeprefix(police_uk.BOM).lstrip()
    if text[:1] == b"<":
        return Problem(
            source.label,
            "this is a web page saved under a file's name, usually the site's error page; download the data file again",
            1,
        )
    if source.name.lower().endswith((".geojson", ".json")):
        if re.search(rb'"OA\d\dCD"', head, re.IGNORECASE):
            return Ignored(source, "boundaries of census output areas: LSOAs are the smallest areas here")
        if b'"FeatureCollection"' in head:
            return Recognised(source, "boundary", [])
        return Ignored(source, "JSON, but not a GeoJSON collection of boundaries")
    header = police_uk.header_of(head)
    if named_street or police_uk.looks_like_street(header):
        return police_uk.check_header(source, header) or Recognised(source, "street", header)
    return _known_table(source, header, head, forms)


def _known_table(source: Input, header: list[str], head: bytes, forms: Sequence[TableForm]) -> Recognised | Ignored:
    """A table by its columns; a partnership's own form before what any table with such columns would be."""
    names = frozenset(plain(name) for name in header)
    for form in forms:
        if form.matches(names):
            return Recognised(source, form.kind, header, form)
    kind = _table_kind(header, head)
    if kind is not None:
        return Recognised(source, kind, header)
    return Ignored(source, f"not a table that is loaded (columns: {', '.join(header[:6])}{', …' * (len(header) > 6)})")


def _table_kind(header: list[str], head: bytes) -> Kind | None:
    names = {plain(name) for name in header}
    if names == {"month", "areacode", "type", "count"}:
        return "council_asb"
    if (deprivation := deprivation_columns.kind_of([plain(name) for name in header])) is not None:
        return deprivation
    if is_partner_count(frozenset(names)):
        return "partner_count"
    if names & set(POSTCODE_COLUMNS) and names & set(POSTCODE_LSOA_COLUMNS):
        return "postcode_lookup"
    has = {stem: any(re.fullmatch(rf"{stem}\d\d(cd|code)", name) for name in names) for stem in ("wd", "ward", "pfa")}
    if {"lsoa11cd", "lsoa21cd", "chgind"} <= names:
        return "lsoa_lookup"
    if {"lsoa11cd", "lsoa21cd"} <= names:
        return "best_fit"
    if "lsoa21cd" in names and (has["wd"] or has["ward"]):
        return "ward_lookup"
    if has["pfa"] and any(re.fullmatch(r"(lad|ltla)\d\d(cd|code)", name) for name in names):
        return "district_lookup"
    if population_columns(header, head) is not None:
        return "population"
    # Imported here: it builds on this module.
    from cspdash.sources.census_layouts import layout_in

    return "census" if layout_in(head) is not None else None


@dataclass(frozen=True)
class PopulationColumns:
    """Where a population table keeps what we read: the line of its header, and the columns of code and total."""

    header_line: int
    code: int
    total: int
    year: int | None


_CODE = {
    "geographycode", "mnemonic", "lsoacode", "areacode",
    *(f"lsoa{year}{code}" for year in ("11", "2011", "21", "2021") for code in ("cd", "code")),
}  # fmt: skip
_TOTAL = (
    re.compile(r"totalpopulation|allages|allpersons|population|obsvalue"),
    re.compile(r"(residencetype|sex|age|variableallpersons).*(total|allusualresidents|allpersons).*value"),
    re.compile(r"(total)?allusualresidents(measuresvalue)?"),
)
_YEAR = {"date", "datename", "year"}


def population_columns(header: list[str], head: bytes) -> PopulationColumns | None:
    """Find the layout of a table of residents by area: Nomis bulk, Nomis query (with its lines of title), ONS wide.

    The header is the first of the first twelve lines that has a column of area codes and one of totals.
    """
    text = head.removeprefix(police_uk.BOM).decode("utf-8", errors="replace")
    reader = csv.reader(io.StringIO(text))
    for row, _ in zip(reader, range(12), strict=False):
        names = [plain(name) for name in row]
        code = next((i for i, name in enumerate(names) if name in _CODE), None)
        total = next((i for pattern in _TOTAL for i, name in enumerate(names) if pattern.fullmatch(name)), None)
        if total is None and "f0" in names and "total" in names:
            total = names.index("total")  # ONS estimates: a total, then females and males by single years of age
        if total is None and code is not None and len(names) == 3 and re.fullmatch(r"(19|20)\d\d", names[2]):
            total = 2  # Nomis query: area, mnemonic, and the year as the column of figures
        if code is not None and total is not None and code != total:
            year = next((i for i, name in enumerate(names) if name in _YEAR), None)
            return PopulationColumns(reader.line_num, code, total, year)
    return None
