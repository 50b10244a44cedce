# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""From Buienradar's feed and rain text to temperature, humidity, wind and rain per station or place."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from baken.connectors.buienradar import client
from baken.connectors.weather_series import (
    OF_TEN_MINUTES,
    PLACE,
    field_of_name,
    start_us,
    weather_field,
)
from baken.plugin.endpoint_settings import read_poll, read_settings
from baken.plugin.foretold import Foretold
from baken.plugin.live import Content, Poll
from baken.plugin.provider_values import (
    FORECAST,
    PASSED,
    is_ahead,
    local_instant_us,
    number_of,
    position_of,
    take_time,
    understood,
)
from baken.plugin.readings import NO_TIME, NOT_A_NUMBER, ReadingBuilder
from baken.plugin.recorded import RecordedConnector, recorded_deliveries
from baken.plugin.xml import elements
from baken.vocabulary.quantity import Quantity
from baken.vocabulary.time import from_us, to_us

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from baken.declaration.reader import TableReader
    from baken.plugin.live import Delivery, Reading
    from baken.plugin.protocol import Field, Settings

FEED: Final = "feed"
FEED_URL: Final = "https://data.buienradar.nl/2.0/feed/json"
RAIN_URL: Final = "https://gpsgadget.buienradar.nl/data/raintext"
ZONE: Final = "Europe/Amsterdam"
LARGEST_BYTES: Final = 8 * 1024 * 1024

TABLE: Final[dict[str, Quantity]] = {
    "temperature": Quantity.AIR_TEMPERATURE,
    "humidity": Quantity.RELATIVE_HUMIDITY,
    "windspeed": Quantity.WIND_SPEED,
    "windgusts": Quantity.WIND_GUST_SPEED,
    "winddirectiondegrees": Quantity.WIND_DIRECTION,
    "precipitation": Quantity.PRECIPITATION_RATE,
}
"""Both feeds write °C, %, m/s, degrees and mm/h, so nothing is converted. ``windspeedBft`` is a class and not taken."""

NO_STATION: Final = "an entry that is no station"
NO_ARRIVAL: Final = "a clock time, and nothing that tells the day"

_RAIN: Final = "rain-"
_DIGITS: Final = re.compile(r"[0-9]{1,8}")
_MOST_PLACES: Final = 50


def connect(settings: Settings) -> Buienradar:
    """Open the feed, and the rain text of the places that a city named.

    Raises
    ------
    SettingsError
        With every fault of the settings and its line.
    """
    return Buienradar() if settings.file is None else read_settings(settings, "buienradar", _declared)


def from_fixture(path: Path) -> RecordedConnector:
    """Open recorded deliveries in place of the provider."""
    return RecordedConnector(Buienradar(), recorded_deliveries(path, FEED))


def _declared(top: TableReader) -> Buienradar:
    polls: list[Poll] = []
    if top.boolean("feed", required=False) is not False:
        poll = read_poll(
            top,
            name=FEED,
            content=Content.XML if str(top.any("url")).endswith("xml") else Content.JSON,
            interval_s=300.0,
            lowest_interval_s=60.0,
            url=FEED_URL,
            largest_bytes=LARGEST_BYTES,
        )
        polls.extend([] if poll is None else [poll])
    tables = top.tables("rain", required=False)
    if len(tables) > _MOST_PLACES:
        top.fault("rain", f"More than {_MOST_PLACES} places are impolite.", "Choose fewer.")
    for table in tables[:_MOST_PLACES]:
        poll = _rain_poll(table)
        table.close()
        polls.extend([] if poll is None else [poll])
    if top.boolean("feed", required=False) is False and not tables:
        top.fault("feed", "Nothing is left to fetch.", "Leave feed out, or add [[rain]] with a place.")
    if len({poll.name for poll in polls}) < len(polls):
        top.fault("rain", "A place is named twice.", "Give each an id of its own.")
    return Buienradar(tuple(polls))


def _rain_poll(table: TableReader) -> Poll | None:
    place = table.text("id")
    longitude, latitude = table.number("longitude", low=-180, high=180), table.number("latitude", low=-90, high=90)
    if place is not None and (not PLACE.fullmatch(place) or _DIGITS.fullmatch(place)):
        table.fault(
            "id", f"{place[:80]!r} is not a name for a place.", "Write a word in small letters, such as boulevard."
        )
        return None
    if place is None or longitude is None or latitude is None:
        return None
    return read_poll(
        table,
        name=f"{_RAIN}{place}",
        content=Content.TEXT,
        interval_s=300.0,
        lowest_interval_s=60.0,
        url=f"{RAIN_URL}?lat={latitude:.2f}&lon={longitude:.2f}",
        largest_bytes=100_000,
    )


class Buienradar:
    """Understands the feed and rain texts. Forecasts in them are no observations and are read apart.

    Examples
    --------
    >>> source = Buienradar()
    >>> source.field_of("6330/wind_speed").unit, source.field_of("boulevard/precipitation_rate").interval_s
    ('m/s', 0.0)
    """

    def __init__(self, polls: tuple[Poll, ...] | None = None) -> None:
        feed = Poll(name=FEED, url=FEED_URL, content=Content.JSON, interval_s=300.0, largest_bytes=LARGEST_BYTES)
        self._polls = (feed,) if polls is None else polls

    @property
    def endpoints(self) -> tuple[Poll, ...]:
        """Return the feed and the rain texts."""
        return self._polls

    def field_of(self, provider_id: str) -> Field | None:
        """Return the series of ``<station number>/<quantity>``, or of ``<place>/precipitation_rate``."""
        if _DIGITS.fullmatch(provider_id.rpartition("/")[0]):
            return field_of_name(provider_id, OF_TEN_MINUTES)
        return field_of_name(provider_id, {Quantity.PRECIPITATION_RATE: 0.0})

    def read(self, delivery: Delivery) -> Iterator[Reading]:
        """Yield what a delivery says, as one reading.

        Raises
        ------
        ConnectorError
            When it is neither a feed nor a rain text.
        """
        builder = ReadingBuilder()
        with understood("Buienradar's answer"):
            if delivery.endpoint.startswith(_RAIN):
                self._take_rain(delivery, builder, ahead=False)
            else:
                for i, station in enumerate(_stations(delivery)):
                    self._take_station(station, f"station {i + 1}", delivery.received_at_us, builder)
        yield builder.reading()

    def read_forecast(self, delivery: Delivery) -> Iterator[Foretold]:
        """Yield the rain of the next two hours that a rain text foretells; the feed is left out, it has days only.

        Raises
        ------
        ConnectorError
            When it is no rain text.
        """
        builder = ReadingBuilder()
        if delivery.endpoint.startswith(_RAIN) and delivery.received_at_us:
            with understood("Buienradar's answer"):
                self._take_rain(delivery, builder, ahead=True)
        if len(builder):
            yield Foretold(delivery.received_at_us, builder.reading())

    def _take_station(
        self, station: client.Station | int, where: str, received_us: int, builder: ReadingBuilder
    ) -> None:
        number = None if isinstance(station, int) else number_of(station.id)
        if isinstance(station, int) or number is None or not (0 < number < 1e8 and number == int(number)):
            builder.skip(NO_STATION, where)
            return
        name = str(int(number))
        time = take_time(
            local_instant_us(station.time, station.form, ZONE, received_us), f"station {name}", builder, received_us
        )
        if time is None:
            return
        title = station.name if isinstance(station.name, str) and station.name.isprintable() else ""
        for key, quantity in TABLE.items():
            if key not in station.values:
                continue
            value = number_of(station.values[key])
            field = weather_field(
                name, quantity, OF_TEN_MINUTES[quantity], title[:80], position_of(station.longitude, station.latitude)
            )
            if value is None:
                builder.skip(NOT_A_NUMBER, f"{field.provider_id}: {station.values[key]!r}")
            else:
                builder.add(field, start_us(time, field.interval_s), value, field.provider_id)

    def _take_rain(self, delivery: Delivery, builder: ReadingBuilder, *, ahead: bool) -> None:
        place = delivery.endpoint.removeprefix(_RAIN)
        field = weather_field(place, Quantity.PRECIPITATION_RATE, 0.0)
        for number, intensity, clock in client.read_rain(delivery.read_bytes()):
            where = f"line {number}"
            time, value = _moment_of(clock, delivery.received_at_us), number_of(intensity)
            if isinstance(time, str):
                builder.skip(time, f"{where}: {clock!r}")
            elif is_ahead(time, delivery.received_at_us) is not ahead:
                builder.skip(PASSED if ahead else FORECAST, where)
            elif value is None or not 0 <= value <= 255:
                builder.skip(NOT_A_NUMBER, f"{where}: {intensity!r}")
            else:
                builder.add(field, time, client.millimetres_per_hour(value), where)


def _stations(delivery: Delivery) -> Iterator[client.Station | int]:
    """Yield the stations of either version of the feed."""
    with delivery.open() as stream:
        is_json = stream.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"<"
    if is_json:
        yield from client.read_feed(delivery.read_bytes())
        return
    with delivery.open() as stream:
        for element in elements(stream, client.XML_STATION, roots=(client.XML_ROOT,)):
            yield client.station_of_xml({child.tag: child.text for child in element if isinstance(child.tag, str)})


def _moment_of(clock: str, received_us: int) -> int | str:
    """Return the moment nearest to the arrival at which Dutch clocks show a time such as ``10:05``."""
    found = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", clock.strip())
    if found is None:
        return NO_TIME
    if not received_us:
        return NO_ARRIVAL
    zone = ZoneInfo(ZONE)
    arrived = from_us(received_us).astimezone(zone)
    moments = [
        to_us(datetime(day.year, day.month, day.day, int(found[1]), int(found[2]), fold=fold, tzinfo=zone))
        for day in (arrived.date() + timedelta(days=d) for d in (-1, 0, 1))
        for fold in (0, 1)
    ]
    return min(moments, key=lambda moment: abs(moment - received_us))
