# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The record of a simulated evening: the day with an intervention, and like days without, so that the truth is known.

Forecasts are analogues: what like days did from the same moment on, each at the level of today. Warnings follow from
them, at the limits of the city. Neither is what a node would have said; they are there so that the report is whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import msgspec
import numpy as np

from baken.errors import BakenError
from baken.evaluation.record import Compared, EventRecord, ForeseenCourse, Taken, Warned
from baken.forecast.wall_clock import from_wall_min, wall_time
from baken.service.evaluating.assembling import MINUTE_US, STEP_MIN, begun_record, course_of, foreseen_of, numbers
from baken.simulation.city import SimulatedCity
from baken.simulation.interventions import OneWayWalking
from baken.simulation.making import simulate, start_us
from baken.simulation.pair import with_interventions
from baken.simulation.reading import read_scenario, scenario_names

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from baken.city.model import City
    from baken.forecast.events import PlannedEvent
    from baken.simulation.model import Scenario

    Float64 = NDArray[np.float64]

LIKE_SEEDS: Final = 10_000
"""Like days have the seeds from here on: no day that is shown is one of them."""

_BEFORE: Final = timedelta(hours=4)
_AFTER: Final = timedelta(hours=3)
_QUANTILES: Final = (0.1, 0.25, 0.5, 0.75, 0.9)
_ISSUE_STEPS: Final = 6
_LEVEL_STEPS: Final = 6
_WARN_STEPS: Final = 12
_RAISE: Final = 0.5
_CLEAR: Final = 0.25
_COMPARED_STEPS: Final = 36
_CROWDING_SPREAD: Final = 0.15
_WARMTH_SPREAD: Final = 1.5


class SimulatedEveningError(BakenError):
    """An evening that cannot be played."""


def varied(scenario: Scenario, seed: int) -> Scenario:
    """Return a day of the same kind: more or fewer people, warmer or cooler, drawn by the seed."""
    rng = np.random.default_rng([seed, 53])
    warmer = float(rng.normal(0.0, _WARMTH_SPREAD))
    curve = tuple((hour, value + warmer) for hour, value in scenario.weather.temperature_c)
    return msgspec.structs.replace(
        scenario,
        crowding=scenario.crowding * float(np.exp(rng.normal(0.0, _CROWDING_SPREAD))),
        weather=msgspec.structs.replace(scenario.weather, temperature_c=curve),
    )


@dataclass(frozen=True, slots=True)
class Evening:
    """What is played: persons at the places of the event, shape (steps, places), from four hours before it.

    Attributes
    ----------
    treated, untreated
        The same people with and without the intervention.
    like
        Other days without, shape (days, steps, places).
    """

    event: PlannedEvent
    start_us: int
    places: tuple[str, ...]
    treated: Float64
    untreated: Float64
    like: Float64


def simulated_record(
    city: City,
    event_id: str,
    *,
    seed: int = 1,
    like: int = 24,
    walking: OneWayWalking | None = None,
    place: str = "",
    say: Callable[[str], None] = lambda _: None,
) -> EventRecord:
    """Return the record of a simulated event after which one-way walking is in force for an hour.

    Parameters
    ----------
    event_id
        Of the calendar of the city; a scenario is played that has the same day.
    like
        How many like days it is compared with.
    walking, place
        Which intervention, and the place at which its effect is asked; those of the first playbook with one-way walking
        when left out.

    Raises
    ------
    SimulatedEveningError
        When the city has no such event, no scenario of its day, or no playbook with one-way walking.
    """
    event = next((one for one in city.events if one.id == event_id), None)
    if event is None:
        known = ", ".join(one.id for one in city.events) or "none"
        raise SimulatedEveningError(f"There is no event {event_id!r} in {city.id}.", remedy=f"Choose of: {known}.")
    drawn = _scenario(city, event)
    walking = walking or _walking(city, drawn)
    asked = place or _place(city, walking)
    evening = _played(city, drawn, event, walking, seed, like, say)
    taken = _taken(city, drawn, evening, walking, asked)
    as_of_us = evening.start_us + len(evening.treated) * STEP_MIN * MINUTE_US
    record = msgspec.structs.replace(
        begun_record(city, event, as_of_us, evening.places),
        courses=tuple(
            course_of(name, evening.start_us, STEP_MIN * MINUTE_US, evening.treated[:, k])
            for k, name in enumerate(evening.places)
        ),
        interventions=(taken,),
        kpis=tuple(kpi for kpi in city.kpis if kpi.event_id == event.id),
    )
    return msgspec.structs.replace(
        record,
        foreseen=_all_foreseen(evening),
        warnings=_warnings(record, evening),
        comparisons=tuple(_compared(evening, taken, name) for name in (asked, *_beside(city, evening, asked))),
    )


def _scenario(city: City, event: PlannedEvent) -> Scenario:
    """Return the scenario that is played on the day of an event."""
    day = wall_time(event.start_min).date()
    names = scenario_names(city.folder) if city.simulated else ()
    for name in names:
        found = read_scenario(city.folder, name)
        if found.date == day and found.event:
            return found
    raise SimulatedEveningError(
        f"Nothing is simulated of {event.id}, and {city.id} keeps no record of it yet.",
        remedy="Give the file of a record instead.",
    )


def _walking(city: City, scenario: Scenario) -> OneWayWalking:
    """Return the one-way walking of the first playbook that has it, from the end of the event on, for an hour."""
    for playbook in city.playbooks:
        for one in playbook.interventions:
            gate, towards = getattr(one.deed, "gate", ""), getattr(one.deed, "towards", "")
            if gate and towards:
                end_h = scenario.event[0].end_h
                return OneWayWalking(gate=gate, towards=towards, start_h=end_h, end_h=end_h + 1.0)
    raise SimulatedEveningError("No playbook has one-way walking.", remedy="Name a gate and a direction.")


def _place(city: City, walking: OneWayWalking) -> str:
    """Return the area that people walk away from."""
    gate = next(gate for gate in city.gates if gate.id == walking.gate)
    return next(area for area in gate.area_ids if area != walking.towards)


def _played(
    city: City,
    scenario: Scenario,
    event: PlannedEvent,
    walking: OneWayWalking,
    seed: int,
    like: int,
    say: Callable[[str], None],
) -> Evening:
    place = SimulatedCity.read(city.folder)
    begins = start_us(scenario, city.time_zone)
    zone = ZoneInfo(city.time_zone)
    first = (from_wall_min(event.start_min, zone) - begins) // MINUTE_US - int(_BEFORE.total_seconds()) // 60
    last = (from_wall_min(event.end_min, zone) - begins) // MINUTE_US + int(_AFTER.total_seconds()) // 60
    asked = {*event.area_ids, *_gate_areas(city, walking)}
    asked |= {place for kpi in city.kpis if kpi.event_id == event.id for place in kpi.place_ids}
    names = tuple(area.id for area in city.areas if area.id in asked)
    columns = [place.area_index(name) for name in names]

    def persons(day_of: Scenario, number: int) -> Float64:
        day = simulate(place, day_of, seed=number, zone=city.time_zone)
        steps = day.persons[1:][:, columns].reshape(-1, STEP_MIN, len(columns)).mean(axis=1)
        return np.asarray(steps[first // STEP_MIN : last // STEP_MIN], np.float64)

    say("the evening with and without")
    today = varied(scenario, seed)
    treated, untreated = persons(with_interventions(today, walking), seed), persons(today, seed)
    others = []
    for number in range(like):
        say(f"like day {number + 1} of {like}")
        others.append(persons(varied(scenario, LIKE_SEEDS + number), LIKE_SEEDS + number))
    return Evening(event, begins + first * MINUTE_US, names, treated, untreated, np.stack(others))


def _gate_areas(city: City, walking: OneWayWalking) -> tuple[str, ...]:
    return next(tuple(gate.area_ids) for gate in city.gates if gate.id == walking.gate)


def _beside(city: City, evening: Evening, place: str) -> tuple[str, ...]:
    """Return the places that have a gate to a place: who is kept out of one is in another."""
    doors = (gate.area_ids for gate in city.gates if place in gate.area_ids)
    there = dict.fromkeys(area for door in doors for area in door)
    return tuple(name for name in evening.places if name in there and name != place)


def _taken(city: City, scenario: Scenario, evening: Evening, walking: OneWayWalking, place: str) -> Taken:
    begins = start_us(scenario, city.time_zone)
    from_us, until_us = (begins + round(minute) * MINUTE_US for minute in walking.minutes(scenario.start_h))
    playbook = next((p for p in city.playbooks if any(hasattr(i.deed, "towards") for i in p.interventions)), None)
    prepared = 15 if playbook is None else round(playbook.preparation_min)
    return Taken(
        id="one-way-walking",
        kind="one-way-walking",
        title="One-way walking" if playbook is None else playbook.title,
        title_nl="Eenrichting lopen" if playbook is None else playbook.title_nl,
        place_ids=(place,),
        reaches=_beside(city, evening, place),
        proposed_us=from_us - (prepared + 12) * MINUTE_US,
        approved_us=from_us - (prepared + 4) * MINUTE_US,
        from_us=from_us,
        until_us=until_us,
        role="duty-officer" if playbook is None else playbook.approval.role.value,
    )


def _paths(evening: Evening, origin: int) -> Float64:
    """Return what like days say of the steps from an origin on, shape (days, steps, places)."""
    last = slice(max(0, origin - _LEVEL_STEPS), origin)
    now = evening.treated[last].mean(axis=0)
    level = np.maximum(evening.like[:, last].mean(axis=1), 1.0)
    return np.asarray(evening.like[:, origin:] / level[:, None] * now)


def _all_foreseen(evening: Evening) -> tuple[ForeseenCourse, ...]:
    found = []
    for origin in range(_LEVEL_STEPS, len(evening.treated), _ISSUE_STEPS):
        quantiles = np.quantile(_paths(evening, origin), _QUANTILES, axis=0)
        issued = evening.start_us + origin * STEP_MIN * MINUTE_US
        for k, name in enumerate(evening.places):
            rows = quantiles[:, :, k].T
            found.append(foreseen_of(name, issued, issued, STEP_MIN * MINUTE_US, _QUANTILES, rows, "like-days/1"))
    return tuple(found)


def _warnings(record: EventRecord, evening: Evening) -> tuple[Warned, ...]:
    """Return the warnings that follow from the paths: half of them pass the limit within the hour."""
    found: list[Warned] = []
    for k, name in enumerate(evening.places):
        limit = record.place(name).limit
        if limit is None:
            continue
        standing: Warned | None = None
        for origin in range(_LEVEL_STEPS, len(evening.treated)):
            passed = _paths(evening, origin)[:, :_WARN_STEPS, k] > limit
            chance = float(passed.any(axis=1).mean())
            now = evening.start_us + origin * STEP_MIN * MINUTE_US
            if standing is None and chance >= _RAISE:
                ahead = int(np.argmax(passed.mean(axis=0) >= 0.5 * chance))
                standing = Warned(
                    id=f"{name} {len(found) + 1}",
                    place_ids=(name,),
                    kind="persons",
                    raised_us=now,
                    probability=chance,
                    expected_us=now + ahead * STEP_MIN * MINUTE_US,
                )
            elif standing is not None and chance < _CLEAR:
                found.append(msgspec.structs.replace(standing, closed_us=now))
                standing = None
        found += [] if standing is None else [standing]
    return tuple(sorted(found, key=lambda one: one.raised_us))


def _compared(evening: Evening, taken: Taken, place: str) -> Compared:
    column = evening.places.index(place)
    step_us = STEP_MIN * MINUTE_US
    start = ((taken.from_us or 0) - evening.start_us) // step_us
    stop = min(((taken.until_us or 0) - evening.start_us) // step_us, len(evening.treated))
    first = max(0, start - _COMPARED_STEPS)
    values = np.concatenate([evening.treated[None], evening.like])[:, first:stop, column]
    own = _paths(evening, start)[:, : stop - start, column].mean(axis=0)
    usual = np.concatenate([own[None], _others(evening, start, stop, column)])
    true = float((evening.treated - evening.untreated)[start:stop, column].mean())
    return Compared(
        intervention_id=taken.id,
        place_id=place,
        start_us=evening.start_us + first * step_us,
        step_us=step_us,
        before=start - first,
        unit_ids=(evening.event.id, *(f"like day {k + 1}" for k in range(len(evening.like)))),
        values=tuple(numbers(row) for row in values),
        foreseen=tuple(numbers(row) for row in usual),
        true_change=true,
    )


def _others(evening: Evening, start: int, stop: int, column: int) -> Float64:
    """Return what the other like days foresee of each of them, shape (days, steps)."""
    found = []
    for k in range(len(evening.like)):
        rest = np.delete(evening.like, k, axis=0)
        one = Evening(evening.event, evening.start_us, evening.places, evening.like[k], evening.like[k], rest)
        found.append(_paths(one, start)[:, : stop - start, column].mean(axis=0))
    return np.array(found)
