# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The records of retention: what is due, why, and what was deleted."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from baken.governance.lists import Layer, RetentionTrigger
from baken.governance.model import ProcessingActivity, Retention


class Declared(StrEnum):
    """Whether the city folder still declares the activity that a rule is about."""

    DECLARED = "declared"
    GONE = "gone"
    """It was declared once; what is left of it is deleted after the last period that was declared."""
    UNKNOWN = "unknown"
    """Nobody ever declared it: its data are deleted a month after they were first found."""


class Declaration(msgspec.Struct, frozen=True, kw_only=True):
    """What has to be remembered of a processing activity, so that its data are deleted when it is gone itself."""

    activity: str
    version: int
    uri: str
    name: str
    name_nl: str
    retention: tuple[Retention, ...]

    @classmethod
    def of(cls, activity: ProcessingActivity) -> Declaration:
        """Return what has to be remembered of an activity."""
        return cls(
            activity=activity.id,
            version=activity.version,
            uri=activity.uri,
            name=activity.name,
            name_nl=activity.name_nl,
            retention=activity.retention,
        )


class RetentionRule(msgspec.Struct, frozen=True, kw_only=True):
    """How long one layer of one activity is kept.

    Attributes
    ----------
    period
        None when the layer is not kept at all.
    version
        Of the activity that declares it; 0 when nothing declares it.
    """

    activity: str
    layer: Layer
    period: timedelta | None
    trigger: RetentionTrigger
    reason: str
    version: int = 0
    state: Declared = Declared.DECLARED


class DeletionJob(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule asks for at a moment.

    Attributes
    ----------
    until
        Everything of this moment or older goes: its period is over. None when everything goes.
    """

    rule: RetentionRule
    until: datetime | None


class Store(StrEnum):
    """From where something was deleted."""

    OBSERVATIONS = "observations"
    ESTIMATES = "estimates"
    FORECASTS = "forecasts"
    RESPONSES = "responses"
    WARNINGS = "warnings"
    EVENT_RECORDS = "event-records"
    """The record of an event as a whole: it holds some of each of the four before."""
    EXPORTS = "exports"
    BACKUPS = "backups"
    """A back-up as a whole."""
    BACKUP_ROWS = "backup-rows"
    """Rows inside a back-up."""
    PROCESSING_LOG = "processing-log"
    SECURITY_LOG = "security-log"
    ACCOUNTS = "accounts"


class Tombstone(msgspec.Struct, frozen=True, kw_only=True):
    """What was deleted, how much, why and when; never what was in it.

    Attributes
    ----------
    run
        Names the deletion in the store it was done in.
    at
        When it was finished.
    store, place
        From where; ``place`` names the file or back-up.
    datastreams
        Ids, rising, where it was about datastreams.
    first, last
        Oldest and newest phenomenon time (or day) of what went, where it has one.
    rows, corrections
        Values or entries, and corrections of values.
    bytes
        Of files that were removed; 0 for rows, whose room the store uses again.
    rule
        Why.
    until
        What was of this moment or older was due; None when everything was.
    by
        Who let it happen: ``node``, or ``command-line``.
    """

    run: int
    at: datetime
    store: Store
    activity: str
    layer: Layer
    rows: int
    rule: RetentionRule
    until: datetime | None
    by: str
    corrections: int = 0
    bytes: int = 0
    place: str = ""
    datastreams: tuple[int, ...] = ()
    first: datetime | None = None
    last: datetime | None = None


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """A tombstone in the chain.

    Attributes
    ----------
    sequence
        From 1 on, without gaps.
    previous
        Hash of the proof before it, 64 hexadecimal digits; zeros for the first.
    key
        Id of the key that signed.
    signature
        Ed25519 over the hash, in base64, under the subject ``tombstone``.
    hash
        SHA-256 over sequence, previous and tombstone.
    """

    sequence: int
    previous: str
    tombstone: Tombstone
    hash: str
    key: str
    signature: str


class Totals(msgspec.Struct, frozen=True, kw_only=True):
    """All tombstones together."""

    count: int = 0
    rows: int = 0
    bytes: int = 0
    first: datetime | None = None
    last: datetime | None = None
    head: str = ""
