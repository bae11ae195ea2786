"""Numbers and lists as they are printed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

MINUS = "\N{MINUS SIGN}"
DASH = "\N{EN DASH}"
NOT_COMPARABLE = "not comparable"
INCOMPLETE_NOTE = "[ ] A month is missing or incomplete: the count is not compared."


def number(value: float) -> str:
    """A count with thousands separators: 1,945; an average that is not whole with one decimal: 202.7; – for none."""
    if math.isnan(value):
        return DASH
    text = f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"
    return text.replace("-", MINUS)


def bracketed(value: float, *, complete: bool) -> str:
    """A count; in brackets where a month of it is missing or incomplete: [28]."""
    return number(value) if complete or math.isnan(value) else f"[{number(value)}]"


def signed(value: float) -> str:
    """A difference with its sign: +21, −180, 0."""
    return "0" if value == 0 else ("+" if value > 0 else "") + number(value)


def percent(change: int | None, *, equal: bool) -> str:
    """A change as councils print it: +67%, −12%, No Change; a dash where the base is too small for a percentage."""
    if equal:
        return "No Change"
    if change is None:
        return DASH
    return f"{signed(change)}%"


def up_or_down(difference: float) -> str:
    """A difference in words: up 12, down 180, no change."""
    if difference == 0:
        return "no change"
    return f"{'up' if difference > 0 else 'down'} {number(abs(difference))}"


def joined(parts: Sequence[str]) -> str:
    """A list in a sentence: a, b and c."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def counted(n: int, one: str, many: str | None = None) -> str:
    """A number with its noun: 1 month, 3 months."""
    return f"{number(n)} {one if n == 1 else many or one + 's'}"


def escaped(text: str) -> str:
    """Text for HTML."""
    return escape(text)


def sentence(text: str) -> str:
    """A message as a sentence of its own: capital letter, full stop."""
    whole = text[:1].upper() + text[1:]
    return whole if whole.endswith((".", "!", "?")) else f"{whole}."
