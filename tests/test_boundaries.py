"""Boundaries of any vintage: the finer is kept, wrong coordinates are refused, crossed outlines repaired."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely

from cspdash.sources.boundaries import place_points, read_boundaries
from cspdash.sources.inputs import Input
from cspdash.sources.sheets import TableError
from cspdash.store.report import LoadReport
from tests.builders import OADBY, ask, value

Take = Callable[..., LoadReport]
SQUARE = [[[-1.1, 52.5], [-1.0, 52.5], [-1.0, 52.6], [-1.1, 52.6], [-1.1, 52.5]]]
# A bow tie: two triangles that share a crossing.
CROSSED = [[[-1.1, 52.5], [-1.0, 52.6], [-1.0, 52.5], [-1.1, 52.6], [-1.1, 52.5]]]


def ring(points: int) -> list[list[list[float]]]:
    """A circle of so many corners."""
    angles = np.linspace(0, 2 * np.pi, points, endpoint=False)
    corners = [[round(-1.1 + 0.01 * np.cos(a), 6), round(52.6 + 0.01 * np.sin(a), 6)] for a in angles]
    return [[*corners, corners[0]]]


def write(folder: Path, name: str, features: list[dict[str, Any]]) -> Path:
    path = folder / name
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def feature(properties: dict[str, object], coordinates: object = SQUARE, kind: str = "Polygon") -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}


def source(path: Path) -> Input:
    return Input(path, None, path.stat().st_size, datetime.now(UTC))


@pytest.mark.parametrize(
    ("properties", "level", "vintage", "code", "name"),
    [
        ({"LSOA21CD": OADBY, "LSOA21NM": "x", "LAD22CD": "E07000135"}, "lsoa", 2021, OADBY, "x"),
        ({"LSOA11CD": OADBY, "LSOA11NM": "x"}, "lsoa", 2011, OADBY, "x"),
        ({"lsoa21_code": OADBY, "lsoa21_name": "x"}, "lsoa", 2021, OADBY, "x"),
        ({"MSOA21CD": "E02005380", "MSOA21NM": "x"}, "msoa", 2021, "E02005380", "x"),
        ({"FID": 1, "WD24CD": "E05005531", "WD24NM": "x"}, "ward", 2024, "E05005531", "x"),
        ({"LAD24CD": "E07000135", "LAD24NM": "x"}, "district", 2024, "E07000135", "x"),
    ],
)
def test_any_level_and_vintage(
    tmp_path: Path, properties: dict[str, object], level: str, vintage: int, code: str, name: str
) -> None:
    frame = read_boundaries(source(write(tmp_path, "b.geojson", [feature(properties)])))
    [found] = frame[["level", "vintage", "code", "name", "detail"]].itertuples(index=False, name=None)
    assert found == (level, vintage, code, name, 5)
    assert json.loads(frame["geometry"][0])["coordinates"] == SQUARE


@pytest.mark.parametrize("finer_first", [True, False])
def test_the_finer_of_two_outlines_is_kept(tmp_path: Path, store: Path, take: Take, finer_first: bool) -> None:
    fine = write(tmp_path, "fine.geojson", [feature({"LSOA21CD": OADBY}, ring(90))])
    coarse = write(tmp_path, "coarse.geojson", [feature({"LSOA21CD": OADBY}, ring(9))])
    for path in (fine, coarse) if finer_first else (coarse, fine):
        assert take(path).exit_code == 0
    assert ask(store, "SELECT detail, source FROM boundary WHERE level = 'lsoa' AND vintage = 2021") == [
        (91, "fine.geojson")
    ]
    assert take(fine).version is None


def test_a_crossed_outline_is_repaired(tmp_path: Path, store: Path, take: Take) -> None:
    take(write(tmp_path, "b.geojson", [feature({"LSOA21CD": OADBY}, CROSSED)]))
    shape = shapely.from_geojson(
        value(store, f"SELECT geometry FROM boundary WHERE code = '{OADBY}' AND vintage = 2021")
    )
    assert shape.is_valid
    assert shape.geom_type == "MultiPolygon"
    assert shape.area == pytest.approx(0.005)


@pytest.mark.parametrize(
    ("features", "said"),
    [
        ([feature({"LSOA21CD": OADBY}, [[[460000, 300000], [461000, 300000], [461000, 301000], [460000, 300000]]])],
         "British National Grid"),
        ([feature({"LSOA21CD": OADBY}), feature({"LSOA21CD": OADBY})], f"{OADBY} stands there twice"),
        ([feature({"LSOA21CD": OADBY}, [-1.1, 52.5], "Point")], "download boundaries, not centroids"),
        ([feature({"LSOA21CD": OADBY}, [])], "has no outline"),
        ([feature({"LSOA21CD": OADBY}) | {"geometry": None}], "no outline"),
        ([feature({"LSOA21CD": OADBY}, [[[-1.1, 52.5], [-1.0, 52.5]]])], "is damaged"),
        ([feature({"LSOA21CD": OADBY}), feature({"LSOA21NM": "x"})], "an area without LSOA21CD"),
        ([feature({"name": "Oadby"})], "no property with the codes of LSOAs"),
        ([], "holds no areas"),
    ],
)  # fmt: skip
def test_what_is_no_boundary_is_refused(tmp_path: Path, take: Take, features: list[dict[str, Any]], said: str) -> None:
    path = write(tmp_path, "b.geojson", features)
    with pytest.raises(TableError, match=said):
        read_boundaries(source(path))
    report = take(path)
    assert (report.exit_code, report.version) == (1, None)


def test_damaged_json_is_refused_with_its_line(tmp_path: Path, take: Take) -> None:
    path = write(tmp_path, "b.geojson", [feature({"LSOA21CD": OADBY})])
    text = json.dumps(json.loads(path.read_text()), indent=1)
    path.write_text(text[: len(text) // 2], encoding="utf-8")
    [result] = take(path).files
    assert result.status == "refused"
    assert "damaged GeoJSON" in result.message
    assert result.line == text[: len(text) // 2].count("\n") + 1


def test_output_areas_are_ignored_and_real_files_are_read(realdata: Path) -> None:
    folder = realdata / "boundaries"
    with pytest.raises(TableError, match="no property with the codes"):
        read_boundaries(source(folder / "oadby_wigston_oa11.geojson"))
    for name, level, vintage, count in (
        ("oadby_wigston_lsoa21.geojson", "lsoa", 2021, 36),
        ("oadby_wigston_wards22.geojson", "ward", 2022, 10),
        ("leicestershire_lad24.geojson", "district", 2024, 8),
        ("oadby_wigston_msoa11.geojson", "msoa", 2011, 6),
    ):
        frame = read_boundaries(source(folder / name))
        assert (set(frame["level"]), set(frame["vintage"]), len(frame)) == ({level}, {vintage}, count)


def test_points_go_to_the_part_that_holds_them_or_the_nearest() -> None:
    def box(west: float, east: float) -> str:
        return str(shapely.to_geojson(shapely.box(west, 52.0, east, 52.1)))

    parts = pd.DataFrame(
        {"code": ["A", "A", "B"], "lsoa": ["west", "east", "alone"], "geometry": [box(0, 1), box(1.02, 2), box(5, 6)]}
    )
    points = pd.DataFrame(
        {
            "code": ["A", "A", "A", "A", "B", "C"],
            "longitude": [0.5, 1.5, 1.009, 1.011, 0.5, 0.5],
            "latitude": [52.05] * 6,
        }
    )
    placed = place_points(points, parts)
    assert list(placed[["code", "lsoa"]].itertuples(index=False, name=None)) == [
        ("A", "west"),
        ("A", "east"),
        ("A", "west"),
        ("A", "east"),
        ("B", "alone"),
    ]
    assert place_points(points.iloc[5:], parts).empty


def test_nearness_is_measured_in_metres_not_degrees() -> None:
    """At 52° a degree of longitude is 0.6 of one of latitude: 0.012° east is nearer than 0.010° north."""
    parts = pd.DataFrame(
        {
            "code": ["A", "A"],
            "lsoa": ["east", "north"],
            "geometry": [
                str(shapely.to_geojson(shapely.box(0.012, 51.9, 0.1, 52.005))),
                str(shapely.to_geojson(shapely.box(-0.1, 52.010, 0.1, 52.1))),
            ],
        }
    )
    points = pd.DataFrame({"code": ["A"], "longitude": [0.0], "latitude": [52.0]})
    assert list(place_points(points, parts)["lsoa"]) == ["east"]
