"""What the sample's partners count themselves: the council's case records, and counts that police.uk does not split."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cspdash.crime_types import CRIME_TYPES
from cspdash.partnership.case_system import CaseForm, CaseLocation, CaseSystem
from cspdash.sample.borough import BoroughCounts
from cspdash.sample.draws import stream
from cspdash.sample.model import BOROUGH, MONTHS

# How the sample's case system exports, told to the loader beside the partnerships' own.
CASE_FORM = CaseForm(
    CaseSystem(
        date="Date reported", type="Category", location=CaseLocation(level="lsoa", column="LSOA code"), team="Team",
        disposal="Disposal", youth="Youth related", id="Case ID",
    ),
    BOROUGH,
)  # fmt: skip
TEAMS = ("Community Safety", "Environmental Health", "Housing", "Neighbourhood Policing")
DISPOSALS = (
    "Advice given", "No further action", "Warning letter", "Acceptable behaviour contract",
    "Community protection warning", "Passed to the police",
)  # fmt: skip
_DISPOSAL_SHARE = (0.34, 0.26, 0.18, 0.09, 0.06, 0.07)
# By type of nuisance: the share of each team, and of records that concern young people.
_TEAM_SHARE = {
    "Noise nuisance": (0.15, 0.60, 0.20, 0.05), "Neighbour dispute": (0.35, 0.05, 0.50, 0.10),
    "Youth nuisance": (0.55, 0.00, 0.10, 0.35), "Verbal abuse": (0.45, 0.00, 0.25, 0.30),
    "Dog-related": (0.10, 0.80, 0.10, 0.00),
}  # fmt: skip
_YOUTH_SHARE = {"Youth nuisance": 0.9, "Verbal abuse": 0.25}
_YOUTH_ELSEWHERE, _FLAG_BLANK = 0.06, 0.08
# As in many systems, some places are not filled in or are not what the column is for.
_PLACE_BLANK, _PLACE_WRONG = 0.10, 0.01
SOURCE_COUNTS = "Invented partner of the sample"
_DWELLINGS = 0.62  # share of burglaries that are of dwellings
_INCIDENTS = {"Hate incidents": 5.0, "Deliberate fires": 2.5}  # a month


def case_records(counts: BoroughCounts) -> pd.DataFrame:
    """The council's records one by one, as its system exports them: as many in every month as the counts say.

    The columns Complainant and Address are there to be dropped, as a real export has them.
    """
    random = stream("council case records")
    each = counts.council.loc[counts.council.index.repeat(counts.council["count"])].reset_index(drop=True)
    n = len(each)
    kinds = each["type"].to_list()
    day = random.randint(1, 29, n)
    place = random.uniform(size=n)
    youth = [_YOUTH_SHARE.get(kind, _YOUTH_ELSEWHERE) for kind in kinds]
    flag = np.where(random.uniform(size=n) < np.array(youth), "Yes", "No")
    frame = pd.DataFrame(
        {
            "Case ID": [f"C{at:06d}" for at in range(n)],
            "Date reported": [f"{d:02d}/{month[5:]}/{month[:4]}" for d, month in zip(day, each["month"], strict=True)],
            "Category": kinds,
            "LSOA code": np.where(
                place < _PLACE_BLANK, "", np.where(place < _PLACE_BLANK + _PLACE_WRONG, "see notes", each["area code"])
            ),
            "Team": [TEAMS[int(random.choice(len(TEAMS), p=_TEAM_SHARE[kind]))] for kind in kinds],
            "Disposal": [DISPOSALS[at] for at in random.choice(len(DISPOSALS), size=n, p=_DISPOSAL_SHARE)],
            "Youth related": np.where(random.uniform(size=n) < _FLAG_BLANK, "", flag),
            "Complainant": [f"Invented Person {at}" for at in range(n)],
            "Address": [f"{at} Invented Road" for at in range(n)],
        }
    )
    # In a month's own order of days, as a system would give them.
    return frame.assign(month=each["month"], day=day).sort_values(["month", "day"], kind="stable", ignore_index=True)[
        list(frame.columns)
    ]


def partner_counts(counts: BoroughCounts) -> pd.DataFrame:
    """Monthly counts of the borough in the form of partners' counts; dwellings are part of police.uk's burglary."""
    random = stream("partners' counts")
    burglary = counts.police[:, :, CRIME_TYPES.index("Burglary")].sum(axis=1)
    series = {"Dwelling burglary": random.binomial(burglary, _DWELLINGS)}
    series |= {name: random.poisson(mean, len(MONTHS)) for name, mean in _INCIDENTS.items()}
    return pd.DataFrame(
        [
            (str(month), BOROUGH, name, int(values[at]), SOURCE_COUNTS)
            for name, values in series.items()
            for at, month in enumerate(MONTHS)
        ],
        columns=["month", "area", "category", "count", "source"],
    )
