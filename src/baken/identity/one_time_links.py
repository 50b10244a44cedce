# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""One-time links: how somebody gets to choose a password without anybody else ever knowing one.

The secret stands behind the ``#`` of the address, so that it reaches no server log, proxy or ``Referer``; the page
sends it in the body of a request. Only its SHA-256 is kept. Each link works once, and not for long.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from baken.identity.errors import UnknownError
from baken.identity.model import LinkPurpose, OneTimeLink
from baken.identity.sessions import token_hash
from baken.identity.tables import LINK
from baken.vocabulary.time import from_us, to_us

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from baken.identity.tables import Tables
    from baken.vocabulary.time import Clock

LINK_PATH: Final = "/first-sign-in"
VALID_FOR: Final = {
    LinkPurpose.FIRST_ADMINISTRATOR: timedelta(hours=1),
    LinkPurpose.INVITATION: timedelta(days=7),
    LinkPurpose.RECOVERY: timedelta(hours=24),
}
"""How long each kind of link works."""


class OneTimeLinks:
    """Makes and redeems them."""

    def __init__(self, tables: Tables, clock: Clock) -> None:
        self._tables = tables
        self._clock = clock

    def make(self, purpose: LinkPurpose, account: str = "") -> tuple[OneTimeLink, str]:
        """Return a new link and its secret; earlier ones of the account do not work any more."""
        token = secrets.token_urlsafe(32)
        link = OneTimeLink(purpose=purpose, account=account, expires_at=self._clock.now() + VALID_FOR[purpose])
        row = {
            "hash": token_hash(token), "purpose": purpose.value, "account": account,
            "expires_us": to_us(link.expires_at),
        }  # fmt: skip
        with self._tables.writing() as connection:
            now_us = to_us(self._clock.now())
            connection.execute(LINK.delete().where((LINK.c.account == account) | (LINK.c.expires_us <= now_us)))
            connection.execute(LINK.insert(), row)
        return link, token

    def inspect(self, token: str) -> OneTimeLink:
        """Return what a link is for, without using it.

        Raises
        ------
        UnknownError
            When it does not work (any more).
        """
        with self._tables.reading() as connection:
            row = connection.execute(select(LINK).where(self._this(token))).first()
        return _link(row)

    def redeem(self, token: str) -> OneTimeLink:
        """Use a link, and return what it was for. Of two that use it at once, one gets it.

        Raises
        ------
        UnknownError
            When it does not work (any more).
        """
        with self._tables.writing() as connection:
            this = self._this(token)
            link = _link(connection.execute(select(LINK).where(this)).first())
            if connection.execute(LINK.delete().where(this)).rowcount != 1:
                raise _gone()
        return link

    def _this(self, token: str) -> ColumnElement[bool]:
        return (LINK.c.hash == token_hash(token)) & (LINK.c.expires_us > to_us(self._clock.now()))


def link_address(origin: str, token: str) -> str:
    """Return the address to give to the person.

    Examples
    --------
    >>> link_address("https://baken.example", "abc")
    'https://baken.example/first-sign-in#abc'
    """
    return f"{origin.rstrip('/')}{LINK_PATH}#{token}"


def _link(row: Any) -> OneTimeLink:
    if row is None:
        raise _gone()
    return OneTimeLink(purpose=LinkPurpose(row.purpose), account=row.account, expires_at=from_us(row.expires_us))


def _gone() -> UnknownError:
    return UnknownError(
        "This link does not work (any more): it was used, has expired or was replaced.",
        remedy="Ask the administrator for a new one; for the first administrator: start the server again.",
    )
