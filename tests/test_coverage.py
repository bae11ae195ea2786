"""A gap is never a fall: months that are partial or missing are told from months that are low."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cspdash.store.report import LoadReport
from cspdash.store.versions import Version
from tests.builders import ASB, BOROUGH, OADBY, Row, ask, rows, value, write_street

Take = Callable[..., LoadReport]

CHARNWOOD, HARBOROUGH = "E07000130", "E07000131"
# One LSOA of each, the same in 2011 and 2021.
IN_CHARNWOOD, IN_HARBOROUGH = "E01025693", "E01025787"
MONTHS = [f"2024-{month:02d}" for month in range(1, 10)]


def month_rows(month: str, crime: int, asb: int, elsewhere: int, small: int, nowhere: int) -> list[Row]:
    """Crime and ASB of the borough, crime and ASB of Charnwood, crime of Harborough, crime without a location."""
    return [
        *rows(crime, lsoa=OADBY, month=month),
        *rows(asb, ASB, OADBY, month),
        *rows(elsewhere, lsoa=IN_CHARNWOOD, month=month),
        *rows(elsewhere, ASB, IN_CHARNWOOD, month),
        *rows(small, lsoa=IN_HARBOROUGH, month=month),
        *rows(nowhere, lsoa="", month=month),
    ]


USUAL = {"crime": 60, "asb": 30, "elsewhere": 200, "small": 18, "nowhere": 5}


def write_months(folder: Path, months: list[str], **odd: dict[str, int]) -> Path:
    """Usual months, but for those that differ: `m05={"crime": 5}`."""
    for month in months:
        write_street(folder, month_rows(month, **(USUAL | odd.get(f"m{month[5:]}", {}))), month)
    return folder


def not_complete(root: Path) -> list[tuple[Any, ...]]:
    """District, month, group and status of what is not complete."""
    return ask(
        root,
        """SELECT district, strftime(month, '%Y-%m'), grp, status FROM coverage
           WHERE source = 'police.uk' AND status <> 'complete' ORDER BY ALL""",
    )


def test_the_codes_are_where_the_tests_say(seed_store: Path) -> None:
    codes = f"('{IN_CHARNWOOD}', '{IN_HARBOROUGH}', '{OADBY}')"
    found = ask(seed_store, f"SELECT DISTINCT lsoa, district FROM area_member WHERE lsoa IN {codes} ORDER BY ALL")
    assert found == [(IN_CHARNWOOD, CHARNWOOD), (IN_HARBOROUGH, HARBOROUGH), (OADBY, BOROUGH)]


def test_a_district_whose_crimes_lost_their_location_is_partial_and_says_why(
    tmp_path: Path, store: Path, take: Take
) -> None:
    # Harborough's 18 vanish too: too few to tell.
    take(write_months(tmp_path / "in", MONTHS, m05={"crime": 5, "small": 0, "nowhere": 78}))
    assert not_complete(store) == [(BOROUGH, "2024-05", "crime", "partial")]
    [(reason, n, expected)] = ask(store, "SELECT reason, n, expected FROM coverage WHERE status = 'partial'")
    assert reason == (
        "5 came where about 61 were expected from the neighbouring months; rows without a location in the file of "
        "leicestershire: 78 (usual: 5)"
    )
    assert n == 5
    assert expected == pytest.approx(60 / 278 * 283)


def test_a_low_month_is_not_a_partial_one(tmp_path: Path, store: Path, take: Take) -> None:
    low = {"crime": 36, "asb": 18, "elsewhere": 120, "small": 11, "nowhere": 3}
    take(write_months(tmp_path / "in", MONTHS, m05=low, m06={"crime": 25}))
    assert not_complete(store) == []


def test_half_a_file_is_partial_everywhere(tmp_path: Path, store: Path, take: Take) -> None:
    half = {name: int(n * 0.45) for name, n in USUAL.items()}
    take(write_months(tmp_path / "in", MONTHS, m07=half))
    found = not_complete(store)
    districts = value(store, "SELECT count(DISTINCT district) FROM coverage")
    assert districts == 9  # the force area, with Leicester and Rutland
    assert {(month, status) for _, month, _, status in found} == {("2024-07", "partial")}
    assert len(found) == 2 * districts
    assert "holds 127 where its neighbouring months hold about 283" in value(
        store, f"SELECT reason FROM coverage WHERE district = '{BOROUGH}' AND grp = 'crime' AND status = 'partial'"
    )


def test_a_month_that_is_not_loaded_is_missing_until_it_is(tmp_path: Path, store: Path, take: Take) -> None:
    folder = write_months(tmp_path / "in", [month for month in MONTHS if month not in ("2024-03", "2024-04")])
    take(folder)
    missing = [line for line in not_complete(store) if line[0] == BOROUGH]
    assert missing == [(BOROUGH, f"2024-0{m}", g, "missing") for m in (3, 4) for g in ("asb", "crime")]
    assert value(store, "SELECT DISTINCT reason FROM coverage WHERE status = 'missing'") == (
        "no file of leicestershire is loaded for this month"
    )
    take(write_months(tmp_path / "later", ["2024-03", "2024-04"]))
    assert not_complete(store) == []


def test_with_fewer_than_three_neighbours_a_month_is_not_checked(tmp_path: Path, store: Path, take: Take) -> None:
    take(write_months(tmp_path / "in", MONTHS[:3], m02={"crime": 1}))
    assert not_complete(store) == []
    assert ask(store, "SELECT DISTINCT reason, expected FROM coverage") == [
        ("not checked: fewer than three neighbouring months are loaded", None)
    ]
    take(write_months(tmp_path / "more", MONTHS[3:4]))
    assert not_complete(store) == [(BOROUGH, "2024-02", "crime", "partial")]


def test_another_forces_file_does_not_make_a_month_whole(tmp_path: Path, store: Path, take: Take) -> None:
    write_months(tmp_path / "in", MONTHS, m05={"crime": 5, "nowhere": 60})
    write_street(tmp_path / "in", rows(80, lsoa=OADBY, month="2024-05"), "2024-05", "btp")
    take(tmp_path / "in")
    assert not_complete(store) == [(BOROUGH, "2024-05", "crime", "partial")]


def test_a_step_in_the_share_without_location_is_a_break_and_one_odd_month_is_none(
    tmp_path: Path, store: Path, take: Take
) -> None:
    odd = {f"m{m:02d}": {"nowhere": 30} for m in range(5, 13)} | {"m09": {"nowhere": 60}}
    take(write_months(tmp_path / "in", [*MONTHS, "2024-10", "2024-11", "2024-12"], **odd))
    [(month, last_before, before, after, text)] = ask(
        store, "SELECT month::TEXT, last_before::TEXT, before, after, description FROM recording_break"
    )
    assert (month, last_before) == ("2024-05-01", "2024-04-01")
    assert (before, after) == (pytest.approx(5 / 283), pytest.approx(30 / 308))
    assert "steps from 1.8% to 9.7%" in text


# --- real files ----------------------------------------------------------------------------------------------


def test_real_partial_months_are_exactly_the_two_known_ones(real_store: Version) -> None:
    found = [line for line in not_complete(real_store.path.parent) if line[3] == "partial"]
    assert found == [(HARBOROUGH, "2020-03", "crime", "partial"), (BOROUGH, "2020-03", "crime", "partial")]
    [(reason, n)] = ask(
        real_store.path.parent,
        f"SELECT reason, n FROM coverage WHERE district = '{BOROUGH}' AND month = '2020-03-01' AND grp = 'crime'",
    )
    assert n == 5
    assert "5 came where about 275 were expected" in reason
    assert "1,157" in reason


def test_real_missing_months_are_those_without_a_file(real_store: Version) -> None:
    missing = [line for line in not_complete(real_store.path.parent) if line[3] == "missing"]
    months = sorted({month for _, month, _, _ in missing})
    assert len(months) == 144 - 62
    assert (months[0], months[-1]) == ("2014-12", "2024-12")
    assert len(missing) == len(months) * 9 * 2


def test_real_breaks_are_the_three_steps(real_store: Version) -> None:
    assert ask(real_store.path.parent, "SELECT strftime(month, '%Y-%m') FROM recording_break ORDER BY 1") == [
        ("2019-12",),
        ("2020-06",),
        ("2022-03",),
    ]
