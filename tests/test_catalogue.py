"""Questions: parameters are checked and bound, never formatted; every question answers with what it declares."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cspdash.areas import AreaError, Areas, areas_of
from cspdash.catalogue import Answer, QuestionError, ask, plain, question, questions, records
from cspdash.crime_types import CRIME_TYPES
from cspdash.periods import FinancialYear, Month
from cspdash.store import reader
from cspdash.store.sql import sql
from cspdash.store.versions import Version

PERIOD = {"from_month": "2025-04", "to_month": "2025-09"}
BASE = {"base_from": "2024-04", "base_to": "2024-09"}
YEARS = {"from_year": "2014-15", "to_year": "2025-26"}
DISTRICTS = ["E07000135", "E07000130"]
VALUES = PERIOD | BASE | YEARS | {"level": "lsoa", "measure": "crime", "districts": DISTRICTS, "areas": DISTRICTS}
VALUES |= {"from_release": "2019", "to_release": "2025", "partnership": "oadby-wigston"}
# Questions that may have nothing to answer on the sample: it holds facts of deprivation and census of the borough only,
# and a survey by ward, where every question here is asked by LSOA.
MAY_BE_EMPTY = {
    "other_forces", "known_breaks", "census_tables", "printed_population", "deprivation_releases",
    "deprivation_by_domain", "deprivation_of_authorities", "survey_by_area", "survey_answers",
}  # fmt: skip
# What each question needs besides the area; a new one is tried without being named here.
GIVEN: Mapping[str, dict[str, Any]] = {
    name: {p.name: VALUES[p.name] for p in asked.parameters if p.required and p.name != "area"}
    for name, asked in questions().items()
}
# What partners count themselves is not held of every place.
NOT_EVERYWHERE = {
    "partner_counts", "partner_periods", "case_categories", "council_years", "asb_by_source_and_area",
}  # fmt: skip
DTYPES = {"text": "str", "month": "str", "count": "Int64", "year": "Int64", "number": "float64", "share": "float64",
          "flag": "bool"}  # fmt: skip
# The leading columns that pages, scripts and reports of others count on.
LEADING = {
    "change_by_crime_type": ["crime_type", "base", "current"],
    "change_by_area": ["area_code", "area_name", "base", "current"],
    "counts_by_area": ["area_code", "area_name", "count", "population"],
    "monthly_totals": ["month", "crime", "asb_police", "asb_council", "crime_complete", "asb_complete"],
    "quarterly_totals": ["financial_year", "quarter", "crime_type", "count", "cumulative", "complete"],
    "seasonal_heat_map": ["financial_year", "month", "count", "printed"],
}
PLACES = ("Oadby and Wigston", "South Wigston", "E01025992", "ward:Wigston All Saints", "county:Leicestershire",
          "E23000021", "Rutland", "Leicester")  # fmt: skip


def given_for(name: str, area: str) -> dict[str, Any]:
    takes = {parameter.name for parameter in question(name).parameters}
    return GIVEN[name] | ({"area": area} if "area" in takes else {})


def check_shape(answer: Answer) -> None:
    frame = answer.frame
    assert list(frame.columns) == list(answer.question.columns)
    for column, kind in answer.question.columns.items():
        assert frame[column].dtype == DTYPES[kind], column
        if kind == "month":
            assert frame[column].str.fullmatch(r"\d{4}-\d{2}").all()
        if kind in ("text", "month", "flag"):
            assert frame[column].notna().all(), column
        if kind == "count":
            assert (frame[column].dropna() >= 0).all()
    told = json.loads(json.dumps(records(frame), allow_nan=False))
    assert len(told) == len(frame)


@pytest.mark.parametrize("name", LEADING)
def test_leading_columns_stay(name: str) -> None:
    assert list(question(name).columns)[: len(LEADING[name])] == LEADING[name]


@pytest.mark.parametrize("name", GIVEN)
@pytest.mark.parametrize("place", PLACES)
def test_every_question_answers_on_the_sample(name: str, place: str, sample_store: Version) -> None:
    answer = ask(sample_store, name, **given_for(name, place))
    check_shape(answer)
    surveyed = name == "survey_answers" and "Wigston" in place
    assert (name in MAY_BE_EMPTY | NOT_EVERYWHERE and not surveyed) or not answer.frame.empty


def test_what_partners_count_answers_for_the_sample_s_borough(sample_store: Version) -> None:
    for name in NOT_EVERYWHERE:
        level = {"level": "settlement"} if name == "asb_by_source_and_area" else {}
        answer = ask(sample_store, name, **(given_for(name, "Oadby and Wigston") | level))
        check_shape(answer)
        assert not answer.frame.empty, name


@pytest.mark.parametrize("name", GIVEN)
def test_every_question_answers_on_real_data(name: str, real_store: Version) -> None:
    for place in PLACES:
        check_shape(ask(real_store, name, **given_for(name, place)))


@pytest.mark.parametrize("name", ["change_by_area", "counts_by_area", "areas"])
def test_every_level_answers(name: str, sample_store: Version) -> None:
    levels = areas_of(sample_store).levels
    assert {"partnership", "district", "settlement", "ward", "lsoa"} <= set(levels)
    for level in levels:
        for place in PLACES:
            answer = ask(sample_store, name, **(given_for(name, place) | {"level": level}))
            check_shape(answer)
            assert answer.frame["area_code"].is_unique


def test_the_sql_shown_is_the_sql_run(sample_store: Version, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[tuple[str, Any]] = []

    class Watched:
        def __init__(self, of: Version) -> None:
            self.inner = reader_cursor(of)

        def execute(self, statement: str, parameters: Any = None) -> Any:
            ran.append((statement, parameters))
            return self.inner.execute(statement, parameters)

    reader_cursor = reader.cursor
    areas_of(sample_store)
    monkeypatch.setattr(reader, "cursor", Watched)
    for name in GIVEN:
        answer = ask(sample_store, name, **given_for(name, "Oadby"))
        assert ran.pop() == (answer.question.sql, answer.parameters)
        assert answer.question.sql == sql(name)
        assert ran == []


def test_parameters_are_bound_as_the_store_knows_them(sample_store: Version) -> None:
    answer = ask(
        sample_store, "change_by_area", area="  south WIGSTON ", level="LSOA", crime_types=["burglary", "Drugs"],
        from_month=Month(2025, 4), to_month="2025-09", base_from="2024-04", base_to="2024-09",
    )  # fmt: skip
    assert answer.parameters["area"] == "south-wigston"
    assert answer.parameters["level"] == "lsoa"
    assert answer.parameters["crime_types"] == ["Burglary", "Drugs"]
    assert answer.parameters["from_month"].isoformat() == "2025-04-01"
    assert answer.parameters["all_forces"] is False
    year = ask(
        sample_store, "quarterly_totals", area="Oadby", from_year=FinancialYear(2024), to_year=2025,
        crime_types="Violence & sexual offences",
    )  # fmt: skip
    assert year.parameters["to_year"].isoformat() == "2025-04-01"
    assert set(year.frame["crime_type"]) == {"Violence and sexual offences"}


@pytest.mark.parametrize(
    ("name", "given", "told"),
    [
        ("nothing", {}, "there is no question 'nothing'"),
        ("monthly_total", {}, "did you mean monthly_totals?"),
        ("monthly_totals", {}, "needs area (area), from_month (month), to_month (month)"),
        ("monthly_totals", PERIOD | {"area": None}, "needs area"),
        ("monthly_totals", PERIOD | {"area": "Oadby", "colour": "red"}, "has no parameter 'colour'; it takes: area,"),
        ("monthly_totals", PERIOD | {"area": "Oadby", "from_month": "April"}, "from_month: 'April' is not a month"),
        ("monthly_totals", PERIOD | {"area": "Oadby", "to_month": "2025-13"}, "month 13 of 2025 does not exist"),
        ("monthly_totals", PERIOD | {"area": "Oadby", "from_month": "2026-01"}, "from_month lies after to_month"),
        ("monthly_totals", PERIOD | {"area": "Oadby", "crime_types": ["Burglry"]}, "did you mean 'Burglary'?"),
        ("monthly_totals", PERIOD | {"area": "Oadby", "all_forces": "maybe"}, "known: true, false"),
        ("counts_by_area", PERIOD | {"area": "Oadby", "level": "wards"}, "did you mean 'ward'?"),
        ("quarterly_totals", {"area": "Oadby", "from_year": "2014-16", "to_year": 2015}, "not one financial year"),
        ("quarterly_totals", {"area": "Oadby", "from_year": 2016, "to_year": 2015}, "from_year lies after to_year"),
        ("seasonal_heat_map", YEARS | {"area": "Oadby", "measure": "joy"}, "known: crime, asb, asb_police"),
        ("change_by_crime_type", PERIOD | {"area": "Oadby", "base_from": "2024-09", "base_to": "2024-04"},
         "base_from lies after base_to"),
    ],
)  # fmt: skip
def test_wrong_parameters_are_told(name: str, given: dict[str, Any], told: str, sample_store: Version) -> None:
    with pytest.raises(QuestionError) as caught:
        ask(sample_store, name, **given)
    assert told in str(caught.value)


HOSTILE = st.one_of(
    st.text(max_size=60),
    st.sampled_from(["'; DROP TABLE crime; --", "$area", "' OR '1'='1", "x') UNION SELECT 1 --", "\x00", "%", "{area}",
                     "ward:", ":", "ward:'", "\\", "E01025992'--"]),
)  # fmt: skip


def known_names(areas: Areas, parameter: str) -> Sequence[str]:
    return {
        "area": tuple(areas.by_code), "level": areas.levels, "crime_types": areas.crime_types,
        "measure": ("crime", "asb", "asb_police", "crime_and_asb"),
    }.get(parameter, ())  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=HOSTILE, parameter=st.sampled_from(["area", "level", "crime_types", "measure", "from_month", "from_year"]))
def test_hostile_texts_never_reach_the_store(text: str, parameter: str, sample_store: Version) -> None:
    """Whatever is typed is either a known name, bound as the store's own spelling, or refused."""
    name = {"measure": "seasonal_heat_map", "from_year": "quarterly_totals"}.get(parameter, "counts_by_area")
    given = given_for(name, "Oadby") | {parameter: [text] if parameter == "crime_types" else text}
    areas = areas_of(sample_store)
    try:
        answer = ask(sample_store, name, **given)
    except (QuestionError, AreaError):
        # Refused: so it was none of the names that always work.
        assert text not in known_names(areas, parameter)
        return
    bound = answer.parameters[parameter]
    if parameter in ("from_month", "from_year"):
        assert bound.day == 1
    else:
        assert set(bound if parameter == "crime_types" else [bound]) <= set(known_names(areas, parameter))


def test_flags_types_and_forces_change_the_count(sample_store: Version) -> None:
    whole = {"area": "Oadby and Wigston", "from_month": "2014-04", "to_month": "2025-09"}
    home = ask(sample_store, "monthly_totals", **whole).frame
    every = ask(sample_store, "monthly_totals", **whole, all_forces=True).frame
    others = ask(sample_store, "other_forces", area="Oadby and Wigston").frame
    assert others["count"].sum() == 8
    assert every["crime"].sum() + every["asb_police"].sum() == home["crime"].sum() + home["asb_police"].sum() + 8
    apart = [
        ask(sample_store, "monthly_totals", **whole, crime_types=[name]).frame[["crime", "asb_police"]].sum().sum()
        for name in CRIME_TYPES
    ]
    assert sum(apart) == home["crime"].sum() + home["asb_police"].sum()


def test_measures_that_were_not_asked_for_are_empty(sample_store: Version) -> None:
    only_crime = ask(sample_store, "monthly_totals", area="Oadby", **PERIOD, crime_types=["Drugs"]).frame
    assert only_crime["crime"].notna().all()
    assert only_crime[["asb_police", "asb_council"]].isna().all(axis=None)
    only_asb = ask(sample_store, "monthly_totals", area="Oadby", **PERIOD, crime_types=["Anti-social behaviour"]).frame
    assert only_asb["crime"].isna().all()
    assert only_asb["asb_police"].notna().all()


def test_parts_make_up_the_whole(sample_store: Version) -> None:
    """Districts make up the county, LSOAs every place; types, months and quarters the same totals."""
    county = {"area": "county:Leicestershire"} | PERIOD | BASE
    types = ask(sample_store, "change_by_crime_type", **county).frame
    for level in ("district", "ward", "lsoa"):
        parts = ask(sample_store, "change_by_area", **county, level=level).frame
        assert parts[["base", "current"]].sum().to_dict() == types[["base", "current"]].sum().to_dict(), level
    for place in PLACES:
        given = {"area": place} | PERIOD
        total = ask(sample_store, "change_by_crime_type", **given, **BASE).frame["current"].sum()
        assert ask(sample_store, "counts_by_area", **given, level="lsoa").frame["count"].sum() == total, place
        months = ask(sample_store, "monthly_totals", **given).frame
        assert months["crime"].sum() + months["asb_police"].sum() == total
        quarters = ask(sample_store, "quarterly_totals", area=place, from_year=2025, to_year=2025).frame
        assert quarters["count"].sum() == total
        assert quarters.loc[quarters["quarter"] == "Q2", "cumulative"].sum() == total


def test_a_period_that_is_not_loaded_is_empty_not_nought(sample_store: Version) -> None:
    given = {"area": "Oadby", "from_month": "2025-04", "to_month": "2025-09"}
    frame = ask(sample_store, "change_by_crime_type", **given, base_from="2013-04", base_to="2013-09").frame
    assert frame["base"].isna().all()
    assert not frame["base_complete"].any()
    assert frame["current"].notna().all()
    areas = ask(sample_store, "change_by_area", **given, base_from="2013-04", base_to="2013-09", level="lsoa").frame
    assert areas["base"].isna().all()
    counts = ask(sample_store, "counts_by_area", area="Oadby", level="lsoa", from_month="2013-04", to_month="2013-09")
    assert counts.frame["count"].isna().all()
    months = ask(sample_store, "monthly_totals", area="Oadby", from_month="2014-02", to_month="2014-04").frame
    assert months["crime"].isna().tolist() == [True, True, False]
    assert months["reason"].tolist() == ["outside the months loaded"] * 2 + [""]
    half = ask(sample_store, "change_by_crime_type", **given, base_from="2014-02", base_to="2014-07").frame
    assert half["base"].notna().all()
    assert not half["base_complete"].any()


def test_a_partial_month_marks_crime_and_not_asb(sample_store: Version) -> None:
    frame = ask(
        sample_store, "change_by_crime_type", area="Wigston",
        from_month="2020-03", to_month="2020-03", base_from="2019-03", base_to="2019-03",
    ).frame.set_index("crime_type")  # fmt: skip
    assert frame["base_complete"].all()
    assert frame["current_complete"].to_dict() == {name: name == "Anti-social behaviour" for name in frame.index}
    for level, expected in (("district", 1), ("lsoa", 36)):
        areas = ask(
            sample_store, "counts_by_area", area="county:Leicestershire", level=level,
            from_month="2020-03", to_month="2020-03",
        ).frame  # fmt: skip
        assert (~areas["complete"]).sum() == expected


def test_the_year_so_far_needs_its_earlier_months(real_store: Version) -> None:
    """Held: January 2014 to November 2014, December 2019 to October 2022, January to April 2024, 2025."""
    frame = ask(
        real_store, "quarterly_totals", area="Oadby and Wigston", from_year="2013-14", to_year="2025-26",
        crime_types=["Burglary"],
    ).frame.set_index(["financial_year", "quarter"])  # fmt: skip
    told = {
        key: (row["complete"], not pd.isna(row["cumulative"]), row["cumulative_complete"])
        for key, row in frame.iterrows()
    }
    whole, running, broken, late = (True, True, True), (False, True, False), (False, False, False), (True, False, False)
    assert told == {
        ("2013-14", "Q4"): late,
        ("2014-15", "Q1"): whole, ("2014-15", "Q2"): whole, ("2014-15", "Q3"): running,
        ("2019-20", "Q3"): broken, ("2019-20", "Q4"): broken,
        **{(year, f"Q{n}"): whole for year in ("2020-21", "2021-22") for n in (1, 2, 3, 4)},
        ("2022-23", "Q1"): whole, ("2022-23", "Q2"): whole, ("2022-23", "Q3"): running,
        ("2023-24", "Q4"): late,
        ("2024-25", "Q1"): running, ("2024-25", "Q4"): late,
        ("2025-26", "Q1"): whole, ("2025-26", "Q2"): whole, ("2025-26", "Q3"): whole,
    }  # fmt: skip


def test_council_records_belong_to_areas_that_hold_them(sample_store: Version) -> None:
    """Empty where they are not kept, or kept for larger areas; the parts make up the whole where all are kept."""
    years = {"from_month": "2015-04", "to_month": "2016-03"}

    def council(area: str) -> list[Any]:
        return [told["asb_council"] for told in records(ask(sample_store, "monthly_totals", area=area, **years).frame)]

    borough = council("Oadby and Wigston")
    assert all(2 <= n <= 13 for n in borough)
    parts = list(zip(council("Oadby"), council("Wigston"), council("South Wigston"), strict=True))
    placed = ask(sample_store, "case_placing", area="Oadby and Wigston", **years).frame.iloc[0]
    lost = placed["blank"] + placed["unknown"]
    assert 0 < lost < 20, "some have no place, and belong to no settlement"
    assert all(sum(month) <= whole for month, whole in zip(parts, borough, strict=True))
    assert sum(map(sum, parts)) + lost == sum(borough) == placed["records"]
    for area in ("Charnwood", "county:Leicestershire", "E01025992"):
        assert council(area) == [None] * 12, "not held, held of one district of several, or too small to be shown"


def test_forty_threads_get_their_own_answers(sample_store: Version) -> None:
    places = [area.code for area in areas_of(sample_store).all if area.level in ("ward", "district")][:40]
    asked = {
        (name, place): ask(sample_store, name, **given_for(name, place)).frame
        for place in places for name in ("change_by_crime_type", "monthly_totals")
    }  # fmt: skip
    assert len({frame.to_csv() for frame in asked.values()}) == len(asked)
    with ThreadPoolExecutor(40) as pool:
        work = [(key, pool.submit(ask, sample_store, key[0], **given_for(*key))) for key in asked for _ in range(3)]
        for key, answer in work:
            pd.testing.assert_frame_equal(answer.result().frame, asked[key])


def test_records_hold_plain_values() -> None:
    frame = pd.DataFrame(
        {
            "n": pd.array([1, None], dtype="Int64"),
            "x": [203.0, 0.5],
            "y": [float("nan"), 2.0],
            "t": ["a", None],
            "f": [True, False],
        }
    )
    told = records(frame)
    assert told == [
        {"n": 1, "x": 203, "y": None, "t": "a", "f": True},
        {"n": None, "x": 0.5, "y": 2, "t": None, "f": False},
    ]
    assert [type(value) for value in told[0].values()] == [int, int, type(None), str, bool]
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert records(frame.head(0)) == []
    assert plain(frame).to_csv(index=False).splitlines()[1] == "1,203,,a,True"


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("-- title: T\n-- question: Q?\n-- parameters: {}\n", "the header needs title"),
        ("-- title: [\n", "the header needs title"),
        ("SELECT 1", "the header needs title"),
        ("-- title: T\n-- question: Q?\n-- parameters: {a: colour}\n-- columns: {x: text}\n", "no type colour"),
        ("-- title: T\n-- question: Q?\n-- parameters: {}\n-- columns: {x: words}\n", "no type words"),
        ("-- title: T\n-- question: Q?\n-- parameters: {a: {type: area, size: 1}}\n-- columns: {x: text}\n", "size"),
    ],
)
def test_a_wrong_header_names_its_file(header: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "odd.sql").write_text(header, encoding="utf-8")
    with pytest.raises(QuestionError) as caught:
        questions(tmp_path)
    assert "odd.sql" in str(caught.value)
    assert told in str(caught.value)
