"""The load: from paths to a published version, or to nothing changed."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from cspdash.partnership import Partnership
from cspdash.partnership.models import TableForm
from cspdash.sources.inputs import Ignored, InputError, batches, find_inputs
from cspdash.sources.recognise import Kind, Recognised, recognise
from cspdash.store.areal import ORDER as FACTS
from cspdash.store.areal import load_council, load_facts
from cspdash.store.build import building
from cspdash.store.deprivation import load_deprivation
from cspdash.store.ledger import Ledger
from cspdash.store.partners import load_cases, load_partner_counts, load_postcodes
from cspdash.store.report import FileResult, LoadReport
from cspdash.store.street import BATCH_BYTES, Examined, Progress, load_street
from cspdash.store.survey import load_survey

# The store takes about a fifth of the CSVs' size, sorting and copying as much again.
DISK_SHARE = 0.4

# What needs the areas of the look-ups and partnerships to be known, after them: kinds, and what loads them.
NEEDING_AREAS: tuple[tuple[tuple[Kind, ...], Callable[[Ledger, list[Recognised]], None]], ...] = (
    (("postcode_lookup",), load_postcodes),
    (("council_asb",), load_council),
    (("deprivation", "deprivation_authority"), load_deprivation),
    (("survey",), load_survey),
    (("case_records",), load_cases),
    (("partner_count",), load_partner_counts),
)


def _silent(_stage: str, _done: int, _of: int) -> None:
    return None


def load(
    paths: Sequence[Path],
    root: Path,
    partnerships: Mapping[str, Partnership],
    *,
    wait_seconds: float = 600,
    notify: Callable[[str], None] = lambda _text: None,
    progress: Progress = _silent,
    as_sample: bool = False,
    fresh: bool = False,
    forms: Sequence[TableForm] = (),
) -> LoadReport:
    """Load every file below `paths` into the store at `root` and publish a new version, or change nothing.

    Without paths only changed partnership files and reference tables are taken over.

    Args:
        paths: folders, police.uk zips, CSVs, GeoJSON.
        root: the store's folder; made where it does not exist.
        partnerships: the partnerships whose areas the version holds.
        wait_seconds: how long to wait for another load that holds the store.
        notify: called with a sentence when something needs waiting for.
        progress: called with (stage, done, of) as the work goes on.
        as_sample: the files are the invented sample; the version says so.
        fresh: begin with an empty store instead of the current version.
        forms: tables that are told by their columns, besides those of the partnerships.

    Returns:
        What became of each file, the reconciliation, and the version published (None where nothing changed).

    Raises:
        StoreError: the store is held by another load, the disk is full, or the version does not add up. The published
            version is then as it was.
    """
    started = time.monotonic()
    report = LoadReport()
    told_by = [*forms, *(form for who in partnerships.values() for form in who.table_forms)]
    known = _recognised(paths, told_by, report, progress)
    street = [item for item in known if item.kind == "street"]
    examined = Examined(street)
    try:
        with building(
            root,
            partnerships,
            wait_seconds=wait_seconds,
            notify=notify,
            fresh=fresh,
            incoming_bytes=_space_for(street),
        ) as at_work:
            ledger = Ledger(at_work, report, as_sample=as_sample)
            load_facts(ledger, [item for item in known if item.kind in FACTS])
            load_street(ledger, street, examined, progress)
            for kinds, take in NEEDING_AREAS:
                take(ledger, [item for item in known if item.kind in kinds])
            if as_sample and at_work.changed:
                at_work.meta["sample"] = "true"
    finally:
        examined.close()
    if at_work.published is not None:
        report.version = at_work.published.id
    report.seconds = time.monotonic() - started
    return report


def _recognised(
    paths: Sequence[Path], forms: Sequence[TableForm], report: LoadReport, progress: Progress
) -> list[Recognised]:
    """The files that can be loaded; the others go into the report."""
    found, problems = find_inputs(list(paths))
    report.files += [FileResult.refused(problem) for problem in problems]
    named = {path.resolve() for path in paths}
    known = []
    for index, source in enumerate(found):
        progress("recognising", index, len(found))
        try:
            told = recognise(source, forms)
        except InputError as error:
            told = error.problem
        if isinstance(told, Recognised):
            known.append(told)
        elif isinstance(told, Ignored):
            by_name = source.member is None and source.path.resolve() in named
            report.files.append(FileResult.ignored(told, refused=by_name))
        else:
            report.files.append(FileResult.refused(told))
    return known


def _space_for(street: Sequence[Recognised]) -> int:
    """Bytes of disk that street files will need, besides a copy of the store: rows, and the largest unpacked batch."""
    unpacked = batches([item for item in street if item.source.member], BATCH_BYTES)
    return int(DISK_SHARE * sum(item.size for item in street)) + max(
        (sum(item.size for item in run) for run in unpacked), default=0
    )
