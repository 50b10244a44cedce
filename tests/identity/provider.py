# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A real OpenID provider (oidc-provider) in a process of its own, and its people."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

if TYPE_CHECKING:
    from collections.abc import Iterator

    from joserfc.jwk import RSAKey

FOLDER = Path(__file__).parent / "provider"
BIN = Path(sys.executable).parent
TWO_FACTORS = "urn:test:two-factors"
API = "urn:baken:test-api"
_NUMBERS = itertools.count(1)


def install() -> None:
    """Install the locked packages, unless that was done."""
    lock, done = FOLDER / "package-lock.json", FOLDER / "node_modules" / ".package-lock.json"
    if done.is_file() and done.stat().st_mtime >= lock.stat().st_mtime:
        return
    path = f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"
    npm = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
    subprocess.run(npm, cwd=FOLDER, env=os.environ | {"PATH": path}, check=True, capture_output=True)


class RealProvider:
    """One running provider."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer

    def person(self, *groups: str, name: str = "Anna de Wit") -> str:
        """Return the id of a new person in some groups."""
        number = f"person-{next(_NUMBERS)}"
        body = {"id": number, "name": name, "groups": list(groups)}
        httpx.post(f"{self.issuer}/control/person", json=body).raise_for_status()
        return number

    def rotate(self) -> None:
        """Give the provider new keys."""
        httpx.post(f"{self.issuer}/control/rotate").raise_for_status()

    def machine_token(self, client: str = "police-system", audience: str = API) -> str:
        """Return an access token for a machine."""
        form = {"grant_type": "client_credentials", "resource": audience, "scope": "read"}
        answer = httpx.post(f"{self.issuer}/token", data=form, auth=(client, "machine"))
        answer.raise_for_status()
        token: str = answer.json()["access_token"]
        return token


@contextmanager
def running_provider(port: int, key: RSAKey) -> Iterator[RealProvider]:
    """Run a provider for a block, for a server on this port of this machine."""
    origin = f"http://localhost:{port}"
    settings: dict[str, Any] = {
        "redirectUris": [f"{origin}/api/v1/openid/{name}/callback" for name in ("own", "other")],
        "signedOutUris": [f"{origin}/"],
        "clientKeys": {"keys": [dict(key.as_dict(private=False)) | {"kid": key.thumbprint(), "use": "sig"}]},
    }
    process = subprocess.Popen(
        [BIN / "node", FOLDER / "server.mjs", json.dumps(settings)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True, cwd=FOLDER,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield RealProvider(process.stdout.readline().strip())
    finally:
        process.stdin.close()
        process.wait(20)
        process.stdout.close()
