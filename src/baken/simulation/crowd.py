# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where every party is, and how parties cross gates: one after the other, as far as gates and areas have room."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from baken.simulation.city import SimulatedCity
    from baken.simulation.parties import Parties

Float64 = NDArray[np.float64]
Index = NDArray[np.intp]
Bool = NDArray[np.bool_]

_SLOWEST: Final = 0.2
_JAM_PER_M2: Final = 5.4


class State(IntEnum):
    """What a party is doing."""

    COMING = 0
    WALKING = 1
    STAYING = 2
    WAITING = 3
    TO_CAR = 4
    GONE = 5


class Crowd:
    """The state of all parties, in columns of shape (parties,), and the counts that follow from it.

    Attributes
    ----------
    where
        Area of each party; the number of areas stands for outside.
    due
        Minute at which its next step is; infinite when it waits for something else.
    gate, to
        For those who walk: the gate they are going to, and the area behind it.
    since
        From when they wait at that gate or stop.
    goal
        The node they are going to, or at which they stay: an area's middle, or near one of its gates.
    is_leaving
        Whether they are on their way home.
    persons
        In each area, and last outside.
    noted
        Where it is a list, every crossing is noted in it: minute, parties, and twice the gate (one more going back).
    """

    def __init__(self, city: SimulatedCity, parties: Parties, minutes: int) -> None:
        n = len(parties)
        self.city = city
        self.parties = parties
        self.outside = len(city.areas)
        self.state = np.full(n, State.COMING, dtype=np.int8)
        self.where = np.full(n, self.outside, dtype=np.intp)
        self.due = parties.arrive.copy()
        self.gate = np.zeros(n, dtype=np.intp)
        self.to = np.full(n, self.outside, dtype=np.intp)
        self.since = np.zeros(n)
        self.goal = np.zeros(n, dtype=np.intp)
        self.is_leaving = np.zeros(n, dtype=np.bool_)
        self.persons = np.zeros(self.outside + 1, dtype=np.int64)
        self.crossings = np.zeros((minutes, len(city.gates), 2), dtype=np.int32)
        self.noted: list[tuple[int, Index, Index]] | None = None
        self._surface = np.array([area.usable_area_m2 for area in city.areas])
        self._pace = np.ones(self.outside + 1)
        self.pace_now()

    @property
    def density(self) -> Float64:
        """Persons per square metre of each area."""
        return np.asarray(self.persons[:-1] / self._surface)

    def pace_now(self) -> None:
        """Slow everybody down where it is dense (Weidmann 1993)."""
        with np.errstate(divide="ignore"):
            free = 1.0 - np.exp(-1.913 * (1.0 / self.density - 1.0 / _JAM_PER_M2))
        self._pace[:-1] = np.clip(free, _SLOWEST, 1.0)

    def send(self, who: Index, node: Index, gate: Index, moment: Float64) -> None:
        """Let parties walk from a node of the area that they are in to one of its gates."""
        where = self.where[who]
        side = (self.city.gate_areas[gate, 1] == where).astype(np.intp)
        metres = self.city.ways.step_m[node, self.outside + 2 * gate + side]
        self.state[who] = State.WALKING
        self.gate[who] = gate
        self.to[who] = self.city.gate_areas[gate, 1 - side]
        self.due[who] = self.since[who] = moment + metres / (self.parties.speed[who] * self._pace[where])

    def bring_in(self, who: Index, gate: Index, moment: Float64) -> None:
        """Let parties come to a gate from outside."""
        side = (self.city.gate_areas[gate, 1] == self.outside).astype(np.intp)
        self.state[who] = State.WALKING
        self.gate[who] = gate
        self.to[who] = self.city.gate_areas[gate, 1 - side]
        self.due[who] = self.since[who] = moment

    def cross(self, who: Index, minute: int) -> Bool:
        """Let parties that are at their gate through, first come first served, and return for whom there was room."""
        passed = self._with_room(who)
        self.record(who[passed], minute)
        self.due[who[~passed]] = minute + 1.0
        return passed

    def record(self, who: Index, minute: int) -> None:
        """Move parties through their gates and count them."""
        gate, size = self.gate[who], self.parties.size[who]
        origin, destination = self.where[who], self.to[who]
        back = (self.city.gate_areas[gate, 0] != origin).astype(np.intp)
        n = self.crossings.shape[1]
        if self.noted is not None:
            self.noted.append((minute, who, 2 * gate + back))
        counted = np.bincount(2 * gate + back, weights=size, minlength=2 * n)
        if minute >= 0:
            self.crossings[minute] += counted.reshape(n, 2).astype(np.int32)
        moved = np.bincount(destination, weights=size, minlength=self.outside + 1)
        moved -= np.bincount(origin, weights=size, minlength=self.outside + 1)
        self.persons += moved.astype(np.int64)
        self.where[who] = destination

    def _with_room(self, who: Index) -> Bool:
        gate, to, size = self.gate[who], self.to[who], self.parties.size[who]
        width = self.city.through_per_min
        room = np.append(self.city.most_persons - self.persons[:-1], np.inf)
        wants = np.bincount(gate, weights=size, minlength=len(width))
        comes = np.bincount(to, weights=size, minlength=len(room))
        narrow, full = wants > width, comes > np.maximum(room, 0.0)
        passed = np.ones(len(who), dtype=np.bool_)
        if narrow.any():
            passed &= ~narrow[gate] | first_come(gate, self.since[who], size, width)
        if full.any():
            of_passed = np.where(passed, size, 0)
            passed &= ~full[to] | first_come(to, self.since[who], of_passed, np.maximum(room, 0.0))
        return passed


def first_come(place: Index, since: Float64, size: Index, room: Float64) -> Bool:
    """Return who finds room at each place when those who have waited longest go first.

    Examples
    --------
    >>> zero = np.zeros(3, dtype=np.intp)
    >>> first_come(zero, np.array([3.0, 1.0, 2.0]), np.array([1, 2, 1]), np.array([3.0])).tolist()
    [False, True, True]
    """
    order = np.lexsort((since, place))
    ordered = place[order]
    filled = np.cumsum(size[order])
    begins = np.concatenate([[True], ordered[1:] != ordered[:-1]])
    before = np.maximum.accumulate(np.where(begins, filled - size[order], 0))
    found = np.zeros(len(place), dtype=np.bool_)
    found[order] = filled - before <= room[ordered]
    return found
