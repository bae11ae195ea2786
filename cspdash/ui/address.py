"""What stands in a URL: codes of the filters, read and written.

Not Streamlit's own binding, which writes labels and drops wrong values in silence. Defaults are left out, and a value
that does not fit comes back as a sentence that says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cspdash.areas import AreaError, Areas
from cspdash.periods import Month, Period, PeriodError
from cspdash.selection import BASE_KINDS
from cspdash.wording import notices

PLACE, TYPES, PERIOD, BASE, FORCES = "place", "types", "period", "base", "forces"
VERSION, PARTNERSHIP, PRESENT = "version", "partnership", "present"
FILTERS = (PLACE, TYPES, PERIOD, BASE, FORCES)


@dataclass(frozen=True)
class Asked:
    """The filters of a URL as far as they can be understood (codes by name of the filter), and what could not."""

    values: Mapping[str, str]
    problems: tuple[str, ...]


def read(query: Mapping[str, str], areas: Areas, type_codes: Mapping[str, object]) -> Asked:
    """Understand the filters of a URL; what does not fit is left out and told."""
    values: dict[str, str] = {}
    problems: list[str] = []
    if text := query.get(PLACE):
        try:
            values[PLACE] = areas.resolve(text).code
        except AreaError as error:
            problems.append(notices.link_problem("place", f"{error.why.rstrip('?')}. Choose another under Place"))
    if text := query.get(TYPES):
        unknown = [code for code in text.split(",") if code not in type_codes]
        if unknown:
            problems.append(notices.link_problem("crime type", f"'{unknown[0]}' is not known"))
        else:
            values[TYPES] = text
    for name, words in ((PERIOD, ()), (BASE, BASE_KINDS[1:3])):
        if text := query.get(name):
            try:
                values[name] = text if text in words else write_period(read_period(text))
            except PeriodError as error:
                problems.append(notices.link_problem("period", str(error)))
    if text := query.get(FORCES):
        if text == "all":
            values[FORCES] = text
        else:
            problems.append(notices.link_problem("choice of forces", f"'{text}' is not known"))
    return Asked(values, tuple(problems))


def read_period(text: str) -> Period:
    """A period as it stands in a URL, `2025-04` or `2025-04_2025-09`; raises PeriodError."""
    first, _, last = text.partition("_")
    return Period(Month.parse(first), Month.parse(last or first))


def write_period(period: Period) -> str:
    """A period for a URL."""
    return str(period.first) if len(period) == 1 else f"{period.first}_{period.last}"
