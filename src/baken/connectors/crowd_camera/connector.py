# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""From crowd messages of counting cameras to persons present, counts per direction and walking speed."""

from __future__ import annotations

import math
import re
from collections import OrderedDict
from typing import TYPE_CHECKING, Final

import msgspec

from baken.connectors.crowd_camera import client
from baken.connectors.crowd_camera.client import What
from baken.connectors.crowd_camera.settings import CameraSettings, read_settings
from baken.plugin.live import Inbox
from baken.plugin.protocol import ConnectorError, Field, Settings
from baken.plugin.provider_values import position_of
from baken.plugin.readings import NO_TIME, ReadingBuilder, instant_us, interval_of, interval_word, name_part
from baken.plugin.recorded import RecordedConnector, recorded_deliveries
from baken.vocabulary.quantity import DEFINITIONS, Quantity
from baken.vocabulary.time import format_us

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from baken.plugin.live import Delivery, Reading

MESSAGES: Final = "messages"
"""The endpoint to which cameras post."""

QUANTITY_OF: Final[dict[What, Quantity]] = {
    What.COUNT: Quantity.PEDESTRIAN_COUNT,
    What.SPEED: Quantity.WALKING_SPEED,
    What.PRESENT: Quantity.PERSONS_PRESENT,
}
"""Density is not among them: the usable area that the city declared decides it."""

AGAIN: Final = "a message that came before"
AHEAD: Final = "the clock of the sensor is ahead"
NO_INTERVAL: Final = "the length of the interval cannot be read"
UNDECLARED: Final = "a number of which the settings do not say what it counts"
SET_BACK: Final = "the counter was set back"
FIRST: Final = "the first message of a counter that only goes up"
GAP: Final = "a message is missing before this one, so the counter tells of a longer time"
BACKWARDS: Final = "time goes backwards"

_REMEMBERED: Final = 20_000
_SHORTEST_S: Final = 0.001
_LONGEST_S: Final = 86_400
_SERIES: Final = re.compile(r"[^/]+/(?P<what>[a-z_]+)(/[^/]+){0,2}/(?P<interval>[^/]+)")


def connect(settings: Settings) -> CrowdCamera:
    """Open the inbox to which the cameras of a city post.

    Raises
    ------
    SettingsError
        With every fault of the settings and its line.
    """
    return CrowdCamera(read_settings(settings))


def from_fixture(path: Path) -> RecordedConnector:
    """Open recorded messages in place of cameras, with the settings ``crowd_camera.toml`` beside them, if any."""
    file = "crowd_camera.toml" if (path / "crowd_camera.toml").is_file() else None
    return RecordedConnector(connect(Settings(folder=path, file=file)), recorded_deliveries(path, MESSAGES))


class CrowdCamera:
    """Understands what counting cameras post; remembers the newest messages, so that none counts twice.

    Examples
    --------
    >>> from pathlib import Path
    >>> camera = connect(Settings(folder=Path()))
    >>> field = camera.field_of("GAVM-01/count/Line 0/in/60s")
    >>> field.quantity.value, field.interval_s
    ('pedestrian_count', 60.0)
    """

    def __init__(self, settings: CameraSettings) -> None:
        self._settings = settings
        self._seen: OrderedDict[tuple[str, str, object], None] = OrderedDict()
        self._counters: dict[str, tuple[int, float]] = {}

    @property
    def endpoints(self) -> tuple[Inbox, ...]:
        """Return the inbox."""
        return (Inbox(name=MESSAGES),)

    def field_of(self, provider_id: str) -> Field | None:
        """Return the series of a name such as ``GAVM-01/count/Line 0/in/60s``."""
        found = _SERIES.fullmatch(provider_id)
        if found is None:
            return None
        quantity, interval_s = _quantity(found["what"]), interval_of(found["interval"])
        if quantity is None or interval_s is None or not _SHORTEST_S <= interval_s <= _LONGEST_S:
            return None
        return _field(provider_id, quantity, interval_s)

    def read(self, delivery: Delivery) -> Iterator[Reading]:
        """Yield what was posted, as one reading.

        Raises
        ------
        ConnectorError
            When it is no crowd message.
        """
        builder = ReadingBuilder()
        try:
            for message in client.read_messages(delivery.read_bytes()):
                if isinstance(message, tuple):
                    builder.skip(*message)
                else:
                    self._take(message, delivery.received_at_us, builder)
        except client.MessageError as error:
            raise ConnectorError(
                f"What was posted to {MESSAGES} is no crowd message: {error}.",
                remedy="Compare the form with README.md of crowd_camera.",
            ) from error
        yield builder.reading()

    def _take(self, message: client.Message, received_us: int, builder: ReadingBuilder) -> None:
        where = f"{message.sensor}, message {message.number or 'without a number'}"
        for reason, place in message.problems:
            builder.skip(reason, place)
        start = instant_us(message.start)
        if start is None:
            builder.skip(NO_TIME, f"{where}: {message.start!r}", count=max(1, len(message.values)))
            return
        interval_s = self._settings.interval_s if message.interval is None else message.interval
        if not _SHORTEST_S <= interval_s <= _LONGEST_S:
            builder.skip(NO_INTERVAL, f"{where}: {interval_s!r}", count=max(1, len(message.values)))
            return
        if self._came_before(message, start):
            builder.skip(AGAIN, where, count=max(1, len(message.values)))
            return
        end, sent = start + round(interval_s * 1e6), instant_us(message.sent)
        tolerance = round(self._settings.clock_ahead_s * 1e6)
        if (received_us and end > received_us + tolerance) or (sent is not None and end > sent + tolerance):
            builder.skip(AHEAD, f"{where}: until {format_us(end)}", count=max(1, len(message.values)))
            return
        self._remember(message, start)
        for value in message.values:
            self._add(message, value, (start, end, sent or 0), builder)

    def _add(
        self, message: client.Message, value: client.Value, times: tuple[int, int, int], builder: ReadingBuilder
    ) -> None:
        start, end, sent = times
        word, quantity = value.what.value, QUANTITY_OF.get(value.what)
        if value.what is What.TOTAL:
            quantity = self._settings.totals.get(message.sensor)
            if quantity is None:
                builder.skip(UNDECLARED, f"countMetrics of {message.sensor}")
                return
            word = quantity.value
        if quantity is None:
            return
        interval_s = (end - start) / 1e6
        parts = [name_part(part) for part in (message.sensor, word, value.part, value.direction) if part]
        name = "/".join([*parts, interval_word(interval_s)])
        number = value.number if message.is_working else math.nan
        if value.what is What.COUNT and message.sensor in self._settings.cumulative and message.is_working:
            difference = self._difference(name, start, end, number)
            if isinstance(difference, str):
                builder.skip(difference, f"{name} at {format_us(start)}: {number:g}")
                return
            number = difference
        field = _described(_field(name, quantity, interval_s), message, value)
        builder.add(field, start, number, name, available_us=sent)

    def _difference(self, name: str, start: int, end: int, number: float) -> float | str:
        """Return how far a counter that only goes up went up in an interval, or why that cannot be said."""
        before = self._counters.get(name)
        if math.isnan(number) or number < 0:
            return number
        if before is not None and end <= before[0]:
            return BACKWARDS
        self._counters[name] = (end, number)
        if before is None:
            if len(self._counters) > _REMEMBERED:
                self._counters.pop(next(iter(self._counters)))
            return FIRST
        if number < before[1]:
            return SET_BACK
        return number - before[1] if start == before[0] else GAP

    def _came_before(self, message: client.Message, start: int) -> bool:
        return bool(message.number) and (message.sensor, message.number, start) in self._seen

    def _remember(self, message: client.Message, start: int) -> None:
        if message.number:
            self._seen[(message.sensor, message.number, start)] = None
            if len(self._seen) > _REMEMBERED:
                self._seen.popitem(last=False)


def _quantity(word: str) -> Quantity | None:
    known: dict[str, Quantity] = {what.value: quantity for what, quantity in QUANTITY_OF.items()}
    known |= {quantity.value: quantity for quantity in (Quantity.PERSONS_PRESENT, Quantity.DEVICES_PRESENT)}
    return (known | {Quantity.PEDESTRIAN_COUNT.value: Quantity.PEDESTRIAN_COUNT}).get(word)


def _described(field: Field, message: client.Message, value: client.Value) -> Field:
    """Return a series with a name for people, and where its sensor stands."""
    way = f"towards {value.direction}°" if value.direction.isdecimal() else value.direction
    words = ", ".join(part for part in (message.sensor, value.part, way) if part)
    return msgspec.structs.replace(field, name=words, position=position_of(*message.place))


def _field(name: str, quantity: Quantity, interval_s: float) -> Field:
    unit = DEFINITIONS[quantity].ucum
    return Field(provider_id=name, name=name, quantity=quantity, unit=unit, interval_s=interval_s)
