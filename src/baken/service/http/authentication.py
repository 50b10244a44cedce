# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Authentication: from what a request carries to who asks.

A browser carries a session in a cookie, a sensor its key in ``Authorization`` (as Bearer, or as Basic because that is
what devices know), a machine of a partner an access token of a provider that the city trusts. What carries nothing, or
a session that has ended, is anybody; what carries a wrong ``Authorization`` is refused.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from typing import TYPE_CHECKING, Any, Final

from baken.governance.model import ANYBODY, Principal
from baken.identity.errors import ForgedRequestError, UnauthenticatedError
from baken.identity.key_text import PREFIX
from baken.identity.security_events import SecurityEventKind, tell
from baken.identity.sessions import Known, forgery_token
from baken.service.http.browser_cookies import SESSION, cookie_of
from baken.service.http.origins import origins_of

if TYPE_CHECKING:
    from baken.identity.identity import Identity
    from baken.service.http.asgi import Scope

FORGERY_HEADER: Final = b"x-csrf-token"
SESSION_STARTS: Final = frozenset(
    {
        ("POST", "/api/v1/sessions"),
        ("POST", "/api/v1/sessions/passkey"),
        ("POST", "/api/v1/passkey-challenges"),
        ("POST", "/api/v1/one-time-links/inspection"),
        ("POST", "/api/v1/one-time-links/redemption"),
    }
)
"""Where a session begins: no token of one can be asked for, but that the page is ours can."""

_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_KNOWN: Final = "identity_known"
_TOKEN: Final = "identity_session"  # noqa: S105 - the name of a place
_LONGEST: Final = 16_384


class Authentication:
    """Tells who asks, for each request."""

    def __init__(self, identity: Identity) -> None:
        self._identity = identity

    async def principal_of(self, scope: Scope) -> Principal:
        """Return who asks.

        Raises
        ------
        UnauthenticatedError
            When what it shows in ``Authorization`` is not right.
        """
        shown = [value for name, value in scope["headers"] if name == b"authorization"]
        if not shown:
            return self._of_session(scope)
        if len(shown) > 1 or len(shown[0]) > _LONGEST:
            raise _refusal()
        scheme, _, credentials = shown[0].partition(b" ")
        text = _ascii(credentials.strip())
        match scheme.lower():
            case b"bearer" if not text.startswith(PREFIX):
                return await self._identity.openid.principal_of_token(text)
            case b"bearer":
                return self._of_key(scope, text)
            case b"basic":
                return self._of_key(scope, _key_in_basic(text))
        raise _refusal()

    def check_request(self, scope: Scope, principal: Principal) -> None:
        """Refuse what another site made a browser send (cross-site request forgery).

        Every unsafe request of a browser has to come from our own pages; one in a session has to show the token that
        only they can read.

        Raises
        ------
        ForgedRequestError
            When it does not.
        """
        if scope["method"] in _SAFE or any(name == b"authorization" for name, _ in scope["headers"]):
            return
        if not _is_from_our_pages(scope, self._identity.settings.public_origin):
            self._refuse(principal, "A request that another site made a browser send.")
        known = scope["state"].get(_KNOWN)
        if known is None or (scope["method"], scope["path"]) in SESSION_STARTS:
            return
        expected = forgery_token(scope["state"][_TOKEN]).encode()
        shown = [value for name, value in scope["headers"] if name == FORGERY_HEADER]
        if len(shown) != 1 or not hmac.compare_digest(shown[0], expected):
            self._refuse(principal, "A request in a session without the token of the session.")

    def _of_session(self, scope: Scope) -> Principal:
        token = cookie_of(scope, SESSION, self._identity.settings.public_origin)
        known = self._identity.sessions.find(token) if token else None
        if known is None:
            return ANYBODY
        state = scope.setdefault("state", {})
        state[_KNOWN], state[_TOKEN] = known, token
        return known.principal or ANYBODY

    def _of_key(self, scope: Scope, text: str) -> Principal:
        principal, key = self._identity.keys.check(text)
        if key.rate_per_s is not None:
            scope.setdefault("state", {})["requests_per_s"] = key.rate_per_s
        return principal

    def _refuse(self, principal: Principal, because: str) -> None:
        tell(self._identity.events, SecurityEventKind.REFUSED, because, by=principal)
        raise ForgedRequestError(
            "This request did not come from a page of this service.", remedy="Load the page again, and try again."
        )


def known_of(scope: Any) -> Known | None:
    """Return the session that a request is in, however far its sign-in has come."""
    found = scope.get("state", {}).get(_KNOWN)
    return found if isinstance(found, Known) else None


def session_token_of(scope: Any) -> str:
    """Return the secret of the session that a request is in; empty when it is in none."""
    return str(scope.get("state", {}).get(_TOKEN, ""))


def _is_from_our_pages(scope: Scope, public_origin: str) -> bool:
    """Return whether a browser says so; what says nothing is no browser that another site could use."""
    headers = dict(scope["headers"])
    fetched = headers.get(b"sec-fetch-site")
    origin = headers.get(b"origin")
    if fetched is not None and fetched not in (b"same-origin", b"none"):
        return False
    return origin is None or _ascii(origin) in origins_of(scope, public_origin)


def _key_in_basic(text: str) -> str:
    """Return the key that a device shows as user name and password; see :mod:`baken.identity.key_text`."""
    try:
        name, _, password = base64.b64decode(text, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise _refusal() from error
    return password if password.startswith(PREFIX) else f"{PREFIX}{name}_{password}"


def _ascii(value: bytes) -> str:
    return value.decode("ascii", "replace")


def _refusal() -> UnauthenticatedError:
    return UnauthenticatedError("What was shown in Authorization is not known here.", remedy="Send one Bearer key.")
