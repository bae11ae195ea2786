"""The small published facts of data/reference/ into a store, and the partnerships' areas beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import duckdb
import pandas as pd

from cspdash.crime_types import CRIME_TYPES
from cspdash.partnership import Partnership
from cspdash.sources.boundaries import read_boundaries
from cspdash.sources.inputs import Input
from cspdash.sources.partner_counts import partner_count
from cspdash.store.sql import digest, run, sql
from cspdash.store.versions import REFERENCE

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


def reference_frames() -> Iterator[tuple[str, pd.DataFrame, str]]:
    """The reference tables: kind (a script of queries/load/tables), frame, and name of the source."""
    yield "crime_type", pd.DataFrame({"crime_type": CRIME_TYPES}), "police.uk"
    districts = pd.read_csv(REFERENCE / "districts.csv", dtype="string")
    yield "district_lookup", districts, "districts.csv"
    known = districts.dropna(subset=["population"])
    yield (
        "population",
        pd.DataFrame(
            {
                "code": known["district"],
                "year": known["population_year"].astype(int),
                "source": "ONS mid-year estimate",
                "n": known["population"].astype(int),
            }
        ),
        "districts.csv",
    )
    lookup = pd.read_csv(REFERENCE / "leicestershire_lsoa_lookup.csv", dtype="string")
    yield "lsoa_lookup", lookup, "leicestershire_lsoa_lookup.csv"
    yield "best_fit", lookup[lookup["best_fit"] == "true"], "leicestershire_lsoa_lookup.csv"
    yield "ward_lookup", lookup.drop_duplicates("lsoa21"), "leicestershire_lsoa_lookup.csv"
    borough = pd.read_csv(REFERENCE / "oadby_wigston_lsoa.csv")
    for column, year, source in (
        ("population_mid_2020", 2020, "ONS mid-year estimate"),
        ("population_census_2021", 2021, "Census 2021"),
    ):
        frame = pd.DataFrame({"code": borough["lsoa"], "year": year, "source": source, "n": borough[column]})
        yield "population", frame, "oadby_wigston_lsoa.csv"
    for release in (2019, 2025):
        frame = pd.DataFrame(
            {
                "code": borough["lsoa"],
                "release": release,
                "rank": borough[f"imd_{release}_rank"],
                "decile": borough[f"imd_{release}_decile"],
            }
        )
        yield "deprivation", frame, "oadby_wigston_lsoa.csv"
    yield "known_break", pd.read_csv(REFERENCE / "recording_breaks.csv", dtype="string"), "recording_breaks.csv"
    outline = _input("leicestershire_lsoa11.geojson")
    yield "boundary", read_boundaries(outline), outline.name
    for name in PARTNER_COUNTS:
        counts = partner_count(_input(f"published/{name}"))
        yield "partner_count", counts.assign(area_code=counts["area"], level="district"), name
    for measure, name in HEAT_MAPS.items():
        wide = pd.read_csv(REFERENCE / "published" / name)
        long = wide.melt("financial_year", list(_MONTHS), "month", "n")
        long["month_of_year"] = [(_MONTHS.index(month) + 3) % 12 + 1 for month in long["month"]]
        yield (
            "published_figure",
            long.assign(area_code="E07000135", measure=measure, source=name)[
                ["area_code", "measure", "financial_year", "month_of_year", "n", "source"]
            ],
            name,
        )


def _input(name: str) -> Input:
    path = REFERENCE / name
    return Input(path, None, path.stat().st_size, datetime.fromtimestamp(0, UTC))


def partnership_frame(partnerships: Mapping[str, Partnership]) -> pd.DataFrame:
    """Every area that the partnership files name, one row an area and member: an LSOA or a district."""
    rows = []
    for slug, who in partnerships.items():
        named = [("partnership", slug, who.name, tuple(who.districts))]
        named += [(c.level, c.code, c.name, tuple(c.districts)) for c in who.comparators]
        named += [(g.level, a.code, a.name, tuple(a.lsoas)) for g in who.area_groups for a in g.areas]
        rows += [
            (slug, who.name, who.home_force, level, code, name, member)
            for level, code, name, members in named
            for member in members
        ]
    return pd.DataFrame(
        rows, columns=["partnership", "partnership_name", "home_force", "level", "code", "name", "member"]
    )


def hand_over(connection: duckdb.DuckDBPyConnection, frame: pd.DataFrame) -> None:
    """Give a frame to the SQL scripts, which read it as the table `incoming`."""
    connection.register("incoming_frame", frame)
    try:
        connection.execute(sql("load/incoming"))
    finally:
        connection.unregister("incoming_frame")


def apply_table(
    connection: duckdb.DuckDBPyConnection,
    kind: str,
    frame: pd.DataFrame,
    parameters: Mapping[str, str] | None = None,
) -> None:
    """Run a script of queries/load/tables over a frame."""
    hand_over(connection, frame)
    run(connection, f"load/tables/{kind}", parameters or {})


def fill_reference(connection: duckdb.DuckDBPyConnection) -> None:
    """Take the reference files into a store. What the user loaded is finer or newer and is not undone by it."""
    for kind, frame, source in reference_frames():
        apply_table(connection, kind, frame, {"source": source, "sha256": ""})


def fill_partnerships(connection: duckdb.DuckDBPyConnection, partnerships: Mapping[str, Partnership]) -> None:
    """Replace the partnerships' areas in a store."""
    apply_table(connection, "partnerships", partnership_frame(partnerships))
