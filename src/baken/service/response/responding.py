# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Responding: the one way in which anything happens to responses of a node."""

from __future__ import annotations

import asyncio
import secrets
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from baken.governance.lists import Action, Layer
from baken.governance.model import THE_NODE
from baken.response.desk import Desk
from baken.response.errors import ResponseError
from baken.response.model import CommandMoved, Decided, ResponseEvent, TaskGiven, TaskMoved
from baken.response.transitions import ResponseState
from baken.vocabulary.time import to_us

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from baken.city.model import City
    from baken.governance.governing import Governance
    from baken.observation.governed_store import Touched
    from baken.response.book import Book
    from baken.response.desk import Actor
    from baken.response.model import Evidence
    from baken.response.transitions import ResponseDeed
    from baken.service.response.journal import ResponseJournal
    from baken.vocabulary.time import Clock

LOOK_S: Final = 5.0


class Responding:
    """What people and warnings do about responses; safe to use from any thread.

    Parameters
    ----------
    clock, machine
        The clock of the node, which may be that of a replay, and that of the machine.
    logged
        Writes down what the node does by itself.

    Attributes
    ----------
    desk
        What can be done.
    revision
        A number that rises with everything that happens.
    on_changed
        Called after anything changed, from whatever thread.
    """

    def __init__(
        self,
        city: City,
        journal: ResponseJournal,
        governance: Governance,
        clock: Clock,
        machine: Clock,
        logged: Callable[[str], AbstractContextManager[Touched]],
    ) -> None:
        self.journal = journal
        self.clock, self.machine = clock, machine
        self.reach = city.reach
        self.desk = Desk(city.playbooks, city.reach, ZoneInfo(city.time_zone), city.events, new_id)
        self.on_changed: list[Callable[[], None]] = []
        self.revision = journal.read().revision
        self._governance, self._logged = governance, logged

    @property
    def is_declared(self) -> bool:
        """Whether an activity covers responses, and may pass now; without one nothing is kept."""
        activity = self._governance.coverage.of_responses
        return activity is not None and self._governance.standing(activity).is_active

    def read(self) -> Book:
        """Return how everything stands."""
        return self.journal.read()

    @property
    def may_use_warnings(self) -> bool:
        """Whether responses may be proposed from warnings: of the same activity, or by a declared use of another's."""
        of, used_by = self._governance.coverage.of_warnings, self._governance.coverage.of_responses
        if of is None or used_by is None or not self.is_declared:
            return False
        permit = self._governance.permit_or_none(THE_NODE, Action.READ, Layer.WARNINGS, used_by=used_by)
        return of in permit.activities

    # -- what warnings do ----------------------------------------------------------------------------------------

    def warned(self, evidence: Evidence) -> None:
        """Propose what the playbooks say about a warning that was raised or has grown; nothing twice."""
        if self.may_use_warnings and self.desk.warned(self.read(), evidence):  # most warnings bring nothing new
            with self._logged("propose responses") as touched:
                kept = self.keep(lambda book: self.desk.warned(book, evidence))
                touched.note(self._governance.coverage.of_warnings or "", Action.READ, Layer.WARNINGS, 1)
                touched.note(self._governance.coverage.of_responses or "", Action.OBSERVE, Layer.RESPONSES, len(kept))

    def closed(self, warning_id: str, because: str) -> None:
        """Let go of what was proposed for a warning that is over."""
        at_us = to_us(self.clock.now())
        if self.is_declared and self.desk.closed(self.read(), warning_id, at_us=at_us, because=because):
            self.keep(lambda book: self.desk.closed(book, warning_id, at_us=at_us, because=because))

    # -- what people do ------------------------------------------------------------------------------------------

    def decide(self, response_id: str, deed: ResponseDeed, actor: Actor, *, version: int, because: str) -> None:
        """Do what a person decides; it is on disk, with all that follows from it, when this returns."""
        at_us, machine_us = to_us(self.clock.now()), to_us(self.machine.now())
        self.keep(
            lambda book: self.desk.decide(
                book, response_id, deed, actor, at_us=at_us, machine_us=machine_us, version=version, because=because
            )
        )

    def keep(self, deed: Callable[[Book], tuple[ResponseEvent, ...]]) -> tuple[ResponseEvent, ...]:
        """Keep what happens, and then what follows from it.

        Raises
        ------
        ResponseError
            Also when no activity covers responses, so that nothing may be kept.
        """
        activity = self._governance.coverage.of_responses
        if activity is None or not self.is_declared:
            raise ResponseError(
                "No processing activity that may pass covers responses.",
                remedy='List responses = ["playbooks", "log-book"] in the [covers] of one activity.',
            )
        written_us = to_us(self.machine.now())
        events = self.journal.write(deed, activity=activity, written_us=written_us)
        if events:
            self._settle(events, activity, written_us)
            self.revision = self.journal.read().revision
            for tell in self.on_changed:
                tell()
        return events

    async def tend(self) -> None:
        """Let proposals expire, for as long as the node lives."""
        while True:
            await asyncio.sleep(LOOK_S)
            if self.is_declared:
                await asyncio.to_thread(self.tidy)

    def tidy(self) -> None:
        """Let proposals expire on which nobody decided in time, and end what a crash kept from ending."""
        at_us, book = to_us(self.clock.now()), self.read()
        if any(at_us >= one.expires_at_us for one in book.open_proposals()):
            self.keep(lambda book: self.desk.tidy(book, at_us=at_us))
        for one in book.in_force():
            if one.state is ResponseState.EXECUTING and self.desk.settle(book, one.id, at_us=at_us):
                self.keep(lambda now, name=one.id: self.desk.settle(now, name, at_us=at_us))  # type: ignore[misc]

    def _settle(self, events: tuple[ResponseEvent, ...], activity: str, written_us: int) -> None:
        """Complete or fail what was executing, when what just happened decides it."""
        book, at_us = self.journal.read(), to_us(self.clock.now())
        for name in dict.fromkeys(_touched(book, events)):
            if self.desk.settle(book, name, at_us=at_us):
                self.journal.write(
                    lambda now, name=name: self.desk.settle(now, name, at_us=at_us),  # type: ignore[misc]
                    activity=activity,
                    written_us=written_us,
                )


def _touched(book: Book, events: tuple[ResponseEvent, ...]) -> list[str]:
    found = []
    for one in events:
        if isinstance(one, TaskMoved):
            found.append(book.tasks[one.task_id].response_id)
        elif isinstance(one, CommandMoved):
            found.append(book.commands[one.key].response_id)
        elif isinstance(one, Decided):
            found.append(one.response_id)
        elif isinstance(one, TaskGiven):
            found.append(one.task.response_id)
    return found


def new_id() -> str:
    """Return an id that was never used and that nobody can guess."""
    return secrets.token_hex(8)
