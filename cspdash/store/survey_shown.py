"""What of a survey may be shown: its counts for every area and year, the suppressed ones emptied."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb

from cspdash.sources.survey import NO_AREA
from cspdash.store.sql import sql

if TYPE_CHECKING:
    import pandas as pd

ALL_YEARS = "all"
_COLUMNS = ["partnership", "area", "year", "question", "several", "position", "answer", "n"]
_Parts = frozenset[str]


@dataclass(frozen=True)
class _Areas:
    """The areas of one question: by their smallest areas, which areas those are, and how they add up."""

    codes: Mapping[_Parts, Sequence[str]]
    sums: Mapping[_Parts, list[list[_Parts]]]


def derive_survey(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill `survey_count` from what was loaded; after `load/derive/080_survey`.

    A breakdown of fewer than ten people (an area, in a year or in all of them) is not kept, nor is what would give it
    away by subtraction: over areas inside areas, years and their sum, answers and their base: see
    `statistics.suppression`.
    """
    connection.execute(sql("load/survey/clear_counts"))
    if not connection.execute(sql("load/survey/cells")).fetchall():
        return
    # Imported here, as below: a load without a survey need not pay for it.
    import pandas as pd

    cells = connection.execute(sql("load/survey/cells")).df()
    cover: dict[str, list[tuple[str, str, _Parts]]] = defaultdict(list)
    for partnership, level, area, parts in connection.execute(sql("load/survey/cover")).fetchall():
        cover[partnership].append((level, area, frozenset(parts)))
    frames = [
        _shown(part, str(partnership), str(question), cover[str(partnership)])
        for (partnership, question), part in cells.groupby(["partnership", "question"], sort=True)
    ]
    connection.register("survey_frame", pd.concat(frames, ignore_index=True))
    try:
        connection.execute(sql("load/survey/keep_counts"))
    finally:
        connection.unregister("survey_frame")


def _shown(
    cells: pd.DataFrame, partnership: str, question: str, cover: Sequence[tuple[str, str, _Parts]]
) -> pd.DataFrame:
    """One question of one survey: a row for each area, year (and all years), and answer."""
    import pandas as pd

    from cspdash.statistics.suppression import Sums, relations_of, small_breakdowns, suppressed

    counts = {
        (year, area, int(position)): int(n)
        for year, area, position, n in zip(
            cells["year"], cells["area_code"], cells["position"], cells["n"], strict=True
        )
    }
    years = sorted(set(cells["year"]))
    answers = {int(p): answer for p, answer in zip(cells["position"], cells["answer"], strict=True)}
    several = bool(cells["several"].iloc[0])
    smallest = {area for area in cells["area_code"] if area != NO_AREA}
    if any(counts.get((year, NO_AREA, 0), 0) for year in years):
        smallest.add(NO_AREA)
    areas = _areas(cover, smallest)

    def total(time: Any, parts: _Parts, position: int) -> int:
        return sum(
            counts.get((year, area, position), 0) for year in (years if time == ALL_YEARS else [time]) for area in parts
        )

    times = [*years, ALL_YEARS]
    units = [(time, parts) for time in times for parts in areas.codes]
    sums: list[Sums] = [{ALL_YEARS: [years]}, areas.sums]
    bases = [total(time, parts, 0) for time, parts in units]
    hidden = small_breakdowns(bases, relations_of(units, sums))
    positions = sorted(answers)
    keys = [(*unit, position) for unit in units for position in positions]
    at = {key: number for number, key in enumerate(keys)}
    values = [total(*key) for key in keys]
    within: Sums = {} if several else {0: [positions[1:]]}
    # Wide areas and long times are what people read: their figures go last, and the people asked last of all.
    cost = [
        1.0 + float(base) ** 3 * (value + 1) * (1 if position else 10)
        for (_, _, position), value, base in zip(keys, values, [base for base in bases for _ in positions], strict=True)
    ]
    pairs = [(at[*unit, position], at[*unit, 0]) for unit in units for position in positions[1:]]
    mask = suppressed(
        values, relations_of(keys, [*sums, within]), [flag for flag in hidden for _ in positions],
        at_most=pairs if several else (),
        cost=cost,
    )  # fmt: skip
    return pd.DataFrame(
        [
            (partnership, area, None if time == ALL_YEARS else time, question, several, position, answers[position],
             None if mask[at[time, parts, position]] else values[at[time, parts, position]])
            for time, parts in units for area in areas.codes[parts] for position in positions
        ],
        columns=_COLUMNS,
    ).astype({"n": "Int64"})  # fmt: skip


def _areas(cover: Sequence[tuple[str, str, _Parts]], smallest: set[str]) -> _Areas:
    """Areas that are the same are one; of each larger one every way in which it is a sum of others.

    Those are its smallest areas, and the areas of each level in it, with the smallest that they leave out.
    """
    codes: dict[_Parts, list[str]] = {}
    levels: dict[str, list[_Parts]] = defaultdict(list)
    for level, area, parts in cover:
        held = parts & smallest
        if held:
            codes.setdefault(held, []).append(area)
            levels[level].append(held)
    for part in sorted(smallest):
        codes.setdefault(frozenset([part]), [])
    sums: dict[_Parts, list[list[_Parts]]] = {}
    for whole in (parts for parts in codes if len(parts) > 1):
        ways = {frozenset(frozenset([part]) for part in whole)}
        for inside in levels.values():
            own = [parts for parts in dict.fromkeys(inside) if parts < whole]
            covered = frozenset().union(*own)
            if own and sum(map(len, own)) == len(covered):
                ways.add(frozenset([*own, *(frozenset([part]) for part in whole - covered)]))
        sums[whole] = [
            sorted(way, key=sorted) for way in sorted(ways, key=lambda way: (len(way), sorted(map(sorted, way))))
        ]
    return _Areas(codes, sums)
