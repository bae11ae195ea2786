"""police.uk's fixed points: how many records stand at each, of which types, and what lies near a place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from cspdash.periods import Month, Period

# police.uk replaced its points between June and July 2022: of the points of the borough in one month 45% are met again
# in another on the same side, 3% across it (measured on the published files). Nothing is added up across it.
REPLACED = Month(2022, 7)
NEAR = 250  # metres
_POINT = ["longitude", "latitude", "street", "kind", "lsoa"]
_METRES_PER_DEGREE = 111_320.0


def parts_of(period: Period) -> tuple[Period, ...]:
    """A period as parts within which points can be added up, latest first: one, or two where it crosses July 2022."""
    if period.first < REPLACED <= period.last:
        return (Period(REPLACED, period.last), Period(period.first, REPLACED - 1))
    return (period,)


def points_table(by_type: pd.DataFrame) -> pd.DataFrame:
    """One row a point, largest first.

    Args:
        by_type: the answer of the question street_points, of one of the parts of a period.

    Returns:
        longitude, latitude, street, kind, lsoa, count, months (in which anything stands there), first_seen, last_seen
        (`YYYY-MM`), share (of all records given, 0 to 1), lsoa_share (of those of its LSOA), types (tuple of crime
        type and count, in the order given), place (1 for the largest, equal where tied); ties by street.
    """
    points: dict[tuple[str, ...], dict[str, Any]] = {}
    lsoas: Counter[str] = Counter()
    for row in by_type.to_dict("records"):
        # As text, because a point without coordinates is one point too.
        point = points.setdefault(
            tuple(str(row[name]) for name in _POINT),
            {name: row[name] for name in (*_POINT, "months", "first_seen", "last_seen")} | {"count": 0, "types": ()},
        )
        point["count"] += int(row["count"])
        point["types"] += ((str(row["crime_type"]), int(row["count"])),)
        lsoas[str(row["lsoa"])] += int(row["count"])
    total = lsoas.total()
    table = pd.DataFrame(
        list(points.values()), columns=[*_POINT, "months", "first_seen", "last_seen", "count", "types"]
    )
    table["share"] = [count / total for count in table["count"]]
    table["lsoa_share"] = [count / lsoas[lsoa] for count, lsoa in zip(table["count"], table["lsoa"], strict=True)]
    table["place"] = table["count"].astype("int64").rank(method="min", ascending=False).astype("Int64")
    return table.sort_values(
        ["count", "street", "lsoa", "longitude"], ascending=[False, True, True, True], kind="stable", ignore_index=True
    )


def matching(table: pd.DataFrame, names: Sequence[str], text: str) -> pd.DataFrame:
    """The rows that hold every word of a text in their street, kind or the name given to them; case does not matter.

    Args:
        table: of `points_table`.
        names: a further name for each row, such as its LSOA's.
    """
    words = text.casefold().split()
    told = [
        f"{street} {kind} {name}".casefold()
        for street, kind, name in zip(table["street"], table["kind"], names, strict=True)
    ]
    return table[np.array([all(word in line for word in words) for line in told], dtype=bool)]


def near(table: pd.DataFrame, longitude: float, latitude: float, metres: float = NEAR) -> pd.DataFrame:
    """The points within some metres of a place, nearest first, with their distance as metres.

    Distances on a plane that is true to scale at the place: within a thousandth over a few hundred metres.
    """
    across: pd.Series = (table["longitude"] - longitude) * np.cos(np.radians(latitude))
    distance = np.hypot(across, table["latitude"] - latitude) * _METRES_PER_DEGREE
    close: pd.DataFrame = table.assign(metres=distance)[distance <= metres]
    return close.sort_values(["metres", "street"], kind="stable")
