"""The English Indices of Deprivation by their columns: which domain and figure each holds, and of which release it is.

Columns are compared in lower case without punctuation (`recognise.plain`), so that MHCLG's "Income Rank (where 1 is
most deprived)", `Income_rank` and `income_rank` read alike.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Figure = Literal["rank", "decile", "score"]


@dataclass(frozen=True)
class Release:
    """A release: its LSOAs' vintage, how many LSOAs and authorities of England it ranks, and its files' own year of
    districts."""

    year: int
    vintage: int
    lsoas: int
    authorities: int
    districts_of: int


# MHCLG (2015: DCLG), research reports of the three releases; 1 is the most deprived in all of them.
RELEASES = {
    2015: Release(2015, 2011, 32_844, 326, 2013),
    2019: Release(2019, 2011, 32_844, 317, 2019),
    2025: Release(2025, 2021, 33_755, 296, 2024),
}

# The index, its seven domains, the two supplementary indices, the six sub-domains: as published, and shortened in
# copies.
_DOMAINS = {
    "imd": r"imd|indexofmultipledeprivation(imd)?",
    "income": r"income",
    "employment": r"employment",
    "education": r"education(skillsandtraining)?",
    "health": r"health(deprivationanddisability)?",
    "crime": r"crime",
    "housing": r"(barriersto)?housingand(services|access)",
    "environment": r"(living)?environment",
    "children_income": r"idaci|incomedeprivationaffectingchildrenindex(idaci)?",
    "older_income": r"idaopi|incomedeprivationaffectingolderpeople(index)?(idaopi)?",
    "children_education": r"childrenandyoungpeople",
    "adult_skills": r"adultskills",
    "geographical_barriers": r"geographicalbarriers",
    "wider_barriers": r"widerbarriers",
    "indoors": r"indoors",
    "outdoors": r"outdoors",
}
DOMAINS = tuple(_DOMAINS)
_FIGURE = re.compile(
    "(?:" + "|".join(f"(?P<{name}>{stem})" for name, stem in _DOMAINS.items()) + ")"
    r"(?:domain|subdomain)?(?P<figure>rank|decile|score)(?:rate|where1is.*)?"
)  # fmt: skip
_LSOA = re.compile(r"lsoa(?:20)?(?P<before>11|21)?(?:cd|code)(?:20)?(?P<after>11|21)?")
_DISTRICT = re.compile(r"(?:(?:lad|ltla)(?P<before>\d\d)(?:cd|code)|localauthoritydistrictcode(?:20)?(?P<after>\d\d))")
# Summaries: the index's own figures by authority. "percent" stands for a sign that plain names lose.
_SUMMARY = re.compile(
    r"imd(?:20\d\d|\d\d)?(?P<of>rankof)?(?P<measure>averagerank|averagescore|extent|localconcentration"
    r"|proportionoflsoasinmostdeprived10(?:percent)?nationally)"
)
_MEASURES = {
    "averagerank": "average rank", "averagescore": "average score", "extent": "extent",
    "localconcentration": "local concentration",
}  # fmt: skip
_SHARE = "share of LSOAs in the most deprived tenth"
# A copy of the 2019 summaries by districts of 2022: the index has no prefix there, and nothing is ranked.
_BARE = {"score": "average score", "proportion": _SHARE, "extent": "extent"}
MEASURES = (*_MEASURES.values(), _SHARE)


@dataclass(frozen=True)
class LsoaColumns:
    """Where a table of LSOAs keeps its codes and figures; `releases` are those that its columns leave open."""

    code: int
    figures: dict[tuple[str, Figure], int]
    releases: frozenset[int]


@dataclass(frozen=True)
class AuthorityColumns:
    """Where a table of authorities keeps its codes, and the value and rank (None: not given) of each measure."""

    code: int
    measures: dict[str, tuple[int | None, int | None]]
    releases: frozenset[int]


def lsoa_columns(names: Sequence[str]) -> LsoaColumns | None:
    """The layout of a table of LSOAs with ranks, deciles or scores; None where it is none.

    Args:
        names: plain column names.
    """
    found = [(at, match) for at, name in enumerate(names) if (match := _LSOA.fullmatch(name))]
    figures: dict[tuple[str, Figure], int] = {}
    for at, name in enumerate(names):
        if match := _FIGURE.fullmatch(name):
            domain = next(known for known in DOMAINS if match[known])
            figure: Figure = (
                "rank" if match["figure"] == "rank" else "decile" if match["figure"] == "decile" else "score"
            )
            figures.setdefault((domain, figure), at)
    if len(found) != 1 or not figures:
        return None
    code, match = found[0]
    vintage = match["before"] or match["after"]
    open_to = {year for year, release in RELEASES.items() if vintage is None or f"20{vintage}" == str(release.vintage)}
    return LsoaColumns(code, figures, _narrowed(open_to, names))


def authority_columns(names: Sequence[str]) -> AuthorityColumns | None:
    """The layout of a table of authorities with the index's summary measures; None where it is none.

    Args:
        names: plain column names.
    """
    codes = [at for at, name in enumerate(names) if _DISTRICT.fullmatch(name)]
    if len(codes) != 1 or any(_LSOA.fullmatch(name) for name in names):
        return None
    at_of: dict[str, dict[bool, int]] = {}
    for at, name in enumerate(names):
        if match := _SUMMARY.fullmatch(name):
            measure = _MEASURES.get(match["measure"], _SHARE)
            at_of.setdefault(measure, {}).setdefault(match["of"] is not None, at)
    if not at_of and set(_BARE) <= set(names):
        at_of = {measure: {False: names.index(name)} for name, measure in _BARE.items()}
    if not at_of:
        return None
    measures = {measure: (where.get(False), where.get(True)) for measure, where in at_of.items()}
    return AuthorityColumns(codes[0], measures, _narrowed(set(RELEASES), names))


def kind_of(names: Sequence[str]) -> Literal["deprivation", "deprivation_authority"] | None:
    """Which of the two tables of deprivation some plain column names are; None for neither."""
    if lsoa_columns(names) is not None:
        return "deprivation"
    return "deprivation_authority" if authority_columns(names) is not None else None


def release_of(open_to: frozenset[int], name: str) -> int | None:
    """The release of a file, of those that its columns leave open, by the year in its name; None while open."""
    if len(open_to) == 1:
        return next(iter(open_to))
    told = {int(year) for year in re.findall(r"(?<!\d)20\d\d(?!\d)", name)} & open_to
    return next(iter(told)) if len(told) == 1 else None


def _narrowed(releases: set[int], names: Sequence[str]) -> frozenset[int]:
    """The releases whose files name districts of the years found; all of them where no year fits one."""
    years = {2000 + int(match["before"] or match["after"]) for name in names if (match := _DISTRICT.fullmatch(name))}
    told = {year for year in releases if RELEASES[year].districts_of in years}
    return frozenset(told or releases)
