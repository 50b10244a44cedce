# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""From GTFS-realtime to delays and occupancy per stop and route."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote

from baken.connectors.gtfs_realtime import client
from baken.connectors.gtfs_realtime.settings import TRIP_UPDATES, RealtimeSettings, read_realtime_settings
from baken.plugin.protocol import ConnectorError, Field, Settings
from baken.plugin.readings import ReadingBuilder
from baken.plugin.recorded import RecordedConnector, recorded_deliveries
from baken.vocabulary.quantity import DEFINITIONS, Quantity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from baken.plugin.live import Delivery, Endpoint, Reading

KINDS: Final = {
    ("stop", "arrival"): Quantity.SCHEDULE_DELAY,
    ("stop", "departure"): Quantity.SCHEDULE_DELAY,
    ("stop", "occupancy"): Quantity.VEHICLE_OCCUPANCY,
    ("route", "delay"): Quantity.SCHEDULE_DELAY,
    ("route", "occupancy"): Quantity.VEHICLE_OCCUPANCY,
}
"""What a series is called by, and what it holds."""

NO_STOP: Final = "it names no stop"
NO_PLAN: Final = "it gives a time without a delay, or a delay without a time"
CANCELLED: Final = "the trip is cancelled: no quantity fits"
UNPLANNED: Final = "the trip is not in the timetable: it has no delay"
ALERT: Final = "an alert: no quantity fits"

_PLAIN: Final = ":|._- @"
_US: Final = 1_000_000
_VALUES_PER_PART: Final = 10_000


def connect(settings: Settings) -> GtfsRealtime:
    """Open the feeds as a city configured them.

    Raises
    ------
    SettingsError
        With every fault and its line.
    """
    return GtfsRealtime(read_realtime_settings(settings))


def from_fixture(path: Path) -> RecordedConnector:
    """Open recorded messages."""
    return RecordedConnector(GtfsRealtime(RealtimeSettings()), recorded_deliveries(path, TRIP_UPDATES))


class GtfsRealtime:
    """Delays and occupancy of public transport."""

    def __init__(self, settings: RealtimeSettings) -> None:
        self._settings = settings

    @property
    def endpoints(self) -> tuple[Endpoint, ...]:
        """Return the feeds that the city wants."""
        return self._settings.endpoints

    def field_of(self, provider_id: str) -> Field | None:
        """Return the series that ``stop/<stop>/<what>`` or ``route/<route>/<what>`` stands for."""
        parts = provider_id.split("/")
        if len(parts) != 3 or (parts[0], parts[2]) not in KINDS or not parts[1].strip() or not parts[1].isprintable():
            return None
        name = unquote(parts[1])
        field = _field(parts[0], name, parts[2])
        return field if field.provider_id == provider_id and self._wants(parts[0], name) else None

    def read(self, delivery: Delivery) -> Iterator[Reading]:
        """Yield what has happened at stops, and how it stands on each route.

        Raises
        ------
        ConnectorError
            When it is no GTFS-realtime.
        """
        try:
            yield from self._readings(client.read_message(delivery.read_bytes()))
        except client.MessageError as error:
            raise ConnectorError(f"The message is no GTFS-realtime: {error}.") from error

    def _readings(self, message: client.Message) -> Iterator[Reading]:
        part = _Part(message.made_s, self)
        for entity in message.entities:
            part.take(entity)
            if len(part.builder) >= _VALUES_PER_PART:
                yield part.builder.reading()
                part.builder = ReadingBuilder()
        if message.is_whole:
            part.add_routes()
        yield part.builder.reading()

    def looks_back_s(self) -> float:
        """Return how long ago something may have happened to be told."""
        return self._settings.look_back_s

    def _wants(self, kind: str, name: str) -> bool:
        wanted = self._settings.stops if kind == "stop" else self._settings.routes
        # Who names stops only wants no routes, and the other way round.
        return name in wanted if self._settings.stops or self._settings.routes else True

    def field(self, kind: str, name: str, what: str) -> Field | None:
        """Return a series when the city wants it."""
        usable = bool(name.strip()) and name.isprintable() and self._wants(kind, name)
        return _field(kind, name, what) if usable else None


class _Part:
    """What is gathered while a message is read."""

    def __init__(self, made_s: int, of: GtfsRealtime) -> None:
        self.builder = ReadingBuilder()
        self._made_s = made_s
        self._of = of
        self._on_route: dict[tuple[str, str], list[float]] = {}

    def take(self, entity: client.Trip | client.Vehicle | client.Alert) -> None:
        """Take what one entity says."""
        if isinstance(entity, client.Alert):
            self.builder.skip(ALERT, entity.effect)
        elif isinstance(entity, client.Vehicle):
            self._vehicle(entity)
        elif entity.state == "CANCELED":
            self.builder.skip(CANCELLED, f"route {entity.route}")
        elif entity.state in ("SCHEDULED", ""):
            self._trip(entity)
        else:
            self.builder.skip(UNPLANNED, f"route {entity.route}: {entity.state}")

    def add_routes(self) -> None:
        """Add the means over all trips and vehicles of each route; they hold when the message was made."""
        for (route, what), values in self._on_route.items():
            field = self._of.field("route", route, what)
            known = [value for value in values if not math.isnan(value)]
            if field is not None:
                mean = sum(known) / len(known) if known else math.nan
                self.builder.add(field, self._made_s * _US, mean, f"route {route}", available_us=self._made_s * _US)

    def _trip(self, trip: client.Trip) -> None:
        passed: int | None = None
        is_under_way = False
        for call in trip.calls:
            if call.time_s is None or call.delay_s is None:
                self.builder.skip(NO_PLAN, f"route {trip.route}, stop {call.stop}")
            elif call.time_s > self._made_s:
                is_under_way = True
            else:
                passed = call.delay_s
                self._call(call, call.time_s, call.delay_s)
        current = trip.delay_s if trip.delay_s is not None else passed if is_under_way else None
        if current is not None and trip.route:
            self._note(trip.route, "delay", float(current))

    def _call(self, call: client.Call, time_s: int, delay_s: int) -> None:
        if not call.stop:
            self.builder.skip(NO_STOP, "a call that has only its sequence")
            return
        field = self._of.field("stop", call.stop, "departure" if call.is_departure else "arrival")
        if field is not None and time_s >= self._made_s - self._of.looks_back_s():
            self.builder.add(field, time_s * _US, float(delay_s), f"stop {call.stop}", available_us=self._made_s * _US)

    def _vehicle(self, vehicle: client.Vehicle) -> None:
        if vehicle.occupancy is None:
            return
        time_s = self._made_s if vehicle.time_s is None else min(vehicle.time_s, self._made_s)
        if time_s < self._made_s - self._of.looks_back_s():
            return
        if vehicle.route:
            self._note(vehicle.route, "occupancy", vehicle.occupancy)
        field = self._of.field("stop", vehicle.stop, "occupancy") if vehicle.is_at_stop else None
        if field is not None:
            where = f"stop {vehicle.stop}"
            self.builder.add(field, time_s * _US, vehicle.occupancy, where, available_us=self._made_s * _US)

    def _note(self, route: str, what: str, value: float) -> None:
        low, high = DEFINITIONS[KINDS["route", what]].possible
        if value < low or value > high:
            self.builder.skip("a value that is not possible", f"route {route}: {value:g}")
        else:
            self._on_route.setdefault((route, what), []).append(value)


def _field(kind: str, name: str, what: str) -> Field:
    quantity = KINDS[kind, what]
    return Field(
        provider_id=f"{kind}/{quote(name, safe=_PLAIN)}/{what}",
        name=f"{kind} {name}: {what}",
        quantity=quantity,
        unit=DEFINITIONS[quantity].ucum,
        interval_s=0.0,
    )
