# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The smallest map that can be tested: one vector tile, encoded by hand, alone or in a PMTiles archive.

Sources: Mapbox Vector Tile 2.1 (https://github.com/mapbox/vector-tile-spec), PMTiles 3 by the package ``pmtiles``.
"""

from __future__ import annotations

import gzip
import math
from typing import TYPE_CHECKING, Final, NamedTuple

from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

EXTENT: Final = 4096
POLYGON: Final = 3
LINE: Final = 2
_MOVE_TO, _LINE_TO, _CLOSE = 1, 2, 7

Point = tuple[int, int]


class Place(NamedTuple):
    """Which tile a place lies in, and how far down in it."""

    z: int
    x: int
    y: int
    down: int


def tile_at(lon: float, lat: float, z: int) -> Place:
    """Return the tile of a zoom level in which a place lies."""
    n = 2**z
    y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * n
    return Place(z, int((lon + 180) / 360 * n), int(y), int(y % 1 * EXTENT))


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _field(number: int, value: int | bytes) -> bytes:
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value)
    return _varint(number << 3 | 2) + _varint(len(value)) + value


def _geometry(points: Sequence[Point], kind: int) -> bytes:
    commands, at = bytearray(), (0, 0)
    for i, point in enumerate(points):
        if i < 2:  # one move, then all the lines
            commands += _varint((_MOVE_TO | 1 << 3) if i == 0 else (_LINE_TO | (len(points) - 1) << 3))
        for step in (point[0] - at[0], point[1] - at[1]):
            commands += _varint(step << 1 ^ step >> 31)
        at = point
    return bytes(commands + (_varint(_CLOSE | 1 << 3) if kind == POLYGON else b""))


def layer(name: str, kind: int, points: Sequence[Point], /, **properties: str) -> bytes:
    """Return a layer with one feature."""
    tags = b"".join(_varint(i) * 2 for i in range(len(properties)))
    feature = _field(2, tags) + _field(3, kind) + _field(4, _geometry(points, kind))
    keys = b"".join(_field(3, key.encode()) for key in properties)
    values = b"".join(_field(4, _field(1, value.encode())) for value in properties.values())
    content = _field(15, 2) + _field(1, name.encode()) + _field(2, feature) + keys + values + _field(5, EXTENT)
    return _field(3, content)


def sea_with_a_road(place: Place) -> bytes:
    """Return a tile that is water from edge to edge, with one thick road from west to east through the place."""
    edge = [(0, 0), (EXTENT, 0), (EXTENT, EXTENT), (0, EXTENT)]
    road = [(0, place.down), (EXTENT, place.down)]
    return layer("water", POLYGON, edge, kind="ocean") + layer("roads", LINE, road, kind="major_road", name="Road")


def write_archive(path: Path, place: Place, tile: bytes) -> None:
    """Write a PMTiles archive that holds one vector tile."""
    with path.open("wb") as file:
        archive = Writer(file)
        archive.write_tile(zxy_to_tileid(place.z, place.x, place.y), gzip.compress(tile))
        header = {
            "tile_type": TileType.MVT, "tile_compression": Compression.GZIP, "min_zoom": 0, "max_zoom": place.z,
            "min_lon_e7": -1_800_000_000, "min_lat_e7": -850_000_000, "max_lon_e7": 1_800_000_000,
            "max_lat_e7": 850_000_000, "center_zoom": place.z, "center_lon_e7": 0, "center_lat_e7": 0,
        }  # fmt: skip
        archive.finalize(header, {"vector_layers": [{"id": "water", "fields": {}}, {"id": "roads", "fields": {}}]})
