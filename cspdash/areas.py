"""Areas by name or code, as one version of the store knows them."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from functools import lru_cache

from cspdash.errors import CspdashError
from cspdash.store import reader
from cspdash.store.sql import sql
from cspdash.store.versions import Version


class AreaError(CspdashError):
    """An area that is unknown, or a name that fits several different areas."""


@dataclass(frozen=True)
class Area:
    """An area that can be asked for. `population` is None where no table of residents covers it."""

    code: str
    level: str
    width: int
    name: str
    partnership: str | None
    lsoas: int
    members_key: str
    population: int | None
    population_year: int | None


def name_key(name: str) -> str:
    """Names: case, spacing and "&" for "and" do not matter (the macro name_key in SQL is its twin for the store)."""
    return re.sub(r"\s+", " ", name.casefold().replace("&", " and ")).strip()


def plain_key(name: str) -> str:
    """Levels and types: `Crime and ASB`, `crime_and_asb` and `crime-and-asb` are one."""
    return name_key(name.replace("_", " ").replace("-", " "))


@dataclass(frozen=True)
class Areas:
    """All areas of a version, its levels (widest first), and the crime types that it knows."""

    all: tuple[Area, ...]
    counted_whole: dict[str, str]
    levels: tuple[str, ...]
    crime_types: tuple[str, ...]
    by_code: dict[str, Area]

    def resolve(self, text: str) -> Area:
        """The area that a name, a code, or `level:name` stands for.

        Names that stand for the same LSOAs are one area, and the widest level wins. A name that fits different areas
        raises AreaError listing them, as does an unknown one with the nearest names.
        """
        wanted = text.strip()
        exact = self.by_code.get(wanted) or self.by_code.get(wanted.upper())
        if exact is not None:
            return exact
        if (parent := self.counted_whole.get(wanted.upper())) is not None:
            raise AreaError(
                f"'{wanted}' was part of {parent} in 2011 and is counted with it while the 2021 boundaries are not "
                f"loaded; load them, or ask for {parent}"
            )
        level: str | None = None
        if ":" in wanted:
            before, after = wanted.split(":", 1)
            level = next((known for known in self.levels if plain_key(known) == plain_key(before)), None)
            if level is not None:
                wanted = after.strip()
        candidates = [
            area for area in self.all
            if (level is None or area.level == level) and (area.code == wanted or name_key(area.name) == name_key(wanted))
        ]  # fmt: skip
        if not candidates:
            near = difflib.get_close_matches(name_key(wanted), [name_key(a.name) for a in self.all], n=3)
            names = list(dict.fromkeys(a.name for key in near for a in self.all if name_key(a.name) == key))
            hint = f"; did you mean {' or '.join(names)}?" if names else "; `python -m cspdash query areas` lists them"
            raise AreaError(f"there is no area '{text}'{hint}")
        widest = min(candidates, key=lambda area: (area.width, area.code))
        if any(area.members_key != widest.members_key for area in candidates):
            listed = ", ".join(f"{a.level}:{a.name} ({a.code})" for a in candidates)
            raise AreaError(f"'{text}' fits several different areas: {listed}; ask by code or as level:name")
        return widest


@lru_cache(maxsize=8)
def areas_of(version: Version) -> Areas:
    """The areas of a version of the store."""
    connection = reader.cursor(version)
    found = tuple(Area(*row) for row in connection.execute(sql("app/areas")).fetchall())
    levels = tuple(dict.fromkeys(area.level for area in found))
    types = tuple(name for (name,) in connection.execute(sql("app/crime_types")).fetchall())
    whole = dict(connection.execute(sql("app/counted_whole")).fetchall())
    return Areas(found, whole, levels, types, {area.code: area for area in found})


@lru_cache(maxsize=64)
def inside(version: Version, code: str) -> frozenset[str]:
    """The codes of all areas that lie wholly inside an area, itself among them."""
    rows = reader.cursor(version).execute(sql("app/inside"), {"area": code}).fetchall()
    return frozenset(inner for (inner,) in rows)
