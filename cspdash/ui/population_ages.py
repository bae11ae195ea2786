"""The views of Population by age: the place beside another area, and the areas inside it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cspdash.areas import Area
from cspdash.charts.population import ages_chart, pyramid_chart, stacked_chart
from cspdash.statistics.population import (
    BROAD,
    FIVE_YEARS,
    PLAN,
    band_name,
    banded,
    fitting,
    row_of,
    share_from,
    shares,
)
from cspdash.tables import Column, Row, html_table
from cspdash.ui.page import Page
from cspdash.ui.populated import (
    Ages,
    Table,
    age_tables,
    ages_of,
    beside_of,
    choose_halls,
    choose_table,
    named,
    parts,
    source_line,
)
from cspdash.wording import population as words
from cspdash.wording import population_alt as alt
from cspdash.wording import population_tables as told
from cspdash.wording.filters import LEVEL_WORDS, level_plural

# More areas than this stand as rows and not as columns.
AS_COLUMNS = 6
# A table wider than its place can be scrolled to, by keyboard too.
SCROLLED = """<style>.csp-wide { overflow-x: auto; }
@media (max-width: 1200px) { .csp-wide .csp-table { font-size: 0.92rem; }
.csp-wide .csp-table th, .csp-wide .csp-table td { padding: 0.2rem 0.35rem; } }</style>
<div class="csp-wide" tabindex="0" role="region" aria-label="Table">%s</div>"""


def table(page: Page, sheet: told.Sheet, key: str, title: str = "") -> None:
    """A table with its files; `title` where it is not that of the page's finding."""
    columns = [Column(name, "text" if at == 0 else "number") for at, name in enumerate(sheet.headings)]
    caption = title or f"{page.title}. {page.subtitle}"
    st.html(SCROLLED % html_table(caption, columns, [Row(cells, total) for cells, total in sheet.rows]))
    page.downloads(sheet.figures, key, title)


def nothing(page: Page, head: DeltaGenerator, what: str) -> None:
    """Say that a view has no table, and where to get one."""
    with head:
        page.heading(words.nothing_title(page.place_name, what), words.REMEDY)
    source_line(page, [])


def ages(page: Page, head: DeltaGenerator, beside: DeltaGenerator) -> None:
    """The place's ages beside the other area's."""
    found = _chosen(page, head, beside)
    if found is None:
        return
    chosen, halls_out = found
    other = beside_of(page)
    told_ages = ages_of(page, chosen, [page.place, *([other] if other is not None else [])], halls_out=halls_out)
    persons = told_ages.persons()
    if other is not None and not (persons["area_code"] == other.code).any():
        other = None
    bands = fitting(persons, FIVE_YEARS)
    wide = banded(persons, bands)
    share = shares(wide)
    own = row_of(wide, page.place.code)
    own_share = row_of(share, page.place.code)
    theirs = row_of(share, other.code) if other is not None else None
    old = share_from(persons, page.place.code)
    name = named(other) if other is not None else ""
    short = LEVEL_WORDS.get(other.level, other.name) if other is not None else ""
    with head:
        page.heading(
            words.title_ages(
                page.place_name, int(own.sum()), old,
                (short, share_from(persons, other.code)) if other is not None else None,
            ),
            words.subtitle_ages(chosen.name, name or None, told_ages.left_out),
        )  # fmt: skip
    sexes = {} if told_ages.left_out else _sexes(told_ages, page.place)
    if sexes:
        page.chart(pyramid_chart(sexes["female"], sexes["male"]), alt.pyramid_alt(sexes), "ages")
    else:
        pairs = {str(band): (int(n), float(s)) for band, n, s in zip(own.index, own, own_share, strict=True)}
        marks = None if theirs is None else {str(band): float(s) for band, s in theirs.items()}
        page.chart(ages_chart(pairs, marks, name), alt.ages_alt(pairs, marks, name), "ages")
    _notes(page, told_ages, chosen)
    table(page, told.ages_sheet(own, own_share, theirs, name), "ages_table")


def areas(page: Page, head: DeltaGenerator, beside: DeltaGenerator) -> None:
    """Ages of the areas inside the place: the plan's table of age by settlement."""
    found = _chosen(page, head, beside)
    if found is None:
        return
    chosen, halls_out = found
    level, inner = parts(page)
    whole = inner != [page.place]
    told_ages = ages_of(page, chosen, [*inner, *([page.place] if whole else [])], halls_out=halls_out)
    persons = told_ages.persons()
    held = [area for area in inner if (persons["area_code"] == area.code).any()]
    if not held:
        nothing(page, head, f"ages of its {level_plural(level)}")
        return
    names = _names(held)
    broad = banded(persons, fitting(persons, BROAD))
    old = pd.Series({names[area.code]: share_from(persons, area.code) for area in held}, dtype="float64")
    with head:
        page.heading(
            words.title_areas(page.place_name, LEVEL_WORDS.get(level, level), old, chosen.name),
            words.subtitle_areas(LEVEL_WORDS.get(level, level), chosen.name, told_ages.left_out),
        )
    drawn = [*held, *([page.place] if whole else [])]
    labels = names | ({page.place.code: f"All of {page.place_name}"} if whole else {})
    counts = broad.loc[[area.code for area in drawn]].rename(index=labels)
    page.chart(
        stacked_chart(shares(counts), counts, "Age", ordered=True),
        alt.stacked_alt(shares(counts), "age"),
        "areas",
    )
    _notes(page, told_ages, chosen)
    missing = len(inner) - len(held)
    if missing:
        page.note(words.areas_missing(missing, level_plural(level)))
    few = len(held) <= AS_COLUMNS
    bands = fitting(persons, PLAN) if few else fitting(persons, BROAD)
    wide = banded(persons, bands)
    shown = wide.loc[[area.code for area in held]].rename(index=names)
    all_of_it = row_of(wide, page.place.code) if whole else None
    if few:
        sheet = told.areas_sheet(shown, all_of_it, labels.get(page.place.code, page.place_name))
    else:
        heading = LEVEL_WORDS.get(level, level)
        sheet = told.long_areas_sheet(shown, all_of_it, labels[page.place.code], heading[:1].upper() + heading[1:])
    table(page, sheet, "areas_table")


def _chosen(page: Page, head: DeltaGenerator, beside: DeltaGenerator) -> tuple[Table, bool] | None:
    tables = age_tables(page)
    if not tables:
        nothing(page, head, "ages")
        return None
    with beside:
        chosen = choose_table(tables)
        halls_out = choose_halls(page)
    source_line(page, [words.estimates(chosen.year, chosen.source)])
    return chosen, halls_out


def _sexes(found: Ages, place: Area) -> Mapping[str, Mapping[str, tuple[int, float]]]:
    """Band → residents and share of all, for females and for males; empty where the table tells no sexes."""
    own = found.frame[found.frame["area_code"] == place.code]
    sexed = own[own["sex"] != "persons"]
    if sexed.empty:
        return {}
    bands = fitting(sexed, FIVE_YEARS)
    total = int(sexed["count"].sum())
    told_bands = {}
    for sex in ("female", "male"):
        row = banded(sexed[sexed["sex"] == sex], bands).iloc[0]
        told_bands[sex] = {band_name(b): (int(row[band_name(b)]), 100 * int(row[band_name(b)]) / total) for b in bands}
    return told_bands


def _names(held: list[Area]) -> dict[str, str]:
    return {area.code: area.known_as or area.name for area in held}


def _notes(page: Page, found: Ages, chosen: Table) -> None:
    for note in found.notes:
        page.note(note)
    if chosen.source == "Census 2021":
        page.note(words.PERTURBED)
