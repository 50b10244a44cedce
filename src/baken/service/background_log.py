# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the node does by itself is logged too: a block of work, by the data that it touched."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from baken.governance.lists import Action, Layer
from baken.governance.log.chain import now_ms
from baken.governance.log.record import Status
from baken.governance.log.trace import Trace
from baken.governance.model import THE_NODE
from baken.observation.governed_store import TOUCHED, Touched

if TYPE_CHECKING:
    from collections.abc import Iterator

    from baken.governance.governing import Governance
    from baken.governance.log.processing_log import ProcessingLog


class BackgroundLog:
    """Logs what background jobs do, under the same rules as requests: one record for each activity and layer."""

    def __init__(self, log: ProcessingLog, governance: Governance) -> None:
        self._log = log
        self._governance = governance

    @contextlib.contextmanager
    def processing(self, name: str) -> Iterator[Touched]:
        """Log what is done in the block; also when it fails, with the kind of fault.

        Raises
        ------
        LogError
            At the end of the block, when it cannot be written.
        """
        touched, trace, start = Touched(), Trace.new(), now_ms()
        token = TOUCHED.set(touched)
        try:
            yield touched
        except Exception as error:
            self._write(name, trace, touched, start, Status.ERROR, type(error).__name__)
            raise
        else:
            self._write(name, trace, touched, start, Status.UNSET)
        finally:
            TOUCHED.reset(token)

    def estimated(self, areas: int) -> None:
        """Log that the picture was made anew, of so many areas."""
        activity = self._governance.coverage.of_picture
        if activity is None:
            return
        touched = Touched()
        touched.note(activity, Action.READ, Layer.ESTIMATES, areas)
        self._write("estimate", Trace.new(), touched, now_ms(), Status.UNSET)

    def _write(
        self, name: str, trace: Trace, touched: Touched, start: int, status: Status, exception_type: str = ""
    ) -> None:
        for (activity_id, action, layer), rows in touched.rows.items():
            activity = self._governance.activity(activity_id)
            if activity is None:
                continue
            self._log.write_request(
                trace, name, (activity.uri,), principal=THE_NODE, start_time=start, action=action, layer=layer,
                rows=rows or None, status=status, exception_type=exception_type,
            )  # fmt: skip
            trace = trace.sibling()
