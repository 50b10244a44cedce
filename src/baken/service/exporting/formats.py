# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Formats of a table: GeoParquet 1.1, CSV, and the features of GeoJSON.

Geometry is in CRS84 (longitude, latitude), which is what all three mean when they say nothing else. What is not known
is null in Parquet and GeoJSON and empty in CSV, and never a number.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from baken.vocabulary.time import format_instant

if TYPE_CHECKING:
    from datetime import datetime

    from baken.service.exporting.table import Table
    from baken.vocabulary.place import Area

GEOMETRY: Final = "geometry"
_BBOX: Final = "bbox"
_CORNERS: Final = ("xmin", "ymin", "xmax", "ymax")


@dataclass(frozen=True, slots=True)
class About:
    """What a file says of itself: of which city, for which processing activity, when it was made, and whose it is."""

    city: str
    activity: str
    made_at: datetime
    attribution: str
    is_simulated: bool

    def told(self, table: Table) -> dict[str, str]:
        """Return it as names and words."""
        return {
            "city": self.city,
            "collection": table.collection.id,
            "activity": self.activity,
            "madeAt": format_instant(self.made_at),
            "attribution": self.attribution,
            "simulated": "true" if self.is_simulated else "false",
        }


def csv_of(table: Table) -> bytes:
    """Return a table as CSV (RFC 4180, UTF-8): units behind the names, times in ISO 8601 UTC.

    The geometry is left out; ``areaId`` names the area.
    """
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow([column.heading for column in table.collection.columns])
    writer.writerows(zip(*([_cell(value) for value in column] for column in table.plain()), strict=True))
    return written.getvalue().encode()


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        # A spreadsheet would take such a text for a formula and run it.
        return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
    return value


def geoparquet_of(table: Table, about: About) -> bytes:
    """Return a table as GeoParquet 1.1.0: WKB polygons in CRS84, with the box of each row for a quick look.

    What :class:`About` says stands in the metadata of the file under ``baken``; each field says its unit.
    """
    import pyarrow.parquet as pq
    import shapely

    polygons = [_polygon(area) for area in table.areas]
    as_wkb = [None if one is None else shapely.to_wkb(one, byte_order=1) for one in polygons]
    bounds = [None if one is None else dict(zip(_CORNERS, one.bounds, strict=True)) for one in polygons]
    place = table.place.tolist()
    found = (
        table.arrow()
        .append_column(GEOMETRY, pa.array([as_wkb[k] for k in place], pa.binary()))
        .append_column(
            _BBOX,
            pa.array([bounds[k] for k in place], pa.struct([(corner, pa.float64()) for corner in _CORNERS])),
        )
    )
    there = [polygons[k] for k in sorted(set(place)) if polygons[k] is not None]
    column: dict[str, Any] = {
        "encoding": "WKB",
        "geometry_types": ["Polygon"] if there else [],
        "covering": {_BBOX: {corner: [_BBOX, corner] for corner in _CORNERS}},
    }
    if there:
        column[_BBOX] = list(shapely.total_bounds(there))
    geo = {"version": "1.1.0", "primary_column": GEOMETRY, "columns": {GEOMETRY: column}}
    found = found.replace_schema_metadata(
        {"geo": json.dumps(geo), "baken": json.dumps(about.told(table), ensure_ascii=False)}
    )
    written = io.BytesIO()
    pq.write_table(found, written, compression="zstd", store_schema=True)
    return written.getvalue()


def features_of(table: Table) -> list[dict[str, Any]]:
    """Return the rows as features of GeoJSON (RFC 7946); the first column is the id of each."""
    _, *names = (column.name for column in table.collection.columns)
    shapes = [_geometry(area) for area in table.areas]
    return [
        {
            "type": "Feature",
            "id": row[0],
            "geometry": shapes[place],
            "properties": dict(zip(names, row[1:], strict=True)),
        }
        for place, row in zip(table.place.tolist(), zip(*table.plain(), strict=True), strict=True)
    ]


def _geometry(area: Area) -> dict[str, Any] | None:
    if not area.polygon:
        return None
    return {"type": "Polygon", "coordinates": [[list(corner) for corner in ring] for ring in area.polygon]}


def _polygon(area: Area) -> Any:
    """Return the area for shapely; None where nobody drew it."""
    import shapely

    return shapely.Polygon(area.polygon[0], area.polygon[1:]) if area.polygon else None
