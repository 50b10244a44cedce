# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Days made of the journeys of another day: its parties come again, more or fewer of each kind and hour.

Meaning: one day is simulated party by party, and every crossing of a gate is noted. Another day takes each party a
number of times, drawn from a Poisson distribution whose mean is how many such parties are expected on that day for each
that came on the first. Nobody is halved and nobody is lost: persons follow from crossings, so they are conserved.

Formula: for a kind of visitors k and an arrival in minute m, with N the numbers of :class:`~..model.Visitors` for the
type of day and the month and W the willingness of the weather,

    copies ~ Poisson(N_k(day) W_k(day, m) / (N_k(reference) W_k(reference, m)))

Limits: journeys are those of the reference day, in its weather and crowding; nobody flees from rain once there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from baken.simulation.methods.individuals import journeys_of
from baken.simulation.weather import WeatherOfDay

if TYPE_CHECKING:
    from baken.simulation.city import SimulatedCity
    from baken.simulation.day import Day
    from baken.simulation.model import Scenario, Visitors, Weather
    from baken.simulation.parties import Parties

Float64 = NDArray[np.float64]
Int32 = NDArray[np.int32]
Index = NDArray[np.intp]

MOST_COPIES: Final = 4.0
"""More often nobody comes again: an hour to which hardly anybody came tells little of a crowd."""


@dataclass(frozen=True, slots=True)
class Journeys:
    """A day with every crossing of a gate, in columns of shape (crossings,).

    Attributes
    ----------
    minute
        Of the day; negative before its first.
    way
        Twice the gate, and one more in the direction back.
    party
        Place among the parties.
    """

    day: Day
    parties: Parties
    minute: Index
    way: Index
    party: Index

    @classmethod
    def of(cls, city: SimulatedCity, scenario: Scenario, *, seed: int) -> Journeys:
        """Return the journeys of a day to which exactly as many come as its numbers say."""
        exactly = replace(city, demand=msgspec.structs.replace(city.demand, day_to_day=0.0))
        day, parties, noted = journeys_of(exactly, scenario, seed=seed, start_us=0)
        minute = np.repeat(np.array([m for m, _, _ in noted], np.intp), [len(who) for _, who, _ in noted])
        who = np.concatenate([who for _, who, _ in noted]) if noted else np.zeros(0, np.intp)
        way = np.concatenate([ways for _, _, ways in noted]) if noted else np.zeros(0, np.intp)
        return cls(day, parties, minute, way, who)

    def again(self, city: SimulatedCity, scenario: Scenario, *, seed: int, start_us: int) -> Day:
        """Return another day of the same parties; of what is parked, it has what the reference day had."""
        rng = np.random.default_rng([seed, 9])
        copies = rng.poisson(self._expected(city, scenario, rng))
        persons, crossings = self.taken(copies)
        return replace(self.day, scenario=scenario, start_us=start_us, persons=persons, crossings=crossings)

    def taken(self, copies: Index) -> tuple[Int32, Int32]:
        """Return persons and crossings per minute when each party comes so often, as in :class:`~..day.Day`."""
        minutes, gates = self.day.crossings.shape[:2]
        size = (copies * self.parties.size)[self.party]
        before = self.minute < 0
        row = np.where(before, 0, self.minute + 1)
        counted = np.bincount(row * 2 * gates + self.way, size, (minutes + 1) * 2 * gates)
        ways = counted.reshape(minutes + 1, gates, 2).astype(np.int32)
        ends = self.day.city.gate_areas
        areas = len(self.day.city.areas)
        change = np.zeros((minutes + 1, areas + 1), np.int64)
        for forth, (begin, end) in enumerate(((0, 1), (1, 0))):
            for gate in range(gates):
                change[:, ends[gate, end]] += ways[:, gate, forth]
                change[:, ends[gate, begin]] -= ways[:, gate, forth]
        return np.cumsum(change[:, :areas], axis=0).astype(np.int32), ways[1:]

    def _expected(self, city: SimulatedCity, scenario: Scenario, rng: np.random.Generator) -> Float64:
        """Return how many parties come for each that came on the reference day, shape (parties,)."""
        there, parties = self.day.scenario, self.parties
        now, then = (_weather(one.weather, self.day) for one in (scenario, there))
        minute = np.clip(parties.arrive.astype(np.intp), 0, self.day.minutes - 1)
        found = np.zeros(len(parties))
        for kind, visitors in enumerate(city.demand.visitors):
            mine = parties.kind == kind
            numbers = _numbers(visitors, scenario) / max(_numbers(visitors, there), 1e-9)
            numbers *= float(np.exp(rng.normal(0.0, city.demand.day_to_day)))
            ratio = now.willingness(visitors.taste) / np.maximum(then.willingness(visitors.taste), 1e-6)
            found[mine] = (numbers * ratio)[minute[mine]]
        return np.minimum(found, MOST_COPIES)


def _numbers(visitors: Visitors, scenario: Scenario) -> float:
    of_day = visitors.days.get(scenario.day, 0.0) * visitors.season[scenario.date.month - 1]
    return visitors.persons * of_day * scenario.crowding


def _weather(weather: Weather, day: Day) -> WeatherOfDay:
    return WeatherOfDay.of(weather, day.weather.hours, np.random.default_rng(0))
