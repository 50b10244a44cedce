# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The fusion estimator: persons per area from all sources together, over the network of areas and gates."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import UTC
from itertools import islice
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.situation.methods.fusion.assumptions import Assumptions
from baken.situation.methods.fusion.explained import Replay, explained
from baken.situation.methods.fusion.filter import Filter
from baken.situation.methods.fusion.network import Network
from baken.situation.methods.fusion.origin_destination import origin_destination
from baken.situation.methods.fusion.partition import LARGEST
from baken.situation.methods.fusion.readings import Readings
from baken.situation.methods.fusion.reporting import Reporting
from baken.situation.methods.fusion.smoother import as_history, smoothed
from baken.situation.methods.fusion.trajectory import Trajectory
from baken.situation.model import Changes, Estimates, Index, NewestColumns
from baken.situation.newest import empty_columns
from baken.situation.protocol import GateFlows, MethodDefinition
from baken.situation.topology import Topology
from baken.vocabulary.time import MICROSECONDS_PER_SECOND, NO_TIME_US

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from baken.observation.stream import Stream
    from baken.situation.explanation import Explanation
    from baken.situation.history import History
    from baken.situation.methods.fusion.state import State
    from baken.situation.model import Float64, Int64
    from baken.vocabulary.place import Area, Gate

FUSION: Final = MethodDefinition(
    id="fusion",
    title="State-space estimation over the network of areas and gates",
    source="R. E. Kalman, A new approach to linear filtering and prediction problems, Journal of Basic Engineering "
    "82(1), 35-45, 1960; definition in docs/2-situation/fusion.md",
    version=5,
)

_HOUR_US: Final = 3_600 * MICROSECONDS_PER_SECOND
_MEMORY_US: Final = 12 * _HOUR_US
_SHORTEST_WINDOW_US: Final = _HOUR_US
_LONGEST_WINDOW_US: Final = 4 * _HOUR_US
_LONGEST_GAP_US: Final = 24 * _HOUR_US
_KEPT_WHOLE: Final = 3
"""So many of the last boundaries are all kept: most rows are one step late. Before that as many as fit into
:data:`_KEPT_BYTES`: all of a city, few of a large network."""
_KEPT_BYTES: Final = 32_000_000
_NOT_BEGUN: Final = -(2**62)
_REMEMBERED: Final = 240
"""Steps of which the flows are kept for origins and destinations."""


@dataclass(frozen=True, slots=True)
class Passed:
    """Who took each way in a step, and who was where at its end, per way and per area of the city."""

    boundary: int
    flow: Float64
    persons: Float64


class FusionEstimator:
    """Estimates all areas together; see docs/2-situation/fusion.md for the definition.

    Invariants: estimates follow from the rows and the time, not from how they were cut into batches, as long as a row
    is not older than the window when it comes; :attr:`too_late` counts those that were.

    Examples
    --------
    >>> from baken.situation.picture import LivePicture
    >>> from baken.vocabulary.place import Area, AreaKind
    >>> from baken.vocabulary.quantity import Quantity
    >>> from baken.observation.stream import Stream
    >>> square = Area(id="square", name="Square", kind=AreaKind.SQUARE, usable_area_m2=500.0, polygon=())
    >>> camera = Stream(id="camera", name="Camera", connector="x", provider_id="1", area_id="square",
    ...     quantity=Quantity.PERSONS_PRESENT, interval_s=0, stale_after_s=300, relative_error=0.05)
    >>> live = LivePicture(FusionEstimator.of([square], [], [camera]))
    >>> picture = live.apply([0], [60_000_000], [200.0], now_us=61_000_000)
    >>> bool(150 < picture.persons[0] < 200), bool(5 < picture.persons_standard_error[0] < 60)
    (True, True)
    """

    def __init__(
        self,
        topology: Topology,
        network: Network,
        areas: Sequence[Area],
        streams: Sequence[Stream],
        step_us: int,
        zone: tzinfo,
        window_us: int,
    ) -> None:
        sources = network.sources
        levels = sources.levels
        used = np.unique(np.concatenate([sources.one_way.stream, sources.both_ways.stream, levels.stream]))
        self._used = used
        is_level = np.isin(used, levels.stream)
        lag_us = np.zeros(len(streams), dtype=np.int64)
        lag_us[levels.stream] = levels.lag_us
        self._topology = topology
        self._areas, self._streams = tuple(areas), tuple(streams)
        self._step_us = step_us
        self._zone = zone
        self._window = max(10, -(-window_us // step_us))
        self._memory = _MEMORY_US // step_us
        self._longest_gap = _LONGEST_GAP_US // step_us
        longest = max((round(streams[i].interval_s + streams[i].lag_s) for i in used.tolist()), default=0)
        ahead = min(self._window, 5 + longest * MICROSECONDS_PER_SECOND // step_us)
        layout = network.layout
        state_bytes = 8 * len(layout.area) * layout.size**2
        self._kept_every = max(1, -(-self._window * state_bytes // _KEPT_BYTES))
        depth = 2 * self._window + 2 * self._kept_every
        self._readings = Readings(len(streams), used, is_level, lag_us[used], step_us, depth, ahead)
        self._filter = Filter(network, areas, used, len(streams), step_us, zone)
        self._trajectory = Trajectory(step_us)
        self._reporting = Reporting(topology, network, used)
        self.reset()

    @classmethod
    def of(
        cls,
        areas: Sequence[Area],
        gates: Sequence[Gate],
        streams: Sequence[Stream],
        *,
        step_s: float = 60.0,
        zone: tzinfo = UTC,
        assumptions: Assumptions | None = None,
        window_s: float | None = None,
        largest_cluster: int = LARGEST,
    ) -> FusionEstimator:
        """Return the estimator of a city.

        Parameters
        ----------
        step_s
            Length of a step in seconds.
        zone
            In which the hours of ``empty_at_h`` are.
        window_s
            How old a row may be, by the end of its interval, to be still taken; by default an hour, or as long as the
            slowest stream needs, at most four.
        largest_cluster
            Areas that are filtered together exactly; larger networks are cut into clusters that exchange flows.

        Raises
        ------
        SituationError
            As :meth:`Topology.of <baken.situation.topology.Topology.of>`.
        """
        topology = Topology.of(areas, gates, streams)
        ordered = [streams[i] for i in topology.declared]
        network = Network.of(
            areas,
            gates,
            ordered,
            step_s=step_s,
            assumptions=assumptions or Assumptions(),
            largest=largest_cluster,
        )
        step_us = round(step_s * MICROSECONDS_PER_SECOND)
        window_us = _window_us(ordered) if window_s is None else round(window_s * MICROSECONDS_PER_SECOND)
        return cls(topology, network, areas, ordered, step_us, zone, window_us)

    @property
    def topology(self) -> Topology:
        """The areas, gates and streams it was made from."""
        return self._topology

    @property
    def _is_begun(self) -> bool:
        return self._boundary != _NOT_BEGUN

    @property
    def memory_us(self) -> int:
        """Half a day: after that, hardly anything of what was before can be told from the estimate."""
        return _MEMORY_US

    def definition_of(self, area_index: int) -> MethodDefinition:
        """Return the one method for all areas."""
        del area_index
        return FUSION

    def reset(self) -> None:
        """Forget every observation."""
        self._newest = empty_columns(len(self._topology.stream_ids))
        self._pending: list[Changes] = []
        self._kept: dict[int, State] = {}
        self._passed: deque[Passed] = deque(maxlen=_REMEMBERED)
        self._boundary = _NOT_BEGUN
        self._began = 0
        self._now_us = NO_TIME_US
        self._readings.reset()
        self._reporting.reset()
        self._trajectory.forget()
        self.too_late = 0
        """Rows that came when their time was no longer kept, since the last reset."""

    # -- feeding ---------------------------------------------------------------------------------------------

    def update(self, offered: Changes, newest: NewestColumns, renewed: Index) -> Index:
        """Take observations; they count from the next :meth:`advance` on. Returns the areas they may change."""
        self._newest = newest
        touched = self._reporting.take(newest, renewed)
        useful = self._readings.is_used(offered)
        if useful.any():
            self._pending.append(offered if useful.all() else offered.take(useful))
        return touched

    def advance(self, now_us: int) -> Index:
        """Step to the last boundary before a moment; returns all areas that hang together with a stream heard."""
        target = now_us // self._step_us
        aged = self._reporting.has_aged(now_us)
        self._now_us = now_us
        moved = self._advanced(target)
        return self._reporting.known_areas() if moved or aged else _NONE

    def _advanced(self, target: int) -> bool:
        """Take what is pending in portions that fit into the window, and step; tell whether anything changed."""
        rows = _joined(self._pending) if self._pending else None
        self._pending = []
        if rows is not None:
            first, _ = self._readings.steps_of(rows)
            early = first > target + 1
            if early.any():
                self._pending = [rows.take(early)]
                rows, first = rows.take(~early), first[~early]
        if rows is None or len(rows) == 0:
            return self._is_begun and self._stepped(target, target, None)
        if not self._is_begun or target - self._boundary > self._longest_gap:
            self._begin(max(int(first.min()) - 1, target - self._memory))
        moved = False
        while True:
            until = min(target, max(self._boundary, int(first.min())) + self._window // 2)
            due = first <= (until + 1 if until == target else until)
            moved |= self._stepped(until, target, rows.take(due))
            if until == target:
                return moved
            rows, first = rows.take(~due), first[~due]
            if len(rows) == 0:
                return self._stepped(target, target, None) or moved

    def _begin(self, boundary: int) -> None:
        self._kept = {boundary: self._filter.start(boundary)}
        self._began = self._boundary = boundary
        self._passed.clear()
        self._readings.open_until(boundary)

    def _stepped(self, until: int, target: int, rows: Changes | None) -> bool:
        """Write rows and step to a boundary, from the first one on that they change; tell whether anything changed."""
        if until - self._boundary > self._longest_gap:
            self._begin(until - self._memory)
        self._readings.open_until(max(until, self._boundary))
        dirty = None if rows is None or len(rows) == 0 else self._written(rows, target)
        until = max(until, self._boundary)
        if dirty is None and until == self._boundary:
            return False
        base = self._boundary if dirty is None else min(dirty, self._boundary)
        self._run(max(b for b in self._kept if b <= base), until, target)
        return True

    def _written(self, rows: Changes, target: int) -> int | None:
        first, _ = self._readings.steps_of(rows)
        oldest = min(self._kept)
        if oldest == self._began:  # nothing lies before it but what was never heard: it may begin earlier
            earliest = min(oldest, max(int(first.min()) - 1, target - self._window))
            if earliest < oldest:
                self._kept = {earliest: self._filter.start(earliest)}
                self._began = oldest = earliest
        self.too_late += int(np.count_nonzero(first < oldest))
        dirty = self._readings.write(rows, oldest)
        return None if dirty is None else max(dirty, oldest)

    def _run(self, base: int, until: int, target: int) -> None:
        state = self._kept[base]
        self._kept = {b: s for b, s in self._kept.items() if b <= base}
        while self._passed and self._passed[-1].boundary > base:
            self._passed.pop()
        for number in range(base, until):
            state = self._filter.step(state, number, self._readings).state
            boundary = number + 1
            if boundary > until - _KEPT_WHOLE or boundary % self._kept_every == 0:
                self._kept[boundary] = state
            self._passed.append(Passed(boundary, state.flow.astype(np.float32), self._persons(state)))
            if self._trajectory.is_due(boundary):
                self._trajectory.note(boundary, self._reporting.columns(state), self._flows_since(boundary))
        self._boundary = until
        self._state = state
        self._prune(min(target, until) - self._window - self._kept_every)

    def _flows_since(self, boundary: int) -> Float64:
        """Return persons per minute who took each way in the steps since the trajectory was noted last."""
        since = boundary - self._trajectory.every
        recent = [one.flow for one in islice(reversed(self._passed), self._trajectory.every) if one.boundary > since]
        return self._reporting.per_way(np.mean(recent, axis=0))

    def _prune(self, oldest: int) -> None:
        newest = self._boundary
        keep = {
            b
            for b in self._kept
            if b > newest - _KEPT_WHOLE or (b >= oldest and (b % self._kept_every == 0 or b == self._began))
        }
        self._kept = {b: s for b, s in self._kept.items() if b in keep}

    def _persons(self, state: State) -> Float64:
        layout = self._filter.network.layout
        return state.mean[layout.cluster_of, layout.place_of]

    # -- looking ---------------------------------------------------------------------------------------------

    def estimate(self, areas: Index) -> Estimates:
        """Return the estimates of some areas at the last boundary."""
        return self._reporting.estimates(self._state if self._is_begun else None, self._now_us, areas)

    def flows(self) -> GateFlows:
        """Return who took each way in the last step, in persons per minute."""
        return self._reporting.flows(self._state if self._is_begun else None)

    def explain(self, area_index: int) -> Explanation:
        """Return where the estimate of an area comes from."""
        fresh = self._reporting.fresh_streams(self._now_us)
        return explained(self._filter, self._replay(), self._topology, self._used, area_index, fresh)

    def origin_destination(self, minutes: float) -> Float64:
        """Return from where to where people went, shape (areas + 1, areas + 1); last is outside."""
        steps = max(1, round(minutes / self._filter.network.step_min))
        return origin_destination(self._filter.network, tuple(self._passed)[-steps - 1 :])

    def _replay(self) -> Replay | None:
        """Return the last quarter of an hour, ready to be told again without some of its streams."""
        if not self._is_begun:
            return None
        wanted = self._boundary - round(15.0 / self._filter.network.step_min)
        first = max((b for b in self._kept if b <= wanted), default=min(self._kept))
        return Replay(self._kept[first], first, self._boundary, self._readings, self._state)

    @property
    def passed_since_us(self) -> int | None:
        """From when on :meth:`passed` knows; None when nothing was heard yet."""
        return self._trajectory.since_us()

    def passed(self, rows: Changes, moments_us: Int64) -> History:
        """Return what was estimated at rising moments when they were passed, late rows included; unknown elsewhere.

        May be called in another thread. ``rows`` are those of the time, for the quality; by place in the topology.
        """
        reporting = Reporting(self._topology, self._filter.network, self._used)
        moments = np.asarray(moments_us, dtype=np.int64)
        return as_history(self._trajectory.at(moments), reporting, self._topology, rows, moments, None)

    def flows_passed(self, moments_us: Int64) -> Float64:
        """Return who took each way in the minutes before rising moments, as it was estimated when they were passed."""
        return self._trajectory.flows_at(np.asarray(moments_us, dtype=np.int64), len(self._filter.network.ways))

    def smoothed(self, rows: Changes, moments_us: Int64, *, areas: Index | None = None) -> History:
        """Return the estimates at rising moments, each from all rows, also later ones; this estimator is not changed.

        Rows name their streams by place in the topology.
        """
        return smoothed(self._filter, self._readings, self._topology, self._used, rows, moments_us, areas)


_NONE: Final[Index] = np.empty(0, dtype=np.intp)


def _joined(parts: list[Changes]) -> Changes:
    if len(parts) == 1:
        return parts[0]
    return Changes(
        np.concatenate([p.stream_index for p in parts]),
        np.concatenate([p.start_us for p in parts]),
        np.concatenate([p.end_us for p in parts]),
        np.concatenate([p.result for p in parts]),
        np.concatenate([p.quality for p in parts]),
        np.concatenate([p.available_at_us for p in parts]),
    )


def _window_us(streams: Sequence[Stream]) -> int:
    """Return how long the slowest stream that says something about persons may need, and a quarter more."""
    slowest = max((s.interval_s + s.delay_s + s.lag_s for s in streams), default=0.0)
    return min(max(round(1.25 * slowest * MICROSECONDS_PER_SECOND), _SHORTEST_WINDOW_US), _LONGEST_WINDOW_US)
