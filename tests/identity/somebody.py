# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Somebody with an account on a running server, and the browsers that they use."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import httpx
import pyotp

from baken.governance.lists import Role
from baken.identity.model import LinkPurpose
from baken.identity.tables import ATTEMPT, SESSION

if TYPE_CHECKING:
    from baken.identity.identity import Identity
    from servers import BakenServer

PASSWORD = "correct horse battery staple"
_PATIENCE_S = 20


class Screen:
    """One browser: keeps its cookies, and shows the token of its session as our pages do."""

    def __init__(self, server: BakenServer) -> None:
        self.origin = f"http://localhost:{server.port}"
        self.client = httpx.Client(base_url=self.origin, timeout=30, headers={"origin": self.origin})

    def send(self, method: str, path: str, body: object = None, **headers: str) -> httpx.Response:
        token = self.client.get("/api/v1/sessions/current").json()["csrfToken"]
        shown = {"x-csrf-token": token} if token else {}
        return self.client.request(method, f"/api/v1{path}", json=body, headers=shown | headers)

    def stage(self) -> str:
        body: dict[str, str] = self.client.get("/api/v1/sessions/current").json()
        return body["stage"]

    def cookie(self) -> str:
        return self.client.cookies["baken"]


class Somebody:
    """A person with an account, a password and an app."""

    def __init__(self, server: BakenServer, identity: Identity, role: Role = Role.ANALYST) -> None:
        self.server = server
        self.login = f"somebody-{time.time_ns()}"
        self.account = identity.accounts.create(login=self.login, name="Somebody", roles={role}).id
        self.link = identity.links.make(LinkPurpose.INVITATION, self.account)[1]
        self.screen = Screen(server)
        body = {"token": self.link, "password": PASSWORD}
        self.answer = self.screen.send("POST", "/one-time-links/redemption", body)

    def enrol(self) -> list[str]:
        """Add an app, and return the recovery codes."""
        self.app = pyotp.TOTP(self.screen.send("POST", "/second-factors/totp").json()["secret"])
        answer = self.screen.send("PUT", "/second-factors/totp", {"code": self.code(0)})
        codes: list[str] = answer.json()["recoveryCodes"]
        return codes

    def code(self, step: int) -> str:
        """Return the code of the present step, or of one beside it: each can be used once only."""
        return self.app.at(datetime.now(UTC) + timedelta(seconds=30 * step))

    def sign_in(self, screen: Screen, password: str = PASSWORD) -> httpx.Response:
        return screen.send("POST", "/sessions", {"login": self.login, "password": password})


def forget_attempts(identity: Identity) -> None:
    """Let every test begin without the wrong attempts of those before it: all come from one address."""
    with identity._tables.writing() as connection:
        connection.execute(ATTEMPT.delete())


def make_stale(identity: Identity, account: str, screen: Screen) -> None:
    """Let the last proof of an account lie far back, and wait until the server knows."""
    with identity._tables.writing() as connection:
        connection.execute(SESSION.update().where(SESSION.c.account == account).values(authenticated_us=0))
    deadline = time.monotonic() + _PATIENCE_S
    while not screen.client.get("/api/v1/sessions/current").json()["authenticatedAt"].startswith("1970"):
        assert time.monotonic() < deadline
