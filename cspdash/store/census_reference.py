"""The census facts of data/reference/: what a store without census files knows of the borough and its county."""

from __future__ import annotations

from collections.abc import Iterator

from cspdash.sources.census_topics import ESTIMATE
from cspdash.store.rows import Rows, read_rows

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


def census_tables() -> Iterator[tuple[str, Rows, str]]:
    """The tables: kind (a script of queries/load/tables), rows, and name of the source."""
    for name, topic, year, source in (
        ("census_age_mid_2020.csv", "age", 2020, ESTIMATE),
        ("census_tenure_2021.csv", "tenure", 2021, "Census 2021"),
    ):
        rows = [
            {"code": row["code"], "topic": topic, "year": year, "source": source, "category": category, "n": int(n)}
            for row in read_rows(name)
            for category, n in row.items()
            if category != "code"
        ]
        yield "census", rows, name
    groups = [
        {"code": row["code"], "topic": "ethnic_group", "year": int(row["year"]), "source": f"Census {row['year']}",
         "category": category, "n": int(row[column])}
        for row in read_rows("census_ethnic_group.csv")
        for column, category in _GROUPS.items()
        if row.get(column)
    ]  # fmt: skip
    yield "census", groups, "census_ethnic_group.csv"
    totals = [
        {name: int(value) if value.isdigit() else value for name, value in row.items()}
        for row in read_rows("census_published_totals.csv")
    ]
    yield "published_total", totals, "census_published_totals.csv"
    for printed, (name, first) in _PRINTED.items():
        cells = [
            {"area_code": BOROUGH, "printed": printed, "year": 2011, "source": "strategic plan", "row_name": row[first],
             "line": line, "column_name": _COLUMNS.get(column, column), "place": place, "n": int(row[column])}
            for place, column in enumerate(read_rows(f"published/{name}")[0])
            for line, row in enumerate(read_rows(f"published/{name}"))
            if column != first
        ]  # fmt: skip
        yield "printed_population", cells, name
