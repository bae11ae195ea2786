"""The other views of Deprivation: averages, domains, change between releases, the place among authorities."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from cspdash.areas import inside
from cspdash.charts.deprivation import moves_chart, positions_chart
from cspdash.ui import choices
from cspdash.ui.deprived import (
    RELEASED,
    Deprived,
    Record,
    areas_at,
    by_position,
    choose_domain,
    choose_level,
    foot,
    known_as,
    records,
    table,
)
from cspdash.ui.page import Page
from cspdash.wording import deprivation as words
from cspdash.wording import deprivation_tables as told

Head = st.delta_generator.DeltaGenerator
_TOLD = ("Area", "Position", "Rank")
# Above so many LSOAs a line each is no longer read.
_MANY_MOVES = 45


def show_areas(found: Deprived, head: Head) -> None:
    """Averages of the areas of a level, weighted by residents, with the LSOAs behind them."""
    page, place = found.page, found.page.place
    with found.row:
        domain = choose_domain(found)
        level = choose_level(page, finest="lsoa")
    given = {"release": str(found.release), "domain": domain}
    frame = page.ask("deprivation_by_area", level=level, **given).frame
    whole = records(page.ask("deprivation_by_area", level=place.level, **given).frame)
    whole = [row for row in whole if row["area_code"] == place.code]
    rows = by_position(records(frame))
    names = {code: area.known_as for code, area in areas_at(page, level).items()}
    with head:
        page.heading(
            words.title_areas(place, rows, level, domain), words.subtitle(place, level, found.release, found.of, domain)
        )
    lsoas = by_position(records(page.ask("deprivation_by_area", level="lsoa", **given).frame))
    if rows and level != "lsoa":
        marks = [_mark("mean", names[str(row["area_code"])], row, names) for row in rows]
        within = {str(row["area_code"]): inside(page.version, str(row["area_code"])) for row in rows}
        known = known_as(page, [str(row["area_code"]) for row in lsoas])
        marks += [
            _mark("lsoa", names[code], row, known)
            for row in lsoas
            for code, codes in within.items()
            if row["area_code"] in codes
        ]
        order = [names[str(row["area_code"])] for row in rows]
        ends = [(names[str(row["area_code"])], float(row["percentile"])) for row in rows]
        page.chart(positions_chart(marks, order, _TOLD), words.positions_alt("Average positions", ends), "averages")
    total = told.area_rows(whole, {place.code: place.known_as}) if level != place.level else []
    rest = [row for row in records(frame) if pd.isna(row["percentile"])]
    table(page, told.AREAS, told.area_rows([*rows, *rest], names), total=total[0] if total else None)
    if rest:
        page.note(words.residents_note(sum(int(row["ranked"]) for row in whole), place.lsoas, level))
    page.downloads(told.area_sheet(frame, names), "averages_table")
    _vintage(found, lsoas)
    page.how_to_read(told.HOW_TO_READ["areas"])
    foot(page, frame["population_year"].max(), [found.release])


def show_domains(found: Deprived, head: Head) -> None:
    """The domains of the place."""
    page, place = found.page, found.page.place
    frame = page.ask("deprivation_by_domain", release=str(found.release)).frame
    rows = sorted(
        (row for row in records(frame) if row["domain"] in words.DOMAINS),
        key=lambda row: told.ORDER.index(row["domain"]),
    )
    weighed = [row for row in by_position(rows) if row["domain"] in words.WEIGHTS]
    with head:
        page.heading(words.title_domains(place, weighed), words.subtitle_domains(place, found.release, found.of))
    if weighed:
        drawn = by_position(rows)
        names = {row["domain"]: words.domain_name(row["domain"]) for row in drawn}
        marks = [_mark("mean", names[row["domain"]], row, names, "domain") for row in drawn]
        ends = [(names[row["domain"]], float(row["percentile"])) for row in drawn]
        spec = positions_chart(marks, list(names.values()), _TOLD)
        page.chart(spec, words.positions_alt("Positions by domain", ends), "domains")
    single = place.lsoas == 1
    table(page, told.DOMAIN_LSOA if single else told.DOMAIN, told.domain_rows(rows, single))
    if len(rows) < 2:
        page.note(words.domains_missing(place, found.release))
    page.downloads(
        told.sheet(told.domain_rows(rows, single), told.DOMAIN_LSOA if single else told.DOMAIN), "domains_table"
    )
    page.how_to_read(told.HOW_TO_READ["domains"])
    foot(page, frame["population_year"].max(), [found.release])


def show_change(found: Deprived, head: Head) -> None:
    """Where areas stood in an earlier release."""
    page, place = found.page, found.page.place
    earlier = [row for row in found.releases if row["release"] < found.release]
    if not earlier:
        with head:
            page.heading(words.title_one_release(place, found.release), words.NOTHING)
        foot(page, None, [found.release])
        return
    offered = {str(row["release"]): f"since {row['release']}" for row in earlier}
    choices.let_go("since", RELEASED, offered, "Since")
    usual = list(offered)[-1]
    with found.row:
        since = choices.page_choice("since", offered, usual, "Since") if len(offered) > 1 else usual
        level = "lsoa" if place.lsoas <= _MANY_MOVES else choose_level(page, finest="lsoa")
        domain = choose_domain(found)
    before = next(row for row in earlier if str(row["release"]) == since)
    both = set(str(before["domains"]).split())
    if domain not in both:
        st.warning(f"{words.domain_name(domain)} of {since} is not loaded, so the whole index is shown.")
        domain = "imd"
    frame = page.ask(
        "deprivation_changes", level=level, from_release=since, to_release=str(found.release), domain=domain
    ).frame
    rows = [row for row in records(frame) if not pd.isna(row["change"])]
    rows.sort(key=lambda row: float(row["percentile_after"]))
    names = {code: area.known_as for code, area in areas_at(page, level).items()}
    more, less = _moved(rows, level)
    with head:
        page.heading(
            words.title_change(place, int(since), more, less, len(rows), level),
            words.subtitle_change(place, (int(since), int(before["of"])), (found.release, found.of), level, domain),
        )
    page.note(words.change_note(int(since), found.release))
    if rows and len(rows) <= _MANY_MOVES:
        marks, order = _moves(rows, names, level), [names[str(row["area_code"])] for row in rows]
        ends = [(names[str(row["area_code"])], float(row["percentile_after"])) for row in (*rows[:3], *rows[-3:])]
        told_in = ("Area", "Before", "Now")
        page.chart(moves_chart(marks, order, told_in), words.positions_alt("Positions, both ends", ends), "moves")
    headings = told.change_headings(int(since), found.release, level)
    listed = told.change_rows(sorted(rows, key=lambda row: float(row["change"])), names, level)
    table(page, headings, listed)
    page.downloads(told.sheet(listed, headings), "change_table")
    for release, side in ((int(since), "before"), (found.release, "after")):
        if note := words.vintage_note([str(row[f"how_{side}"]) for row in rows], release):
            page.note(note)
    page.how_to_read(told.HOW_TO_READ["change"])
    foot(page, None, [int(since), found.release])


def show_authorities(page: Page, releases: Sequence[Record], head: Head) -> None:
    """The place's districts among the authorities of England."""
    rows = records(page.ask("deprivation_of_authorities").frame)
    main = _main(rows)
    with head:
        page.heading(words.title_authorities(main, page.place), words.subtitle_authorities())
    if rows:
        table(page, told.AUTHORITIES, told.authority_rows(rows), words_in=(1,))
        if note := words.authorities_note(rows):
            page.note(note)
        page.downloads(told.sheet(told.authority_rows(rows), told.AUTHORITIES), "authorities")
    else:
        page.note(
            words.NOTHING.replace("File 7 (all ranks, deciles and scores)", "File 10 (local authority summaries)")
        )
    page.how_to_read(told.HOW_TO_READ["authorities"])
    foot(page, None, sorted({int(row["release"]) for row in (rows or releases)}))


def _main(rows: Sequence[Record]) -> list[Record]:
    """One ranked row a district and release: by average score where there is one, else as it was printed."""
    wanted = ("average score", "as printed", "average rank")
    ranked = [row for row in rows if row["measure"] in wanted and not pd.isna(row["rank"])]
    best: dict[tuple[str, int], Record] = {}
    for row in sorted(ranked, key=lambda row: wanted.index(row["measure"])):
        best.setdefault((row["area_code"], row["release"]), row)
    return sorted(best.values(), key=lambda row: (row["release"], row["area_code"]))


def _mark(kind: str, name: str, row: Record, names: dict[str, str], key: str = "area_code") -> dict[str, Any]:
    position = float(row["percentile"])
    return {
        "kind": kind, "name": name, "x": position, "text": told.position(position), "Area": names[str(row[key])],
        "Position": told.position(position), "Rank": told.rank(row["rank"]),
    }  # fmt: skip


def _moved(rows: Sequence[Record], level: str) -> tuple[int, int]:
    """How many moved towards the most deprived and how many away from it: by decile, wider areas by position."""
    by = "decile" if level == "lsoa" else "percentile"
    steps = [float(row[f"{by}_after"]) - float(row[f"{by}_before"]) for row in rows]
    return sum(step < 0 for step in steps), sum(step > 0 for step in steps)


def _moves(rows: Sequence[Record], names: dict[str, str], level: str) -> list[dict[str, Any]]:
    marks = []
    for row in rows:
        change = float(row["change"])
        name = names[str(row["area_code"])]
        ends = {}
        for side, heading in (("before", "Before"), ("after", "Now")):
            decile = f", decile {int(row[f'decile_{side}'])}" if level == "lsoa" else ""
            ends[heading] = (
                f"{told.position(row[f'percentile_{side}'])} (rank {told.rank(row[f'rank_{side}'])}{decile})"
            )
        marks.append(
            {"name": name, "before": float(row["percentile_before"]), "x": float(row["percentile_after"]), "Area": name,
             "side": "more" if change < -0.05 else "less" if change > 0.05 else "same"} | ends
        )  # fmt: skip
    return marks


def _vintage(found: Deprived, rows: Sequence[Record]) -> None:
    if note := words.vintage_note([str(row["how"]) for row in rows], found.release):
        found.page.note(note)
