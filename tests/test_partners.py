"""Case records and partners' counts: counted exactly, whole for the months they name, and nothing personal anywhere."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cspdash.partnership import Partnership
from cspdash.partnership.case_system import CaseForm, CaseLocation, CaseSystem
from cspdash.sources.case_records import NO_DATE, REPEATED, SHORT, postcode, read_cases
from cspdash.sources.inputs import Input
from cspdash.sources.national_grid import to_degrees
from cspdash.sources.sheets import TableError
from cspdash.store.load import load
from cspdash.store.report import LoadReport
from cspdash.store.versions import current
from tests.builders import BOROUGH, OADBY, WIGSTON, ask, date_file, value

COLUMNS = {"date": "Date", "type": "Kind", "team": "Team", "disposal": "Outcome", "youth": "Youth", "id": "Ref"}
BY_LSOA = CaseSystem(location=CaseLocation(level="lsoa", column="Area"), **COLUMNS)
WITHOUT_ID = BY_LSOA.model_copy(update={"id": None})
# Planted beside every record, and nowhere to be found afterwards.
NAMES = ("Zebedee Quillfeather", "Ophelia Wrackspurt")
PERSONAL = {"Complainant": NAMES[0], "Suspect": NAMES[1], "Address": "12 Xylophone Mews", "Phone": "07700 900123"}
Take = Callable[..., LoadReport]


def record(day: str = "03/04/2025", area: str = WIGSTON, **other: str) -> dict[str, str]:
    told = {
        "Date": day,
        "Kind": "Noise",
        "Area": area,
        "Team": "Housing",
        "Outcome": "Advice",
        "Youth": "No",
        "Ref": "",
    }
    return PERSONAL | told | other


def write(path: Path, rows: Sequence[Mapping[str, str]], columns: Sequence[str] | None = None) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    names = list(columns or rows[0])
    if path.suffix == ".xlsx":
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.append(names)
        for row in rows:
            sheet.append([row[name] for name in names])
        book.save(path)
        return path
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(names)
    writer.writerows([row[name] for name in names] for row in rows)
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    return path


@pytest.fixture
def taking(store: Path, partnerships: Mapping[str, Partnership]) -> Callable[..., Take]:
    """A loader for a partnership whose case system is the one given."""

    def with_system(system: CaseSystem, *, slug: str = "oadby-wigston", also: Mapping[str, CaseSystem] = {}) -> Take:
        systems = {slug: system, **also}
        known = {name: who.model_copy(update={"case_system": systems.get(name)}) for name, who in partnerships.items()}

        def take(*paths: Path) -> LoadReport:
            return load(paths, store, known, wait_seconds=0, notify=pytest.fail)

        return take

    return with_system


def counted(store: Path) -> list[tuple[Any, ...]]:
    return ask(store, "SELECT month::TEXT, area_code, asb_type, team, n FROM case_count ORDER BY ALL")


# --- counted


@pytest.mark.parametrize("name", ["cases.csv", "cases.xlsx"])
def test_records_become_counts(tmp_path: Path, store: Path, taking: Callable[..., Take], name: str) -> None:
    rows = [record(), record(), record(Kind="Litter", Youth="Y"), record(area=OADBY, Team="", Outcome=""),
            record("2025-05-31 23:10", Youth="maybe"), record(area=""), record(area="not an area")]  # fmt: skip
    report = taking(WITHOUT_ID)(write(tmp_path / name, rows))
    (file,) = report.of("loaded")
    assert (file.kind, file.rows_read, file.rows_loaded, file.rows_rejected) == ("case_records", 7, 7, 0)
    assert "of 7 records 1 without a location, 1 with one not known here" in file.message
    assert counted(store) == [
        ("2025-04-01", "", "Noise", "Housing", 2),
        ("2025-04-01", OADBY, "Noise", "Not recorded", 1),
        ("2025-04-01", WIGSTON, "Litter", "Housing", 1),
        ("2025-04-01", WIGSTON, "Noise", "Housing", 2),
        ("2025-05-01", WIGSTON, "Noise", "Housing", 1),
    ]
    assert ask(store, "SELECT month::TEXT, n, blank, unknown, outside FROM case_month ORDER BY ALL") == [
        ("2025-04-01", 6, 1, 1, 0),
        ("2025-05-01", 1, 0, 0, 0),
    ]
    assert dict(ask(store, "SELECT disposal, sum(n) FROM case_disposal GROUP BY ALL")) == {
        "Advice": 6,
        "Not recorded": 1,
    }
    assert dict(ask(store, "SELECT youth, sum(n) FROM case_youth GROUP BY ALL")) == {
        "Youth related": 1,
        "Not youth related": 5,
        "Not recorded": 1,
    }


def test_the_counts_are_what_asb_of_the_council_is(tmp_path: Path, store: Path, taking: Callable[..., Take]) -> None:
    rows = [record(), record(), record(area=OADBY), record(area="")]
    taking(WITHOUT_ID)(write(tmp_path / "cases.csv", rows))
    by_area = dict(ask(store, "SELECT area, n FROM council_count WHERE month = '2025-04-01'"))
    assert by_area[BOROUGH] == by_area["oadby-wigston"] == 4, "what has no place counts for the district"
    assert (by_area["oadby"], by_area["wigston"], by_area["south-wigston"]) == (1, 2, 0)
    assert by_area[WIGSTON] is None, "a month of one LSOA is not shown"
    assert value(store, f"SELECT n FROM coverage WHERE source = 'council' AND district = '{BOROUGH}'") == 4


def test_one_record_an_id_where_ids_are_mapped(tmp_path: Path, store: Path, taking: Callable[..., Take]) -> None:
    rows = [record(Ref="A1"), record(Ref="A1", Outcome="Warning"), record(Ref="A2"), record(), record()]
    report = taking(BY_LSOA)(write(tmp_path / "cases.csv", rows))
    (file,) = report.of("loaded")
    assert (file.rows_read, file.rows_loaded, file.rows_rejected) == (5, 4, 1), "rows without an ID are one each"
    assert ask(store, "SELECT line, reason, text FROM load_reject") == [(3, REPEATED, "")]
    assert value(store, "SELECT sum(n) FROM case_disposal WHERE disposal = 'Warning'") is None


def test_a_newer_file_is_the_whole_truth_for_its_months(
    tmp_path: Path, store: Path, taking: Callable[..., Take]
) -> None:
    take = taking(WITHOUT_ID)
    take(write(tmp_path / "a.csv", [*[record()] * 5, *[record("01/05/2025")] * 3]))
    again = take(tmp_path / "a.csv")
    assert [file.status for file in again.files] == ["unchanged"]
    take(write(tmp_path / "b.csv", [record(area=OADBY, Kind="Litter")]))
    assert counted(store) == [
        ("2025-04-01", OADBY, "Litter", "Housing", 1),
        ("2025-05-01", WIGSTON, "Noise", "Housing", 3),
    ]
    assert ask(store, "SELECT month::TEXT, sum(n) FROM council_asb GROUP BY ALL ORDER BY ALL") == [
        ("2025-04-01", 1),
        ("2025-05-01", 3),
    ]


def test_counts_and_records_of_a_month_replace_each_other(
    tmp_path: Path, store: Path, taking: Callable[..., Take]
) -> None:
    take = taking(WITHOUT_ID)
    cases = write(tmp_path / "cases.csv", [record()] * 5)
    plain = tmp_path / "counts.csv"
    plain.write_text(
        f"month,area code,type,count\n2025-04,{OADBY},Noise,9\n2025-05,{OADBY},Noise,2\n", encoding="utf-8"
    )
    take(cases, plain)
    assert ask(store, "SELECT month::TEXT, sum(n) FROM council_asb GROUP BY ALL ORDER BY ALL") == [
        ("2025-04-01", 5),
        ("2025-05-01", 2),
    ], "of one load the records count"
    plain.write_text(f"month,area code,type,count\n2025-04,{OADBY},Noise,8\n", encoding="utf-8")
    take(plain)
    assert value(store, "SELECT sum(n) FROM council_asb WHERE month = '2025-04-01'") == 8
    for table in ("case_month", "case_count", "case_disposal", "case_youth"):
        assert value(store, f"SELECT count(*) FROM {table}") == 0, "what the records said has left with them"


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.dates(date(2024, 1, 1), date(2025, 6, 30)), st.sampled_from([WIGSTON, OADBY, "", "nowhere"]),
            st.sampled_from(["Noise", "Litter", "Abuse"]), st.sampled_from(["A", "B", ""]),
            st.sampled_from(["yes", "no", ""]),
        ),
        min_size=1, max_size=40,
    )
)  # fmt: skip
def test_every_record_is_counted_once_in_every_table(
    tmp_path: Path, seed_store: Path, partnerships: Mapping[str, Partnership], rows: list[tuple[Any, ...]]
) -> None:
    root = tmp_path / "each"
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(seed_store, root)
    told = [
        record(f"{day:%d/%m/%Y}", area, Kind=kind, Outcome=outcome, Youth=youth)
        for day, area, kind, outcome, youth in rows
    ]
    known = {**partnerships}
    known["oadby-wigston"] = known["oadby-wigston"].model_copy(update={"case_system": WITHOUT_ID})
    report = load([write(tmp_path / "each.csv", told)], root, known, wait_seconds=0, notify=pytest.fail)
    if {area for _, area, *_ in rows} in ({"nowhere"}, {"", "nowhere"}):
        assert report.exit_code == 1, "places are written, and none lies in the district"
        return
    assert report.exit_code == 0, report.lines()
    for table in ("case_count", "case_disposal", "case_youth", "case_month", "council_asb"):
        assert value(root, f"SELECT sum(n) FROM {table}") == len(rows)
    held = dict(ask(root, "SELECT asb_type, sum(n) FROM case_count GROUP BY ALL"))
    assert held == {kind: sum(1 for row in rows if row[2] == kind) for kind in {row[2] for row in rows}}
    assert value(root, "SELECT sum(blank) FROM case_month") == sum(1 for row in rows if row[1] == "")
    assert value(root, "SELECT sum(unknown) FROM case_month") == sum(1 for row in rows if row[1] == "nowhere")


# --- placed


def test_wards_by_name_or_code_and_other_districts(tmp_path: Path, store: Path, taking: Callable[..., Take]) -> None:
    by_ward = WITHOUT_ID.model_copy(update={"location": CaseLocation(level="ward", column="Area")})
    rows = [
        record(area="wigston  all saints"),
        record(area="E05005537"),
        record(area="Anstey"),
        record(area="Atlantis"),
    ]
    taking(by_ward)(write(tmp_path / "cases.csv", rows))
    assert ask(store, "SELECT area_code, sum(n) FROM case_count GROUP BY ALL ORDER BY ALL") == [
        ("", 2),
        ("E05005537", 2),
    ]
    assert ask(store, "SELECT n, blank, unknown, outside FROM case_month") == [(4, 0, 1, 1)]


def test_an_lsoa_of_2011_that_was_split_is_taken(tmp_path: Path, store: Path, taking: Callable[..., Take]) -> None:
    """E01025689 (Loughborough) is unchanged; codes of either vintage are known where the look-up is."""
    take = taking(WITHOUT_ID, slug="charnwood")
    split = value(store, "SELECT min(lsoa11) FROM area_lookup WHERE change = 'S' AND district = 'E07000130'")
    part = value(store, f"SELECT min(lsoa21) FROM area_lookup WHERE lsoa11 = '{split}'")
    take(write(tmp_path / "cases.csv", [record(area=split), record(area=part)]))
    assert value(store, "SELECT n FROM council_count WHERE area = 'E07000130'") == 2
    assert value(store, "SELECT blank + unknown + outside FROM case_month") == 0


def test_postcodes_need_the_look_up_and_find_their_lsoa(
    tmp_path: Path, store: Path, taking: Callable[..., Take]
) -> None:
    by_postcode = WITHOUT_ID.model_copy(update={"location": CaseLocation(postcode="Postcode")})
    take = taking(by_postcode)
    rows = [record(Postcode=text) for text in ("le18 2dr", "LE182DR", "LE2 4QA", "LE67 1AA", "", "none")]
    cases = write(tmp_path / "cases.csv", rows)
    refused = take(cases)
    assert refused.exit_code == 1
    assert "ONS's look-up of postcodes" in refused.lines()[0]
    lookup = tmp_path / "ONSPD.csv"
    lookup.write_text(
        f"pcd,pcd2,pcds,lsoa11,lsoa21\nLE182DR,LE18 2DR,LE18 2DR,{WIGSTON},{WIGSTON}\n"
        f"LE2 4QA,LE2  4QA,LE2 4QA,{OADBY},{OADBY}\n"
        "LE671AA,LE67 1AA,LE67 1AA,E01025921,E01025921\nSW1A1AA,SW1A 1AA,SW1A 1AA,E01004736,E01004736\n",
        encoding="utf-8",
    )
    report = take(lookup, cases)
    assert report.exit_code == 0, report.lines()
    assert dict(ask(store, "SELECT area_code, sum(n) FROM case_count GROUP BY ALL")) == {"": 3, WIGSTON: 2, OADBY: 1}
    assert ask(store, "SELECT n, blank, unknown FROM case_month") == [(6, 1, 2)]
    held = {code for (code,) in ask(store, "SELECT postcode FROM postcode_lsoa")}
    assert held == {"LE18 2DR", "LE2 4QA"}, "only the partnerships' districts"
    assert [file.status for file in take(lookup).files] == ["unchanged"]


@pytest.mark.parametrize("grid", [False, True])
def test_positions_find_their_lsoa(tmp_path: Path, store: Path, taking: Callable[..., Take], grid: bool) -> None:
    """The middle of an LSOA lies in it; Leicester's lies outside the district; nought is no position."""
    outline = value(store, f"SELECT geometry FROM boundary WHERE code = '{WIGSTON}'")
    import shapely

    middle = shapely.from_geojson(outline).representative_point()
    if grid:
        # By trial: the grid position whose degrees are nearest to the middle.
        east, north = 461_000.0, 299_000.0
        for _ in range(40):
            x, y = to_degrees(east, north)
            east += (middle.x - float(x)) * 67_800
            north += (middle.y - float(y)) * 111_200
        here, elsewhere = (f"{east:.0f}", f"{north:.0f}"), ("458,500", "304,500")
        location = CaseLocation(easting="X", northing="Y")
    else:
        here, elsewhere = (f"{middle.x:.6f}", f"{middle.y:.6f}"), ("-1.1330", "52.6360")
        location = CaseLocation(longitude="X", latitude="Y")
    places = [here, elsewhere, ("", ""), ("0", "0"), ("north", "side")]
    rows = [record(X=x, Y=y) for x, y in places]
    take = taking(WITHOUT_ID.model_copy(update={"location": location}))
    take(write(tmp_path / "cases.csv", rows))
    assert ask(store, "SELECT area_code, sum(n) FROM case_count GROUP BY ALL ORDER BY ALL") == [("", 4), (WIGSTON, 1)]
    assert ask(store, "SELECT n, blank, unknown, outside FROM case_month") == [(5, 3, 0, 1)]


def test_the_national_grid_is_ordnance_surveys() -> None:
    """The Ordnance Survey's test point for OSTN15 at Caister water tower, to within five metres."""
    longitude, latitude = to_degrees(651_409.804, 313_177.450)
    assert abs(float(latitude) - 52.658007833) * 111_200 < 5
    assert abs(float(longitude) - 1.716073973) * 67_500 < 5


def test_columns_that_fit_two_systems_are_told_apart_by_their_places(
    tmp_path: Path, store: Path, taking: Callable[..., Take]
) -> None:
    take = taking(WITHOUT_ID, slug="blaby", also={"oadby-wigston": WITHOUT_ID})
    take(write(tmp_path / "cases.csv", [record(), record(), record(area="E01025600")]))
    assert ask(store, "SELECT DISTINCT district FROM case_month") == [(BOROUGH,)]
    unclear = take(write(tmp_path / "unclear.csv", [record(area="")]))
    assert unclear.exit_code == 1
    assert "fit the case systems of several districts (E07000129, E07000135)" in unclear.lines()[0]


# --- refused and rejected


def test_lines_without_a_date_are_kept_without_their_text(
    tmp_path: Path, store: Path, taking: Callable[..., Take]
) -> None:
    rows = [*[record()] * 40, record(NAMES[0]), record("31/02/2025")]
    report = taking(WITHOUT_ID)(write(tmp_path / "cases.csv", rows))
    assert report.exit_code == 0
    assert ask(store, "SELECT line, reason, text FROM load_reject ORDER BY line") == [
        (42, NO_DATE, ""),
        (43, NO_DATE, ""),
    ]
    (file,) = report.of("loaded")
    assert file.rows_read == file.rows_loaded + file.rows_rejected == 42


def test_a_file_mapped_wrongly_is_refused_whole(tmp_path: Path, store: Path, taking: Callable[..., Take]) -> None:
    take = taking(WITHOUT_ID)
    before = current(store).id
    wrong = take(write(tmp_path / "dates.csv", [record(NAMES[0]), *[record()] * 5]))
    assert "1 of 6 lines cannot be counted (no date that can be read" in wrong.lines()[0]
    assert ":2:" in wrong.lines()[0]
    nowhere = take(write(tmp_path / "places.csv", [record(area="Atlantis")] * 3))
    assert f"none of 3 records lies in {BOROUGH}; check `case_system.location`" in nowhere.lines()[0]
    empty = tmp_path / "empty.csv"
    empty.write_text(",".join(record()) + "\n", encoding="utf-8")
    assert "no records after the first line" in take(empty).lines()[0]
    assert current(store).id == before


@pytest.mark.parametrize("text", ["03/04/2025", "3/4/2025", "2025-04-03", "03/04/25", "03-Apr-2025", "03 April 2025",
                                  "2025-04-03 12:30:01", "03/04/2025 9:15", "2025-04-03T08:00:00Z"])  # fmt: skip
def test_dates_as_british_systems_write_them(tmp_path: Path, text: str) -> None:
    path = write(tmp_path / "cases.csv", [record(text)])
    source = Input(path, None, 1, datetime(2025, 6, 1, tzinfo=UTC))
    assert read_cases(source, CaseForm(WITHOUT_ID, BOROUGH)).frame["month"].tolist() == [date(2025, 4, 1)]


def test_dates_to_come_short_lines_and_blank_ones(tmp_path: Path) -> None:
    path = write(tmp_path / "cases.csv", [record()] * 60)
    with path.open("a", encoding="utf-8") as stream:
        stream.write("\n,,,\none,cell\n")
    source = Input(path, None, 1, datetime(2025, 6, 1, tzinfo=UTC))
    found = read_cases(source, CaseForm(WITHOUT_ID, BOROUGH))
    assert found.rejected == [(64, SHORT)]
    with pytest.raises(TableError, match="a date that is still to come"):
        read_cases(source, CaseForm(WITHOUT_ID, BOROUGH), today=date(2025, 4, 2))


@pytest.mark.parametrize(("text", "plain"), [("le182dr", "LE18 2DR"), (" m1 1aa ", "M1 1AA"), ("EC1A1BB", "EC1A 1BB"),
                                             ("n/k", "N/K"), ("", "")])  # fmt: skip
def test_postcodes_in_one_form(text: str, plain: str) -> None:
    assert postcode(text) == plain


# --- nothing personal


@pytest.mark.parametrize("name", ["cases.csv", "cases.xlsx"])
def test_nothing_personal_is_anywhere(
    tmp_path: Path, store: Path, taking: Callable[..., Take], name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """The bytes of every file of the store, rejected lines, the report in words and as JSON, and what was printed."""
    by_postcode = BY_LSOA.model_copy(update={"location": CaseLocation(postcode="Postcode")})
    lookup = tmp_path / "ONSPD.csv"
    lookup.write_text(f"pcds,lsoa21\nLE18 9ZZ,{WIGSTON}\n", encoding="utf-8")
    rows = [record(Postcode="LE18 9ZZ", Ref=f"CASE-{at:05d}-QX") for at in range(60)]
    rows += [
        record(NAMES[0], Postcode="LE18 9ZZ"),
        record(Postcode=NAMES[1]),
        record(Postcode="LE1 7XX", Ref="CASE-00001-QX"),
    ]
    path = write(tmp_path / name, rows)
    take = taking(by_postcode)
    report = take(lookup, path)
    assert report.exit_code == 0, report.lines()
    refused = take(write(tmp_path / f"wrong-{name}", [record(NAMES[1], Postcode="LE18 9ZZ")] * 3))
    assert refused.exit_code == 1
    assert value(store, "SELECT sum(n) FROM case_count") == 61
    assert value(store, "SELECT count(*) FROM load_reject") == 2
    # A postcode of the look-up is geography, and not of any record.
    planted = [*NAMES, *(word for text in NAMES for word in text.split()), *PERSONAL.values(), "Xylophone", "QX",
               "CASE-", "LE1 7XX", "LE17XX"]  # fmt: skip
    held = b"".join(file.read_bytes() for file in sorted(store.rglob("*")) if file.is_file())
    assert b"Noise" in held, "what is kept can be found in this way"
    said = [*report.lines(100), json.dumps(report.as_dict(), default=str), *refused.lines(100),
            json.dumps(refused.as_dict(), default=str), *capfd.readouterr()]  # fmt: skip
    for text in planted:
        for encoding in ("utf-8", "utf-16-le"):
            assert text.encode(encoding) not in held
            assert text.upper().encode(encoding) not in held
        assert not any(text in line for line in said)


def test_the_samples_complainants_are_not_in_its_store(sample_store: Any) -> None:
    whole = sample_store.path.read_bytes()
    assert b"Noise nuisance" in whole
    assert b"Invented Person" not in whole
    assert b"Invented Road" not in whole


# --- any other count


def counts_file(path: Path, text: str, dated: datetime | None = None) -> Path:
    path.write_text(text, encoding="utf-8")
    if dated is not None:
        date_file(path, dated)
    return path


HEAD = "month,area,category,count,source\n"


def held_counts(store: Path) -> list[tuple[Any, ...]]:
    return ask(
        store, "SELECT category, level, area_code, first_month::TEXT, last_month::TEXT, n FROM partner_count "
        "WHERE sha256 <> '' ORDER BY ALL"
    )  # fmt: skip


def test_counts_by_month_and_period_in_csv_and_excel(tmp_path: Path, store: Path, take: Take) -> None:
    take(counts_file(tmp_path / "a.csv", f"{HEAD}2025-04,Oadby and Wigston,Fires,7,Fire service\n"))
    row = {"From": "2025-04", "To": "2025-06", "Area": "settlement:Oadby", "Category": "Fires", "Count": "1,004",
           "Source": "Fire service", "Printed change": "+3%"}  # fmt: skip
    take(write(tmp_path / "b.xlsx", [row]))
    assert held_counts(store) == [
        ("Fires", "district", BOROUGH, "2025-04-01", "2025-04-01", 7),
        ("Fires", "settlement", "oadby", "2025-04-01", "2025-06-01", 1004),
    ]
    assert value(store, "SELECT printed_change FROM partner_count WHERE area_code = 'oadby'") == "+3%"
    assert [file.status for file in take(tmp_path / "a.csv").files] == ["unchanged"]


def test_a_file_is_the_whole_truth_for_what_it_names(tmp_path: Path, store: Path, take: Take) -> None:
    take(counts_file(tmp_path / "a.csv", f"{HEAD}2025-04,oadby,Fires,7,F\n2025-04,wigston,Fires,8,F\n"
                     "2025-05,oadby,Fires,9,F\n2025-04,oadby,Hate,6,F\n2025-04,oadby,Fires,5,Other\n"))  # fmt: skip
    take(counts_file(tmp_path / "b.csv", f"{HEAD}2025-04,wigston,Fires,1,F\n"))
    assert sorted((category, area, month, n) for category, _, area, month, _, n in held_counts(store)) == [
        ("Fires", "oadby", "2025-04-01", 5),
        ("Fires", "oadby", "2025-05-01", 9),
        ("Fires", "wigston", "2025-04-01", 1),
        ("Hate", "oadby", "2025-04-01", 6),
    ], "another source, category or month stays; Oadby's own of the month named is gone"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("2025-4,oadby,Fires,7,F", "not a month"), ("2025-04,Atlantis,Fires,7,F", "not an area that is known"),
        ("2025-04,oadby,,7,F", "the category is empty"), ("2025-04,oadby,Fires,7,", "the source is empty"),
        ("2025-04,oadby,Fires,few,F", "'few' is not a count"), ("2025-04,oadby,Fires,-1,F", "'-1' is not a count"),
        ("2025-04,oadby,Fires", "complete the line"),
        ("2025-04,Oadby,Fires,1,F\n2025-04,oadby,Fires,2,F", "names twice"),
        ("2025-04,oadby,Fires,1,F\n2025-04,oadby,Fires,2,F", "the same period, area, category and source as line 2"),
    ],
)  # fmt: skip
def test_counts_that_cannot_be_taken_are_refused(tmp_path: Path, store: Path, take: Take, line: str, said: str) -> None:
    report = take(counts_file(tmp_path / "a.csv", f"{HEAD}{line}\n"))
    assert report.exit_code == 1
    assert said in report.lines()[0]
    assert held_counts(store) == []


def test_the_order_of_loading_does_not_matter(
    tmp_path: Path, seed_store: Path, partnerships: Mapping[str, Partnership]
) -> None:
    old, new = datetime(2025, 6, 1, tzinfo=UTC), datetime(2025, 7, 1, tzinfo=UTC)
    known = {**partnerships}
    known["oadby-wigston"] = known["oadby-wigston"].model_copy(update={"case_system": WITHOUT_ID})
    first = write(tmp_path / "in/a.csv", [record()] * 6)
    second = write(tmp_path / "in/b.csv", [record(area=OADBY)] * 7)
    counts_file(tmp_path / "in/c.csv", f"{HEAD}2025-04,oadby,Fires,7,F\n", old)
    counts_file(tmp_path / "in/d.csv", f"{HEAD}2025-04,oadby,Fires,9,F\n", new)
    os.utime(first, (old.timestamp(), old.timestamp()))
    os.utime(second, (new.timestamp(), new.timestamp()))
    paths = sorted((tmp_path / "in").iterdir())
    found = []
    for at, order in enumerate((paths, paths[::-1])):
        root = Path(shutil.copytree(seed_store, tmp_path / f"store-{at}"))
        load(order, root, known, wait_seconds=0, notify=pytest.fail)
        found.append((counted(root), held_counts(root), current(root).id.split("-")[1]))
    assert found[0] == found[1]
    assert found[0][0] == [("2025-04-01", OADBY, "Noise", "Housing", 7)]
    assert found[0][1][0][-1] == 9
