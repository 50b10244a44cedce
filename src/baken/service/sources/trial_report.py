# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a trial shows: the first rows with names, units and times, and what was left out."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

import msgspec
import numpy as np

from baken.plugin.protocol import ConnectorError, SkipLog
from baken.service.sources.report import SkippedReport
from baken.vocabulary.quantity import DEFINITIONS
from baken.vocabulary.time import from_us

if TYPE_CHECKING:
    from collections.abc import Iterable

    from baken.plugin.live import Delivery, LiveConnector
    from baken.plugin.protocol import Field, ProviderRows, Skipped
    from baken.service.sources.glimpse import Glimpse

FIRST_ROWS: Final = 20
_ENOUGH: Final = 200_000
_LONGEST: Final = 300


class Row(msgspec.Struct, frozen=True, rename="camel", kw_only=True):
    """One value; the newest of its series.

    Attributes
    ----------
    result
        None when the provider says that it has no value.
    stream_id
        As which stream the city declares the series; empty when it does not.
    """

    provider_id: str
    name: str
    quantity: str
    unit: str
    unit_symbol: str
    result: float | None
    phenomenon_time: datetime
    phenomenon_time_end: datetime
    available_at: datetime
    stream_id: str


class TrialReport(msgspec.Struct, frozen=True, rename="camel", kw_only=True):
    """What came.

    Attributes
    ----------
    where
        Host, or the name of the file.
    first
        The newest value of each of the first series.
    refused
        Why a delivery was not understood, as far as it was not.
    activity
        Which processing activity of the city covers the connector; empty when none does.
    blocks
        For ``streams.toml``.
    """

    connector: str
    title: str
    provider: str
    licence: str
    endpoint: str
    where: str
    bytes: int
    deliveries: int
    zone: str
    series: int
    rows: int
    first: list[Row]
    skipped: list[SkippedReport]
    refused: list[str]
    activity: str
    is_in_a_city: bool
    blocks: list[str]


class Reader:
    """Keeps the newest value of each series of what it reads.

    Parameters
    ----------
    wanted
        Only series whose name at the provider has this in it.
    """

    def __init__(self, wanted: str = "") -> None:
        self._wanted = wanted.lower()
        self._log = SkipLog()
        self.fields: dict[str, Field] = {}
        self.rows: dict[str, tuple[int, int, int, float]] = {}
        self.refused: list[str] = []
        self.count = 0

    def read(self, connector: LiveConnector, delivery: Delivery) -> None:
        """Read a delivery, as far as it can be understood and there is not more than enough."""
        try:
            for reading in connector.read(delivery):
                self.note(reading.fields)
                self.take(reading.rows, reading.skipped)
                if self.count > _ENOUGH:
                    return
        except ConnectorError as error:
            self.refused.append(str(error)[:_LONGEST])

    def note(self, fields: Iterable[Field]) -> None:
        """Note which series there are."""
        for field in fields:
            if self._wanted in field.provider_id.lower():
                self.fields.setdefault(field.provider_id, field)

    def take(self, rows: ProviderRows, skipped: tuple[Skipped, ...]) -> None:
        """Keep the newest value of each series."""
        self._log.merge(skipped)
        self.count += len(rows)
        order = np.argsort(rows.phenomenon_time_us, kind="stable")
        newest = {int(rows.series[i]): int(i) for i in order}
        for series, i in newest.items():
            name = rows.provider_ids[series]
            start = int(rows.phenomenon_time_us[i])
            if name in self.fields and start >= self.rows.get(name, (start, 0, 0, 0.0))[0]:
                end, available = int(rows.phenomenon_time_end_us[i]), int(rows.available_at_us[i])
                self.rows[name] = (start, end, available, float(rows.result[i]))

    def skipped(self) -> list[SkippedReport]:
        """Return what was left out."""
        return [
            SkippedReport(reason=e.reason, count=e.count, examples=[x[:_LONGEST] for x in e.examples])
            for e in self._log.skipped()
        ]


def rows_of(reader: Reader, city: Glimpse) -> list[Row]:
    """Return the newest value of the first series; those that the city declares come first."""
    names = sorted(reader.rows, key=lambda name: (name not in city.declared, reader.fields[name].name))[:FIRST_ROWS]
    return [_row(reader.fields[name], *reader.rows[name], city.declared.get(name, "")) for name in names]


def _row(field: Field, start: int, end: int, available: int, result: float, stream_id: str) -> Row:
    return Row(
        provider_id=field.provider_id,
        name=field.name,
        quantity=field.quantity.value,
        unit=field.unit,
        unit_symbol=DEFINITIONS[field.quantity].unit_symbol,
        result=None if result != result else result,
        phenomenon_time=from_us(start),
        phenomenon_time_end=from_us(end),
        available_at=from_us(available),
        stream_id=stream_id,
    )
