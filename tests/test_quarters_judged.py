"""Quarters and years: the verdicts shown are those of the statistics on the questions' answers, as on Compare."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from cspdash.catalogue import ask
from cspdash.charts.theme import themed
from cspdash.charts.years import years_chart
from cspdash.crime_types import ASB, CRIME_TYPES
from cspdash.partnership import read_partnerships
from cspdash.periods import FinancialYear, Month, Period
from cspdash.statistics import quarters, seasons
from cspdash.statistics.comparison import compared
from cspdash.statistics.judged import TOTAL, judged, wide, with_total
from cspdash.statistics.season_ranges import complete_months
from cspdash.store.versions import PARTNERSHIPS, Version
from cspdash.wording import quarters as words
from cspdash.wording import years as year_words
from cspdash.wording.verdicts import SHAPES, WORDS, explained
from tests.pages import html_of, run_page, tables_of
from tests.test_quarters import PLACES, bars, full
from tests.test_seasons import grid

BEFORE_ALL = Month(2014, 1)
ROUNDING = read_partnerships(PARTNERSHIPS)["oadby-wigston"].rounding
CRIME = tuple(name for name in CRIME_TYPES if name != ASB)


def judged_by_questions(
    version: Version, place: str, period: Period, types: tuple[str, ...] | None, shown: dict[str, str]
) -> pd.DataFrame:
    """A period on the same months of last year, by the questions of Compare; rows not compared are those shown so."""
    base = period.same_months_last_year()
    counts = ask(
        version, "change_by_crime_type", area=place, from_month=period.first, to_month=period.last,
        base_from=base.first, base_to=base.last,
    ).frame  # fmt: skip
    if types is not None:
        counts = counts[counts["crime_type"].isin(types)].reset_index(drop=True)
    monthly = ask(
        version, "monthly_by_crime_type", area=place, crime_types=types, from_month=BEFORE_ALL,
        to_month=period.first - 1,
    ).frame  # fmt: skip
    table = compared(counts, "crime_type", ROUNDING)
    table["fair"] = [shown.get(name, "") != "not comparable" for name in table["crime_type"]]
    return judged(table, "crime_type", with_total(wide(monthly, "crime_type")), len(period), 1)


def assert_column(version: Version, place: str, period: Period, column: pd.Series, notes: dict[str, str]) -> set[str]:
    """Shape and hover of each row of a column; the verdicts that stand in it."""
    shown = {str(name).removesuffix(" (crime and ASB)"): str(text) for name, text in column.items()}
    found = judged_by_questions(version, place, period, None, shown)
    for record in found.to_dict("records"):
        text, note = shown[record["crime_type"]], notes.get(record["crime_type"])
        if pd.isna(record["verdict"]):
            assert (text, note) == ("not comparable", None), record["crime_type"]
        else:
            assert text.startswith(f"{SHAPES[record['verdict']]} "), record["crime_type"]
            assert note == explained(record), record["crime_type"]
            assert str(note).startswith(f"{WORDS[record['verdict']]}; ")
    return set(found["verdict"].dropna())


def notes_of(app: AppTest, nth_from_end: int = 0) -> dict[str, str]:
    """Row → what shows on hover of the last cell of the row, or of the cell so many before it."""
    table = next(body for body in html_of(app) if '<table class="csp-table"' in body)
    told = {}
    for row in re.findall(r"<tr class.*?</tr>", table):
        name = re.sub(r"<[^>]*>", "", re.findall(r"<th scope=\"row\">(.*?)</th>", row)[0])
        cell = re.findall(r"<td.*?</td>", row)[-1 - nth_from_end]
        if noted := re.search(r'<span title="([^"]*)"', cell):
            told[unescape(name).removesuffix(" (crime and ASB)")] = unescape(noted[1])
    return told


@pytest.mark.parametrize("place", PLACES)
def test_the_latest_quarter_is_judged_as_compare_judges_it(on_sample: Version, place: str) -> None:
    app = run_page("pages/quarters.py", {"place": place})
    table = tables_of(app)[0].set_index("Crime type")
    found = assert_column(on_sample, place, FinancialYear(2025).quarter(2), table.iloc[:, 9], notes_of(app))
    assert found
    assert not notes_of(app, 1), "quarter on quarter is not judged"
    assert not table.iloc[:, 8].str.contains("|".join(SHAPES.values())).any()
    assert any("Q2 on Q1 is not judged" in body for body in html_of(app))


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("end", [FinancialYear(2021).quarter(4), FinancialYear(2022).quarter(2)])
def test_quarters_of_real_files_are_judged_as_compare_judges_them(on_real: Version, place: str, end: Period) -> None:
    app = run_page("pages/quarters.py", {"place": place, "period": f"{end.first}_{end.last}"})
    table = tables_of(app)[0].set_index("Crime type")
    assert_column(on_real, place, end, table.iloc[:, 9], notes_of(app))


@pytest.mark.parametrize("place", PLACES)
def test_the_year_so_far_is_judged_by_the_months_before_it(on_sample: Version, place: str) -> None:
    app = run_page("pages/quarters.py", {"place": place, "view": "cumulative", "period": "2025-01_2025-03"})
    table = tables_of(app)[0].set_index("Crime type")
    for number in range(1, 5):
        so_far = Period(Month(2024, 4), FinancialYear(2024).quarter(number).last)
        notes = notes_of(app, 2 * (4 - number))
        assert_column(on_sample, place, so_far, table.iloc[:, 2 * number - 1], notes)


def test_the_titles_say_whether_it_is_more_than_chance(on_sample: Version) -> None:
    quarter = run_page("pages/quarters.py").title[0].value
    assert quarter.endswith("down 39 on last year, within usual variation")
    told = [
        run_page("pages/quarters.py", {"view": "years"} | query).title[0].value for query in ({}, {"asb": "police"})
    ]
    assert all(re.search(r"crime 3,666, up 47 \(usual\); ASB \d+, (up|down) \d+ \(", title) for title in told)
    alone = run_page("pages/quarters.py", {"view": "years", "types": "burglary"}).title[0].value
    assert re.search(r"in 2024-25 on the year before, (within usual variation|a clear (rise|fall)|too few)", alone)


def test_a_clear_change_reads_so() -> None:
    months = pd.Index([str(Month(2015, 4) + step) for step in range(120)])
    history = with_total(pd.DataFrame({"Burglary": [20.0, 24.0] * 60, "Robbery": [3.0, 2.0] * 60}, index=months))
    quarter = FinancialYear(2025).quarter(1)
    counts = pd.DataFrame(
        {
            "quarter": [quarter.same_months_last_year().name] * 2 + [quarter.name] * 2,
            "crime_type": ["Burglary", "Robbery"] * 2, "count": [66, 2, 160, 3], "complete": True, "is_total": False,
        }
    )  # fmt: skip
    change = quarters.quarter_change(counts, quarter, quarter.same_months_last_year(), "nearest")
    found = quarters.change_judged(change, history, 3)
    assert found["verdict"].tolist() == ["rise", "too few", "rise"]
    cell = words.judged_cell(found.to_dict("records")[0])
    assert cell[0] == "▲ +94 (+142%)"
    assert cell[1].startswith("clear rise; rate ratio 2.42, 95% interval ")
    sheet = words.sheet(counts.astype({"count": "Int64"}).iloc[2:], [quarter], {"on last year": found.iloc[:2]})
    assert sheet["More than chance on last year?"].tolist() == ["▲ clear rise", "○ too few to say"]
    assert sheet["Rate ratio on last year"].tolist() == found["ratio"].iloc[:2].round(3).tolist()


def test_a_lone_type_is_one_question(on_sample: Version) -> None:
    end = FinancialYear(2025).quarter(2)
    found = judged_by_questions(on_sample, "oadby-wigston", end, ("Drugs",), {})
    app = run_page("pages/quarters.py", {"types": "drugs"})
    assert notes_of(app) == {"Drugs": explained(found.to_dict("records")[-1])}
    history = with_total(pd.DataFrame({"Drugs": [5.0] * 48}, index=[str(Month(2015, 4) + at) for at in range(48)]))
    # Between half of the level and the level: as one of a family it would not be found, as a question of its own it is.
    for current in range(16, 60):
        both = compared(
            pd.DataFrame({"crime_type": ["Drugs"], "base": [15], "current": [current]}), "crime_type", "nearest"
        )
        alone, family = quarters.change_judged(both, history, 3), judged(both, "crime_type", history, 3, 1)
        assert alone["verdict"].nunique() == 1
        if family["verdict"].tolist() == ["usual", "rise"]:
            assert alone["verdict"].tolist() == ["rise", "rise"]
            break
    else:
        pytest.fail("no count lies between")


# Where recording changed


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"period": "2023-04_2023-06"}, "principal crime rule (May 2023)"),
        ({"period": "2023-04_2023-06", "view": "cumulative"}, "principal crime rule (May 2023)"),
        ({"period": "2023-04_2023-06", "types": "burglary"}, None),
        ({"period": "2025-07_2025-09"}, None),
        ({"period": "2023-10_2023-12", "view": "cumulative"}, "principal crime rule (May 2023)"),
    ],
)
def test_a_break_between_the_periods_is_said(on_sample: Version, query: dict[str, str], told: str | None) -> None:
    said = [body for body in html_of(run_page("pages/quarters.py", query)) if "Recording changed between" in body]
    assert len(said) == (told is not None)
    assert told is None or told in said[0]


def test_rules_that_changed_within_the_years_are_said(on_sample: Version) -> None:
    said = [body for body in html_of(run_page("pages/quarters.py", {"view": "years"})) if "within these years" in body]
    assert "reclassification of offences (April 2017)" in said[0]
    asb = {"view": "years", "types": "anti-social-behaviour"}
    assert not any("within these years" in body for body in html_of(run_page("pages/quarters.py", asb)))


# Years


def years_of(counts: dict[str, list[float | None]]) -> pd.DataFrame:
    cells = seasons.cells(grid(counts))
    return quarters.years_judged(quarters.yearly(cells, "nearest"), complete_months(cells, TOTAL))


STEADY: dict[str, list[float | None]] = {f"20{at}-{at + 1}": [40.0, 44.0] * 6 for at in range(14, 20)}


def test_a_year_of_half_as_many_again_is_a_clear_rise_and_steady_ones_are_usual() -> None:
    years = years_of(STEADY | {"2020-21": full(70)})
    assert years["verdict"].tolist()[1:] == ["usual"] * 5 + ["rise"]
    assert pd.isna(years["verdict"].iloc[0]), "there is no year before the first"
    (name,) = (spec := themed(years_chart(years)).to_dict())["datasets"]
    words_of = {row["Year"]: row for row in spec["datasets"][name]}
    assert words_of["2020-21"]["words"] == "840 · ▲ +336 (+67%)"
    assert words_of["2020-21"]["Verdict"].startswith("clear rise; rate ratio 1.67")
    assert "2020-21 840 (up 336, a clear rise)" in year_words.years_alt("crime", years)
    assert year_words.years_sheet(years)["More than chance?"].tolist()[-1] == "▲ clear rise"


def test_the_year_itself_is_no_part_of_what_is_usual() -> None:
    """Whatever a year and those after it hold, the spread by which it is judged stays as it was."""
    one = years_of(STEADY | {"2020-21": full(70)})
    other = years_of(STEADY | {"2020-21": full(70), "2021-22": full(200)})
    for column in ("ratio", "low", "high", "p"):
        assert one[column].iloc[6] == pytest.approx(other[column].iloc[6])


def test_the_latest_year_is_judged_alone_and_those_before_as_one_family() -> None:
    """A rise that is clear in the year of its own can be usual once it is one of many: the table keeps its promise."""
    turned = []
    for level in range(44, 60):
        latest = years_of(STEADY | {"2020-21": full(level)})
        earlier = years_of(STEADY | {"2020-21": full(level), "2021-22": full(level), "2022-23": full(level)})
        assert latest["p"].iloc[6] == pytest.approx(earlier["p"].iloc[6])
        assert (latest["p"].iloc[6] <= 0.05) == (latest["verdict"].iloc[6] == "rise")
        turned.append((latest["verdict"].iloc[6], earlier["verdict"].iloc[6]))
    assert set(turned) == {("usual", "usual"), ("rise", "usual"), ("rise", "rise")}


def test_printed_and_broken_years_are_not_judged() -> None:
    cells = {
        (year, month): {"printed": n} for year, n in (("2012-13", 30.0), ("2013-14", 60.0)) for month in seasons.MONTHS
    }
    frame = grid({"2012-13": [None] * 12, "2013-14": [None] * 12, "2014-15": full(36)}, cells=cells)
    part = seasons.cells(frame)
    years = quarters.years_judged(quarters.yearly(part, "nearest"), complete_months(part, TOTAL))
    assert years["difference"].iloc[1] == 360
    assert years["verdict"].isna().all()
    assert year_words.legend({"crime": years}) == ""
    half: list[float | None] = [*[11.0] * 6, *[None] * 6]
    assert years_of({"2020-21": full(10), "2021-22": half, "2022-23": full(40)})["verdict"].isna().all()


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("types", "query"), [(CRIME, ""), (("Burglary", "Drugs"), "burglary,drugs"), ((ASB,), "")])
def test_the_latest_year_is_judged_as_compare_judges_it(
    on_sample: Version, place: str, types: tuple[str, ...], query: str
) -> None:
    shown = bars({"place": place, "asb": "police"} | ({"types": query} if query else {}), int(types == (ASB,)))
    found: dict[Any, Any] = judged_by_questions(on_sample, place, FinancialYear(2024).months, types, {}).to_dict(
        "records"
    )[-1]
    assert shown["2024-25"]["Verdict"] == explained(found)
    assert f" · {SHAPES[found['verdict']]} " in shown["2024-25"]["words"]


def test_the_spread_is_that_of_twelve_months_before_the_year(on_sample: Version) -> None:
    """A second way to the ratio and its interval of an earlier year: the verdict on the two counts themselves."""
    shown = bars({"types": "burglary"})["2022-23"]
    period = FinancialYear(2022).months
    found = judged_by_questions(on_sample, "oadby-wigston", period, ("Burglary",), {}).to_dict("records")[-1]
    assert shown["Verdict"].split("; ")[1] == explained(found).split("; ")[1]
