# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Passkeys with a real browser and the authenticator that it can pretend to have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from somebody import Screen, Somebody

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

    from baken.identity.identity import Identity
    from servers import BakenServer

pytestmark = pytest.mark.browser

ASK = """async ([method, path, body, token]) => {
    const headers = { "content-type": "application/json", ...(token ? { "x-csrf-token": token } : {}) };
    const answer = await fetch("/api/v1" + path, { method, headers, body: body && JSON.stringify(body) });
    const text = await answer.text();
    return { status: answer.status, body: text ? JSON.parse(text) : null };
}"""
CREATE = """async (options) => {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
    return (await navigator.credentials.create({ publicKey })).toJSON();
}"""
SHOW = """async (options) => {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
    return (await navigator.credentials.get({ publicKey })).toJSON();
}"""


class Device:
    """A page of the service in a browser with an authenticator; the screen's token is sent along as its code does."""

    def __init__(self, context: BrowserContext, server: BakenServer, *, verifies: bool = True) -> None:
        self.page: Page = context.new_page()
        self.page.goto(f"http://localhost:{server.port}/api/v1/health")
        self.cdp = context.new_cdp_session(self.page)
        self.cdp.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
            "isUserVerified": verifies, "automaticPresenceSimulation": True,
        }  # fmt: skip
        self.id = self.cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]

    def ask(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        token = self.page.evaluate(ASK, ["GET", "/sessions/current", None, None])["body"]["csrfToken"]
        answer = self.page.evaluate(ASK, [method, path, body, token])
        return answer["status"], answer["body"]

    def create(self) -> dict[str, Any]:
        status, options = self.ask("POST", "/passkeys/options")
        assert status == 200, options
        credential: dict[str, Any] = self.page.evaluate(CREATE, options["publicKey"])
        return credential

    def show(self) -> dict[str, Any]:
        status, options = self.ask("POST", "/passkey-challenges")
        assert status == 201, options
        credential: dict[str, Any] = self.page.evaluate(SHOW, options["publicKey"])
        return credential

    def stage(self) -> str:
        return str(self.ask("GET", "/sessions/current")[1]["stage"])


@pytest.fixture
def device(browser: Browser, shared_server: BakenServer) -> Iterator[Device]:
    with browser.new_context() as context:
        yield Device(context, shared_server)


@pytest.fixture
def somebody(shared_server: BakenServer, identity: Identity) -> Somebody:
    return Somebody(shared_server, identity)


def begin(device: Device, somebody: Somebody) -> None:
    """Sign in with the password, to add the first second factor."""
    body = {"login": somebody.login, "password": "correct horse battery staple"}
    assert device.ask("POST", "/sessions", body)[0] == 201
    assert device.stage() == "enrolment"


def add(device: Device, somebody: Somebody) -> dict[str, Any]:
    begin(device, somebody)
    status, body = device.ask("POST", "/passkeys", {"name": "Laptop", "credential": device.create()})
    assert status == 201, body
    answer: dict[str, Any] = body
    return answer


def test_passkey_is_added_and_alone_opens_the_account(device: Device, somebody: Somebody) -> None:
    added = add(device, somebody)
    assert added["passkey"]["name"] == "Laptop"
    assert len(added["recoveryCodes"]) == 10
    assert added["session"]["stage"] == "complete"
    assert device.ask("DELETE", "/sessions/current")[0] == 200
    assert device.stage() == "anonymous"
    status, session = device.ask("POST", "/sessions/passkey", {"credential": device.show()})
    assert status == 201
    assert (session["stage"], session["assurance"]) == ("complete", "mfa")
    assert session["account"]["login"] == somebody.login


def test_passkey_proves_again_who_it_is(device: Device, somebody: Somebody) -> None:
    before = add(device, somebody)["session"]["authenticatedAt"]
    status, session = device.ask("POST", "/sessions/current/renewal", {"credential": device.show()})
    assert status == 200
    assert session["authenticatedAt"] > before


def test_passkey_of_somebody_else_proves_nothing(
    device: Device, somebody: Somebody, browser: Browser, shared_server: BakenServer, identity: Identity
) -> None:
    add(device, somebody)
    with browser.new_context() as context:
        other = Device(context, shared_server)
        add(other, Somebody(shared_server, identity))
        credential = device.page.evaluate(SHOW, device.ask("POST", "/passkey-challenges")[1]["publicKey"])
        assert other.ask("POST", "/sessions/current/renewal", {"credential": credential})[0] == 401


def test_answer_works_once(device: Device, somebody: Somebody) -> None:
    add(device, somebody)
    credential = device.show()
    assert device.ask("POST", "/sessions/passkey", {"credential": credential})[0] == 201
    assert device.ask("POST", "/sessions/passkey", {"credential": credential})[0] == 401


def test_answer_of_one_browser_is_worth_nothing_in_another(
    device: Device, somebody: Somebody, shared_server: BakenServer
) -> None:
    add(device, somebody)
    thief = Screen(shared_server)
    assert thief.send("POST", "/sessions/passkey", {"credential": device.show()}).status_code == 401
    assert thief.stage() == "anonymous"


@pytest.mark.parametrize("part", ["signature", "authenticatorData", "clientDataJSON", "userHandle"])
def test_answer_that_was_changed_is_refused(device: Device, somebody: Somebody, part: str) -> None:
    add(device, somebody)
    device.ask("DELETE", "/sessions/current")
    credential = device.show()
    text = credential["response"][part]
    credential["response"][part] = text[:20] + ("A" if text[20:21] != "A" else "B") + text[21:]
    assert device.ask("POST", "/sessions/passkey", {"credential": credential})[0] == 401
    assert device.stage() == "anonymous"


@pytest.mark.parametrize(
    "credential", [{}, {"id": "x"}, {"response": []}, {"id": 3, "response": {"clientDataJSON": "e30"}}]
)
def test_nonsense_is_refused(device: Device, credential: dict[str, Any]) -> None:
    assert device.ask("POST", "/sessions/passkey", {"credential": credential})[0] == 401


def test_device_that_does_not_verify_its_owner_is_not_enough(
    browser: Browser, shared_server: BakenServer, somebody: Somebody
) -> None:
    """Found or stolen: the finger, face or PIN is the second factor."""
    from playwright.sync_api import Error

    with browser.new_context() as context:
        device = Device(context, shared_server)
        add(device, somebody)
        device.ask("DELETE", "/sessions/current")
        device.cdp.send("WebAuthn.setUserVerified", {"authenticatorId": device.id, "isUserVerified": False})
        with pytest.raises(Error, match="NotAllowedError"):
            device.show()


def test_copied_device_is_noticed(device: Device, somebody: Somebody) -> None:
    """A counter that goes back means that there are two of what should be one."""
    add(device, somebody)
    [credential] = device.cdp.send("WebAuthn.getCredentials", {"authenticatorId": device.id})["credentials"]
    for _ in range(2):
        assert device.ask("POST", "/sessions/passkey", {"credential": device.show()})[0] == 201
    gone = {"authenticatorId": device.id, "credentialId": credential["credentialId"]}
    device.cdp.send("WebAuthn.removeCredential", gone)
    device.cdp.send(
        "WebAuthn.addCredential", {"authenticatorId": device.id, "credential": credential | {"signCount": 0}}
    )
    assert device.ask("POST", "/sessions/passkey", {"credential": device.show()})[0] == 401


def test_removed_passkey_opens_nothing(device: Device, somebody: Somebody) -> None:
    passkey = add(device, somebody)["passkey"]["id"]
    assert device.ask("DELETE", f"/passkeys/{passkey}")[0] == 400, "the only second factor was removed"
    begun = device.ask("POST", "/second-factors/totp")[1]
    import pyotp

    assert device.ask("PUT", "/second-factors/totp", {"code": pyotp.TOTP(begun["secret"]).now()})[0] == 200
    assert device.ask("DELETE", f"/passkeys/{passkey}")[0] == 204
    device.ask("DELETE", "/sessions/current")
    assert device.ask("POST", "/sessions/passkey", {"credential": device.show()})[0] == 401
