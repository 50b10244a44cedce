# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Tokens that a real provider never makes: each must be refused."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from baken.identity.openid.errors import OpenIdError
from baken.identity.openid.provider_keys import Published
from baken.identity.openid.settings import ClientAuthentication, Provider
from baken.identity.openid.tokens import access_token_claims, id_token_claims, issuer_in

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
MOMENT = int(NOW.timestamp())
KEY = RSAKey.generate_key(2048)
PROVIDER = Provider(
    id="own", name="Own", issuer="https://id.example", client_id="baken",
    authentication=ClientAuthentication.CLIENT_SECRET_BASIC, secret="x", scopes=("openid",), acr_values=(),
    amr_values=(), groups_claim="groups", group_roles=(), api_audience="urn:api", machines=(),
)  # fmt: skip
ID_TOKEN = {
    "iss": "https://id.example", "aud": "baken", "sub": "anna", "nonce": "n", "iat": MOMENT, "exp": MOMENT + 300,
}  # fmt: skip
ACCESS_TOKEN = {
    "iss": "https://id.example", "aud": "urn:api", "sub": "machine", "client_id": "machine", "jti": "1",
    "iat": MOMENT, "exp": MOMENT + 300,
}  # fmt: skip


class OneKey(Published):
    """A provider that publishes one key and is never asked."""

    async def key(self, header: dict[str, Any]) -> RSAKey:
        return KEY


def signed(claims: dict[str, Any], header: dict[str, Any] | None = None) -> str:
    return jwt.encode({"alg": "RS256"} | (header or {}), claims, KEY)


async def read_id_token(claims: dict[str, Any], header: dict[str, Any] | None = None) -> dict[str, Any]:
    return await id_token_claims(signed(claims, header), PROVIDER, OneKey(PROVIDER), nonce="n", now=NOW)


async def read_access_token(claims: dict[str, Any], header: dict[str, Any] | None = None) -> dict[str, Any]:
    token = signed(claims, {"typ": "at+jwt"} | (header or {}))
    return await access_token_claims(token, PROVIDER, OneKey(PROVIDER), now=NOW)


async def test_right_tokens_are_read() -> None:
    assert (await read_id_token(ID_TOKEN))["sub"] == "anna"
    assert (await read_access_token(ACCESS_TOKEN))["client_id"] == "machine"


WRONG: list[dict[str, Any]] = [
    {"iss": "https://evil.example"}, {"iss": None}, {"iss": "https://id.example/"}, {"aud": "somebody"}, {"aud": []},
    {"aud": None}, {"sub": ""}, {"sub": 3}, {"sub": "x" * 301}, {"exp": MOMENT - 61}, {"exp": None}, {"exp": "soon"},
    {"exp": True}, {"exp": 1e300}, {"iat": None}, {"iat": MOMENT + 61}, {"nbf": MOMENT + 61}, {"nbf": "x"},
]  # fmt: skip


OF_ID_TOKEN: list[dict[str, Any]] = [{"nonce": "other"}, {"nonce": None}, {"azp": "somebody"}, {"aud": ["baken", "b"]}]


@pytest.mark.parametrize("change", [*WRONG, *OF_ID_TOKEN], ids=str)
async def test_wrong_id_token_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(OpenIdError):
        await read_id_token(ID_TOKEN | change)


@pytest.mark.parametrize("change", [*WRONG, {"jti": None}, {"client_id": None}, {"exp": MOMENT + 86_401}], ids=str)
async def test_wrong_access_token_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(OpenIdError):
        await read_access_token(ACCESS_TOKEN | change)


async def test_access_token_is_not_taken_for_an_id_token_nor_the_reverse() -> None:
    with pytest.raises(OpenIdError):
        await read_id_token(ID_TOKEN, {"typ": "at+jwt"})
    for typ in ("JWT", "", "logout+jwt"):
        with pytest.raises(OpenIdError):
            await read_access_token(ACCESS_TOKEN, {"typ": typ})


@pytest.mark.parametrize("token", ["", "a.b.c", "..", "é.é.é", "eyJhbGciOiJub25lIn0.e30.", "x" * 20_000, "a.b.c.d.e"])
async def test_nonsense_is_refused(token: str) -> None:
    issuer_in(token)
    with pytest.raises(OpenIdError):
        await id_token_claims(token, PROVIDER, OneKey(PROVIDER), nonce="n", now=NOW)


async def test_critical_extension_that_we_do_not_know_is_refused() -> None:
    import base64
    import json

    header, payload, signature = signed(ID_TOKEN).split(".")
    decoded = json.loads(base64.urlsafe_b64decode(header + "==")) | {"crit": ["x"], "x": 1}
    forged = base64.urlsafe_b64encode(json.dumps(decoded).encode()).decode().rstrip("=")
    with pytest.raises(OpenIdError):
        await id_token_claims(f"{forged}.{payload}.{signature}", PROVIDER, OneKey(PROVIDER), nonce="n", now=NOW)


def test_secret_is_in_no_traceback() -> None:
    assert "secret" not in repr(PROVIDER)
