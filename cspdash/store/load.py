"""The load: from paths to a published version, or to nothing changed, with every row accounted for."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from cspdash.crime_types import CRIME_TYPES
from cspdash.partnership import Partnership
from cspdash.periods import Month
from cspdash.sources import police_uk
from cspdash.sources.boundaries import read_boundaries
from cspdash.sources.inputs import Input, Problem, batches, find_inputs
from cspdash.sources.police_uk import StreetFile
from cspdash.sources.recognise import Ignored, Recognised, recognise
from cspdash.sources.tables import READERS, TableError
from cspdash.store.build import Building, building
from cspdash.store.reference import apply_table, hand_over
from cspdash.store.report import FileResult, LoadReport
from cspdash.store.sql import sql

# Beyond this share of unreadable lines a file is not a damaged file but another kind of file.
LARGEST_REJECTED_SHARE = 0.005
# Zip members are unpacked, loaded and removed in batches of this many bytes: a national archive holds 7 GB.
BATCH_BYTES = 1_500_000_000
# The store takes about a fifth of the CSVs' size, sorting and copying as much again.
DISK_SHARE = 0.4
# Look-ups and boundaries first: a council's area codes are checked against them.
_TABLE_ORDER = (
    "district_lookup", "lsoa_lookup", "best_fit", "ward_lookup", "boundary", "population", "council_asb",
)  # fmt: skip

Progress = Callable[[str, int, int], None]


def _silent(_stage: str, _done: int, _of: int) -> None:
    return None


def load(
    paths: Sequence[Path],
    root: Path,
    partnerships: Mapping[str, Partnership],
    *,
    wait_seconds: float = 600,
    notify: Callable[[str], None] = lambda _text: None,
    progress: Progress = _silent,
    as_sample: bool = False,
    fresh: bool = False,
) -> LoadReport:
    """Load every file below `paths` into the store at `root` and publish a new version, or change nothing.

    Without paths only changed partnership files and reference tables are taken over.

    Args:
        paths: folders, police.uk zips, CSVs, GeoJSON.
        root: the store's folder; made where it does not exist.
        partnerships: the partnerships whose areas the version holds.
        wait_seconds: how long to wait for another load that holds the store.
        notify: called with a sentence when something needs waiting for.
        progress: called with (stage, done, of) as the work goes on.
        as_sample: the files are the invented sample; the version says so.
        fresh: begin with an empty store instead of the current version.

    Returns:
        What became of each file, the reconciliation, and the version published (None where nothing changed).

    Raises:
        StoreError: the store is held by another load, the disk is full, or the version does not add up. The published
            version is then as it was.
    """
    started = time.monotonic()
    found, problems = find_inputs(list(paths))
    report = LoadReport([FileResult.refused(problem) for problem in problems])
    known: list[Recognised] = []
    for index, source in enumerate(found):
        progress("recognising", index, len(found))
        told = recognise(source)
        if isinstance(told, Recognised):
            known.append(told)
        elif isinstance(told, Ignored):
            named = any(path.resolve() == source.path.resolve() for path in paths) and source.member is None
            report.files.append(FileResult.ignored(told, refused=named))
        else:
            report.files.append(FileResult.refused(told))
    street = [item for item in known if item.kind == "street"]
    if not as_sample or street:
        needed = int(DISK_SHARE * sum(s.source.size for s in street)) + max(
            (sum(i.size for i in run) for run in batches([s.source for s in street if s.source.member], BATCH_BYTES)),
            default=0,
        )
        with building(
            root, partnerships, wait_seconds=wait_seconds, notify=notify, fresh=fresh, incoming_bytes=needed
        ) as at_work:
            _Load(at_work, report, progress, as_sample=as_sample).run(street, [k for k in known if k.kind != "street"])
        if at_work.published is not None:
            report.version = at_work.published.id
    report.seconds = time.monotonic() - started
    return report


class _Load:
    """One load at work on one building."""

    def __init__(self, at_work: Building, report: LoadReport, progress: Progress, *, as_sample: bool) -> None:
        self.at_work = at_work
        self.connection: duckdb.DuckDBPyConnection = at_work.connection
        self.report = report
        self.progress = progress
        self.as_sample = as_sample
        self.now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
        first_file, self.load_id = self.connection.execute(sql("load/next_ids")).fetchall()[0]
        self.next_file = int(first_file)
        self.left_sample = False

    def run(self, street: list[Recognised], tables: list[Recognised]) -> None:
        for kind in _TABLE_ORDER[:-1]:
            for item in sorted((t for t in tables if t.kind == kind), key=lambda t: t.source.label):
                self._table(item)
        self._street(street)
        council = [item for item in tables if item.kind == "council_asb"]
        if council and not self.at_work.areas_ready:
            self.at_work.ready_areas()
        for item in sorted(council, key=lambda t: (t.source.modified, t.source.label)):
            self._table(item)
        if self.as_sample and self.at_work.changed:
            self.at_work.meta["sample"] = "true"

    # --- street-level files

    def _street(self, items: list[Recognised]) -> None:
        headers = {item.source.label: item.header for item in items}
        rivals: dict[tuple[str, Month], list[Input]] = {}
        for item in items:
            named = police_uk.check_name(item.source)
            if isinstance(named, Problem):
                self.report.files.append(FileResult.refused(named))
            else:
                rivals.setdefault(named, []).append(item.source)
        held = {
            (force, Month.from_date(month)): sha for force, month, sha in
            self.connection.execute(sql("load/held_months")).fetchall()
        }  # fmt: skip
        # The newest first: the next is taken only where it turns out to be damaged.
        queues = {
            key: sorted(sources, key=lambda s: (s.modified, s.label), reverse=True) for key, sources in rivals.items()
        }
        done = 0
        for run in batches([queue[0] for _, queue in sorted(queues.items())], BATCH_BYTES):
            accepted: list[StreetFile] = []
            for first in run:
                named = police_uk.check_name(first)
                assert not isinstance(named, Problem)
                self.progress("reading", done, len(queues))
                done += 1
                file = self._examine(queues[named], headers)
                if file is None:
                    continue
                if held.get(file.key) == file.sha256 and not self.leaving_sample:
                    self.report.files.append(FileResult.unchanged(file))
                    _remove_unpacked(file)
                else:
                    accepted.append(file)
            if accepted:
                self._leave_sample()
                self._load_batch(accepted)

    @property
    def leaving_sample(self) -> bool:
        """Real records are coming into a store of invented ones."""
        return self.at_work.meta.get("sample") == "true" and not self.as_sample and not self.left_sample

    def _leave_sample(self) -> None:
        if self.leaving_sample:
            self.connection.execute(sql("load/leave_sample"))
            self.at_work.meta.pop("sample")
            self.left_sample = True
            self.report.left_sample = True

    def _examine(self, queue: list[Input], headers: Mapping[str, list[str]]) -> StreetFile | None:
        for index, source in enumerate(queue):
            told = police_uk.examine(source, headers[source.label], self.at_work.unpack_to)
            if isinstance(told, StreetFile):
                self.report.files += [FileResult.superseded(older, source) for older in queue[index + 1 :]]
                return told
            self.report.files.append(FileResult.refused(told))
        return None

    def _load_batch(self, files: list[StreetFile]) -> None:
        numbers: dict[int, StreetFile] = {}
        for file in files:
            numbers[self.next_file] = file
            self.next_file += 1
        self.connection.execute(sql("load/batch_file"))
        self.connection.executemany(
            sql("load/batch_file_row"),
            [(number, str(f.path), f.force, f.month.first_day) for number, f in numbers.items()],
        )
        layouts: dict[tuple[str, ...], list[StreetFile]] = {}
        for file in files:
            layouts.setdefault(file.columns, []).append(file)
        rejected: dict[int, list[tuple[int, str, str]]] = {}
        for columns, alike in sorted(layouts.items()):
            self.progress("loading", len(files), len(files))
            self.connection.execute(
                sql("load/insert_street"),
                {"files": [str(f.path) for f in alike], "columns": {name: _type_of(name) for name in columns}},
            )
            for number, line, reason, text in self.connection.execute(sql("load/rejected_lines")).fetchall():
                rejected.setdefault(number, []).append((line, reason.split("\n")[0], text or ""))
            self.connection.execute(sql("load/forget_rejects"))
        counts = self.connection.execute(sql("load/batch_counts"), {"known_types": list(CRIME_TYPES)}).fetchall()
        accepted = []
        for number, loaded, misplaced, without_location, new_types in counts:
            file = numbers[number]
            lines = rejected.get(number, [])
            if misplaced:
                lines = sorted(lines + police_uk.lines_matching(file.path, file.columns, file.month))
            result = FileResult.street(file, loaded - misplaced, lines, without_location, new_types or [])
            refusal = self._refusal(file, loaded - misplaced, lines)
            if refusal is not None:
                result = result.as_refused(refusal)
                self.connection.execute(sql("load/drop_file"), {"file_id": number})
            else:
                accepted.append((number, file.force, file.month.first_day, file.sha256, self.load_id))
            self._record(number, result, lines)
            _remove_unpacked(file)
        if accepted:
            self.connection.execute(sql("load/drop_misplaced"))
            self.connection.execute(sql("load/accepted"))
            self.connection.executemany(sql("load/accepted_row"), accepted)
            self.connection.execute(sql("load/replace_months"))
            self.report.revisions += self.connection.execute(
                sql("load/revised"), {"load_id": self.load_id}
            ).fetchall()[0][0]  # fmt: skip
            self.at_work.changed = True

    @staticmethod
    def _refusal(file: StreetFile, loaded: int, lines: list[tuple[int, str, str]]) -> Problem | None:
        """Why a file cannot be taken: too many bad lines, or rows that nobody can account for."""
        label = file.source.label
        rows = file.rows
        if loaded + len(lines) != rows:
            # Quoted line breaks and blank lines: ask a parser that knows them.
            rows = police_uk.count_rows(file.path)
        if loaded + len(lines) != rows:
            first = lines[0][0] if lines else None
            return Problem(
                label, f"holds {rows:,} rows, of which only {loaded + len(lines):,} can be told apart (a quotation mark "
                "that is never closed?); download it again", first,
            )  # fmt: skip
        if lines and len(lines) > LARGEST_REJECTED_SHARE * rows:
            line, reason, _ = lines[0]
            return Problem(
                label, f"{len(lines):,} of {rows:,} lines cannot be read (the first: {reason}); more than "
                f"{LARGEST_REJECTED_SHARE:.1%} is not a police.uk file as published: download it again", line,
            )  # fmt: skip
        return None

    # --- tables

    def _table(self, item: Recognised) -> None:
        source = item.source
        sha = source.sha256()
        if item.kind != "council_asb" and self.connection.execute(sql("load/table_held"), {"sha256": sha}).fetchall():
            self.report.files.append(FileResult.table(source, item.kind, "unchanged", 0, sha))
            return
        try:
            frame = read_boundaries(source) if item.kind == "boundary" else READERS[item.kind](source)
            if item.kind == "council_asb":
                self._leave_sample()
                hand_over(self.connection, frame)
                areas = self.connection.execute(sql("load/tables/council_areas")).fetchall()
                frame = frame.assign(district=frame["area_code"].map(_council_districts(source, areas)))
                months = {(row.district, row.month) for row in frame.itertuples()}
                held = {
                    (district, month)
                    for district, month, held_sha in self.connection.execute(sql("load/council_held")).fetchall()
                    if held_sha == sha
                }
                if months <= held:
                    self.report.files.append(FileResult.table(source, item.kind, "unchanged", 0, sha))
                    return
        except TableError as error:
            self.report.files.append(FileResult.refused(error.problem))
            return
        apply_table(self.connection, item.kind, frame, {"source": source.name, "sha256": sha})
        self.at_work.changed = True
        self._record(self.next_file, FileResult.table(source, item.kind, "loaded", len(frame), sha), [])
        self.next_file += 1

    def _record(self, number: int, result: FileResult, lines: list[tuple[int, str, str]]) -> None:
        self.report.files.append(result)
        self.connection.execute(
            sql("load/record_file"),
            {
                "file_id": number, "load_id": self.load_id, "loaded_at": self.now, "file": result.file,
                "kind": result.kind, "status": result.status, "sha256": result.sha256, "force": result.force,
                "month": result.month.first_day if result.month else None, "rows_read": result.rows_read,
                "rows_loaded": result.rows_loaded, "rows_rejected": result.rows_rejected,
                "without_location": result.without_location, "message": result.message or None,
            },
        )  # fmt: skip
        if lines:
            self.connection.executemany(sql("load/record_reject"), [(number, *line) for line in lines])


def _council_districts(source: Input, areas: list[tuple[str, str | None, list[str] | None]]) -> dict[str, str]:
    """The one district of each area that a council file names; raises TableError for what cannot be counted."""
    levels: dict[str, set[str]] = {}
    districts: dict[str, str] = {}
    for code, level, inside in areas:
        if level is None or not inside:
            known = "load the look-up that holds it, or correct the code"
            raise TableError(Problem(source.label, f"'{code}' is not the code of a known area; {known}"))
        if len(inside) > 1:
            raise TableError(
                Problem(source.label, f"'{code}' spans several districts; give counts by district or smaller")
            )
        districts[code] = inside[0]
        levels.setdefault(inside[0], set()).add(level)
    for district, mixed in levels.items():
        if len(mixed) > 1:
            raise TableError(
                Problem(
                    source.label,
                    f"areas of {district} are of several levels ({', '.join(sorted(mixed))}), which would count twice; "
                    "give one level a file",
                )
            )
    return districts


def _type_of(column: str) -> str:
    return {"Month": "DATE", "Longitude": "DOUBLE", "Latitude": "DOUBLE"}.get(column, "VARCHAR")


def _remove_unpacked(file: StreetFile) -> None:
    if file.source.member is not None:
        file.path.unlink()
