"""Hot spots in a browser: the map that leads on, the streets that can be searched, links that open on their view."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.conftest import Watched
from tests.browser.test_map_in_browser import click, drawn

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1024, 768)])
def test_the_finding_and_the_map_are_in_sight(
    sample_server: str, watched: Callable[..., Watched], width: int, height: int
) -> None:
    view = watched(width, height)
    view.open(f"{sample_server}/hotspots")
    assert "stand clearly above the county" in view.page.get_by_role("heading", level=1).inner_text()
    _, top, _, _ = drawn(view)
    assert top < height * 0.5
    assert view.page.locator("ul.csp-legend li").count() == 5
    # No table is wider than what holds it, at either size.
    for table in view.page.locator("table.csp-table").all():
        assert table.evaluate("node => node.scrollWidth <= node.parentElement.clientWidth + 1")
    assert view.page.locator("table.csp-table").last.locator("tbody tr").count() == 36


def test_a_click_on_the_map_leads_to_the_streets_of_the_area(
    sample_server: str, watched: Callable[..., Watched]
) -> None:
    view = watched()
    view.open(f"{sample_server}/hotspots?types=shoplifting")
    click(view, 0.5, 0.5)
    code = view.page.url.split("area=")[1][:9]
    assert code.startswith("E010")
    link = view.page.get_by_test_id("stMain").get_by_role("button", name="Streets of")
    assert link.count() == 1
    link.click()
    view.page.wait_for_url(f"**/hotspots?*place={code}*")
    view.settled()
    for part in ("view=streets", "types=shoplifting"):
        assert part in view.page.url
    assert "area=" not in view.page.url
    assert view.page.locator("table.csp-table").first.locator("th").first.inner_text() == "Point and LSOA"


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1024, 768)])
def test_a_street_is_looked_for_and_the_link_keeps_it(
    sample_server: str, watched: Callable[..., Watched], width: int, height: int
) -> None:
    view = watched(width, height)
    view.open(f"{sample_server}/hotspots?view=streets")
    assert len(view.table()) == 25
    assert view.page.locator("table.csp-table").first.evaluate(
        "node => node.scrollWidth <= node.parentElement.clientWidth + 1"
    )
    box = view.page.get_by_role("textbox", name="Find a street or LSOA")
    box.fill("supermarket")
    box.press("Enter")
    view.page.wait_for_url("**/hotspots?*find=supermarket*")
    view.settled()
    found = view.table()
    assert found
    assert all("Supermarket (a kind of place)" in name for name in found)
    other = watched(width, height)
    other.open(view.page.url)
    assert other.table() == found


def test_views_and_levels_are_one_click_apart(sample_server: str, watched: Callable[..., Watched]) -> None:
    view = watched()
    view.open(f"{sample_server}/hotspots?place=oadby")
    main = view.page.get_by_test_id("stMain")
    main.get_by_role("radio", name="Wards").click()
    view.page.wait_for_url("**/hotspots?*level=ward*")
    view.settled()
    assert view.page.locator("table.csp-table").last.locator("th").first.inner_text() == "Ward"
    main.get_by_role("radio", name="Oadby and Wigston").click()
    view.page.wait_for_url("**/hotspots?*reference=oadby-wigston*")
    view.settled()
    assert "as a whole" in view.page.locator(".csp-subtitle").inner_text()
    main.get_by_role("radio", name="Streets").click()
    view.page.wait_for_url("**/hotspots?*view=streets*")
    view.settled()
    assert "points hold" in view.page.get_by_role("heading", level=1).inner_text()
