# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Layout: where everything stands in the state vectors of the clusters. Index arrays, made once.

Every cluster has a state of the same length, padded where it has less, so that all are filtered by the same array
operations of shape (clusters, ...). The state is

    [ persons per area | persons by car park | one entry per way | one entry per level source ]
      '---------- L ----------------------'   '------ D -------'   '-------- M ----------'

The entry of a way is the logarithm of the bias of its counter while it is counted, and of how far its flow differs from
the usual one while it is not. The entry of a level source is the logarithm of how far its value per person differs from
the declared one. Ways between two clusters stand in both.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from baken.situation.methods.fusion.partition import clusters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from baken.situation.methods.fusion.sources import Levels
    from baken.situation.methods.fusion.ways import Ways
    from baken.situation.model import Bool, Float64, Index


@dataclass(frozen=True)
class Layout:
    """Places in the state, arrays with one row per cluster; -1 is padding.

    Attributes
    ----------
    area, park, way, level
        Shapes (C, A), (C, K), (C, D), (C, M): index of the area, of the level source that is a car park, of the way, of
        the level source.
    areas, levels_length, size
        A, L = A + K, and n = L + D + M.
    cluster_of, place_of
        Per area of the city: its cluster and its place there.
    start, start_is_area
        (C, D): place of the origin in the cluster, 0 where there is none there; whether there is one.
    foreign
        (C, D): area of the city from which a way comes that begins in another cluster; -1 otherwise.
    incidence
        (C, L, D): +1 where a way adds a person, -1 where it takes one.
    weight
        (C, M, L): value that one person at each place gives a level source.
    foreign_weight
        The same for areas of other clusters: which entries of (C, M), counted through, which area of the city each
        adds, and how much one person there gives.
    copies
        Pairs (cluster, place, cluster, place) of ways that stand in two clusters, shape (pairs, 4).
    """

    area: Index
    park: Index
    way: Index
    level: Index
    cluster_of: Index
    place_of: Index
    start: Index
    start_is_area: Bool
    foreign: Index
    incidence: Float64
    weight: Float64
    foreign_weight: tuple[Index, Index, Float64]
    copies: Index

    @cached_property
    def areas(self) -> int:
        """Areas per cluster, padding included."""
        return int(self.area.shape[1])

    @cached_property
    def places(self) -> int:
        """L: areas and car parks per cluster."""
        return int(self.area.shape[1] + self.park.shape[1])

    @cached_property
    def size(self) -> int:
        """n: length of the state of a cluster."""
        return self.places + int(self.way.shape[1] + self.level.shape[1])

    @cached_property
    def begins(self) -> Float64:
        """(C, D, L): 1 at the place of the origin of a way that begins in the cluster."""
        begins = np.zeros((*self.way.shape, self.places))
        c, d = np.nonzero(self.start_is_area)
        begins[c, d, self.start[c, d]] = 1.0
        return begins

    @classmethod
    def of(cls, areas: int, ways: Ways, levels: Levels, largest: int) -> Layout:
        """Return the layout of a city."""
        ends = list(zip(ways.origin.tolist(), ways.destination.tolist(), strict=True))
        ends += [(m[0], other) for m in levels.areas if len(m) > 1 and areas <= largest for other in m[1:]]
        parts = clusters(areas, ends, largest)
        cluster_of, place_of = np.zeros(areas, np.intp), np.zeros(areas, np.intp)
        for c, part in enumerate(parts):
            cluster_of[part] = c
            place_of[part] = np.arange(len(part))
        way_lists = _ways_of(ways, cluster_of, len(parts))
        level_lists, park_lists = _levels_of(levels, ways, cluster_of, len(parts))
        area = _padded(parts)
        park, way, level = _padded(park_lists), _padded(way_lists, even=True), _padded(level_lists)
        start, is_area, foreign = _starts(way, ways, cluster_of, place_of)
        weight, foreign_weight = _weights(area, park, level, levels, cluster_of, place_of)
        return cls(
            area,
            park,
            way,
            level,
            cluster_of,
            place_of,
            start,
            is_area,
            foreign,
            _incidence(area, park, way, ways, levels, cluster_of, place_of),
            weight,
            foreign_weight,
            _copies(way_lists, len(ways)),
        )


def _ways_of(ways: Ways, cluster_of: Index, parts: int) -> list[list[int]]:
    lists: list[list[int]] = [[] for _ in range(parts)]
    for first in range(0, len(ways), 2):
        ends = (int(ways.origin[first]), int(ways.destination[first]))
        for cluster in sorted({int(cluster_of[a]) for a in ends if a >= 0}):
            lists[cluster] += [first, first + 1]
    return lists


def _levels_of(levels: Levels, ways: Ways, cluster_of: Index, parts: int) -> tuple[list[list[int]], list[list[int]]]:
    lists: list[list[int]] = [[] for _ in range(parts)]
    parks: list[list[int]] = [[] for _ in range(parts)]
    for m in range(len(levels)):
        if levels.way[m] >= 0:
            cluster = int(cluster_of[ways.destination[levels.way[m]]])
            parks[cluster].append(m)
            lists[cluster].append(m)
        elif levels.areas[m]:
            found = np.bincount(cluster_of[list(levels.areas[m])], minlength=parts)
            lists[int(found.argmax())].append(m)
    return lists, parks


def _padded(lists: Sequence[Sequence[int]], *, even: bool = False) -> Index:
    length = max((len(x) for x in lists), default=0)
    table = np.full((len(lists), length + (length % 2 if even else 0)), -1, dtype=np.intp)
    for row, values in zip(table, lists, strict=True):
        row[: len(values)] = values
    return table


def _starts(way: Index, ways: Ways, cluster_of: Index, place_of: Index) -> tuple[Index, Bool, Index]:
    origin = np.where(way >= 0, np.append(ways.origin, -1)[way], -1)
    here = np.arange(len(way))[:, None]
    inside = (origin >= 0) & (cluster_of[origin] == here)
    return np.where(inside, place_of[origin], 0), inside, np.where((origin >= 0) & ~inside, origin, -1)


def _incidence(
    area: Index, park: Index, way: Index, ways: Ways, levels: Levels, cluster_of: Index, place_of: Index
) -> Float64:
    n_areas = area.shape[1]
    incidence = np.zeros((len(way), n_areas + park.shape[1], way.shape[1]))
    for c, d in zip(*np.nonzero(way >= 0), strict=True):
        for ends, sign in ((ways.origin, -1.0), (ways.destination, 1.0)):
            place = int(ends[way[c, d]])
            if place >= 0 and cluster_of[place] == c:
                incidence[c, place_of[place], d] += sign
    for c, k in zip(*np.nonzero(park >= 0), strict=True):
        inward = int(levels.way[park[c, k]])
        for d in np.flatnonzero(way[c] == inward):
            incidence[c, n_areas + k, d] = 1.0
            incidence[c, n_areas + k, d ^ 1] = -1.0
    return incidence


def _weights(
    area: Index, park: Index, level: Index, levels: Levels, cluster_of: Index, place_of: Index
) -> tuple[Float64, tuple[Index, Index, Float64]]:
    n_areas = area.shape[1]
    weight = np.zeros((len(level), level.shape[1], n_areas + park.shape[1]))
    at, other, gives = [], [], []
    for c, m in zip(*np.nonzero(level >= 0), strict=True):
        source = int(level[c, m])
        for k in np.flatnonzero(park[c] == source) if park.shape[1] else ():
            weight[c, m, n_areas + k] = levels.per_person[source]
        for a in levels.areas[source]:
            if cluster_of[a] == c:
                weight[c, m, place_of[a]] = levels.per_person[source]
            else:
                at.append(int(c) * level.shape[1] + int(m))
                other.append(a)
                gives.append(levels.per_person[source])
    foreign = np.array(at, dtype=np.intp), np.array(other, dtype=np.intp), np.array(gives, dtype=np.float64)
    return weight, foreign


def _copies(lists: list[list[int]], ways: int) -> Index:
    first: dict[int, tuple[int, int]] = {}
    pairs = []
    for c, members in enumerate(lists):
        for d, way in enumerate(members):
            if way in first:
                pairs.append((*first[way], c, d))
            first[way] = (c, d)
    del ways
    return np.array(pairs, dtype=np.intp).reshape(len(pairs), 4)
