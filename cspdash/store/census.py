"""Census tables into a building: their districts' sums checked against what was published apart from them."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cspdash.sources.census import census_table
from cspdash.sources.census_rows import slack
from cspdash.sources.census_topics import TOPICS
from cspdash.sources.inputs import Input, Problem
from cspdash.sources.sheets import TableError
from cspdash.store.ledger import Ledger
from cspdash.store.reference import hand_over
from cspdash.store.sql import sql


@dataclass(frozen=True)
class Census:
    """A table ready to be stored, and in a sentence what its sums were checked against."""

    counts: pd.DataFrame
    checked: str


def read_census(ledger: Ledger, source: Input) -> Census | None:
    """Read a census table and check its sums; None where the file has no categories.

    Raises TableError with the file and the remedy where a row does not add up, or where a district of which the file
    holds every LSOA is further from its published total than perturbation and rounding explain.
    """
    table = census_table(source)
    if table is None:
        return None
    hand_over(ledger.connection, table.counts)
    measures = [f"{topic} {measure}" for topic, measure in TOPICS.items()]
    rows: list[tuple[str, str, int, int, int, int | None, int | None]] = ledger.connection.execute(
        sql("load/census_districts"), {"measures": measures}
    ).fetchall()
    agreed, apart, unknown = [], [], 0
    for district, topic, year, n, cells, published, rounded_to in rows:
        if published is None or rounded_to is None:
            unknown += 1
            continue
        allowed = slack(table.source, cells) + rounded_to // 2
        if abs(n - published) > allowed:
            measure = TOPICS[topic]
            raise TableError(
                Problem(
                    source.label,
                    f"the LSOAs of {district} add up to {n:,} {measure}, published for {year} are "
                    f"{published:,}, and at "
                    f"most {allowed:,} of that can be chance or rounding; download the whole table again",
                )
            )
        if n == published:
            agreed.append(f"{district} {n:,}")
        else:
            apart.append(f"{district} {n:,} for {published:,}")
    told = []
    if agreed:
        told.append(f"sums equal the published totals: {', '.join(agreed)}")
    if apart:
        told.append(
            f"sums are as near to the published totals as perturbation and rounding leave them: {', '.join(apart)}"
        )
    if unknown:
        told.append(f"no published total is known here to check {unknown} of the districts against")
    return Census(table.counts, "; ".join(told))
