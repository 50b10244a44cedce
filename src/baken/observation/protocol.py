# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The one thing to implement for another store of observations."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np
import pyarrow as pa

from baken.errors import BakenError
from baken.observation.columns import SCHEMA

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from numpy.typing import NDArray

    from baken.observation.columns import ObservationColumns, UInt8
    from baken.observation.deletion import Deletion, DeletionQuery


VERSION_SCHEMA: Final = SCHEMA.append(pa.field("revision", pa.int32(), nullable=False))
"""What :meth:`ObservationStore.versions` returns: 0 is the first value, 1 its first correction."""

AGGREGATE_SCHEMA: Final = pa.schema(
    [
        pa.field("group_name", pa.string()),
        pa.field("bucket_start", pa.timestamp("us", tz="UTC")),
        pa.field("count", pa.int64()),
        pa.field("mean", pa.float64()),
        pa.field("minimum", pa.float64()),
        pa.field("maximum", pa.float64()),
        pa.field("sum", pa.float64()),
    ]
)
"""What :meth:`ObservationStore.aggregate` returns."""


class StoreError(BakenError):
    """The store cannot be opened, read or written."""


class Outcome(IntEnum):
    """What the store did with one offered row."""

    STORED = 0
    """The first value for this datastream and phenomenon time."""
    REPEATED = 1
    """The same value was there already: accepted, not stored twice."""
    CORRECTED = 2
    """Another value was there: stored as a correction; the earlier one stays readable."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof that rows are committed and synced.

    Attributes
    ----------
    outcome
        uint8, values of :class:`Outcome`, one per offered row, in the offered order.
    """

    outcome: UInt8

    def count(self, outcome: Outcome) -> int:
        """Return how many rows had this outcome."""
        return int(np.count_nonzero(self.outcome == outcome))


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservationQuery:
    """Which observations to read.

    Attributes
    ----------
    datastream_ids
        Only these; None for all.
    start, end
        Phenomenon time in [start, end); None for no bound.
    known_at
        As it was known at that moment: rows with a later ``available_at`` do not exist, and a correction that came
        later has not happened. None for the present.
    newest_first
        Order by phenomenon time, descending; otherwise ascending. Ties by datastream id.
    limit, offset
        At most this many rows, after leaving out the first ``offset``.
    """

    datastream_ids: tuple[int, ...] | None = None
    start: datetime | None = None
    end: datetime | None = None
    known_at: datetime | None = None
    newest_first: bool = False
    limit: int | None = None
    offset: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AggregateQuery:
    """Which aggregates to read: one row per group and time bucket that has a usable value.

    Attributes
    ----------
    groups
        Group name of each datastream, for example its area; datastreams that are not named are left out.
    start, end
        Phenomenon time in [start, end).
    bucket
        Length of a bucket; buckets are aligned to 1970-01-01T00:00:00Z.
    known_at
        As in :class:`ObservationQuery`.
    for_estimates
        Let values that are withheld take part as half of the number below which they are withheld. For estimates only,
        which are withheld in their turn; a store that withholds nothing has no such values.
    """

    groups: dict[int, str]
    start: datetime
    end: datetime
    bucket: timedelta
    known_at: datetime | None = None
    for_estimates: bool = False


@dataclass(frozen=True, slots=True)
class Extent:
    """What the store holds of one datastream: how many values, first and last phenomenon time in µs."""

    count: int
    first_us: int
    last_us: int


class ObservationStore(Protocol):
    """Keeps observations durably; idempotent on (datastream, phenomenon time).

    Every method may be called from any thread. Laws that each implementation passes are in
    :mod:`baken.observation.conformance`.
    """

    def append(self, rows: ObservationColumns) -> Receipt:
        """Commit rows and return when they are synced; all of them or, with an error, none.

        Rows of one batch with the same datastream and phenomenon time are taken in the offered order.
        """
        ...

    def last(self, datastream_ids: tuple[int, ...] | None = None, *, known_at: datetime | None = None) -> pa.Table:
        """Return the newest row by phenomenon time of each datastream, ordered by datastream id."""
        ...

    def read(self, query: ObservationQuery) -> pa.Table:
        """Return the rows that are valid (corrections in place of what they correct), as ``SCHEMA``."""
        ...

    def history(self, datastream_id: int, phenomenon_time: datetime) -> pa.Table:
        """Return every value ever stored for one phenomenon time, oldest first, as ``SCHEMA``."""
        ...

    def versions(self, query: ObservationQuery, *, corrected_only: bool = False) -> pa.Table:
        """Return every value ever stored in the range of a query, as ``VERSION_SCHEMA``.

        Ordered by datastream, phenomenon time and revision; the query's order, limit and offset take no part. With
        ``corrected_only`` those of corrected phenomenon times only.
        """
        ...

    def aggregate(self, query: AggregateQuery) -> pa.Table:
        """Return columns of group, bucket and statistics, ordered by group and bucket.

        The columns are ``group_name, bucket_start, count, mean, minimum, maximum, sum``. Only values whose
        quality is usable and that are not missing take part.
        """
        ...

    def count(self, query: ObservationQuery) -> int:
        """Return how many rows :meth:`read` would give without limit and offset."""
        ...

    def extent(self, datastream_id: int) -> Extent | None:
        """Return what is held of one datastream, from memory; None when nothing is."""
        ...

    def delete(self, datastream_id: int, phenomenon_times_us: NDArray[np.int64] | None = None) -> int:
        """Delete rows of a datastream (all, or these times) with their corrections; return how many went."""
        ...

    def delete_before(self, query: DeletionQuery) -> bool:
        """Delete one batch of what is older than a moment, with corrections; return whether there is more.

        What went is counted in the same commit: see :meth:`deletions`.
        """
        ...

    def deletions(self) -> dict[int, Deletion]:
        """Return what each run of :meth:`delete_before` has deleted, of runs that were not settled."""
        ...

    def settle_deletion(self, run: int) -> None:
        """Forget the count of a run, after it was written down elsewhere."""
        ...

    def close(self) -> None:
        """Finish what is under way and release the files; further calls raise :class:`StoreError`."""
        ...
