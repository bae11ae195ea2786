"""The plain-English sentence for a result. Every title, label and note on a page is made here."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from html import escape

from cspdash.areas import Area
from cspdash.periods import Month, Period

MINUS = "\N{MINUS SIGN}"
DASH = "\N{EN DASH}"
NOT_COMPARABLE = "not comparable"


def number(value: int) -> str:
    """A count with thousands separators: 1,945."""
    return f"{value:,}".replace("-", MINUS)


def signed(value: int) -> str:
    """A difference with its sign: +21, −180, 0."""
    return "0" if value == 0 else f"{value:+,}".replace("-", MINUS)


def percent(change: int | None, *, equal: bool) -> str:
    """A change as the council prints it: +67%, −12%, No Change; a dash where the base is too small for a percentage."""
    if equal:
        return "No Change"
    if change is None:
        return DASH
    return f"{signed(change)}%"


def up_or_down(difference: int) -> str:
    """A difference in words: up 12, down 180, no change."""
    if difference == 0:
        return "no change"
    return f"{'up' if difference > 0 else 'down'} {abs(difference):,}"


def months_listed(months: Sequence[Month]) -> str:
    """Runs of months: `March 2020`, `April to June 2024 and August 2024`."""
    runs: list[list[Month]] = []
    for month in sorted(months):
        if runs and month - runs[-1][-1] == 1:
            runs[-1].append(month)
        else:
            runs.append([month])
    return joined([Period(run[0], run[-1]).label for run in runs])


def joined(parts: Sequence[str]) -> str:
    """A list in a sentence: a, b and c."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def compare_title(place: str, base: int, current: int, *, fair: bool) -> str:
    """The finding of the comparison: what it is now and how it differs; without a fair base, only what it is now."""
    if not fair:
        return f"{place}: {current:,} crimes and ASB, with no fair comparison"
    return f"{place}: {current:,} crimes and ASB, {up_or_down(current - base)} on last year"


def compare_subtitle(period: Period, base: Period) -> str:
    """Measure and months of the comparison."""
    return f"Recorded crime and police anti-social behaviour (ASB), {period.label} against {base.label}"


def gap_sentence(group: str, status: str, months: Collection[Month], reason: str = "") -> str:
    """What is missing, in one sentence."""
    name = {"crime": "crime", "asb": "anti-social behaviour"}[group]
    listed = months_listed(sorted(months))
    told = f" ({reason})" if reason and len(months) == 1 else ""
    if status == "missing":
        return f"No {name} is loaded for {listed}."
    return f"The figures for {name} in {listed} are incomplete{told}: a gap, not a fall."


def foot(last_month: Month, gaps: Sequence[str]) -> str:
    """Source, last month and gaps: the foot line of every page."""
    told = " ".join(gaps) if gaps else "All months shown are complete."
    return f"Source: police.uk, home force only, to {last_month.label}. {told}"


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


def link_problem(what: str, why: str) -> str:
    """A value of a URL that does not fit."""
    return f"The {what} in the link does not fit here, so the usual one is shown: {why}."


def period_not_loaded(period: Period) -> str:
    """A link to months that the store does not hold."""
    return f"Nothing is loaded for {period.label}, which the link asks for, so the latest period is shown."


def compared_with(base: Period) -> str:
    """Under the period filter: what it is compared with."""
    return f"Compared with the same months last year: {base.short}"


LEVEL_WORDS = {
    "force_area": "police force area", "county": "county", "partnership": "whole partnership", "district": "district",
    "settlement": "settlement", "ward": "ward", "lsoa": "LSOA",
}  # fmt: skip


def area_label(area: Area) -> str:
    """An area in a list: its name, what it is, and an LSOA's code."""
    kind = LEVEL_WORDS.get(area.level, area.level)
    return f"{area.name} ({kind} {area.code})" if area.level == "lsoa" else f"{area.name} ({kind})"


def period_label(period: Period) -> str:
    """A period in a list: its months, and its name where it has one."""
    return period.short if period.name == period.short else f"{period.short} ({period.name})"


def parameters(bound: Mapping[str, object]) -> str:
    """A question's parameters, one a line."""
    lines = []
    for name, value in bound.items():
        shown = f"{value:%Y-%m}" if isinstance(value, date) else "all" if value is None else str(value)
        lines.append(f"{name} = {shown}")
    return "\n".join(lines)


def escaped(text: str) -> str:
    """Text for HTML."""
    return escape(text)


def sentence(text: str) -> str:
    """A message as a sentence of its own: capital letter, full stop."""
    whole = text[:1].upper() + text[1:]
    return whole if whole.endswith((".", "!", "?")) else f"{whole}."
