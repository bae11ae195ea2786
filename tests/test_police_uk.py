"""What a street file may and may not look like, and that every row of it is accounted for."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from cspdash.store.report import FileResult, LoadReport
from cspdash.store.versions import Version
from tests.builders import ASB, COLUMNS, OADBY, Row, ask, row, rows, street_text, value, write_street

Take = Callable[..., LoadReport]
WHOLE = rows(300)


def write(tmp_path: Path, content: str | bytes, name: str = "2025-04-leicestershire-street.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def only(report: LoadReport) -> FileResult:
    [result] = report.files
    assert result.rows_read == result.rows_loaded + result.rows_rejected or result.status == "refused"
    return result


# --- forms that are taken ------------------------------------------------------------------------------------

ODD_ROWS = [
    row(ASB, OADBY),
    row(lsoa=""),
    row(Location="On or near Asda, Thurmaston", LSOA_name='Oadby, "the" town'),
    row(Location="On or near\nBell Street"),
    row(Location="Lôn Yr Hen Ysgol — 東京"),
]


@pytest.mark.parametrize(
    ("newline", "encoding", "ended", "columns"),
    [
        ("\n", "utf-8", True, COLUMNS),
        ("\r\n", "utf-8", True, COLUMNS),
        ("\n", "utf-8-sig", True, COLUMNS),
        ("\r\n", "utf-8-sig", False, COLUMNS),
        ("\n", "utf-8", False, COLUMNS),
        ("\n", "utf-8", True, tuple(reversed(COLUMNS))),
        ("\r\n", "utf-8", False, tuple(sorted(COLUMNS))),
        ("\n", "utf-8", True, tuple(c for c in COLUMNS if c not in ("Crime ID", "Context", "LSOA name"))),
        ("\n", "utf-8", True, (*COLUMNS, "A column of tomorrow")),
    ],
)
def test_forms_that_say_the_same_load_the_same(
    tmp_path: Path, store: Path, take: Take, newline: str, encoding: str, ended: bool, columns: tuple[str, ...]
) -> None:
    lines = [{**line, "A column of tomorrow": "x"} for line in (*ODD_ROWS, *rows(5))]
    path = write_street(tmp_path, lines, newline=newline, encoding=encoding, ended=ended, columns=columns)
    result = only(take(path))
    assert (result.status, result.rows_read, result.rows_loaded, result.without_location) == ("loaded", 10, 10, 1)
    held = ask(
        store, "SELECT DISTINCT crime_type, lsoa_published, location, longitude, outcome FROM crime ORDER BY ALL"
    )
    assert held == [
        (ASB, OADBY, "On or near Bell Street", -1.1045, None),
        ("Burglary", "E01025992", "Lôn Yr Hen Ysgol — 東京", -1.1045, "Under investigation"),
        ("Burglary", "E01025992", "On or near\nBell Street", -1.1045, "Under investigation"),
        ("Burglary", "E01025992", "On or near Asda, Thurmaston", -1.1045, "Under investigation"),
        ("Burglary", "E01025992", "On or near Bell Street", -1.1045, "Under investigation"),
        ("Burglary", None, "No Location", None, "Under investigation"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        street_text(WHOLE) + "\n\n",
        street_text(WHOLE[:100]) + "\n" + street_text(WHOLE[100:]).split("\n", 1)[1],
        street_text(WHOLE[:100]) + street_text(WHOLE[100:], newline="\r\n").split("\n", 1)[1],
        street_text(WHOLE, newline="\r\n")[:-1],
    ],
    ids=["blank lines at the end", "blank line inside", "mixed line ends", "cut between CR and LF"],
)
def test_harmless_oddities_lose_no_row(tmp_path: Path, take: Take, text: str) -> None:
    result = only(take(write(tmp_path, text)))
    assert (result.status, result.rows_loaded, result.rows_rejected) == ("loaded", 300, 0)


@pytest.mark.parametrize("folder", ["with [brackets]", "st*r", "what?", "Ünï & 'quote'"])
def test_folders_may_have_odd_names(tmp_path: Path, take: Take, folder: str) -> None:
    write_street(tmp_path / "with b", rows(7))  # what a pattern of the same name would match
    assert only(take(write_street(tmp_path / folder, rows(3)))).rows_loaded == 3


def test_a_second_download_may_be_numbered(tmp_path: Path, take: Take) -> None:
    result = only(take(write(tmp_path, street_text(WHOLE), "2025-04-leicestershire-street (1).csv")))
    assert (result.status, result.force, str(result.month)) == ("loaded", "leicestershire", "2025-04")


def test_files_of_several_layouts_and_forces_load_together(tmp_path: Path, store: Path, take: Take) -> None:
    write_street(tmp_path / "in", rows(3))
    write_street(tmp_path / "in", rows(4, month="2025-05"), "2025-05", columns=tuple(reversed(COLUMNS)))
    write_street(tmp_path / "in", rows(5), force="btp")
    take(tmp_path / "in")
    counted = ask(store, "SELECT force, month::TEXT, count(*) FROM crime GROUP BY ALL ORDER BY ALL")
    assert counted == [
        ("btp", "2025-04-01", 5),
        ("leicestershire", "2025-04-01", 3),
        ("leicestershire", "2025-05-01", 4),
    ]


def test_unknown_crime_types_are_kept_and_said(tmp_path: Path, store: Path, take: Take) -> None:
    report = take(write_street(tmp_path, [*rows(9), row("Cyber crime")]))
    assert only(report).message == "crime types beyond the fourteen: Cyber crime"
    assert any("Cyber crime" in line for line in report.lines())
    assert value(store, "SELECT sum(n) FROM crime_count WHERE crime_type = 'Cyber crime'") == 1
    assert value(store, "SELECT count(*) FROM crime_type") == 15


# --- forms that are refused ----------------------------------------------------------------------------------


def refused(report: LoadReport, said: str, line: int | None) -> None:
    result = only(report)
    assert result.status == "refused"
    assert said in result.message
    assert result.line == line
    assert report.exit_code == 1
    assert report.version is None


def test_a_file_cut_anywhere_inside_its_last_line_is_refused(tmp_path: Path, store: Path, take: Take) -> None:
    last = row(Location="On or near Asda, Thurmaston", LSOA_name="Oadby, Wigston", Context="later")
    text = street_text([*rows(20), last])
    start = text.rstrip("\n").rindex("\n") + 1
    whole = text.rstrip("\n").rindex(",") + 1  # from there on all twelve fields are there
    for end in random.Random(1).sample(range(start + 1, whole), 6):
        refused(take(write(tmp_path, text[:end])), "ends in the middle of a line", 22)
    assert value(store, "SELECT count(*) FROM crime") == 0


def test_a_file_cut_inside_quotes_is_refused(tmp_path: Path, take: Take) -> None:
    text = street_text([*rows(20), row(Location="On or near Asda,\nThurmaston")])
    refused(take(write(tmp_path, text[: text.index("Asda") + 5])), "ends in the middle of a line", 22)
    refused(take(write(tmp_path, text[: text.index("Asda") + 6])), "never closed", 22)
    refused(take(write(tmp_path, text[: text.index("Thur") + 3])), "ends in the middle of a line", 23)


@pytest.mark.parametrize("at", [0, 10, 4950, 4999])
def test_a_quotation_mark_never_closed_is_noticed(tmp_path: Path, store: Path, take: Take, at: int) -> None:
    """One lost line in five thousand would pass for a damaged one: what it swallows would be lost silently."""
    lines = street_text(rows(5000)).splitlines(keepends=True)
    lines[at + 1] = lines[at + 1].replace("On or near", '"On or near')
    refused(take(write(tmp_path, "".join(lines))), "never closed", at + 2)
    assert value(store, "SELECT count(*) FROM load_file WHERE kind = 'street'") == 0


def test_a_quotation_mark_closed_by_that_of_a_later_row_is_noticed(tmp_path: Path, take: Take) -> None:
    lines = street_text([*rows(4000), row(Location="On or near Asda, Thurmaston"), *rows(1000)]).splitlines(
        keepends=True
    )
    lines[3991] = lines[3991].replace("On or near", '"On or near')
    report = take(write(tmp_path, "".join(lines)))
    assert only(report).status == "refused"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("leicestershire.csv", "not named as police.uk names"),
        ("2025-04-leicestershire-street-part.csv", "not named as police.uk names"),
        ("2025-13-leicestershire-street.csv", "'2025-13' is not a month"),
    ],
)
def test_a_wrong_name_is_refused(tmp_path: Path, take: Take, name: str, said: str) -> None:
    refused(take(write(tmp_path, street_text(WHOLE), name)), said, None)


def test_old_mac_line_ends_are_refused(tmp_path: Path, take: Take) -> None:
    refused(take(write(tmp_path, street_text(WHOLE, newline="\r"))), "CR only", 1)


def test_a_header_without_rows_leaves_the_month_missing(tmp_path: Path, store: Path, take: Take) -> None:
    take(write_street(tmp_path, WHOLE))
    for text in (street_text([]), street_text([], ended=False)):
        report = take(write(tmp_path, text))
        assert (only(report).status, report.version, report.exit_code) == ("ignored", None, 0)
        assert "the month stays missing" in report.lines()[0]
    assert value(store, "SELECT count(*) FROM crime") == 300


# --- lines that cannot be read -------------------------------------------------------------------------------

GOOD = street_text([row()]).split("\n")[1]
BAD_LINES = {
    "another month": GOOD.replace("2025-04", "2025-03"),
    "no month": GOOD.replace("2025-04", ""),
    "not a month": GOOD.replace("2025-04", "April"),
    "no crime type": GOOD.replace("Burglary", " "),
    "not a number": GOOD.replace("-1.104500", "west"),
    "wrong twice": GOOD.replace("-1.104500", "west").replace("2025-04", "2025-03"),
    "too few columns": "a,b,c",
    "too many columns": GOOD + ",x,y",
}


@pytest.mark.parametrize("bad", BAD_LINES.values(), ids=BAD_LINES.keys())
def test_a_bad_line_is_kept_counted_and_shown(tmp_path: Path, store: Path, take: Take, bad: str) -> None:
    lines = street_text(rows(400)).splitlines()
    lines[200:200] = [bad]
    report = take(write(tmp_path, "\n".join(lines) + "\n"))
    result = only(report)
    assert (result.rows_read, result.rows_loaded, result.rows_rejected) == (401, 400, 1)
    assert result.line == 201
    assert report.exit_code == 0
    assert "1 lines rejected" in report.lines()[0]
    [(line, reason, text)] = ask(store, "SELECT line, reason, text FROM load_reject")
    assert (line, text) == (201, bad)
    assert reason


def test_bad_lines_of_every_kind_add_up(tmp_path: Path, store: Path, take: Take) -> None:
    lines = street_text(rows(2000)).splitlines()
    for index, bad in enumerate(BAD_LINES.values()):
        lines.insert(100 * (index + 1), bad)
    latin = "\n".join(lines).replace(lines[1500], lines[1500].replace("Bell", "Böll"), 1).encode("latin-1")
    result = only(take(write(tmp_path, latin + b"\n")))
    assert (result.rows_read, result.rows_loaded, result.rows_rejected) == (2008, 1999, 9)
    assert value(store, "SELECT count(*) FROM load_reject") == 9
    assert ask(store, "SELECT rows_read, rows_loaded, rows_rejected FROM load_file WHERE kind = 'street'") == [
        (2008, 1999, 9)
    ]


@pytest.mark.parametrize(("good", "taken"), [(995, True), (994, False)])
def test_half_a_percent_is_the_limit(tmp_path: Path, store: Path, take: Take, good: int, taken: bool) -> None:
    lines: list[Row] = [*rows(good), *rows(5, month="2025-03")]
    path = write_street(tmp_path / "in", lines)
    write_street(tmp_path / "in", rows(3, month="2025-05"), "2025-05")
    report = take(tmp_path / "in")
    result = next(f for f in report.files if f.file == str(path))
    assert (result.status, report.exit_code) == (("loaded", 0) if taken else ("refused", 1))
    if not taken:
        assert f"5 of {good + 5} lines cannot be read (the first: the month is '2025-03'" in result.message
        assert result.line == good + 2
    # The rest goes on.
    assert value(store, "SELECT count(*) FROM crime") == (good + 3 if taken else 3)


def test_every_real_file_adds_up(real_store: Version) -> None:
    root = real_store.path.parent
    assert ask(root, "SELECT count(*), sum(rows_read), sum(rows_loaded), sum(rows_rejected) FROM load_file") == [
        (62, 517_903, 517_903, 0)
    ]
    assert ask(root, "SELECT file FROM load_file WHERE rows_read <> rows_loaded + rows_rejected") == []
