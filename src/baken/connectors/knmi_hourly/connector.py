# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""From the KNMI's hourly values to temperature, humidity, wind and rain: history from files, and the latest days."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

from baken.connectors.knmi_hourly import client
from baken.connectors.weather_series import field_of_name, start_us, weather_field
from baken.declaration.fault import Fault
from baken.plugin.endpoint_settings import read_poll, read_settings
from baken.plugin.filed_past import FiledPast, LiveWithPast
from baken.plugin.live import Content, Poll
from baken.plugin.protocol import SettingsError
from baken.plugin.provider_values import number_of, take_time, understood
from baken.plugin.readings import NO_TIME, NOT_A_NUMBER, ReadingBuilder
from baken.plugin.recorded import RecordedConnector, recorded_deliveries
from baken.vocabulary.quantity import Quantity
from baken.vocabulary.time import to_us

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from baken.declaration.reader import TableReader
    from baken.plugin.live import Delivery, Reading
    from baken.plugin.protocol import Field, Settings

URL: Final = "https://cdn.knmi.nl/knmi/map/page/klimatologie/gegevens/uurgegevens/uurgeg_{station}_2021-2030.zip"
FILE: Final = "file"
LIVE_DAYS: Final = 7

TRACE_MM: Final = 0.025
"""``RH = -1`` is rain of less than 0.05 mm in the hour: the middle of what that may be."""

BROKEN_ROW: Final = "another number of columns than the file names"
OTHER_STATION: Final = "a station without a number"

_HOUR_S: Final = 3600.0
_VARIABLE: Final = 990


class Column(NamedTuple):
    """What a column of the file holds: its quantity, what one unit is in ours, and the interval before its time."""

    quantity: Quantity
    factor: float
    interval_s: float


TABLE: Final[dict[str, Column]] = {
    "T": Column(Quantity.AIR_TEMPERATURE, 0.1, 0.0),
    "U": Column(Quantity.RELATIVE_HUMIDITY, 1.0, 0.0),
    "FH": Column(Quantity.WIND_SPEED, 0.1, _HOUR_S),
    "FX": Column(Quantity.WIND_GUST_SPEED, 0.1, _HOUR_S),
    "DD": Column(Quantity.WIND_DIRECTION, 1.0, 600.0),
    "RH": Column(Quantity.PRECIPITATION_RATE, 0.1, _HOUR_S),
}
"""Source: the head of every KNMI file. ``FF``, the wind of the last ten minutes, is not taken beside ``FH``."""

INTERVALS: Final = {column.quantity: column.interval_s for column in TABLE.values()}


def connect(settings: Settings) -> KnmiHourly | FiledPast:
    """Open the files and stations that a city named.

    Raises
    ------
    SettingsError
        With every fault of the settings and its line.
    """
    declared = read_settings(settings, "knmi_hourly", _declared)
    faults = [
        Fault(settings.file or "", 0, f"There is no file {name!r}.", "Write its path, seen from the city folder.")
        for name in declared.files
        if not (settings.folder / name).is_file()
    ]
    if faults:
        raise SettingsError("Files that the settings name are not there.", tuple(faults))
    live = KnmiHourly(declared.polls, declared.columns)
    reader = KnmiHourly((), declared.columns, live_days=0)
    files = [(FILE, settings.folder / name) for name in declared.files]
    if not files:
        return live
    further = _fields_of(declared.polls)
    return LiveWithPast(live, reader, files, further) if declared.polls else FiledPast(reader, files)


def from_fixture(path: Path) -> RecordedConnector:
    """Open a recorded file in place of the provider."""
    return RecordedConnector(KnmiHourly(live_days=0), recorded_deliveries(path, FILE))


class Declared(msgspec.Struct, frozen=True, kw_only=True):
    """What a city says about its stations and files."""

    polls: tuple[Poll, ...]
    files: tuple[str, ...]
    columns: tuple[str, ...]


def _declared(top: TableReader) -> Declared:
    names = top.texts("files", required=False) or ()
    polls = []
    for table in top.tables("station", required=False):
        number = table.integer("number", low=1, high=99_999)
        if number is not None:
            url = URL.replace("{station}", f"{number:03d}")
            polls.append(
                read_poll(
                    table,
                    name=f"station-{number}",
                    content=Content.ZIP,
                    interval_s=21_600.0,
                    lowest_interval_s=3600.0,
                    url=url,
                )
            )
        table.close()
    if not names and not polls:
        top.fault(None, "Neither files nor a station are named.", 'Add files = ["..."] or [[station]] with number.')
    columns = top.texts("columns", required=False) or ()
    if columns and (columns[:2] != client.FIRST_COLUMNS or not set(columns) & set(client.HOURS)):
        top.fault("columns", "The columns have no station, day and hour.", 'Begin with "STN", "YYYYMMDD", "HH".')
    return Declared(polls=tuple(poll for poll in polls if poll is not None), files=names, columns=columns)


def _fields_of(polls: tuple[Poll, ...]) -> tuple[Field, ...]:
    """Return every series of the stations that are asked for."""
    numbers = [poll.name.rpartition("-")[2] for poll in polls]
    return tuple(weather_field(n, column.quantity, column.interval_s) for n in numbers for column in TABLE.values())


class KnmiHourly:
    """Understands files of hourly values.

    Parameters
    ----------
    columns
        Of files that do not name theirs.
    live_days
        So many of the latest days of a delivered file are taken, 0 for all: every delivery holds ten years.
    """

    def __init__(
        self,
        polls: tuple[Poll, ...] = (),
        columns: tuple[str, ...] = (),
        live_days: int = LIVE_DAYS,
    ) -> None:
        self._polls = polls
        self._columns = columns
        self._live_days = live_days

    @property
    def endpoints(self) -> tuple[Poll, ...]:
        """Return the file of every station."""
        return self._polls

    def field_of(self, provider_id: str) -> Field | None:
        """Return the series of ``<station number>/<quantity>``.

        Examples
        --------
        >>> KnmiHourly().field_of("240/wind_gust_speed").interval_s
        3600.0
        """
        is_number = provider_id.partition("/")[0].isdecimal() and provider_id.isascii()
        return field_of_name(provider_id, INTERVALS) if is_number else None

    def read(self, delivery: Delivery) -> Iterator[Reading]:
        """Yield what a file says, as one reading.

        Raises
        ------
        ConnectorError
            When it is no such file.
        """
        builder = ReadingBuilder()
        with understood("The file of hourly values"), delivery.open() as stream:
            lines = list(client.text_of(stream))
            first = self._first_day(client.newest_day(lines))
            for row in client.read_rows(lines, self._columns):
                if not isinstance(row, client.Row):
                    builder.skip(BROKEN_ROW, f"line {row[0]}: {row[1]}")
                elif row.day >= first:
                    _take(row, delivery.received_at_us, builder)
        yield builder.reading()

    def _first_day(self, newest: str) -> str:
        """Return the first day that is taken, as it would stand in the file."""
        if not self._live_days or not newest:
            return ""
        try:
            day = datetime.strptime(newest, "%Y%m%d").replace(tzinfo=UTC)
        except ValueError:
            return ""
        return (day - timedelta(days=self._live_days - 1)).strftime("%Y%m%d")


def _take(row: client.Row, received_us: int, builder: ReadingBuilder) -> None:
    where = f"line {row.line}"
    if not 0 < int(row.station) < 100_000:
        builder.skip(OTHER_STATION, where)
        return
    time = take_time(_time_of(row), where, builder, received_us)
    if time is None:
        return
    for name, column in TABLE.items():
        if name not in row.values:
            continue
        value = _value(name, column, number_of(row.values[name]))
        if value is None:
            builder.skip(NOT_A_NUMBER, f"{where}, {name}: {row.values[name]!r}")
        else:
            field = weather_field(str(int(row.station)), column.quantity, column.interval_s)
            builder.add(field, start_us(time, column.interval_s), value, f"{where}, {name}")


def _time_of(row: client.Row) -> int | str:
    """Return the end of the hour; hour 24 is midnight. Days are UTC, so no hour is in doubt."""
    hour = number_of(row.hour)
    try:
        day = datetime.strptime(row.day, "%Y%m%d").replace(tzinfo=UTC)
    except ValueError:
        return NO_TIME
    if hour is None or not (1 <= hour <= 24 and hour == int(hour)) or not 1900 < day.year < 2200:
        return NO_TIME
    return to_us(day + timedelta(hours=hour))


def _value(name: str, column: Column, number: float | None) -> float | None:
    """Return a value in our unit; NaN where there is none, also for the direction of a calm or a variable wind."""
    if number is None or math.isnan(number):
        return number
    if name == "DD" and number in (0, _VARIABLE):
        return math.nan
    if name == "RH" and number == -1:
        return TRACE_MM
    return round(number * column.factor, 9)
