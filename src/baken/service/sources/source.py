# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Source: one live connector at work, with all its endpoints."""

from __future__ import annotations

import asyncio
import hashlib
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from baken.plugin.live import Inbox, Poll, Subscription
from baken.service.jobs import keep_going
from baken.service.sources.inbox import InboxDoor
from baken.service.sources.poller import Poller
from baken.service.sources.resting import Resting
from baken.service.sources.states import SourceState, worst
from baken.service.sources.subscriber import Subscriber
from baken.service.sources.tally import Tally
from baken.service.sources.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from baken.plugin.live import Delivery, Endpoint, LiveConnector
    from baken.service.sources.fetcher import Fetcher
    from baken.service.sources.pace import Pace
    from baken.service.sources.secrets import Secrets
    from baken.service.sources.taking import Admitted, Taking
    from baken.vocabulary.time import Clock


class Source:
    """Fetches, listens and receives for one connector. What goes wrong in it stays in it.

    Parameters
    ----------
    may_run
        Whether any activity of its streams lets something in now.
    session
        Under which name this node is known to brokers.
    """

    def __init__(
        self,
        name: str,
        connector: LiveConnector,
        taking: Taking,
        fetcher: Fetcher,
        secrets: Secrets,
        clock: Clock,
        pace: Pace,
        may_run: Callable[[], bool],
        session: str,
        on_changed: Callable[[], None],
    ) -> None:
        self.name = name
        self.tally = Tally()
        self.watches: list[Watch] = []
        self.doors: dict[str, InboxDoor] = {}
        self._taking = taking
        self._restings: list[Resting] = []
        self._runs: list[tuple[str, Callable[[], Awaitable[None]]]] = []
        self._jobs: list[asyncio.Task[None]] = []
        for endpoint in connector.endpoints:
            kind, where = _kind_of(endpoint), _where(endpoint)
            watch = Watch(f"{name}/{endpoint.name}", kind, where, clock, pace, on_changed)
            resting = Resting(watch, may_run)
            self.watches.append(watch)
            self._restings.append(resting)
            if isinstance(endpoint, Poll):
                poller = Poller(endpoint, fetcher, watch, resting, self._news, clock)
                self._runs.append((watch.name, poller.run))
            elif isinstance(endpoint, Subscription):
                identifier = _identifier(session, watch.name)
                noted = _TooLarge(self.tally)
                subscriber = Subscriber(endpoint, identifier, secrets, watch, resting, self._news, noted.note, clock)
                self._runs.append((watch.name, subscriber.run))
            else:
                self.doors[endpoint.name] = InboxDoor(endpoint, self, watch, clock)

    def start(self) -> None:
        """Begin to fetch and listen."""
        for name, run in self._runs:
            self._jobs.append(asyncio.create_task(keep_going(f"The source {name}", run)))

    def wake(self) -> None:
        """Look again whether it may run."""
        for resting in self._restings:
            resting.wake()

    async def close(self) -> None:
        """Stop fetching and listening."""
        for job in self._jobs:
            job.cancel()
        await asyncio.gather(*self._jobs, return_exceptions=True)
        self._jobs.clear()

    async def take(self, deliveries: Sequence[Delivery], *, as_whom: Admitted | None = None) -> tuple[Tally, list[str]]:
        """Take deliveries in, and count what became of them; see :meth:`Taking.take`."""
        tally = Tally()
        try:
            return tally, await self._taking.take(deliveries, tally, as_whom=as_whom)
        finally:
            self.tally.add(tally)

    async def _news(self, deliveries: Sequence[Delivery]) -> tuple[bool, list[str]]:
        tally, refused = await self.take(deliveries)
        return tally.has_news, refused

    @property
    def state(self) -> SourceState:
        """Return the state of its worst endpoint."""
        return worst(watch.state for watch in self.watches)

    @property
    def worst_watch(self) -> Watch | None:
        """Return the endpoint of which the state of the source is; None when it has none."""
        state = self.state
        return next((watch for watch in self.watches if watch.state is state), None)

    @property
    def delivers(self) -> str:
        """Return how it delivers, in one word."""
        kinds = {watch.kind for watch in self.watches}
        return kinds.pop() if len(kinds) == 1 else "mixed"


class _TooLarge:
    """Notes messages that are larger than an endpoint allows."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally

    def note(self, topic: str) -> None:
        self._tally.skip("the message is larger than the endpoint allows", topic)


def _kind_of(endpoint: Endpoint) -> str:
    return {Poll: "poll", Subscription: "subscription", Inbox: "inbox"}[type(endpoint)]


def _where(endpoint: Endpoint) -> str:
    """Return the host; nothing else of an address is told, since it may hold a key."""
    if isinstance(endpoint, Poll):
        try:
            return urlsplit(endpoint.url).hostname or ""
        except ValueError:
            return ""
    return endpoint.host if isinstance(endpoint, Subscription) else ""


def _identifier(session: str, name: str) -> str:
    """Return a client id of 22 characters, which every broker takes (MQTT 3.1.1, section 3.1.3.1)."""
    return "baken" + hashlib.sha256(f"{session}/{name}".encode()).hexdigest()[:17]
