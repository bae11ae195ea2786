"""Where the benchmarks work, their SQL, and a process measured from outside."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent
WORK = HERE / "work"  # git-ignored


def statement(name: str) -> str:
    """The text of `benchmarks/sql/<name>.sql`."""
    return (HERE / "sql" / f"{name}.sql").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Measured:
    """One process from its start to its end.

    seconds: wall time, the interpreter's start included. cpu: seconds of all its threads together, which another
    process at work hardly changes. peak: largest resident size in bytes. output: its stdout.
    """

    seconds: float
    cpu: float
    peak: int
    output: str


def run_python(arguments: Sequence[str], environ: Mapping[str, str] | None = None) -> Measured:
    """Run `python ARGUMENTS` in the project's folder and measure it.

    Raises RuntimeError with the process's stderr where it fails. Linux only: there a child's peak starts at its
    parent's size, so that a caller must stay small (no pandas, no DuckDB) for the figure to be the child's own.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        started = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, *arguments], cwd=PROJECT, env={**os.environ, **(environ or {})}, stdout=out, stderr=err
        )
        # wait4 and not wait: it gives the usage of this one child, not the largest of all so far.
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        if process.returncode != 0:
            told = (out.read()[-2000:] + err.read()[-2000:]).decode("utf-8", errors="replace")
            raise RuntimeError(f"python {' '.join(arguments)[:200]} ended with {process.returncode}:\n{told}")
        return Measured(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, out.read().decode("utf-8"))


def fresh_folder(name: str) -> Path:
    """An empty folder of that name in the working folder."""
    folder = WORK / name
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    return folder
