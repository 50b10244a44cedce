# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A live node over HTTP in a thread of this process, so that a test can quicken its clock and its pace."""

from __future__ import annotations

import asyncio
import queue
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import uvicorn

from baken.service import node as nodes
from baken.service.http.app import create_app
from baken.service.http.limits import limits_without
from baken.service.run import take_port
from baken.vocabulary.time import monotonic_s

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pytest

    from baken.service.sources.pace import Pace


class QuickClock:
    """A clock that begins at the time on the wall and goes so many times as fast."""

    def __init__(self, speed: float) -> None:
        self.speed, self._begun, self._beginning = speed, monotonic_s(), datetime.now(UTC)

    def now(self) -> datetime:
        """Return the present moment of the node."""
        return self._beginning + timedelta(seconds=(monotonic_s() - self._begun) * self.speed)


@contextmanager
def node_in_this_process(
    city: Path, data: Path, *, clock: QuickClock, pace: Pace, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """Serve a city on a free port for a block; yield the address."""
    monkeypatch.setattr(nodes, "SystemClock", lambda: clock)
    taken = take_port("127.0.0.1", 0)
    begun: queue.Queue[tuple[asyncio.AbstractEventLoop, uvicorn.Server] | BaseException] = queue.Queue()

    async def serve() -> None:
        async with nodes.live_node(city, data, pace=pace) as node:
            application = create_app(node, limits_without(rates=True))
            server = uvicorn.Server(uvicorn.Config(application, lifespan="off", log_level="warning", ws="none"))
            begun.put((asyncio.get_running_loop(), server))
            await server.serve(sockets=[taken])

    def run() -> None:
        try:
            asyncio.run(serve())
        except BaseException as error:
            begun.put(error)
            raise

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    found = begun.get(timeout=60)
    if isinstance(found, BaseException):
        raise found
    loop, server = found
    try:
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"
    finally:
        loop.call_soon_threadsafe(setattr, server, "should_exit", True)
        thread.join(30)
