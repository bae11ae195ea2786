"""Districts beside each other: their rates, their positions, and whether a position moved by more than chance.

Positions count from the lowest rate: 1st is the lowest, as the Home Office's most similar groups are printed ("15th of
15" is the highest).
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from cspdash.periods import Period
from cspdash.statistics.dispersion import expected_dispersion
from cspdash.statistics.funnel import above_funnel, funnel_limits, winsorised_dispersion
from cspdash.statistics.quasi_poisson import FloatArray, false_discovery_adjusted
from cspdash.statistics.rates import PER, counted, denominators, with_rates

Side = Literal["current", "base"]
Moved = Literal["higher", "lower", "usual"]
TOTAL = "Total"
_DRAWS = 1000
_SEED = 20_250_401  # the same figures on every run
_FEWEST = 5  # districts without which their scatter cannot be told
_STEPS = 60  # points of a funnel's line


@dataclass(frozen=True)
class Together:
    """Several districts as one: the sum of the `districts` that have a rate, of `of` asked for.

    `rate`, `lower` and `upper` are per 1,000 residents over the period, NaN where no district has one.
    """

    count: int
    population: int
    rate: float
    lower: float
    upper: float
    districts: int
    of: int

    @property
    def whole(self) -> bool:
        """Whether every district is in it."""
        return 0 < self.districts == self.of


def by_district(counts: pd.DataFrame, side: Side = "current") -> pd.DataFrame:
    """Rate and position of every district.

    Args:
        counts: what the question `district_counts` gives; the types in it are added up.
        side: the period, or the one that it is compared with.

    Returns:
        area_code, area_name, count (Int64, NA where nothing is loaded for one of the types), complete, population and
        population_year (Int64), rate, lower, upper (`rates.with_rates`: NaN where a month is not whole or residents are
        not known), position (Int64, 1 the lowest rate, NA without a rate), tied (shares its position).
    """
    grouped = counts.groupby("area_code", sort=False)
    first = grouped.first()
    numbers = counts[side].astype("Float64").groupby(counts["area_code"], sort=False).sum(min_count=1)
    lacking = counts[side].isna().groupby(counts["area_code"], sort=False).any()
    table = pd.DataFrame(
        {
            "area_name": first["area_name"],
            "count": numbers.mask(lacking).astype("Int64"),
            "complete": grouped[f"{side}_complete"].all(),
            "population": first["population"].astype("Int64"),
            "population_year": first["population_year"].astype("Int64"),
        }
    ).reset_index()
    return with_positions(with_rates(table))


def with_positions(table: pd.DataFrame) -> pd.DataFrame:
    """Add position (Int64, 1 the lowest `rate`, NA without one) and tied; equal rates share the lower number."""
    rates = table["rate"].to_numpy(dtype=float)
    places = [_place(rates, at) for at in range(len(rates))]
    return table.assign(
        position=pd.array([at for at, _ in places], dtype="Int64"), tied=[shared > 1 for _, shared in places]
    )


def _place(rates: FloatArray, at: int) -> tuple[int | None, int]:
    """Position of one of some rates, and how many have the very same; None without a rate."""
    own = rates[at]
    if np.isnan(own):
        return None, 0
    # Two fractions can be equal and differ in a float's last digit.
    same = np.isclose(rates, own, rtol=1e-12, atol=0)
    return 1 + int(((rates < own) & ~same).sum()), int(same.sum())


def together(table: pd.DataFrame) -> Together:
    """The districts that have a rate, as one: the rate of the county where all its districts have one.

    `table` is what `by_district` gives.
    """
    known = table[table["rate"].notna()]
    count, population = int(known["count"].sum()), int(known["population"].sum())
    sums = with_rates(pd.DataFrame({"count": [count], "population": [population]}))
    rate, lower, upper = (float(sums[name].iloc[0]) for name in ("rate", "lower", "upper"))
    return Together(count, population, rate, lower, upper, len(known), len(table))


def in_order(table: pd.DataFrame) -> pd.DataFrame:
    """The districts of `by_district`, lowest rate first, those without one last by name."""
    return table.sort_values(["rate", "area_name"], na_position="last", kind="stable").reset_index(drop=True)


def row_of(table: pd.DataFrame, code: str) -> dict[Hashable, Any]:
    """The row of one district; raises IndexError where it has none."""
    found: dict[Hashable, Any] = table[table["area_code"] == code].to_dict("records")[0]
    return found


@dataclass(frozen=True)
class Funnel:
    """A funnel around the rate of all districts together.

    `table` is that of `by_district` with expected and place (`funnel.Position`); `lines` what `funnel.funnel_limits`
    gives; `dispersion` how much wider than chance the limits are (as a variance).
    """

    table: pd.DataFrame
    lines: pd.DataFrame
    average: Together
    dispersion: float


def funnel(table: pd.DataFrame) -> Funnel | None:
    """Where each district lies among the others, given its size; None with fewer than five rates.

    The limits are widened by how much these districts scatter (`funnel.winsorised_dispersion`).
    """
    average = together(table)
    if average.districts < _FEWEST or average.count == 0:
        return None
    known = table[table["rate"].notna()]
    spread = winsorised_dispersion(known, average.rate)
    placed = above_funnel(table.drop(columns="position"), average.rate, spread)
    sizes = known["population"].astype(float)
    lines = funnel_limits(np.linspace(sizes.min() * 0.75, sizes.max() * 1.08, _STEPS), average.rate, spread)
    placed = placed.rename(columns={"position": "place"}).assign(position=table["position"])
    return Funnel(placed, lines, average, spread)


def positions_by_type(counts: pd.DataFrame, focus: str) -> pd.DataFrame:
    """The position of one district by crime type, now and in the period compared with, the total last.

    Args:
        counts: what the question `district_counts` gives.
        focus: the district's code.

    Returns:
        crime_type, is_total, and for the period (no suffix) and the one compared with (suffix _base): rate, all_rate
        (of the districts together that have one), position (Int64), tied, of (how many are ranked), low, high (Int64:
        the 95% range of the position); moved (higher, lower, usual; None where the two do not rank the same districts).

    Method: the range of a rank by simulation (Goldstein & Spiegelhalter 1996, J. R. Stat. Soc. A 159): every
    district's count is drawn anew, 1,000 times, from a gamma with mean count + ½ and the variance that counts of its
    size have between years (`dispersion.expected_dispersion`), and ranked. A position has moved where the difference of
    the drawn positions leaves 0 outside its 95% range; the types are one family for the false discovery rate, the
    total is alone.
    """
    codes = list(dict.fromkeys(counts["area_code"]))
    at = codes.index(focus)
    people = denominators(counts.drop_duplicates("area_code"), "population")
    types = list(dict.fromkeys(counts["crime_type"]))
    sides = [_grid(counts, side, len(codes), len(types), people) for side in ("current", "base")]
    random = np.random.default_rng(_SEED)
    drawn = [_drawn_positions(grid, people, at, random) for grid in sides]
    out = pd.DataFrame({"crime_type": [*types, TOTAL], "is_total": [False] * len(types) + [True]})
    for grid, ranks, suffix in zip(sides, drawn, ("", "_base"), strict=True):
        rates = grid * PER / people
        places = [_place(row, at) for row in rates]
        ranked = ~np.isnan(rates)
        low, high = np.quantile(ranks, [0.025, 0.975], axis=0, method="inverted_cdf")
        known = ranked[:, at]
        with np.errstate(invalid="ignore"):
            all_rate = np.nansum(grid, axis=1) * PER / np.where(ranked, people, 0.0).sum(axis=1)
        out[f"rate{suffix}"], out[f"all_rate{suffix}"] = rates[:, at], all_rate
        out[f"position{suffix}"] = pd.array([place for place, _ in places], dtype="Int64")
        out[f"tied{suffix}"] = [shared > 1 for _, shared in places]
        out[f"of{suffix}"] = ranked.sum(axis=1)
        for name, value in (("low", low), ("high", high)):
            column = pd.array(value.astype(int), dtype="Int64")
            column[~known] = pd.NA
            out[f"{name}{suffix}"] = column
    alike = (np.isnan(sides[0]) == np.isnan(sides[1])).all(axis=1) & ~np.isnan(sides[0][:, at])
    out["moved"] = _moved(drawn[0] - drawn[1], alike)
    return out


def _grid(counts: pd.DataFrame, side: Side, districts: int, types: int, people: FloatArray) -> FloatArray:
    """Counts as type × district with the total last, NaN where months are not whole or residents not known."""
    given = counted(pd.DataFrame({"count": counts[side], "complete": counts[f"{side}_complete"]}))
    grid = np.where(people > 0, given.reshape(districts, types).T, np.nan)
    return np.vstack([grid, grid.sum(axis=0)])


def _drawn_positions(
    grid: FloatArray, people: FloatArray, at: int, random: np.random.Generator
) -> npt.NDArray[np.int64]:
    """Positions of one district, draw × row; 1 where it is not ranked itself."""
    known = ~np.isnan(grid)
    count = np.where(known, grid, 0.0)
    scale = expected_dispersion(count)
    rates = random.gamma((count + 0.5) / scale, scale, (_DRAWS, *grid.shape)) / np.where(people > 0, people, 1.0)
    below = (rates < rates[:, :, [at]]) & known & known[:, [at]]
    return np.asarray(1 + below.sum(axis=2), dtype=np.int64)


def _moved(difference: npt.NDArray[np.int64], alike: npt.NDArray[np.bool_]) -> list[Moved | None]:
    """Whether each row's difference of drawn positions is more than chance; the last row is the total."""
    tail = np.minimum((difference <= 0).sum(axis=0), (difference >= 0).sum(axis=0))
    p = np.where(alike, np.minimum(2 * (tail + 1) / (len(difference) + 1), 1.0), np.nan)
    adjusted = np.append(false_discovery_adjusted(p[:-1]), p[-1])
    higher = np.median(difference, axis=0) > 0
    return [
        None if np.isnan(value) else "usual" if value > 0.05 else "higher" if up else "lower"
        for value, up in zip(adjusted, higher, strict=True)
    ]


def by_quarter(counts: pd.DataFrame, table: pd.DataFrame, quarters: Sequence[Period]) -> pd.DataFrame:
    """Rates by quarter of every district, and of all together.

    Args:
        counts: what the question `district_quarters` gives.
        table: what `by_district` gives, for names and residents.
        quarters: in order.

    Returns:
        one row a district and quarter, all together last (area_code and area_name empty): area_code, area_name, quarter
        (name, `Q3 2025-26`), count (Int64), complete, population, rate, lower, upper: per 1,000 residents in the
        quarter, never scaled to a year. All together have a count where every district that has a rate in any of the
        quarters has one.
    """
    names = [quarter.name for quarter in quarters]
    held = {
        (row["area_code"], f"{row['quarter']} {row['financial_year']}"): (row["count"], bool(row["complete"]))
        for row in counts.to_dict("records")
    }
    cells = [(at, name, *held.get((code, name), (pd.NA, False))) for at, code in enumerate(table["area_code"])
             for name in names]  # fmt: skip
    own = table.iloc[[at for at, *_ in cells]][["area_code", "area_name", "population"]].reset_index(drop=True)
    rated = with_rates(
        own.assign(
            quarter=[name for _, name, *_ in cells], complete=[whole for *_, whole in cells],
            count=pd.array([count for *_, count, _ in cells], dtype="Int64"),
        )
    )  # fmt: skip
    ever = set(rated.loc[rated["rate"].notna(), "area_code"])
    sums = []
    for name in names:
        parts = rated[(rated["quarter"] == name) & rated["area_code"].isin(ever)]
        sums.append((name, parts["count"].sum(), bool(len(parts) and parts["rate"].notna().all()),
                     parts["population"].sum()))  # fmt: skip
    every = pd.DataFrame(sums, columns=["quarter", "count", "complete", "population"])
    every = with_rates(every.astype({"count": "Int64", "population": "Int64"}).assign(area_code="", area_name=""))
    return pd.concat([rated, every], ignore_index=True)[
        ["area_code", "area_name", "quarter", "count", "complete", "population", "rate", "lower", "upper"]
    ]


def beside_all(lines: pd.DataFrame, code: str) -> pd.DataFrame:
    """One district's quarters beside those of all together: quarter, rate, all_rate, in order.

    `lines` is what `by_quarter` gives.
    """
    own, every = (lines[lines["area_code"] == wanted] for wanted in (code, ""))
    return own[["quarter", "rate"]].assign(all_rate=every["rate"].to_numpy()).reset_index(drop=True)
