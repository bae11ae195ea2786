"""Areas by name or code, as one version of the store knows them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from cspdash.errors import UsageError
from cspdash.store import reader
from cspdash.store.sql import sql
from cspdash.store.versions import Version


class AreaError(UsageError):
    """An area that is unknown, or a name that fits several different areas.

    `why` is the fault alone, for where the remedy of the command line cannot be followed.
    """

    def __init__(self, why: str, remedy: str = "") -> None:
        """The fault, and what to do at the command line."""
        super().__init__(f"{why}; {remedy}" if remedy else why)
        self.why = why


@dataclass(frozen=True)
class Area:
    """An area that can be asked for.

    `population` is None where no table of residents covers it. `near`: it lies in a force area in which a partnership
    lies, so that its name goes before the same name elsewhere. `known_as` is its name for people: a LSOA's settlement
    (or ward), main streets and short code, `Wigston: Bull Head Street, Long Street (005A)`; of other areas the name.
    """

    code: str
    level: str
    width: int
    name: str
    partnership: str | None
    lsoas: int
    members_key: str
    population: int | None
    population_year: int | None
    near: bool
    known_as: str


def name_key(name: str) -> str:
    """Names: case, spacing and "&" for "and" do not matter (SQL has its twin, the macro name_key)."""
    return re.sub(r"\s+", " ", name.casefold().replace("&", " and ")).strip()


def plain_key(name: str) -> str:
    """Levels and types: `Crime and ASB`, `crime_and_asb` and `crime-and-asb` are one."""
    return name_key(name.replace("_", " ").replace("-", " "))


@dataclass(frozen=True)
class Areas:
    """All areas of a version, its levels (widest first), and the crime types that it knows.

    `by_name` finds areas by `name_key`, `folded_codes` a code whatever its case. `counted_elsewhere` says, for LSOAs
    not counted by their own code, which other counts them and whether as their 2011 `parent` or `merged` with it.
    """

    all: tuple[Area, ...]
    levels: tuple[str, ...]
    crime_types: tuple[str, ...]
    by_code: Mapping[str, Area]
    by_name: Mapping[str, tuple[Area, ...]]
    folded_codes: Mapping[str, str]
    counted_elsewhere: Mapping[str, tuple[str, str]]

    def resolve(self, text: str) -> Area:
        """The area that a code, a name, or `level:name` stands for.

        A code goes before a name. Of areas with the same name, those in the partnerships' force areas go before
        others; where they are the same LSOAs they are one area, and the widest level wins. A name that still fits
        different areas raises AreaError listing them, as does an unknown one with the nearest names.
        """
        wanted = text.strip()
        exact = self._by_code(wanted)
        if exact is not None:
            return exact
        level, name = self._split(wanted)
        candidates = self._named(name, level)
        if not candidates:
            near = self._near(name, level)
            if near:
                raise AreaError(f"there is no area '{text}'; did you mean {' or '.join(near)}?")
            raise AreaError(f"there is no area '{text}'", "`python -m cspdash query areas` lists them")
        widest = min(candidates, key=lambda area: (area.width, area.code))
        if any(area.members_key != widest.members_key for area in candidates):
            listed = ", ".join(f"{a.level}:{a.name} ({a.code})" for a in candidates)
            raise AreaError(f"'{text}' fits several different areas: {listed}", "ask by code or as level:name")
        return widest

    def _by_code(self, wanted: str) -> Area | None:
        code = wanted if wanted in self.by_code else self.folded_codes.get(wanted.casefold())
        if code is not None:
            return self.by_code[code]
        if wanted.upper() in self.counted_elsewhere:
            counts, how = self.counted_elsewhere[wanted.upper()]
            if how == "merged":
                raise AreaError(
                    f"'{wanted}' was merged into {counts} in 2021 and is counted there", f"ask for {counts}"
                )
            raise AreaError(
                f"'{wanted}' was part of {counts} in 2011 and is counted with it while the 2021 boundaries are not "
                "loaded",
                f"load them, or ask for {counts}",
            )
        return None

    def _split(self, wanted: str) -> tuple[str | None, str]:
        """`level:name` into the two; no level where what stands before the colon is none."""
        before, colon, after = wanted.partition(":")
        level = next((known for known in self.levels if plain_key(known) == plain_key(before)), None)
        return (level, after.strip()) if colon and level is not None else (None, wanted)

    def _named(self, name: str, level: str | None) -> list[Area]:
        found = list(self.by_name.get(name_key(name), ()))
        if level is not None:
            coded = self._by_code(name)
            found = [area for area in found if area.level == level]
            found += [coded] if coded is not None and coded.level == level and coded not in found else []
        return [area for area in found if area.near] or found

    def _near(self, name: str, level: str | None) -> list[str]:
        """The nearest names, those in the partnerships' force areas first."""
        for near in (True, False):
            known = {
                key: areas[0].name for key, areas in self.by_name.items()
                if any(area.near is near and level in (None, area.level) for area in areas)
            }  # fmt: skip
            close = difflib.get_close_matches(name_key(name), known, n=3)
            if close:
                return [known[key] for key in close]
        return []


@lru_cache(maxsize=8)
def areas_of(version: Version) -> Areas:
    """The areas of a version of the store."""
    connection = reader.cursor(version)
    found = tuple(Area(*row) for row in connection.execute(sql("app/areas")).fetchall())
    named: dict[str, list[Area]] = {}
    folded: dict[str, list[str]] = {}
    for area in found:
        named.setdefault(name_key(area.name), []).append(area)
        folded.setdefault(area.code.casefold(), []).append(area.code)
    return Areas(
        all=found,
        levels=tuple(dict.fromkeys(area.level for area in found)),
        crime_types=tuple(name for (name,) in connection.execute(sql("app/crime_types")).fetchall()),
        by_code={area.code: area for area in found},
        by_name={key: tuple(areas) for key, areas in named.items()},
        folded_codes={key: codes[0] for key, codes in folded.items() if len(codes) == 1},
        counted_elsewhere={
            code: (lsoa, how) for code, lsoa, how in connection.execute(sql("app/counted_elsewhere")).fetchall()
        },
    )


@lru_cache(maxsize=64)
def inside(version: Version, code: str) -> frozenset[str]:
    """The codes of all areas that lie wholly inside an area, itself among them."""
    rows = reader.cursor(version).execute(sql("app/inside"), {"area": code}).fetchall()
    return frozenset(inner for (inner,) in rows)
