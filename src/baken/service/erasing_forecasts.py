# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Erasing forecasts and estimates: issues, weather as foretold, and steps, from the node and from back-ups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import msgspec

from baken.governance.lists import Layer
from baken.service.erasing_places import StoppedError
from baken.vocabulary.time import LATEST, from_us, to_us

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from baken.governance.retention.model import DeletionJob, Tombstone
    from baken.service.backup_inventory import Backup
    from baken.service.erasing_places import Places


class Counted(Protocol):
    """What a run of a deletion took away."""

    @property
    def rows(self) -> int:
        """How much."""
        ...

    @property
    def first_us(self) -> int:
        """When the oldest of it was made."""
        ...

    @property
    def last_us(self) -> int:
        """When the newest of it was made."""
        ...


class Counting(Protocol):
    """A store that counts what it takes away in the same commit."""

    def delete_before(self, run: int, activity: str, before_us: int, stopping: threading.Event | None = None) -> bool:
        """Take away what is older than a moment; return whether it is finished."""
        ...

    def deletions(self) -> Mapping[int, Counted]:
        """Return what was taken away by each run that was not settled."""
        ...

    def settle_deletion(self, run: int) -> None:
        """Forget the count of a run, of which there is a proof now."""
        ...


class ForecastErasing:
    """Takes forecasts away, and leaves a tombstone for each file that had some.

    Parameters
    ----------
    prove
        Writes a tombstone down and returns it as it was written.
    """

    def __init__(self, places: Places, prove: Callable[[Tombstone], Tombstone]) -> None:
        self._at, self._prove = places, prove

    def is_due(self, job: DeletionJob) -> bool:
        """Tell whether the node's own file has anything that is over its period."""
        return self._at.forecasts.has_before(job.rule.activity, kept_before_us(job.until))

    def due_in_backups(self, job: DeletionJob) -> tuple[Backup, ...]:
        """Return the back-ups that have something that is over its period."""
        until = job.until
        return tuple(
            backup
            for backup in self._at.backups.all()
            if any(
                h.activity == job.rule.activity and (until is None or h.first <= until)
                for h in (backup.estimates if job.rule.layer is Layer.ESTIMATES else backup.forecasts)
            )
        )

    def finish(self, draft: Tombstone, store: Counting) -> Iterator[Tombstone]:
        """Delete what a draft says, in batches, and prove it.

        Raises
        ------
        StoppedError
            When the node stops meanwhile.
        """
        before_us = kept_before_us(draft.until)
        if not store.delete_before(draft.run, draft.rule.activity, before_us, self._at.stopping):
            raise StoppedError
        yield from self.proved(draft, store)

    def proved(self, draft: Tombstone, store: Counting) -> Iterator[Tombstone]:
        """Prove what a run took away, unless that was done, and let the file forget the count."""
        gone = store.deletions().get(draft.run)
        if gone is None:
            return
        if draft.run not in self._at.proofs.runs:
            first, last = from_us(gone.first_us), from_us(gone.last_us)
            yield self._prove(msgspec.structs.replace(draft, rows=gone.rows, first=first, last=last))
        store.settle_deletion(draft.run)

    def finish_in_backup(self, draft: Tombstone, backup: Backup) -> tuple[Tombstone, ...]:
        """Delete what a draft says inside a back-up, and renew its inventory.

        Raises
        ------
        ForecastStoreError, EstimateStoreError
            When it cannot be opened.
        StoppedError
            When the node stops meanwhile.
        """
        backups = self._at.backups
        is_estimates = draft.layer is Layer.ESTIMATES
        store = backups.opened_estimates(backup.name) if is_estimates else backups.opened_forecasts(backup.name)
        try:
            tombstones = tuple(self.finish(draft, store))
            store.compact()
        finally:
            store.close()
        if tombstones or draft.run in self._at.proofs.runs:  # proved before a crash, and the inventory is of before
            self._at.backups.changed(backup, self._at.activity_of, self._at.now())
        return tombstones


def kept_before_us(until: datetime | None) -> int:
    """Return before which moment what was made goes: the moment itself is due too."""
    return to_us(LATEST) if until is None else to_us(until) + 1
