# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Neighbourhood: which areas hang together, so that what goes on in them may have one cause."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from baken.vocabulary.place import Area, Gate, Position

NEAR_M: Final = 300.0
"""Areas that no gate ties to any other are neighbours when their middles are so near."""

_EARTH_M: Final = 6_371_000.0


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Which areas are neighbours: those that share a gate, and isolated ones that are near.

    Attributes
    ----------
    of
        Per area its neighbours; symmetric.
    """

    of: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of_city(cls, areas: Iterable[Area], gates: Iterable[Gate], *, near_m: float = NEAR_M) -> Neighbourhood:
        """Return the neighbourhood that gates make, and nearness where there are none."""
        places = {area.id: _middle(area) for area in areas}
        found: dict[str, set[str]] = {name: set() for name in places}
        for gate in gates:
            inside = [area for area in gate.inside if area in found]
            for one in inside:
                found[one].update(other for other in inside if other != one)
        isolated = [name for name, others in found.items() if not others]
        for number, one in enumerate(isolated):
            for other in isolated[number + 1 :]:
                if _apart_m(places[one], places[other]) <= near_m:
                    found[one].add(other)
                    found[other].add(one)
        return cls({name: frozenset(others) for name, others in found.items()})

    def touches(self, area_id: str, others: Iterable[str]) -> bool:
        """Return whether an area is one of others, or a neighbour of one."""
        near = self.of.get(area_id, frozenset())
        return any(other == area_id or other in near for other in others)

    def parts(self, area_ids: Iterable[str]) -> list[tuple[str, ...]]:
        """Return areas in parts that hang together, each in the given order; the parts by their first area.

        Invariants: idempotent: a part has one part, itself; every area is in exactly one.

        Examples
        --------
        >>> pair = Neighbourhood({"a": frozenset("b"), "b": frozenset("a"), "c": frozenset()})
        >>> pair.parts(["a", "c", "b"])
        [('a', 'b'), ('c',)]
        """
        order = list(dict.fromkeys(area_ids))
        left, found = dict.fromkeys(order), []
        for first in order:
            if first not in left:
                continue
            part, edge = {first}, [first]
            del left[first]
            while edge:
                for near in sorted(self.of.get(edge.pop(), frozenset()) & left.keys()):
                    del left[near]
                    part.add(near)
                    edge.append(near)
            found.append(tuple(name for name in order if name in part))
        return found


def _middle(area: Area) -> Position:
    ring = area.polygon[0] if area.polygon else ()
    if not ring:
        return (math.nan, math.nan)
    return (sum(p[0] for p in ring) / len(ring), sum(p[1] for p in ring) / len(ring))


def _apart_m(one: Position, other: Position) -> float:
    """Return the distance over an even surface; NaN where a place is not known, which is not near."""
    east = math.radians(other[0] - one[0]) * math.cos(math.radians(0.5 * (one[1] + other[1])))
    north = math.radians(other[1] - one[1])
    return _EARTH_M * math.hypot(east, north)
