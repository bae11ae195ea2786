"""The charts of Population for readers who hear the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from cspdash.wording.population import percent_of


def ages_alt(own: Mapping[str, tuple[int, float]], beside: Mapping[str, float] | None, other: str) -> str:
    """The bars and marks, band by band."""
    told = [
        f"{band} {percent_of(share)}" + ("" if beside is None else f" ({percent_of(beside[band])})")
        for band, (_, share) in own.items()
    ]
    marks = "" if beside is None else f", and in brackets of {other}"
    return f"Bars of the share of residents in each age band{marks}: {', '.join(told)}."


def pyramid_alt(sexes: Mapping[str, Mapping[str, tuple[int, float]]]) -> str:
    """The two sides, band by band."""
    told = [
        f"{band} {percent_of(share)} and {percent_of(sexes['male'][band][1])}"
        for band, (_, share) in sexes["female"].items()
    ]
    return f"Age pyramid, females and males as shares of all residents: {', '.join(told)}."


def stacked_alt(shares: pd.DataFrame, what: str) -> str:
    """Each area's bar, part by part."""
    told = [
        f"{area}: " + ", ".join(f"{part} {percent_of(share)}" for part, share in row.items())
        for area, row in shares.iterrows()
    ]
    return f"A bar for each area, parted by {what}. {'; '.join(told)}."


def density_alt(density: Sequence[tuple[str, float]]) -> str:
    """The bars, longest first."""
    return f"Bars of residents per hectare: {', '.join(f'{name} {value:.1f}' for name, value in density)}."
