"""The tables of Deprivation as cells and as sheets, and how to read its views."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from cspdash.areas import Area
from cspdash.wording.deprivation import DOMAINS, WEIGHTS, domain_name
from cspdash.wording.numbers import DASH, MINUS, number

Cells = tuple[str, ...]
LSOAS: Cells = ("LSOA", "Rank", "Decile")
AREAS: Cells = ("Area", "LSOAs", "Average rank", "Position", "Score", "In the most deprived fifth", "Residents")
DOMAIN: Cells = (
    "Domain",
    "Weight",
    "Average rank",
    "Position",
    "LSOAs in the most deprived fifth",
    "Residents in them",
)
DOMAIN_LSOA: Cells = ("Domain", "Weight", "Rank", "Decile", "Position")
AUTHORITIES: Cells = ("Release", "Ranked by", "Rank", "Authorities", "Value")

HOW_TO_READ = {
    "map": (
        "- The index ranks every LSOA of England (about 1,600 residents each): 1 is the most deprived. Colours are "
        "fifths of England, not of the place: darker is more deprived.\n"
        "- A rank is a position, not an amount: rank 100 is not twice as deprived as rank 200, and most people in a "
        "deprived area are not themselves deprived.\n"
        "- The index weighs seven domains (income and employment 22.5% each, education and health 13.5% each, crime, "
        "housing and services, living environment 9.3% each)."
    ),
    "areas": (
        "- Diamonds are averages weighted by residents, circles the LSOAs behind them: an average can hide both ends.\n"
        "- *Position* is how far up from the most deprived LSOA of England (0) to the least (100) the average lies. "
        "*Average rank* is in the direction of ranks: low is deprived. MHCLG’s own average ranks run the other way.\n"
        "- *In the most deprived fifth* is the share of residents who live in such LSOAs, not the share of deprived "
        "people."
    ),
    "domains": (
        "- Each domain ranks all LSOAs of England anew; a position of 0 is the most deprived, 100 the least.\n"
        "- *Weight* is that of the domain in the index as a whole. The two income indices for children and older "
        "people stand beside it and have no weight.\n"
        "- The crime domain counts recorded crime of earlier years: it is no second witness beside the crime pages."
    ),
    "change": (
        "- An open circle is the earlier release, a triangle the later one: ◂ orange nearer the most deprived end, ▸ "
        "purple nearer the least deprived.\n"
        "- Ranks are out of 32,844 LSOAs in 2015 and 2019 and out of 33,755 in 2025, so positions (0 to 100) and "
        "deciles are compared.\n"
        "- LSOAs that were split in 2021 are compared with the one that they were part of, merged ones with the mean "
        "of those that they are made of."
    ),
    "authorities": (
        "- MHCLG sums the index up by authority in several ways; the rank depends on which. *Average score* and "
        "*average rank* describe the whole district, *extent* and *local concentration* its most deprived parts.\n"
        "- *As printed* is what the partnership’s strategic plan gives without saying which of them it is.\n"
        "- Authorities are merged over time, so that ranks of two releases are out of different numbers."
    ),
}  # fmt: skip


def rank(value: Any) -> str:
    """A rank or an average of ranks as a whole number."""
    return DASH if pd.isna(value) else number(round(value))


def position(value: Any) -> str:
    """A position from 0 to 100."""
    return DASH if pd.isna(value) else f"{value:.1f}"


def share(value: Any) -> str:
    """A share as a percentage."""
    return DASH if pd.isna(value) else f"{value:.0%}"


def one_decimal_signed(value: float) -> str:
    """A difference with its sign and one decimal: +3.0, −18.1, 0.0."""
    rounded = round(value, 1)
    return f"{'+' if rounded > 0 else MINUS if rounded < 0 else ''}{abs(rounded):,.1f}"


def whole(value: Any) -> str:
    """A count."""
    return DASH if pd.isna(value) else number(int(value))


def score(value: Any) -> str:
    """A score of the index with one decimal."""
    return DASH if pd.isna(value) else f"{value:.1f}"


def lsoa_rows(rows: Sequence[Mapping[str, Any]], areas: Mapping[str, Area]) -> list[Cells]:
    """LSOAs with rank and decile."""
    return [(areas[str(r["area_code"])].known_as, rank(r["rank"]), whole(r["decile"])) for r in rows]


def area_rows(rows: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> list[Cells]:
    """Areas with their averages."""
    return [
        (
            names[str(r["area_code"])], whole(r["lsoas"]), rank(r["rank"]), position(r["percentile"]),
            score(r["score"]), share(r["share_most_deprived"]), whole(r["population"]),
        )
        for r in rows
    ]  # fmt: skip


def weight(domain: str) -> str:
    """A domain's weight in the index."""
    return "100%" if domain == "imd" else f"{WEIGHTS[domain]}%" if domain in WEIGHTS else DASH


def domain_rows(rows: Sequence[Mapping[str, Any]], single: bool) -> list[Cells]:
    """Domains of a place; `single`: of one LSOA, with its own rank and decile."""
    if single:
        return [
            (
                domain_name(r["domain"]),
                weight(r["domain"]),
                rank(r["rank"]),
                whole(r["decile"]),
                position(r["percentile"]),
            )
            for r in rows
        ]
    return [
        (
            domain_name(r["domain"]), weight(r["domain"]), rank(r["rank"]), position(r["percentile"]),
            f"{whole(r['most_deprived'])} of {whole(r['lsoas'])}", share(r["share_most_deprived"]),
        )
        for r in rows
    ]  # fmt: skip


def change_headings(before: int, after: int, level: str) -> Cells:
    """The headings of the table of change."""
    if level == "lsoa":
        return ("LSOA", f"Decile {before}", f"Decile {after}", f"Position {before}", f"Position {after}", "Moved by")
    return ("Area", f"Position {before}", f"Position {after}", "Moved by")


def change_rows(rows: Sequence[Mapping[str, Any]], names: Mapping[str, str], level: str) -> list[Cells]:
    """Areas in two releases."""
    out = []
    for r in rows:
        moved = DASH if pd.isna(r["change"]) else one_decimal_signed(float(r["change"]))
        ends = (position(r["percentile_before"]), position(r["percentile_after"]), moved)
        deciles = (whole(r["decile_before"]), whole(r["decile_after"])) if level == "lsoa" else ()
        out.append((names[str(r["area_code"])], *deciles, *ends))
    return out


def authority_rows(rows: Sequence[Mapping[str, Any]]) -> list[Cells]:
    """Authorities by release and measure; the release is named with the authority where there are several."""
    several = len({r["area_code"] for r in rows}) > 1
    out: list[Cells] = []
    for r in rows:
        value = DASH if pd.isna(r["value"]) else f"{r['value']:,.3f}" if abs(r["value"]) < 1 else f"{r['value']:,.1f}"
        measure = str(r["measure"])
        name = f"{r['area_name']}, {int(r['release'])}" if several else str(int(r["release"]))
        out.append((name, measure[:1].upper() + measure[1:], whole(r["rank"]), whole(r["of"]), value))
    return out


def sheet(rows: Sequence[Cells], headings: Cells) -> pd.DataFrame:
    """A table as it is printed, for files."""
    return pd.DataFrame(list(rows), columns=list(headings))


def area_sheet(figures: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Every figure of `deprivation_by_area` under the names that readers see."""
    return pd.DataFrame(
        {
            "Code": figures["area_code"], "Name": figures["area_name"],
            "Known as": [names[str(code)] for code in figures["area_code"]], "Release": figures["release"],
            "Rank or average rank": figures["rank"].round(1), "LSOAs in England": figures["of"],
            "Decile": figures["decile"], "Position (0 to 100)": figures["percentile"].round(2),
            "Score": figures["score"].round(3), "LSOAs": figures["lsoas"], "LSOAs ranked": figures["ranked"],
            "LSOAs in the most deprived fifth": figures["most_deprived"], "Residents": figures["population"],
            "Year of residents": figures["population_year"],
            "Share of residents in the most deprived fifth": figures["share_most_deprived"].round(4),
            "Figure of": figures["how"],
        }
    )  # fmt: skip


ORDER = tuple(DOMAINS)
