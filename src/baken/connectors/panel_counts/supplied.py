# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Counts that a supplier made of persons or devices: from its records to observations, and what is never taken."""

from __future__ import annotations

import math
import re
from datetime import datetime
from typing import TYPE_CHECKING, Final

from baken.connectors.device_counts.client import identifier_in
from baken.connectors.panel_counts import client
from baken.connectors.panel_counts.mapping import COUNTS, Form, Stamp, SupplierMapping
from baken.plugin.protocol import ConnectorError, Field
from baken.plugin.provider_values import local_instant_us, take_time
from baken.plugin.readings import NO_TIME, NOT_A_NUMBER, ReadingBuilder, instant_us
from baken.vocabulary.quantity import DEFINITIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from baken.plugin.live import Delivery, Inbox, Poll, Reading

NO_ZONE: Final = "a record without a zone"
OTHER_ZONE: Final = "a zone that the settings do not name"
TOO_FEW: Final = "fewer than the smallest cell that the supplier states"
TWICE: Final = "the same time twice for one zone"

_LONGEST_NAME: Final = 120
_NUMBER: Final = re.compile(r"[0-9]{1,12}(\.[0-9]{1,12})?")
_WALL: Final = "%Y-%m-%dT%H:%M:%S.%f"


class SuppliedCounts:
    """Understands the records of one supplier, by the mapping that a city declared."""

    def __init__(self, connector: str, mapping: SupplierMapping) -> None:
        self._connector = connector
        self._mapping = mapping

    @property
    def endpoints(self) -> tuple[Poll | Inbox, ...]:
        """Return where the counts arrive."""
        return (self._mapping.endpoint,)

    def field_of(self, provider_id: str) -> Field | None:
        """Return the series of a zone, which is called as the supplier calls it."""
        zones = self._mapping.zones
        if provider_id != _zone(provider_id) or (zones and provider_id not in zones):
            return None
        quantity = self._mapping.quantity
        return Field(
            provider_id=provider_id,
            name=provider_id,
            quantity=quantity,
            unit=DEFINITIONS[quantity].ucum,
            interval_s=self._mapping.interval_s,
        )

    def read(self, delivery: Delivery) -> Iterator[Reading]:
        """Yield what was delivered, as one reading; nothing of a delivery that tells of single devices or persons.

        Raises
        ------
        ConnectorError
            When it is not the table that was declared, or holds what looks like the identifier of a device or person.
        """
        builder = ReadingBuilder()
        seen: set[tuple[str, int]] = set()
        try:
            for record in self._records(delivery):
                self._refuse_identifiers(record)
                if record.problem:
                    builder.skip(record.problem, record.where)
                else:
                    self._take(record, delivery.received_at_us, seen, builder)
        except client.RecordsError as error:
            raise ConnectorError(
                f"What arrived at {COUNTS} cannot be understood: {error}.",
                remedy=f"Compare it with connectors/{self._connector}.toml.",
            ) from error
        yield builder.reading()

    def _records(self, delivery: Delivery) -> Iterator[client.Record]:
        mapping, raw = self._mapping, delivery.read_bytes()
        if mapping.form is Form.CSV:
            return client.csv_records(raw, mapping.csv, mapping.names)
        return client.json_records(raw, mapping.records, mapping.names)

    def _refuse_identifiers(self, record: client.Record) -> None:
        found = identifier_in(record.everything, self._mapping.zones)
        if found is not None:
            raise ConnectorError(
                f"The whole delivery is refused: in {record.where}, {found}.",
                remedy="The supplier has to count before it delivers, and must not send identifiers.",
            )

    def _take(
        self, record: client.Record, received_us: int, seen: set[tuple[str, int]], builder: ReadingBuilder
    ) -> None:
        mapping = self._mapping
        zone = _zone(record.values.get(mapping.zone))
        field = self.field_of(zone)
        if field is None:
            builder.skip(OTHER_ZONE if zone else NO_ZONE, record.where)
            return
        where = f"{record.where}: {zone}"
        start = take_time(self._start(record.values.get(mapping.time), received_us), where, builder, received_us)
        if start is None:
            return
        value = self._value(record.values.get(mapping.value, client.NOTHING))
        if isinstance(value, str):
            builder.skip(value, where)
        elif (zone, start) in seen:
            builder.skip(TWICE, where)
        else:
            seen.add((zone, start))
            published = self._moment(record.values.get(mapping.published), received_us) if mapping.published else 0
            builder.add(field, start, value, where, available_us=published if isinstance(published, int) else 0)

    def _start(self, text: object, received_us: int) -> int | str:
        found = self._moment(text, received_us)
        if isinstance(found, int) and self._mapping.times.stamp is Stamp.END:
            return found - round(self._mapping.interval_s * 1e6)
        return found

    def _moment(self, text: object, received_us: int) -> int | str:
        """Return a moment in µs, or why there is none."""
        rule = self._mapping.times
        if not isinstance(text, str):
            return NO_TIME
        exact = instant_us(text) if rule.form == "iso" else None
        if exact is not None:
            return exact
        try:
            found = datetime.fromisoformat(text) if rule.form == "iso" else datetime.strptime(text.strip(), rule.form)  # noqa: DTZ007
            if found.tzinfo is not None:
                return instant_us(found.isoformat()) or NO_TIME
            wall = found.strftime(_WALL)
        except (ValueError, OverflowError):
            return NO_TIME
        return local_instant_us(wall, _WALL, rule.zone, received_us)

    def _value(self, given: object) -> float | str:
        """Return a count, NaN where there is none or too few to tell, or why it cannot be taken."""
        mapping = self._mapping
        if given is None or given is client.NOTHING:
            return math.nan
        if isinstance(given, str):
            text = given.strip()
            if text in mapping.suppressed or text in mapping.missing:
                return math.nan
            plain = text.replace(",", ".") if mapping.decimal == "," else text
            if not _NUMBER.fullmatch(plain) or (mapping.decimal == "," and "." in text):
                return NOT_A_NUMBER
            number = float(plain)
        elif isinstance(given, bool) or not isinstance(given, (int, float)) or not abs(given) < 1e15:
            return NOT_A_NUMBER
        else:
            number = float(given)
        if number < 0:
            return NOT_A_NUMBER
        return TOO_FEW if 0 < number < mapping.smallest_cell else number


def _zone(value: object) -> str:
    """Return the name of a zone; a number is one too."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value) if abs(value) < 10**18 else ""
    if not isinstance(value, str) or len(value) > _LONGEST_NAME or not value.isprintable():
        return ""
    return value.strip()
