# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from baken.service.jobs import keep_going

if TYPE_CHECKING:
    import pytest


async def test_a_job_that_fails_is_begun_again_and_the_log_says_so_once(caplog: pytest.LogCaptureFixture) -> None:
    begun, enough = 0, asyncio.Event()

    async def job() -> None:
        nonlocal begun
        begun += 1
        if begun == 4:
            enough.set()
            await asyncio.Event().wait()
        raise OSError("The disk is full.")

    task = asyncio.create_task(keep_going("Growing old", job, rest_s=0))
    await asyncio.wait_for(enough.wait(), 10)
    task.cancel()
    assert [record.getMessage() for record in caplog.records] == ["Growing old failed and is begun again"]


async def test_a_job_ends_when_it_is_cancelled() -> None:
    task = asyncio.create_task(keep_going("Waiting", asyncio.Event().wait))  # type: ignore[arg-type]  # it gives True
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait({task}, timeout=10)
    assert task.cancelled()
