# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Ticks: tell every browser, at most twice a second, that there is a newer picture; and say so when there is none.

Server-sent events. A tick carries a sequence number, not the picture: whoever wants it fetches it, cached by that
number. A heartbeat every two seconds tells a quiet city from a broken line. A client that comes back with
``Last-Event-ID`` is told how many pictures it missed, or to start afresh when the epoch is another one.
"""

from __future__ import annotations

import asyncio
from collections import deque
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import msgspec

from baken.vocabulary.time import format_instant

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Hashable

SHORTEST_TICK_S: Final = 0.5
HEARTBEAT_S: Final = 2.0
LONGEST_LAG: Final = 64
_WITHOUT_ID: Final = ("heartbeat", "sources", "forecast", "responses", "warnings")


class Standing(msgspec.Struct, frozen=True, rename="camel"):
    """Where the picture stands: which epoch and sequence, what time it is in the city's clock, how the sources
    are, which forecasts were issued last, and how much has happened about responses and warnings."""

    sequence: int
    epoch: str
    now: datetime
    issued_at: datetime
    paused: bool | None = None
    speed: float | None = None
    sources: int = 0
    forecast: int | None = None
    responses: int | None = None
    warnings: int | None = None

    @property
    def event_id(self) -> str:
        """Return the id under which a client remembers this standing."""
        return f"{self.epoch}:{self.sequence}"


def _always() -> bool:
    return True


class Ticks:
    """Sends standings to any number of listeners.

    Parameters
    ----------
    standing
        Gives the present standing.
    shortest_tick_s, heartbeat_s
        Least time between two ticks, and time between heartbeats, in wall-clock seconds.
    """

    def __init__(
        self,
        standing: Callable[[], Standing],
        *,
        shortest_tick_s: float = SHORTEST_TICK_S,
        heartbeat_s: float = HEARTBEAT_S,
    ) -> None:
        self._standing = standing
        self._shortest_tick_s = shortest_tick_s
        self._heartbeat_s = heartbeat_s
        self._changed = asyncio.Event()
        self._recent: deque[bytes] = deque(maxlen=LONGEST_LAG)
        self._count = 0
        self._more: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._closed = False
        self._sent = standing()
        self._tasks = [asyncio.create_task(self._tick()), asyncio.create_task(self._beat())]
        self.listeners = 0
        self.may_hear: set[Hashable] = set()
        """Kinds of listeners of whom it was asked since the last event whether they may listen, and who may."""

    def changed(self) -> None:
        """Note that there is a newer picture; costs nothing when nobody listens."""
        self._changed.set()

    async def listen(
        self, last_event_id: str | None = None, may_listen: Callable[[], bool] = _always
    ) -> AsyncIterator[bytes]:
        """Yield encoded events: where things stand first, then every tick and heartbeat, none left out.

        A listener that is more than ``LONGEST_LAG`` events behind is let go; it comes back and is told what it missed.

        Parameters
        ----------
        last_event_id
            What the client saw last, as ``<epoch>:<sequence>``; anything else counts as nothing.
        may_listen
            Asked before each event; the listener is let go when it says no.
        """
        self.listeners += 1
        try:
            heard = self._count
            yield welcome(self._standing(), last_event_id)
            while not self._closed:
                while heard < self._count and self._count - heard <= len(self._recent):
                    heard += 1
                    if not may_listen():
                        return
                    yield self._recent[heard - self._count - 1]
                if heard < self._count:
                    return
                await asyncio.shield(self._more)
        finally:
            self.listeners -= 1

    async def close(self) -> None:
        """Stop sending; listeners end, also those that come later. Doing it twice changes nothing."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._closed = True
        self._wake()

    def _send(self, event: bytes) -> None:
        self._recent.append(event)
        self._count += 1
        self.may_hear.clear()
        self._wake()

    def _wake(self) -> None:
        more, self._more = self._more, asyncio.get_running_loop().create_future()
        more.set_result(None)

    async def _tick(self) -> None:
        while True:
            await self._changed.wait()
            self._changed.clear()
            standing = self._standing()
            if standing.epoch != self._sent.epoch:
                self._send(encode("reset", standing))
            elif standing.sequence != self._sent.sequence:
                self._send(encode("tick", standing))
            elif standing.sources != self._sent.sources:
                self._send(encode("sources", standing))
            elif standing.forecast != self._sent.forecast:
                self._send(encode("forecast", standing))
            elif standing.responses != self._sent.responses:
                self._send(encode("responses", standing))
            elif standing.warnings != self._sent.warnings:
                self._send(encode("warnings", standing))
            self._sent = standing
            await asyncio.sleep(self._shortest_tick_s)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(self._heartbeat_s)
            self._send(encode("heartbeat", self._standing()))


def welcome(standing: Standing, last_event_id: str | None) -> bytes:
    """Return the first event for a listener, which says what it missed.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> now = Standing(7, "a", datetime(2025, 1, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC))
    >>> welcome(now, "a:5").decode().splitlines()[0:2]
    ['id: a:7', 'event: tick']
    >>> b'"missed":1' in welcome(now, "a:5"), b"event: reset" in welcome(now, "b:5")
    (True, True)
    """
    if last_event_id is None:
        return encode("tick", standing)
    epoch, _, sequence = last_event_id.rpartition(":")
    if epoch != standing.epoch or not sequence.isdecimal() or int(sequence) > standing.sequence:
        return encode("reset", standing)
    missed = max(0, standing.sequence - int(sequence) - 1)
    return encode("tick", standing, missed=missed)


def encode(event: str, standing: Standing, *, missed: int | None = None) -> bytes:
    """Return one server-sent event. What brings no picture has no id, so that it never hides a missed tick."""
    data: dict[str, Any] = {
        "sequence": standing.sequence,
        "epoch": standing.epoch,
        "now": format_instant(standing.now),
        "issuedAt": format_instant(standing.issued_at),
        "sources": standing.sources,
    }
    optional = {
        "paused": standing.paused, "speed": standing.speed, "missed": missed, "forecast": standing.forecast,
        "responses": standing.responses, "warnings": standing.warnings,
    }  # fmt: skip
    data.update((k, v) for k, v in optional.items() if v is not None)
    head = "" if event in _WITHOUT_ID else f"id: {standing.event_id}\n"
    return f"{head}event: {event}\ndata: ".encode() + msgspec.json.encode(data) + b"\n\n"
