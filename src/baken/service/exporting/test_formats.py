# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Files say the same as the table: values, units, places and what is not known."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from typing import Any, Final

import numpy as np
import pyarrow.parquet as pq
import pytest
import shapely

from baken.governance.lists import Layer
from baken.service.exporting.formats import About, csv_of, features_of, geoparquet_of
from baken.service.exporting.table import Collection, Column, Form, Table
from baken.vocabulary.place import Area, AreaKind
from baken.vocabulary.time import NO_TIME_US, from_us

SQUARE: Final = ((4.0, 52.0), (4.0, 52.1), (4.2, 52.1), (4.2, 52.0), (4.0, 52.0))
HOLE: Final = ((4.05, 52.02), (4.1, 52.02), (4.1, 52.05), (4.05, 52.02))
COLUMNS: Final = (
    Column("id", Form.TEXT, "Of the row"),
    Column("name", Form.TEXT, "What it is called"),
    Column("persons", Form.NUMBER, "Persons there", "{person}"),
    Column("level", Form.WHOLE, "Level"),
    Column("isOpen", Form.YES_OR_NO, "Whether it goes on"),
    Column("start", Form.TIME, "When it begins"),
)
ABOUT: Final = About("nowhere", "urn:made-up", datetime(2026, 1, 1, tzinfo=UTC), "Us, CC BY 4.0", is_simulated=True)


def area(name: str, *rings: Any) -> Area:
    return Area(id=name, name=name, kind=AreaKind.SQUARE, usable_area_m2=10.0, polygon=rings)


@pytest.fixture
def table() -> Table:
    """Two rows in a square with a hole, and one of an area that nobody drew."""
    return Table(
        Collection("made-up", "Made up", "Nothing real", Layer.ESTIMATES, COLUMNS),
        (area("square", SQUARE, HOLE), area("somewhere")),
        np.array([0, 0, 1]),
        {
            "id": ["a", "b", "c"],
            "name": ["=1+1", 'with "quotes", and a comma', "plain"],
            "persons": np.array([12.5, np.nan, 0.0]),
            "level": [3, None, 1],
            "isOpen": [True, False, True],
            "start": np.array([0, NO_TIME_US, 1_500_000]),
        },
    )


def test_geoparquet_says_what_its_geometry_is_and_holds_it(table: Table) -> None:
    found = pq.read_table(io.BytesIO(geoparquet_of(table, ABOUT)))
    geo = json.loads(found.schema.metadata[b"geo"])
    assert (geo["version"], geo["primary_column"]) == ("1.1.0", "geometry")
    column = geo["columns"]["geometry"]
    assert (column["encoding"], column["geometry_types"]) == ("WKB", ["Polygon"])
    assert "crs" not in column, "without it, it is CRS84"
    assert column["bbox"] == [4.0, 52.0, 4.2, 52.1]
    drawn, again, nowhere = found["geometry"].to_pylist()
    assert drawn == again
    assert nowhere is None
    assert shapely.from_wkb(drawn).equals(shapely.Polygon(SQUARE, [HOLE]))
    assert column["covering"]["bbox"]["xmax"] == ["bbox", "xmax"]
    assert found["bbox"].to_pylist()[0] == {"xmin": 4.0, "ymin": 52.0, "xmax": 4.2, "ymax": 52.1}


def test_geoparquet_holds_the_values_with_their_units_and_whose_they_are(table: Table) -> None:
    found = pq.read_table(io.BytesIO(geoparquet_of(table, ABOUT)))
    assert found["persons"].to_pylist() == [12.5, None, 0.0]
    assert found["level"].to_pylist() == [3, None, 1]
    assert found["start"].to_pylist() == [from_us(0), None, from_us(1_500_000)]
    assert found.schema.field("persons").metadata[b"unit"] == b"{person}"
    about = json.loads(found.schema.metadata[b"baken"])
    assert (about["activity"], about["attribution"], about["simulated"]) == ("urn:made-up", "Us, CC BY 4.0", "true")


def test_csv_has_units_in_its_header_and_nothing_where_nothing_is_known(table: Table) -> None:
    rows = list(csv.reader(io.StringIO(csv_of(table).decode())))
    assert rows[0] == ["id", "name", "persons [{person}]", "level", "isOpen", "start"]
    assert rows[1] == ["a", "'=1+1", "12.5", "3", "true", "1970-01-01T00:00:00Z"]
    assert rows[2] == ["b", 'with "quotes", and a comma', "", "", "false", ""]
    assert rows[3][2:] == ["0.0", "1", "true", "1970-01-01T00:00:01.500Z"]


def test_features_are_of_geojson(table: Table) -> None:
    first, second, third = json.loads(json.dumps(features_of(table), allow_nan=False))
    assert (first["type"], first["id"], first["geometry"]["type"]) == ("Feature", "a", "Polygon")
    assert first["geometry"]["coordinates"][1] == [list(corner) for corner in HOLE]
    assert "id" not in first["properties"]
    assert second["properties"]["persons"] is None
    assert second["properties"]["start"] is None
    assert third["geometry"] is None


def test_a_table_without_rows_is_a_file_all_the_same(table: Table) -> None:
    empty = table.take(np.array([], np.intp))
    found = pq.read_table(io.BytesIO(geoparquet_of(empty, ABOUT)))
    assert found.num_rows == 0
    assert found.column_names == [*(column.name for column in COLUMNS), "geometry", "bbox"]
    assert json.loads(found.schema.metadata[b"geo"])["columns"]["geometry"]["geometry_types"] == []
    assert csv_of(empty).decode().count("\n") == 1
    assert features_of(empty) == []
