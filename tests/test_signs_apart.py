"""Signs beside their dots on a map: none covers another, or a dot, where there is room."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from cspdash.maps.labels import beside, parted

Dot = tuple[float, float]


def signs(dots: list[Dot]) -> list[Dot]:
    return [(x + dx, y + dy) for (x, y), (dx, dy) in zip(dots, beside(dots), strict=True)]


def test_a_lone_sign_stands_above_its_dot() -> None:
    assert beside([(100.0, 100.0)]) == [(0, -14)]
    assert beside([(0.0, 0.0), (500.0, 0.0)]) == [(0, -14), (0, -14)]
    assert beside([]) == []


def test_signs_of_near_dots_part() -> None:
    dots = [(100.0, 100.0), (106.0, 96.0), (103.0, 108.0), (115.0, 103.0)]
    placed = signs(dots)
    for at, (x, y) in enumerate(placed):
        for a, b in placed[at + 1 :]:
            assert abs(x - a) >= 20 or abs(y - b) >= 17, "signs do not cover each other"
        for dot in dots:
            assert math.dist((x, y), dot) >= 11, "nor a dot"


@given(st.lists(st.tuples(st.floats(0, 900), st.floats(0, 330)), max_size=10))
def test_every_sign_stays_beside_its_dot(dots: list[Dot]) -> None:
    offsets = beside(dots)
    assert len(offsets) == len(dots)
    assert all(13 <= math.hypot(*offset) <= 27 for offset in offsets)
    assert offsets == beside(dots), "the same picture each time"


def test_names_of_near_areas_move_apart_and_others_stay() -> None:
    """Blaby and Oadby and Wigston, as the county's map shows them; Melton far from both."""
    names = [(623.0, 595.0, 40.0), (675.0, 588.0, 136.0), (784.0, 425.0, 48.0)]
    assert parted(names) == [0, -17, 0]
    assert parted([]) == []


@given(st.lists(st.tuples(st.floats(0, 600), st.floats(0, 400), st.floats(20, 160)), max_size=25))
def test_no_name_stands_on_another(names: list[tuple[float, float, float]]) -> None:
    at = [(x, y + down, width) for (x, y, width), down in zip(names, parted(names), strict=True)]
    for i, (x, y, width) in enumerate(at):
        for a, b, w in at[i + 1 :]:
            assert abs(x - a) >= (width + w) / 2 - 1e-9 or abs(y - b) >= 17 - 1e-9
