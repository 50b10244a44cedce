# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Routes about the logs: what was processed and by whom, and who came in or was refused."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from typing import Annotated, Any, Final

from litestar import Request, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from baken.governance.lists import Action
from baken.governance.log.reading import LogQuery, Record, newest
from baken.governance.log.record import Status
from baken.governance.log.security_log import SecurityEvent, SecurityEventKind
from baken.service.http.access import access, principal_of
from baken.service.http.log_bodies import (
    ProcessingLogBody,
    SecurityLogBody,
    chain_body,
    processing_log_body,
    security_log_body,
)
from baken.service.http.moments import moment
from baken.service.http.problems import InvalidInputError
from baken.service.node import Node
from baken.service.reference import REFERENCE
from baken.vocabulary.time import to_us

MOST_RECORDS: Final = 1_000
_CURSOR: Final = re.compile(r"[1-9]\d{0,17}")
_WORD: Final = re.compile(r"[A-Za-z0-9._:/@%#?&=+~-]{1,300}")

From = Annotated[str | None, QueryParameter(name="from", max_length=40, description="Start (ISO 8601 with zone).")]
To = Annotated[str | None, QueryParameter(name="to", max_length=40, description="End, exclusive (ISO 8601 with zone).")]
Limit = Annotated[int, QueryParameter(name="limit", ge=1, le=MOST_RECORDS, description="Most records on a page.")]
Cursor = Annotated[str | None, QueryParameter(name="cursor", max_length=18, description="`next` of the page before.")]
Activity = Annotated[
    str | None, QueryParameter(name="activity", max_length=300, description="Id of a processing activity, or its URI.")
]
TraceId = Annotated[str | None, QueryParameter(name="traceId", pattern="^[0-9a-f]{32}$", description="One trace.")]
ByStatus = Annotated[Status | None, QueryParameter(name="status", description="How a processing ended.")]
Kind = Annotated[SecurityEventKind | None, QueryParameter(name="kind", description="One kind of event.")]
Who = Annotated[str | None, QueryParameter(name="principal", max_length=100, description="Pseudonym of who acted.")]
Reference = Annotated[
    str | None, QueryParameter(name="reference", max_length=40, description="What a refusal told its caller.")
]


@get("/api/v1/processing-log", operation_id="getProcessingLog", tags=["governance"], opt=access(Action.READ_LOG))
async def processing_log(
    node: NamedDependency[Node],
    request: Request[Any, Any, Any],
    start: From = None,
    end: To = None,
    activity: Activity = None,
    trace_id: TraceId = None,
    status: ByStatus = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> ProcessingLogBody:
    """Return records of processing, newest first. Times are those at which a processing ended."""
    chain = node.processing_log.chain
    uris = None if activity is None else _uris(node, activity)
    query = LogQuery(
        start=_ms(start),
        end=_ms(end),
        contains=b"" if trace_id is None else trace_id.encode(),
        fits=_every(_of_activities(uris), _equal("trace_id", trace_id), _equal("status", status)),
    )
    page = await asyncio.to_thread(newest, chain.folder, query, before=_before(cursor), limit=limit)
    _say_it_was_read(node, request, "processing")
    return processing_log_body(page, chain_body(chain, node.log_check.of(chain.name)))


@get("/api/v1/security-log", operation_id="getSecurityLog", tags=["governance"], opt=access(Action.READ_SECURITY_LOG))
async def security_log(
    node: NamedDependency[Node],
    request: Request[Any, Any, Any],
    start: From = None,
    end: To = None,
    kind: Kind = None,
    principal: Who = None,
    reference: Reference = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> SecurityLogBody:
    """Return security events, newest first."""
    chain = node.security_log.chain
    query = LogQuery(
        start=_ms(start),
        end=_ms(end),
        fits=_every(_equal("event", kind), _either(("principal", "account"), principal), _found_by(reference)),
    )
    page = await asyncio.to_thread(newest, chain.folder, query, before=_before(cursor), limit=limit)
    _say_it_was_read(node, request, "security")
    return security_log_body(page, chain_body(chain, node.log_check.of(chain.name)))


def _say_it_was_read(node: Node, request: Request[Any, Any, Any], log: str) -> None:
    """Write down who looked into a log: whoever watches is watched too."""
    who = principal_of(request)
    node.security_log.write(
        SecurityEvent(kind=SecurityEventKind.LOG_READ, principal=who, about=log, trace_id=REFERENCE.get())
    )


def _uris(node: Node, activity: str) -> frozenset[str]:
    """Return the URIs of every version of an activity; one that is not known is looked for as a URI."""
    if not _WORD.fullmatch(activity):
        raise InvalidInputError("activity is the id of a processing activity, or its URI.")
    if activity in node.governance.activities.ids:
        return frozenset(version.uri for version in node.governance.activities.versions(activity))
    return frozenset({activity})


def _of_activities(uris: frozenset[str] | None) -> Callable[[Record], bool] | None:
    if uris is None:
        return None
    return lambda record: record.get("attributes", {}).get("dpl.core.processing_activity_id") in uris


def _equal(member: str, value: str | None) -> Callable[[Record], bool] | None:
    return None if value is None else lambda record: bool(record.get(member) == value)


def _either(members: tuple[str, ...], value: str | None) -> Callable[[Record], bool] | None:
    return None if value is None else lambda record: any(record.get(m) == value for m in members)


def _found_by(reference: str | None) -> Callable[[Record], bool] | None:
    """Look for a reference as a person reads it out, or for the trace id of a problem that has no event of its own."""
    if reference is None:
        return None
    said = reference.strip()
    return lambda record: record.get("reference") == said.upper() or record.get("trace_id") == said.lower()


def _every(*conditions: Callable[[Record], bool] | None) -> Callable[[Record], bool] | None:
    there = [c for c in conditions if c is not None]
    return (lambda record: all(c(record) for c in there)) if there else None


def _ms(text: str | None) -> int | None:
    return None if text is None else -(-to_us(moment(text)) // 1000)


def _before(cursor: str | None) -> int | None:
    if cursor is None:
        return None
    if not _CURSOR.fullmatch(cursor):
        raise InvalidInputError("cursor is the `next` of an earlier page.")
    return int(cursor)


LOG_ROUTES: Final = (processing_log, security_log)
