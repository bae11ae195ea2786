"""Of which areas months of the council's own records are shown."""

from __future__ import annotations

import duckdb

from cspdash.statistics.differencing import shown_together
from cspdash.store.sql import sql


def derive_council_areas(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill `council_area`; after `load/derive/025_areas`, before `060_by_area`.

    Whole districts, and what is made of them, are shown in any case; then settlements, then wards, of each the largest
    first, so long as no month of a single LSOA (of 2011 or 2021) can be had from all of them together by subtraction.
    """
    connection.execute(sql("load/council/clear_areas"))
    found = [
        (code, part, frozenset(lsoas)) for code, part, lsoas in connection.execute(sql("load/council/areas")).fetchall()
    ]
    always = [(code, lsoas) for code, part, lsoas in found if part == "always"]
    wished = [(code, lsoas) for code, part, lsoas in found if part == "wished"]
    guarded = [lsoas for _, part, lsoas in found if part == "guarded"]
    flags = shown_together([lsoas for _, lsoas in always], [lsoas for _, lsoas in wished], guarded)
    shown = [code for code, _ in always] + [code for (code, _), flag in zip(wished, flags, strict=True) if flag]
    connection.execute(sql("load/council/keep_areas"), {"codes": shown})
