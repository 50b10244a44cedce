# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The default store: an append-only columnar table in one DuckDB file.

Two tables. ``observation`` holds the first value of each (datastream, phenomenon time), ``correction`` every later
and different one with its revision. Both only grow, so that what was known at any moment can be read back; reads that
no correction touches are plain scans. DuckDB syncs its write-ahead log before a commit returns.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Final

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from baken.observation.columns import SCHEMA, ObservationColumns, columns_of
from baken.observation.methods import duckdb_sql as sql
from baken.observation.methods.corrections import Current, judge, shares_a_key, with_result_time
from baken.observation.methods.duckdb_faults import cannot_open
from baken.observation.methods.duckdb_groups import GroupTable
from baken.observation.methods.duckdb_literals import filled
from baken.observation.methods.duckdb_threads import Threads
from baken.observation.methods.known_keys import KnownKeys
from baken.observation.methods.probing import Bounds, Window, first_window, wider_window
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
from baken.vocabulary.time import NO_TIME_US, from_us, to_us

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from numpy.typing import NDArray

_NAIVE_SCHEMA: Final = pa.schema(
    [pa.field(f.name, pa.timestamp("us") if pa.types.is_timestamp(f.type) else f.type) for f in SCHEMA]
)
_TIMES: Final = tuple(i for i, f in enumerate(SCHEMA) if pa.types.is_timestamp(f.type))


class DuckDBStore:
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
        # Readers of what is in memory wait for this one only, never for a commit.
        self._known_lock = threading.Lock()
        self._known = KnownKeys()
        self._corrected: dict[int, Extent] = {}
        self._local = threading.local()
        self._closed = False
        try:
            self._writer = duckdb.connect(":memory:" if path is None else str(path))
            self._prepare(threads)
            self._threads = Threads(self._writer.cursor(), threads)
        except (duckdb.Error, OSError) as error:
            raise cannot_open(path, error) from error
        self._writer.execute(f"SET memory_limit = '{int(memory_limit_mb)}MB'")

    def _prepare(self, threads: int) -> None:
        # Starting scans the whole file once; a small limit keeps the idle process small.
        self._writer.execute(f"SET threads = {int(threads)}; SET memory_limit = '96MB'; SET TimeZone = 'UTC'")
        self._writer.execute(sql.CREATE_TABLES)
        extents = self._writer.execute(sql.EXTENTS).to_arrow_table()
        self._known.restore(extents, columns_of(self._writer.execute(sql.NEWEST).to_arrow_table()))
        corrected = self._writer.execute(sql.CORRECTED_EXTENTS).fetchall()
        self._corrected = {i: Extent(n, first, last) for i, n, first, last in corrected}
        if corrected:
            newest = self._writer.execute(sql.NEWEST_CORRECTIONS).to_arrow_table()
            self._known.correct(columns_of(newest))

    # -- writing ---------------------------------------------------------------------------------------------

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
        times = (
            None
            if phenomenon_times_us is None
            else [from_us(int(us)).replace(tzinfo=None) for us in phenomenon_times_us]
        )
        where = sql.delete_condition(datastream_id, times)
        with self._write_lock:
            self._require_open()
            self._writer.execute("BEGIN")
            gone = 0
            for table in ("observation", "correction"):
                row = self._writer.execute(f"DELETE FROM {table} WHERE {where}").fetchone()
                gone += 0 if row is None else int(row[0])
            self._writer.execute("COMMIT")
            with self._known_lock:
                self._relearn(datastream_id)
        return gone

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

    def close(self) -> None:
        """Close the file; a last checkpoint empties the write-ahead log."""
        with self._write_lock:
            if not self._closed:
                self._closed = True
                self._threads.close()
                self._writer.close()

    # -- reading ---------------------------------------------------------------------------------------------

    def last(self, datastream_ids: tuple[int, ...] | None = None, *, known_at: datetime | None = None) -> pa.Table:
        """Return the newest rows: the present ones from memory, past ones from the table."""
        if known_at is not None:
            return self._last_known(datastream_ids, known_at)
        with self._known_lock:
            self._require_open()
            return self._known.newest(self._known.held(datastream_ids)).to_arrow()

    def _last_known(self, datastream_ids: tuple[int, ...] | None, known_at: datetime) -> pa.Table:
        statement = sql.last_known(corrections=self._touches_corrections(datastream_ids, None, None))
        ids = None if datastream_ids is None else list(datastream_ids)
        return self._fetch(
            statement, {"ids": ids, "known_at": sql.naive(known_at)}, rows=self._rows_between(None, None)
        )

    def read(self, query: ObservationQuery) -> pa.Table:
        """Return rows; a limited read looks only where the rows must be."""
        bounds = None if query.limit is None else self._bounds(query)
        window = first_window(query, bounds)
        while True:
            table = self._read_window(query, window)
            if window is None or query.limit is None or len(table) >= query.limit:
                return table
            window = wider_window(query, bounds, window)

    def _read_window(self, query: ObservationQuery, window: Window | None) -> pa.Table:
        start, end = query.start, query.end
        if window is not None:
            start, end = from_us(window.start), from_us(window.end)
        corrections = self._touches_corrections(query.datastream_ids, start, end)
        statement, parameters = sql.read(query, start, end, corrections=corrections)
        return self._fetch(statement, parameters, rows=self._rows_between(start, end))

    def _bounds(self, query: ObservationQuery) -> Bounds | None:
        """Return what is known of the rows that a query may read; None when there are none."""
        with self._known_lock:
            ids = self._known.held(query.datastream_ids)
            if not len(ids):
                return None
            held_first = int(self._known.first_us[ids].min())
            held_last = int(self._known.last_us[ids].max()) + 1
            count = int(self._known.count[ids].sum())
        first = held_first if query.start is None else max(held_first, to_us(query.start))
        last = held_last if query.end is None else min(held_last, to_us(query.end))
        if first >= last:
            return None
        share = (last - first) / (held_last - held_first)
        return Bounds(first, last, max(int(count * share), 1))

    def history(self, datastream_id: int, phenomenon_time: datetime) -> pa.Table:
        """Return the first value and its corrections."""
        return self._fetch(sql.HISTORY, {"id": datastream_id, "time": sql.naive(phenomenon_time)})

    def versions(self, query: ObservationQuery, *, corrected_only: bool = False) -> pa.Table:
        """Return first values and corrections; without looking where nothing was corrected."""
        if corrected_only and not self._touches_corrections(query.datastream_ids, query.start, query.end):
            return VERSION_SCHEMA.empty_table()
        statement, parameters = sql.versions(query, corrected_only=corrected_only)
        table = self._fetch(statement, parameters, None, rows=self._rows_between(query.start, query.end))
        return _zoned(table.drop_columns(["revision"])).append_column(
            VERSION_SCHEMA.field("revision"), table["revision"]
        )

    def aggregate(self, query: AggregateQuery) -> pa.Table:
        """Return statistics, computed by DuckDB."""
        corrections = self._touches_corrections(tuple(query.groups), query.start, query.end)
        statement, parameters = sql.aggregate(query, corrections=corrections)
        try:
            self._groups().hold(self._cursor(), query.groups)
        except duckdb.Error as error:
            raise StoreError(f"The groups could not be prepared: {error}.") from error
        table = self._fetch(statement, parameters, None, rows=self._rows_between(query.start, query.end))
        labels = pc.take(pa.array(self._groups().names, pa.string()), table["group_code"])
        starts = table["bucket_start"].cast(pa.timestamp("us", tz="UTC"))
        columns = [labels, starts, *(table[n] for n in AGGREGATE_SCHEMA.names[2:])]
        return pa.Table.from_arrays(columns, schema=AGGREGATE_SCHEMA)

    def count(self, query: ObservationQuery) -> int:
        """Return how many rows; from memory when nothing bounds them."""
        if query.start is None and query.end is None and query.known_at is None:
            with self._known_lock:
                return int(self._known.count[self._known.held(query.datastream_ids)].sum())
        statement, parameters = sql.count(query)
        table = self._fetch(statement, parameters, None, rows=self._rows_between(query.start, query.end))
        return int(table["n"][0].as_py())

    def extent(self, datastream_id: int) -> Extent | None:
        """Return what is held of one datastream."""
        with self._known_lock:
            return self._known.extent(datastream_id)

    def _touches_corrections(
        self, datastream_ids: tuple[int, ...] | None, start: datetime | None, end: datetime | None
    ) -> bool:
        if not self._corrected:
            return False
        start_us = NO_TIME_US if start is None else to_us(start)
        end_us = 2**63 if end is None else to_us(end)
        with self._known_lock:
            ids = tuple(self._corrected) if datastream_ids is None else datastream_ids
            extents = [self._corrected[i] for i in ids if i in self._corrected]
        return any(e.first_us < end_us and e.last_us >= start_us for e in extents)

    def _rows_between(self, start: datetime | None, end: datetime | None) -> int:
        """Return about how many rows of all datastreams there are between two moments."""
        with self._known_lock:
            held = self._known.whole()
        if held is None:
            return 0
        first = held.first_us if start is None else to_us(start)
        last = held.last_us if end is None else to_us(end)
        inside = min(last, held.last_us) - max(first, held.first_us)
        return max(0, int(held.count * (inside + 1) / (held.last_us - held.first_us + 1)))

    def _fetch(
        self,
        statement: str,
        parameters: dict[str, Any],
        schema: pa.Schema | None = SCHEMA,
        *,
        rows: int = 0,
    ) -> pa.Table:
        """Run a statement that looks at about so many ``rows``."""
        try:
            with self._threads.for_rows(rows):
                table = self._cursor().execute(filled(statement, parameters)).to_arrow_table()
        except duckdb.Error as error:
            raise StoreError(f"The observations could not be read: {error}.") from error
        return table if schema is None else _zoned(table)

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        self._require_open()
        cursor: duckdb.DuckDBPyConnection | None = getattr(self._local, "cursor", None)
        if cursor is None:
            cursor = self._writer.cursor()
            self._local.cursor = cursor
        return cursor

    def _groups(self) -> GroupTable:
        groups: GroupTable | None = getattr(self._local, "groups", None)
        if groups is None:
            groups = self._local.groups = GroupTable()
        return groups

    def _require_open(self) -> None:
        if self._closed:
            raise StoreError("The store is closed.")


def _zoned(table: pa.Table) -> pa.Table:
    """Return observations as DuckDB gives them with their times in UTC; nothing is copied."""
    columns = table.columns
    for i in _TIMES:
        columns[i] = pa.chunked_array([chunk.view(SCHEMA.types[i]) for chunk in columns[i].chunks], SCHEMA.types[i])
    return pa.Table.from_arrays(columns, schema=SCHEMA)
