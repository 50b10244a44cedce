# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""From entities ``CrowdFlowObserved`` of Smart Data Models to counts, persons present and walking speed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from baken.connectors.ngsi_ld import client
from baken.connectors.ngsi_ld.settings import CONNECTOR, NOTIFICATIONS, TYPE, NgsiSettings, read_ngsi
from baken.plugin.protocol import ConnectorError, Field, Settings
from baken.plugin.provider_values import AHEAD, is_ahead, number_of, position_of
from baken.plugin.readings import (
    NO_TIME,
    NOT_A_NUMBER,
    ReadingBuilder,
    instant_us,
    interval_of,
    interval_word,
    name_part,
)
from baken.plugin.recorded import RecordedConnector, recorded_deliveries
from baken.plugin.units import conversion
from baken.vocabulary.quantity import DEFINITIONS, Quantity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from baken.plugin.live import Delivery, Endpoint, Reading

OTHER_TYPE: Final = "an entity of another type"
NO_ATTRIBUTE: Final = "an entity without peopleCount and averageCrowdSpeed"
OTHER_UNIT: Final = "a unit that cannot be converted"
NO_LENGTH: Final = "a count in one direction at a moment, of which nobody says over how long"
TWICE: Final = "the same time twice for one entity"
FULL_PAGE: Final = "the last page is full: there may be more entities than the settings read"

_SPEED: Final = "averageCrowdSpeed"
_SPEED_UNIT: Final = "KMH"
"""What holds without a ``unitCode``, says the data model."""
_COUNTS: Final = {"peopleCount": "", "peopleCountTowards": "towards", "peopleCountAway": "away"}
_LONGEST_S: Final = 31 * 86_400


def connect(settings: Settings) -> NgsiLd:
    """Open the inbox or the broker that a city named.

    Raises
    ------
    SettingsError
        With every fault of the settings and its line.
    """
    return NgsiLd(read_ngsi(settings))


def from_fixture(path: Path) -> RecordedConnector:
    """Open recorded notifications in place of a broker, with the settings ``ngsi_ld.toml`` beside them, if any."""
    file = f"{CONNECTOR}.toml" if (path / f"{CONNECTOR}.toml").is_file() else None
    return RecordedConnector(connect(Settings(folder=path, file=file)), recorded_deliveries(path, NOTIFICATIONS))


class NgsiLd:
    """Understands entities of a context broker.

    Examples
    --------
    >>> field = NgsiLd(NgsiSettings()).field_of("urn:ngsi-ld:CrowdFlowObserved:Pier/pedestrian_count/300s")
    >>> field.quantity.value, field.unit, field.interval_s
    ('pedestrian_count', '{person}', 300.0)
    """

    def __init__(self, settings: NgsiSettings) -> None:
        self._settings = settings

    @property
    def endpoints(self) -> tuple[Endpoint, ...]:
        """Return the inbox of notifications, or the pages of entities."""
        return self._settings.endpoints

    def field_of(self, provider_id: str) -> Field | None:
        """Return the series of a name such as ``urn:ngsi-ld:CrowdFlowObserved:Pier/persons_present/0s``."""
        parts = provider_id.split("/")
        if not 3 <= len(parts) <= 5 or not all(parts) or len(provider_id) > 2000:
            return None
        interval_s = interval_of(parts[-1])
        known = {q.value: q for q in (Quantity.PEDESTRIAN_COUNT, Quantity.PERSONS_PRESENT, Quantity.WALKING_SPEED)}
        quantity = known.get(parts[-2])
        if quantity is None or interval_s is None or interval_s > _LONGEST_S:
            return None
        return _field(provider_id, quantity, interval_s)

    def read(self, delivery: Delivery) -> Iterator[Reading]:
        """Yield what a notification or a page of entities says, as one reading.

        Raises
        ------
        ConnectorError
            When it holds no entities.
        """
        try:
            entities = client.read_entities(delivery.read_bytes())
        except client.EntitiesError as error:
            raise ConnectorError(
                f"What arrived at {delivery.endpoint} cannot be understood: {error}.",
                remedy="Send entities or notifications of NGSI-LD, as README.md of ngsi_ld says.",
            ) from error
        builder = ReadingBuilder()
        seen: set[tuple[str, int]] = set()
        for entity in entities:
            if TYPE not in entity.types:
                builder.skip(OTHER_TYPE, f"{entity.id}: {', '.join(entity.types)}")
            else:
                self._take(entity, delivery.received_at_us, seen, builder)
        if delivery.endpoint == f"page-{self._settings.pages}" and len(entities) >= self._settings.per_page:
            builder.skip(FULL_PAGE, "raise pages in the settings")
        yield builder.reading()

    def _take(
        self, entity: client.Entity, received_us: int, seen: set[tuple[str, int]], builder: ReadingBuilder
    ) -> None:
        found = [(name, value) for name in (*_COUNTS, _SPEED) for value in entity.attributes.get(name, ())]
        if not found:
            builder.skip(NO_ATTRIBUTE, entity.id)
        for name, value in found:
            times = _times(entity, value)
            where = f"{entity.id}, {name}"
            if times is None:
                builder.skip(NO_TIME, where)
            elif is_ahead(times[1], received_us):
                builder.skip(AHEAD, where)
            else:
                self._add(entity, name, value, times, seen, builder)

    def _add(
        self,
        entity: client.Entity,
        name: str,
        value: client.Value,
        times: tuple[int, int],
        seen: set[tuple[str, int]],
        builder: ReadingBuilder,
    ) -> None:
        start, end = times
        where = f"{entity.id}, {name}"
        quantity = self._quantity(name, is_moment=start == end)
        if quantity is None:
            builder.skip(NO_LENGTH, where)
            return
        convert = conversion(value.unit_code or (_SPEED_UNIT if name == _SPEED else "1"), quantity)
        number = number_of(value.value)
        series = _series(entity, name, value, quantity, (end - start) / 1e6)
        if convert is None:
            builder.skip(OTHER_UNIT, f"{where}: {value.unit_code}")
        elif number is None:
            builder.skip(NOT_A_NUMBER, f"{where}: {str(value.value)[:30]!r}")
        elif (series.provider_id, start) in seen:
            builder.skip(TWICE, where)
        else:
            seen.add((series.provider_id, start))
            builder.add(series, start, convert(number), where)

    def _quantity(self, name: str, *, is_moment: bool) -> Quantity | None:
        if name == _SPEED:
            return Quantity.WALKING_SPEED
        if name != "peopleCount":
            return None if is_moment else Quantity.PEDESTRIAN_COUNT
        declared = self._settings.people_count
        if declared is Quantity.PEDESTRIAN_COUNT and is_moment:
            return None
        return declared or (Quantity.PERSONS_PRESENT if is_moment else Quantity.PEDESTRIAN_COUNT)


def _series(entity: client.Entity, name: str, value: client.Value, quantity: Quantity, interval_s: float) -> Field:
    direction = entity.first("direction")
    way = _COUNTS.get(name, "") or (direction.strip() if isinstance(direction, str) and direction.isprintable() else "")
    parts = [part[:256] for part in (entity.id, way, value.dataset) if part]
    provider_id = "/".join([*map(name_part, parts), quantity.value, interval_word(interval_s)])
    called = entity.first("name")
    words = [
        called[:120] if isinstance(called, str) and called.isprintable() and called.strip() else entity.id,
        *parts[1:],
    ]
    place = position_of(*_point(entity.first("location")))
    return msgspec.structs.replace(_field(provider_id, quantity, interval_s), name=", ".join(words), position=place)


def _point(shape: object) -> tuple[object, object]:
    """Return longitude and latitude of a GeoJSON point, or of the first position of a line; of an area none."""
    found = (
        shape.get("coordinates") if isinstance(shape, dict) and shape.get("type") in ("Point", "LineString") else None
    )
    while isinstance(found, list) and found and isinstance(found[0], list):
        found = found[0]
    return (found[0], found[1]) if isinstance(found, list) and len(found) in (2, 3) else (None, None)


def _times(entity: client.Entity, value: client.Value) -> tuple[int, int] | None:
    """Return begin and end of the observation in µs: its two ends, else ``dateObserved``, else when it was observed."""
    first, last = _moment(entity.first("dateObservedFrom")), _moment(entity.first("dateObservedTo"))
    if first is None or last is None:
        text = entity.first("dateObserved")
        text = value.observed_at if text is None else text
        begin, is_interval, end = text.partition("/") if isinstance(text, str) else ("", "", "")
        first = _moment(begin)
        last = _moment(end) if is_interval else first
    if first is None or last is None or last < first or last - first > _LONGEST_S * 1e6:
        return None
    return first, last


def _moment(text: object) -> int | None:
    """Return a moment in µs; the data model says that times without a zone are in UTC."""
    if not isinstance(text, str):
        return None
    found = instant_us(text)
    return instant_us(f"{text.strip()}Z") if found is None else found


def _field(name: str, quantity: Quantity, interval_s: float) -> Field:
    unit = DEFINITIONS[quantity].ucum
    return Field(provider_id=name, name=name, quantity=quantity, unit=unit, interval_s=interval_s)
