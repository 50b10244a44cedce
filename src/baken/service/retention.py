# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Retention: deletes what is over its period, at the start and then every hour, and can say what it did and will do."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import msgspec

from baken.errors import BakenError
from baken.governance.lists import Layer, RetentionTrigger
from baken.governance.log.node_key import NodeKey
from baken.governance.log.security_log import SecurityEvent, SecurityEventKind
from baken.governance.model import THE_NODE
from baken.governance.retention.model import Declaration, Declared, DeletionJob, Proof, RetentionRule, Tombstone
from baken.governance.retention.plan import erased_since, plan, rules_of_city
from baken.governance.retention.proofs import Proofs, read
from baken.service.backup import Backups, remove_backed_up_accounts, require_declared
from baken.service.erasing import Erasing
from baken.service.erasing_places import Places, StoppedError
from baken.service.evaluating.kept import LAYERS
from baken.service.exports import Exports
from baken.service.retention_notes import LastRun, LayerRun, Remembered, RetentionNotes
from baken.vocabulary.time import SystemClock, from_us

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from baken.governance.coverage import Coverage
    from baken.service.backup_inventory import Backup
    from baken.service.opened import Opened
    from baken.vocabulary.time import Clock

EVERY: Final = timedelta(hours=1)
_LOG: Final = logging.getLogger(__name__)


class RetentionReport(msgspec.Struct, frozen=True, kw_only=True):
    """What one run deleted, and what it could not."""

    tombstones: tuple[Tombstone, ...]
    faults: tuple[str, ...] = ()
    finished: bool = True

    @property
    def rows(self) -> int:
        """Return how many values and entries went."""
        return sum(stone.rows for stone in self.tombstones)


def in_event_records(coverage: Coverage) -> frozenset[str]:
    """Return the activities of which something goes into the records of events."""
    return frozenset(of for layer in LAYERS if (of := coverage.of_layer(layer)) is not None)


class Retention:
    """Deletes what the declarations of a city ask for, in every place where the node keeps it.

    Parameters
    ----------
    opened
        The files of the city; deletion is the one thing that is done on the store itself.
    clock
        Of the node; phenomenon time runs by it. Everything else runs by the clock of the machine.
    on_deleted
        Called after rows went, from another thread.
    """

    def __init__(
        self,
        opened: Opened,
        clock: Clock,
        wall: Clock,
        *,
        on_deleted: Callable[[], None] = lambda: None,
        by: str = "node",
    ) -> None:
        self._opened = opened
        self._clock = clock
        self._wall = wall
        self._stopping = threading.Event()
        self._running = threading.Lock()
        data = opened.data
        self.backups, self.exports, self.notes = Backups(data), Exports(data), RetentionNotes(data)
        self.key = NodeKey.of(data)
        self.proofs = Proofs(data, self.key)
        self._places = Places(
            data=data,
            store=opened.store,
            forecasts=opened.forecasts,
            responses=opened.responses,
            warnings=opened.warnings,
            estimates=opened.estimates,
            held=self._held,
            activity_of=opened.activity_index.of,
            backups=self.backups,
            exports=self.exports,
            proofs=self.proofs,
            notes=self.notes,
            uri_of=self._uri_of,
            now=wall.now,
            stopping=self._stopping,
            in_event_records=in_event_records(opened.governance.coverage),
            cell_us=lambda i: opened.releases().rule(i).cell_us,
            logs={
                Layer.PROCESSING_LOG: opened.processing_log.remove_before,
                Layer.SECURITY_LOG: opened.security_log.remove_before,
            },
            remove_accounts=lambda moment: opened.identity.remove_unused_since(moment, by=THE_NODE),
            remove_backed_up_accounts=remove_backed_up_accounts,
            processing_log=opened.processing_log,
            on_deleted=on_deleted,
            by=by,
        )
        self._erasing = Erasing(self._places)

    # -- what is asked for -----------------------------------------------------------------------------------

    def declared(self) -> dict[str, Declaration]:
        """Return the version in force of every activity that the city folder declares."""
        governance = self._opened.governance
        found = {i: governance.activity(i) for i in governance.activities.ids}
        return {i: Declaration.of(activity) for i, activity in found.items() if activity is not None}

    def rules(self) -> tuple[RetentionRule, ...]:
        """Return every rule, also of activities that are gone and of data that nobody declared."""
        remembered = self.notes.remembered()
        return rules_of_city(self.declared(), remembered.declared, self._held())

    def jobs(self) -> tuple[DeletionJob, ...]:
        """Return what the rules ask for now."""
        wall = self._wall.now()
        now = dict.fromkeys(RetentionTrigger, wall) | {RetentionTrigger.PHENOMENON_TIME: self._clock.now()}
        return plan(self.rules(), now, self.notes.remembered().noticed)

    def now(self) -> datetime:
        """Return the time of the machine."""
        return self._wall.now()

    def oldest(self, activity: str) -> datetime | None:
        """Return the oldest phenomenon time that is held of an activity."""
        ids = self._held().get(activity, ())
        extents = [e for i in ids if (e := self._opened.store.extent(i)) is not None]
        return from_us(min(e.first_us for e in extents)) if extents else None

    def all_proofs(self) -> list[Proof]:
        """Return the proofs of everything that was deleted, oldest first."""
        return list(read(self._opened.data))

    # -- doing it --------------------------------------------------------------------------------------------

    def run(self) -> RetentionReport:
        """Delete everything that is due; a layer that fails does not keep the others.

        May take minutes; the store takes observations in and answers meanwhile. To be called outside the event loop.
        """
        with self._running:
            self._notice()
            stones: list[Tombstone] = []
            faults: list[str] = []
            layers: dict[str, LayerRun] = {}
            try:
                self._tell(self._erasing.recover(), stones)
                for job in self.jobs():
                    layers[f"{job.rule.activity}/{job.rule.layer}"] = self._run_one(job, stones, faults)
            except StoppedError:
                return RetentionReport(tombstones=tuple(stones), faults=tuple(faults), finished=False)
            self.notes.ran(LastRun(at=self._wall.now(), layers=layers))
            return RetentionReport(tombstones=tuple(stones), faults=tuple(faults))

    def erase_again(self, since: datetime) -> RetentionReport:
        """Carry out again what was erased since a moment: for data that came back from a back-up of then.

        What is declared may have changed since; what was erased stays erased.
        """
        with self._running:
            self._notice()
            stones: list[Tombstone] = []
            faults: list[str] = []
            nowhere = self._opened.data / "nowhere"  # copies of what is here are not what came back
            here = replace(self._places, backups=Backups(nowhere), exports=Exports(nowhere))
            for job in erased_since(self.all_proofs(), since):
                self._run_one(job, stones, faults, Erasing(here))
            return RetentionReport(tombstones=tuple(stones), faults=tuple(faults))

    def _run_one(
        self, job: DeletionJob, stones: list[Tombstone], faults: list[str], erasing: Erasing | None = None
    ) -> LayerRun:
        if self._stopping.is_set():
            raise StoppedError
        before = len(stones)
        try:
            self._tell((erasing or self._erasing).erase(job), stones)
        except BakenError as error:
            faults.append(f"{job.rule.activity}, {job.rule.layer}: {error}")
            _LOG.error("Retention of %s of %s failed: %s", job.rule.layer, job.rule.activity, error)
            return LayerRun(at=self._wall.now(), outcome="failed")
        found = stones[before:]
        rows = sum(stone.rows for stone in found)
        if found and job.rule.state is not Declared.DECLARED:
            _LOG.warning(
                "%d rows of %r, which is not declared any more, were deleted: declare it, or let it go",
                rows,
                job.rule.activity,
            )
        return LayerRun(at=self._wall.now(), outcome="deleted" if found else "nothing-due", rows=rows)

    def _tell(self, found: Iterator[Tombstone], stones: list[Tombstone]) -> None:
        """Collect tombstones as they are made, and note each in the security log."""
        for stone in found:
            stones.append(stone)
            self._opened.security_log.write(
                SecurityEvent(
                    kind=SecurityEventKind.RETENTION_REMOVED,
                    principal=THE_NODE,
                    layer=stone.layer,
                    activity=stone.activity,
                    about=f"{stone.store}{' ' + stone.place if stone.place else ''}: {stone.rows} rows",
                    because=stone.rule.reason,
                )
            )

    async def keep(self) -> None:
        """Run at once and then every hour, without end; make back-ups that were asked for from the command line."""
        from baken.service.backup_requests import answer_requests

        due = 0.0
        loop = asyncio.get_running_loop()
        while True:
            if loop.time() >= due:
                await asyncio.to_thread(self.run)
                due = loop.time() + EVERY.total_seconds()
            await asyncio.to_thread(answer_requests, self.backups, self.back_up)
            await asyncio.sleep(1.0)

    def stop(self) -> None:
        """Let a run that is under way stop after its present batch, and wait for that; the next start goes on."""
        self._stopping.set()
        with self._running:
            pass

    def back_up(self) -> Backup:
        """Make a back-up now.

        Raises
        ------
        BackupError, StoreError
            When nobody declared how long back-ups are kept, or it cannot be written.
        """
        require_declared(r.layer for d in self.declared().values() for r in d.retention if r.period is not None)
        store, activity_of, city = self._opened.store, self._opened.activity_index.of, self._opened.city.name
        with self._running:
            return self.backups.create(store, activity_of, city=city, now=self._wall.now())

    # -- inside ----------------------------------------------------------------------------------------------

    def _notice(self) -> None:
        """Remember what is declared, and since when there are data of activities that nobody ever declared."""
        before, declared = self.notes.remembered(), self.declared()
        known = before.declared | declared
        unknown = set(self._held()) - set(known)
        now = self._wall.now()
        for name in sorted(unknown - set(before.noticed)):
            _LOG.warning("There are data of %r, which no processing activity declares; they go in a month", name)
        noticed = {name: before.noticed.get(name, now) for name in sorted(unknown)}
        self.notes.remember(Remembered(declared=known, noticed=noticed))

    def _held(self) -> dict[str, tuple[int, ...]]:
        found: dict[str, list[int]] = {}
        for i in self._opened.store.last()["datastream_id"].to_pylist():
            found.setdefault(self._opened.activity_index.of(i), []).append(i)
        return {name: tuple(ids) for name, ids in found.items()}

    def _uri_of(self, activity: str) -> str:
        declared: Mapping[str, Declaration] = self.notes.remembered().declared | self.declared()
        return declared[activity].uri if activity in declared else ""


@contextlib.contextmanager
def stopped_retention(folder: Path, data: Path) -> Iterator[Retention]:
    """Open the retention of a data folder that no node serves, for a block.

    Raises
    ------
    CityError, StoreError
        When the city has faults, or the data are in use.
    """
    from baken.plugin.registry import ConnectorRegistry
    from baken.service.opened import opened_city

    clock = SystemClock()
    with opened_city(folder, data, clock.now(), ConnectorRegistry()) as opened:
        yield Retention(opened, clock, clock, by="command-line")
