# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Tombstones of what is erased: drafted before, proved after, and noted in the processing log."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import msgspec

from baken.governance.lists import Action, Layer
from baken.governance.model import THE_NODE
from baken.governance.retention.model import DeletionJob, Store, Tombstone
from baken.governance.retention.plan import rules_of_nobody
from baken.vocabulary.time import to_us

if TYPE_CHECKING:
    from collections.abc import Iterator

    from baken.service.erasing_places import Places


class Stones:
    """Makes the tombstones of one node; no two runs have the same number."""

    def __init__(self, places: Places) -> None:
        self._at = places
        self._last_run = max(places.proofs.runs, default=0)

    def prove(self, tombstone: Tombstone) -> Tombstone:
        """Write a tombstone down, and return it as it was written.

        Raises
        ------
        ProofError
            When it cannot be written.
        """
        finished = msgspec.structs.replace(tombstone, at=self._at.now())
        self._at.proofs.append(finished)
        return finished

    def draft(
        self,
        job: DeletionJob,
        store: Store,
        *,
        place: str = "",
        rows: int = 0,
        size: int = 0,
        datastreams: tuple[int, ...] = (),
    ) -> Tombstone:
        """Return the tombstone of what is about to go, with a number of its own."""
        now = self._at.now()
        self._last_run = max(self._last_run + 1, to_us(now))
        return Tombstone(
            run=self._last_run,
            at=now,
            store=store,
            activity=job.rule.activity,
            layer=job.rule.layer,
            rows=rows,
            bytes=size,
            rule=job.rule,
            until=job.until,
            by=self._at.by,
            place=place,
            datastreams=datastreams,
        )

    def lost(self, run: int, store: Store = Store.OBSERVATIONS) -> Tombstone:
        """Return the draft for rows of which it was not noted why they went: the count is true, the reason is lost."""
        why = "The note of what was under way is lost; the rows were counted."
        return msgspec.structs.replace(self.of_nobody(why), run=run, store=store, layer=Layer(store.value))

    def of_nobody(self, why: str) -> Tombstone:
        """Return the draft for what no declared rule made go."""
        (rule,) = rules_of_nobody("")
        job = DeletionJob(rule=msgspec.structs.replace(rule, reason=why), until=None)
        return self.draft(job, Store.OBSERVATIONS)

    @contextlib.contextmanager
    def logged(self, name: str, job: DeletionJob) -> Iterator[list[int]]:
        """Note in the processing log that something is erased, with the rows that the block tells."""
        told: list[int] = []
        uri = self._at.uri_of(job.rule.activity)
        if self._at.processing_log is None or not uri:
            yield told
            return
        with self._at.processing_log.processing(
            name, [uri], action=Action.DELETE, layer=job.rule.layer, principal=THE_NODE
        ) as span:
            yield told
            span.rows = sum(told)
