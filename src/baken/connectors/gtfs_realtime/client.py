# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads a GTFS-realtime message into plain records; knows nothing of Baken.

Vehicles, journeys and positions are not handed on. Source: https://gtfs.org/documentation/realtime/reference/.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

LATEST_S: Final = 7_258_118_400
"""The year 2200: a later time is none."""

OCCUPANCY: Final = {
    "EMPTY": 0.0,
    "MANY_SEATS_AVAILABLE": 0.2,
    "FEW_SEATS_AVAILABLE": 0.45,
    "STANDING_ROOM_ONLY": 0.65,
    "CRUSHED_STANDING_ROOM_ONLY": 0.9,
    "FULL": 1.0,
    "NOT_ACCEPTING_PASSENGERS": math.nan,
    "NO_DATA_AVAILABLE": math.nan,
    "NOT_BOARDABLE": math.nan,
}
"""Which share of all places, seats and standing room together, is taken: an assumption, made here and nowhere else.

The words are about seats; half of the places of a tram or city bus are taken to be seats, and the middle of each word's
range is its value. A vehicle that takes no passengers says nothing of how full it is."""


class MessageError(Exception):
    """What arrived is no GTFS-realtime."""


@dataclass(frozen=True, slots=True)
class Call:
    """An arrival or a departure of a trip at a stop.

    Attributes
    ----------
    time_s, delay_s
        Seconds since 1970, and later than planned; None where it does not say.
    """

    stop: str
    is_departure: bool
    time_s: int | None
    delay_s: int | None


@dataclass(frozen=True, slots=True)
class Trip:
    """What is said of one trip; ``state`` is SCHEDULED, ADDED, CANCELED or another word of the standard."""

    route: str
    state: str
    delay_s: int | None
    calls: tuple[Call, ...]


@dataclass(frozen=True, slots=True)
class Vehicle:
    """How full one vehicle is; NaN where it does not know, None where it does not say."""

    route: str
    stop: str
    is_at_stop: bool
    time_s: int | None
    occupancy: float | None


@dataclass(frozen=True, slots=True)
class Alert:
    """That something is the matter: only what effect it has."""

    effect: str


@dataclass(frozen=True, slots=True)
class Message:
    """One message.

    Attributes
    ----------
    made_s
        When it was made, seconds since 1970.
    is_whole
        Whether it holds everything that is known, and not only what changed.
    """

    made_s: int
    is_whole: bool
    entities: Iterator[Trip | Vehicle | Alert]


def read_message(raw: bytes) -> Message:
    """Return what a message says; its entities are made one by one.

    Raises
    ------
    MessageError
        When it is no message, or does not say when it was made; while the entities are made: when one is no text.
    """
    from google.protobuf.message import DecodeError  # type: ignore[import-untyped, unused-ignore]
    from google.transit import gtfs_realtime_pb2

    message = gtfs_realtime_pb2.FeedMessage()  # type: ignore[attr-defined, unused-ignore]
    try:
        message.ParseFromString(raw)
    except DecodeError as error:
        raise MessageError(str(error)) from error
    if not message.IsInitialized() or not message.header.gtfs_realtime_version:
        raise MessageError("it has no header")
    made = message.header.timestamp
    if not 0 < made < LATEST_S:
        raise MessageError("it does not say when it was made")
    is_whole = message.header.incrementality == message.header.FULL_DATASET
    return Message(made, is_whole, _entities(message))


def _entities(message: Any) -> Iterator[Trip | Vehicle | Alert]:
    for entity in message.entity:
        if not entity.is_deleted:
            try:
                found = _said(entity)
            except UnicodeDecodeError as error:
                raise MessageError(f"a text in it is not UTF-8: {error}") from error
            yield from found


def _said(entity: Any) -> list[Trip | Vehicle | Alert]:
    found: list[Trip | Vehicle | Alert] = []
    if entity.HasField("trip_update"):
        found.append(_trip(entity.trip_update))
    if entity.HasField("vehicle"):
        found.append(_vehicle(entity.vehicle))
    if entity.HasField("alert"):
        found.append(Alert(_word(entity.alert, "effect")))
    return found


def _trip(update: Any) -> Trip:
    calls = []
    for stop in update.stop_time_update:
        for name, is_departure in (("arrival", False), ("departure", True)):
            if stop.HasField(name):
                event = getattr(stop, name)
                calls.append(
                    Call(_text(stop, "stop_id"), is_departure, _time(event, "time"), _optional(event, "delay"))
                )
    return Trip(
        route=_text(update.trip, "route_id"),
        state=_word(update.trip, "schedule_relationship"),
        delay_s=_optional(update, "delay"),
        calls=tuple(calls),
    )


def _vehicle(vehicle: Any) -> Vehicle:
    return Vehicle(
        route=_text(vehicle.trip, "route_id"),
        stop=_text(vehicle, "stop_id"),
        is_at_stop=_word(vehicle, "current_status") == "STOPPED_AT",
        time_s=_time(vehicle, "timestamp"),
        occupancy=_occupancy(vehicle),
    )


def _occupancy(vehicle: Any) -> float | None:
    if vehicle.HasField("occupancy_percentage"):
        return float(vehicle.occupancy_percentage) / 100.0
    if vehicle.HasField("occupancy_status"):
        return OCCUPANCY.get(_word(vehicle, "occupancy_status"), math.nan)
    return None


def _time(part: Any, name: str) -> int | None:
    value = _optional(part, name)
    return value if value is not None and 0 < value < LATEST_S else None


def _optional(part: Any, name: str) -> int | None:
    return int(getattr(part, name)) if part.HasField(name) else None


def _text(part: Any, name: str) -> str:
    value = getattr(part, name)
    if not isinstance(value, str):
        # The library hands out bytes where a text is no UTF-8.
        raise MessageError(f"{name} is not UTF-8")
    return value


def _word(part: Any, name: str) -> str:
    """Return the word that a number of an enumeration stands for."""
    kind = part.DESCRIPTOR.fields_by_name[name].enum_type
    found = kind.values_by_number.get(getattr(part, name))
    return "" if found is None else str(found.name)
