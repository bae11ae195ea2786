"""The first page as people meet it: a server, a browser, the printed table."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.conftest import Watched, serve

pytestmark = pytest.mark.browser

PRINTED = Path(__file__).parents[2] / "data/reference/published/oadby_wigston_crime_by_type_h1_2024_2025.csv"


def printed_table() -> dict[str, list[str]]:
    with PRINTED.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    table = {}
    for row in rows:
        base, current = int(row["q1_q2_2024_25"]), int(row["q1_q2_2025_26"])
        difference = "0" if base == current else f"{current - base:+,}"
        cells = [f"{base:,}", f"{current:,}", difference, row["published_change"]]
        table[row["crime_type"]] = [cell.replace("-", "−") for cell in cells]
    return table


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1024, 768)])
def test_the_printed_table_is_in_sight(
    sample_server: str, watched: Callable[..., Watched], width: int, height: int
) -> None:
    view = watched(width, height)
    view.open(f"{sample_server}/compare")
    assert view.page.get_by_role("heading", level=1).inner_text() == (
        "Oadby and Wigston: 1,945 crimes and ASB, down 180 on last year, within usual variation"
    )
    assert {name: cells[:4] for name, cells in view.table().items()} == printed_table()
    assert "every record is invented" in view.page.get_by_role("alert").first.inner_text()
    first = view.page.locator("table.csp-table tbody tr").first.bounding_box()
    assert first is not None
    assert first["y"] + first["height"] < height, "the first figure must be in sight without scrolling"
    widest = view.page.evaluate("document.documentElement.scrollWidth")
    assert widest <= width


def test_a_filter_changes_the_numbers_and_the_link(sample_server: str, watched: Callable[..., Watched]) -> None:
    view = watched()
    view.open(f"{sample_server}/compare")
    whole = view.table()
    view.choose("Place", "South Wigston (settlement)")
    part = view.table()
    assert part != whole
    assert int(part["Total"][1].replace(",", "")) < int(whole["Total"][1].replace(",", ""))
    assert "place=south-wigston" in view.page.url
    assert view.page.get_by_role("heading", level=1).inner_text().startswith("South Wigston: ")
    link = view.page.url
    view.page.reload()
    view.settled()
    assert view.table() == part
    assert view.page.url == link

    view.choose("Period", "Jul-Sep 2025")
    assert "period=2025-07_2025-09" in view.page.url
    assert view.table() != part


def test_a_deep_link_is_the_first_request_of_a_cold_server(
    sample_server: str, sample_store: object, watched: Callable[..., Watched]
) -> None:
    with serve(sample_store.path.parent) as cold:  # type: ignore[attr-defined]
        view = watched()
        view.open(f"{cold}/compare?place=oadby&period=2025-04_2025-06")
        heading = view.page.get_by_role("heading", level=1).inner_text()
        assert heading.startswith("Oadby: ")
        assert "April to June 2025 against April to June 2024" in view.page.locator(".csp-subtitle").inner_text()
        deep = view.table()
        view.page.close()
    other = watched()
    other.open(f"{sample_server}/compare?place=oadby&period=2025-04_2025-06")
    assert other.table() == deep


def test_a_wrong_link_says_so_and_shows_the_default(sample_server: str, watched: Callable[..., Watched]) -> None:
    view = watched()
    view.open(f"{sample_server}/compare?place=atlantis&period=2031-13")
    told = " ".join(view.page.get_by_role("alert").all_inner_texts())
    assert "there is no area 'atlantis'" in told
    assert "2031-13" in told
    assert {name: cells[:4] for name, cells in view.table().items()} == printed_table()


def test_a_period_with_a_gap_is_not_called_a_fall(sample_server: str, watched: Callable[..., Watched]) -> None:
    view = watched()
    view.open(f"{sample_server}/compare?period=2020-01_2020-03")
    table = view.table()
    assert table["Burglary"][2:5] == ["not comparable", "–", "–"]
    assert table["Total"][2:5] == ["not comparable", "–", "–"]
    assert table["Anti-social behaviour"][2] != "not comparable"
    assert "in an incomplete period" in view.page.get_by_role("heading", level=1).inner_text()
    foot = view.page.locator(".csp-foot").inner_text()
    assert "March 2020" in foot
    assert "a gap, not a fall" in foot


def test_two_sessions_do_not_see_each_others_filters(sample_server: str, watched: Callable[..., Watched]) -> None:
    one, other = watched(), watched()
    one.open(f"{sample_server}/compare?place=oadby")
    other.open(f"{sample_server}/compare?place=wigston")
    of_oadby, of_wigston = one.table(), other.table()
    assert of_oadby != of_wigston
    one.choose("Period", "Jul-Sep 2025")
    other.page.reload()
    other.settled()
    assert other.table() == of_wigston
