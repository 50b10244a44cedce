# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Signing in with a password and an authenticator app on a real server, and everything that must not succeed."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import httpx
import pytest
from somebody import PASSWORD, Screen, Somebody, make_stale

from baken.governance.lists import Role
from baken.identity.errors import UnauthenticatedError
from baken.identity.model import LinkPurpose
from baken.identity.sign_in import Browser

if TYPE_CHECKING:
    from baken.identity.identity import Identity
    from servers import BakenServer


@pytest.fixture
def somebody(shared_server: BakenServer, identity: Identity) -> Somebody:
    return Somebody(shared_server, identity)


def test_link_then_password_then_app_then_in(somebody: Somebody, screen: Screen) -> None:
    assert somebody.answer.status_code == 201
    assert somebody.screen.stage() == "enrolment"
    codes = somebody.enrol()
    assert somebody.screen.stage() == "complete"
    assert len(codes) == 10
    assert somebody.sign_in(screen).json()["stage"] == "second-factor"
    assert screen.send("POST", "/sessions/current/second-factor", {"code": somebody.code(1)}).status_code == 200
    session = screen.client.get("/api/v1/sessions/current").json()
    assert (session["stage"], session["assurance"], session["account"]["roles"]) == ("complete", "mfa", ["analyst"])


def test_half_a_sign_in_has_no_roles(somebody: Somebody, screen: Screen) -> None:
    assert (
        somebody.screen.client.get("/api/v1/own-permissions").json()
        == screen.client.get("/api/v1/own-permissions").json()
    )
    somebody.enrol()
    somebody.sign_in(screen)
    for path in ("/sessions", "/second-factors", "/accounts", "/keys"):
        assert screen.client.get(f"/api/v1{path}").status_code == 401, path
    assert screen.send("POST", "/second-factors/totp").status_code == 401
    assert screen.send("PUT", "/own-password", {"password": "another long password"}).status_code == 401


def test_link_works_once(somebody: Somebody, screen: Screen) -> None:
    body = {"token": somebody.link, "password": PASSWORD}
    assert screen.send("POST", "/one-time-links/redemption", body).status_code == 404
    assert screen.send("POST", "/one-time-links/inspection", {"token": somebody.link}).status_code == 404


def test_code_works_once(somebody: Somebody, screen: Screen) -> None:
    somebody.enrol()
    somebody.sign_in(screen)
    code = somebody.code(1)
    assert screen.send("POST", "/sessions/current/second-factor", {"code": code}).status_code == 200
    again = Screen(somebody.server)
    somebody.sign_in(again)
    assert again.send("POST", "/sessions/current/second-factor", {"code": code}).status_code == 401
    assert again.stage() == "second-factor"


def test_recovery_code_stands_in_for_the_app_once(somebody: Somebody, screen: Screen) -> None:
    code = somebody.enrol()[3]
    somebody.sign_in(screen)
    assert screen.send("POST", "/sessions/current/second-factor", {"code": code.upper()}).status_code == 200
    assert screen.client.get("/api/v1/second-factors").json()["recoveryCodesLeft"] == 9
    again = Screen(somebody.server)
    somebody.sign_in(again)
    assert again.send("POST", "/sessions/current/second-factor", {"code": code}).status_code == 401


def test_every_step_gets_a_secret_of_its_own(somebody: Somebody, screen: Screen) -> None:
    """Session fixation: bits that somebody knew before signing in open nothing after it."""
    enrolling = somebody.screen.cookie()
    somebody.enrol()
    enrolled = somebody.screen.cookie()
    somebody.sign_in(screen)
    half = screen.cookie()
    screen.send("POST", "/sessions/current/second-factor", {"code": somebody.code(1)})
    whole = screen.cookie()
    assert len({enrolling, enrolled, half, whole}) == 4
    for earlier in (enrolling, half):
        old = Screen(somebody.server)
        old.client.cookies.set("baken", earlier)
        assert old.stage() == "anonymous"


def test_session_that_somebody_chose_is_not_taken_over(somebody: Somebody, screen: Screen) -> None:
    screen.client.headers["cookie"] = "baken=" + "x" * 43
    answer = somebody.sign_in(screen)
    assert answer.status_code == 201
    assert "x" * 43 not in answer.headers["set-cookie"]


def test_cookie_that_is_there_twice_is_none(somebody: Somebody) -> None:
    somebody.enrol()
    own = somebody.screen.cookie()
    for cookies in (f"baken={own}; baken=injected", f"baken=injected; baken={own}"):
        answer = httpx.get(f"{somebody.screen.origin}/api/v1/sessions/current", headers={"cookie": cookies})
        assert answer.json()["stage"] == "anonymous"


def test_cookie_of_a_secure_connection_is_not_taken_over_a_plain_one(somebody: Somebody) -> None:
    somebody.enrol()
    cookies = f"__Host-baken={somebody.screen.cookie()}"
    answer = httpx.get(f"{somebody.screen.origin}/api/v1/sessions/current", headers={"cookie": cookies})
    assert answer.json()["stage"] == "anonymous"


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(somebody: Somebody, screen: Screen) -> None:
    somebody.enrol()
    somebody.sign_in(screen)
    answer = screen.send("POST", "/sessions/current/second-factor", {"code": somebody.code(1)})
    for cookie in answer.headers.get_list("set-cookie"):
        assert "HttpOnly" in cookie
        assert "SameSite=strict" in cookie
        assert "Path=/" in cookie
        assert "Domain" not in cookie


CHANGES = [
    ("POST", "/accounts"), ("POST", "/keys"), ("PUT", "/own-password"), ("DELETE", "/sessions"),
    ("DELETE", "/sessions/current"), ("POST", "/second-factors/totp"), ("POST", "/passkeys/options"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path"), CHANGES)
def test_other_sites_cannot_make_a_browser_change_anything(somebody: Somebody, method: str, path: str) -> None:
    """CSRF: without the token, with a wrong one, and with the right one from another origin."""
    somebody.enrol()
    own = {"cookie": f"baken={somebody.screen.cookie()}"}
    token = somebody.screen.client.get("/api/v1/sessions/current").json()["csrfToken"]
    forged = [
        {},
        {"x-csrf-token": ""},
        {"x-csrf-token": token[:-1] + ("a" if token[-1] != "a" else "b")},
        {"x-csrf-token": token, "origin": "https://evil.example"},
        {"x-csrf-token": token, "origin": "null"},
        {"x-csrf-token": token, "sec-fetch-site": "cross-site"},
        {"x-csrf-token": token, "sec-fetch-site": "same-site"},
    ]
    for headers in forged:
        answer = httpx.request(method, f"{somebody.screen.origin}/api/v1{path}", headers=own | headers)
        assert answer.status_code == 403, headers
        assert answer.headers["content-type"] == "application/problem+json"
    assert somebody.screen.stage() == "complete"


def test_another_site_cannot_sign_somebody_in(somebody: Somebody) -> None:
    """Login forgery: the victim would work in the attacker's account."""
    somebody.enrol()
    body = {"login": somebody.login, "password": PASSWORD}
    address = f"{somebody.screen.origin}/api/v1/sessions"
    for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
        answer = httpx.post(address, json=body, headers=headers)
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers


def test_form_of_another_site_is_no_sign_in(somebody: Somebody) -> None:
    address = f"{somebody.screen.origin}/api/v1/sessions"
    body = {"login": somebody.login, "password": PASSWORD}
    assert httpx.post(address, data=body).status_code == 400


def test_wrong_and_unknown_get_the_same_answer(somebody: Somebody, screen: Screen) -> None:
    wrong = somebody.sign_in(screen, "another password altogether")
    unknown = screen.send("POST", "/sessions", {"login": f"nobody-{time.time_ns()}", "password": PASSWORD})
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() | {"reference": ""} == unknown.json() | {"reference": ""}
    assert "www-authenticate" in wrong.headers


def test_disabled_account_gets_that_answer_too(somebody: Somebody, screen: Screen, identity: Identity) -> None:
    from baken.identity.model import AccountStatus

    somebody.enrol()
    identity.accounts.change(somebody.account, status=AccountStatus.DISABLED)
    answer = somebody.sign_in(screen)
    assert answer.status_code == 401
    assert "Login or password" in answer.json()["detail"]


def test_unknown_login_is_as_much_work_as_a_wrong_password(
    somebody: Somebody, identity: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Work is counted, not time: one Argon2id comparison with the same parameters, whoever it is."""
    import argon2

    parameters: list[argon2.Parameters] = []
    verify = argon2.PasswordHasher.verify

    def counted(hasher: argon2.PasswordHasher, kept: str, password: str) -> bool:
        parameters.append(argon2.extract_parameters(kept))
        return verify(hasher, kept, password)

    monkeypatch.setattr(argon2.PasswordHasher, "verify", counted)
    for login in (somebody.login, f"nobody-{time.time_ns()}", "no login at all!"):
        with pytest.raises(UnauthenticatedError):
            identity.sign_in.with_password(login, "a wrong password", Browser(address="192.0.2.1"))
    assert len(parameters) == 3
    assert len(set(map(str, parameters))) == 1


def test_guessing_makes_wait_and_says_how_long(somebody: Somebody, screen: Screen) -> None:
    answers = [somebody.sign_in(screen, f"guess number {n} of many") for n in range(8)]
    assert [a.status_code for a in answers[:5]] == [401] * 5
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["retry-after"]) >= 1
    assert somebody.sign_in(screen).status_code == 429, "the right password does not wait"


def test_guesses_of_others_do_not_hold_up_a_browser_that_was_in_before(somebody: Somebody, screen: Screen) -> None:
    somebody.enrol()
    somebody.sign_in(screen)
    screen.send("POST", "/sessions/current/second-factor", {"code": somebody.code(1)})
    attacker = Screen(somebody.server)
    while somebody.sign_in(attacker, "a guess of somebody else").status_code != 429:
        pass
    assert somebody.sign_in(Screen(somebody.server)).status_code == 429
    assert somebody.sign_in(screen).status_code == 201


def test_new_link_is_not_held_up_by_guesses(somebody: Somebody, screen: Screen, identity: Identity) -> None:
    while somebody.sign_in(screen, "a guess of somebody else").status_code != 429:
        pass
    _, token = identity.links.make(LinkPurpose.RECOVERY, somebody.account)
    body = {"token": token, "password": "another long password"}
    assert screen.send("POST", "/one-time-links/redemption", body).status_code == 201


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaaaaaa", "123456789012", "Welkom2026!!", "qwertyuiop12"])
def test_easy_password_is_refused_and_the_link_still_works(
    shared_server: BakenServer, identity: Identity, screen: Screen, password: str
) -> None:
    account = identity.accounts.create(login=f"new-{time.time_ns()}", name="New", roles={Role.PLANNER})
    _, token = identity.links.make(LinkPurpose.INVITATION, account.id)
    answer = screen.send("POST", "/one-time-links/redemption", {"token": token, "password": password})
    assert answer.status_code == 400
    assert screen.send("POST", "/one-time-links/inspection", {"token": token}).status_code == 200


def test_recovery_link_starts_over(somebody: Somebody, screen: Screen, identity: Identity) -> None:
    codes = somebody.enrol()
    _, token = identity.links.make(LinkPurpose.RECOVERY, somebody.account)
    answer = screen.send("POST", "/one-time-links/redemption", {"token": token, "password": "another long password"})
    assert answer.json()["stage"] == "enrolment"
    assert somebody.sign_in(Screen(somebody.server)).status_code == 401
    again = Screen(somebody.server)
    assert somebody.sign_in(again, "another long password").json()["stage"] == "enrolment"
    assert again.send("POST", "/sessions/current/second-factor", {"code": codes[0]}).status_code == 401


def test_only_second_factor_cannot_be_removed(somebody: Somebody) -> None:
    somebody.enrol()
    answer = somebody.screen.send("DELETE", "/second-factors/totp")
    assert answer.status_code == 400
    assert "only second factor" in answer.json()["detail"]


def test_session_can_be_renewed_with_password_and_code(somebody: Somebody) -> None:
    somebody.enrol()
    before = somebody.screen.client.get("/api/v1/sessions/current").json()["authenticatedAt"]
    wrong = {"password": PASSWORD, "code": "000000"}
    assert somebody.screen.send("POST", "/sessions/current/renewal", wrong).status_code == 401
    right = {"password": PASSWORD, "code": somebody.code(1)}
    answer = somebody.screen.send("POST", "/sessions/current/renewal", right)
    assert answer.status_code == 200
    assert answer.json()["authenticatedAt"] > before


def test_what_opens_an_account_changes_only_after_a_recent_proof(somebody: Somebody, identity: Identity) -> None:
    somebody.enrol()
    make_stale(identity, somebody.account, somebody.screen)
    for method, path, body in (
        ("PUT", "/own-password", {"password": "another long password"}),
        ("POST", "/passkeys/options", None),
        ("POST", "/second-factors/recovery-codes", None),
        ("DELETE", "/second-factors/totp", None),
    ):
        answer = somebody.screen.send(method, path, body)
        assert answer.status_code == 403, path
        assert answer.json()["type"].endswith("re-authentication-needed")


def test_signing_out_ends_the_session(somebody: Somebody) -> None:
    somebody.enrol()
    own = somebody.screen.cookie()
    assert somebody.screen.send("DELETE", "/sessions/current").status_code == 200
    old = Screen(somebody.server)
    old.client.cookies.set("baken", own)
    assert old.stage() == "anonymous"


def test_other_sessions_can_be_seen_and_ended(somebody: Somebody, screen: Screen) -> None:
    somebody.enrol()
    somebody.sign_in(screen)
    screen.send("POST", "/sessions/current/second-factor", {"code": somebody.code(1)})
    sessions = somebody.screen.client.get("/api/v1/sessions").json()["sessions"]
    assert len(sessions) == 2
    [other] = [session["id"] for session in sessions if not session["isCurrent"]]
    assert somebody.screen.send("DELETE", f"/sessions/{other}").status_code == 204
    assert (screen.stage(), somebody.screen.stage()) == ("anonymous", "complete")
    assert somebody.screen.send("DELETE", f"/sessions/{other}").status_code == 404
    assert somebody.screen.send("DELETE", "/sessions").status_code == 204
    assert somebody.screen.stage() == "anonymous"


def test_session_of_somebody_else_cannot_be_ended(
    somebody: Somebody, shared_server: BakenServer, identity: Identity
) -> None:
    somebody.enrol()
    other = Somebody(shared_server, identity)
    other.enrol()
    [session] = other.screen.client.get("/api/v1/sessions").json()["sessions"]
    assert somebody.screen.send("DELETE", f"/sessions/{session['id']}").status_code == 404
    assert other.screen.stage() == "complete"


def test_changed_password_ends_the_other_sessions(somebody: Somebody, screen: Screen) -> None:
    somebody.enrol()
    somebody.sign_in(screen)
    screen.send("POST", "/sessions/current/second-factor", {"code": somebody.code(1)})
    assert screen.send("PUT", "/own-password", {"password": "another long password"}).status_code == 204
    assert (screen.stage(), somebody.screen.stage()) == ("complete", "anonymous")


def test_nothing_secret_is_in_the_data_folder(somebody: Somebody) -> None:
    codes = somebody.enrol()
    secrets = [PASSWORD, somebody.app.secret, somebody.link, somebody.screen.cookie(), *codes]
    for file in somebody.server.data.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert not [secret for secret in secrets if secret.encode() in content], file


def test_secret_of_the_node_is_for_its_owner_only(somebody: Somebody) -> None:
    assert (somebody.server.data / "node.secret").stat().st_mode & 0o777 == 0o600
