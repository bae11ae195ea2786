"""What the figures of Hot spots are called: verdicts, classes, what hovering tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from cspdash.areas import Area
from cspdash.periods import Period
from cspdash.statistics.hotspots import LEAST
from cspdash.statistics.persistence import DEFINITIONS
from cspdash.statistics.quasi_poisson import chance_limits
from cspdash.wording.filters import level_plural
from cspdash.wording.map_figures import INCOMPLETE, capital, level_word, one_decimal, per_1000
from cspdash.wording.numbers import DASH, number, signed

SHAPES = {"above": "▲", "below": "▼", "usual": "●", "too few": "○"}
WORDS = {"above": "above", "below": "below", "usual": "usual", "too few": "too few"}


def reference_name(area: Area) -> str:
    """What areas are compared with, in a sentence: the county, or a place as a whole."""
    return "the county" if area.level == "county" else f"{area.name} as a whole"


def verdict(standing: str) -> str:
    """Shape and word; a dash where nothing can be said."""
    return f"{SHAPES[standing]} {WORDS[standing]}" if standing in SHAPES else DASH


def stands_out(expected: float, dispersion: float | None) -> str:
    """From how many records on an area would stand out, for a hover; nothing where it is not judged.

    `expected` at the rate compared with; `dispersion` of the areas' counts.
    """
    if dispersion is None or pd.isna(expected):
        return ""
    limit = float(chance_limits(expected, 0.05, dispersion)[1])
    enough = max(int(limit) + 1, LEAST)
    return f"{number(round(expected))} expected; judged by itself, {number(enough)} or more would stand above"


def lasting(found: str, above: int, windows: int) -> tuple[str, str]:
    """The class of persistence, and what it rests on, for a hover."""
    if found == "unknown":
        return DASH, DEFINITIONS["unknown"]
    return found, f"above in {above} of {windows} windows of twelve months"


def surroundings(found: str) -> str:
    """Gi*: hot, cold, or a dash."""
    return found if found in ("hot", "cold") else DASH


def told_of(record: Mapping[str, Any], types: str, period: Period, reference: Area | None) -> str:
    """The figures of an area on the map, a line each."""
    if not record["complete"]:
        return f"{capital(types)}, {period.short}: {INCOMPLETE}"
    lines = [f"{capital(types)}, {period.short}: {number(record['count'])}"]
    if not pd.isna(record["rate"]):
        lines.append(f"{one_decimal(record['rate'])} {per_1000(period)}")
    if record["standing"] in SHAPES and reference is not None:
        lines.append(f"{SHAPES[record['standing']]} {_stands(record['standing'], reference)}")
    if record["persistence"] != "unknown":
        lines.append(f"{capital(record['persistence'])}: {DEFINITIONS[record['persistence']]}")
    return "\n".join(lines)


def _stands(standing: str, reference: Area) -> str:
    against = reference_name(reference)
    return {
        "above": f"clearly above {against}", "below": f"clearly below {against}",
        "usual": f"not clearly above or below {against}", "too few": "too few records to say",
    }[standing]  # fmt: skip


def legend(reference: Area | None) -> dict[str, str]:
    """The classes of the map, highest first."""
    if reference is None:
        return {"leading": "1–5: most records", "unknown": "not judged"}
    against = reference_name(reference)
    return {
        "leading": f"1–5: most beyond {against}", "above": f"▲ above {against}", "usual": "usual, or too few to say",
        "below": f"▼ below {against}", "unknown": "not judged",
    }  # fmt: skip


def alt_text(n: int, level: str, place: Area, reference: Area | None, leading: Sequence[Area]) -> str:
    """The map for readers who hear it."""
    names = "; ".join(f"{rank} {area.known_as}" for rank, area in enumerate(leading, start=1)) or "none"
    where = f"{n} {level_plural(level) if n != 1 else level_word(level)} around {place.known_as}"
    if reference is None:
        return f"Map of {where} with those that have most records numbered: {names}. The table holds the same figures."
    against = reference_name(reference)
    return (
        f"Map of {where}, marked where they lie clearly above or below {against}. Most beyond it: {names}. The table "
        "holds the same figures."
    )


def beyond(value: float) -> str:
    """Records more than the reference's rate would give, as a whole number with its sign."""
    return DASH if pd.isna(value) else signed(round(value))


def rate_interval(record: Mapping[str, Any], period: Period) -> str:
    """The interval of a rate, for a hover."""
    return f"95% interval {one_decimal(record['lower'])} to {one_decimal(record['upper'])} {per_1000(period)}"


def times(reference: Area) -> str:
    """Above the ratio of an area's rate to the one that it is compared with."""
    return "Times the county" if reference.level == "county" else "Times the average"
