# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Interventions at work: where a party may walk now, and which cars are turned."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from baken.simulation.interventions import ExtraTrams, OneWayWalking, RoadClosed
from baken.simulation.model import SimulationError

if TYPE_CHECKING:
    from baken.simulation.city import SimulatedCity
    from baken.simulation.model import Scenario

Index = NDArray[np.intp]
Bool = NDArray[np.bool_]
Float64 = NDArray[np.float64]


class Acting:
    """What the interventions of a day do to parties.

    Parameters
    ----------
    parties
        How many there are.
    """

    def __init__(self, city: SimulatedCity, scenario: Scenario, parties: int, first_h: float, seed: int) -> None:
        check(city, scenario)
        rng = np.random.default_rng([seed, 2])
        self._city = city
        self._obedience, self._resolve = rng.random(parties), rng.random(parties)
        walking = [one for one in scenario.intervention if isinstance(one, OneWayWalking)]
        closed = [one for one in scenario.intervention if isinstance(one, RoadClosed)]
        self._walking = [(*one.minutes(first_h), one, *_against(city, one)) for one in walking]
        parks = [park.id for park in city.network.car_park]
        self._closed = [
            (*one.minutes(first_h), one, np.array([parks.index(name) for name in one.car_parks], dtype=np.intp))
            for one in closed
        ]
        self._ways: dict[tuple[int, ...], Index] = {}

    def next_gate(self, who: Index, table: Index, node: Index, goal: Index, minute: int) -> Index:
        """Return the gate by which each leaves next; who obeys goes round what is closed now."""
        usual = self._city.ways.next_gate[table, node, goal]
        now = tuple(n for n, (begin, end, *_) in enumerate(self._walking) if begin <= minute < end)
        if not now:
            return np.asarray(usual)
        obeys = self._obedience[who] < min(self._walking[n][2].obeyed for n in now)
        return np.where(obeys, self._ways_of(now)[table, node, goal], usual)

    def turned(self, who: Index, gate: Index, where: Index, minute: int) -> Bool:
        """Return which parties stand before a gate that they may not pass in their direction, and obey."""
        found = np.zeros(len(who), dtype=np.bool_)
        for begin, end, one, number, origin in self._walking:
            if begin <= minute < end:
                found |= (gate == number) & (where == origin) & (self._obedience[who] < one.obeyed)
        return found

    def kept_out(self, who: Index, park: Index, moment: Float64) -> tuple[Bool, Bool]:
        """Return which parties cannot reach their car park, and which of those go home."""
        out, home = np.zeros(len(who), dtype=np.bool_), np.zeros(len(who), dtype=np.bool_)
        for begin, end, one, parks in self._closed:
            now = np.isin(park, parks) & (begin <= moment) & (moment < end) & (self._obedience[who] < one.obeyed)
            out |= now
            home |= now & (self._resolve[who] < one.stays_away)
        return out, home

    def _ways_of(self, now: tuple[int, ...]) -> Index:
        """Return the ways round what is closed; where there is none, the usual way: people wait before the gate."""
        found = self._ways.get(now)
        if found is None:
            closed = [(self._walking[n][3], self._walking[n][4]) for n in now]
            found = self._ways[now] = self._city.ways_without(closed)
        return found


def check(city: SimulatedCity, scenario: Scenario) -> None:
    """Make sure that interventions are about what is there, and end after they begin.

    Raises
    ------
    SimulationError
        Naming what is not.
    """
    lines, parks = {line.id for line in city.network.line}, {park.id for park in city.network.car_park}
    for one in scenario.intervention:
        if one.end_h <= one.start_h:
            raise SimulationError("An intervention ends before it begins.", remedy="Let end_h be later than start_h.")
        if isinstance(one, OneWayWalking):
            _against(city, one)
        elif isinstance(one, ExtraTrams) and one.line not in lines:
            raise SimulationError(f"There is no line {one.line!r}.", remedy=f"Use one of: {', '.join(sorted(lines))}.")
        elif isinstance(one, RoadClosed) and (not one.car_parks or not set(one.car_parks) <= parks):
            raise SimulationError(
                f"Not all of {', '.join(one.car_parks) or 'nothing'} are car parks.",
                remedy=f"Use some of: {', '.join(sorted(parks))}.",
            )


def _against(city: SimulatedCity, one: OneWayWalking) -> tuple[int, int]:
    """Return the gate, and the area from which it may not be passed: the one that it leads towards."""
    gate = city.gate_index(one.gate)
    pair = city.gates[gate].area_ids
    if one.towards not in pair:
        raise SimulationError(f"{one.gate} does not lead towards {one.towards!r}.", remedy=f"Use {' or '.join(pair)}.")
    return gate, int(city.gate_areas[gate, pair.index(one.towards)])
