"""The sentences of financial years."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import pandas as pd

from cspdash.periods import Month
from cspdash.selection import TypeChoice
from cspdash.statistics.seasons import Measure
from cspdash.wording.filters import months_listed
from cspdash.wording.numbers import number, up_or_down

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
    """The latest complete year of each measure, and how it differs from the one before."""
    told: list[tuple[str, str]] = []
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
            told.append((str(last["financial_year"]), f"{name} {number(int(last['count']))}, {change}"))
    years_told = {year for year, _ in told}
    if len(years_told) == 1:
        year = years_told.pop()
        compared = " on the year before" if any(", " in text for _, text in told) and len(told) == 1 else ""
        return f"{place}: {'; '.join(text for _, text in told)}{f' in {year}' if year else ''}{compared}"
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
        + (f" ({note})" if (note := year_note(row)) else "")
        for row in years.to_dict("records")
    ]
    return f"Bars of {what} by financial year: {'; '.join(told)}."


def years_sheet(years: pd.DataFrame) -> pd.DataFrame:
    """The years as figures to download."""
    return pd.DataFrame(
        {
            "Financial year": years["financial_year"],
            "Count": years["count"],
            "Difference on the year before": years["difference"],
            "Change (%)": years["change"],
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


HOW_TO_READ = """
- A bar is a whole financial year, April to March, with its difference on the year before.
- A dashed box is a year that is not whole: its whole months are named and counted, and it is not compared.
- Hatched bars are years as the partnership printed them, for which files of some months are not loaded.
"""
