"""Tables of the census and of mid-year estimates by LSOA: read, put under one spelling, and added up.

A row is refused where its parts do not add up to its own total. ONS adds a small random change to the cells of the
census of 2021 (cell key perturbation), in every table anew: parts and totals may be a few apart there, and the same total
differs between tables. The census of 2011 and the mid-year estimates are exact.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import pandas as pd

from cspdash.sources.census_layouts import HEADER_WITHIN, Layout, Long, Wide, layout_of
from cspdash.sources.census_topics import MLID_REST, Ages, ages_of, ethnic_group, is_total, leaves, partition
from cspdash.sources.inputs import Input, Problem
from cspdash.sources.sheets import TableError, rows_of

LSOA = re.compile(r"^[EW]01\d{6}$")
ESTIMATE = "ONS mid-year estimate"
# Single years are kept up to here, as ONS gives them for LSOAs.
OLDEST = 90
_AGED = ("age_band", "age_female", "age_male")


@dataclass(frozen=True)
class CensusTable:
    """A table as it is stored: `counts` has code, topic, year, source, category and n; the other two tell whose it is."""

    counts: pd.DataFrame
    year: int
    source: str

    @property
    def topics(self) -> list[str]:
        """The topics that it holds."""
        return [str(topic) for topic in self.counts["topic"].unique()]


def slack(source: str, cells: int) -> int:
    """How far a sum of `cells` counts may be from a figure published apart from them.

    The census of 2021 was perturbed: changes of a few, independent from cell to cell, grow with the root of their
    number (ONS, "Protecting personal data in Census 2021 results", 2022). Three times the root is passed by chance in
    one of hundreds at most. Everything else is exact.
    """
    return math.ceil(3 * math.sqrt(cells)) if source == "Census 2021" else 0


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
    read = _wide_rows(source, layout) if isinstance(layout.form, Wide) else _long_rows(source, layout, layout.form)
    rows = list(read)
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
        _check_sum(source, line, code, name, parts, total)
        records += [(code, topic, year, name, category, n) for category, n in parts.items()]
    frame = pd.DataFrame(records, columns=["code", "topic", "year", "source", "category", "n"])
    return CensusTable(_with_persons(frame), year, name)


Read = tuple[int, str, int, str, dict[str, int], int | None]


def _check_sum(source: Input, line: int, code: str, name: str, parts: dict[str, int], total: int | None) -> None:
    if total is None:
        return
    apart, allowed = sum(parts.values()) - total, slack(name, len(parts) + 1)
    if abs(apart) > allowed:
        why = (
            f"ONS's perturbation of the census of 2021 explains at most {allowed}" if allowed
            else f"in {name} they are equal"
        )  # fmt: skip
        raise TableError(
            Problem(
                source.label,
                f"the parts of {code} add up to {sum(parts.values()):,}, its total is {total:,}; {why}: download the "
                "table again, with all its categories",
                line,
            )
        )


def _wide_rows(source: Input, layout: Layout) -> Iterator[Read]:
    form = layout.form
    assert isinstance(form, Wide)
    topics = list(dict.fromkeys(topic for _, topic, _ in form.columns))
    chosen = {topic: _columns(source, layout, topic, form) for topic in topics}
    totals = {topic: at for at, topic in form.totals}
    if set(topics) >= {"age_female", "age_male"}:
        totals = {}  # the one total is of both together, which _with_persons adds up
        both = next((at for at, _ in form.totals), None)
    else:
        both = None
    width = max(at for at, _, _ in form.columns) + 1
    for line, row in _rows(source, layout, width):
        year = _year(source, layout, row, line)
        parts_of: dict[str, dict[str, int]] = {}
        for topic, columns in chosen.items():
            parts: dict[str, int] = {}
            for category, at in columns:
                parts[category] = parts.get(category, 0) + _count(source, line, row[at])
            parts_of[topic] = parts
        if both is not None:
            whole = {topic + category: n for topic, parts in parts_of.items() for category, n in parts.items()}
            _check_sum(source, line, row[layout.code], ESTIMATE, whole, _count(source, line, row[both]))
        for topic, parts in parts_of.items():
            total = _count(source, line, row[totals[topic]]) if topic in totals else None
            if layout.rest == "mlid" and total is not None:
                rest = total - sum(parts.values())
                if rest < 0:
                    _check_sum(source, line, row[layout.code], "the census of 2011", parts, total)
                parts[MLID_REST] = rest
            yield line, row[layout.code].strip(), year, _stored_topic(topic, list(parts)), parts, total


def _columns(source: Input, layout: Layout, topic: str, form: Wide) -> list[tuple[str, int]]:
    """The columns of a topic that do not overlap, under the spelling in which their categories are stored."""
    own = {category: at for at, of, category in form.columns if of == topic}
    return [(stored, own[told]) for told, stored in _categories(source, layout.header_line, topic, list(own)).items()]


def _categories(source: Input, line: int, topic: str, told: Sequence[str]) -> dict[str, str]:
    """The categories without those that overlap, as the table tells them → as they are stored."""
    if topic in _AGED:
        by_age = {ages: category for category in told if (ages := ages_of(category)) is not None}
        bands = partition(list(by_age))
        if not bands:
            raise TableError(
                Problem(
                    source.label,
                    f"the ages do not follow each other from 0 on ({', '.join(told[:4])}, …); export every age",
                    line,
                )
            )
        single = all(band.low == band.high for band in bands[:-1])
        return {by_age[band]: _capped(band).name if single else band.name for band in bands}
    chosen = leaves(told)
    if topic != "ethnic_group":
        return {category: re.sub(r"\s+", " ", category.strip()) for category in chosen}
    stored = {category: ethnic_group(category) or (category if category in told else None) for category in chosen}
    unknown = [category for category in chosen if ethnic_group(category) is None]
    if unknown:
        raise TableError(Problem(source.label, f"'{unknown[0]}' is none of the census's ethnic groups", line))
    return {category: name for category, name in stored.items() if name is not None}


def _capped(ages: Ages) -> Ages:
    return Ages(OLDEST, None) if ages.low >= OLDEST else ages


def _stored_topic(topic: str, categories: Sequence[str]) -> str:
    """Single years of age are a topic of their own, `age`; bands are `age_band`."""
    if topic != "age_band":
        return topic
    return "age_band" if any("-" in category for category in categories) else "age"


def _long_rows(source: Input, layout: Layout, form: Long) -> Iterator[Read]:
    found: dict[str, dict[str, int]] = {}
    totals: dict[str, int] = {}
    last: dict[str, int] = {}
    years: dict[str, int] = {}
    width = max(form.category, form.count, form.total or 0) + 1
    for line, row in _rows(source, layout, width):
        code, category = row[layout.code].strip(), row[form.category].strip()
        parts = found.setdefault(code, {})
        if category in parts:
            raise TableError(Problem(source.label, f"{code} has '{category}' twice; export the table again", line))
        count = _count(source, line, row[form.count])
        if form.total is not None:
            totals[code] = _count(source, line, row[form.total])
        elif is_total(category):
            totals[code] = count
        parts[category] = count
        last[code], years[code] = line, _year(source, layout, row, line)
    every = dict.fromkeys(category for parts in found.values() for category in parts)
    stored = _categories(source, layout.header_line, form.topic, list(every)) if found else {}
    for code, told in found.items():
        absent = [category for category in every if category not in told]
        if absent:
            raise TableError(
                Problem(source.label, f"{code} has no row for '{absent[0]}'; download the table again", last[code])
            )
        summed: dict[str, int] = {}
        for category, name in stored.items():
            summed[name] = summed.get(name, 0) + told[category]
        yield last[code], code, years[code], _stored_topic(form.topic, list(summed)), summed, totals.get(code)


def _rows(source: Input, layout: Layout, width: int) -> Iterator[tuple[int, list[str]]]:
    """The rows of LSOAs below the header; other areas, blank lines and footnotes are passed over."""
    for line, row in rows_of(source):
        if line <= layout.header_line or len(row) <= layout.code or not LSOA.match(row[layout.code].strip()):
            continue
        if len(row) < width:
            raise TableError(
                Problem(source.label, f"{len(row)} columns where {width} are needed; download it again", line)
            )
        yield line, row


def _count(source: Input, line: int, text: str) -> int:
    plain_text = text.replace(",", "").strip()
    if not re.fullmatch(r"\d+(\.0+)?", plain_text):
        raise TableError(Problem(source.label, f"'{text}' is not a count of people or households", line))
    return int(float(plain_text))


def _year(source: Input, layout: Layout, row: Sequence[str], line: int) -> int:
    told = [row[layout.year]] if layout.year is not None else [layout.title, source.name]
    for text in told:
        if found := re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", text):
            return int(found[0])
    raise TableError(
        Problem(
            source.label, "no year in the table or the file's name; put it there, as in census2021-tenure.csv", line
        )
    )


def _publication(source: Input, layout: Layout, year: int) -> str:
    """What the figures are from: `Census 2021`, or ONS's mid-year estimates."""
    told = f"{layout.title} {source.name}".casefold()
    topics = {layout.form.topic} if isinstance(layout.form, Long) else {topic for _, topic, _ in layout.form.columns}
    both_sexes = "age_female" in topics and "census" not in told
    if re.search(r"mid[-_ ]?(year|(19|20)\d\d)|estimate|sape", told) or (both_sexes and not layout.title):
        return ESTIMATE
    if year % 10 == 1:
        return f"Census {year}"
    if topics <= set(_AGED):
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
    if sexed.empty or (frame["topic"] == "age").any():
        return frame
    keys = ["code", "year", "source", "category"]
    persons = sexed.groupby(keys, sort=False, as_index=False)["n"].sum().assign(topic="age")
    return pd.concat([frame, persons[frame.columns]], ignore_index=True)
