"""Building a version: on a copy under a temporary name, checked, and only then published."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from cspdash import __version__
from cspdash.partnership import Partnership, source_hash
from cspdash.store.derive import derive_areas, derive_counts
from cspdash.store.lock import writer_lock
from cspdash.store.reference import fill_partnerships, fill_reference, reference_hash
from cspdash.store.sql import derivation_hash, derived_hash, scripts, sql, table_scripts, tables_hash
from cspdash.store.versions import (
    NoStore,
    StoreError,
    Version,
    check_free_space,
    clear_leftovers,
    current,
    prune,
    publish,
)

# Without a limit a load of a twelve-year force peaks at 1.0 to 1.4 GB; with this one it spills instead.
MEMORY_LIMIT = "600MB"
# An empty store with the reference tables, and the working space of any load.
SMALLEST = 30_000_000


@dataclass
class Building:
    """A version under construction.

    `connection` writes to the copy. `changed` says that something new is in it: without, nothing is published.
    """

    root: Path
    connection: duckdb.DuckDBPyConnection
    partnerships: Mapping[str, Partnership]
    recipe: dict[str, str]
    unpack_to: Path
    changed: bool = False
    areas_ready: bool = False
    published: Version | None = None
    meta: dict[str, str] = field(default_factory=dict)

    def ready_areas(self) -> None:
        """Work out the areas, once the look-ups of this load are in."""
        derive_areas(self.connection)
        self.areas_ready = True


def recipe(partnerships: Mapping[str, Partnership]) -> dict[str, str]:
    """What, besides the loaded files, a version follows from: tables, reference facts, partnerships."""
    return {
        "tables": tables_hash(),
        "derived": derived_hash(),
        "derivation": derivation_hash(),
        "reference": reference_hash(),
        "partnerships": source_hash(partnerships),
    }


@contextmanager
def building(
    root: Path,
    partnerships: Mapping[str, Partnership],
    *,
    wait_seconds: float,
    notify: Callable[[str], None],
    fresh: bool = False,
    incoming_bytes: int = 0,
) -> Iterator[Building]:
    """Hold the store and build the next version on a copy of the current one (on nothing where `fresh`).

    On leaving, where something changed, derives, checks and publishes, and sets `published`. On any error the
    working copy goes and the current version is as it was.
    """
    with writer_lock(root, wait_seconds, notify):
        clear_leftovers(root)
        working = root / ".building-store.duckdb"
        unpack_to = root / ".building-unpacked"
        try:
            base = None if fresh else current(root)
        except NoStore:
            base = None
        size = base.path.stat().st_size if base else 0
        check_free_space(root, SMALLEST + size + incoming_bytes)
        try:
            unpack_to.mkdir()
            if base is not None:
                shutil.copyfile(base.path, working)
            connection = duckdb.connect(
                str(working),
                config={"memory_limit": MEMORY_LIMIT, "temp_directory": str(root / ".building-temp"),
                        "preserve_insertion_order": "true"},
            )  # fmt: skip
            try:
                at_work = _open(root, connection, partnerships, unpack_to, is_new=base is None)
                yield at_work
                if at_work.changed:
                    content = _finish(at_work)
            finally:
                connection.close()
            if at_work.changed:
                at_work.published = publish(root, working, content)
                prune(root)
        except (duckdb.Error, OSError) as error:
            if _is_full(error):
                raise StoreError(
                    f"the disk of {root} is full; make room, or put the store elsewhere with CSPDASH_STORE. The "
                    "published version is as it was"
                ) from error
            raise
        finally:
            clear_leftovers(root)


def _is_full(error: Exception) -> bool:
    """Whether an error means that there is no room: DuckDB passes the system's words on inside its own."""
    codes = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    if isinstance(error, OSError):
        return error.errno in codes
    text = str(error)
    return "max_temp_directory_size" in text or any(os.strerror(code) in text for code in codes)


def _open(
    root: Path,
    connection: duckdb.DuckDBPyConnection,
    partnerships: Mapping[str, Partnership],
    unpack_to: Path,
    *,
    is_new: bool,
) -> Building:
    wanted = recipe(partnerships)
    # In one transaction each: a commit waits for the disk, and nothing of this is worth keeping by itself.
    connection.begin()
    if is_new:
        for name in table_scripts():
            connection.execute(sql(name))
        held: dict[str, str] = {}
    else:
        held = dict(connection.execute(sql("load/read_meta")).fetchall())
        if held.get("tables") != wanted["tables"]:
            raise StoreError(
                f"the store in {root} was made by cspdash {held.get('cspdash', '?')} with other tables; load your "
                "files again into a new folder (CSPDASH_STORE), or with `load --fresh` into this one"
            )
    at_work = Building(root, connection, partnerships, wanted, unpack_to, meta=held)
    stale = {key for key in wanted if held.get(key) != wanted[key]}
    if stale:
        # A new store is only worth publishing once a file is in it.
        at_work.changed = not is_new
        for name in scripts("schema")[len(table_scripts()) :]:
            connection.execute(sql(name))
        if "reference" in stale:
            fill_reference(connection)
        if "partnerships" in stale:
            fill_partnerships(connection, partnerships)
    connection.commit()
    return at_work


def _finish(at_work: Building) -> str:
    """Derive, record, check and checkpoint; give the content's hash."""
    connection = at_work.connection
    if not at_work.areas_ready:
        at_work.ready_areas()
    derive_counts(connection)
    at_work.meta |= at_work.recipe | {"cspdash": __version__}
    connection.executemany(sql("load/write_meta"), list(at_work.meta.items()))
    faults = connection.execute(sql("load/checks")).fetchall()
    if faults:
        raise StoreError(
            f"the new version does not add up ({faults[0][0]}) and was not published; this is a fault of cspdash, "
            "please report it"
        )
    content = hashlib.sha256(repr(connection.execute(sql("load/content")).fetchall()).encode()).hexdigest()
    connection.execute(sql("load/checkpoint"))
    return content
