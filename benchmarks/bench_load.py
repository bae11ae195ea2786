"""The load against its floor, in one run: `python -m benchmarks.bench_load` (benchmarks/README.md).

Each measurement is a fresh process into a fresh folder, load and floor in turn, and ratios are taken pair by pair.
Exits 1 where a target is missed. This process stays small on purpose (common.run_python says why).
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import sys
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.common import PROJECT, WORK, Measured, fresh_folder, run_python

LARGEST_RATIO = 1.3
LARGEST_PEAK = 800_000_000
SHOW_LIMIT = "from cspdash.store.build import MEMORY_LIMIT; print(MEMORY_LIMIT)"


@dataclass(frozen=True)
class Case:
    """What is loaded (`given`), the same files as CSVs for the floor (`csvs`), and whether the targets hold for it."""

    name: str
    given: tuple[Path, ...]
    csvs: Path
    judged: bool


@dataclass(frozen=True)
class Run:
    """One process: whole wall time, time without the interpreter's start, CPU, peak memory, rows and bytes stored."""

    whole: float
    inside: float
    cpu: float
    peak: int
    rows: int
    stored: int


def real_zips() -> list[Path]:
    """The real police.uk zips at hand: below CSPDASH_REALDATA, else beside the repository; none where absent."""
    named = os.environ.get("CSPDASH_REALDATA")
    folder = Path(named) if named else PROJECT.parent / "shared" / "realdata"
    return sorted((folder / "police_uk").glob("*.zip"))


def _unpack(zips: Sequence[Path]) -> Path:
    folder = fresh_folder("real")
    for path in zips:
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                if info.filename.endswith("-street.csv"):
                    name = Path(info.filename).name
                    (folder / name[:7]).mkdir(exist_ok=True)
                    with archive.open(info) as source, (folder / name[:7] / name).open("xb") as target:
                        shutil.copyfileobj(source, target)
    return folder


def _cases(wanted: Sequence[str]) -> list[Case]:
    cases = []
    if "synthetic" in wanted:
        synthetic = Path(run_python(["-m", "benchmarks.synthetic"]).output.strip())
        cases.append(Case("synthetic", (synthetic,), synthetic, judged=True))
    if {"real-csv", "real-zip"} & set(wanted):
        zips = real_zips()
        if not zips:
            print("no real files: set CSPDASH_REALDATA to the folder that holds police_uk/*.zip", file=sys.stderr)
            return cases
        unpacked = _unpack(zips)
        if "real-csv" in wanted:
            cases.append(Case("real-csv", (unpacked,), unpacked, judged=False))
        if "real-zip" in wanted:
            cases.append(Case("real-zip", tuple(zips), unpacked, judged=False))
    return cases


def _stored(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*.duckdb"))


def _load(case: Case) -> Run:
    folder = fresh_folder("run")
    measured: Measured = run_python(
        ["-m", "cspdash", "load", "--json", *map(str, case.given)], {"CSPDASH_STORE": str(folder)}
    )
    told = json.loads(measured.output)
    return Run(measured.seconds, told["seconds"], measured.cpu, measured.peak, told["rows_loaded"], _stored(folder))


def _floor(case: Case) -> Run:
    folder = fresh_folder("run")
    measured = run_python(["-m", "benchmarks.floor", str(folder / "floor.duckdb"), str(case.csvs)])
    told = json.loads(measured.output)
    return Run(measured.seconds, told["seconds"], measured.cpu, measured.peak, told["rows"], _stored(folder))


def _settle() -> None:
    """Write out what the run before left in memory, so that the next does not pay for it."""
    os.sync()


def _print(case: Case, loads: Sequence[Run], floors: Sequence[Run]) -> bool:
    """Print a case's table; gives whether its targets are met."""
    files = list(case.csvs.rglob("*-street.csv"))
    size = sum(path.stat().st_size for path in files) / 1e6
    print(f"\n{case.name}: {len(files)} files, {loads[0].rows:,} rows, {size:,.0f} MB of CSV; {len(loads)} pairs")
    print(f"{'':24}{'load':>9}{'floor':>9}{'ratio':>8}   pair by pair")

    def ratios(of: Callable[[Run], float]) -> list[float]:
        return [of(load) / of(floor) for load, floor in zip(loads, floors, strict=True)]

    lines: list[tuple[str, Callable[[Run], float], int]] = [
        ("whole process, s", lambda run: run.whole, 2),
        ("without start, s", lambda run: run.inside, 2),
        ("CPU of all threads, s", lambda run: run.cpu, 2),
        ("peak memory, MB", lambda run: run.peak / 1e6, 0),
        ("stored, MB", lambda run: run.stored / 1e6, 1),
    ]
    for label, of, digits in lines:
        load, floor = median(map(of, loads)), median(map(of, floors))
        each = " ".join(f"{ratio:.2f}" for ratio in ratios(of))
        print(f"{label:24}{load:9.{digits}f}{floor:9.{digits}f}{median(ratios(of)):8.2f}   {each}")
    if not case.judged:
        return True
    ratio, peak = median(ratios(lambda run: run.whole)), max(run.peak for run in loads)
    fast, small = ratio <= LARGEST_RATIO, peak < LARGEST_PEAK
    print(f"{'PASS' if fast else 'FAIL'}  whole process at most {LARGEST_RATIO} times the floor: {ratio:.2f}")
    print(f"{'PASS' if small else 'FAIL'}  largest peak under {LARGEST_PEAK / 1e6:.0f} MB: {peak / 1e6:.0f} MB")
    return fast and small


def main(arguments: Sequence[str]) -> int:
    names = ("synthetic", "real-csv", "real-zip")
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bench_load", description=__doc__)
    parser.add_argument("--pairs", type=int, default=5, help="load and floor so many times in turn (default: 5)")
    parser.add_argument("--only", choices=names, action="append", help="one case; repeats (default: all)")
    options = parser.parse_args(arguments)
    WORK.mkdir(exist_ok=True)
    limit = run_python(["-c", SHOW_LIMIT]).output.strip()
    space = resource.getrlimit(resource.RLIMIT_AS)[0]
    print(
        f"both under the same process limits: {len(os.sched_getaffinity(0))} cores, address space "
        f"{'unlimited' if space == resource.RLIM_INFINITY else f'{space / 1e6:,.0f} MB'}; load: DuckDB memory limit "
        f"{limit} (its own setting); floor: DuckDB as it comes"
    )
    met = True
    for case in _cases(options.only or names):
        loads, floors = [], []
        for _ in range(options.pairs):
            _settle()
            loads.append(_load(case))
            _settle()
            floors.append(_floor(case))
            if loads[-1].rows != floors[-1].rows:
                raise RuntimeError(f"{case.name}: {loads[-1].rows:,} rows loaded, the floor holds {floors[-1].rows:,}")
        met &= _print(case, loads, floors)
    shutil.rmtree(WORK / "run", ignore_errors=True)
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
