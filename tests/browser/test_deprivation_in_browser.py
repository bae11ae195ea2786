"""Deprivation and Communities most affected in a browser: every view is drawn, kept in the address, and fits."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cspdash.wording import communities, deprivation
from tests.browser.conftest import Watched

pytestmark = pytest.mark.browser

CHART = '[data-testid="stVegaLiteChart"]'
MAP = '[data-testid="stDeckGlJsonChart"]'
# On a fresh machine a domain other than the index itself and the ranks among authorities have no picture.
FIRST = {
    ("deprivation", "map"): MAP, ("deprivation", "areas"): CHART, ("deprivation", "domains"): "table.csp-table",
    ("deprivation", "change"): CHART, ("deprivation", "authorities"): "table.csp-table",
    ("communities", "fifths"): CHART, ("communities", "slope"): CHART, ("communities", "areas"): CHART,
}  # fmt: skip


@pytest.mark.parametrize("size", [(1440, 900), (1024, 768)], ids=["wide", "narrow"])
@pytest.mark.parametrize("page", ["deprivation", "communities"])
def test_every_view_is_drawn_and_kept_in_the_address(
    sample_server: str, watched: Callable[..., Watched], page: str, size: tuple[int, int]
) -> None:
    view = watched(*size)
    view.open(f"{sample_server}/{page}")
    views = deprivation.VIEWS if page == "deprivation" else communities.VIEWS
    titles = set()
    for at, (code, label) in enumerate(views.items()):
        if at:
            button = view.page.get_by_role("radio", name=label).or_(
                view.page.get_by_role("button", name=label, exact=True)
            )
            view.after(button.click)
            view.page.wait_for_url(f"**view={code}**")
        titles.add(view.page.get_by_role("heading", level=1).inner_text())
        shown = view.page.locator(FIRST[page, code]).first
        shown.wait_for(state="visible", timeout=30_000)
        if FIRST[page, code] == CHART:
            view.page.wait_for_selector(f"{CHART} canvas, {CHART} svg", timeout=30_000)
        box = shown.bounding_box()
        assert box is not None
        assert box["y"] < size[1] - 150, f"{code}: the first figure is in sight without scrolling"
        assert view.page.evaluate("document.documentElement.scrollWidth") <= size[0], code
    assert len(titles) >= len(views) - 1, "fifths and slope tell the same finding"


def test_the_map_tells_its_figures_to_those_who_hear_it(sample_server: str, watched: Callable[..., Watched]) -> None:
    view = watched()
    view.open(f"{sample_server}/deprivation?release=2019")
    view.page.locator(MAP).wait_for(state="visible", timeout=30_000)
    content = view.page.content()
    assert "Map of 36 LSOAs of Oadby and Wigston" in content
    assert "(005C) 6,709" in content
    assert "(008C) 31,582" in content
    assert view.page.locator("ul.csp-legend li").count() == 5


def test_the_warning_stands_beside_the_finding(sample_server: str, watched: Callable[..., Watched]) -> None:
    view = watched(1024, 768)
    for code in communities.VIEWS:
        view.open(f"{sample_server}/communities?view={code}")
        box = view.page.get_by_text("Areas are not people").bounding_box()
        assert box is not None
        assert box["y"] < 350


def test_a_release_is_kept_in_the_link(sample_server: str, watched: Callable[..., Watched]) -> None:
    view = watched()
    view.open(f"{sample_server}/communities")
    view.after(view.page.get_by_role("radio", name="2019").or_(view.page.get_by_role("button", name="2019")).click)
    view.page.wait_for_url("**release=2019**")
    assert view.table()["Most deprived fifth"][0] != "0", "the borough's own fifths stand in"
    view.page.get_by_role("button", name="Copy link to this view").click()
    assert "release=2019" in view.page.get_by_test_id("stPopoverBody").locator("code").inner_text()
