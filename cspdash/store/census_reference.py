"""The census facts of data/reference/: what a store without census files knows of the borough and its county."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from cspdash.sources.census_topics import ESTIMATE
from cspdash.store.versions import REFERENCE

BOROUGH = "E07000135"
AGE_BY_SETTLEMENT, AGE_BY_ETHNIC_GROUP, ETHNIC_GROUP_BY_AREA = (
    "age by settlement", "age by ethnic group", "ethnic group by area",
)  # fmt: skip
_GROUPS = {
    "white_british": "White: British", "other_white": "White: Other", "white": "White", "mixed": "Mixed",
    "asian": "Asian", "black": "Black", "other": "Other",
}  # fmt: skip
_PRINTED = {
    AGE_BY_SETTLEMENT: ("oadby_wigston_population_age_by_settlement_2011.csv", "age_band"),
    AGE_BY_ETHNIC_GROUP: ("oadby_wigston_population_age_by_ethnicity_2011.csv", "age_band"),
    ETHNIC_GROUP_BY_AREA: ("oadby_wigston_ethnicity_by_settlement_2011.csv", "area"),
}
# How the printed columns are called where they are shown.
_COLUMNS = {
    "oadby": "Oadby", "wigston": "Wigston", "south_wigston": "South Wigston", "total": "Total",
    "white_british": "White British", "bame": "BAME",
}  # fmt: skip


def census_frames() -> Iterator[tuple[str, pd.DataFrame, str]]:
    """The tables: kind (a script of queries/load/tables), frame, and name of the source."""
    yield "census", _counts("census_age_mid_2020.csv", "age", 2020, ESTIMATE), "census_age_mid_2020.csv"
    groups = pd.read_csv(REFERENCE / "census_ethnic_group.csv").rename(columns=_GROUPS)
    long = groups.melt(["code", "year"], var_name="category", value_name="n").dropna(subset=["n"])
    long["source"] = "Census " + long["year"].astype(str)
    yield "census", _typed(long.assign(topic="ethnic_group")), "census_ethnic_group.csv"
    yield "census", _counts("census_tenure_2021.csv", "tenure", 2021, "Census 2021"), "census_tenure_2021.csv"
    yield "published_total", pd.read_csv(REFERENCE / "census_published_totals.csv"), "census_published_totals.csv"
    for printed, (name, rows) in _PRINTED.items():
        wide = pd.read_csv(REFERENCE / "published" / name).rename(columns={rows: "row_name", **_COLUMNS})
        wide["line"] = range(len(wide))
        cells = wide.melt(["row_name", "line"], var_name="column_name", value_name="n")
        cells["place"] = cells["column_name"].map({column: at for at, column in enumerate(wide.columns)})
        yield (
            "printed_population",
            cells.assign(area_code=BOROUGH, printed=printed, year=2011, source="strategic plan"),
            name,
        )


def _counts(name: str, topic: str, year: int, source: str) -> pd.DataFrame:
    """A table with a column a category."""
    wide = pd.read_csv(REFERENCE / name)
    long = wide.melt("code", var_name="category", value_name="n")
    return _typed(long.assign(topic=topic, year=year, source=source))


def _typed(long: pd.DataFrame) -> pd.DataFrame:
    return long[["code", "topic", "year", "source", "category", "n"]].astype({"n": int})
