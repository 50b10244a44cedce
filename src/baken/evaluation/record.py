# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The record of an event: what was observed, foreseen, warned of and done, each with when it could be known.

It is all that evaluation needs of an event, in one file that can be kept, handed over and evaluated again. It has
numbers of persons per place and never anything about a person: who approved something is a role, not a name.

All times are microseconds since 1970, UTC; a value belongs to the step that begins at its time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from baken.errors import BakenError
from baken.evaluation.effects.model import Comparison, Reason
from baken.evaluation.kpis.model import Kpi

if TYPE_CHECKING:
    from pathlib import Path

Float64 = NDArray[np.float64]
Number = float | None

FORMAT: Final = "baken-event-record/1"


class RecordError(BakenError):
    """A record of an event that cannot be read, or contradicts itself."""


class _Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    pass


class PlaceRecord(_Part, frozen=True):
    """A place of the event; ``limit`` is the number of persons that should not be passed, None when there is none."""

    id: str
    name: str
    limit: Number = None
    area_m2: Number = None


class Course(_Part, frozen=True):
    """What was observed at a place, step by step.

    Attributes
    ----------
    lower, upper
        Ends of its 90 % band; empty when there is none.
    available_us
        When each value could be known; empty when each came at the end of its step.
    """

    place_id: str
    start_us: int
    step_us: int
    persons: tuple[Number, ...]
    lower: tuple[Number, ...] = ()
    upper: tuple[Number, ...] = ()
    available_us: tuple[int, ...] = ()


class ForeseenCourse(_Part, frozen=True):
    """What was foreseen of a place at one moment; ``values`` has one row of quantiles per step."""

    place_id: str
    issued_us: int
    start_us: int
    step_us: int
    quantiles: tuple[float, ...]
    values: tuple[tuple[Number, ...], ...]
    method: str = ""


class Warned(_Part, frozen=True):
    """A warning that was shown; moments that did not come are None."""

    id: str
    place_ids: tuple[str, ...]
    kind: str
    raised_us: int
    probability: Number = None
    expected_us: int | None = None
    seen_us: int | None = None
    handled_us: int | None = None
    closed_us: int | None = None


class Taken(_Part, frozen=True):
    """An intervention: proposed, approved, in force from and until; ``kind`` is a word that all cities use.

    Attributes
    ----------
    reaches
        Further places that it changes: no place of these may stand for what would have been.
    """

    id: str
    kind: str
    title: str
    title_nl: str
    place_ids: tuple[str, ...]
    reaches: tuple[str, ...] = ()
    warning_id: str = ""
    proposed_us: int | None = None
    approved_us: int | None = None
    from_us: int | None = None
    until_us: int | None = None
    role: str = ""


class Compared(_Part, frozen=True):
    """What an intervention is compared with at one place, see :class:`~baken.evaluation.effects.model.Comparison`.

    Attributes
    ----------
    true_change
        In a simulation, where it is known: the mean change over the steps from the intervention on.
    """

    intervention_id: str
    place_id: str
    start_us: int
    step_us: int
    before: int
    unit_ids: tuple[str, ...]
    values: tuple[tuple[Number, ...], ...]
    foreseen: tuple[tuple[Number, ...], ...] = ()
    excluded: dict[str, Reason] = {}
    overlapping: tuple[str, ...] = ()
    true_change: Number = None

    def comparison(self) -> Comparison:
        """Return it as arrays; raises :class:`~baken.evaluation.effects.model.EffectError`."""
        return Comparison(
            unit_ids=self.unit_ids,
            values=as_array(self.values),
            before=self.before,
            foreseen=as_array(self.foreseen) if self.foreseen else None,
            excluded=self.excluded,
            overlapping=self.overlapping,
        )


class EventRecord(_Part, frozen=True):
    """Everything about one event.

    Attributes
    ----------
    as_of_us
        Nothing that became known later is in it, or is used.
    lead_us
        So long before a limit is passed a warning is asked for; ``earliest_us`` before it, it speaks of something else.
    """

    city_id: str
    city_name: str
    country: str
    time_zone: str
    event_id: str
    title: str
    title_nl: str
    start_us: int
    end_us: int
    as_of_us: int
    places: tuple[PlaceRecord, ...]
    courses: tuple[Course, ...]
    foreseen: tuple[ForeseenCourse, ...] = ()
    warnings: tuple[Warned, ...] = ()
    interventions: tuple[Taken, ...] = ()
    comparisons: tuple[Compared, ...] = ()
    kpis: tuple[Kpi, ...] = ()
    lead_us: int = 1_800_000_000
    earliest_us: int = 10_800_000_000
    simulated: bool = False
    kind: str = ""
    format: str = FORMAT

    def place(self, place_id: str) -> PlaceRecord:
        """Return a place; raises :class:`RecordError`."""
        for place in self.places:
            if place.id == place_id:
                return place
        raise RecordError(f"There is no place {place_id!r} in the record.", remedy="Add it to the places.")

    def course(self, place_id: str) -> Course | None:
        """Return what was observed at a place; None when nothing was."""
        return next((course for course in self.courses if course.place_id == place_id), None)

    def known_at(self, as_of_us: int) -> EventRecord:
        """Return the record as it would have been written at an earlier moment.

        Invariants: a value, forecast, warning or intervention that came later has no influence on it; moments of a
        warning or an intervention that lie later have not come; comparisons that reach beyond it are gone.
        """
        return msgspec.structs.replace(
            self,
            as_of_us=min(self.as_of_us, as_of_us),
            courses=tuple(_known(course, as_of_us) for course in self.courses),
            foreseen=tuple(one for one in self.foreseen if one.issued_us <= as_of_us),
            warnings=tuple(_cut(one, as_of_us) for one in self.warnings if one.raised_us <= as_of_us),
            interventions=tuple(_cut(one, as_of_us) for one in self.interventions if _began(one) <= as_of_us),
            comparisons=tuple(
                one for one in self.comparisons if one.start_us + len(one.values[0]) * one.step_us <= as_of_us
            ),
        )


Part = TypeVar("Part", Warned, Taken)


def persons(course: Course) -> Float64:
    """Return what was observed, NaN where nothing was, shape (steps,)."""
    return np.asarray(as_array((course.persons,))[0])


def times(course: Course | ForeseenCourse) -> NDArray[np.int64]:
    """Return when each step begins, shape (steps,)."""
    number = len(course.persons) if isinstance(course, Course) else len(course.values)
    return course.start_us + course.step_us * np.arange(number, dtype=np.int64)


def as_array(rows: tuple[tuple[Number, ...], ...]) -> Float64:
    """Return rows of numbers as an array; None is NaN."""
    return np.array([[np.nan if value is None else value for value in row] for row in rows], dtype=np.float64)


def read_record(path: Path) -> EventRecord:
    """Return a record from a JSON file.

    Raises
    ------
    RecordError
        When it cannot be read or is of another format.
    """
    try:
        record = msgspec.json.decode(path.read_bytes(), type=EventRecord)
    except OSError as error:
        raise RecordError(f"{path} cannot be read: {error.strerror}.", remedy="Give the file of a record.") from None
    except msgspec.MsgspecError as error:
        raise RecordError(f"{path} is no record: {error}.", remedy="Write it with baken evaluate.") from None
    if record.format != FORMAT:
        raise RecordError(f"{path} is {record.format!r}, which is not known.", remedy=f"Give one of {FORMAT!r}.")
    return record


def write_record(path: Path, record: EventRecord) -> None:
    """Write a record as JSON."""
    path.write_bytes(msgspec.json.encode(record))


def _known(course: Course, as_of_us: int) -> Course:
    ends = course.start_us + course.step_us * np.arange(1, len(course.persons) + 1)
    came = np.array(course.available_us, dtype=np.int64) if course.available_us else ends
    kept = np.maximum(came, ends) <= as_of_us
    number = int(np.flatnonzero(kept)[-1]) + 1 if kept.any() else 0

    def cut(values: tuple[Number, ...]) -> tuple[Number, ...]:
        return tuple(value if kept[k] else None for k, value in enumerate(values[:number]))

    return msgspec.structs.replace(
        course,
        persons=cut(course.persons),
        lower=cut(course.lower),
        upper=cut(course.upper),
        available_us=course.available_us[:number],
    )


def _cut(one: Part, as_of_us: int) -> Part:
    later = {
        name: None
        for name in one.__struct_fields__
        if name.endswith("_us") and name not in ("raised_us", "expected_us") and (getattr(one, name) or 0) > as_of_us
    }
    return msgspec.structs.replace(one, **later)


def _began(one: Taken) -> int:
    """Return when an intervention was first heard of."""
    moments = [moment for moment in (one.proposed_us, one.approved_us, one.from_us) if moment is not None]
    return min(moments, default=0)
