# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Every record arrives at a collector that speaks OTLP, one to one, also when the collector was away."""

from __future__ import annotations

import gzip
import json
import queue
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from google.protobuf.json_format import MessageToDict  # type: ignore[import-untyped]
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from baken.governance.lists import Action, Layer
from baken.governance.log import telemetry
from baken.governance.log.otlp_json import export_request
from baken.governance.log.processing_log import ProcessingLog, processing_folder
from baken.governance.log.reading import LogQuery, oldest
from baken.governance.log.record import Status
from baken.governance.log.telemetry import TelemetryError, TelemetryExport, is_asked_for
from baken.governance.log.trace import Trace
from baken.governance.model import ANYBODY, THE_NODE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from opentelemetry.proto.trace.v1.trace_pb2 import Span

PATIENCE_S = 30
URI = "urn:baken:processing-activity:squares:counting:1"
CALLER = "00f067aa0ba902b7"


class Collector:
    """A collector: an HTTP server that decodes OTLP and can be told to refuse."""

    def __init__(self, port: int = 0, refuse: int = 0) -> None:
        self.requests: queue.Queue[ExportTraceServiceRequest] = queue.Queue()
        self.refused = threading.Semaphore(0)
        self.headers: dict[str, str] = {}
        collector = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                collector.headers = {k.lower(): v for k, v in self.headers.items()}
                if refuse and self.path == "/v1/traces":
                    self.answer(refuse)
                    collector.refused.release()
                    return
                if self.headers.get("content-encoding") == "gzip":
                    body = gzip.decompress(body)
                collector.requests.put(ExportTraceServiceRequest.FromString(body))
                self.answer(200)

            def answer(self, status: int) -> None:
                self.send_response(status)
                self.send_header("content-type", "application/x-protobuf")
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def spans(self, number: int) -> list[Span]:
        """Return so many spans, as soon as they have come."""
        found: list[Span] = []
        while len(found) < number:
            request = self.requests.get(timeout=PATIENCE_S)
            found += [s for of in request.resource_spans for scope in of.scope_spans for s in scope.spans]
        return found

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@contextmanager
def collecting(**options: Any) -> Iterator[Collector]:
    collector = Collector(**options)
    try:
        yield collector
    finally:
        collector.close()


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_TIMEOUT", "1")


@contextmanager
def exporting(log: ProcessingLog, port: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{port}")
    export = TelemetryExport(log.chain, first_pause_s=0.05)
    try:
        yield
    finally:
        export.close()


def write(log: ProcessingLog, *names: str) -> None:
    for name in names:
        log.write_request(Trace.new(), name, [URI], principal=ANYBODY, start_time=1_000)


def test_a_record_and_its_span_are_one_to_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with ProcessingLog.open(tmp_path, clock=lambda: 1_795_262_400_123) as log, collecting() as collector:
        trace = Trace.of([(b"traceparent", f"00-{'ab' * 16}-{CALLER}-01".encode())])
        log.write_request(
            trace, "read observations", [URI], principal=ANYBODY, start_time=1_795_262_400_000, rows=3,
            action=Action.READ, layer=Layer.OBSERVATIONS, status=Status.ERROR, exception_type="StoreError",
        )  # fmt: skip
        log.write_request(Trace.new(), "estimate", [URI], principal=THE_NODE, start_time=5, status=Status.OK)
        with exporting(log, collector.port, monkeypatch):
            request = collector.requests.get(timeout=PATIENCE_S)
        records = list(oldest(log.chain.folder, LogQuery()))
        head = log.chain.position
    (of,) = request.resource_spans
    ours, theirs = (s for scope in of.scope_spans for s in scope.spans)
    assert (ours.trace_id.hex(), ours.span_id.hex(), ours.parent_span_id.hex()) == ("ab" * 16, trace.span_id, CALLER)
    assert (ours.start_time_unix_nano, ours.end_time_unix_nano) == (
        1_795_262_400_000_000_000,
        1_795_262_400_123_000_000,
    )
    assert (ours.name, ours.status.code, ours.kind) == ("read observations", 2, 2)
    attributes = {a.key: a.value.string_value or a.value.int_value for a in ours.attributes}
    assert attributes == {
        **records[0]["attributes"],
        "baken.log.sequence": 2,
        "baken.log.hash": records[0]["hash"],
    }
    assert (theirs.status.code, theirs.kind, theirs.parent_span_id) == (1, 1, b"")
    assert {a.key: a.value.string_value for a in of.resource.attributes}["service.name"] == "baken"
    assert records[1]["hash"] == head.hash.hex()


def test_the_json_form_says_the_same_as_the_wire(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with ProcessingLog.open(tmp_path) as log, collecting() as collector:
        log.write_request(
            Trace.of([(b"traceparent", f"00-{'ab' * 16}-{CALLER}-01".encode())]), "read", [URI, URI + "1"],
            principal=ANYBODY, start_time=7, rows=3, subject=("account", "a"),
        )  # fmt: skip
        with exporting(log, collector.port, monkeypatch):
            wire = collector.requests.get(timeout=PATIENCE_S)
        ours = json.loads(msgspec.json.encode(export_request(oldest(log.chain.folder, LogQuery()))))
    (theirs,) = MessageToDict(wire, use_integers_for_enums=True)["resourceSpans"][0]["scopeSpans"]
    assert theirs["scope"] == ours["resourceSpans"][0]["scopeSpans"][0]["scope"]
    for our, their in zip(ours["resourceSpans"][0]["scopeSpans"][0]["spans"], theirs["spans"], strict=True):
        for name in ("traceId", "spanId", "parentSpanId"):
            assert _base64(our.pop(name)) == their.pop(name)
        assert our.pop("status")["code"] == their.pop("status", {}).get("code", 0)
        assert our == their


def _base64(digits: str) -> str:
    import base64

    return base64.b64encode(bytes.fromhex(digits)).decode()


def test_what_is_written_meanwhile_follows_and_nothing_comes_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [str(n) for n in range(1_500)]
    with ProcessingLog.open(tmp_path) as log, collecting() as collector:
        with exporting(log, collector.port, monkeypatch):
            write(log, *names[:700])
            came = collector.spans(700)
            write(log, *names[700:])
            came += collector.spans(800)
        write(log, "while it was off")
        with exporting(log, collector.port, monkeypatch):
            came += collector.spans(1)
    assert [s.name for s in came] == [*names, "while it was off"]
    assert collector.requests.empty()


def test_nothing_is_lost_while_the_collector_is_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with collecting() as gone:
        port = gone.port
    with ProcessingLog.open(tmp_path) as log, exporting(log, port, monkeypatch):
        write(log, "while away")
        with collecting(port=port) as collector:
            write(log, "when back")
            assert [s.name for s in collector.spans(2)] == ["while away", "when back"]


def test_what_a_collector_refuses_is_sent_until_it_takes_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with ProcessingLog.open(tmp_path) as log:
        write(log, "refused at first")
        with collecting(refuse=400) as refusing:
            port = refusing.port
            with exporting(log, port, monkeypatch):
                for _ in range(3):
                    assert refusing.refused.acquire(timeout=PATIENCE_S)
        with collecting(port=port) as collector, exporting(log, port, monkeypatch):
            assert [s.name for s in collector.spans(1)] == ["refused at first"]


def test_a_position_that_cannot_be_read_means_from_the_beginning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ProcessingLog.open(tmp_path) as log, collecting() as collector:
        write(log, "a", "b")
        (processing_folder(tmp_path) / telemetry.POSITION_FILE).write_bytes(b"\xff{")
        with exporting(log, collector.port, monkeypatch):
            assert [s.name for s in collector.spans(2)] == ["a", "b"]


def test_files_that_retention_took_away_are_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1_795_262_400_000
    with ProcessingLog.open(tmp_path, clock=lambda: now) as log, collecting() as collector:
        write(log, "a")
        with exporting(log, collector.port, monkeypatch):
            collector.spans(1)
        for name in ("lost", "kept"):
            now += 86_400_000
            write(log, name)
        log.remove_before("2026-11-23", "P0D")
        with exporting(log, collector.port, monkeypatch):
            assert [s.name for s in collector.spans(1)] == ["kept"]


def test_the_standard_variables_are_heeded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_HEADERS", "api-key=secret")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip")
    monkeypatch.setenv("OTEL_SERVICE_NAME", "baken-scheveningen")
    monkeypatch.setenv("OTEL_TRACES_SAMPLER", "always_off")
    with ProcessingLog.open(tmp_path) as log, collecting() as collector:
        write(log, "a")
        with exporting(log, collector.port, monkeypatch):
            request = collector.requests.get(timeout=PATIENCE_S)
    assert (collector.headers["api-key"], collector.headers["content-encoding"]) == ("secret", "gzip")
    named = {a.key: a.value.string_value for a in request.resource_spans[0].resource.attributes}
    assert named["service.name"] == "baken-scheveningen"


@pytest.mark.parametrize(
    ("environment", "asked"),
    [
        ({}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": " "}, False),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://c"}, True),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://c", "OTEL_TRACES_EXPORTER": "none"}, False),
    ],
)
def test_an_export_is_made_only_when_it_is_asked_for(environment: dict[str, str], asked: bool) -> None:
    assert is_asked_for(environment) is asked


def test_another_protocol_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")
    with ProcessingLog.open(tmp_path) as log, pytest.raises(TelemetryError, match="http/protobuf"):
        TelemetryExport(log.chain)


def test_without_the_extra_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    with ProcessingLog.open(tmp_path) as log, pytest.raises(TelemetryError, match=r"baken\[telemetry\]"):
        TelemetryExport(log.chain)
