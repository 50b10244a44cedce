# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The one thing to implement for another way to make a day of a simulated place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from baken.simulation.city import SimulatedCity
    from baken.simulation.day import Day
    from baken.simulation.model import Scenario


class DayMaker(Protocol):
    """Makes the truth of a day.

    Invariants: the same arguments give the same day; persons are conserved at every gate, exactly; no area holds more
    than its most. It must not be the model that an estimator assumes, or that estimator is judged by itself.
    """

    def __call__(self, city: SimulatedCity, scenario: Scenario, *, seed: int, start_us: int) -> Day:
        """Return the day of a scenario that begins at a moment."""
        ...
