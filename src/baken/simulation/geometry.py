# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Walking distances and ways through a network of areas and gates, from how they lie on the map."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from baken.simulation.model import SimulationError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from baken.vocabulary.place import Area, Gate, Position

Float64 = NDArray[np.float64]
Index = NDArray[np.intp]

_M_PER_DEGREE: Final = 111_195.0
DETOUR: Final = 1.15
"""People do not walk in straight lines through an area."""

SHORTEST_M: Final = 8.0
TABLES: Final = 6
"""So many tables of ways, each with the distances as another group of people feels them."""

_FELT: Final = 0.18
"""Standard deviation of the logarithm of the length of an area as it is felt."""

_DISLIKED_M: Final = 40.0
"""A gate is felt as so many metres on average."""


@dataclass(frozen=True, slots=True)
class Ways:
    """Distances in metres of pavement, and the next gate on the way from everywhere to everywhere.

    A node is an area (somewhere inside it), or a gate as seen from one of its two areas: node ``areas + 2 g + s`` is
    gate g on the side of ``gate_areas[g, s]``.

    Attributes
    ----------
    gate_areas
        Shape (gates, 2); the number of areas stands for outside.
    step_m
        Distance between nodes of one area, shape (nodes, nodes); infinite otherwise.
    area_of
        The area of each node.
    next_gate
        Shape (tables, nodes, nodes): the gate by which one leaves towards a node; -1 when it is in the same area.
    way_m
        Shape (nodes, areas): the whole distance to the middle of an area.
    spots
        Per area the nodes near which people stay: its middle, and its gates to other areas.
    """

    gate_areas: Index
    area_of: Index
    step_m: Float64
    next_gate: Index
    way_m: Float64
    spots: tuple[Index, ...]


def find_ways(
    areas: Sequence[Area],
    gates: Sequence[Gate],
    gate_areas: Index,
    pace: Float64,
    seed: int = 0,
    closed: Sequence[tuple[int, int]] = (),
) -> Ways:
    """Return the ways through a network.

    Parameters
    ----------
    pace
        Walking speed in each area as a share of that on pavement; distances are divided by it.
    closed
        Gates that cannot be passed from one of their areas: place of the gate and of that area. Where nobody could get
        any more, the next gate is -1 as if one was there; who asks has to look elsewhere.

    Raises
    ------
    SimulationError
        When an area cannot be reached from another one.
    """
    step = _steps(areas, gates, gate_areas, pace)
    rng = np.random.default_rng(seed)
    tables = []
    way = _shortest(step, np.zeros(len(gates)), gate_areas, len(areas), closed)[1][:, : len(areas)]
    if not closed and not np.isfinite(way[: len(areas)]).all():
        lost = areas[int(np.argmax(~np.isfinite(way[: len(areas)]).all(axis=1)))]
        raise SimulationError(f"Area {lost.id!r} is not connected with all others.", remedy="Add the gates between.")
    for _ in range(TABLES):
        # Whole areas and whole gates are liked more or less: within an area distances stay distances.
        felt = np.append(np.exp(rng.normal(0.0, _FELT, len(areas))), 1.0)[_area_of(gate_areas, len(areas))]
        dislike = rng.exponential(_DISLIKED_M, len(gates))
        tables.append(_shortest(step * felt[:, None], dislike, gate_areas, len(areas), closed)[0])
    area_of = _area_of(gate_areas, len(areas))
    within = np.concatenate([np.ones(len(areas), dtype=np.bool_), (gate_areas < len(areas)).all(axis=1).repeat(2)])
    spots = tuple(np.flatnonzero(within & (area_of == i)) for i in range(len(areas)))
    return Ways(gate_areas, area_of, step, np.stack(tables), way, spots)


def _steps(areas: Sequence[Area], gates: Sequence[Gate], gate_areas: Index, pace: Float64) -> Float64:
    a = len(areas)
    of_area = _area_of(gate_areas, a)
    origin = areas[0].polygon[0][0]
    xy = np.zeros((len(of_area), 2))
    for i, area in enumerate(areas):
        xy[i] = _mean(area.polygon[0][:-1] or area.polygon[0], origin)
    for g, gate in enumerate(gates):
        xy[a + 2 * g : a + 2 * g + 2] = _mean(gate.line, origin)
    distance = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1))
    # The metre more makes the direct way the shortest also along a straight line.
    distance = (np.maximum(distance * DETOUR, SHORTEST_M) + 1.0) / np.append(pace, 1.0)[of_area][:, None]
    together = (of_area[:, None] == of_area[None]) & (of_area[:, None] < a)
    distance = np.where(together, distance, np.inf)
    np.fill_diagonal(distance, 0.0)
    return distance


def _area_of(gate_areas: Index, areas: int) -> Index:
    """Return the area of every node."""
    return np.concatenate([np.arange(areas), gate_areas.ravel()])


def _shortest(
    step: Float64, dislike: Float64, gate_areas: Index, areas: int, closed: Sequence[tuple[int, int]] = ()
) -> tuple[Index, Float64]:
    """Return the next gate and the distance from every node to every node, by Floyd and Warshall."""
    nodes = len(step)
    way = step.copy()
    for g, (one, other) in enumerate(gate_areas.tolist()):
        if one < areas and other < areas:
            way[areas + 2 * g, areas + 2 * g + 1] = way[areas + 2 * g + 1, areas + 2 * g] = dislike[g]
    for g, origin in closed:
        side = int(gate_areas[g, 1] == origin)
        way[areas + 2 * g + side, areas + 2 * g + 1 - side] = np.inf
    first = np.where(np.isfinite(way), np.arange(nodes)[None, :], -1)
    for k in range(areas, nodes):  # areas are ends, one does not have to pass their middle
        through = way[:, k, None] + way[None, k]
        better = through < way
        way = np.where(better, through, way)
        first = np.where(better, first[:, k, None], first)
    gate = _gates_on_the_way(first, gate_areas, areas)
    return (np.where(np.isfinite(way), gate, -1) if closed else gate), way


def _gates_on_the_way(first: Index, gate_areas: Index, areas: int) -> Index:
    """Turn the first node on the way to each node into the gate that is crossed next."""
    gate_of = np.concatenate([np.full(areas, -1), np.repeat(np.arange(len(gate_areas)), 2)])
    area_of = _area_of(gate_areas, areas)
    result: Index = np.where(area_of[:, None] == area_of[None], -1, gate_of[first])
    return result


def _mean(positions: Sequence[Position], origin: Position) -> tuple[float, float]:
    x = sum(p[0] for p in positions) / len(positions) - origin[0]
    y = sum(p[1] for p in positions) / len(positions) - origin[1]
    return x * math.cos(math.radians(origin[1])) * _M_PER_DEGREE, y * _M_PER_DEGREE
