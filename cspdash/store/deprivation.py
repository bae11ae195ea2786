"""The Indices of Deprivation into a building: checked against what other files told of the same release."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cspdash.sources.inputs import Input, InputError, Problem
from cspdash.sources.recognise import Recognised
from cspdash.sources.sheets import TableError
from cspdash.store.ledger import Ledger
from cspdash.store.reference import apply_table, hand_over
from cspdash.store.report import FileResult
from cspdash.store.sql import sql

if TYPE_CHECKING:
    import pandas as pd


def load_deprivation(ledger: Ledger, items: list[Recognised]) -> None:
    """Load tables of deprivation; a file that was loaded before changes nothing.

    Files with ranks before files of scores alone, which add to the ranks held.
    """
    ready = []
    for item in sorted(items, key=lambda i: i.source.label):
        try:
            sha = item.source.sha256()
            if ledger.connection.execute(sql("load/table_held"), {"sha256": sha}).fetchall():
                ledger.report.files.append(FileResult.table(item.source, item.kind, "unchanged", 0, sha))
                continue
            ready.append((item, _read(item), sha))
        except InputError as error:
            ledger.report.files.append(FileResult.refused(error.problem))
    for item, frame, sha in sorted(ready, key=lambda r: _scores_alone(r[1])):
        try:
            _take(ledger, item, frame, sha)
        except InputError as error:
            ledger.report.files.append(FileResult.refused(error.problem))


def _read(item: Recognised) -> pd.DataFrame:
    # Imported here: a load of police.uk files alone does without pandas.
    from cspdash.sources.deprivation import READERS

    return READERS[item.kind](item.source)


def _scores_alone(frame: pd.DataFrame) -> bool:
    return bool("domain" in frame and frame["rank"].isna().all())


def _take(ledger: Ledger, item: Recognised, frame: pd.DataFrame, sha: str) -> None:
    hand_over(ledger.connection, frame)
    if item.kind == "deprivation":
        _check_against_store(ledger, item.source)
    apply_table(ledger.connection, item.kind, frame, {"source": item.source.name, "sha256": sha})
    ledger.at_work.changed = True
    result = FileResult.table(item.source, item.kind, "loaded", len(frame), sha)
    ledger.record([(ledger.next_number(), result, [])])


def _check_against_store(ledger: Ledger, source: Input) -> None:
    """No rank of a release stands for two LSOAs, and a score has its rank; raises TableError. Reads `incoming`."""
    clash = ledger.connection.execute(sql("load/tables/deprivation_clash")).fetchall()
    if clash:
        release, domain, rank, code, other, held = clash[0]
        raise TableError(
            Problem(
                source.label,
                f"rank {rank:,} of '{domain}' in {release} belongs to {code} here, but {other} holds rank {held:,} in "
                "what is loaded: the file is probably of another release; put the right year into its name",
            )
        )
    lacking = ledger.connection.execute(sql("load/tables/deprivation_unranked")).fetchall()
    if lacking:
        code, release, domain = lacking[0]
        raise TableError(
            Problem(
                source.label,
                f"scores alone, and no rank of '{domain}' in {release} is loaded for {code}; load File 7 instead, "
                "which holds both, or the file of ranks beside this one",
            )
        )
