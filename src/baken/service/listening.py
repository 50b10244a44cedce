# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where a node listens, and what has to be so before others may reach it.

Keys and passwords must not cross a network readable: off this machine a node listens with TLS, or behind a proxy that
has it, or not at all; unless somebody says in so many words that this is a laboratory.
"""

from __future__ import annotations

import socket
from pathlib import Path

import msgspec

from baken.errors import BakenError
from baken.service.http.proxy import TrustedProxies, is_loopback


class ExposureError(BakenError):
    """A way of listening that would show to a network what nobody there may read."""


class Listening(msgspec.Struct, frozen=True, kw_only=True):
    """Where and how a node listens.

    Attributes
    ----------
    certificate, key
        Files in PEM; both or neither.
    proxies
        Networks from which reverse proxies speak, that are believed about who calls.
    is_insecure
        Plain HTTP on a network is meant so.
    is_unlimited
        Everybody may ask as often as they like: for benches.
    """

    host: str = "127.0.0.1"
    port: int = 8080
    certificate: Path | None = None
    key: Path | None = None
    proxies: tuple[str, ...] = ()
    is_insecure: bool = False
    is_unlimited: bool = False

    @property
    def has_tls(self) -> bool:
        """Return whether the node itself speaks TLS."""
        return self.certificate is not None

    @property
    def is_local(self) -> bool:
        """Return whether only this machine can reach the node.

        Examples
        --------
        >>> Listening(host="localhost").is_local, Listening(host="0.0.0.0").is_local
        (True, False)
        """
        try:
            found = socket.getaddrinfo(self.host or None, None, type=socket.SOCK_STREAM)
        except OSError:
            return False
        return bool(self.host) and all(is_loopback(str(address[4][0])) for address in found)

    @property
    def only_by_proxy(self) -> bool:
        """Return whether who comes past the proxy is refused: because there the line is not encrypted."""
        return bool(self.proxies) and not self.has_tls and not self.is_insecure

    def check(self) -> None:
        """Make sure that nothing is shown to a network by accident.

        Raises
        ------
        ExposureError, ProxyError
            Saying what to add.
        """
        TrustedProxies(self.proxies)
        if (self.certificate is None) != (self.key is None):
            raise ExposureError(
                "A certificate and its key belong together.", remedy="Give both --tls-certificate and --tls-key."
            )
        if not (self.is_local or self.has_tls or self.proxies or self.is_insecure):
            raise ExposureError(
                f"On {self.host or 'every address'} others can reach this node, and without TLS anybody on the way "
                "could read passwords and keys.",
                remedy="Give --tls-certificate and --tls-key; or --trusted-proxy with the address of the reverse proxy "
                "that has TLS; or listen on 127.0.0.1. In a laboratory: --insecure-plain-http.",
            )
