# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Accounts: who works with this service, for which party and in which roles."""

from __future__ import annotations

import json
import re
import secrets
import unicodedata
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from baken.governance.lists import Role
from baken.identity.errors import IdentityError, UnknownError
from baken.identity.model import ROLES_OF_ACCOUNTS, Account, AccountStatus
from baken.identity.tables import ACCOUNT, LINK, PASSKEY, RECOVERY_CODE, SESSION, TOTP
from baken.vocabulary.time import from_us, to_us

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection, Row

    from baken.identity.tables import Tables
    from baken.vocabulary.time import Clock

_LOGIN: Final = re.compile(r"[\w.+@-]{3,128}")
_LONGEST_NAME: Final = 200


class AccountError(IdentityError):
    """An account cannot be so."""


def normal_login(login: str) -> str:
    """Return the form in which logins are compared.

    Raises
    ------
    AccountError
        When it is none.

    Examples
    --------
    >>> normal_login(" Anna@Example.nl")
    'anna@example.nl'
    """
    text = unicodedata.normalize("NFKC", login).strip().casefold()
    if not _LOGIN.fullmatch(text):
        raise AccountError("A login has 3 to 128 letters, digits or the signs . _ + @ -.")
    return text


class Accounts:
    """Makes, finds and changes accounts.

    Parameters
    ----------
    controller
        Id of the party whose node this is.
    parties
        Ids of the parties that people may work for; empty lets any.
    """

    def __init__(self, tables: Tables, clock: Clock, *, controller: str, parties: Collection[str] = ()) -> None:
        self.controller = controller
        self._parties = frozenset(parties)
        self._tables = tables
        self._clock = clock

    def create(
        self,
        *,
        login: str,
        name: str,
        roles: Collection[Role],
        party: str = "",
        provider: str = "",
        subject: str = "",
    ) -> Account:
        """Return a new account: invited, or active when a provider answers for it.

        Raises
        ------
        AccountError
            When the login is taken, or party and roles do not go together.
        """
        account = Account(
            id="a" + secrets.token_hex(8),
            login=normal_login(login),
            name=_name(name),
            party=party or self.controller,
            roles=frozenset(roles),
            status=AccountStatus.ACTIVE if provider else AccountStatus.INVITED,
            created_at=self._clock.now(),
            provider=provider,
            subject=subject,
        )
        self._check(account.party, account.roles)
        with self._tables.writing() as connection:
            if connection.execute(select(ACCOUNT.c.id).where(ACCOUNT.c.login == account.login)).first():
                raise AccountError("There is an account with this login already.", remedy="Choose another login.")
            connection.execute(ACCOUNT.insert(), _row(account))
        return account

    def all(self) -> list[Account]:
        """Return every account, by login."""
        with self._tables.reading() as connection:
            return [_account(row) for row in connection.execute(select(ACCOUNT).order_by(ACCOUNT.c.login))]

    def get(self, account: str) -> Account:
        """Return an account.

        Raises
        ------
        UnknownError
            When there is none with this id.
        """
        with self._tables.reading() as connection:
            found = account_of(connection, account)
        if found is None:
            raise UnknownError("There is no such account.")
        return found

    def with_login(self, login: str) -> Account | None:
        """Return the account that is signed in to with this login."""
        try:
            wanted = ACCOUNT.c.login == normal_login(login)
        except AccountError:
            return None
        return self._first(wanted)

    def of_provider(self, provider: str, subject: str) -> Account | None:
        """Return the account of somebody whom a provider knows."""
        return self._first((ACCOUNT.c.provider == provider) & (ACCOUNT.c.subject == subject))

    def password_hash(self, account: str) -> str | None:
        """Return the Argon2id hash of its password."""
        with self._tables.reading() as connection:
            row = connection.execute(select(ACCOUNT.c.password_hash).where(ACCOUNT.c.id == account)).first()
        return None if row is None else row.password_hash

    def set_password_hash(self, account: str, password_hash: str) -> None:
        """Keep a new password; an invited account becomes active."""
        with self._tables.writing() as connection:
            this = ACCOUNT.update().where(ACCOUNT.c.id == account)
            connection.execute(this.values(password_hash=password_hash))
            invited = this.where(ACCOUNT.c.status == AccountStatus.INVITED.value)
            connection.execute(invited.values(status=AccountStatus.ACTIVE.value))

    def change(
        self,
        account: str,
        *,
        name: str | None = None,
        party: str | None = None,
        roles: Collection[Role] | None = None,
        status: AccountStatus | None = None,
    ) -> Account:
        """Change an account, and return it; with other rights or none its sessions end.

        Raises
        ------
        UnknownError, AccountError
            When there is none, when it cannot be so, or when nobody would be left to administer the service.
        """
        with self._tables.writing() as connection:
            before = account_of(connection, account)
            if before is None:
                raise UnknownError("There is no such account.")
            values: dict[str, Any] = {}
            if name is not None:
                values["name"] = _name(name)
            if party is not None or roles is not None:
                new_roles = before.roles if roles is None else frozenset(roles)
                self._check(party or before.party, new_roles)
                values |= {"party": party or before.party, "roles": _roles_text(new_roles)}
            if status is not None:
                values["status"] = _possible(status, before).value
            if values:
                connection.execute(ACCOUNT.update().where(ACCOUNT.c.id == account).values(**values))
            _keep_an_administrator(connection, before)
            if values.keys() & {"party", "roles", "status"}:
                connection.execute(SESSION.delete().where(SESSION.c.account == account))
        return self.get(account)

    def remove(self, account: str) -> None:
        """Delete an account and everything that belongs to it.

        Raises
        ------
        UnknownError, AccountError
            When there is none, or it is the last that can administer the service.
        """
        with self._tables.writing() as connection:
            before = account_of(connection, account)
            if before is None:
                raise UnknownError("There is no such account.")
            for table in (SESSION, TOTP, RECOVERY_CODE, PASSKEY, LINK):
                connection.execute(table.delete().where(table.c.account == account))
            connection.execute(ACCOUNT.delete().where(ACCOUNT.c.id == account))
            _keep_an_administrator(connection, before)

    def has_administrator(self) -> bool:
        """Return whether somebody can administer the service."""
        return any(_administers(account) for account in self.all())

    def _first(self, condition: Any) -> Account | None:
        with self._tables.reading() as connection:
            row = connection.execute(select(ACCOUNT).where(condition)).first()
        return None if row is None else _account(row)

    def _check(self, party: str, roles: frozenset[Role]) -> None:
        if self._parties and party not in self._parties:
            known = ", ".join(sorted(self._parties))
            raise AccountError(f"There is no party {party!r} in this city.", remedy=f"Use one of: {known}.")
        if not roles or not roles <= ROLES_OF_ACCOUNTS:
            raise AccountError("An account has one or more roles of a person.", remedy=f"Use: {_roles_of_people()}.")
        if party != self.controller and roles != {Role.PARTNER}:
            raise AccountError("Somebody of another party is a partner.", remedy="Give the role partner only.")
        if party == self.controller and Role.PARTNER in roles:
            raise AccountError("Somebody of the party whose node this is, is no partner.", remedy="Give another role.")


def account_of(connection: Connection, account: str) -> Account | None:
    """Return an account by its id."""
    row = connection.execute(select(ACCOUNT).where(ACCOUNT.c.id == account)).first()
    return None if row is None else _account(row)


def _administers(account: Account) -> bool:
    return Role.ADMINISTRATOR in account.roles and account.status is AccountStatus.ACTIVE


def _keep_an_administrator(connection: Connection, before: Account) -> None:
    """Refuse to take away the last administrator; of whom a provider knows, the provider decides."""
    if not _administers(before) or before.provider:
        return
    if not any(_administers(_account(row)) for row in connection.execute(select(ACCOUNT))):
        raise AccountError(
            "This is the last account that can administer the service.", remedy="Make another administrator first."
        )


def _possible(status: AccountStatus, before: Account) -> AccountStatus:
    if status is AccountStatus.INVITED:
        raise AccountError("An account cannot be made invited again.", remedy="Make a one-time link for it.")
    is_usable = before.has_password or before.provider
    return status if status is AccountStatus.DISABLED or is_usable else AccountStatus.INVITED


def _name(name: str) -> str:
    text = name.strip()
    if not text or len(text) > _LONGEST_NAME or not text.isprintable():
        raise AccountError(f"A name has 1 to {_LONGEST_NAME} characters that can be printed.")
    return text


def _roles_text(roles: frozenset[Role]) -> str:
    return json.dumps(sorted(role.value for role in roles))


def _roles_of_people() -> str:
    return ", ".join(sorted(role.value for role in ROLES_OF_ACCOUNTS))


def _row(account: Account) -> dict[str, Any]:
    return {
        "id": account.id, "login": account.login, "name": account.name, "party": account.party,
        "roles": _roles_text(account.roles), "status": account.status.value, "password_hash": None,
        "provider": account.provider, "subject": account.subject, "created_us": to_us(account.created_at),
        "last_used_us": None,
    }  # fmt: skip


def _account(row: Row[Any]) -> Account:
    return Account(
        id=row.id,
        login=row.login,
        name=row.name,
        party=row.party,
        roles=frozenset(Role(role) for role in json.loads(row.roles)),
        status=AccountStatus(row.status),
        created_at=from_us(row.created_us),
        provider=row.provider,
        subject=row.subject,
        has_password=row.password_hash is not None,
        last_used_at=None if row.last_used_us is None else from_us(row.last_used_us),
    )
