"""From counts to single records: which point, which outcome."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cspdash.crime_types import ASB, CRIME_TYPES
from cspdash.sample.draws import Ints, slots, stream
from cspdash.sample.model import (
    ASB_AT,
    FIRST_MONTH,
    MONTHS,
    NEW_POINTS,
    OUTCOME_WEIGHT,
    OUTCOMES,
    UNDER_INVESTIGATION,
    YOUNG_UNDER_INVESTIGATION,
    at,
)
from cspdash.sample.points import ANYWHERE, AT_SHOPS, SLOTS, Points
from cspdash.sample.spread import spread_of

NO_OUTCOME = -1
# British Transport Police at South Wigston station: a few records a year, as in its real files.
_STATION = (
    ("2014-06", ASB),
    ("2014-06", ASB),
    ("2016-09", "Public order"),
    ("2018-03", "Violence and sexual offences"),
    ("2019-11", "Bicycle theft"),
    ("2022-08", ASB),
    ("2024-05", "Criminal damage and arson"),
    ("2025-07", "Public order"),
)


def force_records(counts: Ints, points: Points) -> pd.DataFrame:
    """One row a record, ordered as police.uk orders a file (month, LSOA, type; without a location last).

    counts: shape (months, places, types). Columns: month, crime_type, point and outcome, each a position in
    MONTHS, CRIME_TYPES, Points.table and OUTCOMES (NO_OUTCOME for anti-social behaviour).
    """
    _, places, types = counts.shape
    cell = np.repeat(np.arange(counts.size), counts.ravel())
    month, place, crime_type = cell // (places * types), cell // types % places, cell % types
    random = stream("records")
    byte = [random.randint(0, SLOTS, len(cell), dtype=np.uint8) for _ in range(3)]
    shops = np.array([spread_of(n) == "shops" for n in range(types)])
    weights = np.where(shops, AT_SHOPS, ANYWHERE)[crime_type]
    point = points.pick[(month >= at(NEW_POINTS)).astype(np.int64), place, weights, byte[0]]
    by_type = np.vstack([slots(row, SLOTS) for row in OUTCOME_WEIGHT])
    outcome = by_type[crime_type, byte[1]]
    young = np.zeros(len(MONTHS))
    young[-len(YOUNG_UNDER_INVESTIGATION) :] = YOUNG_UNDER_INVESTIGATION[::-1]
    outcome[byte[2] < (young * SLOTS)[month]] = OUTCOMES.index(UNDER_INVESTIGATION)
    outcome[crime_type == ASB_AT] = NO_OUTCOME
    return pd.DataFrame(
        {
            "month": month.astype(np.int16),
            "crime_type": crime_type.astype(np.int8),
            "point": point.astype(np.int32),
            "outcome": outcome.astype(np.int8),
        }
    )


def station_records(points: Points) -> pd.DataFrame:
    """British Transport Police's few records in the borough, in the columns of `force_records`."""
    positions = {str(FIRST_MONTH + n): n for n in range(len(MONTHS))}
    kinds = [CRIME_TYPES.index(crime_type) for _, crime_type in _STATION]
    return pd.DataFrame(
        {
            "month": np.array([positions[month] for month, _ in _STATION], dtype=np.int16),
            "crime_type": np.array(kinds, dtype=np.int8),
            "point": np.full(len(_STATION), points.station, dtype=np.int32),
            "outcome": np.array([NO_OUTCOME if kind == ASB_AT else 1 for kind in kinds], dtype=np.int8),
        }
    )
