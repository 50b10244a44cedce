# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The weeks before a simulated day: who was where, who passed, and what counters told of it, on the wall clock.

They stand in for what a node of a real city would have counted and estimated by then. Persons and ways are the truth of
these days, where a real city has estimates; counts are what its sensors would have told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from baken.forecast.wall_clock import wall_min
from baken.simulation.model import SimulationError
from baken.simulation.sensors.model import Imperfections
from baken.simulation.sensors.observing import observe
from baken.simulation.weeks.climate import weather_of
from baken.simulation.weeks.declared import is_plain
from baken.simulation.weeks.journeys import Journeys
from baken.vocabulary.place import OUTSIDE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from baken.forecast.calendar import Calendar
    from baken.observation.stream import Stream
    from baken.simulation.city import SimulatedCity
    from baken.simulation.day import Day
    from baken.simulation.model import Scenario
    from baken.simulation.weeks.declared import Weeks

Float64 = NDArray[np.float64]

MINUTE_US: Final = 60_000_000
_SATURDAY, _SUNDAY = 5, 6


@dataclass(frozen=True, slots=True)
class SimulatedWeeks:
    """What was, in steps of the wall clock.

    Attributes
    ----------
    area_ids, stream_ids
        The columns of ``persons`` and ``counts``.
    ways
        Gate, area that is left and area that is entered, of the columns of ``flows``; ``outside`` is one.
    persons
        Mean in each area, shape (steps, areas).
    flows
        Persons on each way, shape (steps, ways).
    counts
        What counters told, shape (steps, streams).
    finer
        Persons and flows of the same days in shorter steps; None where they were not asked for.
    """

    start_min: int
    step_min: int
    area_ids: tuple[str, ...]
    ways: tuple[tuple[str, str, str], ...]
    stream_ids: tuple[str, ...]
    persons: Float64
    flows: Float64
    counts: Float64
    finer: SimulatedWeeks | None = None

    @property
    def days(self) -> int:
        """Return how many days they are."""
        return len(self.persons) * self.step_min // 1440


def simulated_weeks(
    city: SimulatedCity,
    weeks: Weeks,
    reference: Scenario,
    streams: Sequence[Stream],
    *,
    until: date,
    calendar: Calendar,
    step_min: int,
    finer_min: int | None = None,
    sensors_seed: int = 1,
    flaws: Imperfections | None = None,
) -> SimulatedWeeks:
    """Return the weeks that end where the day of a date begins.

    Parameters
    ----------
    reference
        The day whose visitors' ways are taken: one without events, failures and faults.
    streams
        That count persons who cross gates, in intervals that divide a step.
    finer_min
        Length of the steps in which persons and flows, not counts, are told as well; None when not.
    sensors_seed
        Which sensors: their bias is that of the day that is played with this seed.

    Invariants: the same date is the same day in all of them; persons change by who crosses gates, and by nothing else,
    from one hour to the next of a day.

    Raises
    ------
    SimulationError
        When the reference is no plain day, or a stream cannot be simulated.
    """
    _require_plain(reference)
    journeys = Journeys.of(city, reference, seed=weeks.seed)
    # what goes wrong on one day only would go wrong at the same hour of all of them
    lasting = msgspec.structs.replace(flaws or Imperfections(), outages=0.0, batches=0.0, spikes=0.0, freezes=0.0)
    parts, finer = [], []
    for number in range(weeks.days):
        on = until - timedelta(days=weeks.days - number)
        kind = day_type(on, calendar, city)
        weather = weather_of(weeks.climate, on, weeks.seed)
        scenario = msgspec.structs.replace(reference, date=on, day=kind, crowding=1.0, weather=weather)
        day = journeys.again(city, scenario, seed=weeks.seed + 1000 * on.toordinal(), start_us=0)
        rows = observe(day, streams, seed=sensors_seed, flaws=lasting)
        counts = _per_step(rows.stream, rows.start_us, rows.value, streams, day.minutes, step_min)
        parts.append((_means(day, step_min), _sums(day, step_min), counts))
        if finer_min is not None:
            finer.append((_means(day, finer_min), _sums(day, finer_min)))
    persons, flows, counted = (np.concatenate(each) for each in zip(*parts, strict=True))
    first = datetime.combine(until - timedelta(days=weeks.days), time())
    made = SimulatedWeeks(
        start_min=wall_min(first) + round(60.0 * reference.start_h),
        step_min=step_min,
        area_ids=tuple(area.id for area in city.areas),
        ways=ways_of(city),
        stream_ids=tuple(stream.id for stream in streams),
        persons=persons,
        flows=flows,
        counts=counted,
    )
    if finer_min is None:
        return made
    persons, flows = (np.concatenate(each) for each in zip(*finer, strict=True))
    none = np.empty((len(persons), 0))
    return replace(
        made, finer=replace(made, step_min=finer_min, stream_ids=(), persons=persons, flows=flows, counts=none)
    )


def day_type(day: date, calendar: Calendar, city: SimulatedCity) -> str:
    """Return the type of a day as the visitors of a city name it; where they name no Saturday it is a Sunday."""
    known = set.intersection(*(set(visitors.days) for visitors in city.demand.visitors))
    if calendar.holiday(day) is not None:
        wished = ("holiday", "sunday")
    else:
        weekend = {_SATURDAY: ("saturday", "sunday"), _SUNDAY: ("sunday", "saturday")}
        wished = weekend.get(day.weekday(), ("weekday", "weekday"))
    return next((name for name in wished if name in known), "weekday")


def ways_of(city: SimulatedCity) -> tuple[tuple[str, str, str], ...]:
    """Return both ways of every gate: gate, area that is left, area that is entered."""
    names = (*(area.id for area in city.areas), OUTSIDE)
    found = []
    for gate, (first, second) in zip(city.gates, city.gate_areas.tolist(), strict=True):
        found += [(gate.id, names[first], names[second]), (gate.id, names[second], names[first])]
    return tuple(found)


def _require_plain(scenario: Scenario) -> None:
    if not is_plain(scenario):
        raise SimulationError(
            "The reference of simulated weeks has events, failures or faults.",
            remedy="Name a scenario without them in simulation/weeks.toml.",
        )


def _means(day: Day, step_min: int) -> Float64:
    """Return the mean persons per step, of the moments at which its minutes end."""
    return np.asarray(day.persons[1:].reshape(-1, step_min, day.persons.shape[1]).mean(axis=1), dtype=np.float64)


def _sums(day: Day, step_min: int) -> Float64:
    ways = day.crossings.reshape(day.minutes, -1)
    return np.asarray(ways.reshape(-1, step_min, ways.shape[1]).sum(axis=1), dtype=np.float64)


def _per_step(
    stream: NDArray[np.intp],
    start_us: NDArray[np.int64],
    value: Float64,
    streams: Sequence[Stream],
    minutes: int,
    step_min: int,
) -> Float64:
    """Return the totals of steps of which every interval was told, shape (steps, streams)."""
    steps, count = minutes // step_min, len(streams)
    place = (start_us // MINUTE_US // step_min) * count + stream
    told = np.isfinite(value)
    total = np.bincount(place[told], value[told], steps * count)
    number = np.bincount(place[told], minlength=steps * count).reshape(steps, count)
    needed = np.array([round(60 * step_min / each.interval_s) for each in streams])
    return np.where(number == needed, total.reshape(steps, count), np.nan)
