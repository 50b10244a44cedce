# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""An answer that was made once: bytes, compressed bytes and headers, which any number of readers get as they are."""

from __future__ import annotations

import gzip
import hashlib
from typing import TYPE_CHECKING, Final

from baken.service.http.asked_headers import knows, takes_gzip

if TYPE_CHECKING:
    from collections.abc import Iterable

    from baken.service.http.asgi import Scope, Send

_LEVEL: Final = 9
_WORTH_IT: Final = 512
STALE_IF_ERROR_S: Final = 86_400
"""How long a cache may go on giving an edition when the node does not answer: the page says of when it is."""

Headers = list[tuple[bytes, bytes]]


class Answer:
    """One immutable answer to GET and HEAD.

    The lifetime that caches are told ends when the next edition comes; the lines of the head are made anew only when
    the second changes, so that a reader costs two lookups and two messages.

    Parameters
    ----------
    headers
        Besides those of content, caching and entity tag.
    """

    def __init__(self, body: bytes, media_type: str, headers: Iterable[tuple[bytes, bytes]] = ()) -> None:
        self.body, self.media_type = body, media_type
        self.gzipped = gzip.compress(body, _LEVEL, mtime=0) if len(body) >= _WORTH_IT else b""
        # Weak, because it is the same for the compressed bytes and the others (RFC 9110, 8.8.3.3).
        self.etag = f'W/"{hashlib.sha256(body).hexdigest()[:20]}"'.encode()
        self._fixed: Headers = [
            (b"content-type", media_type.encode()),
            (b"etag", self.etag),
            (b"vary", b"accept-encoding"),
            *headers,
        ]
        self._lives_s = -1
        self._plain: Headers = []
        self._small: Headers = []
        self._same: Headers = []

    async def serve(self, scope: Scope, send: Send, lives_s: int) -> None:
        """Answer one request; it may be kept for so many seconds."""
        if lives_s != self._lives_s:
            self._say(lives_s)
        compressed, known = False, b""
        for name, value in scope["headers"]:
            if name == b"accept-encoding":
                compressed = takes_gzip(value)
            elif name == b"if-none-match":
                known = value
        if known and knows(known, self.etag):
            await send({"type": "http.response.start", "status": 304, "headers": self._same})
            await send({"type": "http.response.body", "body": b""})
            return
        small = compressed and self.gzipped
        await send({"type": "http.response.start", "status": 200, "headers": self._small if small else self._plain})
        body = b"" if scope["method"] == "HEAD" else self.gzipped if small else self.body
        await send({"type": "http.response.body", "body": body})

    def head(self, lives_s: int) -> Headers:
        """Return the headers of the answer as it is, without its length."""
        if lives_s != self._lives_s:
            self._say(lives_s)
        return self._same

    def _say(self, lives_s: int) -> None:
        self._lives_s = lives_s
        life = f"public, max-age={lives_s}, stale-while-revalidate=30, stale-if-error={STALE_IF_ERROR_S}"
        self._same = [*self._fixed, (b"cache-control", life.encode())]
        self._plain = [*self._same, (b"content-length", str(len(self.body)).encode())]
        self._small = [
            *self._same,
            (b"content-encoding", b"gzip"),
            (b"content-length", str(len(self.gzipped)).encode()),
        ]
