# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Trams: when they call, how many get in, and what those do whose tram does not run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

import numpy as np
from numpy.typing import NDArray

from baken.simulation.interventions import ExtraTrams
from baken.simulation.model import Mode
from baken.simulation.parties import MODES, Parties, draw, draw_entrances
from baken.simulation.weather import along

if TYPE_CHECKING:
    from baken.simulation.city import SimulatedCity
    from baken.simulation.model import Line, Scenario
    from baken.simulation.parties import Call

Float64 = NDArray[np.float64]
Index = NDArray[np.intp]
Bool = NDArray[np.bool_]

TURN_MIN: Final = 4.0
_LATE_MIN: Final = 1.2
_INSTEAD: Final = {Mode.TRAM: 0.3, Mode.CAR: 0.2, Mode.BICYCLE: 0.15}
"""What people do who hear beforehand that their tram does not run; the others stay at home."""


@dataclass(frozen=True, slots=True)
class Timetable:
    """The trams that run on a day, in columns of shape (runs,); minutes since the first minute.

    Attributes
    ----------
    line
        Place of the line of each run.
    at_first_stop
        When it comes to the first stop.
    late_min
        How late it is.
    extra
        Which are extra: they bring nobody, and take away who waits.
    """

    calls: tuple[Call, ...]
    lines: tuple[Line, ...]
    line: Index
    at_first_stop: Float64
    late_min: Float64
    extra: Bool

    @classmethod
    def of(
        cls, city: SimulatedCity, scenario: Scenario, calls: tuple[Call, ...], first_h: float, rng: np.random.Generator
    ) -> Self:
        """Return the trams of a day, each a little late, without those that a failure takes away."""
        runs: list[tuple[int, float]] = []
        for number, line in enumerate(city.network.line):
            hour = line.first_h
            while hour <= line.last_h:
                if not is_failing(scenario, line.id, hour):
                    runs.append((number, (hour - first_h) * 60.0))
                hour += float(along(line.headway_min, hour)) / 60.0
        late = rng.gamma(1.2, _LATE_MIN, len(runs))
        more = _extra_runs(city, scenario, first_h)
        late = np.append(late, [behind for _, _, behind in more])
        return cls(
            calls,
            city.network.line,
            np.array([number for number, _ in runs] + [number for number, _, _ in more], dtype=np.intp),
            np.array([minute for _, minute in runs] + [minute for _, minute, _ in more]) + late,
            late,
            np.arange(len(runs) + len(more)) >= len(runs),
        )

    def arrivals(self, parties: Parties, rng: np.random.Generator) -> tuple[Parties, Bool]:
        """Put those who come by tram into trams, in the order in which they wait for one.

        Returns
        -------
        The parties with the moment at which each alights, and which of them found a tram at all.
        """
        found = np.ones(len(parties), dtype=np.bool_)
        arrive = parties.arrive.copy()
        by_tram = np.flatnonzero(parties.mode == MODES.index(Mode.TRAM))
        line_of = np.array([call.line for call in self.calls], dtype=np.intp)
        place_of = np.array([call.place for call in self.calls], dtype=np.intp)
        for number, line in enumerate(self.lines):
            mine = by_tram[line_of[parties.entrance[by_tram]] == number]
            mine = mine[np.argsort(parties.arrive[mine], kind="stable")]
            run = self._runs_taken(number, line, parties.arrive[mine], parties.size[mine])
            found[mine] = run >= 0
            ride = place_of[parties.entrance[mine]] * line.ride_min
            arrive[mine] = self.at_first_stop[run] + ride + rng.random(len(mine)) * 0.7
        stay = parties.leave - parties.arrive
        moved = np.flatnonzero(parties.watches < 0)
        parties.leave[moved] = arrive[moved] + stay[moved]
        parties.arrive[:] = arrive
        return parties, found

    def _runs_taken(self, number: int, line: Line, wanted: Float64, size: Index) -> Index:
        """Return the run that each takes, first come first served; -1 for whom none is left."""
        taken = np.full(len(wanted), -1, dtype=np.intp)
        mine = np.flatnonzero((self.line == number) & ~self.extra)
        mine = mine[np.argsort(self.at_first_stop[mine], kind="stable")]
        filled = np.concatenate([[0], np.cumsum(size)])
        first = 0
        for run in mine.tolist():
            ready = int(np.searchsorted(wanted, self.at_first_stop[run], side="right"))
            room = int(np.searchsorted(filled, filled[first] + line.capacity, side="right")) - 1
            last = max(first, min(ready, room))
            taken[first:last] = run
            first = last
        return taken

    def departures(self) -> list[tuple[int, float, int, int]]:
        """Return ``(minute, exact minute, call, run)`` of every departure towards the town, in order."""
        found = []
        for number, call in enumerate(self.calls):
            line = self.lines[call.line]
            back = (2 * (len(line.stops) - 1) - call.place) * line.ride_min + TURN_MIN
            for run in np.flatnonzero(self.line == call.line).tolist():
                exact = float(self.at_first_stop[run]) + back
                found.append((int(np.floor(exact)), exact, number, run))
        return sorted(found)


def _extra_runs(city: SimulatedCity, scenario: Scenario, first_h: float) -> list[tuple[int, float, float]]:
    """Return line, minute and delay of every extra tram, evenly through the time in which they run.

    They are late by numbers of their own, so that the others run as they would have; and by the same ones whenever
    they end, so that a tram that has gone does not depend on when the last one goes.
    """
    lines = [line.id for line in city.network.line]
    found = []
    for one in scenario.intervention:
        if isinstance(one, ExtraTrams):
            begin, end = one.minutes(first_h)
            number = lines.index(one.line)
            times = np.arange(begin + 30.0 / one.extra_per_h, end, 60.0 / one.extra_per_h)
            rng = np.random.default_rng([3, number, round(abs(begin))])
            late = rng.gamma(1.2, _LATE_MIN, len(times))
            found += [(number, float(minute), float(behind)) for minute, behind in zip(times, late, strict=True)]
    return found


def is_failing(scenario: Scenario, line: str, hour: float) -> bool:
    """Return whether a line does not run at some hour."""
    return any(f.line == line and f.start_h <= hour < f.end_h for f in scenario.line_failure)


def reroute(
    city: SimulatedCity,
    scenario: Scenario,
    parties: Parties,
    calls: tuple[Call, ...],
    first_h: float,
    rng: np.random.Generator,
) -> Parties:
    """Let those whose line fails when they want to come take another way, or stay at home."""
    hours = first_h + parties.arrive / 60.0
    by_tram = parties.mode == MODES.index(Mode.TRAM)
    stranded = np.zeros(len(parties), dtype=np.bool_)
    for number, call in enumerate(calls):
        line = city.network.line[call.line].id
        mine = by_tram & (parties.entrance == number)
        for failure in scenario.line_failure:
            if failure.line == line:
                stranded |= mine & (hours >= failure.start_h - 0.25) & (hours < failure.end_h)
    which = np.flatnonzero(stranded)
    if not len(which):
        return parties
    has = {Mode.TRAM: True, Mode.CAR: bool(city.network.car_park), Mode.BICYCLE: bool(city.network.cycle_park)}
    weights = np.array([_INSTEAD.get(m, 0.0) * has.get(m, False) for m in MODES])
    choice = draw(np.append(weights, 1.0 - weights.sum()), len(which), rng)
    stays = choice == len(MODES)
    mode = np.where(stays, 0, choice)
    parties.mode[which] = mode
    parties.entrance[which] = draw_entrances(city, mode, rng)
    keep = np.ones(len(parties), dtype=np.bool_)
    keep[which[stays]] = False
    return _onto_other_lines(city, scenario, parties.where(keep), calls, first_h, rng)


def _onto_other_lines(
    city: SimulatedCity,
    scenario: Scenario,
    parties: Parties,
    calls: tuple[Call, ...],
    first_h: float,
    rng: np.random.Generator,
) -> Parties:
    """Give parties whose call is of a failing line a call of one that runs, where there is one."""
    hours = first_h + parties.arrive / 60.0
    failed = {failure.line for failure in scenario.line_failure}
    shares = np.array([0.0 if city.network.line[c.line].id in failed else c.share for c in calls])
    if shares.sum() <= 0.0:
        return parties
    lines = np.array([city.network.line[c.line].id in failed for c in calls])
    by_tram = parties.mode == MODES.index(Mode.TRAM)
    lost = np.zeros(len(parties), dtype=np.bool_)
    lost[by_tram] = lines[parties.entrance[by_tram]]
    during = np.zeros(len(parties), dtype=np.bool_)
    for failure in scenario.line_failure:
        during |= (hours >= failure.start_h - 0.25) & (hours < failure.end_h)
    which = np.flatnonzero(lost & during)
    parties.entrance[which] = draw(shares, len(which), rng)
    return parties
