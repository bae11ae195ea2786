"""The sample into the store, through the same loader as real files."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from cspdash.partnership import Partnership
from cspdash.sample.partners import CASE_FORM
from cspdash.sample.writer import write_sample
from cspdash.store import reader
from cspdash.store.load import load
from cspdash.store.report import LoadReport
from cspdash.store.versions import NoStore, StoreError, Version, current


def is_sample(of: Version) -> bool:
    """Whether a version holds the invented sample."""
    return reader.meta_of(of).get("sample") == "true"


def publish_sample(
    root: Path,
    partnerships: Mapping[str, Partnership],
    *,
    wait_seconds: float,
    notify: Callable[[str], None],
    replace: bool = False,
) -> LoadReport:
    """Write the sample's files to a temporary folder, load them into a fresh version, and remove them.

    Raises StoreError where real data is loaded, unless `replace` is set (versions with real data are kept even then,
    within the store's limits).
    """
    try:
        held: Version | None = current(root)
    except NoStore:
        held = None
    if held is not None and not is_sample(held) and not replace:
        raise StoreError(
            f"{root} holds real data; build the sample elsewhere (CSPDASH_STORE), or say --replace to put it in front"
        )
    with tempfile.TemporaryDirectory(prefix="cspdash-sample-") as folder:
        write_sample(Path(folder))
        return load(
            [Path(folder)], root, partnerships, wait_seconds=wait_seconds, notify=notify, as_sample=True,
            fresh=held is not None and not (is_sample(held) and reader.readable(held)), forms=(CASE_FORM,),
        )  # fmt: skip
