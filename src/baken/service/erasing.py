# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Erasing: carries a deletion out wherever the node keeps the data, and leaves a tombstone for each place.

Rows are counted in the commit that deletes them, so that after a crash the tombstone still tells how many went. Of
whole files the tombstone is drafted before, and the deletion is finished first thing after a restart.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import msgspec

from baken.governance.lists import Layer, RetentionTrigger
from baken.governance.retention.model import DeletionJob, Store, Tombstone
from baken.observation.deletion import Deletion, DeletionQuery, DeletionTime, delete_paced
from baken.service.erasing_event_records import EventRecordErasing, backup_of
from baken.service.erasing_forecasts import ForecastErasing, kept_before_us
from baken.service.erasing_places import StoppedError
from baken.service.erasing_stones import Stones
from baken.vocabulary.time import LATEST, from_us, to_us

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from baken.observation.protocol import ObservationStore
    from baken.service.backup_inventory import Backup
    from baken.service.erasing_places import Places

_EVERYTHING_US: Final = to_us(LATEST)


class Erasing:
    """Carries jobs out, one after the other; each returns the tombstones it left."""

    def __init__(self, places: Places) -> None:
        self._at, self._stones = places, Stones(places)
        self._forecast = ForecastErasing(places, self._stones.prove)
        self._records = EventRecordErasing(places)

    def erase(self, job: DeletionJob) -> Iterator[Tombstone]:
        """Carry a job out.

        Raises
        ------
        StoppedError
            When the node stops meanwhile.
        BakenError
            When something cannot be deleted.
        """
        yield from self._of_layer(job)
        yield from self._event_records(job)

    def _of_layer(self, job: DeletionJob) -> Iterator[Tombstone]:
        layer = job.rule.layer
        if layer is Layer.OBSERVATIONS:
            yield from self._observations(job)
            yield from self._rows_in_backups(job)
            yield from self._exports_with(job)
        elif layer is Layer.ESTIMATES:
            yield from self._estimates(job)
        elif layer is Layer.FORECASTS:
            yield from self._forecasts(job)
        elif layer is Layer.RESPONSES:
            yield from self._responses(job)
        elif layer is Layer.WARNINGS:
            yield from self._warnings(job)
        elif layer is Layer.EXPORTS:
            yield from self._exports(job)
        elif layer is Layer.BACKUPS:
            yield from self._backups(job)
        elif layer in self._at.logs:
            yield from self._log(job)
        elif layer is Layer.ACCOUNTS:
            yield from self._accounts(job)
        # Of the other layers the node keeps nothing.

    def recover(self) -> Iterator[Tombstone]:
        """Finish what a crash or a stop interrupted, and tell the truth about it."""
        draft = self._at.notes.under_way()
        if draft is not None:
            yield from self._finish(draft)
        for run in sorted(self._at.store.deletions()):
            if run not in self._at.proofs.runs:
                yield self._prove_rows(self._stones.lost(run), self._at.store)
            self._at.store.settle_deletion(run)
        for run in sorted(self._at.forecasts.deletions()):
            yield from self._forecast.proved(self._stones.lost(run, Store.FORECASTS), self._at.forecasts)
        for run in sorted(self._at.estimates.deletions()):
            yield from self._forecast.proved(self._stones.lost(run, Store.ESTIMATES), self._at.estimates)
        for run in sorted(self._at.responses.deletions()):
            yield from self._forecast.proved(self._stones.lost(run, Store.RESPONSES), self._at.responses)
        for run in sorted(self._at.warnings.deletions()):
            yield from self._forecast.proved(self._stones.lost(run, Store.WARNINGS), self._at.warnings)
        yield from self._unknown_backups()

    def _unknown_backups(self) -> Iterator[Tombstone]:
        """Remove what was begun as a back-up, or was one, of which nobody can say what in it is due."""
        for name in self._at.backups.unknown():
            size = sum(path.stat().st_size for path in self._at.backups.path(name).rglob("*") if path.is_file())
            why = "Its inventory cannot be read, so that nobody can say what in it is due."
            draft = msgspec.structs.replace(
                self._stones.of_nobody(why), store=Store.BACKUPS, layer=Layer.BACKUPS, place=name, bytes=size
            )
            self._at.notes.begin(draft)
            yield from self._finish(draft)

    # -- rows ------------------------------------------------------------------------------------------------

    def _observations(self, job: DeletionJob) -> Iterator[Tombstone]:
        ids = self._at.held().get(job.rule.activity, ())
        if not self._any_due(self._at.store, ids, job):
            return
        draft = self._stones.draft(job, Store.OBSERVATIONS, datastreams=ids)
        with self._stones.logged("delete observations", job) as told:
            self._at.notes.begin(draft)
            for tombstone in self._finish(draft):
                told.append(tombstone.rows)
                yield tombstone

    def _rows_in_backups(self, job: DeletionJob) -> Iterator[Tombstone]:
        for backup in self._at.backups.all():
            held = [h for h in backup.observations if h.activity == job.rule.activity]
            by_phenomenon = job.rule.trigger is RetentionTrigger.PHENOMENON_TIME
            if not held or (by_phenomenon and job.until is not None and held[0].first > job.until):
                continue
            draft = self._stones.draft(job, Store.BACKUP_ROWS, place=backup.name, datastreams=held[0].datastreams)
            self._at.notes.begin(draft)
            yield from self._finish(draft)

    def _any_due(self, store: ObservationStore, ids: Iterable[int], job: DeletionJob) -> bool:
        held = [(i, extent) for i in ids if (extent := store.extent(i)) is not None]
        if job.until is None or job.rule.trigger is not RetentionTrigger.PHENOMENON_TIME:
            return bool(held)
        return any(extent.first_us < self._before_us(job, i) for i, extent in held)

    def _finish_rows(self, draft: Tombstone, store: ObservationStore) -> Iterator[Tombstone]:
        """Delete what a draft says, in batches, and prove it."""
        by = DeletionTime.PHENOMENON_TIME
        if draft.rule.trigger is not RetentionTrigger.PHENOMENON_TIME:
            by = DeletionTime.AVAILABLE_AT
        job = DeletionJob(rule=draft.rule, until=draft.until)
        grids: dict[int, list[int]] = {}
        for i in draft.datastreams:
            grids.setdefault(self._before_us(job, i), []).append(i)
        for before_us, ids in sorted(grids.items()):
            query = DeletionQuery(run=draft.run, datastream_ids=tuple(ids), before_us=before_us, by=by)
            if not delete_paced(store, query, self._at.stopping):
                raise StoppedError
        if draft.run in store.deletions():
            if draft.run not in self._at.proofs.runs:
                yield self._prove_rows(draft, store)
            store.settle_deletion(draft.run)
            self._at.on_deleted()

    def _prove_rows(self, draft: Tombstone, store: ObservationStore) -> Tombstone:
        gone: Deletion = store.deletions()[draft.run]
        return self._stones.prove(
            msgspec.structs.replace(
                draft,
                rows=gone.rows,
                corrections=gone.corrections,
                datastreams=gone.datastreams,
                first=from_us(gone.first_us),
                last=from_us(gone.last_us),
            )
        )

    def _before_us(self, job: DeletionJob, datastream_id: int) -> int:
        """Return before which moment rows go: the moment itself is due too, and a cell goes as a whole."""
        if job.until is None:
            return _EVERYTHING_US
        before_us, cell_us = to_us(job.until) + 1, self._at.cell_us(datastream_id)
        return -(-before_us // cell_us) * cell_us if cell_us else before_us

    # -- forecasts -------------------------------------------------------------------------------------------

    def _forecasts(self, job: DeletionJob) -> Iterator[Tombstone]:
        """Take issues away; what was foreseen is over its period as a whole."""
        if self._forecast.is_due(job):
            with self._stones.logged("delete forecasts", job) as told:
                draft = self._stones.draft(job, Store.FORECASTS)
                self._at.notes.begin(draft)
                for tombstone in self._finish(draft):
                    told.append(tombstone.rows)
                    yield tombstone
        yield from self._in_backups(job)

    def _in_backups(self, job: DeletionJob) -> Iterator[Tombstone]:
        """Take forecasts or estimates away that are over their period, inside back-ups."""
        for backup in self._forecast.due_in_backups(job):
            draft = self._stones.draft(job, Store.BACKUP_ROWS, place=backup.name)
            self._at.notes.begin(draft)
            yield from self._finish(draft)

    # -- estimates and responses -----------------------------------------------------------------------------

    def _estimates(self, job: DeletionJob) -> Iterator[Tombstone]:
        """Take steps away that began before a moment."""
        yield from self._counted(job, Store.ESTIMATES, self._at.estimates.has_before)
        yield from self._in_backups(job)

    def _responses(self, job: DeletionJob) -> Iterator[Tombstone]:
        """Take whole histories of responses, notes and hand-overs away; what is in force stays. Back-ups of the
        register go as a whole when their own period is over."""
        yield from self._counted(job, Store.RESPONSES, self._at.responses.has_before)

    def _warnings(self, job: DeletionJob) -> Iterator[Tombstone]:
        """Take whole warnings away with the messages that told of them; what is open stays."""
        yield from self._counted(job, Store.WARNINGS, self._at.warnings.has_before)

    def _counted(self, job: DeletionJob, store: Store, has_before: Callable[[str, int], bool]) -> Iterator[Tombstone]:
        """Take away what is over its period from a file that counts what it takes away."""
        if has_before(job.rule.activity, kept_before_us(job.until)):
            with self._stones.logged(f"delete {store.value}", job) as told:
                draft = self._stones.draft(job, store)
                self._at.notes.begin(draft)
                for tombstone in self._finish(draft):
                    told.append(tombstone.rows)
                    yield tombstone

    # -- whole files -----------------------------------------------------------------------------------------

    def _event_records(self, job: DeletionJob) -> Iterator[Tombstone]:
        """Remove records of events that hold what is over its period, also from back-ups."""
        for due in tuple(self._records.due(job)):
            draft = self._stones.draft(job, Store.EVENT_RECORDS, place=due.place, size=due.bytes)
            self._at.notes.begin(draft)
            yield from self._finish(draft)

    def _backups(self, job: DeletionJob) -> Iterator[Tombstone]:
        for backup in self._at.backups.all():
            if job.until is None or backup.made_at <= job.until:
                yield from self._whole_backup(job, backup)

    def _whole_backup(self, job: DeletionJob, backup: Backup) -> Iterator[Tombstone]:
        ids = tuple(sorted(i for held in backup.observations for i in held.datastreams))
        draft = self._stones.draft(
            job, Store.BACKUPS, place=backup.name, rows=backup.rows, size=backup.bytes, datastreams=ids
        )
        self._at.notes.begin(draft)
        yield from self._finish(draft)

    def _exports(self, job: DeletionJob) -> Iterator[Tombstone]:
        """Remove files that were kept for as long as they may: by the shortest period that any activity declares."""
        for export in self._at.exports.all():
            if job.until is None or export.made_at <= job.until:
                yield from self._whole_export(job, export.name)

    def _exports_with(self, job: DeletionJob) -> Iterator[Tombstone]:
        """Remove files that contain a row that is due: rows cannot be taken out of a file that was given away."""
        for export in self._at.exports.all():
            own = [c for c in export.contents if (c.activity, c.layer) == (job.rule.activity, job.rule.layer)]
            if any(job.until is None or c.first is None or c.first <= job.until for c in own):
                yield from self._whole_export(job, export.name)

    def _whole_export(self, job: DeletionJob, name: str) -> Iterator[Tombstone]:
        (export,) = [e for e in self._at.exports.all() if e.name == name]
        rows = sum(content.rows for content in export.contents)
        draft = self._stones.draft(job, Store.EXPORTS, place=name, rows=rows, size=export.bytes)
        self._at.notes.begin(draft)
        yield from self._finish(draft)

    def _log(self, job: DeletionJob) -> Iterator[Tombstone]:
        """Remove the files of days that are over their period as a whole, so at most a day later than a row would."""
        day = (self._at.now() if job.until is None else job.until).astimezone(UTC).date()
        because = f"{job.rule.activity}, version {job.rule.version}"
        removed = self._at.logs[job.rule.layer](day.isoformat(), because)
        if removed is not None:
            last = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=1)
            yield self._stones.prove(
                msgspec.structs.replace(
                    self._stones.draft(job, Store(job.rule.layer.value)), rows=removed.entries, last=last
                )
            )

    def _accounts(self, job: DeletionJob) -> Iterator[Tombstone]:
        until = self._at.now() if job.until is None else job.until
        moment = until + timedelta(microseconds=1)
        if self._at.remove_accounts is not None and (removed := self._at.remove_accounts(moment)):
            yield self._stones.prove(msgspec.structs.replace(self._stones.draft(job, Store.ACCOUNTS), rows=removed))
        if self._at.remove_backed_up_accounts is None:
            return
        for backup in self._at.backups.all():
            self._at.remove_backed_up_accounts(self._at.backups.path(backup.name), moment)
            removed = backup.accounts - self._at.backups.accounts(backup.name)  # also by a run that was cut off
            if removed > 0:
                self._at.backups.changed(backup, self._at.activity_of, self._at.now())
                draft = self._stones.draft(job, Store.BACKUP_ROWS, place=backup.name)
                yield self._stones.prove(msgspec.structs.replace(draft, rows=removed))

    # -- proofs ----------------------------------------------------------------------------------------------

    def _finish(self, draft: Tombstone) -> Iterator[Tombstone]:
        """Do what a draft says, or the rest of it, prove it, and note that it is done."""
        if draft.store is Store.OBSERVATIONS:
            yield from self._finish_rows(draft, self._at.store)
        elif draft.store is Store.ESTIMATES:
            yield from self._forecast.finish(draft, self._at.estimates)
        elif draft.store is Store.FORECASTS:
            yield from self._forecast.finish(draft, self._at.forecasts)
        elif draft.store is Store.RESPONSES:
            yield from self._forecast.finish(draft, self._at.responses)
        elif draft.store is Store.WARNINGS:
            yield from self._forecast.finish(draft, self._at.warnings)
        elif draft.store is Store.BACKUP_ROWS or (draft.store is Store.EVENT_RECORDS and backup_of(draft)):
            yield from self._finish_in_backup(draft)
        else:
            if draft.store is Store.BACKUPS:
                self._at.backups.remove(draft.place)
            elif draft.store is Store.EVENT_RECORDS:
                self._records.remove(draft, None)
            else:
                self._at.exports.remove(draft.place)
            if draft.run not in self._at.proofs.runs:
                yield self._stones.prove(draft)
        self._at.notes.finish()

    def _finish_in_backup(self, draft: Tombstone) -> Iterator[Tombstone]:
        """Delete rows or a record inside a back-up; when it cannot be opened, the whole of it goes."""
        from baken.observation.protocol import StoreError
        from baken.service.forecasting.database import ForecastStoreError
        from baken.service.forecasting.estimate_store import EstimateStoreError

        name = backup_of(draft) if draft.store is Store.EVENT_RECORDS else draft.place
        found = [b for b in self._at.backups.all() if b.name == name]
        if not found:
            return  # it went as a whole meanwhile
        try:
            if draft.store is Store.EVENT_RECORDS:
                self._records.remove(draft, found[0])
                if draft.run not in self._at.proofs.runs:
                    yield self._stones.prove(draft)
                return
            if draft.layer in (Layer.FORECASTS, Layer.ESTIMATES):
                yield from self._forecast.finish_in_backup(draft, found[0])
                return
            store = self._at.backups.opened(draft.place)
        except (StoreError, ForecastStoreError, EstimateStoreError):
            job = DeletionJob(rule=draft.rule, until=draft.until)
            yield from self._whole_backup(job, found[0])
            return
        try:
            tombstones = tuple(self._finish_rows(draft, store))
        finally:
            store.close()
        if tombstones or draft.run in self._at.proofs.runs:  # proved before a crash, and the inventory is of before
            self._at.backups.changed(found[0], self._at.activity_of, self._at.now())
        yield from tombstones
