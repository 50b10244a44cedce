# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Responses as part of a node: what is opened, which jobs run, and who hears of changes."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from baken.governance.log.node_key import public_key_of
from baken.service.background_log import BackgroundLog
from baken.service.response.dispatch import Dispatch
from baken.service.response.responding import Responding, new_id
from baken.service.response.transports import transport_of
from baken.vocabulary.time import SystemClock

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from baken.service.opened import Opened
    from baken.vocabulary.time import Clock


def responding_of(opened: Opened, clock: Clock, changed: Callable[[], None]) -> Responding:
    """Return what people and warnings do about responses; ``changed`` is called from any thread."""
    logged = BackgroundLog(opened.processing_log, opened.governance).processing
    responding = Responding(opened.city, opened.responses, opened.governance, clock, SystemClock(), logged)
    responding.on_changed.append(changed)
    return responding


def switching(responding: Responding, opened: Opened, *, is_replay: bool) -> Callable[[], Awaitable[None]]:
    """Return the job that brings commands to actuators; it ends with an error when they cannot be reached at all."""

    async def job() -> None:
        loop = asyncio.get_running_loop()
        transport = transport_of(responding.reach, opened.data, public_key_of(opened.data).id, is_replay=is_replay)
        dispatch = Dispatch(
            responding.journal,
            responding.reach,
            transport,
            responding.clock,
            responding.machine,
            responding.keep,
            new_id,
        )

        def wake() -> None:
            loop.call_soon_threadsafe(dispatch.wake)

        responding.on_changed.append(wake)
        try:
            await dispatch.run()
        finally:
            responding.on_changed.remove(wake)

    return job
