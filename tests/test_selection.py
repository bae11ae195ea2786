"""What can be chosen, and what a choice is compared with."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cspdash.crime_types import ASB, CRIME_TYPES
from cspdash.periods import FinancialYear, Month, Period
from cspdash.selection import (
    ALL,
    base_of,
    choose_types,
    default_period,
    financial_years,
    period_options,
    type_options,
)


def months(first: str, last: str) -> list[Month]:
    return list(Period(Month.parse(first), Month.parse(last)))


def test_the_latest_periods_come_first_with_their_tags() -> None:
    options = period_options(months("2023-04", "2025-09"))
    tagged = {tag: option.period for option in options for tag in option.tags}
    assert tagged["latest month"] == Period(Month(2025, 9), Month(2025, 9))
    assert tagged["latest quarter"] == Period(Month(2025, 7), Month(2025, 9))
    assert tagged["latest half-year"] == tagged["year to date"] == Period(Month(2025, 4), Month(2025, 9))
    assert tagged["last 12 months"] == Period(Month(2024, 10), Month(2025, 9))
    assert len({option.period for option in options}) == len(options), "a period is offered once, with all its tags"
    assert FinancialYear(2024).months in [option.period for option in options]


def test_since_the_last_meeting() -> None:
    options = period_options(months("2024-04", "2025-09"), [date(2025, 5, 14), date(2025, 7, 16), date(2026, 1, 20)])
    tagged = {tag: option.period for option in options for tag in option.tags}
    assert tagged["since the last meeting"] == Period(Month(2025, 7), Month(2025, 9))


def test_a_gap_takes_its_periods_away() -> None:
    held = [month for month in months("2023-04", "2025-09") if month != Month(2025, 8)]
    offered = [option.period for option in period_options(held)]
    assert all(Month(2025, 8) not in period for period in offered)
    assert default_period(held, held, "quarter") == Period(Month(2025, 4), Month(2025, 6))


def test_the_default_can_be_compared_fairly_where_anything_can() -> None:
    held = months("2023-04", "2025-09")
    whole = [month for month in held if month != Month(2024, 8)]
    assert default_period(held, whole, "quarter") == Period(Month(2025, 4), Month(2025, 6))
    assert default_period(held, held, "longest") == Period(Month(2025, 4), Month(2025, 9))
    assert default_period(held, held, "twelve-months") == Period(Month(2024, 10), Month(2025, 9))
    assert default_period(months("2025-04", "2025-06"), [], "quarter") == Period(Month(2025, 4), Month(2025, 6))
    assert default_period(months("2025-05", "2025-06"), [], "quarter") == Period(Month(2025, 6), Month(2025, 6))
    assert default_period([], [], "quarter") is None


def test_bases() -> None:
    quarter = Period(Month(2025, 7), Month(2025, 9))
    assert base_of("last-year", quarter, []).periods == (Period(Month(2024, 7), Month(2024, 9)),)
    assert base_of("previous", quarter, []).periods == (Period(Month(2025, 4), Month(2025, 6)),)
    assert len(base_of("five-year", quarter, months("2019-04", "2025-09")).periods) == 5
    custom = Period(Month(2020, 1), Month(2020, 2))
    assert base_of("custom", quarter, [], custom).periods == (custom,)


def test_types_and_baskets() -> None:
    options = type_options([("Serious acquisitive crime", ("Burglary", "Robbery", "Vehicle crime"))])
    assert choose_types([], options) == ALL
    crime = choose_types(["crime"], options)
    assert crime.label == "crimes"
    assert crime.types is not None
    assert ASB not in crime.types
    assert crime.groups == {"crime"}
    assert choose_types(["crime", "anti-social-behaviour"], options) == ALL
    basket = choose_types(["basket.serious-acquisitive-crime", "burglary"], options)
    assert basket.types == ("Burglary", "Robbery", "Vehicle crime")
    assert choose_types(["anti-social-behaviour"], options).groups == {"asb"}
    labels = [
        choose_types([code], options).label for code in ("burglary", "vehicle-crime", "violence-and-sexual-offences")
    ]
    assert labels == ["burglary offences", "vehicle crimes", "violence and sexual offences"]
    with pytest.raises(KeyError):
        choose_types(["arson"], options)


@given(st.sets(st.sampled_from(CRIME_TYPES)))
def test_any_choice_holds_exactly_its_types(names: set[str]) -> None:
    options = type_options([])
    codes = [code for code, (_, types) in options.items() if len(types) == 1 and types[0] in names]
    choice = choose_types(codes, options)
    wanted = names if names else set(CRIME_TYPES)
    assert {name for name in CRIME_TYPES if choice.holds(name)} == wanted


@given(st.integers(0, 120), st.integers(1, 80))
def test_financial_years_are_whole(start: int, length: int) -> None:
    held = [Month(2012, 1) + start + step for step in range(length)]
    for year in financial_years(held):
        assert len(year) == 12
        assert set(year) <= set(held)


def test_a_label_is_a_noun_that_can_follow_a_number() -> None:
    options = type_options(
        [
            ("Serious acquisitive crime", ("Burglary", "Robbery", "Vehicle crime")),
            ("Violence and weapons", ("Possession of weapons", "Violence and sexual offences")),
            ("ASB and damage", (ASB, "Criminal damage and arson")),
            ("Knife offences", ("Possession of weapons", "Robbery")),
        ]
    )
    told = {
        ("basket.serious-acquisitive-crime",): "serious acquisitive crimes",
        ("basket.violence-and-weapons",): "offences of violence and weapons",
        ("basket.asb-and-damage",): "offences and incidents of ASB and damage",
        ("basket.knife-offences",): "knife offences",
        ("burglary", "robbery"): "offences of burglary and robbery",
        ("burglary", "anti-social-behaviour"): "offences and incidents of anti-social behaviour and burglary",
        ("burglary", "robbery", "drugs", "shoplifting"): "offences of 4 types",
        ("anti-social-behaviour",): "ASB incidents",
        ("vehicle-crime",): "vehicle crimes",
    }
    assert {codes: choose_types(codes, options).label for codes in told} == told


def test_types_that_a_label_does_not_name_are_told_apart_from_it() -> None:
    options = type_options([("Serious acquisitive crime", ("Burglary", "Robbery", "Vehicle crime"))])

    def unnamed(*codes: str) -> tuple[str, ...]:
        return choose_types(codes, options).unnamed

    assert unnamed() == unnamed("crime") == unnamed("burglary") == unnamed("burglary", "robbery", "drugs") == ()
    assert unnamed("basket.serious-acquisitive-crime") == ("Burglary", "Robbery", "Vehicle crime")
    assert unnamed("burglary", "robbery", "drugs", "shoplifting") == ("Burglary", "Drugs", "Robbery", "Shoplifting")
