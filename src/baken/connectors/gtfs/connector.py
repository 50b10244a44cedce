# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""From a timetable in GTFS to planned departures per stop, route and interval."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote

import msgspec
import numpy as np

from baken.connectors.gtfs import client
from baken.connectors.gtfs.timetable import Timetable, read_timetable
from baken.plugin.endpoint_settings import read_poll, read_settings
from baken.plugin.live import Content, Poll, Reading
from baken.plugin.protocol import ConnectorError, Field, ProviderRows, Settings, SkipLog
from baken.plugin.recorded import RecordedConnector, recorded_deliveries
from baken.plugin.service_day import day_start_us
from baken.vocabulary.quantity import Quantity
from baken.vocabulary.time import from_us

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from numpy.typing import NDArray

    from baken.declaration.reader import TableReader
    from baken.plugin.live import Delivery, Endpoint

ENDPOINT: Final = "timetable"
ALL_ROUTES: Final = "*"
LARGEST_BYTES: Final = 1024 * 1024 * 1024
SERIES_PER_PART: Final = 50
_PLAIN: Final = ":|._- @"


class GtfsSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What a city says about its timetable.

    Attributes
    ----------
    stops
        Of stops or stations; empty for all, which only a small timetable allows.
    days
        How many days are told ahead, today included; at least as many as between two publications.
    """

    endpoint: Poll | None = None
    stops: frozenset[str] = frozenset()
    count_over_s: int = 900
    days: int = 8


def connect(settings: Settings) -> Gtfs:
    """Open the timetable as a city configured it.

    Raises
    ------
    SettingsError
        With every fault and its line.
    """
    return Gtfs(read_settings(settings, "gtfs", _read_settings))


def from_fixture(path: Path) -> RecordedConnector:
    """Open a recorded timetable; a folder may hold the settings ``gtfs.toml``."""
    file = "gtfs.toml"
    has_settings = path.is_dir() and (path / file).is_file()
    connector = connect(Settings(folder=path, file=file)) if has_settings else Gtfs(GtfsSettings())
    return RecordedConnector(connector, recorded_deliveries(path, ENDPOINT))


def _read_settings(top: TableReader) -> GtfsSettings:
    stops = top.texts("stops")
    length = top.integer("count_over_s", required=False, low=60, high=3600)
    if length is not None and 3600 % length:
        top.fault("count_over_s", "An hour is no multiple of it.", "Write 300, 600, 900, 1800 or 3600.")
    days = top.integer("days", required=False, low=1, high=31)
    endpoint = read_poll(
        top,
        name=ENDPOINT,
        content=Content.ZIP,
        interval_s=21_600.0,
        lowest_interval_s=600.0,
        largest_bytes=LARGEST_BYTES,
    )
    return GtfsSettings(endpoint=endpoint, stops=frozenset(stops or ()), count_over_s=length or 900, days=days or 8)


class Gtfs:
    """Planned departures of a timetable."""

    def __init__(self, settings: GtfsSettings) -> None:
        self._settings = settings

    @property
    def endpoints(self) -> tuple[Endpoint, ...]:
        """Return where the timetable is published."""
        return () if self._settings.endpoint is None else (self._settings.endpoint,)

    def field_of(self, provider_id: str) -> Field | None:
        """Return the series that ``<stop>/<route>`` or ``<stop>/*`` stands for."""
        parts = provider_id.split("/")
        if len(parts) != 2 or not all(part.strip() and part.isprintable() for part in parts):
            return None
        stop, route = unquote(parts[0]), unquote(parts[1])
        if self._settings.stops and stop not in self._settings.stops:
            return None
        field = self._field(stop, route, None)
        return field if field.provider_id == provider_id else None

    def read(self, delivery: Delivery) -> Iterator[Reading]:
        """Yield the departures of the days that are to be told, a part of the series at a time.

        Raises
        ------
        ConnectorError
            When it is no timetable, or one of its tables cannot be read.
        """
        log = SkipLog()
        day = from_us(delivery.received_at_us) if delivery.received_at_us else None
        try:
            with delivery.open() as stream, client.opened(stream, log.add) as feed:
                table = read_timetable(
                    feed, log.add, stops=self._settings.stops, first=_before(day), days=self._settings.days + 1
                )
        except client.FeedError as error:
            raise ConnectorError(f"The timetable cannot be read: {error}.") from error
        yield from self._readings(table, log)

    def _readings(self, table: Timetable, log: SkipLog) -> Iterator[Reading]:
        by_series: dict[tuple[str, str], dict[str, list[int]]] = {}
        for (stop, route, service), seconds in table.departures.items():
            for name in (route, ALL_ROUTES):
                by_series.setdefault((stop, name), {}).setdefault(service, []).extend(seconds)
        grid = self._grid(table)
        keys = sorted(by_series)
        for first in range(0, max(1, len(keys)), SERIES_PER_PART):
            part = keys[first : first + SERIES_PER_PART]
            fields = tuple(self._field(stop, route, table) for stop, route in part)
            counts = [self._counts(table, by_series[key], grid) for key in part]
            yield Reading(fields, _rows(fields, counts, grid), log.skipped() if first == 0 else ())

    def _grid(self, table: Timetable) -> NDArray[np.int64]:
        """Return the starts of the intervals of the days, from midnight to midnight."""
        step = self._settings.count_over_s * 1_000_000
        first, last = table.days
        begin = _midnight_us(table, first) // step * step
        return np.arange(begin, max(begin, _midnight_us(table, last + timedelta(days=1))), step, dtype=np.int64)

    def _counts(
        self, table: Timetable, departures: dict[str, list[int]], grid: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        """Return how many departures there are in each interval."""
        if not len(grid):
            return np.zeros(0)
        step = self._settings.count_over_s * 1_000_000
        counts = np.zeros(len(grid))
        for day, services in table.running.items():
            start = day_start_us(day, table.zone)
            for service in services & departures.keys():
                moments = start + np.array(departures[service], np.int64) * 1_000_000
                place = (moments - grid[0]) // step
                inside = place[(place >= 0) & (place < len(grid))]
                counts += np.bincount(inside, minlength=len(grid))
        return counts

    def _field(self, stop: str, route: str, table: Timetable | None) -> Field:
        known = None if table is None else table.stops.get(stop)
        line = "" if table is None else table.routes.get(route, "")
        place = known.name if known is not None and known.name else stop
        what = "all routes" if route == ALL_ROUTES else f"route {line or route}"
        name = route if route == ALL_ROUTES else quote(route, safe=_PLAIN)
        return Field(
            provider_id=f"{quote(stop, safe=_PLAIN)}/{name}",
            name=f"{place}, {what}: planned departures",
            quantity=Quantity.PLANNED_DEPARTURES,
            unit="{departure}",
            interval_s=float(self._settings.count_over_s),
            position=None if known is None else known.position,
        )


def _before(moment: datetime | None) -> date | None:
    """Return the day before a moment: wherever on earth the timetable is, it holds the local day."""
    return None if moment is None else (moment - timedelta(days=1)).date()


def _midnight_us(table: Timetable, day: date) -> int:
    midnight = datetime(day.year, day.month, day.day, tzinfo=table.zone).astimezone(UTC)
    return round(midnight.timestamp()) * 1_000_000


def _rows(fields: tuple[Field, ...], counts: list[NDArray[np.float64]], grid: NDArray[np.int64]) -> ProviderRows:
    start = np.tile(grid, len(fields))
    length = round(fields[0].interval_s * 1e6) if fields else 0
    return ProviderRows(
        provider_ids=tuple(field.provider_id for field in fields),
        series=np.repeat(np.arange(len(fields), dtype=np.int32), len(grid)),
        phenomenon_time_us=start,
        phenomenon_time_end_us=start + length,
        available_at_us=start + length,
        result=np.concatenate([*counts, np.zeros(0)]),
    )
