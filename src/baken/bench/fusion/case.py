# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A case: one simulated day, and what its sensors told; the truth stays here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.city.load import load
from baken.service.places import find_city
from baken.simulation.city import SimulatedCity
from baken.simulation.making import simulate
from baken.simulation.reading import read_imperfections, read_scenario, scenario_names
from baken.simulation.sensors.model import FaultKind, SensorFault
from baken.simulation.sensors.observing import observe
from baken.vocabulary.quantity import Quantity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from baken.city.model import City
    from baken.observation.stream import Stream
    from baken.simulation.day import Day
    from baken.simulation.sensors.rows import Rows

CITY: Final = "scheveningen"
PUBLISHED: Final = tuple(range(20))
"""The seeds of published scores. Methods are tuned on others (100 to 119)."""

DEAD_SHARE: Final = 0.3

_AROUND: Final = frozenset(
    {
        Quantity.AIR_TEMPERATURE,
        Quantity.RELATIVE_HUMIDITY,
        Quantity.WIND_SPEED,
        Quantity.WIND_GUST_SPEED,
        Quantity.WIND_DIRECTION,
        Quantity.PRECIPITATION_RATE,
        Quantity.WATER_LEVEL,
    }
)
"""Quantities that say nothing of persons; that one of them is dead is no test."""


@dataclass(frozen=True, slots=True)
class CaseId:
    """Which day: its scenario, its seed, and whether 30 % of the sensors are dead."""

    scenario: str
    seed: int
    dead: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """A day and what was told of it.

    Attributes
    ----------
    rows
        In order of when they could be known; the only thing that a method gets.
    """

    id: CaseId
    city: City
    day: Day
    rows: Rows


@lru_cache(maxsize=1)
def bench_city() -> City:
    """Return the simulated city, read once per process."""
    return load(find_city(CITY))


@lru_cache(maxsize=1)
def _simulated() -> SimulatedCity:
    city = bench_city()
    place = SimulatedCity.read(city.folder)
    if [area.id for area in place.areas] != [area.id for area in city.areas]:
        raise AssertionError("The simulation has other areas than the city.")
    return place


def scenarios() -> tuple[str, ...]:
    """Return all scenarios of the simulated city.

    Examples
    --------
    >>> "fireworks-evening" in scenarios()
    True
    """
    return scenario_names(find_city(CITY))


def make_case(case: CaseId) -> Case:
    """Simulate a day and observe it."""
    city = bench_city()
    scenario = read_scenario(city.folder, case.scenario)
    day = simulate(_simulated(), scenario, seed=case.seed, zone=city.time_zone)
    dead = dead_sensors(city.streams) if case.dead else ()
    flaws = read_imperfections(city.folder)
    return Case(case, city, day, observe(day, city.streams, seed=case.seed, flaws=flaws, faults=dead))


def dead_sensors(streams: Sequence[Stream]) -> tuple[SensorFault, ...]:
    """Return the fault by which 30 % of the sensors of persons, drawn by the seed, are silent all day."""
    of = {stream.quantity.value for stream in streams if stream.quantity not in _AROUND}
    number = int(np.ceil(DEAD_SHARE * sum(stream.quantity.value in of for stream in streams)))
    return (SensorFault(kind=FaultKind.DEAD, draw=number, of=tuple(sorted(of))),)
