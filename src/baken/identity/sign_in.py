# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Signing in: from what somebody shows to a session, step by step.

Wrong login, wrong password, disabled account: the same answer after the same work. Every attempt is counted before it
is judged (:mod:`baken.identity.back_off`).
"""

from __future__ import annotations

import base64
import contextlib
import ipaddress
import secrets
from typing import TYPE_CHECKING, Any, Final

import msgspec

from baken.governance.model import ANYBODY, Principal, PrincipalKind
from baken.identity.accounts import AccountError, normal_login
from baken.identity.back_off import OF_ACCOUNT, OF_ADDRESS, OF_DEVICE, Subject
from baken.identity.errors import TooManyAttemptsError, UnauthenticatedError
from baken.identity.model import Account, AccountStatus, SessionStage
from baken.identity.passwords import LONGEST
from baken.identity.security_events import SecurityEventKind, tell
from baken.identity.sessions import token_hash

if TYPE_CHECKING:
    from collections.abc import Iterator

    from baken.identity.accounts import Accounts
    from baken.identity.back_off import Attempts
    from baken.identity.node_secret import NodeSecret
    from baken.identity.passkeys import RelyingParty
    from baken.identity.passwords import Passwords
    from baken.identity.second_factors import Factor, SecondFactors
    from baken.identity.security_events import SecurityEvents
    from baken.identity.sessions import Known, Sessions

_DEVICE: Final = "device"


class Browser(msgspec.Struct, frozen=True, kw_only=True):
    """From where somebody signs in.

    Attributes
    ----------
    address
        IP address.
    session
        Secret of the session it has, if any.
    device
        What it was given when somebody signed in here before, if anything.
    binding
        Secret that what is asked of it is bound to.
    """

    address: str = ""
    user_agent: str = ""
    session: str = ""
    device: str = ""
    binding: str = ""


class Entered(msgspec.Struct, frozen=True, kw_only=True):
    """Secrets that the browser gets: of its new session, and by which it will be known as a device seen before."""

    session: str
    device: str = ""


def acting(account: Account) -> Principal:
    """Return an account as who acts, for the security log."""
    return Principal(id=account.id, kind=PrincipalKind.PERSON, roles=account.roles, party=account.party)


class SignIn:
    """The ways in for people whose accounts are kept here."""

    def __init__(
        self,
        accounts: Accounts,
        passwords: Passwords,
        factors: SecondFactors,
        sessions: Sessions,
        attempts: Attempts,
        secret: NodeSecret,
        events: SecurityEvents,
    ) -> None:
        self._accounts = accounts
        self._passwords = passwords
        self._factors = factors
        self._sessions = sessions
        self._attempts = attempts
        self._secret = secret
        self._events = events

    def with_password(self, login: str, password: str, browser: Browser) -> Entered:
        """Return a session: complete only when no second factor is needed.

        Raises
        ------
        UnauthenticatedError, TooManyAttemptsError
            When it is wrong, or has to wait.
        """
        account = self._accounts.with_login(login)
        with self._attempt(self._subjects(login, account, browser), account):
            self._check_password(account, password)
        if account is None:
            raise _wrong()
        factors = self._factors.of_account(account.id)
        if factors:
            return self._enter(account, SessionStage.SECOND_FACTOR, "password", browser)
        if account.needs_second_factor:
            return self._enter(account, SessionStage.ENROLMENT, "password", browser)
        return self._enter(account, SessionStage.COMPLETE, "password", browser)

    def with_second_factor(self, known: Known, code: str, browser: Browser) -> Entered:
        """Return a complete session in place of one that waits for a second factor.

        Raises
        ------
        UnauthenticatedError, TooManyAttemptsError
            When the code is wrong, or has to wait.
        """
        if known.session.stage is not SessionStage.SECOND_FACTOR:
            raise UnauthenticatedError("No second factor is asked now.", remedy="Sign in from the beginning.")
        factor = self._check_code(known.account, code, browser)
        return self._enter(known.account, SessionStage.COMPLETE, f"password+{factor.value}", browser)

    def with_passkey(self, credential: dict[str, Any], party: RelyingParty, browser: Browser) -> Entered:
        """Return a complete session: a passkey with user verification is two factors by itself.

        It cannot be guessed, so it waits for its address only, never for its account.

        Raises
        ------
        UnauthenticatedError, TooManyAttemptsError
            When it is wrong, or has to wait.
        """
        account = self._shown_passkey(credential, party, browser)
        return self._enter(account, SessionStage.COMPLETE, "passkey", browser)

    def renew_with_passkey(
        self, known: Known, credential: dict[str, Any], party: RelyingParty, browser: Browser
    ) -> None:
        """Note that the person of a session has proven again who they are."""
        if self._shown_passkey(credential, party, browser).id != known.account.id:
            raise UnauthenticatedError("This passkey is of another account.")
        self._renew(known, "passkey", browser)

    def renew_with_password(self, known: Known, password: str, code: str, browser: Browser) -> None:
        """Note that the person of a session has proven again who they are, by password and second factor."""
        account = known.account
        with self._attempt(self._subjects(account.login, account, browser), account):
            self._check_password(account, password)
        method = "password"
        if self._factors.of_account(account.id):
            method = f"password+{self._check_code(account, code, browser).value}"
        self._renew(known, method, browser)

    def complete(self, account: Account, method: str, browser: Browser) -> Entered:
        """Return a complete session for who has shown enough in another way."""
        return self._enter(account, SessionStage.COMPLETE, method, browser)

    def after_link(self, account: Account, browser: Browser) -> Entered:
        """Return a session for who has just chosen a password with a one-time link."""
        stage = SessionStage.ENROLMENT if account.needs_second_factor else SessionStage.COMPLETE
        return self._enter(account, stage, "link", browser)

    def _check_password(self, account: Account | None, password: str) -> None:
        kept = None if account is None else self._accounts.password_hash(account.id)
        is_right = self._passwords.is_right(password, kept) and len(password) <= LONGEST
        if account is None or not is_right or account.status is not AccountStatus.ACTIVE:
            raise _wrong()
        if kept is not None and self._passwords.is_outdated(kept):
            self._accounts.set_password_hash(account.id, self._passwords.hash(password))

    def _check_code(self, account: Account, code: str, browser: Browser) -> Factor:
        with self._attempt([Subject(f"code:{account.id}", OF_ACCOUNT), self._of_address(browser)], account):
            factor = self._factors.check_code(account.id, code)
            if factor is None:
                raise UnauthenticatedError("This code is not right.", remedy="Wait for the next one, and use it once.")
        return factor

    def _shown_passkey(self, credential: dict[str, Any], party: RelyingParty, browser: Browser) -> Account:
        with self._attempt([self._of_address(browser)], None):
            account = self._accounts.get(self._factors.passkeys.check(party, browser.binding, credential))
            if account.status is not AccountStatus.ACTIVE:
                raise _wrong()
        return account

    def _enter(self, account: Account, stage: SessionStage, method: str, browser: Browser) -> Entered:
        session = self._sessions.begin(
            account, stage, method=method, user_agent=browser.user_agent, replaces=browser.session
        )
        if stage is not SessionStage.COMPLETE:
            return Entered(session=session)
        tell(self._events, SecurityEventKind.SIGNED_IN, f"Signed in with {method}.", by=acting(account))
        return Entered(session=session, device=self._new_device(account))

    def _renew(self, known: Known, method: str, browser: Browser) -> None:
        self._sessions.renew(browser.session, method=method)
        tell(self._events, SecurityEventKind.SIGNED_IN, f"Signed in again with {method}.", by=acting(known.account))

    @contextlib.contextmanager
    def _attempt(self, subjects: list[Subject], account: Account | None) -> Iterator[None]:
        """Count an attempt before it is judged; forget it, and what came before at its account, when it was right."""
        who = "" if account is None else account.id
        try:
            self._attempts.admit(subjects)
            yield
        except TooManyAttemptsError:
            tell(self._events, SecurityEventKind.LOCKED_OUT, "Too many wrong attempts.", by=ANYBODY, account=who)
            raise
        except UnauthenticatedError:
            tell(self._events, SecurityEventKind.SIGN_IN_FAILED, "A wrong attempt.", by=ANYBODY, account=who)
            raise
        self._attempts.forgive(subjects, forget=[s for s in subjects if s.law is not OF_ADDRESS])

    def _subjects(self, login: str, account: Account | None, browser: Browser) -> list[Subject]:
        """Return whose attempt it is: the account's, or that of a browser that was in it before; and the address's."""
        device = _device_of(browser.device)
        if account is not None and device and self._is_known_device(account, browser.device):
            first = Subject(f"device:{device}", OF_DEVICE)
        else:
            try:
                text = normal_login(login)
            except AccountError:
                text = ""
            first = Subject(f"login:{token_hash(text).hex()[:40]}", OF_ACCOUNT)
        return [first, self._of_address(browser)]

    def _of_address(self, browser: Browser) -> Subject:
        name = self._secret.sign("address", address_class(browser.address).encode()).hex()[:40]
        return Subject(f"address:{name}", OF_ADDRESS)

    def _new_device(self, account: Account) -> str:
        device = secrets.token_urlsafe(16)
        return f"{device}.{self._device_signature(account, device)}"

    def _is_known_device(self, account: Account, shown: str) -> bool:
        device, _, signature = shown.partition(".")
        expected = self._device_signature(account, device)
        return secrets.compare_digest(signature.encode(), expected.encode())

    def _device_signature(self, account: Account, device: str) -> str:
        signature = self._secret.sign(_DEVICE, f"{account.id} {device}".encode())
        return base64.urlsafe_b64encode(signature).decode().rstrip("=")


def address_class(address: str) -> str:
    """Return the part of an address that one subscriber has: the whole of IPv4, a /64 of IPv6.

    Examples
    --------
    >>> address_class("2001:db8::1") == address_class("2001:db8::2")
    True
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((int(parsed) >> 64 << 64, 64)))
    return str(parsed)


def _device_of(shown: str) -> str:
    device = shown.partition(".")[0]
    return device if len(device) == 22 and device.isascii() else ""


def _wrong() -> UnauthenticatedError:
    return UnauthenticatedError("Login or password is not right.", remedy="Try again, or ask the administrator.")
