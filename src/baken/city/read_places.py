# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads ``areas.geojson`` and ``gates.geojson`` and holds their shapes against what is declared about them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import shapely
from shapely.errors import ShapelyError

from baken.city.geometry import LocalPlane
from baken.declaration.fault import Severity
from baken.declaration.reader import TableReader, as_number, suggestion
from baken.vocabulary.place import OUTSIDE, Area, AreaKind, Gate

if TYPE_CHECKING:
    from shapely.geometry import LineString, Polygon

    from baken.declaration.document import Document
    from baken.declaration.fault import Fault
    from baken.vocabulary.place import Position, Ring

AREAS_FILE: Final = "areas.geojson"
GATES_FILE: Final = "gates.geojson"

PERMANENT_ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
"""Kebab case: it stands in addresses and is never changed."""

TOLERANCE: Final = 1.02
"""Drawn and declared surfaces and lengths may differ by so much."""

TOUCH_M: Final = 1.0
"""A gate lies in its area when it comes this close, in metres: lines and outlines are drawn by hand."""

OVERLAP_M2: Final = 1.0
"""Areas that share more than this count the same persons twice."""

_WITH_LENGTH: Final = frozenset({AreaKind.WALKWAY, AreaKind.STAIRS})


@dataclass(frozen=True, slots=True)
class Extent:
    """The extent of the map, and the plane in which its shapes are measured."""

    bounds: tuple[float, float, float, float]

    @property
    def plane(self) -> LocalPlane:
        """Return the plane around the middle of the map."""
        west, south, east, north = self.bounds
        return LocalPlane(((west + east) / 2, (south + north) / 2))

    def holds(self, position: Position) -> bool:
        """Return whether a position lies on the map."""
        west, south, east, north = self.bounds
        return west <= position[0] <= east and south <= position[1] <= north


def read_areas(
    document: Document, extent: Extent | None, faults: list[Fault]
) -> tuple[tuple[Area, ...], frozenset[str]]:
    """Return the areas that can be understood, in the order of the file, and the ids of all areas."""
    areas = []
    ids = set()
    shapes: dict[str, Polygon] = {}
    for feature, name in _features(document, faults):
        ids.add(name)
        area, shape = _area(feature, name, extent)
        if area is not None:
            areas.append(area)
        if area is not None and shape is not None:
            _check_overlap(feature, area.id, shape, shapes)
            shapes[area.id] = shape
    return tuple(areas), frozenset(ids)


def read_gates(
    document: Document,
    extent: Extent | None,
    areas: tuple[Area, ...],
    area_ids: frozenset[str],
    faults: list[Fault],
) -> tuple[tuple[Gate, ...], frozenset[str]]:
    """Return the gates that can be understood, in the order of the file, and the ids of all gates."""
    outlines = {area.id: area.polygon for area in areas}
    gates = []
    ids = set()
    for feature, name in _features(document, faults):
        ids.add(name)
        gate = _gate(feature, name, extent, area_ids, outlines)
        if gate is not None:
            gates.append(gate)
    return tuple(gates), frozenset(ids)


def _features(document: Document, faults: list[Fault]) -> list[tuple[TableReader, str]]:
    """Return a reader of each feature and its permanent id; a feature without a good id is left out."""
    if not isinstance(document.data, dict):
        TableReader(document, (), {}, faults).fault(
            None, "This is not a GeoJSON object.", 'Begin with {"type": "FeatureCollection", "features": ['
        )
        return []
    top = TableReader(document, (), document.data, faults)
    if top.text("type") not in (None, "FeatureCollection"):
        top.fault("type", "This is not a FeatureCollection.", 'Write "type": "FeatureCollection".')
    for key in ("name", "crs", "bbox"):
        top.any(key)
    features = top.tables("features")
    top.close()
    found: dict[str, TableReader] = {}
    for feature in features:
        name = _feature_id(feature)
        if name is not None and name in found:
            line = document.line_of(found[name].path)
            feature.fault("id", f"The id {name!r} is used twice, first on line {line}.", "Give each its own id.")
        elif name is not None:
            found[name] = feature
    return [(feature, name) for name, feature in found.items()]


def _feature_id(feature: TableReader) -> str | None:
    if feature.text("type") not in (None, "Feature"):
        feature.fault("type", "This is not a Feature.", 'Write "type": "Feature".')
    name = feature.text("id")
    if name is not None and not PERMANENT_ID.fullmatch(name):
        feature.fault("id", f"{name!r} is not a permanent id.", "Use small letters, digits and hyphens.")
        return None
    if name == OUTSIDE:
        feature.fault("id", f"{OUTSIDE!r} stands for everywhere that is no area.", "Choose another id.")
        return None
    return name


def _area(feature: TableReader, name: str, extent: Extent | None) -> tuple[Area | None, Polygon | None]:
    properties = feature.table("properties")
    rings = _polygon(feature, extent)
    feature.any("bbox")
    feature.close()
    if properties is None:
        return None, None
    kind = properties.choice("kind", AreaKind)
    with_length = kind in _WITH_LENGTH
    values: dict[str, Any] = {
        "name": properties.text("name"),
        "kind": kind,
        "usable_area_m2": properties.number("usable_area_m2", above=0),
        "length_m": properties.number("length_m", required=with_length, above=0) if with_length else 0.0,
        "geometry_source": properties.text("geometry_source"),
    }
    if properties.has("length_m") and kind is not None and not with_length:
        properties.fault("length_m", f"A {kind} has no length.", "Only a walkway and stairs have one.")
    capacity = properties.number("capacity_persons", required=False, above=0)
    source = properties.text("capacity_source", required=False)
    if (capacity is None) != (source is None):
        properties.fault(None, "Capacity and its source belong together.", "Give both, or neither.")
    around = properties.boolean("counted_all_around", required=False) or False
    empty_at_h = properties.number("empty_at_h", required=False, low=0, high=24)
    properties.close()
    if rings is None or any(value is None for value in values.values()):
        return None, None
    values |= {"capacity_persons": capacity, "capacity_source": source}
    area = Area(id=name, polygon=rings, counted_all_around=around, empty_at_h=empty_at_h, **values)
    return area, None if extent is None else _check_shape(feature, properties, area, extent.plane)


def _check_shape(feature: TableReader, properties: TableReader, area: Area, plane: LocalPlane) -> Polygon | None:
    shape = plane.polygon(area.polygon)
    if not shape.is_valid:
        why = shapely.is_valid_reason(shape).split("[")[0].lower().replace("-", " ")
        feature.fault("geometry", f"The outline of {area.id!r} is not valid: {why}.", "Draw it without crossings.")
        return None
    if shape.area < 0.5:
        feature.fault("geometry", f"The outline of {area.id!r} has no surface.", "Draw it larger.")
        return None
    if area.usable_area_m2 > shape.area * TOLERANCE:
        message = f"The usable surface, {area.usable_area_m2:g} m2, is larger than the outline, {shape.area:.0f} m2."
        properties.fault("usable_area_m2", message, "Lower it, or draw the outline larger.")
    _check_length(properties, area, shape)
    return shape


def _check_length(properties: TableReader, area: Area, shape: Polygon) -> None:
    """A path within an outline, and the width that follows from it, are both at most half of its circumference."""
    if area.kind not in _WITH_LENGTH:
        return
    longest = shape.length / 2 * TOLERANCE
    width = area.usable_area_m2 / area.length_m
    if area.length_m > longest:
        message = f"A length of {area.length_m:g} m does not fit the outline, in which {longest:.0f} m would."
        properties.fault("length_m", message, "Measure it along the walking direction.")
    elif width > longest:
        message = f"With a length of {area.length_m:g} m the width is {width:.0f} m, which does not fit the outline."
        properties.fault("length_m", message, "Measure it along the walking direction.")


def _check_overlap(feature: TableReader, name: str, shape: Polygon, others: dict[str, Polygon]) -> None:
    for other, outline in others.items():
        if not shape.intersects(outline):
            continue
        shared = shape.intersection(outline).area
        if shared > OVERLAP_M2:
            message = f"{name!r} and {other!r} share {shared:.0f} m2; persons there count twice."
            feature.fault("geometry", message, "Draw them side by side.", Severity.WARNING)


def _gate(
    feature: TableReader,
    name: str,
    extent: Extent | None,
    known: frozenset[str],
    outlines: dict[str, tuple[Ring, ...]],
) -> Gate | None:
    properties = feature.table("properties")
    line = _line(feature, extent)
    feature.any("bbox")
    feature.close()
    if properties is None:
        return None
    title = properties.text("name")
    width = properties.number("effective_width_m", above=0)
    source = properties.text("width_source")
    area_ids = _area_ids(properties, known)
    properties.close()
    if title is None or width is None or source is None or area_ids is None or line is None:
        return None
    gate = Gate(id=name, name=title, line=line, effective_width_m=width, area_ids=area_ids, width_source=source)
    if extent is not None:
        _check_gate(feature, properties, gate, outlines, extent.plane)
    return gate


def _area_ids(properties: TableReader, known: frozenset[str]) -> tuple[str, ...] | None:
    ids = properties.texts("area_ids")
    if ids is None:
        return None
    if len(ids) > 2 or len(set(ids)) != len(ids):
        properties.fault(
            "area_ids",
            "A gate belongs to one area, or lies between two different ones.",
            f'Write one id for a cross-section, or [from, to], one of which may be "{OUTSIDE}".',
        )
        return None
    if ids == (OUTSIDE,):
        properties.fault("area_ids", "A gate to outside needs the area that it leads into.", "Write [from, to].")
        return None
    unknown = [x for x in ids if x not in known and x != OUTSIDE]
    for x in unknown:
        properties.fault("area_ids", f"There is no area {x!r}.", suggestion(x, list(known)))
    return None if unknown else ids


def _check_gate(
    feature: TableReader, properties: TableReader, gate: Gate, outlines: dict[str, tuple[Ring, ...]], plane: LocalPlane
) -> None:
    line: LineString = plane.line(gate.line)
    if line.length < 0.2:
        feature.fault("geometry", f"The line of {gate.id!r} has no length.", "Draw it across the way.")
        return
    if gate.effective_width_m > line.length * TOLERANCE + TOUCH_M:
        message = f"A width of {gate.effective_width_m:g} m is more than the line, {line.length:.1f} m."
        properties.fault("effective_width_m", message, "Lower it, or draw the line across the whole way.")
    for area_id in gate.area_ids:
        if area_id not in outlines:
            continue
        try:
            distance = plane.polygon(outlines[area_id]).distance(line)
        except ShapelyError:
            continue
        if distance > TOUCH_M:
            message = f"The gate lies {distance:.0f} m away from its area {area_id!r}."
            feature.fault("geometry", message, "Draw it inside the area or on its edge, or name another area.")


def _polygon(feature: TableReader, extent: Extent | None) -> tuple[Ring, ...] | None:
    coordinates = _coordinates(feature, "Polygon")
    if coordinates is None:
        return None
    rings = []
    for ring in coordinates:
        positions = _positions(feature, ring, extent)
        if positions is None:
            return None
        if len(positions) < 4 or positions[0] != positions[-1]:
            message = "A ring needs four positions or more, and the last must equal the first."
            feature.fault("geometry", message, "Close the ring.")
            return None
        rings.append(positions)
    return tuple(rings)


def _line(feature: TableReader, extent: Extent | None) -> tuple[Position, ...] | None:
    coordinates = _coordinates(feature, "LineString")
    positions = None if coordinates is None else _positions(feature, coordinates, extent)
    if positions is not None and len(positions) < 2:
        feature.fault("geometry", "A line needs two positions or more.", "Draw it across the way.")
        return None
    return positions


def _coordinates(feature: TableReader, kind: str) -> list[Any] | None:
    geometry = feature.table("geometry")
    if geometry is None:
        return None
    actual = geometry.text("type")
    coordinates = geometry.any("coordinates")
    geometry.any("bbox")
    geometry.close()
    if actual is None:
        return None
    if actual != kind:
        geometry.fault("type", f"This must be a {kind}, not a {actual[:40]}.", f"Draw one {kind}.")
        return None
    if not isinstance(coordinates, list) or not coordinates:
        geometry.fault("coordinates", "There are no coordinates.", f"Draw the {kind}.")
        return None
    return coordinates


def _positions(feature: TableReader, raw: Any, extent: Extent | None) -> tuple[Position, ...] | None:
    positions: list[Position] = []
    for item in raw if isinstance(raw, list) else [None]:
        numbers = [as_number(x) for x in item] if isinstance(item, list) and len(item) == 2 else [None]
        if len(numbers) != 2 or numbers[0] is None or numbers[1] is None:
            message = "A position is not [longitude, latitude]."
            feature.fault("geometry", message, "Write two numbers in degrees, without height.")
            return None
        positions.append((numbers[0], numbers[1]))
    outside = None if extent is None else next((p for p in positions if not extent.holds(p)), None)
    if outside is not None:
        message = f"{outside[0]:g}, {outside[1]:g} lies outside the extent of the map."
        remedy = "Write longitude before latitude." if _is_swapped(outside, extent) else "Move it or widen the extent."
        feature.fault("geometry", message, remedy)
        return None
    return tuple(positions)


def _is_swapped(position: Position, extent: Extent | None) -> bool:
    return extent is not None and extent.holds((position[1], position[0]))
