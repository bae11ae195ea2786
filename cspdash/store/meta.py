"""What a version says of itself: whether it is the sample, and what it was made from."""

from __future__ import annotations

from functools import lru_cache

from cspdash.store import reader
from cspdash.store.sql import sql
from cspdash.store.versions import Version


@lru_cache(maxsize=8)
def meta_of(version: Version) -> dict[str, str]:
    """The version's own notes: `sample`, `partnerships` (hash of the files), `reference`, `cspdash`."""
    return dict(reader.cursor(version).execute(sql("load/read_meta")).fetchall())
