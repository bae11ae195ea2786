"""The files of the store: one DuckDB file a version, and a pointer to the current one."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cspdash.errors import CspdashError

PROJECT = Path(__file__).resolve().parents[2]
QUERIES = PROJECT / "queries"
REFERENCE = PROJECT / "data" / "reference"
PARTNERSHIPS = PROJECT / "data" / "partnerships"

VERSION_NAME = re.compile(r"^csp-(?P<time>\d{8}T\d{6}Z)-(?P<hash>[0-9a-f]{12})\.duckdb$")
KEEP_VERSIONS = 12
KEEP_BYTES = 4_000_000_000


class StoreError(CspdashError):
    """The store cannot do what was asked; the message names the remedy."""


class NoStore(StoreError):
    """Nothing has been loaded yet."""


class StoreBusy(StoreError):
    """Another load holds the store."""


@dataclass(frozen=True, order=True)
class Version:
    """One published state of the store. `id` is what a link pins: `20260122T190000Z-0123456789ab`."""

    id: str
    path: Path

    @property
    def published(self) -> datetime:
        """When it was published (UTC)."""
        return datetime.strptime(self.id.split("-")[0], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def store_root(environ: Mapping[str, str]) -> Path:
    """The store's folder: `CSPDASH_STORE`, else `data/store` of the project."""
    named = environ.get("CSPDASH_STORE")
    return Path(named).expanduser().resolve() if named else PROJECT / "data" / "store"


def versions(root: Path) -> list[Version]:
    """All versions kept, oldest first."""
    if not root.is_dir():
        return []
    return sorted(
        Version(f"{match['time']}-{match['hash']}", path)
        for path in root.iterdir()
        if (match := VERSION_NAME.match(path.name))
    )


def current(root: Path) -> Version:
    """The version in use; raises NoStore where nothing has been published."""
    pointer = root / "current"
    try:
        name = pointer.read_text(encoding="utf-8").strip()
    except (FileNotFoundError, NotADirectoryError):
        kept = versions(root)
        if kept:
            raise StoreError(
                f"{pointer} is gone, but versions are kept beside it; write the name of one into it, usually the "
                f"newest: {kept[-1].path.name}"
            ) from None
        raise NoStore(
            f"no store in {root}: load police.uk files with `python -m cspdash load PATH`, or build the invented "
            "sample with `python -m cspdash sample`"
        ) from None
    match = VERSION_NAME.match(name)
    if match is None or not (root / name).is_file():
        raise StoreError(
            f"{pointer} names '{name}', which is not a version in that folder; write the name of one that is there "
            f"into it ({', '.join(v.path.name for v in versions(root)) or 'none is left: load again'})"
        )
    return Version(f"{match['time']}-{match['hash']}", root / name)


def version(root: Path, version_id: str) -> Version:
    """A version by its id; raises StoreError where it is no longer kept."""
    for kept in versions(root):
        if kept.id == version_id:
            return kept
    raise StoreError(f"version '{version_id}' is no longer kept; the current one is {current(root).id}")


def clear_leftovers(root: Path) -> None:
    """Remove what a load that died left behind. Only the holder of the lock may call this."""
    for path in root.glob(".building-*"):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def check_free_space(root: Path, needed: int) -> None:
    """Raise StoreError where the disk has no room for `needed` more bytes."""
    free = shutil.disk_usage(root).free
    if free < needed:
        raise StoreError(
            f"the disk of {root} has {free / 1e6:,.0f} MB free and this load needs about {needed / 1e6:,.0f} MB; "
            "make room, or put the store elsewhere with CSPDASH_STORE. Nothing was changed"
        )


def publish(root: Path, building: Path, content_hash: str) -> Version:
    """Give a finished, closed file its name, make it durable, and only then make it current."""
    _sync(building)
    stamp = datetime.now(UTC).replace(microsecond=0)
    while True:
        # Versions sort by time: two loads within one second get two seconds.
        name = f"csp-{stamp:%Y%m%dT%H%M%SZ}-{content_hash[:12]}.duckdb"
        if not any(kept.id >= f"{stamp:%Y%m%dT%H%M%SZ}" for kept in versions(root)):
            break
        stamp = stamp.fromtimestamp(stamp.timestamp() + 1, UTC)
    target = root / name
    os.replace(building, target)
    try:
        _sync_folder(root)
        set_current(root, name)
    except OSError:
        target.unlink()  # a version that nobody was pointed at would only take up room
        raise
    return version(root, f"{stamp:%Y%m%dT%H%M%SZ}-{content_hash[:12]}")


def set_current(root: Path, name: str) -> None:
    """Point at a version, atomically: a reader sees the old name or the new one, never half of it."""
    temporary = root / ".building-current"
    temporary.write_text(name + "\n", encoding="utf-8")
    _sync(temporary)
    os.replace(temporary, root / "current")
    _sync_folder(root)


def _sync(path: Path) -> None:
    with path.open("rb+") as handle:
        os.fsync(handle.fileno())


def _sync_folder(root: Path) -> None:
    if sys.platform == "win32":  # folders cannot be opened there; NTFS journals the rename
        return
    descriptor = os.open(root, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def named_versions(root: Path) -> dict[str, str]:
    """Versions that were given a name (a meeting's figures), by name: these are never removed."""
    try:
        names: dict[str, str] = json.loads((root / "names.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return names


def name_version(root: Path, name: str, version_id: str) -> None:
    """Name a version so that it is kept for good."""
    kept = version(root, version_id)
    names = named_versions(root) | {name: kept.id}
    temporary = root / ".building-names"
    temporary.write_text(json.dumps(names, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    _sync(temporary)
    os.replace(temporary, root / "names.json")


def prune(root: Path, keep: int = KEEP_VERSIONS, keep_bytes: int = KEEP_BYTES) -> list[Version]:
    """Remove the oldest versions beyond `keep` or `keep_bytes`, whichever comes first; give those removed.

    The current version and named ones always stay. A reader that has a removed file open keeps its data (on Windows
    such a file cannot be removed and stays until a later load).
    """
    always = {current(root).id, *named_versions(root).values()}
    removed = []
    kept = 0
    size = 0
    for candidate in reversed(versions(root)):
        size += candidate.path.stat().st_size
        if candidate.id in always or (kept < keep and size <= keep_bytes):
            kept += 1
            continue
        try:
            candidate.path.unlink()
        except PermissionError:  # Windows: still open in a reader; the next load tries again
            continue
        removed.append(candidate)
    return removed
