# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The situation report: how it stands now, as a page to print."""

from __future__ import annotations

import asyncio
from typing import Final
from zoneinfo import ZoneInfo

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec

from baken.governance.lists import Action, Layer
from baken.governance.model import Question
from baken.service.http.access import principal_of, responds
from baken.service.http.parameters import Language
from baken.service.http.picture_body import picture_body
from baken.service.http.signed_in import AnyRequest, signed_in
from baken.service.node import Node
from baken.service.response.report import AreaRow, situation_report


@get(
    "/api/v1/situation-report",
    operation_id="getSituationReport",
    tags=["responses"],
    opt=responds(),
    responses={200: ResponseSpec(str, media_type="text/html", description="A page", generate_examples=False)},
)
async def report(node: NamedDependency[Node], request: AnyRequest, language: Language = "nl") -> Response[bytes]:
    """Return how it stands now, to print: crowding, responses, tasks, the latest hand-over and the log book."""
    made_by = signed_in(request).account.name

    def make() -> bytes:
        return situation_report(
            node.city,
            node.responding.read(),
            _areas(node, request),
            now=node.clock.now(),
            zone=ZoneInfo(node.city.time_zone),
            made_by=made_by,
            language=language,
        )

    return Response(await asyncio.to_thread(make), media_type="text/html; charset=utf-8")


def _areas(node: Node, request: AnyRequest) -> list[AreaRow]:
    """Return what the picture says of areas, when who asks may read it; nothing of it otherwise."""
    activity = node.governance.coverage.of_picture
    asked = Question(principal=principal_of(request), action=Action.READ, layer=Layer.ESTIMATES, activity=activity)
    if not node.governance.decide(asked).allowed:
        return []
    body = picture_body(node.live.picture(), epoch="", now=node.clock.now())
    names = {area.id: area.name for area in node.city.areas}
    return [
        AreaRow(names.get(area, area), _persons(body.persons_lower[i], body.persons_upper[i]), body.level[i])
        for i, area in enumerate(body.area_ids)
    ]


def _persons(lower: float | None, upper: float | None) -> str:
    return "" if lower is None or upper is None else f"{max(lower, 0.0):.0f} - {upper:.0f}"


REPORT_ROUTES: Final = (report,)
