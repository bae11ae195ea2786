"""`python -m cspdash query`: the catalogue's questions on the command line."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from cspdash.catalogue import Answer, Question, QuestionError, ask, plain, question, questions, records
from cspdash.partnership import Partnership
from cspdash.store.versions import current, version


def add_query(asks: argparse.ArgumentParser) -> None:
    """One parser for all questions, so that options may stand before or after the name; `ask` checks which fit."""
    asks.add_argument("name", nargs="?", metavar="NAME", help="the question")
    for parameter in {p.name: p for q in questions().values() for p in q.parameters}.values():
        flag = f"--{parameter.name.replace('_', '-')}"
        if parameter.type == "flag":
            asks.add_argument(flag, dest=f"given_{parameter.name}", action="store_true", default=None)
        else:
            action = "append" if parameter.list else "store"
            asks.add_argument(flag, dest=f"given_{parameter.name}", action=action, metavar="VALUE")
    asks.add_argument("--format", choices=("table", "csv", "json"), default="table")
    asks.add_argument("--store-version", metavar="ID", help="an earlier version of the store")
    asks.add_argument("-h", "--help", action="store_true", help="how to ask NAME, or how to ask at all")
    asks.set_defaults(run=run_query, usage=asks.format_help)


def run_query(options: argparse.Namespace, _: Mapping[str, Partnership], root: Path) -> int:
    """Answer the question that the options name, or list the questions; gives the exit code."""
    given = {
        name.removeprefix("given_"): value for name, value in vars(options).items()
        if name.startswith("given_") and value is not None
    }  # fmt: skip
    if options.name is None:
        if options.help:
            print(options.usage(), end="")
        elif given:
            raise QuestionError(f"name the question that these parameters are for: {', '.join(questions())}")
        else:
            _print_questions(list(questions().values()), options.format)
        return 0
    asked = question(options.name)
    if options.help:
        _print_questions([asked], "table")
        print(f"    columns: {', '.join(asked.columns)}" + f"\n    {asked.note}" * bool(asked.note))
        return 0
    of = version(root, options.store_version) if options.store_version else current(root)
    _print_answer(ask(of, asked.name, **given), options.format)
    return 0


def _print_questions(listed: Sequence[Question], form: str) -> None:
    if form == "json":
        told = [
            {
                "name": asked.name, "title": asked.title, "question": asked.question,
                "parameters": [parameter.describe() for parameter in asked.parameters],
                "columns": dict(asked.columns),
            }
            for asked in listed
        ]  # fmt: skip
        print(json.dumps(told, indent=1, ensure_ascii=False))
        return
    for asked in listed:
        print(f"{asked.name}: {asked.question}")
        for parameter in asked.parameters:
            print(f"    --{parameter.describe().replace('_', '-', parameter.name.count('_'))}")


def _print_answer(answer: Answer, form: str) -> None:
    match form:
        case "json":
            print(json.dumps(records(answer.frame), indent=1, ensure_ascii=False))
        case "csv":
            print(plain(answer.frame).to_csv(index=False, lineterminator="\n"), end="")
        case _:
            if answer.frame.empty:
                print("no rows")
                return
            with pd.option_context("display.width", None, "display.max_colwidth", None):
                shown = plain(answer.frame).map(_shown)
                print(shown.to_string(index=False))


def _shown(value: object) -> str:
    if value is None:
        return ""
    return f"{value:.6g}" if isinstance(value, float) else str(value)
