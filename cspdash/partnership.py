"""Who a partnership is, read from data/partnerships/*.yaml: districts, areas, comparators, baskets, meetings.

A file is read once into the frozen `Partnership`. Every fault of every file is collected and told with its
file, line and remedy, because the reader of the message is the officer who wrote the file.
"""

from __future__ import annotations

import csv
import datetime
import difflib
import hashlib
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PureWindowsPath
from typing import Annotated, Any, Literal

import yaml
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from cspdash.crime_types import CRIME_TYPES
from cspdash.errors import CspdashError

DEFAULT_PARTNERSHIP = "oadby-wigston"
BEAT_COLUMNS = ("lsoa", "area_code", "area_name")
# Levels that the store fills from the look-ups of districts, wards and LSOAs or from `comparators`.
RESERVED_LEVELS = ("partnership", "district", "county", "force_area", "ward", "lsoa")


@dataclass(frozen=True)
class Problem:
    """One fault of a file: where it is, and what is wrong with its remedy."""

    file: Path
    line: int
    key: str
    message: str

    def __str__(self) -> str:
        """The line to print: file:line: key: problem — remedy."""
        return f"{self.file}:{self.line}: {self.key}: {self.message}"


class PartnershipError(CspdashError):
    """A partnership that cannot be read or found; `problems` holds the faults of its files, one each."""

    def __init__(self, message: str, problems: Iterable[Problem] = ()) -> None:
        """Keep the faults beside the message, for callers that show them one by one."""
        super().__init__(message)
        self.problems = list(problems)


# --- what a file may say


def _did_you_mean(value: str, known: Iterable[str]) -> str:
    """The remedy for an unknown name: the nearest known one where there is one, and all of them."""
    by_fold = {name.casefold(): name for name in known}
    near = difflib.get_close_matches(value.casefold(), by_fold, n=1)
    hint = f"did you mean {by_fold[near[0]]}? " if near else ""
    return f"{hint}known: {', '.join(by_fold.values())}"


def _written_as(pattern: str, kind: str, form: str) -> AfterValidator:
    def check(value: str) -> str:
        if re.fullmatch(pattern, value) is None:
            raise ValueError(f"{value!r} is not {kind} — write {form}")
        return value

    return AfterValidator(check)


def _known(names: tuple[str, ...], kind: str) -> BeforeValidator:
    def check(value: object) -> object:
        if isinstance(value, str) and value not in names:
            raise ValueError(f"{value!r} is not {kind} — {_did_you_mean(value, names)}")
        return value

    return BeforeValidator(check)


def _date(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value) is None:
            raise ValueError("not in the form YYYY-MM-DD")
        return datetime.date.fromisoformat(value)
    except ValueError as error:
        raise ValueError(
            f"{value!r} is not a date ({error}) — write YYYY-MM-DD, such as 2026-01-22"
        ) from error


def _not_reserved(level: str) -> str:
    if level in RESERVED_LEVELS:
        raise ValueError(
            f"{level!r} comes from the look-ups or comparators — "
            f"name your own level, such as settlement or beat (taken: {', '.join(RESERVED_LEVELS)})"
        )
    return level


Text = Annotated[
    str, AfterValidator(str.strip), _written_as(r"(?s).*\S.*", "a name", "a text that is not blank")
]
Level = Annotated[
    str, _written_as(r"[a-z][a-z0-9_]*", "a level", "small letters, such as settlement or beat")
]
AreaCode = Annotated[
    str, _written_as(r"[^:,\s]([^:,]*[^:,\s])?", "an area code", "a code without colon or comma")
]
LsoaCode = Annotated[
    str, _written_as(r"[EW]01[0-9]{6}", "an LSOA code", "E01 or W01 and six digits, such as E01025970")
]
DistrictCode = Annotated[
    str,
    _written_as(
        r"(E0[6-9]|W06)[0-9]{6}",
        "a district code",
        "E06, E07, E08, E09 or W06 and six digits, such as E07000135",
    ),
]
CrimeType = Annotated[str, _known(CRIME_TYPES, "a crime type of police.uk")]
ForceSlug = Annotated[
    str,
    _written_as(r"[a-z]+(-[a-z]+)*", "a force of police.uk", "the name in its files, such as leicestershire"),
]
_SLUG = r"[a-z0-9]+(-[a-z0-9]+)*"
Slug = Annotated[str, _written_as(_SLUG, "a slug", "small letters, digits and hyphens")]
Rounding = Literal["nearest", "toward_zero"]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Area(_Model):
    """An area made of LSOAs, known by its code; the name is for people."""

    code: AreaCode
    name: Text
    lsoas: Annotated[tuple[LsoaCode, ...], Field(min_length=1)]


class AreaGroup(_Model):
    """The areas of one level; `file` names the CSV beside the YAML that listed them, where one did."""

    level: Annotated[Level, AfterValidator(_not_reserved)]
    areas: tuple[Area, ...] = ()
    file: Text | None = None


class Comparator(_Model):
    """An area of whole districts to compare with, such as the county (not the force area)."""

    level: Level
    code: AreaCode
    name: Text
    districts: Annotated[tuple[DistrictCode, ...], Field(min_length=1)]


class Basket(_Model):
    """Crime types that the meeting takes together, under the name it uses for them."""

    name: Text
    crime_types: Annotated[tuple[CrimeType, ...], Field(min_length=1)]


class Meetings(_Model):
    """The dates of the meetings and the pages in the order in which a meeting takes them."""

    dates: tuple[Annotated[datetime.date, BeforeValidator(_date)], ...] = ()
    agenda: tuple[Text, ...] = ()


class _Written(_Model):
    """What the YAML itself says."""

    name: Text
    police_force: Text
    home_force: ForceSlug
    districts: Annotated[tuple[DistrictCode, ...], Field(min_length=1)]
    comparators: tuple[Comparator, ...] = ()
    area_groups: tuple[AreaGroup, ...] = ()
    baskets: tuple[Basket, ...] = ()
    rounding: Annotated[Rounding, _known(("nearest", "toward_zero"), "a way of rounding")] = "nearest"
    meetings: Meetings = Meetings()
    similar_districts: tuple[DistrictCode, ...] = ()


class Partnership(_Written):
    """A partnership as its YAML describes it; `slug` is the file's stem and names it everywhere else.

    `home_force` is the slug of the police.uk files that the default count takes. `sha256` covers the bytes of
    the YAML and of the beats files that it names.
    """

    slug: Slug
    path: Path
    sha256: str


# --- reading, with the line of everything

_Loc = tuple[str | int, ...]
_MODELS: dict[tuple[str, ...], type[BaseModel]] = {
    (): _Written,
    ("comparators",): Comparator,
    ("area_groups",): AreaGroup,
    ("area_groups", "areas"): Area,
    ("baskets",): Basket,
    ("meetings",): Meetings,
}
_BEAT_COLUMN_OF = {"code": "area_code", "name": "area_name", "lsoas": "lsoa"}
_SHAPES = {
    "missing": "is missing — add it",
    "too_short": "is empty — list at least one",
    "string_type": "is not a single text — write one value, without list or keys",
    "tuple_type": "is not a list — write [one, two], or one item a line beginning with a hyphen",
    "model_type": "is not a set of keys — write key: value lines, such as name: Oadby",
    "date_type": "is not a date — write YYYY-MM-DD, such as 2026-01-22",
    "literal_error": "is not a way of rounding — write nearest or toward_zero",
}


def _names(loc: _Loc) -> tuple[str, ...]:
    return tuple(part for part in loc if isinstance(part, str))


@dataclass
class _Reading:
    """A YAML file and its beats files while they are read: the lines of their parts, the faults so far."""

    path: Path
    problems: list[Problem] = field(default_factory=list)
    spots: dict[_Loc, tuple[Path, int]] = field(default_factory=dict)
    content: bytearray = field(default_factory=bytearray)

    def spot(self, loc: _Loc) -> tuple[Path, int]:
        """File and line of a part, or of the nearest part around it."""
        while loc and loc not in self.spots:
            loc = loc[:-1]
        return self.spots.get(loc, (self.path, 1))

    def fault(self, loc: _Loc, message: str) -> None:
        """Note a fault of a part of the file."""
        file, line = self.spot(loc)
        names = _names(loc)
        key = ".".join(names) or "file"
        if file != self.path:
            key = _BEAT_COLUMN_OF.get(names[-1], key)
        self.problems.append(Problem(file, line, key, message))

    def text(self, path: Path, loc: _Loc) -> str | None:
        """A file's text, its bytes kept for the hash; None, with the fault noted, when it cannot be read."""
        try:
            data = path.read_bytes()
        except OSError as error:
            self.fault(
                loc, f"cannot read {path} ({error.strerror}) — check the name and that the file is there"
            )
            return None
        self.content += f"{path.name} {len(data)}\n".encode() + data
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            self.problems.append(Problem(path, line, "file", "is not UTF-8 text — save it again as UTF-8"))
            return None

    def value(self, node: yaml.Node, loc: _Loc, around: tuple[yaml.Node, ...] = ()) -> Any:
        """The plain value of a node, every scalar as the text that stands there; an empty one is None.

        Texts, because YAML would make false of a code `no` and a number of a beat `1e5`.
        """
        self.spots.setdefault(loc, (self.path, node.start_mark.line + 1))
        if any(node is outer for outer in around):
            self.fault(loc, "contains itself — write the part out instead of using an alias")
            return None
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*loc, index), (*around, node)) for index, item in enumerate(node.value)]
        if not isinstance(node, yaml.MappingNode):
            return None if node.tag == "tag:yaml.org,2002:null" else node.value
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            key, inner = str(key_node.value), (*loc, str(key_node.value))
            if not isinstance(key_node, yaml.ScalarNode):
                self.problems.append(
                    Problem(self.path, line, "file", "a key is not a text — write key: value")
                )
            elif key in result:
                first = self.spots[inner][1]
                text = f"is given twice (first on line {first}) — keep one of the two"
                self.problems.append(Problem(self.path, line, ".".join(_names(inner)), text))
            else:
                self.spots[inner] = (self.path, line)
                result[key] = self.value(value_node, inner, (*around, node))
        # An empty key, such as a list whose items are all commented out, says no more than an absent one.
        return {key: value for key, value in result.items() if value is not None}

    def document(self) -> dict[str, Any] | None:
        """The YAML's content as plain values; None, with the fault noted, when it is no mapping."""
        text = self.text(self.path, ())
        if text is None:
            return None
        try:
            node = yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            said = f"{error.problem or error.context} — check indents, colons and quotes here and above"
            self.problems.append(Problem(self.path, mark.line + 1 if mark else 1, "YAML", said))
            return None
        except yaml.reader.ReaderError as error:
            line = text.count("\n", 0, error.position) + 1
            self.problems.append(Problem(self.path, line, "YAML", "holds a control character — delete it"))
            return None
        value = None if node is None else self.value(node, ())
        if not isinstance(value, dict):
            self.fault((), "does not describe a partnership — begin with name: and the other keys")
            return None
        return value

    def add_beats(self, raw: dict[str, Any]) -> None:
        """Fill in the areas of each group that names a file."""
        groups = raw.get("area_groups")
        for index, group in enumerate(groups if isinstance(groups, list) else []):
            loc: _Loc = ("area_groups", index)
            if not isinstance(group, dict):
                continue
            if "areas" in group and "file" in group:
                self.fault((*loc, "file"), "stands beside areas — keep either the list or the file")
            elif isinstance(group.get("file"), str):
                group["areas"] = self.beats(group["file"], loc)
            elif not group.get("areas") and "file" not in group:
                self.fault(loc, "has no areas — list areas, or name a file of them")

    def beats(self, name: str, loc: _Loc) -> list[dict[str, Any]]:
        """The areas of a CSV with the columns lsoa, area_code, area_name, one row an LSOA."""
        beside = PureWindowsPath(name)  # knows the separators of both systems
        if beside.anchor or ".." in beside.parts:
            self.fault(
                (*loc, "file"), f"{name!r} does not lie beside the YAML — put the file there, give its name"
            )
            return []
        path = self.path.parent / name
        text = self.text(path, (*loc, "file"))
        if text is None:
            return []
        areas: dict[str, dict[str, Any]] = {}
        line = 1
        try:
            rows = csv.reader(io.StringIO(text, newline=""), strict=True)
            header = [cell.strip().casefold() for cell in next(rows, [])]
            absent = [column for column in BEAT_COLUMNS if header.count(column) != 1]
            if absent:
                said = f"not found once in the first line — name the columns {', '.join(BEAT_COLUMNS)}"
                self.problems.append(Problem(path, 1, ", ".join(absent), said))
                return []
            line = rows.line_num + 1
            for row in rows:
                if any(cell.strip() for cell in row):
                    self.beat_row(
                        dict(zip(header, map(str.strip, row), strict=False)), areas, loc, (path, line)
                    )
                line = rows.line_num + 1
        except csv.Error as error:
            self.problems.append(Problem(path, line, "CSV", f"{error} — save the file again as CSV"))
            return []
        if not areas:
            self.problems.append(Problem(path, 1, "file", "holds no areas — give one row for each LSOA"))
        return list(areas.values())

    def beat_row(
        self, row: dict[str, str], areas: dict[str, dict[str, Any]], loc: _Loc, spot: tuple[Path, int]
    ) -> None:
        """Add one row of a beats file to the areas so far."""
        empty = [column for column in BEAT_COLUMNS if not row.get(column)]
        if empty:
            self.problems.append(Problem(*spot, ", ".join(empty), "is empty — fill it in, or delete the row"))
            return
        code, name = row["area_code"], row["area_name"]
        index = list(areas).index(code) if code in areas else len(areas)
        inner = (*loc, "areas", index)
        area = areas.setdefault(code, {"code": code, "name": name, "lsoas": []})
        self.spots.setdefault(inner, spot)
        if area["name"] != name:
            said = f"{name!r} is another name for {code} than {area['name']!r} on line {self.spots[inner][1]}"
            self.problems.append(Problem(*spot, "area_name", f"{said} — give one name"))
        self.spots[(*inner, "lsoas", len(area["lsoas"]))] = spot
        area["lsoas"].append(row["lsoa"])

    def check(self, raw: dict[str, Any]) -> _Written | None:
        """The model of the content; None, with the faults noted, when it does not fit."""
        try:
            return _Written.model_validate(raw)
        except ValidationError as error:
            for found in error.errors():
                loc, kind = found["loc"], found["type"]
                if kind == "too_short" and found["input"]:
                    continue  # its items are faulty, each told by itself
                if kind == "value_error":
                    message = str(found["ctx"]["error"])
                elif kind == "extra_forbidden":
                    known = _MODELS[_names(loc[:-1])].model_fields
                    message = f"is not a key of this part — {_did_you_mean(str(loc[-1]), known)}"
                elif kind in _SHAPES:
                    message = _SHAPES[kind]
                else:
                    message = f"{found['msg']} — see the other files beside this one"
                self.fault(loc, message)
            return None

    def repeats(self, raw: Any) -> None:
        """Note what is given twice: in one list, or in the areas and comparators of one level."""
        lists = {("districts",), ("similar_districts",), ("meetings", "dates"), ("meetings", "agenda")}
        lists |= {("comparators", "districts"), ("baskets", "crime_types"), ("baskets", "name")}
        seen: dict[tuple[object, ...], _Loc] = {}
        # By line, because the rows of a beats file need not be in the order of their areas.
        for loc, value, level in sorted(_leaves(raw), key=lambda leaf: self.spot(leaf[0])):
            names = _names(loc)
            scope: tuple[object, ...]
            if names in lists:
                scope = (names, *(loc[:-1] if names[-1] != "name" else ()))
            elif level is not None and names[-1] in ("code", "name", "lsoas"):
                scope = (level, names[-1])
            else:
                continue
            first = seen.setdefault((scope, value.casefold()), loc)
            if first != loc:
                file, line = self.spot(first)
                where = f"line {line}" if file == self.spot(loc)[0] else f"{file}:{line}"
                within = f" in level {level}" if level is not None and scope[0] == level else ""
                self.fault(loc, f"{value!r} is given twice{within} (first on {where}) — keep one of the two")


def _leaves(value: Any, loc: _Loc = (), level: str | None = None) -> Iterable[tuple[_Loc, str, str | None]]:
    """Every text in the content with its place and, within areas and comparators, their level."""
    if isinstance(value, dict):
        own = value.get("level")
        level = own if isinstance(own, str) else level
        for key, inner in value.items():
            yield from _leaves(inner, (*loc, key), level)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _leaves(inner, (*loc, index), level)
    elif isinstance(value, str):
        yield loc, value, level


def _read(path: Path) -> tuple[_Reading, Partnership | None]:
    """One file with the lines of its parts; no partnership when it has faults."""
    reading = _Reading(path)
    if re.fullmatch(_SLUG, path.stem) is None:
        reading.fault((), f"{path.name!r} cannot name a partnership — use small letters, digits and hyphens")
    raw = reading.document()
    written = None
    if raw is not None:
        reading.add_beats(raw)
        written = reading.check(raw)
        reading.repeats(raw)
    if written is None or reading.problems:
        return reading, None
    sha256 = hashlib.sha256(reading.content).hexdigest()
    return reading, Partnership(**dict(written), slug=path.stem, path=path, sha256=sha256)


def _error(problems: Iterable[Problem]) -> PartnershipError:
    ordered = sorted(problems, key=lambda problem: (problem.file, problem.line))
    return PartnershipError("\n".join(map(str, ordered)), ordered)


def read_partnership(path: Path) -> Partnership:
    """The partnership of one YAML file; PartnershipError lists every fault of it and of its beats files."""
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
        raise PartnershipError(
            f"{folder}: no partnership found — put a file such as {DEFAULT_PARTNERSHIP}.yaml there"
        )
    problems: list[Problem] = []
    found: dict[str, Partnership] = {}
    known: dict[tuple[str, str], tuple[object, Path, int]] = {}
    for path in paths:
        reading, partnership = _read(path)
        problems += reading.problems
        if partnership is None:
            continue
        if partnership.slug in found:
            problems.append(
                Problem(path, 1, "file", f"{found[partnership.slug].path.name} has that slug — rename one")
            )
        found[partnership.slug] = partnership
        for loc, level, code, content in _areas(partnership):
            file, line = reading.spot(loc)
            first, first_file, first_line = known.setdefault((level, code), (content, file, line))
            if first != content:
                said = (
                    f"{level} {code} differs from {first_file}:{first_line} — write both alike, or recode one"
                )
                problems.append(Problem(file, line, ".".join(_names(loc)), said))
    if problems:
        raise _error(problems)
    return found


def _areas(partnership: Partnership) -> Iterable[tuple[_Loc, str, str, object]]:
    """Place, level, code and content (whatever the order of its codes) of each area and comparator."""
    for index, comparator in enumerate(partnership.comparators):
        content = (comparator.name, frozenset(comparator.districts))
        yield ("comparators", index), comparator.level, comparator.code, content
    for number, group in enumerate(partnership.area_groups):
        for index, area in enumerate(group.areas):
            content = (area.name, frozenset(area.lsoas))
            yield ("area_groups", number, "areas", index), group.level, area.code, content


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
    """One hash over the bytes of all YAML and beats files: a store built under another one is out of date."""
    lines = sorted(f"{slug} {partnership.sha256}\n" for slug, partnership in partnerships.items())
    return hashlib.sha256("".join(lines).encode()).hexdigest()
