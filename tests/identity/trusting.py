# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A server that trusts two providers, and browsers without a screen that sign in with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qs, urlsplit

import httpx
from joserfc.jwk import RSAKey
from provider import API, TWO_FACTORS, RealProvider

if TYPE_CHECKING:
    from pathlib import Path

    from servers import BakenServer

SECRET = "a secret with : and %"
GROUPS = {"beheer": "administrator", "meldkamer": "duty-officer"}


class TrustingServer(NamedTuple):
    """A server, its data folder, and the providers that it trusts."""

    server: BakenServer
    data: Path
    city: Path
    own: RealProvider
    other: RealProvider

    @property
    def origin(self) -> str:
        """Return its address, as the provider and the browser know it."""
        return f"http://localhost:{self.server.port}"

    def browser(self) -> httpx.Client:
        """Return a new browser: it keeps cookies, and follows redirects only where it is told to."""
        return httpx.Client(base_url=self.origin, timeout=30, headers={"sec-fetch-site": "same-origin"})


def new_client_key() -> RSAKey:
    return RSAKey.generate_key(2048, private=True)


def write_settings(data: Path, port: int, own: RealProvider, other: RealProvider, key: RSAKey) -> None:
    """Write ``identity.toml``: the municipality's provider with a key, and another with a secret."""
    data.mkdir(parents=True, exist_ok=True)
    for name, secret in (("client.pem", key.as_pem(private=True).decode()), ("client.secret", SECRET)):
        (data / name).write_text(secret)
        (data / name).chmod(0o600)
    roles = "\n".join(f'[[provider.role]]\ngroup = "{group}"\nrole = "{role}"' for group, role in GROUPS.items())
    (data / "identity.toml").write_text(f"""
public_origin = "http://localhost:{port}"

[[provider]]
id = "own"
name = "Provider of the municipality"
issuer = "{own.issuer}"
client_id = "baken"
authentication = "private_key_jwt"
secret_file = "client.pem"
scopes = ["openid", "profile", "groups"]
acr_values = ["{TWO_FACTORS}"]
api_audience = "{API}"
{roles}

[[provider.role]]
group = "politie"
role = "partner"
party = "police"

[[provider.machine]]
client_id = "police-system"
party = "police"
roles = ["partner"]

[[provider]]
id = "other"
name = "Another provider"
issuer = "{other.issuer}"
client_id = "baken-secret"
authentication = "client_secret_basic"
secret_file = "client.secret"
scopes = ["openid", "profile", "groups"]
amr_values = ["mfa"]

[[provider.role]]
group = "analyse"
role = "analyst"
""")


def leave(browser: httpx.Client, provider: str = "own", **query: str) -> str:
    """Go to the provider, and return the address that the browser was sent to."""
    answer = browser.get(f"/api/v1/openid/{provider}/authorization", params=query)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def at_provider(browser: httpx.Client, address: str, **form: str) -> str:
    """Sign in at the provider, and return the address that it sends the browser back to."""
    answer = browser.get(address)
    while "/callback?" not in (location := answer.headers.get("location", "")):
        assert answer.is_redirect, answer.text
        there = answer.url.join(location)
        is_asked = "/interaction/" in location
        answer = browser.post(there, data=form) if is_asked else browser.get(there)
    return str(location)


def sign_in(browser: httpx.Client, person: str, provider: str = "own", **form: str) -> httpx.Response:
    """Go to a provider, sign in there and come back; return the last answer."""
    shown = {"person": person} | (form or {"acr": TWO_FACTORS})
    return browser.get(at_provider(browser, leave(browser, provider), **shown))


def problem_of(answer: httpx.Response) -> str:
    """Return with which problem a sign-in ended; empty when it succeeded."""
    assert answer.status_code == 303, answer.text
    parts = urlsplit(answer.headers["location"])
    return parse_qs(parts.query).get("problem", [""])[0] if parts.path == "/sign-in" else ""


def stage(browser: httpx.Client) -> str:
    """Return how far the browser has come."""
    body: dict[str, str] = browser.get("/api/v1/sessions/current").json()
    return body["stage"]
