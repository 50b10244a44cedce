# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The default store: an append-only columnar table in one DuckDB file.

Two tables. ``observation`` holds the first value of each (datastream, phenomenon time), ``correction`` every later
and different one with its revision. Both only grow, so that what was known at any moment can be read back; reads that
no correction touches are plain scans. DuckDB syncs its write-ahead log before a commit returns.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final

import duckdb
import numpy as np
import pyarrow as pa

from baken.observation.columns import SCHEMA, ObservationColumns, columns_of
from baken.observation.methods import duckdb_deletion as deleting
from baken.observation.methods import duckdb_sql as sql
from baken.observation.methods.corrections import Current, judge, shares_a_key, with_result_time
from baken.observation.methods.duckdb_faults import cannot_open
from baken.observation.methods.duckdb_literals import filled
from baken.observation.methods.duckdb_reads import DuckDBReads
from baken.observation.protocol import (
    Extent,
    Outcome,
    Receipt,
    StoreError,
)
from baken.vocabulary.time import from_us

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from baken.observation.deletion import Deletion, DeletionQuery

_NAIVE_SCHEMA: Final = pa.schema(
    [pa.field(f.name, pa.timestamp("us") if pa.types.is_timestamp(f.type) else f.type) for f in SCHEMA]
)


class DuckDBStore(DuckDBReads):
    """Observations in one DuckDB file, which belongs to one process at a time.

    Parameters
    ----------
    path
        The file; None keeps everything in memory, which is quick but not durable.
    memory_limit_mb
        What DuckDB may keep of the file in memory.
    threads
        How many threads a large read may use; small ones are done in the thread that asks.

    Raises
    ------
    StoreError
        When the file cannot be opened, for example because another process has it.

    Examples
    --------
    >>> store = DuckDBStore(None)
    >>> receipt = store.append(ObservationColumns.of(1, [0], [3.0], available_at_us=5))
    >>> store.last()["result"].to_pylist()
    [3.0]
    >>> store.close()
    """

    def __init__(self, path: Path | None, *, memory_limit_mb: int = 512, threads: int = 2) -> None:
        self._path = path
        self._write_lock = threading.Lock()
        try:
            super().__init__(duckdb.connect(":memory:" if path is None else str(path)), threads)
            self._prepare(threads)
            self._deleting = deleting.Deleting(self._writer)
        except (duckdb.Error, OSError) as error:
            raise cannot_open(path, error) from error
        self._writer.execute(f"SET threads = 1; SET memory_limit = '{int(memory_limit_mb)}MB'")

    def _prepare(self, threads: int) -> None:
        # Starting scans the whole file once; a small limit keeps the idle process small.
        self._writer.execute(f"SET threads = {int(threads)}; SET memory_limit = '96MB'; SET TimeZone = 'UTC'")
        self._writer.execute(sql.CREATE_TABLES)
        extents = self._writer.execute(sql.EXTENTS).to_arrow_table()
        self._known.restore(extents, columns_of(self._writer.execute(sql.NEWEST).to_arrow_table()))
        self._corrected = self._corrected_extents()
        if self._corrected:
            newest = self._writer.execute(sql.NEWEST_CORRECTIONS).to_arrow_table()
            self._known.correct(columns_of(newest))

    def append(self, rows: ObservationColumns) -> Receipt:
        """Commit rows; new ones and corrections in one transaction."""
        if not len(rows):
            return Receipt(np.zeros(0, np.uint8))
        with self._write_lock:
            self._require_open()
            if int(rows.datastream_id.min()) < 0:
                raise StoreError("A datastream id is negative.")
            with self._known_lock:
                self._known.reserve(int(rows.datastream_id.max()))
            if self._all_newer(rows):
                self._commit(rows, None, None)
                with self._known_lock:
                    self._known.add(rows)
                return Receipt(np.zeros(len(rows), np.uint8))
            return self._append_mixed(rows)

    def _all_newer(self, rows: ObservationColumns) -> bool:
        ids, times = rows.datastream_id, rows.phenomenon_time_us
        if not (times > self._known.last_us[ids]).all():
            return False
        if len(ids) == 1 or (np.diff(ids) > 0).all():
            return True
        if ids[0] == ids[-1] and (ids == ids[0]).all():
            return bool((np.diff(times) > 0).all()) or len(np.unique(times)) == len(times)
        return not shares_a_key(rows).any()

    def _append_mixed(self, rows: ObservationColumns) -> Receipt:
        outcome, revision = self._compare(rows)
        stored, corrected = outcome == Outcome.STORED, outcome == Outcome.CORRECTED
        new = rows.take(stored) if stored.any() else None
        corrections = with_result_time(rows.take(corrected)) if corrected.any() else None
        self._commit(new, corrections, revision[corrected])
        with self._known_lock:
            if new is not None:
                self._known.add(new)
            if corrections is not None:
                self._known.correct(corrections)
                self._note_corrected(corrections)
        return Receipt(outcome)

    def _compare(self, rows: ObservationColumns) -> tuple[NDArray[np.uint8], NDArray[np.int32]]:
        """Return outcome and revision of each row, against the table and the rows before it in the batch."""
        shared = shares_a_key(rows)
        ids, times = rows.datastream_id, rows.phenomenon_time_us
        within = (times <= self._known.last_us[ids]) & (times >= self._known.first_us[ids])
        doubtful = np.flatnonzero(within | shared)
        return judge(rows, shared, doubtful, self._current_values(rows.take(doubtful)))

    def _current_values(self, rows: ObservationColumns) -> Current:
        n = len(rows)
        current = Current.nothing(n)
        if not n:
            return current
        offered = pa.table({"row": np.arange(n), "i": rows.datastream_id, "us": rows.phenomenon_time_us})
        earliest, latest = (from_us(int(f(rows.phenomenon_time_us))).replace(tzinfo=None) for f in (np.min, np.max))
        values = filled(sql.CURRENT_VALUES, {"earliest": earliest, "latest": latest})
        self._writer.register("offered", offered)
        try:
            current.take_in(self._writer.execute(values).to_arrow_table())
            if self._corrected:
                current.take_in(self._writer.execute(sql.CURRENT_CORRECTIONS).to_arrow_table())
        finally:
            self._writer.unregister("offered")
        return current

    def _commit(
        self,
        new: ObservationColumns | None,
        corrections: ObservationColumns | None,
        revision: NDArray[np.int32] | None,
    ) -> None:
        # DuckDB finds the Arrow tables below by their local names.
        try:
            self._threads.for_writing()
            self._writer.execute("BEGIN")
            if new is not None:
                new_rows = new.to_arrow().cast(_NAIVE_SCHEMA)  # noqa: F841
                self._writer.execute("INSERT INTO observation SELECT * FROM new_rows")
            if corrections is not None:
                corrected_rows = corrections.to_arrow().cast(_NAIVE_SCHEMA)
                corrected_rows = corrected_rows.append_column("revision", pa.array(revision))
                self._writer.execute("INSERT INTO correction SELECT * FROM corrected_rows")
            self._writer.execute("COMMIT")
        except duckdb.Error as error:
            self._writer.rollback()
            raise StoreError(
                f"The observations could not be committed: {error}.",
                remedy="Nothing of them was kept; look at free disk space and offer them again.",
            ) from error

    def _note_corrected(self, rows: ObservationColumns) -> None:
        for i, us in zip(rows.datastream_id.tolist(), rows.phenomenon_time_us.tolist(), strict=True):
            old = self._corrected.get(i, Extent(0, us, us))
            self._corrected[i] = Extent(old.count + 1, min(old.first_us, us), max(old.last_us, us))

    def delete(self, datastream_id: int, phenomenon_times_us: NDArray[np.int64] | None = None) -> int:
        """Delete rows; freed blocks are used again, the file does not shrink."""
        with self._write_lock:
            self._require_open()
            gone = deleting.delete_rows(self._writer, datastream_id, phenomenon_times_us)
            with self._known_lock:
                self._relearn(datastream_id)
        return gone

    def delete_before(self, query: DeletionQuery) -> bool:
        """Delete one batch of what is old, and count it in the same commit."""
        with self._write_lock:
            self._require_open()
            self._threads.for_writing()
            is_everything = np.isin(self._known.held(), np.array(query.datastream_ids, np.intp)).all()
            batch = self._deleting.batch(query, is_everything=bool(is_everything), any_corrected=bool(self._corrected))
            with self._known_lock:
                self._forget_deleted(batch)
                if not batch.more:
                    self._begin_later(batch, self._deleting.touched(query.run))
        return batch.more

    def _forget_deleted(self, batch: deleting.Batch) -> None:
        without_newest = batch.ids[batch.last_us >= self._known.last_us[batch.ids]]
        self._known.lose(batch.ids, batch.rows)
        for i in without_newest.tolist():
            self._relearn(i)
        if batch.corrections:
            self._corrected = self._corrected_extents()

    def _begin_later(self, batch: deleting.Batch, ids: NDArray[np.int32]) -> None:
        held = ids[self._known.count[ids] > 0]
        if len(held):
            self._known.begin(*deleting.first_times(self._writer, batch, held))

    def _corrected_extents(self) -> dict[int, Extent]:
        found = self._writer.execute(sql.CORRECTED_EXTENTS).fetchall()
        return {i: Extent(n, first, last) for i, n, first, last in found}

    def deletions(self) -> dict[int, Deletion]:
        """Return what runs have deleted, as it was committed with what they deleted."""
        return deleting.deletions(self._cursor())

    def settle_deletion(self, run: int) -> None:
        """Drop the count of a run."""
        with self._write_lock:
            self._require_open()
            deleting.settle(self._writer, run)

    def _relearn(self, datastream_id: int) -> None:
        self._known.forget(datastream_id)
        self._corrected.pop(datastream_id, None)
        one = {"id": datastream_id}
        extents = self._writer.execute(filled(sql.EXTENT_OF_ONE, one)).to_arrow_table()
        newest = self._writer.execute(filled(sql.NEWEST_OF_ONE, one)).to_arrow_table()
        self._known.restore(extents, columns_of(newest))
        for i, n, first, last in self._writer.execute(filled(sql.CORRECTED_EXTENT_OF_ONE, one)).fetchall():
            self._corrected[i] = Extent(n, first, last)
            latest = self._writer.execute(filled(sql.NEWEST_CORRECTION_OF_ONE, one)).to_arrow_table()
            self._known.correct(columns_of(latest))

    def copy_to(self, path: Path) -> None:
        """Write everything, as it is at one moment, into a new file; reads and writes go on meanwhile.

        Raises
        ------
        StoreError
            When the file is there already, or cannot be written.
        """
        if path.exists():
            raise StoreError(f"{path} is there already.", remedy="Choose another name.")
        try:
            deleting.copy(self._cursor(), path)
        except (duckdb.Error, OSError) as error:
            raise StoreError(f"The observations cannot be copied to {path}: {error}.") from error

    def close(self) -> None:
        """Close the file; a last checkpoint empties the write-ahead log."""
        with self._write_lock:
            if not self._closed:
                self._closed = True
                self._threads.close()
                self._writer.close()
