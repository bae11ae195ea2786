"""Seasons in a browser: the heat map is in sight, its choices stand in the link, its table can be taken away."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.conftest import Watched

pytestmark = pytest.mark.browser

TITLE = "Oadby and Wigston: ASB peaks in June–August; crime has no clear season"


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1024, 768)])
def test_the_first_heat_map_is_in_sight(
    sample_server: str, watched: Callable[..., Watched], width: int, height: int
) -> None:
    view = watched(width, height)
    view.open(f"{sample_server}/seasons")
    assert view.page.get_by_role("heading", level=1).inner_text() == TITLE
    chart = view.page.get_by_test_id("stVegaLiteChart").first
    chart.locator("canvas, svg").first.wait_for()
    box = chart.bounding_box()
    assert box is not None
    assert box["y"] + 10 * 27 < height, "ten rows of the first heat map must be in sight without scrolling"
    assert view.page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_choice_of_cells_stands_in_the_link(sample_server: str, watched: Callable[..., Watched]) -> None:
    view = watched()
    view.open(f"{sample_server}/seasons?place=oadby")
    view.page.get_by_role("radio", name="Index of each year").click()
    index = view.page.locator(".csp-subtitle", has_text="index of each year's own average month")
    index.wait_for()
    assert "show=index" in view.page.url
    view.page.reload()
    index.wait_for()
    view.page.get_by_role("radio", name="Counts").click()
    view.page.locator(".csp-subtitle", has_text="records a month").wait_for()
    assert "show=" not in view.page.url


def test_police_asb_alone_is_another_heat_map(sample_server: str, watched: Callable[..., Watched]) -> None:
    view = watched()
    view.open(f"{sample_server}/seasons")
    assert "police and council records together" in view.page.locator(".csp-foot").inner_text()
    view.page.get_by_role("radio", name="Police only").click()
    view.page.locator(".csp-foot", has_text="ASB is what the police recorded").wait_for()
    assert "asb=police" in view.page.url


def test_the_table_downloads_with_its_gaps_named(
    sample_server: str, watched: Callable[..., Watched], tmp_path: Path
) -> None:
    view = watched()
    view.open(f"{sample_server}/seasons")
    with view.page.expect_download() as waiting:
        view.page.get_by_role("button", name="Table as CSV").first.click()
    path = tmp_path / "seasons.csv"
    waiting.value.save_as(path)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = {row["Financial year"]: row for row in csv.DictReader(stream)}
    assert float(rows["2020-21"]["November"]) == 345
    assert rows["2019-20"]["March"] == ""
    assert "March: gap" in rows["2019-20"]["Notes"]
    assert float(rows["Average as printed"]["March"]) == 203
