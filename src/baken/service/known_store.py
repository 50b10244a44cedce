# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A store as it was known at the clock's now: what a replay that went back shows to everybody who asks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pyarrow.compute as pc

from baken.observation.protocol import AggregateQuery, Extent, ObservationQuery
from baken.observation.written_through import WrittenThrough
from baken.vocabulary.time import to_us

if TYPE_CHECKING:
    from datetime import datetime

    import pyarrow as pa

    from baken.observation.protocol import ObservationStore
    from baken.vocabulary.time import Clock


class KnownStore(WrittenThrough):
    """Bounds every read of a store by what was known at the clock's now; writes go through unchanged.

    Invariants
    ----------
    No read returns a row whose ``available_at`` is later than the clock's now, nor a correction that came later.
    """

    def __init__(self, store: ObservationStore, clock: Clock) -> None:
        super().__init__(store)
        self._clock = clock

    def last(self, datastream_ids: tuple[int, ...] | None = None, *, known_at: datetime | None = None) -> pa.Table:
        """Return the newest rows that were known."""
        return self._store.last(datastream_ids, known_at=self._bound(known_at))

    def read(self, query: ObservationQuery) -> pa.Table:
        """Return the rows that were known."""
        return self._store.read(replace(query, known_at=self._bound(query.known_at)))

    def history(self, datastream_id: int, phenomenon_time: datetime) -> pa.Table:
        """Return the values of one phenomenon time that were known."""
        table = self._store.history(datastream_id, phenomenon_time)
        return table.filter(pc.less_equal(table["available_at"], self._clock.now()))

    def versions(self, query: ObservationQuery, *, corrected_only: bool = False) -> pa.Table:
        """Return the versions that were known."""
        return self._store.versions(replace(query, known_at=self._bound(query.known_at)), corrected_only=corrected_only)

    def aggregate(self, query: AggregateQuery) -> pa.Table:
        """Return aggregates of what was known."""
        return self._store.aggregate(replace(query, known_at=self._bound(query.known_at)))

    def count(self, query: ObservationQuery) -> int:
        """Return how many rows were known."""
        return self._store.count(replace(query, known_at=self._bound(query.known_at)))

    def extent(self, datastream_id: int) -> Extent | None:
        """Return what was known of one datastream."""
        held = self._store.extent(datastream_id)
        newest = self.last((datastream_id,))
        if held is None or not len(newest):
            return None
        count = self.count(ObservationQuery(datastream_ids=(datastream_id,)))
        return Extent(count, held.first_us, to_us(newest["phenomenon_time"][0].as_py()))

    def _bound(self, known_at: datetime | None) -> datetime:
        now = self._clock.now()
        return now if known_at is None else min(known_at, now)
