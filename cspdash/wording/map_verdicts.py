"""What the map of clear changes says: which areas moved by more than chance."""

from __future__ import annotations

from collections.abc import Sequence

from cspdash.areas import Area
from cspdash.selection import Base
from cspdash.wording.filters import base_in_words, level_plural
from cspdash.wording.map import short_name
from cspdash.wording.map_figures import in_words, level_word
from cspdash.wording.numbers import joined, up_or_down
from cspdash.wording.verdicts import SHAPES, WORDS

LEGEND = {name: f"{SHAPES[name]} {WORDS[name]}" for name in ("rise", "usual", "too few", "fall")}
NOT_JUDGED = "not judged"
HOW_TO_READ = (
    "- **Clear changes** colours only the areas that rose (▲) or fell (▼) by more than they usually vary; all areas of "
    "the map are judged together, so that chance alone names any on at most one map in twenty."
)


def title(
    place: Area, level: str, base: Base, clear: Sequence[tuple[Area, str, float]], judged: int, few: int, n: int
) -> str:
    """How many areas changed clearly, and which where it is one.

    Args:
        place: where.
        level: of the areas.
        base: what the period is compared with.
        clear: the areas that did: the area, its verdict (rise or fall) and its difference.
        judged: how many areas have a verdict, those with too few records among them.
        few: how many have too few records to say.
        n: areas shown.
    """
    name, on = short_name(place), base_in_words(base)
    if not judged:
        return f"{name}: changes {on} cannot be judged"
    if len(clear) == 1:
        area, verdict, difference = clear[0]
        return f"One {WORDS[verdict]}: {short_name(area)}, {up_or_down(round(difference, 1))} {on}"
    if clear:
        told = []
        for verdict in ("rise", "fall"):
            found = sum(1 for _, own, _ in clear if own == verdict)
            if found:
                told.append(f"{in_words(found)} clear {verdict}{'s' * (found != 1)}")
        return f"{name}: {joined(told)} {on} among {in_words(n)} {level_plural(level)}"
    if few == judged:
        return f"{name}: too few records to say of any {level_word(level)} {on}"
    of = "" if judged == n else f" of {judged} judged"
    return f"{name}: no {level_word(level)}{of} changed clearly {on}"


def alone(area: Area, verdict: str) -> str:
    """An area with its verdict, in a list."""
    return f"{area.known_as} {SHAPES[verdict]} {WORDS[verdict]}"
