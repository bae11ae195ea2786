"""The tables of Population, as rows of printed cells and as figures for CSV and Excel."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cspdash.statistics.printed_population import TOTAL
from cspdash.wording.numbers import DASH, number, signed
from cspdash.wording.population import percent_of


@dataclass(frozen=True)
class Sheet:
    """A table ready to be shown: its headings, its rows (cells, and whether they are a total), and its figures."""

    headings: tuple[str, ...]
    rows: list[tuple[tuple[str, ...], bool]]
    figures: pd.DataFrame


def ages_sheet(counts: pd.Series, shares: pd.Series, beside: pd.Series | None, other: str) -> Sheet:
    """A row a band: residents, share, and the other area's share; all ages last."""
    headings = ("Age", "Residents", "Share", *((other,) if beside is not None else ()))
    rows = []
    for band in counts.index:
        cells = (str(band), number(int(counts[band])), percent_of(shares[band]))
        rows.append(((*cells, percent_of(beside[band])) if beside is not None else cells, False))
    total = ("All ages", number(int(counts.sum())), "100.0%", *(("100.0%",) if beside is not None else ()))
    figures = pd.DataFrame(
        {"Age": counts.index, "Residents": counts.to_numpy(), "Share (%)": shares.round(2).to_numpy()}
    )
    if beside is not None:
        figures[f"{other} (%)"] = beside.round(2).to_numpy()
    return Sheet(headings, [*rows, (total, True)], figures)


def areas_sheet(wide: pd.DataFrame, whole: pd.Series | None, name: str) -> Sheet:
    """Ages by area as the plan prints them: a row a band, a column an area, and the place's own.

    Args:
        wide: a row an area (its name), a column a band.
        whole: the place's residents by band, where it is more than the areas shown.
        name: of the place.
    """
    turned = wide.T
    if whole is not None:
        turned[name] = whole
    headings = ("Age", *map(str, turned.columns))
    rows = [
        ((str(band), *(number(int(n)) for n in row)), False)
        for band, row in zip(turned.index, turned.to_numpy(), strict=True)
    ]
    rows.append((("All ages", *(number(int(n)) for n in turned.sum())), True))
    return Sheet(headings, rows, turned.reset_index(names="Age"))


def long_areas_sheet(wide: pd.DataFrame, whole: pd.Series | None, name: str, level: str) -> Sheet:
    """The same where there are many areas: a row an area, a column a band."""
    headings = (level, *map(str, wide.columns), "All ages")
    rows = [
        ((str(area), *(number(int(n)) for n in row), number(int(sum(row)))), False)
        for area, row in zip(wide.index, wide.to_numpy(), strict=True)
    ]
    if whole is not None:
        rows.append(((name, *(number(int(n)) for n in whole), number(int(whole.sum()))), True))
    return Sheet(headings, rows, wide.assign(**{"All ages": wide.sum(axis=1)}).reset_index(names=level))


def groups_sheet(counts: pd.DataFrame, shares: pd.DataFrame, own: str) -> Sheet:
    """Ethnic group by area: residents and the share of each group; the figures have the counts too."""
    groups = [str(group) for group in counts.columns]
    headings = ("Area", "All residents", *groups)
    rows = []
    parts, whole = shares.to_dict("index"), counts.sum(axis=1).to_dict()
    for area in counts.index:
        told = (percent_of(share) for share in parts[area].values())
        rows.append(((str(area), number(int(whole[area])), *told), area == own))
    figures = counts.reset_index(names="Area")
    for group in groups:
        figures[f"{group} (%)"] = shares[group].round(2).to_numpy()
    return Sheet(headings, rows, figures)


def change_sheet(then: pd.Series, now: pd.Series, years: tuple[int, int]) -> Sheet:
    """Census against census: residents and share of each group in both, and the differences."""
    before, after = then / then.sum() * 100, now / now.sum() * 100
    headings = (
        "Ethnic group", f"{years[0]}", f"{years[1]}", "Difference", f"% {years[0]}", f"% {years[1]}", "Points",
    )  # fmt: skip
    rows = [
        (
            (
                str(group), number(int(then[group])), number(int(now[group])), signed(int(now[group] - then[group])),
                percent_of(before[group]), percent_of(after[group]), signed(round(float(after[group] - before[group]),
                1)), ),
            False,
        )
        for group in now.index
    ]  # fmt: skip
    total = (
        "All residents", number(int(then.sum())), number(int(now.sum())), signed(int(now.sum() - then.sum())),
        "100.0%", "100.0%", "",
    )  # fmt: skip
    figures = pd.DataFrame(
        {
            "Ethnic group": now.index, str(years[0]): then.to_numpy(), str(years[1]): now.to_numpy(),
            "Difference": (now - then).to_numpy(), f"% {years[0]}": before.round(2).to_numpy(),
            f"% {years[1]}": after.round(2).to_numpy(), "Points": (after - before).round(2).to_numpy(),
        }
    )  # fmt: skip
    return Sheet(headings, [*rows, (total, True)], figures)


def density_sheet(table: pd.DataFrame, own: str) -> Sheet:
    """Residents, land, density and households of each area; `table` has these columns, by area's name."""
    headings = ("Area", "Residents", "Hectares", "Residents per hectare", "Households", "Residents per household")
    rows: list[tuple[tuple[str, ...], bool]] = []
    for area, row in table.iterrows():
        cells = (
            str(area), _whole(row["residents"]), _one(row["hectares"]), _one(row["density"]), _whole(row["households"]),
            DASH if pd.isna(row["size"]) else f"{row['size']:.2f}",
        )  # fmt: skip
        rows.append((cells, area == own))
    names = dict(zip(("residents", "hectares", "density", "households", "size"), headings[1:], strict=True))
    return Sheet(headings, rows, table.rename(columns=names).round(2).reset_index(names="Area"))


def households_sheet(counts: pd.Series, year: int) -> Sheet:
    """Households by category, with shares."""
    shares = counts / counts.sum() * 100
    told = zip(counts.index, counts, shares, strict=True)
    rows = [((str(name), number(int(n)), percent_of(float(share))), False) for name, n, share in told]
    total = (("All households", number(int(counts.sum())), "100.0%"), True)
    figures = pd.DataFrame(
        {"Tenure": counts.index, "Households": counts.to_numpy(), "Share (%)": shares.round(2).to_numpy()}
    )
    return Sheet((f"Tenure, {year}", "Households", "Share"), [*rows, total], figures)


def printed_sheet(
    table: pd.DataFrame, heading: str, totals: Sequence[str], loaded: pd.DataFrame | None = None
) -> Sheet:
    """A printed table as it stands; cells that a loaded table shows too carry how far print is from it.

    Args:
        table: what `statistics.printed_population.as_printed` gives.
        heading: of its first column.
        totals: the names of the rows that are totals.
        loaded: the same cells by loaded tables, NaN where none shows them; None where no table does.
    """
    rows = []
    known: dict[Hashable, dict[Hashable, Any]] = {} if loaded is None else loaded.to_dict("index")
    for name, cells in table.to_dict("index").items():
        told = [_beside(int(printed), known.get(name, {}).get(column)) for column, printed in cells.items()]
        rows.append(((str(name), *told), str(name) in totals))
    headings = (heading, *(printed_column(str(column)) for column in table.columns))
    return Sheet(headings, rows, table.rename(columns=printed_column).reset_index(names=heading))


def printed_column(name: str) -> str:
    """A printed column as it is called here: the plan's BAME is everyone not White British."""
    return {"BAME": "All others (printed as BAME)", TOTAL: "Total"}.get(name, name)


def _beside(printed: int, own: float | None) -> str:
    if own is None or pd.isna(own):
        return number(printed)
    apart = printed - int(own)
    return f"{number(printed)} (=)" if apart == 0 else f"{number(printed)} ({signed(apart)})"


def _whole(value: float) -> str:
    return DASH if pd.isna(value) else number(int(value))


def _one(value: float) -> str:
    return DASH if pd.isna(value) else f"{value:,.1f}"
