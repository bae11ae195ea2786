"""Reading the store: read-only, one opener, a fresh cursor for every call."""

from __future__ import annotations

import threading
from collections import OrderedDict
from pathlib import Path

import duckdb

from cspdash.store.versions import Version, current, version

# A reader needs little: the cube of a borough is a few thousand rows. Two threads serve two sessions at once.
READ_ONLY = {"enable_external_access": "false", "memory_limit": "512MB", "threads": "2"}
# Each open version costs about 45 MB (measured): the current one and the last few that links pinned.
OPEN_VERSIONS = 4

_connections: OrderedDict[Path, duckdb.DuckDBPyConnection] = OrderedDict()
_guard = threading.Lock()


def cursor(of: Version) -> duckdb.DuckDBPyConnection:
    """A fresh cursor on a version. Never share one between threads: it returns other callers' rows.

    A version that is pushed out of the cache is dropped, not closed: closing would kill the cursors of readers
    still at work, while a dropped one lives until its last cursor is gone.
    """
    with _guard:
        connection = _connections.get(of.path)
        if connection is None:
            connection = duckdb.connect(str(of.path), read_only=True, config=dict(READ_ONLY))
            _connections[of.path] = connection
        _connections.move_to_end(of.path)
        while len(_connections) > OPEN_VERSIONS:
            _connections.popitem(last=False)
        return connection.cursor()


def forget(path: Path) -> None:
    """Drop an open version, so that its file can go (tests, and Windows)."""
    with _guard:
        _connections.pop(path, None)


def pick(root: Path, version_id: str | None) -> Version:
    """The pinned version, or the current one."""
    return version(root, version_id) if version_id else current(root)
