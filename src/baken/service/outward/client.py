# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The HTTP client of the node, made in one place: no cookies, no redirects by itself, no addresses in a log."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from baken.service.outward.addresses import Reach, addresses_of

if TYPE_CHECKING:
    import ssl

    import httpx


def opened_client(
    *, silence_s: float, connect_s: float, reach: Reach | None = None, tls: ssl.SSLContext | None = None
) -> httpx.AsyncClient:
    """Return a client.

    Parameters
    ----------
    silence_s, connect_s
        For how long the other side may say nothing, and how long a connection may take.
    reach
        Which addresses it connects to, whatever a name stands for; None where the city folder alone decides, as of a
        source that may lie anywhere. With a reach no proxy of the environment is used, which would connect for us.
    tls
        Whom to trust; None for those that the machine trusts.
    """
    from http.cookiejar import CookieJar, DefaultCookiePolicy

    import httpx

    for name in ("httpx", "httpcore"):  # they would write addresses and headers, and so secrets, to the log
        logging.getLogger(name).setLevel(logging.WARNING)
    wary: dict[str, Any] = {} if reach is None else {"transport": _transport(reach, tls), "trust_env": False}
    return httpx.AsyncClient(
        timeout=httpx.Timeout(silence_s, connect=connect_s),
        follow_redirects=False,
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        **wary,
    )


def _transport(reach: Reach, tls: ssl.SSLContext | None) -> httpx.AsyncHTTPTransport:
    """Return a transport whose connections go to addresses that were judged; TLS still asks for the name."""
    import httpcore
    import httpx

    class Wary(httpcore.AsyncNetworkBackend):
        def __init__(self) -> None:
            self._network = httpcore.AnyIOBackend()

        async def connect_tcp(self, host: str, port: int, *rest: Any, **named: Any) -> httpcore.AsyncNetworkStream:
            failed: Exception | None = None
            for address in await addresses_of(host, port, reach):
                try:
                    return await self._network.connect_tcp(address, port, *rest, **named)
                except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                    failed = error
            raise failed or httpcore.ConnectError("No address answers.")

        async def sleep(self, seconds: float) -> None:
            await self._network.sleep(seconds)

    transport = httpx.AsyncHTTPTransport(verify=True if tls is None else tls, retries=0)
    # httpx has no word for the network under its pool; httpcore has.
    transport._pool = httpcore.AsyncConnectionPool(
        ssl_context=tls or httpx.create_ssl_context(trust_env=False),
        max_connections=50,
        max_keepalive_connections=10,
        keepalive_expiry=5.0,
        network_backend=Wary(),
    )
    return transport
