# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the closed lists are called in a sentence, in English and Dutch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from baken.governance.lists import Action, Layer, Purpose, Role
from baken.governance.model import State
from baken.governance.policy.rules import Language

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import StrEnum

ROLES: Final[dict[Role, tuple[str, str]]] = {
    Role.DUTY_OFFICER: ("duty officer", "officier van dienst"),
    Role.ANALYST: ("analyst", "analist"),
    Role.PLANNER: ("planner", "planner"),
    Role.PRIVACY_OFFICER: ("privacy officer", "privacyfunctionaris"),
    Role.ADMINISTRATOR: ("administrator", "beheerder"),
    Role.PARTNER: ("partner", "partner"),
    Role.PUBLIC: ("anybody", "iedereen"),
    Role.SENSOR: ("sensor", "sensor"),
    Role.NODE: ("the node itself", "het knooppunt zelf"),
}

LAYERS: Final[dict[Layer, tuple[str, str]]] = {
    Layer.RAW_PAYLOAD: ("raw payloads", "ruwe berichten"),
    Layer.OBSERVATIONS: ("observations", "waarnemingen"),
    Layer.ESTIMATES: ("estimates", "schattingen"),
    Layer.FORECASTS: ("forecasts", "verwachtingen"),
    Layer.WARNINGS: ("warnings", "waarschuwingen"),
    Layer.RESPONSES: ("responses", "maatregelen"),
    Layer.PUBLICATIONS: ("what is published", "wat is gepubliceerd"),
    Layer.EXPORTS: ("exported files", "geëxporteerde bestanden"),
    Layer.BACKUPS: ("back-ups", "reservekopieën"),
    Layer.ACCOUNTS: ("accounts", "accounts"),
    Layer.PROCESSING_LOG: ("log of processing", "verwerkingenlogboek"),
    Layer.SECURITY_LOG: ("security log", "beveiligingslogboek"),
}

PURPOSES: Final[dict[Purpose, tuple[str, str]]] = {
    Purpose.CROWD_SAFETY: ("crowd safety", "veiligheid bij drukte"),
    Purpose.TRAFFIC_MANAGEMENT: ("traffic management", "verkeersmanagement"),
    Purpose.EVENT_PLANNING: ("event planning", "voorbereiding van evenementen"),
    Purpose.PUBLIC_ORDER: ("public order", "openbare orde"),
    Purpose.ENVIRONMENT: ("environment", "leefomgeving"),
    Purpose.HARBOUR_OPERATION: ("harbour operation", "havenbeheer"),
    Purpose.STREET_CLEANING: ("street cleaning", "straatreiniging"),
    Purpose.PUBLIC_INFORMATION: ("public information", "publieksvoorlichting"),
    Purpose.RESEARCH: ("research", "onderzoek"),
    Purpose.SERVICE_OPERATION: ("operation of this service", "beheer van deze dienst"),
}

ACTIONS: Final[dict[Action, tuple[str, str]]] = {
    Action.OBSERVE: ("deliver", "leveren"),
    Action.READ: ("read", "lezen"),
    Action.EXPORT: ("export", "exporteren"),
    Action.DELETE: ("delete", "wissen"),
    Action.CONFIGURE: ("configure", "inrichten"),
    Action.CONTROL_REPLAY: ("control the replay", "de weergave bedienen"),
    Action.RESPOND: ("carry out responses", "maatregelen uitvoeren"),
    Action.APPROVE: ("approve responses", "maatregelen goedkeuren"),
    Action.WITHDRAW: ("withdraw or reinstate", "intrekken of herstellen"),
    Action.READ_LOG: ("read the log of processing", "het verwerkingenlogboek lezen"),
    Action.READ_SECURITY_LOG: ("read the security log", "het beveiligingslogboek lezen"),
    Action.ADMINISTER: ("manage accounts and keys", "accounts en sleutels beheren"),
    Action.READ_REGISTER: ("read the public registers", "de openbare registers lezen"),
    Action.READ_DRAFT: ("read drafts of assessments", "concepten van beoordelingen lezen"),
}

STATES: Final[dict[State, tuple[str, str]]] = {
    State.ACTIVE: ("active", "actief"),
    State.NOT_YET_VALID: ("not valid yet", "nog niet geldig"),
    State.REVIEW_OVERDUE: ("overdue for review", "niet op tijd herzien"),
    State.ASSESSMENT_MISSING: ("without an assessment that it needs", "zonder een beoordeling die nodig is"),
    State.WITHDRAWN: ("withdrawn", "ingetrokken"),
}

_WITH_DATA: Final = frozenset(
    {Action.OBSERVE, Action.READ, Action.EXPORT, Action.DELETE, Action.CONFIGURE, Action.RESPOND}
)
"""These are done with a layer, so that a sentence names it."""


_LISTS: Final[dict[type[StrEnum], Mapping[Any, tuple[str, str]]]] = {
    Role: ROLES,
    Layer: LAYERS,
    Purpose: PURPOSES,
    Action: ACTIONS,
    State: STATES,
}


def word(of: Role | Layer | Purpose | Action | State, language: Language) -> str:
    """Return what something is called.

    Examples
    --------
    >>> word(Purpose.STREET_CLEANING, Language.NL)
    'straatreiniging'
    """
    found = _LISTS[type(of)][of]
    return found[0] if language is Language.EN else found[1]


def deed(action: Action, layer: Layer | None, language: Language) -> str:
    """Return what is done, with the layer where that matters.

    Examples
    --------
    >>> deed(Action.READ, Layer.ESTIMATES, Language.EN), deed(Action.READ, Layer.ESTIMATES, Language.NL)
    ('read estimates', 'schattingen lezen')
    >>> deed(Action.WITHDRAW, None, Language.EN)
    'withdraw or reinstate'
    """
    verb = word(action, language)
    if action not in _WITH_DATA or layer is None:
        return verb
    what = word(layer, language)
    return f"{verb} {what}" if language is Language.EN else f"{what} {verb}"
