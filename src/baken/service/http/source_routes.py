# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Routes about sources: how they are, and where a provider posts what it observed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import ClientException
from litestar.params import FromPath

from baken.governance.lists import Action, Layer
from baken.governance.model import Principal, PrincipalKind, Question
from baken.governance.permit import Permit
from baken.observation.columns import ObservationColumns
from baken.service.http.access import access_somehow, open_to_all, principal_of, readable
from baken.service.http.problems import NotFoundError
from baken.service.node import Node
from baken.service.sources.inbox import InboxAnswer, TooLargeDeliveryError
from baken.service.sources.report import SourcesReport

MAX_DELIVERY_BYTES: Final = 16 * 1024 * 1024
"""More is refused before anything of it is looked at; an endpoint may allow less."""

_OPEN: Final = open_to_all("Everybody may know how a source is whose observations they may read; others are left out.")


@get("/api/v1/sources", operation_id="getSources", tags=["sources"], opt=_OPEN, sync_to_thread=False)
def sources(node: NamedDependency[Node], request: Request[Any, Any, Any]) -> Response[SourcesReport]:
    """Return every source: its state, since when and why, what it carries, and which areas miss it now.

    Told are those whose observations the caller may read, and all to who keeps the datastreams. What helps to mend them
    is told to who is signed in.
    """
    principal = principal_of(request)
    details = principal.kind is not PrincipalKind.ANONYMOUS
    report = node.sources.report(sees_source(node, principal), details=details)
    return Response(report, headers={"cache-control": "no-store"})


@post(
    "/api/v1/sources/{connector:str}/{endpoint:str}",
    operation_id="deliverToSource",
    tags=["sources"],
    opt=access_somehow(Action.OBSERVE, Layer.OBSERVATIONS),
    status_code=202,
    request_max_body_size=MAX_DELIVERY_BYTES,
)
async def deliver(
    node: NamedDependency[Node], request: Request[Any, Any, Any], connector: FromPath[str], endpoint: FromPath[str]
) -> InboxAnswer:
    """Take what a provider posts to an inbox of a connector, and answer when it is committed.

    The body is the provider's own message. The same message again changes nothing. What cannot be used is named with
    its reason; when nothing can, the answer is 400.
    """
    principal = principal_of(request)
    permit = node.governance.permit(principal, Action.OBSERVE, Layer.OBSERVATIONS)
    door = node.sources.door(connector, endpoint)
    if door is None:
        raise NotFoundError(f"There is no inbox {connector[:60]}/{endpoint[:60]}.")
    if not _covered(node, node.sources.datastreams_of(connector), permit):
        _refuse(node, principal, node.sources.datastreams_of(connector))

    def admitted(rows: ObservationColumns) -> tuple[ObservationColumns, Permit]:
        held = node.governance.permit(principal, Action.OBSERVE, Layer.OBSERVATIONS)
        ids = _covered(node, frozenset(rows.datastream_id.tolist()), held) - node.authenticity.unsigned(rows)
        kept = np.isin(rows.datastream_id, np.fromiter(ids, np.int32, len(ids)))
        return (rows if kept.all() else rows.take(kept)), held

    try:
        return await door.accept(await request.body(), principal.id.encode(), admitted)
    except TooLargeDeliveryError as error:
        raise ClientException(str(error), status_code=413) from error


def sees_source(node: Node, principal: Principal) -> Callable[[frozenset[int]], bool]:
    """Return what tells whether somebody may know of a source with these datastreams."""
    keeps = Question(principal=principal, action=Action.CONFIGURE)
    if principal.kind is not PrincipalKind.ANONYMOUS and node.governance.decide(keeps).allowed:
        return lambda _: True
    seen = readable(node, principal)
    return lambda datastreams: datastreams <= seen


def _covered(node: Node, datastreams: frozenset[int], permit: Permit) -> frozenset[int]:
    """Return the datastreams that a permit covers."""
    covered = datastreams & node.activity_index.datastreams(permit.activities)
    return covered if permit.datastreams is None else covered & permit.datastreams


def _refuse(node: Node, principal: Principal, datastreams: frozenset[int]) -> None:
    """Refuse to take what belongs to activities for which somebody has no leave."""
    for activity in sorted(node.activity_index.of_each(tuple(datastreams))):
        node.governance.require(
            Question(principal=principal, action=Action.OBSERVE, layer=Layer.OBSERVATIONS, activity=activity)
        )
    raise NotFoundError("There is no such inbox.")  # a key of single datastreams, and these are others


SOURCE_ROUTES: Final = (sources, deliver)
