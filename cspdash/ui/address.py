"""What stands in a URL: codes of the filters, read and written.

Not Streamlit's own binding, which writes labels and drops wrong values in silence. Defaults are left out, and a value
that does not fit comes back as a sentence that says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cspdash import wording
from cspdash.areas import AreaError, Areas
from cspdash.periods import Month, Period, PeriodError

PLACE, PERIOD, VERSION = "place", "period", "version"
FILTERS = (PLACE, PERIOD)


@dataclass(frozen=True)
class Asked:
    """The filters of a URL as far as they can be understood (codes, None where not given), and what could not."""

    place: str | None
    period: str | None
    problems: tuple[str, ...]


def read(query: Mapping[str, str], areas: Areas) -> Asked:
    """Understand the filters of a URL."""
    problems = []
    place: str | None = None
    period: str | None = None
    if text := query.get(PLACE):
        try:
            place = areas.resolve(text).code
        except AreaError as error:
            problems.append(wording.link_problem("place", str(error)))
    if text := query.get(PERIOD):
        try:
            period = write_period(read_period(text))
        except PeriodError as error:
            problems.append(wording.link_problem("period", str(error)))
    return Asked(place, period, tuple(problems))


def read_period(text: str) -> Period:
    """A period as it stands in a URL, `2025-04` or `2025-04_2025-09`; raises PeriodError."""
    first, _, last = text.partition("_")
    return Period(Month.parse(first), Month.parse(last or first))


def write_period(period: Period) -> str:
    """A period for a URL."""
    return str(period.first) if len(period) == 1 else f"{period.first}_{period.last}"
