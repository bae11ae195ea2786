"""The sentences of ASB by source."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import pandas as pd

from cspdash.periods import Period
from cspdash.selection import Base
from cspdash.statistics.asb_sources import COUNCIL, POLICE, Step
from cspdash.wording import verdicts
from cspdash.wording.filters import against, base_in_words, base_label, level_plural
from cspdash.wording.numbers import DASH, NOT_COMPARABLE, counted, joined, number, percent, signed, up_or_down

Record = Mapping[Hashable, Any]
Cell = str | tuple[str, str]

SOURCES = {"both": "Police and council", "police": "Police only", "council": "Council only"}
DRAWN = {"both": (POLICE, COUNCIL), "police": (POLICE,), "council": (COUNCIL,)}
COUNTED = {
    "both": "ASB is police and council records together, as in the strategic plan.",
    "police": "ASB is what the police recorded; the council's own records are not in the chart.",
    "council": "ASB is the council's own records alone.",
}
_MEASURE = {
    "both": "ASB recorded by police and council",
    "police": "ASB recorded by the police",
    "council": "ASB recorded by the council",
}
WITHHELD = "withheld"
WITHHELD_NOTE = (
    "Withheld: fewer than five, or a figure from which such a one could be worked out. The council's records are kept "
    "as counts only."
)
HEADINGS = {"type": "Most common types", "disposal": "Disposals", "team": "By team", "youth": "Related to young people"}
CATEGORY = {"type": "Type", "disposal": "Disposal", "team": "Reporting team", "youth": "Flag"}
DISAGREE = "Where the two sources differ"
PLACING = "Records without a place"
NO_COUNCIL = (
    "No council records are loaded for this place, or none can be shown: because they are kept for wider areas, or "
    "because a month of a single LSOA could be worked out from them by subtraction. Police records alone are shown."
)
LSOA_NOTE = (
    "The council's own records of one LSOA are shown only by whole financial years, and only from five records up: a "
    "month of so few people would show single cases."
)
NO_DETAILS = "Types, disposals and teams are not known: the council's records are loaded as monthly counts only."
STANDING = {"more": "▲ more", "fewer": "▼ fewer", "alike": "● as elsewhere", "too few": "○ too few to say"}
HOW_TO_READ = """
- *Police* is police.uk's anti-social behaviour. *Council* is the council's own case records, loaded as counts. A
  person may report to both, so that the two together can count an incident twice; the strategic plan adds them too.
- *Council per 100* are the council's records for every 100 of the police: it rises when the council records more, or
  the police fewer. A step is the month from which that share differs most from before; it is called clear where as
  large a step comes up in at most one in twenty random orders of the same months. A slow drift shows as a step in its
  midst. What changed at a step is for those who know: a new system, a new team, another rule.
- An area is marked ▲ or ▼ where the council's share differs from the other areas' by more than chance, given how much
  it varies from month to month.
- Records that could not be placed count for the district and for no part of it, so that the parts add up to less.
- Counts under five of a type, disposal, team or flag are withheld, and with them as many others as are needed so that
  none can be worked out by subtraction. What is withheld may be 0.
"""


def title(place: str, shown: str, table: Sequence[Record], period: Period, base: Base) -> str:
    """The finding: how many records, of whom, how they changed and whether by more than chance."""
    row = row_of(table, shown)
    if row is None:
        return f"{place}: {_MEASURE[shown]} is not whole in {period.label}"
    told = f"{place}: {number(int(row['current']))} records of ASB"
    own = row_of(table, "council")
    if shown == "both" and own is not None:
        told += f", {number(int(own['current']))} of them the council's"
    elif shown != "both":
        told += f" by the {shown}"
    if not row["fair"]:
        return f"{told}, with no fair comparison"
    moved = up_or_down(round(row["current"] - row["base"]))
    return f"{told}, {moved} {base_in_words(base)}{verdicts.clause(row['verdict'])}"


def row_of(table: Sequence[Record], shown: str) -> Record | None:
    """The row of a source, or of both together; None where it is not held whole."""
    wanted = {"both": "Total", "police": POLICE, "council": COUNCIL}[shown]
    return next((row for row in table if row["source"] == wanted), None)


def subtitle(shown: str, period: Period, base: Base) -> str:
    """Measure and months."""
    return f"{_MEASURE[shown]}, {period.label} against {against(base)}"


def chart_title(shown: str, span: Period) -> str:
    """Above the chart of months: which source it shows."""
    return f"{_MEASURE[shown]}, by month, {span.label}"


def chart_alt(shown: str, months: pd.DataFrame) -> str:
    """The chart in words: the latest month and the highest, by source."""
    told = []
    for name in DRAWN[shown]:
        held = months[name].dropna()
        if held.empty:
            told.append(f"{name}: nothing held")
        else:
            told.append(f"{name}: {number(held.iloc[-1])} in {held.index[-1]}, at most {number(held.max())}")
    gaps = int(months[list(DRAWN[shown])].isna().any(axis=1).sum())
    end = f" {counted(gaps, 'month')} missing or incomplete." if gaps else ""
    return f"Bars by month of {_MEASURE[shown]}. {'. '.join(told)}.{end}"


def table_headings(base: Base, period: Period) -> tuple[str, ...]:
    """The columns of the table by source."""
    return "Recorded by", base_label(base), period.short, "Difference", "Change", verdicts.HEADING


def table_row(row: Record) -> tuple[Cell, ...]:
    """The cells of a row of it."""
    told = (NOT_COMPARABLE, DASH)
    if row["fair"]:
        change: int | None = None if pd.isna(row["change"]) else int(row["change"])
        difference = round(float(row["difference"]), 1)
        told = (signed(difference), percent(change, equal=difference == 0))
    return (
        name_of(str(row["source"])), number(round(float(row["base"]), 1)), number(int(row["current"])), *told,
        (verdicts.verdict(row["verdict"], short=True), verdicts.explained(row)),
    )  # fmt: skip


def name_of(source: str) -> str:
    """A row's name: the total is both together."""
    return "Both together" if source == "Total" else source


def sheet(table: pd.DataFrame, base: Base, period: Period) -> pd.DataFrame:
    """The table by source as figures to download."""
    return pd.DataFrame(
        {"Recorded by": [name_of(name) for name in table["source"]], base_label(base): table["base"],
         period.short: table["current"], "Difference": table["difference"], "Change (%)": table["change"]}
        | verdicts.columns(table)
    )  # fmt: skip


def count_cells(row: Record) -> tuple[str, str]:
    """A category's count and its share of the records."""
    if row["withheld"]:
        return WITHHELD, DASH
    share: str = DASH if pd.isna(row["share"]) else f"{100 * row['share']:.0f}%"
    return number(int(row["count"])), share


def categories_sheet(parts: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The breakdowns as figures to download; a count that is withheld says so."""
    rows = [
        {"Of": CATEGORY[by], "Category": row["category"], "Records": count_cells(row)[0], "Share": count_cells(row)[1]}
        for by, table in parts.items()
        for row in table.to_dict("records")
    ]
    return pd.DataFrame(rows, columns=["Of", "Category", "Records", "Share"])


def most_common(types: Sequence[Record], disposals: Sequence[Record], records: int, period: Period) -> str:
    """The standing item of the meeting in a sentence: the most common types and disposals."""

    def first(rows: Sequence[Record]) -> str:
        shown = [row for row in rows if not row["withheld"] and row["count"] > 0][:3]
        return joined([f"{row['category']} ({number(int(row['count']))})" for row in shown])

    told = [f"Of {counted(records, 'council record')} in {period.label}"]
    if named := first(types):
        told.append(f"the most common types are {named}")
    if named := first(disposals):
        told.append(f"the most common disposals {named}")
    return f"{', '.join(told)}." if len(told) > 1 else f"{told[0]} no type has five or more."


def only_wider(names: Sequence[str]) -> str:
    """Which places the breakdowns are shown for."""
    return (
        f"Types, disposals, teams and the youth flag are shown for {joined(list(names))} only: in smaller or other "
        "areas they would show single cases, or are not kept."
    )


def disagreement(step: Step | None, period: Period) -> str:
    """Whether the two sources have moved apart, and since when."""
    if step is None:
        return "Fewer than two years of months are held of both sources: whether they have moved apart cannot be said."
    was, now = (f"{_per_100(share):.0f}" for share in (step.before, step.after))
    chance = "p under 0.002" if step.p < 0.002 else f"p = {step.p:.3f}"
    if not step.clear:
        return (
            f"To {period.last.label} the two sources have kept step: no month parts the council's share by more than "
            f"chance ({chance})."
        )
    return (
        f"Since {step.month.label} the council has recorded {now} for every 100 of the police, {was} before: more than "
        f"chance ({chance}). The two sources tell of different trends across that month."
    )


def _per_100(share: float) -> float:
    return 100 * share / (1 - share)


def per_100_alt(rolling: pd.Series) -> str:
    """The line in words."""
    held = rolling.dropna()
    return (
        f"Line of council records for every 100 of the police over twelve months: {held.iloc[0]:.0f} to "
        f"{held.index[0]}, {held.iloc[-1]:.0f} to {held.index[-1]}."
    )


PER_100_HEADING = "Council records for every 100 of the police, twelve months"


def areas_note(level: str, period: Period) -> str:
    """Above the table of areas."""
    return f"The {level_plural(level)}, {period.label}"


def areas_headings(level: str) -> tuple[str, ...]:
    """The columns of the table of areas."""
    return level_plural(level).capitalize(), POLICE, COUNCIL, "Council per 100", "Against the others"


def area_row(row: Record) -> tuple[str, ...]:
    """The cells of an area."""
    council: str = DASH if pd.isna(row["council"]) else number(int(row["council"]))
    per: str = DASH if pd.isna(row["per_100"]) else f"{row['per_100']:.0f}"
    standing: str = DASH if pd.isna(row["standing"]) else STANDING[row["standing"]]
    return str(row["area_name"]), number(int(row["police"])), council, per, standing


def areas_sheet(areas: pd.DataFrame) -> pd.DataFrame:
    """The areas as figures to download."""
    return pd.DataFrame(
        {"Area": areas["area_name"], "Code": areas["area_code"], POLICE: areas["police"], COUNCIL: areas["council"],
         "Council per 100 of the police": areas["per_100"].round(1), "p": areas["p"].round(4),
         "Against the others": ["" if pd.isna(word) else word for word in areas["standing"]],
         "Months": areas["months"]}
    )  # fmt: skip


def placing(told: Record, period: Period) -> str:
    """How many records could not be placed, and why."""
    records = int(told["records"])
    parts = [
        ("blank", "have no location"),
        ("unknown", "have one that is not known here"),
        ("outside", "lie outside the district"),
    ]
    gone = [(int(told[name]), text) for name, text in parts if told[name]]
    if not gone:
        return f"All {counted(records, 'council record')} of {period.label} could be placed."
    lost = sum(n for n, _ in gone)
    why = joined([f"{number(n)} {text}" for n, text in gone])
    return (
        f"{number(lost)} of {counted(records, 'council record')} of {period.label} could not be placed "
        f"({100 * lost / records:.0f}%): {why}. They count for the district and for no part of it."
    )


def year_cells(row: Record) -> tuple[str, str]:
    """A financial year of an LSOA."""
    return str(row["financial_year"]), WITHHELD if row["withheld"] else number(int(row["count"]))


def lsoa_title(place: str, police: float, period: Period) -> str:
    """The finding for one LSOA: the police's records alone."""
    return f"{place}: {number(int(police))} records of ASB by the police in {period.label}"
