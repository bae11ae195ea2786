"""Every page on the synthetic force: `python -m benchmarks.bench_pages` (see README.md).

Re-runs each page warm with varied filters (AppTest, no browser), clicks in headless Chromium until the new picture
stands, and starts the server cold. Exits 1 where a target is missed.
"""

from __future__ import annotations

import cProfile
import os
import pstats
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.local_script_runner import LocalScriptRunner

from benchmarks.bench_load import real_zips
from benchmarks.bench_questions import build_store
from benchmarks.common import fresh_folder, run_python
from cspdash.store.versions import Version
from cspdash.ui.navigation import PAGES
from tests.browser.conftest import FLAGS, PROJECT, chromium, serve

RERUN_P95, REAL_P95, STATISTICS, CLICK_MEDIAN, COLD_START = 0.150, 0.200, 0.050, 0.600, 4.0
PLACES = ("oadby", "wigston", "south-wigston", "E01025992", "oadby-wigston")
RERUNS, CLICKS, STARTS = 25, 12, 3


def opened(path: str) -> AppTest:
    """A page, run once."""
    app = AppTest.from_file(str(PROJECT / "app.py"), default_timeout=60)
    if path != "app.py":
        app.switch_page(path)
    return app.run()


def change_filters(app: AppTest, turn: int) -> None:
    """Choose a place and a period that were not shown together before: nothing is answered from what was kept."""
    period = app.sidebar.selectbox(key="filter_period")
    period.select_index((turn // len(PLACES) + 1) % (len(period.options) - 1))
    app.sidebar.selectbox(key="filter_place").select(PLACES[turn % len(PLACES)])


def rerun_times(path: str) -> list[float]:
    """Seconds of warm re-runs of a page, a filter changed before each."""
    app = opened(path)
    times = []
    for turn in range(RERUNS + 3):
        change_filters(app, turn)
        started = time.perf_counter()
        app.run()
        times.append(time.perf_counter() - started)
        if app.exception:
            raise RuntimeError(f"{path}: {app.exception[0].message}")
    return times[3:]  # the first ones fill caches


def statistics_share(path: str, runs: int = 8) -> float:
    """The share of a re-run that is spent in `cspdash.statistics`, by Python's profiler, in processor time."""
    watched = cProfile.Profile(time.thread_time)
    runner = LocalScriptRunner._run_script

    def profiled(self: LocalScriptRunner, *given: Any) -> None:
        watched.enable()
        try:
            runner(self, *given)
        finally:
            watched.disable()

    app = opened(path)
    for turn in range(2):
        change_filters(app, turn)
        app.run()
    LocalScriptRunner._run_script = profiled  # type: ignore[method-assign, assignment]
    try:
        for turn in range(2, runs + 2):
            change_filters(app, turn)
            app.run()
    finally:
        LocalScriptRunner._run_script = runner  # type: ignore[method-assign]
    inside = f"{os.sep}cspdash{os.sep}statistics{os.sep}"
    told = pstats.Stats(watched)
    stats: dict[Any, Any] = told.stats  # type: ignore[attr-defined]
    called = (callers for (file, *_), (*_, callers) in stats.items() if inside in file)
    spent = (times[3] for callers in called for (file, *_), times in callers.items() if inside not in file)
    return float(sum(spent) / told.total_tt)  # type: ignore[attr-defined]


def click_times(address: str, path: str) -> list[float]:
    """Seconds from choosing a period in the browser to the new title, drawn."""
    from playwright.sync_api import sync_playwright

    times = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(f"{address}/{path}")
        page.wait_for_selector(".csp-foot", timeout=30_000)
        box = page.get_by_test_id("stSidebar").get_by_role("combobox", name="Place")
        for turn in range(CLICKS):
            name = ("Oadby (settlement)", "South Wigston (settlement)")[turn % 2]
            box.click()
            box.fill(name)
            option = page.get_by_role("option", name=name).first
            option.wait_for()
            before = page.locator(".csp-subtitle, h1").all_inner_texts()
            started = time.perf_counter()
            option.click()
            page.wait_for_function(
                "before => JSON.stringify([...document.querySelectorAll('h1, .csp-subtitle')].map(e => e.innerText))"
                ' !== before && !document.querySelector(\'[data-testid="stStatusWidget"], [data-stale="true"]\')',
                arg=_as_json(before),
                timeout=30_000,
            )
            times.append(time.perf_counter() - started)
            page.wait_for_timeout(400)
        browser.close()
    return times[2:]


def _as_json(texts: Sequence[str]) -> str:
    import json

    return json.dumps(texts, ensure_ascii=False, separators=(",", ":"))


def cold_start(store: Path) -> float:
    """Seconds from starting the server to the first page drawn in a waiting browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        page = browser.new_page()
        started = time.perf_counter()
        with serve(store) as address:
            page.goto(address)
            page.wait_for_selector(".csp-foot", timeout=60_000)
            taken = time.perf_counter() - started
            page.close()
        browser.close()
    return taken


def reruns(store: Path, target: float, statistics: float | None) -> bool:
    """Print the table of warm re-runs on a store; gives whether the targets are met."""
    os.environ["CSPDASH_STORE"] = str(store)
    met = True
    print(f"{'page':<24}{'re-run p50':>12}{'p95':>8}   target {1000 * target:.0f} ms", end="")
    print(f"   statistics: target {1000 * statistics:.0f} ms" if statistics else "")
    for link in PAGES:
        times = rerun_times(link.path)
        p95 = quantiles(times, n=20)[-1]
        met &= p95 <= target
        line = f"{link.name:<24}{1000 * median(times):>9.0f} ms{1000 * p95:>5.0f} ms   {_judged(p95, target):<14}"
        if statistics:
            spent = statistics_share(link.path) * median(times)
            met &= spent <= statistics
            line += f"{1000 * spent:>5.0f} ms   {_judged(spent, statistics)}"
        print(line, flush=True)
    return met


def main() -> int:
    """Print the tables; 1 where a target is missed."""
    version: Version = build_store()
    root = version.path.parent
    print(f"synthetic store of 1.4 million rows; load average {os.getloadavg()[0]:.1f}")
    met = reruns(root, RERUN_P95, None)
    if zips := real_zips():
        real = fresh_folder("real-store")
        run_python(["-m", "cspdash", "load", *map(str, zips)], {"CSPDASH_STORE": str(real)})
        print(f"\nreal store of {len(zips)} downloads")
        met &= reruns(real, REAL_P95, STATISTICS)
    else:
        print("no real files: set CSPDASH_REALDATA to the folder that holds police_uk/*.zip", file=sys.stderr)
    with serve(root) as address:
        print(f"\n{'page':<24}{'click p50':>12}   target {1000 * CLICK_MEDIAN:.0f} ms")
        for link in PAGES:
            typical = median(click_times(address, "" if link.path == "app.py" else link.key))
            met &= typical <= CLICK_MEDIAN
            print(f"{link.name:<24}{1000 * typical:>9.0f} ms   {_judged(typical, CLICK_MEDIAN)}", flush=True)
    starts = [cold_start(root) for _ in range(STARTS)]
    met &= median(starts) <= COLD_START
    print(
        f"\ncold start to first page: {', '.join(f'{s:.1f}' for s in starts)} s   {_judged(median(starts), COLD_START)}"
    )
    return 0 if met else 1


def _judged(value: float, target: float) -> str:
    return "PASS" if value <= target else "FAIL"


if __name__ == "__main__":
    sys.exit(main())
