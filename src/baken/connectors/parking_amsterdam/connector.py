# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""From Amsterdam's feed of car parks to occupied spaces, of visitors and of season-ticket holders apart."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from baken.connectors.car_park_status import (
    CarPark,
    add_car_park,
    field_of_facility,
    is_facility_id,
    read_capacities,
)
from baken.connectors.parking_amsterdam import client
from baken.plugin.endpoint_settings import read_poll, read_settings
from baken.plugin.live import Content, Poll
from baken.plugin.provider_values import number_of, position_of, understood
from baken.plugin.readings import NO_TIME, ReadingBuilder, instant_us
from baken.plugin.recorded import RecordedConnector, recorded_deliveries

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from baken.declaration.reader import TableReader
    from baken.plugin.live import Delivery, Reading
    from baken.plugin.protocol import Field, Settings

URL: Final = "https://opd.it-t.nl/data/amsterdam/ParkingLocation.json"
LOCATIONS: Final = "locations"

NO_CAR_PARK: Final = "a feature that is no car park"
CLOSED: Final = frozenset({"gesloten", "dicht", "closed"})

SHORT_STAY: Final = "short-stay"
LONG_STAY: Final = "long-stay"


def connect(settings: Settings) -> ParkingAmsterdam:
    """Open the feed; without settings at the address at which the city of Amsterdam publishes it.

    Raises
    ------
    SettingsError
        With every fault of the settings and its line.
    """
    return ParkingAmsterdam() if settings.file is None else read_settings(settings, "parking_amsterdam", _declared)


def from_fixture(path: Path) -> RecordedConnector:
    """Open a recorded feed in place of the provider."""
    return RecordedConnector(ParkingAmsterdam(), recorded_deliveries(path, LOCATIONS))


def _declared(top: TableReader) -> ParkingAmsterdam | None:
    poll = read_poll(top, name=LOCATIONS, content=Content.JSON, interval_s=60.0, lowest_interval_s=30.0, url=URL)
    capacities = read_capacities(top)
    return None if poll is None else ParkingAmsterdam(poll, capacities)


class ParkingAmsterdam:
    """Understands Amsterdam's feed of car parks.

    Examples
    --------
    >>> ParkingAmsterdam().field_of("900000118_parkinglocation/short-stay").quantity.value
    'parking_spaces_occupied'
    """

    def __init__(self, poll: Poll | None = None, capacities: Mapping[str, float] | None = None) -> None:
        self._poll = poll or Poll(name=LOCATIONS, url=URL, content=Content.JSON, interval_s=60.0)
        self._capacities = capacities or {}

    @property
    def endpoints(self) -> tuple[Poll, ...]:
        """Return the address of the feed."""
        return (self._poll,)

    def field_of(self, provider_id: str) -> Field | None:
        """Return the series of an id with ``/short-stay`` or ``/long-stay`` behind it."""
        known = is_facility_id(provider_id) and provider_id.rpartition("/")[2] in (SHORT_STAY, LONG_STAY)
        return field_of_facility(provider_id) if known else None

    def read(self, delivery: Delivery) -> Iterator[Reading]:
        """Yield what the feed says, as one reading.

        Raises
        ------
        ConnectorError
            When it is no feature collection.
        """
        builder = ReadingBuilder()
        with understood("Amsterdam's feed of car parks"):
            for i, location in enumerate(client.read_locations(delivery.read_bytes())):
                where = f"feature {i + 1}"
                if isinstance(location, int) or location.kind not in ("parkinglocation", ""):
                    builder.skip(NO_CAR_PARK, where)
                else:
                    self._take(location, where, delivery.received_at_us, builder)
        yield builder.reading()

    def _take(self, location: client.Location, where: str, received_us: int, builder: ReadingBuilder) -> None:
        parts = [(SHORT_STAY, "visitors", location.short)]
        if _is_there(location.long):
            parts.append((LONG_STAY, "season tickets", location.long))
        updated = instant_us(location.published)
        for part, words, (vacant, capacity) in parts:
            park = CarPark(
                provider_id=f"{location.id}/{part}",
                name=f"{location.name or location.id}, {words}",
                capacity=capacity,
                vacant=vacant,
                updated=NO_TIME if updated is None else updated,
                works=location.state.casefold() in ("ok", "") and location.status.casefold() not in CLOSED,
                position=position_of(location.longitude, location.latitude),
            )
            add_car_park(builder, park, self._capacities, received_us, where)


def _is_there(numbers: tuple[object, object]) -> bool:
    """Tell whether a car park has places of a kind at all: the feed writes "" or 0 where it has none."""
    vacant, capacity = (number_of(value) for value in numbers)
    return not (_is_nothing(capacity) and _is_nothing(vacant))


def _is_nothing(number: float | None) -> bool:
    return number is not None and (math.isnan(number) or number == 0)
