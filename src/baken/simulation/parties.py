# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who comes on a day: parties of persons who stay together, each with its plan, drawn one by one."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final, Self

import numpy as np
from numpy.typing import NDArray

from baken.simulation.geometry import TABLES
from baken.simulation.model import Event, Mode, SimulationError, Taste, Visitors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from baken.simulation.city import SimulatedCity
    from baken.simulation.model import Scenario
    from baken.simulation.weather import WeatherOfDay

Float64 = NDArray[np.float64]
Index = NDArray[np.intp]
Bool = NDArray[np.bool_]

MODES: Final = tuple(Mode)
NOBODY: Final = -1

WALKING_M_S: Final = 1.34
"""Mean free walking speed (Weidmann 1993); the larger a party, the slower."""

_SPEED_SPREAD: Final = 0.2
_SLOWER_PER_COMPANION: Final = 0.04
_EVENT_TASTE: Final = Taste(rain=0.15, wind=0.05)
_HOUR: Final = 60.0


@dataclass(frozen=True, slots=True)
class Parties:
    """Parties and their plans, in columns of shape (parties,). Times are minutes since the first minute.

    Attributes
    ----------
    size
        Persons.
    kind
        Place of the kind of visitors; those who come for event e have ``len(demand.visitors) + e``.
    mode, entrance
        How they come, as a place in :data:`MODES`, and by which street, call of a tram, car park or cycle park.
    arrive, leave
        When they would be at their entrance, and when they set off home.
    watches, watch_from
        Which event they watch (-1: none), and from when.
    table
        Which table of ways they follow.
    speed
        Free walking speed in m/min.
    in_panel
        Whether the panel could be drawn from them.
    """

    size: Index
    kind: Index
    mode: Index
    entrance: Index
    arrive: Float64
    leave: Float64
    watches: Index
    watch_from: Float64
    table: Index
    speed: Float64
    in_panel: Bool

    def __len__(self) -> int:
        """Return the number of parties."""
        return len(self.size)

    def where(self, keep: Bool | Index) -> Parties:
        """Return some of the parties."""
        return Parties(*(getattr(self, f.name)[keep] for f in fields(self)))

    @classmethod
    def joined(cls, parts: Sequence[Parties]) -> Self:
        """Return all parties of several lots."""
        return cls(*(np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(cls)))


@dataclass(frozen=True, slots=True)
class Call:
    """A stop of a tram line: an entrance of its own."""

    line: int
    stop: int
    place: int
    share: float


def calls_of(city: SimulatedCity) -> tuple[Call, ...]:
    """Return every stop of every line."""
    stops = {stop.id: i for i, stop in enumerate(city.network.stop)}
    return tuple(
        Call(number, stops[stop], place, line.share * share / sum(line.stop_shares))
        for number, line in enumerate(city.network.line)
        for place, (stop, share) in enumerate(zip(line.stops, line.stop_shares, strict=True))
    )


def draw_parties(city: SimulatedCity, scenario: Scenario, weather: WeatherOfDay, rng: np.random.Generator) -> Parties:
    """Return everybody who comes on the day of a scenario.

    Each kind of visitors arrives as a Poisson process whose intensity is its numbers times how willing the weather
    makes it; groups, stays, modes and speeds are drawn per party.
    """
    lots = [_lot(city, scenario, weather, k, rng) for k in range(len(city.demand.visitors))]
    lots += [_audience(city, scenario, weather, e, rng) for e in range(len(scenario.event))]
    parties = Parties.joined(lots)
    for number, event in enumerate(scenario.event):
        parties = _attracted(parties, number, event, weather.hours[0], rng)
    return parties


def _lot(city: SimulatedCity, scenario: Scenario, weather: WeatherOfDay, k: int, rng: np.random.Generator) -> Parties:
    visitors = city.demand.visitors[k]
    if scenario.day not in visitors.days:
        raise SimulationError(f"Visitors {visitors.id!r} have no number for a day of type {scenario.day!r}.")
    scale = visitors.days[scenario.day] * visitors.season[scenario.date.month - 1] * scenario.crowding
    total = visitors.persons * scale * np.exp(rng.normal(0.0, city.demand.day_to_day))
    rate = sum(weight * _bell(weather.hours, hour, spread) for hour, spread, weight in visitors.arrival)
    rate = rate / sum(weight for *_, weight in visitors.arrival) / _HOUR * weather.willingness(visitors.taste)
    size, arrive = _arrivals(total * rate, visitors.groups, rng)
    stay = visitors.stay_h * _HOUR * np.exp(rng.normal(0.0, visitors.stay_spread, len(size)))
    return _with_ways(city, size, arrive, arrive + stay, k, visitors, rng)


def _audience(
    city: SimulatedCity, scenario: Scenario, weather: WeatherOfDay, e: int, rng: np.random.Generator
) -> Parties:
    event = scenario.event[e]
    total = event.visitors * scenario.crowding * np.exp(rng.normal(0.0, city.demand.day_to_day))
    before = np.maximum((event.start_h - weather.hours) * _HOUR, 0.1)
    rate = np.exp(-0.5 * (np.log(before / (event.early_min + 20.0)) / 0.6) ** 2) / before * (before > 1.0)
    rate = rate / max(rate.sum(), 1e-9) * weather.willingness(_EVENT_TASTE)
    size, arrive = _arrivals(total * rate, event.groups, rng)
    leave = _after(event, weather.hours[0], np.zeros(len(size)), rng)
    parties = _with_ways(city, size, arrive, leave, len(city.demand.visitors) + e, event, rng)
    parties.watches[:] = e
    parties.watch_from[:] = arrive
    return parties


def _arrivals(rate: Float64, groups: tuple[float, ...], rng: np.random.Generator) -> tuple[Index, Float64]:
    """Draw parties from the persons expected per minute: their sizes and moments."""
    weights = np.array(groups) / sum(groups)
    sizes = np.arange(1, len(groups) + 1)
    number = int(rng.poisson(rate.sum() / float(weights @ sizes)))
    share = np.concatenate([[0.0], np.cumsum(rate)]) / max(float(rate.sum()), 1e-12)
    arrive = np.sort(np.interp(rng.random(number), share, np.arange(len(rate) + 1.0)))
    return rng.choice(sizes, number, p=weights).astype(np.intp), arrive


def _with_ways(
    city: SimulatedCity,
    size: Index,
    arrive: Float64,
    leave: Float64,
    kind: int,
    habits: Visitors | Event,
    rng: np.random.Generator,
) -> Parties:
    n = len(size)
    mode = draw(np.array([habits.modes.get(m, 0.0) for m in MODES]), n, rng)
    speed = rng.normal(WALKING_M_S, _SPEED_SPREAD, n) - _SLOWER_PER_COMPANION * (size - 1)
    return Parties(
        size=size,
        kind=np.full(n, kind),
        mode=mode,
        entrance=draw_entrances(city, mode, rng),
        arrive=arrive,
        leave=leave,
        watches=np.full(n, NOBODY),
        watch_from=np.full(n, np.inf),
        table=rng.integers(0, TABLES, n),
        speed=np.clip(speed, 0.6, 2.0) * 60.0,
        in_panel=rng.random(n) < habits.in_panel,
    )


def draw_entrances(city: SimulatedCity, mode: Index, rng: np.random.Generator) -> Index:
    """Draw by which street, call, car park or cycle park each party of a mode comes."""
    network = city.network
    shares = {
        Mode.FOOT: [street.share for street in network.street],
        Mode.TRAM: [call.share for call in calls_of(city)],
        Mode.CAR: [park.share for park in network.car_park],
        Mode.BICYCLE: [park.share for park in network.cycle_park],
    }
    entrance = np.zeros(len(mode), dtype=np.intp)
    for number, name in enumerate(MODES):
        which = mode == number
        if which.any():
            if not shares[name]:
                raise SimulationError(f"Visitors come by {name.value}, but the network has no entrance for them.")
            entrance[which] = draw(np.array(shares[name]), int(which.sum()), rng)
    return entrance


def _attracted(parties: Parties, e: int, event: Event, first_h: float, rng: np.random.Generator) -> Parties:
    """Let some of those who are there anyway watch an event, and stay to its end."""
    start = (event.start_h - first_h) * _HOUR
    there = (parties.watches == NOBODY) & (parties.arrive < start) & (parties.leave > start - 90.0)
    chosen = np.flatnonzero(there & (rng.random(len(parties)) < event.attracts))
    early = event.early_min * np.exp(rng.normal(0.0, 0.6, len(chosen)))
    parties.watches[chosen] = e
    parties.watch_from[chosen] = np.maximum(start - early, parties.arrive[chosen])
    parties.leave[chosen] = _after(event, first_h, parties.leave[chosen], rng)
    return parties


def _after(event: Event, first_h: float, otherwise: Float64, rng: np.random.Generator) -> Float64:
    """Return when the audience sets off home: many within minutes of the end, the others when they would have."""
    n, end = len(otherwise), (event.end_h - first_h) * _HOUR
    lag = event.lag_min * np.exp(rng.normal(0.0, 0.7, n))
    later = np.maximum(otherwise, end + 75.0 * np.exp(rng.normal(0.0, 0.6, n)))
    return np.asarray(np.where(rng.random(n) < event.at_once, end + lag, later))


def draw(weights: Float64, n: int, rng: np.random.Generator) -> Index:
    """Draw n places by weight."""
    return np.searchsorted(np.cumsum(weights) / weights.sum(), rng.random(n), side="right").clip(0, len(weights) - 1)


def draw_each(weights: Float64, rng: np.random.Generator) -> Index:
    """Draw one place per row of weights, shape (n, places); -1 where a row has no weight."""
    total = np.cumsum(weights, axis=1)
    at = rng.random(len(weights)) * total[:, -1]
    place = (total <= at[:, None]).sum(axis=1)
    return np.where(total[:, -1] > 0.0, np.minimum(place, weights.shape[1] - 1), NOBODY)


def _bell(hours: Float64, hour: float, spread: float) -> Float64:
    return np.asarray(np.exp(-0.5 * ((hours - hour) / spread) ** 2) / (spread * np.sqrt(2.0 * np.pi)))
