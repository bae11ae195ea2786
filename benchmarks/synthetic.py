"""A synthetic force of 1.4 million rows: twelve years of monthly files in police.uk's exact form.

`python -m benchmarks.synthetic` writes them to benchmarks/work/synthetic; files that are there already are kept.

The skew is real: crimes by district, calendar month and type are the reference table's means, an LSOA has its real
share of its district's crimes, and a few points of each LSOA draw most of its rows. Counts vary from month to month
more than Poisson, by the sample's dispersions. Everything else (points, street names, outcomes, Crime IDs) is invented.
"""

from __future__ import annotations

import hashlib
from itertools import product
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from benchmarks.common import HERE, WORK, fresh_folder, statement
from cspdash.crime_types import CRIME_TYPES
from cspdash.periods import Month
from cspdash.sample.draws import Floats, Ints, gamma_multipliers, slots, split, stream
from cspdash.sample.model import ASB_AT, CRIME_AT, DISPERSION, NEW_LSOAS, OUTCOME_WEIGHT, OUTCOMES
from cspdash.sample.reference import FOLDER as REFERENCE
from cspdash.sample.reference import Reference, read_reference

TARGET = WORK / "synthetic"
ROWS = 1_400_000  # expected; the draws come within a percent of it
MONTHS = tuple(Month(2014, 1) + n for n in range(144))
UNLOCATED = 0.03  # share of crime without a location, as in real files since 2022
POINTS = 40  # snap points of an LSOA; the real borough has 1,420 in 36
SLOTS = 256  # a point is picked by one random byte
_STEMS = (
    "Abbey", "Albert", "Alder", "Aylestone", "Barrow", "Beacon", "Birch", "Bradgate", "Bridge", "Brook", "Castle",
    "Charnwood", "Chestnut", "Church", "Cromwell", "Derby", "Elm", "Evington", "Forest", "Gladstone", "Glen",
    "Grange", "Hawthorn", "Highfield", "Holly", "Kings", "Lansdowne", "Leicester", "Lime", "London", "Manor", "Maple",
    "Market", "Meadow", "Melton", "Mill", "Nelson", "Newbold", "Oak", "Orchard", "Park", "Poplar", "Queens", "Regent",
    "Rowan", "Saffron", "School", "Station", "Stoneygate", "Trinity", "Uppingham", "Victoria", "Welford", "Windmill",
)  # fmt: skip
# About one row in twenty has a comma in its location, and with it quotation marks.
_KINDS = (
    "Road", "Street", "Lane", "Close", "Avenue", "Drive", "Crescent", "Way", "Gardens", "Court", "Grove", "Rise",
    "Hill", "Walk", "Place", "View", "Terrace", "Green", "Square, East Side",
)  # fmt: skip
_PLACES = ("Supermarket", "Parking Area", "Petrol Station", "Shopping Area", "Sports/Recreation Area")


def _means(reference: Reference) -> Floats:
    """Expected rows, shape (months, LSOAs, types), adding up to ROWS less those without a location."""
    mix = pd.read_csv(REFERENCE / "county_type_mix.csv").set_index(["month_of_year", "district", "crime_type"])
    by_month = mix["monthly_mean"].unstack("crime_type")[list(CRIME_TYPES)]
    district = reference.areas["district"]
    share = reference.weights()[:, None]
    year = np.stack([by_month.loc[n].loc[district].to_numpy(dtype=float) * share for n in range(1, 13)])
    # Twelve years of slow ups and downs, so that no two years are alike.
    level = 1 + 0.12 * np.sin(np.arange(len(MONTHS)) / 17)
    mean = year[[month.month - 1 for month in MONTHS]] * level[:, None, None]
    crime = mean[:, :, CRIME_AT].sum()
    total = mean.sum() + crime * UNLOCATED / (1 - UNLOCATED)
    return np.asarray(mean * (ROWS / total), dtype=np.float64)


def _counts(reference: Reference) -> Ints:
    """Rows drawn, shape (months, LSOAs + 1, types); the last place is "no location", which ASB always has."""
    random = stream("benchmark: counts")
    mean = _means(reference)
    district, _ = reference.areas["district"].factorize()
    for code in range(district.max() + 1):
        own = district == code
        whole = mean[:, own].sum(axis=1)
        mean[:, own] *= gamma_multipliers(random, whole, DISPERSION)[:, None, :]
    located = random.poisson(mean).astype(np.int64)
    nowhere = np.zeros((len(MONTHS), 1, len(CRIME_TYPES)), dtype=np.int64)
    for month, by_type in enumerate(located[:, :, CRIME_AT].sum(axis=1)):
        missing = round(float(by_type.sum() * UNLOCATED / (1 - UNLOCATED)))
        nowhere[month, 0, CRIME_AT] = split(random, missing, by_type.astype(float))
    return np.concatenate([located, nowhere], axis=1)


def _points(reference: Reference) -> pd.DataFrame:
    """POINTS rows for each LSOA in the order of `areas`, then the one without a location."""
    random = stream("benchmark: points")
    names = np.array([f"{stem} {kind}" for stem, kind in product(_STEMS, _KINDS)])
    parts = dict(iter(reference.parts.groupby("lsoa11", sort=False)))
    rows: list[tuple[str | None, ...]] = []
    for area in reference.areas.itertuples(index=False):
        lsoa, own = str(area.lsoa), parts[str(area.lsoa)]
        codes, part_names = own["lsoa21"].to_list(), own["lsoa21_name"].to_list()
        west, south, east, north = reference.outlines[lsoa].bounds
        where = random.uniform((west, south), (east, north), (POINTS, 2))
        texts = [*random.choice(_PLACES, 2, replace=False), *random.choice(names, POINTS - 2, replace=False)]
        for n, ((x, y), text) in enumerate(zip(where, texts, strict=True)):
            part = n % len(codes)
            rows.append(
                (f"{x:.6f}", f"{y:.6f}", f"On or near {text}", lsoa, str(area.name), codes[part], part_names[part])
            )
    rows.append((None, None, "No Location", None, None, None, None))
    columns = ["longitude", "latitude", "location", "lsoa11", "lsoa11_name", "lsoa21", "lsoa21_name"]
    return pd.DataFrame(rows, columns=columns)


def _records(counts: Ints) -> pd.DataFrame:
    """One row a record in police.uk's order (month, LSOA, type; without a location last)."""
    _, places, types = counts.shape
    cell = np.repeat(np.arange(counts.size), counts.ravel())
    month, place, crime_type = cell // (places * types), cell // types % places, cell % types
    random = stream("benchmark: records")
    byte = [random.randint(0, SLOTS, len(cell), dtype=np.uint8) for _ in range(2)]
    pull = slots(1 / np.arange(1, POINTS + 1) ** 0.8, SLOTS)
    point = place * POINTS + np.where(place == places - 1, 0, pull[byte[0]])
    outcome = np.vstack([slots(row, SLOTS) for row in OUTCOME_WEIGHT])[crime_type, byte[1]]
    outcome[crime_type == ASB_AT] = -1
    return pd.DataFrame(
        {"record": np.arange(len(cell)), "month": month, "crime_type": crime_type, "point": point, "outcome": outcome}
    )


def _recipe() -> str:
    """A hash over all that the files follow from."""
    whole = hashlib.sha256()
    tables = ("county_type_mix", "county_lsoa_weight", "leicestershire_lsoa_lookup")
    scripts = (HERE / "sql" / f"synthetic_{name}.sql" for name in ("tables", "month"))
    for path in (Path(__file__), *scripts, *(REFERENCE / f"{name}.csv" for name in tables)):
        whole.update(path.read_bytes())
    return whole.hexdigest()


def write_synthetic() -> Path:
    """Write the synthetic force, unless the same one is there; gives its folder, which holds nothing but its files.

    `YYYY-MM/YYYY-MM-leicestershire-street.csv`, January 2014 to December 2025; LSOAs of 2011, from November 2022
    those of 2021, as real files. Every run writes the same bytes.
    """
    mark = WORK / "synthetic.recipe"
    if mark.is_file() and mark.read_text(encoding="utf-8") == _recipe() and TARGET.is_dir():
        return TARGET
    mark.unlink(missing_ok=True)
    folder = fresh_folder(TARGET.name)
    reference = read_reference()
    frames = {
        "record_frame": _records(_counts(reference)),
        "point_frame": _points(reference).rename_axis("point").reset_index(),
        "type_frame": pd.DataFrame({"crime_type": range(len(CRIME_TYPES)), "name": CRIME_TYPES}),
        "outcome_frame": pd.DataFrame({"outcome": range(len(OUTCOMES)), "name": OUTCOMES}),
    }
    with duckdb.connect() as connection:
        for name, frame in frames.items():
            connection.register(name, frame)
        connection.execute(statement("synthetic_tables"))
        for number, month in enumerate(MONTHS):
            target = folder / str(month) / f"{month}-leicestershire-street.csv"
            target.parent.mkdir()
            connection.execute(
                statement("synthetic_month"),
                {
                    "month": number,
                    "month_text": str(month),
                    "lsoas_of_2021": month >= NEW_LSOAS,
                    "path": str(target),
                },
            )
    mark.write_text(_recipe(), encoding="utf-8")
    return folder


if __name__ == "__main__":
    print(write_synthetic())
