"""Ages in bands, those left out, printed tables against themselves, and the land inside outlines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from cspdash.catalogue import ask
from cspdash.maps.surface import hectares, hectares_of
from cspdash.partnership import Partnership, read_partnership
from cspdash.partnership.models import Adjustment, PartnershipError
from cspdash.statistics.population import (
    BROAD,
    FIVE_YEARS,
    PLAN,
    Band,
    band_name,
    banded,
    density,
    fitting,
    leave_out,
    left_out_of_total,
    newest,
    share_from,
    shares,
)
from cspdash.statistics.printed_population import as_printed, contradictions
from cspdash.statistics.rates import with_rates
from cspdash.store.versions import PARTNERSHIPS, Version, current
from cspdash.wording.population import culprit
from tests.builders import BOROUGH

HALLS = ("E01025973", "E01025974")
LINES = {"age by settlement": -1, "age by ethnic group": -1, "ethnic group by area": 3}


def single(**areas: list[int]) -> pd.DataFrame:
    """Single years from 0 on, the last and over."""
    rows = [
        {"area_code": code, "age_from": age, "age_to": None if age == len(counts) - 1 else age, "count": n}
        for code, counts in areas.items()
        for age, n in enumerate(counts)
    ]
    return pd.DataFrame(rows).astype({"age_from": "Int64", "age_to": "Int64", "count": "Int64"})


COUNTS = st.lists(st.integers(0, 200), min_size=91, max_size=91)


@settings(deadline=None, max_examples=40)
@given(COUNTS, COUNTS, st.sampled_from([PLAN, FIVE_YEARS, BROAD]))
def test_bands_keep_everybody(one: list[int], two: list[int], bands: tuple[Band, ...]) -> None:
    ages = single(a=one, b=two)
    assert fitting(ages, bands) == list(bands)
    wide: Any = banded(ages, bands)
    assert wide.sum(axis=1).to_dict() == {"a": sum(one), "b": sum(two)}
    for low, high in bands:
        inside = one[low:] if high is None else one[low : high + 1]
        assert wide.loc["a", band_name((low, high))] == sum(inside)
    if sum(one):
        assert shares(wide).loc["a"].sum() == pytest.approx(100)
    old = share_from(ages, "a")
    assert old is None if not sum(one) else old == pytest.approx(100 * sum(one[65:]) / sum(one))


def test_bands_into_which_a_table_does_not_go_give_its_own() -> None:
    census = pd.DataFrame(
        {"area_code": "a", "age_from": [0, 16, 25, 35, 50, 65], "age_to": [15, 24, 34, 49, 64, None], "count": [1] * 6}
    )
    own = [(0, 15), (16, 24), (25, 34), (35, 49), (50, 64), (65, None)]
    assert fitting(census, PLAN, BROAD) == own
    with pytest.raises(ValueError, match="the ages 0-15 go into none of the bands"):
        banded(census, PLAN)
    assert share_from(census, "a") == pytest.approx(100 / 6)
    assert share_from(census, "a", 60) is None


# --- those left out ------------------------------------------------------------------------------------------


def rule(**numbers: int) -> Adjustment:
    return Adjustment(
        name="halls", ages=(18, 19), lsoas=HALLS, numbers={int(year[1:]): n for year, n in numbers.items()}
    )


@settings(deadline=None, max_examples=40)
@given(COUNTS, COUNTS, st.integers(0, 500))
def test_whom_a_rule_leaves_out_adds_up_over_areas(one: list[int], two: list[int], number: int) -> None:
    halls = single(E01025973=one, E01025974=two)
    both = [a + b for a, b in zip(one, two, strict=True)]
    elsewhere = [5] * 91
    ages = single(**{HALLS[0]: one, HALLS[1]: two, "whole": [n + 5 for n in both], "else": elsewhere})
    inside = {HALLS[0]: {HALLS[0]}, HALLS[1]: {HALLS[1]}, "whole": {*HALLS, "else"}, "else": {"else"}}
    everyone = leave_out(ages, halls, rule(), 2020, inside)
    some = leave_out(ages, halls, rule(y2011=number), 2011, inside)
    assert everyone is not None
    assert some is not None
    there = sum(both[18:20])
    for found, gone in ((everyone, there), (some, min(number, there))):
        taken = found.taken
        assert taken[HALLS[0]] + taken[HALLS[1]] == taken["whole"] == gone
        assert taken["else"] == 0
        before, after = ages.groupby("area_code")["count"].sum(), found.ages.groupby("area_code")["count"].sum()
        assert (before - after).to_dict() == dict(taken)
        assert (found.ages["count"] >= 0).all()
        other_ages = ~ages["age_from"].isin((18, 19))
        assert found.ages.loc[other_ages].equals(ages.loc[other_ages])
    assert (everyone.wanted, some.wanted) == (None, number)


def test_what_cannot_be_told_is_not_left_out() -> None:
    bands = pd.DataFrame(
        [(code, low, high, 9) for code in HALLS for low, high in ((0, 15), (16, 24), (25, None))],
        columns=["area_code", "age_from", "age_to", "count"],
    ).astype({"age_to": "Int64"})
    assert leave_out(bands, bands, rule(), 2020, {}) is None
    ages = single(E01025973=[1] * 91)
    assert leave_out(ages, ages, rule(), 2020, {HALLS[0]: {HALLS[0]}}) is None, "one of the two is not in the table"


def test_a_number_of_all_is_not_shared_out_over_parts_of_unknown_ages() -> None:
    plan = rule(y2011=1530)
    assert left_out_of_total(plan, 2011, {*HALLS, "x"}) == 1530
    assert left_out_of_total(plan, 2011, {"x"}) == 0
    assert left_out_of_total(plan, 2011, {HALLS[0]}) is None
    assert left_out_of_total(plan, 2020, set(HALLS)) is None


def test_the_plans_adjustment_stands_in_the_partnerships_file(seed_store: Path) -> None:
    who = read_partnership(PARTNERSHIPS / "oadby-wigston.yaml")
    [plan] = who.population_adjustments
    assert (plan.ages, plan.lsoas, plan.numbers) == ((18, 19), HALLS, {2011: 1530})
    version = current(seed_store)
    printed = ask(version, "printed_population", area=BOROUGH).frame
    by_place: Any = as_printed(printed, "age by settlement").loc["Borough total"]
    groups = ask(version, "ethnic_groups", areas=["oadby", "wigston", "south-wigston"], year=2011).frame
    census = groups.groupby("area_name")["count"].sum()
    gone = {"Oadby": 1530, "Wigston": 0, "South Wigston": 0}
    for name, number in gone.items():
        assert census[name] - number == by_place[name], name
    assert census.sum() - plan.numbers[2011] == by_place["Total"] == 54_640


def test_the_halls_of_mid_2020(seed_store: Path) -> None:
    version = current(seed_store)
    ages = ask(version, "population_by_age", areas=["oadby"], year=2020).frame
    halls = ask(version, "population_by_age", areas=list(HALLS), year=2020).frame
    found = leave_out(ages, halls, rule(y2011=1530), 2020, {"oadby": set(HALLS)})
    assert found is not None
    assert (found.taken, found.wanted) == ({"oadby": 889}, None)
    left = banded(found.ages, PLAN)
    assert left.loc["oadby", "18-19"] == 1421 - 889


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("ages: [19, 18]", "from 19 to 18 is no age — write the youngest first"),
        ("ages: [18, 19, 20]", "ages"),
        ("lsoas: [Oadby]", "not an LSOA code"),
        ("numbers: {2011: many}", "numbers"),
        ("people: 3", "people"),
    ],
)
def test_faults_of_an_adjustment_are_told_with_their_line(tmp_path: Path, written: str, said: str) -> None:
    text = (PARTNERSHIPS / "oadby-wigston.yaml").read_text(encoding="utf-8")
    key = written.partition(":")[0]
    block = {"ages": "ages: [18, 19]", "lsoas": "lsoas: [E01025973, E01025974]", "numbers": "numbers: {2011: 1530}"}
    old = block.get(key, "ages: [18, 19]")
    assert text.count(old) == 1
    path = tmp_path / "broken.yaml"
    path.write_text(text.replace(old, written if key in block else f"{old}\n    {written}"), encoding="utf-8")
    with pytest.raises(PartnershipError) as told:
        read_partnership(path)
    assert said in str(told.value)
    assert all(problem.line > 90 for problem in told.value.problems)


# --- print ---------------------------------------------------------------------------------------------------


def test_print_contradicts_itself_in_one_cell(seed_store: Path) -> None:
    cells = ask(current(seed_store), "printed_population", area="Oadby").frame
    found = contradictions(cells, LINES)
    assert {(f.printed, f.kind, f.name, f.summed, f.total) for f in found} == {
        ("age by settlement", "column", "Oadby", 22_352, 22_319),
        ("age by settlement", "column", "Total", 54_673, 54_640),
        ("age by settlement", "tables", "45-59", 11_307, 11_274),
    }
    assert {f.apart for f in found} == {33}
    assert culprit(found) == (
        "One figure explains them: Oadby's 45-59, printed 33 too high. Totals and the other table agree without it."
    )
    mended = cells.copy()
    wrong = (cells["printed"] == "age by settlement") & (cells["row_name"] == "45-59")
    for column in ("Oadby", "Total"):
        mended.loc[wrong & (cells["column_name"] == column), "count"] -= 33
    assert contradictions(mended, LINES) == []
    assert culprit([]) is None


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 14), st.sampled_from(["Oadby", "Wigston", "South Wigston"]), st.integers(1, 99))
def test_any_changed_cell_is_found(line: int, column: str, by: int) -> None:
    names = [band_name(band) for band in PLAN]
    rows = []
    for at, name in enumerate([*names, "Borough total"]):
        value = 100 if at < len(names) else 1500
        for place in ("Oadby", "Wigston", "South Wigston"):
            wrong = by if (at, place) == (line, column) else 0
            rows.append(("age by settlement", at, name, place, value + wrong))
        rows.append(("age by settlement", at, name, "Total", 3 * value))
    cells = pd.DataFrame(rows, columns=["printed", "line", "row_name", "column_name", "count"])
    found = contradictions(cells, LINES)
    assert {(f.kind, f.name, f.apart) for f in found} == {("column", column, by), ("row", names[line], by)}


def test_printed_tables_agree_with_each_other_elsewhere(seed_store: Path) -> None:
    cells = ask(current(seed_store), "printed_population", area=BOROUGH).frame
    by_group = as_printed(cells, "age by ethnic group")
    by_area = as_printed(cells, "ethnic group by area")
    left_out: Any = by_area.loc["Oadby and Wigston"] - by_group.loc["Borough total"]
    assert left_out[["White British", "BAME"]].to_dict() == {"White British": 1103, "BAME": 427}
    assert 1103 + 427 == 1530


# --- land ----------------------------------------------------------------------------------------------------


def test_land_is_that_of_the_sphere_and_of_a_known_projection() -> None:
    """A degree square at the equator and at 52.5° north, by the formula of the ellipsoid (Snyder's tables, WGS84)."""
    assert hectares([shapely.box(0, 0, 1, 1)]) / 100 == pytest.approx(12_308.8, rel=1e-4)
    north, twice = shapely.box(-1, 52, 0, 53), shapely.box(-2, 52, 0, 53)
    assert hectares([twice]) == pytest.approx(2 * hectares([north]))
    assert hectares([north, shapely.box(0, 52, 1, 53)]) == pytest.approx(hectares([twice]))


def test_land_of_the_borough(sample_store: Version) -> None:
    settled = hectares_of(sample_store, BOROUGH, "settlement")
    [whole] = hectares_of(sample_store, BOROUGH, "district").values()
    assert sum(settled.values()) == pytest.approx(whole, rel=0.001)
    # The borough has about 23.5 square kilometres; the outlines that ship are generalised.
    assert whole == pytest.approx(2350, rel=0.02)


def test_land_of_the_borough_by_full_boundaries(realdata: Path) -> None:
    text = (realdata / "boundaries/oadby_wigston_lsoa11.geojson").read_text(encoding="utf-8")
    assert hectares(list(shapely.get_parts(shapely.from_geojson(text)))) == pytest.approx(2350, rel=0.005)


def test_density_is_unknown_where_a_part_of_it_is() -> None:
    asked = pd.DataFrame(
        {"area_code": ["a", "a", "b"], "year": [2011, 2021, 2021], "households": [40, 50, 0]}
    )  # fmt: skip
    households = newest(asked)
    assert households == {"a": 50, "b": 0}
    table: Any = density(["a", "b", "c"], {"a": 100, "b": 7}, {"a": 4.0, "c": 2.0}, households)
    assert table.loc["a"].to_dict() == {"residents": 100, "hectares": 4, "households": 50, "density": 25, "size": 2}
    assert table["density"].isna().to_dict() == {"a": False, "b": True, "c": True}
    assert table["size"].isna().to_dict() == {"a": False, "b": True, "c": True}


def test_partnerships_without_adjustments_have_none(partnerships: dict[str, Partnership]) -> None:
    assert partnerships["charnwood"].population_adjustments == ()


def test_households_are_a_denominator_for_burglary(sample_store: Version) -> None:
    period = {"from_month": "2024-10", "to_month": "2025-09"}
    counts = ask(
        sample_store, "counts_by_area", area=BOROUGH, level="lsoa", crime_types=["Burglary"], **period
    ).frame  # fmt: skip
    asked = ask(sample_store, "households", areas=list(counts["area_code"])).frame
    table = counts.assign(households=counts["area_code"].map(newest(asked)).astype("Int64"))
    assert len(table) == 36
    rates = with_rates(table, exposure="households")
    assert list(rates["rate"]) == pytest.approx(list(counts["count"] * 1000 / table["households"]))
    assert (rates["lower"] <= rates["rate"]).all()
    assert table["households"].sum() == 22_614
