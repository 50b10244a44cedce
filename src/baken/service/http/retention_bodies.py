# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The bodies about retention; camelCase on the wire."""

from __future__ import annotations

from datetime import datetime

from baken.service.http.bodies import Body


class KeptLayerBody(Body, frozen=True):
    """How long one layer of an activity is kept, why, and how the last deletion went.

    ``period`` is an ISO 8601 duration; null when the layer is not kept at all. What is as old as ``until`` or older is
    deleted by now.
    """

    layer: str
    period: str | None
    trigger: str
    reason: str
    sentence: str
    sentence_nl: str
    until: datetime | None
    oldest: datetime | None
    last_run: datetime | None
    last_outcome: str | None
    deleted_rows: int
    deleted_bytes: int
    tombstones: int


class KeptActivityBody(Body, frozen=True):
    """An activity of which data are or may be kept; ``state`` is declared, gone or unknown."""

    activity: str
    name: str
    name_nl: str
    version: int
    state: str
    layers: list[KeptLayerBody]


class TombstonesBody(Body, frozen=True):
    """All proofs of deletion together; ``head`` is the hash of the newest one."""

    count: int
    rows: int
    bytes: int
    first: datetime | None
    last: datetime | None
    head: str
    public_key: str
    key_id: str


class RetentionStateBody(Body, frozen=True):
    """What is kept how long, and what was deleted; layers that nobody declares are never kept."""

    now: datetime
    activities: list[KeptActivityBody]
    undeclared: list[str]
    last_run: datetime | None
    next_run: datetime | None
    tombstones: TombstonesBody


class ProofBody(Body, frozen=True):
    """One tombstone: what was deleted, how much, why and when, with its place in the chain."""

    sequence: int
    at: datetime
    store: str
    place: str
    activity: str
    layer: str
    datastreams: list[int]
    first: datetime | None
    last: datetime | None
    until: datetime | None
    rows: int
    corrections: int
    bytes: int
    version: int
    period: str | None
    trigger: str
    reason: str
    by: str
    previous: str
    hash: str
    key: str
    signature: str


class ProofsBody(Body, frozen=True):
    """Proofs of deletion, newest first; ``next`` is the cursor of older ones."""

    items: list[ProofBody]
    next: str | None
