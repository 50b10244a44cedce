# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Access: every route of the API declares what it does with which layer, and a guard asks governance about it.

A route that declares nothing stops the start of the service, so none is open by oversight. The matrix of roles, routes
and parties is generated from these declarations.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler

from baken.errors import BakenError
from baken.governance.governing import Governance
from baken.governance.lists import Action, Layer
from baken.governance.model import Principal, Question
from baken.observation.governed_store import TOUCHED
from baken.service.asking import principal_in
from baken.service.node import Node

_KEY: Final = "access"


class UndeclaredRouteError(BakenError):
    """A route that does not say who may use it for what."""


class Access(msgspec.Struct, frozen=True, kw_only=True):
    """What a route does.

    Attributes
    ----------
    action, layer
        What is done with which layer; no layer for what is about no data of an activity.
    about
        It is about the activity on whose behalf this layer is made.
    in_path
        The path parameter that names the activity it is about.
    somehow
        Whether leave for the data of any activity is enough to come in; the route itself narrows what is done to that.
    unwritten_because
        Why a use that is allowed is not written in the processing log; empty when it is.
    open_because
        Why everybody may use the route; empty when governance is asked.
    """

    action: Action | None = None
    layer: Layer | None = None
    about: Layer | None = None
    in_path: str = ""
    somehow: bool = False
    unwritten_because: str = ""
    open_because: str = ""


def reads_picture() -> dict[str, Any]:
    """Return the declaration of a route that gives estimates of the picture."""
    return {_KEY: Access(action=Action.READ, layer=Layer.ESTIMATES, about=Layer.ESTIMATES)}


def reads_forecasts() -> dict[str, Any]:
    """Return the declaration of a route that gives forecasts."""
    return {_KEY: Access(action=Action.READ, layer=Layer.FORECASTS, about=Layer.FORECASTS)}


def reads_responses() -> dict[str, Any]:
    """Return the declaration of a route that gives what is done about warnings."""
    return {_KEY: Access(action=Action.READ, layer=Layer.RESPONSES, about=Layer.RESPONSES)}


def responds(layer: Layer | None = None) -> dict[str, Any]:
    """Return the declaration of a route that acts on responses: with the layer also for partners, as agreed."""
    return {_KEY: Access(action=Action.RESPOND, layer=layer, about=Layer.RESPONSES)}


def reads_warnings() -> dict[str, Any]:
    """Return the declaration of a route that gives warnings."""
    return {_KEY: Access(action=Action.READ, layer=Layer.WARNINGS, about=Layer.WARNINGS)}


def exports(layer: Layer) -> dict[str, Any]:
    """Return the declaration of a route by which estimates, forecasts or warnings are taken away."""
    return {_KEY: Access(action=Action.EXPORT, layer=layer, about=layer)}


def acts_on_warnings() -> dict[str, Any]:
    """Return the declaration of a route that does something about warnings."""
    return {_KEY: Access(action=Action.RESPOND, about=Layer.WARNINGS)}


def present_in_the_room() -> dict[str, Any]:
    """Return the declaration of the route by which who acts on warnings tells to be there."""
    because = "Who is present is forgotten within seconds: a record of every time would be a record of staff."
    return {_KEY: Access(action=Action.RESPOND, about=Layer.WARNINGS, unwritten_because=because)}


def access(
    action: Action, layer: Layer | None = None, *, about: Layer | None = None, in_path: str = ""
) -> dict[str, Any]:
    """Return the declaration of a route that does something."""
    return {_KEY: Access(action=action, layer=layer, about=about, in_path=in_path)}


def access_somehow(action: Action, layer: Layer) -> dict[str, Any]:
    """Return the declaration of a route that does something with whatever data the caller has leave for."""
    return {_KEY: Access(action=action, layer=layer, somehow=True)}


def open_to_all(because: str) -> dict[str, Any]:
    """Return the declaration of a route that everybody may use, and why.

    Examples
    --------
    >>> open_to_all("Signing in comes before being known.")["access"].open_because
    'Signing in comes before being known.'
    """
    return {_KEY: Access(open_because=because)}


def access_of(handler: BaseRouteHandler) -> Access:
    """Return what a route declares.

    Raises
    ------
    UndeclaredRouteError
        When it declares nothing.
    """
    found = handler.opt.get(_KEY)
    if not isinstance(found, Access):
        raise UndeclaredRouteError(f"The route {handler} declares no access.", remedy="Give it opt=access(...).")
    return found


def principal_of(connection: ASGIConnection[Any, Any, Any, Any]) -> Principal:
    """Return who asks, as the gateway found out."""
    return principal_in(connection.scope)


def question_of(
    declared: Access, governance: Governance, principal: Principal, path: dict[str, Any]
) -> Question | None:
    """Return what a route asks governance for a caller; None when it is open to all."""
    if declared.action is None:
        return None
    about = declared.about
    activity = path.get(declared.in_path) if about is None else governance.coverage.of_layer(about)
    return Question(principal=principal, action=declared.action, layer=declared.layer, activity=activity)


def guard(governance: Governance) -> Any:
    """Return the guard that asks governance before a handler runs, and notes which activity's data it touches."""

    def may(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
        if isinstance(handler, HTTPRouteHandler) and handler.http_methods == {"OPTIONS"}:
            return  # the framework's own: it tells the methods of a path, and does nothing
        declared = access_of(handler)
        if declared.somehow and declared.action is not None and declared.layer is not None:
            governance.permit(principal_of(connection), declared.action, declared.layer)
            return
        question = question_of(declared, governance, principal_of(connection), connection.path_params)
        if question is None:
            return
        governance.require(question)
        touched = TOUCHED.get()
        if touched is not None and question.activity is not None and not declared.unwritten_because:
            touched.note(question.activity, question.action, question.layer)

    return may


def require_declarations(handlers: Any) -> None:
    """Refuse to start with a route that declares nothing.

    Raises
    ------
    UndeclaredRouteError
        Naming it.
    """
    for handler in handlers:
        if isinstance(handler, HTTPRouteHandler):
            access_of(handler)


def readable(node: Node, principal: Principal) -> frozenset[int]:
    """Return the datastreams whose observations somebody may read."""
    permit = node.governance.permit_or_none(principal, Action.READ, Layer.OBSERVATIONS)
    return node.activity_index.datastreams(permit.activities)
