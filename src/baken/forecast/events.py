# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Planned events: what is going to happen, where, when, and how many are expected."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from baken.forecast.wall_clock import wall_time

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from baken.forecast.model import Float64, Int64


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammePart:
    """A part of an event with times of its own: an act, a parade that passes, a show.

    Attributes
    ----------
    area_ids
        Where; empty for the areas of the event.
    expected_visitors
        Persons who come for this part or stay for it; NaN when nobody said.
    """

    title: str
    start_min: int
    end_min: int
    area_ids: tuple[str, ...] = ()
    expected_visitors: float = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedEvent:
    """An event as it was announced.

    Attributes
    ----------
    announced_min
        Wall-clock minute from which it could be known.
    start_min, end_min
        When it begins and ends.
    kind
        Word for the kind, such as ``fireworks``, ``concert``, ``market``: events of one kind are alike.
    area_ids
        Where; empty for all of the city.
    expected_visitors
        Persons; NaN when nobody said.
    programme
        Its parts, within its time; empty when nothing is known of them.
    edition_of
        Name that the editions of one recurring event have in common; empty for an event that stands alone.
    strength
        How strong it is where its kind has a strength, such as mm/h of a shower; NaN elsewhere.
    probability
        That it happens at all; 1 of what is planned by people.
    start_error_min
        Standard error of when it begins; 0 where that is fixed.
    source
        Where it was read.
    """

    id: str
    title: str
    kind: str
    announced_min: int
    start_min: int
    end_min: int
    area_ids: tuple[str, ...] = ()
    expected_visitors: float = float("nan")
    programme: tuple[ProgrammePart, ...] = ()
    edition_of: str = ""
    strength: float = float("nan")
    probability: float = 1.0
    start_error_min: float = 0.0
    source: str = ""

    @property
    def has_size(self) -> bool:
        """Tell whether somebody said how many are expected."""
        return math.isfinite(self.expected_visitors)

    @property
    def duration_min(self) -> int:
        """Return how long it lasts, in minutes."""
        return self.end_min - self.start_min

    def moved(self, minutes: int) -> PlannedEvent:
        """Return the same event, so many minutes later, without its programme."""
        return replace(self, start_min=self.start_min + minutes, end_min=self.end_min + minutes, programme=())


def editions(events: Sequence[PlannedEvent], event: PlannedEvent) -> tuple[PlannedEvent, ...]:
    """Return the earlier editions of an event, the latest first; none for one that stands alone."""
    if not event.edition_of:
        return ()
    earlier = [e for e in events if e.edition_of == event.edition_of and e.start_min < event.start_min]
    return tuple(sorted(earlier, key=lambda e: e.start_min, reverse=True))


def overlapping(events: Sequence[PlannedEvent], start_min: int, end_min: int) -> tuple[PlannedEvent, ...]:
    """Return the events that take place during some of a period, in order of their start."""
    found = [e for e in events if e.start_min < end_min and e.end_min > start_min]
    return tuple(sorted(found, key=lambda e: (e.start_min, e.id)))


def events_from_expected(
    series: str,
    start_min: Int64,
    visitors: Float64,
    *,
    step_min: int,
    available_min: Int64,
    area_ids: tuple[str, ...] = (),
    kind: str = "planned",
) -> tuple[PlannedEvent, ...]:
    """Return events from observations of the quantity ``expected_visitors``, as a calendar of permits gives them.

    Steps that follow each other with the same number are one event; of zero and of missing none is made. It is known
    from when the first of its steps became available.

    Parameters
    ----------
    series
        The stream; part of the ids.
    start_min, visitors, available_min
        Per step, rising times, shape (steps,).

    Examples
    --------
    >>> hours = 60 * np.arange(5)
    >>> made = events_from_expected(
    ...     "permits", hours, np.array([0.0, 500.0, 500.0, np.nan, 80.0]), step_min=60, available_min=hours * 0
    ... )
    >>> [(e.start_min, e.end_min, e.expected_visitors) for e in made]
    [(60, 180, 500.0), (240, 300, 80.0)]
    """
    made = []
    for first, last in _runs(start_min, visitors, step_min):
        begin = int(start_min[first])
        made.append(
            PlannedEvent(
                id=f"{series}:{wall_time(begin):%Y-%m-%dT%H:%M}",
                title=series,
                kind=kind,
                announced_min=int(np.min(available_min[first : last + 1])),
                start_min=begin,
                end_min=int(start_min[last]) + step_min,
                area_ids=area_ids,
                expected_visitors=float(visitors[first]),
                source=f"stream:{series}",
            )
        )
    return tuple(made)


def _runs(start_min: Int64, visitors: Float64, step_min: int) -> Iterator[tuple[int, int]]:
    """Yield first and last place of each run of the same positive number."""
    first = None
    for i in range(len(visitors)):
        goes_on = first is not None and visitors[i] == visitors[first] and start_min[i] == start_min[i - 1] + step_min
        if first is not None and not goes_on:
            yield first, i - 1
            first = None
        if first is None and visitors[i] > 0:
            first = i
    if first is not None:
        yield first, len(visitors) - 1
