"""What the map says in a sentence, and the notes below it."""

from __future__ import annotations

from cspdash.statistics.places import fewest_holding
from cspdash.ui import map_verdicts
from cspdash.ui.map_view import MapView
from cspdash.ui.page import Page
from cspdash.wording import map as words
from cspdash.wording import map_figures as units
from cspdash.wording.compare import with_types


def finding(page: Page, view: MapView) -> str:
    """The title."""
    chosen, place = page.selection, page.place
    types, period, base = chosen.types.label, chosen.period, chosen.base
    order = view.order.to_dict("records")
    if not view.figures["complete"].any():
        return words.title_of_gap(place, period)
    if view.measure == "verdict":
        return map_verdicts.finding(page, view)
    first = order[0] if order else None
    top = None if first is None else view.areas[str(first["area_code"])]
    if view.measure == "rate":
        return words.title_of_rates(
            top, float(first["rate"]) if first else 0.0, place, period, view.level, len(order), len(view.figures)
        )
    if view.measure == "difference":
        last = order[-1] if order else None
        if first is not None and last is not None and first["difference"] <= 0:
            first, top = last, view.areas[str(last["area_code"])]
        return words.title_of_differences(
            top, float(first["difference"]) if first else 0.0, place, base, view.level, len(order), len(view.figures)
        )
    if not view.figures["complete"].all() and first is not None and top is not None:
        return words.title_of_highest(top, int(first["count"]), types)
    counts = [int(record["count"]) for record in order]
    return words.title_of_counts(place, view.level, types, fewest_holding(counts, view.total), top, counts, view.total)


def under(page: Page, view: MapView) -> str:
    """The subtitle."""
    chosen = page.selection
    known = view.figures["population_year"].dropna()
    years = sorted({int(year) for year in known})
    types = with_types(chosen.types.label, chosen.types)
    return words.subtitle(view.measure, types, page.place, view.level, chosen.period, chosen.base, years)


def told(page: Page, view: MapView) -> str:
    """The map for readers who hear it."""
    chosen = page.selection
    order = view.order
    highest = [
        units.value_told(view.areas[str(record["area_code"])], view.measure, float(record[view.column]))
        for record in order.head(3).to_dict("records")
    ]
    if view.measure == "verdict":
        highest = map_verdicts.highest(view)
    label = units.measure_label(view.measure, chosen.types.label, chosen.period, chosen.base)
    gaps = len(view.figures) - len(order)
    return words.alt_text(len(view.figures), view.level, page.place, label, highest, gaps)


def notes(page: Page, view: MapView) -> list[str]:
    """What the reader must know of the outlines and of what is not shown."""
    lines = []
    if view.measure == "rate" and view.figures["population"].isna().any():
        lines.append(words.no_residents_note(view.level))
    missing = [area.known_as for code, area in view.areas.items() if code not in view.drawn.shapes]
    if missing:
        lines.append(words.undrawn_note(missing))
    if view.drawn.split:
        lines.append(words.split_note(view.drawn.split))
    outside = view.total - int(view.figures["count"].sum())
    if outside > 0:
        lines.append(words.uncovered_note(outside, view.level, page.place, page.selection.types.label))
    return lines
