"""Answers kept for pages: the same as fresh ones, each caller's own, and never more than the size allowed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import pytest

from cspdash import catalogue
from cspdash.store.versions import Version
from cspdash.ui import asked
from cspdash.ui.asked import Kept

GIVEN = {"area": "oadby", "from_month": "2025-04", "to_month": "2025-06", "base_from": "2024-04", "base_to": "2024-06"}


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the store was asked."""
    told: list[str] = []

    def counted(version: Version, name: str, **given: object) -> catalogue.Answer:
        told.append(str(given["area"]))
        return catalogue.ask(version, name, **given)

    monkeypatch.setattr(asked, "ask", counted)
    return told


def test_the_same_question_is_asked_once(sample_store: Version, calls: list[str]) -> None:
    kept = Kept()
    types = {"crime_types": ["Burglary", "Shoplifting"]}
    first = kept.ask(sample_store, "change_by_area", **GIVEN, **types, level="ward")
    again = kept.ask(sample_store, "change_by_area", **GIVEN, crime_types=("Burglary", "Shoplifting"), level="ward")
    other = kept.ask(sample_store, "change_by_area", **GIVEN, crime_types=["Burglary"], level="ward")
    assert len(calls) == 2
    pd.testing.assert_frame_equal(first.frame, again.frame)
    assert first.parameters == again.parameters
    assert not other.frame.equals(first.frame)


def test_what_one_caller_writes_no_other_sees(sample_store: Version) -> None:
    kept = Kept()
    first = kept.ask(sample_store, "change_by_crime_type", **GIVEN)
    before = first.frame.copy()
    first.frame.loc[:, "current"] = -1
    first.frame.insert(0, "extra", 1)
    pd.testing.assert_frame_equal(kept.ask(sample_store, "change_by_crime_type", **GIVEN).frame, before)


def test_the_longest_unused_go_when_there_are_too_many(sample_store: Version, calls: list[str]) -> None:
    size = int(catalogue.ask(sample_store, "change_by_crime_type", **GIVEN).frame.memory_usage(deep=True).sum())
    kept = Kept(most=int(2.5 * size))
    for area in ("oadby", "wigston", "oadby", "south-wigston", "oadby", "wigston"):
        kept.ask(sample_store, "change_by_crime_type", **(GIVEN | {"area": area}))
    assert calls == ["oadby", "wigston", "south-wigston", "wigston"]
    nothing = Kept(most=10)
    for _ in range(2):
        nothing.ask(sample_store, "change_by_crime_type", **GIVEN)
    assert calls[4:] == ["oadby", "oadby"]


def test_many_at_once_get_their_own(sample_store: Version) -> None:
    kept = Kept()
    areas = ["oadby", "wigston", "south-wigston", "oadby-wigston"] * 10
    expected = {area: catalogue.ask(sample_store, "change_by_crime_type", **(GIVEN | {"area": area})) for area in areas}
    with ThreadPoolExecutor(8) as people:
        got = list(
            people.map(lambda area: kept.ask(sample_store, "change_by_crime_type", **(GIVEN | {"area": area})), areas)
        )
    for area, answer in zip(areas, got, strict=True):
        pd.testing.assert_frame_equal(answer.frame, expected[area].frame)
