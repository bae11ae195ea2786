"""Street-level files into a building: each force's month replaced whole, every row accounted for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from cspdash.crime_types import CRIME_TYPES
from cspdash.periods import Month
from cspdash.sources import police_uk
from cspdash.sources.inputs import Ignored, Problem, batches
from cspdash.sources.police_uk import StreetFile
from cspdash.sources.recognise import Recognised
from cspdash.store.ledger import Ledger, Reject
from cspdash.store.report import FileResult
from cspdash.store.sql import sql

# Beyond this share of unreadable lines a file is not a damaged file but another kind of file.
LARGEST_REJECTED_SHARE = 0.005
# Zip members are unpacked, loaded and removed in batches of this many bytes: a national archive holds 7 GB.
BATCH_BYTES = 1_500_000_000

# Files that are hashed at once: reading is as fast as the disk long before there are more.
READERS = 2

Progress = Callable[[str, int, int], None]
Key = tuple[str, Month]


class Examined:
    """Street files being read through in the background, from before the store is open to be written to.

    Hashing lets go of Python's lock, so that two are read at a time beside other work. Members of zips, which are
    unpacked into the building on the way, are read when their turn comes.
    """

    def __init__(self, items: Sequence[Recognised]) -> None:
        """Begin with the files that lie on the disk as they are."""
        self._readers = ThreadPoolExecutor(READERS)
        self._begun = {
            item.source: self._readers.submit(police_uk.examine, item.source, item.header, None)
            for item in items
            if item.source.member is None
        }

    def of(self, items: Sequence[Recognised], unpack_to: Path) -> Iterator[StreetFile | Ignored | Problem]:
        """What each file is found to be, in the order given."""
        told = [
            self._begun.get(item.source) or self._readers.submit(police_uk.examine, item.source, item.header, unpack_to)
            for item in items
        ]
        return (future.result() for future in told)

    def close(self) -> None:
        """Read no more."""
        self._readers.shutdown(cancel_futures=True)


def load_street(ledger: Ledger, items: list[Recognised], examined: Examined, progress: Progress) -> None:
    """Load street files. Of several for one force and month the newest that is sound is taken, in any order given."""
    _StreetLoad(ledger, examined, progress).run(items)


@dataclass(frozen=True)
class _Judged:
    """A file whose rows are in the table, and whether they may stay."""

    number: int
    file: StreetFile
    result: FileResult
    lines: list[Reject]

    @property
    def taken(self) -> bool:
        return self.result.status == "loaded"


class _StreetLoad:
    def __init__(self, ledger: Ledger, examined: Examined, progress: Progress) -> None:
        self.ledger = ledger
        self.examined = examined
        self.connection = ledger.connection
        self.report = ledger.report
        self.progress = progress
        self.held: dict[Key, str] = {}

    def run(self, items: list[Recognised]) -> None:
        if not self.ledger.leaving_sample:
            self.held = {
                (force, Month.from_date(month)): sha
                for force, month, sha in self.connection.execute(sql("load/held_months")).fetchall()
            }
        queues = self._queues(items)
        while queues:
            heads = [queue[0] for _, queue in sorted(queues.items())]
            settled: set[Key] = set()
            for run in batches(heads, BATCH_BYTES):
                settled |= self._run(run)
            for key in settled & queues.keys():
                newest, *others = queues.pop(key)
                self.report.files += [FileResult.superseded(other.source, newest.source) for other in others]
            # Where the newest file was refused, the next one gets its turn.
            queues = {key: queue[1:] for key, queue in queues.items() if queue[1:]}

    def _queues(self, items: list[Recognised]) -> dict[Key, list[Recognised]]:
        """The files of each force and month, the newest first."""
        queues: dict[Key, list[Recognised]] = {}
        for item in sorted(items, key=lambda i: (i.source.modified, i.source.label), reverse=True):
            named = police_uk.check_name(item.source)
            if isinstance(named, Problem):
                self.report.files.append(FileResult.refused(named))
            else:
                queues.setdefault(named, []).append(item)
        return queues

    def _run(self, items: list[Recognised]) -> set[Key]:
        """Load one batch; gives the months that are settled, by a new file or by finding it there already."""
        settled: set[Key] = set()
        fresh: list[StreetFile] = []
        for index, told in enumerate(self.examined.of(items, self.ledger.at_work.unpack_to)):
            self.progress("reading", index, len(items))
            if isinstance(told, Problem):
                self.report.files.append(FileResult.refused(told))
            elif isinstance(told, Ignored):
                self.report.files.append(FileResult.ignored(told, refused=False))
            elif self.held.get(told.key) == told.sha256:
                self.report.files.append(FileResult.unchanged(told))
                settled.add(told.key)
                _remove_unpacked(told)
            else:
                fresh.append(told)
        if not fresh:
            return settled
        self.progress("loading", 0, len(fresh))
        judged = self._insert(fresh)
        taken = [one for one in judged if one.taken]
        if taken:
            self.ledger.leave_sample()
            self._replace_months(taken)
        for one in judged:
            if not one.taken:
                self.connection.execute(sql("load/drop_file"), {"file_id": one.number})
            _remove_unpacked(one.file)
        self.ledger.record([(one.number, one.result, one.lines) for one in judged])
        return settled | {one.file.key for one in taken}

    def _insert(self, files: list[StreetFile]) -> list[_Judged]:
        """The rows of new files into the table, beside those that they may replace."""
        numbers = {self.ledger.next_number(): file for file in files}
        self.connection.execute(
            sql("load/batch_file"),
            {
                "file_ids": list(numbers),
                "paths": [str(f.path) for f in files],
                "forces": [f.force for f in files],
                "months": [f.month.first_day for f in files],
            },
        )
        layouts: dict[tuple[str, ...], list[StreetFile]] = {}
        for file in files:
            layouts.setdefault(file.columns, []).append(file)
        rejected: dict[int, list[Reject]] = {}
        for columns, alike in sorted(layouts.items()):
            self.connection.execute(
                sql("load/insert_street"),
                {
                    "files": [_literal(f.path) for f in alike],
                    "columns": {name: _type_of(name) for name in columns},
                },
            )
            for number, line, reason, text in self.connection.execute(sql("load/rejected_lines")).fetchall():
                rejected.setdefault(number, []).append((line, reason.split("\n")[0], text or ""))
            self.connection.execute(sql("load/forget_rejects"))
        judged = []
        counts = self.connection.execute(sql("load/batch_counts"), {"known_types": list(CRIME_TYPES)}).fetchall()
        for number, rows, misplaced, without_location, new_types in counts:
            file, lines = numbers[number], rejected.get(number, [])
            if misplaced:
                lines = sorted(lines + police_uk.lines_matching(file, {line for line, _, _ in lines}))
            result = FileResult.street(file, rows - misplaced, lines, without_location, new_types or [])
            if refusal := _refusal(file, rows - misplaced, lines):
                result = result.as_refused(refusal)
            judged.append(_Judged(number, file, result, lines))
        return judged

    def _replace_months(self, taken: list[_Judged]) -> None:
        self.connection.execute(sql("load/drop_misplaced"))
        self.connection.execute(
            sql("load/accepted"),
            {
                "file_ids": [one.number for one in taken],
                "hashes": [one.file.sha256 for one in taken],
                "load_id": self.ledger.load_id,
            },
        )
        self.connection.execute(sql("load/replace_months"))
        revised = self.connection.execute(sql("load/revised"), {"load_id": self.ledger.load_id}).fetchall()
        self.report.revisions += revised[0][0]
        self.ledger.at_work.changed = True


def _refusal(file: StreetFile, loaded: int, lines: list[Reject]) -> Problem | None:
    """Why a file cannot be taken: too many bad lines, or rows that nobody can account for."""
    label = file.source.label
    told = loaded + len(lines)
    rows: int | Problem = file.rows
    if told != rows or any("quote" in reason for _, reason, _ in lines):
        # Quoted line breaks, blank lines, a quotation mark too many: ask a parser that knows them.
        rows = police_uk.count_rows(file)
    if isinstance(rows, Problem):
        return rows
    if told != rows:
        first = lines[0][0] if lines else None
        return Problem(
            label, f"holds {rows:,} rows, of which only {told:,} can be told apart; download it again", first
        )
    if len(lines) > LARGEST_REJECTED_SHARE * rows:
        line, reason, _ = lines[0]
        return Problem(
            label,
            f"{len(lines):,} of {rows:,} lines cannot be read (the first: {reason}); more than "
            f"{LARGEST_REJECTED_SHARE:.1%} is not a police.uk file as published: download it again",
            line,
        )
    return None


def _literal(path: Path) -> str:
    """A path for `read_csv`, which takes `*`, `?` and `[` for patterns and would read other files."""
    return re.sub(r"([*?\[])", r"[\1]", str(path))


def _type_of(column: str) -> str:
    return {"Month": "DATE", "Longitude": "DOUBLE", "Latitude": "DOUBLE"}.get(column, "VARCHAR")


def _remove_unpacked(file: StreetFile) -> None:
    if file.source.member is not None:
        file.path.unlink()
