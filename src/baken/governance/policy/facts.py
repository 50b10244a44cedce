# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Facts: records as Cedar entities, and the circumstances of a question as Cedar context."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import msgspec

from baken.governance.lists import Role
from baken.governance.model import PrincipalKind

if TYPE_CHECKING:
    from baken.governance.lists import Layer
    from baken.governance.model import Agreement, Principal, ProcessingActivity, Question, State
    from baken.governance.policy.world import World

Json = dict[str, Any]

_TYPES: Final = {
    PrincipalKind.PERSON: "Person",
    PrincipalKind.ANONYMOUS: "Visitor",
    PrincipalKind.SENSOR: "Sensor",
    PrincipalKind.NODE: "Node",
}
PROGRAMS: Final = frozenset({Role.ADMINISTRATOR, Role.ANALYST})
"""Roles of keys that are of a program, and not of a thing."""
_SELF: Final = "self"
"""The one principal of a question. Its real id is no business of the rules, so that none can be about somebody."""
SERVICE: Final = {"type": "Service", "id": "service"}

_encode: Final = msgspec.json.encode


def is_integration(principal: Principal) -> bool:
    """Return whether a key is of a program: one that keeps things and datastreams, or one that reads for analysts."""
    return principal.kind is PrincipalKind.SENSOR and not PROGRAMS.isdisjoint(principal.roles)


def principal_uid(principal: Principal) -> Json:
    """Return what a principal is called in a request."""
    return {"type": "Integration" if is_integration(principal) else _TYPES[principal.kind], "id": _SELF}


def data_id(activity: str, layer: Layer) -> str:
    """Return what one layer of one activity is called."""
    return f"{activity}/{layer}"


def principal_facts(principal: Principal) -> Json:
    """Return a principal: who has roles and a party, a sensor with its activity, or nothing further."""
    attributes: Json = {}
    parents: list[Json] = []
    if principal.kind is PrincipalKind.PERSON or is_integration(principal):
        attributes = {"party": _ref("Party", principal.party)}
        parents = [{"type": "Role", "id": role} for role in sorted(principal.roles)]
    elif principal.kind is PrincipalKind.SENSOR:
        attributes = {"party": _ref("Party", principal.party), "activity": _ref("Activity", principal.activity)}
    return {"uid": principal_uid(principal), "attrs": attributes, "parents": parents}


def activity_facts(activity: ProcessingActivity, state: State) -> Json:
    """Return an activity as a whole."""
    uses = [_ref("Data", data_id(use.activity, layer)) for use in activity.uses for layer in use.layers]
    attributes = {
        "controller": _ref("Party", activity.controller),
        "purpose": _ref("Purpose", activity.purpose),
        "state": _ref("State", state),
        "uses": uses,
    }
    return {"uid": {"type": "Activity", "id": activity.id}, "attrs": attributes, "parents": []}


def data_facts(activity: ProcessingActivity, layer: Layer) -> Json:
    """Return one layer of an activity."""
    recipients: set[Role] = {r.role for r in activity.recipients if layer in r.layers}
    attributes = {
        "activity": _ref("Activity", activity.id),
        "layer": _ref("Layer", layer),
        "controller": _ref("Party", activity.controller),
        "recipients": [_ref("Role", role) for role in sorted(recipients)],
    }
    parents = [{"type": "Activity", "id": activity.id}]
    return {"uid": {"type": "Data", "id": data_id(activity.id, layer)}, "attrs": attributes, "parents": parents}


def agreement_facts(agreement: Agreement) -> Json:
    """Return an agreement."""
    attributes = {
        "party": _ref("Party", agreement.party),
        "activities": [_ref("Activity", activity) for activity in agreement.activities],
        "layers": [_ref("Layer", layer) for layer in agreement.layers],
        "purposes": [_ref("Purpose", purpose) for purpose in agreement.purposes],
        "validFrom": _moment(agreement.valid_from),
        "validUntil": _moment(agreement.valid_until),
        "mayExport": agreement.may_export,
    }
    return {"uid": {"type": "Agreement", "id": agreement.id}, "attrs": attributes, "parents": []}


def service_facts(controller: str) -> Json:
    """Return the service itself."""
    return {"uid": SERVICE, "attrs": {"controller": _ref("Party", controller)}, "parents": []}


def circumstances(
    question: Question, world: World, *, using: ProcessingActivity | None, agreement: Agreement | None
) -> str:
    """Return the context of a request as JSON."""
    found: Json = {"now": _moment(world.now), "replaying": world.replaying}
    if question.principal.authenticated_at is not None:
        found["authenticatedAt"] = _moment(question.principal.authenticated_at)
    if using is not None:
        found["usedBy"] = _ref("Activity", using.id)
        found["purpose"] = _ref("Purpose", question.purpose or using.purpose)
    elif question.purpose is not None:
        found["purpose"] = _ref("Purpose", question.purpose)
    if agreement is not None:
        found["agreement"] = _ref("Agreement", agreement.id)
    return _encode(found).decode()


def to_json(facts: list[Json]) -> str:
    """Return entities as Cedar reads them."""
    return _encode(facts).decode()


def _ref(kind: str, name: str) -> Json:
    return {"__entity": {"type": kind, "id": name}}


def _moment(moment: datetime) -> Json:
    return {"__extn": {"fn": "datetime", "arg": moment.astimezone(UTC).isoformat(timespec="milliseconds")[:23] + "Z"}}
