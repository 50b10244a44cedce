# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The HTTP of the SensorThings service without a framework: requests, bodies within a limit, responses."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any, Final

from baken.service.sensorthings.problem import Problem

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

MAX_BODY: Final = 16 * 1024 * 1024
"""Largest request body in bytes."""

MAX_VALUES: Final = 1_600_000
"""How many JSON values a body may have: decoded, each takes tens of bytes, however short it was written."""

_HOST: Final = re.compile(rb"(?:[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?")
_JSON_TYPE: Final = re.compile(rb"application/(?:[\w.-]+\+)?json\s*(?:;.*)?", re.IGNORECASE)
_CLOSE: Final = ((b"connection", b"close"),)


class ClientGoneError(Exception):
    """The client closed the connection before its request was complete."""


@dataclass(frozen=True, slots=True)
class Response:
    """What is sent back."""

    status: int = 200
    body: bytes = b""
    media_type: bytes = b"application/json"
    headers: tuple[tuple[bytes, bytes], ...] = ()


def header(scope: Scope, name: bytes) -> bytes | None:
    """Return the value of a request header (in lower case), or None."""
    for key, value in scope["headers"]:
        if key == name:
            found: bytes = value
            return found
    return None


def origin(scope: Scope) -> str:
    """Return scheme and host of a request, for absolute links; a host that is none is not repeated.

    Examples
    --------
    >>> origin({"scheme": "http", "headers": [(b"host", b"a.example:80")], "server": ("127.0.0.1", 80)})
    'http://a.example:80'
    >>> origin({"scheme": "http", "headers": [(b"host", b"<script>")], "server": ("127.0.0.1", 80)})
    'http://127.0.0.1:80'
    """
    scheme = scope.get("scheme") or "http"
    host = header(scope, b"host")
    if host is not None and _HOST.fullmatch(host):
        return f"{scheme}://{host.decode()}"
    server = scope.get("server")
    return f"{scheme}://{server[0]}:{server[1]}" if server else f"{scheme}://localhost"


def media_type(scope: Scope) -> bytes:
    """Return the media type of the body, checked.

    Raises
    ------
    Problem
        415 when it is not JSON, or is compressed.
    """
    encoding = header(scope, b"content-encoding")
    if encoding not in {None, b"", b"identity"}:
        raise Problem(415, "Compressed bodies are not accepted.", headers=_CLOSE)
    found = header(scope, b"content-type") or b"application/json"
    if not _JSON_TYPE.fullmatch(found.strip()):
        raise Problem(415, "The body must be application/json.", headers=_CLOSE)
    return found.split(b";", 1)[0].strip().lower()


async def read_body(scope: Scope, receive: Receive) -> bytes:
    """Return the body of a request.

    Raises
    ------
    Problem
        413 as soon as more than :data:`MAX_BODY` is announced or has come.
    ClientGoneError
        When the connection is closed before the end.
    """
    announced = header(scope, b"content-length")
    if announced is not None and announced.isdigit() and int(announced[:20]) > MAX_BODY:
        raise _too_large()
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGoneError
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > MAX_BODY:
            raise _too_large()
        chunks.append(chunk)
        if not message.get("more_body", False):
            return _within_bounds(chunks[0] if len(chunks) == 1 else b"".join(chunks))


def _within_bounds(body: bytes) -> bytes:
    if len(body) > MAX_VALUES and body.count(b",") > MAX_VALUES:
        raise Problem(413, f"The body has more than {MAX_VALUES} values.", remedy="Send it in parts.")
    return body


def _too_large() -> Problem:
    return Problem(
        413, f"The body is larger than {MAX_BODY // 1024**2} MB.", remedy="Send it in parts.", headers=_CLOSE
    )


async def respond(send: Send, response: Response, *, head: bool = False) -> None:
    """Send a response; for HEAD without its body."""
    length = str(len(response.body)).encode()
    headers = [(b"content-length", length), *response.headers]
    if response.body:
        headers.append((b"content-type", response.media_type))
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if head else response.body})
