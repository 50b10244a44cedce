# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A node: one city with its store, register, way in and picture, wired together. One node serves one controller."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import numpy as np

import baken.service.without_pandas  # noqa: F401 - a quicker start and a smaller server
from baken.city.load import load
from baken.observation.catalogue import Catalogue
from baken.observation.city_streams import ensure_streams
from baken.observation.intake import Intake
from baken.observation.methods.duckdb_store import DuckDBStore
from baken.observation.quality_control import QualityControl
from baken.observation.register import SqlRegister
from baken.plugin.registry import ConnectorRegistry
from baken.service.jobs import keep_going
from baken.service.known_store import KnownStore
from baken.service.live import Live
from baken.service.places import make_data_folder, observations_file, register_url
from baken.service.recording import record
from baken.service.replay import ReplayClock, ReplayPlayer, recorded_until
from baken.service.ticks import Standing, Ticks
from baken.vocabulary.time import Clock, SystemClock, from_us, to_us

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping

    from baken.city.model import City
    from baken.observation.columns import ObservationColumns
    from baken.observation.protocol import ObservationStore

_AGE_CHECK_S: Final = 1.0
_ROWS_PER_SEED: Final = 200_000
DEFAULT_SPEED: Final = 600.0


class Node:
    """Everything that the HTTP service needs.

    A plain class, because the web framework would take a data class for a body and look inside.

    Parameters
    ----------
    store
        What others may read: of a replay only what was known at the clock's now.
    datastream_ids
        Stream id of the city → datastream id.
    player
        Plays history; None when the node shows live data.
    """

    def __init__(
        self,
        opened: _Opened,
        store: ObservationStore,
        clock: Clock,
        intake: Intake,
        live: Live,
        ticks: Ticks,
        player: ReplayPlayer | None = None,
    ) -> None:
        self.city: City = opened.city
        self.store = store
        self.catalogue = opened.catalogue
        self.datastream_ids: Mapping[str, int] = opened.datastream_ids
        self.clock = clock
        self.intake = intake
        self.live = live
        self.ticks = ticks
        self.player = player

    @property
    def mode(self) -> str:
        """Return ``live`` or ``replay``."""
        return "live" if self.player is None else "replay"

    @property
    def tile_origins(self) -> tuple[str, ...]:
        """Return from where the map of this city is fetched, besides this node."""
        address = urlsplit(self.city.map.basemap.url or "")
        return (f"{address.scheme}://{address.netloc}",) if address.netloc else ()


@dataclass(slots=True)
class _Opened:
    """What both kinds of node have in common."""

    city: City
    store: DuckDBStore
    catalogue: Catalogue
    datastream_ids: dict[str, int]

    def control(self) -> QualityControl:
        return QualityControl({self.datastream_ids[s.id]: s for s in self.city.streams})


@contextlib.contextmanager
def _opened(folder: Path, data: Path, now: datetime, registry: ConnectorRegistry) -> Iterator[_Opened]:
    city = load(folder, registry)
    with contextlib.ExitStack() as stack:
        make_data_folder(data)
        store = DuckDBStore(observations_file(data))
        stack.callback(store.close)
        catalogue = Catalogue(SqlRegister(register_url(data)))
        stack.callback(catalogue.close)
        ids = ensure_streams(catalogue, city.streams, city.gates, city.areas, now=now)
        yield _Opened(city, store, catalogue, ids)


@contextlib.asynccontextmanager
async def live_node(folder: Path, data: Path) -> AsyncIterator[Node]:
    """Open a node for live data; everything is kept in ``data``.

    Raises
    ------
    CityError, PlaceError, StoreError, RegisterError
        When the city has faults, or the data folder or a file in it cannot be used.
    """
    clock = SystemClock()
    with _opened(folder, data, clock.now(), ConnectorRegistry()) as opened:
        live = Live(opened.city, opened.datastream_ids, opened.store, clock)
        intake = Intake(opened.store, opened.control(), live.committed)
        live.restart(intake)
        async with _running(opened, opened.store, clock, intake, live) as node:
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
        opened = stack.enter_context(_opened(folder, kept, datetime.now(UTC), registry))
        recording = record(opened.city, registry, opened.datastream_ids)
        clock = _replay_clock(opened.city, recording, start, speed)
        _seed(opened, recording, clock.now())
        known = KnownStore(opened.store, clock)
        live = Live(opened.city, opened.datastream_ids, known, clock)
        intake = Intake(opened.store, opened.control(), live.committed)
        live.restart(intake)
        player = ReplayPlayer(recording, clock, intake, lambda _: live.restart(intake))
        # It stood still while what went before was stored, so that no row falls between the two.
        clock.set(paused=False)
        async with _running(opened, known, clock, intake, live, player) as node:
            yield node


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


def _seed(opened: _Opened, recording: ObservationColumns, until: datetime) -> None:
    """Store what had been known before the replay begins."""
    control = opened.control()
    stop = int(np.searchsorted(recording.available_at_us, to_us(until), side="right"))
    for first in range(0, stop, _ROWS_PER_SEED):
        rows = recording.take(np.arange(first, min(stop, first + _ROWS_PER_SEED)))
        opened.store.append(control.examine(rows))


@contextlib.asynccontextmanager
async def _running(
    opened: _Opened,
    store: ObservationStore,
    clock: Clock,
    intake: Intake,
    live: Live,
    player: ReplayPlayer | None = None,
) -> AsyncIterator[Node]:
    """Run the background jobs of a node for as long as it is open."""

    def standing() -> Standing:
        replay = clock if isinstance(clock, ReplayClock) else None
        return Standing(
            sequence=live.picture().sequence,
            epoch=live.epoch,
            now=clock.now(),
            issued_at=from_us(live.picture().issued_at_us),
            paused=None if replay is None else replay.paused,
            speed=None if replay is None else replay.speed,
        )

    ticks = Ticks(standing)
    live.on_changed = ticks.changed
    jobs = [asyncio.create_task(keep_going("Growing old", lambda: _grow_old(live)))]
    if player is not None:
        jobs.append(asyncio.create_task(keep_going("The replay", player.run)))
    try:
        yield Node(opened, store, clock, intake, live, ticks, player)
    finally:
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)
        await ticks.close()
        await intake.close()


async def _grow_old(live: Live) -> None:
    """Let the picture notice that its newest values have become old."""
    while True:
        await asyncio.sleep(_AGE_CHECK_S)
        live.advance()
