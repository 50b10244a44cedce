# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Accounts: who can be what, and that somebody always can administer the service."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pyotp
import pytest

from baken.governance.lists import Role
from baken.governance.model import THE_NODE
from baken.identity.accounts import AccountError
from baken.identity.errors import IdentityStoreError, UnknownError
from baken.identity.identity import Identity
from baken.identity.model import AccountStatus, LinkPurpose
from baken.identity.node_secret import node_secret
from baken.identity.passwords import WeakPasswordError, check_password
from baken.identity.security_events import NoSecurityEvents
from baken.identity.settings import IdentitySettings
from baken.identity.sign_in import Browser
from baken.vocabulary.time import FixedClock

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
PASSWORD = "correct horse battery staple"


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def identity(tmp_path: Path, clock: FixedClock) -> Identity:
    return Identity(
        f"sqlite:///{tmp_path / 'register.sqlite'}", clock=clock, secret=node_secret(tmp_path / "node.secret"),
        settings=IdentitySettings(), events=NoSecurityEvents(), controller="municipality",
        parties={"municipality", "police"},
    )  # fmt: skip


def first(identity: Identity, login: str = "anna") -> str:
    link = identity.first_link("http://localhost")
    assert link is not None
    entered = identity.redeem_link(link.partition("#")[2], PASSWORD, Browser(), name="Anna", login=login)
    known = identity.sessions.find(entered.session)
    assert known is not None
    return known.account.id


def test_first_start_gives_one_link_and_there_is_no_default_password(identity: Identity) -> None:
    link = identity.first_link("http://localhost:8080")
    assert link is not None
    assert link.startswith("http://localhost:8080/first-sign-in#")
    assert identity.accounts.all() == []


def test_there_is_no_link_when_there_is_an_administrator(identity: Identity) -> None:
    first(identity)
    assert identity.first_link("http://localhost") is None


def test_each_start_makes_the_link_before_worthless(identity: Identity) -> None:
    earlier, later = identity.first_link("http://a"), identity.first_link("http://a")
    assert earlier is not None
    assert later is not None
    with pytest.raises(UnknownError):
        identity.redeem_link(earlier.partition("#")[2], PASSWORD, Browser(), name="A", login="aaa")


def test_link_expires(identity: Identity, clock: FixedClock) -> None:
    link = identity.first_link("http://a")
    assert link is not None
    clock.set(NOW + timedelta(hours=1))
    with pytest.raises(UnknownError):
        identity.redeem_link(link.partition("#")[2], PASSWORD, Browser(), name="A", login="aaa")
    assert identity.accounts.all() == []


def test_login_is_compared_without_case_and_is_there_once(identity: Identity) -> None:
    identity.accounts.create(login="Anna@Example.nl", name="Anna", roles={Role.ANALYST})
    assert identity.accounts.with_login("ANNA@example.NL") is not None
    with pytest.raises(AccountError, match="already"):
        identity.accounts.create(login="anna@example.nl", name="Other", roles={Role.ANALYST})


@pytest.mark.parametrize("login", ["", "ab", "a b c", "a\nb", "x" * 129, "a'; drop table--", "<b>x</b>"])
def test_impossible_login_is_refused(identity: Identity, login: str) -> None:
    with pytest.raises(AccountError):
        identity.accounts.create(login=login, name="A", roles={Role.ANALYST})
    assert identity.accounts.with_login(login) is None


IMPOSSIBLE: list[tuple[str, set[Role]]] = [
    ("police", {Role.DUTY_OFFICER}),
    ("police", {Role.PARTNER, Role.ADMINISTRATOR}),
    ("municipality", {Role.PARTNER}),
    ("municipality", set()),
    ("municipality", {Role.NODE}),
    ("municipality", {Role.SENSOR}),
    ("circus", {Role.PARTNER}),
]


@pytest.mark.parametrize(("party", "roles"), IMPOSSIBLE)
def test_party_and_roles_have_to_go_together(identity: Identity, party: str, roles: set[Role]) -> None:
    with pytest.raises(AccountError):
        identity.accounts.create(login="somebody", name="A", party=party, roles=roles)


def test_last_administrator_stays(identity: Identity) -> None:
    account = first(identity)
    for change in ({"status": AccountStatus.DISABLED}, {"roles": {Role.ANALYST}}):
        with pytest.raises(AccountError, match="last"):
            identity.accounts.change(account, **change)
    with pytest.raises(AccountError, match="last"):
        identity.accounts.remove(account)
    assert identity.accounts.get(account).roles == {Role.ADMINISTRATOR}


def test_unused_accounts_go_and_the_last_administrator_stays(identity: Identity, clock: FixedClock) -> None:
    administrator = first(identity)
    never = identity.accounts.create(login="never", name="Never", roles={Role.ANALYST}).id
    clock.set(NOW + timedelta(days=400))
    used = identity.accounts.create(login="used", name="Used", roles={Role.ANALYST}).id
    horizon = NOW + timedelta(days=35)
    assert set(identity.accounts_unused_since(horizon)) == {administrator, never}
    assert identity.remove_unused_since(horizon, by=THE_NODE) == 1
    assert {account.id for account in identity.accounts.all()} == {administrator, used}


def test_session_ends_when_idle_and_when_old(identity: Identity, clock: FixedClock) -> None:
    from baken.identity.model import SessionStage

    account = identity.accounts.get(first(identity))
    token = identity.sessions.begin(account, SessionStage.COMPLETE, method="passkey")
    clock.set(NOW + timedelta(minutes=29))
    assert identity.sessions.find(token) is not None
    clock.set(NOW + timedelta(minutes=58))
    assert identity.sessions.find(token) is not None, "use did not keep it alive"
    clock.set(NOW + timedelta(minutes=88))
    assert identity.sessions.find(token) is None
    token = identity.sessions.begin(account, SessionStage.COMPLETE, method="passkey")
    for minutes in range(100, 88 + 12 * 60, 20):
        clock.set(NOW + timedelta(minutes=minutes))
        assert identity.sessions.find(token) is not None
    clock.set(NOW + timedelta(minutes=88 + 12 * 60))
    assert identity.sessions.find(token) is None


def test_end_of_a_session_is_seen_by_what_is_still_open(identity: Identity) -> None:
    from baken.identity.model import SessionStage

    account = identity.accounts.get(first(identity))
    token = identity.sessions.begin(account, SessionStage.COMPLETE, method="passkey")
    known = identity.sessions.find(token)
    assert known is not None
    assert known.principal is not None
    assert identity.is_present(known.principal)
    identity.sessions.end(token)
    assert not identity.is_present(known.principal)


def test_secret_of_another_node_opens_nothing(tmp_path: Path) -> None:
    one, other = node_secret(tmp_path / "a"), node_secret(tmp_path / "b")
    sealed = one.seal("totp", b"seed", about=b"anna")
    with pytest.raises(IdentityStoreError):
        other.open("totp", sealed, about=b"anna")
    with pytest.raises(IdentityStoreError):
        one.open("totp", sealed, about=b"bob")


def test_secret_that_others_may_read_is_refused(tmp_path: Path) -> None:
    node_secret(tmp_path / "node.secret")
    (tmp_path / "node.secret").chmod(0o640)
    with pytest.raises(IdentityStoreError, match="Others may read"):
        node_secret(tmp_path / "node.secret")


@pytest.mark.parametrize(
    "password", ["anna.de.wit1", "Anna@Example.nl!", "x" * 257, "password-password-1", "wachtwoord2026"]
)
def test_password_that_is_easily_guessed_is_refused(password: str) -> None:
    with pytest.raises(WeakPasswordError):
        check_password(password, ["anna@example.nl", "Anna de Wit", "anna.de.wit"])


@pytest.mark.parametrize(
    "password", ["een zin die ik onthoud", "hQ7-vv2_kLp0zz", "пароль для площади", "密码密码啊一二三四五六七八"]
)
def test_good_password_is_taken_in_any_script(password: str) -> None:
    check_password(password, ["anna@example.nl", "Anna de Wit"])


def test_of_many_at_once_one_uses_a_link(identity: Identity) -> None:
    account = identity.accounts.create(login="new", name="New", roles={Role.ANALYST}).id
    _, token = identity.links.make(LinkPurpose.INVITATION, account)

    def redeem(_: int) -> bool:
        try:
            identity.links.redeem(token)
        except UnknownError:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(redeem, range(8))) == 1


def test_of_many_at_once_one_uses_a_code(identity: Identity, clock: FixedClock) -> None:
    app = identity.factors.app
    secret = app.begin("a1", "anna").secret
    code = pyotp.TOTP(secret).at(NOW)
    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(lambda _: app.confirm("a1", code), range(8))) == 1
    clock.set(NOW + timedelta(seconds=30))
    later = pyotp.TOTP(secret).at(clock.now())
    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(lambda _: app.is_right("a1", later), range(8))) == 1


def test_code_of_another_step_is_accepted_one_step_away_and_no_further(identity: Identity, clock: FixedClock) -> None:
    app = identity.factors.app
    secret = app.begin("a1", "anna").secret
    assert app.confirm("a1", pyotp.TOTP(secret).at(NOW))
    for steps, is_right in ((2, False), (-2, False), (1, True), (0, False), (-1, False)):
        moment = NOW + timedelta(seconds=30 * steps)
        assert app.is_right("a1", pyotp.TOTP(secret).at(moment)) is is_right, steps
