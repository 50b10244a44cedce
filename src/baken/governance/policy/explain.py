# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Explanations: why it is so and what would change it, in the language of who asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from baken.governance.lists import Action, Layer, Role
from baken.governance.model import PrincipalKind, Standing
from baken.governance.policy.facts import is_integration
from baken.governance.policy.rules import Language, Origin, Rule
from baken.governance.policy.words import deed, word

if TYPE_CHECKING:
    from collections.abc import Callable

    from baken.governance.model import Principal, Question
    from baken.governance.policy.world import World


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """Two sentences for a person: why the answer is as it is, and what would change it (empty when it is yes)."""

    reason: str
    remedy: str = ""


def explain(
    question: Question, world: World, *, allowed: bool, rules: tuple[Rule, ...], language: Language
) -> Explanation:
    """Return why a question was answered so.

    Parameters
    ----------
    rules
        That decided: those that permit when it is allowed, else those that forbid; none when none permits.
    """
    if allowed:
        return Explanation(reason=" ".join(f"{rule.say('title', language)}." for rule in rules))
    if not rules:
        return _not_permitted(question, world, language)
    first = rules[0]
    special = _SPECIAL.get(first.id) if first.origin is Origin.BAKEN else None
    told = special(question, world, language) if special else None
    reason = f"{first.say('title', language)}."
    if told is None:
        return Explanation(reason=reason, remedy=first.say("change", language))
    return Explanation(reason=f"{reason} {told.reason}".strip(), remedy=told.remedy or first.say("change", language))


def who(principal: Principal, world: World, language: Language) -> str:
    """Return who asks, by roles and party.

    Examples
    --------
    >>> from baken.governance.model import ANYBODY
    >>> who(ANYBODY, None, Language.NL)
    'iedereen'
    """
    if principal.kind is PrincipalKind.ANONYMOUS:
        return word(Role.PUBLIC, language)
    if principal.kind is PrincipalKind.NODE:
        return word(Role.NODE, language)
    if is_integration(principal):
        return f"{_INTEGRATION[language]} ({world.party_name(principal.party)})"
    if principal.kind is PrincipalKind.SENSOR:
        activity = activity_name(principal.activity, world, language)
        return f"a sensor of {activity}" if language is Language.EN else f"een sensor van {activity}"
    names = ", ".join(word(role, language) for role in sorted(principal.roles)) or _NO_ROLE[language]
    party = world.party_name(principal.party)
    return f"{names} ({party})" if party else names


def activity_name(name: str | None, world: World, language: Language) -> str:
    """Return what an activity is called, in quotation marks; its id when it does not exist."""
    found = None if name is None else world.activity(name)
    if found is None:
        return f"“{name or ''}”"
    return f"“{found.name if language is Language.EN else found.name_nl or found.name}”"


_INTEGRATION: Final = {Language.EN: "an integration", Language.NL: "een integratie"}
_NO_ROLE: Final = {Language.EN: "somebody without a role", Language.NL: "iemand zonder rol"}


def _not_permitted(question: Question, world: World, language: Language) -> Explanation:
    english = language is Language.EN
    if question.activity is not None and world.activity(question.activity) is None:
        name = activity_name(question.activity, world, language)
        if english:
            return Explanation(
                reason=f"There is no processing activity {name}, so nothing may be done for it.",
                remedy="Declare it in activities/, or name one that is there.",
            )
        return Explanation(
            reason=f"Er is geen verwerking {name}, dus er mag niets voor gebeuren.",
            remedy="Declareer haar in activities/, of noem een die er is.",
        )
    person, action = who(question.principal, world, language), deed(question.action, question.layer, language)
    of = "" if question.activity is None else activity_name(question.activity, world, language)
    if english:
        about = f" of {of}" if of else ""
        return Explanation(reason=f"No rule permits this: {person}, {action}{about}.", remedy=_ask(question, english))
    about = f" van {of}" if of else ""
    return Explanation(reason=f"Geen regel staat dit toe: {person}, {action}{about}.", remedy=_ask(question, english))


def _ask(question: Question, english: bool) -> str:
    """Return the general way to leave for who asks; the particular one takes weighing alternatives."""
    kind = question.principal.kind
    data = question.action in (Action.READ, Action.EXPORT)
    if kind is PrincipalKind.ANONYMOUS:
        if data:
            return (
                "Sign in with a role that is a recipient, or let the activity name the public as one."
                if english
                else "Log in met een rol die ontvanger is, of laat de verwerking het publiek als ontvanger noemen."
            )
        return "Sign in with a role that may." if english else "Log in met een rol die dit mag."
    if data and kind is PrincipalKind.PERSON:
        return (
            "Let the activity name the role as a recipient of this layer; another party needs an agreement."
            if english
            else "Laat de verwerking de rol als ontvanger van deze laag noemen; een andere partij heeft een "
            "overeenkomst nodig."
        )
    return "Ask somebody with a role that may." if english else "Vraag het iemand met een rol die dit mag."


def _standing(name: str | None, world: World, language: Language) -> Explanation | None:
    standing: Standing | None = None if name is None else world.standing(name)
    if standing is None or standing.is_active:
        return None
    called, state = activity_name(name, world, language), word(standing.state, language)
    if language is Language.NL:
        return Explanation(reason=f"{called} is {state}. {standing.reason_nl}".strip(), remedy=standing.remedy_nl)
    return Explanation(reason=f"{called} is {state}. {standing.reason}".strip(), remedy=standing.remedy)


def _own_standing(question: Question, world: World, language: Language) -> Explanation | None:
    return _standing(question.activity, world, language)


def _using_standing(question: Question, world: World, language: Language) -> Explanation | None:
    return _standing(question.used_by or question.activity, world, language)


def _other_purpose(question: Question, world: World, language: Language) -> Explanation | None:
    name = question.used_by or question.activity
    using = None if name is None else world.activity(name)
    called = activity_name(name, world, language)
    if using is None:
        unknown = f"There is no activity {called}." if language is Language.EN else f"Er is geen verwerking {called}."
        return Explanation(reason=unknown)
    if question.purpose is None or question.purpose is using.purpose:
        return None
    asked, own = word(question.purpose, language), word(using.purpose, language)
    if language is Language.NL:
        return Explanation(reason=f"{called} is voor {own}, niet voor {asked}.")
    return Explanation(reason=f"{called} is for {own}, not for {asked}.")


def _no_use(question: Question, world: World, language: Language) -> Explanation | None:
    using = activity_name(question.used_by, world, language)
    data = activity_name(question.activity, world, language)
    layer = word(question.layer or Layer.OBSERVATIONS, language)
    if language is Language.NL:
        return Explanation(reason=f"{using} declareert geen gebruik van {layer} van {data}.")
    return Explanation(reason=f"{using} declares no use of {layer} of {data}.")


_SPECIAL: Final[dict[str, Callable[[Question, World, Language], Explanation | None]]] = {
    "activity-must-stand": _own_standing,
    "using-activity-must-stand": _using_standing,
    "no-other-purpose": _other_purpose,
    "no-use-without-leave": _no_use,
}
