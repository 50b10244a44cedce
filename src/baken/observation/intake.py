# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Intake: the one way in. Quality control, group commit, and only then word to whoever depends on it.

While one group is being committed in the writer thread, everything that arrives waits and becomes the next group: one
request alone is committed at once, a thousand together share one sync to disk.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from typing import TYPE_CHECKING, Final

from baken.errors import BakenError
from baken.governance.permit import PurposeError
from baken.observation.columns import ObservationColumns, concatenate
from baken.observation.protocol import Receipt

if TYPE_CHECKING:
    from collections.abc import Callable

    from baken.governance.permit import Permit
    from baken.observation.governed_store import GovernedStore
    from baken.observation.quality_control import QualityControl

MAX_GROUP_ROWS: Final = 100_000
MAX_WAITING_ROWS: Final = 1_000_000


class OverloadedError(BakenError):
    """More is offered than can be committed; the sender should wait and offer it again."""


_Offer = tuple[ObservationColumns, "Permit", "asyncio.Future[Receipt]"]


class Intake:
    """Takes rows in, and answers when they are committed and synced.

    Parameters
    ----------
    store
        Where they are kept; it refuses rows that the permit does not cover.
    control
        What flags them.
    on_committed
        Called in the event loop with every committed group, before its senders are answered; corrections and repeats
        are in it too.

    Invariants
    ----------
    One group is under way at a time, so groups are committed in the order in which rows were offered. A sender is
    answered only after the commit of its rows; when a commit fails every sender of that group gets the error and
    none of its rows is kept. Rows whose activity was stopped while they waited are not committed.
    """

    def __init__(
        self,
        store: GovernedStore,
        control: QualityControl,
        on_committed: Callable[[ObservationColumns, Receipt], None] | None = None,
    ) -> None:
        self._store = store
        self.control = control
        self._on_committed = on_committed
        self._waiting: list[_Offer] = []
        self._waiting_rows = 0
        self._committing: asyncio.Task[None] | None = None
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="baken-writer")

    async def submit(self, rows: ObservationColumns, *, activity: Permit) -> Receipt:
        """Commit rows and return what became of each.

        Raises
        ------
        PurposeError
            When the permit does not cover a row, or no longer holds; nothing of these was kept.
        OverloadedError
            When too many rows wait already; nothing of these was kept.
        StoreError
            When the store could not commit them; nothing of these was kept.
        """
        if self._waiting_rows + len(rows) > MAX_WAITING_ROWS:
            raise OverloadedError("More observations are offered than can be stored.", remedy="Try again in a second.")
        self._store.require_writable(rows, activity=activity)
        answer: asyncio.Future[Receipt] = asyncio.get_running_loop().create_future()
        self._waiting.append((rows, activity, answer))
        self._waiting_rows += len(rows)
        if self._committing is None:
            # In a context of its own: it is the work of the node, not of the request that happens to begin it.
            self._committing = asyncio.create_task(self._commit_groups(), context=Context())
        return await answer

    async def settle(self) -> None:
        """Return when everything that has been offered until now is committed."""
        while self._committing is not None:
            await asyncio.wait({self._committing})

    async def _commit_groups(self) -> None:
        try:
            while self._waiting:
                await self._commit_group(self._next_group())
        finally:
            self._committing = None

    def _next_group(self) -> list[_Offer]:
        size = taken = 0
        for rows, _, _ in self._waiting:
            if taken and size + len(rows) > MAX_GROUP_ROWS:
                break
            taken, size = taken + 1, size + len(rows)
        group, self._waiting = self._waiting[:taken], self._waiting[taken:]
        self._waiting_rows -= size
        return group

    async def _commit_group(self, group: list[_Offer]) -> None:
        group = [offer for offer in group if self._may_still(offer)]
        if not group:
            return
        try:
            rows = self.control.examine(concatenate([rows for rows, _, _ in group]))
            receipt = await asyncio.get_running_loop().run_in_executor(self._writer, self._store.commit, rows)
            if self._on_committed is not None:
                self._on_committed(rows, receipt)
        except Exception as error:  # noqa: BLE001 - every sender must hear of it, whatever it is
            for _, _, answer in group:
                if not answer.done():
                    answer.set_exception(error)
            return
        start = 0
        for part, _, answer in group:
            if not answer.done():
                answer.set_result(Receipt(receipt.outcome[start : start + len(part)]))
            start += len(part)

    def _may_still(self, offer: _Offer) -> bool:
        """Tell whether rows may be committed now; their activity may have been stopped since they were offered."""
        rows, permit, answer = offer
        try:
            self._store.require_still_writable(rows, activity=permit)
        except PurposeError as error:
            if not answer.done():
                answer.set_exception(error)
            return False
        return True

    async def close(self) -> None:
        """Commit what waits, then stop."""
        await self.settle()
        self._writer.shutdown()
