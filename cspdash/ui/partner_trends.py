"""A partner's own series on Trends: months against their expected range, as any other, with its source named."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cspdash.periods import Month
from cspdash.selection import slug
from cspdash.statistics.partner_counts import by_month
from cspdash.ui.choices import page_choice
from cspdash.ui.page import Page
from cspdash.ui.partner_section import all_counts


@dataclass(frozen=True)
class PartnerSeries:
    """A category that a partner counts by month: who, what, and the months as a frame of the one column `name`."""

    source: str
    name: str
    history: pd.DataFrame


def offers_series(page: Page) -> bool:
    """Whether any category is counted by month."""
    answer = page.ask("partner_periods")
    single = answer.frame[answer.frame["first_month"] == answer.frame["last_month"]]
    # The page's workings show only what it is made of.
    page.answers = [kept for kept in page.answers if kept is not answer]
    return bool(single.duplicated(["source", "category"]).any())


def monthly_series(page: Page, last: Month) -> dict[str, PartnerSeries]:
    """The categories that are counted by month, up to a month, by the code that stands in the URL."""
    found = {}
    for (source, name), series in by_month(all_counts(page), last).items():
        months = series.loc[: str(last)]
        if months.notna().any():
            code = slug(name) if slug(name) not in found else slug(f"{name} {source}")
            found[code] = PartnerSeries(source, name, pd.DataFrame({name: months}))
    return found


def choose_series(offered: dict[str, PartnerSeries]) -> PartnerSeries:
    """The one chosen, the first unless another is."""
    labels = {code: series.name for code, series in offered.items()}
    return offered[page_choice("series", labels, next(iter(offered)), "Series", kind="list")]
