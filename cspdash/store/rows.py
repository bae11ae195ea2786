"""Small tables as plain rows: a load of police.uk files never pays for importing pandas."""

from __future__ import annotations

import csv
from typing import Any

from cspdash.store.versions import REFERENCE

Rows = list[dict[str, Any]]


def read_rows(name: str) -> Rows:
    """The rows of a CSV of data/reference, every cell as text, "" where it is empty."""
    with (REFERENCE / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
