# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a city folder says that a trial can use, also when the folder is not finished: read, never required."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

if TYPE_CHECKING:
    from pathlib import Path

    from baken.vocabulary.place import Position

_UTC: Final = "UTC"


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """An area or a gate: its id and its shape as GeoJSON."""

    id: str
    geometry: dict[str, Any]


class Glimpse(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a city.

    Attributes
    ----------
    declared
        Name at the provider → id of the stream, of the connector that is tried.
    activity
        Which processing activity covers the connector; empty when none does.
    """

    zone: str = _UTC
    declared: dict[str, str] = msgspec.field(default_factory=dict)
    stream_ids: frozenset[str] = frozenset()
    areas: tuple[Place, ...] = ()
    gates: tuple[Place, ...] = ()
    activity: str = ""

    @classmethod
    def of(cls, folder: Path, connector: str) -> Glimpse:
        """Return what a folder says; what cannot be read is left out."""
        streams = _tables(_toml(folder / "streams.toml").get("stream"))
        return cls(
            zone=_zone(_toml(folder / "city.toml").get("time_zone")),
            declared={str(s.get("provider_id")): str(s.get("id")) for s in streams if s.get("connector") == connector},
            stream_ids=frozenset(str(s.get("id")) for s in streams),
            areas=_places(folder / "areas.geojson"),
            gates=_places(folder / "gates.geojson"),
            activity=_activity(folder, connector),
        )

    def area_at(self, position: Position | None) -> str:
        """Return the area in which a position lies; empty when it lies in none."""
        return _nearest(self.areas, position, 0.0)

    def gate_near(self, position: Position | None) -> str:
        """Return the gate within some 50 m of a position; empty when there is none."""
        return _nearest(self.gates, position, 0.0005)


def _nearest(places: tuple[Place, ...], position: Position | None, degrees: float) -> str:
    if position is None or not places:
        return ""
    from shapely.errors import ShapelyError
    from shapely.geometry import Point, shape

    found: list[tuple[float, str]] = []
    for place in places:
        try:
            found.append((shape(place.geometry).distance(Point(position)), place.id))
        except (ShapelyError, ValueError, TypeError, KeyError, AttributeError, IndexError):
            continue
    distance, name = min(found, default=(1.0, ""))
    return name if distance <= degrees else ""


def _activity(folder: Path, connector: str) -> str:
    for file in sorted((folder / "activities").glob("*.toml")):
        read = _toml(file)
        covers = read.get("covers")
        if isinstance(covers, dict) and connector in (covers.get("connectors") or ()):
            return str(read.get("id"))
    return ""


def _zone(name: object) -> str:
    try:
        return str(ZoneInfo(str(name)))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return _UTC


def _toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _tables(found: object) -> list[dict[str, Any]]:
    return [table for table in found if isinstance(table, dict)] if isinstance(found, list) else []


def _places(file: Path) -> tuple[Place, ...]:
    try:
        read = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ()
    features = _tables(read.get("features")) if isinstance(read, dict) else []
    return tuple(
        Place(id=str(f["id"]), geometry=f["geometry"])
        for f in features
        if "id" in f and isinstance(f.get("geometry"), dict)
    )
