"""From paths to files, and what each file is: zips that are nested, hostile or damaged; pages saved as data."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cspdash.sources import inputs
from cspdash.sources.inputs import Ignored, Input, InputError, Problem, batches, find_inputs
from cspdash.sources.recognise import Recognised, recognise
from cspdash.store.report import LoadReport
from tests.builders import row, rows, street_name, street_text, write_street, write_zip

TEXT = street_text(rows(3))
MONTH = street_name("2025-04")


def only_problem(path: Path) -> Problem:
    found, problems = find_inputs([path])
    assert found == []
    [problem] = problems
    return problem


# --- folders and zips ----------------------------------------------------------------------------------------


def test_nested_folders_and_zips_are_searched_in_a_fixed_order(tmp_path: Path) -> None:
    write_street(tmp_path / "b/c", rows(1), "2025-05")
    write_zip(
        tmp_path / "a/download.zip",
        {f"x/y/2025-04/{MONTH}": TEXT, "2025-03/2025-03-leicestershire-street.csv": TEXT, "readme.txt": "hello"},
    )
    found, problems = find_inputs([tmp_path])
    assert [item.name for item in found] == [
        "2025-03-leicestershire-street.csv",
        MONTH,
        "2025-05-leicestershire-street.csv",
    ]
    assert problems == []
    assert found[1].label == f"{tmp_path}/a/download.zip/x/y/2025-04/{MONTH}"
    with found[1].open() as stream:
        assert stream.read().decode() == TEXT


def test_the_same_file_by_two_paths_counts_once(tmp_path: Path) -> None:
    path = write_street(tmp_path / "data", rows(1))
    archive = write_zip(tmp_path / "data/d.zip", {MONTH: TEXT})
    (tmp_path / "link").symlink_to(tmp_path / "data")
    found, problems = find_inputs([tmp_path / "data", path, tmp_path / "link", archive])
    assert sorted(item.name for item in found) == [MONTH, MONTH]
    assert problems == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (f"../{MONTH}", "leads out of the zip"),
        (f"2025-04/../../{MONTH}", "leads out of the zip"),
        (f"..\\{MONTH}", "leads out of the zip"),
        (f"/etc/{MONTH}", "absolute path"),
        (f"C:\\data\\{MONTH}", "absolute path"),
        (f"C:/{MONTH}", "absolute path"),
    ],
)
def test_members_that_lead_out_of_the_zip_are_refused(tmp_path: Path, name: str, said: str) -> None:
    archive = write_zip(tmp_path / "bad.zip", {name: TEXT, f"2025-04/{MONTH}": TEXT})
    found, [problem] = find_inputs([archive])
    assert [item.member for item in found] == [f"2025-04/{MONTH}"]
    assert said in problem.message
    assert "refused" in problem.message


def test_a_bomb_is_refused_by_its_ratio(tmp_path: Path) -> None:
    archive = write_zip(tmp_path / "bomb.zip", {MONTH: b"0" * 20_000_000})
    assert "unpacks from" in only_problem(archive).message


def test_a_member_larger_than_any_publisher_writes_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = write_zip(tmp_path / "large.zip", {MONTH: TEXT})
    assert len(find_inputs([archive])[0]) == 1
    monkeypatch.setattr(inputs, "LARGEST_MEMBER", len(TEXT) - 1)
    assert "unpacks to" in only_problem(archive).message


def test_a_member_cannot_unpack_beyond_the_size_that_it_states(tmp_path: Path) -> None:
    archive = write_zip(tmp_path / "lie.zip", {MONTH: b"0123456789" * 300_000})
    data = bytearray(archive.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        data[data.index(signature) + offset : data.index(signature) + offset + 4] = struct.pack("<I", 100)
    archive.write_bytes(data)
    [item], _ = find_inputs([archive])
    with pytest.raises(InputError, match="the zip is damaged here"):
        item.sha256()


def test_an_encrypted_member_is_refused(tmp_path: Path) -> None:
    archive = write_zip(tmp_path / "secret.zip", {MONTH: TEXT})
    data = bytearray(archive.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    archive.write_bytes(data)
    assert "encrypted" in only_problem(archive).message


def test_an_unusual_packing_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "odd.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr(MONTH, TEXT)
    assert "unusual way" in only_problem(path).message


def test_a_zip_inside_a_zip_is_said(tmp_path: Path) -> None:
    inner = write_zip(tmp_path / "inner.zip", {MONTH: TEXT})
    outer = write_zip(tmp_path / "outer.zip", {"inner.zip": inner.read_bytes()})
    assert "take it out" in only_problem(outer).message


@pytest.mark.parametrize("keep", [0.2, 0.95])
def test_a_truncated_zip_is_refused_with_the_remedy(tmp_path: Path, keep: float) -> None:
    archive = write_zip(tmp_path / "cut.zip", {MONTH: TEXT})
    data = archive.read_bytes()
    archive.write_bytes(data[: int(len(data) * keep)])
    assert "download it again" in only_problem(archive).message


def test_a_page_saved_as_a_zip_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "download.zip"
    page.write_text("<!DOCTYPE html><title>503</title>", encoding="utf-8")
    assert "cannot be read" in only_problem(page).message


def test_a_member_without_a_date_takes_that_of_its_zip(tmp_path: Path) -> None:
    archive = write_zip(tmp_path / "undated.zip", {MONTH: TEXT})
    data = bytearray(archive.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 10), (b"PK\x01\x02", 12)):
        data[data.index(signature) + offset : data.index(signature) + offset + 4] = bytes(4)
    archive.write_bytes(data)
    [item], problems = find_inputs([archive])
    assert problems == []
    assert item.modified == datetime.fromtimestamp(int(archive.stat().st_mtime), UTC)


def test_paths_that_hold_nothing_are_said(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    letter = tmp_path / "letter.docx"
    letter.write_bytes(b"PK")
    bare = write_zip(tmp_path / "bare.zip", {"readme.txt": "x"})
    _, problems = find_inputs([tmp_path / "gone", empty, letter, bare])
    assert [str(p).split(": ", 1) for p in problems] == [
        [f"{tmp_path}/gone", "there is no such file or folder; check the path"],
        [str(empty), "holds no file of a kind that is loaded: .csv, .geojson, .json, .xlsx, .zip"],
        [str(letter), "not a kind of file that is loaded: .csv, .geojson, .json, .xlsx, .zip"],
        [str(bare), "holds no file of a kind that is loaded: .csv, .geojson, .json, .xlsx, .zip"],
    ]


def test_batches_hold_what_fits(tmp_path: Path) -> None:
    when = datetime(2025, 1, 1, tzinfo=UTC)
    items = [Input(tmp_path / str(i), None, size, when) for i, size in enumerate((40, 40, 40, 500, 10))]
    assert [[i.size for i in run] for run in batches(items, 100)] == [[40, 40], [40], [500], [10]]


# --- recognising ---------------------------------------------------------------------------------------------


def told(path: Path) -> Recognised | Ignored | Problem:
    return recognise(Input(path, None, path.stat().st_size, datetime.now(UTC)))


@pytest.mark.parametrize("kind", ["outcomes", "stop-and-search"])
def test_files_beside_the_street_files_are_ignored_and_said(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"2025-04-leicestershire-{kind}.csv"
    path.write_text("Crime ID,Month,Crime type\n", encoding="utf-8")
    result = told(path)
    assert isinstance(result, Ignored)
    assert kind.replace("-", " ") in result.reason


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        (MONTH, "<!DOCTYPE html>\n<html>", "web page"),
        (MONTH, "\ufeff\n <html>", "web page"),
        ("lsoa.geojson", "<html>", "web page"),
        (MONTH, "", "the file is empty"),
        (MONTH, " \n\n", "the file is empty"),
        (MONTH, "a,b\n1,2\n", "the header lacks 'Month', 'Longitude'"),
        (MONTH, TEXT.replace("LSOA code", "LSOA", 1), "the header lacks 'LSOA code'"),
        (MONTH, TEXT.replace("Context", "Month", 1), "names 'Month' twice"),
    ],
)
def test_damaged_street_files_are_refused_with_line_and_remedy(
    tmp_path: Path, name: str, content: str, said: str
) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    result = told(path)
    assert isinstance(result, Problem)
    assert said in result.message
    assert "download" in result.message
    assert str(result).startswith(f"{path}:1: ")


def test_the_old_schema_is_refused_and_its_neighbours_ignored(realdata: Path) -> None:
    old = realdata / "police_uk_old_schema"
    street = told(old / "2012-04-avon-and-somerset-street-SAMPLE.csv")
    assert isinstance(street, Problem)
    assert "before 2013 (Easting and Northing" in street.message
    assert street.line == 1
    for name in ("neighbourhood", "outcomes"):
        [path] = old.glob(f"*{name}*")
        assert isinstance(told(path), Ignored)


def test_files_of_no_use_are_ignored_unless_named(tmp_path: Path, take: Callable[..., LoadReport]) -> None:
    other = tmp_path / "in/shopping.csv"
    other.parent.mkdir()
    other.write_text("item,price\nmilk,1\n", encoding="utf-8")
    (tmp_path / "in/._2025-04-leicestershire-street.csv").write_bytes(b"\0\5\x16\7")
    report = take(tmp_path / "in")
    assert report.exit_code == 0
    assert [f.status for f in report.files] == ["ignored", "ignored"]
    assert any("columns: item, price" in line for line in report.lines())
    assert take(other).exit_code == 1


def test_a_damaged_member_is_refused_and_the_rest_goes_on(tmp_path: Path, take: Callable[..., LoadReport]) -> None:
    noise = [row(Location=f"On or near {i * 7919} Street", month="2025-05") for i in range(2000)]
    archive = write_zip(
        tmp_path / "d.zip",
        {MONTH: TEXT, "2025-05-leicestershire-street.csv": street_text(noise), "lookup.csv": "a,b\n" * 50},
    )
    data = bytearray(archive.read_bytes())
    at = data.index(b"2025-05-leicestershire-street.csv") + 6000
    data[at : at + 40] = bytes(40)
    at = data.index(b"lookup.csv") + 10
    data[at : at + 4] = b"\xff" * 4
    archive.write_bytes(data)
    report = take(archive)
    assert report.exit_code == 1
    assert [(f.file.rsplit("/", 1)[-1], f.status) for f in report.files] == [
        ("lookup.csv", "refused"),
        ("2025-05-leicestershire-street.csv", "refused"),
        (MONTH, "loaded"),
    ]
    for refused in report.of("refused"):
        assert "the zip is damaged here" in refused.message
