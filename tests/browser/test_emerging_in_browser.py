"""Emerging as people meet it: the answer in sight, and every row a way on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document

from tests.browser.conftest import Watched

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1024, 768)])
def test_the_answer_is_in_sight_and_tables_do_not_overlap(
    sample_server: str, watched: Callable[..., Watched], width: int, height: int
) -> None:
    view = watched(width, height)
    view.open(f"{sample_server}/emerging")
    lines = view.page.locator("ul.csp-figures li")
    assert lines.count() == 4
    last, first_table = lines.last.bounding_box(), view.page.locator("table.csp-table").first.bounding_box()
    assert last is not None
    assert first_table is not None
    assert last["y"] + last["height"] < height
    assert first_table["y"] + 60 < height, "the first figures of the tables are in sight"
    assert view.page.evaluate("document.documentElement.scrollWidth") <= width
    boxes = [table.bounding_box() for table in view.page.locator(".st-key-emerging table.csp-table").all()]
    assert len(boxes) == 4
    edge = view.page.get_by_test_id("stMainBlockContainer").bounding_box()
    assert edge is not None
    for at, box in enumerate(boxes):
        assert box is not None
        assert box["x"] + box["width"] <= edge["x"] + edge["width"]
        for other in boxes[at + 1 :]:
            assert other is not None
            apart = box["x"] + box["width"] <= other["x"] or other["x"] + other["width"] <= box["x"]
            assert apart or box["y"] + box["height"] <= other["y"]


def test_a_row_opens_its_trend_and_its_map_in_the_same_months(
    sample_server: str, watched: Callable[..., Watched]
) -> None:
    view = watched()
    view.open(f"{sample_server}/emerging?present=1&period=2025-04_2025-06")
    row = view.page.get_by_role("link", name=": trend").first
    name = row.inner_text()
    row.click()
    view.page.wait_for_url("**/trends?**")
    view.settled()
    assert "period=2025-04_2025-06" in view.page.url
    assert "present=1" in view.page.url
    assert view.page.get_by_role("heading", level=1).inner_text().startswith(f"{name} in Oadby and Wigston: ")
    view.open(f"{sample_server}/emerging?level=ward")
    row = view.page.get_by_role("link", name=": map").first
    told = row.get_attribute("aria-label")
    row.click()
    view.page.wait_for_url("**/map?**")
    view.settled()
    for part in ("level=ward", "measure=verdict", "period=2025-07_2025-09", "area=E05"):
        assert part in view.page.url
    assert told is not None
    ward = told.partition(", ")[2].partition(":")[0]
    assert view.page.get_by_role("heading", level=3).first.inner_text() == ward


def test_the_word_table_with_verdicts(
    sample_server: str, watched: Callable[..., Watched], tmp_path_factory: pytest.TempPathFactory
) -> None:
    view = watched()
    view.open(f"{sample_server}/compare")
    view.after(view.page.get_by_text("Verdict in the Word table").click)
    assert "verdict=1" in view.page.url
    with view.page.expect_download() as waiting:
        view.page.get_by_role("button", name="Table as Word").first.click()
    path: Path = tmp_path_factory.mktemp("downloads") / "table.docx"
    waiting.value.save_as(path)
    heads = [cell.text for cell in Document(str(path)).tables[0].rows[0].cells]
    assert heads[3:] == ["% Change", "More than chance?"]
