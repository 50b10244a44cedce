# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The warnings of an event, held against what was observed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from baken.evaluation.record import persons, times
from baken.evaluation.warnings.episodes import Alarm, Episode, Judged, Rule, episodes_of, judge

if TYPE_CHECKING:
    from baken.evaluation.record import EventRecord

WINDOW_US: Final = 3_600_000_000
_JOIN_US: Final = 600_000_000


def episodes_at(record: EventRecord, place_id: str) -> tuple[Episode, ...]:
    """Return when a place was above its limit; spells ten minutes apart are one. None without a limit."""
    course, limit = record.course(place_id), record.place(place_id).limit
    if course is None or limit is None or not course.persons:
        return ()
    with np.errstate(invalid="ignore"):
        passed = persons(course) > limit
    return episodes_of(passed, times(course), join_us=_JOIN_US)


def alarms_of(record: EventRecord, place_id: str) -> tuple[Alarm, ...]:
    """Return the warnings of a place; one that was not closed stood until the record was made."""
    return tuple(
        Alarm(one.raised_us, record.as_of_us if one.closed_us is None else one.closed_us)
        for one in record.warnings
        if place_id in one.place_ids
    )


def judged_of(record: EventRecord, place_id: str) -> Judged:
    """Return what came of the warnings of a place, over the time that it was observed."""
    course = record.course(place_id)
    rule = Rule(record.lead_us, record.earliest_us, WINDOW_US)
    when = (record.start_us, record.end_us) if course is None else (course.start_us, _end(record, place_id))
    return judge(episodes_at(record, place_id), alarms_of(record, place_id), rule, from_us=when[0], until_us=when[1])


def _end(record: EventRecord, place_id: str) -> int:
    course = record.course(place_id)
    return record.end_us if course is None else course.start_us + len(course.persons) * course.step_us
