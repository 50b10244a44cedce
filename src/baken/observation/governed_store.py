# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Governed store: every read and write names the activity under which it is done, or is refused.

It is the only store that leaves the wiring of a node. What the permit does not cover does not exist for the caller:
it is left out of tables, counts and extents, so that no path, filter or expansion leads around it.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from baken.governance.lists import Action, Layer
from baken.governance.permit import PurposeError
from baken.observation.columns import SCHEMA
from baken.observation.protocol import AGGREGATE_SCHEMA

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from baken.governance.governing import Governance
    from baken.governance.permit import Permit
    from baken.observation.activity_index import ActivityIndex
    from baken.observation.columns import ObservationColumns
    from baken.observation.protocol import AggregateQuery, Extent, ObservationQuery, ObservationStore, Receipt


@dataclass(slots=True)
class Touched:
    """Which activities' data one request touched, what it did with which layer, and how many rows.

    It is what the log records of a request are made from.
    """

    rows: dict[tuple[str, Action, Layer | None], int] = field(default_factory=dict)

    def note(self, activity: str, action: Action, layer: Layer | None, rows: int = 0) -> None:
        """Note that data of an activity were touched."""
        key = (activity, action, layer)
        self.rows[key] = self.rows.get(key, 0) + rows


TOUCHED: Final[ContextVar[Touched | None]] = ContextVar("baken_touched", default=None)
"""Of the request under way; None when nobody keeps count."""


class GovernedStore:
    """A store behind purpose control.

    Parameters
    ----------
    released
        The same store as what leaves the node may be read from it (:class:`~.released_store.ReleasedStore`); without it
        nothing is minimised.

    Raises
    ------
    PurposeError
        By every method: without a permit, under one that has ended, or under one for another action.
    """

    def __init__(
        self,
        store: ObservationStore,
        index: ActivityIndex,
        governance: Governance,
        released: ObservationStore | None = None,
    ) -> None:
        self._store = store
        self._released = released or store
        self._index = index
        self._governance = governance

    # -- reading -------------------------------------------------------------------------------------------------

    def read(self, query: ObservationQuery, *, activity: Permit) -> pa.Table:
        """Return the rows that the permit covers; see :meth:`ObservationStore.read`."""
        ids = self._narrowed(query.datastream_ids, self._readable(activity))
        if ids == ():
            return SCHEMA.empty_table()
        asked = query if ids is query.datastream_ids else replace(query, datastream_ids=ids)
        table = self._source(activity).read(asked)
        self._note(activity, ids, len(table))
        return table

    def last(
        self, datastream_ids: tuple[int, ...] | None = None, *, known_at: datetime | None = None, activity: Permit
    ) -> pa.Table:
        """Return the newest row of each datastream that the permit covers."""
        ids = self._narrowed(datastream_ids, self._readable(activity))
        if ids == ():
            return SCHEMA.empty_table()
        table = self._source(activity).last(ids, known_at=known_at)
        self._note(activity, ids, len(table))
        return table

    def history(self, datastream_id: int, phenomenon_time: datetime, *, activity: Permit) -> pa.Table:
        """Return every value stored for one phenomenon time, when the permit covers the datastream."""
        if not self._narrowed((datastream_id,), self._readable(activity)):
            return SCHEMA.empty_table()
        table = self._source(activity).history(datastream_id, phenomenon_time)
        self._note(activity, (datastream_id,), len(table))
        return table

    def aggregate(self, query: AggregateQuery, *, activity: Permit) -> pa.Table:
        """Return aggregates over the datastreams that the permit covers."""
        asked = tuple(query.groups)
        ids = self._narrowed(asked, self._readable(activity))
        if not ids:
            return AGGREGATE_SCHEMA.empty_table()
        groups = query.groups if ids is asked else {i: query.groups[i] for i in ids}
        table = self._source(activity).aggregate(replace(query, groups=groups))
        self._note(activity, ids, len(table))
        return table

    def count(self, query: ObservationQuery, *, activity: Permit) -> int:
        """Return how many rows :meth:`read` would give without limit and offset."""
        ids = self._narrowed(query.datastream_ids, self._readable(activity))
        if ids == ():
            return 0
        self._note(activity, ids, 0)
        asked = query if ids is query.datastream_ids else replace(query, datastream_ids=ids)
        return self._source(activity).count(asked)

    def extent(self, datastream_id: int, *, activity: Permit) -> Extent | None:
        """Return what is held of one datastream, when the permit covers it."""
        if not self._narrowed((datastream_id,), self._readable(activity)):
            return None
        return self._source(activity).extent(datastream_id)

    # -- writing -------------------------------------------------------------------------------------------------

    def append(self, rows: ObservationColumns, *, activity: Permit) -> Receipt:
        """Commit rows of datastreams that the permit covers.

        Raises
        ------
        PurposeError
            When one of them is not covered; nothing is kept then.
        """
        self.require_writable(rows, activity=activity)
        return self.commit(rows)

    def commit(self, rows: ObservationColumns) -> Receipt:
        """Commit rows that :meth:`require_writable` has let through; only the intake calls this."""
        return self._store.append(rows)

    def require_writable(self, rows: ObservationColumns, *, activity: Permit) -> None:
        """Refuse rows of which one belongs to a datastream that the permit does not cover.

        Raises
        ------
        PurposeError
            Naming the datastream.
        """
        permit = self._governance.check(activity)
        if permit.action is not Action.OBSERVE:
            raise PurposeError(f"This permit is to {permit.action.value}, not to observe.")
        numbers = self._index.unique(rows.datastream_id)
        for number in numbers:
            if not self.covers(number, permit):
                raise PurposeError(f"The permit does not cover datastream {number}.")
        touched = TOUCHED.get()
        if touched is not None:
            for name, count in self._per_activity(rows, numbers).items():
                touched.note(name, permit.action, permit.layer, count)

    def _per_activity(self, rows: ObservationColumns, numbers: Sequence[int]) -> dict[str, int]:
        """Return how many rows belong to each activity."""
        names = [self._index.of(number) for number in numbers]
        if len(set(names)) == 1:
            return {names[0]: len(rows)}
        counts: dict[str, int] = {}
        for number, name in zip(numbers, names, strict=True):
            counts[name] = counts.get(name, 0) + int((rows.datastream_id == number).sum())
        return counts

    def require_still_writable(self, rows: ObservationColumns, *, activity: Permit) -> None:
        """Refuse rows that were let through in an earlier state, when an activity of theirs has been stopped since.

        Raises
        ------
        PurposeError
            Saying which, and why.
        """
        if activity.epoch == self._governance.epoch:
            return
        for name in self._index.of_each(self._index.unique(rows.datastream_id)):
            standing = self._governance.standing(name)
            if not standing.is_active:
                raise PurposeError(standing.reason, remedy=standing.remedy)

    def delete(
        self, datastream_id: int, phenomenon_times_us: NDArray[np.int64] | None = None, *, activity: Permit
    ) -> int:
        """Delete rows of a datastream that the permit covers; return how many went."""
        permit = self._governance.check(activity)
        if permit.action is not Action.DELETE or not self.covers(datastream_id, permit):
            raise PurposeError(f"The permit is not to delete observations of datastream {datastream_id}.")
        return self._store.delete(datastream_id, phenomenon_times_us)

    def covers(self, datastream_id: int, permit: Permit) -> bool:
        """Tell whether a permit covers a datastream."""
        if permit.datastreams is not None and datastream_id not in permit.datastreams:
            return False
        if _is_upkeep(permit):
            return True  # what has no activity any more must be deletable too
        return self._index.of(datastream_id) in permit.activities

    def close(self) -> None:
        """Close the store behind it."""
        self._store.close()

    # -- inside --------------------------------------------------------------------------------------------------

    def _source(self, activity: Permit) -> ObservationStore:
        return self._released if activity.leaves else self._store

    def _readable(self, activity: Permit) -> Permit:
        permit = self._governance.check(activity)
        if permit.action not in (Action.READ, Action.EXPORT) and not _is_upkeep(permit):
            raise PurposeError(f"This permit is to {permit.action.value}, not to read.")
        return permit

    def _narrowed(self, ids: tuple[int, ...] | None, permit: Permit) -> tuple[int, ...] | None:
        """Return the ids that the permit covers; the very same object when it covers all of them."""
        if _is_upkeep(permit) or (permit.datastreams is None and self._index.covers_all(permit.activities)):
            return ids
        allowed = self._index.datastreams(permit.activities)
        if permit.datastreams is not None:
            allowed &= permit.datastreams
        if ids is None:
            return tuple(sorted(allowed))
        kept = tuple(i for i in ids if i in allowed)
        return ids if len(kept) == len(ids) else kept

    def _note(self, permit: Permit, ids: tuple[int, ...] | None, rows: int) -> None:
        touched = TOUCHED.get()
        if touched is None:
            return
        for name in permit.activities if ids is None else self._index.of_each(ids) & permit.activities:
            touched.note(name, permit.action, permit.layer, rows)


def _is_upkeep(permit: Permit) -> bool:
    return permit.action is Action.DELETE and permit.sees_everything and not permit.leaves
