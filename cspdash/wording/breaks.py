"""Changes of recording, said beside the numbers that they move."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from cspdash.periods import Month
from cspdash.selection import TypeChoice
from cspdash.wording.numbers import joined

VIOLENCE = "Violence and sexual offences"


def touches(affects: str, types: TypeChoice) -> bool:
    """Whether a change (to all crime, or to violence) moves any of the types asked for."""
    return types.holds(VIOLENCE) if affects == "violence" else "crime" in types.groups


def across(known: Sequence[Mapping[Hashable, Any]], steps: Sequence[Mapping[Hashable, Any]]) -> str:
    """What changed between the periods compared; nothing where nothing did."""
    told = [f"{row['title'].lower()} ({Month.parse(row['month']).label})" for row in known]
    told += [
        f"a {'rise' if row['after'] > row['before'] else 'fall'} in the share of crime recorded without a location, "
        f"from {row['before']:.1%} to {row['after']:.1%} ({Month.parse(row['month']).label})"
        for row in steps
    ]
    return f"Recording changed between the periods compared, and the figures with it: {joined(told)}." if told else ""
