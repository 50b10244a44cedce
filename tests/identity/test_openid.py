# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Signing in with a real provider, and everything that must not succeed there."""

from __future__ import annotations

import base64
import hmac
import json
import time
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey
from provider import TWO_FACTORS
from trusting import at_provider, leave, problem_of, sign_in, stage

if TYPE_CHECKING:
    from provider import RealProvider
    from trusting import TrustingServer


def query_of(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def changed(address: str, **parameters: str | None) -> str:
    query = query_of(address) | parameters
    kept = {name: value for name, value in query.items() if value is not None}
    return urlsplit(address)._replace(query=urlencode(kept)).geturl()


def test_person_of_the_provider_signs_in_with_the_roles_of_their_groups(
    trusting: TrustingServer, own: RealProvider
) -> None:
    with trusting.browser() as browser:
        answer = sign_in(browser, own.person("meldkamer", "koffie", name="Bo Duin"))
        assert problem_of(answer) == ""
        assert answer.headers["location"] == "/"
        session = browser.get("/api/v1/sessions/current").json()
        assert session["stage"] == "complete"
        assert session["assurance"] == "mfa"
        assert session["account"] | {"id": "", "login": ""} == {
            "id": "", "login": "", "name": "Bo Duin", "party": "municipality", "roles": ["duty-officer"],
        }  # fmt: skip


def test_departure_asks_for_code_with_pkce_and_carries_no_secret(trusting: TrustingServer) -> None:
    with trusting.browser() as browser:
        query = query_of(leave(browser))
    assert query["response_type"] == "code"
    assert query["code_challenge_method"] == "S256"
    assert query["acr_values"] == TWO_FACTORS
    assert query["redirect_uri"] == f"{trusting.origin}/api/v1/openid/own/callback"
    assert set(query) == {
        "response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "code_challenge",
        "code_challenge_method", "acr_values",
    }  # fmt: skip


def test_provider_that_knows_us_by_a_secret_works_too(trusting: TrustingServer) -> None:
    with trusting.browser() as browser:
        answer = sign_in(browser, trusting.other.person("analyse"), "other", amr="pwd mfa")
        assert problem_of(answer) == ""
        assert browser.get("/api/v1/sessions/current").json()["account"]["roles"] == ["analyst"]


def test_roles_are_those_of_today(trusting: TrustingServer, own: RealProvider) -> None:
    person = own.person("beheer", "meldkamer")
    with trusting.browser() as first, trusting.browser() as second:
        sign_in(first, person)
        assert first.get("/api/v1/sessions/current").json()["account"]["roles"] == ["administrator", "duty-officer"]
        body = {"id": person, "name": "Anna de Wit", "groups": ["meldkamer"]}
        httpx.post(f"{own.issuer}/control/person", json=body).raise_for_status()
        sign_in(second, person)
        assert second.get("/api/v1/sessions/current").json()["account"]["roles"] == ["duty-officer"]
        assert stage(first) == "anonymous", "a session with the rights of before goes on"


def test_partner_is_of_their_own_party(trusting: TrustingServer, own: RealProvider) -> None:
    with trusting.browser() as browser:
        sign_in(browser, own.person("politie"))
        account = browser.get("/api/v1/sessions/current").json()["account"]
    assert (account["party"], account["roles"]) == ("police", ["partner"])


def test_person_without_a_group_has_no_role(trusting: TrustingServer, own: RealProvider) -> None:
    with trusting.browser() as browser:
        assert problem_of(sign_in(browser, own.person("koffie"))) == "no-role"
        assert stage(browser) == "anonymous"


def test_password_alone_is_not_enough(trusting: TrustingServer, own: RealProvider) -> None:
    with trusting.browser() as browser:
        assert problem_of(sign_in(browser, own.person("meldkamer"), acr="urn:test:password")) == "assurance"
        assert stage(browser) == "anonymous"


def test_refusal_of_the_provider_is_told(trusting: TrustingServer, own: RealProvider) -> None:
    with trusting.browser() as browser:
        back = at_provider(browser, leave(browser), refuse="yes", person="nobody")
        assert problem_of(browser.get(back)) == "refused"


def test_keys_of_the_provider_may_change(trusting: TrustingServer, own: RealProvider) -> None:
    """We look again for a key that we do not know, at most every ten seconds: this waits for its turn."""

    def problem() -> str:
        with trusting.browser() as browser:
            return problem_of(sign_in(browser, own.person("meldkamer")))

    assert problem() == ""
    own.rotate()
    deadline = time.monotonic() + 60
    while (found := problem()) and time.monotonic() < deadline:
        assert found == "refused"
    assert found == ""


def test_state_works_once(trusting: TrustingServer, own: RealProvider) -> None:
    with trusting.browser() as browser:
        back = at_provider(browser, leave(browser), person=own.person("meldkamer"), acr=TWO_FACTORS)
        binding = browser.cookies["baken-openid"]
        assert problem_of(browser.get(back)) == ""
        browser.cookies.clear()
        browser.cookies.set("baken-openid", binding)
        assert problem_of(browser.get(back)) == "expired"
        assert stage(browser) == "anonymous"


def test_code_of_one_sign_in_is_worth_nothing_in_another(trusting: TrustingServer, own: RealProvider) -> None:
    """Code injection: the code that was caught meets another verifier and another nonce."""
    with trusting.browser() as victim, trusting.browser() as thief:
        caught = at_provider(victim, leave(victim), person=own.person("beheer"), acr=TWO_FACTORS)
        mine = at_provider(thief, leave(thief), person=own.person("koffie"), acr=TWO_FACTORS)
        answer = thief.get(changed(mine, code=query_of(caught)["code"]))
        assert problem_of(answer) == "refused"
        assert stage(thief) == "anonymous"


def test_answer_in_another_browser_signs_nobody_in(trusting: TrustingServer, own: RealProvider) -> None:
    """Session fixation and login forgery: a link with somebody else's code and state."""
    with trusting.browser() as attacker, trusting.browser() as victim:
        back = at_provider(attacker, leave(attacker), person=own.person("meldkamer"), acr=TWO_FACTORS)
        assert problem_of(victim.get(back)) == "expired"
        assert stage(victim) == "anonymous"


def test_session_is_another_one_after_signing_in(trusting: TrustingServer, own: RealProvider) -> None:
    with trusting.browser() as browser:
        browser.cookies.set("baken", "chosen-by-somebody-else", domain="localhost.local")
        sign_in(browser, own.person("meldkamer"))
        values = [cookie.value for cookie in browser.cookies.jar if cookie.name == "baken"]
        assert any(len(str(value)) == 43 for value in values)


@pytest.mark.parametrize(
    "parameters",
    [
        {"state": "invented"},
        {"state": None},
        {"code": None},
        {"code": "invented"},
        {"iss": "https://evil.example"},
        {"iss": None},
    ],
    ids=str,
)
def test_answer_that_was_changed_is_refused(
    trusting: TrustingServer, own: RealProvider, parameters: dict[str, str | None]
) -> None:
    with trusting.browser() as browser:
        back = at_provider(browser, leave(browser), person=own.person("meldkamer"), acr=TWO_FACTORS)
        assert problem_of(browser.get(changed(back, **parameters))) in ("refused", "expired")
        assert stage(browser) == "anonymous"


def test_parameter_that_is_there_twice_is_refused(trusting: TrustingServer, own: RealProvider) -> None:
    with trusting.browser() as browser:
        back = at_provider(browser, leave(browser), person=own.person("meldkamer"), acr=TWO_FACTORS)
        assert problem_of(browser.get(f"{back}&code=another")) == "refused"


def test_answer_of_one_provider_is_not_taken_for_that_of_another(trusting: TrustingServer) -> None:
    """Mix-up (RFC 9700, 4.4): the honest provider's answer arrives at the address of the other, and the reverse."""
    for begun, arrives in (("own", "other"), ("other", "own")):
        provider = trusting.own if begun == "own" else trusting.other
        person = provider.person("meldkamer", "analyse")
        with trusting.browser() as browser:
            back = at_provider(browser, leave(browser, begun), person=person, acr=TWO_FACTORS, amr="mfa")
            assert problem_of(browser.get(back.replace(f"/{begun}/", f"/{arrives}/"))) == "refused"
            assert stage(browser) == "anonymous"


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "/a\r\nSet-Cookie: b=c",
    ],
)
def test_return_path_leads_nowhere_else(trusting: TrustingServer, own: RealProvider, path: str) -> None:
    with trusting.browser() as browser:
        back = at_provider(browser, leave(browser, returnTo=path), person=own.person("meldkamer"), acr=TWO_FACTORS)
        answer = browser.get(back)
        assert answer.headers["location"] == "/"


def test_person_returns_to_where_they_left(trusting: TrustingServer, own: RealProvider) -> None:
    with trusting.browser() as browser:
        address = leave(browser, returnTo="/account?tab=1")
        back = at_provider(browser, address, person=own.person("meldkamer"), acr=TWO_FACTORS)
        assert browser.get(back).headers["location"] == "/account?tab=1"


def test_cookie_of_the_way_back_is_lax_and_that_of_the_session_strict(
    trusting: TrustingServer, own: RealProvider
) -> None:
    with trusting.browser() as browser:
        begun = browser.get("/api/v1/openid/own/authorization")
        [binding] = begun.headers.get_list("set-cookie")
        assert "SameSite=lax" in binding
        assert "HttpOnly" in binding
        back = at_provider(browser, begun.headers["location"], person=own.person("meldkamer"), acr=TWO_FACTORS)
        cookies = browser.get(back).headers.get_list("set-cookie")
        [session] = [cookie for cookie in cookies if cookie.startswith("baken=")]
        assert "SameSite=strict" in session
        assert "HttpOnly" in session


def test_signing_out_ends_the_session_here_and_at_the_provider(trusting: TrustingServer, own: RealProvider) -> None:
    with trusting.browser() as browser:
        sign_in(browser, own.person("meldkamer"))
        token = browser.get("/api/v1/sessions/current").json()["csrfToken"]
        answer = browser.delete("/api/v1/sessions/current", headers={"x-csrf-token": token}).json()
        assert stage(browser) == "anonymous"
        query = query_of(answer["signOutUrl"])
        assert answer["signOutUrl"].startswith(f"{own.issuer}/session/end?")
        assert query["post_logout_redirect_uri"] == f"{trusting.origin}/"
        assert browser.get(answer["signOutUrl"]).status_code == 200


def test_proving_again_who_one_is_renews_the_session(trusting: TrustingServer, own: RealProvider) -> None:
    person = own.person("meldkamer")
    with trusting.browser() as browser:
        sign_in(browser, person)
        before = browser.get("/api/v1/sessions/current").json()
        address = leave(browser, renew="true", returnTo="/governance")
        assert query_of(address)["prompt"] == "login"
        answer = browser.get(at_provider(browser, address, person=person, acr=TWO_FACTORS))
        assert answer.headers["location"] == "/governance"
        after = browser.get("/api/v1/sessions/current").json()
        assert after["authenticatedAt"] >= before["authenticatedAt"]
        assert after["csrfToken"] != before["csrfToken"]
        assert len(browser.get("/api/v1/sessions").json()["sessions"]) == 1


def test_somebody_else_cannot_prove_it_for_them(trusting: TrustingServer, own: RealProvider) -> None:
    with trusting.browser() as browser:
        sign_in(browser, own.person("meldkamer"))
        address = leave(browser, renew="true")
        browser.cookies.jar.clear("127.0.0.1")  # the provider does not remember who it was
        answer = browser.get(at_provider(browser, address, person=own.person("beheer"), acr=TWO_FACTORS))
        assert problem_of(answer) == "refused"


def test_unknown_provider_is_not_found(trusting: TrustingServer) -> None:
    with trusting.browser() as browser:
        assert browser.get("/api/v1/openid/nobody/authorization").status_code == 404
        assert browser.get("/api/v1/openid/nobody/callback?code=a&state=b").status_code == 404


def test_own_public_key_is_published_and_nothing_of_the_private(trusting: TrustingServer) -> None:
    with trusting.browser() as browser:
        [key] = browser.get("/api/v1/openid/own/client-keys").json()["keys"]
    assert set(key) == {"kty", "n", "e", "kid", "use"}


def permissions(trusting: TrustingServer, token: str) -> httpx.Response:
    with trusting.browser() as browser:
        return browser.get("/api/v1/own-permissions", headers={"authorization": f"Bearer {token}"})


def test_machine_of_a_partner_comes_in_with_an_access_token(trusting: TrustingServer, own: RealProvider) -> None:
    assert permissions(trusting, own.machine_token()).status_code == 200


def parts_of(token: str) -> tuple[dict[str, object], dict[str, object]]:
    header, payload, _ = token.split(".")
    return json.loads(base64.urlsafe_b64decode(header + "==")), json.loads(base64.urlsafe_b64decode(payload + "=="))


def encoded(part: dict[str, object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


def test_token_that_was_changed_is_refused(trusting: TrustingServer, own: RealProvider) -> None:
    token = own.machine_token()
    header, payload = parts_of(token)
    signature = token.rsplit(".", 1)[1]
    other = encoded(payload | {"client_id": "police-system", "sub": "somebody"})
    public = httpx.get(f"{own.issuer}/jwks").json()["keys"][0]
    pem = RSAKey.import_key(public).as_pem(private=False)
    shared = f"{encoded(header | {'alg': 'HS256'})}.{encoded(payload)}"
    mac = base64.urlsafe_b64encode(hmac.digest(pem, shared.encode(), "sha256")).decode().rstrip("=")
    stranger = RSAKey.generate_key(2048)

    def signed(key: RSAKey, **changes: object) -> str:
        return jwt.encode({**header, **changes}, payload, key, algorithms=["RS256"])

    forged = {
        "changed payload": f"{encoded(header)}.{other}.{signature}",
        "no signature": f"{encoded(header)}.{encoded(payload)}.",
        "alg none": f"{encoded(header | {'alg': 'none'})}.{encoded(payload)}.",
        "alg None": f"{encoded(header | {'alg': 'None'})}.{encoded(payload)}.",
        "public key as shared secret": f"{shared}.{mac}",
        "signed by somebody else": signed(stranger),
        "with a key of its own": signed(stranger, jwk=stranger.as_dict(private=False)),
        "unknown key": signed(stranger, kid="invented"),
        "truncated": token[:-10],
        "nonsense": "a.b.c",
    }
    for how, text in forged.items():
        answer = permissions(trusting, text)
        assert answer.status_code == 401, how
        assert "invalid_token" in answer.headers["www-authenticate"], how


def test_token_for_somebody_else_is_refused(trusting: TrustingServer, own: RealProvider) -> None:
    assert permissions(trusting, own.machine_token(audience="urn:somebody:else")).status_code == 401


def test_token_of_an_unknown_machine_is_refused(trusting: TrustingServer, own: RealProvider) -> None:
    assert permissions(trusting, own.machine_token("unknown-system")).status_code == 401


def test_token_of_a_provider_that_vouches_for_no_machines_is_refused(trusting: TrustingServer) -> None:
    assert permissions(trusting, trusting.other.machine_token()).status_code == 401
