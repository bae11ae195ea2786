"""Which areas of a level touch, and how large they are, worked out once for each version of the store."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import pandas as pd
import shapely
from shapely.geometry import shape

from cspdash.catalogue import ask
from cspdash.maps.outlines import Outlines
from cspdash.statistics.contiguity import neighbours, square_kilometres
from cspdash.store.versions import Version


@dataclass(frozen=True)
class Adjacency:
    """pairs: area_code, neighbour, both ways; sizes: area_code, square_kilometres. Areas without an outline lack."""

    pairs: pd.DataFrame
    sizes: pd.DataFrame


@lru_cache(maxsize=64)
def adjacency(version: Version, place: str, level: str) -> Adjacency:
    """The areas of a level inside a place. Never change what it gives."""
    boundaries = ask(version, "boundaries", area=place, level=level).frame
    return Adjacency(neighbours(boundaries), square_kilometres(boundaries))


def holds(drawn: Outlines, longitude: float, latitude: float) -> bool:
    """Whether a point lies in one of some outlines."""
    return any(shapely.intersects_xy(shape(outline), longitude, latitude) for outline in drawn.shapes.values())
