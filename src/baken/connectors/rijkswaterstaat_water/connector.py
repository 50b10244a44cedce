# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""From Rijkswaterstaat's water web services to water levels above NAP, every ten minutes."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final

import msgspec

from baken.connectors.rijkswaterstaat_water import client
from baken.plugin.endpoint_settings import read_poll, read_settings
from baken.plugin.live import Content
from baken.plugin.protocol import Field
from baken.plugin.provider_values import FORECAST, is_ahead, number_of, position_of, understood
from baken.plugin.readings import NO_TIME, NOT_A_NUMBER, ReadingBuilder, instant_us
from baken.plugin.recorded import RecordedConnector, recorded_deliveries
from baken.plugin.units import Conversion, conversion
from baken.vocabulary.quantity import DEFINITIONS, Quantity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from baken.declaration.reader import TableReader
    from baken.plugin.live import Delivery, Poll, Reading
    from baken.plugin.protocol import Settings
    from baken.vocabulary.place import Position

API: Final = "https://ddapi20-waterwebservices.rijkswaterstaat.nl/ONLINEWAARNEMINGENSERVICES/OphalenWaarnemingen"
LARGEST_BYTES: Final = 8 * 1024 * 1024

INTERVAL_S: Final = 600.0

BEFORE_S: Final[dict[str, float]] = {"": 300.0, "F007": 300.0, "F155": 300.0, "F001": 600.0}
"""So many seconds before its time the ten minutes of a value begin, by the method: F007 and F155 are the mean of the
five minutes before and the five after, F001 of the ten before. Source: the service's catalogue (Aquo)."""

GOOD: Final = frozenset({"", "00", "10", "20", "25", "30", "40"})
"""Quality codes of values that Rijkswaterstaat itself shows."""

GAP: Final = "99"

NO_SERIES: Final = "an entry that is no series"
NO_LEVEL: Final = "not a water level above NAP"
OTHER_METHOD: Final = "a method of which the interval is not known"
DOUBTED: Final = "a value that the provider does not show itself"
TWICE: Final = "the same time twice for one station"

_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}")
_NO_LETTER: Final = re.compile(r"[^a-z0-9]+")
_MOST_STATIONS: Final = 100


def connect(settings: Settings) -> RijkswaterstaatWater:
    """Open the stations that a city named.

    Raises
    ------
    SettingsError
        With every fault of the settings and its line.
    """
    return read_settings(settings, "rijkswaterstaat_water", _declared)


def from_fixture(path: Path) -> RecordedConnector:
    """Open recorded answers in place of the provider."""
    return RecordedConnector(RijkswaterstaatWater(), recorded_deliveries(path, "station"))


def _declared(top: TableReader) -> RijkswaterstaatWater:
    api = top.text("api", required=False) or API
    tables = top.tables("station")
    polls = [_poll(table, api) for table in tables[:_MOST_STATIONS]]
    names = [poll.name for poll in polls if poll is not None]
    if not 0 < len(tables) <= _MOST_STATIONS or len(set(names)) < len(names):
        message = f"Name 1 to {_MOST_STATIONS} stations, each once."
        top.fault("station", message, 'Add [[station]] with code = "scheveningen".')
    return RijkswaterstaatWater(tuple(poll for poll in polls if poll is not None))


def _poll(table: TableReader, api: str) -> Poll | None:
    code = table.text("code")
    window_s = table.number("window_s", required=False, low=1800, high=31 * 86_400) or 7200.0
    if code is not None and not _CODE.fullmatch(code):
        table.fault("code", f"{code[:80]!r} is not the code of a station.", "Write it as the service's catalogue does.")
        code = None
    slug = "" if code is None else _NO_LETTER.sub("-", code.lower()).strip("-")
    poll = read_poll(
        table,
        name=f"station-{slug}",
        content=Content.JSON,
        interval_s=INTERVAL_S,
        lowest_interval_s=60.0,
        url=api,
        largest_bytes=LARGEST_BYTES,
    )
    table.close()
    if code is None or poll is None:
        return None
    return msgspec.structs.replace(poll, body=client.question(code), window_s=window_s)


class RijkswaterstaatWater:
    """Understands answers of the water web services.

    Examples
    --------
    >>> RijkswaterstaatWater().field_of("scheveningen").unit
    'm'
    """

    def __init__(self, polls: tuple[Poll, ...] = ()) -> None:
        self._polls = polls

    @property
    def endpoints(self) -> tuple[Poll, ...]:
        """Return the question about every station."""
        return self._polls

    def field_of(self, provider_id: str) -> Field | None:
        """Return the series of a station's code."""
        return _field(provider_id) if _CODE.fullmatch(provider_id) else None

    def read(self, delivery: Delivery) -> Iterator[Reading]:
        """Yield what an answer says, as one reading.

        Raises
        ------
        ConnectorError
            When it is no answer of this service.
        """
        builder = ReadingBuilder()
        seen: set[tuple[str, int]] = set()
        with understood("Rijkswaterstaat's answer"):
            for i, series in enumerate(client.read_series(delivery.read_bytes())):
                if isinstance(series, int) or not _CODE.fullmatch(series.station):
                    builder.skip(NO_SERIES, f"entry {i + 1}")
                else:
                    _take(series, delivery.received_at_us, seen, builder)
        yield builder.reading()


def _take(series: client.Series, received_us: int, seen: set[tuple[str, int]], builder: ReadingBuilder) -> None:
    into_metres = conversion(series.unit, Quantity.WATER_LEVEL) if series.unit else None
    before_s = BEFORE_S.get(series.method)
    what, count = f"{series.station}, {series.quantity} {series.reference} {series.unit}", len(series.measurements)
    if series.process not in ("", "meting"):
        builder.skip(FORECAST, f"{what}: {series.process}", count=max(1, count))
    elif series.quantity != "WATHTE" or series.reference != "NAP" or into_metres is None:
        builder.skip(NO_LEVEL, what, count=max(1, count))
    elif before_s is None:
        builder.skip(OTHER_METHOD, f"{what}: {series.method}", count=max(1, count))
    else:
        field = _field(series.station, series.name, position_of(series.longitude, series.latitude))
        for measurement in series.measurements:
            time = _time_of(measurement, series.station, received_us, builder)
            value = None if time is None else _value_of(measurement, into_metres, series.station, builder)
            if time is None or value is None:
                continue
            if (series.station, time) in seen:
                builder.skip(TWICE, f"{series.station}, {measurement.time}")
                continue
            seen.add((series.station, time))
            builder.add(field, time - round(before_s * 1e6), value, f"{series.station}, {measurement.time}")


def _time_of(measurement: client.Measurement, station: str, received_us: int, builder: ReadingBuilder) -> int | None:
    time = instant_us(measurement.time)
    if time is None:
        builder.skip(NO_TIME, f"{station}: {measurement.time!r}")
    elif is_ahead(time, received_us):
        builder.skip(FORECAST, f"{station}, {measurement.time}")
        return None
    return time


def _value_of(
    measurement: client.Measurement, into_metres: Conversion, station: str, builder: ReadingBuilder
) -> float | None:
    """Return the level in metres, NaN in a gap; None after noting why there is none."""
    number = number_of(measurement.value)
    where = f"{station}, {measurement.time}"
    if measurement.quality == GAP or (number is not None and abs(number) >= client.FILLER):
        return math.nan
    if number is None:
        builder.skip(NOT_A_NUMBER, f"{where}: {measurement.value!r}")
        return None
    if measurement.quality not in GOOD:
        builder.skip(DOUBTED, f"{where}: quality {measurement.quality}")
        return None
    return into_metres(number)


def _field(station: str, name: str = "", position: Position | None = None) -> Field:
    return Field(
        provider_id=station,
        name=f"{name or station}, water level",
        quantity=Quantity.WATER_LEVEL,
        unit=DEFINITIONS[Quantity.WATER_LEVEL].ucum,
        interval_s=INTERVAL_S,
        position=position,
    )
