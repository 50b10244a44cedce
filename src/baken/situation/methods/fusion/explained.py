# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where an estimate comes from, in shares of information, and what a further sensor would do.

Information is one over the variance of the persons in the area. With V the variance now, W what it would be had the
streams of the area and of its gates been silent for the last quarter of an hour (the filter is run again without them),
and V0 what it is when nothing is known:

    measured = 1 - V / W        assumed = V / V0        modelled = V / W - V / V0

A stream's share is the information on the area that its next value gives, per step, over the sum of all: of a level,
``1 / (V - (P h)_a**2 / S) - 1 / V``; of a counter at a gate of the area, ``1 / (V + q) - 1 / (V + u)``, with q the
variance of its counting error and u that of the flow had it fallen silent.

A further sensor is taken as told of the present moment: one inside by a camera with a relative error of a tenth; one
at a gate as one that has told the flows of both ways to a twentieth. What the standard error would become
follows from the covariance alone, by conditioning.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.situation.explanation import Carrier, Explanation, Improvement, SensorKind
from baken.situation.methods.fusion.state import Mode

if TYPE_CHECKING:
    from baken.situation.methods.fusion.filter import Filter
    from baken.situation.methods.fusion.network import Network
    from baken.situation.methods.fusion.readings import Readings
    from baken.situation.methods.fusion.state import State
    from baken.situation.model import Bool, Float64, Index
    from baken.situation.topology import Topology

_CAMERA_ERROR: Final = 0.1
_COUNTER_ERROR: Final = 0.05
_MOST: Final = 6
_LEAST_SHARE: Final = 0.005


@dataclass(frozen=True, slots=True)
class Replay:
    """The last minutes, to be run again: their first state, boundaries and readings, and the state now."""

    state: State
    first: int
    last: int
    readings: Readings
    now: State


def explained(
    steps: Filter, replay: Replay | None, topology: Topology, used: Index, area: int, fresh: Bool
) -> Explanation:
    """Return the explanation of one area; ``fresh`` tells per stream of the topology whether it is."""
    area_id = topology.area_ids[area]
    if replay is None:
        return Explanation(area_id=area_id, measured_share=0.0, modelled_share=0.0, assumed_share=1.0)
    network = steps.network
    now = _variance(network, replay.now, area)
    own = _own_streams(network, area)
    without = _variance(network, _without(steps, replay, np.isin(used, own)), area) if len(own) else now
    layout = network.layout
    start = float(network.start_variance[layout.cluster_of[area], layout.place_of[area]])
    measured = max(0.0, 1.0 - now / without)
    assumed = min(1.0 - measured, now / start)
    carriers = _carriers(network, replay.now, topology, area, fresh)
    return Explanation(
        area_id=area_id,
        measured_share=measured,
        modelled_share=max(0.0, 1.0 - measured - assumed),
        assumed_share=assumed,
        carriers=carriers,
        improvements=_improvements(network, replay.now, topology, area),
    )


def _variance(network: Network, state: State, area: int) -> float:
    c, a = network.layout.cluster_of[area], network.layout.place_of[area]
    return max(float(state.covariance[c, a, a]), 1e-9)


def _own_streams(network: Network, area: int) -> Index:
    return np.array([s for s, areas in enumerate(network.sources.areas_of) if area in areas], dtype=np.intp)


def _without(steps: Filter, replay: Replay, mute: Bool) -> State:
    state = replay.state
    for number in range(replay.first, replay.last):
        state = steps.step(state, number, replay.readings, mute).state
    return state


def _carriers(network: Network, state: State, topology: Topology, area: int, fresh: Bool) -> tuple[Carrier, ...]:
    information: dict[int, float] = {}
    _add_levels(network, state, topology, area, information)
    _add_counts(network, state, area, information)
    information = {s: i for s, i in information.items() if fresh[s] and i > 0.0}
    total = sum(information.values())
    if total <= 0.0:
        return ()
    rows = [
        Carrier(stream_index=int(topology.declared[s]), stream_id=topology.stream_ids[s], share=float(i / total))
        for s, i in sorted(information.items(), key=lambda item: (-item[1], item[0]))
    ]
    return tuple(row for row in rows if row.share >= _LEAST_SHARE)


def _add_levels(network: Network, state: State, topology: Topology, area: int, information: dict[int, float]) -> None:
    layout, levels = network.layout, network.sources.levels
    c, a = int(layout.cluster_of[area]), int(layout.place_of[area])
    places, first = layout.places, layout.size - layout.level.shape[1]
    covariance, mean = state.covariance[c], state.mean[c]
    variance = covariance[a, a]
    for m in np.flatnonzero(layout.level[c] >= 0).tolist():
        source = int(layout.level[c, m])
        h = np.zeros(layout.size)
        h[:places] = layout.weight[c, m] * np.exp(mean[first + m])
        value = float(h[:places] @ mean[:places])
        h[first + m] = value
        missed = min(1.0, abs(1.0 - levels.per_person[source]) + levels.bias[source])
        noise = (levels.relative[source] * value) ** 2 + missed * value + 1.0
        seen = covariance @ h
        left = variance - seen[a] ** 2 / (h @ seen + noise * max(state.excess[c, m], 1.0))
        stream = int(levels.stream[source])
        steps = max(1.0, topology.interval_us[stream] / (network.step_min * 60e6))
        information[stream] = information.get(stream, 0.0) + (1.0 / max(left, 1e-9) - 1.0 / variance) / steps


def _add_counts(network: Network, state: State, area: int, information: dict[int, float]) -> None:
    layout, counts = network.layout, network.sources.one_way
    c, a = int(layout.cluster_of[area]), int(layout.place_of[area])
    variance = state.covariance[c, a, a]
    for d in np.flatnonzero((layout.way[c] >= 0) & (layout.incidence[c, a] != 0.0)).tolist():
        streams = counts.stream[counts.target == layout.way[c, d]].tolist()
        if state.mode[c, d] != Mode.COUNTED or not streams:
            continue
        flow = float(state.flow[c, d])
        silent = flow + (network.assumptions.lost_spread * flow) ** 2 + 0.05
        told = 1.0 / (variance + state.flow_variance[c, d]) - 1.0 / (variance + silent)
        for stream in streams:
            information[stream] = information.get(stream, 0.0) + max(told, 0.0) / len(streams)


def _improvements(network: Network, state: State, topology: Topology, area: int) -> tuple[Improvement, ...]:
    layout = network.layout
    c, a = int(layout.cluster_of[area]), int(layout.place_of[area])
    covariance = state.covariance[c]
    variance = float(covariance[a, a])
    persons = max(float(state.mean[c, a]), 0.0)
    camera = (_CAMERA_ERROR * persons) ** 2 + 1.0
    found = [(SensorKind.INSIDE, topology.area_ids[area], variance * camera / (variance + camera))]
    for d in range(0, layout.way.shape[1], 2):
        is_beside = layout.way[c, d] >= 0 and layout.incidence[c, a, d] != 0.0
        open_ways = [e for e in (d, d + 1) if is_beside and state.mode[c, e] != Mode.COUNTED]
        if open_ways:
            gate = network.ways.gate_ids[layout.way[c, d]]
            found.append((SensorKind.AT_GATE, gate, _conditioned(covariance, a, layout.places + np.array(open_ways))))
    rows = [
        Improvement(kind=kind, place_id=place, persons_standard_error=float(np.sqrt(max(after, 0.25))))
        for kind, place, after in sorted(found, key=lambda row: (row[2], row[1]))
    ]
    return tuple(rows[:_MOST])


def _conditioned(covariance: Float64, area: int, entries: Index) -> float:
    """Return the variance of the persons in an area if the flows of some ways were told."""
    block = covariance[np.ix_(entries, entries)] + _COUNTER_ERROR**2 * np.eye(len(entries))
    cross = covariance[area, entries]
    return float(covariance[area, area] - cross @ np.linalg.solve(block, cross))
