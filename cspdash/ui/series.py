"""The monthly series of Trends: every month that is loaded up to the period's end, judged by the months before it."""

from __future__ import annotations

from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from cspdash.periods import Period
from cspdash.selection import slug
from cspdash.statistics.judged import wide
from cspdash.statistics.trends import SPAN, against_expected
from cspdash.ui import address
from cspdash.ui.marks import breaks_of_types
from cspdash.ui.page import Page


def loaded_span(page: Page) -> Period:
    """From the first month that is loaded for the place to the end of the period chosen."""
    return Period(min(page.held[0], page.selection.period.last), page.selection.period.last)


def shown_span(loaded: Period, months: str) -> Period:
    """The months that are drawn: `36`, the last of them, or `all`."""
    return loaded if months == "all" or len(loaded) < SPAN else Period.ending(loaded.last, SPAN)


def type_history(page: Page, loaded: Period, crime_types: tuple[str, ...] | None) -> pd.DataFrame:
    """Every month of some crime types (None: all fourteen), a column a type; NaN where a month is not whole."""
    monthly = page.ask(
        "monthly_by_crime_type", crime_types=crime_types, from_month=loaded.first, to_month=loaded.last
    ).frame
    return wide(monthly, "crime_type")


def types_judged(page: Page, loaded: Period, crime_types: tuple[str, ...] | None) -> pd.DataFrame:
    """Every month of each type by itself against its expected range: see `statistics.trends.against_expected`."""
    history = type_history(page, loaded, crime_types)
    return against_expected(history, breaks_of_types(page, history.columns, loaded))


def link_to_type(crime_type: str) -> str:
    """This page on one crime type as one series, with everything else as it stands."""
    query = {name: text for name, text in st.query_params.to_dict().items() if name != "view"}
    return f"?{urlencode(query | {address.TYPES: slug(crime_type)})}"
