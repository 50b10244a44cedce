# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Erasing records of events, as whole files, from the node and from back-ups: nothing can be taken out of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from baken.service.evaluating.kept import LAYERS, record_file, written_records

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from baken.governance.retention.model import DeletionJob, Tombstone
    from baken.service.backup_inventory import Backup
    from baken.service.erasing_places import Places

_IN: Final = "/"


class DueRecord(NamedTuple):
    """A record that is over its period: the event, with the back-up that it is in before it, and its size."""

    place: str
    bytes: int


class EventRecordErasing:
    """Finds records of events that are over their period, and removes them."""

    def __init__(self, places: Places) -> None:
        self._at = places

    def due(self, job: DeletionJob) -> Iterator[DueRecord]:
        """Yield the records that hold what is over its period.

        A layer that is not kept at all says nothing of how long a record is: the others that are in it do.
        """
        rule = job.rule
        if rule.layer not in LAYERS or rule.activity not in self._at.in_event_records or rule.period is None:
            return
        until_s = None if job.until is None else job.until.timestamp()
        yield from self._due(self._at.data, "", until_s)
        for backup in self._at.backups.all():
            folder = self._at.backups.path(backup.name)
            is_over = until_s is not None and backup.made_at.timestamp() <= until_s  # whatever its files tell
            yield from self._due(folder, backup.name + _IN, None if is_over else until_s)

    def _due(self, folder: Path, within: str, until_s: float | None) -> Iterator[DueRecord]:
        for file in written_records(folder):
            about = file.stat()
            if until_s is None or about.st_mtime <= until_s:
                yield DueRecord(within + file.stem, about.st_size)

    def remove(self, draft: Tombstone, backup: Backup | None) -> None:
        """Remove the record that a draft names, and renew the inventory of the back-up that it was in.

        Raises
        ------
        StoreError, ForecastStoreError, EstimateStoreError
            When something else in that back-up cannot be opened.
        """
        event = draft.place.rpartition(_IN)[2]
        folder = self._at.data if backup is None else self._at.backups.path(backup.name)
        record_file(folder, event).unlink(missing_ok=True)
        if backup is not None:
            self._at.backups.changed(backup, self._at.activity_of, self._at.now())


def backup_of(draft: Tombstone) -> str:
    """Return the name of the back-up in which a record is; empty for one of the node itself.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> backup_of(SimpleNamespace(place="2026-05-01T03-00-00-000000Z/fair")), backup_of(SimpleNamespace(place="fair"))
    ('2026-05-01T03-00-00-000000Z', '')
    """
    return draft.place.rpartition(_IN)[0]
