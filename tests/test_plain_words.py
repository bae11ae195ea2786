"""What a person reads and types: labels to search, nouns in titles, no share alone, remedies that can be followed."""

from __future__ import annotations

import re
from collections.abc import Hashable
from typing import Any

import pytest

from cspdash.periods import Month, Period
from cspdash.store.versions import Version
from cspdash.wording.breaks import across
from cspdash.wording.filters import period_label
from tests.pages import html_of, run_page

BASKET = {"types": "basket.serious-acquisitive-crime"}
NAMED = "(burglary, robbery and vehicle crime)"
FOUR = {"types": "burglary,robbery,drugs,shoplifting"}


def subtitle_of(body: list[str]) -> str:
    return next(text for text in body if "csp-subtitle" in text)


def test_a_period_is_found_by_the_hyphen_of_the_keyboard(on_sample: Version) -> None:
    assert period_label(Period(Month(2025, 1), Month(2025, 3)), ("latest quarter",)) == (
        "Jan-Mar 2025 · Q4 2024-25 · latest quarter"
    )
    app = run_page("app.py", {"base": "2024-01_2024-03"})
    (periods,) = [box for box in app.selectbox if box.label == "Period"]
    (bases,) = [box for box in app.selectbox if box.label == "Compared with"]
    assert any("Apr-Jun 2025" in label for label in periods.options)
    assert not any("–" in label for label in (*periods.options, *bases.options))
    assert any("Jan-Mar 2024" in label for label in bases.options)


@pytest.mark.parametrize(
    "page", ["app.py", "pages/compare.py", "pages/quarters.py", "pages/seasons.py", "pages/map.py", "pages/hotspots.py",
             "pages/trends.py", "pages/emerging.py", "pages/benchmark.py"],
)  # fmt: skip
def test_a_group_of_types_is_a_noun_and_its_types_are_named(on_sample: Version, page: str) -> None:
    app = run_page(page, BASKET)
    told = subtitle_of(html_of(app))
    assert NAMED in told, "the subtitle names the types of a group"
    assert not re.search(r"\d serious acquisitive crime\b", app.title[0].value)
    assert "(burglary, drugs, robbery and shoplifting)" in subtitle_of(html_of(run_page(page, FOUR)))
    assert NAMED not in subtitle_of(html_of(run_page(page)))


def test_streets_name_the_types_too(on_sample: Version) -> None:
    app = run_page("pages/hotspots.py", BASKET | {"view": "streets"})
    assert NAMED in subtitle_of(html_of(app))


@pytest.mark.parametrize(
    ("page", "query"),
    [("pages/map.py", {}), ("pages/map.py", {"place": "wigston"}), ("pages/hotspots.py", {"view": "streets"}),
     ("pages/hotspots.py", {"view": "streets", "place": "E01025992"})],
)  # fmt: skip
def test_no_title_shows_a_share_alone(on_sample: Version, page: str, query: dict[str, str]) -> None:
    title = run_page(page, query).title[0].value
    for share in re.finditer(r"[\d.]+%", title):
        before = title[: share.start()]
        assert before.endswith("("), "a share stands in brackets"
        held = re.findall(r"([\d,]+) of [^(]*?([\d,]+) ", before)
        part, whole = (int(text.replace(",", "")) for text in held[-1])
        assert f"{part / whole:.0%}" == share[0], "behind the counts that it is of"


def test_a_place_that_does_not_exist_tells_what_the_browser_can_do(on_sample: Version) -> None:
    for place in ("nowhere", "zzzzzz", "E0102599"):
        (told,) = [element.value for element in run_page("app.py", {"place": place}).warning if place in element.value]
        assert "python" not in told
        assert "`" not in told
        assert "Choose another under Place" in told


def test_special_terms_stand_behind_plain_words(on_sample: Version) -> None:
    rows: list[dict[Hashable, Any]] = [
        {"month": "2020-06", "before": 0.058, "after": 0.005},
        {"month": "2022-03", "before": 0.007, "after": 0.04},
    ]
    told = across([], rows)
    assert "a fall in the share of crime recorded without a location, from 5.8% to 0.5% (June 2020)" in told
    assert "a rise in the share of crime recorded without a location, from 0.7% to 4.0% (March 2022)" in told
    app = " ".join(html_of(run_page("pages/hotspots.py")))
    assert ">Around it (Gi*)<" in app
    assert "(prediction accuracy index, PAI)" in app
