# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Released store: reads as they may leave the node; writes go through unchanged."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pyarrow as pa
import pyarrow.compute as pc

from baken.observation.protocol import AGGREGATE_SCHEMA, AggregateQuery, Extent, ObservationQuery
from baken.observation.released_aggregates import aggregates, combined
from baken.observation.written_through import WrittenThrough
from baken.vocabulary.time import from_us, to_us

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from baken.governance.minimisation.release import Release
    from baken.observation.protocol import ObservationStore
    from baken.vocabulary.time import Clock

_ROWS_AT_ONCE: Final = 1_000_000
"""About how many rows of an aggregate are protected at a time."""


class ReleasedStore(WrittenThrough):
    """A store whose every answer is made from protected cells; why that is safe is told in
    :mod:`baken.governance.minimisation.release`.

    Parameters
    ----------
    store
        What is known at the clock's now.
    releases
        Gives the release that holds now.
    clock
        Tells which cells of several observations have settled.

    Invariants
    ----------
    With a release that asks for nothing, answers are those of the store. What a filter, a limit, a bucket or an extreme
    leaves over is chosen among protected values.
    """

    def __init__(self, store: ObservationStore, releases: Callable[[], Release], clock: Clock) -> None:
        super().__init__(store)
        self._releases = releases
        self._clock = clock

    @property
    def _release(self) -> Release:
        return self._releases()

    # -- reading ---------------------------------------------------------------------------------------------

    def read(self, query: ObservationQuery) -> pa.Table:
        """Return the rows, or cells, of a query."""
        if self._release.is_idle:
            return self._store.read(query)
        merging = set(self._release.merging(query.datastream_ids))
        if not merging:
            return self._protected(self._store.read(query), query.known_at)
        return _ordered(self._all(query, merging), query)

    def last(self, datastream_ids: tuple[int, ...] | None = None, *, known_at: datetime | None = None) -> pa.Table:
        """Return the newest row, or settled cell, of each datastream."""
        newest = self._store.last(datastream_ids, known_at=known_at)
        if self._release.is_idle:
            return newest
        merging = set(self._release.merging(newest["datastream_id"].to_pylist()))
        if not merging:
            return self._protected(newest, known_at)
        single = newest.filter(pc.invert(_is_of(newest, merging)))
        cells = [cell for i in sorted(merging) if (cell := self._last_cell(i, known_at)) is not None]
        return pa.concat_tables([self._protected(single, known_at), *cells]).sort_by("datastream_id")

    def history(self, datastream_id: int, phenomenon_time: datetime) -> pa.Table:
        """Return the versions of one value that were shown."""
        if not self._release.concerned((datastream_id,)):
            return self._store.history(datastream_id, phenomenon_time)
        moment = ObservationQuery(
            datastream_ids=(datastream_id,), start=phenomenon_time, end=from_us(to_us(phenomenon_time) + 1)
        )
        if self._release.merging((datastream_id,)):
            return self.read(moment)
        return self._release.history(self._store.versions(moment))

    def versions(self, query: ObservationQuery, *, corrected_only: bool = False) -> pa.Table:
        """Return the versions of datastreams that leave as they are; of others none."""
        table = self._store.versions(query, corrected_only=corrected_only)
        return table.filter(pc.invert(_is_of(table, self._release.concerned())))

    def aggregate(self, query: AggregateQuery) -> pa.Table:
        """Return statistics of protected values: sums of them, and the smallest and largest of them."""
        concerned = self._release.concerned(query.groups)
        if not concerned:
            return self._store.aggregate(query)
        free = {i: name for i, name in query.groups.items() if i not in set(concerned)}
        parts = [self._store.aggregate(replace(query, groups=free))] if free else []
        groups = {i: query.groups[i] for i in concerned}
        for start, end in self._slices(query, concerned):
            rows = self.read(ObservationQuery(datastream_ids=concerned, start=start, end=end, known_at=query.known_at))
            parts.append(aggregates(rows, groups, query, self._release))
        return combined(parts) if parts else AGGREGATE_SCHEMA.empty_table()

    def count(self, query: ObservationQuery) -> int:
        """Return how many rows, or cells, a query has. That there is a row does not tell of how many persons it is."""
        merging = set(self._release.merging(query.datastream_ids))
        if not merging:
            return self._store.count(query)
        return len(self._all(replace(query, limit=None, offset=0), merging))

    def extent(self, datastream_id: int) -> Extent | None:
        """Return what is held of one datastream, in rows or cells."""
        held = self._store.extent(datastream_id)
        if held is None or not self._release.merging((datastream_id,)):
            return held
        times = self.read(ObservationQuery(datastream_ids=(datastream_id,)))["phenomenon_time"].cast("int64")
        return Extent(len(times), times[0].as_py(), times[-1].as_py()) if len(times) else None

    # -- inside ----------------------------------------------------------------------------------------------

    def _protected(self, table: pa.Table, known_at: datetime | None) -> pa.Table:
        """Return rows of which each is a cell of its own, protected, with the versions that are shown."""
        concerned = self._release.concerned(set(table["datastream_id"].to_pylist())) if len(table) else ()
        if not concerned:
            return table
        times = pc.min_max(table["phenomenon_time"]).as_py()
        query = ObservationQuery(
            datastream_ids=concerned, start=times["min"], end=from_us(to_us(times["max"]) + 1), known_at=known_at
        )
        return self._release.rows(table, self._store.versions(query, corrected_only=True))

    def _all(self, query: ObservationQuery, merging: set[int]) -> pa.Table:
        """Return every row and cell of a query, in no order."""
        ids = query.datastream_ids
        others = None if ids is None else tuple(i for i in ids if i not in merging)
        parts = [self._cells(i, query) for i in sorted(merging)]
        if others != ():
            rest = self._store.read(replace(query, datastream_ids=others, limit=None, offset=0))
            parts.append(self._protected(rest.filter(pc.invert(_is_of(rest, merging))), query.known_at))
        return pa.concat_tables(parts)

    def _cells(self, datastream_id: int, query: ObservationQuery) -> pa.Table:
        """Return the settled cells of one datastream that begin in the range of a query."""
        cell_us = self._release.rule(datastream_id).cell_us
        now = to_us(self._clock.now())
        known_us = now if query.known_at is None else min(now, to_us(query.known_at))
        held = self._store.extent(datastream_id)
        first, last = (0, 0) if held is None else (held.first_us // cell_us * cell_us, held.last_us + 1)
        if query.start is not None:
            first = max(first, -(-to_us(query.start) // cell_us) * cell_us)
        if query.end is not None:
            last = min(last, to_us(query.end))
        stop = max(first, -(-last // cell_us) * cell_us)
        whole = ObservationQuery(datastream_ids=(datastream_id,), start=from_us(first), end=from_us(stop))
        return self._release.cells(self._store.versions(whole), known_us)

    def _last_cell(self, datastream_id: int, known_at: datetime | None) -> pa.Table | None:
        """Return the newest settled cell of a datastream, looking back from now for the newest row before it."""
        rule = self._release.rule(datastream_id)
        now = self._clock.now() if known_at is None else min(known_at, self._clock.now())
        before = (to_us(now) - rule.settling_us) // rule.cell_us * rule.cell_us
        one = ObservationQuery(
            datastream_ids=(datastream_id,), end=from_us(before), known_at=known_at, newest_first=True, limit=1
        )
        newest = self._store.read(one)
        if not len(newest):
            return None
        first = to_us(newest["phenomenon_time"][0].as_py()) // rule.cell_us * rule.cell_us
        cell = replace(one, start=from_us(first), end=from_us(first + 1), newest_first=False, limit=None)
        return self._cells(datastream_id, cell)

    def _slices(self, query: AggregateQuery, concerned: tuple[int, ...]) -> Iterator[tuple[datetime, datetime]]:
        """Return stretches of whole buckets that hold not too many rows each."""
        start, end = to_us(query.start), to_us(query.end)
        held = [extent for i in concerned if (extent := self._store.extent(i)) is not None]
        if not held:
            return
        longest_us = max(self._release.rule(i).cell_us for i in concerned)
        start = max(start, min(e.first_us for e in held) - longest_us)
        end = min(end, max(e.last_us for e in held) + 1)
        bucket_us = max(1, round(query.bucket.total_seconds() * 1e6))
        rate = sum(e.count / (e.last_us - e.first_us + bucket_us) for e in held)
        width = max(1, int(_ROWS_AT_ONCE / rate / bucket_us)) * bucket_us
        while start < end:
            stop = min(end, start // bucket_us * bucket_us + width)
            yield from_us(start), from_us(stop)
            start = stop


def _is_of(table: pa.Table, ids: set[int] | tuple[int, ...]) -> pa.ChunkedArray:
    return pc.is_in(table["datastream_id"], pa.array(sorted(ids), pa.int32()))


def _ordered(table: pa.Table, query: ObservationQuery) -> pa.Table:
    """Return the rows that a query asks for, in its order."""
    direction = "descending" if query.newest_first else "ascending"
    table = table.sort_by([("phenomenon_time", direction), ("datastream_id", "ascending")])
    return table.slice(query.offset, query.limit)
