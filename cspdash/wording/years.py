"""The sentences of financial years."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import pandas as pd

from cspdash.periods import Month
from cspdash.selection import TypeChoice
from cspdash.statistics.seasons import Measure
from cspdash.wording import verdicts
from cspdash.wording.breaks import touches
from cspdash.wording.filters import months_listed
from cspdash.wording.numbers import joined, number, up_or_down

ASB_SOURCES = {"both": "Police and council", "police": "Police only", "council": "Council only"}
_NOTES = {"printed": "as printed", "missing": "not loaded"}


def months_only(months: Sequence[Month]) -> str:
    """The whole months of an incomplete year: `April to September only`, or how many they are."""
    if months and months[-1] - months[0] + 1 == len(months):
        first, last = (month.label.split()[0] for month in (months[0], months[-1]))
        return f"{first} only" if first == last else f"{first} to {last} only"
    return f"{len(months)} of 12 months"


def year_note(row: Mapping[Hashable, Any]) -> str:
    """What must be known about a year's figure."""
    told = []
    if row["state"] == "incomplete":
        told.append(f"{months_only(row['months'])}: not compared")
    elif row["state"] != "complete":
        told.append(_NOTES[row["state"]])
    if row["across"] and not pd.isna(row["difference"]):
        told.append("compared across a recording break")
    return "; ".join(told)


def _short(measure: Measure, asb: str, types: TypeChoice) -> str:
    if measure == "asb":
        return {"council": "council ASB"}.get(asb, "ASB")
    return "crime" if measure == "crime" else types.label


def years_title(place: str, parts: Mapping[Measure, pd.DataFrame], asb: str, types: TypeChoice) -> str:
    """The latest complete year of each measure, how it differs from the one before, and whether by more than chance.

    `parts` holds what `statistics.quarters.years_judged` gives, by measure.
    """
    told: list[tuple[str, str]] = []
    clause = ""
    for measure, years in parts.items():
        name = _short(measure, asb, types)
        complete = years[years["state"] == "complete"].to_dict("records")
        if not complete:
            told.append(("", f"no whole year of {name} is loaded"))
            continue
        last = complete[-1]
        if pd.isna(last["difference"]):
            told.append((str(last["financial_year"]), f"{name} {number(int(last['count']))}"))
        else:
            change = up_or_down(float(last["difference"]))
            if len(parts) == 1:
                clause = verdicts.clause(last["verdict"])
            elif not pd.isna(last["verdict"]):
                change += f" ({verdicts.SHORT[last['verdict']]})"
            told.append((str(last["financial_year"]), f"{name} {number(int(last['count']))}, {change}"))
    years_told = {year for year, _ in told}
    if len(years_told) == 1:
        year = years_told.pop()
        compared = " on the year before" if any(", " in text for _, text in told) and len(told) == 1 else ""
        return f"{place}: {'; '.join(text for _, text in told)}{f' in {year}' if year else ''}{compared}{clause}"
    return f"{place}: {'; '.join(f'{text} in {year}' if year else text for year, text in told)}"


def capital(text: str) -> str:
    """With a capital letter, as a heading."""
    return text[:1].upper() + text[1:]


def years_subtitle(counted: Sequence[str], years: tuple[str, str]) -> str:
    """Measure and months of the years."""
    span = f"{years[0]} to {years[1]}"
    return f"{capital(' and '.join(counted))} by financial year, {span}, with the change on the year before"


def years_alt(what: str, years: pd.DataFrame) -> str:
    """The bars of years for readers who hear the page."""
    told = [
        f"{row['financial_year']} {'none' if pd.isna(row['count']) else number(int(row['count']))}"
        + (f" ({'; '.join(notes)})" if (notes := [*filter(None, (_judged_words(row), year_note(row)))]) else "")
        for row in years.to_dict("records")
    ]
    return f"Bars of {what} by financial year: {'; '.join(told)}."


def _judged_words(row: Mapping[Hashable, Any]) -> str:
    return "" if pd.isna(row["verdict"]) else f"{up_or_down(float(row['difference']))}{verdicts.clause(row['verdict'])}"


def legend(parts: Mapping[Measure, pd.DataFrame]) -> str:
    """What the shapes mean; nothing where no year is judged."""
    return "" if all(years["verdict"].isna().all() for years in parts.values()) else LEGEND


def years_sheet(years: pd.DataFrame) -> pd.DataFrame:
    """The years as figures to download."""
    return pd.DataFrame(
        {
            "Financial year": years["financial_year"],
            "Count": years["count"],
            "Difference on the year before": years["difference"],
            "Change (%)": years["change"],
            **verdicts.columns(years),
            "Note": [year_note(row) for row in years.to_dict("records")],
        }
    )


def breaks_note(breaks: Sequence[Month], measures: Sequence[Measure]) -> str:
    """Which months stepped, as a line below the years of crime; anti-social behaviour always has a location."""
    if not breaks or set(measures) == {"asb"}:
        return ""
    return (
        f"◆ The share of crime recorded without a location stepped in {months_listed(breaks)}: counts before and after "
        "are not quite alike."
    )


def known_note(known: Sequence[Mapping[Hashable, Any]], types: TypeChoice) -> str:
    """Which rules of recording changed within the years shown; nothing where none did.

    `known` are rows of the question known_breaks.
    """
    told = [
        f"{row['title'].lower()} ({Month.parse(row['month']).label})" for row in known if touches(row["affects"], types)
    ]
    return f"Recording changed within these years, and the figures with it: {joined(told)}." if told else ""


LEGEND = (
    "▲ clear rise, ▼ clear fall on the year before: more than chance. ● within usual variation. ○ too few to say. "
    "Judged by how much the figures varied before the year."
)
HOW_TO_READ = """
- A bar is a whole financial year, April to March, with its difference on the year before.
- A dashed box is a year that is not whole: its whole months are named and counted, and it is not compared.
- ▲ and ▼ mark a change that is more than chance. The latest whole year is judged by itself, as on the other pages;
  those before it together, as one family, because among many years chance alone makes one look clear. Years as printed
  are not judged.
- Hatched bars are years as the partnership printed them, for which files of some months are not loaded.
"""
