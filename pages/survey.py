"""Survey: what people name as their concern, how safe they feel, and whether they think crime went up."""

from typing import Any

import streamlit as st

from cspdash.charts.survey import scale_bars, share_bars
from cspdash.statistics.survey import compared
from cspdash.tables import Column, Row, html_table
from cspdash.ui import filters
from cspdash.ui.choices import page_choice
from cspdash.ui.frame import frame
from cspdash.ui.surveyed import WIDE, Surveyed, areas_of_survey, beside, choose_concern, choose_level, surveyed
from cspdash.wording import survey as words
from cspdash.wording import survey_tables as told

page = frame("Survey", unused=(filters.TYPES, filters.PERIOD, filters.BASE))
place = page.place_name
head, choices = st.container(), st.container(horizontal=True, key="choices")


def table(headings: tuple[str, ...], rows: told.Rows, text: tuple[int, ...] = (0,), *, total: bool = False) -> None:
    """A table; the columns of `text` hold words, and the last row is a total where `total` says so."""
    columns = [Column(name, "text" if at in text else "number") for at, name in enumerate(headings)]
    body = [Row(cells, total and at == len(rows) - 1) for at, cells in enumerate(rows)]
    st.html(WIDE % html_table(f"{page.title}. {page.subtitle}", columns, body))


def heading(title: str, found: Surveyed, shown: str, base: object) -> None:
    """The finding, and what was asked of whom."""
    with head:
        page.heading(title, words.subtitle(found.question, found.name, shown, base, place=place))


def asked(question: str, **options: Any) -> Surveyed | None:
    """The survey's answers; where there are none the page says why."""
    with choices:
        found = surveyed(page, question, **options)
    if isinstance(found, Surveyed):
        return found
    with head:
        page.heading(*found)
    page.foot()
    return None


def concerns() -> None:
    """The ranking of one survey, or of all together."""
    if (found := asked("concern", choose_year="year")) is None:
        return
    ranking, before = found.of(found.year), found.before(found.year)
    if before is not None:
        ranking = compared(ranking, found.of(before))
    heading(words.first_title(place, ranking, found.told), found, found.told, found.base(found.year))
    page.chart(share_bars(words.bars(ranking)), words.ranking_alt(ranking, found.told), "ranking")
    changed = before is not None
    table(told.CHANGED if changed else told.RANKING, told.ranking_rows(ranking, changed=changed), (0, 1, 7))
    page.note(words.changed_note(before, found.year, found.years))
    page.downloads(told.ranking_sheet(ranking, changed=changed), "ranking_table")
    finish(found)


def years() -> None:
    """Every concern in every survey, and one of them drawn."""
    if (found := asked("concern")) is None:
        return
    order = list(found.of(found.whole)["answer"])
    with choices:
        concern = choose_concern(order)
    now = found.years[-1]
    before = found.before(now)
    title = words.first_title(place, found.of(now), now)
    if before is not None:
        title = words.moved_title(place, compared(found.of(now), found.of(before)), now, before)
    heading(title, found, words.named(found.whole, found.years), found.base(found.whole))
    rows = found.over_years(concern)
    page.chart(share_bars(rows, f"Share of answers: {concern}"), words.rows_alt(concern, rows, "name"), "years")
    by_year = found.by_year()
    table(told.years_headings(list(by_year)), told.years_rows(by_year, order), total=True)
    page.note(words.YEARS_NOTE)
    page.downloads(told.years_sheet(by_year, found.years), "years_table")
    finish(found)


def areas() -> None:
    """One concern in every settlement or ward inside the place."""
    with choices:
        level = choose_level(page)
    if (found := asked("concern", choose_year="of" if level else "", pooled=True)) is None:
        return
    inside = areas_of_survey(found, level) if level else {}
    if not level or not inside:
        with head:
            page.heading(words.no_areas(place), words.ASKED_BY)
        finish(found)
        return
    with choices:
        concern = choose_concern(list(found.of(found.year)["answer"]))
    rows = found.over_areas(inside, concern)
    heading(words.areas_title(concern, rows[1:], level, found.told), found, found.told, found.base(found.year))
    drawn = share_bars(rows, f"Share of answers: {concern}", bold=place)
    page.chart(drawn, words.rows_alt(concern, rows, "name"), "areas")
    table((level.capitalize(), *told.BY_AREA), told.area_rows(rows), (0, 6))
    page.downloads(told.areas_sheet({place: found.of(found.year), **inside}, level.capitalize()), "areas_table")
    finish(found)


def scale(question: str) -> None:
    """A question on a scale, survey by survey."""
    if (found := asked(question)) is None:
        return
    shown, groups = found.scales(), found.groups()
    whole, first = words.named(found.whole, found.years), next(iter(groups.values()))
    title = words.safety_title if question == "safety" else words.trend_title
    heading(title(place, first, whole), found, whole, found.base(found.whole))
    page.chart(scale_bars(shown), words.scale_alt(shown), question)
    names = tuple(first["answer"])
    table(told.scale_headings(names, names[0]), told.scale_rows(groups))
    page.downloads(told.scale_sheet(shown), f"{question}_table")
    finish(found)


def finish(found: Surveyed) -> None:
    """What stands below every view."""
    beside(found)
    with st.expander("Who answered"):
        who = page.ask("survey_respondents", partnership=page.partnership.slug).frame
        table(told.RESPONDENTS, told.respondents_rows(who), (0, 1))
        page.note(words.RESPONDENTS_NOTE)
    page.how_to_read(words.HOW_TO_READ)
    page.foot()


with choices:
    view = page_choice("show", words.VIEWS, "concerns", "Show")
{"concerns": concerns, "years": years, "areas": areas}.get(view, lambda: scale(words.QUESTIONS[view]))()
