# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the interventions of an event are compared with: like days, chosen before anything is seen of how they went.

In a simulated city they are days of the same scenario with other people and other weather. Their numbers are known
exactly, so each is given an error as large as the picture says that its own is; and the true change stands beside: the
same people, with and without. In a real city they are earlier events of the same kind, as they were estimated; while
there are too few of them, the effect cannot be told, and that is what a report says.
"""

from __future__ import annotations

import math
import zlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from baken.evaluation.record import Compared, as_array
from baken.response.carried_out import carried_out
from baken.response.interventions import CloseRoad, ExtraTrams, OneWayWalking
from baken.service.acting_crowd import decided_in
from baken.service.evaluating.assembling import STEP_US, numbers
from baken.service.evaluating.of_node import BAND, asked_at
from baken.simulation.decided import acted_on_from

if TYPE_CHECKING:
    from collections.abc import Callable

    from baken.city.model import City
    from baken.evaluation.record import Course, EventRecord
    from baken.response.book import Book
    from baken.service.evaluating.lived import World

Float64 = NDArray[np.float64]

_BEFORE_STEPS: Final = 36
_LONGEST_STEPS: Final = 24
_KEEPS: Final = 0.85 ** (1.0 / 3.0)
_STEADY: Final = 0.8
"""Of the variance of the error of a picture, the share that stays the same for a whole evening."""

_MOVES_PEOPLE: Final = (OneWayWalking, ExtraTrams, CloseRoad)


@dataclass(frozen=True, slots=True)
class LikeDays:
    """Days like the one of the event.

    Attributes
    ----------
    persons
        Per day, step of the record and area, shape (days, steps, areas).
    is_exact
        Whether they are known without error, so that they get that of the picture.
    """

    unit_ids: tuple[str, ...]
    persons: Float64
    is_exact: bool = False


def like_worlds(world: World, number: int) -> tuple[World, ...]:
    """Return like days of the day that a simulated city plays."""
    return tuple(replace(world, decided=(), like=k) for k in range(number))


def worlds_with_and_without(city: City, book: Book, world: World) -> dict[str, tuple[World, World]]:
    """Return, by response on which people acted, the day as it was lived and as it would have been without it."""
    lived = decided_in(book, city.reach)
    found = {}
    for name in dict.fromkeys(one.response_id for one in carried_out(book)):
        without = decided_in(book, city.reach, without=name)
        if without != lived:
            found[name] = (replace(world, decided=lived), replace(world, decided=without))
    return found


def with_comparisons(
    record: EventRecord,
    city: City,
    book: Book,
    like: LikeDays,
    true_change: Callable[[str], Float64 | None] = lambda _: None,
) -> EventRecord:
    """Return a record with what each intervention that moves people is compared with.

    Parameters
    ----------
    true_change
        By response: how many persons more were in each area at each step of the record because of it, shape (steps,
        areas); None where that is not known.
    """
    columns = {area.id: k for k, area in enumerate(city.areas)}
    found, taken = [], {one.id for one in record.interventions}
    for name, (from_us, until_us) in _in_force(book, record.as_of_us).items():
        if name not in taken:
            continue  # of another day: nothing else in the record would tell what it was
        change = true_change(name)
        own = [one for one in carried_out(book) if one.response_id == name]
        for place in dict.fromkeys(p for one in own for p in asked_at(city, book, one)):
            course, column = record.course(place), columns[place]
            span = None if course is None else _span(course, from_us, until_us)
            if course is None or span is None or span[2] > like.persons.shape[1]:
                continue
            first, start, stop = span
            told = like.persons[:, first:stop, column]
            if like.is_exact:
                told = told * _errors(course, told.shape, place)
            found.append(
                Compared(
                    intervention_id=name,
                    place_id=place,
                    start_us=course.start_us + first * STEP_US,
                    step_us=STEP_US,
                    before=start - first,
                    unit_ids=(record.event_id, *like.unit_ids),
                    values=(course.persons[first:stop], *(numbers(row) for row in told)),
                    overlapping=_overlapping(book, city, record, name, place, (from_us, until_us)),
                    true_change=None if change is None else float(change[start:stop, column].mean()),
                )
            )
    return msgspec.structs.replace(record, comparisons=tuple(found))


def _in_force(book: Book, as_of_us: int) -> dict[str, tuple[int, int]]:
    """Return from when until when people could act on each response that moves people."""
    found: dict[str, tuple[int, int]] = {}
    for one in carried_out(book):
        if isinstance(one.deed, _MOVES_PEOPLE):
            begins = acted_on_from(one.from_us)
            ends = as_of_us if one.until_us is None else min(acted_on_from(one.until_us), as_of_us)
            before = found.get(one.response_id, (begins, ends))
            if begins < ends:
                found[one.response_id] = (min(before[0], begins), max(before[1], ends))
    return found


def _span(course: Course, from_us: int, until_us: int) -> tuple[int, int, int] | None:
    """Return first step, first step of the intervention and the step after its last; None without steps of either.

    At most two hours are compared: the longer it is ago, the less another day says of this one.
    """
    start = -(-(from_us - course.start_us) // STEP_US)
    stop = min(len(course.persons), (until_us - course.start_us) // STEP_US, start + _LONGEST_STEPS)
    first = max(0, start - _BEFORE_STEPS)
    return (first, start, stop) if first < start < stop else None


def _overlapping(
    book: Book, city: City, record: EventRecord, name: str, place: str, span: tuple[int, int]
) -> tuple[str, ...]:
    """Return the other interventions that moved people in the same place and time."""
    found = []
    for other, (from_us, until_us) in _in_force(book, record.as_of_us).items():
        asked = [p for one in carried_out(book) if one.response_id == other for p in asked_at(city, book, one)]
        if other != name and place in asked and from_us < span[1] and until_us > span[0]:
            found.append(other)
    return tuple(found)


def _errors(course: Course, shape: tuple[int, ...], place: str) -> Float64:
    """Return factors as wrong as the picture says that it is: mostly the same all evening, the rest wandering."""
    persons, upper = as_array((course.persons,))[0], as_array((course.upper,))[0]
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = (upper - persons) / (BAND * persons)
    known = shares[np.isfinite(shares)]
    spread = min(float(np.median(known)) if len(known) else 0.0, 0.5)
    rng = np.random.default_rng([zlib.crc32(place.encode()), *shape])
    steady, wander = rng.normal(0.0, 1.0, (shape[0], 1)), rng.normal(0.0, 1.0, shape)
    for step in range(1, shape[1]):
        wander[:, step] = _KEEPS * wander[:, step - 1] + math.sqrt(1.0 - _KEEPS**2) * wander[:, step]
    return np.asarray(np.exp(spread * (math.sqrt(_STEADY) * steady + math.sqrt(1.0 - _STEADY) * wander)))
