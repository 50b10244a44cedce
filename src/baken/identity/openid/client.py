# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""How we prove to a provider that we are its client: with a signed assertion (RFC 7523) or a secret (RFC 6749)."""

from __future__ import annotations

import base64
import secrets
import time
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from baken.identity.openid.errors import OpenIdError, Problem
from baken.identity.openid.settings import ClientAuthentication

if TYPE_CHECKING:
    from joserfc.jwk import ECKey, OKPKey, RSAKey

    from baken.identity.openid.provider_keys import Metadata
    from baken.identity.openid.settings import Provider

_ASSERTION: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_VALID_FOR_S: Final = 60


def credentials(provider: Provider, metadata: Metadata) -> tuple[dict[str, str], dict[str, str]]:
    """Return what to add to the form and to the headers of a request for tokens."""
    if provider.authentication is ClientAuthentication.CLIENT_SECRET_BASIC:
        pair = f"{quote(provider.client_id, safe='')}:{quote(provider.secret, safe='')}"
        return {}, {"authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
    return {"client_assertion_type": _ASSERTION, "client_assertion": _assertion(provider, metadata)}, {}


def public_keys(provider: Provider) -> dict[str, Any]:
    """Return our public keys as a JWK set, for the provider to fetch; empty when we use a secret."""
    if provider.authentication is ClientAuthentication.CLIENT_SECRET_BASIC:
        return {"keys": []}
    key = _private_key(provider)
    return {"keys": [dict(key.as_dict(private=False)) | {"kid": key.thumbprint(), "use": "sig"}]}


def _assertion(provider: Provider, metadata: Metadata) -> str:
    from joserfc import jwt

    key = _private_key(provider)
    now = int(time.time())
    claims = {
        "iss": provider.client_id, "sub": provider.client_id, "aud": metadata.issuer, "iat": now,
        "exp": now + _VALID_FOR_S, "jti": secrets.token_urlsafe(16),
    }  # fmt: skip
    header = {"alg": _algorithm(key.key_type, metadata), "kid": key.thumbprint()}
    return jwt.encode(header, claims, key, algorithms=[header["alg"]])


def _private_key(provider: Provider) -> RSAKey | ECKey | OKPKey:
    from cryptography.hazmat.primitives.asymmetric import ec, rsa
    from cryptography.hazmat.primitives.serialization import load_pem_private_key
    from joserfc import jwk
    from joserfc.errors import JoseError

    try:
        loaded = load_pem_private_key(provider.secret.encode(), password=None)
        if isinstance(loaded, rsa.RSAPrivateKey):
            return jwk.RSAKey.import_key(provider.secret)
        if isinstance(loaded, ec.EllipticCurvePrivateKey):
            return jwk.ECKey.import_key(provider.secret)
        return jwk.OKPKey.import_key(provider.secret)
    except (JoseError, ValueError, TypeError) as error:
        raise OpenIdError(Problem.PROVIDER, f"The private key for {provider.id} is no PEM key.") from error


def _algorithm(kind: str, metadata: Metadata) -> str:
    """Return the strongest that the key can and the provider takes."""
    can = {"RSA": ("PS256", "RS256"), "EC": ("ES256",), "OKP": ("EdDSA", "Ed25519")}[kind]
    takes = metadata.token_endpoint_auth_signing_alg_values_supported or ["RS256", "ES256"]
    return next((name for name in can if name in takes), can[-1])
