import csv
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cspdash.statistics.change import percentage_change

PRINTED = Path(__file__).parents[1] / "data/reference/published/oadby_wigston_crime_by_type_h1_2024_2025.csv"


def printed_rows() -> list[dict[str, str]]:
    with PRINTED.open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize("row", printed_rows(), ids=lambda row: row["crime_type"])
def test_rounding_toward_zero_gives_every_printed_percentage(row: dict[str, str]) -> None:
    base, current = int(row["q1_q2_2024_25"]), int(row["q1_q2_2025_26"])
    change = percentage_change(base, current, "toward_zero")
    printed = row["published_change"]
    assert ("No Change" if base == current else f"{change:+d}%") == printed


def test_nearest_differs_where_print_cuts() -> None:
    assert percentage_change(31, 52, "nearest") == 68
    assert percentage_change(31, 52, "toward_zero") == 67
    assert percentage_change(109, 83, "nearest") == -24
    assert percentage_change(109, 83, "toward_zero") == -23


def test_a_half_goes_away_from_zero() -> None:
    assert percentage_change(200, 201) == 1
    assert percentage_change(200, 199) == -1


def test_small_bases_are_withheld() -> None:
    assert percentage_change(9, 30) is None
    assert percentage_change(10, 30) == 200
    assert percentage_change(0, 30, withheld_under=0) is None
    assert percentage_change(4, 5, withheld_under=4) == 25


def test_negative_counts_are_an_error() -> None:
    with pytest.raises(ValueError, match="negative"):
        percentage_change(-1, 2)


@given(st.integers(10, 10**6), st.integers(0, 10**6))
def test_both_roundings_stand_beside_the_exact_value(base: int, current: int) -> None:
    exact = Fraction(100 * (current - base), base)
    cut = percentage_change(base, current, "toward_zero")
    near = percentage_change(base, current, "nearest")
    assert cut is not None
    assert near is not None
    assert abs(cut) <= abs(exact) < abs(cut) + 1
    assert abs(near - exact) <= Fraction(1, 2)
    assert cut * exact >= 0
