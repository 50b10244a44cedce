# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""PolicyEngine: answers questions by the rules, and by nothing else. What no rule permits is denied."""

from __future__ import annotations

import logging
import re
import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Any, Final

import msgspec

from baken.governance.model import Decision, Principal, PrincipalKind, State
from baken.governance.policy import facts
from baken.governance.policy.explain import explain
from baken.governance.policy.rules import Language, Origin, PolicyFile, Rule, read_rules, shipped_files

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from cedarpy import Entities

    from baken.governance.lists import Layer
    from baken.governance.model import Agreement, ProcessingActivity, Question
    from baken.governance.policy.world import World

_log: Final = logging.getLogger(__name__)

RECENT_SIGN_IN: Final = "recent-sign-in"
"""The only rule of a denial that signing in again would turn into leave."""

_KEPT: Final = 4096
_NOW: Final = re.compile(r"\bnow\b")


class PolicyEngine:
    """Answers whether somebody may do something with data.

    Policies and entities are parsed once; the entities of a question (who, which layer, on whose behalf, relying on
    which agreement) are kept by content, so that a changed activity is never answered from an old one.

    Parameters
    ----------
    policies
        Files of rules. Any rule that forbids outweighs all that permit; without a rule that permits the answer is no.

    Raises
    ------
    PolicyError
        When a rule cannot be read.

    Invariants
    ----------
    A rule that fails while it is evaluated denies: Cedar itself would pass over it, also when it forbids.
    """

    def __init__(self, policies: Sequence[PolicyFile]) -> None:
        from cedarpy import PolicySet

        self.rules: tuple[Rule, ...] = read_rules(policies)
        self._by_id = {rule.id: rule for rule in self.rules}
        self._policies = PolicySet.from_str("\n".join(file.text for file in policies))
        self._entities: OrderedDict[Hashable, Entities] = OrderedDict()
        self._lock = threading.Lock()

    @classmethod
    def shipped(cls, further: Sequence[PolicyFile] = ()) -> PolicyEngine:
        """Return the engine with the rules that come with Baken, and those of a city."""
        return cls((*shipped_files(), *further))

    def rule(self, name: str) -> Rule:
        """Return a rule by its id."""
        return self._by_id[name]

    @property
    def depends_on_clock(self) -> bool:
        """Return whether a rule of the city looks at the time of day, so that no answer can be kept for long.

        The rules that come with Baken look at the ends of agreements, which are known beforehand, and at how long ago
        somebody signed in, about what is always asked anew.
        """
        return any(rule.origin is Origin.CITY and _NOW.search(rule.text) for rule in self.rules)

    def decide(self, question: Question, world: World) -> Decision:
        """Return the answer, with the rules that decided and an explanation in English.

        A person of another party may rely on any agreement of that party: it is enough that one of them helps.
        """
        allowed, rules = self.verdict(question, world)
        if rules == (RECENT_SIGN_IN,):
            # Somebody who would be refused anyway is not sent away to sign in first.
            signed_in = msgspec.structs.replace(question.principal, authenticated_at=world.now)
            later = self.verdict(msgspec.structs.replace(question, principal=signed_in), world)
            allowed, rules = (False, rules) if later[0] else later
        told = explain(question, world, allowed=allowed, rules=self._found(rules), language=Language.EN)
        return Decision(allowed=allowed, rules=rules, reason=told.reason, remedy=told.remedy)

    def verdict(self, question: Question, world: World) -> tuple[bool, tuple[str, ...]]:
        """Return the bare answer: whether, and by which rules."""
        answers = [self._ask(question, world, agreement) for agreement in _relied_on(question, world)]
        return next((answer for answer in answers if answer[0]), answers[0])

    def _ask(self, question: Question, world: World, agreement: Agreement | None) -> tuple[bool, tuple[str, ...]]:
        from cedarpy import is_authorized

        activity = None if question.activity is None else world.activity(question.activity)
        if question.activity is not None and activity is None:
            return False, ()
        used_by = question.used_by or question.activity
        using = activity if used_by == question.activity else world.activity(used_by or "")
        request: dict[str, Any] = {
            "principal": facts.principal_uid(question.principal),
            "action": {"type": "Action", "id": question.action.value},
            "resource": _resource(activity, question.layer),
            "context": facts.circumstances(question, world, using=using, agreement=agreement),
        }
        entities = self._facts(question.principal, activity, question.layer, using, agreement, world)
        answer = is_authorized(request, self._policies, entities)
        found = answer.diagnostics
        if found.errors:
            _log.error("A rule could not be applied, so the answer is no: %s", found.errors[0])
            return False, ()
        return answer.allowed, tuple(sorted(found.id_annotations_by_reason.values()))

    def _facts(
        self,
        principal: Principal,
        activity: ProcessingActivity | None,
        layer: Layer | None,
        using: ProcessingActivity | None,
        agreement: Agreement | None,
        world: World,
    ) -> Entities:
        from cedarpy import Entities

        states = tuple(State.ACTIVE if a is None else world.standing(a.id).state for a in (activity, using))
        who = (principal.kind, principal.party, principal.roles, principal.activity)
        what = (_matter(activity), _matter(using), states, layer, agreement, world.controller)
        key = (who, what)
        with self._lock:
            kept = self._entities.get(key)
            if kept is not None:
                self._entities.move_to_end(key)
                return kept
        found = [facts.principal_facts(principal), facts.service_facts(world.controller)]
        if activity is not None:
            found.append(facts.activity_facts(activity, states[0]))
            found += [] if layer is None else [facts.data_facts(activity, layer)]
        if using is not None and using is not activity:
            found.append(facts.activity_facts(using, states[1]))
        if agreement is not None:
            found.append(facts.agreement_facts(agreement))
        made = Entities.from_json_str(facts.to_json(found))
        with self._lock:
            self._entities[key] = made
            if len(self._entities) > _KEPT:
                self._entities.popitem(last=False)
        return made

    def _found(self, names: tuple[str, ...]) -> tuple[Rule, ...]:
        return tuple(self._by_id[name] for name in names)


def _relied_on(question: Question, world: World) -> tuple[Agreement | None, ...]:
    """Return the agreements that somebody of another party could rely on; the rules look whether one helps."""
    principal = question.principal
    if principal.kind is not PrincipalKind.PERSON or principal.party == world.controller:
        return (None,)
    made = (a for a in world.agreements if a.party == principal.party and question.activity in a.activities)
    return tuple(made) or (None,)


def _matter(activity: ProcessingActivity | None) -> Hashable:
    """Return what the rules look at of an activity."""
    if activity is None:
        return None
    return activity.id, activity.controller, activity.purpose, activity.recipients, activity.uses


def _resource(activity: ProcessingActivity | None, layer: Layer | None) -> dict[str, str]:
    if activity is None:
        return facts.SERVICE
    if layer is None:
        return {"type": "Activity", "id": activity.id}
    return {"type": "Data", "id": facts.data_id(activity.id, layer)}
