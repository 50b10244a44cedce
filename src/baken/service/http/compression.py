# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Compressed answers for who asks for them, and plain ones for who refuses them with a weight of zero (RFC 9110)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from litestar.middleware.compression import CompressionMiddleware

from baken.service.http.asked_headers import takes_gzip

if TYPE_CHECKING:
    from litestar.types import Receive, Scope, Send


class WeighedCompression(CompressionMiddleware):
    """The compression of the framework, which by itself goes by the word gzip alone, also in ``gzip;q=0``."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        accepted = b",".join(value for name, value in scope["headers"] if name == b"accept-encoding")
        if takes_gzip(accepted):
            await super().__call__(scope, receive, send)
        else:
            await self.app(scope, receive, send)
