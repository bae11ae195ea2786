"""The filters in the sidebar, the same on every page, in step with the URL."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from cspdash.areas import Areas, inside
from cspdash.errors import CspdashError
from cspdash.partnership import Partnership
from cspdash.periods import Month, Period
from cspdash.selection import (
    Base,
    DefaultPeriod,
    PeriodOption,
    Selection,
    base_of,
    choose_types,
    default_period,
    period_options,
    type_options,
)
from cspdash.statistics.completeness import held_months, whole_months
from cspdash.store.versions import Version
from cspdash.ui import address
from cspdash.ui.asked import asked
from cspdash.wording import filters as words
from cspdash.wording import notices
from cspdash.wording.numbers import escaped

# Coverage is asked for once over every month that police.uk can have, and cut by period afterwards.
EVER = Period(Month(2010, 12), Month(2099, 12))
OTHER_MONTHS = "other"
# The filters as they are labelled, for pages that some of them do not change.
TYPES, PERIOD, BASE = "Crime types", "Period", "Compared with"


class NothingToShow(CspdashError):
    """The place has no months to compare."""


@dataclass(frozen=True)
class Chosen:
    """The filters as chosen, the completeness of the place's months, what in the URL did not fit, and why the period
    that is shown unasked is not the latest."""

    selection: Selection
    coverage: pd.DataFrame
    problems: tuple[str, ...]
    note: str


def choose(version: Version, areas: Areas, who: Partnership, page: str, kind: DefaultPeriod) -> Chosen:
    """Draw the filters of a page; read the URL before and write it after.

    The URL counts where it differs from what was last written here: on the first run, on a link, on the back button.
    Otherwise the filters count. What was chosen outlives the page in `st.session_state["chosen"]`, because Streamlit
    forgets a widget's state when the page changes; it holds only what differs from the default.
    """
    types = type_options([(basket.name, basket.crime_types) for basket in who.baskets])
    problems = list(_take_address(areas, types, page))
    place = _select(
        "Place",
        address.PLACE,
        _places(version, areas, who),
        who.slug,
        lambda code: words.area_label(areas.by_code[code]),
    )
    if areas.by_code[place].level == "lsoa":
        # Too long for the box.
        st.html(f'<p class="csp-note">{escaped(areas.by_code[place].known_as)} · {place}</p>')
    codes = _choose_types(types)
    coverage = asked(version, "coverage", area=place, from_month=EVER.first, to_month=EVER.last).frame
    held, whole = held_months(coverage), whole_months(coverage)
    usual = default_period(held, whole, kind)
    if usual is None:
        raise NothingToShow(
            f"nothing of {areas.by_code[place].name} is loaded; load the force's police.uk files with "
            "`python -m cspdash load PATH`"
        )
    period = _choose_period(period_options(held, who.meetings.dates), usual, held, problems)
    base = _choose_base(period, held, whole)
    if base.kind == "custom" and not set(base.periods[0]) & set(held):
        problems.append(notices.base_not_loaded(base.periods[0]))
    earlier = address.PERIOD not in _chosen() and period.last < max(held)
    note = notices.later_months(period, max(held)) if earlier else ""
    all_forces = _toggle("Count other forces and British Transport Police too", address.FORCES, "all")
    _write_address()
    return Chosen(
        Selection(place, choose_types(codes, types), period, base, all_forces), coverage, tuple(problems), note
    )


def _chosen() -> dict[str, str]:
    state: dict[str, str] = st.session_state.setdefault("chosen", {})
    return state


def _take_address(areas: Areas, types: Mapping[str, object], page: str) -> tuple[str, ...]:
    query = {name: text for name, text in st.query_params.to_dict().items() if name in address.FILTERS}
    linked = query != st.session_state.get("written_address")
    if linked or st.session_state.get("filters_drawn_on") != page:
        # A widget of another page is another widget: under the same key it would begin at its first option.
        for name in address.FILTERS:
            st.session_state.pop(_key(name), None)
    st.session_state["filters_drawn_on"] = page
    if not linked:
        return ()
    asked = address.read(query, areas, types)
    st.session_state["chosen"] = dict(asked.values)
    return asked.problems


def _write_address() -> None:
    """Filters into the URL, defaults left out; whatever else stands there stays."""
    chosen = {name: text for name, text in _chosen().items() if name in address.FILTERS}
    for name in address.FILTERS:
        if name in chosen:
            if st.query_params.get(name) != chosen[name]:
                st.query_params[name] = chosen[name]
        elif name in st.query_params:
            del st.query_params[name]
    st.session_state["written_address"] = chosen


def _key(name: str) -> str:
    return f"filter_{name}"


def _keep(name: str, value: str, default: str) -> None:
    if value == default:
        _chosen().pop(name, None)
    else:
        _chosen()[name] = value


def _select(label: str, name: str, options: Sequence[str], default: str, format_func: Callable[[str], str]) -> str:
    """A select box over codes. A chosen code that is not offered (a place outside the partnership) is added."""
    listed = list(options)
    wanted = _chosen().get(name, default)
    if wanted not in listed:
        listed.append(wanted)
    if st.session_state.get(_key(name)) not in listed:
        st.session_state[_key(name)] = wanted
    picked: str = st.selectbox(label, listed, key=_key(name), format_func=format_func)
    _keep(name, picked, default)
    return picked


def _toggle(label: str, name: str, value: str) -> bool:
    if _key(name) not in st.session_state:
        st.session_state[_key(name)] = _chosen().get(name) == value
    on = st.toggle(label, key=_key(name))
    _keep(name, value if on else "", "")
    return on


def _places(version: Version, areas: Areas, who: Partnership) -> list[str]:
    """The partnership and every area inside it, widest first; areas that are the same LSOAs once."""
    own = areas.by_code[who.slug]
    within = inside(version, own.code)
    seen: set[str] = set()
    places = []
    for area in areas.all:
        if area.code in within and area.members_key not in seen and area.width >= own.width:
            seen.add(area.members_key)
            places.append(area.code)
    return places


def _choose_types(types: Mapping[str, tuple[str, tuple[str, ...]]]) -> tuple[str, ...]:
    key = _key(address.TYPES)
    if key not in st.session_state:
        wanted = _chosen().get(address.TYPES, "")
        st.session_state[key] = [code for code in wanted.split(",") if code in types]
    picked: list[str] = st.multiselect(
        TYPES, list(types), key=key, format_func=lambda code: types[code][0], placeholder="All fourteen"
    )
    _keep(address.TYPES, ",".join(picked), "")
    return tuple(picked)


def _choose_period(
    options: Sequence[PeriodOption], usual: Period, held: Sequence[Month], problems: list[str]
) -> Period:
    labels = {address.write_period(o.period): words.period_label(o.period, o.tags) for o in options}
    default = address.write_period(usual)
    wanted = _chosen().get(address.PERIOD)
    if wanted is not None and not set(address.read_period(wanted)) & set(held):
        problems.append(notices.period_not_loaded(address.read_period(wanted)))
        del _chosen()[address.PERIOD]
        st.session_state.pop(_key(address.PERIOD), None)
    listed = [*labels, OTHER_MONTHS]
    picked = _select(
        PERIOD, address.PERIOD, listed, default,
        lambda text: "Other months …" if text == OTHER_MONTHS else labels.get(text)
        or words.period_label(address.read_period(text)),
    )  # fmt: skip
    if picked != OTHER_MONTHS:
        return address.read_period(picked)
    period = _other_months("period", held, usual)
    _keep(address.PERIOD, address.write_period(period), default)
    return period


def _choose_base(period: Period, held: Sequence[Month], whole: Sequence[Month]) -> Base:
    names = {
        "last-year": "Same months last year", "previous": "The period before",
        "five-year": "Five-year average of the same months", OTHER_MONTHS: "Other months …",
    }  # fmt: skip
    picked = _select(
        BASE, address.BASE, list(names), "last-year",
        lambda text: names.get(text) or words.period_label(address.read_period(text)),
    )  # fmt: skip
    match picked:
        case "last-year" | "previous" | "five-year":
            return base_of(picked, period, whole)
        case _ if picked == OTHER_MONTHS:
            custom = _other_months("base", held, period.same_months_last_year())
            _keep(address.BASE, address.write_period(custom), "last-year")
            return base_of("custom", period, whole, custom)
        case _:
            return base_of("custom", period, whole, address.read_period(picked))


def _other_months(name: str, held: Sequence[Month], start: Period) -> Period:
    """Two select boxes of months; the later of the two is the end, whichever box it stands in."""
    months = [str(month) for month in sorted(held, reverse=True)]
    picked = []
    for label, month in (("From", start.first), ("To", start.last)):
        text = str(month) if str(month) in months else months[0]
        picked.append(
            Month.parse(
                st.selectbox(
                    label,
                    months,
                    index=months.index(text),
                    key=f"{_key(name)}_{label}",
                    format_func=lambda t: Month.parse(t).label,
                )
            )
        )
    return Period(min(picked), max(picked))
