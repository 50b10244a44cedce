# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Resting between two attempts: until a moment, or until somebody has a reason to look again."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from baken.service.sources.watch import Watch


class Resting:
    """Waits for one endpoint.

    Parameters
    ----------
    may_run
        Whether the activities for which the endpoint delivers let anything in now.
    """

    def __init__(self, watch: Watch, may_run: Callable[[], bool]) -> None:
        self._watch = watch
        self._may_run = may_run
        self._look_again = asyncio.Event()

    def wake(self) -> None:
        """Let it look again whether it may run."""
        self._look_again.set()

    async def until_permitted(self) -> bool:
        """Return when the endpoint may run; tell whether it had to wait for that."""
        if self._may_run():
            return False
        self._watch.stopped()
        while not self._may_run():
            await self._look_again.wait()
            self._look_again.clear()
        self._watch.may_again()
        return True

    async def until_stopped(self) -> None:
        """Return when the endpoint may not run any more."""
        while self._may_run():
            await self._look_again.wait()
            self._look_again.clear()

    async def rest(self, seconds: float) -> None:
        """Wait so long, or until the endpoint may not run any more."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(max(0.0, seconds)):
                await self.until_stopped()
