"""The verdict in words, always with its shape, never by colour alone."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from cspdash.wording.numbers import DASH

SHAPES = {"rise": "▲", "fall": "▼", "usual": "●", "too few": "○"}
WORDS = {
    "rise": "clear rise",
    "fall": "clear fall",
    "usual": "within usual variation",
    "too few": "too few to say",
}
SHORT = WORDS | {"usual": "usual", "too few": "too few"}
LEGEND = (
    "▲ clear rise, ▼ clear fall: more than chance. ● usual: within usual variation. ○ too few to say. "
    "Judged by how much each row has varied before."
)
HEADING = "More than chance?"
NOT_WHOLE = "A month of either period is missing or incomplete: not compared and not judged."
NOT_JUDGED = "The two periods are not the same months of the year, so season alone may make the difference: not judged."


def verdict(found: Any, *, short: bool = False) -> str:
    """Shape and word of a verdict; a dash where there is none."""
    if pd.isna(found):
        return DASH
    return f"{SHAPES[found]} {(SHORT if short else WORDS)[found]}"


def clause(found: Any) -> str:
    """The verdict as it ends a sentence: `, within usual variation`; nothing where there is none."""
    return "" if pd.isna(found) else f", {'a ' if found in ('rise', 'fall') else ''}{WORDS[found]}"


def marked(text: str, found: Any) -> str:
    """A change with the shape of its verdict before it: `▲ +20 (+42%)`; the change alone where there is none."""
    return text if pd.isna(found) else f"{SHAPES[found]} {text}"


def explained(record: Mapping[Hashable, Any]) -> str:
    """The verdict of a row with its rate ratio and interval, for a hover; nothing where there is none."""
    if pd.isna(record["verdict"]):
        return ""
    return f"{WORDS[record['verdict']]}; {interval(record['ratio'], record['low'], record['high'])}"


def columns(table: pd.DataFrame, named: str = "") -> dict[str, Any]:
    """The verdict, rate ratio and interval of a judged table as columns to download, by their headings.

    `named` ends each heading where a file holds several comparisons: ` on last year`.
    """
    ratios = {"Rate ratio": "ratio", "95% low": "low", "95% high": "high"}
    told = {f"More than chance{named}?": [verdict(found) for found in table["verdict"]]}
    return told | {f"{heading}{named}": table[name].round(3).to_numpy() for heading, name in ratios.items()}


def interval(ratio: float, low: float, high: float) -> str:
    """The rate ratio and its interval, for a hover."""
    if pd.isna(ratio) or pd.isna(low):
        return "no ratio: nothing in either period, or a period that is not whole"
    shown = [f"{value:.2f}" if value != float("inf") else "no upper limit" for value in (ratio, low, high)]
    return f"rate ratio {shown[0]}, 95% interval {shown[1]} to {shown[2]}"
