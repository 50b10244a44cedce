# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""From records of Eindhoven's open data portal to occupied spaces, by field names that the city declares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from baken.connectors.car_park_status import (
    CarPark,
    add_car_park,
    field_of_facility,
    is_facility_id,
    read_capacities,
)
from baken.connectors.parking_eindhoven import client
from baken.plugin.endpoint_settings import read_poll, read_settings
from baken.plugin.live import Content
from baken.plugin.provider_values import local_instant_us, number_of, position_of, understood
from baken.plugin.readings import ReadingBuilder, instant_us
from baken.plugin.recorded import RecordedConnector, recorded_deliveries

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from baken.declaration.reader import TableReader
    from baken.plugin.live import Delivery, Poll, Reading
    from baken.plugin.protocol import Field, Settings

RECORDS: Final = "records"
ZONE: Final = "Europe/Amsterdam"

NO_RECORD: Final = "an entry that is no record"
NO_VACANCY: Final = "a record of spaces that does not say how many are free"


class FieldNames(msgspec.Struct, frozen=True, kw_only=True):
    """Which field of a record says what; empty where none does."""

    id: str = "id"
    vacant: str = "vrij"
    capacity: str = "capaciteit"
    updated: str = "laatste_update"
    name: str = "naam"
    state: str = ""
    closed: tuple[str, ...] = ()


def connect(settings: Settings) -> ParkingEindhoven:
    """Open the data set that a city named.

    Raises
    ------
    SettingsError
        With every fault of the settings and its line.
    """
    return read_settings(settings, "parking_eindhoven", _declared)


def from_fixture(path: Path) -> RecordedConnector:
    """Open recorded records in place of the portal."""
    return RecordedConnector(ParkingEindhoven(), recorded_deliveries(path, RECORDS))


def _declared(top: TableReader) -> ParkingEindhoven | None:
    poll = read_poll(top, name=RECORDS, content=Content.JSON, interval_s=120.0, lowest_interval_s=30.0)
    names = FieldNames()
    table = top.table("fields")
    if table is not None:
        names = FieldNames(
            id=table.text("id") or "",
            vacant=table.text("vacant") or "",
            updated=table.text("updated") or "",
            capacity=table.text("capacity", required=False) or "",
            name=table.text("name", required=False) or "",
            state=table.text("state", required=False) or "",
            closed=tuple(table.texts("closed", required=False) or ()),
        )
        table.close()
    capacities = read_capacities(top)
    return None if poll is None else ParkingEindhoven(poll, names, capacities)


class ParkingEindhoven:
    """Understands records with a vacancy per car park.

    Examples
    --------
    >>> ParkingEindhoven().field_of("garage-1").quantity.value
    'parking_spaces_occupied'
    """

    def __init__(
        self,
        poll: Poll | None = None,
        names: FieldNames | None = None,
        capacities: Mapping[str, float] | None = None,
    ) -> None:
        self._polls = () if poll is None else (poll,)
        self._names = names or FieldNames()
        self._capacities = capacities or {}

    @property
    def endpoints(self) -> tuple[Poll, ...]:
        """Return the address of the data set."""
        return self._polls

    def field_of(self, provider_id: str) -> Field | None:
        """Return the series of a car park's id."""
        known = is_facility_id(provider_id) and "/" not in provider_id
        return field_of_facility(provider_id) if known else None

    def read(self, delivery: Delivery) -> Iterator[Reading]:
        """Yield what the records say, as one reading.

        Raises
        ------
        ConnectorError
            When there are no records.
        """
        builder = ReadingBuilder()
        with understood("The answer of the open data portal"):
            for i, record in enumerate(client.read_records(delivery.read_bytes())):
                if record is None:
                    builder.skip(NO_RECORD, f"record {i + 1}")
                elif self._names.vacant not in record:
                    builder.skip(NO_VACANCY, f"record {i + 1}")
                else:
                    self._take(record, delivery.received_at_us, f"record {i + 1}", builder)
        yield builder.reading()

    def _take(self, record: dict[str, Any], received_us: int, where: str, builder: ReadingBuilder) -> None:
        names = self._names
        moment = record.get(names.updated)
        updated = instant_us(moment)
        identity, name, state = (record.get(key) for key in (names.id, names.name, names.state))
        capacity = record.get(names.capacity)
        park = CarPark(
            provider_id=_text(identity),
            name=_text(name),
            capacity=capacity,
            vacant=record[names.vacant],
            updated=_wall_clock(moment, received_us) if updated is None else updated,
            works=_text(state).casefold() not in {word.casefold() for word in names.closed},
            position=position_of(*client.read_point(record.get("geo_point_2d"))),
        )
        add_car_park(builder, park, self._capacities, received_us, where)


def _wall_clock(moment: object, received_us: int) -> int | str:
    """Return the moment of a text without an offset: Dutch time."""
    text = moment.replace(" ", "T") if isinstance(moment, str) else moment
    return local_instant_us(text, "%Y-%m-%dT%H:%M:%S", ZONE, received_us)


def _text(value: object) -> str:
    number = number_of(value)
    if isinstance(value, (int, float)) and number is not None and number == int(number):
        return str(int(number))
    return value.strip() if isinstance(value, str) and value.isprintable() and len(value) <= 120 else ""
