# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""How the DuckDB store reads: with a cursor per thread, from memory where it can, looking only where rows must be."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Final

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from baken.observation.columns import SCHEMA
from baken.observation.methods import duckdb_sql as sql
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
    StoreError,
)
from baken.vocabulary.time import NO_TIME_US, from_us, to_us

if TYPE_CHECKING:
    from datetime import datetime

_TIMES: Final = tuple(i for i, f in enumerate(SCHEMA) if pa.types.is_timestamp(f.type))


class DuckDBReads:
    """The reading half of :class:`~baken.observation.methods.duckdb_store.DuckDBStore`.

    Parameters
    ----------
    connection
        Its cursors read; the writing half writes with it.
    threads
        How many threads a large read may use; small ones are done in the thread that asks.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, threads: int) -> None:
        self._writer = connection
        # Readers of what is in memory wait for this one only, never for a commit.
        self._known_lock = threading.Lock()
        self._known = KnownKeys()
        self._corrected: dict[int, Extent] = {}
        self._local = threading.local()
        self._closed = False
        self._threads = Threads(connection.cursor(), threads)

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
