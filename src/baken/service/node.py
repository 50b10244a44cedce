# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A node: one city with its store, register, way in and picture, wired together. One node serves one controller."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import numpy as np

import baken.service.without_pandas  # noqa: F401 - a quicker start and a smaller server
from baken.governance.log.node_key import public_key_of
from baken.governance.log.security_log import SecurityEvent, SecurityEventKind
from baken.governance.model import THE_NODE
from baken.observation.intake import Intake
from baken.plugin.registry import ConnectorRegistry
from baken.service.background_log import BackgroundLog
from baken.service.evaluating.records import EventRecords
from baken.service.forecasting.at_node import forecasting_of
from baken.service.jobs import keep_going
from baken.service.known_store import KnownStore
from baken.service.live import Live
from baken.service.notification.at_node import notifications_of
from baken.service.opened import Opened, opened_city
from baken.service.presence import Presence
from baken.service.publishing.at_node import publisher_of
from baken.service.recording import record
from baken.service.replay import ReplayClock, ReplayPlayer, recorded_until
from baken.service.response.at_node import responding_of, switching
from baken.service.retention import Retention
from baken.service.sources.pace import Pace
from baken.service.sources.sources import Sources
from baken.service.ticks import Standing, Ticks
from baken.service.warning.at_node import warnings_of
from baken.vocabulary.time import Clock, SystemClock, from_us, to_us

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping

    from baken.city.model import City
    from baken.governance.governing import Governance
    from baken.governance.model import Principal
    from baken.identity.identity import Identity
    from baken.observation.columns import ObservationColumns
    from baken.observation.governed_store import GovernedStore
    from baken.service.acting_crowd import ActingCrowd
    from baken.service.forecasting.forecasting import Forecasting
    from baken.service.forecasting.weeks import WeeksBefore
    from baken.service.notification.notifications import Notifications
    from baken.service.publishing.publisher import Publisher
    from baken.service.response.responding import Responding
    from baken.service.warning.warnings import Warnings

_AGE_CHECK_S: Final = 1.0
_IDENTITY_S: Final = 60.0
_ROWS_PER_SEED: Final = 200_000
DEFAULT_SPEED: Final = 600.0


class Node:
    """Everything that the HTTP service needs.

    A plain class, because the web framework would take a data class for a body and look inside.

    Parameters
    ----------
    store
        The way to observations, behind purpose control: of a replay only what was known at the clock's now.
    datastream_ids
        Stream id of the city → datastream id.
    player
        Plays history; None when the node shows live data.
    """

    def __init__(
        self,
        opened: Opened,
        store: GovernedStore,
        clock: Clock,
        intake: Intake,
        live: Live,
        ticks: Ticks,
        retention: Retention,
        sources: Sources,
        forecasting: Forecasting,
        responding: Responding,
        notifications: Notifications,
        warnings: Warnings,
        events: EventRecords,
        player: ReplayPlayer | None = None,
        *,
        publisher: Publisher,
    ) -> None:
        self.city: City = opened.city
        self.store = store
        self.governance = opened.governance
        self.processing_log = opened.processing_log
        self.security_log = opened.security_log
        self.log_check = opened.log_check
        self.identity = opened.identity
        self.authenticity = opened.authenticity
        self.activity_index = opened.activity_index
        self.catalogue = opened.catalogue
        self.datastream_ids: Mapping[str, int] = opened.datastream_ids
        self.clock = clock
        self.intake = intake
        self.live = live
        self.ticks = ticks
        self.retention = retention
        self.sources = sources
        self.forecasting = forecasting
        self.responding = responding
        self.notifications = notifications
        self.warnings = warnings
        self.events = events
        self.presence = Presence()
        self.player = player
        self.publisher = publisher

    @property
    def mode(self) -> str:
        """Return ``live`` or ``replay``."""
        return "live" if self.player is None else "replay"

    def is_present(self, principal: Principal) -> bool:
        """Tell whether somebody who came in is still there: a session that ended, a key that was revoked, is not."""
        return self.identity.is_present(principal)


@contextlib.asynccontextmanager
async def live_node(folder: Path, data: Path, *, pace: Pace | None = None) -> AsyncIterator[Node]:
    """Open a node for live data; everything is kept in ``data``.

    Parameters
    ----------
    pace
        How often sources are asked, and how they are left alone when they fail.

    Raises
    ------
    CityError, PlaceError, StoreError, RegisterError
        When the city has faults, or the data folder or a file in it cannot be used.
    """
    clock, registry = SystemClock(), ConnectorRegistry()
    with opened_city(folder, data, clock.now(), registry) as opened:
        store = opened.governed(opened.store, clock)
        live = Live(opened.city, opened.datastream_ids, store, clock, opened.governance, opened.releases)
        intake = Intake(store, opened.control(), live.committed)
        live.restart(intake)
        sources = Sources(opened, live, clock, registry)
        async with _running(opened, store, clock, intake, live, sources, pace=pace or Pace()) as node:
            yield node


@contextlib.asynccontextmanager
async def replay_node(
    folder: Path, data: Path | None, *, start: datetime | None = None, speed: float | None = None
) -> AsyncIterator[Node]:
    """Open a node that plays history from a moment on; without ``data`` nothing is left behind.

    Parameters
    ----------
    start
        In the city's own time when it has no zone; what the city says by default.
    """
    registry = ConnectorRegistry()
    with contextlib.ExitStack() as stack:
        kept = data or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="baken-")))
        opened = stack.enter_context(opened_city(folder, kept, datetime.now(UTC), registry, is_replay=True))
        recording = record(opened.city, registry, opened.datastream_ids)
        clock = _replay_clock(opened.city, recording, start, speed)
        crowd = crowd_of(opened, recording, clock)
        recording = recording if crowd is None else crowd.told_first()
        seed_recording(opened, recording, clock.now())
        known = opened.governed(KnownStore(opened.store, clock), clock)
        live = Live(opened.city, opened.datastream_ids, known, clock, opened.governance, opened.releases)
        intake = Intake(known, opened.control(), live.committed)
        live.restart(intake)
        logged = BackgroundLog(opened.processing_log, opened.governance).processing
        player = ReplayPlayer(
            recording,
            clock,
            intake,
            lambda _: live.restart(intake),
            opened.admitted,
            logged,
            live.relearn,
            live.hold,
            None if crowd is None else crowd.told_anew,
        )
        # It stood still while what went before was stored, so that no row falls between the two.
        clock.set(paused=False)
        sources = Sources(opened, live, clock, registry)
        weeks = weeks_before(opened.city, recording)
        async with _running(opened, known, clock, intake, live, sources, player=player, weeks=weeks) as node:
            if crowd is not None:
                node.responding.on_changed.append(crowd.noticed)
            yield node


def crowd_of(opened: Opened, recording: ObservationColumns, clock: ReplayClock) -> ActingCrowd | None:
    """Return the crowd of a simulated city, which acts on what is carried out; None of any other city."""
    if not opened.city.simulated:
        return None
    from baken.service.acting_crowd import ActingCrowd, retelling

    retell = retelling(opened.city, opened.datastream_ids)
    if retell is None:
        return None
    return ActingCrowd(recording, retell, opened.responses.read, opened.city.reach, clock)


def weeks_before(city: City, recording: ObservationColumns) -> WeeksBefore | None:
    """Return the weeks before what was recorded of a simulated city; None of any other, which brings nothing in."""
    if not city.simulated:
        return None
    from baken.service.forecasting.weeks import WeeksBefore, WeeksJob

    first = from_us(int(recording.phenomenon_time_us.min()))
    return WeeksBefore(WeeksJob.of(city, first.astimezone(ZoneInfo(city.time_zone))))


def _replay_clock(
    city: City, recording: ObservationColumns, start: datetime | None, speed: float | None
) -> ReplayClock:
    """Return the clock at the beginning of the replay, standing still."""
    settings = city.replay
    first, last = from_us(int(recording.available_at_us[0])), recorded_until(recording) + timedelta(hours=1)
    begin = start or (first if settings is None else settings.start)
    if begin.tzinfo is None:
        begin = begin.replace(tzinfo=ZoneInfo(city.time_zone))
    clock = ReplayClock(first, last, speed=speed or (DEFAULT_SPEED if settings is None else settings.speed))
    clock.set(now=begin.astimezone(UTC), paused=True)
    return clock


def seed_recording(opened: Opened, recording: ObservationColumns, until: datetime) -> None:
    """Store what had been known before the replay begins."""
    control, store = opened.control(), opened.governed(opened.store, SystemClock())
    logged = BackgroundLog(opened.processing_log, opened.governance).processing
    stop = int(np.searchsorted(recording.available_at_us, to_us(until), side="right"))
    for first in range(0, stop, _ROWS_PER_SEED):
        rows = recording.take(np.arange(first, min(stop, first + _ROWS_PER_SEED)))
        admitted, permit = opened.admitted(rows)
        with logged("replay observations"):
            store.append(control.examine(admitted), activity=permit)


@contextlib.asynccontextmanager
async def _running(
    opened: Opened,
    store: GovernedStore,
    clock: Clock,
    intake: Intake,
    live: Live,
    sources: Sources,
    *,
    pace: Pace | None = None,
    player: ReplayPlayer | None = None,
    weeks: WeeksBefore | None = None,
) -> AsyncIterator[Node]:
    """Run the background jobs of a node for as long as it is open; with a pace its sources are asked."""

    def standing() -> Standing:
        replay = clock if isinstance(clock, ReplayClock) else None
        return Standing(
            sequence=live.picture().sequence,
            epoch=live.epoch,
            now=clock.now(),
            issued_at=from_us(live.picture().issued_at_us),
            paused=None if replay is None else replay.paused,
            speed=None if replay is None else replay.speed,
            sources=sources.revision,
            forecast=forecasting.number,
            responses=responding.revision,
            warnings=warnings.revision,
        )

    background = BackgroundLog(opened.processing_log, opened.governance)
    forecasting = forecasting_of(opened, store, clock, live, background, sources, fits=player is None, weeks=weeks)
    forecasting.follow(sources.weather)
    loop = asyncio.get_running_loop()
    responding = responding_of(opened, clock, lambda: _in_loop(loop, ticks.changed))
    notifications = notifications_of(opened, clock, is_replay=player is not None)
    warnings = warnings_of(
        opened, clock, live, forecasting, notifications, responding, background, is_replay=player is not None
    )
    warnings.on_changed.append(lambda: _in_loop(loop, ticks.changed))
    ticks = Ticks(standing)

    def changed() -> None:
        background.estimated(len(opened.city.areas))
        ticks.changed()
        warnings.wake()

    def issued() -> None:
        _in_loop(loop, ticks.changed)
        warnings.wake()

    live.on_changed = changed
    sources.on_changed = ticks.changed
    forecasting.on_issued = issued
    opened.governance.on_changed.append(lambda: _in_loop(loop, live.renew))
    jobs = [asyncio.create_task(keep_going("Growing old", lambda: _grow_old(live, opened.governance)))]
    jobs.append(asyncio.create_task(keep_going("Keeping identity", lambda: _keep_identity(opened.identity))))
    retention = Retention(opened, clock, SystemClock(), on_deleted=lambda: _in_loop(loop, live.deleted))
    jobs.append(asyncio.create_task(keep_going("Retention", retention.keep)))
    jobs.append(asyncio.create_task(keep_going("Forecasting", forecasting.keep)))
    jobs.append(asyncio.create_task(keep_going("Responding", responding.tend)))
    jobs.append(asyncio.create_task(keep_going("Warning", warnings.keep)))
    events = EventRecords(opened, clock, live, forecasting, warnings, responding, background)
    jobs.append(asyncio.create_task(keep_going("Recording events", events.keep)))
    publisher = publisher_of(opened, clock, live, forecasting, background)
    opened.governance.on_changed.append(lambda: _in_loop(loop, publisher.renew))
    jobs.append(asyncio.create_task(keep_going("Publishing", publisher.keep)))
    switch = switching(responding, opened, is_replay=player is not None)
    jobs.append(asyncio.create_task(keep_going("Switching", switch)))
    if player is not None:
        jobs.append(asyncio.create_task(keep_going("The replay", player.run)))
    opened.security_log.write(SecurityEvent(kind=SecurityEventKind.SERVICE_STARTED, principal=THE_NODE))
    opened.log_check.start()
    if pace is None:
        sources.watch(_AGE_CHECK_S)
    else:
        sources.start(intake, background.processing, public_key_of(opened.data).id, pace)
    notifications.start()
    try:
        yield Node(
            opened,
            store,
            clock,
            intake,
            live,
            ticks,
            retention,
            sources,
            forecasting,
            responding,
            notifications,
            warnings,
            events,
            player,
            publisher=publisher,
        )
    finally:
        events.stop()
        await notifications.close()
        await sources.close()
        await asyncio.to_thread(retention.stop)
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)
        await asyncio.to_thread(forecasting.stop)
        await ticks.close()
        await intake.close()
        opened.security_log.write(SecurityEvent(kind=SecurityEventKind.SERVICE_STOPPED, principal=THE_NODE))


def _in_loop(loop: asyncio.AbstractEventLoop, work: Callable[[], None]) -> None:
    """Do something in the event loop, from whatever thread this is."""
    loop.call_soon_threadsafe(work)


async def _keep_identity(identity: Identity) -> None:
    """Write down now and then which sessions and keys were used, and forget old attempts to sign in."""
    while True:
        await asyncio.sleep(_IDENTITY_S)
        await asyncio.to_thread(identity.keep)


async def _grow_old(live: Live, governance: Governance) -> None:
    """Let the picture notice that its newest values have become old, or may not be used any more."""
    while True:
        await asyncio.sleep(_AGE_CHECK_S)
        if not governance.look():
            live.advance()
