# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The route of the event stream."""

from __future__ import annotations

from typing import Annotated, Any, Final

from litestar import get
from litestar.di import NamedDependency
from litestar.params import HeaderParameter
from litestar.response import Stream

from baken.service.node import Node

LastEventId = Annotated[str | None, HeaderParameter(name="Last-Event-ID", max_length=100)]


@get("/api/v1/ticks", operation_id="listenToTicks", tags=["picture"], media_type="text/event-stream")
async def ticks(node: NamedDependency[Node], last_event_id: LastEventId = None) -> Stream:
    """Return server-sent events: a tick when there is a newer picture, and a heartbeat every two seconds.

    With ``Last-Event-ID`` the first event tells how many pictures were missed, or ``reset`` to start afresh.
    """
    headers: dict[str, Any] = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return Stream(node.ticks.listen(last_event_id), media_type="text/event-stream", headers=headers)


TICK_ROUTES: Final = (ticks,)
