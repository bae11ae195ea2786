"""No month of a single LSOA can be had from the council's counts of the areas that are shown: by rank, not by trial."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cspdash.catalogue import ask as ask_question
from cspdash.partnership import Partnership
from cspdash.partnership.case_system import CaseLocation, CaseSystem
from cspdash.statistics.differencing import Combinations, shown_together
from cspdash.store.load import load
from cspdash.store.report import LoadReport
from cspdash.store.versions import current
from tests.builders import ASB, BURGLARY, ask, row, write_street
from tests.pages import html_of, run_page

Parts = frozenset[str]
DISTRICTS = {"blaby": "E07000129", "charnwood": "E07000130", "oadby-wigston": "E07000135"}
LSOA = "E01025700"  # Loughborough
WOLDS, NANPANTAN = "E05014687", "E05014674"
CASES = CaseSystem(
    location=CaseLocation(level="lsoa", column="Area"), date="Date", type="Kind", team="Team", disposal="Outcome",
    youth="Youth",
)  # fmt: skip


def told(shown: Sequence[Parts], guarded: Sequence[Parts]) -> list[Parts]:
    """Which of the guarded a reader can work out: those that leave the rank of the areas shown as it is."""
    columns = sorted(frozenset().union(*shown, *guarded))
    matrix = np.array([[part in area for part in columns] for area in shown], dtype=float).reshape(-1, len(columns))
    rank = np.linalg.matrix_rank(matrix) if len(matrix) else 0
    return [
        small for small in guarded
        if np.linalg.matrix_rank(np.vstack([matrix, [part in small for part in columns]])) == rank
    ]  # fmt: skip


def singles(parts: Sequence[Parts]) -> list[Parts]:
    return [frozenset([part]) for part in sorted(frozenset().union(*parts))]


@st.composite
def nestings(draw: st.DrawFn) -> tuple[list[Parts], list[Parts]]:
    """A district, and areas in it: wards that divide it, settlements of any of its LSOAs, halves of both."""
    lsoas = [f"l{at:02}" for at in range(draw(st.integers(3, 14)))]
    cuts = sorted(draw(st.sets(st.integers(1, len(lsoas) - 1), max_size=6)))
    wards = [lsoas[a:b] for a, b in zip([0, *cuts], [*cuts, len(lsoas)], strict=True)]
    others = draw(st.lists(st.sets(st.sampled_from(lsoas), min_size=2), max_size=8))
    return [frozenset(lsoas)], [frozenset(area) for area in (*others, *wards)]


@given(nestings())
@settings(max_examples=200, deadline=None)
def test_no_lsoa_of_any_nesting_is_told(given_: tuple[list[Parts], list[Parts]]) -> None:
    always, wished = given_
    guarded = singles(always)
    flags = shown_together(always, wished, guarded)
    shown = [*always, *(area for area, flag in zip(wished, flags, strict=True) if flag)]
    assert told(shown, guarded) == []
    for area, flag in zip(wished, flags, strict=True):
        assert flag or told([*shown, area], guarded), "an area is left out only where it would tell one"


@given(nestings(), st.sets(st.sampled_from([f"l{at:02}" for at in range(14)]), min_size=1))
@settings(max_examples=200, deadline=None)
def test_what_can_be_combined_is_what_leaves_the_rank(given_: tuple[list[Parts], list[Parts]], small: set[str]) -> None:
    always, wished = given_
    held = Combinations()
    for area in (*always, *wished):
        held = held.with_area(area)
    assert held.holds(frozenset(small)) == bool(told([*always, *wished], [frozenset(small)]))


def test_by_hand() -> None:
    town, west, east, last = frozenset("abcd"), frozenset("ab"), frozenset("cde"), frozenset("d")
    assert shown_together([town], [west, frozenset("cd")], singles([town])) == [True, True]
    assert shown_together([town | {"e"}], [town], singles([town | {"e"}])) == [False], "the district less the town"
    assert shown_together([], [town, frozenset("abc")], singles([town])) == [True, False]
    assert shown_together([], [town, west, east], singles([town, east])) == [True, True, False], (
        "e is east less c and d"
    )
    assert shown_together([last], [town], [last]) == [True], "what is told in any case is not guarded"


@pytest.fixture
def recorded(store: Path, partnerships: Mapping[str, Partnership], tmp_path: Path) -> Callable[..., LoadReport]:
    """Loads case records of one month into a partnership's case system: how many, by LSOA."""

    def take(slug: str, counts: Mapping[str, int], *also: Path) -> LoadReport:
        known = dict(partnerships) | {slug: partnerships[slug].model_copy(update={"case_system": CASES})}
        path = tmp_path / f"{slug}.csv"
        lines = [f"03/04/2025,Noise,{code},Housing,Advice,No" for code, n in counts.items() for _ in range(n)]
        path.write_text("\n".join(["Date,Kind,Area,Team,Outcome,Youth", *lines]) + "\n", encoding="utf-8")
        return load([path, *also], store, known, wait_seconds=0, notify=pytest.fail)

    return take


@pytest.mark.parametrize("slug", DISTRICTS)
def test_no_lsoa_of_a_partnership_is_told(store: Path, recorded: Callable[..., LoadReport], slug: str) -> None:
    district = DISTRICTS[slug]
    lsoas = [code for (code,) in ask(store, f"SELECT DISTINCT lsoa FROM area_member WHERE district = '{district}'")]
    assert recorded(slug, dict.fromkeys(lsoas, 6)).exit_code == 0
    members = {
        code: (level, frozenset(inside), n)
        for code, level, inside, n in ask(
            store,
            f"""
            SELECT a.code, a.level, list(DISTINCT m.lsoa), any_value(c.n)
            FROM area a JOIN area_member m ON m.area = a.code LEFT JOIN council_count c ON c.area = a.code
            WHERE m.district = '{district}' GROUP BY ALL
            """,
        )
        if level in ("partnership", "district", "settlement", "ward", "lsoa", "lsoa_2011")
    }
    shown = {code: inside for code, (_, inside, n) in members.items() if n is not None}
    guarded = [inside for level, inside, _ in members.values() if len(inside) == 1 or level == "lsoa_2011"]
    assert told(list(shown.values()), guarded) == []
    assert {district, slug} <= shown.keys()
    settlements = {code for code, (level, *_) in members.items() if level == "settlement"}
    assert settlements <= shown.keys(), "settlements stay"
    several = {code for code, (level, inside, _) in members.items() if level == "ward" and len(inside) > 1}
    assert several - shown.keys() == ({WOLDS, NANPANTAN} if slug == "charnwood" else set())
    for code, inside in shown.items():
        assert members[code][2] == 6 * len(inside)


def police(folder: Path) -> list[Path]:
    """Two years of a place's police records."""
    months = [f"{year}-{month:02}" for year in (2024, 2025) for month in range(1, 13)]
    return [write_street(folder, [row(ASB, LSOA, m), row(BURGLARY, LSOA, m)] * 40, m) for m in months]


def test_no_other_answer_tells_what_is_not_shown(
    store: Path, tmp_path: Path, recorded: Callable[..., LoadReport]
) -> None:
    """By category the wards that are not shown are part of what is not placed, and the rest still adds up."""
    lsoas = [code for (code,) in ask(store, "SELECT DISTINCT lsoa FROM area_member WHERE district = 'E07000130'")]
    recorded("charnwood", dict.fromkeys(lsoas, 7), *police(tmp_path))
    months = {"from_month": "2025-04", "to_month": "2025-04"}
    answer = ask_question(current(store), "case_categories", area="E07000130", **months).frame
    shown = {code for (code,) in ask(store, "SELECT area FROM council_count WHERE n IS NOT NULL")}
    assert set(answer["area_code"]) <= shown
    assert len(set(answer["area_code"])) > 15
    by_area = ask_question(current(store), "asb_by_source_and_area", area="E07000130", level="ward", **months).frame
    assert {WOLDS, NANPANTAN} <= set(by_area["area_code"])
    assert not by_area["area_code"][by_area["council"].notna()].isin([WOLDS, NANPANTAN]).any()


def test_the_page_says_that_such_an_areas_records_are_not_shown(
    store: Path, tmp_path: Path, recorded: Callable[..., LoadReport], monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded("charnwood", {LSOA: 7}, *police(tmp_path))
    monkeypatch.setenv("CSPDASH_STORE", str(store))
    query = {"partnership": "charnwood"}
    assert not any("none can be shown" in body for body in html_of(run_page("pages/asb.py", query)))
    for ward in (WOLDS, NANPANTAN):
        assert any("none can be shown" in body for body in html_of(run_page("pages/asb.py", query | {"place": ward})))
