# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Fills the blocks between streets with buildings that look like a city's: built up to the street, gardens inside."""

from __future__ import annotations

import itertools
import math
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shapely import affinity
from shapely.geometry import LineString, Point, Polygon, box
from shapely.ops import unary_union

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True)
class Texture:
    """How a part of the city is built.

    Attributes
    ----------
    frontage_m, depth_m
        Size of a plot along and away from the street.
    gap_m
        Space between neighbours.
    garden_m
        Further than this from the street nothing stands; infinite where blocks are built over.
    low_m, high_m
        Most roofs are between these heights.
    """

    frontage_m: float
    depth_m: float
    gap_m: float
    garden_m: float
    low_m: float
    high_m: float


DOWNTOWN = Texture(27, 30, 0.9, math.inf, 16, 44)
EDGE = Texture(32, 27, 1.8, 34, 9, 24)
QUARTER = Texture(40, 32, 3.0, 45, 10, 26)
HOUSES = Texture(62, 24, 6.0, 15, 5, 8.5)

CORE = (-60.0, 60.0)
"""Middle of the high-rise district in metres from the origin."""


def texture_at(x: float, y: float) -> Texture:
    """Return how it is built at a place in metres east and north of the middle of the map."""
    distance = math.hypot((x - CORE[0]) / 1.0, (y - CORE[1]) / 1.35)
    if distance < 560:
        return DOWNTOWN
    if y > 380 and x < -450:
        return QUARTER
    return EDGE if distance < 950 else HOUSES


def buildings(open_land: BaseGeometry, seed: int) -> list[tuple[Polygon, float]]:
    """Return outlines and heights of the buildings on land without streets, parks and water."""
    dice = random.Random(seed)  # noqa: S311 - a drawing, not a secret
    found: list[tuple[Polygon, float]] = []
    for block in _polygons(open_land):
        for piece in _with_back_lanes(block):
            found += _on_block(piece, dice)
    return found


def _with_back_lanes(block: Polygon) -> list[Polygon]:
    """Cut a block that is too large to be one along its long side, as a lane would."""
    rectangle = block.minimum_rotated_rectangle
    if not isinstance(rectangle, Polygon) or rectangle.is_empty:
        return []
    a, b, c, *_ = rectangle.exterior.coords
    first, second = math.dist(a, b), math.dist(b, c)
    longest = 190.0
    if max(first, second) < longest:
        return [block]
    (p, q), (r, s) = ((a, b), _opposite(rectangle, 0)) if first > second else ((b, c), _opposite(rectangle, 1))
    middle_1 = ((p[0] + q[0]) / 2, (p[1] + q[1]) / 2)
    middle_2 = ((r[0] + s[0]) / 2, (r[1] + s[1]) / 2)
    lane = affinity.scale(LineString([middle_1, middle_2]), 1.1, 1.1).buffer(5.5, cap_style="flat")
    return [piece for half in _polygons(block.difference(lane)) for piece in _with_back_lanes(half)]


def _opposite(rectangle: Polygon, side: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
    corners = list(rectangle.exterior.coords)
    return corners[side + 2], corners[(side + 3) % 4]


def _on_block(block: Polygon, dice: random.Random) -> list[tuple[Polygon, float]]:
    if block.area < 120:
        return []
    centre = block.representative_point()
    texture = texture_at(centre.x, centre.y)
    ground = block
    if math.isfinite(texture.garden_m):
        ground = block.difference(block.buffer(-texture.garden_m))
    angle = _angle(block)
    turned = affinity.rotate(ground, -angle, origin=centre)
    west, south, east, north = turned.bounds
    result: list[tuple[Polygon, float]] = []
    x = west
    while x < east:
        width = texture.frontage_m * dice.uniform(0.75, 1.35)
        y = south
        while y < north:
            depth = texture.depth_m * dice.uniform(0.75, 1.35)
            plot = box(x, y, x + width, y + depth).buffer(-texture.gap_m / 2, join_style="mitre")
            height = _height(centre, texture, dice)
            result += [
                (affinity.rotate(part, angle, origin=centre), height)
                for part in _polygons(turned.intersection(plot).simplify(0.9))
                if part.area > 0.22 * plot.area and part.area > 130
            ]
            y += depth
        x += width
    return result


def _height(centre: Point, texture: Texture, dice: random.Random) -> float:
    distance = math.hypot(centre.x - CORE[0], (centre.y - CORE[1]) / 1.35)
    rise = math.exp(-((distance / 430) ** 2))
    height = dice.uniform(texture.low_m, texture.low_m + (texture.high_m - texture.low_m) * (0.35 + 0.65 * rise))
    if texture is DOWNTOWN and dice.random() < 0.10:
        height *= dice.uniform(1.3, 1.9)
    return round(height / 2) * 2.0 if height > 10 else round(height)


def _angle(block: Polygon) -> float:
    """Return the direction of the longest edge in degrees, by which plots are laid out."""
    simple = block.simplify(3)
    corners = list(simple.exterior.coords)
    edges = [
        (math.dist(p, q), math.degrees(math.atan2(q[1] - p[1], q[0] - p[0]))) for p, q in itertools.pairwise(corners)
    ]
    return max(edges)[1] % 90


def _polygons(shape: BaseGeometry) -> list[Polygon]:
    parts = getattr(shape, "geoms", [shape])
    return [part for part in parts if isinstance(part, Polygon) and not part.is_empty]


def without_overlaps(found: list[tuple[Polygon, float]], taken: BaseGeometry) -> list[tuple[Polygon, float]]:
    """Return the buildings that do not stand where something else is."""
    from shapely.prepared import prep

    prepared = prep(unary_union([taken]))
    return [(outline, height) for outline, height in found if not prepared.intersects(outline)]
