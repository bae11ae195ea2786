"""The survey in words: findings, subtitles, ranks as plans print them, and why something is not shown."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import pandas as pd

from cspdash.wording.numbers import DASH, MINUS, counted, joined, number

Record = Mapping[Hashable, Any]

VIEWS = {
    "concerns": "Concerns", "years": "By year", "areas": "By area", "safety": "Feeling of safety",
    "trend": "Crime up or down",
}  # fmt: skip
QUESTIONS = {"concerns": "concern", "years": "concern", "areas": "concern", "safety": "safety", "trend": "crime_trend"}
MEASURES = {
    "concern": "Main community safety concern", "safety": "How safe people feel in their area",
    "crime_trend": "Whether people think that crime has gone up or down",
}  # fmt: skip
SAFETY = {"Very safe or safe": (1, 2), "Neither": (3,), "Unsafe or very unsafe": (4, 5)}
HIDDEN = "not shown"
HIDDEN_NOTE = (
    "–, not shown: a breakdown of fewer than 10 people, or a figure from which one could be worked out by subtraction. "
    "Ranks count the concerns that are shown."
)
ALL = "all"
NUMBERS = {2: "two", 3: "three", 4: "four"}
INVENTED = (
    "Sample: the answers are invented. Only the totals of the four years together are those that the partnership "
    "printed."
)


def all_years(years: Sequence[str]) -> str:
    """All years together: 2017-18 to 2020-21."""
    return years[0] if len(years) == 1 else f"{years[0]} to {years[-1]}"


def year_choices(years: Sequence[str]) -> dict[str, str]:
    """What can be chosen: all years together, or one of them, newest first."""
    together = {ALL: f"All {len(years)} years"} if len(years) > 1 else {}
    return together | {year: year for year in reversed(years)}


def named(year: str, years: Sequence[str]) -> str:
    """The years of a figure: `2020-21`, or `2017-18 to 2020-21 together`."""
    return year if year != ALL else f"{all_years(years)} together"


def percent(value: Any) -> str:
    """A whole percentage; a dash where it is suppressed."""
    return DASH if pd.isna(value) else f"{int(value)}%"


def share(value: float) -> str:
    """A share as a whole percentage, as `statistics.survey.printed_percent` rounds it."""
    return DASH if pd.isna(value) else f"{int(value * 100 + 0.5 + 1e-9)}%"


def interval(lower: float, upper: float) -> str:
    """A 95% interval in whole per cent: 17% to 23%."""
    return DASH if pd.isna(lower) else f"{lower * 100:.0f}% to {upper * 100:.0f}%"


def rank(value: Any, tied: bool) -> str:
    """A rank as plans print it: 3, 9 (=); a dash where it is suppressed."""
    if pd.isna(value):
        return DASH
    return f"{int(value)} (=)" if tied else str(int(value))


def climbed(places: Any) -> str:
    """A change in rank: ↑ 2, ↓ 1, =; a dash where there is nothing to compare."""
    if pd.isna(places):
        return DASH
    return "=" if places == 0 else f"{'↑' if places > 0 else '↓'} {abs(int(places))}"


def points(difference: float) -> str:
    """A difference of two shares in percentage points: +3, −2."""
    if pd.isna(difference):
        return DASH
    value = round(difference * 100)
    return "0" if value == 0 else f"{'+' if value > 0 else MINUS}{abs(value)}"


def first_title(place: str, ranking: pd.DataFrame, told: str) -> str:
    """Which concern comes first."""
    shown = ranking[ranking["rank"].notna()]
    if shown.empty:
        return f"{place}: too few answers in {told} to show"
    first = shown[shown["rank"] == 1]
    row = first.to_dict("records")[0]
    if len(first) > 1:
        many = NUMBERS.get(len(first), str(len(first)))
        each = f"each with {percent(row['percent'])} of {number(row['base'])} answers"
        return f"{place}: {many} concerns share first place, {each}"
    return f"{place}: {row['answer']} comes first, with {percent(row['percent'])} of {number(row['base'])} answers"


def moved_title(place: str, changed: pd.DataFrame, now: str, before: str) -> str:
    """Which concerns moved by more than chance between two surveys."""
    judged = changed[changed["verdict"].notna()]
    if judged.empty:
        return f"{place}: too few answers in {before} or {now} to compare them"
    clear = judged[judged["verdict"].isin(["rise", "fall"])]
    if clear.empty:
        return f"{place}: no concern rose or fell by more than chance from {before} to {now}"
    told = [
        f"{row['answer']} {'rose' if row['verdict'] == 'rise' else 'fell'} ({points(row['difference'])} points)"
        for row in clear.to_dict("records")
    ]
    return f"{place}: {joined(told)} from {before} to {now}, more than chance"


def areas_title(concern: str, rows: Sequence[Record], level: str, told: str) -> str:
    """Where one concern is named most and least."""
    shown = sorted((row for row in rows if not pd.isna(row["share"])), key=lambda row: float(row["share"]))
    if len(shown) < 2:
        return f"{concern}: too few answers in {told} to compare {level}s"
    least, most = shown[0], shown[-1]
    apart = most["lower"] > least["upper"]
    end = "" if apart else "; their intervals overlap"
    told_most, told_least = (f"{share(row['share'])} in {row['area_name']}" for row in (most, least))
    return f"{concern}: {told_most}, {told_least}{end}"


def safety_title(place: str, groups: pd.DataFrame, told: str) -> str:
    """How many feel safe, and unsafe."""
    safe, _, unsafe = groups.to_dict("records")
    if pd.isna(safe["share"]) or pd.isna(unsafe["share"]):
        return f"{place}: too few answers in {told} to show how safe people feel"
    return f"{place}: {share(safe['share'])} feel safe or very safe, {share(unsafe['share'])} unsafe or very unsafe"


def trend_title(place: str, answers: pd.DataFrame, told: str) -> str:
    """How many think that crime went up, and down."""
    up, _, down = answers.sort_values("position").to_dict("records")[:3]
    if pd.isna(up["share"]) or pd.isna(down["share"]):
        return f"{place}: too few answers in {told} to show what people think of crime"
    return f"{place}: {share(up['share'])} think that crime has gone up, {share(down['share'])} that it has gone down"


def subtitle(question: str, survey: str, told: str, base: Any, *, place: str = "") -> str:
    """Measure, place, survey and years, and how many answered."""
    people = HIDDEN if pd.isna(base) else counted(int(base), "person answered", "people answered")
    where = f", {place}" if place else ""
    return f"{MEASURES[question]}{where}. {survey}, {told}: {people}"


def foot(partnership: str, survey: str, years: Sequence[str], respondents: int) -> str:
    """Source, years and what is suppressed."""
    return (
        f"Source: {partnership} Community Safety Partnership, {survey}, {all_years(years)} "
        f"({number(respondents)} people). Breakdowns of fewer than 10 people are not shown."
    )


def not_mapped(partnership: str) -> str:
    """A partnership without a survey."""
    return f"{partnership} has no survey here"


def not_loaded(partnership: str) -> str:
    """A survey of which nothing is loaded."""
    return f"{partnership}: no survey is loaded"


def not_asked(place: str, question: str) -> str:
    """A place, or a question, of which the survey has no counts."""
    return f"{place}: the survey has no figures on {MEASURES[question][:1].lower()}{MEASURES[question][1:]}"


MAP_IT = (
    "Describe its columns in data/partnerships (as oadby-wigston/survey.yaml does) and name that file under survey:"
)
LOAD_IT = "Load the export of the survey tool with `python -m cspdash load FILE`"
ASKED_BY = (
    "The survey has counts for its own smallest areas, such as wards, and for what is made of whole ones: "
    "choose one under Place"
)
LEGEND = "▲ ▼ more than chance, ● within what chance leaves open, ○ too few to say."


YEARS_NOTE = "Share of those who answered in that survey, and rank; (=) shares its rank."
RESPONDENTS_NOTE = "All years together; counted for the whole partnership only, never by ward."


def level_name(level: str) -> str:
    """A level as a choice: Settlements, Wards."""
    return f"{level.replace('_', ' ').capitalize()}s"


def no_source(partnership: str) -> str:
    """The foot where there is no survey."""
    return f"Source: none; {partnership} has no survey loaded."


def no_areas(place: str) -> str:
    """A place that the survey does not break down further."""
    return f"{place}: the survey is not broken down further"


def firsts(ranking: pd.DataFrame) -> str:
    """What comes first in a ranking."""
    found = [str(answer) for answer in ranking[ranking["rank"] == 1]["answer"]]
    return joined(found) if found else HIDDEN


def bars(ranking: pd.DataFrame) -> list[dict[Hashable, Any]]:
    """A ranking as rows to draw, under their names."""
    return [{"name": row["answer"], **{key: row[key] for key in ("share", "lower", "upper")}}
            for row in ranking.to_dict("records")]  # fmt: skip


def changed_note(before: str | None, year: str, years: Sequence[str]) -> str:
    """What the ranking is compared with, and how to see all years or one."""
    if before is not None:
        return f"Change in rank and in percentage points since the survey of {before}. {LEGEND}"
    if year == ALL:
        return f"The surveys of {all_years(years)} added up. Choose one survey to see the change since the one before."
    return f"The survey of {year} is the first, so there is none to compare it with."


def scale_alt(shown: Mapping[str, pd.DataFrame]) -> str:
    """The bars of a scale for readers who hear them."""
    parts = []
    for name, table in shown.items():
        told = [f"{row['answer']} {share(row['share'])}" for row in table.to_dict("records")]
        parts.append(f"{name}: {HIDDEN if table['share'].isna().any() else ', '.join(told)}")
    return f"Share of answers by survey. {'; '.join(parts)}."


def ranking_alt(ranking: pd.DataFrame, told: str) -> str:
    """The bars of a ranking for readers who hear them."""
    parts = [
        f"{row['answer']} {percent(row['percent'])} ({interval(row['lower'], row['upper'])})"
        for row in ranking.to_dict("records") if not pd.isna(row["share"])
    ]  # fmt: skip
    return f"Share of answers, {told}, with 95% intervals: {'; '.join(parts) or 'none shown'}."


def rows_alt(what: str, rows: Sequence[Record], key: str) -> str:
    """Bars of one answer over areas or years, for readers who hear them."""
    parts = [
        f"{row[key]} {share(row['share'])} ({interval(row['lower'], row['upper'])})"
        if not pd.isna(row["share"]) else f"{row[key]} {HIDDEN}"
        for row in rows
    ]  # fmt: skip
    return f"{what}, share of answers with 95% intervals: {'; '.join(parts)}."


HOW_TO_READ = """\
**Share** is how many of those who answered named it. The **95% interval** (Wilson's) is what chance alone leaves open:
of 215 answers a share of 10% could as well be 7% or 15%, and of 21 answers anything from 3% to 30%. That is why below
the whole partnership all years are taken together unless you choose one.

**Rank** is as plans print it: concerns with the same rounded percentage share a rank, 9 (=), and the next is 12; a
setting of the survey's file ranks by count instead. **Change in rank** is against the survey before. A rank can change
by chance alone; *More than chance?* compares the two shares (score test, false discovery control over the table).

**Not shown**: a breakdown of fewer than 10 people, and the figures from which one could be worked out by subtraction:
over wards and settlements, years and all years together, answers and their total. Ranks count the concerns that are
shown. The downloads hold the same. Comparing them with an earlier version of the store is not protected.

The filters of crime types, period and *compared with* do not touch the survey; *Place* does.
"""
