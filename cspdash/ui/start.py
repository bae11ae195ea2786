"""From nothing to a store: the first start of the app builds the invented sample."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import streamlit as st

from cspdash.errors import CspdashError
from cspdash.partnership import Partnership, partnership_folder, read_partnerships
from cspdash.sample.publish import is_sample
from cspdash.store import reader
from cspdash.store.versions import PROJECT, NoStore, Version, current, store_root, version

_one_builder = threading.Lock()


class StartError(CspdashError):
    """The app cannot start; the message says why and what to do."""


def partnerships() -> Mapping[str, Partnership]:
    """The partnership files as they are now: an edit shows on the next click."""
    folder = partnership_folder(os.environ)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return _read(folder, tuple((str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in files))


@lru_cache(maxsize=4)
def _read(folder: Path, _state: tuple[tuple[str, int, int], ...]) -> Mapping[str, Partnership]:
    """Read once for each state of the folder: reading takes longer than most questions."""
    return read_partnerships(folder)


def open_store(version_id: str | None) -> Version:
    """The version to show: the pinned one, or the current one.

    Without any, and where the sample was made by another cspdash, the sample is built first.
    """
    root = store_root(os.environ)
    if version_id:
        return version(root, version_id)
    if (ready := _ready(root)) is not None:
        return ready
    with st.spinner("No data is loaded yet: building the invented sample, about ten seconds …"), _one_builder:
        # Another session may have been faster.
        return _ready(root) or _build_sample(root)


def _ready(root: Path) -> Version | None:
    try:
        newest = current(root)
    except NoStore:
        return None
    return None if is_sample(newest) and not reader.readable(newest) else newest


def _build_sample(root: Path) -> Version:
    # In a process of its own: a writer and readers of one file do not mix in one process.
    done = subprocess.run(
        [sys.executable, "-m", "cspdash", "sample"], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise StartError(f"the sample could not be built: {done.stderr.strip() or done.stdout.strip()}")
    return current(root)
