# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The store that keeps observations in memory, for tests and for what may be lost."""

from __future__ import annotations

import threading
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa

from baken.observation.columns import NO_FEATURE, SCHEMA, ObservationColumns
from baken.observation.deletion import Deletion, DeletionQuery, DeletionTime
from baken.observation.protocol import (
    AGGREGATE_SCHEMA,
    VERSION_SCHEMA,
    AggregateQuery,
    Extent,
    ObservationQuery,
    Outcome,
    Receipt,
    StoreError,
)
from baken.vocabulary.quality import USABLE_UP_TO
from baken.vocabulary.time import NO_TIME_US, to_us

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from numpy.typing import NDArray


class _Row(NamedTuple):
    datastream_id: int
    time_us: int
    end_us: int
    result: float
    result_time_us: int
    available_at_us: int
    quality: int
    feature_id: int
    parameters: str | None


class MemoryStore:
    """Every value of a phenomenon time in a list, the valid one last. Simple rather than quick.

    Examples
    --------
    >>> store = MemoryStore()
    >>> receipt = store.append(ObservationColumns.of(1, [0, 0], [3.0, 4.0], available_at_us=5))
    >>> [Outcome(o).name for o in receipt.outcome]
    ['STORED', 'CORRECTED']
    >>> store.last()["result"].to_pylist()
    [4.0]
    """

    def __init__(self) -> None:
        self._values: dict[int, dict[int, list[_Row]]] = defaultdict(dict)
        self._deletions: dict[int, list[tuple[int, int, int]]] = {}
        self._lock = threading.RLock()
        self._closed = False

    def append(self, rows: ObservationColumns) -> Receipt:
        """Keep the rows."""
        with self._open():
            return Receipt(np.array([self._append_one(row) for row in _rows_of(rows)], np.uint8))

    def _append_one(self, row: _Row) -> Outcome:
        versions = self._values[row.datastream_id].setdefault(row.time_us, [])
        if not versions:
            versions.append(row)
            return Outcome.STORED
        if _same(versions[-1].result, row.result):
            return Outcome.REPEATED
        if row.result_time_us == NO_TIME_US:
            row = row._replace(result_time_us=row.available_at_us)
        versions.append(row)
        return Outcome.CORRECTED

    def last(self, datastream_ids: tuple[int, ...] | None = None, *, known_at: datetime | None = None) -> pa.Table:
        """Return the newest valid row of each datastream."""
        newest: dict[int, _Row] = {}
        for row in self._valid(ObservationQuery(datastream_ids=datastream_ids, known_at=known_at)):
            if row.datastream_id not in newest or row.time_us > newest[row.datastream_id].time_us:
                newest[row.datastream_id] = row
        return _table(newest[i] for i in sorted(newest))

    def read(self, query: ObservationQuery) -> pa.Table:
        """Return the valid rows."""
        sign = -1 if query.newest_first else 1
        rows = sorted(self._valid(query), key=lambda r: (sign * r.time_us, r.datastream_id))
        stop = None if query.limit is None else query.offset + query.limit
        return _table(rows[query.offset : stop])

    def history(self, datastream_id: int, phenomenon_time: datetime) -> pa.Table:
        """Return every value ever stored for one phenomenon time."""
        with self._open():
            return _table(self._values.get(datastream_id, {}).get(to_us(phenomenon_time), ()))

    def versions(self, query: ObservationQuery, *, corrected_only: bool = False) -> pa.Table:
        """Return every value of the range, each with its place among those of its phenomenon time."""
        start = NO_TIME_US if query.start is None else to_us(query.start)
        end = 2**63 if query.end is None else to_us(query.end)
        known_us = 2**63 if query.known_at is None else to_us(query.known_at)
        with self._open():
            ids = sorted(self._values if query.datastream_ids is None else set(query.datastream_ids))
            found = [
                (row, revision)
                for i in ids
                for us, held in sorted(self._values.get(i, {}).items())
                if start <= us < end and not (corrected_only and len(held) == 1)
                for revision, row in enumerate(held)
                if row.available_at_us <= known_us
            ]
        revisions = pa.array([revision for _, revision in found], pa.int32())
        return _table(row for row, _ in found).append_column(VERSION_SCHEMA.field("revision"), revisions)

    def aggregate(self, query: AggregateQuery) -> pa.Table:
        """Return statistics per group and bucket."""
        width_us = int(query.bucket.total_seconds() * 1e6)
        groups: dict[tuple[str, int], list[float]] = defaultdict(list)
        wanted = ObservationQuery(
            datastream_ids=tuple(query.groups), start=query.start, end=query.end, known_at=query.known_at
        )
        for row in self._valid(wanted):
            if row.quality <= USABLE_UP_TO and not np.isnan(row.result):
                bucket_us = row.time_us // width_us * width_us
                groups[query.groups[row.datastream_id], bucket_us].append(row.result)
        records = [
            (name, us, len(v), sum(v) / len(v), min(v), max(v), sum(v)) for (name, us), v in sorted(groups.items())
        ]
        columns = list(zip(*records, strict=True)) or [()] * len(AGGREGATE_SCHEMA)
        return pa.Table.from_arrays(
            [pa.array(c, f.type) for c, f in zip(columns, AGGREGATE_SCHEMA, strict=True)],
            schema=AGGREGATE_SCHEMA,
        )

    def count(self, query: ObservationQuery) -> int:
        """Return the number of valid rows."""
        return sum(1 for _ in self._valid(query))

    def extent(self, datastream_id: int) -> Extent | None:
        """Return what is held of one datastream."""
        with self._open():
            times = self._values.get(datastream_id)
            return Extent(len(times), min(times), max(times)) if times else None

    def delete(self, datastream_id: int, phenomenon_times_us: NDArray[np.int64] | None = None) -> int:
        """Forget rows."""
        with self._open():
            times = self._values.get(datastream_id, {})
            doomed = list(times) if phenomenon_times_us is None else phenomenon_times_us.tolist()
            return sum(len(times.pop(us, ())) for us in doomed)

    def delete_before(self, query: DeletionQuery) -> bool:
        """Forget one batch of what is old."""
        with self._open():
            due = sorted(
                (us, i)
                for i in query.datastream_ids
                for us, held in self._values.get(i, {}).items()
                if (us if query.by is DeletionTime.PHENOMENON_TIME else held[0].available_at_us) < query.before_us
            )
            counted = self._deletions.setdefault(query.run, [])
            for us, i in due[: query.most_rows]:
                counted.append((i, us, len(self._values[i].pop(us))))
            return len(due) > query.most_rows

    def deletions(self) -> dict[int, Deletion]:
        """Return what runs have forgotten."""
        return {
            run: Deletion(
                rows=len(gone),
                corrections=sum(n - 1 for _, _, n in gone),
                datastreams=tuple(sorted({i for i, _, _ in gone})),
                first_us=min(us for _, us, _ in gone),
                last_us=max(us for _, us, _ in gone),
            )
            for run, gone in self._deletions.items()
            if gone
        }

    def settle_deletion(self, run: int) -> None:
        """Drop the count of a run."""
        self._deletions.pop(run, None)

    def close(self) -> None:
        """Refuse further calls."""
        self._closed = True

    def _open(self) -> threading.RLock:
        if self._closed:
            raise StoreError("The store is closed.")
        return self._lock

    def _valid(self, query: ObservationQuery) -> Iterator[_Row]:
        start = NO_TIME_US if query.start is None else to_us(query.start)
        end = 2**63 if query.end is None else to_us(query.end)
        known_us = 2**63 if query.known_at is None else to_us(query.known_at)
        with self._open():
            ids = self._values if query.datastream_ids is None else dict.fromkeys(query.datastream_ids)
            candidates = [
                versions for i in ids for us, versions in self._values.get(i, {}).items() if start <= us < end
            ]
            known = ([row for row in versions if row.available_at_us <= known_us] for versions in candidates)
            return iter([versions[-1] for versions in known if versions])


def _same(a: float, b: float) -> bool:
    return a == b or (np.isnan(a) and np.isnan(b))


def _rows_of(rows: ObservationColumns) -> Iterable[_Row]:
    return map(
        _Row,
        rows.datastream_id.tolist(),
        rows.phenomenon_time_us.tolist(),
        rows.phenomenon_time_end_us.tolist(),
        rows.result.tolist(),
        rows.result_time_us.tolist(),
        rows.available_at_us.tolist(),
        rows.quality.tolist(),
        rows.feature_of_interest_id.tolist(),
        rows.parameters or (None,) * len(rows),
    )


def _table(rows: Iterable[_Row]) -> pa.Table:
    columns = list(zip(*rows, strict=True))
    if not columns:
        return SCHEMA.empty_table()
    return ObservationColumns.of(
        columns[0],
        columns[1],
        columns[3],
        phenomenon_time_end_us=columns[2],
        result_time_us=columns[4],
        available_at_us=columns[5],
        quality=columns[6],
        feature_of_interest_id=[NO_FEATURE if f is None else f for f in columns[7]],
        parameters=tuple(columns[8]),
    ).to_arrow()
