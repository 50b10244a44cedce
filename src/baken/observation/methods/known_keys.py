# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is already held of each datastream, in memory: the index that stands in front of the table.

A primary key inside DuckDB costs eight times in size and speed. Nearly every observation is newer than the newest of
its datastream, and that can be told from one number per datastream; only the others are looked up in the table.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.observation.columns import NO_FEATURE, ObservationColumns
from baken.observation.protocol import Extent, StoreError
from baken.vocabulary.time import NO_TIME_US

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

MAX_DATASTREAM_ID: Final = 10_000_000
_NEVER_US: Final = NO_TIME_US


class KnownKeys:
    """Count, extent and newest row of each datastream, in arrays indexed by datastream id.

    Invariants
    ----------
    For every datastream in the table: ``first_us <= phenomenon time <= last_us`` and the newest row is the one in the
    table. Changed only after a commit succeeded. The caller holds the store's write lock.
    """

    def __init__(self) -> None:
        self._size = 0
        self.count = np.zeros(0, np.int64)
        self.first_us = np.zeros(0, np.int64)
        self._last = _empty(0)
        self._parameters: dict[int, str] = {}

    @property
    def last_us(self) -> NDArray[np.int64]:
        """Newest phenomenon time by datastream id; the lowest int64 where there is none."""
        return self._last.phenomenon_time_us

    def reserve(self, highest_id: int) -> None:
        """Make room for ids up to this one.

        Raises
        ------
        StoreError
            When the id is beyond what one node is made for.
        """
        if highest_id < self._size:
            return
        if highest_id > MAX_DATASTREAM_ID:
            raise StoreError(f"Datastream id {highest_id} is above {MAX_DATASTREAM_ID}.")
        size = max(1024, 2 * self._size, highest_id + 1)
        grow = size - self._size
        self.count = np.concatenate([self.count, np.zeros(grow, np.int64)])
        self.first_us = np.concatenate([self.first_us, np.full(grow, 2**63 - 1, np.int64)])
        self._last = _joined(self._last, _empty(grow))
        self._size = size

    def extent(self, datastream_id: int) -> Extent | None:
        """Return what is held of one datastream, or None."""
        if not 0 <= datastream_id < self._size or not self.count[datastream_id]:
            return None
        return Extent(
            int(self.count[datastream_id]),
            int(self.first_us[datastream_id]),
            int(self.last_us[datastream_id]),
        )

    def whole(self) -> Extent | None:
        """Return what is held of all datastreams together, or None."""
        count = int(self.count.sum())
        return Extent(count, int(self.first_us.min()), int(self.last_us.max())) if count else None

    def held(self, among: tuple[int, ...] | None = None) -> NDArray[np.intp]:
        """Return the ids of the datastreams that have observations, ascending; all of them, or those among some."""
        held = np.flatnonzero(self.count)
        return held if among is None else np.intersect1d(held, np.array(among, np.intp))

    def add(self, rows: ObservationColumns) -> None:
        """Take in committed rows that had not been there before."""
        ids, times = rows.datastream_id, rows.phenomenon_time_us
        self.reserve(int(ids.max()))
        self.count += np.bincount(ids, minlength=self._size)
        np.minimum.at(self.first_us, ids, times)
        np.maximum.at(self.last_us, ids, times)
        self._remember_newest(rows)

    def correct(self, rows: ObservationColumns) -> None:
        """Take in committed corrections, in the order in which they were made."""
        self._remember_newest(rows)

    def forget(self, datastream_id: int) -> None:
        """Drop what is known of one datastream; :meth:`restore` tells what is left."""
        if datastream_id < self._size:
            self.count[datastream_id] = 0
            self.first_us[datastream_id] = 2**63 - 1
            self.last_us[datastream_id] = _NEVER_US
            self._parameters.pop(datastream_id, None)

    def lose(self, datastream_ids: NDArray[np.int32], rows: NDArray[np.int64]) -> None:
        """Note that so many rows of each of these datastreams were deleted; forget those that have none left."""
        self.count[datastream_ids] -= rows
        for i in datastream_ids[self.count[datastream_ids] == 0].tolist():
            self.forget(i)

    def begin(self, datastream_ids: NDArray[np.int32], first_us: NDArray[np.int64]) -> None:
        """Note where each of these datastreams begins now."""
        self.first_us[datastream_ids] = first_us

    def restore(self, extents: pa.Table, newest: ObservationColumns) -> None:
        """Set count and extent as read from the table, and the newest rows.

        Parameters
        ----------
        extents
            Columns ``datastream_id, count, first_us, last_us``.
        newest
            The newest valid row of each of these datastreams.
        """
        ids = extents["datastream_id"].to_numpy()
        if not len(ids):
            return
        self.reserve(int(ids.max()))
        self.count[ids] = extents["count"].to_numpy()
        self.first_us[ids] = extents["first_us"].to_numpy()
        self.last_us[ids] = extents["last_us"].to_numpy()
        self._remember_newest(newest)

    def newest(self, ids: NDArray[np.intp]) -> ObservationColumns:
        """Return the newest row of each of these datastreams."""
        rows = self._last.take(ids)
        if not self._parameters:
            return rows
        return replace(rows, parameters=tuple(self._parameters.get(i) for i in ids.tolist()))

    def _remember_newest(self, rows: ObservationColumns) -> None:
        # With repeated indices NumPy keeps the last assignment, which is the last row of the datastream.
        at_end = rows.phenomenon_time_us >= self.last_us[rows.datastream_id]
        chosen = rows if at_end.all() else rows.take(at_end)
        ids = chosen.datastream_id
        for name in _COLUMNS:
            getattr(self._last, name)[ids] = getattr(chosen, name)
        if chosen.parameters is not None or self._parameters:
            for i, text in zip(ids.tolist(), chosen.parameters or (None,) * len(ids), strict=True):
                self._parameters.pop(i, None)
                if text is not None:
                    self._parameters[i] = text


_COLUMNS: Final = (
    "datastream_id",
    "phenomenon_time_us",
    "result",
    "phenomenon_time_end_us",
    "result_time_us",
    "available_at_us",
    "quality",
    "feature_of_interest_id",
)


def _empty(n: int) -> ObservationColumns:
    return ObservationColumns.of(
        -1,
        np.full(n, _NEVER_US, np.int64),
        np.full(n, np.nan),
        available_at_us=_NEVER_US,
        feature_of_interest_id=NO_FEATURE,
    )


def _joined(a: ObservationColumns, b: ObservationColumns) -> ObservationColumns:
    return ObservationColumns(
        parameters=None, **{name: np.concatenate([getattr(a, name), getattr(b, name)]) for name in _COLUMNS}
    )
