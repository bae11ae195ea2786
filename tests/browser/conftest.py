"""A real server on a real store, and headless Chromium that may reach nothing but it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from cspdash.store.versions import Version

PROJECT = Path(__file__).parents[2]
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
    # WebGL without a graphics card, for maps.
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
]
# Streamlit asks for these two under a page's own path on a deep link; they do no harm.
HARMLESS = ("_stcore/health", "_stcore/host-config")


@contextmanager
def serve(store: Path, **environment: str) -> Iterator[str]:
    """A dashboard on a free port of this machine; gives its address, and stops it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    options = ["--server.headless=true", f"--server.port={port}", "--server.address=127.0.0.1"]
    environ = os.environ | {"CSPDASH_STORE": str(store)} | environment
    with subprocess.Popen([*command, *options], cwd=PROJECT, env=environ, stdout=subprocess.DEVNULL) as server:
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(f"{address}/_stcore/health", server)
            yield address
        finally:
            server.terminate()
            server.wait(20)


def _wait_for(url: str, server: subprocess.Popen[bytes], seconds: float = 40) -> None:
    until = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            if server.poll() is not None or time.monotonic() > until:
                raise
            time.sleep(0.1)


def chromium() -> str:
    """The browser of this machine."""
    path = next((found for name in CHROMIUM if (found := shutil.which(name))), None)
    if path is None:
        raise FileNotFoundError("no Chromium on this machine: `apt-get install chromium` (as .ci/run does)")
    return path


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def sample_server(sample_store: Version) -> Iterator[str]:
    with serve(sample_store.path.parent) as address:
        yield address


APP = "[data-testid='stApp']"
# Remembers that the script has run, however short the run was.
_WATCH = """() => {
    window.cspdashRan = false;
    const app = document.querySelector("[data-testid='stApp']");
    new MutationObserver(() => {
        if (app.getAttribute("data-test-script-state") === "running") window.cspdashRan = true;
    }).observe(app, {attributes: true});
}"""


class Watched:
    """A page that keeps what it must not do: console errors, failed or outside requests, script errors."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.faults: list[str] = []
        page.on("console", lambda told: self._console(told.type, told.text, told.location.get("url", "")))
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("request", lambda request: self._request(request.url))

    def _console(self, kind: str, text: str, url: str) -> None:
        if kind == "error" and not any(part in url for part in HARMLESS):
            self.faults.append(f"console: {text} {url}")

    def _request(self, url: str) -> None:
        if not url.startswith(("http://127.0.0.1", "ws://127.0.0.1", "data:", "blob:")):
            self.faults.append(f"outside request: {url}")

    def settled(self) -> None:
        """Wait until the script has run and drawn."""
        self.page.wait_for_selector(".csp-foot", timeout=60_000)
        self.page.wait_for_selector(f"{APP}[data-test-script-state='notRunning']", timeout=60_000)
        self.page.wait_for_timeout(250)

    def after(self, action: Callable[[], None]) -> None:
        """Do something that makes the script run, and wait until it has: on a busy machine it begins late."""
        self.page.evaluate(_WATCH)
        action()
        self.page.wait_for_function("window.cspdashRan", timeout=30_000)
        self.settled()

    def open(self, url: str) -> None:
        self.page.goto(url)
        self.settled()

    def choose(self, label: str, text: str) -> None:
        """Pick an option of a sidebar filter by typing into it, as a person does."""
        box = self.page.get_by_test_id("stSidebar").get_by_role("combobox", name=label)
        box.click()
        box.fill(text)
        self.after(self.page.get_by_role("option", name=text, exact=False).first.click)

    def table(self) -> dict[str, list[str]]:
        """The first table of the page: name of the row → its cells."""
        rows = self.page.locator("table.csp-table").first.locator("tbody tr")
        return {
            rows.nth(i).locator("th").inner_text(): rows.nth(i).locator("td").all_inner_texts()
            for i in range(rows.count())
        }


CHART = '[data-testid="stVegaLiteChart"]'


def walk_views(view: Watched, views: Mapping[str, str], usual: str, without_chart: Collection[str]) -> None:
    """Choose each view (code in the link → label) of the open page: drawn, in the link, in sight, within the screen.

    `usual` is the view that the link leaves out; `without_chart` are those whose first figure is a table.
    """
    size = view.page.viewport_size
    assert size is not None
    titles = set()
    for code, label in views.items():
        view.page.get_by_role("radio", name=label, exact=True).or_(
            view.page.get_by_role("button", name=label, exact=True)
        ).click()
        if code != usual:
            view.page.wait_for_url(f"**view={code}**")
        view.settled()
        title = view.page.get_by_role("heading", level=1).inner_text()
        assert title.startswith("Oadby and Wigston: ")
        titles.add(title)
        if code not in without_chart:
            view.page.wait_for_selector(f"{CHART} canvas, {CHART} svg", timeout=30_000)
        first = view.page.locator("table.csp-table" if code in without_chart else CHART).first.bounding_box()
        assert first is not None
        assert first["y"] < size["height"] - 150, f"{code}: the first figure is in sight without scrolling"
        wide = view.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{code}: nothing sticks out to the right"
        table = view.page.locator("table.csp-table").first.bounding_box()
        assert table is not None
        assert table["x"] + table["width"] <= size["width"], f"{code}: the whole table is on the screen"
    assert len(titles) == len(views)


@pytest.fixture
def watched(browser: Browser) -> Iterator[Callable[..., Watched]]:
    """Make watched pages of a given size; all of them must have been quiet at the end of the test."""
    contexts: list[BrowserContext] = []
    pages: list[Watched] = []

    def make(width: int = 1440, height: int = 900) -> Watched:
        context = browser.new_context(viewport={"width": width, "height": height})
        contexts.append(context)
        made = Watched(context.new_page())
        pages.append(made)
        return made

    yield make
    faults = [fault for page in pages for fault in page.faults]
    for context in contexts:
        context.close()
    assert not faults, faults
