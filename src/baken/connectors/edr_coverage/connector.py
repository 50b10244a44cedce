# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""From CoverageJSON of an OGC API EDR to temperature, humidity, wind and rain per station."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import msgspec

from baken.connectors.edr_coverage import client
from baken.connectors.weather_series import OF_TEN_MINUTES, PLACE, STATION, field_of_name, start_us, weather_field
from baken.declaration.reader import suggestion
from baken.plugin.endpoint_settings import read_poll, read_settings
from baken.plugin.foretold import Foretold
from baken.plugin.live import Content
from baken.plugin.provider_values import FORECAST, PASSED, is_ahead, number_of, position_of, understood
from baken.plugin.readings import NO_TIME, NOT_A_NUMBER, ReadingBuilder, instant_us
from baken.plugin.recorded import RecordedConnector, recorded_deliveries
from baken.plugin.units import Conversion, conversion
from baken.vocabulary.quantity import Quantity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from baken.declaration.reader import TableReader
    from baken.plugin.live import Delivery, Poll, Reading
    from baken.plugin.protocol import Field, Settings

LARGEST_BYTES: Final = 16 * 1024 * 1024

KNMI: Final[dict[str, Quantity]] = {
    "ta": Quantity.AIR_TEMPERATURE,
    "rh": Quantity.RELATIVE_HUMIDITY,
    "ff": Quantity.WIND_SPEED,
    "gff": Quantity.WIND_GUST_SPEED,
    "dd": Quantity.WIND_DIRECTION,
    "rg": Quantity.PRECIPITATION_RATE,
}
"""Parameters of the collection ``10-minute-in-situ-meteorological-observations``; what holds without settings."""

NO_UNIT: Final = "a unit that is not known"
NO_NAME: Final = "a place without a name"

_MOST_QUERIES: Final = 100


def connect(settings: Settings) -> EdrCoverage:
    """Open the queries that a city wrote.

    Raises
    ------
    SettingsError
        With every fault of the settings and its line.
    """
    return read_settings(settings, "edr_coverage", _declared)


def from_fixture(path: Path) -> RecordedConnector:
    """Open recorded answers in place of the provider."""
    return RecordedConnector(EdrCoverage(), recorded_deliveries(path, "query"))


def _declared(top: TableReader) -> EdrCoverage:
    polls: list[Poll] = []
    locations: dict[str, str] = {}
    tables = top.tables("query")
    for table in tables[:_MOST_QUERIES]:
        name = table.text("name")
        poll = read_poll(
            table,
            name=name or "",
            content=Content.JSON,
            interval_s=600.0,
            lowest_interval_s=60.0,
            largest_bytes=LARGEST_BYTES,
        )
        window_s = table.number("window_s", required=False, above=0, high=31 * 86_400)
        location = table.text("location", required=False)
        if location is not None and not STATION.fullmatch(location):
            table.fault("location", f"{location[:80]!r} is not a name for a place.", "Write the provider's id of it.")
        if name is not None and not PLACE.fullmatch(name):
            table.fault("name", f"{name[:80]!r} is no name for a query.", "Write a word in small letters.")
        if poll is not None and "{start}" in poll.url and window_s is None:
            table.fault("url", "The address has a window of unknown length.", "Add window_s, for example 7200.")
        table.close()
        if poll is not None and name is not None:
            polls.append(msgspec.structs.replace(poll, window_s=window_s or 0.0))
            locations |= {name: location} if location is not None else {}
    if not 0 < len(tables) <= _MOST_QUERIES or len({poll.name for poll in polls}) < len(polls):
        top.fault("query", f"Write 1 to {_MOST_QUERIES} queries with different names.", "Add [[query]] with name, url.")
    return EdrCoverage(tuple(polls), _parameters(top), _intervals(top), locations)


def _parameters(top: TableReader) -> Mapping[str, Quantity]:
    table = top.table("parameters", required=False)
    if table is None:
        return KNMI
    found = {}
    for key in table.data:
        quantity = table.choice(key, Quantity)
        if quantity is not None and quantity not in OF_TEN_MINUTES:
            table.fault(
                key, f"{quantity.value} is no weather.", suggestion(quantity.value, [q.value for q in KNMI.values()])
            )
        elif quantity is not None:
            found[key] = quantity
    if len(set(found.values())) < len(found):
        top.fault("parameters", "Two parameters are the same quantity.", "Choose one of them.")
    return found


def _intervals(top: TableReader) -> Mapping[Quantity, float]:
    table = top.table("intervals", required=False)
    found = dict(OF_TEN_MINUTES)
    for key in () if table is None else table.data:
        seconds = table.number(key, low=0, high=86_400) if table is not None else None
        quantity = next((q for q in OF_TEN_MINUTES if q.value == key), None)
        if quantity is None and table is not None:
            table.fault(key, f"{key[:60]!r} is no weather.", suggestion(key, [q.value for q in OF_TEN_MINUTES]))
        elif quantity is not None and seconds is not None:
            found[quantity] = seconds
    return found


class EdrCoverage:
    """Understands CoverageJSON with series at points.

    Parameters
    ----------
    parameters
        The provider's parameters and what they are.
    intervals
        What a value of each quantity stands for: so many seconds before its time.
    locations
        Name of the place per query, for answers that do not name it.

    Examples
    --------
    >>> EdrCoverage().field_of("0-20000-0-06235/wind_speed").unit
    'm/s'
    """

    def __init__(
        self,
        polls: tuple[Poll, ...] = (),
        parameters: Mapping[str, Quantity] = KNMI,
        intervals: Mapping[Quantity, float] = OF_TEN_MINUTES,
        locations: Mapping[str, str] | None = None,
    ) -> None:
        self._polls = polls
        self._parameters = parameters
        self._intervals = intervals
        self._locations = locations or {}

    @property
    def endpoints(self) -> tuple[Poll, ...]:
        """Return the queries."""
        return self._polls

    def field_of(self, provider_id: str) -> Field | None:
        """Return the series of ``<location>/<quantity>``."""
        return field_of_name(provider_id, self._intervals)

    def read(self, delivery: Delivery) -> Iterator[Reading]:
        """Yield what an answer says, as one reading.

        Raises
        ------
        ConnectorError
            When it is no CoverageJSON.
        """
        yield self._read(delivery, ahead=False)

    def read_forecast(self, delivery: Delivery) -> Iterator[Foretold]:
        """Yield what an answer says of the times after its arrival; nothing where that is not known.

        Raises
        ------
        ConnectorError
            When it is no CoverageJSON.
        """
        reading = self._read(delivery, ahead=True)
        if delivery.received_at_us and len(reading.rows):
            yield Foretold(delivery.received_at_us, reading)

    def _read(self, delivery: Delivery, *, ahead: bool) -> Reading:
        builder = ReadingBuilder()
        with understood("The answer of the EDR server"):
            for series in client.read_coverages(delivery.read_bytes()):
                if not isinstance(series, client.PointSeries):
                    builder.skip(*series)
                elif series.parameter in self._parameters:
                    self._take(series, delivery, builder, ahead=ahead)
        return builder.reading()

    def _take(self, series: client.PointSeries, delivery: Delivery, builder: ReadingBuilder, *, ahead: bool) -> None:
        quantity = self._parameters[series.parameter]
        position = position_of(series.longitude, series.latitude)
        station = series.location or self._locations.get(delivery.endpoint, "")
        if not station and position is not None:
            station = f"{position[0]:.4f},{position[1]:.4f}"
        where = f"{station}, {series.parameter}"
        into_ours = _conversion(quantity, series.unit)
        if not STATION.fullmatch(station):
            builder.skip(NO_NAME, where, count=len(series.values))
        elif into_ours is None:
            builder.skip(NO_UNIT, f"{where}: {', '.join(series.unit) or 'none'}", count=len(series.values))
        else:
            field = weather_field(station, quantity, self._intervals[quantity], position=position)
            for moment, value in zip(series.times, series.values, strict=True):
                context = _Context(where, delivery.received_at_us, ahead)
                _take_value(field, moment, value, into_ours, context, builder)


@dataclass(frozen=True, slots=True)
class _Context:
    """Where a value stands, when it arrived, and whether what lies ahead is wanted."""

    where: str
    received_us: int
    ahead: bool


def _take_value(
    field: Field, moment: object, raw: object, into_ours: Conversion, context: _Context, builder: ReadingBuilder
) -> None:
    where = context.where
    time, value = instant_us(moment), number_of(raw)
    if time is None:
        builder.skip(NO_TIME, f"{where}: {moment!r}")
    elif is_ahead(time, context.received_us) is not context.ahead:
        builder.skip(PASSED if context.ahead else FORECAST, f"{where}: {moment!r}")
    elif value is None:
        builder.skip(NOT_A_NUMBER, f"{where}: {raw!r}")
    else:
        builder.add(field, start_us(time, field.interval_s), round(into_ours(value), 9), where)


def _conversion(quantity: Quantity, units: tuple[str, ...]) -> Conversion | None:
    return next((found for unit in units if (found := conversion(unit, quantity)) is not None), None)
