# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the tests of screens share: signing in as people do, a passkey without a finger, and the rules of WCAG."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

import pyotp
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from people import Person
    from servers import BakenServer

WCAG_2_2_AA: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
PASSWORD: Final = "een zin van een paar woorden"
STEP_S: Final = 30
_LINK: Final = re.compile(r"http://\S+/first-sign-in#\S+")


class App(NamedTuple):
    """An authenticator app that holds one secret; each code is of a later step than the one before."""

    secret: str
    used: list[int]

    def code(self, now: float) -> str:
        """Return a code that was not shown before: that of this step, or of the next one, which is accepted too."""
        step = max(int(now // STEP_S), max(self.used, default=0) + 1)
        self.used.append(step)
        return pyotp.TOTP(self.secret).at(step * STEP_S)


_AT_REST = """() => Promise.allSettled(document.getAnimations()
    .filter((one) => Number.isFinite(one.effect?.getComputedTiming().endTime))
    .map((one) => one.finished))"""
"""Colours that fade in are not yet those that are read."""


def violations(page: Page) -> list[str]:
    """Return what axe finds against WCAG 2.2 AA on the screen as it is now, once what was moving stands still."""
    page.evaluate(_AT_REST)
    found = Axe().run(page, options={"runOnly": WCAG_2_2_AA}).response["violations"]
    return [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]


def origin_of(server: BakenServer) -> str:
    """Return the address under its name: a passkey belongs to a name, not to a number."""
    return f"http://localhost:{server.port}"


def first_link(server: BakenServer) -> str:
    """Return the link that a server without accounts printed when it started."""
    for line in server.stdout:  # type: ignore[union-attr]  # it is a pipe
        if found := _LINK.search(line):
            return found[0]
    raise AssertionError("the server printed no link")


def choose_password(page: Page, link: str, *, name: str = "", login: str = "") -> None:
    """Open a one-time link and go on until the second step is asked for."""
    page.goto(link)
    if name:
        page.get_by_label("Your name").fill(name)
        page.get_by_label("User name").fill(login)
    page.locator("input[name=new-password]").fill(PASSWORD)
    page.get_by_role("button", name="Set the password").click()
    expect(page.get_by_role("heading", name="Set up a second step")).to_be_visible()


def enrol_app(page: Page, now: float) -> App:
    """Set up an authenticator app and go on to the screen behind."""
    page.get_by_role("button", name="Set up an app").click()
    app = App(page.get_by_test_id("totp-secret").inner_text().replace(" ", ""), [])
    page.locator("input[name=code]").fill(app.code(now))
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_test_id("recovery-codes")).to_be_visible()
    return app


def add_authenticator(page: Page) -> None:
    """Give the browser an authenticator that says yes by itself."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def enrol_passkey(page: Page, name: str) -> None:
    """Register a passkey of the authenticator."""
    page.get_by_label("Name of the passkey").fill(name)
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_test_id("recovery-codes")).to_be_visible()


def sign_in_as(page: Page, server: BakenServer, person: Person) -> None:
    """Let a browser have the session that somebody has."""
    name, value = person.headers["cookie"].split("=", 1)
    page.context.add_cookies([{"name": name, "value": value, "url": origin_of(server), "httpOnly": True}])
