"""What a load did: file by file, added up, and in words."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from cspdash.periods import Month
from cspdash.sources.inputs import Ignored, Input, Problem
from cspdash.sources.police_uk import StreetFile

Status = Literal["loaded", "unchanged", "superseded", "refused", "ignored"]


@dataclass(frozen=True)
class FileResult:
    """What became of one file. `rows_read` = `rows_loaded` + `rows_rejected` for every file taken in."""

    file: str
    kind: str
    status: Status
    message: str = ""
    line: int | None = None
    sha256: str = ""
    force: str | None = None
    month: Month | None = None
    rows_read: int = 0
    rows_loaded: int = 0
    rows_rejected: int = 0
    without_location: int | None = None

    @staticmethod
    def refused(problem: Problem) -> FileResult:
        """A file that cannot be taken."""
        return FileResult(problem.file, "", "refused", problem.message, problem.line)

    @staticmethod
    def ignored(told: Ignored, *, refused: bool) -> FileResult:
        """A file of no use here; refused where the user named it."""
        return FileResult(told.source.label, "", "refused" if refused else "ignored", told.reason)

    @staticmethod
    def superseded(older: Input, newer: Input) -> FileResult:
        """A file for a month of which a newer one came in the same load."""
        return FileResult(older.label, "street", "superseded", f"{newer.label} is newer")

    @staticmethod
    def unchanged(file: StreetFile) -> FileResult:
        """A file that the store already holds, byte for byte."""
        return FileResult(
            file.source.label, "street", "unchanged", sha256=file.sha256, force=file.force, month=file.month
        )

    @staticmethod
    def street(
        file: StreetFile,
        loaded: int,
        lines: list[tuple[int, str, str]],
        without_location: int,
        new_types: list[str],
    ) -> FileResult:
        """A street file taken in."""
        told = []
        if lines:
            told.append(f"{len(lines):,} lines rejected (the first: {lines[0][1]})")
        if new_types:
            told.append(f"crime types beyond the fourteen: {', '.join(new_types)}")
        return FileResult(
            file.source.label, "street", "loaded", "; ".join(told), lines[0][0] if lines else None, file.sha256,
            file.force, file.month, loaded + len(lines), loaded, len(lines), without_location,
        )  # fmt: skip

    @staticmethod
    def table(source: Input, kind: str, status: Status, rows: int, sha256: str) -> FileResult:
        """A look-up, boundary, population or council file."""
        return FileResult(source.label, kind, status, sha256=sha256, rows_read=rows, rows_loaded=rows)

    def as_refused(self, problem: Problem) -> FileResult:
        """The same file, refused after all: none of its rows stay."""
        return replace(self, status="refused", message=problem.message, line=problem.line, rows_loaded=0)


@dataclass
class LoadReport:
    """A whole load. `version` is None where nothing changed."""

    files: list[FileResult] = field(default_factory=list)
    version: str | None = None
    revisions: int = 0
    left_sample: bool = False
    seconds: float = 0.0

    def of(self, status: Status) -> list[FileResult]:
        """The files with a status."""
        return [file for file in self.files if file.status == status]

    @property
    def exit_code(self) -> int:
        """0 where everything was taken, 1 where something was refused."""
        return 1 if self.of("refused") else 0

    def as_dict(self) -> dict[str, Any]:
        """For `--json`."""
        taken = self.of("loaded")
        return {
            "version": self.version,
            "seconds": round(self.seconds, 2),
            "rows_read": sum(f.rows_read for f in taken),
            "rows_loaded": sum(f.rows_loaded for f in taken),
            "rows_rejected": sum(f.rows_rejected for f in taken),
            "rows_without_location": sum(f.without_location or 0 for f in taken),
            "revisions": self.revisions,
            "left_sample": self.left_sample,
            "files": [asdict(f) | {"month": str(f.month) if f.month else None} for f in self.files],
        }

    def lines(self, listed: int = 20) -> list[str]:
        """The summary in words; at most `listed` files of a kind are named one by one."""
        out: list[str] = []
        for file in self.of("refused"):
            out.append(f"refused  {Problem(file.file, file.message, file.line)}")
        noted = [file for file in self.of("loaded") if file.message]
        out += [f"note     {Problem(file.file, file.message, file.line)}" for file in noted[:listed]]
        for reason, count in Counter(file.message for file in self.of("ignored")).most_common(listed):
            example = next(file.file for file in self.of("ignored") if file.message == reason)
            out.append(f"ignored  {example}{f' and {count - 1} more' if count > 1 else ''}: {reason}")
        out += [f"older    {file.file}: {file.message}" for file in self.of("superseded")[:listed]]
        street = [file for file in self.of("loaded") if file.kind == "street"]
        for force in sorted({file.force or "" for file in street}):
            months = sorted(file.month for file in street if file.force == force and file.month)
            own = [file for file in street if file.force == force]
            out.append(
                f"loaded   {force}: {spans(months)}; {sum(f.rows_read for f in own):,} rows read = "
                f"{sum(f.rows_loaded for f in own):,} loaded + {sum(f.rows_rejected for f in own):,} rejected; "
                f"{sum(f.without_location or 0 for f in own):,} without a location"
            )
        for file in self.of("loaded"):
            if file.kind != "street":
                out.append(f"loaded   {file.kind.replace('_', ' ')}: {file.file} ({file.rows_loaded:,} rows)")
        same = self.of("unchanged")
        if same:
            out.append(
                f"the same {len(same):,} file{'s' * (len(same) > 1)} already in the store, nothing changed by them"
            )
        if self.revisions:
            out.append(f"revised  {self.revisions:,} counts (month, LSOA, type) by newer files; see table revision")
        if self.left_sample:
            out.append("the invented sample has been left behind")
        out.append(
            f"published version {self.version} in {self.seconds:.1f} s" if self.version
            else f"nothing changed, no new version ({self.seconds:.1f} s)"
        )  # fmt: skip
        return out


def spans(months: list[Month]) -> str:
    """Runs of months: `2014-01 to 2014-11, 2019-12 to 2022-10`."""
    runs: list[list[Month]] = []
    for month in months:
        if runs and month - runs[-1][-1] == 1:
            runs[-1].append(month)
        else:
            runs.append([month])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs)
