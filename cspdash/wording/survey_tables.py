"""The survey's tables: as rows of text for the page, and as figures to download. Both hold what is shown, no more."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import pandas as pd

from cspdash.statistics.survey import largest_remainder
from cspdash.wording import survey as words
from cspdash.wording.numbers import DASH, number
from cspdash.wording.verdicts import verdict

Rows = list[tuple[str, ...]]
Record = Mapping[Hashable, Any]

RANKING = ("Rank", "Concern", "Answers", "Share", "95% interval")
CHANGED = (*RANKING, "Change in rank", "Points", "More than chance?")
BY_AREA = ("Answers in all", "Named it", "Share", "95% interval", "Rank there", "Comes first there")


def count(value: Any) -> str:
    """A number of answers; a dash where it is suppressed."""
    return DASH if pd.isna(value) else number(int(value))


def ranking_rows(ranking: pd.DataFrame, *, changed: bool) -> Rows:
    """RANKING, or CHANGED where the ranking was compared with the survey before."""
    rows: Rows = []
    for row in ranking.to_dict("records"):
        cells: tuple[str, ...] = (
            words.rank(row["rank"], row["tied"]), str(row["answer"]), count(row["n"]), words.percent(row["percent"]),
            words.interval(row["lower"], row["upper"]),
        )  # fmt: skip
        if changed:
            cells += (
                words.climbed(row["climbed"]),
                words.points(row["difference"]),
                verdict(row["verdict"], short=True),
            )
        rows.append(cells)
    return rows


def ranking_sheet(ranking: pd.DataFrame, *, changed: bool) -> pd.DataFrame:
    """The same as figures."""
    sheet = pd.DataFrame(
        {
            "Rank": [words.rank(r, t) for r, t in zip(ranking["rank"], ranking["tied"], strict=True)],
            "Concern": ranking["answer"], "Answers": ranking["n"], "Answers in all": ranking["base"],
            "Share (%)": ranking["percent"], **_interval(ranking),
        }
    )  # fmt: skip
    if changed:
        sheet["Rank before"] = ranking["rank_before"]
        sheet["Difference (points)"] = (ranking["difference"] * 100).round(1)
        sheet["95% low of difference"] = (ranking["low"] * 100).round(1)
        sheet["95% high of difference"] = (ranking["high"] * 100).round(1)
        sheet["More than chance?"] = [verdict(found) for found in ranking["verdict"]]
    return sheet


def years_headings(years: Sequence[str]) -> tuple[str, ...]:
    """Concern, each year, and all of them where `years` ends in `words.ALL`."""
    return ("Concern", *("All years" if year == words.ALL else year for year in years))


def years_rows(by_year: Mapping[str, pd.DataFrame], order: Sequence[str]) -> Rows:
    """Share and rank of each concern in each survey; `by_year` holds what `statistics.survey.ranked` gives."""
    bases = [words.HIDDEN if pd.isna(table["base"].iloc[0]) else number(int(table["base"].iloc[0]))
             for table in by_year.values()]  # fmt: skip
    rows: Rows = []
    for answer in order:
        cells = []
        for table in by_year.values():
            row = table[table["answer"] == answer].to_dict("records")[0]
            cells.append(
                DASH
                if pd.isna(row["share"])
                else f"{words.percent(row['percent'])}, {words.rank(row['rank'], row['tied'])}"
            )
        rows.append((answer, *cells))
    return [*rows, ("People who answered", *bases)]


def years_sheet(by_year: Mapping[str, pd.DataFrame], years: Sequence[str]) -> pd.DataFrame:
    """One row a survey and concern."""
    parts = [
        ranking_sheet(table, changed=False).assign(Years=words.named(year, years)) for year, table in by_year.items()
    ]
    whole = pd.concat(parts, ignore_index=True)
    return whole[["Years", *(name for name in whole if name != "Years")]]


def area_rows(rows: Sequence[Record]) -> Rows:
    """One concern in each area: name, then BY_AREA."""
    return [
        (
            str(row["area_name"]), words.HIDDEN if pd.isna(row["base"]) else number(int(row["base"])), count(row["n"]),
            words.share(row["share"]), words.interval(row["lower"], row["upper"]), words.rank(row["rank"], row["tied"]),
            str(row["first"]),
        )
        for row in rows
    ]  # fmt: skip


def areas_sheet(by_area: Mapping[str, pd.DataFrame], heading: str) -> pd.DataFrame:
    """Every concern in every area, as shown."""
    parts = [ranking_sheet(table, changed=False).assign(**{heading: name}) for name, table in by_area.items()]
    whole = pd.concat(parts, ignore_index=True)
    return whole[[heading, *(name for name in whole if name != heading)]]


def scale_headings(answers: Sequence[str], first: str) -> tuple[str, ...]:
    """The survey's years, the answers, an interval for the one that the title tells, and who answered."""
    return ("Survey", *answers, f"{first}: 95% interval", "People who answered")


def scale_rows(by_year: Mapping[str, pd.DataFrame]) -> Rows:
    """A row a survey: whole percentages that add up to 100 (`largest_remainder`) where all are shown."""
    rows: Rows = []
    for name, table in by_year.items():
        first = table.to_dict("records")[0]
        cells = list(whole_percents(table))
        people = words.HIDDEN if pd.isna(first["base"]) else number(int(first["base"]))
        rows.append((name, *cells, words.interval(first["lower"], first["upper"]), people))
    return rows


def whole_percents(table: pd.DataFrame) -> list[str]:
    """The shares of a scale as whole percentages that add up to 100; apart, where some are suppressed."""
    if table["n"].isna().any() or pd.isna(table["base"].iloc[0]):
        return [words.share(value) for value in table["share"]]
    counts = [int(n) for n in table["n"]]
    if sum(counts) != int(table["base"].iloc[0]):
        return [words.share(value) for value in table["share"]]
    return [f"{value}%" for value in largest_remainder(counts)]


def scale_sheet(by_year: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """One row a survey and answer."""
    parts = [
        pd.DataFrame(
            {
                "Survey": name, "Answer": table["answer"], "Answers": table["n"], "Answers in all": table["base"],
                "Share (%)": (table["share"] * 100).round(1), **_interval(table),
            }
        )
        for name, table in by_year.items()
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def respondents_rows(found: pd.DataFrame) -> Rows:
    """Who answered, all years together: grouping, group, people, share."""
    return [
        (str(row["grouping"]), str(row["answer"]), count(row["n"]),
         DASH if pd.isna(row["n"]) or pd.isna(row["base"]) or not row["base"] else words.share(row["n"] / row["base"]))
        for row in found[found["financial_year"] == ""].to_dict("records")
    ]  # fmt: skip


RESPONDENTS = ("Asked for", "Group", "People", "Share")


def _interval(table: pd.DataFrame) -> dict[str, Any]:
    return {"95% low (%)": (table["lower"] * 100).round(1), "95% high (%)": (table["upper"] * 100).round(1)}
