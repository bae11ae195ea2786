"""What Perception gap asks: the records of the survey's place and years beside its answers."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cspdash.periods import FinancialYear, Period
from cspdash.statistics.completeness import Gap, gaps_in
from cspdash.statistics.perception import Counterpart, Recorded, recorded
from cspdash.statistics.perception import beside as set_beside
from cspdash.ui.surveyed import Surveyed
from cspdash.wording import notices
from cspdash.wording.survey import ALL


@dataclass(frozen=True)
class Perceived:
    """Answers and records: `table` is what `statistics.perception.beside` gives; `gaps` the months not counted."""

    found: Surveyed
    table: pd.DataFrame
    options: list[Counterpart]
    records: Recorded
    several: bool
    period: Period
    gaps: list[Gap]


def perceived(found: Surveyed) -> Perceived:
    """Set the answers of the year chosen beside police.uk's records of the same place and financial years.

    Years between the first and the last that have no survey are counted too, where all are taken together. Raises
    ValueError without a mapping of the survey: nothing says which types a concern stands for.
    """
    page, mapping = found.page, found.page.partnership.survey
    if mapping is None or mapping.concern is None:
        raise ValueError("no mapping says which crime types a concern stands for")
    chosen = found.years if found.year == ALL else [found.year]
    first, last = (FinancialYear.parse(chosen[at]).months for at in (0, -1))
    period = Period(first.first, last.last)
    monthly = page.ask("monthly_by_crime_type", from_month=period.first, to_month=period.last).frame
    records = recorded(monthly, page.place.population)
    options = [Counterpart(o.answer, o.crime_types, o.within) for o in mapping.concern.answers]
    answers = found.of(found.year)
    several = bool(answers["several"].iloc[0])
    table = set_beside(answers, options, records, several=several)
    return Perceived(found, table, options, records, several, period, gaps_in(page.coverage, period))


def police_source(seen: Perceived) -> str:
    """The source of the records, with what is not whole in the survey's years."""
    page = seen.found.page
    return notices.foot(max(page.held), seen.gaps, all_forces=page.selection.all_forces)
