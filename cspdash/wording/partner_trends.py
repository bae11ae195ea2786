"""The words of a partner's own series on Trends."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from cspdash.periods import Month, Period
from cspdash.wording.partner_counts import NOTE, source_line
from cspdash.wording.trends import Record

VIEW = "Partners' own counts"


def subtitle(source: str, name: str, rows: Sequence[Record]) -> str:
    """Measure, source and months."""
    span = Period(Month.parse(rows[0]["month"]), Month.parse(rows[-1]["month"]))
    return f"{name} as counted by {source}, a month, {span.label}"


def note(source: str) -> str:
    """Whose figures they are, and that they are not police.uk's."""
    return f"{source_line(source)}. {NOTE}"


def foot(source: str, rows: Sequence[Record]) -> str:
    """Where the figures come from: the partner and its last month shown; no months where none can be."""
    held = [Month.parse(row["month"]) for row in rows if not pd.isna(row["count"])]
    return f"{source_line(source or 'partners’ own counts')}{f', to {max(held).label}' if held else ''}. Not police.uk."


def withheld_title(place: str) -> str:
    """Where every month of every series is withheld, or none lies before the period's end."""
    return f"{place}: no month of partners' own counts can be shown"
