"""The areas of the map as a table: the first ones on the page, all of them to download."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from cspdash import tables
from cspdash.statistics.places import ends
from cspdash.ui.map_view import Legend, MapView
from cspdash.ui.page import Page
from cspdash.wording import map as words
from cspdash.wording import map_figures as units
from cspdash.wording import verdicts
from cspdash.wording.filters import base_label
from cspdash.wording.numbers import number

SHOWN = 10


def highest(page: Page, view: MapView) -> None:
    """The areas with most of the measure, and the files with all of them."""
    period, base = page.selection.period, page.selection.base
    st.subheader(words.highest_heading(view.measure), anchor=False)
    judged = "verdict" in view.figures
    rows = [
        tables.Row(
            (
                view.areas[str(record["area_code"])].known_as,
                number(int(record["count"])),
                units.one_decimal(record["rate"]) if record["rate"] == record["rate"] else "–",
                units.signed_or_dash(record["difference"]),
                *([_verdict(record)] if judged else []),
            )
        )
        for record in ends(view.order, SHOWN, both=view.column == "difference").to_dict("records")
    ]
    columns = [
        tables.Column(units.capital(units.level_word(view.level)), "text"), tables.Column("Count"),
        tables.Column("Per 1,000"), tables.Column("Difference"), *([tables.Column("Clear?", "text")] if judged else []),
    ]  # fmt: skip
    if rows:
        st.html(tables.html_table(words.table_caption(view.level, page.place, period, base), columns, rows))
    else:
        draw_notes([words.nothing_to_rank(view.measure)])
    page.downloads(sheet(page, view), "areas", words.table_caption(view.level, page.place, period, base))


def sheet(page: Page, view: MapView) -> pd.DataFrame:
    """All areas with every measure, under the names that readers see; empty where there is no figure."""
    period, base = page.selection.period, page.selection.base
    figures = pd.concat([view.order, view.figures]).drop_duplicates("area_code")
    held = figures["complete"].astype(bool)
    table = pd.DataFrame(
        {
            "Code": figures["area_code"],
            "Name": figures["area_name"],
            "Known as": [view.areas[str(code)].known_as for code in figures["area_code"]],
            f"Count, {period.short}": figures["count"],
            "Months complete": ["yes" if whole else "no" for whole in held],
            units.capital(units.per_1000(period)): figures["rate"].round(1),
            "Residents": figures["population"],
            "Year of residents": figures["population_year"],
            f"Count, {base_label(base)}": figures["base"].round(1),
            "Difference": figures["difference"].round(1),
        }
    )
    if "verdict" in figures:
        table["More than chance?"] = [verdicts.verdict(found) for found in figures["verdict"]]
        for name, heading in (("ratio", "Rate ratio"), ("low", "95% low"), ("high", "95% high")):
            table[heading] = figures[name].round(3)
    return table


def _verdict(record: Mapping[Hashable, Any]) -> tables.Noted:
    return tables.Noted(
        verdicts.verdict(record["verdict"], short=True),
        verdicts.interval(record["ratio"], record["low"], record["high"]),
    )


def draw_legend(page: Page, view: MapView, key: Legend) -> None:
    """The classes with their colours and numbers, and the signs of the points, as a list."""
    chosen = page.selection
    label = units.measure_label(view.measure, chosen.types.label, chosen.period, chosen.base)
    entries = [_entry(f'<i style="background:{colour}"></i>', text) for colour, text in key.entries]
    if len(key.colours) < len(view.figures):
        entries.append(_entry('<i class="none"></i>', units.no_figure(view.measure)))
    kinds = {sign: point.kind for sign, point in view.points}
    entries += [_entry(f"<b>{sign}</b>", kind) for sign, kind in kinds.items()]
    st.html(f'<p class="csp-label">{escape(label)}</p><ul class="csp-legend">{"".join(entries)}</ul>')


def _entry(mark: str, text: str) -> str:
    return f"<li>{mark} {escape(text)}</li>"


def draw_notes(lines: Sequence[str]) -> None:
    """What must be known of the outlines and of what is not shown, below the map."""
    for line in lines:
        st.html(f'<p class="csp-note">{escape(line)}</p>')
