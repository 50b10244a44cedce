# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Refusals before the gateway: of what is no request yet, or comes from where it may not.

They look like every other refusal: a problem document with the common headers, and a reference under which the log has
it. A flood of them does not fill the log: those that were not written have no reference.
"""

from __future__ import annotations

import logging
import secrets
import time
from http import HTTPStatus
from typing import Final

import msgspec

from baken.service.http.asgi import Send
from baken.service.http.gateway import common_headers
from baken.service.http.problems import MEDIA_TYPE
from baken.service.http.rate_limit import Budget, TokenBuckets

_LOG: Final = logging.getLogger(__name__)
_LINES: Final = Budget(1.0, burst=50)

Headers = list[tuple[bytes, bytes]]

_written = TokenBuckets(capacity=1)


def refusal(status: HTTPStatus, detail: str, address: str) -> tuple[Headers, bytes]:
    """Return headers and body of a refusal, and write it to the log.

    Parameters
    ----------
    address
        Who is refused.
    """
    document: dict[str, str | int] = {"status": status.value, "title": status.phrase, "detail": detail}
    if not _written.take("lines", _LINES, time.monotonic()):
        reference = secrets.token_hex(16)
        document["reference"] = reference
        _LOG.warning("Refused %s with %d: %s (reference %s)", address or "somebody", status, detail, reference)
    body = msgspec.json.encode(document)
    headers = [
        (b"content-type", MEDIA_TYPE.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"connection", b"close"),
        *common_headers(),
    ]
    return headers, body


async def refuse(send: Send, status: HTTPStatus, detail: str, address: str) -> None:
    """Answer a request with a refusal."""
    headers, body = refusal(status, detail, address)
    await send({"type": "http.response.start", "status": status.value, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
