# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Draws the schematic map of cities/scheveningen/basemap from outlines.py. The same every time.

.venv/bin/python tools/scheveningen/basemap.py
"""

from __future__ import annotations

import itertools
import json
import math
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import outlines
from frame import CITY, degrees
from houses import Solid, dome, lattice, terraces, wheel
from places import BEACHES, PIER, PLACES, pier
from shapely import affinity
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box, mapping
from shapely.ops import unary_union

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

FOLDER = CITY / "basemap"
SCHEMATIC = "Schematic: drawn from general knowledge, not official topography"
CHANCE = 20260814
WIDTHS_M = {"main": 20.0, "promenade": 10.0, "street": 12.0, "path": 8.0}


def main() -> None:
    """Write every layer."""
    coast = Polygon([*outlines.SHORE, (outlines.FAR, -outlines.FAR), (-outlines.FAR, -outlines.FAR)])
    moles = [Polygon(points) for points in outlines.MOLES]
    jetty = unary_union([Polygon(pier()), _platform()])
    land = unary_union([coast, *moles])
    sea = box(-outlines.FAR, -outlines.FAR, outlines.FAR, 3 * outlines.FAR).difference(unary_union([land, jetty]))
    beaches = [Polygon(points).intersection(coast).difference(jetty) for points in outlines.BEACHES]
    dunes = [Polygon(points).intersection(coast) for points in outlines.DUNES]
    parks = {name: Polygon(points).buffer(18).buffer(-18) for name, points in outlines.PARKS}
    built = _taken(land, [*beaches, *dunes, *parks.values()])
    _write("water", [_feature("Noordzee", "sea", sea)])
    _write("land", _land(coast, beaches, dunes, moles, jetty))
    _write("green", [_feature(name, "park", shape) for name, shape in parks.items()])
    _write("roads", [*_lattice(built), *[_feature(n, kind, _bent(p)) for n, kind, p in outlines.STREETS]])
    _write("rail", [_feature(name, "tram", _bent(points)) for name, points in outlines.RAIL])
    _write("buildings", _buildings(built))
    _write("labels", [_feature(name, kind, Point(x, y)) for name, kind, x, y in outlines.LABELS])


def _land(
    coast: BaseGeometry, beaches: list[Any], dunes: list[Any], moles: list[Polygon], jetty: BaseGeometry
) -> list[dict[str, Any]]:
    """Return the ground, none of it twice: what lies on top is cut out of what lies beneath."""
    paved = unary_union([Polygon(points) for points in outlines.PAVED])
    sand = unary_union(beaches).difference(paved)
    grass = unary_union(dunes).difference(unary_union([paved, sand]))
    town = coast.difference(unary_union([paved, sand, grass, jetty]))
    return [
        _feature(None, "urban", town),
        _feature(None, "dune", grass),
        _feature(None, "beach", sand),
        _feature(None, "paved", paved.difference(jetty)),
        _feature(None, "mole", unary_union(moles).difference(coast)),
        _feature("De Pier", "pier", jetty),
    ]


def _taken(land: BaseGeometry, open_ground: list[Any]) -> BaseGeometry:
    """Return where no house may stand."""
    streets = [_bent(points).buffer(WIDTHS_M[kind] / 2 + 2) for _, kind, points in outlines.STREETS]
    tracks = [_bent(points).buffer(7) for _, points in outlines.RAIL]
    walked = [Polygon(place.ring).buffer(5) for place in PLACES]
    squares = [Polygon(points).buffer(4) for points in outlines.PAVED]
    landmarks = [box(x0, y0, x1, y1).buffer(6) for _, _, (x0, x1, y0, y1), _, _ in outlines.LANDMARKS]
    tower = Point(outlines.LIGHTHOUSE).buffer(24)
    wet = box(-outlines.FAR, -outlines.FAR, outlines.FAR, outlines.FAR).difference(land.buffer(-12))
    return unary_union([*streets, *tracks, *walked, *squares, *landmarks, tower, wet, *open_ground])


def _lattice(taken: BaseGeometry) -> list[dict[str, Any]]:
    streets = [
        street for quarter, length, width, _ in outlines.QUARTERS for street in lattice(quarter, length, width, taken)
    ]
    return [_feature(None, "street", street) for street in streets]


def _buildings(taken: BaseGeometry) -> list[dict[str, Any]]:
    houses: list[Solid] = []
    for k, (quarter, length, width, heights) in enumerate(outlines.QUARTERS):
        houses += terraces(quarter, length, width, heights, taken, CHANCE + k)
    features = _grouped("house", houses) + _grouped("pavilion", _pavilions())
    for name, kind, (west, east, low, high), base, height in outlines.LANDMARKS:
        features.append(_feature(name or None, kind, box(west, low, east, high), base_m=base, height_m=height))
    return features + _grouped("landmark", _ornaments()) + _grouped("lighthouse", _lighthouse()) + _on_the_pier()


def _pavilions() -> list[Solid]:
    """Return the row of beach pavilions, with the ways to the beach between them."""
    ways = [middle for _, _, _, _, passages in BEACHES for middle in passages]
    solids: list[Solid] = []
    for k in range(46):
        west = -1352 + 50.0 * k
        east = west + 34
        if west > 880 or any(west - 12 < way < east + 12 for way in ways) or west - 8 < PIER[0] < east + 8:
            continue
        solids.append((box(west, 62, east, 80), 0.0, 4.0))
        solids.append((box(west + 6, 64, east - 10, 76), 4.0, 6.0))
    return solids


def _ornaments() -> list[Solid]:
    """Return the dome of the Kurhaus with its lantern, its corner towers, and the roof of the theatre."""
    solids = dome((14, -14), 17, 28, 13)
    solids.append((Point(14, -14).buffer(2.6, quad_segs=4), 41.0, 47.0))
    for corner in ((-54.5, 14), (82.5, 14), (-54.5, -48), (82.5, -48)):
        solids += dome(corner, 5.5, 30, 6, slices=3)
    return solids + dome((-5, -206), 16, 18, 7, slices=4)


def _lighthouse() -> list[Solid]:
    here = Point(outlines.LIGHTHOUSE)
    steps = ((6.0, 0, 12), (5.2, 12, 24), (4.5, 24, 34), (5.6, 34, 36), (3.4, 36, 41), (1.8, 41, 45))
    return [(here.buffer(radius, quad_segs=4), float(base), float(top)) for radius, base, top in steps]


def _platform() -> BaseGeometry:
    """Return the platform of the tower beside the pier's head, with a bridge to it."""
    tower = Point(outlines.TOWER)
    return unary_union([tower.buffer(13, quad_segs=4), LineString([PIER, outlines.TOWER]).buffer(3)])


def _on_the_pier() -> list[dict[str, Any]]:
    head = Point(PIER)
    solids: list[Solid] = [
        (head.buffer(36, quad_segs=6), 0.0, 9.0),
        *dome((PIER[0], PIER[1]), 26, 9, 9, slices=4),
        (box(84, 330, 92, 376), 0.0, 4.0),
        (box(118, 312, 127, 372), 0.0, 5.0),
        (box(118, 384, 127, 420), 0.0, 5.0),
        *wheel(outlines.FERRIS_WHEEL, 22, 5),
        (Point(outlines.TOWER).buffer(4.5, quad_segs=2), 0.0, 52.0),
        (affinity.scale(box(138, 494, 160, 505), 1, 0.6), 52.0, 56.0),
    ]
    return _grouped("pier", solids)


def _grouped(kind: str, solids: list[Solid]) -> list[dict[str, Any]]:
    """Return one feature per base and height: a thousand houses are a few features."""
    groups: dict[tuple[float, float], list[Polygon]] = defaultdict(list)
    for outline, base, height in solids:
        groups[base, height].append(outline)
    return [
        _feature(None, kind, MultiPolygon(shapes), base_m=round(base, 1), height_m=round(height, 1))
        for (base, height), shapes in sorted(groups.items())
    ]


def _bent(points: outlines.Points) -> LineString:
    """Return a line whose corners are cut three times (Chaikin), so that streets bend instead of break."""
    bent = list(points)
    for _ in range(3):
        cut = [bent[0]]
        for p, q in itertools.pairwise(bent):
            share = min(0.25, 30 / max(math.dist(p, q), 1))
            cut.append((p[0] + (q[0] - p[0]) * share, p[1] + (q[1] - p[1]) * share))
            cut.append((q[0] + (p[0] - q[0]) * share, q[1] + (p[1] - q[1]) * share))
        bent = [cut[0], *cut[2:-2], bent[-1]] if len(bent) > 2 else bent
    return LineString(bent)


def _feature(name: str | None, kind: str, shape: BaseGeometry, **more: float) -> dict[str, Any]:
    properties: dict[str, Any] = {"name": name, "kind": kind} if name else {"kind": kind}
    geometry = mapping(shape)
    return {
        "type": "Feature",
        "properties": properties | more,
        "geometry": {"type": geometry["type"], "coordinates": _in_degrees(geometry["coordinates"])},
    }


def _in_degrees(coordinates: Any) -> Any:
    if not coordinates:
        return []
    if isinstance(coordinates[0], (int, float)):
        return degrees(coordinates)
    return [_in_degrees(item) for item in coordinates]


def _write(layer: str, features: list[dict[str, Any]]) -> None:
    kept = [feature for feature in features if feature["geometry"]["coordinates"]]
    lines = ",\n".join(json.dumps(feature, separators=(",", ":"), ensure_ascii=False) for feature in kept)
    head = f'{{"type":"FeatureCollection","description":"{SCHEMATIC}","features":[\n'
    (FOLDER / f"{layer}.geojson").write_text(f"{head}{lines}\n]}}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
