# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A store before another one that answers in its own way: what is written goes through unchanged."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from baken.observation.columns import ObservationColumns
    from baken.observation.deletion import Deletion, DeletionQuery
    from baken.observation.protocol import ObservationStore, Receipt


class WrittenThrough:
    """The writing half of an :class:`~baken.observation.protocol.ObservationStore`; who extends it says what is read.

    Parameters
    ----------
    store
        The store behind it.
    """

    def __init__(self, store: ObservationStore) -> None:
        self._store = store

    def append(self, rows: ObservationColumns) -> Receipt:
        """Commit rows."""
        return self._store.append(rows)

    def delete(self, datastream_id: int, phenomenon_times_us: NDArray[np.int64] | None = None) -> int:
        """Delete rows, also those that are not shown."""
        return self._store.delete(datastream_id, phenomenon_times_us)

    def delete_before(self, query: DeletionQuery) -> bool:
        """Delete what is old, also what is not shown."""
        return self._store.delete_before(query)

    def deletions(self) -> dict[int, Deletion]:
        """Return what runs have deleted."""
        return self._store.deletions()

    def settle_deletion(self, run: int) -> None:
        """Forget the count of a run."""
        self._store.settle_deletion(run)

    def close(self) -> None:
        """Close the store behind it."""
        self._store.close()
