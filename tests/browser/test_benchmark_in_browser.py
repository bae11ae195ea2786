"""Benchmark in a browser: its four views are drawn, kept in the address, and fit the screen."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cspdash.wording.benchmark import VIEWS
from tests.browser.conftest import Watched

pytestmark = pytest.mark.browser

CHART = '[data-testid="stVegaLiteChart"]'


def chart(view: Watched) -> None:
    """Wait until the chart is drawn."""
    view.page.wait_for_selector(f"{CHART} canvas, {CHART} svg", timeout=30_000)


@pytest.mark.parametrize("size", [(1440, 900), (1024, 768)], ids=["wide", "narrow"])
def test_every_view_is_drawn_and_kept_in_the_address(
    sample_server: str, watched: Callable[..., Watched], size: tuple[int, int]
) -> None:
    view = watched(*size)
    view.open(f"{sample_server}/benchmark")
    titles = set()
    for code, label in VIEWS.items():
        view.page.get_by_role("radio", name=label).or_(view.page.get_by_role("button", name=label, exact=True)).click()
        if code != "rates":
            view.page.wait_for_url(f"**view={code}**")
        view.settled()
        title = view.page.get_by_role("heading", level=1)
        assert title.inner_text().startswith("Oadby and Wigston: ")
        titles.add(title.inner_text())
        if code != "positions":
            chart(view)
        first = view.page.locator(CHART if code != "positions" else "table.csp-table").first.bounding_box()
        assert first is not None
        assert first["y"] < size[1] - 150, f"{code}: the first figure is in sight without scrolling"
        wide = view.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{code}: nothing sticks out to the right"
        table = view.page.locator("table.csp-table").first.bounding_box()
        assert table is not None
        assert table["x"] + table["width"] <= size[0], f"{code}: the whole table is on the screen"
    assert len(titles) == len(VIEWS)


def test_a_chart_tells_its_figures_to_those_who_hear_it(sample_server: str, watched: Callable[..., Watched]) -> None:
    view = watched()
    view.open(f"{sample_server}/benchmark")
    chart(view)
    rate = view.table()["Oadby and Wigston"][1]
    told = view.page.content()
    assert f"Oadby and Wigston {rate} (" in told
    assert view.page.locator("table.csp-table strong").inner_text() == "Oadby and Wigston"


def test_another_place_of_the_filter_keeps_the_view(sample_server: str, watched: Callable[..., Watched]) -> None:
    view = watched()
    view.open(f"{sample_server}/benchmark?view=positions")
    before = view.table()
    view.choose("Place", "South Wigston (settlement)")
    assert "view=positions" in view.page.url
    assert view.table() == before
    assert view.page.get_by_text("South Wigston is part of Oadby and Wigston").is_visible()
