"""Population in a browser: its five views are drawn, kept in the address, and fit the screen; the switch works."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cspdash.wording.population import VIEWS
from tests.browser.conftest import CHART, Watched, walk_views

pytestmark = pytest.mark.browser

WITHOUT_CHART = ("print",)


@pytest.mark.parametrize("size", [(1440, 900), (1024, 768)], ids=["wide", "narrow"])
def test_every_view_is_drawn_and_kept_in_the_address(
    sample_server: str, watched: Callable[..., Watched], size: tuple[int, int]
) -> None:
    view = watched(*size)
    view.open(f"{sample_server}/population")
    walk_views(view, VIEWS, "ages", WITHOUT_CHART)


def test_the_switch_leaves_the_halls_out_and_stands_in_the_address(
    sample_server: str, watched: Callable[..., Watched]
) -> None:
    view = watched()
    view.open(f"{sample_server}/population?view=areas")
    before = view.table()
    view.after(view.page.get_by_text("Without student halls").click)
    assert "halls=1" in view.page.url
    after = view.table()
    gone = {age: (before[age], after[age]) for age in before if before[age] != after[age]}
    assert set(gone) == {"18-19", "All ages"}
    assert view.page.get_by_text("Left out for student halls").is_visible()
    view.choose("Place", "South Wigston (settlement)")
    assert view.page.get_by_text("Without student halls").count() == 0


def test_a_chart_tells_its_figures_to_those_who_hear_it(sample_server: str, watched: Callable[..., Watched]) -> None:
    view = watched()
    view.open(f"{sample_server}/population")
    view.page.wait_for_selector(f"{CHART} canvas, {CHART} svg", timeout=30_000)
    share, county = view.table()["20-24"][1:]
    assert f"20-24 {share} ({county})" in view.page.content()
