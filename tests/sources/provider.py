# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A provider on loopback that does whatever a test tells it, and lets the test wait for what was asked of it."""

from __future__ import annotations

import contextlib
import gzip
import json
import queue
import socket
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass
class Answer:
    """What the provider says next.

    Attributes
    ----------
    chunks
        Instead of the body: sent one by one without a length; after each the provider waits for ``Provider.go_on``.
    cut_at
        The connection is closed after so many bytes, fewer than were promised.
    """

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    chunks: list[bytes] | None = None
    cut_at: int | None = None


def counts(*rows: tuple[str, str, float | None], do: str = "", **headers: str) -> Answer:
    """Return an answer with counts: place, time, persons."""
    listed = [{"place": place, "time": time, "persons": persons} for place, time, persons in rows]
    return Answer(json.dumps({"rows": listed, "do": do}).encode(), headers=headers)


def gzipped(answer: Answer) -> Answer:
    """Return the same answer, compressed."""
    return Answer(gzip.compress(answer.body), answer.status, {**answer.headers, "content-encoding": "gzip"})


class Provider:
    """A real HTTP server; ``answer`` may be changed at any time, or be a function of the request's headers."""

    def __init__(self) -> None:
        self.answer: Answer | Callable[[dict[str, str]], Answer] = Answer(b"{}")
        self.asked: queue.Queue[dict[str, str]] = queue.Queue()
        self.go_on = threading.Event()
        self._server: _Server | None = None
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/counts.json"

    def start(self) -> Self:
        """Listen; on the same port as before."""
        self._server = _Server(("127.0.0.1", self.port), self)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def die(self) -> None:
        """Stop listening, and break every connection."""
        if self._server is None:
            return
        self.go_on.set()
        self._server.shutdown()
        self._server.server_close()
        for connection in self._server.connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self._server = None

    def was_asked(self, patience_s: float = 20) -> dict[str, str]:
        """Return the headers of the next request."""
        return self.asked.get(timeout=patience_s)


class _Server(ThreadingHTTPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, address: tuple[str, int], provider: Provider) -> None:
        self.provider = provider
        self.connections: set[socket.socket] = set()
        super().__init__(address, _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        self.connections.add(request)
        super().process_request(request, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: connections are broken on purpose."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.do_GET()

    def do_GET(self) -> None:
        provider = self.server.provider
        headers = {name.lower(): value for name, value in self.headers.items()} | {"path": self.path}
        found = provider.answer
        answer = found(headers) if callable(found) else found
        provider.asked.put(headers)
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.chunks is None:
            self._say_at_once(answer)
        else:
            self._drip(answer.chunks, provider.go_on)

    def _say_at_once(self, answer: Answer) -> None:
        if answer.status not in (204, 304):
            self.send_header("content-length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body[: answer.cut_at])
        self.close_connection = answer.cut_at is not None

    def _drip(self, chunks: list[bytes], go_on: threading.Event) -> None:
        self.send_header("connection", "close")
        self.end_headers()
        self.close_connection = True
        for chunk in chunks:
            self.wfile.write(chunk)
            self.wfile.flush()
            go_on.wait()

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""
