# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Threads for one kind of work, with a queue that has an end: many who ask for it take none from the rest of a node."""

from __future__ import annotations

import asyncio
import contextvars
import functools
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

from baken.observation.intake import OverloadedError

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class Threads:
    """A few threads of their own.

    Parameters
    ----------
    refusal
        What is said to who comes when too many wait.
    """

    def __init__(self, name: str, number: int, *, most_waiting: int, refusal: str) -> None:
        self._pool = ThreadPoolExecutor(number, thread_name_prefix=name)
        self._most_waiting, self._refusal = most_waiting, refusal

    async def run(self, function: Callable[..., T], *arguments: Any, **named: Any) -> T:
        """Return what a function returns, run beside the event loop.

        Raises
        ------
        OverloadedError
            When too many wait already.
        """
        if self._pool._work_queue.qsize() > self._most_waiting:
            raise OverloadedError(self._refusal, remedy="Try again in a moment.")
        call = functools.partial(contextvars.copy_context().run, function, *arguments, **named)
        return await asyncio.get_running_loop().run_in_executor(self._pool, call)
