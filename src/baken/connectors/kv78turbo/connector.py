# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""From passing times of KV78turbo to delays per line and stop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from baken.connectors.kv78turbo import client
from baken.connectors.stop_passages import (
    LARGEST_BYTES,
    Event,
    PassageConnector,
    PassageSettings,
    passage_field,
    read_passage_settings,
)
from baken.plugin.gzipped import opened
from baken.plugin.live import Content
from baken.plugin.protocol import ConnectorError
from baken.plugin.readings import NO_TIME, ReadingBuilder, instant_us
from baken.plugin.recorded import RecordedConnector, recorded_deliveries
from baken.plugin.service_day import calendar_day, clock_s, day_start_us

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from baken.plugin.live import Delivery, Reading
    from baken.plugin.protocol import Settings

ENDPOINT: Final = "passtimes"
ZONE: Final = ZoneInfo("Europe/Amsterdam")
"""Of the times in KV78turbo."""

PASSED: Final = "PASSED"
ARRIVED: Final = "ARRIVED"
CANCELLED: Final = "CANCELLED"
CANCELLED_TRIP: Final = "the trip is cancelled: no quantity fits"
NO_CODE: Final = "no owner, line or stop that can be one"
NO_COLUMN: Final = "a column that is needed is not there"
AFTER_MESSAGE: Final = "the passage lies after its message"

_NEEDED: Final = ("DataOwnerCode", "OperationDate", "LinePlanningNumber", "UserStopCode", "TripStopStatus")
_DAY_S: Final = 86_400
_AHEAD_US: Final = 120_000_000
_RECORDS_PER_PART: Final = 10_000

EVENTS: Final = {
    Event.ARRIVAL: ("TargetArrivalTime", "RecordedArrivalTime", "ExpectedArrivalTime", (PASSED, ARRIVED), "FIRST"),
    Event.DEPARTURE: ("TargetDepartureTime", "RecordedDepartureTime", "ExpectedDepartureTime", (PASSED,), "LAST"),
}
"""Per event the columns of what was planned, recorded and expected; the states in which what is expected has happened;
and the kind of stop at which there is no such event."""


def connect(settings: Settings) -> Kv78Turbo:
    """Open the messages as a city configured them.

    Raises
    ------
    SettingsError
        With every fault and its line.
    """
    return Kv78Turbo(read_passage_settings(settings, "kv78turbo", ENDPOINT, Content.TEXT))


def from_fixture(path: Path) -> RecordedConnector:
    """Open recorded messages."""
    return RecordedConnector(Kv78Turbo(PassageSettings()), recorded_deliveries(path, ENDPOINT))


class Kv78Turbo(PassageConnector):
    """Delays per line and stop, from KV8turbo_passtimes."""

    def read(self, delivery: Delivery) -> Iterator[Reading]:
        """Yield the delays of vehicles that have passed; what is still to come is a forecast and no observation.

        Raises
        ------
        ConnectorError
            When the message is cut off, or no CTX.
        """
        builder = ReadingBuilder()
        try:
            with opened(delivery, largest=LARGEST_BYTES) as stream:
                for record in client.read_records(stream):
                    if record.table == client.PASSAGES:
                        self._take(record, builder)
                    if len(builder) >= _RECORDS_PER_PART:
                        yield builder.reading()
                        builder = ReadingBuilder()
        except client.MessageError as error:
            raise ConnectorError(f"The message cannot be read: {error}.") from error
        yield builder.reading()

    def _take(self, record: client.Record, builder: ReadingBuilder) -> None:
        where = f"line {record.line}"
        said = record.values
        if record.problem:
            builder.skip(record.problem, where)
        elif any(name not in said for name in _NEEDED):
            builder.skip(NO_COLUMN, where)
        elif not self._settings.wants(said["DataOwnerCode"], said["LinePlanningNumber"], said["UserStopCode"]):
            return
        elif said["TripStopStatus"] == CANCELLED:
            builder.skip(CANCELLED_TRIP, where)
        else:
            for event in EVENTS:
                _passage(said, event, record.made, where, builder)


def _passage(said: dict[str, str], event: Event, made: str, where: str, builder: ReadingBuilder) -> None:
    """Add the delay of one event, when it has happened."""
    planned, recorded, expected, states, not_at = EVENTS[event]
    actual = said.get(recorded) or (said.get(expected, "") if said["TripStopStatus"] in states else "")
    if not actual or said.get("JourneyStopType") == not_at:
        return
    field = passage_field(said["DataOwnerCode"], said["LinePlanningNumber"], said["UserStopCode"], event)
    day = calendar_day(said["OperationDate"])
    target_s, actual_s = clock_s(said.get(planned, "")), clock_s(actual)
    known_us = instant_us(said.get("LastUpdateTimeStamp", "")) or instant_us(made) or 0
    if field is None:
        builder.skip(NO_CODE, where)
        return
    if day is None or target_s is None or actual_s is None:
        builder.skip(NO_TIME, f"{where}: {said['OperationDate']} {said.get(planned, '')} {actual}")
        return
    # 00:00:40 may be written for 24:00:40; of the two the one near the planned time is meant.
    delay = (actual_s - target_s + _DAY_S // 2) % _DAY_S - _DAY_S // 2
    moment = day_start_us(day, ZONE) + (target_s + delay) * 1_000_000
    if known_us and moment > known_us + _AHEAD_US:
        builder.skip(AFTER_MESSAGE, where)
        return
    builder.add(field, moment, float(delay), where, available_us=known_us)
