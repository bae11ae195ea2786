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


def structure_of(names: list[str]) -> str:
    """A hash of what some scripts do: comments and white space do not count."""
    whole = hashlib.sha256()
    for name in names:
        code = (line.partition("--")[0].split() for line in sql(name).splitlines())
        whole.update(" ".join(word for line in code for word in line).encode() + b"\0")
    return whole.hexdigest()


def table_scripts() -> list[str]:
    """The scripts of the tables that hold what was loaded; those from 020 on are derived from them."""
    return [name for name in scripts("schema") if name < "schema/020"]


@cache
def tables_hash() -> str:
    """A hash of the tables that hold what was loaded: a version with others cannot be carried on."""
    return structure_of(table_scripts())


@cache
def derived_hash() -> str:
    """A hash of the derived tables: a version with others must be derived anew before it can be read."""
    return structure_of([name for name in scripts("schema") if "schema/020" <= name < "schema/030"])


@cache
def derivation_hash() -> str:
    """A hash of how the derived tables are computed."""
    return structure_of(["schema/030_macros", *scripts("load/derive")])
