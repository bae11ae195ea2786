"""Tables of the census and of mid-year estimates by LSOA: read, put under one spelling, and added up.

A row is refused where its parts do not add up to its own total. ONS adds a small random change to the cells of the
census of 2021 (cell key perturbation), in every table anew: parts and totals may be a few apart there, and the same
total differs between tables. The census of 2011 and the mid-year estimates are exact.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

import pandas as pd

from cspdash.sources.census_layouts import HEADER_WITHIN, Layout, Long, Wide, layout_of
from cspdash.sources.census_rows import AGED, check_sum, long_rows, stored_topic, wide_rows
from cspdash.sources.census_topics import ESTIMATE
from cspdash.sources.inputs import Input, Problem
from cspdash.sources.sheets import TableError, rows_of


@dataclass(frozen=True)
class CensusTable:
    """A table as it is stored: `counts` has code, topic, year, source, category and n, all of one year and source."""

    counts: pd.DataFrame
    year: int
    source: str


def read_layout(source: Input) -> Layout | None:
    """The layout of a file; None where it holds no census table."""
    return layout_of(list(islice(rows_of(source), HEADER_WITHIN)))


def census_table(source: Input) -> CensusTable | None:
    """Read a table; None where the file has no categories (a table of totals).

    Raises TableError with file, line and remedy: no year, no LSOAs, a cell that is no count, parts that do not add up.
    """
    layout = read_layout(source)
    if layout is None:
        return None
    form = layout.form
    rows = list(wide_rows(source, layout, form) if isinstance(form, Wide) else long_rows(source, layout, form))
    if not rows:
        raise TableError(
            Problem(source.label, "no row has an LSOA code; choose LSOAs as the geography and export again")
        )
    years = {year for _, _, year, _, _, _ in rows}
    if len(years) > 1:
        raise TableError(Problem(source.label, f"holds several years ({sorted(years)}); export one year a file"))
    year = years.pop()
    name = _publication(source, layout, year)
    seen: dict[tuple[str, str], int] = {}
    records: list[tuple[str, str, int, str, str, int]] = []
    for line, code, _, topic, parts, total in rows:
        if (code, topic) in seen:
            raise TableError(Problem(source.label, f"{code} stands twice (before on line {seen[code, topic]})", line))
        seen[code, topic] = line
        check_sum(source, line, code, name, parts, total)
        records += [(code, topic, year, name, category, n) for category, n in parts.items()]
    frame = pd.DataFrame(records, columns=["code", "topic", "year", "source", "category", "n"])
    return CensusTable(_with_persons(frame), year, name)


def _publication(source: Input, layout: Layout, year: int) -> str:
    """What the figures are from: `Census 2021`, or ONS's mid-year estimates."""
    told = f"{layout.title} {source.name}".casefold()
    topics = {layout.form.topic} if isinstance(layout.form, Long) else {topic for _, topic, _ in layout.form.columns}
    both_sexes = "age_female" in topics and "census" not in told
    if re.search(r"mid[-_ ]?(year|(19|20)\d\d)|estimate|sape", told) or (both_sexes and not layout.title):
        return ESTIMATE
    if year % 10 == 1:
        return f"Census {year}"
    if topics <= set(AGED):
        return ESTIMATE  # nothing else gives ages between censuses
    raise TableError(
        Problem(
            source.label,
            f"{year} was no year of a census; put the year of the census in the file's name",
        )
    )


def _with_persons(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with persons added up where it has females and males only."""
    sexed = frame[frame["topic"].isin(("age_female", "age_male"))]
    if sexed.empty or frame["topic"].isin(("age", "age_band")).any():
        return frame
    keys = ["code", "year", "source", "category"]
    summed = sexed.groupby(keys, sort=False)["n"].sum().reset_index()
    persons = summed.assign(topic=stored_topic("age_band", list(summed["category"])))
    return pd.concat([frame, persons[list(frame.columns)]], ignore_index=True)
