"""The charts of Benchmark for readers who hear the page."""

from __future__ import annotations

import pandas as pd

from cspdash.statistics.benchmark import Funnel, Together
from cspdash.wording.benchmark import PLACES, Group, all_together, decimals, interval, rate
from cspdash.wording.numbers import number


def rates_alt(table: pd.DataFrame, average: Together, group: Group, places: int) -> str:
    """The bars, for readers who hear the page; `table` in the order drawn."""
    told = [
        f"{row['area_name']} {rate(row['rate'], places)} ({interval(row['lower'], row['upper'], places)})"
        if not pd.isna(row["rate"])
        else f"{row['area_name']} no rate"
        for row in table.to_dict("records")
    ]
    return (
        f"Bars of the rate of each district with 95% intervals, lowest first: {', '.join(told)}. "
        f"Line: {all_together(group, average)} {rate(average.rate, places)}."
    )


def funnel_alt(found: Funnel) -> str:
    """The funnel, for readers who hear the page."""
    told = [
        f"{row['area_name']} {rate(row['rate'], 1)} at {number(row['population'])} residents, "
        f"{PLACES[str(row['place'])].lstrip('▲▼● ')}"
        for row in found.table.to_dict("records")
        if not pd.isna(row["rate"])
    ]
    return f"Rate against residents around an average of {rate(found.average.rate, 1)}: {'; '.join(told)}."


def quarters_alt(focus: str, own: pd.DataFrame, group: Group) -> str:
    """The lines, for readers who hear the page: one district and all together."""
    places = decimals(list(own["rate"]))
    told = [
        f"{row['quarter']} {rate(row['rate'], places)} ({group.short} {rate(row['all_rate'], places)})"
        for row in own.to_dict("records")
    ]
    return f"Lines of the rate by quarter. {focus}: {', '.join(told)}. The other districts are thin lines."
