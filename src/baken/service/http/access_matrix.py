# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The matrix of access: role x route x party, made from what the routes declare and what the rules say about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import msgspec
from litestar.handlers import HTTPRouteHandler

from baken.governance.lists import Action, Layer, Role
from baken.governance.model import ANYBODY, Principal, PrincipalKind, Question
from baken.governance.policy.changes import STAFF
from baken.service.http.access import Access, access_of, question_of
from baken.service.http.session_routes import OWN
from baken.service.sensorthings.deeds import DEEDS, Deed

if TYPE_CHECKING:
    from baken.governance.governing import Governance
    from baken.governance.model import Agreement


class Cell(StrEnum):
    """What a caller gets of a route."""

    YES = "yes"
    NO = "no"
    OPEN = "open"
    """Whoever asks; governance is not asked, and the route says why."""
    OWN = "own"
    """Only about the session of who asks."""


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """One column: somebody in a role, for a party."""

    name: str
    principal: Principal


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One row: a method and a path, for the data of one activity where that matters.

    Attributes
    ----------
    path
        As the route is declared; with its names between braces.
    activity
        Whose data; empty for what is about no data of an activity, or about that of the picture.
    because
        Why it is open to all; empty when governance is asked.
    """

    method: str
    path: str
    activity: str
    because: str
    cells: tuple[Cell, ...]


class Matrix(msgspec.Struct, frozen=True, kw_only=True):
    """All rows, with one cell for each caller."""

    callers: tuple[Caller, ...]
    api: tuple[Row, ...]
    sensorthings: tuple[Row, ...]


def matrix(routes: Iterable[Any], governance: Governance) -> Matrix:
    """Return the matrix of the routes of the API and of SensorThings for the activities and parties of a city."""
    everybody = tuple(callers(governance))
    api = tuple(row for route in routes for row in _rows(route, governance, everybody))
    deeds = tuple(
        _deed_row(deed, activity, governance, everybody) for activity in _with_data(governance) for deed in DEEDS
    )
    return Matrix(callers=everybody, api=api, sensorthings=deeds)


def callers(governance: Governance) -> Iterator[Caller]:
    """Yield who may come: anybody, each role of the controller, each other party, and keys; all signed in just now."""
    person, now, controller = PrincipalKind.PERSON, governance.now, governance.controller
    yield Caller(name="anybody", principal=ANYBODY)
    for role in STAFF:
        roles = frozenset({role})
        principal = Principal(id=role, kind=person, roles=roles, party=controller, authenticated_at=now)
        yield Caller(name=role.value.replace("-", " "), principal=principal)
    for party in governance.parties:
        if not party.is_controller:
            roles = frozenset({Role.PARTNER})
            principal = Principal(id=party.id, kind=person, roles=roles, party=party.id, authenticated_at=now)
            yield Caller(name=f"{party.id} ({_agreed(party.id, governance)})", principal=principal)
    own = governance.coverage.of_picture or ""
    for role, name in ((Role.SENSOR, f"sensor of {own}"), (Role.ADMINISTRATOR, "integration")):
        key = Principal(id=name, kind=PrincipalKind.SENSOR, roles=frozenset({role}), party=controller, activity=own)
        yield Caller(name=name, principal=key)


def _agreed(party: str, governance: Governance) -> str:
    made: list[Agreement] = [a for a in governance.agreements if a.party == party]
    if not made:
        return "no agreement"
    return "agreement" if any(a.valid_from <= governance.now < a.valid_until for a in made) else "agreement ended"


def _rows(route: Any, governance: Governance, everybody: tuple[Caller, ...]) -> Iterator[Row]:
    if not isinstance(route, HTTPRouteHandler):
        return
    declared = access_of(route)
    about = Layer.ESTIMATES if declared.in_path else declared.about
    activity = "" if about is None else governance.coverage.of_layer(about) or ""
    for path in sorted(route.paths):
        for method in sorted(route.http_methods):
            cells = tuple(_cell(declared, governance, caller, activity) for caller in everybody)
            yield Row(method=str(method), path=path, activity=activity, because=declared.open_because, cells=cells)


def _cell(declared: Access, governance: Governance, caller: Caller, activity: str) -> Cell:
    if declared.somehow and declared.action is not None and declared.layer is not None:
        permit = governance.permit_or_none(caller.principal, declared.action, declared.layer)
        return Cell.YES if permit.activities else Cell.NO
    path = {declared.in_path: activity} if declared.in_path else {}
    question = question_of(declared, governance, caller.principal, path)
    if question is None:
        return Cell.OWN if declared == OWN["access"] else Cell.OPEN
    return Cell.YES if governance.decide(question).allowed else Cell.NO


def _deed_row(deed: Deed, activity: str, governance: Governance, everybody: tuple[Caller, ...]) -> Row:
    cells = tuple(Cell.YES if _may(deed, activity, governance, caller) else Cell.NO for caller in everybody)
    return Row(method=deed.method, path=f"/sta/v1.1{deed.path}", activity=activity, because="", cells=cells)


def _may(deed: Deed, activity: str, governance: Governance, caller: Caller) -> bool:
    about = None if deed.layer is None else activity

    def allows(action: Action) -> bool:
        question = Question(principal=caller.principal, action=action, layer=deed.layer, activity=about)
        return governance.decide(question).allowed

    if allows(deed.action):
        return deed.needs is None or allows(deed.needs)
    seen = None if deed.seen_with is None else Question(principal=caller.principal, action=deed.seen_with)
    return seen is not None and governance.decide(seen).allowed


def _with_data(governance: Governance) -> tuple[str, ...]:
    owners = {owner for kind in ("streams", "connectors") for owner in governance.coverage.by_kind[kind].values()}
    return tuple(name for name in governance.activities.ids if name in owners)


def markdown(found: Matrix) -> str:
    """Return the matrix as tables for people."""
    asked = [row for row in found.api if not row.because]
    reasons = dict.fromkeys(row.because for row in found.api if row.because)
    parts = ["## Routes that ask the rules\n", _table(asked, found.callers)]
    parts += ["\n## SensorThings\n", _table(list(found.sensorthings), found.callers)]
    parts.append("\n## Routes that everybody may use, and why\n")
    for reason in reasons:
        rows = [row for row in found.api if row.because == reason]
        parts.append(f"{reason}\n")
        parts += [*(f"- `{row.method} {row.path}`" for row in rows), ""]
    return "\n".join(parts).rstrip() + "\n"


def _table(rows: list[Row], everybody: tuple[Caller, ...]) -> str:
    lines = ["| request | data of | " + " | ".join(caller.name for caller in everybody) + " |"]
    lines.append("|---|---|" + "---|" * len(everybody))
    for row in rows:
        cells = " | ".join(cell.value for cell in row.cells)
        lines.append(f"| `{row.method} {row.path}` | {row.activity} | {cells} |")
    return "\n".join(lines)
