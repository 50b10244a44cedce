# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Key figures from the record of an event, with only what was known at a moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from baken.evaluation.kpis.model import Indicator
from baken.evaluation.record import EventRecord, persons, times
from baken.evaluation.warned import judged_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from baken.evaluation.kpis.model import Kpi
    from baken.evaluation.record import Course

Float64 = NDArray[np.float64]

MINUTE_US: Final = 60_000_000


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A key figure and what came of it.

    Attributes
    ----------
    value
        In the unit of the key figure, a share in percent; None when it cannot be told, and then the note says why.
    is_met
        Whether the target is met; None when there is none, or no value.
    was_declared_before
        False is shown: a figure that is chosen when the outcome is known proves little.
    known
        Share of the steps that were observed; 1 where it does not depend on steps.
    """

    kpi: Kpi
    value: float | None
    is_met: bool | None
    was_declared_before: bool
    known: float = 1.0


def key_figures(record: EventRecord, as_of_us: int | None = None) -> tuple[KeyFigure, ...]:
    """Return the key figures of an event, in the order in which they were declared.

    Parameters
    ----------
    as_of_us
        With only what was known then; the moment of the record when left out.

    Invariants: what became known after that moment changes nothing.
    """
    then = record.known_at(record.as_of_us if as_of_us is None else as_of_us)
    return tuple(_figure(kpi, then) for kpi in record.kpis if kpi.event_id == record.event_id)


def _figure(kpi: Kpi, record: EventRecord) -> KeyFigure:
    courses = _courses(kpi, record)
    value = _COMPUTED[kpi.indicator](kpi, record, courses)
    value = None if value is None or not np.isfinite(value) else float(value)
    observed = [np.isfinite(persons(course)).mean() for course in courses if course.persons]
    known = float(np.mean(observed)) if observed else 0.0
    return KeyFigure(kpi, value, kpi.meets(value), kpi.is_declared_before(record.start_us), known)


def _courses(kpi: Kpi, record: EventRecord) -> list[Course]:
    """Return the courses of its places."""
    return [course for course in record.courses if not kpi.place_ids or course.place_id in kpi.place_ids]


def _above(record: EventRecord, courses: list[Course]) -> list[tuple[Float64, float]]:
    found = []
    for course in courses:
        limit = record.place(course.place_id).limit
        if limit is not None:
            found.append((np.maximum(persons(course) - limit, 0.0), course.step_us / MINUTE_US))
    return found


def _minutes_above(_kpi: Kpi, record: EventRecord, courses: list[Course]) -> float | None:
    above = _above(record, courses)
    return sum(float((over > 0).sum()) * minutes for over, minutes in above) if above else None


def _person_minutes(_kpi: Kpi, record: EventRecord, courses: list[Course]) -> float | None:
    above = _above(record, courses)
    return sum(float(np.nansum(over)) * minutes for over, minutes in above) if above else None


def _most_persons(_kpi: Kpi, _record: EventRecord, courses: list[Course]) -> float | None:
    together = _together(courses)
    return None if together is None or not np.isfinite(together[1]).any() else float(np.nanmax(together[1]))


def _highest_density(_kpi: Kpi, record: EventRecord, courses: list[Course]) -> float | None:
    found = [
        float(np.nanmax(persons(course))) / area
        for course in courses
        if (area := record.place(course.place_id).area_m2) and np.isfinite(persons(course)).any()
    ]
    return max(found, default=None)


def _minutes_to_clear(kpi: Kpi, record: EventRecord, courses: list[Course]) -> float | None:
    together = _together(courses)
    if together is None or kpi.threshold is None:
        return None
    when, total = together
    after = when >= record.end_us
    full = np.flatnonzero(after & ~(total < kpi.threshold))
    if not after.any() or (len(full) and full[-1] == len(total) - 1):
        return None
    cleared = when[full[-1] + 1] if len(full) else when[after][0]
    return float(max(0, cleared - record.end_us)) / MINUTE_US


def _together(courses: list[Course]) -> tuple[NDArray[np.int64], Float64] | None:
    """Return the sum over places where all have a value, and its times; None without a step that all have."""
    if not courses or len({(course.start_us, course.step_us) for course in courses}) != 1:
        return None
    number = min(len(course.persons) for course in courses)
    if not number:
        return None
    return times(courses[0])[:number], np.sum([persons(course)[:number] for course in courses], axis=0)


def _warnings(kpi: Kpi, record: EventRecord, _courses: list[Course]) -> float:
    own = {each.id for each in record.places} if not kpi.place_ids else set(kpi.place_ids)
    return float(
        sum(
            bool(own & set(one.place_ids)) and record.start_us <= one.raised_us < record.end_us
            for one in record.warnings
        )
    )


def _lead(kpi: Kpi, record: EventRecord, _courses: list[Course]) -> float | None:
    leads = np.concatenate([judged_of(record, place).lead_us for place in _places(kpi, record)] or [np.zeros(0)])
    known = leads[np.isfinite(leads)]
    return float(np.median(known)) / MINUTE_US if len(known) else None


def _hit_rate(kpi: Kpi, record: EventRecord, _courses: list[Course]) -> float | None:
    tables = [judged_of(record, place).contingency for place in _places(kpi, record)]
    return 100.0 * sum(tables[1:], tables[0]).hit_rate if tables else None


def _false_alarms(kpi: Kpi, record: EventRecord, _courses: list[Course]) -> float | None:
    tables = [judged_of(record, place).contingency for place in _places(kpi, record)]
    return 100.0 * sum(tables[1:], tables[0]).false_alarm_ratio if tables else None


def _places(kpi: Kpi, record: EventRecord) -> list[str]:
    """Return its places that have a limit, so that there is something to warn of."""
    own = [each.id for each in record.places if each.limit is not None and record.course(each.id) is not None]
    return [place for place in own if not kpi.place_ids or place in kpi.place_ids]


def _in_force(kpi: Kpi, record: EventRecord, _courses: list[Course]) -> float:
    own = set(kpi.place_ids)
    return float(
        sum(one.from_us is not None and (not own or bool(own & set(one.place_ids))) for one in record.interventions)
    )


def _decision(_kpi: Kpi, record: EventRecord, _courses: list[Course]) -> float | None:
    took = [
        (one.approved_us - one.proposed_us) / MINUTE_US
        for one in record.interventions
        if one.approved_us is not None and one.proposed_us is not None
    ]
    return float(np.median(took)) if took else None


_COMPUTED: Final[dict[Indicator, Callable[[Kpi, EventRecord, list[Course]], float | None]]] = {
    Indicator.WARNINGS_RAISED: _warnings,
    Indicator.MEDIAN_LEAD_MIN: _lead,
    Indicator.HIT_RATE: _hit_rate,
    Indicator.FALSE_ALARM_RATIO: _false_alarms,
    Indicator.INTERVENTIONS_IN_FORCE: _in_force,
    Indicator.MEDIAN_DECISION_MIN: _decision,
    Indicator.MINUTES_ABOVE_LIMIT: _minutes_above,
    Indicator.PERSON_MINUTES_ABOVE_LIMIT: _person_minutes,
    Indicator.MOST_PERSONS: _most_persons,
    Indicator.HIGHEST_DENSITY: _highest_density,
    Indicator.MINUTES_TO_CLEAR: _minutes_to_clear,
}
