# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Changes: what would turn a no into a yes, found by asking the rules again in worlds that differ a little.

Nothing here knows the rules. Each step is something that a person could do (sign in, make an agreement, declare a
use), and a change is the smallest set of steps after which the rules say yes.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import msgspec

from baken.governance.lists import Purpose, Role
from baken.governance.model import (
    Agreement,
    Principal,
    PrincipalKind,
    ProcessingActivity,
    Question,
    Recipient,
    Standing,
    State,
    Use,
)
from baken.governance.policy.facts import is_integration
from baken.governance.policy.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from baken.governance.policy.engine import PolicyEngine

Situation = tuple[Question, World]

STAFF: Final = (Role.DUTY_OFFICER, Role.ANALYST, Role.PLANNER, Role.PRIVACY_OFFICER, Role.ADMINISTRATOR)
"""Roles of the controller."""

_MOST_STEPS: Final = 3
_SUPPOSED: Final = "not there yet"
"""Id of what does not exist yet; no id that a city declares has a space, so it hides nothing."""


class ChangeKind(StrEnum):
    """What somebody could do, in the order in which it should be thought of."""

    SIGN_IN = "sign-in"
    STANDING = "standing"
    """Put the activity in order."""
    KEY = "key"
    """Deliver with the key of another activity."""
    BEHALF = "behalf"
    """Say on behalf of which activity, which has the leave already."""
    USE = "use"
    """Let an activity declare the use."""
    AGREEMENT = "agreement"
    RECIPIENT = "recipient"
    PURPOSE = "purpose"
    """Ask for what the data are for, which is another question."""
    ROLE = "role"
    """Leave it to somebody in another role."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that somebody could do.

    Attributes
    ----------
    role, activity, purpose
        What it is about, where that matters; ``activity`` is None for one that does not exist yet.
    apply
        Gives question and world as they would be then.
    """

    kind: ChangeKind
    apply: Callable[[Question, World], Situation]
    role: Role | None = None
    activity: str | None = None
    purpose: Purpose | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Steps that together turn the answer into yes, and the rules that would permit it then."""

    steps: tuple[Step, ...]
    rules: tuple[str, ...]

    @property
    def kind(self) -> ChangeKind:
        """Return the kind of its first step."""
        return self.steps[0].kind


def changes(engine: PolicyEngine, question: Question, world: World) -> tuple[Change, ...]:
    """Return the smallest changes after which the rules would say yes; none when nothing of this kind helps.

    Invariants: a change of more steps is given only where none of fewer helps.
    """
    steps = tuple(_steps(question, world))
    for size in range(1, _MOST_STEPS + 1):
        found = []
        for chosen in itertools.combinations(steps, size):
            if len({step.kind for step in chosen}) < size:
                continue
            changed = (question, world)
            for step in chosen:
                changed = step.apply(*changed)
            allowed, rules = engine.verdict(*changed)
            if allowed:
                found.append(Change(steps=chosen, rules=rules))
        if found:
            return tuple(found)
    return ()


def _steps(question: Question, world: World) -> Iterator[Step]:
    """Yield what could be done, in the order of ChangeKind."""
    yield from _sign_in(question, world)
    yield from _standing(question, world)
    yield from _key(question, world)
    yield from _use(question, world)
    yield from _agreement(question, world)
    yield from _recipient(question, world)
    yield from _purpose(question, world)
    yield from _role(question, world)


def _sign_in(question: Question, _world: World) -> Iterator[Step]:
    if question.principal.kind is PrincipalKind.PERSON:
        yield Step(
            kind=ChangeKind.SIGN_IN, apply=lambda q, w: (_as(q, _replaced(q.principal, authenticated_at=w.now)), w)
        )


def _standing(question: Question, world: World) -> Iterator[Step]:
    for name in dict.fromkeys((question.activity, question.used_by)):
        if name is not None and world.activity(name) is not None and not world.standing(name).is_active:
            yield Step(kind=ChangeKind.STANDING, activity=name, apply=_standing_again(name))


def _standing_again(name: str) -> Callable[[Question, World], Situation]:
    def apply(question: Question, world: World) -> Situation:
        active = Standing(activity=name, state=State.ACTIVE)
        return question, replace(world, standing=lambda i: active if i == name else world.standing(i))

    return apply


def _key(question: Question, world: World) -> Iterator[Step]:
    activity, principal = _activity(question, world), question.principal
    is_thing = principal.kind is PrincipalKind.SENSOR and not is_integration(principal)
    if is_thing and activity is not None and principal.activity != activity.id:
        other = _replaced(principal, activity=activity.id, party=activity.controller)
        yield Step(kind=ChangeKind.KEY, activity=activity.id, apply=_acting(other))


def _purpose(question: Question, world: World) -> Iterator[Step]:
    activity = _activity(question, world)
    if activity is not None and (question.used_by not in (None, activity.id) or question.purpose is not None):
        own = activity.purpose

        def apply(asked: Question, then: World) -> Situation:
            return msgspec.structs.replace(asked, used_by=None, purpose=own), then

        yield Step(kind=ChangeKind.PURPOSE, purpose=own, activity=activity.id, apply=apply)


def _use(question: Question, world: World) -> Iterator[Step]:
    """Yield the activities on whose behalf it could be done: those that there are, else one that is still to be."""
    activity = _activity(question, world)
    if activity is None or question.layer is None:
        return
    if question.used_by not in (None, activity.id):
        using = [world.activity(question.used_by or "")]
    elif question.purpose not in (None, activity.purpose):
        using = [a for a in map(world.activity, world.activities) if a is not None and a.purpose is question.purpose]
    else:
        return
    leave = Use(activity=activity.id, layers=(question.layer,), reason="")
    known = [a for a in using if a is not None and a.id != activity.id]
    for one in known:
        has_leave = any(use.activity == activity.id and question.layer in use.layers for use in one.uses)
        kind = ChangeKind.BEHALF if has_leave else ChangeKind.USE
        allowing = msgspec.structs.replace(one, uses=(*one.uses, leave))
        yield Step(kind=kind, activity=one.id, purpose=one.purpose, apply=_on_behalf(allowing))
    if not known and question.purpose is not None:
        supposed = msgspec.structs.replace(activity, id=_SUPPOSED, purpose=question.purpose, uses=(leave,))
        yield Step(kind=ChangeKind.USE, purpose=question.purpose, apply=_on_behalf(supposed))


def _on_behalf(using: ProcessingActivity) -> Callable[[Question, World], Situation]:
    def apply(question: Question, world: World) -> Situation:
        asked = msgspec.structs.replace(question, used_by=using.id, purpose=question.purpose or using.purpose)
        then = _with_activity(world, using)
        return asked, _standing_again(using.id)(asked, then)[1] if using.id == _SUPPOSED else then

    return apply


def _agreement(question: Question, world: World) -> Iterator[Step]:
    principal, activity = question.principal, _activity(question, world)
    is_other = principal.kind is PrincipalKind.PERSON and principal.party not in ("", world.controller)
    if not is_other or activity is None or question.layer is None:
        return
    supposed = Agreement(
        id=_SUPPOSED,
        party=principal.party,
        activities=(activity.id,),
        layers=(question.layer,),
        purposes=tuple(Purpose),
        valid_from=world.now,
        valid_until=world.now + timedelta(days=1),
        reference="",
        may_export=True,
    )
    yield Step(
        kind=ChangeKind.AGREEMENT,
        activity=activity.id,
        apply=lambda q, w: (q, replace(w, agreements=(*w.agreements, supposed))),
    )


def _recipient(question: Question, world: World) -> Iterator[Step]:
    activity, principal, layer = _activity(question, world), question.principal, question.layer
    if activity is None or layer is None:
        return
    if principal.kind is PrincipalKind.ANONYMOUS:
        roles = [Role.PUBLIC]
    else:
        roles = [role for role in STAFF if role in principal.roles and principal.party == activity.controller]
    for role in roles:
        allowing = (*activity.recipients, Recipient(role=role, layers=(layer,)))
        changed = msgspec.structs.replace(activity, recipients=allowing)
        yield Step(
            kind=ChangeKind.RECIPIENT,
            role=role,
            activity=activity.id,
            apply=_declaring(changed),
        )


def _role(question: Question, world: World) -> Iterator[Step]:
    if question.principal.kind is PrincipalKind.NODE:
        return
    for role in STAFF:
        person = Principal(
            id=_SUPPOSED,
            kind=PrincipalKind.PERSON,
            roles=frozenset({role}),
            party=world.controller,
            authenticated_at=world.now,
        )
        yield Step(kind=ChangeKind.ROLE, role=role, apply=_acting(person))


def _activity(question: Question, world: World) -> ProcessingActivity | None:
    return None if question.activity is None else world.activity(question.activity)


def _as(question: Question, principal: Principal) -> Question:
    return msgspec.structs.replace(question, principal=principal)


def _acting(principal: Principal) -> Callable[[Question, World], Situation]:
    return lambda question, world: (_as(question, principal), world)


def _declaring(activity: ProcessingActivity) -> Callable[[Question, World], Situation]:
    return lambda question, world: (question, _with_activity(world, activity))


def _replaced(principal: Principal, **fields: object) -> Principal:
    return msgspec.structs.replace(principal, **fields)


def _with_activity(world: World, activity: ProcessingActivity) -> World:
    return replace(world, activity=lambda name: activity if name == activity.id else world.activity(name))
