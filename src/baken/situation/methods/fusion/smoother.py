# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Over history: the filter forward, then backward with what came later (Rauch, Tung and Striebel).

    G = P F^T P'^-1        x_s = x + G (x'_s - x')        P_s = P + G (P'_s - P') G^T

with x, P the filtered state and x', P' what it predicts for the next boundary. The forward pass keeps only the first
state of every stretch; each stretch is filtered again when the backward pass comes to it, so that memory does not grow
with history.

Source: H. E. Rauch, F. Tung, C. T. Striebel, Maximum likelihood estimates of linear dynamic systems, *AIAA Journal*
3(8), 1445-1450, 1965.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.situation.history import History, newest_at
from baken.situation.levels import shown_level
from baken.situation.methods.fusion.reporting import Reporting
from baken.vocabulary.quality import QualityFlag

if TYPE_CHECKING:
    from baken.situation.methods.fusion.filter import Filter, Step
    from baken.situation.methods.fusion.readings import Readings
    from baken.situation.methods.fusion.state import State
    from baken.situation.model import Changes, Float64, Index, Int64
    from baken.situation.topology import Topology

_BYTES_AT_ONCE: Final = 50_000_000


@dataclass(frozen=True, slots=True)
class Smoothed:
    """Persons and their variance, specific flow and its error, per moment and area."""

    persons: Float64
    variance: Float64
    flow: Float64
    flow_error: Float64


def smoothed(
    steps: Filter,
    like: Readings,
    topology: Topology,
    used: Index,
    rows: Changes,
    moments_us: Int64,
    areas: Index | None,
) -> History:
    """Return the estimates at rising moments, each from all rows."""
    moments = np.asarray(moments_us, dtype=np.int64)
    reporting = Reporting(topology, steps.network, used)
    told = _estimated(steps, like, reporting, rows, moments)
    return as_history(told, reporting, topology, rows, moments, areas)


def as_history(
    told: Smoothed, reporting: Reporting, topology: Topology, rows: Changes, moments: Int64, areas: Index | None
) -> History:
    """Return estimates at moments as a history, with the quality that follows from the rows until each moment."""
    newest = newest_at(rows, len(topology.stream_ids), moments)
    then = [newest.at_moment(i) for i in range(len(moments))]
    quality = np.array(
        [reporting.quality(one, int(t)) for one, t in zip(then, moments.tolist(), strict=True)], np.uint8
    )
    quality = quality.reshape(len(moments), len(topology.area_ids))
    ends = np.array([reporting.ends(one) for one in then], np.int64).reshape(quality.shape)
    unknown = (quality == QualityFlag.MISSING) | np.isnan(told.persons)
    quality = np.where(unknown, QualityFlag.MISSING, quality).astype(np.uint8)
    chosen = slice(None) if areas is None else areas
    persons = np.where(unknown, np.nan, told.persons)[:, chosen]
    error = np.where(unknown, np.nan, np.sqrt(np.maximum(told.variance, 0.25)))[:, chosen]
    return History(
        time_us=moments,
        area_ids=topology.area_ids if areas is None else tuple(topology.area_ids[i] for i in areas),
        persons=persons,
        persons_standard_error=error,
        density_per_m2=persons / topology.usable_area_m2[chosen],
        flow_per_m_min=np.where(unknown, np.nan, told.flow)[:, chosen],
        flow_standard_error=np.where(unknown, np.nan, told.flow_error)[:, chosen],
        level=shown_level(persons, error, topology.breaks[chosen]),
        quality=quality[:, chosen],
        end_us=ends[:, chosen],
    )


def _estimated(steps: Filter, like: Readings, reporting: Reporting, rows: Changes, moments: Int64) -> Smoothed:
    areas = len(steps.network.usual)
    nothing = np.full((len(moments), areas), np.nan)
    result = Smoothed(nothing, nothing.copy(), nothing.copy(), nothing.copy())
    rows = rows.take(like.is_used(rows))
    if len(rows) == 0 or len(moments) == 0:
        return result
    first = int(like.steps_of(rows)[0].min()) - 1
    last = max(int(moments[-1]) // steps.step_us, first)
    readings = like.of_depth(last - first + 2)
    readings.open_until(last)
    readings.write(rows, first)
    wanted = np.clip(moments // steps.step_us, first, last)
    stretch = max(5, _BYTES_AT_ONCE // max(1, 3 * 8 * len(steps.network.layout.way) * steps.network.layout.size**2))
    starts = _forward(steps, readings, first, last, stretch)
    mean = covariance = np.zeros(0)
    for begin in sorted(starts, reverse=True):
        taken = _stretch(steps, readings, starts[begin], begin, min(begin + stretch, last))
        for boundary in range(min(begin + stretch, last), begin - 1, -1):
            state = taken[boundary - begin - 1].state if boundary > begin else starts[begin]
            if boundary == last:
                mean, covariance = state.mean, state.covariance
            elif boundary < min(begin + stretch, last):
                mean, covariance = _backward(taken[boundary - begin], mean, covariance)
            if boundary > begin or boundary == first:
                _note(steps, reporting, result, wanted == boundary, mean, covariance, state)
    return result


def _forward(steps: Filter, readings: Readings, first: int, last: int, stretch: int) -> dict[int, State]:
    state = steps.start(first)
    starts = {first: state}
    for number in range(first, last):
        state = steps.step(state, number, readings).state
        if (number + 1 - first) % stretch == 0 and number + 1 < last:
            starts[number + 1] = state
    return starts


def _stretch(steps: Filter, readings: Readings, state: State, begin: int, end: int) -> list[Step]:
    taken = []
    for number in range(begin, end):
        step = steps.step(state, number, readings)
        taken.append(step)
        state = step.state
    return taken


def _backward(step: Step, later_mean: Float64, later_covariance: Float64) -> tuple[Float64, Float64]:
    """Return the smoothed state at the begin of a step from the one at its end."""
    before, predicted = step.predicted.before, step.predicted.state
    places = step.predicted.transition_places
    inner, n = places.shape[2], before.mean.shape[1]
    transition = np.zeros((len(places), n, n))
    transition[:, : places.shape[1], :inner] = places
    diagonal = np.arange(places.shape[1], n)
    transition[:, diagonal, diagonal] = step.predicted.decay
    spread = predicted.covariance.copy()
    every = np.arange(n)
    own = spread[:, every, every]
    spread[:, every, every] = np.where(own > 0.0, own * (1.0 + 1e-10), 1.0)
    gain = np.linalg.solve(spread, transition @ before.covariance).transpose(0, 2, 1)
    mean = before.mean + (gain @ (later_mean - predicted.mean)[:, :, None])[:, :, 0]
    covariance = before.covariance + gain @ (later_covariance - predicted.covariance) @ gain.transpose(0, 2, 1)
    return mean, 0.5 * (covariance + covariance.transpose(0, 2, 1))


def _note(
    steps: Filter,
    reporting: Reporting,
    result: Smoothed,
    at: np.ndarray,
    mean: Float64,
    covariance: Float64,
    state: State,
) -> None:
    if not at.any():
        return
    layout = steps.network.layout
    c, a = layout.cluster_of, layout.place_of
    result.persons[at] = np.maximum(mean[c, a], 0.0)
    result.variance[at] = covariance[c, a, a]
    _, _, flow, flow_error = reporting.columns(state)
    result.flow[at] = flow
    result.flow_error[at] = flow_error
