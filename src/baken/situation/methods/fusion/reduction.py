# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""From what the streams said of a step to what was counted on each way and told of each level.

Several counters of one way become one by fixed weights, the inverse of what their declarations promise. Values that
cannot be believed are left out: the same value again and again, and nothing at all where many usually pass; how
unlikely that must be is :attr:`~baken.situation.methods.fusion.assumptions.Assumptions.frozen_chance`.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from baken.situation.methods.fusion.state import Counted, State, Told
from baken.situation.model import Bool, Float64, Int64

if TYPE_CHECKING:
    from baken.situation.methods.fusion.network import Network
    from baken.situation.methods.fusion.sources import Counts
    from baken.situation.model import Index

_SUSPECT: float = 4.0
"""How many times the variance a value is given that quality control calls suspect."""


_CROWD: float = 500.0
"""More than can come or go within a minute where trams empty and streets fill: 6 m of way at its very limit, 82 persons
per metre and minute (Green Guide), or 20 m as crowds walk."""
_STEP: float = 0.6
"""Logarithm of a factor of nearly two."""
_NEAR_US: int = 180_000_000


class Heard(msgspec.Struct, frozen=True):
    """What was heard in a step, and what is remembered of the streams for the next."""

    counted: Counted
    last: Float64
    last_start_us: Int64
    repeated: Float64
    stepped: Float64
    believed: Bool


class Reduction:
    """Turns the cells of one step into counts per way and values per level source."""

    def __init__(self, network: Network, used: Index, streams: int) -> None:
        column = np.full(streams, -1, dtype=np.intp)
        column[used] = np.arange(len(used))
        sources = network.sources
        self._network = network
        self._one_way = column[sources.one_way.stream]
        self._both = column[sources.both_ways.stream]
        self._levels = column[sources.levels.stream]
        self._level_at = np.append(self._levels, 0)[network.level_at]
        self._may_repeat = np.zeros(len(used), dtype=np.bool_)
        self._may_repeat[self._levels[sources.levels.way >= 0]] = True
        self.is_level = np.zeros(len(used), dtype=np.bool_)
        self.is_level[self._levels] = True
        watching = np.array([bool(areas) for areas in sources.levels.areas], dtype=np.bool_)
        self._is_watching = np.zeros(len(used), dtype=np.bool_)
        self._is_watching[self._levels[watching]] = True
        relative = np.zeros(len(used))
        relative[self._levels] = sources.levels.relative
        self._relative = relative
        self._limit = -math.log(network.assumptions.frozen_chance)
        layout = network.layout
        there = layout.way >= 0
        flow_at = np.full(len(network.ways) + 1, layout.way.size, dtype=np.intp)
        flow_at[layout.way[there]] = np.flatnonzero(there.ravel())
        self._usual_at = np.full(len(used), layout.way.size, dtype=np.intp)
        self._usual_at[self._one_way] = flow_at[sources.one_way.target]

    def heard(self, state: State, value: Float64, start_us: Int64, suspect: Bool) -> Heard:
        """Return what was counted in a step; ``value``, ``start_us`` and ``suspect`` per used stream."""
        known = ~np.isnan(value)
        repeated = self._repeated(state, value, start_us, known)
        stepped = self._stepped(state, value, start_us, known)
        believed = known & (repeated < self._limit) & (stepped == 0.0)
        sources = self._network.sources
        persons, variance = self._pooled(
            sources.one_way, self._one_way, value, believed, suspect, len(self._network.ways) + 1
        )
        both, both_variance = self._pooled(
            sources.both_ways, self._both, value, believed, suspect, len(self._network.ways) // 2 + 1
        )
        return Heard(
            Counted(persons, variance, both, both_variance),
            np.where(known, value, state.last),
            np.where(known, start_us, state.last_start_us),
            repeated,
            stepped,
            believed,
        )

    def told(self, heard: Heard, value: Float64, suspect: Bool) -> Told:
        """Return what was told of the levels at a boundary."""
        at = self._level_at
        usable = heard.believed[at] & (self._network.layout.level >= 0)
        return Told(value[at], np.where(suspect[at], _SUSPECT, 1.0), usable)

    def _repeated(self, state: State, value: Float64, start_us: Int64, known: Bool) -> Float64:
        """Return how unlikely the run of equal values is that ends now, minus the logarithm of its probability.

        Two counts of a flow that differ by chance only are equal with probability 1 / (2 sqrt(pi c)); a count is zero
        with exp(-usual), less when the flow comes in bursts.
        """
        news = known & (start_us != state.last_start_us)
        again = news & (value == state.last)
        spread = np.maximum(value, 0.0) * np.where(self.is_level, 0.25, 1.0) + (self._relative * value) ** 2
        equal = np.log(2.0 * np.sqrt(math.pi * np.maximum(spread, 1.0)))
        usual = self._usual(state)
        unlikely = np.where(value > 0.0, equal, usual)
        unlikely = np.where(self._may_repeat, 0.0, unlikely)
        return np.where(news, np.where(again, state.repeated + unlikely, 0.0), state.repeated)

    def _stepped(self, state: State, value: Float64, start_us: Int64, known: Bool) -> Float64:
        """Return by which factor each level stands off since it stepped from one minute to the next.

        Conservation of people: hundreds do not come or go within a minute and halve or double a crowd. When they do,
        the sensor sees something else than before, and is not believed until it steps back.
        """
        near = start_us - state.last_start_us <= _NEAR_US
        many = np.abs(value - state.last) > _CROWD
        comparable = known & self._is_watching & near & (start_us != state.last_start_us) & many
        factor = np.where(comparable, np.log((value + 1.0) / (state.last + 1.0)), 0.0)
        stepped = np.where(np.abs(factor) > _STEP, state.stepped + factor, state.stepped)
        return np.where(np.abs(stepped) < _STEP, 0.0, stepped)

    def _usual(self, state: State) -> Float64:
        """Return how many usually pass per step, fewer when they come in bursts, per used stream."""
        flow = state.usual_flow.ravel()
        burst = np.where(flow > 0.0, 1.0 + state.usual_variance.ravel() / np.maximum(flow, 1e-9), 1.0)
        per_place = np.append(np.fmax(flow / burst, 0.0), 0.0)
        usual: Float64 = per_place[self._usual_at]
        return usual

    def _pooled(
        self, counts: Counts, column: Index, value: Float64, believed: Bool, suspect: Bool, targets: int
    ) -> tuple[Float64, Float64]:
        nothing = np.full(targets, np.nan)
        if len(counts) == 0:
            return nothing, nothing
        variance = (counts.relative**2 + counts.bias**2 + 1e-4) * np.where(suspect[column], _SUSPECT, 1.0)
        weight = np.where(believed[column], 1.0 / variance, 0.0)
        persons = np.where(believed[column], value[column], 0.0) / counts.per_person
        total = np.bincount(counts.target, weight, targets)
        heard = total > 0.0
        mean = np.divide(np.bincount(counts.target, weight * persons, targets), total, out=nothing.copy(), where=heard)
        own = (counts.relative * persons) ** 2 * np.where(suspect[column], _SUSPECT, 1.0)
        error = np.bincount(counts.target, weight**2 * own, targets)
        return mean, np.divide(error, total**2, out=nothing.copy(), where=heard)
