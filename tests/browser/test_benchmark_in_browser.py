"""Benchmark in a browser: its four views are drawn, kept in the address, and fit the screen."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cspdash.wording.benchmark import VIEWS
from tests.browser.conftest import CHART, Watched, walk_views

pytestmark = pytest.mark.browser


def chart(view: Watched) -> None:
    """Wait until the chart is drawn."""
    view.page.wait_for_selector(f"{CHART} canvas, {CHART} svg", timeout=30_000)


@pytest.mark.parametrize("size", [(1440, 900), (1024, 768)], ids=["wide", "narrow"])
def test_every_view_is_drawn_and_kept_in_the_address(
    sample_server: str, watched: Callable[..., Watched], size: tuple[int, int]
) -> None:
    view = watched(*size)
    view.open(f"{sample_server}/benchmark")
    walk_views(view, VIEWS, "rates", ("positions",))


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
