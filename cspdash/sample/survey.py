"""Invented answers to the borough's survey, whose totals are those that the strategic plan prints."""

from __future__ import annotations

import datetime

import numpy as np
import pandas as pd

from cspdash.periods import FinancialYear
from cspdash.sample.draws import split, stream
from cspdash.sample.reference import read_wards

YEARS = tuple(FinancialYear(start) for start in range(2017, 2021))
# Four years together; each gives the plan's printed whole percentage, and together the 859 that the plan counts.
CONCERNS = {
    "Motor Vehicle and Traffic Concerns": 172,
    "Littering, Fly-Tipping and Dog Fouling": 146,
    "Burglaries and Distraction Thefts": 137,
    "Drugs or Drug Related Issues": 103,
    "Groups causing Nuisance": 94,
    "Vandalism or Graffiti": 86,
    "Noise Nuisance": 60,
    "Drunk or Rowdy Behaviour": 34,
    "Deliberate Fires": 11,
    "Domestic Abuse": 9,
    "Hate Crime (i.e. Prejudice or Discrimination)": 7,
}
# The plan prints the sums of the first two (404), of the third (252) and of the last two (183).
SAFETY = {"Very safe": 96, "Safe": 308, "Neither safe nor unsafe": 252, "Unsafe": 133, "Very unsafe": 50}
TREND = {"Gone up": 371, "Stayed the same": 395, "Gone down": 58}
AGES = {"16 to 24": 61, "25 to 44": 223, "45 to 64": 322, "65 and over": 254}
SEXES = {"Female": 462, "Male": 391}
RESPONDENTS = 881
_YEAR_SHARES = np.array([0.27, 0.29, 0.25, 0.19])
# How unlike the wards' shares of answers are to their shares of residents, the same in no two years.
_UNEVEN = 120.0
# How far a concern may lie above or below its share of the whole in one ward, and in one year (log).
_BY_WARD, _BY_YEAR = 0.35, 0.12
_COMMENTS = (
    "Invented remark: please repair the lamp outside number 0.", "Invented remark: my neighbour, Mr Example, knows.",
    "", "", "", "Invented remark: nothing more to say.",
)  # fmt: skip
COLUMNS = (
    "Respondent ID", "Survey year", "Completed", "Which ward do you live in?",
    "What is your main community safety concern?", "How safe do you feel in your local area?",
    "Do you think crime has gone up or down in the last year?", "Age group", "Sex", "Is there anything else?",
)  # fmt: skip


def survey_rows() -> pd.DataFrame:
    """One row a respondent, as a survey tool exports them: the columns of COLUMNS.

    881 people in four years and ten wards, of whom 859 named a concern and 839 said how safe they feel. Every row is
    invented; only the totals of concern and of feeling are those that the partnership has printed.
    """
    wards = read_wards()
    random = stream("survey respondents")
    years = split(random, RESPONDENTS, _YEAR_SHARES)
    share = wards["population"].to_numpy(dtype=float)
    share = share / share.sum()
    rows = pd.DataFrame(
        [
            (year, name)
            for year, people in enumerate(years)
            for name, n in zip(
                wards["ward_name"], split(random, int(people), random.dirichlet(share * _UNEVEN)), strict=True
            )
            for _ in range(n)
        ],
        columns=["year", "ward"],
    )
    table = pd.DataFrame({"Survey year": [str(YEARS[year]) for year in rows["year"]]})
    table["Completed"] = [str(_day(int(year), int(day))) for year, day in zip(
        rows["year"], random.randint(0, 60, len(rows)), strict=True)]  # fmt: skip
    table[COLUMNS[3]] = rows["ward"].to_numpy()
    for column, totals in ((COLUMNS[4], CONCERNS), (COLUMNS[5], SAFETY), (COLUMNS[6], TREND), ("Age group", AGES),
                           ("Sex", SEXES)):  # fmt: skip
        table[column] = _answers(column, totals, rows)
    table[COLUMNS[-1]] = [_COMMENTS[at] for at in random.randint(0, len(_COMMENTS), len(rows))]
    table.insert(0, "Respondent ID", [f"SAMPLE-{number:04d}" for number in range(1, len(table) + 1)])
    return table[list(COLUMNS)]


def _day(year: int, day: int) -> datetime.date:
    """A day of the survey, which runs through June and July."""
    return datetime.date(YEARS[year].start, 6, 1) + datetime.timedelta(days=day)


def _answers(column: str, totals: dict[str, int], rows: pd.DataFrame) -> list[str]:
    """Each person's answer, so that the answers of all add up to `totals`; the others did not answer.

    Each answer goes to people by chance, likelier where its ward and year are fonder of it; the rarest are given first,
    so that the last take what is left.
    """
    random = stream(f"survey answers: {column}")
    left = np.arange(len(rows))
    given = np.full(len(rows), "", dtype=object)
    wards = sorted(set(rows["ward"]))
    for answer in sorted(totals, key=lambda name: (totals[name], name)):
        ward = np.exp(random.normal(0, _BY_WARD, len(wards)))[[wards.index(name) for name in rows["ward"]]]
        year = np.exp(random.normal(0, _BY_YEAR, len(YEARS)))[rows["year"]]
        weight = (ward * year)[left]
        chosen = random.choice(left, totals[answer], replace=False, p=weight / weight.sum())
        given[chosen] = answer
        left = np.setdiff1d(left, chosen)
    return [str(answer) for answer in given]
