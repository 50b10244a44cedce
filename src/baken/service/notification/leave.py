# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Leave: a message to a receiver is an export of warnings, and happens only while governance allows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baken.governance.lists import Action, Layer, Role
from baken.governance.model import Principal, PrincipalKind, Question

if TYPE_CHECKING:
    from baken.city.channels import Channel
    from baken.governance.governing import Governance


def receiver(channel: Channel, controller: str) -> Principal:
    """Return on whose behalf something is taken away over a channel."""
    role = channel.role or Role.PARTNER
    return Principal(
        id=f"channel:{channel.id}",
        kind=PrincipalKind.PERSON,
        roles=frozenset({role}),
        party=channel.party or controller,
        name=channel.id,
    )


def require_leave(governance: Governance, who: Principal, activity: str) -> None:
    """Refuse what may not be taken away; the refusal is written to the security log.

    Raises
    ------
    RefusedError
        When no agreement, or no recipient of the activity, gives leave now.
    """
    governance.require(Question(principal=who, action=Action.EXPORT, activity=activity or None, layer=Layer.WARNINGS))


def may_subscribe(governance: Governance, channel: Channel, who: Principal, activity: str) -> bool:
    """Tell whether somebody may have the warnings of a push channel sent to a browser."""
    if channel.party and who.party != channel.party:
        return False
    if channel.role is not None and (who.party != governance.controller or channel.role not in who.roles):
        return False
    question = Question(principal=who, action=Action.EXPORT, activity=activity or None, layer=Layer.WARNINGS)
    return governance.decide(question).allowed
