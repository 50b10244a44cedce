# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Make a day: the scenario, its moment, and the method."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from baken.simulation.methods.individuals import individuals
from baken.vocabulary.time import to_us

if TYPE_CHECKING:
    from datetime import date

    from baken.simulation.city import SimulatedCity
    from baken.simulation.day import Day
    from baken.simulation.model import Scenario


def simulate(
    city: SimulatedCity, scenario: Scenario, *, seed: int, zone: str = "Europe/Amsterdam", on: date | None = None
) -> Day:
    """Return the truth of a day of 24 hours.

    Parameters
    ----------
    seed
        The same seed gives the same day.
    zone
        In which the hours of the scenario are meant.
    on
        Another date than that of the scenario.
    """
    return individuals(city, scenario, seed=seed, start_us=start_us(scenario, zone, on))


def start_us(scenario: Scenario, zone: str, on: date | None = None) -> int:
    """Return when the day of a scenario begins, in microseconds since 1970."""
    midnight = datetime.combine(on or scenario.date, time(), ZoneInfo(zone))
    whole, part = divmod(scenario.start_h, 24.0)
    # Wall-clock arithmetic: 04:00 is 04:00 also in the night in which the clocks change.
    return to_us(midnight + timedelta(days=whole, hours=part))
