# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Routes about the rules: which there are, and what they answer to a question."""

from __future__ import annotations

from typing import Annotated, Final

from litestar import get
from litestar.datastructures import CacheControlHeader
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from baken.governance.policy.asking import Asked, AskingError, language_of, question_of
from baken.governance.policy.rules import Language
from baken.service.http.access import open_to_all
from baken.service.http.permission_bodies import (
    PermissionBody,
    PermissionOptionsBody,
    RulesBody,
    options_body,
    permission_body,
    rule_body,
)
from baken.service.http.problems import InvalidInputError
from baken.service.node import Node

_OPEN: Final = open_to_all("The rules that decide are public; no data are shown, only what the rules say about them.")
_REVALIDATE: Final = CacheControlHeader(no_cache=True)
_LONGEST: Final = 200

In = Annotated[
    str,
    QueryParameter(
        name="language", max_length=20, description="en or nl; left out it is the first of these that the city speaks."
    ),
]
Who = Annotated[str, QueryParameter(name="role", max_length=_LONGEST, description="In which role it is asked.")]
What = Annotated[
    str,
    QueryParameter(
        name="data",
        max_length=_LONGEST,
        description="An activity, or activity/layer; left out for what is about the service, such as administer.",
    ),
]
Party = Annotated[
    str, QueryParameter(name="party", max_length=_LONGEST, description="For which party; left out the controller.")
]
For = Annotated[
    str, QueryParameter(name="purpose", max_length=_LONGEST, description="For what; left out that of the activity.")
]
Doing = Annotated[str, QueryParameter(name="action", max_length=_LONGEST, description="What is done.")]
Behalf = Annotated[
    str, QueryParameter(name="usedBy", max_length=_LONGEST, description="The activity on whose behalf, if another.")
]


@get(
    "/api/v1/permissions",
    operation_id="getPermission",
    tags=["governance"],
    opt=_OPEN,
    cache_control=_REVALIDATE,
    sync_to_thread=True,
)
def permission(
    node: NamedDependency[Node],
    role: Who,
    about: What = "",
    party: Party = "",
    purpose: For = "",
    action: Doing = "read",
    used_by: Behalf = "",
    language: In = "",
) -> PermissionBody:
    """Return whether somebody may do something, by which rules, why, and what would change the answer."""
    asked = Asked(role=role, data=about, party=party, purpose=purpose, action=action, used_by=used_by)
    try:
        spoken = _spoken(node, language)
        question = question_of(asked, node.governance.world())
    except AskingError as error:
        raise InvalidInputError(error.message, remedy=error.remedy) from error
    return permission_body(asked, node.governance.answer(question, spoken), spoken)


@get(
    "/api/v1/permission-options",
    operation_id="getPermissionOptions",
    tags=["governance"],
    opt=_OPEN,
    cache_control=_REVALIDATE,
    sync_to_thread=False,
)
def permission_options(node: NamedDependency[Node], language: In = "") -> PermissionOptionsBody:
    """Return the roles, parties, purposes, actions, layers and activities that a question can be made of."""
    return options_body(node.governance.world(), _language(node, language))


@get(
    "/api/v1/policies",
    operation_id="listPolicies",
    tags=["governance"],
    opt=_OPEN,
    cache_control=_REVALIDATE,
    sync_to_thread=False,
)
def policies(node: NamedDependency[Node], language: In = "") -> RulesBody:
    """Return the rules that decide who may do what, those of the city included."""
    spoken = _language(node, language)
    return RulesBody(rules=[rule_body(rule, spoken) for rule in node.governance.rules])


def _language(node: Node, text: str) -> Language:
    try:
        return _spoken(node, text)
    except AskingError as error:
        raise InvalidInputError(error.message, remedy=error.remedy) from error


def _spoken(node: Node, text: str) -> Language:
    if text:
        return language_of(text)
    return next((Language(one[:2]) for one in node.city.languages if one[:2] in set(Language)), Language.EN)


PERMISSION_ROUTES: Final = (permission, permission_options, policies)
