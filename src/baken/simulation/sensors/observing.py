# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What all sensors of a city tell of a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from baken.simulation.model import SimulationError
from baken.simulation.sensors import counting, parked, present, surroundings
from baken.simulation.sensors.faults import HOUR_US, drawn_faults, ordinary_faults, spoil
from baken.simulation.sensors.model import Imperfections
from baken.simulation.sensors.rows import Rows
from baken.simulation.sensors.told import Look
from baken.vocabulary.quantity import Quantity

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from baken.observation.stream import Stream
    from baken.simulation.day import Day
    from baken.simulation.sensors.model import SensorFault
    from baken.simulation.sensors.told import Float64

MODELS: Final[dict[Quantity, Callable[[Look], Float64]]] = {
    Quantity.PEDESTRIAN_COUNT: counting.counter,
    Quantity.PASSENGERS_ALIGHTED: counting.tickets,
    Quantity.PASSENGERS_BOARDED: counting.tickets,
    Quantity.PERSONS_PRESENT: present.camera,
    Quantity.PANEL_VISITORS: present.panel,
    Quantity.DEVICES_PRESENT: present.devices,
    Quantity.PARKING_SPACES_OCCUPIED: parked.board,
    Quantity.VEHICLE_COUNT: parked.vehicles,
    Quantity.VEHICLE_OCCUPANCY: surroundings.trams,
    Quantity.SCHEDULE_DELAY: surroundings.trams,
    Quantity.EXPECTED_VISITORS: surroundings.announced,
    Quantity.AIR_TEMPERATURE: surroundings.weather,
    Quantity.WIND_SPEED: surroundings.weather,
    Quantity.WIND_GUST_SPEED: surroundings.weather,
    Quantity.WIND_DIRECTION: surroundings.weather,
    Quantity.PRECIPITATION_RATE: surroundings.weather,
    Quantity.RELATIVE_HUMIDITY: surroundings.weather,
    Quantity.WATER_LEVEL: surroundings.weather,
}
"""What stands behind each quantity. A stream of another quantity cannot be simulated."""

_JITTER_S: Final = 3.0
_PANEL_JITTER_S: Final = 300.0


def observe(
    day: Day,
    streams: Sequence[Stream],
    *,
    seed: int,
    flaws: Imperfections | None = None,
    faults: Sequence[SensorFault] = (),
    refused: Callable[[Stream, SimulationError], None] | None = None,
) -> Rows:
    """Return what the sensors of some streams tell of a day, in order of when it could be known.

    What a sensor does wrong is drawn from what its stream declares (``per_person_error``, ``relative_error``), and
    from ``flaws``, of which no stream says anything. The sensors are drawn by the seed and the id of the stream:
    further streams change nothing for the others.

    Parameters
    ----------
    faults
        Further ones, besides those of the scenario.
    refused
        Is told of streams that cannot be simulated, which then tell nothing.

    Raises
    ------
    SimulationError
        When a stream is of a quantity, gate, area or facility that the simulated place does not have, and nobody is
        to be told.
    """
    flaws = flaws or Imperfections()
    known = drawn_faults((*day.scenario.sensor_fault, *faults), streams, seed)
    midnight_us = day.start_us - round(day.scenario.start_h * HOUR_US)
    parts = []
    for number, stream in enumerate(streams):
        look = Look.of(day, stream, flaws, seed)
        try:
            rows = _told(look, number)
        except SimulationError as error:
            if refused is None:
                raise
            refused(stream, error)
            continue
        for fault in (*ordinary_faults(stream, flaws, day.scenario.start_h, seed), *known.get(stream.id, ())):
            rows = spoil(rows, fault, midnight_us, look.rng)
        parts.append(rows)
    return Rows.joined(parts)


def _told(look: Look, number: int) -> Rows:
    model = MODELS.get(look.stream.quantity)
    if model is None:
        raise SimulationError(
            f"Stream {look.stream.id!r} observes {look.stream.quantity.value}, which is not simulated.",
            remedy=f"Use one of: {', '.join(sorted(q.value for q in MODELS))}.",
        )
    value = model(look)
    start, end = look.times(len(value))
    jitter = look.rng.exponential(_JITTER_S, len(value))
    if look.stream.quantity is Quantity.PANEL_VISITORS:
        jitter += look.rng.uniform(0.0, _PANEL_JITTER_S, len(value))
    available = end + np.rint((look.stream.delay_s + jitter) * 1e6).astype(np.int64)
    return Rows(np.full(len(value), number, dtype=np.intp), start, end, available, value)
