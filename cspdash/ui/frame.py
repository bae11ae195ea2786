"""The frame of every page: configuration, store, navigation, filters, banners and the foot.

A page script starts with one call of `frame` and works with what it gives.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from cspdash import wording
from cspdash.areas import Area, Areas, areas_of
from cspdash.catalogue import Answer, ask
from cspdash.errors import CspdashError
from cspdash.partnership import Partnership, current_partnership, source_hash
from cspdash.selection import Selection
from cspdash.statistics.completeness import Gap, gaps_in, held_months
from cspdash.store.meta import meta_of
from cspdash.store.versions import Version
from cspdash.ui import address, filters, start

HERE = Path(__file__).parent
PAGES = (("pages/compare.py", "Compare periods", ":material/compare_arrows:"),)


@dataclass
class Frame:
    """What a page works with: the store, who we are, the filters, and what is whole."""

    version: Version
    partnership: Partnership
    areas: Areas
    selection: Selection
    coverage: pd.DataFrame
    answers: list[Answer] = field(default_factory=list)

    @property
    def place(self) -> Area:
        """The area chosen."""
        return self.areas.by_code[self.selection.place]

    @property
    def gaps(self) -> list[Gap]:
        """What is not whole in the two periods."""
        return gaps_in(self.coverage, self.selection.period, self.selection.base)

    def ask(self, name: str, **given: Any) -> Answer:
        """Answer a question, and keep it for the page's workings."""
        answer = ask(self.version, name, **given)
        self.answers.append(answer)
        return answer

    def heading(self, title: str, subtitle: str) -> None:
        """The finding, and what was measured."""
        st.title(title, anchor=False)
        st.html(f'<p class="csp-subtitle">{wording.escaped(subtitle)}</p>')

    def foot(self) -> None:
        """Source, last month and gaps; behind a click the questions that made the page."""
        sentences = [wording.gap_sentence(gap.group, gap.status, gap.months, gap.reason) for gap in self.gaps]
        st.html(f'<p class="csp-foot">{wording.escaped(wording.foot(max(held_months(self.coverage)), sentences))}</p>')
        with st.expander("How these figures were made"):
            for answer in self.answers:
                st.markdown(f"**{answer.question.title}.** {answer.question.question} {answer.question.note}")
                st.code(wording.parameters(answer.parameters), language=None)
                st.code(answer.question.sql, language="sql")
            st.markdown(f"Store version `{self.version.id}`.")


def frame(page: str) -> Frame:
    """Set up a page and draw what all pages share.

    Args:
        page: the page's name, for the browser's title.

    Stops the script with one sentence and the remedy where there is nothing to show.
    """
    st.set_page_config(f"{page} · cspdash", str(HERE / "icon.png"), layout="wide", initial_sidebar_state="expanded")
    st.html(HERE / "style.css")
    try:
        return _frame()
    except CspdashError as error:
        st.error(wording.sentence(str(error)))
        st.stop()


def _frame() -> Frame:
    everyone = start.partnerships()
    who = current_partnership(everyone, os.environ)
    version = start.open_store(st.query_params.get(address.VERSION))
    areas = areas_of(version)
    meta = meta_of(version)
    banners = st.container()
    with st.sidebar:
        st.html(f'<p class="csp-name">{wording.escaped(who.name)}<span>Community Safety Partnership</span></p>')
        navigation = st.container()
        chosen = filters.choose(version, areas, who)
    with navigation:
        for path, label, icon in PAGES:
            st.page_link(path, label=label, icon=icon, query_params=st.query_params.to_dict())
    with banners:
        if meta.get("sample") == "true":
            st.warning(wording.sample_banner())
        if meta.get("partnerships") != source_hash(everyone):
            st.info(wording.partnerships_changed())
        for problem in chosen.problems:
            st.warning(problem)
    return Frame(version, who, areas, chosen.selection, chosen.coverage)
