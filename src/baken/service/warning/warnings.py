# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Warnings of a node: judged when the picture or the forecast changes, kept before anybody hears of them."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from baken.errors import BakenError
from baken.governance.lists import Action, Layer
from baken.service.warning.evidence import evidence_of
from baken.vocabulary.time import NO_TIME_US, SystemClock, from_us, to_us
from baken.warning.bowtie import risk
from baken.warning.circumstances import Circumstances
from baken.warning.events import Moved, Raised, Updated
from baken.warning.judging import judge
from baken.warning.learning import Learner
from baken.warning.ledger import Ledger
from baken.warning.methods.within_lead import WithinLead
from baken.warning.model import Limits, WarningError, WarningState
from baken.warning.neighbourhood import Neighbourhood
from baken.warning.silence import require_lawful
from baken.warning.states import Deed
from baken.warning.warner import Warner

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime

    from sqlalchemy import Connection

    from baken.city.model import City
    from baken.governance.governing import Governance
    from baken.observation.governed_store import Touched
    from baken.service.live import Live
    from baken.service.notification.notifications import Notifications
    from baken.service.response.responding import Responding
    from baken.service.warning.looking import NodeLooking
    from baken.service.warning.store import WarningStore
    from baken.vocabulary.time import Clock
    from baken.warning.events import WarningEvent
    from baken.warning.judging import Judged
    from baken.warning.model import Suppression, WarningRecord

    Logged = Callable[[str], AbstractContextManager[Touched]]

SHORTEST_S: Final = 0.5
"""Warnings are judged at most so often."""

LOOK_S: Final = 5.0
"""And at least so often, because time passes too."""

_LOG: Final = logging.getLogger("baken.warning")
_UNDONE: Final = frozenset({WarningState.RAISED, WarningState.SEEN})


class Warnings:
    """Every warning of a node; safe to use from any thread.

    Invariants
    ----------
    An event is kept, with what there is to tell of it, before it is seen by anybody. When it cannot be kept, nothing
    has happened, and it is judged again. Nothing is judged where no activity covers warnings.

    Attributes
    ----------
    revision
        Rises with everything that is recorded.
    on_changed
        Called after something was recorded, from whatever thread.
    """

    def __init__(
        self,
        city: City,
        store: WarningStore,
        governance: Governance,
        clock: Clock,
        live: Live,
        looking: Callable[[], NodeLooking],
        notifications: Notifications,
        responding: Responding,
        logged: Logged,
        *,
        is_replay: bool = False,
    ) -> None:
        self._city = city
        self._store = store
        self._governance = governance
        self._clock = clock
        self._live = live
        self._make_looking = looking
        self._looking: NodeLooking | None = None
        self._notifications = notifications
        self._responding = responding
        self._logged = logged
        self._is_replay = is_replay
        self._lock = threading.RLock()
        self._wall = SystemClock()
        self._zone = ZoneInfo(city.time_zone)
        self._names = {area.id: area.name for area in city.areas}
        self._neighbourhood = Neighbourhood.of_city(city.areas, city.gates)
        self._news = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._at_us = NO_TIME_US
        self._responses = -1
        self.revision = 0
        self.on_changed: list[Callable[[], None]] = []
        store.on_deleted = self._forget
        self._go_on()

    # -- looking -------------------------------------------------------------------------------------------------

    @property
    def judged_at(self) -> datetime | None:
        """Of which moment the picture was judged last; None before the first time."""
        return None if self._at_us == NO_TIME_US else from_us(self._at_us)

    @property
    def is_declared(self) -> bool:
        """Whether there is anything to warn of, and an activity that may."""
        activity = self._governance.coverage.of_warnings
        limits = self._city.limits.limits
        return bool(limits) and activity is not None and self._governance.standing(activity).is_active

    def records(self) -> tuple[WarningRecord, ...]:
        """Return every warning, in the order in which they were raised."""
        with self._lock:
            return self._kept.records

    def record(self, warning_id: str) -> WarningRecord:
        """Return a warning.

        Raises
        ------
        UnknownWarningError
            When there is none of this id.
        """
        with self._lock:
            return self._kept[warning_id]

    def blind(self) -> tuple[str, ...]:
        """Return the limits of which nothing can be told now."""
        with self._lock:
            return tuple(limit.id for limit in self._warner.blind)

    def suppressions(self) -> tuple[Suppression, ...]:
        """Return what is suppressed now."""
        with self._lock:
            return self._warner.silences.suppressions(to_us(self._clock.now()))

    # -- what time does ------------------------------------------------------------------------------------------

    async def keep(self) -> None:
        """Judge whenever there is something new, without end."""
        self._loop = asyncio.get_running_loop()
        while True:
            self._news.clear()
            if self.is_declared:
                await asyncio.to_thread(self.look)
            await asyncio.sleep(SHORTEST_S)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_S):
                    await self._news.wait()

    def wake(self) -> None:
        """Say, from any thread, that there is something new."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._news.set)

    def look(self) -> tuple[WarningEvent, ...]:
        """Judge the picture of now; return what was recorded."""
        with self._lock:
            self._take_what_was_decided()
            picture = self._live.picture()
            if picture.issued_at_us == self._at_us:
                return ()
            if self._is_replay and picture.issued_at_us < self._at_us:
                self._store.clear()
                self._go_on()
            self._at_us = picture.issued_at_us
            if self._looking is None:
                self._looking = self._make_looking()
            with self._logged("judge warnings") as touched:
                outlook = self._looking.outlook(picture)
                method = f"{WithinLead.definition.method} {self._looking.method()}"
                condition = WithinLead(calibration=self._learner.calibration(method))
                judged = judge(condition, self._warner.limits, outlook)
                events = self._warner.judge(judged)
                if events:
                    touched.note(self._activity, Action.OBSERVE, Layer.WARNINGS, len(events))
            if events:
                self._keep(events)
            self._learn(judged, method)
            return events

    # -- what people do ------------------------------------------------------------------------------------------

    def act(self, warning_id: str, deed: Deed, *, by: str, version: int, note: str = "") -> WarningRecord:
        """Take what a person does; it is kept when this returns.

        Raises
        ------
        UnknownWarningError, ConflictError, TransitionError, WarningStoreError
            And then nothing was changed.
        """
        with self._lock:
            at_us = to_us(self._clock.now())
            self._keep((self._warner.act(warning_id, deed, by=by, at_us=at_us, version=version, note=note),))
            return self._kept[warning_id]

    def suppress(self, suppression: Suppression) -> None:
        """Suppress warnings for a while.

        Raises
        ------
        SuppressionError, WarningError
            When it has no reason or no end, or names what is not there.
        """
        require_lawful(suppression)
        unknown = [name for name in suppression.area_ids if name not in self._names]
        if unknown:
            raise WarningError(f"There is no area {unknown[0][:80]!r}.")
        with self._lock:
            self._store.suppress(suppression)
            self._warner.silences.suppress(suppression)
        self._tell()

    def lift(self, suppression_id: str, by: str) -> bool:
        """Let go of a suppression; tell whether there was one."""
        with self._lock:
            found = self._store.lift(suppression_id, by)
            self._warner.silences.lift(suppression_id)
        if found:
            self._tell()
        return found

    # -- inside --------------------------------------------------------------------------------------------------

    @property
    def _activity(self) -> str:
        return self._governance.coverage.of_warnings or ""

    def _go_on(self) -> None:
        """Begin where it was left: with what was kept, and nothing else."""
        events = self._store.events()
        self._kept = Ledger(events)
        declared: Limits = self._city.limits
        self._warner = Warner(
            declared,
            self._neighbourhood,
            zone=self._zone,
            assess=lambda members, _at: risk(members, Circumstances(), declared.barriers),
            ledger=Ledger(events),
            state=self._store.state(),
        )
        self._learner = Learner(self._store.learned())
        for suppression in self._store.suppressions(to_us(self._clock.now())):
            self._warner.silences.suppress(suppression)
        self.revision += 1
        self._tells_again = True

    def _learn(self, judged: Judged, method: str) -> None:
        """See what came of earlier probabilities, and keep what that teaches; no warning waits for it."""
        before = self._learner.revision
        self._learner.observe(judged, method)
        if self._learner.revision != before:
            try:
                self._store.keep_learned(self._learner.state)
            except BakenError as error:
                _LOG.error("What was learned of probabilities cannot be kept now: %s", error)

    def _keep(self, events: Sequence[WarningEvent]) -> None:
        """Write down what happened with what there is to tell of it, and then let it be seen."""
        after: list[tuple[WarningEvent, WarningRecord]] = []
        applied = 0

        def beside(connection: Connection) -> None:
            nonlocal applied
            for event in events:
                record = self._kept.apply(event)
                applied += 1
                if record is not None:
                    after.append((event, record))
                    self._notifications.note(connection, event, record)

        try:
            written_us = to_us(self._wall.now())
            self._store.record(
                events, self._warner.state, activity=self._activity, written_us=written_us, beside=beside
            )
        except Exception:
            self._go_on()  # what was judged has not happened
            raise
        self._notifications.wake()
        self._tell()
        try:
            for event, record in after:
                self._respond(event, record)
        except BakenError as error:
            _LOG.error("Responses cannot be proposed now: %s", error)
            self._tells_again = True

    def _respond(self, event: WarningEvent, record: WarningRecord) -> None:
        """Let the playbooks say what could be done; or that it is over."""
        if isinstance(event, Raised | Updated) and record.is_open:
            self._responding.warned(evidence_of(record, self._names, self._zone, event.at_us))
        elif isinstance(event, Moved) and not record.is_open:
            self._responding.closed(record.id, f"The warning is {record.state.value}.")

    def _take_what_was_decided(self) -> None:
        """Take a warning as handled when a response to it was approved; after a start, hand all evidence over again."""
        if self._tells_again:
            for record in self._kept.open:
                at_us = to_us(self._clock.now())
                self._responding.warned(evidence_of(record, self._names, self._zone, at_us))
            self._tells_again = False
        if self._responses == self._responding.revision:
            return
        self._responses = self._responding.revision
        for response in self._responding.read().in_force():
            step, evidence = response.approved_by, response.evidence
            if step is None or evidence is None or evidence.warning_id not in self._kept:
                continue
            record = self._kept[evidence.warning_id]
            if record.state in _UNDONE and record.changed_at_us <= step.at_us:
                note = f"Response {response.playbook.id} was approved."
                self.act(record.id, Deed.HANDLE, by=step.by.id, version=record.version, note=note)

    def _forget(self, warning_ids: frozenset[str]) -> None:
        """Let go of what retention took away."""
        with self._lock:
            for warning_id in warning_ids:
                for ledger in (self._kept, self._warner.ledger):
                    if warning_id in ledger:
                        ledger.forget(warning_id)
        if warning_ids:
            self._tell()

    def _tell(self) -> None:
        self.revision += 1
        for tell in self.on_changed:
            tell()
