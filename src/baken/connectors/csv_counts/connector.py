# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""From the rows of a CSV file to observations, by the mapping that a city declared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from baken.connectors.csv_counts import client
from baken.connectors.csv_counts.mapping import Layout, Mapping, Order, read_mapping
from baken.connectors.csv_counts.rows import RowReader, Values, joined
from baken.plugin.protocol import (
    Batch,
    ConnectorError,
    Field,
    HistoryQuery,
    PositionError,
    ProviderRows,
    Settings,
    SkipLog,
    require_known,
)
from baken.vocabulary.time import to_us

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def connect(settings: Settings) -> CsvCounts:
    """Open the files that a city's mapping names.

    Raises
    ------
    SettingsError
        With every fault of the mapping and its line.
    """
    return CsvCounts(read_mapping(settings))


def from_fixture(path: Path) -> CsvCounts:
    """Open a folder with a mapping ``csv_counts.toml`` and its files."""
    return connect(Settings(folder=path, file="csv_counts.toml"))


class CsvCounts:
    """History in CSV files, read as a stream."""

    def __init__(self, mapping: Mapping) -> None:
        self._mapping = mapping

    @property
    def fields(self) -> tuple[Field, ...]:
        """Return the series that the mapping names."""
        return self._mapping.fields

    def size(self, query: HistoryQuery) -> int | None:
        """Return about how many values are gone through, from the number of lines."""
        try:
            lines = client.count_lines(self._mapping.paths)
        except OSError as error:
            raise _unreadable(error) from error
        return lines * self._values_per_row(query)

    def history(self, query: HistoryQuery) -> Iterator[Batch]:
        """Yield the values of the files in order of time."""
        require_known(self.fields, query)
        try:
            yield from self._sorted(query) if self._mapping.order is Order.ANY else self._streamed(query)
        except (OSError, client.FileError) as error:
            raise _unreadable(error) from error

    def _streamed(self, query: HistoryQuery) -> Iterator[Batch]:
        """Read from the beginning every time, so that what a row means does not depend on where one resumes."""
        behind = self._resume(query.after, client.HEAD_BYTES)
        head = client.fingerprint(self._mapping.paths)
        rows_per_batch = max(1, query.batch_rows // self._values_per_row(query))
        reader = RowReader(self._mapping, self._asked(query))
        # Blocks end where the resumed run ended, then after every batch.
        for values, log, row in reader.blocks(rows_per_batch, first_end=behind or None):
            if row > behind:
                yield self._batch(query, values, log, f"{head}-{row}", row * self._values_per_row(query))

    def _sorted(self, query: HistoryQuery) -> Iterator[Batch]:
        """Read everything, sort it, and hand it out in parts."""
        size = sum(path.stat().st_size for path in self._mapping.paths)
        behind = self._resume(query.after, size)
        head = client.fingerprint(self._mapping.paths, size)
        log = SkipLog()
        parts: list[Values] = []
        for values, skipped, _ in RowReader(self._mapping, self._asked(query)).blocks(50_000):
            parts.append(values)
            log.merge(skipped.skipped())
        values = joined(parts).sorted(log)
        total = len(values)
        for first in range(behind, total, query.batch_rows):
            last = min(first + query.batch_rows, total)
            part = values.part(first, last)
            yield self._batch(query, part, log if first == 0 else SkipLog(), f"{head}-{last}", last)
        if not total and not behind:
            yield self._batch(query, values, log, f"{head}-0", 0)

    def _batch(self, query: HistoryQuery, values: Values, log: SkipLog, position: str, done: int) -> Batch:
        start_us = None if query.start is None else to_us(query.start)
        end_us = None if query.end is None else to_us(query.end)
        values = values.between(start_us, end_us)
        interval = np.array([round(s.interval_s * 1e6) for s in query.series], np.int64)
        delay = np.array([round(s.delay_s * 1e6) for s in query.series], np.int64)
        end = values.start_us + interval[values.series]
        rows = ProviderRows(
            provider_ids=tuple(s.provider_id for s in query.series),
            series=values.series,
            phenomenon_time_us=values.start_us,
            phenomenon_time_end_us=end,
            available_at_us=end + delay[values.series],
            result=values.result,
        )
        return Batch(rows, log.skipped(), position, done)

    def _asked(self, query: HistoryQuery) -> dict[str, int]:
        """Return what names each asked series in the file, and its place in the query."""
        source = {f.provider_id: s for f, s in zip(self.fields, self._mapping.sources, strict=True)}
        return {source[series.provider_id]: i for i, series in enumerate(query.series)}

    def _values_per_row(self, query: HistoryQuery) -> int:
        return max(1, len(query.series)) if self._mapping.layout is Layout.WIDE else 1

    def _resume(self, after: str | None, longest: int) -> int:
        """Return how many rows lie behind, after making sure that the files still begin as they did."""
        if after is None:
            return 0
        head, _, row = after.partition("-")
        size = head.partition(".")[0]
        if row.isascii() and row.isdecimal() and size.isascii() and size.isdecimal() and int(size) <= longest:
            exact = self._mapping.order is Order.ANY
            if client.fingerprint(self._mapping.paths, longest if exact else int(size)) == head:
                return int(row)
        raise PositionError("The file is not the one that the import began with.", remedy="Begin again.")


def _unreadable(error: Exception) -> ConnectorError:
    return ConnectorError(
        f"The CSV file cannot be read: {error}.", remedy="Compare it with connectors/csv_counts.toml."
    )
