"""The perception gap in words."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import pandas as pd

from cspdash.statistics.perception import Recorded
from cspdash.wording import survey as words
from cspdash.wording.numbers import DASH, counted, joined, number

Record = Mapping[Hashable, Any]

HEADINGS = (
    "What people name", "Share of answers (95% interval)", "Rank by answers", "Records", "Share of records",
    "Per 1,000 residents a year (95% interval)", "Rank by records",
)  # fmt: skip
NO_RECORDS = "not recorded by police.uk"
WITHIN = "not told apart"
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")


def title(place: str, table: pd.DataFrame, told: str) -> str:
    """Where what people name and what is recorded are furthest apart."""
    both = table[table["rank"].notna() & table["record_rank"].notna()]
    if both.empty:
        return f"{place}: what people name cannot be set beside records of {told}"
    gap = (both["rank"] - both["record_rank"]).abs()
    if not gap.max():
        return f"{place}: what people name comes in the same order as what is recorded"
    row = both.loc[gap[gap == gap.max()].index[0]].to_dict()
    return (
        f"{place}: {row['label']} is {ordinal(row['rank'])} of the concerns that police.uk records, and "
        f"{ordinal(row['record_rank'])} by records"
    )


def ordinal(place: int) -> str:
    """A place in words, from the tenth on in figures: first, 10th."""
    return _ORDINALS[place - 1] if place <= len(_ORDINALS) else f"{place}th"


def subtitle(survey: str, told: str, base: Any, found: Recorded, months: int) -> str:
    """Both measures, the years and how many months of them are whole."""
    people = words.HIDDEN if pd.isna(base) else counted(int(base), "answer")
    held = f"{found.months} of {months} months whole" if found.months < months else f"all {months} months"
    return f"{survey}, {told} ({people}), beside police.uk's records of the same years ({held})"


def cells(row: Record) -> tuple[str, ...]:
    """A row of the table, by HEADINGS."""
    said = DASH
    if not pd.isna(row["share"]):
        said = f"{words.share(row['share'])} ({words.interval(row['lower'], row['upper'])})"
    name = str(row["label"])
    if row["kind"] == "none":
        return (name, said, DASH, NO_RECORDS, DASH, DASH, DASH)
    if row["kind"] == "within":
        name = f"{name} (within {joined(row['types'])})"
        return (name, said, DASH, WITHIN, DASH, DASH, DASH)
    if row["concerns"] != (name,):
        name = f"{name}: {'; '.join(row['concerns'])}"
    return (
        name, said, _rank(row["rank"]), DASH if pd.isna(row["records"]) else number(int(row["records"])),
        words.share(row["record_share"]), _rate(row), _rank(row["record_rank"]),
    )  # fmt: skip


def _rank(value: Any) -> str:
    return DASH if pd.isna(value) else str(int(value))


def _rate(row: Record) -> str:
    if pd.isna(row["rate"]):
        return DASH
    return f"{row['rate']:.1f} ({row['rate_lower']:.1f} to {row['rate_upper']:.1f})"


def without(table: pd.DataFrame, *, several: bool) -> str:
    """How many of the answers are about what police.uk does not record."""
    rows = table[table["kind"] == "none"]
    if rows.empty:
        return ""
    names = joined([str(name) for name in rows["label"]])
    if several or rows["n"].isna().any() or pd.isna(rows["base"].iloc[0]) or not rows["base"].iloc[0]:
        return f"Not recorded by police.uk, so without a counterpart: {names}."
    told = words.share(int(rows["n"].sum()) / int(rows["base"].iloc[0]))
    return f"{told} of answers are about what police.uk does not record: {names}."


def unasked(rows: Sequence[Record]) -> str:
    """Types that are recorded often and that no concern of the survey stands for."""
    if not rows:
        return ""
    told = joined([f"{row['crime_type']} ({words.share(row['share'])} of records)" for row in rows])
    return f"Recorded, but no concern of the survey stands for it: {told}."


def alt(table: pd.DataFrame) -> str:
    """The bars for readers who hear them."""
    parts = []
    for row in table.to_dict("records"):
        records = f", {words.share(row['record_share'])} of records" if row["kind"] == "recorded" else ""
        parts.append(f"{row['label']} {words.share(row['share'])} of answers{records}")
    return f"Share of answers and share of records, with 95% intervals: {'; '.join(parts)}."


def sheet(table: pd.DataFrame) -> pd.DataFrame:
    """The table as figures to download."""
    per_cent = {name: (table[name] * 100).round(1) for name in (
        "share", "lower", "upper", "record_share", "record_lower", "record_upper")}  # fmt: skip
    return pd.DataFrame(
        {
            "What people name": ["; ".join(names) for names in table["concerns"]],
            "Police.uk": [
                {"none": NO_RECORDS, "within": f"within {joined(types)}", "recorded": joined(types)}[kind]
                for kind, types in zip(table["kind"], table["types"], strict=True)
            ],
            "Answers": table["n"], "Answers in all": table["base"], "Share of answers (%)": per_cent["share"],
            "95% low (%)": per_cent["lower"], "95% high (%)": per_cent["upper"], "Rank by answers": table["rank"],
            "Records": table["records"], "Share of records (%)": per_cent["record_share"],
            "Records 95% low (%)": per_cent["record_lower"], "Records 95% high (%)": per_cent["record_upper"],
            "Per 1,000 residents a year": table["rate"].round(2), "Rate 95% low": table["rate_lower"].round(2),
            "Rate 95% high": table["rate_upper"].round(2), "Rank by records": table["record_rank"],
        }
    )  # fmt: skip


def source(survey: str, police: str) -> str:
    """The foot: both sources."""
    return f"{survey} Records: {police}"


NOT_MAPPED = (
    "The survey's mapping is gone, so that nothing says which crime types a concern stands for",
    "Name its file under survey: in the partnership's file again",
)

HOW_TO_READ = """\
The two bars measure different things: the share of **people** who named a concern as their main one, and the share of
all **records** of crime and ASB that are of police.uk's matching types, in the same place and the survey's own
financial years. They need not be equal. The order is what to look at: what is feared more, or less, than it is
recorded.

Concerns that police.uk counts as one type stand together: groups, noise and drunk or rowdy behaviour are all anti-
social behaviour there. Concerns that lie **within** a wider type (domestic abuse within violence) cannot be told
apart in police.uk's files, and those **not recorded** by police.uk (traffic, litter) have no counterpart: neither is
forced into the comparison, and neither has a rank. The mapping stands in the survey's file of the partnership.

Intervals are 95%: Wilson's for the shares, Byar's for the rate. They hold the chance of the counts, not whether people
report what happens. Months that are missing or incomplete are left out of the records, and the rate is that of the
months that are left. Of the filters only the place, and whether other forces are counted, touch this page.
"""
