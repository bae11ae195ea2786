"""A partnership's YAML and the beats files that it names, read with the line of every part."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path, PureWindowsPath
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from cspdash.partnership.beside import read_yaml_beside
from cspdash.partnership.case_system import CaseLocation, CaseSystem
from cspdash.partnership.events import read_events
from cspdash.partnership.models import (
    Adjustment,
    Area,
    AreaGroup,
    Basket,
    Comparator,
    Meetings,
    Problem,
    Written,
    did_you_mean,
)
from cspdash.partnership.points import read_points
from cspdash.partnership.survey import MODELS as SURVEY_MODELS

BEAT_COLUMNS = ("lsoa", "area_code", "area_name")

Loc = tuple[str | int, ...]
_MODELS: dict[tuple[str, ...], type[BaseModel]] = {
    (): Written,
    ("comparators",): Comparator,
    ("area_groups",): AreaGroup,
    ("area_groups", "areas"): Area,
    ("baskets",): Basket,
    ("meetings",): Meetings,
    ("population_adjustments",): Adjustment,
    **{("survey", *names): model for names, model in SURVEY_MODELS.items()},
    ("case_system",): CaseSystem,
    ("case_system", "location"): CaseLocation,
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


def key_names(loc: Loc) -> tuple[str, ...]:
    """The keys on the way to a part, without the places in lists."""
    return tuple(part for part in loc if isinstance(part, str))


@dataclass
class Document:
    """A YAML file and its beats files while they are read: the lines of their parts, the faults so far."""

    path: Path
    problems: list[Problem] = field(default_factory=list)
    spots: dict[Loc, tuple[Path, int]] = field(default_factory=dict)

    def spot(self, loc: Loc) -> tuple[Path, int]:
        """File and line of a part, or of the nearest part around it."""
        while loc and loc not in self.spots:
            loc = loc[:-1]
        return self.spots.get(loc, (self.path, 1))

    def fault(self, loc: Loc, message: str) -> None:
        """Note a fault of a part of the file."""
        file, line = self.spot(loc)
        names = key_names(loc)
        key = ".".join(names) or "file"
        if file != self.path and names[:1] == ("area_groups",):
            key = _BEAT_COLUMN_OF.get(names[-1], key)
        self.problems.append(Problem(file, line, key, message))

    def text(self, path: Path, loc: Loc) -> str | None:
        """A file's text, its bytes kept for the hash; None, with the fault noted, when it cannot be read."""
        try:
            data = path.read_bytes()
        except OSError as error:
            self.fault(loc, f"cannot read {path} ({error.strerror}) — check the name and that the file is there")
            return None
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            self.problems.append(Problem(path, line, "file", "is not UTF-8 text — save it again as UTF-8"))
            return None

    def value(self, node: yaml.Node, loc: Loc, around: tuple[yaml.Node, ...] = ()) -> Any:
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
                self.problems.append(Problem(self.path, line, "file", "a key is not a text — write key: value"))
            elif key in result:
                first = self.spots[inner][1]
                text = f"is given twice (first on line {first}) — keep one of the two"
                self.problems.append(Problem(self.path, line, ".".join(key_names(inner)), text))
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
            loc: Loc = ("area_groups", index)
            if not isinstance(group, dict):
                continue
            if "areas" in group and "file" in group:
                self.fault((*loc, "file"), "stands beside areas — keep either the list or the file")
            elif isinstance(group.get("file"), str):
                group["areas"] = self.beats(group["file"], loc)
            elif not group.get("areas") and "file" not in group:
                self.fault(loc, "has no areas — list areas, or name a file of them")

    def add_files(self, raw: dict[str, Any]) -> None:
        """Fill in the points and events where the file names CSVs of them, and the survey's mapping."""
        for key, rows in (("points", read_points), ("events", read_events)):
            named = raw.get(key)
            if isinstance(named, str):
                raw[key] = rows(self, named)
            elif named is not None:
                self.fault((key,), f"is not the name of a file — name a CSV beside this file, such as {key}.csv")
                del raw[key]
        mapping = raw.pop("survey", None)
        if isinstance(mapping, str):
            read = read_yaml_beside(self, "survey", mapping)
            raw.update({} if read is None else {"survey": read})
        elif mapping is not None:
            self.fault(("survey",), "is not the name of a file — name a YAML in a folder beside this file")

    def beats(self, name: str, loc: Loc) -> list[dict[str, Any]]:
        """The areas of a CSV with the columns lsoa, area_code, area_name, one row an LSOA."""
        beside = PureWindowsPath(name)  # knows the separators of both systems
        if beside.anchor or ".." in beside.parts:
            self.fault((*loc, "file"), f"{name!r} does not lie beside the YAML — put the file there, give its name")
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
                    self.beat_row(dict(zip(header, map(str.strip, row), strict=False)), areas, loc, (path, line))
                line = rows.line_num + 1
        except csv.Error as error:
            self.problems.append(Problem(path, line, "CSV", f"{error} — save the file again as CSV"))
            return []
        if not areas:
            self.problems.append(Problem(path, 1, "file", "holds no areas — give one row for each LSOA"))
        return list(areas.values())

    def beat_row(self, row: dict[str, str], areas: dict[str, dict[str, Any]], loc: Loc, spot: tuple[Path, int]) -> None:
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

    def check(self, raw: dict[str, Any]) -> Written | None:
        """The model of the content; None, with the faults noted, when it does not fit."""
        try:
            return Written.model_validate(raw)
        except ValidationError as error:
            for found in error.errors():
                loc, kind = found["loc"], found["type"]
                if kind == "too_short" and found["input"]:
                    continue  # its items are faulty, each told by itself
                if kind == "value_error":
                    message = str(found["ctx"]["error"])
                elif kind == "extra_forbidden":
                    known = _MODELS[key_names(loc[:-1])].model_fields
                    message = f"is not a key of this part — {did_you_mean(str(loc[-1]), known)}"
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
        seen: dict[tuple[object, ...], Loc] = {}
        # By line, because the rows of a beats file need not be in the order of their areas.
        for loc, value, level in sorted(_leaves(raw), key=lambda leaf: self.spot(leaf[0])):
            names = key_names(loc)
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


def _leaves(value: Any, loc: Loc = (), level: str | None = None) -> Iterable[tuple[Loc, str, str | None]]:
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
