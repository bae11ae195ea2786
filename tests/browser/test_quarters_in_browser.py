"""Quarters and years in a browser: three views, each with its link, the first figures in sight."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.conftest import Watched

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1024, 768)])
@pytest.mark.parametrize("view_name", ["quarters", "cumulative"])
def test_the_first_figures_are_in_sight(
    sample_server: str, watched: Callable[..., Watched], view_name: str, width: int, height: int
) -> None:
    view = watched(width, height)
    view.open(f"{sample_server}/quarters?view={view_name}")
    row = view.page.locator("table.csp-table").first.locator("tbody tr").nth(4).bounding_box()
    assert row is not None
    assert row["y"] + row["height"] < height
    assert view.page.evaluate("document.documentElement.scrollWidth") <= width
    table = view.page.locator("table.csp-table").first.bounding_box()
    main = view.page.get_by_test_id("stMainBlockContainer").bounding_box()
    assert table is not None
    assert main is not None
    assert table["x"] + table["width"] <= main["x"] + main["width"], "no column is cut off"


def test_the_views_stand_in_the_link(sample_server: str, watched: Callable[..., Watched]) -> None:
    view = watched()
    view.open(f"{sample_server}/quarters")
    assert len(view.table()["Burglary"]) == 10
    view.page.get_by_role("radio", name="Year so far").click()
    view.page.get_by_role("columnheader", name="Q1–Q2").first.wait_for()
    assert view.table()["Total (crime and ASB)"] == ["922", "● −141 (−13%)", "1,945", "● −180 (−8%)"]
    link = view.page.url
    view.page.get_by_role("radio", name="Financial years").click()
    view.page.get_by_test_id("stVegaLiteChart").locator("canvas, svg").first.wait_for()
    assert "view=years" in view.page.url
    other = watched()
    other.open(link)
    assert other.table()["Total (crime and ASB)"] == ["922", "● −141 (−13%)", "1,945", "● −180 (−8%)"]


def test_the_period_moves_the_quarters(sample_server: str, watched: Callable[..., Watched]) -> None:
    view = watched()
    view.open(f"{sample_server}/quarters")
    latest = view.table()["Shoplifting"]
    view.choose("Period", "Apr-Jun 2025")
    view.page.get_by_role("columnheader", name="Q1 on last year").first.wait_for()
    earlier = view.table()["Shoplifting"]
    assert earlier[1:8] == latest[:7], "each quarter keeps its count and moves by one column"
    assert "period=2025-04_2025-06" in view.page.url


def test_the_source_of_asb_changes_the_years(sample_server: str, watched: Callable[..., Watched]) -> None:
    view = watched()
    view.open(f"{sample_server}/quarters?view=years")
    both = view.page.get_by_role("heading", level=1).inner_text()
    view.page.get_by_role("radio", name="Council only").click()
    view.page.locator(".csp-foot", has_text="council's own records alone").wait_for()
    assert view.page.get_by_role("heading", level=1).inner_text() != both
    assert "asb=council" in view.page.url
