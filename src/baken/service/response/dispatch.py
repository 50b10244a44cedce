# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Dispatch: commands go out to actuators, each once, and what is not answered becomes a task of a person.

A command is marked ``sending`` on disk before it is handed to the transport, and ``sent`` after. A node that was killed
in between asks the transport whether the command had come through before it does anything else with it: it sends what
had not, and never sends what had.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

from baken.response.execution import by_hand
from baken.response.outbox import moved, superseded, to_send, without_answer
from baken.response.protocol import UnreachableError
from baken.response.transitions import CommandState
from baken.vocabulary.time import to_us

if TYPE_CHECKING:
    from collections.abc import Callable

    from baken.response.book import Book
    from baken.response.model import Command, CommandMoved, ResponseEvent
    from baken.response.protocol import Told, Transport
    from baken.response.reach import Reach
    from baken.service.response.journal import ResponseJournal
    from baken.vocabulary.time import Clock

PACE_S: Final = 0.5
_LOG: Final = logging.getLogger("baken.response")


class Dispatch:
    """Sends commands for one node.

    Parameters
    ----------
    clock, machine
        The clock of the node, and that of the machine: an actuator lives in real time.
    keep
        Keeps events and does what follows from them.

    Invariants
    ----------
    A key is delivered at most once, whatever happens to this process. Whatever cannot be delivered or is not answered
    in time becomes a task for the owner of the actuator; it is never silently dropped.
    """

    def __init__(
        self,
        journal: ResponseJournal,
        reach: Reach,
        transport: Transport,
        clock: Clock,
        machine: Clock,
        keep: Callable[[Callable[[Book], tuple[ResponseEvent, ...]]], tuple[ResponseEvent, ...]],
        new_id: Callable[[], str],
    ) -> None:
        self._journal, self._reach, self._transport = journal, reach, transport
        self._clock, self._machine, self._keep, self._new_id = clock, machine, keep, new_id
        self._wake = asyncio.Event()
        self._mine: set[str] = set()
        self._is_lost = False

    def wake(self) -> None:
        """Look at once whether there is something to send; from the event loop."""
        self._wake.set()

    async def run(self) -> None:
        """Send for as long as the node lives."""
        try:
            while True:
                self._wake.clear()
                await self.once()
                try:
                    async with asyncio.timeout(PACE_S):
                        await self._wake.wait()
                except TimeoutError:
                    continue
        finally:
            await self._transport.close()

    async def once(self) -> None:
        """Take in what was said, settle what a crash left open, send what may be sent, give up what takes too long."""
        await asyncio.to_thread(self._take_in, self._transport.said())
        book = await asyncio.to_thread(self._journal.read)
        under_way = book.commands_under_way()
        if not under_way:
            return
        for command in under_way:
            if command.state is CommandState.SENDING and command.key not in self._mine:
                await self._settle(command)
        now = to_us(self._machine.now())
        gone = superseded(under_way, now)
        if gone:
            await asyncio.to_thread(self._moved, gone)
            book = await asyncio.to_thread(self._journal.read)
        for command, actuator in to_send(book.commands.values(), self._reach, now):
            if not await self._send(command):
                break
            _LOG.debug("%s was told %s", actuator.id, command.preset)
        await asyncio.to_thread(self._take_in, self._transport.said())
        await asyncio.to_thread(self._give_up)

    async def _send(self, command: Command) -> bool:
        """Deliver a command that nobody ever delivered; return whether the way is open."""
        actuator = self._reach.actuator(command.actuator_id)
        if actuator is None:
            return True
        self._mine.add(command.key)
        await asyncio.to_thread(self._move, command.key, CommandState.SENDING)
        try:
            await self._transport.deliver(command, actuator)
        except UnreachableError as error:
            # Whether it came through is asked before it is tried again.
            self._mine.discard(command.key)
            self._lost(error)
            return False
        self._is_lost = False
        await asyncio.to_thread(self._move, command.key, CommandState.SENT)
        return True

    async def _settle(self, command: Command) -> None:
        """Find out whether a command had come through, and deliver it when it had not."""
        actuator = self._reach.actuator(command.actuator_id)
        if actuator is None:
            return
        try:
            if not await self._transport.has(command, actuator):
                await self._transport.deliver(command, actuator)
        except UnreachableError as error:
            self._lost(error)
            return
        self._is_lost = False
        await asyncio.to_thread(self._move, command.key, CommandState.SENT)

    def _take_in(self, said: tuple[Told, ...]) -> None:
        for told in said:
            command = self._journal.read().commands.get(told.key)
            if command is None or command.state not in (CommandState.SENT, CommandState.BY_HAND):
                if command is not None and command.state is CommandState.SENDING:
                    self._move(told.key, CommandState.SENT)
                else:
                    continue
            if told.by_hand:
                self._hand_over(told.key, "Somebody has taken it over.")
            else:
                self._move(told.key, CommandState.CONFIRMED)

    def _give_up(self) -> None:
        book = self._journal.read()
        for command in without_answer(book.commands.values(), self._reach, to_us(self._machine.now())):
            if command.state is not CommandState.SENDING or command.key not in self._mine:
                self._hand_over(command.key, "It did not answer in time.")

    def _hand_over(self, key: str, note: str) -> None:
        """Ask a person to do it; nothing when it is settled already."""

        def deed(book: Book) -> tuple[ResponseEvent, ...]:
            command = book.commands[key]
            if command.state not in (CommandState.DUE, CommandState.SENDING, CommandState.SENT):
                return ()
            at_us, machine_us = to_us(self._clock.now()), to_us(self._machine.now())
            return (
                moved(command, CommandState.BY_HAND, machine_us, note),
                by_hand(book, command, self._reach, at_us, self._new_id),
            )

        self._keep(deed)

    def _move(self, key: str, state: CommandState) -> None:
        def deed(book: Book) -> tuple[ResponseEvent, ...]:
            command = book.commands[key]
            return () if command.state is state else (moved(command, state, to_us(self._machine.now())),)

        self._keep(deed)

    def _moved(self, events: tuple[CommandMoved, ...]) -> None:
        self._keep(lambda book: tuple(e for e in events if book.commands[e.key].state is CommandState.DUE))

    def _lost(self, error: UnreachableError) -> None:
        if not self._is_lost:
            _LOG.warning("Actuators cannot be reached: %s", error)
        self._is_lost = True
