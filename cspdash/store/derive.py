"""Everything that follows from what was loaded: areas, the cube, coverage, breaks. Computed whole at each load."""

from __future__ import annotations

import duckdb

from cspdash.store.council_shown import derive_council_areas
from cspdash.store.sql import scripts, sql
from cspdash.store.survey_shown import derive_survey
from cspdash.store.versions import StoreError


def derive_areas(connection: duckdb.DuckDBPyConnection) -> None:
    """LSOAs of both vintages, and every area made of them."""
    connection.execute(sql("load/derive/010_units"))
    connection.execute(sql("load/derive/020_found"))
    clashes = connection.execute(sql("load/code_clash")).fetchall()
    if clashes:
        code, claims = clashes[0]
        raise StoreError(
            f"the area code '{code}' stands for {' and for '.join(claims)}; give one of them another code in "
            "data/partnerships"
        )
    connection.execute(sql("load/derive/025_areas"))


def place_split(connection: duckdb.DuckDBPyConnection) -> None:
    """Place the rows of LSOAs that were split since 2011 among their parts, by their coordinates."""
    if not connection.execute(sql("load/split_parts")).fetchall():
        connection.execute(sql("load/forget_placed"))
        return
    # Imported here: a store without boundaries of 2021 needs neither pandas nor shapely.
    from cspdash.sources.boundaries import place_points

    points = connection.execute(sql("load/split_points")).df()
    parts = connection.execute(sql("load/split_parts")).df()
    connection.register("placed_frame", place_points(points, parts))
    connection.execute(sql("load/keep_placed"))
    connection.unregister("placed_frame")


def derive_counts(connection: duckdb.DuckDBPyConnection) -> None:
    """The cube, coverage and breaks; after `derive_areas`."""
    place_split(connection)
    derive_council_areas(connection)
    for name in scripts("load/derive")[3:]:
        connection.execute(sql(name))
    derive_survey(connection)
