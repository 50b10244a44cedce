# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Identity: everything that tells who is asking, of one node."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baken.governance.lists import Role
from baken.governance.model import ANYBODY, Principal, PrincipalKind
from baken.identity.accounts import AccountError, Accounts
from baken.identity.back_off import Attempts
from baken.identity.challenges import Challenges
from baken.identity.errors import UnknownError
from baken.identity.keys import Keys
from baken.identity.model import AccountStatus, LinkPurpose
from baken.identity.one_time_links import OneTimeLinks, link_address
from baken.identity.openid.openid import TOKEN_SESSION, OpenId
from baken.identity.passkeys import Passkeys
from baken.identity.passwords import Passwords, check_password
from baken.identity.recovery_codes import RecoveryCodes
from baken.identity.second_factors import SecondFactors
from baken.identity.security_events import SecurityEventKind, tell
from baken.identity.sessions import Sessions
from baken.identity.sign_in import Entered, SignIn, acting
from baken.identity.tables import Tables
from baken.identity.totp import AuthenticatorApp
from baken.identity.unused_accounts import remove_unused, unused_since

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from baken.identity.model import Account, OneTimeLink
    from baken.identity.node_secret import NodeSecret
    from baken.identity.security_events import SecurityEvents
    from baken.identity.settings import IdentitySettings
    from baken.identity.sign_in import Browser
    from baken.vocabulary.time import Clock


class Identity:
    """Accounts, sessions, second factors, links and keys of one node, wired together.

    Its methods wait for the disk, and some for Argon2id: call them in a thread, but for those of sessions and keys
    that say that they take microseconds.

    Parameters
    ----------
    url
        SQLAlchemy URL of the register database.
    controller, parties
        Id of the party whose node this is, and ids of all that take part.
    """

    def __init__(
        self,
        url: str,
        *,
        clock: Clock,
        secret: NodeSecret,
        settings: IdentitySettings,
        events: SecurityEvents,
        controller: str,
        parties: Collection[str] = (),
    ) -> None:
        self.settings = settings
        self.events = events
        self.clock = clock
        self._tables = Tables(url)
        self.accounts = Accounts(self._tables, clock, controller=controller, parties=parties)
        self.sessions = Sessions(self._tables, clock, settings.sessions, secret)
        self.keys = Keys(self._tables, clock, party=controller)
        self.links = OneTimeLinks(self._tables, clock)
        self.challenges = Challenges(self._tables, clock)
        self._attempts = Attempts(self._tables, clock)
        self._passwords = Passwords()
        self.factors = SecondFactors(
            AuthenticatorApp(self._tables, clock, secret),
            Passkeys(self._tables, clock, self.challenges),
            RecoveryCodes(self._tables),
        )
        self.openid = OpenId(settings, self.accounts, self.sessions, self.challenges, clock, events)
        self.sign_in = SignIn(
            self.accounts, self._passwords, self.factors, self.sessions, self._attempts, secret, events
        )

    def first_link(self, origin: str) -> str | None:
        """Return a one-time link for the first administrator, or None when there is one or nobody signs in so.

        Each call makes a new link, and the one before does not work any more.
        """
        if self.accounts.has_administrator() or not self.settings.local_accounts:
            return None
        _, token = self.links.make(LinkPurpose.FIRST_ADMINISTRATOR)
        return link_address(self.settings.public_origin or origin, token)

    def make_link(self, account: str, origin: str, *, by: Principal) -> tuple[OneTimeLink, str]:
        """Return a link with which the person of an account chooses a password, and its address.

        Raises
        ------
        UnknownError, AccountError
            When there is no such account, or a provider answers for it.
        """
        found = self.accounts.get(account)
        if found.status is AccountStatus.DISABLED:
            raise AccountError("This account is disabled.", remedy="Enable it first.")
        if found.provider:
            raise AccountError("This person signs in with a provider.", remedy="Ask the provider for a new password.")
        purpose = LinkPurpose.RECOVERY if found.has_password else LinkPurpose.INVITATION
        link, token = self.links.make(purpose, account)
        tell(self.events, SecurityEventKind.ACCOUNT_CHANGED, f"A link for {purpose}.", by=by, account=account)
        return link, link_address(origin, token)

    def redeem_link(self, token: str, password: str, browser: Browser, *, name: str = "", login: str = "") -> Entered:
        """Return a session for who has a link and chooses a password.

        The link is used up only when everything else is right. After a recovery the person starts over: second
        factors are gone, and all sessions have ended.

        Raises
        ------
        UnknownError, WeakPasswordError, AccountError
            When the link does not work, or what was chosen is not possible.
        """
        purpose = self.links.inspect(token).purpose
        if purpose is LinkPurpose.FIRST_ADMINISTRATOR:
            account = self._first_administrator(token, password, name=name, login=login)
        else:
            account = self._account_of_link(token, password)
        tell(self.events, SecurityEventKind.ACCOUNT_CHANGED, f"A link for {purpose} was used.", by=acting(account))
        return self.sign_in.after_link(account, browser)

    def change_password(self, account: Account, password: str, *, session: str) -> None:
        """Keep another password; all other sessions of the account end.

        Raises
        ------
        WeakPasswordError
            When it is too easy.
        """
        check_password(password, (account.login, account.name))
        self.accounts.set_password_hash(account.id, self._passwords.hash(password))
        self.sessions.end_all(account.id, but=session)
        tell(self.events, SecurityEventKind.ACCOUNT_CHANGED, "Another password.", by=acting(account))

    def keep(self) -> None:
        """Write down what was used, and forget old attempts; to be called every minute or so."""
        self.sessions.write_uses()
        self.keys.write_uses()
        self._attempts.forget_old()

    def accounts_unused_since(self, moment: datetime) -> tuple[str, ...]:
        """Return the ids of accounts that nobody signed in with since a moment."""
        return unused_since(self._tables, moment)

    def remove_unused_since(self, moment: datetime, *, by: Principal) -> int:
        """Delete those accounts with everything of them, and return how many; the last administrator stays."""
        removed = remove_unused(self.accounts, self._tables, moment)
        for account in removed:
            tell(self.events, SecurityEventKind.ACCOUNT_REMOVED, "Not used for too long.", by=by, account=account)
        return len(removed)

    def is_present(self, principal: Principal) -> bool:
        """Return whether somebody who came in is still there: the session goes on, the key is valid."""
        if principal.kind is PrincipalKind.SENSOR:
            return self.keys.is_valid(principal.id)
        if principal.session.startswith(TOKEN_SESSION):
            return self.clock.now().timestamp() < int(principal.session.removeprefix(TOKEN_SESSION))
        if principal.kind is PrincipalKind.PERSON:
            return self.sessions.is_going_on(principal.session)
        return True

    def close(self) -> None:
        """Write down what was used, and release the database."""
        self.sessions.write_uses()
        self.keys.write_uses()
        self._tables.close()

    def _first_administrator(self, token: str, password: str, *, name: str, login: str) -> Account:
        if self.accounts.has_administrator():
            raise UnknownError("There is an administrator already.", remedy="Ask for an account of your own.")
        check_password(password, (login, name))
        hashed = self._passwords.hash(password)
        account = self.accounts.create(login=login, name=name, roles={Role.ADMINISTRATOR})
        try:
            self.links.redeem(token)
        except UnknownError:
            self.accounts.remove(account.id)
            raise
        self.accounts.set_password_hash(account.id, hashed)
        tell(self.events, SecurityEventKind.ACCOUNT_CREATED, "First administrator.", by=ANYBODY, account=account.id)
        return self.accounts.get(account.id)

    def _account_of_link(self, token: str, password: str) -> Account:
        account = self.accounts.get(self.links.inspect(token).account)
        if account.status is AccountStatus.DISABLED:
            raise UnknownError("This link does not work any more.", remedy="Ask the administrator.")
        check_password(password, (account.login, account.name))
        hashed = self._passwords.hash(password)
        self.links.redeem(token)
        self.factors.remove_all(account.id)
        self.sessions.end_all(account.id)
        self.accounts.set_password_hash(account.id, hashed)
        return self.accounts.get(account.id)
