"""What a load writes down while it is at work: the files it touched, the lines it rejected, the sample it left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import duckdb

from cspdash.store.build import Building
from cspdash.store.report import FileResult, LoadReport
from cspdash.store.sql import run, sql

# A line that cannot be read: its number, why, and its text.
Reject = tuple[int, str, str]


class Ledger:
    """The record of one load on one building, in the store and in the report to the user."""

    def __init__(self, at_work: Building, report: LoadReport, *, as_sample: bool) -> None:
        """Begin a load's record; its number and those of its files follow the last ones in the store."""
        self.at_work = at_work
        self.connection: duckdb.DuckDBPyConnection = at_work.connection
        self.report = report
        self.as_sample = as_sample
        self.started = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
        first_file, load_id = self.connection.execute(sql("load/next_ids")).fetchall()[0]
        self.load_id = int(load_id)
        self._first_file = self._next_file = int(first_file)

    def next_number(self) -> int:
        """A number for a file of this load."""
        self._next_file += 1
        return self._next_file - 1

    @property
    def leaving_sample(self) -> bool:
        """Whether what the store holds is invented and what comes in is not."""
        return self.at_work.meta.get("sample") == "true" and not self.as_sample

    def leave_sample(self) -> None:
        """Take the invented records out, once real ones have been found good. Does nothing where there are none."""
        if self.leaving_sample:
            run(self.connection, "load/leave_sample", {"first_file": self._first_file})
            self.at_work.meta.pop("sample")
            self.report.left_sample = True

    def record(self, files: Sequence[tuple[int, FileResult, list[Reject]]]) -> None:
        """Write down what became of files: the number of each, and its rejected lines."""
        self.report.files += [result for _, result, _ in files]
        rows = [
            {
                "file_id": number,
                "load_id": self.load_id,
                "loaded_at": self.started,
                "file": result.file,
                "kind": result.kind,
                "status": result.status,
                "sha256": result.sha256,
                "force": result.force,
                "month": result.month.first_day if result.month else None,
                "rows_read": result.rows_read,
                "rows_loaded": result.rows_loaded,
                "rows_rejected": result.rows_rejected,
                "without_location": result.without_location,
                "message": result.message or None,
            }
            for number, result, _ in files
        ]
        self.connection.execute(sql("load/record_file"), {"files": rows})
        lines = [(number, *line) for number, _, rejected in files for line in rejected]
        if lines:
            self.connection.executemany(sql("load/record_reject"), lines)
