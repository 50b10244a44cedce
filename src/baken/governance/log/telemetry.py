# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Sends every processing record to an OpenTelemetry collector, as the span that it is; nothing is sampled away.

The log is the queue: a thread reads it behind the writer, from a position that is kept beside it, and goes on only when
the collector has acknowledged. While the collector is away the log grows no faster and nothing is held in memory. A
record can arrive twice (with the same ids) when an acknowledgement is lost; none is left out.

Where to is said by the standard variables ``OTEL_EXPORTER_OTLP_ENDPOINT``, ``OTEL_EXPORTER_OTLP_HEADERS`` and the rest:
https://opentelemetry.io/docs/specs/otel/protocol/exporter/. Needs ``pip install "baken[telemetry]"``.
"""

from __future__ import annotations

import contextlib
import logging
import os
import threading
from typing import TYPE_CHECKING, Any, Final

import msgspec

from baken.errors import BakenError
from baken.governance.log.entry import UNREADABLE, EntryKind, read_entry
from baken.governance.log.otlp_json import (
    NS_PER_MS,
    SCOPE,
    STATUS_CODES,
    attributes_of,
    is_called_from_outside,
    kind_of,
    resource,
)
from baken.governance.log.segments import lines_from, segments

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import ReadableSpan
    from opentelemetry.sdk.trace.export import SpanExporter

    from baken.governance.log.chain import Chain
    from baken.governance.log.reading import Record

POSITION_FILE: Final = "exported.json"
BATCH: Final = 512
FIRST_PAUSE_S: Final = 1.0
LONGEST_PAUSE_S: Final = 60.0
_ENDPOINTS: Final = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
_PROTOCOLS: Final = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
_LOG: Final = logging.getLogger(__name__)


class TelemetryError(BakenError):
    """An export was asked for and cannot be made."""


class Exported(msgspec.Struct, frozen=True):
    """Up to where the collector has acknowledged: the end of a line in a file."""

    segment: str = ""
    offset: int = 0


def is_asked_for(environment: Mapping[str, str] = os.environ) -> bool:
    """Return whether the environment names a collector and does not switch the export off.

    Examples
    --------
    >>> is_asked_for({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://localhost:4318"})
    True
    >>> is_asked_for({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://localhost:4318", "OTEL_SDK_DISABLED": "true"})
    False
    """
    if environment.get("OTEL_SDK_DISABLED", "").strip().lower() == "true":
        return False
    if environment.get("OTEL_TRACES_EXPORTER", "otlp").strip().lower() not in ("otlp", ""):
        return False
    return any(environment.get(name, "").strip() for name in _ENDPOINTS)


class TelemetryExport:
    """Sends the records of a log to a collector for as long as it is open.

    Raises
    ------
    TelemetryError
        When the extra is not installed, or another protocol than OTLP over HTTP with protobuf is asked for.
    """

    def __init__(self, chain: Chain, *, first_pause_s: float = FIRST_PAUSE_S) -> None:
        self._folder = chain.folder
        self._first_pause_s = first_pause_s
        self._something = threading.Event()
        self._closing = threading.Event()
        self._exporter, self._resource = _exporter(), _resource()
        self._at = _read_position(self._folder)
        self._is_away = False
        chain.on_kept.append(self._something.set)
        self._something.set()
        self._thread = threading.Thread(target=self._run, name="telemetry export", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop; what was not sent yet is sent after the next start."""
        self._closing.set()
        self._something.set()
        self._exporter.shutdown()  # ends a request that is being tried again
        self._thread.join()

    def _run(self) -> None:
        while not self._closing.is_set():
            self._something.wait()
            self._something.clear()
            self._send_all()

    def _send_all(self) -> None:
        """Send what is there, in batches, as often as it takes."""
        for records, end in self._batches():
            pause = self._first_pause_s
            while not self._is_sent(records):
                if self._closing.wait(pause):
                    return
                pause = min(2 * pause, LONGEST_PAUSE_S)
            self._at = end
            _write_position(self._folder, end)
            if self._closing.is_set():
                return

    def _is_sent(self, records: Sequence[Record]) -> bool:
        from opentelemetry.sdk.trace.export import SpanExportResult

        sent = not records or self._exporter.export([self._span(r) for r in records]) is SpanExportResult.SUCCESS
        if sent is self._is_away and not self._closing.is_set():
            _LOG.warning("The telemetry collector %s", "is back" if sent else "does not take spans; trying again")
            self._is_away = not sent
        return sent

    def _batches(self) -> Iterator[tuple[list[Record], Exported]]:
        """Yield the records after the position with the position after each batch; also where there are none."""
        for segment in self._segments():
            offset = self._at.offset if segment.name == self._at.segment else 0
            records: list[Record] = []
            for line in lines_from(segment.path, offset):
                if not line.endswith(b"\n"):
                    break
                offset += len(line)
                entry = read_entry(line)
                if entry is not None and entry.kind == EntryKind.RECORD:
                    records.append(entry.members())
                if len(records) >= BATCH:
                    yield records, Exported(segment.name, offset)
                    records = []
            if Exported(segment.name, offset) != self._at:
                yield records, Exported(segment.name, offset)

    def _segments(self) -> list[Any]:
        there = segments(self._folder)
        names = [s.name for s in there]
        if self._at.segment in names:
            return there[names.index(self._at.segment) :]
        later = [s for s in there if s.name[:10] >= self._at.segment[:10]]
        if self._at.segment and len(later) == len(there):
            _LOG.warning("Log files were removed before all of their records had been sent to the collector")
        return later

    def _span(self, record: Record) -> ReadableSpan:
        """Return a record as a span of the SDK: the same ids, times, status and attributes."""
        from opentelemetry.sdk.trace import ReadableSpan
        from opentelemetry.sdk.util.instrumentation import InstrumentationScope
        from opentelemetry.trace import SpanKind
        from opentelemetry.trace.status import Status, StatusCode

        from baken import __version__

        trace_id, parent = record["trace_id"], record.get("parent_span_id", "")
        return ReadableSpan(
            record["name"],
            context=_context(trace_id, record["span_id"]),
            parent=_context(trace_id, parent, is_remote=is_called_from_outside(record)) if parent else None,
            resource=self._resource,
            attributes=attributes_of(record),
            kind=SpanKind(kind_of(record) - 1),
            status=Status(StatusCode(STATUS_CODES[record["status"]])),
            start_time=record["start_time"] * NS_PER_MS,
            end_time=record["end_time"] * NS_PER_MS,
            instrumentation_scope=InstrumentationScope(SCOPE, __version__),
        )


def _context(trace_id: str, span_id: str, *, is_remote: bool = False) -> Any:
    from opentelemetry.trace import SpanContext, TraceFlags

    recorded = TraceFlags(TraceFlags.SAMPLED)
    return SpanContext(int(trace_id, 16), int(span_id, 16), is_remote=is_remote, trace_flags=recorded)


def _exporter() -> SpanExporter:
    protocol = next((p for name in _PROTOCOLS if (p := os.environ.get(name, "").strip())), "http/protobuf")
    if protocol != "http/protobuf":
        raise TelemetryError(
            f"The telemetry protocol {protocol!r} is not supported.", remedy=f"Set {_PROTOCOLS[1]}=http/protobuf."
        )
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    except ImportError as error:
        raise TelemetryError(
            "A telemetry collector is named, but the package to reach it is not installed.",
            remedy='Install it: pip install "baken[telemetry]"; or unset OTEL_EXPORTER_OTLP_ENDPOINT.',
        ) from error
    return OTLPSpanExporter()


def _resource() -> Resource:
    """Return what the spans come from; what the environment says goes first."""
    from opentelemetry.sdk.resources import OTELResourceDetector, Resource

    return Resource(resource()).merge(OTELResourceDetector().detect())


def _read_position(folder: Path) -> Exported:
    try:
        return msgspec.json.decode((folder / POSITION_FILE).read_bytes(), type=Exported)
    except (*UNREADABLE, OSError):
        return Exported()  # from the beginning: twice is better than never


def _write_position(folder: Path, at: Exported) -> None:
    draft = folder / f".{POSITION_FILE}"
    with contextlib.suppress(OSError):  # then the same is sent once more after the next start
        draft.write_bytes(msgspec.json.encode(at))
        draft.replace(folder / POSITION_FILE)
