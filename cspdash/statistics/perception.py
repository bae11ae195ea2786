"""What people name as a concern beside what is recorded: one thing, place and years, each as a share of its own."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cspdash.statistics.rates import count_limits
from cspdash.statistics.survey import wilson

PER = 1000.0


@dataclass(frozen=True)
class Counterpart:
    """A concern and police.uk's types for it; `within` are wider types that hold it among others."""

    answer: str
    crime_types: tuple[str, ...] = ()
    within: tuple[str, ...] = ()


@dataclass(frozen=True)
class Recorded:
    """Records of one place over whole months.

    `by_type`: crime type → records. `months`: over how many months they were counted. `population`: residents, None
    where not known.
    """

    by_type: dict[str, int]
    months: int
    population: int | None


def recorded(monthly: pd.DataFrame, population: int | None) -> Recorded:
    """Records by type over the months that are whole for crime and for ASB alike.

    A month that is missing or incomplete for either is left out for all types, so that their shares are of the same
    months. `monthly` is what the question `monthly_by_crime_type` gives.
    """
    whole = monthly.groupby("month")["status"].transform(lambda status: (status == "complete").all())
    kept = monthly[whole.astype(bool)]
    by_type = kept.groupby("crime_type")["count"].sum()
    return Recorded({str(name): int(n) for name, n in by_type.items()}, kept["month"].nunique(), population)


def beside(answers: pd.DataFrame, options: Sequence[Counterpart], found: Recorded, *, several: bool) -> pd.DataFrame:
    """Each kind of concern with what people said and what was recorded.

    Concerns that police.uk counts as the same types stand together, because the types cannot be split between them;
    where a person could name several they stand apart, because the same person may be in both.

    Args:
        answers: answer, n, base of one breakdown (Int64, NA where suppressed).
        options: the mapping's answers with their crime types.
        found: the records.
        several: whether a person could name several.

    Returns:
        kind (recorded, within, none), label (crime types, or the concern where there are none), concerns (their names,
        a tuple), types (a tuple), n, base, share, lower, upper (`survey.wilson`), rank (Int64, among the kind
        recorded),
        records (Int64), record_share, record_lower, record_upper (of all records; `survey.wilson`), rate, rate_lower,
        rate_upper (per 1,000 residents a year, `rates.count_limits`), record_rank. Most answers first, kind by kind.
    """
    said = {str(row["answer"]): row["n"] for row in answers.to_dict("records")}
    base = answers["base"].iloc[0] if len(answers) else pd.NA
    together: dict[tuple[str, tuple[str, ...], str], list[Counterpart]] = {}
    for option in options:
        kind = "recorded" if option.crime_types else "within" if option.within else "none"
        types = tuple(sorted(option.crime_types or option.within))
        alone = several or kind != "recorded"
        together.setdefault((kind, types, option.answer if alone else ""), []).append(option)
    rows = []
    for (kind, types, _), held in together.items():
        counts = [said.get(option.answer, pd.NA) for option in held]
        label = " and ".join(types) if kind == "recorded" else held[0].answer
        rows.append(
            {
                "kind": kind, "label": label, "concerns": tuple(option.answer for option in held), "types": types,
                "n": pd.NA if any(pd.isna(n) for n in counts) else sum(counts), "base": base,
                "records": sum(found.by_type.get(name, 0) for name in types)
                if kind == "recorded" and found.months else pd.NA,
            }
        )  # fmt: skip
    table = pd.DataFrame(rows).astype({"n": "Int64", "base": "Int64", "records": "Int64"})
    return _ordered(_with_shares(table, found))


def _with_shares(table: pd.DataFrame, found: Recorded) -> pd.DataFrame:
    n, base, records = (
        table[name].astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan) for name in ("n", "base", "records")
    )
    every = float(sum(found.by_type.values())) or np.nan
    n = np.where(np.isnan(base), np.nan, n)
    table["share"], (table["lower"], table["upper"]) = n / base, wilson(n, base)
    table["record_share"] = records / every
    table["record_lower"], table["record_upper"] = wilson(records, np.full(len(records), every))
    years = found.months / 12
    exposure = (found.population or np.nan) * years or np.nan
    low, high = count_limits(records)
    for name, value in (("rate", records), ("rate_lower", low), ("rate_upper", high)):
        table[name] = value * PER / exposure
    own = table["kind"] == "recorded"
    for name, by in (("rank", "share"), ("record_rank", "records")):
        table[name] = table[by].where(own).astype("Float64").rank(method="min", ascending=False).astype("Int64")
    return table


def _ordered(table: pd.DataFrame) -> pd.DataFrame:
    kinds = table["kind"].map({"recorded": 0, "within": 2, "none": 1})
    return (
        table.assign(_kind=kinds)
        .sort_values(["_kind", "n", "label"], ascending=[True, False, True], na_position="last", kind="stable")
        .drop(columns="_kind")
        .reset_index(drop=True)
    )


def unnamed(options: Sequence[Counterpart], found: Recorded, least: float = 0.05) -> list[dict[Hashable, Any]]:
    """Types that no concern stands for and that are at least `least` of all records: crime_type, records, share."""
    named = {name for option in options for name in option.crime_types}
    every = sum(found.by_type.values())
    rows: list[dict[Hashable, Any]] = [
        {"crime_type": name, "records": n, "share": n / every}
        for name, n in found.by_type.items() if name not in named and every and n >= least * every
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (-row["records"], row["crime_type"]))
