# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Terraces of houses along a lattice of streets, and round buildings as slices. The same every time."""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING, Final

from shapely import prepare
from shapely.geometry import LineString, Point, Polygon, box

if TYPE_CHECKING:
    from collections.abc import Iterator

    from outlines import Rectangle
    from shapely.geometry.base import BaseGeometry

STREET_M: Final = 11.0
HOUSE_DEPTH_M: Final = 10.0
TERRACE_M: Final = (16.0, 34.0)
"""Shortest and longest row of houses of one height."""
FAR_LENGTH_M: Final = 92.0
"""Quarters with blocks as long as this lie behind: their rows are drawn three times as long."""

Solid = tuple[Polygon, float, float]
"""An outline, where it begins and how high it reaches, in metres."""


def terraces(
    quarter: Rectangle, length: float, width: float, heights: tuple[float, float], taken: BaseGeometry, chance: int
) -> list[Solid]:
    """Return the houses of a quarter: rows along both long sides of each block, gardens between them."""
    numbers = random.Random(chance)  # noqa: S311 - houses, not secrets
    prepare(taken)
    solids: list[Solid] = []
    for west, east, low, high in _blocks(quarter, length, width):
        for row in ((low, low + HOUSE_DEPTH_M), (high - HOUSE_DEPTH_M, high)):
            for start, end in _pieces(west, east, numbers, 3.0 if length > FAR_LENGTH_M else 1.0):
                outline = box(start, row[0], end, row[1])
                if not taken.intersects(outline):
                    solids.append((outline, 0.0, float(round(numbers.uniform(*heights)))))
    return solids


def lattice(quarter: Rectangle, length: float, width: float, taken: BaseGeometry) -> list[LineString]:
    """Return the streets between the blocks of a quarter, where nothing else is."""
    west, east, low, high = quarter
    ways = [LineString([(x, low), (x, high)]) for x in _steps(west, east, length)]
    ways += [LineString([(west, y), (east, y)]) for y in _steps(low, high, width)]
    parts = [part for way in ways for part in getattr(way.difference(taken), "geoms", [way.difference(taken)])]
    return [part for part in parts if isinstance(part, LineString) and part.length > 50]


def dome(middle: tuple[float, float], radius: float, base: float, height: float, slices: int = 6) -> list[Solid]:
    """Return half a ball as a stack of discs."""
    solids: list[Solid] = []
    for k in range(slices):
        low, high = k / slices, (k + 1) / slices
        disc = Point(middle).buffer(radius * math.sqrt(max(1 - (low + 0.5 / slices) ** 2, 0.02)), quad_segs=5)
        solids.append((disc, base + height * low, base + height * high))
    return solids


def wheel(middle: tuple[float, float], radius: float, base: float, rim: float = 2.4, slices: int = 24) -> list[Solid]:
    """Return an upright ring that stands across the pier, as slices of equal height, with its hub and two legs."""
    x, y = middle
    solids: list[Solid] = []
    step = 2 * radius / slices
    for k in range(slices):
        high = -radius + step * (k + 0.5)
        outer, inner = math.sqrt(radius**2 - high**2), math.sqrt(max((radius - rim) ** 2 - high**2, 0))
        for side in (-1, 1):
            a, b = sorted((side * inner, side * outer))
            bar = box(x - 1.2, y + a - 0.6, x + 1.2, y + b + 0.6)
            solids.append((bar, base + radius + high - step / 2, base + radius + high + step / 2))
    solids.append((Point(x, y).buffer(2.5, quad_segs=4), base + radius - 2, base + radius + 2))
    solids.extend((box(x + dx - 0.8, y - 1.2, x + dx + 0.8, y + 1.2), base - 4, base + radius) for dx in (-4.5, 4.5))
    return solids


def _blocks(quarter: Rectangle, length: float, width: float) -> Iterator[Rectangle]:
    west, east, low, high = quarter
    half = STREET_M / 2
    for x in _steps(west, east - length / 2, length):
        for y in _steps(low, high - width / 2, width):
            yield x + half, min(x + length, east) - half, y + half, min(y + width, high) - half


def _steps(first: float, last: float, step: float) -> Iterator[float]:
    count = int((last - first) // step) + 1
    return (first + k * step for k in range(count))


def _pieces(west: float, east: float, numbers: random.Random, factor: float) -> Iterator[tuple[float, float]]:
    shortest, longest = factor * TERRACE_M[0], factor * TERRACE_M[1]
    start = west
    while east - start >= shortest:
        end = min(start + numbers.uniform(shortest, longest), east)
        if east - end < shortest / 2:
            end = east
        yield start, end
        start = end + (0.0 if numbers.random() < 0.8 else 3.0)
