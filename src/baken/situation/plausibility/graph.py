# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who can be asked: per stream the nearest others that count the same thing in the same rhythm.

Streams of the same area come first, then the nearest within :data:`FARTHEST_M`. Distances are on a plane that touches
the earth in the middle of the city, which errs by less than 0.1 % over 30 km.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from baken.situation.model import Float64, Index
    from baken.situation.topology import Topology
    from baken.vocabulary.place import Position

MOST_NEIGHBOURS: Final = 6
FARTHEST_M: Final = 1000.0
NOBODY: Final = -1

_METRES_PER_DEGREE: Final = 111_320.0
_ROWS_AT_ONCE: Final = 512


def neighbours_of(topology: Topology, positions: Sequence[Position | None], most: int = MOST_NEIGHBOURS) -> Index:
    """Return the neighbours of every stream, shape (streams, most); :data:`NOBODY` where there are fewer.

    Parameters
    ----------
    positions
        Of the streams in declared order; None where it is not known, and then only streams of its area are neighbours.
    """
    streams = len(topology.stream_ids)
    found = np.full((streams, most), NOBODY, dtype=np.intp)
    place = _plane([positions[i] for i in topology.declared])
    kind = np.full(streams, NOBODY)
    kind[topology.links.stream] = topology.links.kind
    rhythm = np.stack([kind, topology.interval_us])
    for one in np.unique(rhythm[:, kind != NOBODY], axis=1).T:
        alike = np.flatnonzero((rhythm == one[:, None]).all(axis=0))
        for first in range(0, len(alike), _ROWS_AT_ONCE):
            rows = alike[first : first + _ROWS_AT_ONCE]
            found[rows] = _nearest(topology, place, rows, alike, most)
    return found


def _plane(positions: list[Position | None]) -> Float64:
    """Return positions in metres, shape (n, 2); NaN where not known."""
    degrees = np.array([(math.nan, math.nan) if p is None else p for p in positions], dtype=np.float64).reshape(-1, 2)
    known = degrees[~np.isnan(degrees).any(axis=1)]
    if not len(known):
        return degrees
    middle = known.mean(axis=0)
    shrinks = math.cos(math.radians(float(middle[1])))
    plane: Float64 = (degrees - middle) * (_METRES_PER_DEGREE * np.array([shrinks, 1.0]))
    return plane


def _nearest(topology: Topology, place: Float64, rows: Index, alike: Index, most: int) -> Index:
    """Return the nearest of some streams to each of some rows, which are among them."""
    (x, y), (east, north) = place[rows].T.astype(np.float32), place[alike].T.astype(np.float32)
    distance = np.square(x[:, None] - east)
    distance += np.square(y[:, None] - north)
    distance[~(distance <= FARTHEST_M**2)] = np.inf  # NaN too
    row, other = _of_one_area(topology, rows, alike)
    near = distance[row, other]
    distance[row, other] = np.where(np.isfinite(near), near, 0.0) - _FIRST
    distance[np.arange(len(rows)), np.searchsorted(alike, rows)] = np.inf
    k = min(most, len(alike))
    nearest = np.argpartition(distance, k - 1, axis=1)[:, :k] if k < len(alike) else np.argsort(distance, axis=1)
    order = np.argsort(np.take_along_axis(distance, nearest, 1), axis=1, kind="stable")
    nearest = np.take_along_axis(nearest, order, 1)
    found = np.full((len(rows), most), NOBODY, dtype=np.intp)
    found[:, :k] = np.where(np.isfinite(np.take_along_axis(distance, nearest, 1)), alike[nearest], NOBODY)
    return found


def _of_one_area(topology: Topology, rows: Index, alike: Index) -> tuple[Index, Index]:
    """Return pairs of a row and another stream, by their places, that inform one area."""
    nowhere = len(topology.area_ids)
    own = np.concatenate([topology.first_area[rows], topology.second_area[rows]])
    row = np.tile(np.arange(len(rows)), 2)
    theirs = np.concatenate([topology.first_area[alike], topology.second_area[alike]])
    other = np.tile(np.arange(len(alike)), 2)
    order = np.argsort(theirs, kind="stable")
    first, last = (np.searchsorted(theirs[order], own, side) for side in ("left", "right"))
    number = np.where(own < nowhere, last - first, 0)
    start = np.repeat(first - np.concatenate([[0], np.cumsum(number)[:-1]]), number)
    return np.repeat(row, number), other[order[start + np.arange(int(number.sum()))]]


_FIRST: Final = np.float32(1e7)
"""Streams of the same area come before all others; more than the square of the farthest."""
