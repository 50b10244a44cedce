# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a provider publishes about itself: where it answers, and the keys that it signs with.

Both are kept for an hour. A signature by a key that we do not know makes us look again, since a provider rotates its
keys when it likes, but at most every ten seconds: a token with an invented key id must not make us a flood.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from functools import cache
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import msgspec

from baken.governance.log.trace import outgoing_headers
from baken.identity.openid.errors import OpenIdError, Problem

if TYPE_CHECKING:
    from joserfc.jwk import ECKey, OKPKey, RSAKey

    from baken.identity.openid.settings import Provider

KEEP_S: Final = 3_600.0
LOOK_AGAIN_S: Final = 10.0
_PATIENCE_S: Final = 10.0
_LARGEST: Final = 1_000_000
_WELL_KNOWN: Final = "/.well-known/openid-configuration"
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


class Metadata(msgspec.Struct, frozen=True, kw_only=True):
    """What we use of OpenID Connect Discovery 1.0, and of RFC 8414 and 9207."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str = ""
    end_session_endpoint: str = ""
    token_endpoint_auth_signing_alg_values_supported: list[str] = msgspec.field(default_factory=list)
    authorization_response_iss_parameter_supported: bool = False


class Published:
    """What one provider publishes, remembered."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._lock = asyncio.Lock()
        self._metadata: Metadata | None = None
        self._metadata_until = 0.0
        self._keys: list[dict[str, Any]] = []
        self._keys_until = 0.0
        self._looked = float("-inf")

    async def metadata(self) -> Metadata:
        """Return where the provider answers.

        Raises
        ------
        OpenIdError
            When it does not answer, or says that it is somebody else.
        """
        async with self._lock:
            if self._metadata is None or time.monotonic() >= self._metadata_until:
                self._metadata = await self._discover()
                self._metadata_until = time.monotonic() + KEEP_S
            return self._metadata

    async def key(self, header: dict[str, Any]) -> RSAKey | ECKey | OKPKey:
        """Return the public key that a token says it is signed with.

        Raises
        ------
        OpenIdError
            When the provider has no such key.
        """
        if time.monotonic() >= self._keys_until:
            await self._fetch_keys()
        found = _fitting(self._keys, header)
        if found is None:
            await self._fetch_keys()
            found = _fitting(self._keys, header)
        if found is None:
            raise OpenIdError(Problem.REFUSED, "The token is signed with a key that the provider does not publish.")
        return found

    async def _fetch_keys(self) -> None:
        metadata = await self.metadata()
        async with self._lock:
            if time.monotonic() - self._looked < LOOK_AGAIN_S:
                return
            self._looked = time.monotonic()
            body = await fetch_json("GET", metadata.jwks_uri)
            keys = body.get("keys")
            if not isinstance(keys, list):
                raise OpenIdError(Problem.PROVIDER, "The provider publishes no keys.")
            self._keys = [key for key in keys if isinstance(key, dict)]
            self._keys_until = time.monotonic() + KEEP_S

    async def _discover(self) -> Metadata:
        issuer = self._provider.issuer
        body = await fetch_json("GET", issuer.rstrip("/") + _WELL_KNOWN)
        try:
            metadata = msgspec.convert(body, Metadata)
        except msgspec.ValidationError as error:
            raise OpenIdError(Problem.PROVIDER, f"Its description lacks something: {error}") from error
        if metadata.issuer != issuer:
            raise OpenIdError(Problem.PROVIDER, "Its description is that of another issuer.")
        for address in (
            metadata.authorization_endpoint, metadata.token_endpoint, metadata.jwks_uri, metadata.userinfo_endpoint,
            metadata.end_session_endpoint,
        ):  # fmt: skip
            _require_secure(address, issuer)
        return metadata


async def fetch_json(
    method: str, address: str, *, form: dict[str, str] | None = None, headers: dict[str, str] | None = None
) -> dict[str, Any]:
    """Return what a provider answers, as a JSON object.

    Raises
    ------
    OpenIdError
        When it does not answer in time, with too much, with a redirect or with anything but a JSON object; an answer
        of 400 or 401 is a refusal of what we asked.
    """
    import httpx

    sent = {**outgoing_headers(), **(headers or {})}
    try:
        async with (
            httpx.AsyncClient(timeout=_PATIENCE_S, follow_redirects=False, verify=_trusted()) as client,
            client.stream(method, address, data=form, headers=sent) as response,
        ):
            text = b""
            async for part in response.aiter_bytes():
                text += part
                if len(text) > _LARGEST:
                    raise OpenIdError(Problem.PROVIDER, "It answers with too much.")
    except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError) as error:
        raise OpenIdError(Problem.PROVIDER, f"{type(error).__name__} at {address}") from error
    if response.status_code in (400, 401, 403):
        raise OpenIdError(Problem.REFUSED, f"{response.status_code} from {address}")
    if response.status_code != 200:
        raise OpenIdError(Problem.PROVIDER, f"{response.status_code} from {address}")
    try:
        return msgspec.json.decode(text, type=dict[str, Any])
    except msgspec.DecodeError as error:
        raise OpenIdError(Problem.PROVIDER, f"No JSON from {address}") from error


@cache
def _trusted() -> ssl.SSLContext:
    """Return the certificates that the system trusts."""
    return ssl.create_default_context()


def _require_secure(address: str, issuer: str) -> None:
    parts, own = urlsplit(address), urlsplit(issuer)
    is_here = own.hostname in _LOOPBACK and parts.hostname in _LOOPBACK
    if address and parts.scheme != "https" and not (parts.scheme == "http" and is_here):
        raise OpenIdError(Problem.PROVIDER, "It names an address that is not secure.")


def _fitting(keys: list[dict[str, Any]], header: dict[str, Any]) -> RSAKey | ECKey | OKPKey | None:
    """Return the one key that fits; a key that is a shared secret never does."""
    from joserfc.errors import JoseError
    from joserfc.jwk import ECKey, OKPKey, RSAKey

    kinds: dict[str, type[RSAKey | ECKey | OKPKey]] = {"RSA": RSAKey, "EC": ECKey, "OKP": OKPKey}
    number = header.get("kid")
    fit = [
        key
        for key in keys
        if key.get("kty") in kinds
        and key.get("use", "sig") == "sig"
        and key.get("alg", header.get("alg")) == header.get("alg")
        and (number is None or key.get("kid") == number)
    ]
    if len(fit) != 1:
        return None
    public = {name: value for name, value in fit[0].items() if isinstance(value, str)}
    try:
        return kinds[public["kty"]].import_key(public)  # type: ignore[arg-type]  # the library wants lists too
    except (JoseError, ValueError):
        return None
