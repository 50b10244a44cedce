# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Under which address a browser reaches us: the configured one, or what it wrote in ``Host``.

A browser cannot be made to write another ``Host`` than the one it talks to, so its ``Origin`` may be compared with it.
``scope["scheme"]`` and ``Host`` are already those that a trusted proxy told.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from baken.errors import BakenError
from baken.identity.passkeys import RelyingParty
from baken.identity.settings import is_loopback
from baken.service.http.asgi import Scope


class OriginError(BakenError):
    """What is asked needs an address that is known beforehand."""


def origin_of(scope: Scope | Any) -> str:
    """Return scheme, host and port under which this request reached us; empty without one ``Host``."""
    hosts = [value for name, value in scope["headers"] if name == b"host"]
    if len(hosts) != 1:
        return ""
    return f"{scope['scheme']}://{hosts[0].decode('ascii', 'replace').lower()}"


def origins_of(scope: Scope | Any, public_origin: str) -> frozenset[str]:
    """Return the origins of our own pages, as this request can know them."""
    return frozenset({origin_of(scope), public_origin}) - {""}


def public_address(scope: Scope | Any, public_origin: str) -> str:
    """Return the origin to put into links that are sent to people."""
    return public_origin or origin_of(scope)


def is_secure(scope: Scope | Any, public_origin: str) -> bool:
    """Return whether the browser talks to us over TLS."""
    return scope["scheme"] == "https" or (public_origin.startswith("https:") and not _is_here(scope))


def relying_party(scope: Scope | Any, public_origin: str) -> RelyingParty:
    """Return for whom passkeys are.

    Raises
    ------
    OriginError
        When the service is reached under a name that nobody configured: a passkey would be bound to it for ever.
    """
    own = origin_of(scope)
    if public_origin and (own == public_origin or not _is_here(scope)):
        return RelyingParty(public_origin)
    if urlsplit(own).hostname == "localhost":
        return RelyingParty(own)
    raise OriginError(
        "Passkeys need to know the address of this service.",
        remedy='Write public_origin = "https://..." in identity.toml, or open it as http://localhost.',
    )


def _is_here(scope: Scope | Any) -> bool:
    try:
        return is_loopback(urlsplit(origin_of(scope)).hostname or "")
    except ValueError:
        return False
