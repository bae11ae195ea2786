"""Fixtures that several test modules share: partnerships, and stores that are built once a session."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import settings

from cspdash.partnership import Partnership, read_partnerships
from cspdash.sample.publish import publish_sample
from cspdash.store.build import building
from cspdash.store.load import load
from cspdash.store.report import LoadReport
from cspdash.store.versions import PARTNERSHIPS, Version, current

# A busy machine is no fault of the code.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

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


@pytest.fixture(scope="session")
def seed_store(partnerships: Mapping[str, Partnership], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a store that holds the reference facts and no records. Read only: `store` is a copy of it."""
    root = tmp_path_factory.mktemp("seed-store")
    with building(root, partnerships, wait_seconds=0, notify=pytest.fail) as at_work:
        at_work.changed = True
    return root


@pytest.fixture
def store(seed_store: Path, tmp_path: Path) -> Path:
    """The folder of a store of one's own, with the reference facts and no records."""
    return Path(shutil.copytree(seed_store, tmp_path / "store"))


@pytest.fixture
def take(store: Path, partnerships: Mapping[str, Partnership]) -> Callable[..., LoadReport]:
    """Load paths into `store`."""

    def load_paths(*paths: Path) -> LoadReport:
        return load(paths, store, partnerships, wait_seconds=0, notify=pytest.fail)

    return load_paths


@pytest.fixture
def on_sample(sample_store: Version, monkeypatch: pytest.MonkeyPatch) -> Version:
    """The app on the sample."""
    monkeypatch.setenv("CSPDASH_STORE", str(sample_store.path.parent))
    return sample_store


@pytest.fixture
def on_real(real_store: Version, monkeypatch: pytest.MonkeyPatch) -> Version:
    """The app on the real files."""
    monkeypatch.setenv("CSPDASH_STORE", str(real_store.path.parent))
    return real_store
