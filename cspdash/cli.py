"""The command line. Results to stdout, everything else to stderr; exit 0 done, 1 refused or failed, 2 wrong usage."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TextIO

import duckdb
import pandas as pd
from tqdm import tqdm

from cspdash import __version__
from cspdash.areas import AreaError
from cspdash.catalogue import Answer, QuestionError, ask, question, questions, records
from cspdash.errors import CspdashError
from cspdash.partnership import Partnership, PartnershipError, current_partnership, read_partnerships, source_hash
from cspdash.periods import PeriodError
from cspdash.sample.publish import publish_sample
from cspdash.store.load import load
from cspdash.store.report import LoadReport
from cspdash.store.status import Status, status
from cspdash.store.versions import PARTNERSHIPS, current, store_root, version

DONE, FAILED, USAGE = 0, 1, 2


def main(arguments: Sequence[str]) -> int:
    """Run one command; gives the exit code."""
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        partnerships = read_partnerships(PARTNERSHIPS)
        code: int = options.run(options, partnerships, store_root(os.environ))
    except (PartnershipError, QuestionError, AreaError, PeriodError) as error:
        print(error, file=sys.stderr)
        return USAGE
    except CspdashError as error:
        print(f"cspdash: {error}", file=sys.stderr)
        return FAILED
    except duckdb.Error as error:
        print(f"cspdash: the store cannot be used: {error}", file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        # The reader of a pipe (head) has gone; Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        print("cspdash: stopped; the published version is as it was", file=sys.stderr)
        return FAILED
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m cspdash", description="The crime dashboard of a Community Safety Partnership."
    )
    parser.add_argument("--version", action="version", version=f"cspdash {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    loads = commands.add_parser("load", help="load police.uk files, look-ups, boundaries, populations, council counts")
    loads.add_argument(
        "paths", metavar="PATH", nargs="*", type=Path,
        help="folders, CSVs, GeoJSON and police.uk zips; without any, changed partnership files are taken over",
    )  # fmt: skip
    loads.add_argument("--json", action="store_true", help="what became of each file, as JSON")
    loads.add_argument("--wait", type=float, default=600, metavar="SECONDS", help="for another load (default: 600)")
    loads.add_argument("--fresh", action="store_true", help="begin with an empty store")
    loads.set_defaults(run=_load)

    sample = commands.add_parser("sample", help="build a store of invented records, clearly labelled")
    sample.add_argument("--json", action="store_true", help="what was done, as JSON")
    sample.add_argument("--wait", type=float, default=600, metavar="SECONDS", help="for another load (default: 600)")
    sample.add_argument("--replace", action="store_true", help="even where real data is loaded (its versions are kept)")
    sample.set_defaults(run=_sample)

    asks = commands.add_parser(
        "query", help="answer a question; without a name, list them",
        description="Answer one question, or list all. A question's parameters are its options: --from-month 2025-04.",
    )  # fmt: skip
    asks.add_argument("name", nargs="?", help="the question")
    asks.add_argument("parameters", nargs=argparse.REMAINDER, help="its parameters, and --format table|csv|json")
    asks.set_defaults(run=_query)

    told = commands.add_parser("status", help="what is loaded, from when to when, with gaps")
    told.add_argument("--json", action="store_true", help="as JSON")
    told.set_defaults(run=_status)

    checks = commands.add_parser("check", help="check the partnership files and the store")
    checks.set_defaults(run=_check)
    return parser


class _Bar:
    """A progress bar on a terminal; nothing where stderr is not one."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.bar: tqdm[None] | None = None

    def __call__(self, stage: str, done: int, of: int) -> None:
        if not self.stream.isatty():
            return
        if self.bar is None or self.bar.desc != f"{stage}: ":
            self.close()
            self.bar = tqdm(total=of, desc=stage, file=self.stream, unit="file", leave=False)
        self.bar.n = done
        self.bar.refresh()

    def close(self) -> None:
        if self.bar is not None:
            self.bar.close()
            self.bar = None


def _tell(text: str) -> None:
    print(f"cspdash: {text}", file=sys.stderr)


def _print_report(report: LoadReport, *, as_json: bool) -> int:
    if as_json:
        print(json.dumps(report.as_dict(), indent=1, ensure_ascii=False))
    else:
        print("\n".join(report.lines()))
    return report.exit_code


def _load(options: argparse.Namespace, partnerships: Mapping[str, Partnership], root: Path) -> int:
    bar = _Bar(sys.stderr)
    try:
        report = load(
            options.paths, root, partnerships, wait_seconds=options.wait, notify=_tell, progress=bar, fresh=options.fresh
        )
    finally:
        bar.close()
    return _print_report(report, as_json=options.json)


def _sample(options: argparse.Namespace, partnerships: Mapping[str, Partnership], root: Path) -> int:
    report = publish_sample(root, partnerships, wait_seconds=options.wait, notify=_tell, replace=options.replace)
    return _print_report(report, as_json=options.json)


def _query(options: argparse.Namespace, _: Mapping[str, Partnership], root: Path) -> int:
    if options.name is None:
        for asked in questions().values():
            print(f"{asked.name}: {asked.question}")
            for parameter in asked.parameters:
                print(f"    --{parameter.describe().replace('_', '-', parameter.name.count('_'))}")
        return DONE
    asked = question(options.name)
    parser = argparse.ArgumentParser(prog=f"python -m cspdash query {asked.name}", description=asked.question)
    for parameter in asked.parameters:
        flag = f"--{parameter.name.replace('_', '-')}"
        if parameter.type == "flag":
            parser.add_argument(flag, dest=parameter.name, action="store_true", default=None, help=parameter.describe())
        else:
            parser.add_argument(
                flag, dest=parameter.name, action="append" if parameter.list else "store", help=parameter.describe()
            )
    parser.add_argument("--format", choices=("table", "csv", "json"), default="table")
    parser.add_argument("--store-version", metavar="ID", help="an earlier version of the store")
    given = vars(parser.parse_args(options.parameters))
    form, pinned = given.pop("format"), given.pop("store_version")
    of = version(root, pinned) if pinned else current(root)
    _print_answer(ask(of, asked.name, **given), form)
    return DONE


def _print_answer(answer: Answer, form: str) -> None:
    match form:
        case "json":
            print(json.dumps(records(answer.frame), indent=1, ensure_ascii=False))
        case "csv":
            print(answer.frame.to_csv(index=False, lineterminator="\n"), end="")
        case _:
            with pd.option_context("display.width", None, "display.max_colwidth", None):
                print(answer.frame.to_string(index=False, na_rep="", float_format=lambda value: f"{value:.4g}"))


def _status(options: argparse.Namespace, partnerships: Mapping[str, Partnership], root: Path) -> int:
    told: Status = status(current(root), current_partnership(partnerships, os.environ), source_hash(partnerships))
    print(json.dumps(told.as_dict(), indent=1, ensure_ascii=False) if options.json else "\n".join(told.lines()))
    return DONE


def _check(_: argparse.Namespace, partnerships: Mapping[str, Partnership], root: Path) -> int:
    chosen = current_partnership(partnerships, os.environ)
    print(f"partnership files are in order: {', '.join(partnerships)} (shown: {chosen.slug})")
    told = status(current(root), chosen, source_hash(partnerships))
    if told.faults:
        print("\n".join(f"cspdash: {fault}" for fault in told.faults), file=sys.stderr)
        return FAILED
    print(f"store version {told.version} is in order")
    return DONE
