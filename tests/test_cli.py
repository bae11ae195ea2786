"""The command line: exit codes, what goes to stdout and what to stderr, formats, and wrong usage."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from cspdash import cli
from cspdash.catalogue import questions
from cspdash.store.versions import Version, current
from tests.builders import ask, value

REPOSITORY = Path(__file__).resolve().parent.parent
HALF = ("--from-month", "2025-04", "--to-month", "2025-09")
BASE = ("--base-from", "2024-04", "--base-to", "2024-09")
CHANGE = ("query", "change_by_crime_type", "--area", "Oadby & Wigston", *HALF, *BASE)


class Ran(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], sample_store: Version) -> Run:
    """Run a command on the sample's store (or on another one, set before)."""
    monkeypatch.delenv("CSPDASH_PARTNERSHIP", raising=False)
    monkeypatch.delenv("CSPDASH_PARTNERSHIPS", raising=False)
    monkeypatch.setenv("CSPDASH_STORE", str(sample_store.path.parent))

    def command(*arguments: str) -> Ran:
        try:
            code = cli.main(arguments)
        except SystemExit as ended:  # argparse ends by itself on wrong usage and on --help
            code = int(str(ended.code or 0))
        out, err = capsys.readouterr()
        return Ran(code, out, err)

    return command


# --- asking


def test_a_table(run: Run) -> None:
    ran = run(*CHANGE)
    assert (ran.code, ran.err) == (0, "")
    lines = [line.split() for line in ran.out.splitlines()]
    assert lines[0] == ["crime_type", "base", "current", "base_complete", "current_complete"]
    assert ["Burglary", "109", "109", "True", "True"] in lines
    assert len(lines) == 15


def test_csv(run: Run) -> None:
    ran = run(*CHANGE, "--format", "csv")
    assert (ran.code, ran.err) == (0, "")
    told = list(csv.DictReader(io.StringIO(ran.out)))
    assert sum(int(row["current"]) for row in told) == 1945
    assert "\r" not in ran.out


def test_json_is_a_list_of_records(run: Run) -> None:
    ran = run(*CHANGE, "--format", "json")
    assert (ran.code, ran.err) == (0, "")
    told = json.loads(ran.out)
    assert len(told) == 14
    assert sum(row["base"] for row in told) == 2125
    assert {type(row["current"]) for row in told} == {int}


def test_empty_cells_in_each_format(run: Run) -> None:
    asked = ("query", "monthly_totals", "--area", "Oadby", "--from-month", "2014-03", "--to-month", "2014-04")
    assert json.loads(run(*asked, "--format", "json").out)[0]["crime"] is None
    assert run(*asked, "--format", "csv").out.splitlines()[1].startswith("2014-03,,,,False,False,")
    table = run(*asked).out
    assert "nan" not in table.lower()
    assert "None" not in table
    assert "<NA>" not in table


def test_averages_keep_their_decimals(run: Run) -> None:
    asked = ("query", "seasonal_heat_map", "--area", "oadby-wigston", "--measure", "crime-and-asb", "--from-year",
             "2014/15", "--to-year", "2015")  # fmt: skip
    ran = run(*asked, "--format", "json")
    average = [row for row in json.loads(ran.out) if row["financial_year"] == "Average of complete months"]
    assert len(average) == 12
    assert {type(row["count"]) for row in average} <= {int, float}
    assert "e+" not in run(*asked).out


def test_no_rows_says_so(run: Run) -> None:
    asked = ("query", "counts_by_area", "--area", "Wigston", "--level", "district", *HALF)
    assert run(*asked).out == "no rows\n"
    assert json.loads(run(*asked, "--format", "json").out) == []
    assert run(*asked, "--format", "csv").out.startswith("area_code,area_name,count")


@pytest.mark.parametrize("option", ["--crime-types", "--crime-type"])
def test_crime_types_repeat(run: Run, option: str) -> None:
    asked = ("query", "monthly_totals", "--area", "Wigston", *HALF, "--format", "json")
    one = json.loads(run(*asked, option, "Burglary").out)
    other = json.loads(run(*asked, option, "drugs").out)
    both = json.loads(run(*asked, option, "Burglary", option, "DRUGS").out)
    assert [row["crime"] for row in both] == [a["crime"] + b["crime"] for a, b in zip(one, other, strict=True)]
    assert [row["asb_police"] for row in both] == [None] * 6


def test_all_forces(run: Run) -> None:
    asked = ("query", "monthly_totals", "--area", "South Wigston", "--from-month", "2014-04", "--to-month", "2025-09",
             "--format", "json")  # fmt: skip
    home, every = json.loads(run(*asked).out), json.loads(run(*asked, "--all-forces").out)
    added = sum(b["crime"] + b["asb_police"] - a["crime"] - a["asb_police"] for a, b in zip(home, every, strict=True))
    assert added == 8


def test_options_may_stand_before_the_name(run: Run) -> None:
    expected = run(*CHANGE, "--format", "csv")
    moved = run("query", "--format", "csv", "--area", "E07000135", *HALF, "change_by_crime_type", *BASE)
    assert moved == expected
    joined = run("query", "--area=Oadby and Wigston", "change_by_crime_type", "--format=csv", *BASE, *HALF)
    assert joined == expected


def test_a_version_can_be_named(run: Run, sample_store: Version) -> None:
    assert run(*CHANGE, "--store-version", sample_store.id) == run(*CHANGE)
    ran = run(*CHANGE, "--store-version", "20200101T000000Z-0123456789ab")
    assert (ran.code, ran.out) == (1, "")
    assert "is no longer kept" in ran.err


def test_query_alone_lists_the_questions(run: Run) -> None:
    ran = run("query")
    assert (ran.code, ran.err) == (0, "")
    for asked in questions().values():
        assert f"{asked.name}: {asked.question}" in ran.out
        for parameter in asked.parameters:
            assert f"--{parameter.name.replace('_', '-')} (" in ran.out
    told = json.loads(run("query", "--format", "json").out)
    assert [entry["name"] for entry in told] == list(questions())
    assert set(told[0]) == {"name", "title", "question", "parameters", "columns"}


def test_help(run: Run) -> None:
    one = run("query", "seasonal_heat_map", "--help")
    assert one.code == 0
    assert "--measure (crime | asb | asb_police | crime_and_asb)" in one.out
    assert "as_published" in one.out
    assert "change_by_area" not in one.out
    every = run("query", "--help")
    assert every.code == 0
    assert "--from-month VALUE" in every.out
    whole = run("--help")
    assert whole.code == 0
    for setting in ("CSPDASH_STORE", "CSPDASH_PARTNERSHIP ", "CSPDASH_PARTNERSHIPS"):
        assert setting in whole.out
    for name in cli.command_names():
        assert run(name, "--help").code == 0


WRONG = [
    ((), "COMMAND"),
    (("dance",), "invalid choice"),
    (("load", "--colour"), "unrecognized arguments"),
    (("query", "monthly_total"), "did you mean monthly_totals?"),
    (("query", "--area", "Oadby"), "name the question"),
    (("query", "monthly_totals"), "needs area (area), from_month (month), to_month (month)"),
    (("query", "monthly_totals", "--area", "Oadbyy", *HALF), "did you mean Oadby?"),
    (("query", "monthly_totals", "--area", "E01099999", *HALF), "there is no area"),
    (("query", "monthly_totals", "--area", "Oadby", "--from-month", "04/2025", "--to-month", "2025-09"),
     "write it as YYYY-MM"),
    (("query", "monthly_totals", "--area", "Oadby", "--from-month", "2025-09", "--to-month", "2025-04"),
     "lies after to_month"),
    (("query", "monthly_totals", "--area", "Oadby", *HALF, "--level", "ward"), "has no parameter 'level'"),
    (("query", "monthly_totals", "--area", "Oadby", *HALF, "--format", "xml"), "invalid choice: 'xml'"),
    (("query", "monthly_totals", "--area", "Oadby", *HALF, "--crime-type", "Jaywalking"), "known: Anti-social"),
    (("query", "monthly_totals", "--area"), "expected one argument"),
    (("query", "monthly_totals", "gaps"), "unrecognized arguments: gaps"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "told"), WRONG, ids=[" ".join(arguments) for arguments, _ in WRONG])
def test_wrong_usage_exits_2_and_says_what_is_right(run: Run, arguments: tuple[str, ...], told: str) -> None:
    ran = run(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err
    assert "Traceback" not in ran.err


# --- the store


def test_without_a_store_the_remedy_is_named(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CSPDASH_STORE", str(tmp_path / "none"))
    for arguments in (("status",), CHANGE, ("check",)):
        ran = run(*arguments)
        assert ran.code == 1
        assert "python -m cspdash load PATH" in ran.err
        assert "python -m cspdash sample" in ran.err


def test_a_store_that_is_none(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "csp-20260101T000000Z-0123456789ab.duckdb").write_bytes(b"not a database" * 1000)
    (tmp_path / "current").write_text("csp-20260101T000000Z-0123456789ab.duckdb\n", encoding="utf-8")
    monkeypatch.setenv("CSPDASH_STORE", str(tmp_path))
    ran = run("status")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("cspdash: ")


def test_status(run: Run) -> None:
    ran = run("status")
    assert (ran.code, ran.err) == (0, "")
    assert "SAMPLE: every record is invented" in ran.out
    assert "leicestershire: 2014-04 to 2025-09" in ran.out
    assert "council ASB: 2014-04 to 2025-09" in ran.out
    assert "partial: 2020-03 crime, Oadby and Wigston (police.uk): 6 came" in ran.out
    assert "8 by btp (--all-forces counts them)" in ran.out
    assert "case records: Oadby and Wigston: 2014-04 to 2025-09; " in ran.out
    told = json.loads(run("status", "--json").out)
    assert told["sample"] is True
    assert told["partnerships_changed"] is False
    assert told["faults"] == []
    home = next(force for force in told["forces"] if force["force"] == "leicestershire")
    assert (home["months"][0], home["months"][-1], home["missing"]) == ("2014-04", "2025-09", [])


def test_status_lists_what_is_loaded_beside_police_uk(run: Run, sample_store: Version) -> None:
    """Of every kind: its name, its months or years, and how much of it, as the tables hold it."""
    root = sample_store.path.parent
    told = json.loads(run("status", "--json").out)["also_loaded"]
    kinds = {"case records", "partner counts", "survey", "census table", "deprivation release"}
    assert {entry["kind"] for entry in told} == kinds
    held = {(entry["kind"], entry["name"]): entry for entry in told if entry["kind"] != "deprivation release"}
    cases = held["case records", "Oadby and Wigston"]
    assert cases["n"] == value(root, "SELECT sum(n) FROM case_month")
    assert len(cases["periods"]) == value(root, "SELECT count(DISTINCT month) FROM case_month")
    printed = held["partner counts", value(root, "SELECT min(source) FROM partner_count WHERE sha256 = ''")]
    assert printed["periods"] == sorted(set(printed["periods"]))
    for source, n in ask(root, "SELECT source, count(*) FROM partner_count GROUP BY ALL"):
        assert held["partner counts", source]["n"] == n
    [survey] = [entry for entry in told if entry["kind"] == "survey"]
    assert survey["name"] == "Oadby and Wigston, Community Safety Survey"
    assert survey["n"] == value(root, "SELECT sum(respondents) FROM survey_year")
    assert survey["periods"] == sorted(survey["periods"])
    assert survey["periods"][-1] == "2020-21"
    releases = [(entry["periods"], entry["n"]) for entry in told if entry["kind"] == "deprivation release"]
    counted = ask(root, "SELECT release, count(DISTINCT code) FROM deprivation GROUP BY ALL ORDER BY ALL")
    assert releases == [([str(release)], n) for release, n in counted]
    tables = sum(entry["kind"] == "census table" for entry in told)
    assert tables == value(root, "SELECT count(*) FROM (SELECT DISTINCT source, topic FROM census_count)")


def test_status_is_for_the_partnership_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSPDASH_PARTNERSHIP", "charnwood")
    assert json.loads(run("status", "--json").out)["partnership"] == "Charnwood"
    monkeypatch.setenv("CSPDASH_PARTNERSHIP", "narnia")
    ran = run("status")
    assert (ran.code, ran.out) == (2, "")
    assert "set CSPDASH_PARTNERSHIP to one of: blaby, charnwood, oadby-wigston" in ran.err


def test_check(run: Run) -> None:
    ran = run("check")
    assert (ran.code, ran.err) == (0, "")
    assert "partnership files are in order: blaby, charnwood, oadby-wigston (shown: oadby-wigston)" in ran.out
    assert "is in order" in ran.out


BROKEN = """\
name: Somewhere
police_force: Some Police
home_force: Some Force
districts: [E07000999x]
colour: red
"""


def test_a_broken_partnership_lists_every_fault_and_exits_2(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "somewhere.yaml").write_text(BROKEN, encoding="utf-8")
    (tmp_path / "elsewhere.yaml").write_text("name: [\n", encoding="utf-8")
    monkeypatch.setenv("CSPDASH_PARTNERSHIPS", str(tmp_path))
    for arguments in (("check",), ("status",), CHANGE, ("load",), ("sample",)):
        ran = run(*arguments)
        assert (ran.code, ran.out) == (2, "")
        told = ran.err.splitlines()
        assert len(told) == 4
        for line in (3, 4, 5):
            assert any(text.startswith(f"{tmp_path / 'somewhere.yaml'}:{line}: ") for text in told)
        assert any(text.startswith(f"{tmp_path / 'elsewhere.yaml'}:") for text in told)


def test_changed_partnership_files_are_told(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sample_store: Version
) -> None:
    """The store keeps the areas as they were; a load without paths takes the new ones over."""
    files, root = tmp_path / "files", tmp_path / "store"
    shutil.copytree(REPOSITORY / "data/partnerships", files)
    with (files / "blaby.yaml").open("a", encoding="utf-8") as stream:
        stream.write(
            "area_groups:\n  - level: patch\n    areas:\n"
            "      - {code: my-patch, name: Our patch, lsoas: [E01025630]}\n"
        )
    shutil.copytree(sample_store.path.parent, root)
    monkeypatch.setenv("CSPDASH_PARTNERSHIPS", str(files))
    monkeypatch.setenv("CSPDASH_STORE", str(root))
    asked = ("query", "change_by_crime_type", "--area", "our patch", *HALF, *BASE)
    assert json.loads(run("status", "--json").out)["partnerships_changed"] is True
    assert "python -m cspdash load" in run("check").err
    assert run(*asked).code == 2
    assert run("load").code == 0
    assert json.loads(run("status", "--json").out)["partnerships_changed"] is False
    assert run("check").err == ""
    assert run(*asked).code == 0
    assert current(root) != sample_store


# --- loading


def test_load_reports_to_stdout_and_exits_1_where_a_file_is_refused(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CSPDASH_STORE", str(tmp_path / "store"))
    page = tmp_path / "2025-01-leicestershire-street.csv"
    page.write_text("<!DOCTYPE html><html><body>Sign in</body></html>\n", encoding="utf-8")
    ran = run("load", str(page))
    assert ran.code == 1
    assert page.name in ran.out
    told = json.loads(run("load", str(page), "--json").out)
    assert any(page.name in json.dumps(entry) for entry in told["files"])
    ran = run("load", str(tmp_path / "nothing-here"))
    assert ran.code == 1
    assert "nothing-here" in ran.out + ran.err


def python(*arguments: str, store: Path, **given: object) -> subprocess.Popen[str]:
    environment = os.environ | {"CSPDASH_STORE": str(store), "PYTHONIOENCODING": "utf-8"}
    return subprocess.Popen(
        [sys.executable, "-m", "cspdash", *arguments], cwd=REPOSITORY, env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="pipes end otherwise there")
@pytest.mark.parametrize("level", ["lsoa", "district"])
def test_a_reader_that_leaves_is_no_failure(level: str, sample_store: Version) -> None:
    """`… | head -1`: with more than a pipe holds, and with less, which is written only at the end."""
    ran = python("query", "areas", "--level", level, store=sample_store.path.parent)
    assert ran.stdout is not None
    assert ran.stderr is not None
    ran.stdout.close()
    assert ran.wait(timeout=60) == 0
    assert ran.stderr.read() == ""
    ran.stderr.close()


def test_the_module_gives_its_exit_code(sample_store: Version) -> None:
    for arguments, code in ((("query", "gaps"), 0), (("query", "nothing"), 2)):
        ran = python(*arguments, store=sample_store.path.parent)
        out, err = ran.communicate(timeout=60)
        assert ran.returncode == code
        assert bool(out) is (code == 0)
        assert bool(err) is (code != 0)
    store = sample_store.path.parent / "none"
    ran = python("status", store=store)
    assert ran.communicate(timeout=60)[0] == ""
    assert ran.returncode == 1
