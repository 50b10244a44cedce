# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The columns of a day while it is being made: what is noted of every minute, and the day that they become."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from baken.simulation.day import Day

if TYPE_CHECKING:
    from baken.simulation.city import SimulatedCity
    from baken.simulation.crowd import Crowd
    from baken.simulation.model import Scenario
    from baken.simulation.parties import Call
    from baken.simulation.weather import WeatherOfDay

Index = NDArray[np.intp]
Int64 = NDArray[np.int64]


class Diary:
    """What is noted of a day, minute by minute; columns as those of :class:`~baken.simulation.day.Day`."""

    def __init__(self, city: SimulatedCity, calls: int, minutes: int) -> None:
        areas, network = len(city.areas), city.network
        car_parks, cycle_parks = len(network.car_park), len(network.cycle_park)
        self._persons = np.zeros((minutes + 1, areas), dtype=np.int32)
        self._in_panel = np.zeros((minutes + 1, areas), dtype=np.int32)
        self._cars = np.zeros((minutes + 1, car_parks), dtype=np.int32)
        self._cycles = np.zeros((minutes + 1, cycle_parks), dtype=np.int32)
        self._cars_in = np.zeros((minutes, car_parks), dtype=np.int32)
        self._cars_out = np.zeros((minutes, car_parks), dtype=np.int32)
        self._alighted = np.zeros((minutes, calls), dtype=np.int32)
        self._boarded = np.zeros((minutes, calls), dtype=np.int32)
        self._departures: list[tuple[float, float, float, float]] = []

    def stocks(self, minute: int, crowd: Crowd, cars: Int64, cycles: Int64) -> None:
        """Note who and what is where when a minute begins."""
        self._persons[minute] = crowd.persons[:-1]
        inside = np.flatnonzero((crowd.where < crowd.outside) & crowd.parties.in_panel)
        counted = np.bincount(crowd.where[inside], crowd.parties.size[inside], crowd.outside + 1)
        self._in_panel[minute] = counted[:-1]
        self._cars[minute] = cars
        self._cycles[minute] = cycles

    def drove(self, minute: int, came: Int64, went: Int64) -> None:
        """Note how many cars came to each car park in a minute, and how many went."""
        self._cars_in[minute], self._cars_out[minute] = came, went

    def alighted(self, minute: int, calls: Index, persons: Index) -> None:
        """Note that parties alighted at calls in a minute."""
        np.add.at(self._alighted[minute], calls, persons)

    def departed(self, minute: int, call: int, boarded: int, *, aboard: int, late_s: float) -> None:
        """Note that a tram left, how many boarded there, and how many were aboard then."""
        self._boarded[minute, call] += boarded
        self._departures.append((minute, call, aboard, late_s))

    def day(
        self, crowd: Crowd, scenario: Scenario, calls: tuple[Call, ...], weather: WeatherOfDay, start_us: int
    ) -> Day:
        """Return the day that was noted."""
        return Day(
            city=crowd.city,
            scenario=scenario,
            calls=calls,
            start_us=start_us,
            weather=weather,
            persons=self._persons,
            in_panel=self._in_panel,
            crossings=crowd.crossings,
            cars=self._cars,
            cycles=self._cycles,
            cars_in=self._cars_in,
            cars_out=self._cars_out,
            alighted=self._alighted,
            boarded=self._boarded,
            departures=np.array(self._departures).reshape(-1, 4),
        )
