"""ASB by source in a browser, and partners' own counts on the other pages: in sight, in the link, nothing cut off."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.conftest import Watched

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1024, 768)])
def test_the_chart_and_the_first_figures_are_in_sight(
    sample_server: str, watched: Callable[..., Watched], width: int, height: int
) -> None:
    view = watched(width, height)
    view.open(f"{sample_server}/asb")
    chart = view.page.get_by_test_id("stVegaLiteChart").first.bounding_box()
    assert chart is not None
    assert chart["y"] + 200 < height
    main = view.page.get_by_test_id("stMainBlockContainer").bounding_box()
    assert main is not None
    tables = view.page.locator("table.csp-table")
    assert tables.count() == 6, "by source, four breakdowns, by settlement"
    for at in range(tables.count()):
        table = tables.nth(at).bounding_box()
        assert table is not None
        assert table["x"] + table["width"] <= main["x"] + main["width"], "no column is cut off"


def test_the_source_stands_in_the_link_and_on_the_chart(sample_server: str, watched: Callable[..., Watched]) -> None:
    view = watched()
    view.open(f"{sample_server}/asb")
    view.after(view.page.get_by_role("radio", name="Council only").click)
    assert "asb=council" in view.page.url
    view.page.get_by_text("ASB recorded by the council, by month").wait_for()
    assert "by the council" in view.page.get_by_role("heading", level=1).inner_text()
    shown, link = view.table(), view.page.url
    other = watched()
    other.open(link)
    assert other.table() == shown
    assert "council's own records alone" in other.page.locator(".csp-foot").inner_text()


def test_one_lsoa_has_no_months_of_the_council(sample_server: str, watched: Callable[..., Watched]) -> None:
    view = watched()
    view.open(f"{sample_server}/asb?place=E01025992")
    assert view.page.get_by_role("radio", name="Council only").count() == 0
    assert view.page.locator("table.csp-table").nth(1).locator("td", has_text="withheld").count() > 0
    view.page.get_by_text("How these figures were made").click()
    view.page.get_by_text("Council records of LSOAs by year").first.wait_for()


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1024, 768)])
def test_charnwoods_printed_quarters_can_be_read(
    sample_server: str, watched: Callable[..., Watched], width: int, height: int
) -> None:
    view = watched(width, height)
    view.open(f"{sample_server}/quarters?partnership=charnwood&view=cumulative")
    rows = view.page.locator("table.csp-table").nth(1).locator("tbody tr")
    assert rows.first.inner_text().split("\t")[:3] == ["All crime", "2,465", "printed +6.6%"]
    view.page.get_by_text("Source: Charnwood Community Safety Partnership").first.wait_for()
    assert view.page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_partners_series_is_drawn_and_kept_in_the_link(sample_server: str, watched: Callable[..., Watched]) -> None:
    view = watched()
    view.open(f"{sample_server}/trends")
    view.after(view.page.get_by_role("radio", name="Partners' own counts").click)
    view.page.get_by_test_id("stVegaLiteChart").locator("canvas, svg").first.wait_for()
    assert "view=partners" in view.page.url
    assert "Deliberate fires" in view.page.get_by_role("heading", level=1).inner_text()
