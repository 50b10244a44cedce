# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from baken.bench.load import LoadGenerator, get_request, post_request
from baken.bench.load_process import Job
from baken.bench.registry import BenchError

if TYPE_CHECKING:
    from collections.abc import Iterator


class _Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = b'{"value":[{"@iot.selfLink":1},{"@iot.selfLink":2}]}'
        self.send_response(404 if self.path == "/nothing" else 200)
        if self.path == "/chunks":
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self.wfile.write(b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body))
        else:
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        assert len(self.rfile.read(length)) == length
        self.send_response(201)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def server() -> Iterator[int]:
    serving = ThreadingHTTPServer(("127.0.0.1", 0), _Answer)
    thread = threading.Thread(target=serving.serve_forever)
    thread.start()
    try:
        yield serving.server_port
    finally:
        serving.shutdown()
        thread.join()
        serving.server_close()


def test_load_is_sent_and_every_answer_is_looked_at() -> None:
    with server() as port, LoadGenerator() as load:
        for path in ("/plain", "/chunks"):
            requests = [get_request(path)] * 6
            outcome = load.run(Job(port=port, requests=requests, connections=2, needle=b"@iot.selfLink", count=2))
            assert len(outcome.latencies_s) == 6
            assert outcome.duration_s > 0
        outcome = load.run(Job(port=port, requests=[post_request("/x", b"{}")], status=201))
        assert len(outcome.latencies_s) == 1


@pytest.mark.parametrize(
    ("path", "count", "said"), [("/nothing", 2, "status 404"), ("/plain", 3, "occurs 2 times in place of 3")]
)
def test_a_wrong_answer_ends_the_bench(path: str, count: int, said: str) -> None:
    with server() as port, LoadGenerator() as load, pytest.raises(BenchError, match=said):
        load.run(Job(port=port, requests=[get_request(path)], needle=b"@iot.selfLink", count=count))


def test_a_server_that_closes_the_connection_ends_the_bench() -> None:
    with server() as port, LoadGenerator() as load, pytest.raises(BenchError, match="closed the connection"):
        load.run(Job(port=port, requests=[b"NONSENSE\r\n\r\n"]))
