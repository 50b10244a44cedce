# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Work with threads of its own takes none from others, and who comes when too many wait is sent away."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from contextvars import ContextVar
from typing import TYPE_CHECKING

import pytest

from baken.observation.intake import OverloadedError
from baken.service.threads import Threads

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

WHO: ContextVar[str] = ContextVar("who", default="")


THREADS, MOST_WAITING = 2, 3


@pytest.fixture
def threads() -> Threads:
    return Threads("slow", THREADS, most_waiting=MOST_WAITING, refusal="Too many slow things.")


@contextlib.asynccontextmanager
async def all_at_work(threads: Threads) -> AsyncIterator[threading.Event]:
    """Let every thread wait for a gate that opens at the end."""
    gate, there = threading.Event(), threading.Barrier(THREADS + 1)

    def wait() -> bool:
        there.wait(20)
        return gate.wait(20)

    tasks = [asyncio.create_task(threads.run(wait)) for _ in range(THREADS)]
    await asyncio.to_thread(there.wait, 20)
    try:
        yield gate
    finally:
        gate.set()
        assert all(await asyncio.gather(*tasks))


async def test_what_waits_for_a_thread_of_its_own_keeps_nothing_else_waiting(threads: Threads) -> None:
    async with all_at_work(threads):
        assert await asyncio.to_thread(lambda: "at once") == "at once"


async def test_who_comes_when_too_many_wait_is_told_so(threads: Threads) -> None:
    async with all_at_work(threads) as gate:
        waiting = [asyncio.create_task(threads.run(gate.wait, 20)) for _ in range(MOST_WAITING + 1)]
        await asyncio.sleep(0)
        with pytest.raises(OverloadedError, match="Too many slow things"):
            await threads.run(gate.wait, 20)
    assert all(await asyncio.gather(*waiting))
    assert await threads.run(lambda: "later") == "later"


async def test_the_context_of_who_asks_is_there(threads: Threads) -> None:
    WHO.set("somebody")
    assert await threads.run(WHO.get) == "somebody"
