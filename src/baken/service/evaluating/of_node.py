# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The record of an event as a node writes it: what it estimated, foresaw, warned of and did, each as it was known.

Observed are the estimates of the picture, with their band: a node has no other. What an intervention changed is held
against like days in :mod:`baken.service.evaluating.comparing`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import msgspec
import numpy as np

from baken.forecast.model import SeriesKind
from baken.forecast.wall_clock import from_wall_min
from baken.response.carried_out import carried_out
from baken.response.interventions import OneWayWalking
from baken.service.evaluating.assembling import STEP_US, begun_record, course_of, foreseen_of, taken_of, warned_of
from baken.vocabulary.quality import USABLE_UP_TO
from baken.vocabulary.time import NO_TIME_US

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from baken.city.model import City
    from baken.evaluation.kpis.model import Kpi
    from baken.evaluation.record import Course, EventRecord, ForeseenCourse, Taken
    from baken.forecast.events import PlannedEvent
    from baken.response.book import Book
    from baken.response.carried_out import CarriedOut
    from baken.service.forecasting.issued import Foreseen, Issue
    from baken.situation.history import History
    from baken.warning.model import WarningRecord

    Float64 = NDArray[np.float64]

BEFORE: Final = timedelta(hours=4)
AFTER: Final = timedelta(hours=3)

BAND: Final = 1.645
"""Standard errors to either side that hold the true number nine times in ten."""

_ISSUE_US: Final = 30 * 60_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a node knows of an event, as far as it may be used for this.

    Attributes
    ----------
    estimated
        Estimates in steps of five minutes, from four hours before the event on.
    issues
        What was foreseen, with what may be told of it; see :func:`apart`.
    """

    city: City
    event: PlannedEvent
    now_us: int
    estimated: History | None
    warnings: tuple[WarningRecord, ...]
    book: Book
    issues: tuple[tuple[Issue, tuple[Foreseen, ...]], ...]
    kpis: tuple[Kpi, ...]


def span_of(event: PlannedEvent, zone: ZoneInfo) -> tuple[int, int]:
    """Return from when until when the record of an event reaches, in whole steps."""
    start = from_wall_min(event.start_min, zone) - BEFORE // timedelta(microseconds=1)
    end = from_wall_min(event.end_min, zone) + AFTER // timedelta(microseconds=1)
    return start // STEP_US * STEP_US, -(-end // STEP_US) * STEP_US


def record_of(known: Known) -> EventRecord:
    """Return the record without comparisons: what was observed, foreseen, warned of and done until now."""
    city, event, zone = known.city, known.event, ZoneInfo(known.city.time_zone)
    first, last = span_of(event, zone)
    places = places_of(known)
    taken = tuple(_taken(city, known.book, first, last))
    return msgspec.structs.replace(
        begun_record(city, event, min(known.now_us, last), places),
        courses=tuple(_courses(known, places)),
        foreseen=tuple(_foreseen(known, places, zone)),
        warnings=tuple(
            one
            for warning in known.warnings
            for one in warned_of(warning)
            if first <= one.raised_us < last and not set(one.place_ids).isdisjoint(places)
        ),
        interventions=taken,
        kpis=known.kpis,
        lead_us=_lead_us(city),
    )


def places_of(known: Known) -> frozenset[str]:
    """Return the places of an event: its own, those of its key figures, and those that an intervention is about."""
    own = known.event.area_ids or tuple(area.id for area in known.city.areas)
    of_kpis = [place for kpi in known.kpis for place in kpi.place_ids]
    asked = [place for one in carried_out(known.book) for place in asked_at(known.city, known.book, one)]
    return frozenset((*own, *of_kpis, *asked))


def asked_at(city: City, book: Book, one: CarriedOut) -> tuple[str, ...]:
    """Return the places at which the effect of an intervention is asked.

    Of one-way walking the area that it leads away from, and then the one that it leads to; of anything else the places
    for which its playbook is there.
    """
    if isinstance(one.deed, OneWayWalking):
        towards = one.deed.towards
        sides = next((gate.area_ids for gate in city.gates if gate.id == one.deed.gate), ())
        inside = {area.id for area in city.areas}
        return tuple(area for area in sorted(sides, key=lambda area: area == towards) if area in inside)
    return book.response(one.response_id).playbook.trigger.area_ids[:2]


def _lead_us(city: City) -> int:
    """Return the lead that is asked of warnings: the longest that a playbook needs to prepare."""
    needed = max((playbook.preparation_min for playbook in city.playbooks), default=30.0)
    return round(needed) * 60_000_000


def _courses(known: Known, places: frozenset[str]) -> Iterable[Course]:
    found = known.estimated
    if found is None or not len(found.time_us):
        return
    for k, name in enumerate(found.area_ids):
        if name in places:
            persons, error = usable_persons(found, k), found.persons_standard_error[:, k]
            band = np.stack([np.maximum(persons - BAND * error, 0.0), persons + BAND * error])
            yield course_of(name, int(found.time_us[0]), STEP_US, persons, band)


def usable_persons(found: History, column: int) -> Float64:
    """Return the estimates of an area; NaN where they were too old or unknown."""
    usable = found.quality[:, column] <= USABLE_UP_TO
    return np.asarray(np.where(usable, found.persons[:, column], np.nan), np.float64)


def apart(issues: Iterable[Issue]) -> Iterable[Issue]:
    """Return the issues that a record holds: one each half hour is enough to judge what was foreseen."""
    last = -_ISSUE_US
    for issue in issues:
        if issue.issued_at_us >= last + _ISSUE_US:
            last = issue.issued_at_us
            yield issue


def _foreseen(known: Known, places: frozenset[str], zone: ZoneInfo) -> Iterable[ForeseenCourse]:
    for issue, said in known.issues:
        whole = steps_on_end(issue, zone)
        for one in said:
            if one.series.kind is SeriesKind.PERSONS and one.series.place_id in places and whole:
                start_us, step_us = int(issue.target_us(zone)[0]), issue.step_min * 60_000_000
                values = one.values[:whole]
                yield foreseen_of(
                    one.series.place_id, issue.issued_at_us, start_us, step_us, issue.quantiles, values, issue.method
                )


def steps_on_end(issue: Issue, zone: ZoneInfo) -> int:
    """Return how many steps follow each other without a gap: up to where the clock is changed, at most."""
    starts = issue.target_us(zone)
    if not len(starts) or starts[0] == NO_TIME_US or issue.lead_steps[0] != 1:
        return 0
    follows = np.diff(starts) == issue.step_min * 60_000_000
    return 1 + int((follows & (starts[1:] != NO_TIME_US)).cumprod().sum())


def _taken(city: City, book: Book, first: int, last: int) -> Iterable[Taken]:
    acted_on = {one.response_id for one in carried_out(book) if first <= one.from_us < last}
    for response in book.responses.values():
        is_of_it = first <= response.proposed_at_us < last or response.id in acted_on
        if is_of_it and response.approved_by is not None:
            reaches = [
                area.id
                for area in city.areas
                for gate in city.gates
                if area.id in gate.area_ids and not set(gate.area_ids).isdisjoint(response.playbook.trigger.area_ids)
            ]
            yield taken_of(response, reaches)
