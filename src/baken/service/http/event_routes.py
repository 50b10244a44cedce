# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Events when they are over, or under way: their records, and the report of what was foreseen, done and changed."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath

from baken.forecast.wall_clock import from_wall_min
from baken.governance.lists import Action, Layer
from baken.governance.model import Question
from baken.observation.governed_store import TOUCHED
from baken.service.evaluating.kept import record_file
from baken.service.http.access import principal_of, reads_responses
from baken.service.http.parameters import Language
from baken.service.http.signed_in import AnyRequest
from baken.service.node import Node
from baken.vocabulary.time import from_us, to_us

if TYPE_CHECKING:
    from baken.evaluation.record import EventRecord


_MOST: Final = 200

_PARTS: Final = {
    Layer.ESTIMATES: ("courses", "comparisons"),
    Layer.FORECASTS: ("foreseen",),
    Layer.WARNINGS: ("warnings",),
}
"""What stands in a record of layers that not everybody may read who may read what was done."""


class EventBody(msgspec.Struct, kw_only=True, rename="camel"):
    """An event of the calendar.

    Attributes
    ----------
    is_written
        Whether the node has written its record, which it does three hours after the end.
    """

    id: str
    title: str
    kind: str
    start: datetime
    end: datetime
    area_ids: tuple[str, ...]
    is_written: bool


class EventsBody(msgspec.Struct, kw_only=True, rename="camel"):
    """The events of which a record can be asked, newest first."""

    now: datetime
    events: list[EventBody]


@get("/api/v1/event-records", operation_id="listEventRecords", tags=["evaluation"], opt=reads_responses())
async def event_records(node: NamedDependency[Node]) -> EventsBody:
    """Return the events that have begun, newest first: of these a record and a report can be asked."""

    def found() -> EventsBody:
        now, zone = node.clock.now(), ZoneInfo(node.city.time_zone)
        begun = [
            (from_wall_min(event.start_min, zone), from_wall_min(event.end_min, zone), event)
            for event in node.city.events
            if from_wall_min(event.start_min, zone) <= to_us(now)
        ]
        return EventsBody(
            now=now,
            events=[
                EventBody(
                    id=event.id,
                    title=event.title,
                    kind=event.kind,
                    start=from_us(start),
                    end=from_us(end),
                    area_ids=event.area_ids,
                    is_written=record_file(node.events.data, event.id).exists(),
                )
                for start, end, event in reversed(begun[-_MOST:])
            ],
        )

    return await asyncio.to_thread(found)


@get(
    "/api/v1/event-records/{event_id:str}",
    operation_id="getEventRecord",
    tags=["evaluation"],
    opt=reads_responses(),
    responses={200: ResponseSpec(str, media_type="application/json", description="A record", generate_examples=False)},
)
async def event_record(node: NamedDependency[Node], request: AnyRequest, event_id: FromPath[str]) -> Response[bytes]:
    """Return the record of an event until now, as ``baken evaluate`` reads it: what was observed, foreseen, warned of
    and done, each with when it could be known. There are no names in it."""
    record = await _record(node, request, event_id)
    return Response(await asyncio.to_thread(msgspec.json.encode, record), media_type="application/json")


@get(
    "/api/v1/event-reports/{event_id:str}",
    operation_id="getEventReport",
    tags=["evaluation"],
    opt=reads_responses(),
    responses={200: ResponseSpec(str, media_type="text/html", description="A page", generate_examples=False)},
)
async def event_report(
    node: NamedDependency[Node], request: AnyRequest, event_id: FromPath[str], language: Language = "nl"
) -> Response[bytes]:
    """Return the report of an event until now, as a page to read and to print. In a simulated city like days are
    lived first, which takes a while."""
    record = await _record(node, request, event_id)

    def page() -> tuple[str, str]:
        from baken.service.evaluating.findings import findings
        from baken.service.evaluating.page import policy_of, report_html

        html = report_html(findings(record), language)
        return html, policy_of(html)

    html, policy = await asyncio.to_thread(page)
    headers = {"content-security-policy": policy}
    return Response(html.encode(), media_type="text/html; charset=utf-8", headers=headers)


async def _record(node: Node, request: AnyRequest, event_id: str) -> EventRecord:
    """Return the record of an event with what the caller may read: who may read responses may not read everything.

    The log gets to know of each layer that leaves in it.
    """
    record = await node.events.record(event_id)
    principal, touched = principal_of(request), TOUCHED.get()
    for layer, parts_of in _PARTS.items():
        activity, nothing = node.governance.coverage.of_layer(layer), dict.fromkeys(parts_of, ())
        question = Question(principal=principal, action=Action.READ, layer=layer, activity=activity)
        if activity is None or not node.governance.decide(question).allowed:
            record = msgspec.structs.replace(record, **nothing)
        elif touched is not None and any(parts := [len(getattr(record, name)) for name in parts_of]):
            touched.note(activity, Action.READ, layer, sum(parts))
    return record


EVENT_ROUTES: Final = (event_records, event_record, event_report)
