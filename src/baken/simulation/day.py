# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A simulated day: the truth, minute by minute, that no estimator ever sees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from baken.simulation.city import SimulatedCity
    from baken.simulation.model import Scenario
    from baken.simulation.parties import Call
    from baken.simulation.weather import WeatherOfDay

Float64 = NDArray[np.float64]
Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]

MINUTE_US = 60_000_000


@dataclass(frozen=True, slots=True)
class Day:
    """What happened in T minutes. Columns over time have T rows, one per minute; stocks have T + 1.

    Invariants: ``persons[t + 1] - persons[t]`` is the sum of the crossings of minute t into minus out of each area,
    exactly; nobody appears or vanishes inside.

    Attributes
    ----------
    start_us
        When the first minute begins.
    persons
        In each area, shape (T + 1, areas).
    in_panel
        Of these, from whom a panel could be drawn.
    crossings
        Shape (T, gates, 2): from the first to the second area of the gate, and back.
    cars, cycles
        Of visitors, parked in each car park and cycle park, shape (T + 1, parks); cycles beside the racks included.
    cars_in, cars_out
        Per car park, shape (T, car parks).
    alighted, boarded
        Per call of a line at a stop, shape (T, calls).
    departures
        Trams that left, in order: minute, call, persons aboard, seconds late, shape (n, 4).
    """

    city: SimulatedCity
    scenario: Scenario
    calls: tuple[Call, ...]
    start_us: int
    weather: WeatherOfDay
    persons: Int32
    in_panel: Int32
    crossings: Int32
    cars: Int32
    cycles: Int32
    cars_in: Int32
    cars_out: Int32
    alighted: Int32
    boarded: Int32
    departures: Float64

    @property
    def minutes(self) -> int:
        """Return T."""
        return len(self.crossings)

    @property
    def minute_us(self) -> Int64:
        """Return the moments of the stocks, shape (T + 1,)."""
        return self.start_us + MINUTE_US * np.arange(self.minutes + 1, dtype=np.int64)

    @property
    def visitors(self) -> int:
        """Return how many persons came in from outside."""
        outside = len(self.city.areas)
        from_outside = self.city.gate_areas == outside
        total = self.crossings.sum(axis=0)
        return int(total[from_outside[:, 0], 0].sum() + total[from_outside[:, 1], 1].sum())
