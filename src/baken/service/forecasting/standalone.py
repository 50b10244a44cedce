# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Forecasting without a node: from a data folder that nobody serves, or from what the connectors can tell of the past.

The same panels, purpose control and methods as in a node; nothing is issued and nothing is kept.
"""

from __future__ import annotations

import contextlib
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from baken.forecast.wall_clock import wall_min
from baken.plugin.registry import ConnectorRegistry
from baken.service.background_log import BackgroundLog
from baken.service.forecasting.at_node import near_issues_of
from baken.service.forecasting.forecasting import Forecasting
from baken.service.forecasting.models import Models
from baken.service.forecasting.panels import PanelReader
from baken.service.known_store import KnownStore
from baken.service.live import Live
from baken.service.node import seed_recording, weeks_before
from baken.service.opened import opened_city
from baken.service.places import models_folder, observations_file
from baken.service.recording import record
from baken.vocabulary.time import FixedClock, SystemClock, from_us

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from baken.service.forecasting.weeks import WeeksBefore
    from baken.service.opened import Opened


@contextlib.contextmanager
def standalone(
    folder: Path, data: Path, at: datetime | None, tell: Callable[[str], None] = lambda _: None
) -> Iterator[tuple[Forecasting, int]]:
    """Open the forecasting of a city for a block; yield it with the wall-clock minute of the origin.

    Parameters
    ----------
    data
        Its data folder; when nothing is kept there, the history of the connectors is taken and nothing is left behind.
    at
        The moment to stand at, in the city's own time when it has no zone; by default now, or where the replay of the
        city begins.
    tell
        Called with what is being done.

    Raises
    ------
    CityError, StoreError, NoRecordingError
        When the city has faults, the data are in use by a node, or there is no history.
    """
    with contextlib.ExitStack() as stack:
        is_kept = observations_file(data).is_file()
        place = data if is_kept else Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="baken-")))
        tell("Opening the city")
        opened = stack.enter_context(
            opened_city(folder, place, datetime.now(UTC), ConnectorRegistry(), is_replay=not is_kept)
        )
        zone = ZoneInfo(opened.city.time_zone)
        asked = datetime.now(UTC) if at is None else _in(zone, at)
        weeks: WeeksBefore | None = None
        now = asked if is_kept else _recorded(opened, at, zone, tell)
        if not is_kept and opened.city.simulated:
            tell("Simulating the weeks before")
            weeks = weeks_before(opened.city, record(opened.city, ConnectorRegistry(), opened.datastream_ids))
            if weeks is not None:
                weeks.make_here()
        clock = FixedClock(now)
        store = opened.governed(KnownStore(opened.store, clock), clock)
        live = Live(opened.city, opened.datastream_ids, store, clock, opened.governance, opened.releases)

        if live.network is not None:
            tell("Estimating the last hours")
            live.refresh()

        kept = opened.estimates if is_kept else None
        found = (lambda: None) if weeks is None else weeks.found

        def panels() -> PanelReader:
            return PanelReader(opened.city, opened.datastream_ids, store, opened.governance, live, zone, found, kept)

        models = Models(models_folder(data), opened.city.id)
        background = BackgroundLog(opened.processing_log, opened.governance)
        rain = opened.forecasts.weather.rain_known_at(wall_min(clock.now().astimezone(zone)))
        near = near_issues_of(opened, clock, live, background, found, kept, rain=lambda: rain)
        forecasting = Forecasting(
            opened.city,
            opened.forecasts,
            opened.governance,
            clock,
            SystemClock(),
            panels,
            models,
            background,
            near=near,
        )
        stack.callback(forecasting.stop)
        yield forecasting, wall_min(now.astimezone(zone)) // 60 * 60


def _recorded(opened: Opened, at: datetime | None, zone: ZoneInfo, tell: Callable[[str], None]) -> datetime:
    """Store what the connectors can tell of the past until a moment, and return that moment."""
    tell("Reading history")
    recording = record(opened.city, ConnectorRegistry(), opened.datastream_ids)
    last = from_us(int(recording.available_at_us[-1]))
    begin = at or (last if opened.city.replay is None else opened.city.replay.start)
    now = min(_in(zone, begin), last)
    tell("Keeping what was known")
    seed_recording(opened, recording, now)
    return now


def _in(zone: ZoneInfo, moment: datetime) -> datetime:
    return (moment.replace(tzinfo=zone) if moment.tzinfo is None else moment).astimezone(UTC)
