"""Survey and Perception gap in a browser: every view is drawn, in sight and kept in the address."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from cspdash.wording.survey import VIEWS
from tests.browser.conftest import Watched

pytestmark = pytest.mark.browser

CHART = '[data-testid="stVegaLiteChart"]'
SIZES = pytest.mark.parametrize(("width", "height"), [(1440, 900), (1024, 768)])


@SIZES
def test_every_view_is_drawn_in_sight_and_kept_in_the_address(
    sample_server: str, watched: Callable[..., Watched], width: int, height: int
) -> None:
    view = watched(width, height)
    view.open(f"{sample_server}/survey")
    titles = set()
    for code, label in VIEWS.items():
        view.page.get_by_role("radio", name=label).or_(view.page.get_by_role("button", name=label, exact=True)).click()
        if code != "concerns":
            view.page.wait_for_url(f"**show={code}**")
        view.settled()
        chart = view.page.locator(CHART).first
        chart.locator("canvas, svg").first.wait_for()
        box = chart.bounding_box()
        assert box is not None
        assert box["y"] < height - 200, f"{code}: the chart is in sight without scrolling"
        assert view.page.evaluate("document.documentElement.scrollWidth") <= width, code
        titles.add(view.page.get_by_role("heading", level=1).inner_text())
    assert len(titles) == len(VIEWS)


def test_a_ward_shows_all_years_and_says_what_is_not_shown(sample_server: str, watched: Callable[..., Watched]) -> None:
    view = watched()
    view.open(f"{sample_server}/survey?show=years&place=E05005533")
    assert view.page.locator(".csp-note", has_text="a breakdown of fewer than 10 people").is_visible()
    assert "not shown" in view.table()["People who answered"]
    view.choose("Place", "Oadby and Wigston (all)")
    assert "not shown" not in view.table()["People who answered"]
    assert view.table()["People who answered"][-1] == "859"


def test_the_download_is_suppressed_alike(
    sample_server: str, watched: Callable[..., Watched], tmp_path_factory: pytest.TempPathFactory
) -> None:
    view = watched()
    view.open(f"{sample_server}/survey?show=areas&level=ward&of=2020-21")
    shown = view.table()
    with view.page.expect_download() as waiting:
        view.page.get_by_role("button", name="Table as CSV").first.click()
    path: Path = tmp_path_factory.mktemp("downloads") / "areas.csv"
    waiting.value.save_as(path)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    hidden = {name for name, cells in shown.items() if cells[0] == "not shown"}
    assert hidden
    for row in rows:
        if row["Ward"] in hidden:
            assert not any(row[name] for name in ("Answers", "Answers in all", "Share (%)", "95% low (%)"))
    assert {row["Ward"] for row in rows} == set(shown)


@SIZES
def test_the_perception_gap_is_drawn(
    sample_server: str, watched: Callable[..., Watched], width: int, height: int
) -> None:
    view = watched(width, height)
    view.open(f"{sample_server}/perception?place=oadby")
    chart = view.page.locator(CHART).first
    chart.locator("canvas, svg").first.wait_for()
    box = chart.bounding_box()
    assert box is not None
    assert box["y"] < height - 200
    assert view.page.evaluate("document.documentElement.scrollWidth") <= width
    told = view.page.content()
    assert "of answers are about what police.uk does not record" in told
    assert "Share of answers and share of records, with 95% intervals: Anti-social behaviour" in told
