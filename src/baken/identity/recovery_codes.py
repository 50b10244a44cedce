# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Recovery codes: ten codes on paper for who has lost the second factor; each works once.

A code has 80 random bits, so that its SHA-256 can be kept: there is nothing to guess.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from baken.identity.tables import RECOVERY_CODE

if TYPE_CHECKING:
    from baken.identity.tables import Tables

HOW_MANY: Final = 10
_LETTERS: Final = "23456789abcdefghjkmnpqrstuvwxyz0"  # 32 signs; none is easily taken for another that is in it
_LENGTH: Final = 16


class RecoveryCodes:
    """Those of every account."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def make(self, account: str) -> tuple[str, ...]:
        """Return new codes, the only time that they can be read; earlier ones do not work any more."""
        codes = tuple(_code() for _ in range(HOW_MANY))
        with self._tables.writing() as connection:
            connection.execute(RECOVERY_CODE.delete().where(RECOVERY_CODE.c.account == account))
            connection.execute(RECOVERY_CODE.insert(), [{"account": account, "hash": _hash(c)} for c in codes])
        return codes

    def use(self, account: str, code: str) -> bool:
        """Return whether a code is right; it will not be so again."""
        this = (RECOVERY_CODE.c.account == account) & (RECOVERY_CODE.c.hash == _hash(code))
        with self._tables.writing() as connection:
            return connection.execute(RECOVERY_CODE.delete().where(this)).rowcount == 1

    def left(self, account: str) -> int:
        """Return how many still work."""
        query = select(func.count()).select_from(RECOVERY_CODE).where(RECOVERY_CODE.c.account == account)
        with self._tables.reading() as connection:
            return int(connection.execute(query).scalar_one())

    def remove(self, account: str) -> None:
        """Let none work any more."""
        with self._tables.writing() as connection:
            connection.execute(RECOVERY_CODE.delete().where(RECOVERY_CODE.c.account == account))


def is_recovery_code(code: str) -> bool:
    """Return whether this looks like a recovery code rather than the code of an app.

    Examples
    --------
    >>> is_recovery_code("123 456"), is_recovery_code("abcd-efgh-jkmn-pqrs")
    (False, True)
    """
    return len(_plain(code)) == _LENGTH


def _code() -> str:
    letters = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
    return "-".join(letters[i : i + 4] for i in range(0, _LENGTH, 4))


def _plain(code: str) -> str:
    return "".join(c for c in code.casefold() if c.isalnum())


def _hash(code: str) -> bytes:
    return hashlib.sha256(b"recovery " + _plain(code).encode()).digest()
