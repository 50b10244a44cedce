# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Routes about retention: what is kept how long, and the proof that the rest is gone."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Annotated, Final

import msgspec
from litestar import get
from litestar.datastructures import CacheControlHeader
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from baken.governance.lists import Layer
from baken.governance.retention.model import Declaration, DeletionJob, Proof, RetentionRule
from baken.governance.retention.sentences import sentence
from baken.service.http.access import open_to_all
from baken.service.http.retention_bodies import (
    KeptActivityBody,
    KeptLayerBody,
    ProofBody,
    ProofsBody,
    RetentionStateBody,
    TombstonesBody,
)
from baken.service.node import Node
from baken.service.retention import EVERY
from baken.service.retention_notes import LastRun

_OPEN: Final = open_to_all("How long data are kept, and that they were deleted, is public (GDPR art. 13 and 14).")
_MINUTE: Final = CacheControlHeader(max_age=60, public=True)
_MOST: Final = 1_000

Limit = Annotated[int, QueryParameter(name="limit", ge=1, le=_MOST, description="Most proofs on a page.")]
Cursor = Annotated[
    str | None, QueryParameter(name="cursor", pattern="^[1-9][0-9]{0,17}$", description="`next` of the page before.")
]


@get("/api/v1/retention", operation_id="getRetention", tags=["governance"], opt=_OPEN, cache_control=_MINUTE)
async def retention(node: NamedDependency[Node]) -> RetentionStateBody:
    """Return per activity and layer how long it is kept and why, the last run, and the totals of what was deleted."""
    return await asyncio.to_thread(_state, node)


@get("/api/v1/retention/proofs", operation_id="listRetentionProofs", tags=["governance"], opt=_OPEN)
async def proofs(node: NamedDependency[Node], limit: Limit = 100, cursor: Cursor = None) -> ProofsBody:
    """Return the tombstones of what was deleted, newest first, with what anybody needs to check them."""
    found = await asyncio.to_thread(node.retention.all_proofs)
    older = [p for p in reversed(found) if cursor is None or p.sequence < int(cursor)]
    page = older[:limit]
    return ProofsBody(items=[_proof(p) for p in page], next=str(page[-1].sequence) if len(older) > limit else None)


def _state(node: Node) -> RetentionStateBody:
    keeping = node.retention
    jobs = {(job.rule.activity, job.rule.layer): job for job in keeping.jobs()}
    rules: dict[str, list[RetentionRule]] = {}
    for rule in keeping.rules():
        rules.setdefault(rule.activity, []).append(rule)
    declared = keeping.notes.remembered().declared | keeping.declared()
    last = keeping.notes.last_run()
    kept = {rule.layer for own in rules.values() for rule in own if rule.period is not None}
    found = keeping.all_proofs()
    return RetentionStateBody(
        now=keeping.now(),
        activities=[
            _activity(node, name, own, declared.get(name), jobs, last, found) for name, own in sorted(rules.items())
        ],
        undeclared=[layer for layer in Layer if layer not in kept],
        last_run=None if last is None else last.at,
        next_run=None if last is None else last.at + EVERY,
        tombstones=_totals(node, found),
    )


def _activity(
    node: Node,
    name: str,
    rules: list[RetentionRule],
    declaration: Declaration | None,
    jobs: dict[tuple[str, Layer], DeletionJob],
    last: LastRun | None,
    found: list[Proof],
) -> KeptActivityBody:
    title = (
        (declaration.name, declaration.name_nl) if declaration else (name or "no activity", name or "geen activiteit")
    )
    return KeptActivityBody(
        activity=name,
        name=title[0],
        name_nl=title[1],
        version=rules[0].version,
        state=rules[0].state,
        layers=[_layer(node, rule, title, jobs.get((name, rule.layer)), last, found) for rule in rules],
    )


def _layer(
    node: Node,
    rule: RetentionRule,
    title: tuple[str, str],
    job: DeletionJob | None,
    last: LastRun | None,
    found: list[Proof],
) -> KeptLayerBody:
    run = None if last is None else last.layers.get(f"{rule.activity}/{rule.layer}")
    stones = [p.tombstone for p in found if (p.tombstone.activity, p.tombstone.layer) == (rule.activity, rule.layer)]
    return KeptLayerBody(
        layer=rule.layer,
        period=_period(rule.period),
        trigger=rule.trigger,
        reason=rule.reason,
        sentence=sentence(rule, title[0]),
        sentence_nl=sentence(rule, title[1], 1),
        until=None if job is None else job.until,
        oldest=node.retention.oldest(rule.activity) if rule.layer is Layer.OBSERVATIONS else None,
        last_run=None if run is None else run.at,
        last_outcome=None if run is None else run.outcome,
        deleted_rows=sum(stone.rows for stone in stones),
        deleted_bytes=sum(stone.bytes for stone in stones),
        tombstones=len(stones),
    )


def _totals(node: Node, found: list[Proof]) -> TombstonesBody:
    at: list[datetime] = [p.tombstone.at for p in found]
    key = node.retention.key.public
    return TombstonesBody(
        count=len(found),
        rows=sum(p.tombstone.rows for p in found),
        bytes=sum(p.tombstone.bytes for p in found),
        first=at[0] if at else None,
        last=at[-1] if at else None,
        head=found[-1].hash if found else "",
        public_key=key.raw.hex(),
        key_id=key.id,
    )


def _proof(proof: Proof) -> ProofBody:
    stone = proof.tombstone
    return ProofBody(
        sequence=proof.sequence,
        at=stone.at,
        store=stone.store,
        place=stone.place,
        activity=stone.activity,
        layer=stone.layer,
        datastreams=list(stone.datastreams),
        first=stone.first,
        last=stone.last,
        until=stone.until,
        rows=stone.rows,
        corrections=stone.corrections,
        bytes=stone.bytes,
        version=stone.rule.version,
        period=_period(stone.rule.period),
        trigger=stone.rule.trigger,
        reason=stone.rule.reason,
        by=stone.by,
        previous=proof.previous,
        hash=proof.hash,
        key=proof.key,
        signature=proof.signature,
    )


def _period(period: timedelta | None) -> str | None:
    return None if period is None else str(msgspec.to_builtins(period))


RETENTION_ROUTES: Final = (retention, proofs)
