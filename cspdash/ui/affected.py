"""What Communities most affected is about: LSOAs with counts, residents and deprivation, the fifths, the slope."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from cspdash.areas import Area, inside
from cspdash.statistics.fifths import Scheme, usual_scheme, with_local_fifths
from cspdash.statistics.rates import with_rates
from cspdash.statistics.slope_index import SlopeIndex, slope_index
from cspdash.ui import choices
from cspdash.ui.deprived import Record, choose_release, records, releases_of
from cspdash.ui.page import Page
from cspdash.wording import communities as words
from cspdash.wording.map import no_residents_note
from cspdash.wording.numbers import escaped


@dataclass(frozen=True)
class Affected:
    """The LSOAs of the place.

    `table` is what `crime_by_deprivation` gives for the place, with local (the fifth within `reference`: the
    partnership where the place lies in it, else the place itself), of which `everywhere` holds every LSOA; `usual` is
    the scheme of fifths that stands unless one is chosen.
    """

    page: Page
    reference: Area
    everywhere: pd.DataFrame
    table: pd.DataFrame
    release: int
    usual: Scheme
    slope: SlopeIndex | None
    row: st.delta_generator.DeltaGenerator

    @property
    def years(self) -> list[int]:
        """The years of the residents."""
        return sorted({int(year) for year in self.table["population_year"].dropna()})

    @property
    def whole(self) -> bool:
        """Whether every month is whole."""
        return bool(self.table["complete"].all())


def affected(page: Page, row: st.delta_generator.DeltaGenerator) -> Affected | None:
    """Ask for the LSOAs; None where no release is loaded for the place. Further choices stand in `row`."""
    releases = releases_of(page)
    if not releases:
        return None
    release = choose_release(page, releases, row).release
    reference = _reference(page)
    period = page.selection.period
    asked = page.ask(
        "crime_by_deprivation", area=reference.code, crime_types=page.selection.types.types, from_month=period.first,
        to_month=period.last, release=str(release),
    ).frame  # fmt: skip
    everywhere = with_local_fifths(asked)
    within = inside(page.version, page.place.code)
    table = everywhere[everywhere["area_code"].isin(within)].reset_index(drop=True)
    return Affected(page, reference, everywhere, table, release, usual_scheme(everywhere), slope_index(table), row)


def _reference(page: Page) -> Area:
    whole = page.areas.by_code[page.partnership.slug]
    return whole if page.place.code in inside(page.version, whole.code) else page.place


def choose_scheme(found: Affected) -> Scheme:
    """The fifths chosen."""
    labels = {scheme: words.scheme_label(scheme, found.reference) for scheme in ("national", "local")}
    with found.row:
        picked = choices.page_choice("fifths", labels, found.usual, "Fifths")
    return "national" if picked == "national" else "local"


def heading(found: Affected, title: str) -> None:
    """The finding, and beside it the warning that must not be missed."""
    page = found.page
    page.heading(
        title, words.subtitle(page.selection.types.label, page.place, found.release, page.selection.period, found.years)
    )
    page.note(words.WARNING)


def finding(found: Affected) -> str:
    """The title of the views on deprivation."""
    place, period, types = found.page.place, found.page.selection.period, found.page.selection.types.label
    if not found.whole:
        return words.title_gap(place, period)
    if found.slope is not None:
        return words.title_slope(place, types, found.slope, period)
    rate = together(found.table)["rate"]
    if pd.isna(rate):
        return words.title_no_residents(place)
    return words.title_few(place, types, float(rate), period, len(found.table))


def together(table: pd.DataFrame) -> Record:
    """Some LSOAs as one: count, population, rate, lower, upper; no rate where one of them has none."""
    sums = pd.DataFrame(
        {
            "count": pd.array([table["count"].sum(skipna=False)], dtype="Int64"),
            "population": pd.array([table["population"].sum(skipna=False)], dtype="Int64"),
            "complete": [bool(table["complete"].all())],
        }
    )
    return records(with_rates(sums))[0]


def slope_figures(found: Affected) -> None:
    """The slope index and the relative index, or why there is none."""
    page, slope = found.page, found.slope
    if slope is None:
        if found.table["population"].isna().any():
            page.note(no_residents_note("lsoa"))
        elif found.whole:
            page.note(words.few_note(len(found.table)))
        return
    lines = "".join(f"<li>{escaped(line)}</li>" for line in words.slope_told(slope))
    st.html(f'<ul class="csp-figures">{lines}</ul>')
    if note := words.left_out(slope):
        page.note(note)


def areas_beside(found: Affected, level: str) -> list[Record]:
    """The areas of a level: `counts_by_area` with rates (`rates.with_rates`), percentile and share_most_deprived."""
    page, period = found.page, found.page.selection.period
    counts = page.ask(
        "counts_by_area",
        level=level,
        crime_types=page.selection.types.types,
        from_month=period.first,
        to_month=period.last,
    ).frame
    depth = page.ask("deprivation_by_area", level=level, release=str(found.release)).frame
    joined = counts.merge(depth[["area_code", "percentile", "share_most_deprived"]], on="area_code", how="left")
    return records(with_rates(joined))
