"""From page to page: the links in the sidebar, the link to copy, and the mode for a shared screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import streamlit as st

from cspdash.partnership import Partnership
from cspdash.selection import Selection
from cspdash.store.versions import Version
from cspdash.ui import address, choices
from cspdash.wording.numbers import escaped


@dataclass(frozen=True)
class Link:
    """A page in the navigation: its script, name, icon (from Streamlit's own bundle) and group."""

    path: str
    name: str
    icon: str
    group: str

    @property
    def key(self) -> str:
        """How a partnership's agenda names the page: `compare`."""
        return "overview" if self.path == "app.py" else self.path.removeprefix("pages/").removesuffix(".py")


PAGES = (
    Link("app.py", "Overview", ":material/dashboard:", "Meeting"),
    Link("pages/compare.py", "Compare periods", ":material/compare_arrows:", "Meeting"),
    Link("pages/emerging.py", "Emerging", ":material/trending_up:", "Meeting"),
    Link("pages/quarters.py", "Quarters and years", ":material/bar_chart:", "Meeting"),
    Link("pages/seasons.py", "Seasons", ":material/calendar_month:", "Meeting"),
    Link("pages/map.py", "Map", ":material/map:", "Places"),
    Link("pages/hotspots.py", "Hot spots", ":material/location_on:", "Places"),
    Link("pages/trends.py", "Trends", ":material/show_chart:", "Analysis"),
    Link("pages/benchmark.py", "Benchmark", ":material/leaderboard:", "Analysis"),
    Link("pages/population.py", "Population", ":material/people:", "Community"),
    Link("pages/deprivation.py", "Deprivation", ":material/stacked_bar_chart:", "Community"),
    Link("pages/communities.py", "Communities most affected", ":material/groups:", "Community"),
    Link("pages/survey.py", "Survey", ":material/ballot:", "Community"),
    Link("pages/perception.py", "Perception gap", ":material/balance:", "Community"),
    Link("pages/asb.py", "ASB by source", ":material/call_split:", "Community"),
)


def draw(current: str) -> None:
    """The links, grouped; each carries the filters along, and what was chosen on its page before."""
    group = ""
    for link in PAGES:
        if link.group != group:
            group = link.group
            st.html(f'<p class="csp-group">{group}</p>')
        st.page_link(link.path, label=link.name, icon=link.icon, query_params=choices.link_query(link.name))


def tools(selection: Selection, version: Version, who: Partnership) -> None:
    """What a person does with a view: pass it on, or show it to a room."""
    query = st.query_params.to_dict()
    with st.popover("Copy link to this view", icon=":material/link:", width="stretch"):
        st.markdown("Opens on this view with the same figures, after later loads too:")
        st.code(
            f"{st.context.url or ''}?{urlencode(explicit(selection, version, who))}", language=None, wrap_lines=True
        )
    shared_screen = f"{st.context.url or '/'}?{urlencode(query | {address.PRESENT: '1'})}"
    st.html(f'<p class="csp-note"><a href="{escaped(shared_screen)}" target="_self">Present on a shared screen</a></p>')


def explicit(selection: Selection, version: Version, who: Partnership) -> dict[str, str]:
    """Every filter and choice as a link that lasts writes it: the months themselves, and the version of the store."""
    base = selection.base
    kind = base.kind if base.kind in ("previous", "five-year") else address.write_period(base.periods[0])
    whole = {
        address.PARTNERSHIP: who.slug,
        address.PLACE: selection.place,
        address.TYPES: ",".join(selection.types.codes),
        address.PERIOD: address.write_period(selection.period),
        address.BASE: kind,
        address.FORCES: "all" if selection.all_forces else "",
        address.VERSION: version.id,
    }
    return {name: value for name, value in whole.items() if value} | choices.own()


def present(current: str, agenda: Sequence[str]) -> None:
    """A shared screen: sidebar away, larger type, the pages of the agenda one after the other."""
    st.html("<style>[data-testid='stSidebar'], [data-testid='stExpandSidebarButton'] { display: none; }"
            " html { font-size: 20px !important; }</style>")  # fmt: skip
    order = [link for key in agenda for link in PAGES if link.key == key] or list(PAGES)
    at = next((index for index, link in enumerate(order) if link.name == current), 0)
    query = st.query_params.to_dict()
    leave = {name: value for name, value in query.items() if name != address.PRESENT}
    with st.container(horizontal=True, key="present"):
        for step, label in ((-1, "Previous"), (1, "Next")):
            link = order[(at + step) % len(order)]
            st.page_link(link.path, label=f"{label}: {link.name}", query_params=choices.link_query(link.name))
        here = next(link for link in PAGES if link.name == current)
        st.page_link(here.path, label="Leave presenting", query_params=leave)
