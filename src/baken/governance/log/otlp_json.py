# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A processing record as an OpenTelemetry span, one to one, in the JSON form of OTLP.

Source: OpenTelemetry protocol 1.x, https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding; trace.proto for
the numbers of kinds and status codes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from baken import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable

    from baken.governance.log.reading import Record

SCOPE: Final = "baken.governance.log"
KIND_INTERNAL: Final = 1
KIND_SERVER: Final = 2
NS_PER_MS: Final = 1_000_000
STATUS_CODES: Final = {"Unset": 0, "Ok": 1, "Error": 2}
SEQUENCE: Final = "baken.log.sequence"
HASH: Final = "baken.log.hash"
_PARENT_IS_KNOWN: Final = 0x100
_PARENT_IS_REMOTE: Final = 0x200


def attributes_of(record: Record) -> dict[str, str | int]:
    """Return the attributes of a span: those of the record, and its place and hash in the chain.

    With these two a collector is a witness outside the node: it holds what ``baken log verify --anchor`` asks for.
    """
    return {**record["attributes"], SEQUENCE: record["sequence"], HASH: record["hash"]}


def kind_of(record: Record) -> int:
    """Return the kind of span: the node's own work is internal, the rest serves somebody."""
    return KIND_INTERNAL if record["attributes"].get("baken.principal") == "node" else KIND_SERVER


def is_called_from_outside(record: Record) -> bool:
    """Return whether another application called."""
    return "dpl.core.foreign_operation.span_id" in record["attributes"]


def span(record: Record) -> dict[str, Any]:
    """Return a record as a span.

    Examples
    --------
    >>> record = {"trace_id": "ab" * 16, "span_id": "cd" * 8, "status": "Unset", "name": "read", "start_time": 1,
    ...           "end_time": 2, "attributes": {"baken.rows": 3}, "sequence": 7, "hash": "ef" * 32}
    >>> span(record)["endTimeUnixNano"]
    '2000000'
    """
    found = {
        "traceId": record["trace_id"],
        "spanId": record["span_id"],
        "name": record["name"],
        "kind": kind_of(record),
        "startTimeUnixNano": str(record["start_time"] * NS_PER_MS),
        "endTimeUnixNano": str(record["end_time"] * NS_PER_MS),
        "attributes": [_attribute(k, v) for k, v in attributes_of(record).items()],
        "status": {"code": STATUS_CODES[record["status"]]},
        "flags": _PARENT_IS_KNOWN | (_PARENT_IS_REMOTE if is_called_from_outside(record) else 0),
    }
    if record.get("parent_span_id"):
        found["parentSpanId"] = record["parent_span_id"]
    return found


def resource() -> dict[str, str]:
    """Return what the spans come from; ``OTEL_SERVICE_NAME`` and ``OTEL_RESOURCE_ATTRIBUTES`` go before these."""
    return {"service.name": "baken", "service.version": __version__}


def export_request(records: Iterable[Record]) -> dict[str, Any]:
    """Return records as one ``ExportTraceServiceRequest``."""
    scope = {"scope": {"name": SCOPE, "version": __version__}, "spans": [span(r) for r in records]}
    of = {"attributes": [_attribute(k, v) for k, v in resource().items()]}
    return {"resourceSpans": [{"resource": of, "scopeSpans": [scope]}]}


def _attribute(key: str, value: str | int) -> dict[str, Any]:
    return {"key": key, "value": {"intValue": str(value)} if isinstance(value, int) else {"stringValue": value}}
