"""The topics that census tables are kept under, and their categories under one spelling each.

Nomis, ONS and others write the same categories in many ways; here each gets the spelling under which it is stored, so
that tables of 2011 and 2021 can stand beside each other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Measure = Literal["residents", "households"]

ESTIMATE = "ONS mid-year estimate"
# What each topic counts.
TOPICS: dict[str, Measure] = {
    "age": "residents", "age_female": "residents", "age_male": "residents", "age_band": "residents",
    "ethnic_group": "residents", "religion": "residents", "disability": "residents",
    "tenure": "households", "accommodation": "households", "household_deprivation": "households",
}  # fmt: skip
# What a table's title, the prefix of its columns, or its column of categories says, in lower case.
_TOLD: tuple[tuple[str, str], ...] = (
    (r"ethnic[ _]?group", "ethnic_group"), (r"tenure", "tenure"), (r"accommodation[ _]?type", "accommodation"),
    (r"household deprivation|deprivation_dimensions", "household_deprivation"), (r"religion", "religion"),
    (r"disability", "disability"), (r"\bage\b|age_group|age_band|single year of age", "age_band"),
)  # fmt: skip
TOTAL = re.compile(r"(?i)^(total|all (categories|households|usual residents|persons|people)\b.*|total\b.*)$")


def topic_of(text: str) -> str | None:
    """The topic that a title or a column's name tells; `age_band` for any table of ages, None for none."""
    folded = text.casefold()
    return next((topic for pattern, topic in _TOLD if re.search(pattern, folded)), None)


def is_total(category: str) -> bool:
    """Whether a category is the table's total: `Total: All usual residents`, `All categories: Age`."""
    return TOTAL.match(category.strip()) is not None


@dataclass(frozen=True, order=True)
class Ages:
    """Ages from `low` to `high`, both in completed years; no `high` means and over."""

    low: int
    high: int | None

    @property
    def name(self) -> str:
        """As it is stored: 7, 16-24, 90+."""
        if self.high is None:
            return f"{self.low}+"
        return str(self.low) if self.high == self.low else f"{self.low}-{self.high}"


def ages_of(category: str) -> Ages | None:
    """The ages that a category names (`Aged 16 to 24 years`, `Age under 1`, `90+`, `7`); None for none."""
    text = re.sub(r"^(aged?|persons?) ", "", category.strip().casefold())
    if found := re.fullmatch(r"under (\d+)( years?)?", text):
        return Ages(0, int(found[1]) - 1)
    if found := re.fullmatch(r"(\d+) (years )?and under", text):
        return Ages(0, int(found[1]))
    if found := re.fullmatch(r"(\d+)( years?)?( and over| or over|\+| plus)", text):
        return Ages(int(found[1]), None)
    if found := re.fullmatch(r"(\d+) ?(to|-|–) ?(\d+)( years)?", text):
        return Ages(int(found[1]), int(found[3]))
    if found := re.fullmatch(r"(\d+)( years?)?", text):
        return Ages(int(found[1]), int(found[1]))
    return None


def partition(bands: Sequence[Ages]) -> list[Ages]:
    """The finest of some bands that follow each other from 0 to the oldest without overlap; empty where none do.

    Nomis gives subtotals beside single years (`Aged 4 years and under` beside 0, 1, 2, 3 and 4).
    """
    # From which ages on the rest can be covered, the oldest first: a subtotal may lead to where nothing goes on.
    onward: set[int] = set()
    for band in sorted(bands, key=lambda b: -b.low):
        if band.high is None or band.high + 1 in onward:
            onward.add(band.low)
    chosen: list[Ages] = []
    at: int | None = 0
    while at is not None:
        here = [band for band in bands if band.low == at and (band.high is None or band.high + 1 in onward)]
        if not here:
            return []
        chosen.append(min(here, key=lambda band: (band.high is None, band.high or 0)))
        at = None if chosen[-1].high is None else chosen[-1].high + 1
    return chosen


def leaves(categories: Sequence[str]) -> list[str]:
    """The categories without totals and without those that others stand below (`White` beside `White: Irish`)."""
    told = [c for c in categories if not is_total(c)]
    return [c for c in told if not any(other != c and other.startswith(f"{c}:") for other in told)]


_ETHNIC_GROUPS = (("white", "White"), ("mixed", "Mixed"), ("asian", "Asian"), ("black", "Black"), ("other", "Other"))
# The columns of the R package MLID, which groups the census of 2011 into 14 and leaves Gypsy or Irish Traveller out.
MLID = {
    "whitebrit": "White: British", "irish": "White: Irish", "otherwhite": "White: Other", "mixed": "Mixed",
    "indian": "Asian: Indian", "pakistani": "Asian: Pakistani", "bangladeshi": "Asian: Bangladeshi",
    "chinese": "Asian: Chinese", "otherasian": "Asian: Other", "blkafrican": "Black: African",
    "blkcaribbean": "Black: Caribbean", "otherblk": "Black: Other", "arab": "Other: Arab", "other": "Other: Other",
}  # fmt: skip
MLID_REST = "White: Gypsy or Irish Traveller"


def ethnic_group(category: str) -> str | None:
    """One of five groups (White, Mixed, Asian, Black, Other), with what the table says within it: `White: British`.

    Both censuses ask nearly alike: Chinese is Asian and Arab is Other in both; Roma is new in 2021. None for a
    category of none of the five.
    """
    broad, _, within = category.strip().partition(":")
    group = next((name for start, name in _ETHNIC_GROUPS if broad.strip().casefold().startswith(start)), None)
    if group is None:
        return None
    inner = within.strip()
    if not inner:
        return group
    folded = inner.casefold()
    if folded.startswith("english"):
        inner = "British"
    elif folded.startswith(("other", "any other")):
        inner = "Other" if group != "Mixed" else "Other Mixed"
    return f"{group}: {inner}"
