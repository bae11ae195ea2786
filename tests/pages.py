"""Pages run without a browser: what a test asks them for, and what they show."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
from streamlit.testing.v1 import AppTest

from cspdash.catalogue import ask
from cspdash.crime_types import ASB
from cspdash.store.versions import Version
from cspdash.wording.numbers import MINUS

PROJECT = Path(__file__).parents[1]


def run_page(path: str, query: Mapping[str, str] | None = None) -> AppTest:
    """Run a page of the app with a query in its URL; the test fails where the script raised."""
    app = AppTest.from_file(str(PROJECT / "app.py"), default_timeout=60)
    for name, value in (query or {}).items():
        app.query_params[name] = value
    if path != "app.py":
        app.switch_page(path)
    app.run()
    assert not app.exception, app.exception
    return app


def html_of(app: AppTest) -> list[str]:
    """The HTML blocks of the page, in order."""
    return [element.proto.body for element in app.get("html")]


def tables_of(app: AppTest) -> list[pd.DataFrame]:
    """The page's HTML tables as text, the first column as it names the rows."""
    found = []
    for body in html_of(app):
        if '<table class="csp-table"' in body:
            found += pd.read_html(io.StringIO(body), flavor="lxml", keep_default_na=False, thousands="\0")
    return [table.astype(str) for table in found]


def as_number(text: object) -> float:
    """A printed number: 1,945, −180, +21, 202.7."""
    return float(str(text).replace(",", "").replace(MINUS, "-").replace("+", ""))


def breaks_of(version: Version, place: str, types: Sequence[str]) -> list[str]:
    """The months from which on a series of some crime types was recorded otherwise: of rules, and found in files."""
    known = ask(version, "known_breaks", from_month="2010-12", to_month="2099-12").frame.to_dict("records")
    crime = any(name != ASB for name in types)
    moved = {"crime": crime, "violence": "Violence and sexual offences" in types}
    steps = ask(version, "recording_breaks", area=place).frame["month"] if crime else ()
    return sorted([*(str(row["month"]) for row in known if moved[row["affects"]]), *map(str, steps)])
