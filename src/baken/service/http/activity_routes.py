# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Routes about processing activities: what is done for what, how it stands, and stopping it."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from litestar import Request, delete, get, post
from litestar.datastructures import CacheControlHeader
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from baken.governance.lists import Action
from baken.governance.log.security_log import SecurityEvent, SecurityEventKind
from baken.governance.model import Standing
from baken.service.http.access import access, open_to_all, principal_of
from baken.service.http.activity_bodies import (
    ActivitiesBody,
    ActivityBody,
    OwnPermissionsBody,
    WithdrawalRequest,
    activity_body,
)
from baken.service.http.problems import InvalidInputError, NotFoundError, exactly
from baken.service.node import Node
from baken.service.reference import REFERENCE

_OPEN: Final = open_to_all("What is processed, why and for how long is public (GDPR art. 13 and 14).")
_STOP: Final = access(Action.WITHDRAW, in_path="activity_id")
_REVALIDATE: Final = CacheControlHeader(no_cache=True)
_LONGEST: Final = 1_000


@get(
    "/api/v1/processing-activities",
    operation_id="listProcessingActivities",
    tags=["governance"],
    opt=_OPEN,
    cache_control=_REVALIDATE,
    sync_to_thread=False,
)
def processing_activities(node: NamedDependency[Node]) -> ActivitiesBody:
    """Return every processing activity in the version that is in force, and how it stands."""
    return ActivitiesBody(activities=[_body(node, i) for i in node.governance.activities.ids])


@get(
    "/api/v1/processing-activities/{activity_id:str}",
    operation_id="getProcessingActivity",
    tags=["governance"],
    opt=_OPEN,
    cache_control=_REVALIDATE,
    sync_to_thread=False,
)
def processing_activity(node: NamedDependency[Node], activity_id: FromPath[str]) -> ActivityBody:
    """Return one processing activity in the version that is in force, and how it stands."""
    return _body(node, activity_id)


@post(
    "/api/v1/processing-activities/{activity_id:str}/withdrawal",
    operation_id="withdrawProcessingActivity",
    tags=["governance"],
    opt=_STOP,
    status_code=200,
)
async def withdraw(
    node: NamedDependency[Node],
    request: Request[Any, Any, Any],
    activity_id: FromPath[str],
    data: JSONBody[WithdrawalRequest],
) -> ActivityBody:
    """Stop a processing activity now: no data of it come in or go out before it is reinstated."""
    because = _because(exactly(await request.body(), type(data)))
    by = principal_of(request)
    await asyncio.to_thread(node.governance.withdraw, activity_id, by=by.id, because=because)
    _write_down(node, SecurityEventKind.ACTIVITY_WITHDRAWN, request, activity_id, because)
    return _body(node, activity_id)


@delete(
    "/api/v1/processing-activities/{activity_id:str}/withdrawal",
    operation_id="reinstateProcessingActivity",
    tags=["governance"],
    opt=_STOP,
    status_code=200,
)
async def reinstate(
    node: NamedDependency[Node], request: Request[Any, Any, Any], activity_id: FromPath[str]
) -> ActivityBody:
    """Let a processing activity go on that was withdrawn here."""
    by = principal_of(request)
    because = "Reinstated by somebody who may."
    await asyncio.to_thread(node.governance.reinstate, activity_id, by=by.id, because=because)
    _write_down(node, SecurityEventKind.ACTIVITY_REINSTATED, request, activity_id, because)
    return _body(node, activity_id)


@get(
    "/api/v1/own-permissions",
    operation_id="getOwnPermissions",
    tags=["governance"],
    opt=open_to_all("Everybody may know what they themselves may do."),
    sync_to_thread=False,
)
def own_permissions(node: NamedDependency[Node], request: Request[Any, Any, Any]) -> OwnPermissionsBody:
    """Return which actions the caller may do, so that a screen offers no others."""
    principal = principal_of(request)
    return OwnPermissionsBody(may=[a.value for a in Action if node.governance.may_somehow(principal, a)])


def _body(node: Node, activity_id: str) -> ActivityBody:
    activity = node.governance.activity(activity_id)
    if activity is None:
        raise NotFoundError(
            f"There is no processing activity {activity_id[:80]!r}.",
            remedy="GET /api/v1/processing-activities lists them.",
        )
    standing: Standing = node.governance.standing(activity_id)
    versions = [version.version for version in node.governance.activities.versions(activity_id)]
    return activity_body(activity, standing, versions)


def _because(data: WithdrawalRequest) -> str:
    because = data.because.strip()
    if not because or len(because) > _LONGEST or not because.isprintable():
        raise InvalidInputError(f"because must say why, in one line of at most {_LONGEST} characters.")
    return because


def _write_down(
    node: Node, kind: SecurityEventKind, request: Request[Any, Any, Any], activity_id: str, because: str
) -> None:
    event = SecurityEvent(
        kind=kind,
        principal=principal_of(request),
        action=Action.WITHDRAW,
        activity=activity_id,
        because=because,
        trace_id=REFERENCE.get(),
    )
    node.security_log.write(event)


ACTIVITY_ROUTES: Final = (processing_activities, processing_activity, withdraw, reinstate, own_permissions)
