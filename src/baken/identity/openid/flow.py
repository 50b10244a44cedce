# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The way to a provider and back: authorisation code with PKCE (RFC 6749, 7636, 9207, 9700; OAuth NL profile).

``state`` comes back once, soon, and in the browser that left with it; the ``nonce`` ties the ID token to that one
departure, the code verifier ties the code to us. Each provider has an address of its own to come back to.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode, urlsplit

import msgspec

from baken.identity.errors import UnauthenticatedError
from baken.identity.openid.client import credentials
from baken.identity.openid.errors import OpenIdError, Problem
from baken.identity.openid.provider_keys import Published, fetch_json
from baken.identity.openid.tokens import id_token_claims

if TYPE_CHECKING:
    from collections.abc import Mapping

    from baken.identity.challenges import Challenges
    from baken.identity.openid.settings import Provider
    from baken.vocabulary.time import Clock

CALLBACK: Final = "/api/v1/openid/{}/callback"
_PURPOSE: Final = "openid"
_RECENT: Final = timedelta(minutes=5)
_LONGEST_PATH: Final = 500


class Departure(msgspec.Struct, frozen=True, kw_only=True):
    """What has to be known again when somebody comes back.

    Attributes
    ----------
    return_to
        Path on this service.
    renews
        Account and session of somebody who proves again who they are; empty for a sign-in.
    """

    provider: str
    verifier: str
    nonce: str
    return_to: str = "/"
    renews: tuple[str, str] = ("", "")


class Confirmed(msgspec.Struct, frozen=True, kw_only=True):
    """What a provider says about somebody who has come back."""

    departure: Departure
    subject: str
    name: str
    groups: frozenset[str]
    is_two_factors: bool
    authenticated_at: datetime
    id_token: str


class Flow:
    """The way to one provider and back."""

    def __init__(
        self, provider: Provider, published: Published, challenges: Challenges, clock: Clock, public_origin: str
    ) -> None:
        self.provider = provider
        self.published = published
        self._challenges = challenges
        self._clock = clock
        self._callback = public_origin + CALLBACK.format(provider.id)

    async def depart(self, binding: str, return_to: str, *, renews: tuple[str, str] = ("", "")) -> str:
        """Return the address at the provider to send a browser to."""
        metadata, provider = await self.published.metadata(), self.provider
        departure = Departure(
            provider=provider.id,
            verifier=secrets.token_urlsafe(48),
            nonce=secrets.token_urlsafe(32),
            return_to=own_path(return_to),
            renews=renews,
        )
        query = {
            "response_type": "code",
            "client_id": provider.client_id,
            "redirect_uri": self._callback,
            "scope": " ".join(provider.scopes),
            "state": self._challenges.make(_PURPOSE, binding, **msgspec.to_builtins(departure)),
            "nonce": departure.nonce,
            "code_challenge": _s256(departure.verifier),
            "code_challenge_method": "S256",
        }
        if provider.acr_values:
            query["acr_values"] = " ".join(provider.acr_values)
        if renews[0]:
            query |= {"prompt": "login", "max_age": "0"}
        separator = "&" if urlsplit(metadata.authorization_endpoint).query else "?"
        return f"{metadata.authorization_endpoint}{separator}{urlencode(query)}"

    async def arrive(self, answer: Mapping[str, str], binding: str) -> Confirmed:
        """Return what the provider says of who has come back.

        Raises
        ------
        OpenIdError
            When it refused, or anything about the answer is not as it must be.
        """
        departure = self._departure(answer, binding)
        metadata = await self.published.metadata()
        self._check_answer(answer, names_issuer=metadata.authorization_response_iss_parameter_supported)
        form, headers = credentials(self.provider, metadata)
        form |= {
            "grant_type": "authorization_code",
            "code": answer.get("code", ""),
            "redirect_uri": self._callback,
            "code_verifier": departure.verifier,
        }
        tokens = await fetch_json("POST", metadata.token_endpoint, form=form, headers=headers)
        id_token = tokens.get("id_token")
        if not isinstance(id_token, str):
            raise OpenIdError(Problem.PROVIDER, "It gave no ID token.")
        now = self._clock.now()
        claims = await id_token_claims(id_token, self.provider, self.published, nonce=departure.nonce, now=now)
        said = await self._with_userinfo(claims, tokens.get("access_token"), metadata.userinfo_endpoint)
        return self._confirmed(departure, claims, said, id_token)

    def _departure(self, answer: Mapping[str, str], binding: str) -> Departure:
        try:
            body = self._challenges.take(_PURPOSE, answer.get("state", ""), binding or "none")
        except UnauthenticatedError as error:
            raise OpenIdError(Problem.EXPIRED, "The state is not known, was used, or is of another browser.") from error
        departure = msgspec.convert(body, Departure)
        if departure.provider != self.provider.id:
            raise OpenIdError(Problem.REFUSED, "The answer of one provider came in for another.")
        return departure

    def _check_answer(self, answer: Mapping[str, str], *, names_issuer: bool) -> None:
        issuer = answer.get("iss", "" if names_issuer else self.provider.issuer)
        if issuer != self.provider.issuer:
            raise OpenIdError(Problem.REFUSED, "The answer is of another issuer.")
        if "error" in answer or not answer.get("code"):
            raise OpenIdError(Problem.REFUSED, "The provider refused.")

    async def _with_userinfo(self, claims: dict[str, Any], access_token: object, address: str) -> dict[str, Any]:
        """Return the claims with what the provider only tells at its userinfo endpoint."""
        if self.provider.groups_claim in claims or not address or not isinstance(access_token, str):
            return claims
        more = await fetch_json("GET", address, headers={"authorization": f"Bearer {access_token}"})
        if more.get("sub") != claims["sub"]:
            raise OpenIdError(Problem.REFUSED, "The provider tells of somebody else.")
        return more | claims

    def _confirmed(
        self, departure: Departure, claims: dict[str, Any], said: dict[str, Any], id_token: str
    ) -> Confirmed:
        now, provider = self._clock.now(), self.provider
        told = claims.get("auth_time")
        authenticated = datetime.fromtimestamp(told, UTC) if isinstance(told, int) and 0 < told < 2**33 else now
        if departure.renews[0] and (not isinstance(told, int) or now - authenticated > _RECENT):
            raise OpenIdError(Problem.ASSURANCE, "The provider did not ask again who it is.")
        amr = claims.get("amr")
        methods = {m for m in amr if isinstance(m, str)} if isinstance(amr, list) else set()
        is_two = claims.get("acr") in provider.acr_values or bool(methods & set(provider.amr_values))
        if (provider.acr_values or provider.amr_values) and not is_two:
            raise OpenIdError(Problem.ASSURANCE, "The acr and amr are none of those that were asked for.")
        groups = said.get(provider.groups_claim)
        return Confirmed(
            departure=departure,
            subject=claims["sub"],
            name=_name(said),
            groups=frozenset(g for g in groups if isinstance(g, str)) if isinstance(groups, list) else frozenset(),
            is_two_factors=is_two,
            authenticated_at=min(authenticated, now),
            id_token=id_token,
        )


def own_path(path: str) -> str:
    """Return a path on this service; anything that could lead elsewhere becomes the front page.

    Examples
    --------
    >>> own_path("/account?tab=keys")
    '/account?tab=keys'
    >>> [own_path(p) for p in ("https://evil.example", "//evil.example", "/\\\\evil.example", "/\\t/evil.example")]
    ['/', '/', '/', '/']
    """
    is_plain = path.isascii() and path.isprintable() and len(path) <= _LONGEST_PATH
    if not is_plain or not path.startswith("/") or path.startswith("//") or "\\" in path:
        return "/"
    return path


def _s256(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def _name(said: dict[str, Any]) -> str:
    for claim in ("name", "preferred_username", "email"):
        value = said.get(claim)
        if isinstance(value, str) and value.strip():
            return "".join(c for c in value if c.isprintable()).strip()[:200] or "Somebody"
    return "Somebody"
