# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""From a simulated day to the observations of its sensors."""

from __future__ import annotations

import zlib
from collections import OrderedDict
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import msgspec
import numpy as np

from baken.connectors.simulated_city import client
from baken.connectors.simulated_city.declared import ID, Played, read_played, stream_of
from baken.plugin.protocol import (
    Batch,
    ConnectorError,
    Field,
    HistoryQuery,
    PositionError,
    ProviderRows,
    Settings,
    SkipLog,
    Skipped,
    require_known,
)
from baken.simulation.city import SimulatedCity
from baken.simulation.decided import with_decided
from baken.simulation.making import simulate, start_us
from baken.simulation.model import SimulationError
from baken.simulation.reading import read_imperfections, read_scenario
from baken.simulation.sensors.observing import observe
from baken.simulation.sensors.rows import Rows
from baken.vocabulary.quantity import DEFINITIONS
from baken.vocabulary.time import to_us

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from baken.observation.stream import Stream
    from baken.simulation.decided import Decided

NOT_SIMULATED: Final = "a stream that cannot be simulated"
NOT_A_STREAM: Final = "a stream that cannot be understood"
_KEPT_DAYS: Final = 3
_DAY_US: Final = 86_400_000_000


def connect(settings: Settings) -> SimulatedSensors:
    """Open the simulated sensors of a city folder.

    Raises
    ------
    SettingsError
        With every fault of ``connectors/simulated_city.toml`` and its line.
    """
    return SimulatedSensors(settings.folder, read_played(settings))


def from_fixture(path: Path) -> SimulatedSensors:
    """Open a small city folder whose settings stand beside its streams."""
    return connect(Settings(folder=path, file=f"{ID}.toml"))


@dataclass(frozen=True, slots=True)
class _Told:
    """What the sensors told, in order of phenomenon time, and what could not be simulated."""

    rows: Rows
    skipped: tuple[Skipped, ...]


_told: OrderedDict[tuple[str, Played], _Told] = OrderedDict()
"""What was told last in this process: a day is made once, however often it is asked for."""


class SimulatedSensors:
    """History of sensors that do not exist; simulated when it is first asked for."""

    def __init__(self, folder: Path, played: Played) -> None:
        self._folder = folder
        self._played = played

    def acting_on(self, decided: tuple[Decided, ...]) -> SimulatedSensors:
        """Return the sensors of the same days, on which the same people also act on what was decided."""
        return SimulatedSensors(self._folder, msgspec.structs.replace(self._played, decided=decided))

    @cached_property
    def _declared(self) -> tuple[tuple[Stream, ...], tuple[str, ...]]:
        """The streams of this connector, and the names of those that cannot be understood."""
        streams, lost = [], []
        try:
            for table in client.declared_streams(self._folder, ID):
                try:
                    streams.append(stream_of(table))
                except msgspec.ValidationError as error:
                    lost.append(f"{table.get('id')!s:.40}: {error}")
        except client.FileError as error:
            raise _unusable(error) from error
        return tuple({stream.provider_id: stream for stream in streams}.values()), tuple(lost)

    @property
    def fields(self) -> tuple[Field, ...]:
        """Return the streams of the city folder that name this connector."""
        return tuple(
            Field(
                provider_id=stream.provider_id,
                name=stream.name,
                quantity=stream.quantity,
                unit=DEFINITIONS[stream.quantity].ucum,
                interval_s=stream.interval_s,
                position=stream.position,
            )
            for stream in self._declared[0]
        )

    def size(self, query: HistoryQuery) -> int:
        """Return how many values the asked streams tell in the asked time."""
        return len(self._asked(query))

    def history(self, query: HistoryQuery) -> Iterator[Batch]:
        """Yield what the sensors told, in order of phenomenon time."""
        require_known(self.fields, query)
        mark = self._mark()
        rows, told = self._asked(query), self._day()
        first = _resume(query.after, mark, len(rows))
        names = tuple(series.provider_id for series in query.series)
        place = {stream.provider_id: i for i, stream in enumerate(self._declared[0])}
        series_of = np.full(len(place), -1, dtype=np.int32)
        series_of[[place[name] for name in names]] = np.arange(len(names), dtype=np.int32)
        delay = np.array([round(series.delay_s * 1e6) for series in query.series], dtype=np.int64)
        skipped = told.skipped
        while first < len(rows) or (not len(rows) and query.after is None and skipped):
            last = min(first + max(query.batch_rows, 1), len(rows))
            part = rows.take(np.arange(first, last))
            series = series_of[part.stream]
            out = ProviderRows(
                provider_ids=names,
                series=series,
                phenomenon_time_us=part.start_us,
                phenomenon_time_end_us=part.end_us,
                available_at_us=np.maximum(part.available_us, part.end_us + delay[series]),
                result=part.value,
            )
            yield Batch(out, skipped if first == 0 else (), f"{mark}-{last}", last)
            if last == first:
                return
            first = last

    def _asked(self, query: HistoryQuery) -> Rows:
        """Return the rows of the asked streams in the asked time."""
        rows = self._day().rows
        asked = {series.provider_id for series in query.series}
        wanted = np.array([stream.provider_id in asked for stream in self._declared[0]], dtype=np.bool_)
        keep = wanted[rows.stream] if len(wanted) else np.zeros(len(rows), dtype=np.bool_)
        if query.start is not None:
            keep &= rows.start_us >= to_us(query.start)
        if query.end is not None:
            keep &= rows.start_us < to_us(query.end)
        return rows.take(keep)

    def _mark(self) -> str:
        try:
            played = msgspec.json.encode(self._played).hex()
            return f"{client.fingerprint(self._folder)}{hash_of(played)}"
        except client.FileError as error:
            raise _unusable(error) from error

    def _day(self) -> _Told:
        key = (self._mark(), self._played)
        if key not in _told:
            try:
                _told[key] = self._made()
            except (SimulationError, client.FileError) as error:
                raise _unusable(error) from error
            while len(_told) > _KEPT_DAYS:
                _told.popitem(last=False)
        return _told[key]

    def _made(self) -> _Told:
        """Simulate the days that are played, and observe them."""
        city = SimulatedCity.read(self._folder)
        scenario = read_scenario(self._folder, self._played.scenario)
        flaws, zone = read_imperfections(self._folder), _zone(self._folder)
        streams, lost = self._declared
        log = SkipLog()
        for name in lost:
            log.add(NOT_A_STREAM, name)
        refused: dict[str, str] = {}
        parts = []
        for number in range(self._played.days):
            on = (self._played.date or scenario.date) + timedelta(days=number)
            seed = self._played.seed + number
            begins = start_us(scenario, zone, on)
            acted = with_decided(scenario, self._played.decided, begins, begins + _DAY_US)
            day = simulate(city, acted, seed=seed, zone=zone, on=on)
            parts.append(
                observe(
                    day,
                    streams,
                    seed=seed,
                    flaws=flaws,
                    refused=lambda stream, error: refused.update({stream.id: str(error)}),
                )
            )
        for why in refused.values():
            log.add(NOT_SIMULATED, why)
        rows = Rows.joined(parts)
        return _Told(rows.take(np.lexsort((rows.stream, rows.start_us))), log.skipped())


def hash_of(text: str) -> str:
    """Return a short mark of a text, the same in every process.

    Examples
    --------
    >>> hash_of("a")
    'e8b7be43'
    """
    return f"{zlib.crc32(text.encode()):08x}"


def _zone(folder: Path) -> str:
    name = client.time_zone(folder)
    try:
        return ZoneInfo(name).key
    except (ValueError, OSError, KeyError) as error:
        raise client.FileError(f"city.toml names no time zone: {name!r:.60}") from error


def _resume(after: str | None, mark: str, rows: int) -> int:
    if after is None:
        return 0
    known, _, row = after.partition("-")
    if known != mark or not (row.isascii() and row.isdecimal() and len(row) < 12) or int(row) > rows:
        raise PositionError("The simulated day is another one than the import began with.", remedy="Begin again.")
    return int(row)


def _unusable(error: Exception) -> ConnectorError:
    return ConnectorError(f"The city cannot be simulated: {error}", remedy="Mend its files; baken check says more.")
