# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The bodies about rules and what they permit; camelCase on the wire."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baken.governance.lists import Action, Layer, Purpose, Role
from baken.governance.policy.words import word
from baken.service.http.bodies import Body

if TYPE_CHECKING:
    from enum import StrEnum

    from baken.governance.model import ProcessingActivity
    from baken.governance.policy.answer import Answer
    from baken.governance.policy.asking import Asked
    from baken.governance.policy.rules import Language, Rule
    from baken.governance.policy.world import World


class ChoiceBody(Body, frozen=True):
    """One member of a closed list, and what it is called."""

    id: str
    name: str


class PartyChoiceBody(Body, frozen=True):
    """One party."""

    id: str
    name: str
    kind: str
    is_controller: bool


class ActivityChoiceBody(Body, frozen=True):
    """One processing activity."""

    id: str
    name: str
    purpose: str
    state: str


class PermissionOptionsBody(Body, frozen=True):
    """What a question about permission can be made of."""

    roles: list[ChoiceBody]
    parties: list[PartyChoiceBody]
    purposes: list[ChoiceBody]
    actions: list[ChoiceBody]
    layers: list[ChoiceBody]
    activities: list[ActivityChoiceBody]


class RuleBody(Body, frozen=True):
    """One rule: what it says, why, what would change it, and as it stands in its file."""

    id: str
    effect: str
    title: str
    why: str
    change: str
    file: str
    origin: str
    text: str


class RulesBody(Body, frozen=True):
    """The rules that decide, in the order of their files."""

    rules: list[RuleBody]


class AskedBody(Body, frozen=True):
    """The question, as it was understood, and in words."""

    role: str
    party: str | None
    action: str
    activity: str | None
    layer: str | None
    used_by: str | None
    purpose: str | None
    sentence: str


class WayBody(Body, frozen=True):
    """One way to a yes, and by which rules it would be permitted then."""

    kind: str
    text: str
    rules: list[str]


class PermissionBody(Body, frozen=True):
    """The answer, with the rules that decide and what would change it."""

    question: AskedBody
    allowed: bool
    rules: list[RuleBody]
    nearest: list[RuleBody]
    reason: str
    remedy: str
    changes: list[WayBody]


def rule_body(rule: Rule, language: Language) -> RuleBody:
    """Return one rule in a language."""
    texts = {what: rule.say(what, language) for what in ("title", "why", "change")}
    return RuleBody(
        id=rule.id, effect=rule.effect.value, file=rule.file, origin=rule.origin.value, text=rule.text, **texts
    )


def permission_body(asked: Asked, answer: Answer, language: Language) -> PermissionBody:
    """Return the answer to a question in a language."""
    question = answer.question
    asked_body = AskedBody(
        role=asked.role,
        party=question.principal.party or None,
        action=question.action.value,
        activity=question.activity,
        layer=None if question.layer is None else question.layer.value,
        used_by=question.used_by,
        purpose=None if question.purpose is None else question.purpose.value,
        sentence=answer.sentence,
    )
    return PermissionBody(
        question=asked_body,
        allowed=answer.allowed,
        rules=[rule_body(rule, language) for rule in answer.rules],
        nearest=[rule_body(rule, language) for rule in answer.nearest],
        reason=answer.reason,
        remedy=answer.remedy,
        changes=[WayBody(kind=way.kind.value, text=way.text, rules=list(way.rules)) for way in answer.ways],
    )


def options_body(world: World, language: Language) -> PermissionOptionsBody:
    """Return what a question can be made of."""
    activities = [a for a in map(world.activity, world.activities) if a is not None]
    return PermissionOptionsBody(
        roles=_choices(Role, language),
        parties=[
            PartyChoiceBody(id=p.id, name=p.name, kind=p.kind.value, is_controller=p.id == world.controller)
            for p in world.parties
        ],
        purposes=_choices(Purpose, language),
        actions=_choices(Action, language),
        layers=_choices(Layer, language),
        activities=[_activity(a, world, language) for a in activities],
    )


def _activity(activity: ProcessingActivity, world: World, language: Language) -> ActivityChoiceBody:
    name = activity.name_nl if language == "nl" else activity.name
    state = world.standing(activity.id).state
    return ActivityChoiceBody(id=activity.id, name=name, purpose=activity.purpose.value, state=state.value)


def _choices(of: type[StrEnum], language: Language) -> list[ChoiceBody]:
    names = [(one.value, word(one, language)) for one in of]  # type: ignore[arg-type]  # the lists that have words
    return [ChoiceBody(id=name, name=text[0].upper() + text[1:]) for name, text in names]
