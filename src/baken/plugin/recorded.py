# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Recorded deliveries in place of a provider: a live connector becomes one with a history.

With it a live connector's ``from_fixture`` is one line, and all laws of :mod:`baken.plugin.conformance` hold it to
account. A fixture is one file, a delivery to the first endpoint, or a folder of files ``<order>-<endpoint>.<ending>``
(or ``<endpoint>.<ending>``), deliveries in the order of their names. A file that ends in ``.messages`` holds one
message per line, a JSON object with ``topic`` and ``body``; one that ends in ``.toml`` is no delivery but the settings.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import msgspec
import numpy as np

from baken.plugin.live import Delivery
from baken.plugin.protocol import (
    Batch,
    ConnectorError,
    Field,
    HistoryQuery,
    PositionError,
    ProviderRows,
    SkipLog,
    require_known,
)
from baken.vocabulary.time import to_us

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from baken.plugin.live import LiveConnector, Reading

_ORDER: Final = re.compile(r"^\d+-")
_ARRIVED: Final = re.compile(r"@(\d{4}-\d{2}-\d{2}T\d{6}Z)$")
MESSAGES: Final = ".messages"
SETTINGS: Final = ".toml"


class _Message(msgspec.Struct):
    body: msgspec.Raw
    topic: str = ""


class RecordedConnector:
    """What a live connector makes of recorded deliveries, as history.

    Everything is read at the beginning: recordings are small. Of values for the same series and time the one that was
    delivered last stays.

    Attributes
    ----------
    live, deliveries
        What it is made of, for :mod:`baken.plugin.live_conformance`.
    """

    def __init__(self, connector: LiveConnector, deliveries: Sequence[Delivery]) -> None:
        self.live = connector
        self.deliveries = tuple(deliveries)
        self._log = SkipLog()
        self._fields: dict[str, Field] = {}
        readings = [reading for delivery in deliveries for reading in connector.read(delivery)]
        for reading in readings:
            self._log.merge(reading.skipped)
            self._fields.update({f.provider_id: f for f in reading.fields})
        self._rows = _joined(readings, tuple(self._fields))
        self._fingerprint = hashlib.sha256(b"".join(d.read_bytes() for d in deliveries)).hexdigest()[:16]

    @property
    def fields(self) -> tuple[Field, ...]:
        """Return the series that occur in the recording."""
        return tuple(self._fields.values())

    def size(self, query: HistoryQuery) -> int | None:
        """Return the number of values of the recording."""
        del query
        return len(self._rows)

    def history(self, query: HistoryQuery) -> Iterator[Batch]:
        """Yield the recorded values in order of phenomenon time."""
        asked = require_known(self.fields, query)
        rows = self._rows
        last = self._resume(query.after)
        wanted = np.isin(rows.series, [i for i, name in enumerate(rows.provider_ids) if name in asked])
        start = -(2**62) if query.start is None else to_us(query.start)
        end = 2**62 if query.end is None else to_us(query.end)
        wanted &= (rows.phenomenon_time_us >= start) & (rows.phenomenon_time_us < end)
        delay = np.array([round(asked[n].delay_s * 1e6) if n in asked else 0 for n in rows.provider_ids], np.int64)
        for first in range(last, max(len(rows), last + 1), query.batch_rows):
            until = min(first + query.batch_rows, len(rows))
            kept = np.arange(first, until)[wanted[first:until]]
            part = _taken(rows, kept, delay)
            skipped = self._log.skipped() if first == 0 else ()
            yield Batch(part, skipped, f"{self._fingerprint}-{until}", until)

    def _resume(self, after: str | None) -> int:
        if after is None:
            return 0
        fingerprint, _, row = after.partition("-")
        if fingerprint != self._fingerprint or not (row.isascii() and row.isdecimal() and len(row) < 12):
            raise PositionError("The recording is not the one that the import began with.", remedy="Begin again.")
        return int(row)


def recorded_deliveries(path: Path, first_endpoint: str) -> tuple[Delivery, ...]:
    """Return the deliveries that a fixture holds.

    Raises
    ------
    ConnectorError
        When it cannot be read.
    """
    try:
        files = [path] if path.is_file() else sorted(p for p in path.iterdir() if p.is_file() and p.suffix != SETTINGS)
        found: list[Delivery] = []
        for file in files:
            endpoint, arrived_us = _named(file)
            endpoint = first_endpoint if file is path else endpoint
            if file.suffix == MESSAGES:
                found.extend(_messages(file, endpoint))
            else:
                found.append(Delivery(endpoint, arrived_us, file.read_bytes()))
    except (OSError, ValueError, msgspec.DecodeError) as error:
        raise ConnectorError(f"The recording {path.name} cannot be read: {error}.") from error
    return tuple(found)


def _named(file: Path) -> tuple[str, int]:
    """Return the endpoint that a file's name tells, and when the delivery arrived; zero where it does not say."""
    name = _ORDER.sub("", file.name).split(".")[0]
    arrived = _ARRIVED.search(name)
    if arrived is None:
        return name, 0
    moment = datetime.strptime(arrived[1], "%Y-%m-%dT%H%M%SZ").replace(tzinfo=UTC)
    return name[: arrived.start()], to_us(moment)


def _messages(file: Path, endpoint: str) -> Iterator[Delivery]:
    for line in file.read_bytes().splitlines():
        if line.strip():
            message = msgspec.json.decode(line, type=_Message)
            yield Delivery(endpoint, 0, bytes(message.body), message.topic)


def _joined(readings: Sequence[Reading], names: tuple[str, ...]) -> ProviderRows:
    """Return the rows of all readings in order of time; of equal series and start only the last delivered."""
    place = {name: i for i, name in enumerate(names)}
    parts = [(r.rows, np.array([place[n] for n in r.rows.provider_ids], np.int32)) for r in readings if len(r.rows)]
    empty: NDArray[np.int64] = np.zeros(0, np.int64)
    if not parts:
        return ProviderRows(names, empty.astype(np.int32), empty, empty, empty, empty.astype(np.float64))
    series = np.concatenate([places[rows.series] for rows, places in parts])
    start = np.concatenate([rows.phenomenon_time_us for rows, _ in parts])
    end = np.concatenate([rows.phenomenon_time_end_us for rows, _ in parts])
    available = np.concatenate([rows.available_at_us for rows, _ in parts])
    result = np.concatenate([rows.result for rows, _ in parts])
    order = np.lexsort((np.arange(len(series)), series, start))
    same = (np.diff(start[order]) == 0) & (np.diff(series[order]) == 0)
    order = order[np.append(~same, True)]
    return ProviderRows(names, series[order], start[order], end[order], available[order], result[order])


def _taken(rows: ProviderRows, kept: NDArray[np.intp], delay_us: NDArray[np.int64]) -> ProviderRows:
    series, end = rows.series[kept], rows.phenomenon_time_end_us[kept]
    return ProviderRows(
        provider_ids=rows.provider_ids,
        series=series,
        phenomenon_time_us=rows.phenomenon_time_us[kept],
        phenomenon_time_end_us=end,
        available_at_us=np.maximum(rows.available_at_us[kept], end + delay_us[series]),
        result=rows.result[kept],
    )
