"""The rows of census tables, of every layout: each LSOA's categories by topic, which never overlap, and total.

A row is refused where its parts do not add up to its own total.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence

from cspdash.sources.census_layouts import Layout, Long, Wide
from cspdash.sources.census_topics import (
    ESTIMATE,
    MLID_REST,
    Ages,
    ages_of,
    ethnic_group,
    is_total,
    leaves,
    partition,
)
from cspdash.sources.inputs import Input, Problem
from cspdash.sources.sheets import TableError, rows_of

LSOA = re.compile(r"^[EW]01\d{6}$")
# Single years are kept up to here, as ONS gives them for LSOAs.
OLDEST = 90
AGED = ("age_band", "age_female", "age_male")
# Line, code, year, topic, categories with their counts, and the row's own total where it gives one.
Read = tuple[int, str, int, str, dict[str, int], int | None]


class PartialAges(TableError):
    """A table that leaves some ages out; where it has totals, these can be taken all the same."""


def slack(source: str, cells: int) -> int:
    """How far a sum of `cells` counts may be from a figure published apart from them.

    The census of 2021 was perturbed: changes of a few, independent from cell to cell, grow with the root of their
    number (ONS, "Protecting personal data in Census 2021 results", 2022). Three times the root is passed by chance in
    one of hundreds at most. Everything else is exact.
    """
    return math.ceil(3 * math.sqrt(cells)) if source == "Census 2021" else 0


def check_sum(source: Input, line: int, code: str, name: str, parts: dict[str, int], total: int | None) -> None:
    """Refuse a row whose parts are further from its total than `slack` leaves them; TableError says how far."""
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


def wide_rows(source: Input, layout: Layout, form: Wide) -> Iterator[Read]:
    """The rows of a table with a column a category. Raises TableError with the line."""
    topics = list(dict.fromkeys(topic for _, topic, _ in form.columns))
    chosen = {topic: _columns(source, layout, topic, form) for topic in topics}
    totals = {topic: at for at, topic in form.totals}
    both = None
    if set(topics) == {"age_female", "age_male"} and not totals.keys() & set(topics):
        both = next((at for at, _ in form.totals), None)  # the one total is of both together
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
            check_sum(source, line, row[layout.code], ESTIMATE, whole, _count(source, line, row[both]))
        for topic, parts in parts_of.items():
            total = _count(source, line, row[totals[topic]]) if topic in totals else None
            if layout.rest == "mlid" and total is not None:
                rest = total - sum(parts.values())
                if rest < 0:
                    check_sum(source, line, row[layout.code], "the census of 2011", parts, total)
                parts[MLID_REST] = rest
            yield line, row[layout.code].strip(), year, stored_topic(topic, list(parts)), parts, total


def _columns(source: Input, layout: Layout, topic: str, form: Wide) -> list[tuple[str, int]]:
    """The columns of a topic that do not overlap, under the spelling in which their categories are stored."""
    own = {category: at for at, of, category in form.columns if of == topic}
    return [(stored, own[told]) for told, stored in _categories(source, layout.header_line, topic, list(own)).items()]


def _categories(source: Input, line: int, topic: str, told: Sequence[str]) -> dict[str, str]:
    """The categories without those that overlap, as the table tells them → as they are stored."""
    if topic in AGED:
        by_age = {ages: category for category in told if (ages := ages_of(category)) is not None}
        bands = partition(list(by_age))
        if not bands:
            raise PartialAges(
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
    stored = {}
    for category in chosen:
        name = ethnic_group(category)
        if name is None:
            raise TableError(Problem(source.label, f"'{category}' is none of the census's ethnic groups", line))
        stored[category] = name
    return stored


def _capped(ages: Ages) -> Ages:
    return Ages(OLDEST, None) if ages.low >= OLDEST else ages


def stored_topic(topic: str, categories: Sequence[str]) -> str:
    """Single years of age are a topic of their own, `age`; bands are `age_band`."""
    if topic != "age_band":
        return topic
    return "age_band" if any("-" in category for category in categories) else "age"


def long_rows(source: Input, layout: Layout, form: Long) -> Iterator[Read]:
    """The rows of a table with a line a category, put together by LSOA. Raises TableError with the line."""
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
        yield last[code], code, years[code], stored_topic(form.topic, list(summed)), summed, totals.get(code)


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
