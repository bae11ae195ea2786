"""What Deprivation is about: the releases loaded for the place, the choices of release, domain and level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from cspdash import tables
from cspdash.areas import Area
from cspdash.sources.deprivation_columns import RELEASES
from cspdash.ui import choices
from cspdash.ui.map_view import NOT_MAPPED
from cspdash.ui.page import Page
from cspdash.wording import deprivation as words
from cspdash.wording.deprivation_tables import Cells
from cspdash.wording.filters import level_plural
from cspdash.wording.map_figures import capital

Record = dict[str, Any]
RELEASED = tuple(str(year) for year in RELEASES)
# A table of more columns than fit beside the sidebar of a small screen can be scrolled to, by keyboard too.
_SCROLLS = '<div style="overflow-x:auto" tabindex="0" role="region" aria-label="Table">{}</div>'


@dataclass(frozen=True)
class Deprived:
    """The page, its releases (rows of `deprivation_releases`, never none), the one chosen, and the row of choices."""

    page: Page
    releases: list[Record]
    release: int
    row: st.delta_generator.DeltaGenerator

    @property
    def held(self) -> Record:
        """The row of the release chosen."""
        return next(row for row in self.releases if row["release"] == self.release)

    @property
    def of(self) -> int:
        """How many LSOAs of England the release ranks."""
        return int(self.held["of"])

    def domains(self) -> dict[str, str]:
        """The domains loaded, code → name, in their own order."""
        held = set(str(self.held["domains"]).split())
        return {code: name for code, name in words.DOMAINS.items() if code in held}


def records(frame: pd.DataFrame) -> list[Record]:
    """The rows of a frame by column."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def releases_of(page: Page) -> list[Record]:
    """The releases loaded for the place, the earliest first."""
    return records(page.ask("deprivation_releases").frame)


def choose_release(page: Page, releases: Sequence[Record], row: st.delta_generator.DeltaGenerator) -> Deprived:
    """The release chosen in a row of choices, usually the latest; one not loaded for the place is let go."""
    offered = {str(row["release"]): str(row["release"]) for row in releases}
    latest = list(offered)[-1]
    choices.let_go("release", RELEASED, offered, "Release")
    with row:
        picked = choices.page_choice("release", offered, latest, "Release") if len(offered) > 1 else latest
    return Deprived(page, list(releases), int(picked), row)


def choose_domain(found: Deprived) -> str:
    """The domain chosen, the index itself unless another one is."""
    offered = found.domains()
    choices.let_go("domain", words.DOMAINS, offered, "Domain")
    if len(offered) < 2:
        return "imd"
    return choices.page_choice("domain", offered, "imd", "Domain", kind="list")


def choose_level(page: Page, *, finest: str) -> str:
    """The level whose areas are compared: the widest with several areas, unless another one is chosen.

    `finest`: the level beside those of several areas that is offered even where it has one area.
    """
    levels = [area.level for area in page.inside]
    offered = {
        level: capital(level_plural(level)) for level in page.areas.levels
        if level not in NOT_MAPPED and (levels.count(level) > 1 or (level == finest and level in levels))
    }  # fmt: skip
    choices.let_go("level", page.areas.levels, offered, "Areas")
    return (
        choices.page_choice("level", offered, next(iter(offered)), "Areas") if len(offered) > 1 else next(iter(offered))
    )


def areas_at(page: Page, level: str) -> dict[str, Area]:
    """The areas of a level inside the place by code."""
    return {area.code: area for area in page.inside if area.level == level}


def known_as(page: Page, codes: Sequence[str]) -> dict[str, str]:
    """Areas by code as people know them."""
    return {code: page.areas.by_code[code].known_as for code in codes}


def table(
    page: Page, headings: Cells, rows: Sequence[Cells], words_in: Sequence[int] = (), total: Cells | None = None
) -> None:
    """A table whose first column, and those of `words_in`, hold words; `total` stands last."""
    columns = [
        tables.Column(name, "text" if at == 0 or at in words_in else "number") for at, name in enumerate(headings)
    ]
    body = [tables.Row(cells) for cells in rows]
    if total is not None:
        body.append(tables.Row(total, total=True))
    st.html(_SCROLLS.format(tables.html_table(f"{page.title}. {page.subtitle}", columns, body)))


def by_position(rows: Sequence[Mapping[str, Any]]) -> list[Record]:
    """The rows that have a position, the most deprived first."""
    known = [dict(row) for row in rows if not pd.isna(row["percentile"])]
    return sorted(known, key=lambda row: (float(row["percentile"]), str(row.get("area_name", ""))))


def foot(page: Page, year: Any, releases: Sequence[int]) -> None:
    """The foot that all pages have, with the sources of this page's own figures."""
    page.own_source = words.source(releases, year)
    page.foot(gaps=[])
