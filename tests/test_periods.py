"""Months, financial years and periods: names, arithmetic and what counts as complete."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cspdash.errors import CspdashError
from cspdash.periods import FinancialYear, Month, Period, PeriodError, latest_complete, periods_available

# Well inside the range of years, so that shifting cannot leave it.
months = st.builds(Month, st.integers(1950, 2900), st.integers(1, 12))
steps = st.integers(-300, 300)
financial_years = st.builds(FinancialYear, st.integers(1950, 2900))
periods = st.builds(lambda first, length: Period(first, first + (length - 1)), months, st.integers(1, 40))


def span(first: str, last: str) -> Period:
    return Period(Month.parse(first), Month.parse(last))


# --- months


def test_month_forms() -> None:
    month = Month.parse("2025-04")
    assert month == Month(2025, 4)
    assert (str(month), month.label, month.short) == ("2025-04", "April 2025", "Apr 2025")
    assert month.first_day == datetime.date(2025, 4, 1)
    assert Month.from_date(datetime.date(2025, 4, 30)) == month


@pytest.mark.parametrize(
    "text",
    [
        "2025-4",
        "2025/04",
        "Apr 2025",
        "2025-13",
        "2025-00",
        "1899-12",
        "3000-01",
        "2025-04-01",
        " 2025-04",
        "٢٠٢٥-٠٤",
        "",
        "2025-04\n",
    ],
)
def test_month_refuses_other_text_and_names_it(text: str) -> None:
    with pytest.raises(PeriodError) as error:
        Month.parse(text)
    assert repr(text) in str(error.value)
    assert "YYYY-MM" in str(error.value)
    assert isinstance(error.value, CspdashError)


def test_month_arithmetic_crosses_years() -> None:
    assert Month(2024, 11) + 3 == Month(2025, 2)
    assert Month(2025, 1) - 2 == Month(2024, 11)
    assert Month(2025, 3) - Month(2024, 4) == 11
    assert Month(2024, 4) - Month(2025, 3) == -11


def test_month_arithmetic_cannot_leave_the_calendar() -> None:
    with pytest.raises(PeriodError, match="1899"):
        Month(1900, 1) - 1
    with pytest.raises(PeriodError, match="3000"):
        Month(2999, 12) + 1


def test_month_adds_only_whole_months() -> None:
    with pytest.raises(TypeError):
        Month(2025, 1) + 1.5  # type: ignore[operator]
    with pytest.raises(TypeError):
        Month(2025, 1) - "1"  # type: ignore[operator]


@given(months)
def test_month_round_trips(month: Month) -> None:
    assert Month.parse(str(month)) == month
    assert Month.from_date(month.first_day) == month
    assert Month.from_date(datetime.datetime.strptime(month.label, "%B %Y")) == month
    assert Month.from_date(datetime.datetime.strptime(month.short, "%b %Y")) == month


@given(months, steps)
def test_month_addition_is_undone_by_subtraction(month: Month, step: int) -> None:
    assert (month + step) - step == month
    assert (month + step) - month == step


@given(months, months)
def test_months_sort_as_their_text_and_dates_do(one: Month, other: Month) -> None:
    assert (one < other) == (str(one) < str(other)) == (one.first_day < other.first_day)


# --- financial years


@pytest.mark.parametrize("text", ["2014-15", "2014/15", "2014", 2014])
def test_financial_year_forms(text: str | int) -> None:
    assert FinancialYear.parse(text) == FinancialYear(2014)


@pytest.mark.parametrize(
    "text", ["2014-16", "2014-14", "14-15", "2014-2015", "2014-", "", "April", 14, "1899-00", "2999-00"]
)
def test_financial_year_refuses_other_text(text: str | int) -> None:
    with pytest.raises(PeriodError):
        FinancialYear.parse(text)


def test_financial_year_at_the_turn_of_the_century() -> None:
    assert str(FinancialYear(1999)) == "1999-00"
    assert FinancialYear.parse("1999-00") == FinancialYear(1999)


def test_financial_year_runs_from_april_to_march() -> None:
    assert FinancialYear(2014).months == span("2014-04", "2015-03")
    assert Month(2015, 3).financial_year == FinancialYear(2014)
    assert Month(2015, 4).financial_year == FinancialYear(2015)


def test_first_quarter_is_april_to_june() -> None:
    assert FinancialYear(2025).quarter(1) == span("2025-04", "2025-06")
    assert FinancialYear(2025).quarter(4) == span("2026-01", "2026-03")


@pytest.mark.parametrize("number", [0, 5, -1])
def test_there_are_four_quarters(number: int) -> None:
    with pytest.raises(PeriodError, match="1 to 4"):
        FinancialYear(2025).quarter(number)


@given(financial_years)
def test_quarters_and_halves_partition_the_year(year: FinancialYear) -> None:
    whole = list(year.months)
    assert [month for number in range(1, 5) for month in year.quarter(number)] == whole
    assert [*Period.half_year_of(whole[0]), *Period.half_year_of(whole[-1])] == whole


@given(financial_years)
def test_financial_year_round_trips(year: FinancialYear) -> None:
    assert FinancialYear.parse(str(year)) == year
    assert FinancialYear.parse(year.months.name) == year
    assert {month.financial_year for month in year.months} == {year}


# --- periods


def test_a_period_cannot_run_backwards() -> None:
    with pytest.raises(PeriodError, match="2025-04 to 2025-03"):
        span("2025-04", "2025-03")


@pytest.mark.parametrize(
    ("first", "last", "label", "short", "name"),
    [
        ("2025-04", "2025-09", "April to September 2025", "Apr–Sep 2025", "Q1 and Q2 2025-26"),
        ("2024-10", "2025-03", "October 2024 to March 2025", "Oct 2024–Mar 2025", "Q3 and Q4 2024-25"),
        ("2025-04", "2025-04", "April 2025", "Apr 2025", "Apr 2025"),
        ("2025-04", "2025-06", "April to June 2025", "Apr–Jun 2025", "Q1 2025-26"),
        ("2026-01", "2026-03", "January to March 2026", "Jan–Mar 2026", "Q4 2025-26"),
        ("2025-04", "2026-03", "April 2025 to March 2026", "Apr 2025–Mar 2026", "2025-26"),
        ("2025-01", "2025-12", "January to December 2025", "Jan–Dec 2025", "Jan–Dec 2025"),
        ("2025-07", "2025-12", "July to December 2025", "Jul–Dec 2025", "Jul–Dec 2025"),
        ("2025-05", "2025-07", "May to July 2025", "May–Jul 2025", "May–Jul 2025"),
        ("2025-04", "2027-03", "April 2025 to March 2027", "Apr 2025–Mar 2027", "Apr 2025–Mar 2027"),
    ],
)
def test_period_names(first: str, last: str, label: str, short: str, name: str) -> None:
    period = span(first, last)
    assert (period.label, period.short, period.name, str(period)) == (label, short, name, label)


def test_what_a_period_compares_with() -> None:
    period = span("2025-04", "2025-06")
    assert period.previous() == span("2025-01", "2025-03")
    assert period.same_months_last_year() == span("2024-04", "2024-06")
    assert period.shift(1) == span("2025-05", "2025-07")


def test_rolling_period() -> None:
    assert Period.ending(Month(2025, 9)) == span("2024-10", "2025-09")
    assert Period.ending(Month(2025, 9), 1) == span("2025-09", "2025-09")
    with pytest.raises(PeriodError, match="at least 1"):
        Period.ending(Month(2025, 9), 0)


def test_membership() -> None:
    period = span("2025-04", "2025-06")
    assert Month(2025, 6) in period
    assert Month(2025, 7) not in period
    assert "2025-04" not in period


@given(periods)
def test_length_iteration_and_membership_agree(period: Period) -> None:
    listed = list(period)
    assert len(listed) == len(period)
    assert listed == sorted(set(listed))
    assert (listed[0], listed[-1]) == (period.first, period.last)
    assert all(month in period for month in listed)
    assert period.first - 1 not in period
    assert period.last + 1 not in period


@given(periods, steps)
def test_shift_is_undone_by_its_inverse(period: Period, step: int) -> None:
    shifted = period.shift(step)
    assert shifted.shift(-step) == period
    assert len(shifted) == len(period)


@given(periods)
def test_previous_touches_and_last_year_keeps_the_calendar_months(period: Period) -> None:
    assert period.previous().last + 1 == period.first
    assert len(period.previous()) == len(period)
    assert [m.month for m in period.same_months_last_year()] == [m.month for m in period]


@given(periods, periods)
def test_different_periods_have_different_names(one: Period, other: Period) -> None:
    assert (one == other) == (one.label == other.label) == (one.short == other.short) == (one.name == other.name)


@given(months)
def test_each_month_lies_in_its_quarter_and_half_year(month: Month) -> None:
    quarter, half = Period.quarter_of(month), Period.half_year_of(month)
    assert month in quarter
    assert (len(quarter), len(half)) == (3, 6)
    assert set(quarter) <= set(half) <= set(month.financial_year.months)
    assert quarter.name.startswith("Q")
    assert half.name.startswith(("Q1 and Q2", "Q3 and Q4"))


# --- what is complete


def test_latest_complete_skips_a_quarter_with_a_gap() -> None:
    held = [month for month in span("2024-10", "2025-09") if month != Month(2025, 8)]
    assert latest_complete("quarter", held) == span("2025-04", "2025-06")
    assert latest_complete("half_year", held) == span("2024-10", "2025-03")


def test_nothing_is_complete_without_months() -> None:
    assert latest_complete("quarter", []) is None
    assert latest_complete("half_year", list(span("2025-05", "2025-09"))) is None
    assert periods_available("quarter", set()) == []


def test_available_periods_are_newest_first() -> None:
    held = set(span("2024-03", "2025-04"))
    assert [p.name for p in periods_available("quarter", held)] == [
        "Q4 2024-25", "Q3 2024-25", "Q2 2024-25", "Q1 2024-25",
    ]  # fmt: skip
    assert [p.name for p in periods_available("half_year", held)] == [
        "Q3 and Q4 2024-25",
        "Q1 and Q2 2024-25",
    ]


def test_the_last_month_of_the_calendar_does_no_harm() -> None:
    assert periods_available("quarter", [Month(2999, 12), Month(2999, 11), Month(2999, 10)]) != []
    assert periods_available("half_year", [Month(2999, 10), Month(2999, 12)]) == []


def test_unknown_kind_is_refused() -> None:
    with pytest.raises(PeriodError, match="quarter, half_year"):
        periods_available("week", [])  # type: ignore[arg-type]


@given(st.sets(st.builds(Month, st.integers(2023, 2025), st.integers(1, 12))))
def test_available_agrees_with_the_plain_definition(held: set[Month]) -> None:
    for kind, of in (("quarter", Period.quarter_of), ("half_year", Period.half_year_of)):
        expected = sorted({of(month) for month in held if all(m in held for m in of(month))}, reverse=True)
        assert periods_available(kind, held) == expected  # type: ignore[arg-type]
        assert latest_complete(kind, held) == (expected[0] if expected else None)  # type: ignore[arg-type]
