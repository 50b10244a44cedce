# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Records of events: a node writes one for each event of its calendar when it is over, and makes one when it is asked.

Where they are kept is told in :mod:`baken.service.evaluating.kept`.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import msgspec

from baken.errors import BakenError
from baken.governance.lists import Action, Layer
from baken.governance.model import THE_NODE
from baken.governance.permit import PermitEndedError
from baken.response.carried_out import carried_out
from baken.service.evaluating.assembling import STEP_US
from baken.service.evaluating.first_read import FirstRead
from baken.service.evaluating.kept import LAYERS, NoRecordError, keep, record_file
from baken.service.evaluating.of_node import Known, apart, record_of, span_of
from baken.service.past import Span
from baken.vocabulary.time import from_us, monotonic_s, to_us

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from baken.evaluation.record import EventRecord
    from baken.forecast.events import PlannedEvent
    from baken.service.background_log import BackgroundLog
    from baken.service.evaluating.like_days import Comparer
    from baken.service.forecasting.forecasting import Forecasting
    from baken.service.forecasting.issued import Foreseen, Issue
    from baken.service.live import Live
    from baken.service.opened import Opened
    from baken.service.response.responding import Responding
    from baken.service.warning.warnings import Warnings
    from baken.situation.history import History
    from baken.vocabulary.time import Clock

LOOK_S: Final = 2.0
MOST_TRIES: Final = 12
AGAIN_S: Final = 2.0
"""After the first failure; twice as long after each other one, so that the last try is more than an hour later."""
_DAY_US: Final = 86_400_000_000
_AT_ONCE: Final = 2
"""How many read what is known at the same time: many who ask for reports take no thread from the rest of the node."""
_LOG: Final = logging.getLogger("baken.evaluation")


class _Failed:
    """How often a record could not be written, and from when it is tried again, by the clock of the machine."""

    def __init__(self) -> None:
        self.times = 0
        self._again_s = 0.0

    def once_more(self) -> None:
        """Count a failure."""
        self._again_s = monotonic_s() + AGAIN_S * 2**self.times
        self.times += 1

    def may_again(self) -> bool:
        """Tell whether it is time to try again."""
        return self.times < MOST_TRIES and monotonic_s() >= self._again_s


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
        self._first_read = FirstRead(opened.data)
        self._comparer: Comparer | None = None
        self._reading = asyncio.Semaphore(_AT_ONCE)
        self._looking = asyncio.Lock()
        self._coming: set[str] = set()
        self._failed: dict[str, _Failed] = {}

    async def keep(self) -> None:
        """Write a record of each event when it is over, without end."""
        await asyncio.to_thread(self._first_read.noted, self._city.kpis, to_us(self._clock.now()))
        while True:
            await self.look()
            await asyncio.sleep(LOOK_S)

    async def look(self) -> None:
        """Write a record of each event that is over and has none yet.

        Who looks while another does waits, so that none is written twice.
        """
        async with self._looking:
            for event in self._city.events:
                if self._is_due(event):
                    await self._write(event)

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
        if not record.courses or not record.interventions:
            return record  # nothing to compare: earlier events need not be read
        return await self._comparing().compared(event, record, known_now.book)

    @property
    def data(self) -> Path:
        """The data folder of the node."""
        return self._opened.data

    def stop(self) -> None:
        """End what is under way."""
        if self._comparer is not None:
            self._comparer.stop()

    def _comparing(self) -> Comparer:
        """Return what compares: it brings the simulation with it, without which a node starts sooner."""
        if self._comparer is None:
            from baken.service.evaluating.like_days import Comparer

            self._comparer = Comparer(self._city, self._estimated, self._reading)
        return self._comparer

    def _prepare(self, first_us: int) -> None:
        """Let a simulated city make like days as soon as something was carried out."""
        if not self._city.simulated or (self._comparer is not None and self._comparer.is_prepared):
            return
        book = self._responding.read()
        if carried_out(book):
            self._comparing().prepare(first_us, book)

    # -- writing -------------------------------------------------------------------------------------------------

    def _is_due(self, event: PlannedEvent) -> bool:
        """Tell whether an event has just come to its end: the clock of a replay may go back before it again."""
        first, last = span_of(event, self._zone)
        now = to_us(self._clock.now())
        if now < last:
            self._failed.pop(event.id, None)
            if now >= first:
                self._coming.add(event.id)
                self._prepare(first)
            return False
        failed = self._failed.get(event.id)
        if now >= last + _DAY_US or (failed is not None and not failed.may_again()):
            return False
        return event.id in self._coming or not record_file(self._opened.data, event.id).exists()

    async def _write(self, event: PlannedEvent) -> None:
        try:
            record = await self.record(event.id)
            await asyncio.to_thread(keep, record_file(self._opened.data, event.id), msgspec.json.encode(record))
        except PermitEndedError:
            return  # governance changed meanwhile: made anew, under what holds then
        except (BakenError, OSError) as error:
            failed = self._failed.setdefault(event.id, _Failed())
            failed.once_more()
            if failed.times in (1, MOST_TRIES):
                ends = "it is tried again" if failed.times < MOST_TRIES else "it is not tried again before a restart"
                _LOG.error("The record of %s could not be written, and %s: %s", event.id, ends, error)
        else:
            _LOG.info("The record of %s was written.", event.id)
            self._failed.pop(event.id, None)
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
                kpis=self._first_read.noted((kpi for kpi in self._city.kpis if kpi.event_id == event.id), now),
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
