"""The lock of the one loader: held while a version is built, freed by the operating system when the process dies."""

from __future__ import annotations

import os
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from cspdash.store.versions import StoreBusy, StoreError


@contextmanager
def writer_lock(
    root: Path, wait_seconds: float, notify: Callable[[str], None], poll_seconds: float = 0.2
) -> Iterator[None]:
    """Hold the store as its one loader. The operating system frees the lock when the process dies.

    A second loader says who holds the store and waits up to `wait_seconds`, then raises StoreBusy.
    """
    with _lock_file(root) as handle:
        until = time.monotonic() + wait_seconds
        said = False
        while not _try_lock(handle):
            holder = _holder(root)
            if time.monotonic() >= until:
                raise StoreBusy(f"another load is at work on {root} ({holder}); try again when it has ended")
            if not said:
                notify(f"waiting for another load of {root} ({holder})")
                said = True
            time.sleep(poll_seconds)
        try:
            # Beside the lock, not in it: Windows lets nobody read a locked file.
            (root / "lock.holder").write_text(
                f"process {os.getpid()} on {socket.gethostname()} since {datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
                encoding="utf-8",
            )
            yield
        finally:
            (root / "lock.holder").unlink(missing_ok=True)
            _unlock(handle)


def _lock_file(root: Path) -> IO[str]:
    try:
        root.mkdir(parents=True, exist_ok=True)
        return (root / "lock").open("a+", encoding="utf-8")
    except OSError as error:
        raise StoreError(
            f"the store's folder {root} cannot be made or written ({error.strerror}); name another one with "
            "CSPDASH_STORE"
        ) from error


def _holder(root: Path) -> str:
    try:
        return (root / "lock.holder").read_text(encoding="utf-8") or "its holder left no name"
    except FileNotFoundError:
        return "its holder left no name"


if sys.platform == "win32":
    import msvcrt

    def _try_lock(handle: IO[str]) -> bool:
        handle.seek(0)
        try:
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(handle: IO[str]) -> None:
        handle.seek(0)
        msvcrt.locking(handle.fileno(), msvcrt.LK_UNLCK, 1)
else:
    import fcntl

    def _try_lock(handle: IO[str]) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(handle: IO[str]) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)
