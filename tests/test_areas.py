"""Areas by name and code: what a text stands for, on the shipped look-ups and on those of England and Wales."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cspdash.areas import Area, AreaError, Areas, areas_of, inside, name_key, plain_key
from cspdash.catalogue import ask
from cspdash.partnership import Partnership
from cspdash.store import reader
from cspdash.store.load import load
from cspdash.store.versions import Version, current


@pytest.fixture(scope="module")
def areas(sample_store: Version) -> Areas:
    return areas_of(sample_store)


@pytest.fixture(scope="module")
def wide_store(
    real_store: Version, realdata: Path, partnerships: Mapping[str, Partnership],
    tmp_path_factory: pytest.TempPathFactory,
) -> Version:  # fmt: skip
    """The real months with the look-ups of England and Wales, and the county's 2021 boundaries."""
    root = tmp_path_factory.mktemp("wide-store")
    shutil.copytree(real_store.path.parent, root, dirs_exist_ok=True)
    lookups = [
        realdata / "lookups" / f"{name}.csv" for name in (
            "lad24_csp24_pfa24_england_wales", "lsoa11_lsoa21_lad22_exact_england_wales",
            "lsoa21_ward24_lad24_best_fit_england_wales",
        )
    ]  # fmt: skip
    boundaries = realdata / "boundaries/leicestershire_lsoa21.geojson"
    report = load([*lookups, boundaries], root, partnerships, wait_seconds=0, notify=pytest.fail)
    assert report.exit_code == 0, report.lines()
    return current(root)


SAME: list[tuple[str, tuple[str, str]]] = [
    ("Oadby and Wigston", ("partnership", "oadby-wigston")),
    ("OADBY & WIGSTON", ("partnership", "oadby-wigston")),
    ("  oadby   &wigston ", ("partnership", "oadby-wigston")),
    ("oadby-wigston", ("partnership", "oadby-wigston")),
    ("E07000135", ("district", "E07000135")),
    ("e07000135", ("district", "E07000135")),
    ("district:Oadby & Wigston", ("district", "E07000135")),
    ("Oadby", ("settlement", "oadby")),
    ("Wigston", ("settlement", "wigston")),
    ("South Wigston", ("settlement", "south-wigston")),
    ("south wigston", ("settlement", "south-wigston")),
    ("ward:South Wigston", ("ward", "E05005536")),
    ("Ward: South Wigston", ("ward", "E05005536")),
    ("settlement:oadby", ("settlement", "oadby")),
    ("Charnwood", ("partnership", "charnwood")),
    ("Blaby", ("partnership", "blaby")),
    ("ward:Blaby", ("ward", "E05015260")),
    ("Rutland", ("district", "E06000017")),
    ("Leicester", ("district", "E06000016")),
    ("Leicestershire", ("county", "E10000018")),
    ("force area:E23000021", ("force_area", "E23000021")),
    ("Melton", ("district", "E07000133")),
    ("Harborough", ("district", "E07000131")),
    ("Hinckley & Bosworth", ("district", "E07000132")),
    ("North West Leicestershire", ("district", "E07000134")),
    ("E01025992", ("lsoa", "E01025992")),
    ("e01025992", ("lsoa", "E01025992")),
    ("lsoa:E01025992", ("lsoa", "E01025992")),
    ("Oadby and Wigston 005A", ("lsoa", "E01025992")),
]


def found(areas: Areas, text: str) -> tuple[str, str]:
    area = areas.resolve(text)
    return area.level, area.code


@pytest.mark.parametrize(("text", "expected"), SAME, ids=[text for text, _ in SAME])
def test_names_and_codes(text: str, expected: tuple[str, str], areas: Areas) -> None:
    assert found(areas, text) == expected


@pytest.mark.parametrize(("text", "expected"), SAME, ids=[text for text, _ in SAME])
def test_same_names_elsewhere_do_not_get_in_the_way(text: str, expected: tuple[str, str], wide_store: Version) -> None:
    """7,500 wards of England and Wales: Melton is a ward of Suffolk, Abbey one of many places."""
    assert found(areas_of(wide_store), text) == expected


def test_names_elsewhere_can_still_be_asked_for(wide_store: Version) -> None:
    wide = areas_of(wide_store)
    assert len(wide.all) > 40_000
    elsewhere = [area for area in wide.by_name["melton"] if not area.near]
    assert elsewhere
    for area in elsewhere:
        assert wide.resolve(area.code) == area
    assert wide.resolve("Abbey").near
    with pytest.raises(AreaError, match=r"district:Westminster \(E09000033\), ward:Westminster \(E05012244\)"):
        wide.resolve("Westminster")
    assert wide.resolve("district:Westminster").code == "E09000033"


def test_the_districts_of_the_force_area_can_all_be_asked_for(areas: Areas) -> None:
    districts = [area for area in areas.all if area.level == "district"]
    assert len(districts) == 9
    for district in districts:
        for text in (district.code, f"district:{district.name}"):
            assert areas.resolve(text) == district
        assert areas.resolve(district.name).near


def test_every_area_is_found_by_its_code_and_level(areas: Areas) -> None:
    for area in areas.all:
        assert areas.resolve(area.code) == area
        assert areas.resolve(area.code.lower()) == area
        assert areas.resolve(f"{area.level}:{area.code}") == area


def test_the_county_is_not_the_force_area(areas: Areas) -> None:
    county, force = areas.resolve("Leicestershire"), areas.resolve("E23000021")
    assert county.code == "E10000018"
    assert force.name == "Leicestershire (force area)"
    assert county.lsoas < force.lsoas


def area(code: str, name: str, level: str = "ward", width: int = 7, key: str = "", near: bool = True) -> Area:
    return Area(code, level, width, name, None, 1, key or code, None, None, near, name)


def book(*listed: Area) -> Areas:
    named: dict[str, tuple[Area, ...]] = {}
    for item in listed:
        named[name_key(item.name)] = (*named.get(name_key(item.name), ()), item)
    return Areas(
        listed, ("settlement", "ward"), (), {item.code: item for item in listed}, named,
        {item.code.casefold(): item.code for item in listed}, {},
    )  # fmt: skip


def test_an_ambiguous_name_lists_what_it_could_be() -> None:
    two = book(area("W1", "Abbey"), area("W2", "abbey"), area("W3", "Castle"))
    with pytest.raises(AreaError) as caught:
        two.resolve("ABBEY")
    assert "ward:Abbey (W1), ward:abbey (W2)" in str(caught.value)
    assert "ask by code or as level:name" in str(caught.value)
    assert two.resolve("w2").code == "W2"


def test_a_level_settles_what_a_name_leaves_open() -> None:
    both = book(area("S1", "Abbey", "settlement", 5), area("W1", "Abbey"))
    with pytest.raises(AreaError):
        both.resolve("Abbey")
    assert both.resolve("ward:abbey").code == "W1"
    assert both.resolve("settlement:Abbey").code == "S1"


def test_the_widest_level_wins_where_the_lsoas_are_the_same() -> None:
    same = book(area("W1", "Abbey", key="x"), area("S1", "Abbey", "settlement", 5, key="x"))
    assert same.resolve("Abbey").code == "S1"


def test_near_names_go_before_others() -> None:
    one = book(area("W1", "Abbey"), area("W2", "Abbey", near=False))
    assert one.resolve("Abbey").code == "W1"
    assert one.resolve("W2").code == "W2"


def test_a_code_goes_before_a_name() -> None:
    """The partnership that a file named blaby.yaml describes, not the ward in it that has its name."""
    assert book(area("abbey", "Abbey Borough"), area("W1", "Abbey")).resolve("Abbey").code == "abbey"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Oadbyy", "did you mean Oadby"),
        ("Sth Wigston", "did you mean South Wigston"),
        ("Atlantis Prime", "`python -m cspdash query areas` lists them"),
        ("ward:Oadby", "there is no area 'ward:Oadby'"),
        ("E01099999", "there is no area 'E01099999'"),
        ("", "there is no area ''"),
    ],
)
def test_an_unknown_area_gives_the_nearest(text: str, told: str, areas: Areas) -> None:
    with pytest.raises(AreaError) as caught:
        areas.resolve(text)
    assert told in str(caught.value)


def test_a_part_that_is_not_drawn_names_its_parent(areas: Areas, wide_store: Version) -> None:
    parts = {code: lsoa for code, (lsoa, how) in areas.counted_elsewhere.items() if how == "parent"}
    assert len(parts) > 40
    part, parent = next(iter(parts.items()))
    with pytest.raises(AreaError) as caught:
        areas.resolve(part.lower())
    assert f"was part of {parent} in 2011" in str(caught.value)
    assert "2021 boundaries are not loaded" in str(caught.value)
    assert areas.resolve(parent).level == "lsoa"
    # With the 2021 boundaries the part is an area, and the parent one at a level of its own: beside its parts it would
    # be counted twice.
    wide = areas_of(wide_store)
    assert wide.resolve(part).level == "lsoa"
    assert wide.resolve(parent).level == "lsoa_2011"
    assert part in inside(wide_store, parent)


def test_a_merged_lsoa_names_what_it_became(areas: Areas) -> None:
    merged = {code: lsoa for code, (lsoa, how) in areas.counted_elsewhere.items() if how == "merged"}
    assert merged
    code, lsoa = next(iter(merged.items()))
    with pytest.raises(AreaError, match=f"was merged into {lsoa} in 2021"):
        areas.resolve(code)


@pytest.mark.parametrize("level", ["district", "ward", "lsoa"])
def test_with_2021_boundaries_the_parts_still_make_up_the_county(level: str, wide_store: Version) -> None:
    given = {"area": "Leicestershire", "from_month": "2025-04", "to_month": "2025-09"}
    whole = ask(wide_store, "change_by_crime_type", **given, base_from="2025-01", base_to="2025-03").frame
    parts = ask(wide_store, "counts_by_area", **given, level=level).frame
    assert parts["count"].sum() == whole["current"].sum()


def test_an_area_lies_inside_itself(sample_store: Version, areas: Areas) -> None:
    for listed in areas.all:
        if listed.level != "lsoa":
            assert listed.code in inside(sample_store, listed.code)
    own = inside(sample_store, "oadby-wigston")
    assert {"E07000135", "oadby", "wigston", "south-wigston", "E01025992"} <= own
    assert "E10000018" not in own


def test_python_and_the_store_fold_names_alike(sample_store: Version) -> None:
    names = ["Oadby & Wigston", "  A  &B", "Lôn Yr Hen Ysgol", "ST. MARY'S", "a\tb", "&", "Ynys Môn"]
    rows = reader.cursor(sample_store).execute("SELECT name_key(unnest($names))", {"names": names}).fetchall()
    assert [key for (key,) in rows] == [name_key(name) for name in names]


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=40))
def test_any_text_is_an_area_or_an_area_error(text: str, areas: Areas) -> None:
    try:
        meant = areas.resolve(text)
    except AreaError:
        # It is no known code: those always work.
        assert text not in areas.by_code
    else:
        assert meant in areas.all


@settings(deadline=None)
@given(name=st.text(max_size=30))
def test_folding_twice_changes_nothing(name: str) -> None:
    assert name_key(name_key(name)) == name_key(name)
    assert plain_key("Crime and ASB") == plain_key("crime_and_asb") == plain_key("crime-&-asb")
