"""What stands above and below every page: banners, wrong links, gaps, sources."""

from __future__ import annotations

from collections.abc import Sequence

from cspdash.periods import Month, Period
from cspdash.statistics.change import Rounding
from cspdash.statistics.completeness import Gap
from cspdash.wording.filters import months_listed
from cspdash.wording.numbers import joined

CURRENT_FIGURES = "Open the current figures"
_GROUPS = {"crime": "crime", "asb": "anti-social behaviour"}


def sample_banner() -> str:
    """What stands on every page of a sample store."""
    return (
        "**This is a sample: every record is invented**, and so are the other districts. Load your force's files from "
        "data.police.uk with `python -m cspdash load PATH` to see real figures."
    )


def partnerships_changed() -> str:
    """What stands on every page while the partnership files are newer than the store."""
    return (
        "The partnership files have changed since the store was published: "
        "`python -m cspdash load` takes the changes over."
    )


def pinned_version(published: str) -> str:
    """What stands on every page of a link that pins an earlier version."""
    return f"This link shows the figures as they were published on {published}. Newer ones have been loaded since."


def link_problem(what: str, why: str) -> str:
    """A value of a URL that does not fit."""
    return f"The {what} in the link does not fit here, so the usual one is shown: {why}."


def unused_filters(labels: Sequence[str]) -> str:
    """What stands below the filters of a page that some of them do not change."""
    return f"Not used on this page: {joined(list(labels))}."


def later_months(period: Period, latest: Month) -> str:
    """That the page opens on an earlier period than the latest loaded, and why."""
    return (
        f"Months are loaded to {latest.label}; {period.label} is shown because it is the latest period that is "
        "complete in both years. Choose another under Period."
    )


def period_not_loaded(period: Period) -> str:
    """A link to months that the store does not hold."""
    return f"Nothing is loaded for {period.label}, which the link asks for, so the usual period is shown."


def base_not_loaded(period: Period) -> str:
    """A link that compares with months that the store does not hold."""
    return f"Nothing is loaded for {period.label}, which the link compares with: choose another under Compared with."


def gap_sentence(gap: Gap) -> str:
    """What is missing, in one sentence."""
    name, listed = _GROUPS[gap.group], months_listed(gap.months)
    if gap.status == "missing":
        return f"No {name} is loaded for {listed}."
    told = f" ({gap.reason})" if gap.reason else ""
    return f"The figures for {name} in {listed} are incomplete{told}: a gap, not a fall."


def gap_sentences(gaps: Sequence[Gap]) -> list[str]:
    """All gaps in sentences; months missing for both groups are said once."""
    missing = {gap.group: gap.months for gap in gaps if gap.status == "missing"}
    if len(missing) == 2 and missing["crime"] == missing["asb"]:
        partial = [gap_sentence(gap) for gap in gaps if gap.status != "missing"]
        return [*partial, f"Nothing is loaded for {months_listed(missing['crime'])}."]
    return [gap_sentence(gap) for gap in gaps]


def rounding(how: Rounding) -> str:
    """How percentages are rounded, where it is not the usual way."""
    return "Percentages are cut toward zero, as the council prints them." if how == "toward_zero" else ""


def foot(last_month: Month, gaps: Sequence[Gap], *, all_forces: bool, asb: str = "", rounded: str = "") -> str:
    """Source, last month and gaps: the foot line of every page.

    `asb` says which anti-social behaviour is counted, `rounded` how percentages are rounded, where there are any.
    """
    forces = "rows of all forces loaded" if all_forces else "home force only"
    told = " ".join(gap_sentences(gaps)) or "All months compared are complete."
    return " ".join(filter(None, (f"Source: police.uk, {forces}, to {last_month.label}.", asb, rounded, told)))
