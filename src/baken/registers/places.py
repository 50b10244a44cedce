# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where a sensor is: its own position, or else the gate or area that it observes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from baken.registers.model import SensorPlace, Text

if TYPE_CHECKING:
    from baken.observation.stream import Stream
    from baken.vocabulary.place import Area, Gate, Position

NOWHERE: Final = SensorPlace(text=Text("plaats niet bekend", "place not known"), precision="unknown")

_EARTH_RADIUS_M: Final = 6_371_008.8


def place_of(stream: Stream, gate: Gate | None, area: Area | None) -> SensorPlace:
    """Return where a declared stream observes, as exactly as is known: itself, its gate or its area."""
    name = gate.name if gate is not None else area.name if area is not None else ""
    known = SensorPlace(text=Text(name, name), precision="unknown", gate_id=stream.gate_id, area_id=stream.area_id)
    if stream.position is not None:
        return _at(known, stream.position, "sensor", {"type": "Point", "coordinates": list(stream.position)})
    if gate is not None:
        return _at(known, middle_of(gate), "gate", {"type": "LineString", "coordinates": [list(p) for p in gate.line]})
    if area is not None:
        rings = [[list(p) for p in ring] for ring in area.polygon]
        return _at(known, inside(area), "area", {"type": "Polygon", "coordinates": rings})
    return NOWHERE


def place_at(name: str, location: Any) -> SensorPlace:
    """Return the place of a GeoJSON point, as a sensor says itself where it is; nowhere when it is no point."""
    position = _position(location)
    if position is None:
        return NOWHERE
    known = SensorPlace(text=Text(name, name), precision="sensor")
    return _at(known, position, "sensor", {"type": "Point", "coordinates": list(position)})


def middle_of(gate: Gate) -> Position:
    """Return the point half-way along a gate's line (mean of its two ends; gates are short)."""
    first, last = gate.line[0], gate.line[-1]
    return ((first[0] + last[0]) / 2.0, (first[1] + last[1]) / 2.0)


def inside(area: Area) -> Position:
    """Return a point that lies in the area, also when it is hollow."""
    from shapely.geometry import Polygon

    point = Polygon(area.polygon[0], area.polygon[1:]).representative_point()
    return (float(point.x), float(point.y))


def distance_m(a: Position, b: Position) -> float:
    """Return the distance between two positions on a sphere, in metres (haversine).

    Examples
    --------
    >>> round(distance_m((4.0, 52.0), (4.0, 52.001)))
    111
    """
    lon1, lat1, lon2, lat2 = (math.radians(v) for v in (*a, *b))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2.0 * _EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(half)))


def _at(known: SensorPlace, position: Position, precision: str, geometry: dict[str, Any]) -> SensorPlace:
    return SensorPlace(
        text=known.text,
        precision=precision,
        lon=round(position[0], 6),
        lat=round(position[1], 6),
        geometry=geometry,
        area_id=known.area_id,
        gate_id=known.gate_id,
    )


def _position(location: Any) -> Position | None:
    if not isinstance(location, dict) or location.get("type") != "Point":
        return None
    numbers = location.get("coordinates")
    if not isinstance(numbers, (list, tuple)) or len(numbers) < 2:
        return None
    lon, lat = numbers[0], numbers[1]
    if not all(isinstance(n, (int, float)) and not isinstance(n, bool) and math.isfinite(n) for n in (lon, lat)):
        return None
    return (float(lon), float(lat)) if abs(lon) <= 180 and abs(lat) <= 90 else None
