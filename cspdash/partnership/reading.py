"""Partnership files into partnerships: every fault of every file is collected and told together."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from cspdash.partnership.cases import check_case_system
from cspdash.partnership.document import Document, Loc, key_names
from cspdash.partnership.models import SLUG_FORM, Partnership, PartnershipError, Problem

DEFAULT_PARTNERSHIP = "oadby-wigston"
# What `store.reference.partnership_rows` takes of a partnership.
_STORED: dict[str, Any] = {
    "name": True, "home_force": True, "districts": True, "comparators": True,
    "area_groups": {"__all__": {"level", "areas"}},
}  # fmt: skip
SHIPPED = Path(__file__).resolve().parents[2] / "data" / "partnerships"


def _read(path: Path) -> tuple[Document, Partnership | None]:
    """One file with the lines of its parts; no partnership when it has faults."""
    reading = Document(path)
    if re.fullmatch(SLUG_FORM, path.stem) is None:
        reading.fault((), f"{path.name!r} cannot name a partnership — use small letters, digits and hyphens")
    raw = reading.document()
    written = None
    if raw is not None:
        reading.add_beats(raw)
        reading.add_files(raw)
        written = reading.check(raw)
        reading.repeats(raw)
        if written is not None:
            check_case_system(reading, written)
    if written is None or reading.problems:
        return reading, None
    return reading, Partnership(**dict(written), slug=path.stem, path=path)


def _error(problems: Iterable[Problem]) -> PartnershipError:
    ordered = sorted(problems, key=lambda problem: (problem.file, problem.line))
    return PartnershipError("\n".join(map(str, ordered)), ordered)


def read_partnership(path: Path) -> Partnership:
    """The partnership of one YAML file; PartnershipError lists every fault of it and of the files that it names."""
    reading, partnership = _read(path)
    if partnership is None:
        raise _error(reading.problems)
    return partnership


def read_partnerships(folder: Path) -> dict[str, Partnership]:
    """The partnerships of a folder (*.yaml, *.yml) by slug, in the order of the slugs.

    PartnershipError lists the faults of all files together, and areas that two files describe differently.
    """
    paths = sorted((p for p in folder.glob("*.y*ml") if p.suffix in (".yaml", ".yml")), key=lambda p: p.stem)
    if not paths:
        raise PartnershipError(f"{folder}: no partnership found — put a file such as {DEFAULT_PARTNERSHIP}.yaml there")
    problems: list[Problem] = []
    found: dict[str, Partnership] = {}
    known: dict[tuple[str, str], tuple[object, Path, int]] = {}
    for path in paths:
        reading, partnership = _read(path)
        problems += reading.problems
        if partnership is None:
            continue
        if partnership.slug in found:
            problems.append(Problem(path, 1, "file", f"{found[partnership.slug].path.name} has that slug — rename one"))
        found[partnership.slug] = partnership
        for loc, level, code, content in _areas(partnership):
            file, line = reading.spot(loc)
            first, first_file, first_line = known.setdefault((level, code), (content, file, line))
            if first != content:
                said = f"{level} {code} differs from {first_file}:{first_line} — write both alike, or recode one"
                problems.append(Problem(file, line, ".".join(key_names(loc)), said))
    if problems:
        raise _error(problems)
    return found


def _areas(partnership: Partnership) -> Iterable[tuple[Loc, str, str, object]]:
    """Place, level, code and content (whatever the order of its codes) of each area and comparator."""
    for index, comparator in enumerate(partnership.comparators):
        content = (comparator.name, frozenset(comparator.districts))
        yield ("comparators", index), comparator.level, comparator.code, content
    for number, group in enumerate(partnership.area_groups):
        for index, area in enumerate(group.areas):
            content = (area.name, frozenset(area.lsoas))
            yield ("area_groups", number, "areas", index), group.level, area.code, content


def partnership_folder(environ: Mapping[str, str]) -> Path:
    """The folder of the partnership files: `CSPDASH_PARTNERSHIPS`, else `data/partnerships` of the project."""
    named = environ.get("CSPDASH_PARTNERSHIPS", "").strip()
    return Path(named).expanduser().resolve() if named else SHIPPED


def current_partnership(partnerships: Mapping[str, Partnership], environ: Mapping[str, str]) -> Partnership:
    """The partnership that CSPDASH_PARTNERSHIP names by its slug, else the default one.

    PartnershipError lists the slugs when there is none of that name.
    """
    asked = environ.get("CSPDASH_PARTNERSHIP", "").strip()
    slug = asked or DEFAULT_PARTNERSHIP
    if slug not in partnerships:
        source = "CSPDASH_PARTNERSHIP" if asked else "the default"
        raise PartnershipError(
            f"{source}: there is no partnership {slug!r} — set CSPDASH_PARTNERSHIP to one of: "
            f"{', '.join(partnerships) or 'none held'}"
        )
    return partnerships[slug]


def source_hash(partnerships: Mapping[str, Partnership]) -> str:
    """One hash over what a store takes in of all partnerships: a store built under another one is out of date.

    Baskets, meetings, points, events and the like are read from the files as they are now, so that editing them makes
    no store stale.
    """
    lines = sorted(f"{slug} {who.model_dump_json(include=_STORED)}\n" for slug, who in partnerships.items())
    return hashlib.sha256("".join(lines).encode()).hexdigest()
