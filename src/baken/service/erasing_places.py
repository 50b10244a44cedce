# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Everywhere a node keeps what may have to be deleted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from pathlib import Path

    from baken.governance.lists import Layer
    from baken.governance.log.anchor import Removed
    from baken.governance.log.processing_log import ProcessingLog
    from baken.governance.retention.proofs import Proofs
    from baken.observation.protocol import ObservationStore
    from baken.service.backup import Backups
    from baken.service.exports import Exports
    from baken.service.forecasting.estimate_store import EstimateStore
    from baken.service.forecasting.store import ForecastStore
    from baken.service.response.journal import ResponseJournal
    from baken.service.retention_notes import RetentionNotes
    from baken.service.warning.store import WarningStore


class StoppedError(Exception):
    """The node stops; what is under way goes on after the next start."""


@dataclass(slots=True, kw_only=True)
class Places:
    """Everywhere a node keeps what may have to be deleted.

    Attributes
    ----------
    held
        Gives the datastreams of which the store holds something, by activity; "" for those of none.
    activity_of
        Which activity a datastream belongs to.
    in_event_records
        The activities whose estimates, forecasts, warnings and responses go into records of events.
    cell_us
        Length of the cells in which a datastream leaves the node: a cell goes as a whole.
    logs
        By layer, what takes days before a day away.
    forecasts, responses, warnings, estimates
        What was issued; what was decided, done and noted; what was estimated per step.
    remove_accounts
        Removes accounts that were not used since a moment, and returns how many.
    remove_backed_up_accounts
        Does so in the register of a back-up.
    uri_of
        Of the version of an activity that a rule is from.
    """

    data: Path
    store: ObservationStore
    forecasts: ForecastStore
    responses: ResponseJournal
    warnings: WarningStore
    estimates: EstimateStore
    held: Callable[[], dict[str, tuple[int, ...]]]
    activity_of: Callable[[int], str]
    backups: Backups
    exports: Exports
    proofs: Proofs
    notes: RetentionNotes
    uri_of: Callable[[str], str]
    now: Callable[[], datetime]
    stopping: threading.Event
    in_event_records: frozenset[str] = frozenset()
    cell_us: Callable[[int], int] = field(default=lambda _i: 0)
    logs: Mapping[Layer, Callable[[str, str], Removed | None]] = field(default_factory=dict)
    remove_accounts: Callable[[datetime], int] | None = None
    remove_backed_up_accounts: Callable[[Path, datetime], int] | None = None
    processing_log: ProcessingLog | None = None
    on_deleted: Callable[[], None] = field(default=lambda: None)
    by: str = "node"
