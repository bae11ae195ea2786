"""Reading the store: read-only, one opener, a fresh cursor for every call."""

from __future__ import annotations

import threading
from collections import OrderedDict
from functools import lru_cache
from pathlib import Path

import duckdb

from cspdash.store.sql import derived_hash, sql, tables_hash
from cspdash.store.versions import StoreError, Version

# A reader needs little: the cube of a borough is a few thousand rows. Two threads serve two sessions at once.
LIMITS = {"memory_limit": "512MB", "threads": "2"}
# Each open version costs about 45 MB (measured): the current one and the last few that links pinned.
OPEN_VERSIONS = 4

_connections: OrderedDict[Path, duckdb.DuckDBPyConnection] = OrderedDict()
_guard = threading.Lock()


def cursor(of: Version) -> duckdb.DuckDBPyConnection:
    """A fresh cursor on a version. Never share one between threads: it returns other callers' rows.

    A version that is pushed out of the cache is dropped, not closed: closing would kill the cursors of readers
    still at work, while a dropped one lives until its last cursor is gone. Raises StoreError for a version whose tables
    this cspdash does not read.
    """
    if not readable(of):
        raise StoreError(
            f"version {of.id} was made by cspdash {meta_of(of).get('cspdash', '?')}, whose tables this one does not "
            "read; `python -m cspdash load` brings the current version up to date, and `load --fresh PATH` starts anew"
        )
    with _guard:
        connection = _connections.get(of.path)
        if connection is None:
            connection = _attach(of)
            connection.execute(sql("schema/030_macros"))
            _connections[of.path] = connection
        _connections.move_to_end(of.path)
        while len(_connections) > OPEN_VERSIONS:
            _connections.popitem(last=False)
        fresh = connection.cursor()
    fresh.execute(sql("app/use_store"))
    return fresh


def _attach(of: Version) -> duckdb.DuckDBPyConnection:
    """Attach a version to an instance of its own, whose macros are those of this code.

    The macros that a version was built with stay in its file, but questions change together with their macros: with
    its own old ones a version that a link pinned could not be read by a newer cspdash.
    """
    connection = duckdb.connect(":memory:", config=dict(LIMITS))
    connection.execute(sql("app/attach"), {"path": str(of.path)})
    connection.execute(sql("app/lock_down"))
    return connection


@lru_cache(maxsize=16)
def meta_of(of: Version) -> dict[str, str]:
    """A version's own notes, whoever made it: `sample`, `partnerships` (hash of the files), `cspdash`."""
    return dict(_attach(of).execute(sql("load/read_meta")).fetchall())


def readable(of: Version) -> bool:
    """Whether this cspdash reads a version's tables."""
    meta = meta_of(of)
    return (meta.get("tables"), meta.get("derived")) == (tables_hash(), derived_hash())
