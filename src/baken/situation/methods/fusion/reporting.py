# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""From the state of the filter to what is told of each area: columns, quality and times.

Quality of an estimate, the first that holds:

``missing``
    No stream of the part of the network that the area belongs to ever had a usable value.
``stale``
    None of those streams is fresh: the number is what the model makes of what was known long ago.
``suspect``
    A stream that observes the area is suspect or lost, or fewer than half of those around are fresh.
``good``
    Otherwise. How much is known the standard error says, also of an area that no stream observes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from baken.situation.model import Estimates
from baken.situation.newest import empty_columns
from baken.situation.protocol import GateFlows
from baken.vocabulary.quality import QualityFlag
from baken.vocabulary.time import NO_TIME_US

if TYPE_CHECKING:
    from baken.situation.methods.fusion.network import Network
    from baken.situation.methods.fusion.state import State
    from baken.situation.model import Bool, Float64, Index, Int64, NewestColumns, UInt8
    from baken.situation.topology import Topology

_SMALLEST_ERROR: Final = 0.5
"""Persons are whole: nobody knows better than to half a person."""


class Reporting:
    """Keeps which streams were heard, and tells estimates and flows of a state."""

    def __init__(self, topology: Topology, network: Network, used: Index) -> None:
        self._topology = topology
        self._network = network
        self._total = len(topology.area_ids)
        pairs = [(s, a) for s, areas in enumerate(network.sources.areas_of) for a in areas if s in set(used.tolist())]
        table = np.array(pairs, dtype=np.intp).reshape(len(pairs), 2)
        self._stream, self._area = table[:, 0], table[:, 1]
        self._stale_after_us = topology.stale_after_us[self._stream]
        self._component = network.component
        self._parts = int(network.component.max(initial=-1)) + 1
        self._link_part = network.component[self._area]
        ways = network.ways
        wide = np.flatnonzero(ways.width_m > 0.0)
        self._flow_way = np.concatenate([wide, wide])
        self._flow_area = np.concatenate([ways.origin[wide], ways.destination[wide]])
        inside = self._flow_area >= 0
        self._flow_way, self._flow_area = self._flow_way[inside], self._flow_area[inside]
        there = network.layout.way >= 0
        self._at = np.zeros(len(ways), dtype=np.intp)
        self._at[network.layout.way[there]] = np.flatnonzero(there.ravel())
        self.reset()

    def reset(self) -> None:
        """Forget which streams were heard."""
        self._newest = empty_columns(len(self._topology.stream_ids))
        self._fresh = np.zeros(len(self._stream), dtype=np.bool_)

    def take(self, newest: NewestColumns, renewed: Index) -> Index:
        """Take the newest values and return the areas that they may concern."""
        self._newest = newest
        if len(renewed) == 0:
            return _NONE
        touched = np.zeros(self._total, dtype=np.bool_)
        marked = np.zeros(len(newest.value), dtype=np.bool_)
        marked[renewed] = True
        touched[self._area[marked[self._stream]]] = True
        touched[self.known_areas()] = True
        return np.flatnonzero(touched)

    def has_aged(self, now_us: int) -> bool:
        """Tell whether a value became stale, or fresh, since this was last asked."""
        before, self._fresh = self._fresh, self._freshness(now_us)
        return not np.array_equal(before, self._fresh)

    def known_areas(self) -> Index:
        """Return the areas that hang together with a stream that ever said anything."""
        return np.flatnonzero(self._heard()[self._component])

    def _heard(self) -> Bool:
        """Return per part of the network whether any of its streams was heard."""
        heard = np.zeros(self._parts, dtype=np.bool_)
        heard[self._link_part[self._newest.start_us[self._stream] != NO_TIME_US]] = True
        return heard

    def _freshness(self, now_us: int) -> Bool:
        newest = self._newest
        start = newest.start_us[self._stream]
        fresh: Bool = (newest.end_us[self._stream] >= now_us - self._stale_after_us) & (start != NO_TIME_US)
        fresh &= newest.lapse_us[self._stream] <= start
        return fresh

    def fresh_streams(self, now_us: int) -> Bool:
        """Return per stream of the topology whether its newest value is fresh."""
        fresh = np.zeros(len(self._topology.stream_ids), dtype=np.bool_)
        fresh[self._stream] = self._freshness(now_us)
        return fresh

    def quality(self, newest: NewestColumns, now_us: int) -> UInt8:
        """Return the flag of every area; see the head of this file."""
        self._newest = newest
        fresh = self._freshness(now_us)
        streams = np.bincount(self._link_part, minlength=self._parts)
        alive = np.bincount(self._link_part, fresh, self._parts)
        part = np.where(alive == 0, QualityFlag.STALE, np.where(2 * alive < streams, QualityFlag.SUSPECT, 0))
        part = np.where(self._heard(), part, QualityFlag.MISSING)
        flag = part[self._component]
        own = np.where(fresh, newest.quality[self._stream], QualityFlag.SUSPECT)
        worst = np.zeros(self._total, dtype=np.intp)
        np.maximum.at(worst, self._area, np.minimum(own, QualityFlag.SUSPECT))
        return np.maximum(flag, worst).astype(np.uint8)

    def estimates(self, state: State | None, now_us: int, areas: Index) -> Estimates:
        """Return the estimates of some areas."""
        quality = self.quality(self._newest, now_us)
        persons, error, flow, flow_error = self.columns(state)
        unknown = quality == QualityFlag.MISSING
        for column in (persons, error, flow, flow_error):
            column[unknown] = np.nan
        start, end, available = self._times(self._newest)
        return Estimates(
            persons[areas],
            error[areas],
            flow[areas],
            flow_error[areas],
            quality[areas],
            start[areas],
            end[areas],
            available[areas],
        )

    def columns(self, state: State | None) -> tuple[Float64, Float64, Float64, Float64]:
        """Return persons, specific flow and their standard errors of all areas."""
        if state is None:
            return tuple(np.full(self._total, np.nan) for _ in range(4))  # type: ignore[return-value]
        layout = self._network.layout
        c, a = layout.cluster_of, layout.place_of
        persons = np.maximum(state.mean[c, a], 0.0)
        error = np.sqrt(np.maximum(state.covariance[c, a, a], _SMALLEST_ERROR**2))
        return persons, error, *self._specific_flow(state)

    def _specific_flow(self, state: State) -> tuple[Float64, Float64]:
        """Return the mean over the gates of an area of both directions per metre and minute; NaN without gates."""
        if len(self._flow_way) == 0:
            return np.full(self._total, np.nan), np.full(self._total, np.nan)
        at = self._at[self._flow_way]
        per = 1.0 / (self._network.ways.width_m[self._flow_way] * self._network.step_min)
        gates = np.bincount(self._flow_area, minlength=self._total) / 2.0
        flow = np.bincount(self._flow_area, state.flow.ravel()[at] * per, self._total)
        variance = np.bincount(self._flow_area, state.flow_variance.ravel()[at] * per**2, self._total)
        known = gates > 0
        divisor = np.where(known, gates, np.nan)
        return flow / divisor, np.sqrt(np.maximum(variance, 1e-12)) / divisor

    def flows(self, state: State | None) -> GateFlows:
        """Return who took each way in the last step."""
        ways, step = self._network.ways, self._network.step_min
        if state is None:
            nothing = np.full(len(ways), np.nan)
            return GateFlows(ways.gate_ids, ways.origin, ways.destination, nothing, nothing)
        flow = self.per_way(state.flow)
        error = np.sqrt(state.flow_variance.ravel()[self._at]) / step
        return GateFlows(ways.gate_ids, ways.origin, ways.destination, flow, error)

    def per_way(self, flow: Float64) -> Float64:
        """Return persons per minute on each way, of flows per step in the layout of the state."""
        return np.asarray(np.maximum(flow.ravel()[self._at], 0.0) / self._network.step_min, dtype=np.float64)

    def ends(self, newest: NewestColumns) -> Int64:
        """Return the end of the newest value of the streams around each area."""
        return self._times(newest)[1]

    def _times(self, newest: NewestColumns) -> tuple[Int64, Int64, Int64]:
        """Return start, end and availability of the newest value of the streams around each area.

        Of the area's own streams, or, when it has none that spoke, of the whole part of the network.
        """
        columns = []
        for name in ("start_us", "end_us", "available_at_us"):
            value = getattr(newest, name)[self._stream]
            own = np.full(self._total, NO_TIME_US, dtype=np.int64)
            around = np.full(self._parts, NO_TIME_US, dtype=np.int64)
            np.maximum.at(own, self._area, value)
            np.maximum.at(around, self._link_part, value)
            columns.append(np.where(own == NO_TIME_US, around[self._component], own))
        return columns[0], columns[1], columns[2]


_NONE: Final[Index] = np.empty(0, dtype=np.intp)
