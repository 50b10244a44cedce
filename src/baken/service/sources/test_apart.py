# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is done apart holds nobody up."""

from __future__ import annotations

import asyncio
import threading

import pytest

from baken.service.sources.apart import UnendingError, apart


async def test_work_returns_and_raises_as_if_it_were_done_here() -> None:
    assert await apart(lambda: 7, 10) == 7
    with pytest.raises(ZeroDivisionError):
        await apart(lambda: 1 / 0, 10)


async def test_a_time_out_of_the_work_itself_is_its_own() -> None:
    def work() -> None:
        raise TimeoutError

    with pytest.raises(TimeoutError):
        await apart(work, 10)


async def test_a_loop_without_end_is_ended_and_the_event_loop_never_waits() -> None:
    beats = 0

    async def beat() -> None:
        nonlocal beats
        while True:
            await asyncio.sleep(0.01)
            beats += 1

    def work() -> None:
        while True:
            pass

    beating = asyncio.create_task(beat())
    with pytest.raises(UnendingError) as caught:
        await apart(work, 0.3)
    beating.cancel()
    assert beats > 3
    await asyncio.to_thread(caught.value.thread.join, 10)
    assert not caught.value.thread.is_alive()


async def test_work_that_waits_in_a_library_is_left_behind() -> None:
    free = threading.Event()
    with pytest.raises(UnendingError) as caught:
        await apart(free.wait, 0.05)
    assert caught.value.thread.daemon
    free.set()
    await asyncio.to_thread(caught.value.thread.join, 10)
