# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Sensors at gates: counting cameras, and readers of tickets at a stop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from baken.simulation.model import SimulationError
from baken.simulation.sensors.told import thinned

if TYPE_CHECKING:
    from baken.simulation.sensors.told import Look

Float64 = NDArray[np.float64]

_OF_CAMERA: Final = 15.0 / 16.0
"""Share of the variance of a bias that both ways of a camera have in common: the own part is a quarter as large."""


def counter(look: Look) -> Float64:
    """Return what a counting camera tells.

    Each person is seen with a probability: the camera's bias (drawn around ``per_person``), which wanders a little,
    less what is hidden when many walk side by side:

        seen = bias * wander * (1 - occlusion * q^2 / (1 + q^2)),  q = flow / occlusion_flow_per_m_min

    Some of those who walk the other way are counted, and sometimes nobody is. The clocks of some are wrong. One camera
    hangs over a gate and counts both ways, so that bias, wandering and clock are nearly those of the gate.
    """
    flaws, rng = look.flaws, look.rng
    ways = crossings(look)
    width = look.day.city.gates[look.day.city.gate_index(look.stream.gate_id or "")].effective_width_m
    q = ways.sum(axis=1) / width / flaws.occlusion_flow_per_m_min
    behind = _clock_behind_min(look)
    bias = look.bias(common=_OF_CAMERA, among=look.device)
    drift = look.wander(flaws.bias_drift, 6.0, common=_OF_CAMERA, among=look.device)[:-1]
    seen = bias * drift * (1.0 - flaws.occlusion * q**2 / (1.0 + q**2))
    forth, back = _shifted(ways[:, 0], behind, rng), _shifted(ways[:, 1], behind, rng)
    if look.stream.into is None and look.stream.out_of is None:
        told = thinned(forth + back, seen, rng)
    else:
        told = thinned(forth, seen, rng) + thinned(back, flaws.wrong_way, rng)
    total = look.summed(told + rng.poisson(flaws.false_per_min, len(told)))
    return np.asarray(np.rint(np.maximum(total * look.noise(len(total)), 0.0)))


def tickets(look: Look) -> Float64:
    """Return how many check in or out: a share of those who board or alight, for some travel on another's ticket."""
    share = min(look.bias(), 1.0) * look.wander(0.01, 3.0)[:-1]
    told = thinned(crossings(look)[:, 0], np.minimum(share, 1.0), look.rng)
    total = look.summed(told)
    return np.asarray(np.rint(np.maximum(total * look.noise(len(total)), 0.0)))


def crossings(look: Look) -> Float64:
    """Return who truly crosses the gate of a stream, per minute: its way and the other way, shape (T, 2)."""
    stream, city = look.stream, look.day.city
    if stream.gate_id is None:
        raise SimulationError(f"Stream {stream.id!r} must name a gate.")
    gate = city.gate_index(stream.gate_id)
    both = look.day.crossings[:, gate].astype(np.float64)
    first = city.gate_areas[gate, 0]
    name = stream.into or stream.out_of
    if name is None:
        return both
    goes_to_first = (city.area_index(name) == first) == (stream.into is not None)
    return both[:, ::-1] if goes_to_first else both


def _clock_behind_min(look: Look) -> float:
    """Draw by how many minutes the sensor's clock is behind; most are right."""
    is_wrong = look.device.random() < look.flaws.skewed
    seconds = look.device.uniform(20.0, max(20.0, look.flaws.skew_s))
    return seconds / 60.0 if is_wrong else 0.0


def _shifted(per_minute: Float64, minutes: float, rng: np.random.Generator) -> Float64:
    """Return the counts as they fall into the minutes of a clock that is behind."""
    if minutes == 0.0:
        return per_minute
    whole, part = divmod(minutes, 1.0)
    late = np.concatenate([np.zeros(int(whole)), per_minute])[: len(per_minute)]
    moved = rng.binomial(np.rint(late).astype(np.int64), part)
    return np.asarray(late - moved + np.concatenate([[0], moved[:-1]]), dtype=np.float64)
