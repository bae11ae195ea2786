"""The filters in the sidebar, the same on every page, in step with the URL."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from cspdash import wording
from cspdash.areas import Areas, inside
from cspdash.catalogue import ask
from cspdash.errors import CspdashError
from cspdash.partnership import Partnership
from cspdash.periods import Month, Period
from cspdash.selection import Selection, choosable_periods, default_period
from cspdash.statistics.completeness import held_months, whole_months
from cspdash.store.versions import Version
from cspdash.ui import address

# Coverage is asked for once over every month that police.uk can have, and cut by period afterwards.
EVER = Period(Month(2010, 12), Month(2099, 12))


class NothingToShow(CspdashError):
    """The place has no months to compare."""


@dataclass(frozen=True)
class Chosen:
    """The filters as chosen, the completeness of the place's months, and what in the URL did not fit."""

    selection: Selection
    coverage: pd.DataFrame
    problems: tuple[str, ...]


def choose(version: Version, areas: Areas, who: Partnership) -> Chosen:
    """Draw the filters; read the URL before and write it after.

    The URL counts where it differs from what was last written here: on the first run, on a link, on the back
    button. Otherwise the filters count, which were kept when the page changed.
    """
    query = {name: text for name, text in st.query_params.to_dict().items() if name in address.FILTERS}
    problems: list[str] = []
    if query != st.session_state.get("written_address"):
        asked = address.read(query, areas)
        problems += asked.problems
        st.session_state["wanted"] = {"place": asked.place, "period": asked.period}
        for key in ("place", "period"):
            st.session_state.pop(f"filter_{key}", None)
    places = _places(version, areas, who)
    place = _select("Place", "place", places, who.slug, lambda code: wording.area_label(areas.by_code[code]))
    coverage = ask(version, "coverage", area=place, from_month=EVER.first, to_month=EVER.last).frame
    held = held_months(coverage)
    default = default_period(held, whole_months(coverage))
    if default is None:
        raise NothingToShow(
            f"no quarter of {areas.by_code[place].name} is loaded; load the force's police.uk files with "
            "`python -m cspdash load PATH`"
        )
    periods = [address.write_period(period) for period in choosable_periods(held)]
    wanted = st.session_state.get("wanted", {}).get("period")
    if wanted is not None and wanted not in periods:
        if set(address.read_period(wanted)) & set(held):
            periods.append(wanted)
        else:
            problems.append(wording.period_not_loaded(address.read_period(wanted)))
    chosen = _select(
        "Period", "period", periods, address.write_period(default),
        lambda text: wording.period_label(address.read_period(text)),
    )  # fmt: skip
    period = address.read_period(chosen)
    base = period.same_months_last_year()
    st.html(f'<p class="csp-note">{wording.escaped(wording.compared_with(base))}</p>')
    _write_address({address.PLACE: (place, who.slug), address.PERIOD: (chosen, address.write_period(default))})
    return Chosen(Selection(place, period, base), coverage, tuple(problems))


def _places(version: Version, areas: Areas, who: Partnership) -> list[str]:
    """The partnership and every area inside it, widest first; areas that are the same LSOAs once."""
    own = areas.by_code[who.slug]
    within = inside(version, own.code)
    seen = set()
    places = []
    for area in areas.all:
        if (area.code == own.code or area.code in within) and area.members_key not in seen and area.width >= own.width:
            seen.add(area.members_key)
            places.append(area.code)
    return places


def _select(label: str, name: str, options: Sequence[str], default: str, format_func: Callable[[str], str]) -> str:
    """A select box whose value outlives the page: Streamlit forgets a widget's state when the page changes."""
    key = f"filter_{name}"
    wanted = st.session_state.setdefault("wanted", {}).get(name)
    listed = list(options)
    if wanted is not None and wanted not in listed and name == "place":
        listed.append(wanted)
    if st.session_state.get(key) not in listed:
        st.session_state[key] = wanted if wanted in listed else default
    chosen: str = st.selectbox(label, listed, key=key, format_func=format_func)
    st.session_state["wanted"][name] = chosen
    return chosen


def _write_address(values: dict[str, tuple[str, str]]) -> None:
    """Filters into the URL, defaults left out; whatever else stands there stays."""
    wanted = {name: value for name, (value, default) in values.items() if value != default}
    for name in address.FILTERS:
        if name in wanted:
            if st.query_params.get(name) != wanted[name]:
                st.query_params[name] = wanted[name]
        elif name in st.query_params:
            del st.query_params[name]
    st.session_state["written_address"] = wanted
