# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""One step of the filter: the same code in real time, in replays of late rows and over history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
from msgspec.structs import replace

from baken.situation.methods.fusion.correction import bounded, correct, emptied
from baken.situation.methods.fusion.doubting import reconsidered
from baken.situation.methods.fusion.jumping import KEPT, counted_per_block, jumped
from baken.situation.methods.fusion.process import predict
from baken.situation.methods.fusion.queueing import without_false_queues
from baken.situation.methods.fusion.reduction import Reduction
from baken.situation.methods.fusion.state import State
from baken.vocabulary.time import NO_TIME_US

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from baken.situation.methods.fusion.network import Network
    from baken.situation.methods.fusion.process import Predicted
    from baken.situation.methods.fusion.readings import Readings
    from baken.situation.model import Bool, Float64, Index, Int64
    from baken.vocabulary.place import Area

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Step:
    """One step that was taken: what was predicted, and the state after it was corrected."""

    predicted: Predicted
    state: State


class Filter:
    """Steps the state of a network from boundary to boundary.

    Boundary k lies at k steps after 1970; step k leads from boundary k to k + 1.
    """

    def __init__(
        self, network: Network, areas: Sequence[Area], used: Index, streams: int, step_us: int, zone: tzinfo
    ) -> None:
        self.network = network
        self.step_us = step_us
        self._used = len(used)
        self._reduction = Reduction(network, used, streams)
        self._zone = zone
        hours = [-1.0 if area.empty_at_h is None else area.empty_at_h for area in areas]
        self._empty_at_h = np.array(hours, dtype=np.float64)
        self._has_empty = bool((self._empty_at_h >= 0.0).any())

    def start(self, boundary: int) -> State:
        """Return the state at a boundary before which nothing is known."""
        network, layout = self.network, self.network.layout
        clusters, n, places = len(layout.way), layout.size, layout.places
        ways = layout.way.shape[1]
        covariance = np.zeros((clusters, n, n))
        diagonal = np.arange(n)
        spread = network.assumptions.rate_spread**2 * network.is_way
        variance = np.concatenate([network.start_variance, spread, network.level_variance], axis=1)
        covariance[:, diagonal, diagonal] = variance
        first = places + ways
        drift = np.sqrt(network.level_variance)
        covariance[:, first:, first:] = drift[:, :, None] * drift[:, None, :] * network.level_correlation
        mean = np.zeros((clusters, n))
        mean[:, :places] = network.start_mean
        shape = (clusters, ways)
        unknown = np.full(shape, np.nan)
        state = State(
            mean=mean,
            covariance=covariance,
            mode=np.zeros(shape, dtype=np.uint8),
            usual_flow=unknown,
            usual_persons=unknown,
            usual_variance=unknown,
            bias=np.zeros(shape),
            bias_variance=network.bias_variance,
            withdrawn=np.zeros(shape, dtype=np.bool_),
            excess=np.ones(layout.level.shape),
            flow=np.zeros(shape),
            flow_variance=np.ones(shape),
            activity=np.ones((2, network.parts)),
            left=np.zeros((2, clusters, layout.areas)),
            readiness=np.zeros((clusters, layout.areas)),
            last=np.full(self._used, np.nan),
            last_start_us=np.full(self._used, NO_TIME_US, dtype=np.int64),
            repeated=np.zeros(self._used),
            stepped=np.zeros(self._used),
            blocks=np.full((*shape, KEPT), np.nan, dtype=np.float32),
        )
        return self._after_empty(state, boundary)

    def step(self, state: State, number: int, readings: Readings, mute: Bool | None = None) -> Step:
        """Return the step from boundary ``number`` to the next; ``mute`` names used streams not to be heard."""
        counts, started, suspect = readings.cell(number)
        levels, level_started, level_suspect = readings.cell(number + 1)
        is_level = self._reduction.is_level
        value: Float64 = np.where(is_level, levels, counts)
        start_us: Int64 = np.where(is_level, level_started, started)
        doubt = np.where(is_level, level_suspect, suspect)
        if mute is not None:
            value = np.where(mute, np.nan, value)
        heard = self._reduction.heard(state, value, start_us, doubt)
        predicted = predict(self.network, state, heard)
        after = correct(self.network, predicted.state, self._reduction.told(heard, value, doubt))
        after = self._after_empty(after, number + 1)
        counted = heard.counted.persons[self.network.way_at]
        after = replace(after, blocks=counted_per_block(self.network, state, counted, number))
        after = jumped(self.network, bounded(self.network, after), number)
        after = without_false_queues(self.network, after, number)
        return Step(predicted, synchronised(self.network, reconsidered(self.network, after)))

    def _after_empty(self, state: State, boundary: int) -> State:
        if not self._has_empty:
            return state
        hour = self._hour(boundary)
        step_h = self.step_us / 3_600e6
        due = (self._empty_at_h >= 0.0) & (np.mod(hour - self._empty_at_h, 24.0) < step_h)
        return emptied(self.network, state, np.flatnonzero(due)) if due.any() else state

    def _hour(self, boundary: int) -> float:
        local = (_EPOCH + timedelta(microseconds=boundary * self.step_us)).astimezone(self._zone)
        return local.hour + local.minute / 60.0 + local.second / 3600.0


def synchronised(network: Network, state: State) -> State:
    """Return the state in which clusters agree on the ways between them: the mean of both, weighted by precision.

    So one and the same flow leaves the one and enters the other, and persons are conserved.
    """
    copies = network.layout.copies
    if len(copies) == 0:
        return state
    c1, d1, c2, d2 = copies.T
    first = network.layout.places
    i1, i2 = first + d1, first + d2
    v1, v2 = state.covariance[c1, i1, i1], state.covariance[c2, i2, i2]
    m1, m2 = state.mean[c1, i1], state.mean[c2, i2]
    total = v1 + v2
    agreed = np.where(total > 0.0, (m1 * v2 + m2 * v1) / np.maximum(total, 1e-300), m1)
    mean = state.mean.copy()
    mean[c1, i1] = agreed
    mean[c2, i2] = agreed
    return replace(state, mean=mean)
