"""Areas that have come to stand above the county within the last year."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cspdash.areas import Area
from cspdash.periods import Period
from cspdash.statistics.hotspot_ranking import HISTORY, WINDOW, lasting, rate_over, scatter, whole
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
    pool, period, types = pool_of(page), page.selection.period, page.selection.types.types
    span, year = Period.ending(period.last, HISTORY), Period.ending(period.last, WINDOW)
    months = {"crime_types": types, "from_month": span.first, "to_month": span.last}
    monthly = whole(page.ask("monthly_by_area", area=pool.code, level=LEVEL, **months).frame)
    codes = sorted(set(monthly["area_code"]))
    people = [page.areas.by_code[code].population for code in codes]
    counts = pd.DataFrame({"area_code": codes, "population": pd.array(people, dtype="Int64")})
    here = [area.code for area in page.inside if area.level == LEVEL]
    for area in wider_areas(page, pool).values():
        if (reference := residents_of(page, area)) is None:
            continue
        at_large = whole(page.ask("monthly_by_area", area=area.code, level=area.level, **months).frame)
        if rate_over(at_large, year, reference.residents) is None:
            continue
        found = lasting(counts, monthly, at_large, period, reference.residents, scatter(monthly, period.last))
        found = found[found["area_code"].isin(here)]
        latest = monthly[monthly["month"] >= str(year.first)].groupby("area_code")["count"].sum()
        new = found[found["persistence"] == "emerging"]
        new = new.assign(count=latest.reindex(new["area_code"]).to_numpy())
        return NewSpots(
            new.sort_values(["count", "area_code"], ascending=[False, True])[["area_code", "count", "since"]],
            int((found["persistence"] != "unknown").sum()), area,
        )  # fmt: skip
    return NewSpots(pd.DataFrame(columns=["area_code", "count", "since"]), 0, None)
