"""The map under a mouse, without one, and from a link."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable

import pytest

from tests.browser.conftest import Watched

pytestmark = pytest.mark.browser

MAP = '[data-testid="stDeckGlJsonChart"]'


def drawn(view: Watched) -> tuple[float, float, float, float]:
    """Where the map stands, once it has been drawn: x, y, width, height."""
    view.page.wait_for_selector(f"{MAP} canvas", timeout=30_000)
    view.page.wait_for_timeout(2_000)
    box = view.page.locator(MAP).bounding_box()
    assert box is not None
    return box["x"], box["y"], box["width"], box["height"]


def click(view: Watched, across: float, down: float) -> None:
    """Move over a point of the map, given as shares of its sides, and click; deck.gl wants the move first.

    Waits until the address has changed with it.
    """
    before = view.page.url
    x, y, width, height = drawn(view)
    view.page.mouse.move(x + width * across - 4, y + height * down)
    view.page.mouse.move(x + width * across, y + height * down, steps=5)
    view.page.wait_for_timeout(400)
    view.page.mouse.click(x + width * across, y + height * down)
    view.page.wait_for_function("before => location.href !== before", arg=before, timeout=20_000)
    view.settled()


def colours(view: Watched) -> set[tuple[int, ...]]:
    """The colours of the map, as the screen shows them: those that fill at least a two-hundredth of it."""
    x, y, width, height = drawn(view)
    counted: dict[str, int] = view.page.evaluate(
        """async image => {
            const bitmap = await createImageBitmap(await (await fetch('data:image/png;base64,' + image)).blob());
            const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
            const context = canvas.getContext('2d');
            context.drawImage(bitmap, 0, 0);
            const pixels = context.getImageData(0, 0, bitmap.width, bitmap.height).data;
            const found = {};
            for (let at = 0; at < pixels.length; at += 4) {
                const colour = `${pixels[at]},${pixels[at + 1]},${pixels[at + 2]}`;
                found[colour] = (found[colour] || 0) + 1;
            }
            return Object.fromEntries(Object.entries(found).filter(([, n]) => n * 200 > pixels.length / 4));
        }""",
        b64encode(view.page.screenshot(clip={"x": x, "y": y, "width": width, "height": height})).decode(),
    )
    return {tuple(map(int, colour.split(","))) for colour in counted}


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1024, 768)])
def test_the_map_is_in_sight_and_a_click_shows_the_area(
    sample_server: str, watched: Callable[..., Watched], width: int, height: int
) -> None:
    view = watched(width, height)
    view.open(f"{sample_server}/map")
    _, top, _, _ = drawn(view)
    assert top < height * 0.6
    classes = view.page.locator("ul.csp-legend li")
    assert classes.count() == 5
    box = classes.last.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < height
    before = colours(view)
    assert len(before) >= 5, "five classes and the ground"
    click(view, 0.4, 0.45)
    assert "area=E010" in view.page.url
    code = view.page.url.split("area=")[1][:9]
    heading = view.page.get_by_role("heading", level=3).first.inner_text()
    assert heading.endswith(")")
    note = view.page.locator(".csp-note", has_text=code).first.inner_text()
    assert note.startswith("Oadby and Wigston 0")
    view.page.locator("table.csp-table", has_text="Streets with most").wait_for()
    types = view.page.locator("table.csp-table", has_text="Crime type")
    assert types.locator("tbody tr").count() > 5
    assert view.page.locator("table.csp-table", has_text="Streets with most").locator("tbody tr").count() == 6
    view.page.mouse.move(5, 5)
    view.page.wait_for_timeout(500)
    assert before - colours(view) == set(), "a chosen area leaves the classes of the others as the legend shows them"


def test_an_area_chosen_in_the_list_and_then_another_by_click(
    sample_server: str, watched: Callable[..., Watched]
) -> None:
    view = watched()
    view.open(f"{sample_server}/map")
    box = view.page.get_by_test_id("stMain").get_by_role("combobox", name="Area")
    box.focus()
    box.fill("005A")
    view.page.keyboard.press("Enter")
    view.page.wait_for_url("**/map?area=E01025992")
    view.settled()
    assert view.page.get_by_role("heading", level=3).first.inner_text().endswith("(005A)")
    click(view, 0.4, 0.45)
    clicked = view.page.url.split("area=")[1][:9]
    assert clicked != "E01025992"
    click(view, 0.4, 0.45)
    assert "area=" not in view.page.url, "a second click lets go"


def test_a_link_opens_on_its_view_and_leads_on(sample_server: str, watched: Callable[..., Watched]) -> None:
    view = watched()
    view.open(f"{sample_server}/map?level=ward&measure=rate&area=E05000000&period=2025-04_2025-09")
    told = " ".join(view.page.get_by_role("alert").all_inner_texts())
    assert "E05000000" in told
    view.open(f"{sample_server}/map?level=ward&measure=rate&period=2025-04_2025-09")
    assert "per 1,000 residents over six months" in view.page.get_by_role("heading", level=1).inner_text()
    assert "residents of 2021" in view.page.locator(".csp-subtitle").inner_text()
    assert view.page.locator("table.csp-table").first.locator("th").first.inner_text() == "Ward"
    view.open(f"{sample_server}/map?area=E01025992")
    view.page.get_by_role("link", name="Show this area on Compare periods").click()
    view.page.wait_for_url("**/compare?*place=E01025992*")
    view.settled()
    assert "005A" in view.page.get_by_role("heading", level=1).inner_text()


def test_the_places_of_the_sidebar_are_found_by_street(sample_server: str, watched: Callable[..., Watched]) -> None:
    view = watched()
    view.open(f"{sample_server}/map?area=E01025992")
    street = view.page.get_by_role("heading", level=3).first.inner_text().split(": ")[1].split(",")[0]
    view.choose("Place", street)
    view.page.wait_for_url("**/map?*place=E01025992*")
