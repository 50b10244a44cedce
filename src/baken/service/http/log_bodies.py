# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The bodies about logs. Our own names are camelCase; those of a processing record are the standard's, unchanged."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from baken.service.http.bodies import Body
from baken.vocabulary.time import from_us

if TYPE_CHECKING:
    from baken.governance.log.chain import Chain
    from baken.governance.log.checking import Checked
    from baken.governance.log.reading import LogPage, Record


class LogFaultBody(Body, frozen=True):
    """One place where a log is not what was written."""

    file: str
    line: int
    kind: str
    sentence: str


class ChainBody(Body, frozen=True):
    """Whether the log is what was written, and how far it reaches; note ``sequence:hash`` outside the node."""

    state: str
    checked_at: datetime | None
    records: int
    sequence: int
    hash: str
    anchored_sequence: int
    anchored_at: datetime | None
    public_key: str
    key_id: str
    faults: list[LogFaultBody]


class ProcessingRecordBody(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One processing, as Logboek Dataverwerkingen 1.0 has it; times in milliseconds since 1970."""

    sequence: int
    trace_id: str
    span_id: str
    parent_span_id: str = ""
    status: str
    name: str
    start_time: int
    end_time: int
    attributes: dict[str, Any]
    hash: str


class ProcessingLogBody(Body, frozen=True):
    """A page of the processing log, newest first; ``next`` is the cursor of the page after it."""

    records: list[ProcessingRecordBody]
    next: str | None
    chain: ChainBody


class SecurityEventBody(Body, frozen=True, kw_only=True, omit_defaults=True):
    """A security event; ``count`` says for how many alike it stands, up to ``until``."""

    sequence: int
    at: datetime
    kind: str
    reference: str
    principal: str
    account: str = ""
    role: str = ""
    party: str = ""
    action: str = ""
    layer: str = ""
    activity: str = ""
    about: str = ""
    rules: list[str] = msgspec.field(default_factory=list)
    because: str = ""
    count: int = 1
    until: datetime | None = None
    trace_id: str = ""
    hash: str


class SecurityLogBody(Body, frozen=True):
    """A page of the security log, newest first; ``next`` is the cursor of the page after it."""

    events: list[SecurityEventBody]
    next: str | None
    chain: ChainBody


def chain_body(chain: Chain, checked: Checked) -> ChainBody:
    """Return the body about a chain."""
    at, head = chain.position, chain.head
    return ChainBody(
        state=checked.state.value,
        checked_at=None if checked.at is None else _moment(checked.at),
        records=checked.records,
        sequence=at.sequence,
        hash=at.hash.hex(),
        anchored_sequence=0 if head is None else head.sequence,
        anchored_at=None if head is None else _moment(head.at),
        public_key=base64.b64encode(chain.key.public.raw).decode(),
        key_id=chain.key.public.id,
        faults=[LogFaultBody(file=f.file, line=f.line, kind=f.kind.value, sentence=f.sentence) for f in checked.faults],
    )


def processing_log_body(page: LogPage, chain: ChainBody) -> ProcessingLogBody:
    """Return the body of a page of the processing log."""
    records = [msgspec.convert(r, ProcessingRecordBody) for r in page.records]
    return ProcessingLogBody(records=records, next=_cursor(page), chain=chain)


def security_log_body(page: LogPage, chain: ChainBody) -> SecurityLogBody:
    """Return the body of a page of the security log."""
    return SecurityLogBody(events=[_event(r) for r in page.records], next=_cursor(page), chain=chain)


def _event(record: Record) -> SecurityEventBody:
    until = record.get("until")
    rest = {k: v for k, v in record.items() if k not in ("entry", "event", "at", "until", "trace_id")}
    return SecurityEventBody(
        kind=record["event"],
        at=_moment(record["at"]),
        until=None if until is None else _moment(until),
        trace_id=record.get("trace_id", ""),
        **rest,
    )


def _cursor(page: LogPage) -> str | None:
    return None if page.before is None else str(page.before)


def _moment(ms: int) -> datetime:
    return from_us(ms * 1000).astimezone(UTC)
