"""Every question of the catalogue on the synthetic force: `python -m benchmarks.bench_questions` (see README.md).

Builds the store afresh, asks each question for the borough and for the county with varied months, types and
levels, and prints the times; where a frame of all rows can answer too, checks that it gives the same and prints how
much longer it takes. Exits 1 where a target is missed; an answer that differs raises.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from random import Random
from statistics import median, quantiles
from typing import Any

import pandas as pd

from benchmarks.common import WORK, fresh_folder, run_python, statement
from benchmarks.pandas_answers import ANSWERS, COMPARED, COUNTY, Row, Rows, read_rows
from benchmarks.synthetic import MONTHS, write_synthetic
from cspdash.areas import areas_of
from cspdash.catalogue import Parameter, Question, ask, question, questions
from cspdash.crime_types import CRIME_TYPES
from cspdash.periods import FinancialYear, Month
from cspdash.store import reader
from cspdash.store.versions import Version, current

# Area code: name, and the largest p95 in milliseconds.
PLACES = {"E07000135": ("borough", 20.0), COUNTY: ("county", 60.0)}
CALLS_WITH_PANDAS = 8
LENGTHS = (1, 3, 6, 12, 24)  # months of a compared period
# They read the rows and not the cube, and pages ask them for a period; over all twelve years they are timed beside.
OF_ROWS = ("street_points", "top_streets")
Given = dict[str, Any]


def given_for(asked: Question, area: str, levels: Sequence[str], random: Random) -> Given:
    """Values for a question's parameters, drawn from all that the synthetic force can answer."""
    names = {parameter.name for parameter in asked.parameters}
    given: Given = {}
    if "base_from" in names:
        length = random.choice(LENGTHS)
        back = 12 * -(-length // 12)
        first = random.randrange(back, len(MONTHS) - length + 1)
        given |= {"from_month": str(MONTHS[first]), "to_month": str(MONTHS[first + length - 1])}
        given |= {"base_from": str(MONTHS[first - back]), "base_to": str(MONTHS[first - back + length - 1])}
    elif asked.name in OF_ROWS:
        length = random.choice(LENGTHS)
        first = random.randrange(len(MONTHS) - length + 1)
        given |= {"from_month": str(MONTHS[first]), "to_month": str(MONTHS[first + length - 1])}
    elif "from_month" in names:
        first, last = sorted(random.choices(range(len(MONTHS)), k=2))
        given |= {"from_month": str(MONTHS[first]), "to_month": str(MONTHS[last])}
    if "from_year" in names:
        first, last = sorted(random.choices(range(2014, 2026), k=2))
        given |= {"from_year": str(FinancialYear(first)), "to_year": str(FinancialYear(last))}
    for parameter in asked.parameters:
        if parameter.name not in given:
            given[parameter.name] = _value(parameter, area, levels, random)
    return given


def _value(parameter: Parameter, area: str, levels: Sequence[str], random: Random) -> Any:
    match parameter.type:
        case "area":
            return area
        case "level":
            return random.choice(levels)
        case "crime_type":
            # None, which stands for all, half of the time.
            some = random.sample(CRIME_TYPES, random.randint(1, 4))
            chosen = some if parameter.list else some[0]
            return None if parameter.optional and random.random() < 0.5 else chosen
        case "month":
            return str(random.choice(MONTHS))
        case "financial_year":
            return str(FinancialYear(random.randrange(2014, 2026)))
        case "choice":
            return random.choice(parameter.values)
        case "flag":
            return random.random() < 0.25


def timed(answer: Callable[[], Any]) -> tuple[float, Any]:
    """Milliseconds and the answer."""
    started = time.perf_counter()
    out = answer()
    return 1000 * (time.perf_counter() - started), out


def _comparable(name: str, frame: pd.DataFrame) -> list[Row]:
    if name == "seasonal_heat_map":
        frame = frame[frame["financial_year"] != "Average as printed"]
        frame = frame.assign(count=frame["count"].round(6))
    chosen = frame[COMPARED[name]].astype(object)
    return list(chosen.where(chosen.notna(), None).itertuples(index=False, name=None))


def _answerable(name: str, given: Mapping[str, Any]) -> Given | None:
    """The same parameters, as far as a frame of police.uk rows can answer them: by LSOA, without council records."""
    changed = dict(given)
    if "level" in changed:
        changed["level"] = "lsoa"
    if changed.get("measure") == "asb":
        changed["measure"] = "asb_police"
    return changed if name in ANSWERS else None


def _beside_pandas(
    version: Version, held: Sequence[Rows], name: str, drawn: Sequence[Given]
) -> tuple[float, list[float]] | None:
    """Median milliseconds of the store and of each frame on the same parameters; AssertionError where they differ."""
    here: list[float] = []
    there: list[list[float]] = [[] for _ in held]
    for given in drawn[:CALLS_WITH_PANDAS]:
        same = _answerable(name, given)
        if same is None:
            return None
        spent, answer = timed(partial(ask, version, name, **same))
        here.append(spent)
        got = _comparable(name, answer.frame)
        if name == "seasonal_heat_map":
            # Whether a month is whole is for the store to say; what the whole ones hold, and their means, is checked.
            partial_cells = answer.frame[answer.frame["status"] == "partial"]
            same["partial"] = set(zip(partial_cells["financial_year"], partial_cells["month"], strict=True))
        for times, rows in zip(there, held, strict=True):
            spent, expected = timed(partial(ANSWERS[name], rows, same))
            times.append(spent)
            if got != expected:
                pairs = zip(got, expected, strict=False)
                differ = next((pair for pair in pairs if pair[0] != pair[1]), (len(got), len(expected)))
                raise AssertionError(f"{name} {same}: the store says {differ[0]}, the rows say {differ[1]}")
    return median(here), [median(times) for times in there]


def _rows_read(version: Version, area: str, drawn: Sequence[Given]) -> None:
    """What the same figures cost from the rows instead of the cube, and listing the rows themselves."""
    wanted = ("area", "from_month", "to_month", "base_from", "base_to")
    counting, listing, listed = [], [], []
    for given in drawn:
        values = {key: given[key] if key == "area" else Month.parse(given[key]).first_day for key in wanted}
        spent, counted = timed(partial(_counted, version, values))
        counting.append(spent)
        told = ask(version, "change_by_crime_type", **{key: given[key] for key in wanted}, all_forces=True).frame
        held = [row for row in _comparable("change_by_crime_type", told) if row[1] or row[2]]
        if [row for row in counted if row[1] or row[2]] != held:
            raise AssertionError(f"the cube and the rows differ for {values}")
        values = {key: values[key] for key in ("area", "from_month", "to_month")}
        spent, frame = timed(partial(_listed, version, values))
        listing.append(spent)
        listed.append(len(frame))
    place = PLACES[area][0]
    print(f"{'rows: count by type':24}{place:8}{_figures(counting)}    (change_by_crime_type without the cube)")
    print(f"{'rows: list':24}{place:8}{_figures(listing)}    (median {median(listed):,.0f} rows)")


def _counted(version: Version, values: Mapping[str, Any]) -> list[Row]:
    return reader.cursor(version).execute(statement("rows_by_type"), dict(values)).fetchall()


def _listed(version: Version, values: Mapping[str, Any]) -> pd.DataFrame:
    return reader.cursor(version).execute(statement("rows_listed"), dict(values)).df()


def _p95(times: Sequence[float]) -> float:
    return quantiles(times, n=20, method="inclusive")[-1]


def _figures(times: Sequence[float]) -> str:
    return f"{len(times):6}{median(times):8.1f}{_p95(times):8.1f}"


def build_store() -> Version:
    """The synthetic force in a fresh store, loaded by the command that a user runs."""
    root = fresh_folder("store")
    run_python(["-m", "cspdash", "load", str(write_synthetic())], {"CSPDASH_STORE": str(root)})
    return current(root)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bench_questions", description=__doc__)
    parser.add_argument("--calls", type=int, default=60, help="of each question for each place (default: 60)")
    parser.add_argument("--only", metavar="QUESTION", action="append", help="one question; repeats (default: all)")
    parser.add_argument("--without-pandas", action="store_true", help="times of the store only")
    parser.add_argument(
        "--best-of",
        type=int,
        default=1,
        help="ask each set so often and keep the least, for a busy machine (default: 1)",
    )
    options = parser.parse_args(arguments)
    WORK.mkdir(exist_ok=True)
    version = build_store()
    cold, _ = timed(lambda: areas_of(version))
    held = [] if options.without_pandas else [read_rows(write_synthetic())]
    held += [rows.as_categories() for rows in held]
    print(
        f"{len(os.sched_getaffinity(0))} cores; store of {version.path.stat().st_size / 1e6:.1f} MB; opened, with its "
        f"list of areas read, in {cold:.0f} ms; load average {os.getloadavg()[0]:.1f}\ntimes in ms, of `ask` whole, "
        f"after one call to warm up{f', the least of {options.best_of} a set' if options.best_of > 1 else ''}"
    )
    for rows, form in zip(held, ("text", "categories"), strict=False):
        used = rows.frame.memory_usage(deep=True).sum() / 1e6
        print(f"pandas: {len(rows.frame):,} located rows held in memory as {form} ({used:.0f} MB)")
    print(
        f"\n{'question':24}{'place':8}{'calls':>6}{'p50':>8}{'p95':>8}{'target':>8}{'':7}{'as text':>10}{'ratio':>7}"
        f"{'categories':>12}{'ratio':>7}"
    )
    met = True
    for name in options.only or questions():
        asked = question(name)
        for area, (place, target) in PLACES.items():
            random = Random(f"{name} {area}")
            drawn = [given_for(asked, area, areas_of(version).levels, random) for _ in range(options.calls)]
            ask(version, name, **drawn[0])
            gc.collect()
            times = [
                min(timed(partial(ask, version, name, **given))[0] for _ in range(options.best_of)) for given in drawn
            ]
            passed = _p95(times) < target
            met &= passed
            line = f"{name:24}{place:8}{_figures(times)}{target:8.0f}  {'PASS' if passed else 'FAIL'} "
            beside = _beside_pandas(version, held, name, drawn) if held else None
            if beside is not None:
                line += "".join(
                    f"{spent:{width}.1f}{spent / beside[0]:6.1f}x"
                    for spent, width in zip(beside[1], (10, 12), strict=True)
                )
            print(line, flush=True)
            if name in OF_ROWS:
                whole = {"area": area, "from_month": str(MONTHS[0]), "to_month": str(MONTHS[-1])}
                spent = [timed(partial(ask, version, name, **whole))[0] for _ in range(CALLS_WITH_PANDAS)]
                print(f"{'':24}{place:8}{_figures(spent)}    (over all {len(MONTHS)} months; no target)")
    for area in PLACES:
        random = Random(f"rows {area}")
        asked = question("change_by_crime_type")
        _rows_read(version, area, [given_for(asked, area, (), random) for _ in range(options.calls)])
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
