"""The small published facts of data/reference/ into a store, and the partnerships' areas beside them."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from cspdash.crime_types import CRIME_TYPES
from cspdash.partnership import Partnership
from cspdash.sources.deprivation_columns import RELEASES
from cspdash.sources.inputs import Input
from cspdash.sources.partner_counts import partner_count
from cspdash.store.census_reference import census_tables
from cspdash.store.rows import Rows, read_rows
from cspdash.store.sql import digest, run, sql
from cspdash.store.versions import REFERENCE

if TYPE_CHECKING:
    import pandas as pd

OUTLINES = "leicestershire_lsoa11.geojson"

# The measure that each printed heat map shows, and its file.
HEAT_MAPS = {
    "crime": "oadby_wigston_monthly_crime_2012_2021.csv",
    "asb": "oadby_wigston_monthly_asb_2012_2021.csv",
}
# Counts that partners printed, in the form of partners' counts; their areas are codes of districts.
PARTNER_COUNTS = ("charnwood_2016_counts.csv",)
_MONTHS = ("apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "jan", "feb", "mar")


def reference_hash() -> str:
    """A hash of the reference files that a store takes in."""
    return digest([path for path in REFERENCE.rglob("*") if path.suffix in (".csv", ".geojson")])


def reference_tables() -> Iterator[tuple[str, Rows, str]]:
    """The reference tables: kind (a script of queries/load/tables), rows, and name of the source."""
    yield "crime_type", [{"crime_type": name} for name in CRIME_TYPES], "police.uk"
    districts = read_rows("districts.csv")
    yield "district_lookup", districts, "districts.csv"
    yield (
        "population",
        [
            {"code": row["district"], "year": int(row["population_year"]), "source": "ONS mid-year estimate",
             "n": int(row["population"])}
            for row in districts
            if row["population"]
        ],
        "districts.csv",
    )  # fmt: skip
    lookup = read_rows("leicestershire_lsoa_lookup.csv")
    yield "lsoa_lookup", lookup, "leicestershire_lsoa_lookup.csv"
    yield "best_fit", [row for row in lookup if row["best_fit"] == "true"], "leicestershire_lsoa_lookup.csv"
    yield "ward_lookup", list({row["lsoa21"]: row for row in lookup}.values()), "leicestershire_lsoa_lookup.csv"
    borough = read_rows("oadby_wigston_lsoa.csv")
    for column, year, source in (
        ("population_mid_2020", 2020, "ONS mid-year estimate"),
        ("population_census_2021", 2021, "Census 2021"),
    ):
        rows: Rows = [{"code": row["lsoa"], "year": year, "source": source, "n": int(row[column])} for row in borough]
        yield "population", rows, "oadby_wigston_lsoa.csv"
    releases = [
        {"release": of.year, "vintage": of.vintage, "lsoas": of.lsoas, "authorities": of.authorities}
        for of in RELEASES.values()
    ]
    yield "deprivation_release", releases, "MHCLG"
    for release in (2019, 2025):
        rows = [
            {"code": row["lsoa"], "release": release, "domain": "imd", "rank": int(row[f"imd_{release}_rank"]),
             "decile": int(row[f"imd_{release}_decile"]), "score": math.nan}
            for row in borough
        ]  # fmt: skip
        yield "deprivation", rows, "oadby_wigston_lsoa.csv"
    printed = [
        row | {"release": int(row["release"]), "rank": int(row["rank"]), "of": int(row["of"]), "value": math.nan}
        for row in read_rows("authority_deprivation.csv")
    ]
    yield "deprivation_authority", printed, "authority_deprivation.csv"
    yield "known_break", read_rows("recording_breaks.csv"), "recording_breaks.csv"
    yield "boundary", boundary_rows(REFERENCE / OUTLINES), OUTLINES
    yield from census_tables()
    for name in PARTNER_COUNTS:
        path = REFERENCE / "published" / name
        counts = partner_count(Input(path, None, path.stat().st_size, datetime.fromtimestamp(0, UTC)))
        yield "partner_count", [row | {"area_code": row["area"], "level": "district"} for row in counts], name
    for measure, name in HEAT_MAPS.items():
        rows = [
            {"area_code": "E07000135", "measure": measure, "financial_year": row["financial_year"],
             "month_of_year": (place + 3) % 12 + 1, "n": int(row[month]), "source": name}
            for row in read_rows(f"published/{name}")
            for place, month in enumerate(_MONTHS)
        ]  # fmt: skip
        yield "published_figure", rows, name


def boundary_rows(path: Path) -> Rows:
    """The outlines of LSOAs of 2011 that the project carries, as `sources.boundaries.read_boundaries` gives them.

    They are known to be sound (a test reads them with all checks), so the library that checks is not loaded.
    """
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    return [
        {
            "level": "lsoa",
            "vintage": 2011,
            "code": feature["properties"]["LSOA11CD"],
            "name": feature["properties"].get("LSOA11NM"),
            "geometry": json.dumps(feature["geometry"], separators=(",", ":")),
            "detail": _points(feature["geometry"]["coordinates"]),
        }
        for feature in features
    ]


def _points(coordinates: Any) -> int:
    """How many positions nested lists of coordinates hold."""
    return 1 if isinstance(coordinates[0], float | int) else sum(map(_points, coordinates))


def partnership_rows(partnerships: Mapping[str, Partnership]) -> Rows:
    """Every area that the partnership files name, one row an area and member: an LSOA or a district."""
    rows: Rows = []
    for slug, who in partnerships.items():
        named = [("partnership", slug, who.name, tuple(who.districts))]
        named += [(c.level, c.code, c.name, tuple(c.districts)) for c in who.comparators]
        named += [(g.level, a.code, a.name, tuple(a.lsoas)) for g in who.area_groups for a in g.areas]
        rows += [
            {"partnership": slug, "partnership_name": who.name, "home_force": who.home_force, "level": level,
             "code": code, "name": name, "member": member}
            for level, code, name, members in named
            for member in members
        ]  # fmt: skip
    return rows


def hand_over(connection: duckdb.DuckDBPyConnection, table: pd.DataFrame | Rows) -> None:
    """Give a table to the SQL scripts, which read it as the table `incoming`."""
    if isinstance(table, list):
        connection.execute(sql("load/incoming_rows"), {"rows": table})
        return
    connection.register("incoming_frame", table)
    try:
        connection.execute(sql("load/incoming"))
    finally:
        connection.unregister("incoming_frame")


def apply_table(
    connection: duckdb.DuckDBPyConnection,
    kind: str,
    table: pd.DataFrame | Rows,
    parameters: Mapping[str, str] | None = None,
) -> None:
    """Run a script of queries/load/tables over a table."""
    hand_over(connection, table)
    run(connection, f"load/tables/{kind}", parameters or {})


def fill_reference(connection: duckdb.DuckDBPyConnection) -> None:
    """Take the reference files into a store. What the user loaded is finer or newer and is not undone by it."""
    for kind, rows, source in reference_tables():
        apply_table(connection, kind, rows, {"source": source, "sha256": ""})


def fill_partnerships(connection: duckdb.DuckDBPyConnection, partnerships: Mapping[str, Partnership]) -> None:
    """Replace the partnerships' areas in a store."""
    apply_table(connection, "partnerships", partnership_rows(partnerships))
