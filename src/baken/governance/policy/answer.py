# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Answer: a question answered in full for a person, with the deciding rules and the ways to another answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from baken.governance.lists import Action
from baken.governance.model import Agreement, Question
from baken.governance.policy.changes import Change, ChangeKind, Step, changes
from baken.governance.policy.explain import activity_name, explain, who
from baken.governance.policy.rules import Language, Rule
from baken.governance.policy.words import deed, word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from baken.governance.policy.engine import PolicyEngine
    from baken.governance.policy.world import World


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """One way to a yes: what to do, and by which rules it would be permitted then."""

    kind: ChangeKind
    text: str
    rules: tuple[str, ...]


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to a question, for a person.

    Attributes
    ----------
    sentence
        The question in words.
    rules
        That decided; none when no rule permits.
    nearest
        Rules that would permit after one of the ways.
    ways
        What would change the answer; none when nothing that a city can declare does.
    """

    question: Question
    sentence: str
    allowed: bool
    rules: tuple[Rule, ...]
    nearest: tuple[Rule, ...]
    reason: str
    remedy: str
    ways: tuple[Way, ...]


def answer(engine: PolicyEngine, question: Question, world: World, language: Language) -> Answer:
    """Return the full answer; it asks the rules many times over, so it is for people and not for every request."""
    decision = engine.decide(question, world)
    rules = tuple(engine.rule(name) for name in decision.rules)
    told = explain(question, world, allowed=decision.allowed, rules=rules, language=language)
    found = () if decision.allowed else changes(engine, question, world)
    ways = tuple(_ways(found, question, world, language))
    nearest = dict.fromkeys(name for change in found for name in change.rules)
    return Answer(
        question=question,
        sentence=sentence(question, world, language),
        allowed=decision.allowed,
        rules=rules,
        nearest=tuple(engine.rule(name) for name in nearest),
        reason=told.reason,
        remedy=ways[0].text if ways else told.remedy,
        ways=ways,
    )


def sentence(question: Question, world: World, language: Language) -> str:
    """Return a question in words."""
    person, action = who(question.principal, world, language), deed(question.action, question.layer, language)
    activity = None if question.activity is None else world.activity(question.activity)
    used_by = question.used_by if question.used_by != question.activity else None
    using = activity if used_by is None else world.activity(used_by)
    purpose = question.purpose or (using.purpose if using else None)
    about = "" if question.activity is None else activity_name(question.activity, world, language)
    behalf = "" if used_by is None else activity_name(used_by, world, language)
    if language is Language.NL:
        parts = [f"Mag {person}: {action}", about and f"van {about}", purpose and f"voor {word(purpose, language)}"]
        return " ".join(part for part in (*parts, behalf and f"namens {behalf}") if part) + "?"
    parts = [f"May {person} {action}", about and f"of {about}", purpose and f"for {word(purpose, language)}"]
    return " ".join(part for part in (*parts, behalf and f"on behalf of {behalf}") if part) + "?"


def _ways(found: Iterable[Change], question: Question, world: World, language: Language) -> Iterator[Way]:
    """Yield the ways; changes that differ only in who would do it become one."""
    by_role: list[Change] = []
    for change in found:
        if change.steps[-1].kind is ChangeKind.ROLE and len(change.steps) == 1:
            by_role.append(change)
        else:
            text = " ".join(_text(step, question, world, language) for step in change.steps)
            yield Way(kind=change.kind, text=text, rules=change.rules)
    if by_role:
        roles = [word(change.steps[0].role, language) for change in by_role if change.steps[0].role]
        rules = dict.fromkeys(name for change in by_role for name in change.rules)
        yield Way(kind=ChangeKind.ROLE, text=_ask(roles, world, language), rules=tuple(rules))


def _ask(roles: list[str], world: World, language: Language) -> str:
    controller = world.party_name(world.controller)
    if language is Language.NL:
        return f"Vraag het iemand van {controller} met de rol {' of '.join(roles)}."
    return f"Ask somebody of {controller} in the role of {' or '.join(roles)}."


def _text(step: Step, question: Question, world: World, language: Language) -> str:
    """Return what to do, as a sentence."""
    english = language is Language.EN
    layer = "" if question.layer is None else word(question.layer, language)
    data = "" if question.activity is None else activity_name(question.activity, world, language)
    named = "" if step.activity is None else activity_name(step.activity, world, language)
    purpose = "" if step.purpose is None else word(step.purpose, language)
    role = "" if step.role is None else step.role.value
    if step.kind is ChangeKind.STANDING and step.activity is not None:
        standing = world.standing(step.activity)
        remedy = standing.remedy if english else standing.remedy_nl
        return remedy or (f"Put {named} in order." if english else f"Breng {named} op orde.")
    if step.kind is ChangeKind.AGREEMENT:
        return _agreement_text(question, world, language)
    if step.kind is ChangeKind.USE and step.activity is None:
        step_text = _NEW_ACTIVITY[language]
    elif step.kind is ChangeKind.ROLE:
        return _ask([word(step.role, language)] if step.role else [], world, language)
    else:
        step_text = _TEXTS[step.kind][language]
    layer_id = "" if question.layer is None else question.layer.value
    return step_text.format(layer=layer, layer_id=layer_id, data=data, named=named, purpose=purpose, role=role)


_NEW_ACTIVITY: Final = {
    Language.EN: "Decide on a processing activity for {purpose}, with its own legal basis, and let it declare "
    "a [[use]] of {layer} of {data} with the assessment that this is compatible (GDPR art. 6 (4)).",
    Language.NL: "Besluit tot een verwerking voor {purpose}, met een eigen grondslag, en laat die een "
    "[[use]] declareren van {layer} van {data} met de beoordeling dat dit verenigbaar is (AVG art. 6 lid 4).",
}

_TEXTS: Final[dict[ChangeKind, dict[Language, str]]] = {
    ChangeKind.SIGN_IN: {
        Language.EN: "Sign in again, and repeat it within ten minutes.",
        Language.NL: "Meld u opnieuw aan en herhaal het binnen tien minuten.",
    },
    ChangeKind.KEY: {
        Language.EN: "Deliver with the key of a thing of {named}.",
        Language.NL: "Lever met de sleutel van een ding van {named}.",
    },
    ChangeKind.PURPOSE: {
        Language.EN: "Ask it for {purpose}: that is what {named} is for.",
        Language.NL: "Vraag het voor {purpose}: daar is {named} voor.",
    },
    ChangeKind.BEHALF: {
        Language.EN: "Ask it on behalf of {named}, which declares the use already.",
        Language.NL: "Vraag het namens {named}, die het gebruik al declareert.",
    },
    ChangeKind.USE: {
        Language.EN: "Let {named} declare a [[use]] of {layer} of {data}, with the assessment that this is compatible "
        "(GDPR art. 6 (4)), and ask on its behalf.",
        Language.NL: "Laat {named} een [[use]] declareren van {layer} van {data}, met de beoordeling dat dit "
        "verenigbaar is (AVG art. 6 lid 4), en vraag het namens haar.",
    },
    ChangeKind.RECIPIENT: {
        Language.EN: 'Add role "{role}" with layer "{layer_id}" as a [[recipient]] of {named}, if its purpose '
        "needs that and it was assessed.",
        Language.NL: 'Voeg rol "{role}" met laag "{layer_id}" toe als [[recipient]] van {named}, als het doel '
        "dat nodig maakt en het is beoordeeld.",
    },
}


def _agreement_text(question: Question, world: World, language: Language) -> str:
    """Return what has to be agreed: what the nearest agreement lacks, or a new one."""
    party = world.party_name(question.principal.party)
    about = [
        (_lacks(agreement, question, world, language), agreement)
        for agreement in world.agreements
        if agreement.party == question.principal.party and question.activity in agreement.activities
    ]
    if about:
        missing, nearest = min(about, key=lambda pair: len(pair[0]))
        called = f"“{nearest.id}” ({nearest.reference})"
        if language is Language.NL:
            return f"Pas de overeenkomst {called} met {party} aan: {', '.join(missing)}."
        return f"Change the agreement {called} with {party}: {', '.join(missing)}."
    layer = "" if question.layer is None else word(question.layer, language)
    data = activity_name(question.activity, world, language)
    if language is Language.NL:
        return f"Sluit een overeenkomst met {party} over {layer} van {data}, met doel en einddatum, en declareer die."
    return f"Make an agreement with {party} about {layer} of {data}, with a purpose and an end, and declare it."


def _lacks(agreement: Agreement, question: Question, world: World, language: Language) -> list[str]:
    activity = world.activity(question.used_by or question.activity or "")
    purpose = question.purpose or (activity.purpose if activity else None)
    facets = (
        (agreement.valid_from > world.now, "it begins on {0:%Y-%m-%d}", "hij begint op {0:%Y-%m-%d}"),
        (agreement.valid_until <= world.now, "it ended on {1:%Y-%m-%d}", "hij eindigde op {1:%Y-%m-%d}"),
        (question.layer not in agreement.layers, "it does not name the layer", "hij noemt de laag niet"),
        (purpose not in agreement.purposes, "it does not name the purpose", "hij noemt het doel niet"),
        (
            question.action is Action.EXPORT and not agreement.may_export,
            "it does not let files be taken away",
            "hij laat geen bestanden meenemen",
        ),
    )
    texts = [english if language is Language.EN else dutch for missing, english, dutch in facets if missing]
    return [text.format(agreement.valid_from, agreement.valid_until) for text in texts]
