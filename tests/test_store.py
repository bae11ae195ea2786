"""Versions: published whole or not at all, read by many, pinned, named, pruned."""

from __future__ import annotations

import errno
import json
import os
import shutil
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

import duckdb
import pytest

from cspdash.partnership import Partnership
from cspdash.store import reader
from cspdash.store import versions as files
from cspdash.store.build import building
from cspdash.store.load import load
from cspdash.store.lock import writer_lock
from cspdash.store.report import LoadReport
from cspdash.store.versions import (
    NoStore,
    StoreBusy,
    StoreError,
    Version,
    check_free_space,
    current,
    name_version,
    named_versions,
    prune,
    store_root,
    version,
    versions,
)
from tests.builders import rows, value, write_street

Take = Callable[..., LoadReport]
COUNT = "SELECT count(*) FROM crime"


def count(of: Version) -> int:
    [(n,)] = reader.cursor(of).execute(COUNT).fetchall()
    return int(n)


# --- publishing ----------------------------------------------------------------------------------------------


def test_an_error_on_the_way_leaves_everything_as_it_was(store: Path, partnerships: Mapping[str, Partnership]) -> None:
    before = {path.name: path.stat().st_mtime_ns for path in store.iterdir() if path.name != "lock"}
    with pytest.raises(RuntimeError, match="half way"), building(store, partnerships, wait_seconds=0, notify=print):
        raise RuntimeError("half way")
    assert {path.name: path.stat().st_mtime_ns for path in store.iterdir() if path.name != "lock"} == before


def test_a_version_that_does_not_add_up_is_not_published(
    tmp_path: Path, store: Path, take: Take, partnerships: Mapping[str, Partnership]
) -> None:
    held = take(write_street(tmp_path / "in", rows(3))).version

    def lose_a_row() -> None:
        with building(store, partnerships, wait_seconds=0, notify=print) as at_work:
            at_work.connection.execute("DELETE FROM crime WHERE rowid = (SELECT min(rowid) FROM crime)")
            at_work.changed = True

    with pytest.raises(StoreError, match=r"recorded 3 rows and the store holds 2\) and was not published"):
        lose_a_row()
    assert current(store).id == held
    assert value(store, COUNT) == 3


@pytest.mark.parametrize("step", ["set_current", "_sync_folder"])
def test_a_failure_while_pointing_leaves_the_old_version_and_no_orphan(
    tmp_path: Path, store: Path, take: Take, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    held = versions(store)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(files, step, full)
    with pytest.raises(StoreError, match="is full; make room"):
        take(write_street(tmp_path / "in", rows(3)))
    assert versions(store) == held == [current(store)]


def test_versions_of_one_second_still_sort_by_time(tmp_path: Path, store: Path, take: Take) -> None:
    ids = [take(write_street(tmp_path / str(n), rows(n))).version for n in (1, 2, 3)]
    assert [v.id for v in versions(store)][-3:] == ids
    assert current(store).id == ids[-1]
    assert current(store).published >= versions(store)[0].published


def test_the_same_content_has_the_same_hash(
    tmp_path: Path, seed_store: Path, partnerships: Mapping[str, Partnership]
) -> None:
    path = write_street(tmp_path / "in", rows(3))
    ids = []
    for name in ("one", "two"):
        root = Path(shutil.copytree(seed_store, tmp_path / name))
        load([path], root, partnerships)
        ids.append(current(root).id.split("-")[1])
    assert ids[0] == ids[1]


# --- finding the current version -----------------------------------------------------------------------------


def test_without_a_store_the_message_says_how_to_make_one(tmp_path: Path) -> None:
    for root in (tmp_path, tmp_path / "none"):
        with pytest.raises(NoStore, match=r"python -m cspdash load PATH`, or build the invented sample"):
            current(root)


def test_a_lost_pointer_does_not_lose_the_store(tmp_path: Path, store: Path, take: Take) -> None:
    name = (store / "current").read_text().strip()
    (store / "current").unlink()
    with pytest.raises(StoreError, match=f"current is gone.*{name}") as caught:
        take(write_street(tmp_path / "in", rows(3)))
    assert not isinstance(caught.value, NoStore)
    (store / "current").write_text(name)
    assert take(tmp_path / "in").exit_code == 0


@pytest.mark.parametrize("text", ["csp-20200101T000000Z-0123456789ab.duckdb", "../elsewhere.duckdb", ""])
def test_a_stale_pointer_names_what_is_there(store: Path, text: str) -> None:
    name = current(store).path.name
    (store / "current").write_text(text)
    with pytest.raises(StoreError, match=f"is not a version in that folder.*{name}"):
        current(store)


def test_a_store_of_other_tables_says_so(
    tmp_path: Path, store: Path, take: Take, partnerships: Mapping[str, Partnership]
) -> None:
    connection = duckdb.connect(str(current(store).path))
    connection.execute("UPDATE meta SET value = 'other' WHERE key = 'tables'")
    connection.execute("UPDATE meta SET value = '0.0.1' WHERE key = 'cspdash'")
    connection.close()
    path = write_street(tmp_path / "in", rows(3))
    with pytest.raises(StoreError, match=r"made by cspdash 0\.0\.1 with other tables.*load --fresh"):
        take(path)
    with pytest.raises(StoreError, match=r"made by cspdash 0\.0\.1"):
        reader.cursor(current(store))
    assert load([path], store, partnerships, fresh=True).version == current(store).id
    assert count(current(store)) == 3


def test_the_folder_is_named_by_the_environment(tmp_path: Path) -> None:
    assert store_root({"CSPDASH_STORE": str(tmp_path)}) == tmp_path
    assert store_root({}).parts[-2:] == ("data", "store")


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path, partnerships: Mapping[str, Partnership]) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="cannot be made or written"):
        load([write_street(tmp_path / "in", rows(3))], tmp_path / "file/store", partnerships)


# --- reading -------------------------------------------------------------------------------------------------


def test_a_reader_stays_on_its_version_and_a_link_can_pin_it(tmp_path: Path, store: Path, take: Take) -> None:
    old = version(store, str(take(write_street(tmp_path / "in", rows(3))).version))
    at_work = reader.cursor(old).execute("SELECT 1 FROM range(1000000)")
    take(write_street(tmp_path / "in", rows(8)))
    assert count(current(store)) == 8
    assert count(version(store, old.id)) == 3
    assert len(at_work.fetchall()) == 1_000_000
    with pytest.raises(StoreError, match="is no longer kept; the current one is"):
        version(store, "20200101T000000Z-0123456789ab")


def test_readers_can_change_and_reach_nothing(store: Path) -> None:
    for statement in (
        "DELETE FROM store.main.area",
        f"SELECT * FROM read_text('{store / 'current'}')",
        f"COPY (SELECT 1) TO '{store / 'out.csv'}'",
        f"ATTACH '{store / 'other.duckdb'}'",
        "SET enable_external_access = true",
    ):
        with pytest.raises(duckdb.Error):
            reader.cursor(current(store)).execute(statement)
    assert not (store / "out.csv").exists()


def test_a_version_pushed_out_of_the_cache_serves_its_cursors(tmp_path: Path, store: Path, take: Take) -> None:
    ids = [str(take(write_street(tmp_path / str(n), rows(n))).version) for n in range(1, reader.OPEN_VERSIONS + 3)]
    cursors = [reader.cursor(version(store, one)) for one in ids]
    assert [cursor.execute(COUNT).fetchall() for cursor in cursors] == [[(n,)] for n in range(1, len(ids) + 1)]


def test_threads_never_get_each_others_rows(store: Path) -> None:
    of = current(store)
    wrong: list[object] = []

    def work(number: int) -> None:
        for n in range(40):
            cursor = reader.cursor(of)
            got = cursor.execute("SELECT $a + count(*) * 0 FROM area", {"a": number * 1000 + n}).fetchall()
            if got != [(number * 1000 + n,)]:
                wrong.append(got)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


# --- keeping -------------------------------------------------------------------------------------------------


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A folder of fifteen versions of 100 bytes, the last one current."""
    for n in range(15):
        (tmp_path / f"csp-20250101T0000{n:02d}Z-0123456789ab.duckdb").write_bytes(b"x" * 100)
    files.set_current(tmp_path, "csp-20250101T000014Z-0123456789ab.duckdb")
    return tmp_path


def seconds(kept: list[Version]) -> list[int]:
    return [int(v.id[13:15]) for v in kept]


def test_the_last_twelve_are_kept(shelf: Path) -> None:
    assert sorted(seconds(prune(shelf))) == [0, 1, 2]
    assert seconds(versions(shelf)) == list(range(3, 15))
    assert prune(shelf) == []


def test_no_more_bytes_are_kept_than_asked(shelf: Path) -> None:
    prune(shelf, keep_bytes=450)
    assert seconds(versions(shelf)) == [11, 12, 13, 14]


def test_named_and_current_versions_are_always_kept(shelf: Path) -> None:
    name_version(shelf, "January meeting", "20250101T000001Z-0123456789ab")
    files.set_current(shelf, "csp-20250101T000005Z-0123456789ab.duckdb")
    prune(shelf, keep=2, keep_bytes=0)
    assert seconds(versions(shelf)) == [1, 5]
    assert named_versions(shelf) == {"January meeting": "20250101T000001Z-0123456789ab"}
    assert json.loads((shelf / "names.json").read_text()) == named_versions(shelf)
    with pytest.raises(StoreError, match="no longer kept"):
        name_version(shelf, "gone", "20250101T000002Z-0123456789ab")


# --- the lock and the disk -----------------------------------------------------------------------------------


def test_a_second_loader_says_who_holds_the_store(store: Path) -> None:
    said: list[str] = []
    with (
        writer_lock(store, 0, said.append),
        pytest.raises(StoreBusy, match=rf"\(process {os.getpid()} on .+ since .+ UTC\); try again"),
        writer_lock(store, 0.3, said.append, poll_seconds=0.05),
    ):
        pytest.fail("two loaders at once")
    assert len(said) == 1
    assert f"waiting for another load of {store} (process {os.getpid()}" in said[0]
    with writer_lock(store, 0, pytest.fail):
        pass


def test_a_full_disk_is_said_before_anything_is_written(
    tmp_path: Path, store: Path, take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = current(store).id
    usage = shutil.disk_usage(store)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=20_000_000))
    with pytest.raises(StoreError, match=r"has 20 MB free and this load needs about \d+ MB.*Nothing was changed"):
        take(write_street(tmp_path / "in", rows(3)))
    assert current(store).id == held
    check_free_space(store, 20_000_000)
