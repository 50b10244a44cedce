# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""From Open-Meteo's answers to temperature, humidity, wind and rain at a place, up to the time of the answer."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from baken.connectors.open_meteo import client
from baken.connectors.weather_series import PLACE, start_us, weather_field
from baken.plugin.endpoint_settings import read_poll, read_settings
from baken.plugin.foretold import Foretold
from baken.plugin.live import Content
from baken.plugin.provider_values import CLOCK_TOLERANCE_US, FORECAST, PASSED, number_of, position_of, understood
from baken.plugin.readings import NO_TIME, NOT_A_NUMBER, ReadingBuilder
from baken.plugin.recorded import RecordedConnector, recorded_deliveries
from baken.plugin.units import Conversion, conversion
from baken.vocabulary.quantity import Quantity
from baken.vocabulary.time import to_us

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from baken.declaration.reader import TableReader
    from baken.plugin.live import Delivery, Poll, Reading
    from baken.plugin.protocol import Field, Settings
    from baken.vocabulary.place import Position

API: Final = "https://api.open-meteo.com/v1/forecast"
LARGEST_BYTES: Final = 4 * 1024 * 1024

TABLE: Final[dict[str, Quantity]] = {
    "temperature_2m": Quantity.AIR_TEMPERATURE,
    "relative_humidity_2m": Quantity.RELATIVE_HUMIDITY,
    "wind_speed_10m": Quantity.WIND_SPEED,
    "wind_gusts_10m": Quantity.WIND_GUST_SPEED,
    "wind_direction_10m": Quantity.WIND_DIRECTION,
    "precipitation": Quantity.PRECIPITATION_RATE,
}

OF_THE_INTERVAL: Final = frozenset({Quantity.WIND_GUST_SPEED, Quantity.PRECIPITATION_RATE})
"""These stand for the interval before their time; the others for that time."""

DEPTHS_MM: Final = {"mm": 1.0, "inch": 25.4}

UNNAMED: Final = "place"
"""What a place is called in an answer that was not asked for by a query of the settings."""

NO_NOW: Final = "a time, and nothing that tells which times have passed"
NO_UNIT: Final = "a unit that is not known"
BROKEN_SERIES: Final = "a series that is as long as no times are"

_MOST_PLACES: Final = 50
_SPOKEN: Final = 24
_MOST_HOURS: Final = 384


class Resolution(StrEnum):
    """Which block of the answer is asked for."""

    HOURLY = "hourly"
    MINUTELY_15 = "minutely_15"


def connect(settings: Settings) -> OpenMeteo:
    """Open the places that a city named.

    Raises
    ------
    SettingsError
        With every fault of the settings and its line.
    """
    return read_settings(settings, "open_meteo", _declared)


def from_fixture(path: Path) -> RecordedConnector:
    """Open recorded answers in place of the provider."""
    return RecordedConnector(OpenMeteo(), recorded_deliveries(path, "boulevard"))


def _declared(top: TableReader) -> OpenMeteo:
    api = top.text("api", required=False) or API
    tables = top.tables("place")
    if not 0 < len(tables) <= _MOST_PLACES:
        top.fault("place", f"Name 1 to {_MOST_PLACES} places.", "Add [[place]] with id, longitude and latitude.")
    polls = [_poll(table, api) for table in tables[:_MOST_PLACES]]
    names = [poll.name for poll in polls if poll is not None]
    if len(set(names)) < len(names):
        top.fault("place", "A place is named twice.", "Give each an id of its own.")
    return OpenMeteo(tuple(poll for poll in polls if poll is not None))


def _poll(table: TableReader, api: str) -> Poll | None:
    place = table.text("id")
    longitude, latitude = table.number("longitude", low=-180, high=180), table.number("latitude", low=-90, high=90)
    block = table.choice("resolution", Resolution, required=False) or Resolution.HOURLY
    if place is not None and not PLACE.fullmatch(place):
        table.fault(
            "id", f"{place[:80]!r} is not a name for a place.", "Write a word in small letters, such as boulevard."
        )
    hours = table.integer("forecast_hours", required=False, low=1, high=_MOST_HOURS) or 1
    ahead = hours if block is Resolution.HOURLY or hours == 1 else 4 * hours
    question = (
        f"latitude={latitude}&longitude={longitude}&{block}={','.join(TABLE)}&current=temperature_2m&wind_speed_unit=ms"
        f"&timezone=GMT&past_{'hours' if block is Resolution.HOURLY else block}={_SPOKEN}"
        f"&forecast_{'hours' if block is Resolution.HOURLY else block}={ahead}"
    )
    poll = read_poll(
        table,
        name=place or "",
        content=Content.JSON,
        interval_s=900.0,
        lowest_interval_s=300.0,
        url=f"{api}?{question}",
        largest_bytes=LARGEST_BYTES,
    )
    table.close()
    return None if place is None or longitude is None or latitude is None else poll


class OpenMeteo:
    """Understands answers of the forecast API.

    Examples
    --------
    >>> OpenMeteo().field_of("boulevard/hourly/precipitation_rate").interval_s
    3600.0
    """

    def __init__(self, polls: tuple[Poll, ...] = ()) -> None:
        self._polls = polls

    @property
    def endpoints(self) -> tuple[Poll, ...]:
        """Return the question for every place."""
        return self._polls

    def field_of(self, provider_id: str) -> Field | None:
        """Return the series of ``<place>/<hourly or minutely_15>/<quantity>``."""
        place, _, rest = provider_id.partition("/")
        block, _, word = rest.partition("/")
        quantity = next((q for q in TABLE.values() if q.value == word), None)
        if quantity is None or block not in client.BLOCKS or not PLACE.fullmatch(place):
            return None
        return _field(place, block, quantity)

    def read(self, delivery: Delivery) -> Iterator[Reading]:
        """Yield what an answer says of the times up to its own, as one reading.

        Raises
        ------
        ConnectorError
            When it is no answer of this API.
        """
        _, reading = self._read(delivery, ahead=False)
        yield reading

    def read_forecast(self, delivery: Delivery) -> Iterator[Foretold]:
        """Yield what an answer says of the times after its own.

        Raises
        ------
        ConnectorError
            When it is no answer of this API.
        """
        until_us, reading = self._read(delivery, ahead=True)
        if until_us is not None and len(reading.rows):
            yield Foretold(delivery.received_at_us or until_us, reading)

    def _read(self, delivery: Delivery, *, ahead: bool) -> tuple[int | None, Reading]:
        """Return until when times have passed, and what is said of the times before or after that."""
        builder = ReadingBuilder()
        with understood("Open-Meteo's answer"):
            answer = client.read_answer(delivery.read_bytes())
            until_us = _until_us(answer, delivery.received_at_us)
        if ahead and until_us is not None:
            # an answer that was made long before it arrived foretells nothing of the time between
            until_us = max(until_us, delivery.received_at_us)
        for name in answer.broken:
            builder.skip(BROKEN_SERIES, name)
        position = position_of(answer.longitude, answer.latitude)
        place = delivery.endpoint if PLACE.fullmatch(delivery.endpoint) else UNNAMED
        for block in answer.blocks:
            for key, quantity in TABLE.items():
                if key in block.series:
                    field = _field(place, block.name, quantity, position)
                    _take(block, key, field, until_us, builder, ahead=ahead)
        return until_us, builder.reading()


def _take(
    block: client.Block, key: str, field: Field, until_us: int | None, builder: ReadingBuilder, *, ahead: bool
) -> None:
    into_ours = _conversion(block, key, field.quantity)
    if into_ours is None:
        builder.skip(NO_UNIT, f"{key}: {block.units.get(key)!r}", count=len(block.times))
        return
    for i, (time, raw) in enumerate(zip(block.times, block.series[key], strict=True)):
        where = f"{block.name} {key}, value {i + 1}"
        value = number_of(raw)
        if time is None:
            builder.skip(NO_TIME, where)
        elif until_us is None:
            builder.skip(NO_NOW, where)
        elif (to_us(time) > until_us) is not ahead:
            builder.skip(PASSED if ahead else FORECAST, where)
        elif value is None:
            builder.skip(NOT_A_NUMBER, f"{where}: {raw!r}")
        else:
            builder.add(field, start_us(to_us(time), field.interval_s), round(into_ours(value), 9), where)


def _conversion(block: client.Block, key: str, quantity: Quantity) -> Conversion | None:
    """Return how a series becomes ours; of a depth of rain a rate, over the seconds between two values."""
    unit = block.units.get(key, "")
    if quantity is Quantity.PRECIPITATION_RATE and unit in DEPTHS_MM:
        return Conversion(times=DEPTHS_MM[unit] * 3600, over=client.BLOCKS[block.name])
    return conversion(unit, quantity) if unit else None


def _until_us(answer: client.Answer, received_us: int) -> int | None:
    """Return the latest time that has passed: by the answer's own clock and by ours, whichever is earlier."""
    clocks = [received_us + CLOCK_TOLERANCE_US] if received_us else []
    if answer.now is not None:
        clocks.append(to_us(answer.now) + client.BLOCKS["minutely_15"] * 1_000_000 - 1)
    return min(clocks, default=None)


def _field(place: str, block: str, quantity: Quantity, position: Position | None = None) -> Field:
    interval_s = float(client.BLOCKS[block]) if quantity in OF_THE_INTERVAL else 0.0
    return weather_field(f"{place}/{block}", quantity, interval_s, f"{place} (model)", position)
