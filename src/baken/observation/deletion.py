# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Deleting what is older than a moment, in batches that are counted in the same commit, so that the count is true."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from baken.vocabulary.time import monotonic_s

if TYPE_CHECKING:
    from threading import Event

    from baken.observation.protocol import ObservationStore

ROWS_PER_BATCH: Final = 20_000
"""So many rows at most go in one commit, unless more have one and the same time; ingest goes on between commits."""


class DeletionTime(StrEnum):
    """By which time of a row it is old."""

    PHENOMENON_TIME = "phenomenon-time"
    """When it was so."""
    AVAILABLE_AT = "available-at"
    """When the node first got a value for that phenomenon time. Its corrections go with it, also younger ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletionQuery:
    """What is to be deleted.

    Attributes
    ----------
    run
        Names the deletion: batches of the same run are counted together, also across restarts.
    datastream_ids
        Of these.
    before_us
        What is older than this moment; the moment itself stays.
    """

    run: int
    datastream_ids: tuple[int, ...]
    before_us: int
    by: DeletionTime = DeletionTime.PHENOMENON_TIME
    most_rows: int = ROWS_PER_BATCH


@dataclass(frozen=True, slots=True, kw_only=True)
class Deletion:
    """What a run has deleted until now.

    Attributes
    ----------
    rows, corrections
        Values, and corrections of values.
    datastreams
        Of which datastreams, rising.
    first_us, last_us
        Oldest and newest phenomenon time among them.
    """

    rows: int
    corrections: int
    datastreams: tuple[int, ...]
    first_us: int
    last_us: int


def delete_paced(store: ObservationStore, query: DeletionQuery, stopping: Event) -> bool:
    """Delete all that a query is about, resting as long after each batch as it took; return False when stopped.

    Who writes meanwhile gets its turn in the rests.
    """
    while True:
        start = monotonic_s()
        if not store.delete_before(query):
            return True
        if stopping.wait(monotonic_s() - start):
            return False
