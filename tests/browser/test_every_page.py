"""What holds for every page: quiet console, no outside requests, accessible, one set of filters, sessions apart."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe

from cspdash.ui.navigation import PAGES, Link
from tests.browser.conftest import Watched

pytestmark = pytest.mark.browser

# Streamlit's own widgets, which we do not render, carry faults of their own; ours are judged.
OURS = ".csp-table, .csp-tiles, .csp-foot, .csp-subtitle, .csp-note, .csp-group, .csp-legend, h1, h3"


def address_of(server: str, link: Link, query: str = "") -> str:
    return f"{server}/{'' if link.path == 'app.py' else link.key}{query}"


@pytest.mark.parametrize("link", PAGES, ids=lambda link: link.key)
@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1024, 768)])
def test_a_page_is_quiet_and_fits(
    sample_server: str, watched: Callable[..., Watched], link: Link, width: int, height: int
) -> None:
    view = watched(width, height)
    view.open(address_of(sample_server, link))
    assert view.page.get_by_role("heading", level=1).count() == 1
    assert view.page.evaluate("document.documentElement.scrollWidth") <= width
    # Pages about the community count no records: they name their own source.
    told = "Source: " if link.group == "Community" and link.key not in ("survey", "perception") else "to September 2025"
    foot = view.page.locator(".csp-foot").inner_text()
    assert ("2017-18 to 2020-21" if link.key == "survey" else told) in foot


@pytest.mark.parametrize("link", PAGES, ids=lambda link: link.key)
def test_what_we_render_is_accessible(sample_server: str, watched: Callable[..., Watched], link: Link) -> None:
    view = watched()
    view.open(address_of(sample_server, link))
    found = Axe().run(view.page, options={"resultTypes": ["violations"]}).response["violations"]
    ours = [
        f"{fault['id']}: {node['html'][:160]}"
        for fault in found
        if fault["impact"] in ("serious", "critical")
        for node in fault["nodes"]
        if view.page.evaluate(
            "([selector, ours]) => { const e = document.querySelector(selector); return !!e && !!e.closest(ours); }",
            [node["target"][0] if isinstance(node["target"][0], str) else node["target"][0][0], OURS],
        )
    ]
    assert not ours, ours


@pytest.mark.parametrize("link", PAGES, ids=lambda link: link.key)
def test_a_place_changes_every_page(sample_server: str, watched: Callable[..., Watched], link: Link) -> None:
    view = watched()
    view.open(address_of(sample_server, link))
    whole = view.page.locator("[data-testid='stMain']").inner_text()
    view.choose("Place", "South Wigston (settlement)")
    part = view.page.locator("[data-testid='stMain']").inner_text()
    assert part != whole
    assert "South Wigston" in part
    assert "place=south-wigston" in view.page.url


def test_filters_are_kept_from_page_to_page(sample_server: str, watched: Callable[..., Watched]) -> None:
    view = watched()
    view.open(f"{sample_server}/compare?place=oadby&types=burglary&period=2025-04_2025-06&base=previous")
    sidebar = view.page.get_by_test_id("stSidebar")
    for link in (*PAGES[2:], PAGES[0], PAGES[1]):
        sidebar.get_by_role("link", name=link.name).click()
        view.page.wait_for_url(f"**/{'' if link.path == 'app.py' else link.key}?**")
        view.settled()
        for part in ("place=oadby", "types=burglary", "period=2025-04_2025-06", "base=previous"):
            assert part in view.page.url, f"{link.name}: {part}"
        assert (
            "Oadby"
            in view.page.get_by_role("heading", level=1).inner_text() + view.page.locator(".csp-subtitle").inner_text()
        )
    view.page.go_back()
    view.settled()
    assert "place=oadby" in view.page.url


def test_the_copied_link_shows_the_same_figures(sample_server: str, watched: Callable[..., Watched]) -> None:
    view = watched()
    view.open(f"{sample_server}/compare?place=wigston")
    shown = view.table()
    view.page.get_by_role("button", name="Copy link to this view").click()
    link = view.page.get_by_test_id("stPopoverBody").locator("code").inner_text().replace("\n", "")
    for part in (
        "place=wigston",
        "period=2025-04_2025-09",
        "base=2024-04_2024-09",
        "version=",
        "partnership=oadby-wigston",
    ):
        assert part in link
    other = watched()
    other.open(link)
    assert other.table() == shown


@pytest.mark.parametrize("link", [link for link in PAGES if link.group == "Community"], ids=lambda link: link.key)
def test_the_copied_link_opens_a_community_page_as_it_was(
    sample_server: str, watched: Callable[..., Watched], link: Link
) -> None:
    view, other = watched(), watched()
    view.open(address_of(sample_server, link, "?place=wigston"))
    shown = view.page.get_by_role("heading", level=1).inner_text(), view.page.locator(".csp-subtitle").inner_text()
    assert "Wigston" in shown[0] + shown[1]
    view.page.get_by_role("button", name="Copy link to this view").click()
    copied = view.page.get_by_test_id("stPopoverBody").locator("code").inner_text().replace("\n", "")
    other.open(copied)
    assert other.page.get_by_test_id("stAlert").count() == view.page.get_by_test_id("stAlert").count()
    told = other.page.get_by_role("heading", level=1).inner_text(), other.page.locator(".csp-subtitle").inner_text()
    # A link that lasts names the months, so that "on last year" may read "on the period chosen"; the figures stay.
    assert [re.findall(r"[\d,.]+", text) for text in told] == [re.findall(r"[\d,.]+", text) for text in shown]


def test_another_partnership_on_the_same_store(sample_server: str, watched: Callable[..., Watched]) -> None:
    view = watched()
    view.open(f"{sample_server}/compare?partnership=charnwood")
    assert view.page.get_by_role("heading", level=1).inner_text().startswith("Charnwood: ")
    view.choose("Partnership", "Blaby")
    assert "partnership=blaby" in view.page.url
    assert view.page.get_by_role("heading", level=1).inner_text().startswith("Blaby: ")


def test_presenting(sample_server: str, watched: Callable[..., Watched]) -> None:
    view = watched()
    view.open(f"{sample_server}/?present=1&place=oadby")
    assert not view.page.get_by_test_id("stSidebar").is_visible()
    size = view.page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")
    assert size >= 20
    view.page.get_by_role("link", name="Next: Compare periods").click()
    view.page.wait_for_url("**/compare?**")
    view.settled()
    assert view.page.get_by_role("heading", level=1).inner_text().startswith("Oadby: ")
    assert not view.page.get_by_test_id("stSidebar").is_visible()
    view.page.get_by_role("link", name="Leave presenting").click()
    view.page.get_by_test_id("stSidebar").wait_for(state="visible")
    assert "place=oadby" in view.page.url


@pytest.mark.parametrize(
    ("label", "suffix"), [("Table as CSV", ".csv"), ("Table as Excel", ".xlsx"), ("Table as Word", ".docx")]
)
def test_a_download_holds_what_the_page_shows(
    sample_server: str,
    watched: Callable[..., Watched],
    label: str,
    suffix: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    view = watched()
    view.open(f"{sample_server}/compare")
    shown = view.table()
    with view.page.expect_download() as waiting:
        view.page.get_by_role("button", name=label).first.click()
    path = tmp_path_factory.mktemp("downloads") / f"table{suffix}"
    waiting.value.save_as(path)
    rows = _rows_of(path)
    for name, cells in shown.items():
        printed = "Total Crime" if (suffix, name) == (".docx", "Total") else name
        assert rows[printed][:2] == [cell.replace(",", "") for cell in cells[:2]], name


def _rows_of(path: object) -> dict[str, list[str]]:
    import csv
    from pathlib import Path

    import openpyxl
    from docx import Document

    assert isinstance(path, Path)
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as stream:
            lines = [list(row) for row in csv.reader(stream)]
    elif path.suffix == ".xlsx":
        sheet = openpyxl.load_workbook(path).active
        assert sheet is not None
        lines = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    else:
        lines = [[cell.text for cell in row.cells] for row in Document(str(path)).tables[0].rows]
    tidy = [[line[0], *(cell.replace(",", "").removesuffix(".0") for cell in line[1:])] for line in lines if line]
    return {line[0]: line[1:] for line in tidy}


def test_a_chart_downloads_as_a_picture(
    sample_server: str, watched: Callable[..., Watched], tmp_path_factory: pytest.TempPathFactory
) -> None:
    view = watched()
    view.open(sample_server)
    with view.page.expect_download() as waiting:
        view.page.get_by_role("button", name="Chart as PNG").first.click()
    path = tmp_path_factory.mktemp("downloads") / "chart.png"
    waiting.value.save_as(path)
    data = path.read_bytes()
    assert data.startswith(b"\x89PNG")
    assert int.from_bytes(data[16:20], "big") > 800, "twice the screen's size"


def test_forty_concurrent_runs_keep_to_themselves(sample_server: str, watched: Callable[..., Watched]) -> None:
    places = ("oadby", "wigston", "south-wigston", "E01025992", "E01025987", "E01025977", "E05005536", "E05005540")
    periods = ("2025-07_2025-09", "2025-04_2025-06", "2025-01_2025-03", "2024-10_2024-12", "2024-07_2024-09")
    views = [watched() for _ in places]
    told: dict[tuple[str, str], dict[str, list[str]]] = {}
    for turn in range(2):
        for period in periods:
            for view, place in zip(views, places, strict=True):
                # All eight are on their way before the first is awaited.
                view.page.goto(f"{sample_server}/compare?place={place}&period={period}", wait_until="commit")
            for view, place in zip(views, places, strict=True):
                view.settled()
                shown = view.table()
                if turn == 0:
                    told[place, period] = shown
                else:
                    assert shown == told[place, period], (place, period)
    totals = {key: table["Total"] for key, table in told.items()}
    assert len({tuple(cells) for cells in totals.values()}) > len(totals) / 2, "the views must differ to prove anything"
