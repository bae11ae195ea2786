"""Writes the sample's files: police.uk's form for the records, and what partners bring for their own."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd

from cspdash.crime_types import CRIME_TYPES
from cspdash.errors import CspdashError
from cspdash.sample.borough import borough_counts
from cspdash.sample.force import force_counts
from cspdash.sample.model import MONTHS, NEW_LSOAS, OUTCOMES
from cspdash.sample.partners import case_records, partner_counts
from cspdash.sample.points import Points, make_points
from cspdash.sample.records import force_records, station_records
from cspdash.sample.reference import read_reference
from cspdash.sample.survey import survey_rows

_QUERIES = Path(__file__).resolve().parents[2] / "queries" / "sample"
# Name in the file name, name in the file.
_FORCES = (("leicestershire", "Leicestershire Police"), ("btp", "British Transport Police"))
_LABEL = f"""\
THIS IS NOT REAL CRIME DATA.

cspdash invented the files in this folder ("python -m cspdash sample"), for trying and testing the dashboard.
They have the form of data.police.uk's street-level files, {MONTHS[0]} to {MONTHS[-1]}, for the area of
Leicestershire Police. No record describes anything that happened. For Oadby and Wigston the monthly totals of
April 2014 to March 2021, and the totals by type of April to September 2024 and 2025, equal those that the
Community Safety Partnership has printed. Every other figure, every point on the map and every outcome is made
up. survey-answers.csv holds invented answers of nobody to a survey; only the totals of its concerns and of how
safe people feel are those that the partnership printed for 2017-18 to 2020-21. A Crime ID here is the SHA-256 of
"cspdash sample" and a number. Do not publish these files and do not mix them with real ones.
"""


class SampleFolderError(CspdashError):
    """The folder for the sample cannot take it."""


def _sql(name: str) -> str:
    return (_QUERIES / name).read_text(encoding="utf-8")


def _write_street_files(folder: Path, records: pd.DataFrame, points: Points) -> None:
    """Write one CSV for each force and month; `records` has the columns of `force_records` and `force`."""
    frames = {
        "record_frame": records.assign(record=range(len(records))),
        "point_frame": points.table.assign(point=range(len(points.table))),
        "type_frame": pd.DataFrame({"crime_type": range(len(CRIME_TYPES)), "name": CRIME_TYPES}),
        "outcome_frame": pd.DataFrame({"outcome": range(len(OUTCOMES)), "name": OUTCOMES}),
    }
    write = _sql("write_month.sql")
    with duckdb.connect() as connection:
        for name, frame in frames.items():
            connection.register(name, frame)
        connection.execute(_sql("tables.sql"))
        for force, month in records[["force", "month"]].drop_duplicates().itertuples(index=False):
            slug, reported_by = _FORCES[force]
            text = str(MONTHS[month])
            target = folder / text
            target.mkdir(exist_ok=True)
            connection.execute(
                write,
                {
                    "force": int(force),
                    "month": int(month),
                    "month_text": text,
                    "reported_by": reported_by,
                    "lsoas_of_2021": MONTHS[month] >= NEW_LSOAS,
                    "path": str(target / f"{text}-{slug}-street.csv"),
                },
            )


def write_sample(folder: Path) -> None:
    """Write the whole invented sample into an empty or new folder; every run writes the same bytes.

    `YYYY-MM/YYYY-MM-leicestershire-street.csv` from April 2014 to September 2025 in police.uk's form, a few
    months of `…-btp-street.csv`, `council-cases.csv` (the borough council's own records of anti-social behaviour, as
    its case system would export them), `partner-counts.csv` (counts that police.uk does not split),
    `survey-answers.csv` (one row a respondent) and `SAMPLE.txt`, which says that all is invented.
    SampleFolderError when the folder holds anything, so that invented and real files never mix.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise SampleFolderError(f"{folder} is not an empty folder: give a new one for the invented sample")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "SAMPLE.txt").write_text(_LABEL, encoding="utf-8", newline="\n")
    reference = read_reference()
    borough = borough_counts(reference)
    case_records(borough).to_csv(folder / "council-cases.csv", index=False, lineterminator="\n")
    partner_counts(borough).to_csv(folder / "partner-counts.csv", index=False, lineterminator="\n")
    survey_rows().to_csv(folder / "survey-answers.csv", index=False, lineterminator="\n")
    points = make_points(reference)
    records = [force_records(force_counts(reference, borough), points), station_records(points)]
    whole = pd.concat([frame.assign(force=n) for n, frame in enumerate(records)], ignore_index=True)
    _write_street_files(folder, whole, points)
