# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Sources: all connectors of a city at work, and what is told of them."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import logging
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import numpy as np

from baken.city.read_streams import settings_of
from baken.errors import BakenError
from baken.plugin.live import is_live
from baken.service.jobs import keep_going
from baken.service.sources.columns import Declared
from baken.service.sources.fetcher import Fetcher
from baken.service.sources.secrets import Secrets
from baken.service.sources.source import Source
from baken.service.sources.spool import empty_folder
from baken.service.sources.standing import Member, Telling
from baken.service.sources.taking import Taking
from baken.service.sources.weather_kept import WeatherKept

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from datetime import datetime

    from baken.observation.intake import Intake
    from baken.observation.stream import Stream
    from baken.plugin.live import LiveConnector
    from baken.plugin.manifest import Manifest
    from baken.plugin.registry import ConnectorRegistry
    from baken.service.live import Live
    from baken.service.opened import Opened
    from baken.service.sources.inbox import InboxDoor
    from baken.service.sources.pace import Pace
    from baken.service.sources.report import SourcesReport
    from baken.vocabulary.time import Clock

_SHORTEST_LOOK_S: Final = 0.1
_LOG: Final = logging.getLogger("baken.sources")


class Sources:
    """All sources of a node.

    Parameters
    ----------
    on_changed
        Called when the revision has risen.

    Invariants
    ----------
    What goes wrong in one source changes nothing in another. Without :meth:`start` nothing is fetched: a replay tells
    of its sources too.
    """

    def __init__(self, opened: Opened, live: Live, clock: Clock, registry: ConnectorRegistry) -> None:
        self._opened = opened
        self._live = live
        self._clock = clock
        self._registry = registry
        self._jobs: list[asyncio.Task[None]] = []
        self._fetcher: Fetcher | None = None
        self._changed = asyncio.Event()
        self._fingerprint: object = None
        self.revision = 0
        self.on_changed: Callable[[], None] = lambda: None
        zone = ZoneInfo(opened.city.time_zone)
        self.weather = WeatherKept(zone)
        streams: dict[str, list[tuple[int, Stream]]] = {}
        for place, stream in enumerate(opened.city.streams):
            streams.setdefault(stream.connector, []).append((place, stream))
        gates = {gate.id: gate.inside for gate in opened.city.gates}
        self._members = {
            name: Member(name, _manifest(registry, name), tuple(found), gates, opened.datastream_ids, clock.now())
            for name, found in sorted(streams.items())
        }
        self._telling = Telling(opened.governance, opened.city.coverage, zone)

    # -- at work -------------------------------------------------------------------------------------------------

    def start(
        self, intake: Intake, logged: Callable[[str], AbstractContextManager[object]], session: str, pace: Pace
    ) -> None:
        """Open the live connectors of the city and begin to fetch, listen and receive."""
        spool = self._opened.data / "spool"
        empty_folder(spool)
        secrets = Secrets.of(self._opened.data)
        self._fetcher = Fetcher(pace, secrets, spool)
        for member in self._members.values():
            connector = self._connected(member)
            if connector is None:
                continue
            declared = self._declared(member)
            on_foretold = functools.partial(self.weather.take, declared=declared.names)
            taking = Taking(member.name, connector, declared, intake, self._opened.admitted, logged, pace, on_foretold)
            may_run = functools.partial(self._may_run, member)
            member.source = Source(
                member.name, connector, taking, self._fetcher, secrets, self._clock, pace, may_run, session,
                self._changed.set,
            )  # fmt: skip
            member.source.start()
        loop = asyncio.get_running_loop()

        def governance_changed() -> None:
            loop.call_soon_threadsafe(self._wake)

        self._opened.governance.on_changed.append(governance_changed)
        self.watch(pace.look_s)

    def watch(self, look_s: float) -> None:
        """Look now and then what has changed of what is told; also at once when a source itself says so."""
        self._jobs.append(asyncio.create_task(keep_going("Watching sources", lambda: self._keep_watching(look_s))))

    async def close(self) -> None:
        """Stop all sources."""
        for job in self._jobs:
            job.cancel()
        await asyncio.gather(*self._jobs, return_exceptions=True)
        await asyncio.gather(*(m.source.close() for m in self._members.values() if m.source is not None))
        if self._fetcher is not None:
            await self._fetcher.__aexit__(None, None, None)

    def door(self, connector: str, endpoint: str) -> InboxDoor | None:
        """Return an inbox, or None when there is none of this name."""
        member = self._members.get(connector)
        return None if member is None or member.source is None else member.source.doors.get(endpoint)

    def datastreams_of(self, connector: str) -> frozenset[int]:
        """Return the datastreams that a connector delivers."""
        member = self._members.get(connector)
        return frozenset() if member is None else frozenset(member.datastream_ids)

    # -- looking -------------------------------------------------------------------------------------------------

    def report(self, readable: Callable[[frozenset[int]], bool], *, details: bool) -> SourcesReport:
        """Return what may be told of the sources.

        Parameters
        ----------
        readable
            Tells whether somebody may know of a source with these datastreams.
        details
            Whether it is told too what helps to mend a source.
        """
        from baken.service.sources.report import SourcesReport

        now, state, newest_us = self._looked()
        told = [
            self._telling.report(
                member, state, newest_us, now, details=details, examples=not self._is_about_few(member)
            )
            for member in self._members.values()
            if readable(frozenset(member.datastream_ids))
        ]
        return SourcesReport(revision=self.revision, now=now, sources=told)

    def _looked(self) -> tuple[datetime, np.ndarray, np.ndarray]:
        picture = self._live.picture()
        state = picture.stream_state()
        newest = np.empty_like(picture.newest.end_us)
        newest[picture.topology.declared] = picture.newest.end_us
        return self._clock.now(), state, newest

    async def _keep_watching(self, look_s: float) -> None:
        while True:
            self._look()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(look_s):
                    await self._changed.wait()
            await asyncio.sleep(min(look_s, _SHORTEST_LOOK_S))  # a source may deliver a hundred times a second
            self._changed.clear()

    def _look(self) -> None:
        """Notice whether a screen would show anything else than before."""
        now, state, newest_us = self._looked()
        seen = tuple(self._telling.fingerprint(m, state, newest_us, now) for m in self._members.values())
        if seen != self._fingerprint:
            self._fingerprint = seen
            self.revision += 1
            self.on_changed()

    # -- inside --------------------------------------------------------------------------------------------------

    def _connected(self, member: Member) -> LiveConnector | None:
        """Return a live connector, opened; None when it is not live, or cannot be opened, which is then told."""
        try:
            connector = self._registry.connect(member.name, settings_of(self._opened.city.folder, member.name))
        except BakenError as error:
            _LOG.warning("The source %s cannot be opened: %s", member.name, error)
            member.cannot = error
            return None
        return connector if is_live(connector) else None

    def _declared(self, member: Member) -> Declared:
        ids = self._opened.datastream_ids
        return Declared({stream.provider_id: (stream, ids[stream.id]) for _, stream in member.streams})

    def _is_about_few(self, member: Member) -> bool:
        """Tell whether values below some number of contributors may not leave the node."""
        ids = np.array(member.datastream_ids, np.int64)
        return bool((self._opened.releases().k_of(ids) > 1).any())

    def _may_run(self, member: Member) -> bool:
        return any(standing.is_active for standing in self._telling.standings(member))

    def _wake(self) -> None:
        for member in self._members.values():
            if member.source is not None:
                member.source.wake()
        self._changed.set()


def _manifest(registry: ConnectorRegistry, name: str) -> Manifest | None:
    try:
        return registry.manifest(name)
    except BakenError:
        return None
