"""What only one page lets choose (the level of a map, the measure of a chart), kept in the URL as codes.

The URL is the truth: a widget writes it before the script runs, so that the links and the link to copy, which are drawn
before the page's own choices, already hold them. Defaults are left out. What was chosen on a page outlives a visit to
another one, whose links do not carry it: two pages may use one name for different things.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Literal

import streamlit as st

from cspdash.ui import address
from cspdash.wording import notices

SHARED = (*address.FILTERS, address.VERSION, address.PARTNERSHIP, address.PRESENT)


def enter(page: str) -> None:
    """Say which page the choices that follow belong to."""
    st.session_state["choices_of"] = page


def page_choice(
    name: str,
    options: Mapping[str, str],
    default: str,
    label: str,
    *,
    kind: Literal["buttons", "list"] = "buttons",
) -> str:
    """A choice of this page alone, kept in the URL under `name`; gives the code chosen.

    Args:
        name: its name in the URL, such as `level`; not one of the filters'.
        options: what can be chosen, code → label, in order.
        default: the code that stands while nothing is chosen, left out of the URL.
        label: what stands above the widget.
        kind: `buttons` in a row for a few options, or a `list` that can be searched.

    A value of the URL that is not offered is told in a sentence, and the default shown.
    """
    if name in SHARED or default not in options:
        raise ValueError(f"'{name}' is a filter, or its default '{default}' is not offered")
    wanted = chosen(name, default)
    if wanted not in options:
        st.warning(notices.link_problem(label.lower(), f"'{wanted}' is not offered"))
        wanted = default
        put(name, wanted, default)
    _remember(name, wanted, default)
    key = f"choice_{st.session_state.get('choices_of', '')}_{name}"
    if st.session_state.get(key) != wanted:
        st.session_state[key] = wanted

    def change() -> None:
        # A button pressed again is let go: the choice stays as it is.
        put(name, st.session_state[key] or wanted, default)

    def labelled(code: str) -> str:
        return options[code]

    if kind == "buttons":
        st.segmented_control(label, list(options), key=key, format_func=labelled, on_change=change)
    else:
        st.selectbox(label, list(options), key=key, format_func=labelled, on_change=change)
    return wanted


def let_go(name: str, known: Collection[str], offered: Collection[str], label: str) -> None:
    """Let go of a choice in the URL that the place does not offer, before its widget is drawn.

    A value of `known` was right for another place, and goes in silence; any other was never right, which is told.
    """
    wanted = chosen(name, "")
    if not wanted or wanted in offered:
        return
    if wanted not in known:
        st.warning(notices.link_problem(label.lower(), f"'{wanted}' is not offered"))
    put(name, "", "")


def page_switch(name: str, label: str) -> bool:
    """A switch of this page alone, off unless the URL holds `name=1`."""
    let_go(name, (), ("1",), label)
    wanted = chosen(name, "") == "1"
    put(name, "1" if wanted else "", "")
    # Not as the other choices' keys, whose labels the style hides: a switch says what it is by its label alone.
    key = f"switch_{st.session_state.get('choices_of', '')}_{name}"
    st.session_state[key] = wanted
    st.toggle(label, key=key, on_change=lambda: put(name, "1" if st.session_state[key] else "", ""))
    return wanted


def chosen(name: str, default: str) -> str:
    """What the URL asks for under a name."""
    return st.query_params.get(name, default)


def put(name: str, value: str, default: str) -> None:
    """Write a choice into the URL, as its widget does; for a click elsewhere, such as on a map.

    In a callback, before the script runs: links that are already drawn do not change with it.
    """
    if value != default:
        st.query_params[name] = value
    elif name in st.query_params:
        del st.query_params[name]
    _remember(name, value, default)


def link_query(page: str) -> dict[str, str]:
    """What a link to a page carries: the filters, and what was chosen on that page before."""
    query = st.query_params.to_dict()
    if page == st.session_state.get("choices_of"):
        return query
    shared = {name: text for name, text in query.items() if name in SHARED}
    remembered: dict[str, dict[str, str]] = st.session_state.get("page_choices", {})
    return shared | remembered.get(page, {})


def own() -> dict[str, str]:
    """This page's choices as they stand in the URL, for a link that lasts."""
    return {name: text for name, text in st.query_params.to_dict().items() if name not in SHARED}


def _remember(name: str, value: str, default: str) -> None:
    everything: dict[str, dict[str, str]] = st.session_state.setdefault("page_choices", {})
    of_page = everything.setdefault(st.session_state.get("choices_of", ""), {})
    if value == default:
        of_page.pop(name, None)
    else:
        of_page[name] = value
