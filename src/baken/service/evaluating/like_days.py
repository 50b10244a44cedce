# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Finds or makes the days with which the record of an event is compared.

In a simulated city they are lived in a process beside the node; that is why this module is imported on first use only.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import numpy as np

from baken.service.evaluating.assembling import STEP_US
from baken.service.evaluating.comparing import LikeDays, like_worlds, with_comparisons, worlds_with_and_without
from baken.service.evaluating.lived import Worlds, world_of
from baken.service.evaluating.of_node import span_of, usable_persons
from baken.simulation.model import SimulationError

if TYPE_CHECKING:
    from collections.abc import Callable

    from baken.city.model import City
    from baken.evaluation.record import EventRecord
    from baken.forecast.events import PlannedEvent
    from baken.response.book import Book
    from baken.service.evaluating.lived import World
    from baken.situation.history import History

_DAY_US: Final = 86_400_000_000
_MOST_EARLIER: Final = 40
_LOG: Final = logging.getLogger("baken.evaluation")


class Comparer:
    """Compares records of events with like days.

    Parameters
    ----------
    estimated
        Gives what was estimated from one moment until another, as far as it may be used.
    reading
        How many read that at the same time.
    """

    def __init__(self, city: City, estimated: Callable[[int, int], History | None], reading: asyncio.Semaphore) -> None:
        self._city, self._estimated, self._reading = city, estimated, reading
        self._zone = ZoneInfo(city.time_zone)
        self._worlds = Worlds()

    @property
    def is_prepared(self) -> bool:
        """Whether like days are made, or being made."""
        return self._worlds.is_asked

    def prepare(self, first_us: int, book: Book) -> None:
        """Let like days be made as soon as there is something to compare: that takes a while."""
        world = self._world(first_us)
        if world is not None and worlds_with_and_without(self._city, book, world):
            self._worlds.begin(like_worlds(world, self._number_of_like_days))

    async def compared(self, event: PlannedEvent, record: EventRecord, book: Book) -> EventRecord:
        """Return a record with what its interventions are compared with, when that can be told."""
        try:
            return await self._compared(event, record, book)
        except SimulationError as error:
            _LOG.error("Nothing can be compared with %s: %s", event.id, error)
            return record

    def stop(self) -> None:
        """End what is under way."""
        self._worlds.stop()

    async def _compared(self, event: PlannedEvent, record: EventRecord, book: Book) -> EventRecord:
        first = record.courses[0].start_us
        world = self._world(first)
        if world is None:
            async with self._reading:
                like = await asyncio.to_thread(self._earlier, event, len(record.courses[0].persons))
            return await asyncio.to_thread(with_comparisons, record, self._city, book, like)
        sides = worlds_with_and_without(self._city, book, world)
        if not sides:
            return record
        like_days = like_worlds(world, self._number_of_like_days)
        self._worlds.begin([one for side in sides.values() for one in side])
        days = await self._worlds.all(like_days)
        made = {name: await self._worlds.all(side) for name, side in sides.items()}
        offset = (first - world.start_us) // STEP_US
        persons = (
            np.stack(days)[:, offset:] if days else np.zeros((0, len(record.courses[0].persons), len(self._city.areas)))
        )
        like = LikeDays(tuple(f"like day {k + 1}" for k in range(len(days))), persons, is_exact=True)
        changes = {name: (lived - without)[offset:] for name, (lived, without) in made.items()}
        return await asyncio.to_thread(with_comparisons, record, self._city, book, like, changes.get)

    def _world(self, first_us: int) -> World | None:
        """Return the day that is played, when the record of an event lies in it."""
        world = world_of(self._city)
        begins = None if world is None else world.start_us
        return world if begins is not None and begins <= first_us < begins + _DAY_US else None

    @property
    def _number_of_like_days(self) -> int:
        return 0 if self._city.replay is None else self._city.replay.like_days

    def _earlier(self, event: PlannedEvent, steps: int) -> LikeDays:
        """Return earlier events of the same kind as they were estimated, aligned at their beginning."""
        same = [one for one in self._city.events if one.kind == event.kind and one.start_min < event.start_min]
        names, found = [], []
        for one in sorted(same, key=lambda e: -e.start_min)[:_MOST_EARLIER]:
            start, _ = span_of(one, self._zone)
            past = self._estimated(start, start + steps * STEP_US)
            if past is not None and len(past.time_us) == steps:
                persons = np.stack([usable_persons(past, k) for k in range(len(past.area_ids))], axis=1)
                if np.isfinite(persons).any():
                    names.append(one.id)
                    found.append(persons)
        shape = (0, steps, len(self._city.areas))
        return LikeDays(tuple(names), np.stack(found) if found else np.zeros(shape))
