# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Draws the schematic map of cities/auckland/basemap from outlines.py. The same every time.

.venv/bin/python tools/auckland/basemap.py
"""

from __future__ import annotations

import itertools
import json
import math
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import outlines
from blocks import buildings, without_overlaps
from shapely import affinity
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box, mapping
from shapely.ops import unary_union

from baken.city.geometry import LocalPlane

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

CITY = Path(__file__).parents[2] / "cities" / "auckland"
FOLDER = CITY / "basemap"

EXTENT = (174.746, -36.868, 174.790, -36.834)
PLANE = LocalPlane((174.7655, -36.8482))
GRID_DEGREES = -15.0
"""Queen Street bears 15 degrees east of north."""

SCHEMATIC = "Schematic: drawn from general knowledge, not official topography"
SEED = 20190101

PORT = ("Bledisloe Terminal", "Freyberg Wharf", "Fergusson Container Terminal")
UNBUILT = ("Queens Wharf", "Captain Cook Wharf", "Hobson Wharf", "Princes Wharf", "Halsey Street Wharf")


def main() -> None:
    """Write every layer."""
    frame = Polygon([_metres_of(p) for p in box(*EXTENT).exterior.coords])
    land = _land(frame)
    parks = {name: _polygon(points).intersection(land) for name, points in outlines.PARKS.items()}
    roads = (*outlines.STREETS, *outlines.MOTORWAYS)
    _write("water", [_feature("Waitematā Harbour", "water", frame.difference(land))])
    _write("land", [_feature("Auckland", "land", land)])
    _write("green", [_feature(name, "park", shape) for name, shape in parks.items()])
    _write("roads", [_feature(name, kind, _line(points).intersection(frame)) for name, kind, points in roads])
    _write("rail", [_feature(name, _rail_kind(name), _line(p).intersection(frame)) for name, p in outlines.RAIL])
    _write("buildings", _buildings(land, unary_union(list(parks.values())), roads))
    _write("labels", [_feature(n, kind, Point(_metres((x, y)))) for n, kind, x, y in outlines.LABELS])


def _land(frame: BaseGeometry) -> BaseGeometry:
    south = ((930, 720), (430, 720))
    mainland = _polygon((*outlines.SHORE, *south))
    wharves = [_polygon(points) for points in outlines.WHARVES.values()]
    basins = unary_union([_polygon(points) for points in outlines.BASINS.values()])
    return unary_union([mainland, *wharves]).difference(basins).intersection(frame)


def _buildings(
    land: BaseGeometry, parks: BaseGeometry, roads: tuple[tuple[str, str, outlines.Points], ...]
) -> list[dict[str, Any]]:
    named = [(name, _landmark(shape, x, y, a, b), height) for name, shape, x, y, a, b, height in outlines.LANDMARKS]
    towers = [(_landmark("box", x, y, 27, 29), height) for x, y, height in outlines.TOWERS]
    streets = unary_union([_line(p).buffer(outlines.WIDTHS_M[kind] / 2 + 1.5) for _, kind, p in roads])
    rail = unary_union([_line(p).buffer(13) for name, p in outlines.RAIL if "tunnel" not in name])
    counted = unary_union([shape.buffer(5) for shape in _counted_areas()])
    docks = unary_union([_polygon(outlines.WHARVES[name]) for name in (*PORT, *UNBUILT)])
    shore = unary_union([land.boundary.buffer(14), _polygon(outlines.OPEN_WATERFRONT)])
    taken = unary_union([streets, parks.buffer(4), rail, counted, docks, shore])
    alone = unary_union([shape.buffer(3) for _, shape, _ in named])
    ordinary = buildings(land.difference(taken).difference(alone).buffer(-1), SEED)
    open_towers = [(s.difference(unary_union([counted, streets.buffer(-4), alone])), h) for s, h in towers]
    stacks = without_overlaps(_container_stacks(), streets)
    by_height: dict[float, list[Polygon]] = defaultdict(list)
    for outline, height in (*ordinary, *open_towers, *stacks):
        by_height[height] += [p for p in _parts(outline) if p.area > 40]
    anonymous = [
        _feature(None, "building", MultiPolygon(shapes), height_m=height)
        for height, shapes in sorted(by_height.items())
    ]
    return anonymous + [
        _feature(name, "landmark", shape.difference(counted), height_m=height) for name, shape, height in named
    ]


def _container_stacks() -> list[tuple[Polygon, float]]:
    stacks: list[tuple[Polygon, float]] = []
    for name in PORT:
        quay = affinity.rotate(_polygon(outlines.WHARVES[name]).buffer(-28), GRID_DEGREES * -1, origin=(0, 0))
        west, south, east, north = quay.bounds
        rows = range(int(south), int(north), 34)
        columns = range(int(west), int(east), 78)
        for i, y in enumerate(rows):
            for j, x in enumerate(columns):
                stack = box(x, y, x + 66, y + 20)
                if quay.contains(stack):
                    turned = affinity.rotate(stack, GRID_DEGREES, origin=(0, 0))
                    stacks.append((turned, 8.0 + 3.0 * ((i * 7 + j * 5) % 3)))
    return stacks


def _counted_areas() -> list[Polygon]:
    data = json.loads((CITY / "areas.geojson").read_text(encoding="utf-8"))
    return [
        Polygon([PLANE.to_metres((x, y)) for x, y in feature["geometry"]["coordinates"][0]])
        for feature in data["features"]
    ]


def _landmark(shape: str, x: float, y: float, length: float, width: float) -> Polygon:
    east, north = _metres((x, y))
    if shape == "round":
        return Point(east, north).buffer(length / 2, quad_segs=4)
    upright = box(east - width / 2, north - length / 2, east + width / 2, north + length / 2)
    return affinity.rotate(upright, GRID_DEGREES, origin=(east, north))


def _rail_kind(name: str) -> str:
    return "tunnel" if "tunnel" in name else "rail"


def _metres(point: tuple[float, float]) -> tuple[float, float]:
    return PLANE.to_metres((174.7 + point[0] / 1e4, -36.8 - point[1] / 1e4))


def _metres_of(position: tuple[float, ...]) -> tuple[float, float]:
    return PLANE.to_metres((position[0], position[1]))


def _polygon(points: outlines.Points) -> Polygon:
    return Polygon([_metres(p) for p in points])


def _line(points: outlines.Points) -> LineString:
    return LineString(_rounded([_metres(p) for p in points]))


def _rounded(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Cut the corners of a line twice (Chaikin), so that streets bend instead of break."""
    for _ in range(2):
        cut = [points[0]]
        for p, q in itertools.pairwise(points):
            share = min(0.25, 30 / max(math.dist(p, q), 1))
            cut.append((p[0] + (q[0] - p[0]) * share, p[1] + (q[1] - p[1]) * share))
            cut.append((q[0] + (p[0] - q[0]) * share, q[1] + (p[1] - q[1]) * share))
        points = [cut[0], *cut[2:-2], points[-1]] if len(points) > 2 else points
    return points


def _parts(shape: BaseGeometry) -> list[Polygon]:
    return [p for p in getattr(shape, "geoms", [shape]) if isinstance(p, Polygon) and not p.is_empty]


def _feature(name: str | None, kind: str, shape: BaseGeometry, **more: float) -> dict[str, Any]:
    properties: dict[str, Any] = {"kind": kind} if name is None else {"name": name, "kind": kind}
    geometry = mapping(shape)
    coordinates = _degrees(geometry["coordinates"])
    return {
        "type": "Feature",
        "properties": properties | more,
        "geometry": {"type": geometry["type"], "coordinates": coordinates},
    }


def _degrees(coordinates: Any) -> Any:
    if not coordinates:
        return []
    if isinstance(coordinates[0], (int, float)):
        longitude, latitude = PLANE.to_degrees((coordinates[0], coordinates[1]))
        return [round(longitude, 6), round(latitude, 6)]
    return [_degrees(item) for item in coordinates]


def _write(layer: str, features: list[dict[str, Any]]) -> None:
    features = [feature for feature in features if feature["geometry"]["coordinates"]]
    lines = ",\n".join(json.dumps(f, separators=(",", ":"), ensure_ascii=False) for f in features)
    head = f'{{"type":"FeatureCollection","description":"{SCHEMATIC}","features":[\n'
    (FOLDER / f"{layer}.geojson").write_text(f"{head}{lines}\n]}}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
