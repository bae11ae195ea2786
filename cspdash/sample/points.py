"""Map points: the few fixed places of each LSOA to which police.uk moves every record."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from cspdash.sample.draws import Floats, Ints, slots, stream
from cspdash.sample.model import BOROUGH
from cspdash.sample.reference import Reference

SLOTS = 256  # a point is picked by one random byte
ERAS = 2  # before and from July 2022
ANYWHERE, AT_SHOPS = 0, 1  # which weights pick the point
_FEWEST = 3  # points of an LSOA outside the borough
_ZIPF = 0.8
_SHOPS = ("Supermarket", "Shopping Area", "Petrol Station", "Retail Park", "Market Place")
_NAMES = (
    "Supermarket", "Parking Area", "Petrol Station", "Shopping Area", "Sports/Recreation Area", "Church Lane",
    "High Street", "Station Road", "Main Street", "Mill Lane", "Manor Road", "Park Road", "Green Lane",
    "The Crescent", "School Lane", "Chapel Street", "Queen Street", "King Street", "Victoria Road",
    "Albert Street", "Orchard Close", "Meadow Way", "Elm Avenue", "Oak Drive", "Ash Grove", "Beech Road",
    "Willow Close", "Cedar Avenue", "Hawthorn Drive", "Maple Close", "Springfield Road", "Highfield Road",
    "Brook Street", "Bridge Street", "Mill Hill", "Church Hill", "West Street", "North Road", "South Street",
    "East Avenue", "New Road", "Old Lane", "Back Lane", "Cross Lane", "Windmill Rise", "Fairfield Road",
    "Grange Close", "Hall Drive", "Rectory Lane", "Market Place, East Side",
)  # fmt: skip


@dataclass(frozen=True)
class Points:
    """All points and how to pick one.

    table: one row a point: longitude, latitude (text, six decimals), location, lsoa11, lsoa11_name, lsoa21,
        lsoa21_name; one row stands for "No Location", with the other columns empty.
    pick: row of the table by era, place (the last is "no location"), weights and random byte.
    station: row of the borough's railway station.
    """

    table: pd.DataFrame
    pick: Ints
    station: int


def _inside(random: np.random.RandomState, outline: BaseGeometry, wanted: int) -> Floats:
    """Random points inside an outline, rounded to six decimals, by rejection: shape (wanted, 2)."""
    west, south, east, north = outline.bounds
    found = np.empty((0, 2))
    while len(found) < wanted:
        draw = random.uniform((west, south), (east, north), (4 * wanted, 2)).round(6)
        found = np.vstack([found, draw[shapely.contains_xy(outline, draw)]])
    return found[:wanted]


def _texts(random: np.random.RandomState, streets: list[str] | None, wanted: int) -> list[str]:
    if streets is not None:
        return streets
    return [f"On or near {_NAMES[n]}" for n in random.choice(len(_NAMES), wanted, replace=False)]


def _pull(texts: list[str]) -> Floats:
    """How strongly each point draws: row 0 for crime in general (Zipf, first most), row 1 for shop crime."""
    zipf = 1 / np.arange(1, len(texts) + 1) ** _ZIPF
    shop = np.array([any(name in text for name in _SHOPS) for text in texts])
    return np.vstack([zipf, zipf * np.where(shop, 12.0, 1.0)])


def make_points(reference: Reference) -> Points:
    """Points for every LSOA, a new set from July 2022.

    In the borough one for each of its location texts; elsewhere three with invented names. The points of an
    LSOA split in 2021 are handed to its parts from west to east, so that a part is one side of its parent.
    """
    random = stream("points")
    parts = dict(iter(reference.parts.groupby("lsoa11", sort=False)))
    pick = np.zeros((ERAS, len(reference.areas) + 1, 2, SLOTS), dtype=np.int64)
    rows: list[tuple[str | None, ...]] = []
    for place, area in enumerate(reference.areas.itertuples(index=False)):
        lsoa, name, district = str(area.lsoa), str(area.name), str(area.district)
        codes, names = parts[lsoa]["lsoa21"].to_list(), parts[lsoa]["lsoa21_name"].to_list()
        streets = reference.streets[lsoa] if district == BOROUGH else None
        texts = _texts(random, streets, max(_FEWEST, len(codes)))
        pull = _pull(texts)
        for era in range(ERAS):
            where = _inside(random, reference.outlines[lsoa], len(texts))
            part = where[:, 0].argsort().argsort() * len(codes) // len(texts)
            for weights in (ANYWHERE, AT_SHOPS):
                pick[era, place, weights] = len(rows) + slots(pull[weights], SLOTS)
            rows += [
                (f"{x:.6f}", f"{y:.6f}", text, lsoa, name, codes[side], names[side])
                for (x, y), text, side in zip(where, texts, part, strict=True)
            ]
    pick[:, -1] = len(rows)
    rows.append((None, None, "No Location", None, None, None, None))
    # A fact: the point of British Transport Police's files for the borough's only station.
    station = ("E01025986", "Oadby and Wigston 006B")
    rows.append(("-1.134610", "52.582300", "On or near South Wigston", *station, *station))
    columns = ["longitude", "latitude", "location", "lsoa11", "lsoa11_name", "lsoa21", "lsoa21_name"]
    return Points(pd.DataFrame(rows, columns=columns), pick, len(rows) - 1)
