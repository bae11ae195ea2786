"""Fixtures that several test modules share: partnerships, and stores that are built once a session."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from cspdash.partnership import Partnership, read_partnerships
from cspdash.sample.publish import publish_sample
from cspdash.store.load import load
from cspdash.store.versions import PARTNERSHIPS, Version, current

REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def partnerships() -> Mapping[str, Partnership]:
    """The partnerships that ship."""
    return read_partnerships(PARTNERSHIPS)


@pytest.fixture(scope="session")
def realdata() -> Path:
    """The folder of real files (CSPDASH_REALDATA, else beside the repository); skips where it is absent."""
    folder = Path(os.environ.get("CSPDASH_REALDATA", REPOSITORY.parent / "shared/realdata"))
    if not (folder / "police_uk").is_dir():
        pytest.skip(f"no real data in {folder}; set CSPDASH_REALDATA")
    return folder


@pytest.fixture(scope="session")
def sample_store(partnerships: Mapping[str, Partnership], tmp_path_factory: pytest.TempPathFactory) -> Version:
    """The invented sample, published once. Read only: a test that loads into it copies its folder first."""
    root = tmp_path_factory.mktemp("sample-store")
    report = publish_sample(root, partnerships, wait_seconds=0, notify=pytest.fail)
    assert report.exit_code == 0, report.lines()
    return current(root)


@pytest.fixture(scope="session")
def real_store(
    realdata: Path, partnerships: Mapping[str, Partnership], tmp_path_factory: pytest.TempPathFactory
) -> Version:
    """The 62 real months of Leicestershire with the reference facts that ship. Read only."""
    root = tmp_path_factory.mktemp("real-store")
    report = load([realdata / "police_uk"], root, partnerships, wait_seconds=0, notify=pytest.fail)
    assert report.exit_code == 0, report.lines()
    return current(root)
