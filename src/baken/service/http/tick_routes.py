# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The route of the event stream."""

from __future__ import annotations

from typing import Annotated, Any, Final

from litestar import Request, get
from litestar.di import NamedDependency
from litestar.params import HeaderParameter
from litestar.response import Stream

from baken.service.http.access import access_of, principal_of, question_of, reads_picture
from baken.service.node import Node

LastEventId = Annotated[str | None, HeaderParameter(name="Last-Event-ID", max_length=100)]


@get(
    "/api/v1/ticks", operation_id="listenToTicks", tags=["picture"], media_type="text/event-stream", opt=reads_picture()
)
async def ticks(
    node: NamedDependency[Node], request: Request[Any, Any, Any], last_event_id: LastEventId = None
) -> Stream:
    """Return server-sent events: a tick when there is a newer picture, and a heartbeat every two seconds.

    With ``Last-Event-ID`` the first event tells how many pictures were missed, or ``reset`` to start afresh. The stream
    ends when the listener may not see the picture any more.
    """
    principal = principal_of(request)
    declared = access_of(request.route_handler)
    # What decides whether somebody may listen, as for every other permit; hundreds of screens share it.
    alike = (principal.kind, principal.roles, principal.party, principal.activity, principal.datastreams)

    def may_listen() -> bool:
        if not node.is_present(principal):
            return False
        if alike in node.ticks.may_hear:
            return True
        question = question_of(declared, node.governance, principal, {})
        if question is not None and not node.governance.decide(question).allowed:
            return False
        node.ticks.may_hear.add(alike)
        return True

    headers: dict[str, Any] = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return Stream(node.ticks.listen(last_event_id, may_listen), media_type="text/event-stream", headers=headers)


TICK_ROUTES: Final = (ticks,)
