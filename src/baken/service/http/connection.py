# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""One HTTP/1.1 connection: as uvicorn speaks it, with a limit to the head of a request.

Without a limit a head that never ends is collected in memory, and joining its parts holds up everybody. What is no
HTTP, or too much of it, is answered with a problem document and the headers of every other answer.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

import msgspec
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from baken.service.http.gateway import common_headers
from baken.service.http.problems import MEDIA_TYPE, Problem

MAX_HEAD_BYTES: Final = 65_536
"""Largest request line and headers together; beyond it at most one more read of the socket is kept."""


class BoundedConnection(HttpToolsProtocol):
    """Counts what has come of a head that is not complete."""

    _head_bytes = 0
    _in_head = True
    _has_moved = False

    def data_received(self, data: bytes) -> None:
        """Take what came from the socket."""
        self._has_moved = False
        super().data_received(data)
        if self._in_head and not self._has_moved and not self.transport.is_closing():
            self._head_bytes += len(data)
            if self._head_bytes > MAX_HEAD_BYTES:
                detail = f"The head of a request may have {MAX_HEAD_BYTES} bytes."
                self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, detail)

    def on_headers_complete(self) -> None:
        """Begin to answer: the head is complete."""
        self._in_head, self._has_moved = False, True
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Wait for the head of the next request."""
        self._in_head, self._has_moved, self._head_bytes = True, True, 0
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP."""
        self._refuse(HTTPStatus.BAD_REQUEST, msg)

    def _refuse(self, status: HTTPStatus, detail: str) -> None:
        body = msgspec.json.encode(Problem(status.value, status.phrase, detail))
        own = [
            (b"content-type", MEDIA_TYPE.encode()),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"no-store"),
            (b"connection", b"close"),
        ]
        lines = [f"HTTP/1.1 {status.value} {status.phrase}".encode()]
        lines += [name + b": " + value for name, value in (*own, *common_headers())]
        self.transport.write(b"\r\n".join([*lines, b"", body]))
        self.transport.close()
