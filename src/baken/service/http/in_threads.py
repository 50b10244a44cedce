# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where passwords are judged: two threads of their own, and a queue with an end.

Argon2id takes 30 ms and 19 MiB by design. In the event loop it would stop everything; without a limit a thousand
attempts at once would take all memory.
"""

from __future__ import annotations

import asyncio
import contextvars
import functools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, TypeVar

from baken.observation.intake import OverloadedError

T = TypeVar("T")
_MOST_WAITING: Final = 100
_POOL: Final = ThreadPoolExecutor(2, thread_name_prefix="identity")


async def in_thread(function: Callable[..., T], *arguments: Any, **named: Any) -> T:
    """Return what a function returns, run beside the event loop.

    Raises
    ------
    OverloadedError
        When too many wait already.
    """
    if _POOL._work_queue.qsize() > _MOST_WAITING:
        raise OverloadedError("Too many people sign in at this moment.", remedy="Try again in a moment.")
    call = functools.partial(contextvars.copy_context().run, function, *arguments, **named)
    return await asyncio.get_running_loop().run_in_executor(_POOL, call)
