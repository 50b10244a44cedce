# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The route by which screens of the crowd room tell each other who is there, and at what they look."""

from __future__ import annotations

from typing import Annotated, Final

import msgspec
from litestar import post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from baken.service.http.access import present_in_the_room
from baken.service.http.bodies import Body
from baken.service.http.signed_in import AnyRequest, read, signed_in
from baken.service.node import Node
from baken.service.presence import Present

Id = Annotated[str, msgspec.Meta(max_length=100)]


class PresenceRequest(Body, frozen=True, forbid_unknown_fields=True):
    """At what somebody looks. ``screen`` is chosen by the screen; ``isLeaving`` when it is closed."""

    screen: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    warning_id: Id = ""
    response_id: Id = ""
    area_id: Id = ""
    is_acting: bool = False
    is_leaving: bool = False


class PresentBody(Body, frozen=True):
    """Somebody at another screen; ``isSelf`` when it is the same person."""

    name: str
    party: str
    warning_id: str
    response_id: str
    area_id: str
    is_acting: bool
    is_self: bool


class PresenceBody(Body, frozen=True):
    """Who else is there now."""

    present: list[PresentBody]


@post(
    "/api/v1/presence",
    operation_id="bePresent",
    tags=["responses"],
    status_code=200,
    opt=present_in_the_room(),
)
async def presence(node: NamedDependency[Node], request: AnyRequest, data: JSONBody[PresenceRequest]) -> PresenceBody:
    """Tell that somebody is at a screen, every five seconds; return who else is.

    It is kept in memory for fifteen seconds, and written nowhere.
    """
    who, told = signed_in(request).account, await read(request, type(data))
    if told.is_leaving:
        node.presence.leave(account=who.id, screen=told.screen)
    else:
        node.presence.note(
            Present(
                account=who.id,
                screen=told.screen,
                name=who.name,
                party=who.party,
                warning_id=told.warning_id,
                response_id=told.response_id,
                area_id=told.area_id,
                is_acting=told.is_acting,
            )
        )
    others = node.presence.others(account=who.id, screen=told.screen)
    return PresenceBody(
        present=[
            PresentBody(
                name=one.name,
                party=one.party,
                warning_id=one.warning_id,
                response_id=one.response_id,
                area_id=one.area_id,
                is_acting=one.is_acting,
                is_self=one.account == who.id,
            )
            for one in others
        ]
    )


PRESENCE_ROUTES: Final = (presence,)
