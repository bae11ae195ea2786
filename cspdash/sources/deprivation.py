"""The English Indices of Deprivation (MHCLG) into typed frames: LSOAs by domain, and the summaries by authority.

What is read is checked against what the publisher promises: ranks run from 1 (the most deprived) to the number of LSOAs
of the release and none stands twice, and deciles are those of the ranks.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

import pandas as pd

from cspdash.sources.deprivation_columns import RELEASES, Release, authority_columns, lsoa_columns, release_of
from cspdash.sources.inputs import Input, Problem
from cspdash.sources.recognise import plain
from cspdash.sources.sheets import TableError, rows_of

_LSOA = re.compile(r"E01\d{6}")
_AUTHORITY = re.compile(r"E0[6-9]\d{6}")
_AGAIN = "download the file again from MHCLG's page of the English indices of deprivation"


def decile_of(rank: int, lsoas: int) -> int:
    """The decile of a rank among all LSOAs of England: 1 the most deprived tenth."""
    return math.ceil(rank * 10 / lsoas)


def deprivation(source: Input) -> pd.DataFrame:
    """Ranks, deciles and scores by LSOA.

    Returns:
        code, release, domain (`deprivation_columns.DOMAINS`), rank and decile (Int64; NA in a file of scores alone, as
        MHCLG's File 5), score (float, NaN where the file gives none). One row an LSOA and domain.

    Raises TableError with file, line and remedy where the release cannot be told or a figure breaks its promise.
    """
    header, rows = _read(source)
    layout = lsoa_columns([plain(name) for name in header])
    if layout is None:
        raise TableError(Problem(source.label, f"no columns of ranks by LSOA; {_AGAIN}", 1))
    release = _release(source, layout.releases)
    domains = list(dict.fromkeys(domain for domain, _ in layout.figures))
    records: list[tuple[str, int, str, int | None, int | None, float | None]] = []
    seen: dict[str, int] = {}
    ranked: dict[tuple[str, int], int] = {}
    for line, row in rows:
        cell = _Cells(source, line, header, row)
        code = cell.code(layout.code, _LSOA, "the code of an LSOA in England")
        if code in seen:
            raise cell.wrong(f"{code} stands in line {seen[code]} already; give every LSOA once")
        seen[code] = line
        for domain in domains:
            at = {figure: layout.figures.get((domain, figure)) for figure in ("rank", "decile", "score")}
            rank, decile, score = cell.whole(at["rank"]), cell.whole(at["decile"]), cell.number(at["score"])
            if rank is None and decile is not None:
                raise cell.wrong(f"a decile without its rank; load the file that holds the ranks of {release.year} too")
            if rank is not None:
                decile = _checked(cell, release, rank, decile, at["rank"], at["decile"])
                first = ranked.setdefault((domain, rank), line)
                if first != line:
                    raise cell.wrong(f"rank {rank:,} of '{domain}' stands in line {first} already; {_AGAIN}")
            records.append((code, release.year, domain, rank, decile, score))
    if not records:
        raise TableError(Problem(source.label, f"no rows below the header; {_AGAIN}", 1))
    frame = pd.DataFrame(records, columns=["code", "release", "domain", "rank", "decile", "score"])
    return frame.astype({"rank": "Int64", "decile": "Int64", "score": "float64"})


def deprivation_authority(source: Input) -> pd.DataFrame:
    """The index summed up by authority.

    Returns:
        code, release, measure (`deprivation_columns.MEASURES`), value (float), rank (Int64, 1 the most deprived; NA
        where the file ranks nothing), of (Int64: how many authorities were ranked; NA without ranks).
    """
    header, rows = _read(source)
    layout = authority_columns([plain(name) for name in header])
    if layout is None:
        raise TableError(Problem(source.label, f"no columns of the index by authority; {_AGAIN}", 1))
    release = _release(source, layout.releases)
    records = []
    seen: set[str] = set()
    for line, row in rows:
        cell = _Cells(source, line, header, row)
        code = cell.code(layout.code, _AUTHORITY, "the code of a local authority in England")
        if code in seen:
            raise cell.wrong(f"{code} stands twice; give every authority once")
        seen.add(code)
        for measure, (at_value, at_rank) in layout.measures.items():
            value, rank = cell.number(at_value), cell.whole(at_rank)
            if rank is not None and not 1 <= rank <= release.authorities:
                raise cell.wrong(
                    f"rank {rank:,} is not one of the {release.authorities} authorities of {release.year}; {_AGAIN}"
                )
            records.append((code, release.year, measure, value, rank, None if rank is None else release.authorities))
    if not records:
        raise TableError(Problem(source.label, f"no rows below the header; {_AGAIN}", 1))
    frame = pd.DataFrame(records, columns=["code", "release", "measure", "value", "rank", "of"])
    return frame.astype({"value": "float64", "rank": "Int64", "of": "Int64"})


READERS = {"deprivation": deprivation, "deprivation_authority": deprivation_authority}


def _read(source: Input) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """The header, and the rows that hold anything with their lines."""
    rows = rows_of(source)
    _, header = next(rows)
    return header, ((line, row) for line, row in rows if any(cell.strip() for cell in row))


def _release(source: Input, open_to: frozenset[int]) -> Release:
    release = release_of(open_to, source.name)
    if release is None:
        years = " or ".join(map(str, sorted(open_to)))
        raise TableError(
            Problem(
                source.label,
                f"the columns do not say whether this is the release of {years}; put the year into the file's name, "
                f"as in imd{max(open_to)}.csv",
                1,
            )
        )
    return RELEASES[release]


def _checked(
    cell: _Cells, release: Release, rank: int, decile: int | None, at_rank: int | None, at_decile: int | None
) -> int:
    """The decile of a rank, which must agree with that of the file where it gives one."""
    if not 1 <= rank <= release.lsoas:
        raise cell.wrong(
            f"rank {rank:,} ({cell.heading(at_rank)}) is not one of the {release.lsoas:,} LSOAs of {release.year}; "
            "check the release, or download the file again"
        )
    right = decile_of(rank, release.lsoas)
    if decile is not None and decile != right:
        raise cell.wrong(
            f"decile {decile} ({cell.heading(at_decile)}) does not fit rank {rank:,}, which is in decile {right} of "
            f"the {release.lsoas:,} LSOAs of {release.year}; check the release, or download the file again"
        )
    return right


class _Cells:
    """The cells of one row, read with errors that name file, line and column."""

    def __init__(self, source: Input, line: int, header: list[str], row: list[str]) -> None:
        self._source, self._line, self._header, self._row = source, line, header, row
        if len(row) < len(header):
            raise self.wrong(f"{len(row)} columns where {len(header)} are named; {_AGAIN}")

    def wrong(self, message: str) -> TableError:
        return TableError(Problem(self._source.label, message, self._line))

    def heading(self, at: int | None) -> str:
        return "" if at is None else self._header[at]

    def code(self, at: int, pattern: re.Pattern[str], what: str) -> str:
        text = self._row[at].strip()
        if not pattern.fullmatch(text):
            raise self.wrong(f"'{text}' is not {what}; leave out rows of other areas")
        return text

    def whole(self, at: int | None) -> int | None:
        """A whole number; None where there is no such column."""
        found = self.number(at)
        if found is None:
            return None
        if not found.is_integer():
            raise self.wrong(f"'{self._row[at or 0]}' in '{self.heading(at)}' is not a whole number; {_AGAIN}")
        return int(found)

    def number(self, at: int | None) -> float | None:
        """A number; None where there is no such column."""
        if at is None:
            return None
        text = self._row[at].replace(",", "").strip()
        try:
            found = float(text)
        except ValueError as error:
            raise self.wrong(f"'{text}' in '{self.heading(at)}' is not a number; {_AGAIN}") from error
        if not math.isfinite(found):
            raise self.wrong(f"'{text}' in '{self.heading(at)}' is not a number; {_AGAIN}")
        return found
