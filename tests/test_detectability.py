"""From where on a change would be called clear, and which would be found: beside the table, and as the test has it."""

from __future__ import annotations

import math
import re
from collections.abc import Hashable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from cspdash.statistics.detectable import ALPHA, clear_limits
from cspdash.statistics.quasi_poisson import chance_of_at_least
from cspdash.statistics.verdict import two_sided_p
from cspdash.store.versions import Version
from cspdash.wording.compare import detectability
from cspdash.wording.hotspot_figures import stands_out
from tests.pages import as_number, html_of, run_page, tables_of


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 4000), st.floats(1, 8), st.sampled_from([1, 2, 5]), st.sampled_from([math.inf, 6.0, 15.5, 40.0]))
def test_the_limits_are_where_the_test_turns(sums: int, spread: float, years: int, freedom: float) -> None:
    limits = clear_limits(sums / years, spread, years=years, degrees_of_freedom=freedom)
    share = 1 / (years + 1)

    def p(current: int) -> float:
        return float(two_sided_p(sums, current, share, spread, freedom))

    assert p(limits.rise) <= ALPHA + 1e-9 < p(limits.rise - 1) + 2e-9
    if limits.fall is None:
        assert p(0) > ALPHA - 1e-9
    else:
        assert p(limits.fall) <= ALPHA + 1e-9 < p(limits.fall + 1) + 2e-9
        assert limits.fall < sums / years < limits.rise


def test_limits_of_a_poisson_base_of_109() -> None:
    """Against scipy's exact binomial test."""
    assert clear_limits(109) == (141, 81)
    p = {current: binomtest(current, 109 + current).pvalue for current in (81, 82, 140, 141)}
    assert max(p[81], p[141]) <= 0.05 < min(p[82], p[140])
    assert clear_limits(109, 2.0).rise > 141
    assert clear_limits(0).fall is None
    for wrong in ({"base": -1}, {"base": 5, "dispersion": 0.5}, {"base": 5, "alpha": 0.0}):
        with pytest.raises(ValueError, match="no limits"):
            clear_limits(**wrong)


def total(**given: object) -> dict[Hashable, Any]:
    usual: dict[Hashable, Any] = {"base": 109.0, "verdict": "usual", "dispersion": 1.0, "degrees_of_freedom": math.inf}
    usual.update(given)
    return usual


def test_the_sentence_says_both() -> None:
    assert detectability(total(), 1) == (
        "Against 109, 141 or more would be called a clear rise, 81 or fewer a clear fall. What truly changes is found "
        "four times in five from a rise of about 46 or a fall of about 38 on; less is often missed."
    )
    assert "no fall could be" in detectability(total(base=3.0), 1)
    assert detectability(total(verdict=None), 1) == ""


def told_limits(notes: str) -> tuple[float, float, float]:
    found = re.search(r"Against ([\d,.]+), ([\d,]+) or more would be called a clear rise, ([\d,]+) or fewer", notes)
    assert found is not None
    base, rise, fall = (as_number(text.rstrip(".")) for text in found.groups())
    return base, rise, fall


@pytest.mark.parametrize("place", ["oadby-wigston", "oadby", "wigston", "south-wigston"])
@pytest.mark.parametrize("query", [{}, {"types": "burglary"}, {"base": "five-year"}])
def test_the_verdict_of_the_page_keeps_to_the_limits_it_prints(
    on_sample: Version, place: str, query: dict[str, str]
) -> None:
    app = run_page("pages/compare.py", {"place": place} | query)
    row = tables_of(app)[0].iloc[-1]
    base, rise, fall = told_limits(" ".join(html_of(app)))
    assert base == as_number(row.iloc[1])
    current = as_number(row.iloc[2])
    verdict = "▲" if current >= rise else "▼" if current <= fall else "●"
    assert row.iloc[5].startswith((verdict, "○"))


def test_nothing_is_said_where_nothing_is_judged(on_sample: Version) -> None:
    for query in ({"period": "2020-01_2020-03"}, {"base": "previous"}):
        assert "would be called a clear rise" not in " ".join(html_of(run_page("pages/compare.py", query)))


@given(st.floats(0.5, 400), st.floats(1, 6))
def test_an_area_stands_out_from_where_the_test_says(expected: float, spread: float) -> None:
    found = re.search(r"([\d,]+) or more", stands_out(expected, spread))
    assert found is not None
    enough = int(found[1].replace(",", ""))
    assert chance_of_at_least(enough, expected, spread) <= 0.05 + 1e-9
    if enough > 10:
        assert chance_of_at_least(enough - 1, expected, spread) > 0.05 - 1e-9


def test_hot_spots_say_it_for_one_area_and_on_hover(on_sample: Version) -> None:
    one = " ".join(html_of(run_page("pages/hotspots.py", {"place": "E01025992"})))
    assert re.search(r"\d+ expected; judged by itself, [\d,]+ or more would stand above\.", one)
    every = " ".join(html_of(run_page("pages/hotspots.py")))
    assert every.count("or more would stand above") == 36, "each area of the borough"
    assert stands_out(math.nan, 2.0) == stands_out(5.0, None) == ""
