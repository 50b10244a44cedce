# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Routes about the replay: where its clock stands, and changing it."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from litestar import Request, get, patch
from litestar.di import NamedDependency
from litestar.params import JSONBody

from baken.governance.lists import Action, Layer
from baken.service.http.access import access, reads_picture
from baken.service.http.bodies import ReplayBody, ReplayChange
from baken.service.http.problems import NotFoundError, exactly
from baken.service.node import Node
from baken.service.replay import ReplayClock, ReplayPlayer


def _replay_of(node: Node) -> tuple[ReplayPlayer, ReplayClock]:
    if node.player is None or not isinstance(node.clock, ReplayClock):
        raise NotFoundError("This node shows live data; there is no replay.")
    return node.player, node.clock


def _body(clock: ReplayClock) -> ReplayBody:
    return ReplayBody(
        now=clock.now(),
        speed=clock.speed,
        paused=clock.paused,
        start=clock.start,
        end=clock.end,
        at_end=clock.at_end,
    )


@get("/api/v1/replay", operation_id="getReplay", tags=["replay"], opt=reads_picture(), sync_to_thread=False)
def replay(node: NamedDependency[Node]) -> ReplayBody:
    """Return where the clock of the replay stands."""
    return _body(_replay_of(node)[1])


@patch(
    "/api/v1/replay",
    operation_id="changeReplay",
    tags=["replay"],
    opt=access(Action.CONTROL_REPLAY, Layer.OBSERVATIONS, about=Layer.ESTIMATES),
)
async def change_replay(
    node: NamedDependency[Node], request: Request[Any, Any, Any], data: JSONBody[ReplayChange]
) -> ReplayBody:
    """Pause or play, change the speed, or go to another moment; what is left out stays."""
    player, clock = _replay_of(node)
    data = exactly(await request.body(), ReplayChange)  # the framework would take 1 for true
    wishes = {name: value for name in data.__struct_fields__ if (value := getattr(data, name)) is not msgspec.UNSET}
    await player.set(**wishes)
    node.ticks.changed()
    return _body(clock)


REPLAY_ROUTES: Final = (replay, change_replay)
