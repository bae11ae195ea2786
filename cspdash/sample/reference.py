"""The reference tables that the sample is calibrated on, read once and put in the sample's order."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from cspdash.crime_types import CRIME_TYPES
from cspdash.errors import CspdashError
from cspdash.periods import FinancialYear
from cspdash.sample.draws import Floats, Ints

FOLDER = Path(__file__).resolve().parents[2] / "data" / "reference"
_MONTH_COLUMNS = ["apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "jan", "feb", "mar"]
_FIRST_YEAR = FinancialYear(2014)


@dataclass(frozen=True)
class Reference:
    """What the sample is made from.

    areas: one row an LSOA of 2011, in the order of their names as police.uk lists them: lsoa, name, district,
        weight (share of its district's crimes), population (mid-2020 residents; blank outside the borough).
    parts: lsoa11, lsoa21, lsoa21_name: what became of each LSOA in 2021, in the order of the 2021 codes.
    outlines: boundary of each LSOA of 2011, in degrees of longitude and latitude.
    streets: location texts of each LSOA of the borough, most used first.
    mix: crimes a month by district (row) and type (columns in the order of CRIME_TYPES), mean of a year.
    printed_crime, printed_asb: the borough's printed months from April 2014 to March 2021.
    printed_halves: totals by type, shape (2, types), April to September 2024 and 2025.
    """

    areas: pd.DataFrame
    parts: pd.DataFrame
    outlines: dict[str, BaseGeometry]
    streets: dict[str, list[str]]
    mix: pd.DataFrame
    printed_crime: Ints
    printed_asb: Ints
    printed_halves: Ints

    def weights(self) -> Floats:
        """Each LSOA's share of its district's crimes, in the order of `areas`."""
        return self.areas["weight"].to_numpy(dtype=float)


def _path(name: str) -> Path:
    path = FOLDER / name
    if not path.is_file():
        raise CspdashError(f"{path} is missing: restore the folder data/reference from the repository")
    return path


def _printed_months(name: str) -> Ints:
    table = pd.read_csv(_path(name), index_col="financial_year")
    years = [year for year in table.index if year >= str(_FIRST_YEAR) and year != "Average"]
    return table.loc[years, _MONTH_COLUMNS].to_numpy(dtype="int64").ravel()


def _outlines() -> dict[str, BaseGeometry]:
    document = json.loads(_path("leicestershire_lsoa11.geojson").read_text(encoding="utf-8"))
    return {item["properties"]["LSOA11CD"]: shape(item["geometry"]) for item in document["features"]}


def read_reference() -> Reference:
    """Read every table; CspdashError names the one that is missing."""
    lookup = pd.read_csv(_path("leicestershire_lsoa_lookup.csv"))
    weight = pd.read_csv(_path("county_lsoa_weight.csv"))
    borough = pd.read_csv(_path("oadby_wigston_lsoa.csv"))[["lsoa", "population_mid_2020"]]
    areas = (
        lookup[["lsoa11", "lsoa11_name", "district"]]
        .drop_duplicates("lsoa11")
        .rename(columns={"lsoa11": "lsoa", "lsoa11_name": "name"})
        .merge(weight, on="lsoa", validate="one_to_one")
        .merge(borough.rename(columns={"population_mid_2020": "population"}), on="lsoa", how="left")
        .sort_values("name", ignore_index=True)
    )
    parts = lookup[["lsoa11", "lsoa21", "lsoa21_name"]]
    mix = pd.read_csv(_path("county_type_mix.csv")).pivot_table(
        index="district", columns="crime_type", values="monthly_mean", aggfunc="mean"
    )
    streets = pd.read_csv(_path("oadby_wigston_streets.csv"))
    halves = pd.read_csv(_path("published/oadby_wigston_crime_by_type_h1_2024_2025.csv"))
    return Reference(
        areas=areas,
        parts=parts.sort_values(["lsoa11", "lsoa21"], ignore_index=True),
        outlines=_outlines(),
        streets={str(lsoa): list(group) for lsoa, group in streets.groupby("lsoa")["location"]},
        mix=mix[list(CRIME_TYPES)],
        printed_crime=_printed_months("published/oadby_wigston_monthly_crime_2012_2021.csv"),
        printed_asb=_printed_months("published/oadby_wigston_monthly_asb_2012_2021.csv"),
        printed_halves=halves.set_index("crime_type")
        .loc[list(CRIME_TYPES), ["q1_q2_2024_25", "q1_q2_2025_26"]]
        .to_numpy("int64")
        .T,
    )


def read_wards() -> pd.DataFrame:
    """The borough's wards by code: ward, ward_name, population (mid-2020 residents)."""
    borough = pd.read_csv(_path("oadby_wigston_lsoa.csv"))
    residents = borough.groupby(["ward", "ward_name"])["population_mid_2020"].sum()
    return residents.rename("population").reset_index()
