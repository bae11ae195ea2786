"""Which changes on the map are more than chance: verdicts beside the figures, their colours and their signs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from cspdash.charts.theme import DIVERGING
from cspdash.partnership import Point
from cspdash.statistics.verdict import FALL, RISE, TOO_FEW, USUAL
from cspdash.ui.compared import areas_compared
from cspdash.ui.page import Page
from cspdash.wording import map_verdicts as words
from cspdash.wording.verdicts import SHAPES

if TYPE_CHECKING:
    from cspdash.ui.map_view import MapView

# The measures beside which verdicts stand; the history that they need is asked for with these alone.
JUDGED = ("difference", "verdict")
COLOURS = {RISE: DIVERGING[4], USUAL: DIVERGING[2], TOO_FEW: "#FFFFFF", FALL: DIVERGING[0]}
ADDED = ["verdict", "ratio", "low", "high"]


def with_verdicts(page: Page, level: str, figures: pd.DataFrame) -> pd.DataFrame:
    """The figures of the map's areas with verdict, ratio, low and high (`ui.compared.areas_compared`).

    Where an area itself is not comparable it has none, whatever the place as a whole.
    """
    found = areas_compared(page, level)[["area_code", *ADDED]].dropna(subset="area_code")
    joined = figures.merge(found, on="area_code", how="left", validate="one_to_one")
    joined["verdict"] = joined["verdict"].where(joined["fair"])
    return joined


def by_verdict(figures: pd.DataFrame) -> pd.DataFrame:
    """The areas that were judged: clear rises first, clear falls last, within each the largest rise first."""
    known = figures[figures["verdict"].notna()]
    place = known["verdict"].map({RISE: 0, FALL: 2}).fillna(1)
    order = known.assign(place=place).sort_values(
        ["place", "difference", "area_name"], ascending=[True, False, True], kind="stable"
    )
    return order.drop(columns="place")


def finding(page: Page, view: MapView) -> str:
    """The title of the map of clear changes."""
    rows = view.order.to_dict("records")
    clear = [
        (view.areas[str(row["area_code"])], str(row["verdict"]), float(row["difference"]))
        for row in rows if row["verdict"] in (RISE, FALL)
    ]  # fmt: skip
    few = sum(1 for row in rows if row["verdict"] == TOO_FEW)
    return words.title(page.place, view.level, page.selection.base, clear, len(rows), few, len(view.figures))


def signs(view: MapView, names: Mapping[str, str]) -> tuple[tuple[tuple[str, Point], ...], dict[str, str]]:
    """The shapes of all verdicts but the usual one, on their areas: nothing is told by colour alone.

    Gives those to be drawn in the middle of an area, and the names written on the map, each with its area's shape where
    it is the area's own name that stands there.
    """
    if view.measure != "verdict":
        return (), dict(names)
    marks, written = [], dict(names)
    for row in view.order.to_dict("records"):
        code, verdict = str(row["area_code"]), str(row["verdict"])
        if verdict == USUAL or code not in view.drawn.labels:
            continue
        if code in names:
            written[code] = f"{SHAPES[verdict]} {names[code]}"
        else:
            longitude, latitude = view.drawn.labels[code]
            marks.append((SHAPES[verdict], Point(kind="verdict", name=verdict, longitude=longitude, latitude=latitude)))
    return tuple(marks), written


def highest(view: MapView) -> list[str]:
    """The areas that changed clearly, for readers who hear the map."""
    clear = view.order[view.order["verdict"].isin((RISE, FALL))].to_dict("records")
    return [words.alone(view.areas[str(row["area_code"])], str(row["verdict"])) for row in clear]
