"""From the paths on the command line to single files: folders, CSVs, GeoJSON and zips, without unpacking."""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO, Protocol, TypeVar

from cspdash.errors import CspdashError

SUFFIXES = (".csv", ".geojson", ".json", ".xlsx", ".zip")

# A police.uk month of the largest force is under 40 MB; ONS's look-up of every LSOA is 4 MB and its
# full-resolution boundaries of England and Wales are about 1 GB. Anything beyond is not a file that we know.
LARGEST_MEMBER = 2_000_000_000
# Real police.uk CSVs shrink five- to tenfold. A member that claims more than this is a bomb.
LARGEST_RATIO = 200
# What is this small may shrink as it likes.
SMALL_MEMBER = 1 << 20

# Small enough to stay in the processor's cache between reading, hashing and counting: a third faster than a megabyte.
CHUNK = 1 << 18


@dataclass(frozen=True)
class Problem:
    """What is wrong with an input: the file (and line where known), what was found, and the remedy."""

    file: str
    message: str
    line: int | None = None

    def __str__(self) -> str:
        """Give `file:line: message`."""
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{where}: {self.message}"


class InputError(CspdashError):
    """An input that cannot be taken; `problem` says which, where and why."""

    def __init__(self, problem: Problem) -> None:
        """Keep the problem for the load's report."""
        super().__init__(str(problem))
        self.problem = problem


@dataclass(frozen=True)
class Input:
    """One file to load: on disk, or a member of a zip.

    `modified` is the file's own date (of the zip member, as the publisher wrote it), by which the newer of two
    files for the same month is told.
    """

    path: Path
    member: str | None
    size: int
    modified: datetime

    @property
    def name(self) -> str:
        """The bare file name, which police.uk builds from month and force."""
        return PurePosixPath(self.member).name if self.member else self.path.name

    @property
    def label(self) -> str:
        """How messages name the file: `download.zip/2025-04/2025-04-leicestershire-street.csv`."""
        return f"{self.path}/{self.member}" if self.member else str(self.path)

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """Open for reading bytes; a zip member is decompressed as it is read.

        Raises InputError where the file cannot be opened, or turns out to be a damaged member of a zip while the
        caller reads it.
        """
        try:
            if self.member is None:
                stream: IO[bytes] = self.path.open("rb")
            else:
                # ZipExtFile keeps the archive's file handle open for as long as it needs it.
                with zipfile.ZipFile(self.path) as archive:
                    stream = archive.open(self.member)
        except OSError as error:
            raise InputError(Problem(self.label, f"cannot be opened ({error.strerror}); check the file")) from error
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, KeyError) as error:
            raise self._damaged(error) from error
        with stream:
            try:
                yield stream
            except (zipfile.BadZipFile, zlib.error, EOFError) as error:
                raise self._damaged(error) from error

    def _damaged(self, error: Exception) -> InputError:
        return InputError(Problem(self.label, f"the zip is damaged here ({error}); download it again"))

    def head(self, size: int = 65_536) -> bytes:
        """The first `size` bytes."""
        with self.open() as stream:
            return stream.read(size)

    def sha256(self) -> str:
        """The hash of the whole content."""
        digest = hashlib.sha256()
        with self.open() as stream:
            while chunk := stream.read(CHUNK):
                digest.update(chunk)
        return digest.hexdigest()


@dataclass(frozen=True)
class Ignored:
    """A file that is left alone, and why."""

    source: Input
    reason: str


def find_inputs(paths: list[Path]) -> tuple[list[Input], list[Problem]]:
    """Every CSV, GeoJSON and zip member below `paths`, in a fixed order, and what could not be opened.

    Zip members with `..`, absolute paths, or sizes that no publisher's file has are refused one by one; a zip that
    cannot be read is refused whole. A path that holds nothing to load is a problem too.
    """
    found: list[Input] = []
    problems: list[Problem] = []
    for path in paths:
        before = len(found) + len(problems)
        for file in _files(path):
            if file.suffix.lower() == ".zip":
                inside, refused = _zip_members(file)
                found.extend(inside)
                problems.extend(refused)
            elif file.suffix.lower() in SUFFIXES:
                stat = file.stat()
                found.append(Input(file, None, stat.st_size, datetime.fromtimestamp(int(stat.st_mtime), UTC)))
        if len(found) + len(problems) == before:
            problems.append(Problem(str(path), _nothing(path)))
    return _once(found), problems


def _files(path: Path) -> list[Path]:
    return sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path] if path.exists() else []


def _nothing(path: Path) -> str:
    if not path.exists():
        return "there is no such file or folder; check the path"
    if path.is_dir() or path.suffix.lower() == ".zip":
        return f"holds no file of a kind that is loaded: {', '.join(SUFFIXES)}"
    return f"not a kind of file that is loaded: {', '.join(SUFFIXES)}"


def _once(found: list[Input]) -> list[Input]:
    """Drop the second mention of a file that was reached by two paths."""
    seen: set[tuple[Path, str | None]] = set()
    kept = []
    for item in found:
        key = (item.path.resolve(), item.member)
        if key not in seen:
            seen.add(key)
            kept.append(item)
    return kept


def _zip_members(file: Path) -> tuple[list[Input], list[Problem]]:
    found: list[Input] = []
    problems: list[Problem] = []
    try:
        with zipfile.ZipFile(file) as archive:
            infos = sorted(archive.infolist(), key=lambda info: info.filename)
    except (zipfile.BadZipFile, OSError) as error:
        again = "the download was probably cut off: download it again"
        return [], [Problem(str(file), f"this zip cannot be read ({error}); {again}")]
    for info in infos:
        label = f"{file}/{info.filename}"
        if info.is_dir() or PurePosixPath(info.filename).suffix.lower() not in SUFFIXES:
            continue
        if info.filename.lower().endswith(".zip"):
            problems.append(Problem(label, "a zip inside a zip is not opened; take it out and load it by itself"))
        elif fault := _unsafe(info):
            problems.append(Problem(label, f"{fault}: refused; police.uk and ONS zips hold no such thing"))
        else:
            found.append(Input(file, info.filename, info.file_size, _dated(info, file)))
    return found, problems


def _dated(info: zipfile.ZipInfo, file: Path) -> datetime:
    try:
        return datetime(*info.date_time, tzinfo=UTC)
    except ValueError:  # some programs write a date of noughts: the zip's own is the nearest to it
        return datetime.fromtimestamp(int(file.stat().st_mtime), UTC)


def _unsafe(info: zipfile.ZipInfo) -> str | None:
    name = info.filename.replace("\\", "/")
    if name.startswith("/") or (len(name) > 1 and name[1] == ":"):
        return "the zip member has an absolute path"
    if ".." in PurePosixPath(name).parts:
        return "the zip member's path leads out of the zip ('..')"
    if info.file_size > LARGEST_MEMBER:
        return f"the zip member unpacks to {info.file_size:,} bytes"
    if info.file_size > SMALL_MEMBER and info.file_size > LARGEST_RATIO * max(info.compress_size, 1):
        return f"the zip member unpacks from {info.compress_size:,} to {info.file_size:,} bytes"
    if info.flag_bits & 0x1:
        return "the zip member is encrypted"
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return f"the zip member is packed in an unusual way (method {info.compress_type})"
    return None


class Sized(Protocol):
    """Anything whose bytes count towards a batch."""

    @property
    def size(self) -> int:
        """In bytes, unpacked."""


SizedItem = TypeVar("SizedItem", bound=Sized)


def batches(items: Iterable[SizedItem], limit: int) -> Iterator[list[SizedItem]]:
    """Split into runs whose sizes add up to at most `limit` bytes; a larger single file makes a run of its own."""
    run: list[SizedItem] = []
    size = 0
    for item in items:
        if run and size + item.size > limit:
            yield run
            run, size = [], 0
        run.append(item)
        size += item.size
    if run:
        yield run
