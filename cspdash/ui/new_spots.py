"""Areas that have come to stand above the county within the last year."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from cspdash.areas import Area, areas_of
from cspdash.catalogue import Answer
from cspdash.periods import Month, Period
from cspdash.statistics.hotspot_ranking import HISTORY, WINDOW, lasting, rate_over, scatter, whole
from cspdash.store.versions import Version
from cspdash.ui.asked import asked
from cspdash.ui.hotspots_view import pool_of, residents_of, wider_areas
from cspdash.ui.page import Page

LEVEL = "lsoa"


@dataclass(frozen=True)
class NewSpots:
    """The place's areas that are newly above, and what they were compared with.

    `areas` holds area_code, count (of the twelve months up to the period's end) and since (the last month of the first
    twelve that stood above), most records first; `judged` is how many areas of the place could be judged. `reference`
    is None where nothing can be compared with.
    """

    areas: pd.DataFrame
    judged: int
    reference: Area | None


def new_spots(page: Page) -> NewSpots:
    """Judge the small areas as Hot spots does: all of the partnership's together, against the county before others."""
    pool, chosen = pool_of(page), page.selection
    wider = {area.code: residents_of(page, area) for area in wider_areas(page, pool).values()}
    residents = tuple((code, found.residents) for code, found in wider.items() if found is not None)
    found = _of_pool(page.version, pool.code, chosen.types.types, chosen.period.last, chosen.all_forces, residents)
    for answer in found.answers:
        page.keep(answer)
    here = {area.code for area in page.inside if area.level == LEVEL}
    areas = found.areas[[code in here for code in found.areas["area_code"]]]
    return NewSpots(
        areas.loc[areas["persistence"] == "emerging", ["area_code", "count", "since"]],
        int((areas["persistence"] != "unknown").sum()),
        None if found.reference is None else page.areas.by_code[found.reference],
    )


@dataclass(frozen=True)
class _Pool:
    """Every area of a pool with its persistence, the code compared with, and the answers that it rests on."""

    areas: pd.DataFrame
    reference: str | None
    answers: tuple[Answer, ...]


@lru_cache(maxsize=32)
def _of_pool(
    version: Version,
    pool: str,
    types: tuple[str, ...] | None,
    last: Month,
    all_forces: bool,
    residents: tuple[tuple[str, int], ...],
) -> _Pool:
    """The areas of a pool, most records first.

    Kept, because a version of the store never changes: the same for every place of the pool, every base and every level
    of the page's tables.
    """
    span, year, areas = Period.ending(last, HISTORY), Period.ending(last, WINDOW), areas_of(version)
    given = {"crime_types": types, "from_month": span.first, "to_month": span.last, "all_forces": all_forces}
    own = asked(version, "monthly_by_area", area=pool, level=LEVEL, **given)
    monthly = whole(own.frame)
    codes = sorted(set(monthly["area_code"]))
    people = pd.array([areas.by_code[code].population for code in codes], dtype="Int64")
    counts = pd.DataFrame({"area_code": codes, "population": people})
    latest = monthly[monthly["month"] >= str(year.first)].groupby("area_code")["count"].sum()
    for code, number in residents:
        wider = asked(version, "monthly_by_area", area=code, level=areas.by_code[code].level, **given)
        at_large = whole(wider.frame)
        if rate_over(at_large, year, number) is not None:
            found = lasting(counts, monthly, at_large, year, number, scatter(monthly, last))
            found["count"] = latest.reindex(found["area_code"]).to_numpy()
            found = found.sort_values(["count", "area_code"], ascending=[False, True])
            return _Pool(found, code, (own, wider))
    return _Pool(lasting(counts, monthly, monthly, year, None, None).assign(count=0), None, (own,))
