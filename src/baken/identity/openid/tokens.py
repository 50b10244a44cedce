# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Tokens of a provider: is the signature right, and is it the kind of token, for us, now?

Only asymmetric algorithms are accepted, so that nobody can sign with what is public; ``none`` is none of them. A token
of one kind is never taken for another: an access token says so in ``typ`` (RFC 9068), an ID token must not.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING, Any, Final

import msgspec

from baken.identity.openid.errors import OpenIdError, Problem

if TYPE_CHECKING:
    from datetime import datetime

    from baken.identity.openid.provider_keys import Published
    from baken.identity.openid.settings import Provider

ALGORITHMS: Final = (
    "RS256",
    "PS256",
    "ES256",
    "ES384",
    "PS384",
    "RS384",
    "PS512",
    "RS512",
    "ES512",
    "EdDSA",
    "Ed25519",
)
LEEWAY_S: Final = 60
LONGEST_LIFE_S: Final = 86_400
_LONGEST: Final = 16_384
_LONGEST_TEXT: Final = 300
_ACCESS_TOKEN: Final = frozenset({"at+jwt", "application/at+jwt"})


async def id_token_claims(
    token: str, provider: Provider, published: Published, *, nonce: str, now: datetime
) -> dict[str, Any]:
    """Return what an ID token says (OpenID Connect Core 1.0, 3.1.3.7).

    Raises
    ------
    OpenIdError
        When anything about it is not as it must be.
    """
    header, claims = await _verified(token, published)
    _require(str(header.get("typ", "JWT")).lower() == "jwt", "This is not an ID token.")
    _check_times(claims, now)
    _check_issuer(claims, provider.issuer)
    audience = _texts(claims.get("aud"))
    _require(provider.client_id in audience, "The token is for somebody else.")
    _require(len(audience) == 1 or "azp" in claims, "The token is for several and says not for whom.")
    _require(claims.get("azp", provider.client_id) == provider.client_id, "The token was given to somebody else.")
    shown = claims.get("nonce")
    _require(isinstance(shown, str) and hmac.compare_digest(shown.encode(), nonce.encode()), "Another sign-in's token.")
    _require(_is_text(claims.get("sub")), "The token names nobody.")
    return claims


async def access_token_claims(token: str, provider: Provider, published: Published, *, now: datetime) -> dict[str, Any]:
    """Return what an access token says (RFC 9068, 4).

    Raises
    ------
    OpenIdError
        When anything about it is not as it must be.
    """
    header, claims = await _verified(token, published)
    _require(str(header.get("typ", "")).lower() in _ACCESS_TOKEN, "This is not an access token.")
    _check_times(claims, now)
    _check_issuer(claims, provider.issuer)
    _require(bool(provider.api_audience) and provider.api_audience in _texts(claims.get("aud")), "For somebody else.")
    for name in ("sub", "client_id", "jti"):
        _require(_is_text(claims.get(name)), f"The token lacks {name}.")
    _require(claims["exp"] - claims["iat"] <= LONGEST_LIFE_S, "The token is valid for longer than a day.")
    return claims


def issuer_in(token: str) -> str:
    """Return who a token says it is from, before anything of it is believed; empty when it does not say."""
    import base64
    import binascii

    parts = token.split(".")
    if len(parts) != 3 or len(token) > _LONGEST:
        return ""
    try:
        payload = base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4))
        claims = msgspec.json.decode(payload, type=dict[str, Any])
    except (binascii.Error, ValueError, msgspec.DecodeError):
        return ""
    issuer = claims.get("iss")
    return issuer if isinstance(issuer, str) else ""


async def _verified(token: str, published: Published) -> tuple[dict[str, Any], dict[str, Any]]:
    from joserfc import jwt
    from joserfc.errors import JoseError
    from joserfc.jws import extract_compact

    _require(len(token) <= _LONGEST and token.isascii() and token.count(".") == 2, "This is no signed token.")
    try:
        header = extract_compact(token.encode()).headers()
    except (JoseError, ValueError) as error:
        raise OpenIdError(Problem.REFUSED, "This is no signed token.") from error
    _require(header.get("alg") in ALGORITHMS, "The token is signed in a way that is not accepted.")
    _require("crit" not in header, "The token asks for something we do not know.")
    key = await published.key(header)
    try:
        decoded = jwt.decode(token, key, algorithms=list(ALGORITHMS))
    except (JoseError, ValueError, TypeError) as error:
        raise OpenIdError(Problem.REFUSED, "The signature of the token is not right.") from error
    return dict(decoded.header), dict(decoded.claims)


def _check_times(claims: dict[str, Any], now: datetime) -> None:
    moment = now.timestamp()
    issued, expires, begins = claims.get("iat"), claims.get("exp"), claims.get("nbf", 0)
    _require(all(_is_number(value) for value in (issued, expires, begins)), "The token has no times.")
    _require(moment < expires + LEEWAY_S, "The token has expired.")  # type: ignore[operator]  # numbers by now
    _require(begins <= moment + LEEWAY_S and issued <= moment + LEEWAY_S, "The token is not valid yet.")  # type: ignore[operator]


def _check_issuer(claims: dict[str, Any], issuer: str) -> None:
    _require(claims.get("iss") == issuer, "The token is from somebody else.")


def _require(condition: bool, why: str) -> None:
    if not condition:
        raise OpenIdError(Problem.REFUSED, why)


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []


def _is_text(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= _LONGEST_TEXT


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e12
