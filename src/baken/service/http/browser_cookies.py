# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Cookies: what a browser holds for us, out of reach of scripts and of other sites.

Over TLS their names begin with ``__Host-``: the browser then refuses one that another host, another path or a plain
connection tries to set. Over plain HTTP (on this machine itself) they have other names, which are worth nothing over
TLS. A cookie that comes twice was set by somebody else, and counts as none.
"""

from __future__ import annotations

from typing import Any, Final, Literal

from litestar.datastructures import Cookie

from baken.service.http.asgi import Scope
from baken.service.http.origins import is_secure

SESSION: Final = "baken"
DEVICE: Final = "baken-device"
"""Tells that somebody signed in with this browser before, so that wrong attempts elsewhere do not hold it up."""
BINDING: Final = "baken-binding"
"""What a challenge for a passkey is bound to."""
OPENID: Final = "baken-openid"
"""What a sign-in with a provider is bound to. Lax, because the browser comes back from another site."""

_YEAR_S: Final = 365 * 86_400
_TEN_MINUTES_S: Final = 600
_LASTS_S: Final[dict[str, int | None]] = {
    SESSION: None, DEVICE: _YEAR_S, BINDING: _TEN_MINUTES_S, OPENID: _TEN_MINUTES_S,
}  # fmt: skip
_LONGEST: Final = 8_192


def name_of(scope: Scope | Any, cookie: str, public_origin: str) -> str:
    """Return what a cookie is called on this connection."""
    return f"__Host-{cookie}" if is_secure(scope, public_origin) else cookie


def cookie_of(scope: Scope | Any, cookie: str, public_origin: str) -> str:
    """Return the value of a cookie; empty when it is not there, or there more than once."""
    wanted = f"{name_of(scope, cookie, public_origin)}="
    header = b"; ".join(value for name, value in scope["headers"] if name == b"cookie")
    if wanted.encode() not in header or len(header) > _LONGEST:
        return ""
    parts = [part.strip() for part in header.decode("ascii", "replace").split(";")]
    values = [part[len(wanted) :] for part in parts if part.startswith(wanted)]
    return values[0] if len(values) == 1 else ""


def set_cookie(scope: Scope | Any, cookie: str, value: str, public_origin: str) -> Cookie:
    """Return a cookie to put on an answer; an empty value takes it away."""
    same_site: Literal["lax", "strict"] = "lax" if cookie == OPENID else "strict"
    return Cookie(
        key=name_of(scope, cookie, public_origin),
        value=value,
        path="/",
        secure=is_secure(scope, public_origin),
        httponly=True,
        samesite=same_site,
        max_age=_LASTS_S[cookie] if value else 0,
    )
