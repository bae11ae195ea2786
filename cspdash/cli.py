"""The command line. Results to stdout, the rest to stderr; exit 0 done, 1 refused or failed, 2 wrong usage."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import duckdb

from cspdash import __version__
from cspdash.errors import CspdashError, UsageError
from cspdash.partnership import (
    Partnership,
    current_partnership,
    partnership_folder,
    read_partnerships,
    source_hash,
)
from cspdash.store.load import load
from cspdash.store.report import LoadReport
from cspdash.store.status import Status, status
from cspdash.store.versions import current, store_root

if TYPE_CHECKING:
    from tqdm import tqdm

DONE, FAILED, USAGE = 0, 1, 2
_SETTINGS = """\
environment:
  CSPDASH_STORE         the folder of the store (default: data/store)
  CSPDASH_PARTNERSHIP   the partnership shown, by the name of its file (default: oadby-wigston)
  CSPDASH_PARTNERSHIPS  the folder of the partnership files (default: data/partnerships)
"""


def main(arguments: Sequence[str]) -> int:
    """Run one command; gives the exit code."""
    try:
        options = _parser(with_questions="query" in arguments[:1]).parse_args(arguments)
        partnerships = read_partnerships(partnership_folder(os.environ))
        code: int = options.run(options, partnerships, store_root(os.environ))
        # Here, not at exit, where Python would only complain that nobody reads any more.
        sys.stdout.flush()
    except UsageError as error:
        print(error, file=sys.stderr)
        return USAGE
    except CspdashError as error:
        print(f"cspdash: {error}", file=sys.stderr)
        return FAILED
    except duckdb.Error as error:
        print(f"cspdash: the store cannot be used: {error}", file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        # The reader of a pipe (head) has gone; what is left in the buffer goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        print("cspdash: stopped; the published version is as it was", file=sys.stderr)
        return FAILED
    return code


def _parser(*, with_questions: bool = False) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m cspdash", description="The crime dashboard of a Community Safety Partnership.",
        epilog=_SETTINGS, formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("--version", action="version", version=f"cspdash {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    loads = commands.add_parser(
        "load", help="load police.uk files, look-ups, boundaries, residents, partners' own counts"
    )
    loads.add_argument(
        "paths", metavar="PATH", nargs="*", type=Path,
        help="folders, CSVs, GeoJSON, police.uk zips; without any, changed partnership files are taken over",
    )  # fmt: skip
    loads.add_argument("--fresh", action="store_true", help="begin with an empty store")
    loads.set_defaults(run=_load)

    sample = commands.add_parser("sample", help="build a store of invented records, clearly labelled")
    sample.add_argument("--replace", action="store_true", help="even where real data is loaded (and kept)")
    sample.set_defaults(run=_sample)

    for writes in (loads, sample):
        writes.add_argument("--json", action="store_true", help="what became of each file, as JSON")
        writes.add_argument(
            "--wait", type=float, default=600, metavar="SECONDS", help="for another load (default: 600)"
        )

    asks = commands.add_parser("query", add_help=False, help="answer a question; without a name, list them")
    if with_questions:
        # Only `query` pays for reading every question and for importing pandas.
        from cspdash.cli_query import add_query

        add_query(asks)

    told = commands.add_parser("status", help="what is loaded, from when to when, with gaps")
    told.add_argument("--json", action="store_true", help="as JSON")
    told.set_defaults(run=_status)

    checks = commands.add_parser("check", help="check the partnership files and the store")
    checks.set_defaults(run=_check)
    return parser


def command_names() -> list[str]:
    """The commands, for the test that finds each in the README."""
    return [
        name for action in _parser()._actions if isinstance(action, argparse._SubParsersAction)
        for name in action.choices
    ]  # fmt: skip


class _Bar:
    """A progress bar on a terminal; nothing where stderr is not one."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.bar: tqdm[Any] | None = None

    def __call__(self, stage: str, done: int, of: int) -> None:
        if not self.stream.isatty():
            return
        from tqdm import tqdm

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
            options.paths, root, partnerships,
            wait_seconds=options.wait, notify=_tell, progress=bar, fresh=options.fresh,
        )  # fmt: skip
    finally:
        bar.close()
    return _print_report(report, as_json=options.json)


def _sample(options: argparse.Namespace, partnerships: Mapping[str, Partnership], root: Path) -> int:
    from cspdash.sample.publish import publish_sample

    report = publish_sample(root, partnerships, wait_seconds=options.wait, notify=_tell, replace=options.replace)
    return _print_report(report, as_json=options.json)


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
    if told.partnerships_changed:
        _tell("partnership files have changed since the store was built; `python -m cspdash load` takes them over")
    print(f"store version {told.version} is in order")
    return DONE
