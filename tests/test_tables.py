"""Look-ups, residents and council counts: recognised by what they hold, refused where they leave room for doubt."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cspdash.sources.inputs import Input
from cspdash.sources.recognise import Recognised, recognise
from cspdash.sources.sheets import TableError
from cspdash.sources.tables import READERS
from cspdash.store.report import LoadReport
from tests.builders import BOROUGH, OADBY, WIGSTON, ask, date_file, value

Take = Callable[..., LoadReport]


def source(folder: Path, text: str, name: str = "table.csv") -> Input:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return Input(path, None, len(text), datetime(2025, 1, 1, tzinfo=UTC))


def read(table: Input) -> list[tuple[Any, ...]]:
    told = recognise(table)
    assert isinstance(told, Recognised)
    return list(READERS[told.kind](table).itertuples(index=False, name=None))


# --- residents -----------------------------------------------------------------------------------------------

NOMIS_BULK = f"""date,geography,geography code,Residence type: Total; measures: Value,Residence type: Household
2021,Oadby and Wigston 003E,{OADBY},1700,1690
2021,Oadby and Wigston 005A,{WIGSTON},1500,1500
2021,Oadby and Wigston,{BOROUGH},57700,57000
"""
NOMIS_QUERY = f""""TS001 - Number of usual residents in households and communal establishments"
"ONS Crown Copyright Reserved [from Nomis on 1 March 2025]"

"Population","All usual residents"
"Date","2021"

"2021 super output area - lower layer","mnemonic","2021"
"Oadby and Wigston 003E","{OADBY}","1,700"
"Oadby and Wigston 005A","{WIGSTON}","1500"

"In order to protect against disclosure, records have been swapped"
"""
ONS_2022 = f"""LAD 2021 Code,LAD 2021 Name,LSOA 2021 Code,LSOA 2021 Name,Total,F0,F1,M0,M1
{BOROUGH},Oadby and Wigston,{OADBY},x,1700,9,9,9,9
{BOROUGH},Oadby and Wigston,{WIGSTON},x,1500,9,9,9,9
"""


@pytest.mark.parametrize(
    ("text", "name", "year"),
    [
        (NOMIS_BULK, "census2021-ts001-lsoa.csv", 2021),
        (NOMIS_QUERY, "1234567890.csv", 2021),
        (ONS_2022, "sapelsoa-mid-2022.csv", 2022),
    ],
    ids=["Nomis bulk", "Nomis query", "ONS estimates"],
)
def test_tables_of_residents_in_the_forms_of_their_publishers(tmp_path: Path, text: str, name: str, year: int) -> None:
    assert read(source(tmp_path, text, name)) == [(OADBY, year, name, 1700), (WIGSTON, year, name, 1500)]


def test_the_real_wide_table_takes_its_year_from_its_name(
    realdata: Path, tmp_path: Path, store: Path, take: Take
) -> None:
    path = realdata / "census/mid2020_population_single_year_age_lsoa11_leicestershire.csv"
    table = Input(path, None, path.stat().st_size, datetime.now(UTC))
    found = {code: (year, n) for code, year, _, n in read(table)}
    assert len(found) == 588
    # The same figure that data/reference carries.
    assert found["E01025970"] == (2020, 1566)
    assert take(path).exit_code == 0
    assert value(store, "SELECT population FROM area WHERE code = 'loughborough-wards'") == sum(
        found[code][1] for (code,) in ask(store, "SELECT lsoa FROM area_member WHERE area = 'loughborough-wards'")
    )


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        (NOMIS_BULK + f"2021,again,{OADBY},1701,1\n", "a.csv", "stands twice for 2021; export totals only"),
        (ONS_2022, "sapelsoa.csv", "no year in the table or the file's name"),
        (NOMIS_BULK.replace("1700", "c"), "a.csv", "'c' is not a number of residents"),
        (NOMIS_BULK.replace("E010", "E020"), "a.csv", "no row has an LSOA code"),
    ],
)
def test_tables_of_residents_that_leave_room_for_doubt_are_refused(
    tmp_path: Path, take: Take, text: str, name: str, said: str
) -> None:
    table = source(tmp_path, text, name)
    with pytest.raises(TableError, match=said):
        read(table)
    assert take(table.path).exit_code == 1


def test_a_table_by_age_and_sex_is_not_taken_for_totals(tmp_path: Path) -> None:
    table = source(tmp_path, f"lsoa21_code,age_group,usual_residents\n{OADBY},0-4,3\n{OADBY},5-9,4\n")
    told = recognise(table)
    assert isinstance(told, Recognised)
    assert told.kind == "census"


# --- look-ups ------------------------------------------------------------------------------------------------

LOOKUP = "LSOA11CD,LSOA11NM,CHGIND,LSOA21CD,LSOA21NM,LAD22CD,LAD22NM\n"


def test_look_ups_of_another_district_bring_its_areas(tmp_path: Path, store: Path, take: Take) -> None:
    (tmp_path / "in").mkdir()
    lookup = LOOKUP + "E01000001,City 001A,U,E01000001,City 001A,E09000001,City of London\n"
    source(tmp_path / "in", lookup * 1, "lsoa.csv")
    source(
        tmp_path / "in",
        "LSOA21CD,WD24CD,WD24NM,LAD24CD,LAD24NM\nE01000001,E05009298,Barbican,E09000001,City of London\n",
        "ward.csv",
    )
    source(tmp_path / "in", "LSOA11CD,LSOA21CD\nE01000001,E01000001\n", "fit.csv")
    source(
        tmp_path / "in",
        "LAD24CD,LAD24NM,CSP24CD,PFA24CD,PFA24NM\nE09000001,City of London,E22,E23000034,London City\n",
        "pfa.csv",
    )
    report = take(tmp_path / "in")
    assert [f.kind for f in report.files] == ["district_lookup", "lsoa_lookup", "best_fit", "ward_lookup"]
    assert ask(store, "SELECT area FROM area_member WHERE lsoa = 'E01000001' ORDER BY 1") == [
        ("E01000001",),
        ("E05009298",),
        ("E09000001",),
    ]
    assert take(tmp_path / "in").version is None


@pytest.mark.parametrize(
    ("text", "said", "line"),
    [
        (LOOKUP + "E01000001,x,U,E0100,x,E09000001,y\n", "'E0100' is not an LSOA code", 2),
        (LOOKUP + "E01000001,x,Q,E01000001,x,E09000001,y\n", "'Q' is not one of ONS's kinds of change", 2),
        (LOOKUP + "E01000001,x,U\n", "3 columns where 7 are named", 2),
        (LOOKUP.replace("LAD22CD", "UTLA"), "no column for the district; found: LSOA11CD", 1),
        ("LSOA11CD,LSOA21CD\nE01000001,E01000001\nE01000001,E01000002\n", "E01000001 has several best fits", None),
        (LOOKUP + 'E01000001,"x,U,E01000001,x,E09000001,y\n' + "y" * 140_000, "not a CSV", 3),
    ],
)
def test_damaged_look_ups_are_refused(
    tmp_path: Path, store: Path, take: Take, text: str, said: str, line: int | None
) -> None:
    report = take(source(tmp_path, text).path)
    [result] = report.files
    assert (result.status, result.line, report.version) == ("refused", line, None)
    assert said in result.message


def test_repeated_rows_of_a_look_up_do_no_harm(tmp_path: Path, store: Path, take: Take) -> None:
    line = "E01000001,City 001A,U,E01000001,{},E09000001,City of London\n"
    report = take(source(tmp_path, LOOKUP + line.format("a") + line.format("b") + line.format("b")).path)
    assert report.exit_code == 0
    assert value(store, "SELECT count(*) FROM area_lookup WHERE lsoa11 = 'E01000001'") == 1


def test_a_table_that_is_not_utf8_is_refused_with_its_line(tmp_path: Path, take: Take) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes((LOOKUP + "E01000001,Lôn,U,E01000001,x,E09000001,y\n").encode("latin-1"))
    [result] = take(path).files
    assert result.status == "refused"
    assert "not UTF-8 text" in result.message


# --- the council's own records -------------------------------------------------------------------------------

HEADER = "month,area code,type,count\n"


def council(folder: Path, text: str, name: str = "council.csv", *, dated: datetime | None = None) -> Path:
    path = source(folder, HEADER + text, name).path
    if dated is not None:
        date_file(path, dated)
    return path


@pytest.mark.parametrize("area", [OADBY, "E05005531", BOROUGH])
def test_council_counts_by_lsoa_ward_or_district(tmp_path: Path, store: Path, take: Take, area: str) -> None:
    take(council(tmp_path, f"2025-04,{area},Noise,3\n2025-04,{area},Litter,4\n2025-06,{area},Noise,0\n"))
    assert ask(store, "SELECT district, month::TEXT, area_code, asb_type, n FROM council_asb ORDER BY ALL") == [
        (BOROUGH, "2025-04-01", area, "Litter", 4),
        (BOROUGH, "2025-04-01", area, "Noise", 3),
        (BOROUGH, "2025-06-01", area, "Noise", 0),
    ]
    assert ask(store, "SELECT month::TEXT, grp, status, n FROM coverage WHERE source = 'council' ORDER BY ALL") == [
        ("2025-04-01", "asb", "complete", 7),
        ("2025-05-01", "asb", "missing", None),
        ("2025-06-01", "asb", "complete", 0),
    ]


@pytest.mark.parametrize(
    ("text", "said", "line"),
    [
        ("2025-04,Nowhere,Noise,3\n", "'Nowhere' is not the code of a known area", None),
        ("2025-04,E10000018,Noise,3\n", "'E10000018' spans several districts", None),
        (f"2025-04,{OADBY},Noise,3\n2025-04,{BOROUGH},Noise,9\n", "are of several levels (district, lsoa)", None),
        (f"2025-13,{OADBY},Noise,3\n", "2025-13", 2),
        (f"2025-04,{OADBY},Noise,3\n2025-05,{OADBY},Noise,<5\n", "'<5' is not a count; write a whole number", 3),
        (f"2025-04,{OADBY},,3\n", "the type is empty", 2),
        ("", "no rows after the header", 1),
    ],
)
def test_council_counts_that_cannot_be_counted_are_refused(
    tmp_path: Path, store: Path, take: Take, text: str, said: str, line: int | None
) -> None:
    report = take(council(tmp_path, text))
    [result] = report.files
    assert (result.status, result.line, report.version) == ("refused", line, None)
    assert said in result.message
    assert value(store, "SELECT count(*) FROM council_asb") == 0


def test_a_council_file_is_the_whole_truth_for_its_months(tmp_path: Path, store: Path, take: Take) -> None:
    first = council(tmp_path, f"2025-04,{OADBY},Noise,3\n2025-04,{WIGSTON},Noise,9\n2025-05,{OADBY},Noise,5\n")
    take(first)
    assert take(first).version is None
    second = council(tmp_path, f"2025-04,{OADBY},Noise,4\n", "corrected.csv")
    take(second)
    held = "SELECT month::TEXT, area_code, n FROM council_asb ORDER BY ALL"
    assert ask(store, held) == [("2025-04-01", OADBY, 4), ("2025-05-01", OADBY, 5)]
    assert take(second).version is None
    # The first file once more is a change again.
    take(first)
    assert ask(store, held) == [
        ("2025-04-01", OADBY, 3),
        ("2025-04-01", WIGSTON, 9),
        ("2025-05-01", OADBY, 5),
    ]


def test_of_two_council_files_in_one_load_the_newer_counts(tmp_path: Path, store: Path, take: Take) -> None:
    new = council(tmp_path, f"2025-04,{OADBY},Noise,4\n", "a.csv", dated=datetime(2025, 7, 1, tzinfo=UTC))
    old = council(tmp_path, f"2025-04,{OADBY},Noise,3\n", "b.csv", dated=datetime(2025, 6, 1, tzinfo=UTC))
    take(new, old)
    assert value(store, "SELECT n FROM council_asb") == 4


def test_equal_lines_of_a_council_file_add_up(tmp_path: Path, store: Path, take: Take) -> None:
    take(council(tmp_path, f"2025-04,{OADBY},Noise,4\n2025-04,{OADBY},Noise,2\n"))
    assert value(store, "SELECT n FROM council_asb") == 6


def test_areas_and_their_look_up_may_come_in_one_load(tmp_path: Path, store: Path, take: Take) -> None:
    lookup = source(tmp_path, LOOKUP + "E01000001,x,U,E01000001,x,E09000001,City of London\n", "lsoa.csv").path
    assert take(council(tmp_path, "2025-04,E01000001,Noise,4\n"), lookup).exit_code == 0
    assert ask(store, "SELECT district, n FROM council_asb") == [("E09000001", 4)]
