# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Records of events: a node writes one for each event of its calendar when it is over, and makes one when it is asked.

Where they are kept is told in :mod:`baken.service.evaluating.kept`.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import msgspec
import numpy as np

from baken.errors import BakenError
from baken.governance.lists import Action, Layer
from baken.governance.model import THE_NODE
from baken.governance.permit import PermitEndedError
from baken.governance.retention.proofs import replace_file
from baken.response.carried_out import carried_out
from baken.service.evaluating.comparing import LikeDays, like_worlds, with_comparisons, worlds_with_and_without
from baken.service.evaluating.kept import LAYERS, NoRecordError, key_figures_file, record_file
from baken.service.evaluating.lived import STEP_US, Worlds, world_of
from baken.service.evaluating.of_node import Known, apart, record_of, span_of, usable_persons
from baken.service.past import Span
from baken.simulation.model import SimulationError
from baken.vocabulary.time import from_us, to_us

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from baken.evaluation.kpis.model import Kpi
    from baken.evaluation.record import EventRecord
    from baken.forecast.events import PlannedEvent
    from baken.service.background_log import BackgroundLog
    from baken.service.evaluating.lived import World
    from baken.service.forecasting.forecasting import Forecasting
    from baken.service.forecasting.issued import Foreseen, Issue
    from baken.service.live import Live
    from baken.service.opened import Opened
    from baken.service.response.responding import Responding
    from baken.service.warning.warnings import Warnings
    from baken.situation.history import History
    from baken.vocabulary.time import Clock

LOOK_S: Final = 2.0
_DAY_US: Final = 86_400_000_000
_MOST_EARLIER: Final = 40
_AT_ONCE: Final = 2
"""How many read what is known at the same time: many who ask for reports take no thread from the rest of the node."""
_LOG: Final = logging.getLogger("baken.evaluation")


class EventRecords:
    """Records of the events of one node.

    Invariants
    ----------
    Nothing is used but what the activity of responses may use; a layer that it may not use is left out.
    """

    def __init__(
        self,
        opened: Opened,
        clock: Clock,
        live: Live,
        forecasting: Forecasting,
        warnings: Warnings,
        responding: Responding,
        background: BackgroundLog,
    ) -> None:
        self._opened, self._city, self._governance = opened, opened.city, opened.governance
        self._clock, self._live, self._forecasting = clock, live, forecasting
        self._warnings, self._responding, self._background = warnings, responding, background
        self._zone = ZoneInfo(opened.city.time_zone)
        self._worlds = Worlds()
        self._reading = asyncio.Semaphore(_AT_ONCE)
        self._coming: set[str] = set()
        self._failed: set[str] = set()

    async def keep(self) -> None:
        """Write a record of each event when it is over, without end."""
        await asyncio.to_thread(self._kpis_first_seen)
        while True:
            for event in self._city.events:
                if self._is_due(event):
                    await self._write(event)
            await asyncio.sleep(LOOK_S)

    async def record(self, event_id: str) -> EventRecord:
        """Return what there is to tell of an event until now; its like days may still have to be made.

        Raises
        ------
        NoRecordError
            When there is no such event, or it is too far ahead for anything to be known of it.
        """
        event = next((one for one in self._city.events if one.id == event_id), None)
        if event is None:
            known = ", ".join(one.id for one in self._city.events) or "none"
            raise NoRecordError(f"There is no event {event_id[:80]!r}.", remedy=f"Choose of: {known}.")
        if to_us(self._clock.now()) <= span_of(event, self._zone)[0]:
            raise NoRecordError(
                f"There is nothing to tell of {event.title} yet.", remedy="Ask again when it has begun."
            )
        async with self._reading:
            known_now = await asyncio.to_thread(self._known, event)
            record = await asyncio.to_thread(record_of, known_now)
        try:
            return await self._compared(event, record, known_now)
        except SimulationError as error:
            _LOG.error("Nothing can be compared with %s: %s", event.id, error)
            return record

    @property
    def data(self) -> Path:
        """The data folder of the node."""
        return self._opened.data

    def stop(self) -> None:
        """End what is under way."""
        self._worlds.stop()

    # -- writing -------------------------------------------------------------------------------------------------

    def _is_due(self, event: PlannedEvent) -> bool:
        """Tell whether an event has just come to its end: the clock of a replay may go back before it again."""
        first, last = span_of(event, self._zone)
        now = to_us(self._clock.now())
        if now < last:
            self._failed.discard(event.id)
            if now >= first:
                self._coming.add(event.id)
                self._prepare(first)
            return False
        if now >= last + _DAY_US or event.id in self._failed:
            return False
        return event.id in self._coming or not record_file(self._opened.data, event.id).exists()

    async def _write(self, event: PlannedEvent) -> None:
        try:
            record = await self.record(event.id)
            await asyncio.to_thread(_replace, record_file(self._opened.data, event.id), msgspec.json.encode(record))
        except PermitEndedError:
            return  # governance changed meanwhile: made anew, under what holds then
        except (BakenError, OSError) as error:
            self._failed.add(event.id)
            _LOG.error("The record of %s could not be written: %s", event.id, error)
        else:
            _LOG.info("The record of %s was written.", event.id)
        self._coming.discard(event.id)

    # -- what is known -------------------------------------------------------------------------------------------

    def _known(self, event: PlannedEvent) -> Known:
        first, last = span_of(event, self._zone)
        now = to_us(self._clock.now())
        with self._background.processing("record an event") as touched:
            may = {layer: self._activity_of(layer) for layer in LAYERS}
            for layer, activity in may.items():
                if activity:
                    touched.note(activity, Action.READ, layer, 1)
            return Known(
                city=self._city,
                event=event,
                now_us=now,
                estimated=self._estimated(first, min(now, last)) if may[Layer.ESTIMATES] else None,
                warnings=self._warnings.records() if may[Layer.WARNINGS] else (),
                book=self._responding.read(),
                issues=tuple(self._issues(first, min(now, last))) if may[Layer.FORECASTS] else (),
                kpis=self._kpis(event),
            )

    def _activity_of(self, layer: Layer) -> str:
        """Return the activity of a layer when that of responses may use it; empty when it may not."""
        coverage = self._governance.coverage
        of, used_by = coverage.of_layer(layer), coverage.of_responses
        if of is None or used_by is None or not self._governance.standing(used_by).is_active:
            return ""
        permit = self._governance.permit_or_none(THE_NODE, Action.READ, layer, used_by=used_by)
        return of if of in permit.activities else ""

    def _estimated(self, start_us: int, end_us: int) -> History | None:
        if end_us - start_us < STEP_US:
            return None
        end_us = end_us // STEP_US * STEP_US
        return self._live.history(Span(from_us(start_us), from_us(end_us), from_us(STEP_US) - from_us(0)))

    def _issues(self, first_us: int, last_us: int) -> Iterator[tuple[Issue, tuple[Foreseen, ...]]]:
        """Return what was foreseen as it may be told: of few persons no number leaves in a record either."""
        for issue in apart(self._opened.forecasts.issues_between(first_us, last_us)):
            told = self._forecasting.foreseen(issue)
            yield issue, tuple(replace(one.raw, values=one.values, reference=one.reference) for one in told)

    # -- like days -----------------------------------------------------------------------------------------------

    def _world(self, first_us: int) -> World | None:
        """Return the day that is played, when the record of an event lies in it."""
        world = world_of(self._city)
        begins = None if world is None else world.start_us
        return world if begins is not None and begins <= first_us < begins + _DAY_US else None

    @property
    def _number_of_like_days(self) -> int:
        return 0 if self._city.replay is None else self._city.replay.like_days

    def _prepare(self, first_us: int) -> None:
        """Let like days be made as soon as there is something to compare: that takes a while."""
        if self._worlds.is_asked or not self._city.simulated:
            return
        book = self._responding.read()
        world = self._world(first_us) if carried_out(book) else None
        if world is not None and worlds_with_and_without(self._city, book, world):
            self._worlds.begin(like_worlds(world, self._number_of_like_days))

    async def _compared(self, event: PlannedEvent, record: EventRecord, known: Known) -> EventRecord:
        if not record.courses or not record.interventions:
            return record  # nothing to compare: earlier events need not be read
        first = record.courses[0].start_us
        world = self._world(first)
        if world is None:
            async with self._reading:
                like = await asyncio.to_thread(self._earlier, event, len(record.courses[0].persons))
            return await asyncio.to_thread(with_comparisons, record, self._city, known.book, like)
        sides = worlds_with_and_without(self._city, known.book, world)
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
        return await asyncio.to_thread(with_comparisons, record, self._city, known.book, like, changes.get)

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

    # -- key figures ---------------------------------------------------------------------------------------------

    def _kpis(self, event: PlannedEvent) -> tuple[Kpi, ...]:
        """Return the key figures of an event, each with when this node first read it."""
        seen = self._kpis_first_seen()
        return tuple(
            msgspec.structs.replace(kpi, first_seen_us=seen.get(_mark(kpi)))
            for kpi in self._city.kpis
            if kpi.event_id == event.id
        )

    def _kpis_first_seen(self) -> dict[str, int]:
        """Note when each declaration was first read, by the clock of the node, and return it: the first time counts."""
        file = key_figures_file(self._opened.data)
        held: dict[str, int] = msgspec.json.decode(file.read_bytes(), type=dict[str, int]) if file.exists() else {}
        now = to_us(self._clock.now())
        new = {_mark(kpi): now for kpi in self._city.kpis if _mark(kpi) not in held}
        if new:
            held |= new
            _replace(file, msgspec.json.encode(held))
        return held


def _replace(file: Path, content: bytes) -> None:
    file.parent.mkdir(mode=0o700, exist_ok=True)
    replace_file(file, content)


def _mark(kpi: Kpi) -> str:
    """Return what is another for another declaration."""
    return hashlib.sha256(msgspec.json.encode(kpi)).hexdigest()[:24]
