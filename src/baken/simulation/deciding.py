# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What parties do next, where, and for how long."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from baken.simulation.parties import NOBODY, draw_each

if TYPE_CHECKING:
    from baken.simulation.city import SimulatedCity
    from baken.simulation.crowd import Crowd
    from baken.simulation.model import Event, Scenario
    from baken.simulation.weather import WeatherOfDay

Float64 = NDArray[np.float64]
Index = NDArray[np.intp]
Bool = NDArray[np.bool_]

WATCHING: Final = -2
"""The activity of those who watch an event."""

_RAINING_MM_H: Final = 0.4
_FULL: Final = 0.93
_HOUR: Final = 60.0
_SHORTEST_MIN: Final = 2.0


@dataclass(frozen=True, slots=True)
class _Habits:
    """What the files say, as arrays: activities and events one after the other where both are meant."""

    weights: Float64
    leaves_in_rain: Float64
    dwell: Float64
    spread: Float64
    patience: Float64
    closes: Float64
    opens: Float64
    decay: Float64
    is_sheltered: Bool
    audience: Float64
    event_start: Float64
    event_end: Float64
    event_lag: Float64
    event_patience: Float64


class Decisions:
    """Draws what parties do next.

    Attributes
    ----------
    activity
        Per party: the place of what it does, or :data:`WATCHING`.
    fled
        Whether rain ended what it did.
    """

    def __init__(self, crowd: Crowd, scenario: Scenario, weather: WeatherOfDay, rng: np.random.Generator) -> None:
        self._crowd, self._rng, self._weather = crowd, rng, weather
        self._city = crowd.city
        self._habits = _habits(crowd.city, scenario, float(weather.hours[0]))
        self._comfortable = np.array([use.comfortable_per_m2 for use in crowd.city.uses])
        self._shelter = [a.id for a in crowd.city.demand.activity].index(crowd.city.demand.shelter)
        n = len(crowd.parties)
        self.activity = np.zeros(n, dtype=np.intp)
        self.fled = np.zeros(n, dtype=np.bool_)
        self._patience = np.exp(rng.normal(0.0, 0.7, n))

    def room(self) -> Float64:
        """Return how much each area still attracts for how full it is, 1 to 0."""
        crowd = self._crowd
        share = 1.0 / (1.0 + (crowd.density / self._comfortable) ** 3)
        return np.where(crowd.persons[:-1] >= _FULL * self._city.most_persons, 0.0, share)

    def next(self, who: Index, origin: Index, minute: int) -> Index:
        """Choose what parties do next, and return the area to which they go; -1 for those who go home.

        Parameters
        ----------
        origin
            The area from which each starts.
        """
        crowd, habits = self._crowd, self._habits
        parties = crowd.parties
        goal = np.full(len(who), NOBODY, dtype=np.intp)
        fled, self.fled[who] = self.fled[who], False
        home = parties.leave[who] <= minute + 1.0
        home |= fled & (self._rng.random(len(who)) < habits.leaves_in_rain[parties.kind[who]])
        event = parties.watches[who]
        watching = ~home & (event >= 0) & (parties.watch_from[who] <= minute + 1.0)
        watching &= habits.event_end[event] > minute
        room = self.room()
        if watching.any():
            self.activity[who[watching]] = WATCHING
            near = habits.audience[event[watching]] * room
            goal[watching] = draw_each(near, self._rng)
        other = np.flatnonzero(~home & ~watching)
        if len(other):
            goal[other] = self._something(who[other], origin[other], fled[other], room, minute)
        return goal

    def _something(self, who: Index, origin: Index, fled: Bool, room: Float64, minute: int) -> Index:
        habits, parties = self._habits, self._crowd.parties
        rain = float(self._weather.rain_mm_h[max(minute, 0)])
        weights = habits.weights[parties.kind[who]] * ((habits.opens <= minute) & (habits.closes > minute + 15.0))
        if rain > _RAINING_MM_H:
            weights *= np.where(habits.is_sheltered, 1.0, np.exp(-0.8 * rain))
        activity = draw_each(weights, self._rng)
        activity = np.where(fled | (activity == NOBODY), self._shelter, activity)
        self.activity[who] = activity
        near = self._city.attraction[activity] * habits.decay[activity, origin] * room
        return draw_each(near, self._rng)

    def stay_until(self, who: Index, moment: Float64) -> Float64:
        """Return until when parties that have arrived stay, and remember whom rain drives away."""
        habits, parties = self._habits, self._crowd.parties
        activity = self.activity[who]
        watching = activity == WATCHING
        kind = np.where(watching, 0, activity)
        dwell = habits.dwell[kind] * np.exp(self._rng.normal(0.0, 1.0, len(who)) * habits.spread[kind])
        until = np.minimum(moment + dwell, habits.closes[kind] + self._rng.normal(0.0, 6.0, len(who)))
        until = np.minimum(until, parties.leave[who])
        event = parties.watches[who]
        ahead = (event >= 0) & (parties.watch_from[who] > moment)
        until = np.where(ahead, np.minimum(until, parties.watch_from[who]), until)
        if watching.any():
            end = habits.event_end[event] + habits.event_lag[event] * np.exp(self._rng.normal(0.0, 0.7, len(who)))
            at_once = np.minimum(end, np.maximum(parties.leave[who], habits.event_end[event]))
            until = np.where(watching, at_once, until)
        return self._driven_out(who, np.maximum(until, moment + _SHORTEST_MIN), moment, kind, watching)

    def _driven_out(self, who: Index, until: Float64, moment: Float64, kind: Index, watching: Bool) -> Float64:
        habits, load = self._habits, self._weather.rain_load
        event = self._crowd.parties.watches[who]
        patience = np.where(watching, habits.event_patience[event], habits.patience[kind]) * self._patience[who]
        now = load[np.clip(moment, 0, len(load) - 1).astype(np.intp)]
        wet = np.searchsorted(load, now + patience, side="left").astype(np.float64)
        outdoors = np.array([not use.sheltered for use in self._city.uses])[self._crowd.where[who]]
        flees = outdoors & (wet < until) & (wet < len(load))
        self.fled[who[flees]] = True
        return np.where(flees, np.maximum(wet, moment + 0.5), until)


def _habits(city: SimulatedCity, scenario: Scenario, first_h: float) -> _Habits:
    demand, events = city.demand, scenario.event
    names = [activity.id for activity in demand.activity]
    way = city.ways.way_m[: len(city.areas)]
    sheltered = np.array([use.sheltered for use in city.uses])
    kinds = [[visitors.activities.get(name, 0.0) for name in names] for visitors in demand.visitors]
    # Who comes for an event and has time left does what strollers do: everything a little, by its attraction.
    kinds += [list(np.mean(np.array(kinds), axis=0)) for _ in events]
    return _Habits(
        weights=np.array(kinds),
        leaves_in_rain=np.array([v.leaves_in_rain for v in demand.visitors] + [0.6] * len(events)),
        dwell=np.array([a.dwell_min for a in demand.activity]),
        spread=np.array([a.dwell_spread for a in demand.activity]),
        patience=np.array([a.rain_patience_min for a in demand.activity]),
        opens=np.array([(a.hours[0] - first_h) * _HOUR for a in demand.activity]),
        closes=np.array([(a.hours[1] - first_h) * _HOUR for a in demand.activity]),
        decay=np.array([np.exp(-way / a.walk_m) for a in demand.activity]),
        is_sheltered=np.array([bool((city.attraction[i][~sheltered] <= 0.0).all()) for i in range(len(names))]),
        audience=_audience(city, events),
        event_start=np.array([(e.start_h - first_h) * _HOUR for e in events] + [np.inf]),
        event_end=np.array([(e.end_h - first_h) * _HOUR for e in events] + [-np.inf]),
        event_lag=np.array([e.lag_min for e in events] + [0.0]),
        event_patience=np.array([e.rain_patience_min for e in events] + [0.0]),
    )


def _audience(city: SimulatedCity, events: tuple[Event, ...]) -> Float64:
    weights = np.zeros((len(events) + 1, len(city.areas)))
    for number, event in enumerate(events):
        for name, weight in event.areas.items():
            weights[number, city.area_index(name)] = weight
    return weights
