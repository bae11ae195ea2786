"""Benchmark: the partnership beside the other districts, the county and its most similar group."""

import streamlit as st

from cspdash.charts.benchmark import funnel_chart, quarters_chart, rates_chart
from cspdash.periods import Period
from cspdash.statistics import benchmark
from cspdash.tables import Column, Drawn, Row, html_table
from cspdash.ui.benchmarked import Benchmarked, benchmarked, beside, breaks_beside, choose_group, foot, quarters_shown
from cspdash.ui.choices import page_choice
from cspdash.ui.frame import frame
from cspdash.wording import benchmark as words
from cspdash.wording import benchmark_alt as alt
from cspdash.wording import benchmark_tables as told
from cspdash.wording.benchmark_help import HOW_TO_READ
from cspdash.wording.numbers import escaped

# Nine columns must fit beside the sidebar of a small screen; what does not can be scrolled to, by keyboard too.
TABLE = """<style>.csp-beside { overflow-x: auto; }
@media (max-width: 1200px) { .csp-beside .csp-table { font-size: 0.9rem; }
.csp-beside .csp-table th, .csp-beside .csp-table td { padding: 0.2rem 0.3rem; } }</style>
<div class="csp-beside" tabindex="0" role="region" aria-label="Table">%s</div>"""

page = frame("Benchmark", period="twelve-months")
types, period = page.selection.types, page.selection.period
head = st.container()


def heading(title: str, subtitle: str, found: Benchmarked, *, ranked: bool = True) -> None:
    """The finding, and below it what must be said beside the figures."""
    with head:
        page.heading(title, subtitle)
        beside(found, ranked=ranked)


def table(headings: tuple[str, ...], rows: told.Rows, own: str = "", words_in: tuple[int, ...] = ()) -> None:
    """A table whose first column, and those of `words_in`, hold words; the name `own` in it is bold."""
    columns = [Column(name, "text" if at == 0 or at in words_in else "number") for at, name in enumerate(headings)]
    bold = Drawn(f"<strong>{escaped(own)}</strong>")
    body = [Row((bold if cells[0] == own else cells[0], *cells[1:]), total) for cells, total in rows]
    st.html(TABLE % html_table(f"{page.title}. {page.subtitle}", columns, body))


def rates(found: Benchmarked) -> None:
    """Rates with their intervals."""
    average, months = benchmark.together(found.table), found.months_whole()
    heading(
        words.title_rates(found.own, average, found.group, types),
        words.subtitle(types, found.group, period, found.year),
        found,
    )
    ordered = benchmark.in_order(found.table)
    page.chart(
        rates_chart(ordered, found.focus.code, average, words.all_together(found.group, average)),
        alt.rates_alt(ordered, average, found.group, words.decimals(list(ordered["rate"]))),
        "rates",
    )
    table(told.RATES, told.rates_rows(ordered, average, found.group, months), found.focus.name)
    page.downloads(told.rates_sheet(ordered, months), "rates_table")
    page.how_to_read(HOW_TO_READ["rates"])
    foot(found, period)


def funnel(found: Benchmarked) -> None:
    """Rates against residents."""
    plot = benchmark.funnel(benchmark.in_order(found.table))
    own = found.own if plot is None else benchmark.row_of(plot.table, found.focus.code)
    heading(
        words.title_funnel(own, plot, found.group),
        words.subtitle(types, found.group, period, found.year),
        found,
    )
    if plot is not None:
        page.chart(funnel_chart(plot, found.focus.code), alt.funnel_alt(plot), "funnel")
        page.note(words.funnel_note(plot, found.group))
        table(told.FUNNEL, told.funnel_rows(plot), found.focus.name, (5,))
        page.downloads(told.funnel_sheet(plot), "funnel_table")
    page.how_to_read(HOW_TO_READ["funnel"])
    foot(found, period)


def positions(found: Benchmarked) -> None:
    """Position by crime type, now and before."""
    places = benchmark.positions_by_type(found.counts, found.focus.code)
    heading(
        words.title_positions(found.focus.name, places.to_dict("records")[-1]),
        words.subtitle_positions(types, found.group, period, found.base),
        found,
    )
    with head:
        breaks_beside(page, period, found.base)
    table(
        told.positions_headings(found.group, found.base, period),
        told.positions_rows(places, len(found.table)),
        words_in=(3, 4, 5, 6),
    )
    page.note(words.moved_note(places, found.base))
    page.downloads(told.positions_sheet(places, found.base, period), "positions_table")
    page.how_to_read(HOW_TO_READ["positions"])
    foot(found, period, found.base)


def quarters(found: Benchmarked) -> None:
    """Rates by quarter."""
    shown = quarters_shown(page)
    counts = page.ask(
        "district_quarters", districts=found.group.districts, crime_types=types.types, from_month=shown[0].first,
        to_month=shown[-1].last,
    ).frame  # fmt: skip
    lines = benchmark.by_quarter(counts, found.table, shown)
    own = benchmark.beside_all(lines, found.focus.code)
    heading(
        words.title_quarters(found.focus.name, own, found.group),
        words.subtitle_quarters(types, found.group, shown, found.year),
        found,
        ranked=False,
    )
    with head:
        breaks_beside(page, shown[-1], shown[0])
    page.chart(
        quarters_chart(lines, found.focus.code, shown, found.group.together),
        alt.quarters_alt(found.focus.name, own, found.group),
        "quarters",
    )
    order = [str(code) for code in benchmark.in_order(found.table)["area_code"]]
    table(told.quarters_headings(shown), told.quarters_rows(lines, order, shown, found.group), found.focus.name)
    page.downloads(told.quarters_sheet(lines, found.group), "quarters_table")
    page.how_to_read(HOW_TO_READ["quarters"])
    foot(found, Period(shown[0].first, shown[-1].last))


with st.container(horizontal=True, key="choices"):
    view = page_choice("view", words.VIEWS, "rates", "Show")
    group = choose_group(page)
if group is None:
    with head:
        page.heading(words.nobody_title(page.partnership.name), words.NOBODY)
    page.foot()
else:
    {"rates": rates, "funnel": funnel, "positions": positions, "quarters": quarters}[view](benchmarked(page, group))
