# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Cutting a network into clusters of neighbouring areas, always in the same way."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LARGEST: int = 30
"""Areas that are filtered together exactly."""

PART: int = 10
"""Areas of a part into which a larger network is cut: the work of a step goes with the third power of its size, and
what is lost is the correlation of areas across a cut."""


def components(areas: int, ways: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Return the areas that hang together, each component and their order rising.

    Examples
    --------
    >>> components(4, [(2, 0), (1, 1)])
    [[0, 2], [1], [3]]
    """
    beside = _beside(areas, ways)
    seen = [False] * areas
    return [sorted(_walk(first, beside, seen, areas)) for first in range(areas) if not seen[first]]


def clusters(areas: int, ways: Iterable[tuple[int, int]], largest: int) -> list[list[int]]:
    """Return clusters of at most ``largest`` areas: components that fit whole, larger ones cut breadth first in parts
    of at most :data:`PART`.

    Small components share a cluster, for nothing passes between them and fewer clusters are quicker.

    Examples
    --------
    >>> clusters(5, [(0, 1), (1, 2), (2, 3), (3, 4)], 2)
    [[0, 1], [2, 3], [4]]
    """
    ways = list(ways)
    beside = _beside(areas, ways)
    parts: list[list[int]] = []
    for component in components(areas, ways):
        if len(component) <= largest:
            if parts and len(parts[-1]) + len(component) <= largest:
                parts[-1].extend(component)
            else:
                parts.append(list(component))
            continue
        seen = [True] * areas
        for area in component:
            seen[area] = False
        most = min(largest, PART)
        parts += [sorted(_walk(first, beside, seen, most)) for first in component if not seen[first]]
    return parts


def _beside(areas: int, ways: Iterable[tuple[int, int]]) -> list[list[int]]:
    beside: list[set[int]] = [set() for _ in range(areas)]
    for one, other in ways:
        if one >= 0 and other >= 0 and one != other:
            beside[one].add(other)
            beside[other].add(one)
    return [sorted(b) for b in beside]


def _walk(first: int, beside: list[list[int]], seen: list[bool], most: int) -> list[int]:
    """Return at most ``most`` areas not seen before, nearest to the first, and mark them."""
    found: list[int] = []
    waiting = deque([first])
    seen[first] = True
    while waiting:
        area = waiting.popleft()
        found.append(area)
        if len(found) == most:
            break
        for neighbour in beside[area]:
            if not seen[neighbour]:
                seen[neighbour] = True
                waiting.append(neighbour)
    for area in waiting:
        seen[area] = False
    return found
