"""The sentences of Deprivation: findings, subtitles, notes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from cspdash.areas import Area
from cspdash.wording.filters import level_plural
from cspdash.wording.map import possessive, short_name
from cspdash.wording.map_figures import capital, level_word
from cspdash.wording.numbers import counted, joined, number

VIEWS = {
    "map": "Map", "areas": "Averages", "domains": "Domains", "change": "Between releases",
    "authorities": "Among authorities",
}  # fmt: skip
# The published names, the index itself first, then its domains by weight, then the supplementary indices.
DOMAINS = {
    "imd": "All domains together", "income": "Income", "employment": "Employment",
    "education": "Education, skills and training", "health": "Health and disability", "crime": "Crime",
    "housing": "Barriers to housing and services", "environment": "Living environment",
    "children_income": "Income, affecting children", "older_income": "Income, affecting older people",
}  # fmt: skip
# MHCLG, English Indices of Deprivation, technical reports of 2015, 2019 and 2025: the same in all three.
WEIGHTS = {
    "income": 22.5, "employment": 22.5, "education": 13.5, "health": 13.5, "crime": 9.3, "housing": 9.3,
    "environment": 9.3,
}  # fmt: skip
QUINTILES = (
    "1: most deprived fifth of England", "2", "3: middle fifth", "4", "5: least deprived fifth",
)  # fmt: skip
NAMED_BY = "LSOAs are named by streets of police.uk."
NO_SOURCE = "Source: none; no deprivation figures are loaded for this place."
NOTHING = (
    "Load MHCLG's File 7 (all ranks, deciles and scores) of the English indices with `python -m cspdash load PATH`."
)
NOT_ENGLAND = "The English indices of deprivation do not cover Wales, whose own index is not loaded here."


def index_name(release: int, domain: str = "imd") -> str:
    """A release and domain as a source is named."""
    what = "Index of Multiple Deprivation" if domain == "imd" else f"{domain_name(domain)} domain"
    return f"{what} {release}"


def domain_name(domain: str) -> str:
    """A domain as published, or where it is a sub-domain its code in words."""
    return DOMAINS.get(domain) or capital(domain.replace("_", " "))


def title_nothing(place: Area) -> str:
    """Where no release is loaded for a place."""
    return f"{short_name(place)}: no deprivation figures are loaded"


def nothing(place: Area) -> str:
    """What to load, or that the indices do not cover the place."""
    return NOT_ENGLAND if place.code.startswith("W") else NOTHING


def rank_told(rank: float, of: float, decile: Any) -> str:
    """A LSOA's rank in a sentence."""
    told = f"rank {number(round(rank))} of {number(of)}"
    return told if pd.isna(decile) else f"{told}, decile {int(decile)}"


def _in(domain: str) -> str:
    return "" if domain == "imd" else f" in {domain_name(domain).lower()}"


def title_map(place: Area, ranked: int, lsoas: int, most: int, first: dict[str, Any], domain: str) -> str:
    """How many LSOAs are in the most deprived fifth of England; of a single one, its rank.

    Args:
        place: where.
        ranked: LSOAs that have a rank.
        lsoas: all of them.
        most: those in the most deprived fifth.
        first: the row of the most deprived one (`deprivation_by_area`).
        domain: the index itself or a domain.
    """
    if lsoas == 1:
        return f"{short_name(place)}: {rank_told(first['rank'], first['of'], first['decile'])}{_in(domain)}"
    of = f"{ranked}" if ranked == lsoas else f"the {ranked} ranked"
    if most == 0:
        return f"{short_name(place)}: none of {of} LSOAs is in the most deprived fifth of England{_in(domain)}"
    verb = "is" if most == 1 else "are"
    return f"{short_name(place)}: {most} of {of} LSOAs {verb} in the most deprived fifth of England{_in(domain)}"


def subtitle(place: Area, level: str, release: int, of: int, domain: str) -> str:
    """Release, domain, level and what a rank means."""
    return (
        f"{index_name(release, domain)} by {level_word(level)} in {place.known_as}; "
        f"1 is the most deprived of England’s {number(of)} LSOAs"
    )


def map_alt(place: Area, shown: int, release: int, domain: str, most: Sequence[str], least: Sequence[str]) -> str:
    """The map for readers who hear it."""
    return (
        f"Map of {counted(shown, 'LSOA')} of {place.known_as}, coloured by fifth of England in the "
        f"{index_name(release, domain)}. Most deprived: {'; '.join(most)}. Least deprived: {'; '.join(least)}. "
        "The same figures are in the table."
    )


def title_areas(place: Area, rows: Sequence[dict[str, Any]], level: str, domain: str) -> str:
    """The most deprived area of a level by its average, and the least.

    `rows` are those of `deprivation_by_area` that have an average, the most deprived first.
    """
    if not rows:
        return f"{short_name(place)}: no averages, because ranks or residents are missing"
    first, last = rows[0], rows[-1]
    if len(rows) == 1:
        return f"{short_name(place)}: on average {position(first['percentile'])}{_in(domain)}"
    return (
        f"{first['area_name']} is the most deprived {level_word(level)} of {short_name(place)}{_in(domain)}, "
        f"{last['area_name']} the least"
    )


def position(percentile: float) -> str:
    """A position in words: more deprived than 60% of England's LSOAs, less than 70% of them."""
    if percentile < 50:
        return f"more deprived than {100 - percentile:.0f}% of England"
    return f"less deprived than {percentile:.0f}% of England"


def positions_alt(what: str, rows: Sequence[tuple[str, float]]) -> str:
    """A chart of positions for readers who hear it."""
    listed = "; ".join(f"{name} {value:.0f}" for name, value in rows)
    return f"{what}, from 0 (the most deprived of England) to 100: {listed}. The same figures are in the table."


def title_domains(place: Area, rows: Sequence[dict[str, Any]]) -> str:
    """The domain in which a place is most deprived, and that in which it is least.

    `rows` are those of the seven domains, the most deprived first.
    """
    if len(rows) < 2:
        return f"{short_name(place)}: only the index itself is loaded"
    first, last = rows[0], rows[-1]
    return (
        f"{short_name(place)} is most deprived in {domain_name(first['domain']).lower()}, least in "
        f"{domain_name(last['domain']).lower()}"
    )


def subtitle_domains(place: Area, release: int, of: int) -> str:
    """Below the finding on domains."""
    return (
        f"Domains of the Index of Multiple Deprivation {release} in {place.known_as}"
        f"{', averages weighted by residents' if place.lsoas > 1 else ''}; positions among England’s {number(of)} LSOAs"
    )


def title_change(place: Area, before: int, more: int, less: int, of: int, level: str) -> str:
    """How many of `of` areas moved to a more or a less deprived decile (wider areas: towards which end)."""
    if level == "lsoa":
        return (
            f"{short_name(place)}: {counted(more, 'LSOA')} in a more deprived decile than in {before}, {less} in a "
            "less deprived one"
        )
    return f"{short_name(place)}: {more} of {of} {level_plural(level)} nearer the most deprived end than in {before}"


def subtitle_change(place: Area, before: tuple[int, int], after: tuple[int, int], level: str, domain: str) -> str:
    """Below the finding on change: releases, and out of how many each ranks."""
    what = index_name(after[0], domain).removesuffix(f" {after[0]}")
    return (
        f"{what} by {level_word(level)} in {place.known_as}, {before[0]} (of {number(before[1])} LSOAs) and {after[0]} "
        f"(of {number(after[1])}): compare deciles and positions, not ranks"
    )


def title_one_release(place: Area, release: int) -> str:
    """Where only one release is loaded."""
    return f"{short_name(place)}: only the release of {release} is loaded, so there is nothing to compare"


def vintage_note(how: Sequence[str], release: int) -> str:
    """How LSOAs of another vintage were brought together; empty where all are the same."""
    parent, parts = how.count("parent"), how.count("parts")
    told = []
    if parent:
        told.append(
            f"{counted(parent, 'LSOA')} of today {'was' if parent == 1 else 'were'} part of a larger one in 2011: "
            f"shown with that one’s figure of {release}"
        )
    if parts:
        told.append(
            f"{counted(parts, 'LSOA')} {'consists' if parts == 1 else 'consist'} of several in the release of "
            f"{release}: shown with their mean"
        )
    return f"{capital(joined(told))}." if told else ""


def change_note(before: int, after: int) -> str:
    """What a move between releases does and does not mean."""
    new = " In 2025 incomes are counted after housing costs, which alone moves many areas." if after == 2025 else ""
    return (
        f"A position is relative: an area can move because others did, and the indicators of {before} and {after} "
        f"differ.{new} A move is not by itself a sign that life there got better or worse."
    )


def title_authorities(rows: Sequence[dict[str, Any]], place: Area) -> str:
    """The latest rank of a district among the authorities, and the one of the release before it."""
    ranked = [row for row in rows if not pd.isna(row["rank"])]
    if not ranked:
        return f"{short_name(place)}: no ranks among authorities are loaded"
    last = ranked[-1]
    earlier = [row for row in ranked if row["release"] < last["release"] and row["area_code"] == last["area_code"]]
    told = f"{last['area_name']} ranked {int(last['rank'])} of {int(last['of'])} authorities in {int(last['release'])}"
    if earlier:
        told += (
            f" ({int(earlier[-1]['rank'])} of {int(earlier[-1]['of'])} in {int(earlier[-1]['release'])}: another "
            "league)"
        )
    return told


def subtitle_authorities() -> str:
    """What a rank among authorities is."""
    return "English Indices of Deprivation, summaries by local authority; 1 is the most deprived authority of England"


def authorities_note(rows: Sequence[dict[str, Any]]) -> str:
    """Why ranks of two releases are not compared; empty where there are none to compare."""
    leagues = sorted({(int(row["release"]), int(row["of"])) for row in rows if not pd.isna(row["rank"])})
    if len(leagues) < 2:
        return ""
    listed = joined([f"{of} in {release}" for release, of in leagues])
    return (
        f"Not the same league: the ranks are out of {listed}, because councils were merged, and the measures differ. "
        "A rank that rose or fell between releases says little."
    )


def residents_note(ranked: int, lsoas: int, level: str) -> str:
    """Why averages are missing."""
    if ranked < lsoas:
        return f"Ranks are loaded for {ranked} of the {lsoas} LSOAs: an average needs all of them."
    return (
        "Averages need the residents of every LSOA: load populations by LSOA to see them for all "
        f"{level_plural(level)}."
    )


def domains_missing(place: Area, release: int) -> str:
    """What to load for domains."""
    return f"No domains of {release} are loaded for {possessive(short_name(place))} LSOAs. {NOTHING}"


def source(releases: Sequence[int], year: Any) -> str:
    """The source line of the page."""
    people = "" if pd.isna(year) else f" Residents: ONS, {int(year)}."
    listed = joined([str(release) for release in releases])
    return f"Source: MHCLG, English Indices of Deprivation {listed}.{people} {NAMED_BY}"
