"""The README's pictures, from the sample: `make screenshots`."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from cspdash.partnership import read_partnerships
from cspdash.sample.publish import publish_sample
from cspdash.store.versions import PARTNERSHIPS
from cspdash.ui.navigation import PAGES
from tests.browser.conftest import FLAGS, PROJECT, Watched, chromium, serve

FOLDER = PROJECT / "docs" / "screenshots"
WIDTH, HEIGHT = 1280, 860


def main() -> int:
    """Take one picture of each page."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as store, sync_playwright() as playwright:
        publish_sample(Path(store), read_partnerships(PARTNERSHIPS), wait_seconds=0, notify=print)
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        with serve(Path(store)) as address:
            for link in PAGES:
                page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
                view = Watched(page)
                view.open(f"{address}/{'' if link.path == 'app.py' else link.key}")
                page.wait_for_timeout(2500)  # maps fade in
                page.screenshot(path=FOLDER / f"{link.key}.png")
                print(f"{os.path.relpath(FOLDER, PROJECT)}/{link.key}.png")
                page.close()
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
