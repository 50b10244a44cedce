# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""From SPDP documents, as RDW's national parking register links them, to occupied spaces per facility."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import msgspec

from baken.connectors.car_park_status import (
    CarPark,
    add_car_park,
    field_of_facility,
    is_facility_id,
    read_capacities,
)
from baken.connectors.parking_spdp import client
from baken.plugin.endpoint_settings import read_poll, read_settings
from baken.plugin.live import Content
from baken.plugin.provider_values import number_of, position_of, understood
from baken.plugin.readings import NO_TIME, ReadingBuilder, instant_us
from baken.plugin.recorded import RecordedConnector, recorded_deliveries

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from baken.declaration.reader import TableReader
    from baken.plugin.live import Delivery, Poll, Reading
    from baken.plugin.protocol import Field, Settings
    from baken.vocabulary.place import Position

REGISTER: Final = "https://npropendata.rdw.nl/parkingdata/v2"
LARGEST_BYTES: Final = 4 * 1024 * 1024
DAY_S: Final = 86_400.0

NO_USE: Final = "a static document without a capacity that holds"

_MOST_FACILITIES: Final = 500
_SECONDS: Final = (946_684_800.0, 7_258_118_400.0)
"""The years 2000 to 2199: a smaller number of seconds is no time of an update, a larger one is in milliseconds."""
_NO_LETTER: Final = re.compile(r"[^a-z0-9]+")


def connect(settings: Settings) -> ParkingSpdp:
    """Open the facilities that a city named.

    Raises
    ------
    SettingsError
        With every fault of the settings and its line.
    """
    return read_settings(settings, "parking_spdp", _declared)


def from_fixture(path: Path) -> RecordedConnector:
    """Open recorded documents in place of the provider."""
    return RecordedConnector(ParkingSpdp(), recorded_deliveries(path, "dynamic"))


def _declared(top: TableReader) -> ParkingSpdp | None:
    base = (top.text("register", required=False) or REGISTER).rstrip("/")
    polls: list[Poll] = []
    tables = top.tables("facility")
    for table in tables[:_MOST_FACILITIES]:
        name = table.text("id")
        if name is not None and not is_facility_id(name):
            table.fault("id", f"{name[:80]!r} is not the id of a facility.", "Copy its identifier from the register.")
        elif name is not None:
            polls.extend(_polls_of(table, name, base))
        table.close()
    if not tables or len(tables) > _MOST_FACILITIES:
        top.fault("facility", f"Name 1 to {_MOST_FACILITIES} facilities.", "Add [[facility]] with the id of each.")
    names = [poll.name for poll in polls]
    if len(set(names)) < len(names):
        top.fault("facility", "A facility is named twice.", "Name each once.")
    return ParkingSpdp(tuple(polls), read_capacities(top))


def _polls_of(table: TableReader, name: str, base: str) -> Iterator[Poll]:
    """Yield where the dynamic document of a facility is, and its static one, once a day, when that is wanted."""
    slug = _NO_LETTER.sub("-", name.lower()).strip("-")
    dynamic = read_poll(
        table,
        name=f"dynamic-{slug}",
        content=Content.JSON,
        interval_s=60.0,
        lowest_interval_s=30.0,
        url=f"{base}/dynamic/{name}",
        largest_bytes=LARGEST_BYTES,
    )
    static = table.text("static_url", required=False) or f"{base}/static/{name}"
    if dynamic is not None:
        yield dynamic
        if table.boolean("static", required=False) is not False:
            yield msgspec.structs.replace(dynamic, name=f"static-{slug}", url=static, interval_s=DAY_S)


class ParkingSpdp:
    """Understands SPDP documents; remembers the newest static document of each facility.

    Examples
    --------
    >>> ParkingSpdp().field_of("0c9bc6de-95be-4803-8fb9-483b2291338d").unit
    '{space}'
    """

    def __init__(self, polls: tuple[Poll, ...] = (), capacities: Mapping[str, float] | None = None) -> None:
        self._polls = polls
        self._declared = dict(capacities or {})
        self._capacities: dict[str, float] = {}
        self._positions: dict[str, Position | None] = {}

    @property
    def endpoints(self) -> tuple[Poll, ...]:
        """Return the documents of every facility."""
        return self._polls

    def field_of(self, provider_id: str) -> Field | None:
        """Return the series of a facility's identifier."""
        known = is_facility_id(provider_id) and "/" not in provider_id
        return field_of_facility(provider_id) if known else None

    def read(self, delivery: Delivery) -> Iterator[Reading]:
        """Yield what a dynamic document says; a static one is remembered, and yields nothing but what is wrong in it.

        Raises
        ------
        ConnectorError
            When it is neither.
        """
        builder = ReadingBuilder()
        with understood("The document of a car park"):
            document = client.read_document(delivery.read_bytes())
        if isinstance(document, client.Facility):
            self._remember(document, delivery.received_at_us, builder)
        else:
            updated = _updated_us(document.updated)
            known = self._capacities.get(document.id)
            capacity = number_of(document.capacity)
            is_silent = capacity is None or not capacity > 0
            park = CarPark(
                provider_id=document.id,
                name=document.name,
                capacity=known if is_silent and known is not None else document.capacity,
                vacant=document.vacant,
                updated=NO_TIME if updated is None else updated,
                works=document.is_open is not False,
                position=self._positions.get(document.id),
            )
            add_car_park(builder, park, self._declared, delivery.received_at_us, "dynamic document")
        yield builder.reading()

    def _remember(self, facility: client.Facility, received_us: int, builder: ReadingBuilder) -> None:
        """Keep the capacity that holds now: of those that have begun and not ended, the one that began last."""
        holding = [
            (number_of(part.start) or 0.0, capacity)
            for part in facility.specifications
            if (capacity := number_of(part.capacity)) is not None
            and capacity > 0
            and (not received_us or _holds(part, received_us / 1e6))
        ]
        self._positions[facility.id] = position_of(facility.longitude, facility.latitude)
        if holding:
            self._capacities[facility.id] = max(holding)[1]
        else:
            builder.skip(NO_USE, facility.id or "static document")


def _holds(part: client.Specification, now_s: float) -> bool:
    start, end = number_of(part.start), number_of(part.end)
    return not (start is not None and start > now_s) and not (end is not None and end <= now_s)


def _updated_us(value: object) -> int | None:
    """Return the time of an update: seconds since 1970, milliseconds, or ISO 8601, as providers write it."""
    seconds = number_of(value)
    if seconds is None:
        return instant_us(value)
    if seconds > _SECONDS[1]:
        seconds /= 1000.0
    return round(seconds * 1e6) if _SECONDS[0] <= seconds <= _SECONDS[1] else None
