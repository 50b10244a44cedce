# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads crowd messages as Amsterdam receives them; knows nothing of Baken.

Three forms, told apart by their keys: version 2 (``{"data": [...]}``, counts over lines and in zones), version 3 (one
sensor with ``direction``), and what the central application posts (``type`` ``lineMetrics``, ``areaMetrics`` or
``countMetrics``).
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

PERSONS: Final = "records of single persons are not taken over"
NO_FORM: Final = "no crowd message that is known"
NO_SENSOR: Final = "a message without a sensor"
NO_NAME: Final = "a line or zone without a name"
NO_NUMBER: Final = "not a number"
NO_AZIMUTH: Final = "a direction without an azimuth"

_LONGEST_NAME: Final = 120
_MOST_MESSAGES: Final = 10_000


class MessageError(Exception):
    """What was posted is no crowd message at all."""


class What(StrEnum):
    """What a value is of."""

    COUNT = "count"
    """Persons over a line in one direction during the interval."""
    SPEED = "speed"
    """Distance walked by all persons together, over the time that they took together, in m/s."""
    PRESENT = "present"
    """Persons in a zone."""
    TOTAL = "total"
    """A number of which the message does not say what it counts."""


@dataclass(frozen=True, slots=True)
class Value:
    """One number of a message.

    Attributes
    ----------
    part
        Line or zone within the sensor; empty where the sensor has only one.
    direction
        ``in`` or ``out``, or the azimuth in degrees; empty for a zone.
    number
        NaN where the message says that there is none.
    """

    what: What
    part: str
    direction: str
    number: float


@dataclass(frozen=True, slots=True)
class Message:
    """What one sensor says of one interval.

    Attributes
    ----------
    number
        Of the message, as the sensor gives it; empty where it gives none.
    start, sent
        Texts as they stand there; ``sent`` is empty where the message does not say.
    interval
        Seconds; None where the message does not say, NaN where what it says cannot be read.
    place
        Longitude and latitude as they stand there.
    is_working
        Whether the sensor says that it works.
    problems
        What could not be read, each with the place where it stands.
    """

    sensor: str
    number: str
    start: object
    sent: object
    interval: float | None
    is_working: bool
    place: tuple[object, object]
    values: tuple[Value, ...]
    problems: tuple[tuple[str, str], ...]


def read_messages(raw: bytes) -> Iterator[Message | tuple[str, str]]:
    """Yield each message of what was posted, or the reason and place of one that cannot be read.

    Raises
    ------
    MessageError
        When it is no JSON, or JSON of another kind.
    """
    try:
        document = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise MessageError("it is no JSON") from error
    records = document if isinstance(document, list) else [document]
    if isinstance(document, dict) and isinstance(document.get("data"), list):
        records = document["data"]
    if not records or len(records) > _MOST_MESSAGES or not any(map(_form, records)):
        raise MessageError("it holds no crowd message")
    for i, record in enumerate(records):
        yield _message(record, f"message {i + 1}")


def _form(record: object) -> str:
    """Return which form a record has: ``v2``, ``v3``, ``metrics``, or nothing."""
    if not isinstance(record, dict):
        return ""
    if "aggregate" in record:
        return "v2"
    if "direction" in record:
        return "v3"
    return "metrics" if record.get("type") in _METRICS and isinstance(record.get("source"), dict) else ""


def _message(record: Any, where: str) -> Message | tuple[str, str]:
    form = _form(record)
    if not form:
        return NO_FORM, where
    head = record["source"] if form == "metrics" else record
    sensor = _name(head.get("sensor"))
    if not sensor:
        return NO_SENSOR, where
    found = _Found(f"{where} of {sensor}")
    _READERS[form](record, found)
    number = {"v2": "message", "v3": "id", "metrics": "originalId"}[form]
    state = record.get("sensor_state" if form == "v2" else "status", "operational")
    return Message(
        sensor=sensor,
        number=_identity(head.get(number)),
        start=head.get("timestamp_start" if form == "v2" else "timestamp"),
        sent=record.get("timestamp_message", "") if form == "v2" else "",
        interval=_seconds(head.get("interval")),
        is_working=isinstance(state, str) and state.strip().casefold() == "operational",
        place=(head.get("longitude"), head.get("latitude")),
        values=tuple(found.values),
        problems=tuple(found.problems),
    )


class _Found:
    """What was found in one message."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.values: list[Value] = []
        self.problems: list[tuple[str, str]] = []

    def add(self, what: What, part: str, direction: str, number: object) -> None:
        value = math.nan if number is None else _number(number)
        if value is None:
            self.problems.append((NO_NUMBER, f"{self.where}, {part} {direction}: {number!r}"))
        else:
            self.values.append(Value(what, part, direction, value))

    def fail(self, reason: str, place: str) -> None:
        self.problems.append((reason, f"{self.where}, {place}"))


def _version_2(record: dict[str, Any], found: _Found) -> None:
    parts = record["aggregate"]
    for i, part in enumerate(parts if isinstance(parts, list) else [parts]):
        place = f"aggregate {i + 1}"
        if not isinstance(part, dict):
            found.fail(NO_FORM, place)
        elif "personId" in part or record.get("message_type") == "person":
            found.fail(PERSONS, place)
        elif part.get("type") not in ("line", "zone"):
            found.fail(NO_FORM, place)
        elif not (name := _name(part.get("id"))):
            found.fail(NO_NAME, place)
        elif part["type"] == "zone":
            found.add(What.PRESENT, name, "", part.get("count"))
        else:
            found.add(What.COUNT, name, "in", part.get("count_in"))
            found.add(What.COUNT, name, "out", part.get("count_out"))


def _version_3(record: dict[str, Any], found: _Found) -> None:
    parts = record["direction"]
    for i, part in enumerate(parts if isinstance(parts, list) else [parts]):
        place = f"direction {i + 1}"
        if not isinstance(part, dict):
            found.fail(NO_FORM, place)
            continue
        if part.get("signals"):
            found.fail(PERSONS, f"{place}: signals")
        azimuth = _azimuth(part.get("azimuth"))
        if not azimuth:
            found.fail(NO_AZIMUTH, place)
            continue
        found.add(What.COUNT, "", azimuth, part.get("count"))
        _speed(part.get("cumulative_distance"), part.get("cumulative_time"), "", azimuth, found)


def _metrics(record: dict[str, Any], found: _Found) -> None:
    if record["type"] == "countMetrics":
        found.add(What.TOTAL, "", "", record.get("count"))
        return
    name = _name(record.get("id"))
    if not name:
        found.fail(NO_NAME, "id")
    elif record["type"] == "areaMetrics":
        found.add(What.PRESENT, name, "", record.get("count"))
        _speed(record.get("totalDistance"), record.get("totalTime"), name, "", found)
    else:
        _line_metrics(record.get("counts"), name, found)


def _line_metrics(counts: object, name: str, found: _Found) -> None:
    for i, part in enumerate(counts if isinstance(counts, list) else [counts]):
        azimuth = _azimuth(part.get("azimuth")) if isinstance(part, dict) else ""
        if isinstance(part, dict) and azimuth:
            found.add(What.COUNT, name, azimuth, part.get("count"))
        else:
            found.fail(NO_AZIMUTH, f"{name}, direction {i + 1}")


_READERS: Final = {"v2": _version_2, "v3": _version_3, "metrics": _metrics}
_METRICS: Final = ("lineMetrics", "areaMetrics", "countMetrics")


def _speed(distance: object, time: object, part: str, direction: str, found: _Found) -> None:
    """Add the mean speed where distance and time are given; nobody walked in no time, so there is no speed then."""
    if distance is None or time is None:
        return
    metres, seconds = _number(distance), _number(time)
    if metres is None or seconds is None or metres < 0 or seconds < 0:
        found.problems.append((NO_NUMBER, f"{found.where}, {part} {direction}: {distance!r} m in {time!r} s"))
        return
    found.values.append(Value(What.SPEED, part, direction, metres / seconds if seconds > 0 else math.nan))


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _seconds(value: object) -> float | None:
    number = _number(value)
    return None if value is None else math.nan if number is None else number


def _azimuth(value: object) -> str:
    number = _number(value)
    return "" if number is None else str(round(number) % 360)


def _name(value: object) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST_NAME or not value.isprintable():
        return ""
    return value.strip()


def _identity(value: object) -> str:
    return str(value)[:_LONGEST_NAME] if isinstance(value, (int, str)) and not isinstance(value, bool) else ""
