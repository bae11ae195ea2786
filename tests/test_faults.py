"""What may befall a load: killed, out of disk, two at once, readers at work. The published version stays whole."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from cspdash.partnership import Partnership
from cspdash.store import build, reader
from cspdash.store.load import load
from cspdash.store.lock import writer_lock
from cspdash.store.report import LoadReport
from cspdash.store.versions import StoreError, Version, current, versions
from tests.builders import Row, ask, row, rows, value, write_street
from tests.conftest import REPOSITORY

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals, limits and mounts of POSIX")
Take = Callable[..., LoadReport]
COUNT = "SELECT count(*) FROM crime"


def start(store: Path, *arguments: str | Path, code: str = "") -> subprocess.Popen[str]:
    """`python -m cspdash` on a store, in a process of its own; `code` is run there first."""
    main = "import sys; from cspdash.cli import main; sys.exit(main(sys.argv[1:]))"
    return subprocess.Popen(
        [sys.executable, "-c", f"{code}\n{main}", *map(str, arguments)],
        cwd=REPOSITORY,
        env=os.environ | {"CSPDASH_STORE": str(store), "PYTHONPATH": str(REPOSITORY)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


def leftovers(store: Path) -> list[str]:
    return sorted(path.name for path in store.iterdir() if path.name.startswith(".building"))


# --- two loads at once ---------------------------------------------------------------------------------------


def test_two_loads_at_once_lose_no_month(tmp_path: Path, store: Path) -> None:
    """Both processes wait for this one, so that they contend for certain; each says who holds the store."""
    paths = [write_street(tmp_path, rows(n, month=month), month) for n, month in ((3, "2025-04"), (4, "2025-05"))]
    with writer_lock(store, 0, pytest.fail):
        processes = [start(store, "load", path, "--wait", "60") for path in paths]
        for process in processes:
            assert process.stderr is not None
            said = process.stderr.readline()
            assert f"waiting for another load of {store} (process {os.getpid()} on " in said
    for process in processes:
        code, out, err = finish(process)
        assert (code, err) == (0, "")
        assert "published version" in out
    assert ask(store, "SELECT month::TEXT, count(*) FROM crime GROUP BY ALL ORDER BY ALL") == [
        ("2025-04-01", 3),
        ("2025-05-01", 4),
    ]
    assert len(versions(store)) == 3


def test_without_waiting_the_second_load_is_refused(tmp_path: Path, store: Path) -> None:
    held = current(store)
    with writer_lock(store, 0, pytest.fail):
        code, out, err = finish(start(store, "load", write_street(tmp_path, rows(3)), "--wait", "0"))
    assert (code, out) == (1, "")
    assert re.fullmatch(
        rf"cspdash: another load is at work on {store} \(process {os.getpid()} on \S+ since [\d :-]+ UTC\); "
        r"try again when it has ended\n",
        err,
    )
    assert current(store) == held


# --- readers -------------------------------------------------------------------------------------------------


def test_readers_during_loads_and_across_the_switch(tmp_path: Path, store: Path, take: Take) -> None:
    take(write_street(tmp_path / "0", rows(10)))
    first = current(store)
    paths = [write_street(tmp_path / str(n), rows(10 * (n + 1))) for n in range(1, 5)]
    stop = threading.Event()
    seen: set[tuple[str, int, int]] = set()
    pinned: set[int] = set()
    errors: list[BaseException] = []

    def read() -> None:
        try:
            while not stop.is_set():
                of = current(store)
                [(crimes, counted)] = (
                    reader.cursor(of).execute(f"SELECT ({COUNT}), (SELECT sum(n) FROM crime_count)").fetchall()
                )
                seen.add((of.id, crimes, counted))
                pinned.add(reader.cursor(first).execute(COUNT).fetchall()[0][0])
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    loads = "from pathlib import Path; from cspdash.store.load import load; from cspdash.store.versions import *; "
    loads += "from cspdash.partnership import read_partnerships; import sys; P = read_partnerships(PARTNERSHIPS); "
    loads += "[load([Path(p)], Path(sys.argv[1]), P) for p in sys.argv[2:]]; sys.exit(0)"
    code, _, err = finish(start(store, store, *paths, code=loads))
    stop.set()
    for thread in threads:
        thread.join()
    assert (code, err) == (0, "")
    assert errors == []
    whole = dict(zip((v.id for v in versions(store)[1:]), (10, 20, 30, 40, 50), strict=True))
    assert {(version_id, n, n) for version_id, n in whole.items()} >= seen
    assert len(seen) >= 3
    assert pinned == {10}


# --- killed --------------------------------------------------------------------------------------------------


@pytest.fixture
def loaded(tmp_path: Path, store: Path, take: Take) -> Version:
    """A version with a month of ten rows."""
    take(write_street(tmp_path / "held", rows(10)))
    return current(store)


def still_whole(store: Path, held: Version) -> None:
    """The version is current, is readable, and the next load clears up and goes on from it."""
    assert current(store) == held
    assert value(store, COUNT) == 10


def next_load_works(tmp_path: Path, store: Path, take: Take) -> None:
    report = take(write_street(tmp_path / "next", rows(7, month="2025-06"), "2025-06"))
    assert report.version == current(store).id
    assert leftovers(store) == []
    assert value(store, "SELECT count(*) FROM crime WHERE month = '2025-06-01'") == 7
    assert value(store, "SELECT count(*) FROM crime WHERE month = '2025-04-01'") == 10


KILL = "import os, signal; from cspdash.store import build, street, versions; "
KILL += "{} = lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL)"


@pytest.mark.parametrize(
    ("step", "published"),
    [
        ("street._refusal", False),
        ("build.derive_counts", False),
        ("build.publish", False),
        ("versions.set_current", False),
        ("build.prune", True),
    ],
)
def test_killed_at_every_step_the_published_version_stays(
    tmp_path: Path, store: Path, take: Take, loaded: Version, step: str, published: bool
) -> None:
    path = write_street(tmp_path / "in", rows(50, month="2025-05"), "2025-05")
    code, out, _ = finish(start(store, "load", path, code=KILL.format(step)))
    assert (code, out) == (-9, "")
    if published:
        assert current(store) > loaded
        assert value(store, COUNT) == 60
    else:
        still_whole(store, loaded)
    next_load_works(tmp_path, store, take)


def test_killed_at_any_moment_the_published_version_stays(
    tmp_path: Path, store: Path, take: Take, loaded: Version
) -> None:
    noise = random.Random(7)
    for month in range(1, 13):
        lines: list[Row] = [
            row(month=f"2023-{month:02d}", Longitude=f"{noise.uniform(-2, 0):.6f}") for _ in range(3000)
        ]
        write_street(tmp_path / "in", lines, f"2023-{month:02d}")
    killed = 0
    for _ in range(4):
        process = start(store, "load", tmp_path / "in")
        while not (store / ".building-store.duckdb").exists():
            assert process.poll() is None
            time.sleep(0.002)
        time.sleep(noise.uniform(0, 0.5))
        process.kill()
        code, _, _ = finish(process)
        if code == 0:  # it was faster
            break
        killed += 1
        still_whole(store, loaded)
    assert killed > 0
    next_load_works(tmp_path, store, take)


# --- a full disk ---------------------------------------------------------------------------------------------


def many_rows(folder: Path, n: int) -> Path:
    """A month whose rows differ, so that they take room."""
    noise = random.Random(3)
    lines: list[Row] = [
        row(Longitude=f"{noise.uniform(-2, 0):.6f}", Location=f"On or near {noise.getrandbits(64):x} Street")
        for _ in range(n)
    ]
    return write_street(folder, lines)


def test_a_file_that_may_not_grow_ends_the_load_with_a_clear_message(tmp_path: Path, store: Path) -> None:
    """A limit on the size of files stands in for a quota: it needs no rights of an administrator."""
    held = current(store)
    limit = held.path.stat().st_size + 500_000
    path = many_rows(tmp_path / "in", 30_000)
    limited = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))"
    code, out, err = finish(start(store, "load", path, code=limited))
    assert (code, out) == (1, "")
    assert f"the disk of {store} is full; make room" in err
    assert "Traceback" not in err
    assert current(store) == held
    assert leftovers(store) == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """Mounts a disk of so many bytes; skips where that is not allowed."""
    mounted: list[Path] = []

    def mount(size: int) -> Path:
        folder = tmp_path / "disk"
        folder.mkdir()
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], capture_output=True, check=False
        )
        if done.returncode != 0:
            pytest.skip("mounting a small disk needs an administrator's rights")
        mounted.append(folder)
        return folder

    yield mount
    for folder in mounted:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.mark.parametrize("room", [100_000, 13_000_000, 13_800_000], ids=["the copy", "the rows", "the end"])
def test_a_disk_that_fills_up_on_the_way(
    tmp_path: Path,
    seed_store: Path,
    partnerships: Mapping[str, Partnership],
    small_disk: Callable[[int], Path],
    monkeypatch: pytest.MonkeyPatch,
    room: int,
) -> None:
    held = current(seed_store)
    root = small_disk(held.path.stat().st_size + room) / "store"
    root.mkdir()
    for name in (held.path.name, "current"):
        (root / name).write_bytes((seed_store / name).read_bytes())
    path = many_rows(tmp_path / "in", 60_000)
    with pytest.raises(StoreError, match="needs about"):
        load([path], root, partnerships, wait_seconds=0)
    monkeypatch.setattr(build, "check_free_space", lambda *_: None)
    with pytest.raises(StoreError, match="is full; make room"):
        load([path], root, partnerships, wait_seconds=0)
    assert [v.id for v in versions(root)] == [held.id] == [current(root).id]
    assert value(root, "SELECT count(*) FROM area") == value(seed_store, "SELECT count(*) FROM area")
    assert leftovers(root) == []
