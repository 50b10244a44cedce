# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Asking: a question in the words of a form or a command line, turned into one that the rules can answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

import msgspec

from baken.declaration.reader import suggestion
from baken.errors import BakenError
from baken.governance.lists import Action, Layer, Purpose, Role
from baken.governance.model import ANYBODY, THE_NODE, Principal, PrincipalKind, Question
from baken.governance.policy.rules import Language

if TYPE_CHECKING:
    from enum import StrEnum

    from baken.governance.policy.world import World

    E = TypeVar("E", bound=StrEnum)


class AskingError(BakenError):
    """A question about a role, party, purpose, action or data that does not exist."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A question as somebody put it; what is left out is empty.

    Attributes
    ----------
    party
        Left out it is the controller, and for a partner the first other party.
    data
        An activity, or an activity and a layer with a slash between; without a layer observations are meant.
    used_by
        The activity on whose behalf; left out it is the activity of the data.
    """

    role: str
    data: str = ""
    action: str = Action.READ.value
    party: str = ""
    purpose: str = ""
    used_by: str = ""


WITHOUT_LAYER: Final = frozenset(Action) - {
    Action.OBSERVE,
    Action.READ,
    Action.EXPORT,
    Action.DELETE,
    Action.CONTROL_REPLAY,
}
"""What is done with an activity as a whole, or with the service."""


def question_of(asked: Asked, world: World) -> Question:
    """Return the question; a person who asks is taken to have signed in just now.

    Raises
    ------
    AskingError
        Naming what there is instead.
    """
    role, action = _member(Role, asked.role, "role"), _member(Action, asked.action, "action")
    activity, layer = _data(asked.data, action, world)
    return Question(
        principal=_principal(role, asked.party, activity, world),
        action=action,
        activity=activity,
        layer=layer,
        used_by=_activity(asked.used_by, world) if asked.used_by else None,
        purpose=_member(Purpose, asked.purpose, "purpose") if asked.purpose else None,
    )


def language_of(text: str) -> Language:
    """Return the language that was asked for.

    Raises
    ------
    AskingError
        When it is none of ours.
    """
    return _member(Language, text, "language")


def _data(text: str, action: Action, world: World) -> tuple[str | None, Layer | None]:
    name, slash, layer = text.partition("/")
    if not name:
        if action in WITHOUT_LAYER or action is Action.CONTROL_REPLAY:
            return None, None
        remedy = f"Name an activity, with or without a layer: {', '.join(world.activities) or 'there are none'}."
        raise AskingError("It has not been said which data are meant.", remedy=remedy)
    activity = _activity(name, world)
    if slash:
        return activity, _member(Layer, layer, "layer")
    return activity, None if action in WITHOUT_LAYER else Layer.OBSERVATIONS


def _activity(name: str, world: World) -> str:
    if world.activity(name) is None:
        message = f"There is no activity {name[:80]!r}."
        raise AskingError(message, remedy=suggestion(name, [i for i in world.activities if world.activity(i)]))
    return name


def _principal(role: Role, party: str, activity: str | None, world: World) -> Principal:
    if role is Role.PUBLIC:
        return ANYBODY
    if role is Role.NODE:
        return THE_NODE
    party = _party(role, party, world)
    kind = PrincipalKind.SENSOR if role is Role.SENSOR else PrincipalKind.PERSON
    own = (activity or "") if role is Role.SENSOR else ""
    roles = frozenset({role})
    return Principal(id="asked", kind=kind, roles=roles, party=party, activity=own, authenticated_at=world.now)


def _party(role: Role, party: str, world: World) -> str:
    known = [p.id for p in world.parties]
    if party:
        if party not in known:
            raise AskingError(f"There is no party {party[:80]!r}.", remedy=suggestion(party, known))
        return party
    if role is not Role.PARTNER:
        return world.controller
    others = [name for name in known if name != world.controller]
    if not others:
        raise AskingError("There is no other party.", remedy="Declare it in parties.toml.")
    return others[0]


def _member(of: type[E], text: str, what: str) -> E:
    try:
        return of(text)
    except ValueError as error:
        message = f"There is no {what} {text[:80]!r}."
        raise AskingError(message, remedy=suggestion(text, [one.value for one in of])) from error
