# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""One HTTP/1.1 connection: as uvicorn speaks it, with limits to what it may hold and how long.

Without them a head that never ends is collected in memory, and joining its parts holds up everybody; a head, a body or
a reader that takes for ever (*slowloris*) keeps a connection for ever. What is no HTTP, or too much of it, is answered
with a problem document and the headers of every other answer.

A request that comes whole, as nearly all do, starts no timer.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from http import HTTPStatus
from typing import Any, ClassVar, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from baken.service.http.refusals import refusal

MAX_HEAD_BYTES: Final = 65_536
"""Largest request line and headers together; beyond it at most one more read of the socket is kept."""

MOST_CONNECTIONS: Final = 4_096
"""Of everybody together."""

MOST_OF_ONE_ADDRESS: Final = 512
"""Connections of one address; trusted proxies speak for many, and only the first limit holds for them."""

_FRAMING: Final = frozenset({b"host", b"transfer-encoding"})


class BoundedConnection(HttpToolsProtocol):
    """Counts what has come of a head that is not complete, and gives a request and a reader only so much time.

    Attributes
    ----------
    head_s
        From the first byte of a request, or the begin of the connection, until its head must be complete.
    body_pause_s, body_s
        Between two parts of a body, and for all of it.
    reader_s
        How long somebody may take nothing of an answer.
    is_proxy
        Whether an address is that of a trusted proxy.
    """

    head_s: ClassVar[float] = 10.0
    body_pause_s: ClassVar[float] = 30.0
    body_s: ClassVar[float] = 600.0
    reader_s: ClassVar[float] = 60.0
    most_connections: ClassVar[int] = MOST_CONNECTIONS
    most_of_one_address: ClassVar[int] = MOST_OF_ONE_ADDRESS
    is_proxy: ClassVar[Any] = staticmethod(lambda _address: False)
    _of_address: ClassVar[Counter[str]] = Counter()

    _head_bytes = 0
    _in_head = True
    _in_body = False
    _has_moved = False
    _address = ""
    _patience: asyncio.TimerHandle | None = None
    _reader: asyncio.TimerHandle | None = None
    _body_until = 0.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Begin, unless there are too many already."""
        super().connection_made(transport)
        self._address = self.client[0] if self.client else ""
        mine = self._of_address[self._address]
        self._of_address[self._address] += 1
        if len(self.connections) > self.most_connections:
            self._refuse(HTTPStatus.SERVICE_UNAVAILABLE, "Too many connections. Try again later.")
        elif mine >= self.most_of_one_address and not self.is_proxy(self._address):
            self._refuse(HTTPStatus.TOO_MANY_REQUESTS, "Too many connections from this address.")
        else:
            self._patience = self.loop.call_later(self.head_s, self._too_slow)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget what was counted."""
        self._calm()
        self.resume_writing()
        self._of_address[self._address] -= 1
        if self._of_address[self._address] <= 0:
            del self._of_address[self._address]
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came from the socket."""
        if self.transport.is_closing():
            return
        self._has_moved = False
        super().data_received(data)
        if self._in_head:
            if not self._has_moved and not self.transport.is_closing():
                self._part_of_a_head(len(data))
        elif self._in_body:
            self._part_of_a_body()

    def on_headers_complete(self) -> None:
        """Begin to answer: the head is complete."""
        self._in_head, self._has_moved, self._in_body = False, True, True
        self._calm()
        framing = [header for header in self.headers if header[0] in _FRAMING]
        if len(framing) != 1 or framing[0][0] != b"host":
            self._check_framing(framing)
        if not self.transport.is_closing():
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Take a part of a body, unless the request was refused already."""
        if not self.transport.is_closing():
            super().on_body(body)

    def on_message_complete(self) -> None:
        """Wait for the head of the next request."""
        self._in_head, self._has_moved, self._head_bytes, self._in_body = True, True, 0, False
        self._calm()
        if not self.transport.is_closing():
            super().on_message_complete()

    def _unsupported_upgrade_warning(self) -> None:
        """Say nothing: a wish for another protocol is ignored, as RFC 9110 allows, and needs no line in the log."""

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP."""
        self._refuse(HTTPStatus.BAD_REQUEST, msg)

    def pause_writing(self) -> None:
        """Note that the reader takes nothing; it has some time to go on."""
        super().pause_writing()
        self._reader = self.loop.call_later(self.reader_s, self.transport.abort)

    def resume_writing(self) -> None:
        """Note that the reader goes on."""
        super().resume_writing()
        if self._reader is not None:
            self._reader.cancel()
            self._reader = None

    def _check_framing(self, framing: list[tuple[bytes, bytes]]) -> None:
        """Refuse what a proxy before us may read in another way: whom a request is for, and where its body ends."""
        names = [name for name, _ in framing]
        coding = [value.lower() for name, value in framing if name == b"transfer-encoding"]
        is_old = self.parser.get_http_version() == "1.0"
        if names.count(b"host") > 1 or (b"host" not in names and not is_old):
            self._refuse(HTTPStatus.BAD_REQUEST, "A request has exactly one header Host.")
        elif coding and (is_old or coding != [b"chunked"]):
            self._refuse(HTTPStatus.NOT_IMPLEMENTED, "The only transfer coding is chunked, of HTTP/1.1.")

    def _part_of_a_head(self, size: int) -> None:
        self._head_bytes += size
        if self._head_bytes > MAX_HEAD_BYTES:
            detail = f"The head of a request may have {MAX_HEAD_BYTES} bytes."
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, detail)
        elif self._patience is None:
            self._patience = self.loop.call_later(self.head_s, self._too_slow)

    def _part_of_a_body(self) -> None:
        now = self.loop.time()
        if self._patience is None:
            self._body_until = now + self.body_s
        else:
            self._patience.cancel()
        self._patience = self.loop.call_at(min(now + self.body_pause_s, self._body_until), self._too_slow)

    def _calm(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _too_slow(self) -> None:
        self._patience = None
        if self._in_body and not self.flow.read_paused:
            self._refuse(HTTPStatus.REQUEST_TIMEOUT, "The body of the request did not come in time.")
        elif self._in_head:
            self._refuse(HTTPStatus.REQUEST_TIMEOUT, "The head of the request did not come in time.")
        else:  # we do not take what is there; that is not the sender's fault
            self._part_of_a_body()

    def _refuse(self, status: HTTPStatus, detail: str) -> None:
        if self.transport.is_closing():
            return
        cycle: RequestResponseCycle | None = self.cycle  # None until the first request
        if cycle is not None and cycle.response_started and not cycle.response_complete:
            self.transport.close()  # in the midst of an answer nothing else can be said
            return
        headers, body = refusal(status, detail, self._address)
        lines = [f"HTTP/1.1 {status.value} {status.phrase}".encode()]
        lines += [name + b": " + value for name, value in headers]
        self.transport.write(b"\r\n".join([*lines, b"", body]))
        self.transport.close()
