"""The floor of a load, as a process of its own: DuckDB's bare typed `read_csv` of all columns into a table in a file.

`python -m benchmarks.floor DATABASE FOLDER` reads every `*-street.csv` below FOLDER and prints, as JSON, the seconds
from the first statement to the closed file (the interpreter's start and imports left out), rows, threads and memory
limit. DuckDB runs as it comes.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import duckdb

from benchmarks.common import statement


def main(database: str, folder: str) -> None:
    started = time.monotonic()
    files = [str(path) for path in sorted(Path(folder).rglob("*-street.csv"))]
    connection = duckdb.connect(database)
    connection.execute(statement("floor"), {"files": files})
    threads, memory_limit, rows = connection.execute(statement("floor_settings")).fetchall()[0]
    connection.close()
    seconds = time.monotonic() - started
    print(json.dumps({"seconds": seconds, "rows": rows, "threads": threads, "memory_limit": memory_limit}))


if __name__ == "__main__":
    main(*sys.argv[1:])
