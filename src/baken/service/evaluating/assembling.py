# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The record of an event from what a node keeps: warnings, responses and forecasts in the words of evaluation.

Nobody's name goes into a record: of who approved there is the role that the playbook asks for.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import numpy as np

from baken.evaluation.record import Course, EventRecord, ForeseenCourse, PlaceRecord, Taken, Warned
from baken.forecast.wall_clock import from_wall_min
from baken.response.interventions import InterventionKind
from baken.warning.kinds import LimitKind
from baken.warning.looking import in_persons
from baken.warning.model import OPEN, Limit, Severity
from baken.warning.states import Deed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from numpy.typing import NDArray

    from baken.city.model import City
    from baken.forecast.events import PlannedEvent
    from baken.response.model import Response
    from baken.vocabulary.place import Area
    from baken.warning.model import Limits, Member, WarningRecord

    Float64 = NDArray[np.float64]

MINUTE_US: Final = 60_000_000
STEP_MIN: Final = 5
"""Length of the steps in which a record tells what was observed."""
STEP_US: Final = STEP_MIN * MINUTE_US

_OF_PERSONS: Final = frozenset({LimitKind.PERSONS, LimitKind.DENSITY, LimitKind.LEVEL})
_SEVERITIES: Final = tuple(Severity)
_ACCOMPANY: Final = (
    InterventionKind.STEWARDS,
    InterventionKind.POLICE,
    InterventionKind.DYNAMIC_SIGNS,
    InterventionKind.PUBLIC_MESSAGE,
    InterventionKind.LIGHTS_BRIGHTER,
    InterventionKind.LIGHTS_CALMER,
)
"""What usually goes along with something else, which then gives the response its name among cities."""


def begun_record(city: City, event: PlannedEvent, as_of_us: int, place_ids: Collection[str]) -> EventRecord:
    """Return the record of an event with the places that it is about, and nothing told of them yet."""
    zone = ZoneInfo(city.time_zone)
    return EventRecord(
        city_id=city.id,
        city_name=city.name,
        country=city.country,
        time_zone=city.time_zone,
        event_id=event.id,
        title=event.title,
        title_nl=event.title,
        kind=event.kind,
        start_us=from_wall_min(event.start_min, zone),
        end_us=from_wall_min(event.end_min, zone),
        as_of_us=as_of_us,
        places=tuple(place_of(area, city.limits) for area in city.areas if area.id in place_ids),
        courses=(),
        simulated=city.simulated,
    )


def place_of(area: Area, limits: Limits, severity: Severity = Severity.SEVERE) -> PlaceRecord:
    """Return an area with the limit that is judged: that of a severity, or the next one below it.

    Limits of density and of levels are given in persons; other kinds are not about persons and are left out.
    """
    return PlaceRecord(id=area.id, name=area.name, limit=_limit(area, limits, severity), area_m2=area.usable_area_m2)


def _limit(area: Area, limits: Limits, severity: Severity) -> float | None:
    own = [one for one in limits.limits if one.area_id == area.id and one.kind in _OF_PERSONS]
    persons = {one.severity: in_persons(one, area) for one in own if _rank(one) <= _SEVERITIES.index(severity)}
    found = [persons[name] for name in reversed(_SEVERITIES) if name in persons and math.isfinite(persons[name])]
    return found[0] if found else None


def _rank(limit: Limit) -> int:
    return _SEVERITIES.index(limit.severity)


def warned_of(warning: WarningRecord) -> tuple[Warned, ...]:
    """Return a warning place by place: each from when its first limit there joined until its last one was over."""
    return tuple(_warned(warning, area_id) for area_id in warning.area_ids)


def _warned(warning: WarningRecord, area_id: str) -> Warned:
    own = sorted((m for m in warning.members if m.limit.area_id == area_id), key=lambda member: member.since_us)
    first = own[0]
    return Warned(
        id=f"{warning.id}/{area_id}",
        place_ids=(area_id,),
        kind=first.limit.kind.value,
        raised_us=first.since_us,
        probability=first.first.probability if first.first.is_known else None,
        expected_us=first.first.peak_at_us or None,
        seen_us=_first_step(warning, Deed.SEE),
        handled_us=_first_step(warning, Deed.HANDLE),
        closed_us=_ended(warning, own),
    )


def _first_step(warning: WarningRecord, deed: Deed) -> int | None:
    return next((step.at_us for step in warning.steps if step.deed == deed.value), None)


def _ended(warning: WarningRecord, own: Sequence[Member]) -> int | None:
    ends = [member.ended_us for member in own]
    if all(end is not None for end in ends):
        return max(end for end in ends if end is not None)
    return None if warning.state in OPEN else warning.changed_at_us


def taken_of(response: Response, reaches: Iterable[str] = ()) -> Taken:
    """Return a response as one intervention: what is done together has its effect together.

    Its kind is that of what does not merely accompany something else: one-way walking with stewards and signs is
    one-way walking.
    """
    playbook, approved = response.playbook, response.approved_by
    kinds = [one.kind for one in playbook.interventions]
    own = [kind for kind in kinds if kind not in _ACCOMPANY] or kinds
    places = response.evidence.area_ids if response.evidence is not None else playbook.trigger.area_ids
    return Taken(
        id=response.id,
        kind=own[0].value if own else "other",
        title=playbook.title,
        title_nl=playbook.title_nl,
        place_ids=tuple(places),
        reaches=tuple(one for one in dict.fromkeys(reaches) if one not in places),
        warning_id="" if response.evidence is None else response.evidence.warning_id,
        proposed_us=response.proposed_at_us,
        approved_us=None if approved is None else approved.at_us,
        from_us=response.in_force_from_us,
        until_us=response.in_force_until_us,
        role=playbook.approval.role.value,
    )


def course_of(place_id: str, start_us: int, step_us: int, persons: Float64, band: Float64 | None = None) -> Course:
    """Return what was observed at a place; ``band`` has its lower and upper ends, shape (2, steps)."""
    return Course(
        place_id=place_id,
        start_us=start_us,
        step_us=step_us,
        persons=numbers(persons),
        lower=() if band is None else numbers(band[0]),
        upper=() if band is None else numbers(band[1]),
    )


def foreseen_of(
    place_id: str, issued_us: int, start_us: int, step_us: int, quantiles: Sequence[float], values: Float64, method: str
) -> ForeseenCourse:
    """Return what was foreseen of a place, values of shape (steps, quantiles)."""
    return ForeseenCourse(
        place_id=place_id,
        issued_us=issued_us,
        start_us=start_us,
        step_us=step_us,
        quantiles=tuple(quantiles),
        values=tuple(numbers(row) for row in values),
        method=method,
    )


def numbers(values: Float64) -> tuple[float | None, ...]:
    """Return values rounded to tenths of a person; None for what is missing."""
    return tuple(None if value != value else round(value, 1) for value in np.asarray(values, np.float64).tolist())
