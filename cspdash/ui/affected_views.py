"""The views of Communities most affected: fifths by deprivation, LSOA by LSOA, settlements."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from cspdash.charts.communities import group_rates_chart, slope_chart
from cspdash.statistics.fifths import by_fifth
from cspdash.statistics.rates import with_rates
from cspdash.statistics.slope_index import usable
from cspdash.ui.affected import Affected, areas_beside, choose_scheme, finding, heading, slope_figures, together
from cspdash.ui.deprived import Record, choose_level, records, table
from cspdash.ui.page import Page
from cspdash.wording import communities as words
from cspdash.wording import deprivation_tables as told
from cspdash.wording.compare import ASB_COUNTED
from cspdash.wording.map import short_name
from cspdash.wording.map_figures import capital, per_1000
from cspdash.wording.numbers import DASH

Head = st.delta_generator.DeltaGenerator
# So many circles are named: those with the highest rates, unless their names would lie on each other's.
_NAMED, _WIDE, _TALL = 3, 0.35, 0.1


def show_fifths(found: Affected, head: Head) -> None:
    """Rates by fifth."""
    page = found.page
    scheme = choose_scheme(found)
    frame = by_fifth(found.table, scheme)
    rows = records(frame)
    with head:
        heading(found, finding(found))
    bars = [
        _bar(name, row, words.bar_text(row, page.place)) for name, row in zip(words.FIFTHS, rows, strict=True)
    ]  # fmt: skip
    _bars(found, bars, words.fifths_alt(page.place, rows), "fifths")
    slope_figures(found)
    headings = words.FIFTH_HEADINGS
    cells = [
        (name, words.whole(row["areas"]), _count(row), words.whole(row["population"]), words.rate(row["rate"]),
         words.interval(row["lower"], row["upper"]))
        for name, row in zip(words.FIFTHS, rows, strict=True)
    ]  # fmt: skip
    whole = together(found.table)
    total = (
        short_name(page.place), words.whole(len(found.table)), _count(whole), words.whole(whole["population"]),
        words.rate(whole["rate"]), words.interval(whole["lower"], whole["upper"]),
    )  # fmt: skip
    table(page, headings, cells, total=total)
    sizes = {int(row["fifth"]): int(row["areas"]) for row in rows}
    page.note(words.scheme_note(scheme, found.usual, found.reference, sizes))
    page.note(words.CIRCULAR)
    page.downloads(told.sheet([*cells, total], headings), "fifths_table")
    page.how_to_read(words.HOW_TO_READ["fifths"] + words.COMMON)
    _foot(page)


def show_slope(found: Affected, head: Head) -> None:
    """Every LSOA, and the line."""
    page, slope = found.page, found.slope
    with head:
        heading(found, finding(found))
    points = usable(found.table).sort_values("rate", ascending=False, kind="stable")
    marks = _circles(found, records(points))
    if marks:
        ends = None if slope is None else (slope.most, slope.least)
        spec = slope_chart(marks, ends, _unit(found))
        page.chart(spec, words.slope_alt(page.place, slope, len(marks)), "slope")
    slope_figures(found)
    rated = with_rates(found.table).sort_values(["rank", "area_name"], kind="stable")
    cells = [
        (page.areas.by_code[str(row["area_code"])].known_as, told.rank(row["rank"]), words.whole(row["decile"]),
         _count(row), words.whole(row["population"]), words.rate(row["rate"]),
         words.interval(row["lower"], row["upper"]))
        for row in records(rated)
    ]  # fmt: skip
    table(page, words.LSOA_HEADINGS, cells)
    page.note(words.CIRCULAR)
    page.downloads(told.sheet(cells, words.LSOA_HEADINGS), "slope_table")
    page.how_to_read(words.HOW_TO_READ["slope"] + words.COMMON)
    _foot(page)


def show_areas(found: Affected, head: Head) -> None:
    """Rates by settlement, or another level."""
    page = found.page
    with found.row:
        level = choose_level(page, finest="lsoa")
    rows = areas_beside(found, level)
    rows.sort(key=lambda row: (pd.isna(row["percentile"]), row["percentile"], str(row["area_name"])))
    rated = sorted((row for row in rows if not pd.isna(row["rate"])), key=lambda row: -float(row["rate"]))
    names = {str(row["area_code"]): short_name(page.areas.by_code[str(row["area_code"])]) for row in rows}
    with head:
        heading(
            found,
            words.title_areas(page.place, level, rated, page.selection.types.label, page.selection.period),
        )
    if len(rows) <= 12:
        bars = [_bar(names[str(row["area_code"])], row, words.rate(row["rate"])) for row in rows]
        _bars(found, bars, words.areas_alt(page.place, level, rows), "areas")
    cells = [
        (names[str(row["area_code"])], _count(row), words.whole(row["population"]), words.rate(row["rate"]),
         words.interval(row["lower"], row["upper"]), told.position(row["percentile"]),
         told.share(row["share_most_deprived"]))
        for row in rows
    ]  # fmt: skip
    table(page, words.AREA_HEADINGS, cells)
    page.downloads(told.sheet(cells, words.AREA_HEADINGS), "areas_table")
    page.how_to_read(words.HOW_TO_READ["areas"] + words.COMMON)
    _foot(page)


def _foot(page: Page) -> None:
    """The foot: nothing is compared here, so gaps are those of the period alone."""
    page.foot(asb=ASB_COUNTED, gaps=page.gaps_in(page.selection.period))


def _count(row: Record) -> str:
    """A count, a dash where months are incomplete: a gap is not a low count."""
    return words.whole(row["count"]) if row["complete"] else DASH


def _bar(name: str, row: Record, text: str) -> dict[str, Any]:
    known = not pd.isna(row["rate"])
    rates = {key: float(row[key]) for key in ("rate", "lower", "upper")} if known else {}
    return {
        "kind": "known" if known else "none", "name": name, "text": text, "Group": name,
        "Rate": words.rate(row["rate"]),
        "Interval": words.interval(row["lower"], row["upper"]), "Count": _count(row),
    } | rates  # fmt: skip


def _bars(found: Affected, bars: list[dict[str, Any]], alt: str, key: str) -> None:
    whole = together(found.everywhere)
    known = not pd.isna(whole["rate"])
    average = float(whole["rate"]) if known else None
    label = f"{short_name(found.reference)}: {words.rate(whole['rate'])}"
    found.page.chart(group_rates_chart(bars, average, label, _unit(found)), alt, key)


def _unit(found: Affected) -> str:
    return capital(per_1000(found.page.selection.period))


def _circles(found: Affected, rows: list[Record]) -> list[dict[str, Any]]:
    """The circles of LSOAs, `rows` being in order of their rates, the highest first."""
    top = float(rows[0]["rate"]) if rows else 0.0
    named: list[tuple[float, float]] = []
    marks = []
    for row in rows:
        area = found.page.areas.by_code[str(row["area_code"])]
        x, y = float(row["relative_rank"]), float(row["rate"])
        free = all(abs(x - at) > _WIDE or abs(y - high) > _TALL * top for at, high in named)
        is_named = free and len(named) < _NAMED and x < 1 - _WIDE / 2
        if is_named:
            named.append((x, y))
        marks.append(
            {"x": x, "y": y, "people": int(row["population"]), "label": short_name(area) if is_named else "",
             "Area": area.known_as, "Rate": words.rate(y), "Residents": words.whole(row["population"]),
             "Rank": told.rank(row["rank"])}
        )  # fmt: skip
    return marks
