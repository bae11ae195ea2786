"""Trends as people meet it: its views, its links, its pictures, at two sizes."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.conftest import Watched

pytestmark = pytest.mark.browser

CHART = '[data-testid="stVegaLiteChart"]'


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1024, 768)])
def test_the_chart_stands_in_sight(
    sample_server: str, watched: Callable[..., Watched], width: int, height: int
) -> None:
    view = watched(width, height)
    view.open(f"{sample_server}/trends?types=shoplifting")
    title = view.page.get_by_role("heading", level=1).inner_text()
    assert re.fullmatch(r"Shoplifting in Oadby and Wigston: \d+ in September 2025, \w+ the expected \d+ to \d+", title)
    chart = view.page.locator(f"{CHART} canvas, {CHART} svg").first
    chart.wait_for()
    box = chart.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < height, "the months must be in sight without scrolling"
    assert view.page.evaluate("document.documentElement.scrollWidth") <= width
    for drawn in view.page.locator(f"{CHART} canvas").all():
        seen = drawn.evaluate(
            "c => new Set(new Uint32Array(c.getContext('2d').getImageData(0, 0, c.width, c.height).data.buffer)).size"
        )
        assert seen > 20, "a chart must not be blank"


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1024, 768)])
def test_all_fourteen_types_on_one_screen_and_a_click_to_each(
    sample_server: str, watched: Callable[..., Watched], width: int, height: int
) -> None:
    view = watched(width, height)
    view.open(f"{sample_server}/trends?place=oadby&months=all")
    view.page.get_by_role("button", name="All types").or_(view.page.get_by_role("radio", name="All types")).click()
    view.page.wait_for_url(lambda url: "view=types" in url)
    view.settled()
    tiles = view.page.locator("ul.csp-multiples li")
    tiles.nth(13).wait_for()
    assert tiles.count() == 14
    last = tiles.nth(13).bounding_box()
    assert last is not None
    assert last["y"] + last["height"] < height, "all fourteen must be in sight without scrolling"
    assert all(tiles.nth(i).locator("img").evaluate("image => image.naturalWidth") > 0 for i in range(14))
    name, figure = tiles.first.locator("a").inner_text(), tiles.first.locator("b").inner_text()
    tiles.first.locator("a").click()
    view.page.wait_for_url(lambda url: "view=types" not in url)
    view.settled()
    title = view.page.get_by_role("heading", level=1).inner_text()
    assert title.startswith(f"{name} in Oadby: {figure} in September 2025")
    assert "months=all" in view.page.url


def test_the_picture_and_the_table_of_unusual_months_download(
    sample_server: str, watched: Callable[..., Watched], tmp_path: Path
) -> None:
    view = watched()
    view.open(f"{sample_server}/trends?place=wigston")
    with view.page.expect_download() as waiting:
        view.page.get_by_role("button", name="Chart as PNG").first.click()
    waiting.value.save_as(tmp_path / "chart.png")
    data = (tmp_path / "chart.png").read_bytes()
    assert data.startswith(b"\x89PNG")
    assert int.from_bytes(data[16:20], "big") > 1600, "twice the screen's size"
    view.open(f"{sample_server}/trends?place=wigston&view=exceedances")
    rows = view.page.locator("table.csp-table tbody tr")
    shown = rows.count()
    assert shown > 0
    with view.page.expect_download() as waiting:
        view.page.get_by_role("button", name="Table as CSV").click()
    waiting.value.save_as(tmp_path / "unusual.csv")
    lines = (tmp_path / "unusual.csv").read_text(encoding="utf-8-sig").splitlines()
    named = "Month,Crime type,Count,Expected,Lowest expected,Highest expected,Verdict"
    assert lines[0] == f"{named},Range across a change of recording"
    assert len(lines) == shown + 1
