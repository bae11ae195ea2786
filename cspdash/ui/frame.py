"""The frame of every page: configuration, store, navigation, filters, banners.

A page script starts with one call of `frame` and works with what it gives.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import streamlit as st

from cspdash.areas import areas_of
from cspdash.errors import CspdashError
from cspdash.partnership import Partnership, current_partnership, source_hash
from cspdash.selection import DefaultPeriod
from cspdash.store.reader import meta_of
from cspdash.store.versions import Version, current, store_root
from cspdash.ui import address, choices, filters, navigation, start
from cspdash.ui.page import Page
from cspdash.wording import notices
from cspdash.wording.numbers import escaped, sentence

HERE = Path(__file__).parent


@cache
def _settle_memory() -> None:
    """Take what has been imported out of garbage collection, once a server.

    Looking through it anew takes a seventh of a second, which whoever touches a page just then has to wait for.
    """
    gc.collect()
    gc.freeze()


def frame(name: str, period: DefaultPeriod = "quarter", *, unused: Sequence[str] = ()) -> Page:
    """Set up a page and draw what all pages share.

    Args:
        name: the page's name in the navigation (`navigation.PAGES`).
        period: the kind of period that the page shows unless one is chosen.
        unused: the filters that do not change the page, by their labels, which is said below them; without the period
            the page does not say either how it was chosen.

    Stops the script with one sentence and the remedy where there is nothing to show.
    """
    _settle_memory()
    st.set_page_config(f"{name} · cspdash", str(HERE / "icon.png"), layout="wide", initial_sidebar_state="expanded")
    st.html(HERE / "style.css")
    try:
        return _page(name, period, unused)
    except CspdashError as error:
        st.error(sentence(str(error)))
        if address.VERSION in st.query_params:
            st.html(f'<p class="csp-note"><a href="/" target="_self">{notices.CURRENT_FIGURES}</a></p>')
        st.stop()


def _page(name: str, kind: DefaultPeriod, unused: Sequence[str]) -> Page:
    choices.enter(name)
    everyone = start.partnerships()
    presenting = st.query_params.get(address.PRESENT) == "1"
    top, banners = st.container(), st.container()
    problems: list[str] = []
    with st.sidebar:
        who = _partnership(everyone, problems)
        version = start.open_store(st.query_params.get(address.VERSION))
        areas = areas_of(version)
        links = st.container(key="pages")
        chosen = filters.choose(version, areas, who, name, kind)
        if unused:
            st.html(f'<p class="csp-note">{escaped(notices.unused_filters(unused))}</p>')
        navigation.tools(chosen.selection, version, who)
    with links:
        navigation.draw(name)
    with top:
        if presenting:
            navigation.present(name, who.meetings.agenda)
    with banners:
        for told in (*_banners(version, everyone), *problems, *chosen.problems):
            st.warning(told)
        if chosen.note and filters.PERIOD not in unused:
            st.html(f'<p class="csp-note">{escaped(chosen.note)}</p>')
    return Page(version, who, areas, chosen.selection, chosen.coverage)


def _banners(version: Version, everyone: Mapping[str, Partnership]) -> list[str]:
    meta = meta_of(version)
    told = []
    if meta.get("sample") == "true":
        told.append(notices.sample_banner())
    newest = current(store_root(os.environ))
    if newest.id != version.id:
        told.append(notices.pinned_version(f"{version.published:%d %B %Y}"))
    elif meta.get("partnerships") != source_hash(everyone):
        told.append(notices.partnerships_changed())
    return told


def _partnership(everyone: Mapping[str, Partnership], problems: list[str]) -> Partnership:
    """Who is shown: the one in the URL, else the usual one; a switch where the store serves several."""
    usual = current_partnership(everyone, os.environ)
    asked = st.query_params.get(address.PARTNERSHIP, usual.slug)
    if asked not in everyone:
        problems.append(notices.link_problem("partnership", f"'{asked}' is not one of {', '.join(everyone)}"))
        asked = usual.slug
    st.html('<p class="csp-name">Community Safety Partnership</p>')
    if len(everyone) == 1:
        st.html(f'<p class="csp-name">{escaped(everyone[asked].name)}</p>')
        return everyone[asked]
    key = "filter_partnership"
    if st.session_state.get(key) != asked:
        st.session_state[key] = asked

    def change() -> None:
        # Another partnership has other places and baskets: its pages begin with their own defaults.
        st.query_params.clear()
        if st.session_state[key] != usual.slug:
            st.query_params[address.PARTNERSHIP] = st.session_state[key]

    st.selectbox(
        "Partnership", list(everyone), key=key, format_func=lambda slug: everyone[slug].name, on_change=change,
        label_visibility="collapsed",
    )  # fmt: skip
    return everyone[asked]
