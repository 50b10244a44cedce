# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The areas, gates and streams of a city as arrays: what an estimator of any method is made from."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from baken.situation.levels import breaks_in_persons
from baken.situation.links import links_of, microseconds
from baken.situation.model import Float64, Index, Int64, SituationError
from baken.vocabulary.place import AreaKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from baken.observation.stream import Stream
    from baken.situation.links import Links
    from baken.vocabulary.place import Area, Gate


@dataclass(frozen=True, slots=True)
class Topology:
    """The areas, gates and streams of a city as arrays.

    Attributes
    ----------
    area_ids
        In the order of the columns.
    stream_ids
        In the order that estimators use: by the area they inform. Callers of the live picture and of history name
        streams by their place in the declared order; ``place_of`` leads from there to here, ``declared`` back.
    usable_area_m2, length_m, capacity_persons
        Per area; capacity is NaN where none was declared.
    stairs
        Per area, 1 for stairs and 0 for anything else: the number of its fundamental diagram.
    breaks
        Limits between the levels in persons, shape (areas, 4).
    interval_us, stale_after_us
        Per stream.
    first_area, second_area
        Per stream: the areas it informs, or the number of areas where it informs none.
    """

    area_ids: tuple[str, ...]
    stream_ids: tuple[str, ...]
    place_of: Index
    declared: Index
    area_index: dict[str, int]
    usable_area_m2: Float64
    length_m: Float64
    capacity_persons: Float64
    stairs: Index
    breaks: Float64
    interval_us: Int64
    stale_after_us: Int64
    links: Links
    first_area: Index = field(init=False)
    second_area: Index = field(init=False)
    has_second: bool = field(init=False)

    def __post_init__(self) -> None:
        areas = len(self.area_ids)
        first, second = _areas_of_streams(self.links, len(self.stream_ids), areas)
        object.__setattr__(self, "first_area", first)
        object.__setattr__(self, "second_area", second)
        object.__setattr__(self, "has_second", bool((second < areas).any()))

    @classmethod
    def of(cls, areas: Sequence[Area], gates: Sequence[Gate], streams: Sequence[Stream]) -> Topology:
        """Return the arrays of a city.

        Raises
        ------
        SituationError
            When an area has no surface, a gate no width, a counting stream no interval, or something is named
            that does not exist.
        """
        area_index = {area.id: i for i, area in enumerate(areas)}
        links = links_of(areas, {gate.id: gate for gate in gates}, streams, area_index)
        links, declared = _aligned(links, len(streams))
        streams = [streams[i] for i in declared]
        _require_surface(areas)
        return cls(
            area_ids=tuple(area.id for area in areas),
            stream_ids=tuple(stream.id for stream in streams),
            place_of=np.argsort(declared),
            declared=declared,
            area_index=area_index,
            usable_area_m2=np.array([a.usable_area_m2 for a in areas], dtype=np.float64),
            length_m=np.array([a.length_m for a in areas], dtype=np.float64),
            capacity_persons=np.array(
                [np.nan if a.capacity_persons is None else a.capacity_persons for a in areas], dtype=np.float64
            ),
            stairs=np.array([a.kind is AreaKind.STAIRS for a in areas], dtype=np.intp),
            breaks=breaks_in_persons(areas),
            interval_us=microseconds([s.interval_s for s in streams]),
            stale_after_us=microseconds([s.stale_after_s for s in streams]),
            links=links,
        )

    def with_links(self, links: Links) -> Topology:
        """Return the same city with other links between streams and areas."""
        return replace(self, links=links)

    def restricted_to(self, areas: Index) -> tuple[Topology, Index]:
        """Return the part of the city that informs some areas, and which streams are in it.

        Raises
        ------
        SituationError
            When the areas do not rise.
        """
        if (areas[1:] <= areas[:-1]).any():
            raise SituationError("Areas must be named once each, in the order of the columns.")
        links = self.links.of_areas(areas)
        streams = np.unique(links.stream)
        links = replace(links, stream=np.searchsorted(streams, links.stream), area=np.searchsorted(areas, links.area))
        area_ids = tuple(self.area_ids[i] for i in areas)
        part = Topology(
            area_ids=area_ids,
            stream_ids=tuple(self.stream_ids[i] for i in streams),
            place_of=np.arange(len(streams)),
            declared=np.arange(len(streams)),
            area_index={area_id: i for i, area_id in enumerate(area_ids)},
            usable_area_m2=self.usable_area_m2[areas],
            length_m=self.length_m[areas],
            capacity_persons=self.capacity_persons[areas],
            stairs=self.stairs[areas],
            breaks=self.breaks[areas],
            interval_us=self.interval_us[streams],
            stale_after_us=self.stale_after_us[streams],
            links=links,
        )
        return part, streams

    def streams_of(self, areas: Index) -> Index:
        """Return the streams that inform some areas, by declared place, rising."""
        return np.unique(self.declared[self.links.of_areas(areas).stream])

    def declared_interval_us(self, streams: Index) -> Int64:
        """Return the interval of streams by declared place."""
        return self.interval_us[self.place_of[streams]]

    def areas_informed_by(self, streams: Index) -> Index:
        """Return the areas that depend on these streams, rising."""
        if len(streams) == len(self.stream_ids):
            return self.links.areas
        marked = np.zeros(len(self.area_ids) + 1, dtype=np.bool_)
        marked[self.first_area[streams]] = True
        if self.has_second:
            marked[self.second_area[streams]] = True
        return np.flatnonzero(marked[:-1])


def _require_surface(areas: Sequence[Area]) -> None:
    for area in areas:
        if not area.usable_area_m2 > 0.0:
            raise SituationError(
                f"Area {area.id!r} has no usable surface.", remedy="Give usable_area_m2 in square metres."
            )


def _aligned(links: Links, streams: int) -> tuple[Links, Index]:
    """Return the links with streams renumbered by their first link, and the old number of each stream."""
    linked, first = np.unique(links.stream, return_index=True)
    linked = linked[np.argsort(first)]
    declared = np.concatenate([linked, np.setdiff1d(np.arange(streams), linked)]).astype(np.intp)
    return replace(links, stream=np.argsort(declared)[links.stream]), declared


def _areas_of_streams(links: Links, streams: int, areas: int) -> tuple[Index, Index]:
    """Return the first and the last area of every stream; ``areas`` where it has none."""
    first = np.full(streams, areas, dtype=np.intp)
    last = np.full(streams, areas, dtype=np.intp)
    first[links.stream[::-1]] = links.area[::-1]
    last[links.stream] = links.area
    return first, np.where(last != first, last, areas)
