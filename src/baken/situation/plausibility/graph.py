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

    from baken.situation.links import Topology
    from baken.situation.model import Float64, Index
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
    known = degrees[~np.isnan(degrees[:, 1]), 1]
    middle = math.cos(math.radians(float(known.mean()))) if len(known) else 1.0
    plane: Float64 = degrees * (_METRES_PER_DEGREE * np.array([middle, 1.0]))
    return plane


def _nearest(topology: Topology, place: Float64, rows: Index, alike: Index, most: int) -> Index:
    distance = np.hypot(*(place[rows, None] - place[None, alike]).transpose(2, 0, 1))
    distance[~(distance <= FARTHEST_M)] = np.inf  # NaN too
    first, second = topology.first_area, topology.second_area
    nowhere = len(topology.area_ids)
    for own in (first, second):
        for other in (first, second):
            together = (own[rows, None] == other[None, alike]) & (own[rows, None] < nowhere)
            distance = np.where(together, np.where(np.isfinite(distance), distance - _SAME_AREA, -_SAME_AREA), distance)
    distance[rows[:, None] == alike[None, :]] = np.inf
    k = min(most, len(alike))
    nearest = np.argsort(distance, axis=1, kind="stable")[:, :k]
    found = np.full((len(rows), most), NOBODY, dtype=np.intp)
    found[:, :k] = np.where(np.isfinite(np.take_along_axis(distance, nearest, 1)), alike[nearest], NOBODY)
    return found


_SAME_AREA: Final = 1e9
