"""The SQL of queries/, by name. No statement is written in Python."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import duckdb

from cspdash.store.versions import QUERIES


@cache
def sql(name: str) -> str:
    """The text of `queries/<name>.sql`."""
    return (QUERIES / f"{name}.sql").read_text(encoding="utf-8")


def run(connection: duckdb.DuckDBPyConnection, name: str, parameters: Mapping[str, object]) -> None:
    """Run a script of several statements, giving each the parameters that it names.

    DuckDB takes parameters for one statement at a time, so the script is split into its statements.
    """
    for statement in connection.extract_statements(sql(name)):
        wanted = {key: value for key, value in parameters.items() if key in statement.named_parameters}
        connection.execute(statement, wanted or None)


def scripts(folder: str) -> list[str]:
    """The names of the scripts of a folder of queries/, in their numbered order."""
    return [f"{folder}/{path.stem}" for path in sorted((QUERIES / folder).glob("*.sql"))]


def digest(paths: list[Path]) -> str:
    """One hash over files, whatever their line ends."""
    whole = hashlib.sha256()
    for path in sorted(paths):
        whole.update(path.name.encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return whole.hexdigest()
