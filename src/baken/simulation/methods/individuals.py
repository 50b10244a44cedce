# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A day made of individual parties with plans of their own, who queue at gates, stops and car parks.

Meaning: every party (one to five persons who stay together) has a moment of arrival, a mode, a stay, a sequence of
activities with areas and dwell times, a walking speed and a taste in ways, all drawn one by one. Parties walk from gate
to gate along the network; how long they take follows from distances on the map and from the density of the area they
walk through. Gates let through what their width allows, areas hold what they can, trams take what they carry, first
come first served. Rain, the start and end of events, the last tram and full car parks end or change plans. Persons
are integers, and each is somewhere at every moment.

Formula: free speed of a party v0 (normal around 1.34 m/s, slower in larger parties); in an area with density rho

    v = v0 * max(0.2, 1 - exp(-1.913 * (1 / rho - 1 / 5.4)))            Weidmann (1993)

    persons through a gate per minute <= 82 * effective width in m      Green Guide (2018)

Choice of an area for an activity a from area o: ``P(d) ~ attraction[a, d] * exp(-way(o, d) / walk_m[a]) / (1 +
(rho_d / comfortable_d)^3)``. Dwell times, stays and lags are log-normal, arrivals of a kind of visitors a Poisson
process with an intensity that follows the hour and the weather. Nothing is exponential and nothing is in equilibrium:
on purpose, since estimators usually assume that.

Units: minutes and metres inside; persons.

Sources
-------
- U. Weidmann, *Transporttechnik der Fussgänger*, ETH Zürich 1993.
- *Guide to Safety at Sports Grounds* (Green Guide), 6th edition, Sports Grounds Safety Authority 2018.
- A. Horni, K. Nagel, K. W. Axhausen (eds.), *The Multi-Agent Transport Simulation MATSim*, Ubiquity Press 2016: plans
  of individuals that are executed on a network of queues.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from baken.simulation.acting import Acting, check
from baken.simulation.crowd import Crowd, State
from baken.simulation.deciding import Decisions
from baken.simulation.diary import Diary
from baken.simulation.model import Mode
from baken.simulation.parking import MOST_TRIES, CarParks, cycles_of
from baken.simulation.parties import MODES, NOBODY, Parties, calls_of, draw, draw_entrances, draw_parties
from baken.simulation.timetable import Timetable, is_failing, reroute
from baken.simulation.weather import WeatherOfDay

if TYPE_CHECKING:
    from baken.simulation.city import SimulatedCity
    from baken.simulation.day import Day
    from baken.simulation.model import Scenario

Index = NDArray[np.intp]
Float64 = NDArray[np.float64]

MINUTES: Final = 1440
WARM_UP: Final = 60
"""Minutes that are simulated before the day begins, so that it does not begin with nobody there."""

_FOOT, _TRAM = MODES.index(Mode.FOOT), MODES.index(Mode.TRAM)
_CAR, _BICYCLE = MODES.index(Mode.CAR), MODES.index(Mode.BICYCLE)
_QUEUE_PATIENCE_MIN: Final = 8.0
_STOP_PATIENCE_MIN: Final = (25.0, 60.0)
_SHORTEST_VISIT_MIN: Final = 15.0
_HOUR: Final = 60.0


def individuals(city: SimulatedCity, scenario: Scenario, *, seed: int, start_us: int) -> Day:
    """Return the day of a scenario; see the module for what is assumed."""
    return _Run(city, scenario, seed).day(start_us)


def journeys_of(
    city: SimulatedCity, scenario: Scenario, *, seed: int, start_us: int
) -> tuple[Day, Parties, list[tuple[int, Index, Index]]]:
    """Return a day with its parties, and every crossing: minute, parties, and twice the gate (one more going back)."""
    run = _Run(city, scenario, seed)
    run.crowd.noted = []
    return run.day(start_us), run.crowd.parties, run.crowd.noted


def weather_of_day(scenario: Scenario, seed: int) -> WeatherOfDay:
    """Return the weather of a day as it will be simulated, without who comes in it."""
    return _weather(scenario, np.random.default_rng([seed, 1]))[1]


def _weather(scenario: Scenario, rng: np.random.Generator) -> tuple[WeatherOfDay, WeatherOfDay]:
    """Return the weather from the warm-up on, and that of the day."""
    hours = scenario.start_h + np.arange(-WARM_UP, MINUTES) / _HOUR
    warm = WeatherOfDay.of(scenario.weather, hours, rng)
    return warm, WeatherOfDay(*(getattr(warm, name)[WARM_UP:] for name in WeatherOfDay.__slots__))


class _Run:
    """One day while it is being made. Minute 0 is the first of the day; the warm-up has negative minutes."""

    def __init__(self, city: SimulatedCity, scenario: Scenario, seed: int) -> None:
        check(city, scenario)
        self.city, self.scenario = city, scenario
        self.rng = np.random.default_rng([seed, 1])
        self.first_h = scenario.start_h
        warm, self.weather = _weather(scenario, self.rng)
        self.calls = calls_of(city)
        self.timetable = Timetable.of(city, scenario, self.calls, self.first_h, self.rng)
        parties = self._parties(warm)
        self.crowd = Crowd(city, parties, MINUTES)
        self.acting = Acting(city, scenario, len(parties), self.first_h, seed)
        self.now = -WARM_UP
        self.decisions = Decisions(self.crowd, scenario, self.weather, self.rng)
        self.car_parks = CarParks(city.network)
        self.tries = np.zeros(len(parties), dtype=np.int8)
        self.cycles = cycles_of(parties.size, self.rng)
        self.racks = np.zeros(len(city.network.cycle_park), dtype=np.int64)
        self.number_of_spots = np.array([len(each) for each in city.ways.spots])
        self.spots = np.array([np.resize(each, self.number_of_spots.max()) for each in city.ways.spots])
        self._entrances()
        self.diary = Diary(city, len(self.calls), MINUTES)

    def _parties(self, warm: WeatherOfDay) -> Parties:
        parties = draw_parties(self.city, self.scenario, warm, self.rng)
        # Drawn over the warm-up too: its first minute is minute 0 of the draw.
        for column in (parties.arrive, parties.leave, parties.watch_from):
            np.subtract(column, WARM_UP, out=column)
        parties = reroute(self.city, self.scenario, parties, self.calls, self.first_h, self.rng)
        parties, found = self.timetable.arrivals(parties, self.rng)
        return parties.where(found)

    def _entrances(self) -> None:
        """Note the gate of every entrance, and the walk from there."""
        network, gate = self.city.network, self.city.gate_index
        stops = [gate(stop.gate) for stop in network.stop]
        names: list[list[int]] = [[] for _ in MODES]
        names[_FOOT] = [gate(street.gate) for street in network.street]
        names[_TRAM] = [stops[call.stop] for call in self.calls]
        names[_CAR] = [gate(park.gate) for park in network.car_park]
        names[_BICYCLE] = [gate(park.gate) for park in network.cycle_park]
        widest = max(len(each) for each in names)
        self.gate_of = np.array([each + [0] * (widest - len(each)) for each in names], dtype=np.intp)
        self.walk_min = np.zeros(self.gate_of.shape)
        self.walk_min[_CAR, : len(names[_CAR])] = self.car_parks.walk_min
        self.walk_min[_BICYCLE, : len(names[_BICYCLE])] = [park.walk_s / 60.0 for park in network.cycle_park]

    def day(self, start_us: int) -> Day:
        """Run all minutes."""
        departures = self.timetable.departures()
        aboard = np.zeros(len(self.timetable.line), dtype=np.int64)
        at = 0
        for minute in range(-WARM_UP, MINUTES):
            if minute >= 0:
                self._note(minute)
            self.crowd.pace_now()
            while at < len(departures) and departures[at][0] <= minute:
                if departures[at][0] == minute:
                    self._board(departures[at], aboard)
                at += 1
            self._step(minute)
            if minute >= 0:
                self.diary.drove(minute, self.car_parks.came, self.car_parks.went)
            self.car_parks.came[:] = self.car_parks.went[:] = 0
        self._note(MINUTES)
        return self.diary.day(self.crowd, self.scenario, self.calls, self.weather, start_us)

    def _note(self, minute: int) -> None:
        self.diary.stocks(minute, self.crowd, self.car_parks.cars, self.racks)

    def _step(self, minute: int) -> None:
        crowd, self.now = self.crowd, minute
        due = np.flatnonzero(crowd.due < minute + 1.0)
        state = crowd.state[due]
        self._come(due[state == State.COMING], minute)
        self._go_on(due[state == State.STAYING], minute)
        self._give_up_waiting(due[state == State.WAITING], minute)
        self._drive_off(due[state == State.TO_CAR], minute)
        walking = due[(state == State.WALKING) | (state == State.COMING)]
        walking = walking[(crowd.state[walking] == State.WALKING) & (crowd.due[walking] < minute + 1.0)]
        if len(walking):
            self._cross(walking, minute)

    def _come(self, who: Index, minute: int) -> None:
        """Let parties that are at their entrance park, and walk to their gate."""
        if not len(who):
            return
        crowd, parties = self.crowd, self.crowd.parties
        by_car = who[parties.mode[who] == _CAR]
        if len(by_car):
            by_car, who = self._turn_cars(by_car, who)
            found = self.car_parks.enter(parties.entrance[by_car], parties.size[by_car], crowd.due[by_car])
            self._drive_on(by_car[~found])
            who = np.setdiff1d(who, by_car[~found])
        by_cycle = who[parties.mode[who] == _BICYCLE]
        np.add.at(self.racks, parties.entrance[by_cycle], self.cycles[by_cycle])
        mode, entrance = parties.mode[who], parties.entrance[who]
        walk = self.walk_min[mode, entrance] * self._about_one(len(who))
        gate = self.gate_of[mode, entrance]
        parties.leave[who] = np.maximum(parties.leave[who], minute + _SHORTEST_VISIT_MIN)
        crowd.bring_in(who, gate, np.maximum(crowd.due[who], minute) + walk)
        inside = self._inside(gate)
        self._aim(who, inside, minute)

    def _turn_cars(self, by_car: Index, who: Index) -> tuple[Index, Index]:
        """Turn the cars that a closed road keeps out; return who still comes by car, and at all."""
        crowd = self.crowd
        out, home = self.acting.kept_out(by_car, crowd.parties.entrance[by_car], crowd.due[by_car])
        if not out.any():
            return by_car, who
        crowd.state[by_car[home]] = State.GONE
        crowd.due[by_car[home]] = np.inf
        self._drive_on(by_car[out & ~home])
        return by_car[~out], np.setdiff1d(who, by_car[out])

    def _drive_on(self, who: Index) -> None:
        crowd, parties = self.crowd, self.crowd.parties
        park, search = self.car_parks.elsewhere(parties.entrance[who], self.rng)
        self.tries[who] += 1
        # Nothing found: the car stands in a street of the neighbourhood, and its people come on foot.
        street = (park == NOBODY) | (self.tries[who] >= MOST_TRIES)
        parties.mode[who[street]] = _FOOT
        on_foot = np.full(int(street.sum()), _FOOT)
        parties.entrance[who] = park
        parties.entrance[who[street]] = draw_entrances(self.city, on_foot, self.rng)
        crowd.due[who] += search

    def _inside(self, gate: Index) -> Index:
        """Return the area that an entrance leads to."""
        pair = self.city.gate_areas[gate]
        return np.where(pair[:, 0] == self.crowd.outside, pair[:, 1], pair[:, 0])

    def _aim(self, who: Index, origin: Index, minute: int) -> None:
        """Choose where parties go next; home when they have done enough."""
        goal = self.decisions.next(who, origin, minute)
        nowhere = goal == NOBODY
        self.crowd.goal[who] = self._spot_in(np.where(nowhere, origin, goal))
        home = who[nowhere & (self.crowd.state[who] != State.COMING)]
        self._turn_home(home, minute)

    def _spot_in(self, area: Index) -> Index:
        """Draw where in an area people stay: in its middle, or near one of its gates, all alike."""
        drawn = self.rng.random(len(area))
        return np.asarray(self.spots[area, (drawn * self.number_of_spots[area]).astype(np.intp)])

    def _exit_node(self, who: Index) -> Index:
        """Return the inner side of the gate by which parties go home."""
        gate = self.gate_of[self.crowd.parties.mode[who], self.crowd.parties.entrance[who]]
        is_second = self.city.gate_areas[gate, 0] == self.crowd.outside
        return np.asarray(self.crowd.outside + 2 * gate + is_second)

    def _turn_home(self, who: Index, minute: int) -> None:
        crowd, parties = self.crowd, self.crowd.parties
        hour = self.first_h + minute / _HOUR
        crowd.is_leaving[who] = True
        for number, call in enumerate(self.calls):
            if is_failing(self.scenario, self.city.network.line[call.line].id, hour):
                lost = who[(parties.mode[who] == _TRAM) & (parties.entrance[who] == number)]
                self._other_way_home(lost[self.rng.random(len(lost)) < 0.7])
        crowd.goal[who] = self._exit_node(who)

    def _other_way_home(self, who: Index) -> None:
        """Half take a tram of another line, the others walk until they find something else."""
        parties = self.crowd.parties
        shares = np.array([call.share for call in self.calls])
        failed = {failure.line for failure in self.scenario.line_failure}
        shares *= [self.city.network.line[call.line].id not in failed for call in self.calls]
        rides = (self.rng.random(len(who)) < 0.5) & (shares.sum() > 0.0)
        if rides.any():
            parties.entrance[who[rides]] = draw(shares, int(rides.sum()), self.rng)
        walks = who[~rides]
        parties.mode[walks] = _FOOT
        parties.entrance[walks] = draw_entrances(self.city, np.full(len(walks), _FOOT), self.rng)

    def _go_on(self, who: Index, minute: int) -> None:
        """Let parties that have stayed long enough do something else."""
        if len(who):
            spot = self.crowd.goal[who]
            self._aim(who, self.crowd.where[who], minute)
            self._head(who, spot, np.maximum(self.crowd.due[who], minute))

    def _head(self, who: Index, node: Index, moment: Float64) -> None:
        """Send parties from a node towards their goal; those who are there begin what they came for, or go out."""
        crowd, parties = self.crowd, self.crowd.parties
        gate = self.acting.next_gate(who, parties.table[who], node, crowd.goal[who], self.now)
        there = gate == NOBODY
        on = ~there
        crowd.send(who[on], node[on], gate[on], moment[on])
        out = there & crowd.is_leaving[who]
        self._go_out(who[out], node[out], moment[out])
        here = who[there & ~crowd.is_leaving[who]]
        crowd.state[here] = State.STAYING
        crowd.due[here] = self.decisions.stay_until(here, moment[there & ~crowd.is_leaving[who]])

    def _go_out(self, who: Index, node: Index, moment: Float64) -> None:
        """In the area of their exit parties walk to its gate; for a tram they wait in front of it."""
        crowd, parties = self.crowd, self.crowd.parties
        gate = self.gate_of[parties.mode[who], parties.entrance[who]]
        crowd.send(who, node, gate, moment)
        waits = who[parties.mode[who] == _TRAM]
        crowd.state[waits] = State.WAITING
        crowd.since[waits] = crowd.due[waits]
        crowd.due[waits] += self.rng.uniform(*_STOP_PATIENCE_MIN, len(waits))

    def _give_up_waiting(self, who: Index, minute: int) -> None:
        if len(who):
            self._other_way_home(who)
            spot = self.crowd.goal[who]
            self.crowd.goal[who] = self._exit_node(who)
            self._head(who, spot, np.full(len(who), float(minute)))

    def _board(self, departure: tuple[int, float, int, int], aboard: NDArray[np.int64]) -> None:
        minute, exact, number, run = departure
        crowd, parties, call = self.crowd, self.crowd.parties, self.calls[departure[2]]
        waiting = np.flatnonzero((crowd.state == State.WAITING) & (crowd.since <= exact))
        waiting = waiting[(parties.entrance[waiting] == number) & (parties.mode[waiting] == _TRAM)]
        waiting = waiting[np.argsort(crowd.since[waiting], kind="stable")]
        room = self.city.network.line[call.line].capacity - aboard[run]
        rides = waiting[np.cumsum(parties.size[waiting]) <= room]
        crowd.record(rides, minute)
        crowd.state[rides] = State.GONE
        crowd.due[rides] = np.inf
        persons = int(parties.size[rides].sum())
        aboard[run] += persons
        if minute >= 0:
            late_s = 60.0 * float(self.timetable.late_min[run])
            self.diary.departed(minute, number, persons, aboard=int(aboard[run]), late_s=late_s)

    def _drive_off(self, who: Index, minute: int) -> None:
        if len(who):
            crowd, parties = self.crowd, self.crowd.parties
            out = self.car_parks.leave(parties.entrance[who], parties.size[who], crowd.due[who], minute)
            crowd.state[who[out]] = State.GONE
            crowd.due[who[out]] = np.inf
            crowd.due[who[~out]] = np.maximum(crowd.due[who[~out]], minute + 1.0)

    def _cross(self, who: Index, minute: int) -> None:
        crowd, parties = self.crowd, self.crowd.parties
        who = self._turn_back(who, minute)
        came = crowd.where[who] == crowd.outside
        moment = np.maximum(crowd.due[who], minute)
        passed = crowd.cross(who, minute)
        left = who[~passed]
        tired = (minute - crowd.since[left] > _QUEUE_PATIENCE_MIN) & ~crowd.is_leaving[left]
        self._look_elsewhere(left[tired], minute)
        through, moment, came = who[passed], moment[passed], came[passed]
        if minute >= 0:
            riders = through[came & (parties.mode[through] == _TRAM)]
            self.diary.alighted(minute, parties.entrance[riders], parties.size[riders])
        out = crowd.where[through] == crowd.outside
        self._outside(through[out], moment[out])
        inside, moment = through[~out], moment[~out]
        gate = crowd.gate[inside]
        side = (self.city.gate_areas[gate, 1] == crowd.where[inside]).astype(np.intp)
        self._head(inside, crowd.outside + 2 * gate + side, moment)

    def _turn_back(self, who: Index, minute: int) -> Index:
        """Send those round who may not pass a gate in their direction; return the others."""
        crowd = self.crowd
        turned = self.acting.turned(who, crowd.gate[who], crowd.where[who], minute)
        if turned.any():
            back = who[turned]
            gate = crowd.gate[back]
            before = crowd.outside + 2 * gate + (self.city.gate_areas[gate, 1] == crowd.where[back])
            self._head(back, before, np.full(len(back), minute + 1.0))
        return who[~turned]

    def _look_elsewhere(self, who: Index, minute: int) -> None:
        """Who has stood long before a full area does something else; who is still outside waits on."""
        who = who[self.crowd.where[who] < self.crowd.outside]
        if len(who):
            gate, where = self.crowd.gate[who], self.crowd.where[who]
            before = self.crowd.outside + 2 * gate + (self.city.gate_areas[gate, 1] == where)
            self._aim(who, where, minute)
            self._head(who, before, np.full(len(who), minute + 1.0))

    def _outside(self, who: Index, moment: Float64) -> None:
        crowd, parties = self.crowd, self.crowd.parties
        crowd.state[who] = State.GONE
        crowd.due[who] = np.inf
        drivers = who[parties.mode[who] == _CAR]
        walk = self.walk_min[_CAR, parties.entrance[drivers]] * self._about_one(len(drivers))
        crowd.state[drivers] = State.TO_CAR
        crowd.due[drivers] = moment[parties.mode[who] == _CAR] + walk
        cyclists = who[parties.mode[who] == _BICYCLE]
        np.subtract.at(self.racks, parties.entrance[cyclists], self.cycles[cyclists])

    def _about_one(self, n: int) -> Float64:
        return np.exp(self.rng.normal(0.0, 0.25, n))
